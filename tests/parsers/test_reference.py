from __future__ import annotations

import pytest
from made_pages import SENTENCES, TEXT, news, page

from ingest.model import Block, BlockKind
from ingest.parsers.reference import agreement

BLOCKS = [Block(BlockKind.PARAGRAPH, sentence) for sentence in SENTENCES[:3]]


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("\n".join(SENTENCES), "3 of 3 paragraphs in articleBody"),
        (" ".join(SENTENCES[:2]).replace("’", "'").upper(), "2 of 3 paragraphs in articleBody"),
        ("".join(f"<p>{sentence}</p>" for sentence in SENTENCES), "3 of 3 paragraphs in articleBody"),
        ("Une autre histoire, loin de la halle et de ses charpentiers.", "0 of 3 paragraphs in articleBody"),
        ("", ""),
    ],
)  # fmt: skip
def test_how_many_paragraphs_the_metadata_has_too(reference: str, told: str) -> None:
    """Compared without regard to typography and mark-up; nothing is said where there is nothing to compare."""
    assert agreement(BLOCKS, reference) == told


def test_agreement_is_evidence_for_the_text() -> None:
    """An article says how far its text is the one of its metadata."""
    article = page(TEXT, ld=news(articleBody=" ".join(f"{s} {s.replace('La ', 'Cette ')}" for s in SENTENCES)))
    assert article.provenance["text"].evidence.endswith("8 of 8 paragraphs in articleBody")
    assert "articleBody" not in page(TEXT, ld=news()).provenance["text"].evidence

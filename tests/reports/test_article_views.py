"""One article as JSON, text and Markdown."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from ingest.model import Article, Block, BlockKind, Found, PageType
from ingest.reports.article import as_json, as_markdown, as_text

ARTICLE = Article(
    title="Le bac *repart*",
    standfirst="Onze jours à quai.",
    blocks=[
        Block(BlockKind.PARAGRAPH, "Un premier paragraphe."),
        Block(BlockKind.CROSSHEAD, "Un second moteur"),
        Block(BlockKind.LIST_ITEM, "les cageots"),
        Block(BlockKind.LIST_ITEM, "les vélos"),
        Block(BlockKind.QUESTION, "Et l'été ?"),
        Block(BlockKind.QUOTE, "On verra."),
    ],
    authors=["Awa Ndiaye"],
    agency="AFP",
    published_at=datetime(2026, 3, 3, 9, 5, tzinfo=UTC),
    page_type=PageType.INTERVIEW,
    provenance={"title": Found("h1", "Le bac", (("og", "Autre"),))},
)


def test_json_has_every_field_and_the_computed_ones() -> None:
    """Machines get the text, the paywall flag, ISO 8601 times and provenance."""
    found = json.loads(as_json(ARTICLE))
    assert {"text", "paywalled", *Article.__dataclass_fields__} == set(found)
    assert found["published_at"] == "2026-03-03T09:05:00+00:00"
    assert found["page_type"] == "interview"
    assert found["provenance"]["title"]["rejected"] == [["og", "Autre"]]


def test_text_is_title_standfirst_and_body() -> None:
    """What a reader reads, parted by blank lines."""
    assert as_text(ARTICLE).startswith("Le bac *repart*\n\nOnze jours à quai.\n\nUn premier paragraphe.\n\nUn second")
    assert as_text(Article()) == ""


def test_markdown_keeps_the_structure() -> None:
    """Crossheads, lists, questions and quotes are marked, and what looks like markup in a text is escaped."""
    text = as_markdown(ARTICLE)
    assert text.startswith("# Le bac \\*repart\\*\n\n*Awa Ndiaye · AFP · 2026-03-03T09:05:00+00:00*\n\n**Onze jours")
    for line in ("## Un second moteur", "- les cageots\n- les vélos", "**Et l'été ?**", "> On verra."):
        assert line in text
    assert as_markdown(Article()) == ""

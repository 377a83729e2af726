"""What an edit changed, and what kind it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rowsamples import START, Row, rich_article, seen

from ingest.writers.edits import EditedBy, EditType, compare, passages
from ingest.writers.rows import article_row

PARAGRAPHS = (
    "La passerelle des Tanneurs a rouvert lundi matin après neuf mois de travaux et deux reports.",
    "Le chantier a coûté 1,2 million d'euros, dont un tiers a été payé par la région.",
    "Les riverains attendent encore les bancs promis sur la rive gauche, annoncés pour le printemps.",
)


def version(text: str | None = None, **other: Any) -> Row:
    """A row of revisions, with columns replaced."""
    text = "\n\n".join(PARAGRAPHS) if text is None else text
    row, _ = seen(1, "x", START)
    blocks = [{"kind": "paragraph", "text": paragraph} for paragraph in text.split("\n\n")]
    return {**row, "text": text, "blocks": blocks, "page_digest": str(hash((text, *map(str, other.values())))), **other}


def edited(*replacements: tuple[str, str]) -> Row:
    text = "\n\n".join(PARAGRAPHS)
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return version(text)


@pytest.mark.parametrize(
    ("after", "type_", "changed"),
    [
        (edited(("riverains", "riverrains")), EditType.TYPO, ("body",)),
        (edited(("d'euros", "d’euros")), EditType.TYPO, ("body",)),
        (edited(("1,2 million", "1,7 million")), EditType.CORRECTION, ("body",)),
        (edited(("un tiers", "la moitié")), EditType.CORRECTION, ("body",)),
        (edited(("lundi", "mardi")), EditType.CORRECTION, ("body",)),
        (
            edited((PARAGRAPHS[1], PARAGRAPHS[1] + " La ville a réglé le reste sur son épargne.")),
            EditType.EXTENSION,
            None,
        ),
        (version("\n\n".join((*PARAGRAPHS, "Une fête est prévue samedi sur le quai."))), EditType.EXTENSION, ("body",)),
        (version("\n\n".join(PARAGRAPHS[:2])), EditType.CUT, ("body",)),
        (version("\n\n".join(reversed(PARAGRAPHS))), EditType.CORRECTION, ("body",)),
        (version(title="La passerelle des Tanneurs enfin rouverte"), EditType.HEADLINE, ("title",)),
        (version(title="Titre 1 "), EditType.TYPO, ("title",)),
        (version(standfirst="Fermée depuis mars, elle retrouve ses piétons."), EditType.EXTENSION, ("standfirst",)),
        (version(authors=["Léa Martin"]), EditType.CORRECTION, ("authors",)),
        (version(modified_at=START + timedelta(hours=1)), None, ("date",)),
        (version(images=[{"url": None, "caption": "Le pont.", "credit": None}]), EditType.CORRECTION, ("captions",)),
        (version(access="teaser", agency="AFP"), EditType.CORRECTION, ("agency", "access")),
    ],
)
def test_an_edit_has_a_kind(after: Row, type_: EditType | None, changed: tuple[str, ...] | None) -> None:
    """Each kind of edit is told from the others by what changed, and how much."""
    edit = compare(version(), after)
    assert edit.type is type_
    assert changed is None or edit.changed == changed
    assert edit.by is EditedBy.PUBLISHER


def test_a_new_headline_over_a_corrected_text_is_a_correction() -> None:
    """The text counts for more, unless only its spelling changed."""
    corrected = edited(("un tiers", "la moitié"))
    assert compare(version(), {**corrected, "title": "Le chantier a coûté cher"}).type is EditType.CORRECTION
    respelt = edited(("riverains", "riverrains"))
    assert compare(version(), {**respelt, "title": "Le chantier a coûté cher"}).type is EditType.HEADLINE


def test_the_share_is_of_words() -> None:
    """Nothing, a word of forty, everything."""
    words = sum(len(paragraph.split()) for paragraph in PARAGRAPHS)
    assert compare(version(), version(title="Autre")).share == 0
    assert compare(version(), edited(("lundi", "mardi"))).share == round(2 / (2 * words), 4)
    assert compare(version(), version("Rien de tout cela n'est resté.")).share > 0.9


@pytest.mark.parametrize(
    ("other", "by"),
    [
        ({}, EditedBy.PUBLISHER),
        ({"parser_version": "0.0.9"}, EditedBy.UNKNOWN),
        ({"page_digest": "same"}, EditedBy.PARSER),
        ({"page_digest": "same", "parser_version": "0.0.9"}, EditedBy.PARSER),
        ({"page_digest": None, "parser_version": "0.0.9"}, EditedBy.UNKNOWN),
    ],
)
def test_a_page_read_otherwise_is_no_edit(other: dict[str, Any], by: EditedBy) -> None:
    """Equal bytes, another reading: that was us. Another parser and other bytes: nobody can tell."""
    before = version(
        **{
            "page_digest": "same",
            **({"page_digest": None} if "page_digest" in other and not other["page_digest"] else {}),
        }
    )
    edit = compare(before, {**edited(("un tiers", "la moitié")), **other})
    assert edit.by is by
    assert (edit.type is None) == (by is EditedBy.PARSER)


def test_a_date_counted_from_the_fetch_is_no_change() -> None:
    """«il y a 3 heures» moves with every fetch."""
    before = version(published_at=START, published_raw="il y a 3 heures")
    after = version(published_at=START + timedelta(hours=1), published_raw="il y a 2 heures")
    assert "date" not in compare(before, after).changed


def test_every_part_of_the_digest_has_a_name() -> None:
    """Two versions of other digests differ in something that `changed` can name."""
    from test_rows import PAGE, PLACE

    row = article_row(rich_article(), PAGE, PLACE)
    for column, value in {
        "title": "Autre",
        "standfirst": None,
        "blocks": [],
        "authors": [],
        "contributors": [],
        "agency": None,
        "published_at": START - timedelta(days=900),
        "modified_at": None,
        "images": [],
        "access": "full",
        "live_entries": [],
    }.items():
        dated = {**row, "published_raw": "2024", "modified_raw": "2024"}
        assert compare(dated, {**dated, column: value, "page_digest": "x"}).changed, column


@given(st.text("ab \n.", max_size=60), st.text("ab \n.", max_size=60))
def test_passages_are_the_texts(before: str, after: str) -> None:
    """Nothing is lost or moved on either side, and what is unchanged stands on both."""
    found = passages(before, after)
    for text, side in ((before, "before"), (after, "after")):
        words = [word for passage in found for piece in getattr(passage, side) for word in piece.text.split()]
        assert words == text.split()
    same = [
        [word for passage in found for piece in side(passage) if not piece.changed for word in piece.text.split()]
        for side in (lambda passage: passage.before, lambda passage: passage.after)
    ]
    assert same[0] == same[1]

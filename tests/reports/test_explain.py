"""The page that says why an article was read as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from browser import open_page

from ingest.errors import UsageError
from ingest.model import Article, Block, BlockKind, Found, Line
from ingest.reports.explain import explain_page
from ingest.reports.html import write
from ingest.reports.timeline import Mark, timeline

ATTACK = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">'\"&amp;"


def an_article(text: str = "Le pont rouvre lundi.") -> Article:
    return Article(
        url="https://journal.example/pont",
        title="Le pont rouvre",
        blocks=[Block(BlockKind.PARAGRAPH, text)],
        authors=["Odile Sentenac"],
        published_at=datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
        date_conflict=True,
        provenance={
            "authors": Found("visible", "Par Odile Sentenac", (("meta", "admin"),)),
            "published_at": Found("json-ld", "datePublished", (("visible", "19/11/2026"),)),
        },
    )


LINES = [
    Line("Accueil", "li", False, "model", 0.01),
    Line("Le pont rouvre", "h1", False, "title", 0.2),
    Line("Par Odile Sentenac", "p", False, "model", 0.1),
    Line("Le pont rouvre lundi.", "p", True, "", 0.97),
    Line("Lire aussi : le bac s’arrête", "p", False, "read_also", 0.6),
]
DATES = [
    Mark(datetime(2026, 11, 20, 8, 30, tzinfo=UTC), "published · json-ld", chosen=True),
    Mark(datetime(2026, 11, 19, tzinfo=UTC), "published · visible", chosen=False),
]


def test_each_line_of_the_page_is_there_with_what_became_of_it() -> None:
    """A reader finds every line once, in order, and reads why it is in the text or is not."""
    page = explain_page(an_article(), LINES, DATES, page_name="page.html")
    lines = page.split('<ol class="lines">')[1].split("<li ")[1:]
    assert ["kept" in line for line in lines] == [False, False, False, True, False]
    assert "no body text by its score" in lines[0]
    assert "is the title" in lines[1]
    assert "gives authors" in lines[2]
    assert "left out: read also" in lines[4]


def test_fields_show_their_evidence_and_the_candidates_that_lost() -> None:
    """A wrong author can be traced: the page names the words it was read from and what else was there."""
    page = explain_page(an_article(), LINES, DATES, page_name="page.html")
    row = page.split('<th scope="row">authors</th>')[1].split("</tr>")[0]
    assert "Odile Sentenac" in row
    assert "visible" in row
    assert "admin" in row


def test_dates_that_disagree_stand_on_one_line_of_time() -> None:
    """The chosen date is filled and later ones stand to the right, so that a conflict is seen at a glance."""
    drawing = timeline(DATES)
    visible, json_ld = (float(piece.split('cx="')[1].split('"')[0]) for piece in drawing.split("<circle ")[1:])
    assert visible < json_ld
    assert drawing.count('fill="var(--field)"') == 1
    assert "2026-11-20 08:30 (chosen)" in drawing
    page = explain_page(an_article(), LINES, DATES, page_name="page.html")
    assert "two signals disagree" in page


def test_nothing_a_page_says_is_run(tmp_path: Path) -> None:
    """Scripts in a headline, a line, a field's evidence or a date's label stay text, in a real browser."""
    article = Article(
        url=ATTACK,
        title=ATTACK,
        standfirst=ATTACK,
        blocks=[Block(BlockKind.PARAGRAPH, ATTACK)],
        authors=[ATTACK],
        provenance={"authors": Found(ATTACK, ATTACK, ((ATTACK, ATTACK),))},
    )
    dates = [Mark(datetime(2026, 1, 1, tzinfo=UTC), ATTACK, chosen=True)]
    file = tmp_path / "explain.html"
    file.write_text(explain_page(article, [Line(ATTACK, ATTACK, True, "", 1.0)], dates, page_name=ATTACK), "utf-8")
    assert "<script" not in file.read_text("utf-8")
    document, console = open_page(file)
    assert console == []
    assert "<title>taken" not in document
    assert document.count("<img") == 0
    assert "document.title='taken'" in document


def test_a_place_that_cannot_be_written_to_is_a_clear_error(tmp_path: Path) -> None:
    """A folder that is not there costs a sentence, not a traceback."""
    with pytest.raises(UsageError, match="--out"):
        write("<p>", tmp_path / "no such folder" / "explain.html")


def test_the_page_opens_without_a_complaint(tmp_path: Path) -> None:
    """A real browser finds no error in the page, which asks nothing of the network."""
    file = tmp_path / "explain.html"
    file.write_text(explain_page(an_article(), LINES, DATES, page_name="page.html"), "utf-8")
    document, console = open_page(file)
    assert console == []
    assert "Le pont rouvre lundi." in document

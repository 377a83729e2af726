"""The page that says why an article was read as it was."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from browser import open_page, tab

from ingest.errors import UsageError
from ingest.model import Article, Block, BlockKind, Contributor, Found, Image, Line
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
    Mark(datetime(2026, 11, 19, tzinfo=UTC), "published · visible", chosen=False, day_only=True),
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


def test_every_field_has_its_value_or_is_named_as_empty() -> None:
    """Nobody has to guess whether a field was left out of the page or of this view."""
    article = replace(
        an_article(" ".join(["mot"] * 400)),
        contributors=[Contributor("Awa Ndiaye", "translator")],
        published_raw="le 20 novembre 2026 à 9 h 30",
        timezone="Europe/Paris",
        images=[Image("https://journal.example/pont.jpg", "Le pont, lundi.", "PAVEL X / AFP")],
    )
    page = explain_page(article, LINES, DATES, page_name="page.html")
    table, _, after = page.partition("</table>")
    shown = set(re.findall(r'<th scope="row">(\w+)</th>', table))
    empty = set(re.findall(r"\w+", after.split("says nothing:")[1].split("</p>")[0]))
    assert shown | empty == {one.name for one in fields(Article)} - {"blocks", "provenance", "dropped"} | {
        "text",
        "paywalled",
    }
    assert not shown & empty
    for words in ("400 words in 1 paragraph", "PAVEL X / AFP", "Awa Ndiaye", "translator", "9 h 30", "Europe/Paris"):
        assert words in table


def test_the_words_of_a_date_are_found_in_their_line() -> None:
    """«visible div» is evidence for nobody; the line that has the words is marked, a menu with a section's name not."""
    article = replace(
        an_article(),
        modified_raw="Mis à jour le lundi 17 avril 2023",
        provenance={"section": Found("breadcrumb", "Politique"), "modified_at": Found("visible", "div")},
    )
    lines = [
        Line("Mis à jour le lundi 17 avril 2023 – 09:46", "div", False, "model", 0.05),
        Line("Accueil | Politique | Economie | Société | Sports | Culture", "td", False, "model", 0.07),
    ]
    page = explain_page(article, lines, [], page_name="page.html")
    assert "gives modified_at" in page
    assert "gives section" not in page


def test_dates_that_disagree_stand_on_one_line_of_time() -> None:
    """The chosen date is marked and later ones stand to the right, so that a conflict is seen at a glance."""
    visible, json_ld = timeline(DATES)
    assert (visible.place, json_ld.place) == (0, 100)
    assert (visible.at, json_ld.at) == ("2026-11-19", "2026-11-20 08:30 +0000")
    page = explain_page(an_article(), LINES, DATES, page_name="page.html")
    assert "2026-11-20 08:30 +0000 (chosen)" in page
    assert "two signals disagree" in page


def test_a_phone_shows_the_fields_one_below_the_other(tmp_path: Path) -> None:
    """At 400 pixels nothing reaches over the edge, a value has the whole width, and the dates are legible."""
    file = tmp_path / "explain.html"
    long = replace(
        an_article("mot" * 300), title="Un titre " * 40, canonical_url="https://journal.example/" + "a" * 300
    )
    file.write_text(explain_page(long, LINES, DATES, page_name="page.html"), "utf-8")
    with tab(file) as page:
        page.see(400)
        assert page.ask("document.documentElement.scrollWidth") <= 400
        assert page.ask("document.querySelector('.fields td').getBoundingClientRect().width") > 350
        assert page.ask("parseFloat(getComputedStyle(document.querySelector('.at')).fontSize)") >= 12
        assert page.ask("document.querySelector('.rail').getBoundingClientRect().width") > 250


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

"""Lines between <br>, and announced links."""

from __future__ import annotations

import pytest

from ingest.parsers.lines import announced_at, paragraphs_of
from ingest.parsers.walk import walk


def test_counts_add_up_over_joined_lines() -> None:
    """What is joined keeps the links and the bold type of all its lines."""
    joined = paragraphs_of([("Un lien", 4, 0, 1), ("et un autre", 5, 2, 1)], in_paragraph=True)
    assert joined == [("Un lien et un autre", 9, 2, 2)]


def test_loose_text_is_parted_after_a_sentence() -> None:
    """Old markup has no <p>: in loose text the line of a whole sentence ends a paragraph, inside <p> it does not."""
    long = "Le port rouvre jeudi après trois mois de travaux sur les quais du bassin."
    lines = [(long, 0, 0, 0), ("La ville paie.", 0, 0, 0)]
    assert [line[0] for line in paragraphs_of(lines, in_paragraph=False)] == [long, "La ville paie."]
    assert [line[0] for line in paragraphs_of(lines, in_paragraph=True)] == [f"{long} La ville paie."]


def test_line_that_goes_on_in_lower_case_is_joined() -> None:
    """Whatever its end looks like."""
    lines = [("M. Anne Vasseur, maire de Sète et présidente de la régie du port, etc.", 0, 0, 0), ("et fils", 0, 0, 0)]
    assert len(paragraphs_of(lines, in_paragraph=False)) == 1


@pytest.mark.parametrize(
    ("buffer", "cut"),
    [
        (["Le port rouvre. Lire aussi : ", "La passerelle"], len("Le port rouvre. ")),
        (["Voir aussi ", "La passerelle"], 0),
        (["Le port rouvre. ", "Lire aussi La passerelle"], len("Le port rouvre. ")),
        (["On peut lire aussi ", "La passerelle"], -1),
        (["Le port rouvre ", "La passerelle"], -1),
        (["Il faut voir ", "La passerelle"], -1),
    ],
)
def test_where_an_announcement_begins(buffer: list[str], cut: int) -> None:
    """At the start of a line or after a whole sentence; before the link or in it; never inside a sentence."""
    assert announced_at(buffer, 1, buffer[0]) == cut


def test_a_link_that_announces_itself_without_a_space_before_it() -> None:
    """«… un porte-parole.<a>Lire aussi : …</a>»: the walk sets the space, and the link is still seen."""
    for link in ("Lees ook: De haven wordt een wijk", "À réécouter Le dernier rempailleur", "Läs mer: Hamnen"):
        tree = walk(f"<p>Le bac a repris sa traversée, a dit un porte-parole.<a href='/x'>{link}</a></p>")
        assert [segment.text for segment in tree.segments] == ["Le bac a repris sa traversée, a dit un porte-parole."]
        assert tree.glued == [link]


def test_a_link_behind_an_arrow_at_the_end_of_a_paragraph() -> None:
    """«… par les fumées. <a>>> Que faire ?</a>» leads to another story; an arrow inside a sentence does not."""
    text = "Deux pompiers ont été incommodés par les fumées."
    tree = walk(f"<p>{text} <a href='/x'>&gt;&gt; Que faire en cas de fumées ?</a></p>")
    assert ([s.text for s in tree.segments], tree.glued) == ([text], [">> Que faire en cas de fumées ?"])
    assert not walk("<p>Le bac va de Brest <a href='/x'>→ Plougastel</a> en une heure.</p>").glued


@pytest.mark.parametrize(
    ("link", "glued"),
    [
        ("Notre article sur le vote du crédit", True),
        ("Le plan des bacs en dessins (abonnés)", True),
        ("[À lire] Le plan des bacs", True),
        ("(À lire également : Le plan des bacs)", True),
        ("Le plan des bacs est en ligne.", False),
        ("le plan des bacs en dessins", False),
        ("Anne Un", False),
    ],
)
def test_a_link_behind_the_last_sentence_that_is_none_itself(link: str, glued: bool) -> None:
    """It leads to another story, whether words say so or not; two words are a name, and a sentence is text."""
    text = "Le bac a repris sa traversée, a dit un porte-parole."
    tree = walk(f"<p>{text} <a href='/x'>{link}</a>\n</p>")
    assert [segment.text for segment in tree.segments] == [text if glued else f"{text} {link}"]
    assert tree.glued == ([link] if glued else [])


def test_a_link_within_the_text_stays() -> None:
    """Behind it a sentence goes on, or its element is one of the sentence's own."""
    text = "Le bac a repris sa traversée, a dit un porte-parole."
    for page in (
        f"<p>{text} <a href='/x'>Le plan des bacs</a> en dit plus.</p>",
        f"<p>{text} <em>Voir <a href='/x'>Le plan des bacs</a></em></p>",
        f"<li>{text} <a href='/x'>Le plan des bacs</a></li>",
    ):
        assert not walk(page).glued


def test_an_announcement_in_brackets_before_its_link() -> None:
    """«[À lire] <a>Le plan</a>»"""
    text = "Le bac a repris sa traversée, a dit un porte-parole."
    assert walk(f"<p>{text} [À lire] <a href='/x'>Le plan des bacs</a></p>").glued == ["[À lire] Le plan des bacs"]

"""The numbers the model sees: what they say of a line, and which lines it is not asked about."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from ingest.parsers.features import NAMES, Context, Row, context_of, features_of, prose_weight
from ingest.parsers.walk import Segment, Tree, walk

SENTENCE = "La passerelle du bassin rouvrira jeudi, après trois mois de travaux que personne n’avait prévus ici."
PAGE = f"""<html><body><header><a href=/>Le Journal</a></header><article><h1>La passerelle rouvre</h1>
<div class="article-body"><p>{SENTENCE}</p><p>{SENTENCE} Deux fois.</p><p>{SENTENCE} Trois fois.</p></div></article>
<div class="side"><ul>{"<li><a href=x>Un autre article du port</a></li>" * 12}</ul></div>
<div class="comments"><p>{SENTENCE} Quatre fois.</p></div></body></html>"""


def read(html: str = PAGE, title_at: int = 1) -> tuple[Tree, Context, list[Row | None]]:
    tree = walk(html)
    context = context_of(tree, title_at)
    return tree, context, features_of(tree, context, title_at)


def value(row: Row | None, name: str) -> float:
    assert row is not None
    return row[NAMES.index(name)]


def test_every_row_has_every_column_as_a_float() -> None:
    """The compiled trees unpack a row; an integer among its floats would double their time."""
    _, _, rows = read()
    for row in rows:
        if row is not None:
            assert len(row) == len(NAMES)
            assert all(type(number) is float for number in row)


def test_model_was_trained_on_these_columns() -> None:
    """A column added, dropped or moved without training again would feed the model nonsense."""
    document = json.loads((files("ingest.parsers") / "data" / "body_model.json").read_text("utf-8"))
    assert document["columns"] == list(NAMES)
    assert document["widths"]["first"] == len(NAMES)


def test_lines_of_links_far_from_prose_are_hopeless() -> None:
    """A third of a page's lines are not worth a look; a link beside the text is."""
    tree, _, rows = read()
    links = [row for segment, row in zip(tree.segments, rows, strict=True) if segment.tag == "li"]
    assert links[5] is None
    assert links[0] is not None
    assert all(row is not None for s, row in zip(tree.segments, rows, strict=True) if s.tag == "p")


def test_paragraphs_of_the_text_share_its_prose() -> None:
    """Shares, flags and distances tell a paragraph of the text from one of the comments."""
    tree, _, rows = read()
    first = next(n for n, s in enumerate(tree.segments) if s.text == SENTENCE)
    comment = next(n for n, s in enumerate(tree.segments) if "Quatre" in s.text)
    assert value(rows[first], "share_up1") == pytest.approx(1.0)
    assert value(rows[first], "in_article") == 1.0
    assert value(rows[first], "near_body") == 1.0
    assert value(rows[first], "depth_main") < 20
    assert value(rows[comment], "share_up1") == 0.0
    assert value(rows[comment], "far_comment") == 1.0
    assert value(rows[comment], "in_article") == 0.0


def test_distance_from_the_headline_counts_prose() -> None:
    """Negative above it, zero right below it, growing with the text between."""
    tree, _, rows = read()
    distances = [value(row, "from_title") for row in rows if row is not None]
    assert distances[0] < 0
    assert value(rows[2], "from_title") == 0.0
    assert value(rows[3], "from_title") < value(rows[4], "from_title")
    assert value(read(title_at=-1)[2][2], "from_title") == -1.0
    assert len(tree.segments) == len(rows)


def test_comments_are_no_prose_of_the_page() -> None:
    """However long they are; unless the headline stands among them, as on a forum."""
    tree, context, _ = read()
    assert context.total == pytest.approx(3 * len(SENTENCE) + len(" Deux fois.") + len(" Trois fois."))
    comment = next(s for s in tree.segments if "Quatre" in s.text)
    assert context.comments[comment.elem]
    forum = walk(f'<div class="comments"><h1>Le fil</h1><p>{SENTENCE}</p></div>')
    assert context_of(forum, 0).total > 0


def test_frame_with_most_of_the_text_lends_no_bad_name() -> None:
    """«page-with-sidebar» around everything describes the page, not the line."""
    _, _, rows = read(f'<div class="has-sidebar related"><h1>T</h1><p>{SENTENCE}</p><p>{SENTENCE} Bis.</p></div>', 0)
    assert value(rows[1], "far_related") == 0.0


@pytest.mark.parametrize(
    ("segment", "weight"),
    [
        (Segment("x" * 39, 0, "p", 0, 0), 0.0),
        (Segment("x" * 60, 0, "p", 0, 0), 24.0),
        (Segment("x" * 100, 0, "p", 10, 0), 90.0),
        (Segment("x" * 100, 0, "p", 50, 0), 0.0),
        (Segment("x" * 100, 0, "h2", 0, 0, 2), 0.0),
    ],
)
def test_prose_is_what_is_long_and_no_link(segment: Segment, weight: float) -> None:
    """Short lines, headings and lines of links weigh nothing, lines of half a sentence a little."""
    assert prose_weight(segment) == weight


def test_empty_page_has_no_rows() -> None:
    """Nothing to judge is no error."""
    assert read("", -1)[2] == []

"""The questions that rules ask of a page's lists, and their compiled twins."""

from __future__ import annotations

from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.twins import compiled
from ingest.native import references
from ingest.parsers import finding
from ingest.parsers.tree import Element, Mark, Segment, Tree

needs_twins = pytest.mark.skipif(not compiled(), reason="ingest/native was not compiled: no C compiler at installation")

_TEXTS = st.sampled_from(["", "A", "Accueil", "ac", "vous", "été", "ß"])
_SEGMENTS = st.lists(
    st.builds(Segment, _TEXTS, st.integers(-1, 6), st.just("p"), st.integers(0, 2), st.just(0), st.integers(0, 3))
)
_MARKS = st.lists(
    st.builds(
        Mark, st.integers(0, 7), st.sampled_from(["a", "time"]), _TEXTS, st.just(0), st.just(0),
        itemprop=st.sampled_from(["", "author"]),
    )
)  # fmt: skip


@st.composite
def _elements(draw: st.DrawFn) -> list[Element]:
    """Parents come before their children."""
    count = draw(st.integers(1, 8))
    return [Element(draw(st.integers(-1, n - 1)), "div", draw(st.integers(0, 7)), "", 0) for n in range(count)]


@needs_twins
@given(_SEGMENTS, _MARKS, _elements(), st.data())
def test_both_find_the_same(
    segments: list[Segment], marks: list[Mark], elements: list[Element], data: st.DataObject
) -> None:
    """A twin that overlooks one line or frame would change an article here and there, and nobody would see where."""
    twins = import_module("ingest.native.finding")
    own = data.draw(st.sets(st.integers(0, 7)))
    index, levels = data.draw(st.integers(-1, len(elements) - 1)), data.draw(st.integers(0, 9))
    scores = data.draw(st.lists(st.floats(0, 1)))
    numbers = data.draw(st.lists(st.integers(0, 2**27)))
    for name, *arguments in (
        ("places_with", segments, "heading"),
        ("places_with", marks, "itemprop"),
        ("places_of", marks, "tag", "time"),
        ("places_with_bits", marks, "hints", 5),
        ("grouped_by", marks, "tag"),
        ("with_bits", numbers, 2**20 + 1),
        ("at_least", scores, 0.5),
        ("standing_in", segments, own),
        ("opening_with", segments, frozenset(("Ac", "ac", "ét", "A"))),
        ("path_of", elements, index),
        ("path_of", elements, index, levels),
        ("hints_around", elements, index, levels, own),
        ("hints_around", elements, index, levels),
    ):
        assert getattr(twins, name)(*arguments) == references[f"finding.{name}"](*arguments), name


@needs_twins
def test_objects_of_two_classes_are_refused() -> None:
    """An attribute lies at another place in each class: what is read there would be anything."""
    with pytest.raises(TypeError, match="Segment"):
        finding.places_with([Segment("a", 0, "p", 0, 0), Mark(0, "a", "", 0, 0)], "text")


def test_a_tree_knows_its_headings_links_and_marks() -> None:
    """What many rules ask for is there for a tree made by hand as well."""
    segments = [
        Segment("Le pont", 0, "h1", 0, 0, heading=1),
        Segment("Un lien", 0, "p", 3, 0),
        Segment("Fin", 0, "p", 0, 0),
    ]
    marks = [Mark(0, "a", "Un", 0, 1), Mark(0, "time", "", 0, 1, itemprop="datePublished"), Mark(0, "a", "Deux", 0, 2)]
    tree = Tree(segments=segments, marks=marks)
    assert (tree.headings, tree.linked) == ([0], [1])
    assert [mark.text for mark in tree.marks_of("a")] == ["Un", "Deux"]
    assert tree.marks_of("abbr") == []
    assert tree.named == [marks[1]]

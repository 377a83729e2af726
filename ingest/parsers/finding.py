"""The few questions that many rules ask of a page's flat lists: which of them have something, stand somewhere, and what
is around them. Each is a loop over the whole page or up through its frames, and has a compiled twin for that."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING, Any, TypeVar

from ingest import native

if TYPE_CHECKING:
    from ingest.parsers.tree import Element, Segment, Tree

_OneT = TypeVar("_OneT")


@native.twin("finding")
def places_with(objects: Sequence[object], name: str) -> list[int]:
    """The places of the objects whose attribute of a name is neither 0 nor empty; objects of one class with slots."""
    return [place for place, one in enumerate(objects) if getattr(one, name)]


@native.twin("finding")
def places_of(objects: Sequence[object], name: str, value: str) -> list[int]:
    """The places of the objects whose attribute of a name is a value."""
    return [place for place, one in enumerate(objects) if getattr(one, name) == value]


@native.twin("finding")
def places_with_bits(objects: Sequence[object], name: str, mask: int) -> list[int]:
    """The places of the objects whose attribute, a number, has a bit of a mask."""
    return [place for place, one in enumerate(objects) if getattr(one, name) & mask]


@native.twin("finding")
def grouped_by(objects: Sequence[_OneT], name: str) -> dict[Any, list[_OneT]]:
    """The objects by the value of an attribute, in order."""
    groups: dict[Any, list[_OneT]] = {}
    for one in objects:
        groups.setdefault(getattr(one, name), []).append(one)
    return groups


@native.twin("finding")
def with_bits(numbers: list[int], mask: int) -> set[int]:
    """The places of the numbers that have a bit of a mask."""
    return {place for place, number in enumerate(numbers) if number & mask}


@native.twin("finding")
def at_least(scores: list[float], floor: float) -> list[int]:
    """The places of the scores from a floor up."""
    return [place for place, score in enumerate(scores) if score >= floor]


@native.twin("finding")
def standing_in(segments: list[Segment], elements: Set[int]) -> list[int]:
    """The segments whose own element is one of some."""
    return [place for place, segment in enumerate(segments) if segment.elem in elements]


@native.twin("finding")
def opening_with(segments: list[Segment], pairs: Set[str]) -> list[int]:
    """The segments whose first two letters are one of some pairs."""
    return [place for place, segment in enumerate(segments) if segment.text[:2] in pairs]


@native.twin("finding")
def path_of(elements: list[Element], index: int, levels: int = -1) -> list[int]:
    """An element and those around it, from the inside out, ``levels`` in all or all there are; nothing for -1."""
    path: list[int] = []
    while index >= 0 and len(path) != levels:
        path.append(index)
        index = elements[index].parent
    return path


@native.twin("finding")
def hints_around(elements: list[Element], index: int, levels: int, own: Set[int] = frozenset()) -> int:
    """What the names of an element and of the next frames up hint at, ``levels`` in all; up to those of ``own``, which
    do not count."""
    hints = 0
    while levels and index >= 0 and index not in own:
        element = elements[index]
        hints |= element.hints
        index = element.parent
        levels -= 1
    return hints


def below_linked_heading(tree: Tree, number: int) -> bool:
    """Whether a line stands right below the headline of another story that is a link, in that story's card."""
    if not 0 < number < len(tree.segments):
        return False
    above, frame = tree.segments[number - 1], tree.elements[tree.segments[number].elem].parent
    return above.heading > 0 and above.link >= 0.9 * len(above.text) and frame in path_of(tree.elements, above.elem, 3)

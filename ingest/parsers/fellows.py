"""What a score judges alone and a reader sees together: the other cells of a table, the other items of a list, a
quotation or crosshead between two paragraphs, the notes below the text."""

from __future__ import annotations

import re

from ingest.parsers.features import FIGURE, QUOTE, Context
from ingest.parsers.phrases import phrase_of
from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import Segment, Tree

NOTE = re.compile(r"^(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3}\s?[.)↑]|\*{1,3})\s?\S")
"""How a footnote opens."""
_FURNITURE = (
    Hint.RELATED | Hint.SOCIAL | Hint.FORM | Hint.AD | Hint.META | Hint.AUTHOR | Hint.DATE | Hint.CAPTION | Hint.CREDIT
    | Hint.TOC | Hint.TAGS | Hint.EMBED | Hint.HIDDEN | Hint.COMMENT | Hint.PAYWALL | Hint.FACTBOX
)  # fmt: skip


def is_prose(segment: Segment) -> bool:
    """A paragraph of running text."""
    return len(segment.text) > 100 and not segment.heading and segment.link < 0.6 * len(segment.text)


def with_fellows(tree: Tree, context: Context, scores: list[float], wanted: list[int], title_at: int) -> list[int]:
    """The wanted segments and what belongs to them, in order."""
    kept = set(wanted)
    _settle_embeds(tree, scores, kept)
    prose = [number for number in wanted if is_prose(tree.segments[number])]
    _add_list_items(tree, wanted, kept)
    _add_cells(tree, context, scores, wanted, kept)
    if prose:
        _add_crosshead_above(tree, prose[0], title_at, kept)
        _add_notes(tree, context, wanted[-1], kept)
    _add_between(tree, context, scores, wanted, prose, kept)
    return sorted(kept)


def _settle_embeds(tree: Tree, scores: list[float], kept: set[int]) -> None:
    """A quoted post of a social network comes whole or not at all: its words and who wrote them when."""
    posts: dict[int, list[int]] = {}
    for number, segment in enumerate(tree.segments):
        index = segment.elem
        for _ in range(3):
            if index < 0:
                break
            element = tree.elements[index]
            if element.tag == "blockquote" and element.hints & (Hint.EMBED | Hint.SOCIAL):
                posts.setdefault(index, []).append(number)
                break
            index = element.parent
    for numbers in posts.values():
        length = sum(len(tree.segments[n].text) for n in numbers)
        if sum(scores[n] * len(tree.segments[n].text) for n in numbers) >= 0.25 * length:
            kept.update(numbers)
        else:
            kept.difference_update(numbers)


def _add_list_items(tree: Tree, wanted: list[int], kept: set[int]) -> None:
    """A list of which more than half is wanted is wanted whole."""
    segments, elements = tree.segments, tree.elements
    lists: dict[int, list[int]] = {}
    for number in range(wanted[0], min(wanted[-1] + 12, len(segments))):
        element = elements[segments[number].elem]
        if element.tag == "li" and segments[number].link < 0.5 * len(segments[number].text):
            lists.setdefault(element.parent, []).append(number)
    for items in lists.values():
        if sum(number in kept for number in items) * 2 > len(items):
            kept.update(items)


def _add_cells(tree: Tree, context: Context, scores: list[float], wanted: list[int], kept: set[int]) -> None:
    """A table of which a quarter is wanted is wanted whole: numbers alone look like nothing."""
    segments = tree.segments
    tables: dict[int, list[int]] = {}
    for number in range(wanted[0], min(wanted[-1] + 40, len(segments))):
        table = table_of(tree, context, segments[number].elem)
        if table >= 0:
            tables.setdefault(table, []).append(number)
    for cells in tables.values():
        quarter = 0.25 * len(cells)
        if sum(number in kept for number in cells) >= quarter or sum(scores[number] for number in cells) >= quarter:
            kept.update(cells)


def _add_crosshead_above(tree: Tree, first: int, title_at: int, kept: set[int]) -> None:
    """The crosshead right above the first paragraph, in the same frame."""
    elements = tree.elements
    if first == 0 or first - 1 == title_at:
        return
    head = tree.segments[first - 1]
    together = elements[head.elem].parent == elements[tree.segments[first].elem].parent
    if together and head.heading > 1 and not head.link:
        kept.add(first - 1)


def _add_notes(tree: Tree, context: Context, last: int, kept: set[int]) -> None:
    """Footnotes below the text."""
    for number in range(last + 1, min(last + 25, len(tree.segments))):
        segment = tree.segments[number]
        if context.inherited_far[segment.elem] & Hint.FOOTNOTE and NOTE.match(segment.text):
            kept.add(number)


def _add_between(
    tree: Tree, context: Context, scores: list[float], wanted: list[int], prose: list[int], kept: set[int]
) -> None:
    """Crossheads, quotations and doubtful lines between paragraphs, in the paragraphs' own frame."""
    segments, elements = tree.segments, tree.elements
    frames = {elements[segments[number].elem].parent for number in prose}
    for number in range((prose[0] if prose else wanted[0]) + 1, wanted[-1]):
        segment = segments[number]
        if number in kept or scores[number] < 0.1 or segment.link > 0.5 * len(segment.text):
            continue
        if context.inherited_near[segment.elem] & _FURNITURE or phrase_of(segment.text):
            continue
        parent = elements[segment.elem].parent
        grand = elements[parent].parent if parent >= 0 else -1
        if parent not in frames and grand not in frames:
            continue
        quoted = context.tags[segment.elem] & QUOTE and not context.tags[segment.elem] & FIGURE
        if segment.heading or quoted or (parent in frames and scores[number] > 0.3):
            kept.add(number)


def table_of(tree: Tree, context: Context, index: int) -> int:
    """The table with data that an element is in a cell of; -1 elsewhere, and in tables used for layout."""
    for _ in range(6):
        if index < 0:
            return -1
        element = tree.elements[index]
        if element.tag == "table":
            return index if context.prose[index] < 0.3 * context.total else -1
        index = element.parent
    return -1

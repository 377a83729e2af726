"""From the model's scores to typed blocks: rules for what a score cannot see, then the kind of each line that is left.

A rule takes a line out only for a reason a reader would give (it repeats the title, it is a link to another article,
it is the byline). What it takes out is kept as :class:`ingest.model.Dropped` with the rule's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.model import Block, BlockKind, Dropped
from ingest.parsers.byline import is_byline
from ingest.parsers.features import Context
from ingest.parsers.phrases import Phrase, phrase_of
from ingest.parsers.typography import fold
from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import Segment, Tree

WANTED = 0.5
"""Score from which a segment counts as body text."""

_LONGEST = {Phrase.READ_ALSO: 220, Phrase.PROMO: 260, Phrase.SHARE: 60, Phrase.FURNITURE: 90}
"""A phrase opens a boilerplate line only when the line is no longer than this, in characters …"""
_UNLINKED = {Phrase.READ_ALSO: 60, Phrase.PROMO: 160, Phrase.SHARE: 45, Phrase.FURNITURE: 60}
"""… and, when under a third of it is a link, than this."""

_GLUED_READ_ALSO = re.compile(
    r"(?:>>\s*|►\s*|→\s*|\[)?\b(?:[ÀA] (?:lire|voir|[ée]couter|d[ée]couvrir)(?: aussi| [ée]galement)?|Lire aussi|Lire [ée]galement|Voir aussi|"
    r"LIRE AUSSI|[ÀA] LIRE(?: AUSSI)?|VOIR AUSSI|Read more|Read also|Also read|READ MORE|Lesen Sie auch|Mehr dazu|Lee también|"
    r"Leggi anche|Leia também|Lees ook)\s*[:>–-]?\s",
)
_BULLET = re.compile(r"^(?:[-–—•*·▪■►●◆]|\u2022)\s+")
_NOTE = re.compile(r"^(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3}\s?[.)↑]|\*{1,3})\s?\S")
_TIME_LABEL = re.compile(r"^\d{1,2}\s?[h:]\s?\d{2}\b")


@dataclass(slots=True)
class Body:
    """The decided body."""

    blocks: list[Block] = field(default_factory=list)
    segments: list[int] = field(default_factory=list)
    """Indices of the segments that are in it, in order."""
    dropped: list[Dropped] = field(default_factory=list)
    first: int = -1
    last: int = -1


def decide(tree: Tree, context: Context, scores: list[float], *, title: str | None, title_at: int, standfirst_at: set[int]) -> Body:
    """The body's blocks in reading order, without the segments of the standfirst."""
    segments = tree.segments
    body = Body()
    rules: dict[int, str] = {}
    wanted = [number for number, score in enumerate(scores) if score >= WANTED]
    if not wanted:
        return body
    folded_title = fold(title) if title else ""
    first_prose = next((n for n in wanted if len(segments[n].text) > 100), wanted[0])
    kept: list[int] = []
    texts: dict[int, str] = {}
    for number in wanted:
        segment = segments[number]
        if number in standfirst_at:
            rules[number] = "standfirst"
        elif rule := _rule_against(segment, number, folded_title, first_prose, title_at):
            rules[number] = rule
        else:
            cut = _without_glued_link(segment)
            if cut != segment.text:
                body.dropped.append(Dropped(segment.text[len(cut) :].strip(), "read_also"))
            if cut:
                texts[number] = cut
                kept.append(number)
    kept = _without_repeats(tree, kept, rules)
    kept = _without_tail(tree, kept, rules)
    for number in sorted(rules):
        body.dropped.append(Dropped(segments[number].text, rules[number]))
    if not kept:
        return body
    body.first, body.last, body.segments = kept[0], kept[-1], kept
    body.blocks = _blocks(tree, context, kept, texts)
    inside = set(kept)
    body.dropped += [
        Dropped(segments[n].text, "model")
        for n in range(body.first, min(body.last + 4, len(segments)))
        if n not in inside and n not in rules
    ]
    return body


def _rule_against(segment: Segment, number: int, folded_title: str, first_prose: int, title_at: int) -> str:
    """Why one wanted segment is no body text; empty when nothing speaks against it."""
    text = segment.text
    length = len(text)
    if length > 300:
        return ""
    if folded_title and number <= first_prose and abs(length - len(folded_title)) < 30 and fold(text) == folded_title:
        return "title"
    kind = phrase_of(text.lstrip("> ►→•-–*"))
    if kind and length <= _LONGEST[Phrase(kind)]:
        linked = segment.link * 3 >= length
        if linked or length <= _UNLINKED[Phrase(kind)]:
            return Phrase(kind).name.lower()
    if segment.link >= 0.95 * length and length > 25 and text[:1] in ">►→" :
        return "read_also"
    if length < 140 and number <= first_prose and is_byline(text):
        return "byline"
    return ""


def _without_glued_link(segment: Segment) -> str:
    """The text without a «Lire aussi : …» link glued to its end (or, alone, the empty string)."""
    text = segment.text
    if segment.link < 15:
        return text
    match = None
    for match in _GLUED_READ_ALSO.finditer(text):
        pass
    if match is None:
        return text
    before = text[: match.start()].rstrip()
    rest = len(text) - match.end()
    if rest > segment.link + 25 or (before and before[-1] in "(,;:’'"):
        return text
    if before and before[-1] not in ".!?…»”\"":
        return text
    return before


def _without_repeats(tree: Tree, kept: list[int], rules: dict[int, str]) -> list[int]:
    """Without pull quotes (repeated from a paragraph), lines printed twice and tables of contents."""
    segments = tree.segments
    folded = {n: fold(segments[n].text) for n in kept}
    long_text = " \n ".join(folded[n] for n in kept if len(folded[n]) > 120)
    seen: dict[str, int] = {}
    out = []
    headings = {folded[n] for n in kept if segments[n].heading}
    entries = [n for n in kept if segments[n].tag == "li" and folded[n] in headings and not segments[n].heading]
    contents = set(entries) if len(entries) > 2 else set()
    for number in kept:
        own = folded[number]
        segment = segments[number]
        if number in contents:
            rules[number] = "table_of_contents"
            continue
        if len(own) > 40 and own in seen:
            rules[number] = "repeated"
            continue
        if 25 < len(own) <= 220 and own in long_text and _set_apart(tree, segment):
            rules[number] = "pull_quote"
            continue
        seen[own] = number
        out.append(number)
    return out


def _set_apart(tree: Tree, segment: Segment) -> bool:
    """In a frame of its own: a quotation, an aside. A crosshead may quote the text below it."""
    if segment.heading:
        return False
    index = segment.elem
    for _ in range(3):
        if index < 0:
            return False
        element = tree.elements[index]
        if element.tag in ("blockquote", "aside", "figure") or element.hints & (Hint.QUOTE | Hint.BOX):
            return True
        index = element.parent
    return False


def _without_tail(tree: Tree, kept: list[int], rules: dict[int, str]) -> list[int]:
    """Without what trails after the last sentence: headings with nothing under them, labels left by a dropped box, a
    signature that is nothing but a byline."""
    segments = tree.segments
    while len(kept) > 1:
        number = kept[-1]
        segment = segments[number]
        text = segment.text
        if segment.heading:
            rules[number] = "trailing_heading"
        elif len(text) < 40 and text[-1] not in ".!?…»”\")*" and any(n in rules and rules[n] != "title" for n in range(number - 3, number)):
            rules[number] = "trailing_label"
        elif len(text) < 80 and is_byline(text):
            rules[number] = "byline"
        else:
            break
        kept = kept[:-1]
    return kept


def _blocks(tree: Tree, context: Context, kept: list[int], texts: dict[int, str]) -> list[Block]:
    segments = tree.segments
    blocks: list[Block] = []
    row: list[str] = []
    row_of = -1
    count = len(kept)
    bold_questions = sum(1 for n in kept if _is_question(segments[n]))
    for place, number in enumerate(kept):
        segment = segments[number]
        text = texts[number]
        table_row = _row_of(tree, context, segment)
        if table_row != row_of and row:
            blocks.append(Block(BlockKind.TABLE_ROW, " | ".join(row)))
            row = []
        row_of = table_row
        if table_row >= 0:
            row.append(text)
            continue
        kind = _kind(tree, context, segment, text, bold_questions > 1)
        if kind is BlockKind.CROSSHEAD and place + 1 == count:
            kind = BlockKind.PARAGRAPH
        if kind is BlockKind.LIST_ITEM:
            text = _BULLET.sub("", text)
        blocks.append(Block(kind, text))
    if row:
        blocks.append(Block(BlockKind.TABLE_ROW, " | ".join(row)))
    return _bulleted(blocks)


def _kind(tree: Tree, context: Context, segment: Segment, text: str, interview: bool) -> BlockKind:
    if interview and _is_question(segment):
        return BlockKind.QUESTION
    length = len(text)
    if segment.heading:
        return BlockKind.CROSSHEAD
    index = segment.elem
    half = 0.5 * context.total
    for _ in range(4):
        if index < 0 or context.prose[index] > half:
            break
        element = tree.elements[index]
        tag = element.tag
        if element.hints & Hint.FOOTNOTE:
            return BlockKind.FOOTNOTE
        if tag == "li":
            return BlockKind.LIST_ITEM
        if tag in ("dd", "dt"):
            return BlockKind.LIST_ITEM
        if tag == "blockquote":
            return BlockKind.QUOTE
        if tag == "pre":
            return BlockKind.CODE
        index = element.parent
    if segment.bold >= 0.95 * length and length <= 120 and text[-1] not in ".,;…" and not _TIME_LABEL.match(text):
        return BlockKind.CROSSHEAD
    if 6 < length <= 90 and text.isupper() and text[-1] != ".":
        return BlockKind.CROSSHEAD
    return BlockKind.PARAGRAPH


def _is_question(segment: Segment) -> bool:
    text = segment.text
    return segment.bold >= 0.85 * len(text) > 12 and text.rstrip(" »”\"*").endswith("?")


def _row_of(tree: Tree, context: Context, segment: Segment) -> int:
    """Index of the table row a segment is a cell of; -1 in running text and in tables used for layout."""
    index = segment.elem
    for _ in range(4):
        if index < 0:
            return -1
        element = tree.elements[index]
        if element.tag in ("td", "th"):
            if context.prose[element.parent] > 0.3 * context.total or len(segment.text) > 160:
                return -1
            return element.parent
        index = element.parent
    return -1


def _bulleted(blocks: list[Block]) -> list[Block]:
    """Paragraphs that start with a bullet are list items where at least two follow each other."""
    marked = [block.kind is BlockKind.PARAGRAPH and _BULLET.match(block.text) is not None for block in blocks]
    out = []
    for place, block in enumerate(blocks):
        beside = (place > 0 and marked[place - 1]) or (place + 1 < len(blocks) and marked[place + 1])
        if marked[place] and beside:
            block = Block(BlockKind.LIST_ITEM, _BULLET.sub("", block.text))
        elif block.kind is BlockKind.PARAGRAPH and place > 2 and _NOTE.match(block.text) and place >= 0.7 * len(blocks):
            block = Block(BlockKind.FOOTNOTE, block.text)
        out.append(block)
    return out

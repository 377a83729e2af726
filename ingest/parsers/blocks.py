"""From the model's scores to typed blocks: rules for what a score cannot see, then the kind of each line that is left.

A rule takes a line out only for a reason a reader would give (it repeats the title, it is a link to another article,
it is the byline). What it takes out is kept as :class:`ingest.model.Dropped` with the rule's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ingest.model import Block, BlockKind, Dropped
from ingest.parsers.byline import is_byline, parse_byline
from ingest.parsers.dates import parse_dateline
from ingest.parsers.features import Context
from ingest.parsers.phrases import Phrase, phrase_of
from ingest.parsers.typography import fold
from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import Segment, Tree
from ingest.parsers.walls import is_wall

WANTED = 0.5
"""Score from which a segment counts as body text."""

_LONGEST = {Phrase.READ_ALSO: 220, Phrase.PROMO: 260, Phrase.SHARE: 60, Phrase.FURNITURE: 90}
"""A phrase opens a boilerplate line only when the line is no longer than this, in characters …"""
_UNLINKED = {Phrase.READ_ALSO: 60, Phrase.PROMO: 160, Phrase.SHARE: 45, Phrase.FURNITURE: 60}
"""… and, when under a third of it is a link, than this."""

_SIGNING = frozenset("par et and und von by y e avec".split())
_COMMENTS = re.compile(
    r"(?:vos |les |\d+ )?(?:commentaires?|r[ée]actions?|r[ée]flexions?|comments?|kommentare?|comentarios|commenti|reacties)"
    r"\s*(?:\(\d+\)|:?\s*\d+|sur\b.*|on\b.*)$|"
    r"\d+ (?:commentaires?|r[ée]actions?|r[ée]flexions?|comments?|kommentare?|comentarios|commenti|reacties|responses)\b",
    re.I,
)
_HAS_DIGIT = re.compile(r"\d")
_WHENEVER = datetime(2100, 1, 1, tzinfo=UTC)
"""Only whether a line is a date is asked, not which: any moment after it will do."""
_ARROW = re.compile(r"[>►→⇒»▶➡👉🔗☞]")
_PROMO = re.compile(
    r"\bvos dons\b|\b(?:faire|faites|fais) un don\b|\bun don\b.{0,60}\b(?:aide|soutien|permet)|\babonne(?:z|ment)\b.{0,80}(?:€|euros|illimit)|"
    r"(?:€|euros).{0,30}(?:premier mois|par mois|sans engagement)|\bnewsletter\b|\binfolettre\b|\bsign up (?:for|to) our\b|\bsubscribe to our\b|"
    r"\bplateforme externe\b|\bbo[iî]te (?:mail|de r[ée]ception)\b|^adresse e-?mail\b|\bwhatsapp[- ]kanal\b|\b(?:abonnieren|folgen) sie\b",
    re.I,
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
    end: int = -1
    """Last segment of the region the text stands in: legends and boxes after the last sentence included."""


def decide(
    tree: Tree,
    context: Context,
    scores: list[float],
    *,
    title: str | None,
    title_at: int,
    standfirst_at: set[int],
    legend_at: set[int],
) -> Body:
    """The body's blocks in reading order, without the segments of the standfirst and of legends."""
    segments = tree.segments
    body = Body()
    rules: dict[int, str] = {}
    wanted = [number for number, score in enumerate(scores) if score >= WANTED]
    if not wanted:
        return body
    body.end = wanted[-1]
    body.dropped += [Dropped(text, "read_also") for text in tree.glued]
    folded_title = fold(title) if title else ""
    wanted = _with_fellows(tree, context, scores, _below_headline(tree, wanted, title_at, rules), title_at)
    headed = _frames_with_heading(tree)
    first_prose = next((n for n in wanted if _is_prose(segments[n]) and n not in standfirst_at), wanted[0])
    kept: list[int] = []
    texts: dict[int, str] = {}
    for number in wanted:
        segment = segments[number]
        if number in standfirst_at:
            rules[number] = "standfirst"
        elif number == title_at:
            rules[number] = "title"
        elif number in legend_at:
            rules[number] = "caption"
        elif rule := _frame_against(tree, context, segment, headed) or _rule_against(segment, folded_title, number <= first_prose):
            rules[number] = rule
        else:
            texts[number] = segment.text
            kept.append(number)
    kept = _without_link_lists(tree, kept, rules)
    kept = _above_wall(tree, kept, rules)
    kept = _without_comments(tree, kept, rules)
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


def is_dateline(text: str) -> bool:
    """Whether a short line is nothing but the date of the article, in any language with a table."""
    if not _HAS_DIGIT.search(text):
        return False
    line = parse_dateline(text, tz="UTC", fetched_at=_WHENEVER, lang=None)
    return line.published is not None or line.modified is not None


def _is_prose(segment: Segment) -> bool:
    return len(segment.text) > 100 and not segment.heading and segment.link < 0.6 * len(segment.text)


def _below_headline(tree: Tree, wanted: list[int], title_at: int, rules: dict[int, str]) -> list[int]:
    """Without what stands above the headline (tickers, teasers), where the text stands below it."""
    if title_at < 0 or wanted[0] > title_at:
        return wanted
    length = {n: len(tree.segments[n].text) for n in wanted}
    above = [n for n in wanted if n < title_at]
    below = [n for n in wanted if n > title_at]
    if not below or sum(length[n] for n in above) > sum(length[n] for n in below):
        return wanted
    rules.update(dict.fromkeys(above, "above_headline"))
    return [n for n in wanted if n >= title_at]


def _above_wall(tree: Tree, kept: list[int], rules: dict[int, str]) -> list[int]:
    """Without the offers below a paywall's notice, unless the article goes on below it."""
    segments = tree.segments
    for number in range(kept[0], kept[-1] + 1) if kept else ():
        text = segments[number].text
        if len(text) < 400 and (number in rules or number in kept) and is_wall(text):
            above = sum(len(segments[n].text) for n in kept if n < number)
            below = sum(len(segments[n].text) for n in kept if n > number)
            if above > 2 * below:
                rules.update(dict.fromkeys((n for n in kept if n >= number), "paywall"))
                return [n for n in kept if n < number]
    return kept


def unsigned(body: Body, authors: list[str]) -> None:
    """Take a last line that is nothing but the authors' names out of the blocks."""
    if len(body.blocks) < 2 or not authors:
        return
    place = next((n for n in range(len(body.blocks) - 1, 0, -1) if body.blocks[n].kind is not BlockKind.FOOTNOTE), 0)
    last = body.blocks[place]
    names = {word for author in authors for word in fold(author).split()}
    words = set(fold(last.text).split()) - _SIGNING
    if words and words <= names and len(last.text) < 30 * len(authors) + 20:
        body.dropped.append(Dropped(last.text, "signature"))
        del body.blocks[place]


def _without_comments(tree: Tree, kept: list[int], rules: dict[int, str]) -> list[int]:
    """Without what follows a line that counts comments («Réactions (2)», «4 réflexions sur …»)."""
    for place, number in enumerate(kept):
        if place and len(tree.segments[number].text) < 120 and _COMMENTS.match(tree.segments[number].text):
            rules.update(dict.fromkeys(kept[place:], "comment"))
            return kept[:place]
    return kept


def _with_fellows(
    tree: Tree, context: Context, scores: list[float], wanted: list[int], title_at: int
) -> list[int]:
    """With what stands between wanted segments and belongs to the same frame: the other cells of a table, the other items
    of a list, a quotation, a crosshead. A score judges each alone; a table without its second column helps nobody."""
    segments, elements = tree.segments, tree.elements
    first, last = wanted[0], wanted[-1]
    kept = set(wanted)
    tables: dict[int, list[int]] = {}
    for number in range(first, min(last + 40, len(segments))):
        table = _table_of(tree, context, segments[number].elem)
        if table >= 0:
            tables.setdefault(table, []).append(number)
    lists: dict[int, list[int]] = {}
    for number in range(first, min(last + 12, len(segments))):
        element = elements[segments[number].elem]
        if element.tag == "li" and segments[number].link < 0.5 * len(segments[number].text):
            lists.setdefault(element.parent, []).append(number)
    for items in lists.values():
        if sum(number in kept for number in items) * 2 > len(items):
            kept.update(items)
    for cells in tables.values():
        if sum(number in kept for number in cells) * 4 >= len(cells) or sum(scores[n] for n in cells) >= 0.25 * len(cells):
            kept.update(cells)
    prose = [number for number in wanted if _is_prose(segments[number])]
    if prose:
        # a crosshead before the first paragraph, in the same frame
        above = prose[0] - 1
        head = segments[above]
        if above not in kept and head.heading > 1 and not head.link and above != title_at:
            if elements[head.elem].parent == elements[segments[prose[0]].elem].parent:
                kept.add(above)
        for number in range(last + 1, min(last + 25, len(segments))):
            if context.inherited_far[segments[number].elem] & Hint.FOOTNOTE and _NOTE.match(segments[number].text):
                kept.add(number)
    frames = {elements[segments[number].elem].parent for number in prose}
    for number in range((prose[0] if prose else first) + 1, last):
        if number in kept or scores[number] < 0.1:
            continue
        segment = segments[number]
        element = elements[segment.elem]
        near = context.inherited_near[segment.elem]
        if near & _FURNITURE or segment.link > 0.5 * len(segment.text) or phrase_of(segment.text):
            continue
        grand = elements[element.parent].parent if element.parent >= 0 else -1
        fellow = element.parent in frames or grand in frames
        quoted = context.tags[segment.elem] & _QUOTE
        if fellow and (segment.heading or quoted or (element.parent in frames and scores[number] > 0.3)):
            kept.add(number)
    return sorted(kept)


_FURNITURE = (
    Hint.RELATED | Hint.SOCIAL | Hint.FORM | Hint.AD | Hint.META | Hint.AUTHOR | Hint.DATE | Hint.CAPTION | Hint.CREDIT
    | Hint.TOC | Hint.TAGS | Hint.EMBED | Hint.HIDDEN | Hint.COMMENT | Hint.PAYWALL | Hint.FACTBOX
)  # fmt: skip
_QUOTE = 1 << 10
_FIGURE, _TABLE = 1 << 6, 1 << 7


def _table_of(tree: Tree, context: Context, index: int) -> int:
    """The table with data that an element is in a cell of; -1 elsewhere, and in tables used for layout."""
    for _ in range(6):
        if index < 0:
            return -1
        element = tree.elements[index]
        if element.tag == "table":
            return index if context.prose[index] < 0.3 * context.total else -1
        index = element.parent
    return -1


def _frames_with_heading(tree: Tree) -> set[int]:
    """Elements that have a heading of their own, at most three levels down."""
    found = set()
    for segment in tree.segments:
        if segment.heading > 1:
            index = tree.elements[segment.elem].parent
            for _ in range(3):
                if index < 0:
                    break
                found.add(index)
                index = tree.elements[index].parent
    return found


def _frame_against(tree: Tree, context: Context, segment: Segment, headed: set[int]) -> str:
    """Why the frame a wanted segment stands in is none of the text: a legend, an author's card, a box beside the text."""
    index = segment.elem
    tags = context.tags[index]
    if tags & _FIGURE and not tags & (_TABLE | _QUOTE):
        return "caption"
    third = 0.3 * context.total
    for _ in range(5):
        if index < 0 or context.prose[index] > third:
            return ""
        element = tree.elements[index]
        hints = element.hints
        if hints & Hint.CAPTION and not hints & Hint.BODY:
            return "caption"
        if hints & (Hint.FORM | Hint.AD | Hint.SOCIAL) and not hints & (Hint.BODY | Hint.STANDFIRST):
            return "promo"
        if hints & Hint.FACTBOX or (element.tag == "aside" and not hints & Hint.STANDFIRST):
            return "box"
        if hints & Hint.BOX and index in headed and not hints & Hint.BODY:
            return "box"
        if hints & Hint.COMMENT and context.comments[index]:
            return "comment"
        if hints & Hint.AUTHOR and not hints & (Hint.BODY | Hint.STANDFIRST) and element.tag not in ("p", "article", "main"):
            return "author_card"
        index = element.parent
    return ""


def _rule_against(segment: Segment, folded_title: str, before_text: bool) -> str:
    """Why the words of a wanted segment are no body text; empty when nothing speaks against them."""
    text = segment.text
    length = len(text)
    if length > 300:
        return ""
    if folded_title and before_text and abs(length - len(folded_title)) < 30 and fold(text) == folded_title:
        return "title"
    kind = phrase_of(text.lstrip("> ►→•-–*"))
    if kind and length <= _LONGEST[Phrase(kind)]:
        linked = segment.link * 3 >= length
        if linked or length <= _UNLINKED[Phrase(kind)]:
            return Phrase(kind).name.lower()
    if segment.link >= 0.9 * length and length > 20 and _ARROW.match(text):
        return "read_also"
    if length < 60 and segment.tag not in ("td", "th") and not any(map(str.isalpha, text)):
        return "furniture"
    if length < 250 and _PROMO.search(text) and (before_text or segment.link or length < 140):
        return "promo"
    if before_text and not segment.heading:
        if length < 160 and is_byline(text):
            return "byline"
        if length < 120 and is_dateline(text):
            return "dateline"
        if length < 60 and text[-1] not in ".!?…»:”\"" and segment.tag not in ("li", "td", "th"):
            return "label"
    return ""


def _without_link_lists(tree: Tree, kept: list[int], rules: dict[int, str]) -> list[int]:
    """Without the lists that a «Notre dossier :» announces: what follows such a line in list items or links."""
    segments = tree.segments
    out = []
    announced = -2
    for number in kept:
        segment = segments[number]
        if rules.get(number - 1) == "read_also" and not segments[number - 1].link:
            announced = number - 1
        follows = announced >= 0 and all(n in rules for n in range(announced + 1, number))
        if follows and (segment.tag == "li" or segment.link >= 0.6 * len(segment.text)) and len(segment.text) < 200:
            rules[number] = "read_also"
        else:
            out.append(number)
    return out


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
        if 25 < len(own) <= 220 and long_text.count(own) > (len(own) > 120) and _set_apart(tree, segment):
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
        elif text[:2] in ("<<", "« ", "← ", "‹ ") and segment.link >= 0.5 * len(text):
            rules[number] = "navigation"
        elif len(text) < 120 and (is_byline(text) or (len(text) < 40 and parse_byline(text).agency)):
            rules[number] = "byline"
        elif len(text) < 120 and is_dateline(text):
            rules[number] = "dateline"
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
        elif kind is BlockKind.FOOTNOTE:
            text = text.rstrip(" ↩↑⤴\ufe0e")
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
    return segment.bold >= 0.85 * len(text) > 7 and text.rstrip(" »”\"*").endswith("?")


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

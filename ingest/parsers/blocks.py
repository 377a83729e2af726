"""The body: from the model's scores to typed blocks in reading order.

    scores → wanted → with their fellows → without what the rules leave out → blocks

What is left out is kept as :class:`ingest.model.Dropped` with the rule's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ingest.model import Block, BlockKind, Dropped
from ingest.parsers import leaving_out
from ingest.parsers.byline import is_byline, name_with_role
from ingest.parsers.features import TABLE, Context
from ingest.parsers.fellows import NOTE, WANTED, is_prose, with_fellows, without_way_back
from ingest.parsers.finding import at_least
from ingest.parsers.titles import site_key
from ingest.parsers.typography import fold
from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import Segment, Tree
from ingest.parsers.wires import closing_agency, signature

_ELSEWHERE = ("title", "standfirst")
"""Rules whose text is not dropped: it has a field of its own."""
_SIGNING = frozenset(["par", "et", "and", "und", "von", "by", "y", "e", "avec"])
_PLACE = re.compile(r"\s*[,(]\s*(?:à|au|aux|en|in|aus|a|da|de)\s+[A-ZÀ-Ý][^,.]{1,40}\)?$")
"""Where a signature says it was written: «Anne Un, à Lyon»."""
_BULLETS = "-–—•*·▪■►●◆"
_BULLET = re.compile(rf"^[{_BULLETS}]\s+")
_IN_BRACKETS = re.compile(r"(?<=[.!?…»”\"])\s*[(\[]([^()\[\]]{2,40})[)\]]\.?$")
_SIGNS = re.compile(
    r"(?<=[.!?…»”\"])\s*(?:"
    r"\((?:[a-z]{2,5}/[^\W\d_][\w' ’/-]{1,30}|(?!sic|cf|fig|bis|ndlr|ndr|fin|suite)[a-z]{2,3})\)"
    r"|\[[a-z]{2,4}(?: [a-z]{2,4})*(?: \d{1,2}/\d{1,2}/\d{4}(?: \d{1,2}:\d{2})?)\])$"
)
"""«… dès lundi. (ats/nxp)», «(jb/Le Quotidien)», «(jb)», «[jep rc 24/09/2021 10:50]»: the letters by which a
newsroom knows who wrote, behind the end."""
_PERMALINK = re.compile(r"\s*[#¶§🔗]$")
"""The link to a crosshead itself that some systems put behind it."""
_SENTENCE_ENDS = frozenset('.!?…»”"')
_LONGEST_SITE = 40
_SIGNED = 4
"""Blocks at the end of which one may be the signature: corrections and sources come behind it."""
_LONGEST_LINE = 100
_LONGEST_CROSSHEAD = 120
_PARAGRAPH, _CROSSHEAD = BlockKind.PARAGRAPH, BlockKind.CROSSHEAD
_KIND_OF_TAG = {
    "li": BlockKind.LIST_ITEM, "dd": BlockKind.LIST_ITEM, "dt": BlockKind.LIST_ITEM, "blockquote": BlockKind.QUOTE,
    "pre": BlockKind.CODE,
}  # fmt: skip
_LONGEST_BIOGRAPHY = 300
_IS = re.compile(
    r"\s[–—-]\s"
    r"|,?\s(?:est|is|ist|es|è|é|sont|are|reports (?:for|from|on)|covers|writes (?:about|for|on)|schreibt für)\s"
)
_THE_AUTHOR = re.compile(
    r"(?:l['’](?:auteure?|autrice|autore)|d(?:er autor|ie autorin)|the (?:author|writer)|el autor|la autora|o autor"
    r"|a autora|de auteur|autor(?:ka)?)\s(?:est|ist|is|es|è|é|jest)\s",
    re.I,
)
"""«L'autrice est sociologue à Lyon.»"""
_SEVERAL = 3
"""Lines from which what they open with alike is the template's: a clock, a paragraph's number."""
_CLOCK = re.compile(r"\d{1,2}\s?[h:.]\s?\d{2}|\d{1,2}\s?(?:h|m|min|d)\s?ago")
_BEHIND_CLOCK = re.compile(r"\s?[:|•·–—-]?\s*(?=\w|[«“\"‘'])")
_TIME_LABEL = re.compile(r"^\d{1,2}\s?[h:]\s?\d{2}\b")


@dataclass(slots=True)
class Body:
    """The decided body."""

    blocks: list[Block] = field(default_factory=list)
    segments: list[int] = field(default_factory=list)
    """Indices of the segments that are in it, in order."""
    dropped: list[Dropped] = field(default_factory=list)
    rules: leaving_out.Rules = field(default_factory=dict)
    """Segment → the rule that left it out, or the field that has it."""
    first: int = -1
    last: int = -1
    end: int = -1
    """Last segment of the region the text stands in: legends and boxes after the last sentence included."""
    unsure: bool = False
    """No segment looked like an article's text; what there is was taken."""


def decide(
    tree: Tree,
    context: Context,
    scores: list[float],
    *,
    title: str | None,
    title_at: int,
    standfirst_at: set[int],
    legend_at: set[int],
    ruled_out: Mapping[int, str] = MappingProxyType({}),
) -> Body:
    """The body's blocks, without the segments of the standfirst and of legends, and those ``ruled_out`` before, each
    with the name of its rule."""
    body = Body(dropped=[Dropped(text, "read_also") for text in tree.glued])
    wanted = at_least(scores, WANTED)
    if not wanted:
        wanted = _anything(tree, scores, title_at)
        body.unsure = True
    if not wanted:
        return body
    body.end = wanted[-1]
    rules: leaving_out.Rules = dict(ruled_out)
    rules |= dict.fromkeys(legend_at, "caption") | dict.fromkeys(standfirst_at, "standfirst")
    if title_at >= 0:
        rules[title_at] = "title"
    body.rules = rules
    wanted = leaving_out.below_headline(tree, wanted, title_at, rules)
    if wanted and "article" in tree.tags:
        wanted = leaving_out.of_this_article(tree, wanted, title_at, rules)
    wanted = with_fellows(tree, context, scores, wanted, title_at)
    kept = _judged_alone(tree, context, wanted, title, standfirst_at, rules)
    for judge in (
        leaving_out.without_machine_summary,
        leaving_out.without_promo_boxes,
        leaving_out.without_fact_boxes,
        leaving_out.without_link_lists,
        leaving_out.without_cards,
        leaving_out.without_teasers,
        leaving_out.above_wall,
        leaving_out.without_comments,
        leaving_out.without_repeats,
        leaving_out.without_headings_of_boxes,
        leaving_out.without_signatures,
        leaving_out.without_tail,
    ):
        kept = judge(tree, kept, rules)
    if kept:
        body.first, body.last, body.segments = kept[0], kept[-1], kept
        body.blocks = _blocks(tree, context, kept)
    body.dropped += _evidence(tree, scores, kept, rules)
    return body


def _anything(tree: Tree, scores: list[float], title_at: int) -> list[int]:
    """On a page without a line that looks like an article: the likeliest ones but the headline, or the little that a
    tiny page has."""
    others = [0.0 if n == title_at else score for n, score in enumerate(scores)]
    top = max(others, default=0.0)
    likeliest = [n for n, score in enumerate(others) if score >= 0.6 * top] if top >= 0.2 else []
    if likeliest or tree.text_chars > 600 or max(scores, default=0.0) >= 0.2:
        return likeliest  # none where the headline is all there is: «301 Moved Permanently»
    return [n for n, s in enumerate(tree.segments) if not s.heading and s.link < 0.5 * len(s.text) and s.tag != "li"]


def _judged_alone(
    tree: Tree,
    context: Context,
    wanted: list[int],
    title: str | None,
    standfirst_at: set[int],
    rules: leaving_out.Rules,
) -> list[int]:
    """The wanted segments against which neither their frame nor their words speak."""
    segments = tree.segments
    folded_title = fold(title) if title else ""
    first_prose = next((n for n in wanted if is_prose(segments[n]) and n not in standfirst_at), min(wanted, default=-1))
    kept = []
    for number in wanted:
        if number in rules:
            continue
        segment = segments[number]
        cell = context.tags[segment.elem] & TABLE != 0 and _row_of(tree, context, segment) >= 0
        rule = leaving_out.frame_against(tree, context, segment) or leaving_out.rule_against(
            segment, folded_title, number <= first_prose, cell
        )
        if not rule and tree.led_by_link.get(number) == segment.elem and leaving_out.is_label(segment):
            rule = "read_also"
        if rule:
            rules[number] = rule
        else:
            kept.append(number)
    return kept


def _evidence(tree: Tree, scores: list[float], kept: list[int], rules: leaving_out.Rules) -> list[Dropped]:
    """What was left out: by rule where the score had wanted it, by the model inside the text."""
    segments = tree.segments
    inside = set(kept)
    out = [
        Dropped(segments[n].text, rules[n])
        for n in sorted(rules)
        if n not in inside and scores[n] >= 0.1 and rules[n] not in _ELSEWHERE
    ]
    if kept:
        around = range(kept[0], min(kept[-1] + 4, len(segments)))
        out += [Dropped(segments[n].text, "model") for n in around if n not in inside and n not in rules]
    return out


def unsigned(body: Body, authors: list[str], signed: str = "", site_names: Iterable[str] = ()) -> None:
    """Take a first and a last line that are nothing but the authors' names out of the blocks, a last one that is
    nothing but an agency's («(Con información de EFE)») or the site's, the brackets of a newsroom's signs, and the
    line ``signed`` that named the authors, if it stands at the beginning or near the end."""
    last = body.blocks[-1].text if len(body.blocks) > 1 else ""
    sites = frozenset(map(site_key, site_names))
    if closing_agency(last) or (0 < len(last) < _LONGEST_SITE and site_key(last) in sites):
        body.dropped.append(Dropped(body.blocks.pop().text, "signature"))
    for place in range(len(body.blocks) - 1, max(0, len(body.blocks) - 1 - _SIGNED), -1):
        text = body.blocks[place].text
        if text[-1] not in _SENTENCE_ENDS and closing_agency(text, bare=False):
            body.dropped.append(Dropped(body.blocks.pop(place).text, "signature"))
    place = len(body.blocks) - 1 - _notes(body)
    if place >= 0 and (end := _end_of_text(body.blocks[place].text, sites)):
        block = body.blocks[place]
        body.dropped.append(Dropped(block.text[end:].strip(), "signature"))
        body.blocks[place] = replace(block, text=block.text[:end])
    _leave_out_translators(body)
    if not authors:
        return
    _leave_out_who_they_are(body, authors)
    for place in (*range(len(body.blocks) - 1, max(0, len(body.blocks) - 1 - _SIGNED), -1), 0) if signed else ():
        if len(body.blocks) > 1 and body.blocks[place].text == signed:
            body.dropped.append(Dropped(signed, "signature"))
            del body.blocks[place]
            break
    names = {word for author in authors for word in fold(author).split()}
    for place in (len(body.blocks) - 1 - _notes(body), 0):
        text = body.blocks[place].text if len(body.blocks) > 1 else ""
        if place and name_with_role(text) in authors:
            body.dropped.append(Dropped(text, "signature"))
            del body.blocks[place]
            continue
        if len(text) >= 30 * len(authors) + 20:
            continue
        words = set(fold(_PLACE.sub("", text)).split()) - _SIGNING
        if words and words <= names:
            body.dropped.append(Dropped(text, "signature"))
            del body.blocks[place]


def _notes(body: Body) -> int:
    """How many footnotes stand behind the text."""
    return next((n for n, b in enumerate(reversed(body.blocks)) if b.kind is not BlockKind.FOOTNOTE), 0)


def _leave_out_translators(body: Body) -> None:
    """Lines near the end that only say who translated."""
    for place in range(len(body.blocks) - 1, max(0, len(body.blocks) - 1 - _SIGNED), -1):
        text = body.blocks[place].text
        if len(text) < _LONGEST_LINE and text[:6].lower() == "tradui" and is_byline(text):
            body.dropped.append(Dropped(text, "signature"))
            del body.blocks[place]


def _leave_out_who_they_are(body: Body, authors: list[str]) -> None:
    """The last paragraph where it begins with an author's whole name and says who that is: «Anne Un est géographe.»"""
    for place in range(len(body.blocks) - 1, max(1, len(body.blocks) - 1 - _SIGNED), -1):
        text = body.blocks[place].text
        about = text.lstrip(f"{_BULLETS} ")
        said = next((about[len(name) :] for name in authors if " " in name and about.startswith(name)), "")
        if body.blocks[place].kind is BlockKind.FOOTNOTE and not said:
            continue
        trade = said[1:2].islower() and text[-1] not in _SENTENCE_ENDS and len(text) < _LONGEST_LINE
        who = (said and _IS.match(said)) or trade or _THE_AUTHOR.match(about)
        if not who or len(text) >= _LONGEST_BIOGRAPHY:
            return
        body.dropped.append(Dropped(text, "author_card"))
        del body.blocks[place]


def _end_of_text(last: str, sites: frozenset[str]) -> int:
    """Where a last paragraph ends and the newsroom's signs, the site's name (``sites``: keys) or an agency's begin, in
    brackets behind its last sentence; 0 where there are none."""
    if last[-1] not in ")].":
        return 0
    if ")" in last[-2:] or "]" in last[-2:]:
        if signs := _SIGNS.search(last):
            return signs.start()
        if (named := _IN_BRACKETS.search(last)) and site_key(named[1]) in sites:
            return named.start()
    text, byline = signature(last)
    return len(text) if byline.agency and text[-1:] in _SENTENCE_ENDS else 0


def _blocks(tree: Tree, context: Context, kept: list[int]) -> list[Block]:
    segments = tree.segments
    blocks: list[Block] = []
    row: list[str] = []
    row_of = -1
    count = len(kept)
    bold_questions = sum(map(_is_question, [segments[n] for n in kept if segments[n].bold or segments[n].tag == "dt"]))
    clocks = _clocks(tree, kept)
    framed: dict[int, BlockKind | None] = {}
    for place, number in enumerate(kept):
        segment = segments[number]
        text = segment.text
        if number in clocks:
            text = text[clocks[number] :] or text
        table_row = _row_of(tree, context, segment) if context.tags[segment.elem] & TABLE else -1
        if table_row != row_of and row:
            blocks.append(Block(BlockKind.TABLE_ROW, " | ".join(row)))
            row = []
        row_of = table_row
        if table_row >= 0:
            row.append(text)
            continue
        kind = _kind(tree, context, segment, text, bold_questions > 1, framed)
        if kind is _CROSSHEAD and place + 1 == count:
            kind = _PARAGRAPH
        if kind is BlockKind.LIST_ITEM:
            text = _BULLET.sub("", text)
        elif kind is BlockKind.FOOTNOTE:
            text = without_way_back(text)
        elif kind is _CROSSHEAD and segment.links and (found := _PERMALINK.search(text)):
            text = text[: found.start()] or text
        blocks.append(Block(kind, text))
    if row:
        blocks.append(Block(BlockKind.TABLE_ROW, " | ".join(row)))
    return _bulleted(_without_numbers(blocks))


def _clocks(tree: Tree, kept: list[int]) -> dict[int, int]:
    """Where a line of the text goes on behind the <time> that it opens with: a live blog's «17h22: Les trains …», of
    which there are several."""
    found: dict[int, int] = {}
    for mark in tree.marks_of("time"):
        if mark.segment not in kept or not _CLOCK.fullmatch(mark.text):
            continue
        text = tree.segments[mark.segment].text
        if text.startswith(mark.text) and (rest := _BEHIND_CLOCK.match(text, len(mark.text))):
            found[mark.segment] = rest.end()
    return found if len(found) >= _SEVERAL else {}


def _without_numbers(blocks: list[Block]) -> list[Block]:
    """Paragraphs without the numbers that some journals print beside them («1Le 4 novembre …», «2Rien …»): one, two,
    three and so on, and right before the first letter."""
    if "1" not in [block.text[:1] for block in blocks]:
        return blocks
    counted = 0
    places: list[tuple[int, int]] = []
    for place, block in enumerate(blocks):
        number = str(counted + 1)
        if block.kind is BlockKind.PARAGRAPH and block.text.startswith(number):
            rest = block.text[len(number) :]
            if rest[:1].isupper() or rest[:1] in '«“"':
                places.append((place, len(number)))
                counted += 1
    if counted >= _SEVERAL:
        for place, length in places:
            blocks[place] = replace(blocks[place], text=blocks[place].text[length:])
    return blocks


def _kind(
    tree: Tree, context: Context, segment: Segment, text: str, interview: bool, framed: dict[int, BlockKind | None]
) -> BlockKind:
    """``framed``: what frames make of the lines in them, as found so far."""
    if interview and (segment.bold or segment.tag == "dt") and _is_question(segment):
        return BlockKind.QUESTION
    if segment.heading:
        return _CROSSHEAD
    if context.inherited_far[segment.elem] & Hint.FOOTNOTE:
        return BlockKind.FOOTNOTE
    own = tree.elements[segment.elem]
    if own.parent not in framed:
        framed[own.parent] = _kind_of_frame(tree, context, own.parent)
    kind = _KIND_OF_TAG.get(own.tag) or framed[own.parent]
    if interview and "dd" in (own.tag, tree.elements[own.parent].tag):
        kind = None  # an answer
    if kind and context.prose[segment.elem] <= 0.5 * context.total:
        return kind
    length = len(text)
    if length > _LONGEST_CROSSHEAD:
        return _PARAGRAPH
    if segment.bold >= 0.95 * length and text[-1] not in ".,;…" and not _TIME_LABEL.match(text):
        return _CROSSHEAD
    if 6 < length <= 90 and text.isupper() and text[-1] != ".":
        return _CROSSHEAD
    return _PARAGRAPH


def _kind_of_frame(tree: Tree, context: Context, index: int) -> BlockKind | None:
    """What a frame and the next two around it make of a line; those that hold half the page's prose say nothing."""
    elements, prose, half = tree.elements, context.prose, 0.5 * context.total
    for _ in range(3):
        if index < 0 or prose[index] > half:
            return None
        element = elements[index]
        if element.tag == "li" and element.hints & Hint.LIVE:
            return None  # an entry of a live page
        if element.tag in _KIND_OF_TAG:
            return _KIND_OF_TAG[element.tag]
        index = element.parent
    return None


def _is_question(segment: Segment) -> bool:
    text = segment.text
    told = segment.bold >= 0.85 * len(text) or segment.tag == "dt"
    return told and len(text) > 8 and text.rstrip(' »”"*').endswith("?")


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
    paragraphs = [place for place, block in enumerate(blocks) if block.kind is BlockKind.PARAGRAPH]
    marked = {place for place in paragraphs if blocks[place].text[0] in _BULLETS and _BULLET.match(blocks[place].text)}
    listed = {place for place in marked if place - 1 in marked or place + 1 in marked}
    for place in listed:
        blocks[place] = Block(BlockKind.LIST_ITEM, _BULLET.sub("", blocks[place].text))
    noted = [place for place in paragraphs if place not in listed and NOTE.match(blocks[place].text)]
    last = [place for place in noted if place >= max(3, 0.7 * len(blocks))]
    if len(noted) > len(last) and not blocks[last[0] if last else 0].text.lstrip(" [(").startswith("1"):
        return blocks  # «4. …» behind «1. …», «2. …» and «3. …» in the text: points of it
    for place in last:
        blocks[place] = Block(BlockKind.FOOTNOTE, blocks[place].text)
    return blocks

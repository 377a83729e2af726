"""Markup that could bring a parser to its knees, made harmless. Pure; shared by the floors that parse HTML.

Lexbor takes time that grows with the square of three things: how deep a page nests (100,000 open <div>: 20 s), how many
attributes one element has (85,000: 20 s), and how many options a list of choices has (100,000: 40 s). No honest page
is near the first two bounds; options are no text.

Whoever looks at every tag of a page pays as much as a parser does. So a page is first looked at in places: a tag that
is too long lies over one of them, whatever its values look like. Only where one may be, all tags are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeVar, cast

from ingest import native

MarkupT = TypeVar("MarkupT", bound="str | bytes")

MOST_DEPTH = 1_000
"""Twice what browsers keep."""
MOST_ATTRIBUTES = 4_000
"""Of one element; of several, so many that the sum of their squares is no larger."""
MOST_OPTIONS = 2_000
LARGE = 1_000_000
"""In characters. All tags of larger documents are looked at; an ordinary page is a fifth of it."""

# In characters.
_STEP = 16_000
"""From one place that is looked at to the next, in documents of :data:`_ORDINARY` and less; less in larger ones, into
which more tags of that length fit."""
_ORDINARY = 400_000
_WINDOW = 2_000
"""How soon behind a place some tag ends, if it is not in a script."""
_GLANCE = 500
_WORK = 500_000
"""Read at the places in scripts, at most, before the whole document is."""
_STEP_WORK = 50

_TRIES, _FEW_TRIES = 400, 8
_SEVERAL = 3
"""Outermost elements in what was glanced at: there is one of each."""
_MANY_TAGS = 12_000
_SOME_TAGS = 3_500
_TAGS_WITH_MANY_OPTIONS = 8_000
SHORT_TAG = 1_000
"""Has not so many attributes that they take time to read."""

# The tag of the HTML standard: a quote opens a value behind «=» only, and only there does «>» not end the tag.
_SPACE = r" \t\n\f\r"
_VALUE = rf"\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^{_SPACE}>][^{_SPACE}>]*+"
_ONE = rf"[^{_SPACE}/>][^{_SPACE}/>=]*+(?:[{_SPACE}]*+=[{_SPACE}]*+(?:{_VALUE})?+)?+"
_INSIDE = rf"(?P<name>[A-Za-z][^{_SPACE}/>]*+)(?:[{_SPACE}/]++|{_ONE})*+"
_ATTRIBUTE = re.compile(_ONE)
_START = re.compile("<[A-Za-z]")
_TAG = re.compile(f"<{_INSIDE}")
_TOKEN = re.compile(f"<!--|<[!?][^>]*+>|</[^A-Za-z>][^>]*+>|<(/?){_INSIDE}")
_OUTERMOST = re.compile(rf"<(?:[Hh][Tt][Mm][Ll]|[Bb][Oo][Dd][Yy])[{_SPACE}/]")
_OPTION = re.compile(r"</?[Oo][Pp][Tt][Ii][Oo][Nn]\b[^>]*>")
RAW = frozenset(("script", "style", "textarea", "title", "xmp", "noembed", "noframes", "iframe", "plaintext"))
"""No tags in these but their own end tag."""
_END_OF_RAW = {name: re.compile(rf"</{name}(?=[{_SPACE}/>])", re.I) for name in RAW}
_END_OF_COMMENT = re.compile("--!?>")
# Void elements, those whose end tag is optional (a new one closes the one before), and the one that may be open once.
_FLAT = "area base br col embed hr img input link meta source track wbr p li dt dd td th tr option form"
_NOT_NESTING = frozenset(_FLAT.split())
_FORMATTING = frozenset(
    ("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u")
)
"""Their end tags leave open what was opened inside them."""


def harmless(markup: MarkupT, *, code: bool = True) -> MarkupT:
    """``markup`` cut where it nests deeper than :data:`MOST_DEPTH` or has elements with thousands of attributes, and
    without its options where they are very many.

    Costs a tenth of a millisecond on an ordinary page of 340 kB: its «<» are counted, and some twenty places are looked
    at. Without ``code`` what stands in scripts (but for JSON-LD), styles and drawings may be left out as well, half of
    such a page: a parser need not read it, and it is only done where it costs nothing.
    """
    shorter: bytes | None = None
    if code:
        tags, many_attributes = _glance(markup)
    else:
        tags, many_attributes, shorter = _glance_without_code(markup)
    kept = cast(MarkupT, shorter) if shorter is not None else markup
    if not many_attributes and tags <= _SOME_TAGS:
        return kept
    text = _letters(markup)
    if tags > _TAGS_WITH_MANY_OPTIONS and len(_OPTION.findall(text)) > MOST_OPTIONS:
        text = _OPTION.sub(" ", text)
        markup = kept = cast(MarkupT, text.encode("latin-1") if isinstance(markup, bytes) else text)
        _, many_attributes = _glance(text)
    end = len(text)
    if many_attributes:
        end = end_before_attributes(text)
    if tags > _MANY_TAGS or (tags > _SOME_TAGS and _hardly_any_end_tag(text)):
        end = min(end, _end_within_depth(text))
    return kept if end == len(text) else cast(MarkupT, markup[:end])


def _letters(markup: str | bytes) -> str:
    """One character per byte: an offset in the one is an offset in the other."""
    return markup.decode("latin-1") if isinstance(markup, bytes) else markup


def glance(markup: str | bytes) -> tuple[int, bool]:
    """How many «<» there are, and whether a tag may have too many attributes. This looks here and there, and overlooks
    a tag that is only just too long; the compiled twin looks at every tag."""
    text = _letters(markup)
    return text.count("<"), _attributes_may_be_many(text)


def glance_without_code(markup: str | bytes) -> tuple[int, bool, bytes | None]:
    """As :func:`glance`, and the markup without the code in it. None here: to look for it would take longer than a
    parser does to read it; the compiled twin passes it by anyway."""
    return *_glance(markup), None


def _step(text: str) -> int:
    return min(_STEP, _STEP * _ORDINARY // (len(text) or 1))


def _hardly_any_end_tag(text: str) -> bool:
    starts = range(0, len(text), _step(text))
    # «<!» (comments, declarations) opens nothing that an end tag could close
    seen = sum(text.count("<", at, at + _GLANCE) - text.count("<!", at, at + _GLANCE) for at in starts)
    return 4 * sum(text.count("</", at, at + _GLANCE) for at in starts) < seen


def _attributes_may_be_many(text: str) -> bool:
    """Whether a tag may have so many attributes, or the tags of the outermost elements together.

    In the midst of a tag, «>» can only stand within a value in quotes. So at a «>» here and there it is asked whether
    it may stand in one. If not, no tag lies over that place, and none has more attributes than fit between two places.
    """
    if len(text) > LARGE:
        return True
    step, work = _step(text), _WORK
    outermost = before = 0
    for at in range(step, len(text), step):
        outermost += len(_OUTERMOST.findall(text, at, at + _GLANCE))
        if at <= before:  # no «>» between the last place and this one
            continue
        place = _outside(text, before, at, _TRIES)
        if place < 0:
            return True
        if place > at + _WINDOW:  # a script, mostly
            near = text.rfind(">", before, at)
            start = near if near >= 0 and not _in_a_value(text, before, near) else before
            work = _left_after_tags(text, start, place, work)
            if work < 0:
                return True
        before = place
    return outermost > _SEVERAL


def _outside(text: str, start: int, at: int, tries: int) -> int:
    """The first «>» behind ``at`` that is in no value of a tag that begins behind ``start``; the end of the text where
    there is none, -1 where that many are not enough to tell."""
    place = at - 1
    for _ in range(tries):
        place = text.find(">", place + 1)
        if place < 0:
            return len(text)
        if not _in_a_value(text, start, place):
            return place
    return -1


def _in_a_value(text: str, start: int, place: int) -> bool:
    """Whether ``place`` may lie in quotes that a tag opened: then the last such quote before it stands behind «=»."""
    for quote in "\"'":
        last = text.rfind(quote, start, place) - 1
        while last >= start and text[last] in " \t\n\f\r":
            last -= 1
        if last >= start and text[last] == "=":
            return True
    return False


def _left_after_tags(text: str, start: int, end: int, work: int) -> int:
    """What is left of ``work``, in characters, after a look at the tags that begin in ``text[start:end]``; less than
    nothing where one has very many attributes, or where that cannot be told with so much."""
    read = 0
    for found in _START.finditer(text, start, end):
        at = found.start()
        if at < read:
            continue
        place = _outside(text, at, at, _FEW_TRIES)
        work -= _STEP_WORK + (place - at) // _STEP_WORK
        if work < 0:
            return work
        if 0 <= place < at + 2 * MOST_ATTRIBUTES:
            continue
        match = _TAG.match(text, at)
        if match is None:
            continue
        work -= match.end() - at
        attributes = _attributes(match)
        if work < 0 or len(attributes) > MOST_ATTRIBUTES:
            return -1
        if not any("<" in one and one[-1] in "\"'" for one in attributes):
            read = match.end()  # what begins in the midst of it ends with it, and has less
    return work


def end_before_attributes(text: str) -> int:
    """Where the attributes become too many."""
    spent = outermost = 0
    for match in _tags(text):
        if match[2].lower() in ("html", "body"):  # further ones add their attributes to the first
            outermost += len(_attributes(match))
        elif match.end() - match.start() > SHORT_TAG:
            spent += len(_attributes(match)) ** 2
        if spent + outermost**2 > MOST_ATTRIBUTES**2:
            return match.start()
    return len(text)


def _attributes(match: re.Match[str]) -> list[str]:
    return _ATTRIBUTE.findall(match.string, match.end("name"), match.end())


def _tags(text: str) -> Iterator[re.Match[str]]:
    """Start and end tags; without those in comments, scripts and the like."""
    at = 0
    foreign = False
    while match := _TOKEN.search(text, at):
        at = match.end()
        name = (match["name"] or "").lower()
        if name in ("svg", "math"):
            foreign = not match[1]
        if name and (foreign or name not in RAW):  # <style> and <title> of a drawing are elements like others
            yield match
            continue
        if name and not match[1]:
            end = _END_OF_RAW[name].search(text, at)
        elif match[0] == "<!--":
            end = _END_OF_COMMENT.search(text, match.start() + 2)
        else:
            continue
        if end is None:
            return
        at = end.start() if name else end.end()


def _end_within_depth(text: str) -> int:
    """Where the open elements become too many. An end tag closes what was opened last under its name, with all that is
    open inside it, and nothing when no such element is open."""
    stack: list[str] = []
    open_of: dict[str, int] = {}
    closed_early: dict[str, int] = {}
    depth = 0
    for match in _tags(text):
        name = match[2].lower()
        if name in _NOT_NESTING:
            continue
        if not match[1]:
            if text[match.end() - 1] == "/" and (open_of.get("svg") or open_of.get("math")):
                continue  # only there does «/>» close
            stack.append(name)
            open_of[name] = open_of.get(name, 0) + 1
            depth += 1
            if depth > MOST_DEPTH:
                return match.start()
        elif not open_of.get(name):
            continue
        elif name in _FORMATTING:
            open_of[name] -= 1
            closed_early[name] = closed_early.get(name, 0) + 1
            depth -= 1
        else:
            depth -= _closed(name, stack, open_of, closed_early)
    return len(text)


def _closed(name: str, stack: list[str], open_of: dict[str, int], closed_early: dict[str, int]) -> int:
    """Take an element and all inside it from the stack; how many of these were still open."""
    count = 0
    while True:
        top = stack.pop()
        if closed_early.get(top):
            closed_early[top] -= 1
            continue
        open_of[top] -= 1
        count += 1
        if top == name:
            return count


_glance = native.twin("markup")(glance)
_glance_without_code = native.twin("markup")(glance_without_code)

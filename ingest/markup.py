"""Markup that could bring a parser to its knees, made harmless. Pure; shared by the floors that parse HTML.

Lexbor takes time that grows with the square of three things: how deep a page nests (100,000 open <div>: 20 s), how many
attributes one element has (100,000: 18 s), and how many options a list of choices has (100,000: 40 s). No honest page
is near the first two bounds; options are no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeVar, cast

MarkupT = TypeVar("MarkupT", bound="str | bytes")

MOST_DEPTH = 1_000
"""Twice what browsers keep."""
LONGEST_TAG = 40_000
"""In characters. Pictures written out in a tag (``data:``) are longer; they are one attribute, and stay."""
LARGE = 400_000
"""In characters. Tags of larger documents are looked at one by one, whatever their length seems to be."""
MOST_ATTRIBUTES = 4_000
"""Of one element; of several, so many that the sum of their squares is no larger."""
MOST_OPTIONS = 2_000

_MANY_TAGS = 12_000
_SOME_TAGS = 3_500
_SHORT_TAG = 1_000
"""Has not so many attributes that they take time to read."""
_INSIDE = r"(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+"
_TAG = re.compile("<[A-Za-z]" + _INSIDE)
_OUTERMOST = re.compile("<(?:[Hh][Tt][Mm][Ll]|[Bb][Oo][Dd][Yy])" + _INSIDE)
_TOKEN = re.compile(r"<!--|<(/?)([a-z][^\s/>]*+)" + _INSIDE, re.I)
_OPTION = re.compile(r"</?option\b[^>]*>", re.I)
_OPTION_OF_BYTES = re.compile(rb"</?option\b[^>]*>", re.I)
_RAW = frozenset(("script", "style", "textarea", "title", "xmp", "noembed", "noframes", "iframe", "plaintext"))
"""No tags in these but their own end tag."""
_ATTRIBUTE = re.compile(r"[^\s\"'>/=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']*))?")
# Void elements, those whose end tag is optional (a new one closes the one before), and the one that may be open once.
_FLAT = "area base br col embed hr img input link meta source track wbr p li dt dd td th tr option form"
_NOT_NESTING = frozenset(_FLAT.split())
_FORMATTING = frozenset(
    ("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u")
)
"""Their end tags leave open what was opened inside them."""


def harmless(markup: MarkupT) -> MarkupT:
    """``markup`` cut where it nests deeper than :data:`MOST_DEPTH` or has elements with thousands of attributes, and
    without its options where they are very many.

    Costs a tenth of a millisecond on an ordinary page: only documents that are large, or have very many tags, or hardly
    any end tag, or no end of a tag for long, are looked at tag by tag.
    """
    less: Any = b"<" if isinstance(markup, bytes) else "<"
    ending: Any = b"</" if isinstance(markup, bytes) else "</"
    tags = markup.count(less)
    if tags > _SOME_TAGS:
        markup = _without_options(markup)
    many = tags > _MANY_TAGS or (tags > _SOME_TAGS and 4 * markup.count(ending) < tags)
    suspect = [(0, len(markup))] if len(markup) > LARGE else _long_pieces(markup)
    if not suspect and not many:
        return markup
    # One character per byte: an offset in the one is an offset in the other.
    text = markup.decode("latin-1") if isinstance(markup, bytes) else markup
    end = _end_before_attributes(text, suspect)
    if many:
        end = min(end, _end_within_depth(text))
    return markup if end == len(text) else cast(MarkupT, markup[:end])


def _without_options(markup: MarkupT) -> MarkupT:
    if isinstance(markup, bytes):
        many = markup.lower().count(b"<option") > MOST_OPTIONS
        return cast(MarkupT, _OPTION_OF_BYTES.sub(b" ", markup)) if many else markup
    many = markup.lower().count("<option") > MOST_OPTIONS
    return cast(MarkupT, _OPTION.sub(" ", markup)) if many else markup


def _long_pieces(markup: str | bytes) -> list[tuple[int, int]]:
    """Where no tag ends for longer than a tag should be: there is a script, a long text, or such a tag."""
    mark: Any = b">" if isinstance(markup, bytes) else ">"
    found = []
    start = 0
    while len(markup) - start > LONGEST_TAG:
        last = markup.rfind(mark, start, start + LONGEST_TAG)
        if last < 0:
            end = markup.find(mark, start) + 1 or len(markup)
            found.append((start, end))
            start = end
        else:
            start = last + 1
    return found


def _end_before_attributes(text: str, suspect: list[tuple[int, int]]) -> int:
    """Where the attributes become too many, given where they may be."""
    bound = MOST_ATTRIBUTES**2
    seeming = sum(_seeming_cost(text, start, end) for start, end in suspect)
    if seeming <= bound:
        return len(text)
    spent = outermost = 0
    for match in _tags(text):
        if match[2].lower() in ("html", "body"):  # further ones add their attributes to the first
            outermost += _attributes(match)
        elif match.end() - match.start() > _SHORT_TAG:
            spent += _attributes(match) ** 2
        if spent + outermost**2 > bound:
            return match.start()
    return len(text)


def _seeming_cost(text: str, start: int, end: int) -> int:
    """With what only looks like a tag, in a script."""
    outermost = sum(map(_attributes, _OUTERMOST.finditer(text, start, end)))
    long = [match for match in _TAG.finditer(text, start, end) if match.end() - match.start() > _SHORT_TAG]
    return outermost**2 + sum(_attributes(match) ** 2 for match in long)


def _attributes(match: re.Match[str]) -> int:
    return sum(1 for _ in _ATTRIBUTE.finditer(match[0], 2))


def _tags(text: str) -> Iterator[re.Match[str]]:
    """Start and end tags, group 1 «/» or empty, group 2 the name; without those in comments, scripts and the like."""
    at = 0
    while match := _TOKEN.search(text, at):
        at = match.end()
        name = match[2].lower() if match[2] else ""
        if name and name not in _RAW:
            yield match
        elif not match[1]:
            at = text.find(f"</{name}" if name else "-->", at)
            if at < 0:
                return


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

"""Markup that could bring a parser to its knees, made harmless. Pure; shared by the floors that parse HTML.

Lexbor takes time that grows with the square of two things: how deep a page nests (100,000 open <div>: 20 s) and how
many attributes one tag has (100,000: 18 s). No honest page is near either bound.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any, TypeVar, cast

MarkupT = TypeVar("MarkupT", bound="str | bytes")

MOST_DEPTH = 1_000
"""Twice what browsers keep."""
LONGEST_TAG = 40_000
"""In characters. Pictures written out in a tag (``data:``) are longer; they are one attribute, and stay."""
MOST_ATTRIBUTES = 4_000

_MANY_TAGS = 12_000
_SOME_TAGS = 3_500
_LONGEST_SCRIPT = 2_000_000
_START = re.compile(r"<[A-Za-z]")
_TOKEN = re.compile(r"<!--|<(/?)([a-z][^\s/>]*)(?:[^>\"']|\"[^\"]*\"|'[^']*')*", re.I)
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
    """``markup`` cut where it nests deeper than :data:`MOST_DEPTH` or opens a tag with thousands of attributes.

    Costs a tenth of a millisecond on an ordinary page: only documents with very many tags, or with hardly any end tag,
    are looked at tag by tag.
    """
    less: Any = b"<" if isinstance(markup, bytes) else "<"
    ending: Any = b"</" if isinstance(markup, bytes) else "</"
    tags = markup.count(less)
    many = tags > _MANY_TAGS or (tags > _SOME_TAGS and 4 * markup.count(ending) < tags)
    long = _has_long_piece(markup)
    if not long and not many:
        return markup
    # One character per byte: an offset in the one is an offset in the other.
    text = markup.decode("latin-1") if isinstance(markup, bytes) else markup
    end = _end_before_long_tag(text) if long else len(text)
    if many:
        end = min(end, _end_within_depth(text))
    return markup if end == len(text) else cast(MarkupT, markup[:end])


def _has_long_piece(markup: str | bytes) -> bool:
    """Whether somewhere no tag ends for longer than a tag should be: there is a script, a long text, or such a tag."""
    mark: Any = b">" if isinstance(markup, bytes) else ">"
    start = 0
    while len(markup) - start > LONGEST_TAG:
        last = markup.rfind(mark, start, start + LONGEST_TAG)
        if last < 0:
            return True
        start = last + 1
    return False


def _end_before_long_tag(text: str) -> int:
    """Where a tag with too many attributes begins."""
    start = 0
    while len(text) - start > LONGEST_TAG:
        last = text.rfind(">", start, start + LONGEST_TAG)
        if last >= 0:
            start = last + 1
            continue
        end = text.find(">", start)
        end = len(text) if end < 0 else end
        opened = _START.search(text, start, end)
        if opened and not _in_script(text, opened.start()) and _has_many_attributes(text[opened.end() : end]):
            return opened.start()
        start = end + 1
    return len(text)


def _in_script(text: str, at: int) -> bool:
    since = max(0, at - _LONGEST_SCRIPT)
    return text.rfind("<script", since, at) > text.rfind("</script", since, at)


def _has_many_attributes(tag: str) -> bool:
    return next(islice(_ATTRIBUTE.finditer(tag), MOST_ATTRIBUTES, None), None) is not None


def _end_within_depth(text: str) -> int:
    """Where the open elements become too many. An end tag closes what was opened last under its name, with all that is
    open inside it, and nothing when no such element is open."""
    stack: list[str] = []
    open_of: dict[str, int] = {}
    closed_early: dict[str, int] = {}
    depth = 0
    at = 0
    while match := _TOKEN.search(text, at):
        at = match.end()
        name = match[2].lower() if match[2] else ""
        if not name or name in _RAW:
            if not match[1]:
                at = text.find(f"</{name}" if name else "-->", at)
                if at < 0:
                    break
            continue
        if name in _NOT_NESTING:
            continue
        if not match[1]:
            if text[at - 1] == "/" and (open_of.get("svg") or open_of.get("math")):
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

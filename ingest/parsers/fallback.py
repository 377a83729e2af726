"""What to take when nothing on the page looks like the article's text: the text that its JSON-LD gives.

A few pages in a thousand bring their text by a script and repeat it in ``articleBody`` for search engines. That copy
has no structure but line breaks, so it is only a last resort.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import unescape
from typing import Any

from ingest.model import Block, BlockKind
from ingest.parsers.access import is_free
from ingest.parsers.typography import clean
from ingest.parsers.walk import walk

_SHORTEST = 200
"""Characters: less is a description, no text."""
_LONGEST = 300_000
_OPENING = 500
"""Characters of the first paragraph of a text that the publisher says is not free."""


def told_blocks(article: Mapping[str, Any]) -> list[Block]:
    """Paragraphs of the ``articleBody`` (schema.org) of a JSON-LD article, plain or with markup; none without it.

    Of a text that is not free, the opening only: the rest is for subscribers, and no reader of the page sees it.
    """
    told = article.get("articleBody")
    if not isinstance(told, str):
        return []
    told = unescape(told[:_LONGEST])
    if "<p" in told or "<br" in told:
        lines = [segment.text for segment in walk(told).segments]
    else:
        lines = [line for line in map(clean, told.splitlines()) if line]
    if sum(map(len, lines)) < _SHORTEST:
        return []
    if not is_free(article):
        lines = [_opening(lines[0])]
    return [Block(BlockKind.PARAGRAPH, line) for line in lines]


def _opening(line: str) -> str:
    """A paragraph, cut behind a sentence where it is long."""
    if len(line) <= _OPENING:
        return line
    head = line[:_OPENING]
    end = max(head.rfind(mark) for mark in (". ", "! ", "? ", "… "))
    return head[: end + 1] if end > 0 else head.rpartition(" ")[0]

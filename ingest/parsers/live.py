"""Entries of a live blog with their own times."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ingest.model import LiveEntry
from ingest.parsers.dates import parse_stamp
from ingest.parsers.structured import texts
from ingest.parsers.typography import clean
from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import Segment, Tree

_MOST = 1_000


def find_entries(tree: Tree, article: dict[str, Any], timezone: str | None, *, is_live: bool) -> list[LiveEntry]:
    """Entries in page order: repeated elements that hold a <time>, or JSON-LD's ``liveBlogUpdate`` where that has more.

    ``is_live``: the page calls itself a live blog; comments and teasers have times as well.
    """
    shown = _from_elements(tree, timezone) if is_live else []
    told = _from_updates(article, timezone)
    return shown if sum(len(e.text) for e in shown) >= sum(len(e.text) for e in told) else told


def _from_updates(article: dict[str, Any], timezone: str | None) -> list[LiveEntry]:
    updates = article.get("liveBlogUpdate")
    if isinstance(updates, dict):
        updates = [updates]
    if isinstance(updates, list):
        entries = [_from_json(update, timezone) for update in updates[:_MOST] if isinstance(update, dict)]
        return [entry for entry in entries if entry]
    return []


def _from_json(update: dict[str, Any], timezone: str | None) -> LiveEntry | None:
    text = clean(" ".join(texts(update.get("articleBody")) or texts(update.get("text"))))
    title = clean(" ".join(texts(update.get("headline"))[:1])) or None
    if not text and not title:
        return None
    raw = next(iter(texts(update.get("datePublished"))), "")
    return LiveEntry(text or title or "", title if text else None, instant_of(raw, timezone))


def instant_of(raw: str, timezone: str | None) -> datetime | None:
    """A machine-written time as an aware instant in UTC; None when it is no time."""
    stamp = parse_stamp(raw, tz=timezone) if raw else None
    return stamp.instant(ZoneInfo(timezone) if timezone else UTC) if stamp else None


def _from_elements(tree: Tree, timezone: str | None) -> list[LiveEntry]:
    elements = tree.elements
    groups: dict[tuple[int, str, str], list[tuple[int, str]]] = {}
    for mark in tree.marks:
        if mark.tag != "time" or not mark.value or mark.hints & Hint.COMMENT:
            continue
        index = mark.elem
        for _ in range(4):
            if index < 0:
                break
            element = elements[index]
            if element.hints & (Hint.COMMENT | Hint.RELATED):
                break
            if element.tag in ("article", "section", "li", "div") and element.names.strip():
                kind = (element.parent, element.tag, element.names.split()[0])
                groups.setdefault(kind, []).append((index, mark.value))
            index = element.parent
    best = max(groups.values(), key=len, default=[])
    starts: dict[int, str] = {}
    for index, value in best:
        starts.setdefault(index, value)
    if len(starts) < 3:
        return []
    lines_of = _lines_of(tree, elements[best[0][0]].parent)
    entries = []
    for index, value in list(starts.items())[:_MOST]:
        lines = lines_of.get(index, [])
        title = next((s.text for s in lines if s.heading), None)
        text = "\n\n".join(s.text for s in lines if _is_text(tree, s))
        if text:
            entries.append(LiveEntry(text, title, instant_of(value, timezone)))
    return entries if len(entries) >= 3 and sum(len(e.text) for e in entries) > 120 * len(entries) else []


def _is_text(tree: Tree, segment: Segment) -> bool:
    names = tree.elements[segment.elem].hints & (Hint.AUTHOR | Hint.DATE | Hint.SOCIAL | Hint.META)
    return not segment.heading and not names and len(segment.text) > 20 and segment.link < 0.5 * len(segment.text)


def _lines_of(tree: Tree, parent: int) -> dict[int, list[Segment]]:
    """Segments by the child of ``parent`` that they stand in: entries are siblings, and a page may have thousands."""
    found: dict[int, list[Segment]] = {}
    for segment in tree.segments:
        index = segment.elem
        while index > parent and (above := tree.elements[index].parent) != parent:
            index = above
        if index > parent:
            found.setdefault(index, []).append(segment)
    return found

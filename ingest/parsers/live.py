"""Entries of a live blog with their own times."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ingest.model import LiveEntry
from ingest.parsers.dates import parse_stamp
from ingest.parsers.finding import path_of
from ingest.parsers.structured import texts
from ingest.parsers.typography import clean
from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import Segment, Tree

_MOST = 1_000
_LEAST = 3
_LEVELS, _DEEPEST = 4, 12
"""Frames around an entry's clock, and around any of its lines."""
_LONGEST_CLOCK = 32
_CLOCK = re.compile(
    r"([01]?\d|2[0-3])\s?[h:]\s?([0-5]\d)"
    r"(?:,?\s\(?(?:heures?\b|uhr\b|hora\b|local time|GMT|UTC|CES?T|H[NA]E|E[SD]?T)[^.!?]{0,20})?",
    re.I,
)
"""«18:32», «18h32 heure de Beyrouth»."""


def find_entries(
    tree: Tree, article: dict[str, Any], timezone: str | None, *, is_live: bool, day: date | None
) -> list[LiveEntry]:
    """Entries in page order: repeated elements that hold a <time> or begin with a clock time, or JSON-LD's
    ``liveBlogUpdate`` where that has more.

    ``is_live``: the page calls itself a live blog; comments and teasers have times as well. ``day``: of the page, for
    times that stand without one; None where it is not known, or was updated on another day.
    """
    shown = (_from_elements(tree, timezone) or _from_clocks(tree, timezone, day)) if is_live else []
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
    if len(starts) < _LEAST:
        return []
    lines_of = _lines_of(tree, elements[best[0][0]].parent)
    told = [(lines_of.get(index, []), value) for index, value in starts.items()]
    return _entries(tree, told, timezone)


def _from_clocks(tree: Tree, timezone: str | None, day: date | None) -> list[LiveEntry]:
    told = []
    for at, numbers in clocked_entries(tree).items():
        clock = _CLOCK.fullmatch(tree.segments[at].text)
        value = f"{day.isoformat()}T{int(clock[1]):02}:{clock[2]}" if day and clock else ""
        told.append(([tree.segments[number] for number in numbers], value))
    return _entries(tree, told, timezone)


def _entries(tree: Tree, told: list[tuple[list[Segment], str]], timezone: str | None) -> list[LiveEntry]:
    """Of the lines of each, and its time as the page has it."""
    entries = []
    for lines, value in told[:_MOST]:
        title = next((s.text for s in lines if s.heading), None)
        text = "\n\n".join(s.text for s in lines if _is_text(tree, s))
        if text:
            entries.append(LiveEntry(text, title, instant_of(value, timezone)))
    return entries if len(entries) >= _LEAST and sum(len(e.text) for e in entries) > 120 * len(entries) else []


def clocked_entries(tree: Tree) -> dict[int, list[int]]:
    """Of a live page whose entries stand side by side, in frames of one name, each with its clock time on a line of its
    own: the number of that line → the numbers of all lines of its entry."""
    elements, segments = tree.elements, tree.segments
    kinds: dict[tuple[int, str, str], dict[int, int]] = {}
    for number, segment in enumerate(segments if tree.hints & Hint.LIVE else ()):
        if len(segment.text) > _LONGEST_CLOCK or not segment.text[:1].isdigit() or not _CLOCK.fullmatch(segment.text):
            continue
        for index in path_of(elements, segment.elem, _LEVELS):
            element = elements[index]
            if element.hints & (Hint.COMMENT | Hint.RELATED):
                break
            if element.hints & Hint.LIVE and element.names:
                kind = (element.parent, element.tag, element.names.split()[0])
                kinds.setdefault(kind, {}).setdefault(index, number)
    best = max(kinds.values(), key=len, default={})
    if len(best) < _LEAST:
        return {}
    lines: dict[int, list[int]] = {}
    for number in range(min(best.values()), min(len(segments), max(best.values()) + _MOST)):
        around = path_of(elements, segments[number].elem, _DEEPEST)
        entry = next((index for index in around if index in best), -1)
        if entry >= 0:
            lines.setdefault(best[entry], []).append(number)
    return lines


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

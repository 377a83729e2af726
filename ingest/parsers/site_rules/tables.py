"""The TOML of site rules → rules, with every fault's line.

[lequotidien]
host = "lequotidien.example"
from = 2019-06-01
keep = ["div.article-body"]
drop = ["aside", "p.promo"]
title = ["h1.headline", 'meta[property="og:title"]@content']

[lequotidien-2019]
host = "lequotidien.example"
until = 2019-06-01
keep = ["#texte"]
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import combinations
from typing import Any

from ingest.errors import SettingsError
from ingest.parsers.site_rules.rule import Selector, SiteRule

_ELEMENTS = ("keep", "drop")
_VALUES = ("title", "standfirst", "authors", "published", "modified", "section", "tags")
_DAYS = ("from", "until")
_KEYS = ("host", *_DAYS, *_ELEMENTS, *_VALUES, "replace", "prune")
_HOST = re.compile(r"\.?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")


def parse_rules(text: str, file: str) -> tuple[list[SiteRule], list[SettingsError]]:
    """The rules of one file, and what is wrong with the others, in its order. ``file``: its name in messages."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        return [], [SettingsError(f"no valid TOML: {error}", file=file, line=line)]
    rules, faults = [], []
    for name, table in document.items():
        one = _Table(name, table, file, text.splitlines())
        if one.faults:
            faults += one.faults
        else:
            rules.append(one.rule())
    return rules, faults


def overlaps(rules: Iterable[SiteRule]) -> Iterator[SettingsError]:
    """Pairs of rules that are both for some day of one host."""
    by_host: dict[str, list[SiteRule]] = {}
    for rule in rules:
        for host in rule.hosts:
            by_host.setdefault(host, []).append(rule)
    for host, several in by_host.items():
        for one, other in combinations(several, 2):
            begins = max(one.since or date.min, other.since or date.min)
            if begins < min(one.until or date.max, other.until or date.max):
                yield SettingsError(
                    f"is for {host} at the same time as {one.where}. Part them with `from` and `until`.",
                    file=other.file,
                    key=other.name,
                )


class _Table:
    """One table, checked key by key."""

    def __init__(self, name: str, table: Any, file: str, lines: list[str]) -> None:
        self.name, self.file, self.lines = name, file, lines
        self.faults: list[SettingsError] = []
        if not isinstance(table, dict) or any(isinstance(value, dict) for value in table.values()):
            self._fault('is no table of its own: write [name], and ["a.b"] in quotes when it has a point in it')
            return
        self.table: dict[str, Any] = table
        for key in table:
            if key not in _KEYS:
                self._fault(f"unknown key. Known are: {', '.join(_KEYS)}", key)
        self.hosts = self._hosts()
        self.days = [self._day(key) for key in _DAYS]
        self.selectors = {key: self._selectors(key) for key in (*_ELEMENTS, *_VALUES)}
        self.replacements = self._replacements()
        if not isinstance(table.get("prune", False), bool):
            self._fault("must be true or false", "prune")

    def rule(self) -> SiteRule:
        since, until = self.days
        return SiteRule(
            name=self.name,
            file=self.file,
            hosts=self.hosts,
            since=since,
            until=until,
            replace=self.replacements,
            prune=self.table.get("prune", False),
            **self.selectors,
        )

    def _hosts(self) -> tuple[str, ...]:
        if "host" not in self.table:
            self._fault('has no host. Add host = "example.fr"')
            return ()
        found = []
        for host in self._texts("host"):
            if not _HOST.fullmatch(host.lower()):
                self._fault(f"{host!r} is no host name: write it without http:// and path", "host")
            found.append(host.lower().removeprefix("www."))
        return tuple(found)

    def _day(self, key: str) -> date | None:
        value = self.table.get(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self._fault(f"{value!r} is no date. Write it without quotes: 2026-11-23", key)
        return None

    def _selectors(self, key: str) -> tuple[Selector, ...]:
        found = []
        for text in self._texts(key):
            try:
                selector = Selector.parse(text)
            except ValueError as error:
                self._fault(str(error), key, near=text)
                continue
            if selector.attribute and key in _ELEMENTS:
                self._fault(f"{text!r} names an attribute, and must name elements", key, near=text)
            found.append(selector)
        return tuple(found)

    def _texts(self, key: str) -> list[str]:
        """One string, or a list of them."""
        value = self.table.get(key, [])
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            self._fault("must be a string, or a list of strings", key)
            return []
        return texts

    def _replacements(self) -> tuple[tuple[str, str], ...]:
        pairs = self.table.get("replace", [])
        good = isinstance(pairs, list) and all(
            isinstance(pair, list) and len(pair) == 2 and all(isinstance(text, str) for text in pair) and pair[0]
            for pair in pairs
        )
        if not good:
            self._fault('must be a list of pairs: [["find", "put in its place"]]', "replace")
            return ()
        return tuple((find, put) for find, put in pairs)

    def _fault(self, message: str, key: str | None = None, *, near: str = "") -> None:
        line = self._line(key, near)
        named = f"{self.name}.{key}" if key else self.name
        self.faults.append(SettingsError(message, file=self.file, line=line, key=named))

    def _line(self, key: str | None, near: str) -> int | None:
        """Of the table's header, of a key in it, or of a text after that key."""
        header = re.compile(rf"\s*\[\s*(?:\"{re.escape(self.name)}\"|'{re.escape(self.name)}'|{re.escape(self.name)})")
        start = next((number for number, line in enumerate(self.lines, 1) if header.match(line)), None)
        if start is None or key is None:
            return start
        wanted = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
        at = next((number for number in range(start, len(self.lines)) if wanted.match(self.lines[number])), None)
        if at is None:
            return start
        return next((number + 1 for number in range(at, len(self.lines)) if near in self.lines[number]), at + 1)

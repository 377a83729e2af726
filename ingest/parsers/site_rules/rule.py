"""What a site rule is: selectors for one site and one stretch of time, and the set of them that a run works with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

_ATTRIBUTE = re.compile(r"@([A-Za-z][\w:-]*)$")
_FIRST = ":first"


@dataclass(frozen=True, slots=True)
class Selector:
    """A CSS selector, as Lexbor knows them, with two endings of our own: ``:first`` for the first match in the page
    only, ``@name`` for the value of an attribute instead of the element's text (``meta[name="author"]@content``)."""

    css: str
    attribute: str | None = None
    first: bool = False

    @classmethod
    def parse(cls, text: str) -> Selector:
        """Raises ``ValueError`` with what is wrong."""
        css, attribute = text.strip(), None
        if found := _ATTRIBUTE.search(css):
            css, attribute = css[: found.start()].rstrip(), found[1].lower()
        first = css.endswith(_FIRST)
        css = css.removesuffix(_FIRST)
        try:
            LexborHTMLParser("").css(css)
        except SelectolaxError:
            raise ValueError(f"{text!r} is no CSS selector") from None
        return cls(css, attribute, first)

    def __str__(self) -> str:
        return f"{self.css}{_FIRST if self.first else ''}{f'@{self.attribute}' if self.attribute else ''}"


@dataclass(frozen=True, slots=True)
class SiteRule:
    """How the pages of one site are read. Where a field lists several selectors, the first that finds something counts;
    ``drop`` uses all."""

    name: str
    """Of its table in the file."""
    file: str
    hosts: tuple[str, ...]
    """``example.fr`` is also ``www.example.fr``; ``.example.fr`` is everything below it."""
    since: date | None = None
    """First day (UTC, of the fetch) on which the site looked like this; None: always did."""
    until: date | None = None
    """First day on which it did no more; None: it still does."""
    keep: tuple[Selector, ...] = ()
    """The elements that hold the text."""
    drop: tuple[Selector, ...] = ()
    """Elements that are none of the text, wherever they stand."""
    title: tuple[Selector, ...] = ()
    standfirst: tuple[Selector, ...] = ()
    authors: tuple[Selector, ...] = ()
    published: tuple[Selector, ...] = ()
    modified: tuple[Selector, ...] = ()
    section: tuple[Selector, ...] = ()
    tags: tuple[Selector, ...] = ()
    replace: tuple[tuple[str, str], ...] = ()
    """Strings of the markup, exchanged before it is parsed."""
    prune: bool = False
    """Leave lines out of ``keep`` that look like anything but an article's text."""

    def holds_at(self, day: date | None) -> bool:
        """Whether the site looked like this on a day; None: today, whenever that is."""
        if day is None:
            return self.until is None
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    @property
    def where(self) -> str:
        """For a person who looks for it: «lequotidien.toml [lequotidien]»."""
        return f"{self.file} [{self.name}]"


class SiteRules:
    """The rules of a run, found by address and day."""

    def __init__(self, rules: Iterable[SiteRule] = ()) -> None:
        self._by_host: dict[str, list[SiteRule]] = {}
        for rule in rules:
            for host in rule.hosts:
                self._by_host.setdefault(host, []).append(rule)

    def __len__(self) -> int:
        return len({id(rule) for rules in self._by_host.values() for rule in rules})

    def rule_for(self, url: str | None, fetched_at: datetime | None) -> SiteRule | None:
        """The rule for a page: of its own host before one of all hosts below a domain, by the day of the fetch."""
        try:
            host = (urlsplit(url or "").hostname or "").removeprefix("www.")
        except ValueError:
            return None
        day = fetched_at.astimezone(UTC).date() if fetched_at else None
        for name in _names(host):
            for rule in self._by_host.get(name, ()):
                if rule.holds_at(day):
                    return rule
        return None


def _names(host: str) -> Iterable[str]:
    """``a.b.fr``, ``.b.fr``, ``.fr``."""
    yield host
    while "." in host:
        host = host.partition(".")[2]
        yield f".{host}"

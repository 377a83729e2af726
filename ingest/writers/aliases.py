"""The same text under several addresses of a site is one article. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Address:
    """An article's newest version, as far as it matters here."""

    article_id: str
    url: str
    source: str
    text_digest: str | None
    first_seen_at: datetime

    @property
    def key(self) -> tuple[str, str] | None:
        """What the addresses of one article have in common; None for a text too short to tell."""
        return (self.source, self.text_digest) if self.text_digest else None


@dataclass(frozen=True, slots=True, order=True)
class Family:
    """The article that stands for all, the one seen first, and the others."""

    article_id: str
    aliases: tuple[str, ...]
    """URLs of the others, sorted."""
    hidden: tuple[str, ...]
    """Their article ids."""


def families(addresses: Iterable[Address]) -> list[Family]:
    """Articles with their aliases. An address without one is a family of its own."""
    groups: dict[object, list[Address]] = defaultdict(list)
    for address in addresses:
        groups[address.key or address.article_id].append(address)
    return [_family(group) for group in groups.values()]


def _family(group: list[Address]) -> Family:
    first, *others = sorted(group, key=lambda one: (one.first_seen_at, one.url))
    return Family(
        first.article_id, tuple(sorted(one.url for one in others)), tuple(sorted(one.article_id for one in others))
    )

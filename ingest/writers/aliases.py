"""The same text under several addresses of a site is one article. Pure.

The text alone is not enough: a broadcast announces itself in the same words every day, and pages behind a wall may
share all that can be read. So the headline or the date must agree as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from ingest.writers.words import folded_words

_Likeness = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """An article's newest version, as far as it matters here."""

    article_id: str
    url: str
    source: str
    text_digest: str | None
    """None for a text too short to tell."""
    title: str | None
    published_at: datetime | None
    first_seen_at: datetime

    def likenesses(self) -> Iterator[_Likeness]:
        """What two addresses of one article have in common, any of these: the text, and the moment of publication, or
        the day and the headline; the headline, where no date is known."""
        if self.text_digest is None:
            return
        text, title = (self.source, self.text_digest), b" ".join(folded_words(self.title or ""))
        if self.published_at is None:
            yield (*text, title)
        else:
            yield (*text, self.published_at)
            yield (*text, title, self.published_at.date())


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
    known = [(address, list(address.likenesses()) or [(address.article_id,)]) for address in addresses]
    joined: dict[_Likeness, _Likeness] = {}
    for _, likenesses in known:
        for one in likenesses:
            joined[_end(one, joined)] = _end(likenesses[0], joined)
    groups: dict[_Likeness, list[Address]] = defaultdict(list)
    for address, likenesses in known:
        groups[_end(likenesses[0], joined)].append(address)
    return [_family(group) for group in groups.values()]


def _end(one: _Likeness, joined: dict[_Likeness, _Likeness]) -> _Likeness:
    """What stands for all likenesses that were joined with one (union-find, with paths halved)."""
    while (following := joined.setdefault(one, one)) != one:
        joined[one] = joined[following]
        one = joined[one]
    return one


def _family(group: list[Address]) -> Family:
    first, *others = sorted(group, key=lambda one: (one.first_seen_at, one.url))
    return Family(
        first.article_id, tuple(sorted(one.url for one in others)), tuple(sorted(one.article_id for one in others))
    )

"""The history of an article, decided: which version is the newest, its number, when it was first and last seen.

Pure. A *sighting* is a capture that was read as an article: a full one has a row in ``revisions``, a light one only
says in ``captures`` that the content was known. Sightings of equal content one after the other are one version, dated
by the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

KEEP = -1
"""In place of a part's number: the row that ``articles`` has."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """When and where an article was seen with which content, and the row that holds it (no ``part``: a light one)."""

    at: datetime
    warc_file: str
    warc_offset: int
    digest: str
    part: int | None = None
    row: int = 0
    revision: int | None = None
    previous: str | None = None
    """Number of the version and digest of the one before it, as the row says; None: not numbered yet."""


@dataclass(frozen=True, slots=True)
class Version:
    """The newest version: content from ``row`` of ``part``, dates and place of its first sighting, its number."""

    part: int
    row: int
    digest: str
    captured_at: datetime
    warc_file: str
    warc_offset: int
    first_seen_at: datetime
    last_seen_at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class Step:
    """What one sighting made of the history. ``before``: the version it replaced; None: it replaced none."""

    sighting: Sighting
    version: Version
    before: Version | None


def steps(sightings: Sequence[Sighting], before: Version | None = None) -> Iterator[Step]:
    """Fold sightings, oldest first, into versions.

    ``before`` is the outcome of sightings that are all earlier. A light sighting whose content is nowhere counts for
    nothing: see :func:`is_complete`.
    """
    contents = _contents(sightings, before)
    current = before
    for sighting in sightings:
        if current and sighting.digest == current.digest:
            current = replace(current, last_seen_at=sighting.at)
            yield Step(sighting, current, None)
        elif sighting.digest in contents:
            part, row = (sighting.part, sighting.row) if sighting.part is not None else contents[sighting.digest]
            replaced = current
            current = Version(
                part=part,
                row=row,
                digest=sighting.digest,
                captured_at=sighting.at,
                warc_file=sighting.warc_file,
                warc_offset=sighting.warc_offset,
                first_seen_at=current.first_seen_at if current else sighting.at,
                last_seen_at=sighting.at,
                revision=current.revision + 1 if current else 1,
            )
            yield Step(sighting, current, replaced)


def newest(sightings: Sequence[Sighting], before: Version | None = None) -> Version | None:
    """The version that is left in the end; None when no sighting has content."""
    version = before
    for step in steps(sightings, before):
        version = step.version
    return version


def is_complete(sightings: Sequence[Sighting], before: Version | None = None) -> bool:
    """True when the content of each sighting is at hand: no light one refers to what was seen before ``before``."""
    contents = _contents(sightings, before)
    return all(sighting.digest in contents for sighting in sightings)


def _contents(sightings: Sequence[Sighting], before: Version | None) -> dict[str, tuple[int, int]]:
    """Digest → part and row that hold the content, the earliest where there are several."""
    contents = {before.digest: (before.part, before.row)} if before else {}
    for sighting in sightings:
        if sighting.part is not None:
            contents.setdefault(sighting.digest, (sighting.part, sighting.row))
    return contents

"""A page as it was archived, found through the dataset's captures."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import reduce
from pathlib import Path
from typing import Any

from ingest.archive import OPEN_SUFFIX, read_stretch
from ingest.dataset import open_dataset
from ingest.errors import ArchiveError, IngestError, UsageError
from ingest.model import Page, Rights, Robots, Via
from ingest.urls import try_canonical

_PLACE = ("body_bytes", "warc_file", "warc_offset", "warc_length")
_TOLD = ("url", "final_url", "source", "via", "referrer", "fetched_at")
_RIGHTS = ("robots", "robots_url", "tdm_reserved", "tdm_carrier", "tdm_policy", "tdm_url", "tdm_permitted")
_TOKENS = ("directives", "ai_refused")


def archived_page(dataset: Path, named: str, at: datetime | None = None) -> Page:
    """The newest capture with a body, at ``at`` or before, of the page ``named`` by its URL or an article's id.

    Raises :class:`UsageError` when there is none, :class:`ArchiveError` when the archive that holds it is gone or is
    not as it was, :class:`ingest.errors.DatasetMissing` when there is no dataset.
    """
    captures = _captures_of(dataset, named)
    if at is not None:
        captures = [capture for capture in captures if capture["fetched_at"] <= at]
    if not captures:
        until = f" at {at.isoformat()} or before" if at else ""
        raise UsageError(
            f"No page of {named} is archived in {dataset}{until}. Give a URL or an article_id of its captures."
        )
    newest = max(captures, key=lambda capture: (capture["fetched_at"], capture["warc_offset"]))
    start = newest["warc_offset"]
    if not any((dataset / "warc" / (newest["warc_file"] + end)).exists() for end in ("", OPEN_SUFFIX)):
        raise ArchiveError(
            f"The page was archived in {newest['warc_file']}, which is not in {dataset / 'warc'}: this dataset came"
            " without its archive. Put the file there, or ask the dataset that it was made in."
        )
    for page, _ in read_stretch(dataset / "warc", newest["warc_file"], start, start + newest["warc_length"]):
        if isinstance(page, Page):
            return _as_told(page, newest)
    raise ArchiveError(f"{newest['warc_file']} holds no page at byte {start}: it is not the archive of {dataset}.")


def _as_told(page: Page, capture: dict[str, Any]) -> Page:
    """With what HTTP cannot say, which is in a record of its own in the archive, and in the dataset: whence it comes,
    and the rights."""
    rights: dict[str, Any] = {name: capture[name] for name in _RIGHTS} | {"robots": Robots(capture["robots"])}
    rights |= {name: tuple(capture[name] or ()) for name in _TOKENS}
    told = {name: capture[name] for name in _TOLD} | {"via": Via(capture["via"])}
    return replace(page, rights=Rights(**rights), **told)


def newest_archived_page(folder: Path, named: str, at: datetime | None = None) -> Page:
    """The same from whichever of the datasets in ``folder`` has the newest. Raises as :func:`archived_page` does."""
    found: list[Page] = []
    faults: list[IngestError] = []
    for dataset in sorted(path.parent for path in folder.glob("*/captures")):
        try:
            found.append(archived_page(dataset, named, at))
        except UsageError:  # not in this one
            continue
        except IngestError as error:  # perhaps in this one, but it cannot be had
            faults.append(error)
    if found:
        return max(found, key=lambda page: page.fetched_at)
    raise next(
        iter(faults),
        UsageError(f"No page of {named} is archived in the datasets of {folder.resolve()}. Name one: --dataset DIR."),
    )


def _captures_of(dataset: Path, named: str) -> list[dict[str, Any]]:
    import pyarrow
    import pyarrow.compute as pc

    named_by: tuple[str, ...] = ("url", "final_url", "canonical_url") if "://" in named else ("article_id",)
    wanted = dict.fromkeys((*named_by, *_PLACE, *_TOLD, *_RIGHTS, *_TOKENS))
    # As it was asked for, and as any page of that address is named in the dataset.
    names = pyarrow.array({named, try_canonical(named) or named}, pyarrow.string())
    found: list[dict[str, Any]] = []
    for batch in open_dataset(dataset).captures(list(wanted)):
        is_named = reduce(pc.or_, (pc.is_in(batch.column(name), names) for name in named_by))
        found += batch.filter(pc.and_(is_named, pc.greater(batch.column("body_bytes"), 0))).to_pylist()
    return found

"""What a killed run left open is cut to its last whole record and given its final name."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from ingest.archive.members import BrokenTail, MemberTooLarge, members
from ingest.archive.records import OPEN_SUFFIX
from ingest.archive.writer import continued, finish, settle
from ingest.errors import DatasetUnwritable

log = logging.getLogger(__name__)


def recover(folder: Path) -> list[Path]:
    """Close the leftover segments of a folder; their final paths, sorted. Those without a capture are removed.

    Among them are those that a killed run had continued, cut to their last whole record; their mark stays, for nobody
    has read them yet.
    Only for a dataset whose lock is held: a segment another process is writing looks the same.
    Raises :class:`DatasetUnwritable` when a file cannot be cut or renamed.
    """
    leftovers = sorted(folder.glob(f"*.warc.gz{OPEN_SUFFIX}")) if folder.is_dir() else []
    try:
        found = [final for path in leftovers if (final := _recover_one(path))]
        return sorted([*found, *(path for path in continued(folder) if _recover_continued(path))])
    except OSError as error:
        raise DatasetUnwritable(f"Cannot repair what is left in {folder}: {error.strerror or error}.") from error


def _recover_one(path: Path) -> Path | None:
    whole, records = _whole_part(path)
    final = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
    if records < 2:  # nothing, or the warcinfo record alone
        path.unlink()
        return None
    lost = path.stat().st_size - whole
    with path.open("r+b") as file:
        file.truncate(whole)
        os.fsync(file.fileno())
    finish(path, final)
    log.warning("%s was left open by an earlier run: %d records kept, %d bytes cut off", final.name, records, lost)
    return final


def _recover_continued(path: Path) -> bool:
    """False for a mark that is left of a segment that is gone."""
    if not path.exists():
        settle(path)
        return False
    whole, records = _whole_part(path)
    lost = path.stat().st_size - whole
    if lost:
        os.truncate(path, whole)
    log.warning("%s was continued by an earlier run: %d records kept, %d bytes cut off", path.name, records, lost)
    return True


def _whole_part(path: Path) -> tuple[int, int]:
    """Bytes up to the end of the last whole gzip member, and how many there are."""
    end = records = 0
    with path.open("rb") as stream:
        try:
            for member in members(stream):
                end, records = member.offset + member.length, records + 1
        except (BrokenTail, MemberTooLarge):
            pass
    return end, records

"""What a killed run left open is cut to its last whole capture and given its final name."""

from __future__ import annotations

import logging
import os
from io import BytesIO
from pathlib import Path

from ingest.archive.members import BrokenTail, MemberTooLarge, members
from ingest.archive.records import OPEN_SUFFIX, NotWhole, parse_record
from ingest.archive.writer import continued, finish, settle
from ingest.errors import DatasetUnwritable

log = logging.getLogger(__name__)


def recover(folder: Path) -> list[Path]:
    """Close the leftover segments of a folder; their final paths, sorted. Those without a capture are removed.

    Among them are those that a killed run had continued, cut to their last whole capture; their mark stays, for nobody
    has read that yet.
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
    whole, captures = _whole_part(path)
    final = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
    if not captures:
        path.unlink()
        return None
    lost = path.stat().st_size - whole
    with path.open("r+b") as file:
        file.truncate(whole)
        os.fsync(file.fileno())
    finish(path, final)
    log.warning("%s was left open by an earlier run: %d captures kept, %d bytes cut off", final.name, captures, lost)
    return final


def _recover_continued(path: Path) -> bool:
    """False for a mark that is left of a segment that is gone."""
    if not path.exists():
        settle(path)
        return False
    whole, captures = _whole_part(path)
    lost = path.stat().st_size - whole
    if lost:
        os.truncate(path, whole)
    log.warning("%s was continued by an earlier run: %d captures kept, %d bytes cut off", path.name, captures, lost)
    return True


def _whole_part(path: Path) -> tuple[int, int]:
    """Bytes up to the end of the last whole capture, and how many there are.

    Of the records of a capture all but the last name that one in ``WARC-Concurrent-To``.
    """
    end = captures = 0
    with path.open("rb") as stream:
        try:
            for member in members(stream):
                record = parse_record(BytesIO(member.data))
                if record and not record.get("WARC-Concurrent-To"):
                    end = member.offset + member.length
                    captures += record.type != "warcinfo"
        except (BrokenTail, MemberTooLarge, NotWhole):
            pass
    return end, captures

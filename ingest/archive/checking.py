"""Whether a segment says what was written: every gzip checksum, every block digest, to the last byte."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from ingest.archive.members import BrokenTail, MemberTooLarge, members
from ingest.archive.reader import read_captures
from ingest.archive.records import NotWhole, Record, labelled, parse_record
from ingest.errors import ArchiveError


@dataclass(slots=True)
class Checked:
    """What a segment holds, and what is wrong with it."""

    places: dict[int, int] = field(default_factory=dict)
    """Offset → length of the record that stands for each capture."""
    faults: list[str] = field(default_factory=list)


def check_segment(path: Path) -> Checked:
    """All captures of a segment of ours and all its faults; never raises for what the file holds."""
    checked = Checked()
    try:
        with path.open("rb") as stream:
            for member in members(stream):
                record = parse_record(BytesIO(member.data))
                if record and not _is_intact(record):
                    checked.faults.append(f"the record at byte {member.offset} is not what its digest says")
        if not checked.faults:
            checked.places = {place.offset: place.length for _, place in read_captures(path)}
    except (BrokenTail, MemberTooLarge, NotWhole, ArchiveError) as error:
        checked.faults.append(str(error))
    except OSError as error:
        checked.faults.append(f"cannot be read: {error.strerror or error}")
    return checked


def _is_intact(record: Record) -> bool:
    """True as well for a digest of another kind than ours."""
    digest = record.get("WARC-Block-Digest")
    return not digest.startswith("sha256:") or digest == labelled(hashlib.sha256(record.block).hexdigest())

"""Memory and processor time of a process and all that it started, as Linux tells them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

_EVERY_SECONDS = 0.1


@dataclass(slots=True)
class Used:
    """What a process and its descendants used."""

    peak_bytes: int = 0
    """The largest sum that was seen; what they share counts once."""
    _cpu: dict[int, float] = field(default_factory=dict)

    @property
    def cpu_seconds(self) -> float:
        """Of all of them, the ended included, up to the last look."""
        return sum(self._cpu.values())

    def look(self, pid: int) -> None:
        members = tree(pid)
        self.peak_bytes = max(self.peak_bytes, sum(map(memory_bytes, members)))
        for member in members:
            self._cpu[member] = max(self._cpu.get(member, 0.0), cpu_seconds(member))


@contextmanager
def watched(pid: int) -> Iterator[Used]:
    """Looks every tenth of a second until the block ends."""
    used, over = Used(), threading.Event()

    def look_again() -> None:
        while not over.wait(_EVERY_SECONDS):
            used.look(pid)

    watcher = threading.Thread(target=look_again, daemon=True)
    watcher.start()
    try:
        yield used
    finally:
        over.set()
        watcher.join()


def tree(pid: int) -> list[int]:
    """The process and its descendants; those that have ended meanwhile are left out."""
    children: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            children += [int(child) for child in (task / "children").read_text().split()]
    return [pid, *(one for child in children for one in tree(child))]


def memory_bytes(pid: int) -> int:
    """Proportional set size of one process: its memory, and its share of what it shares; 0 when it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def cpu_seconds(pid: int) -> float:
    """User and system time of one process; 0 when it has ended."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0

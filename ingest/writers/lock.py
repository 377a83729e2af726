"""One writer at a time. The operating system holds the lock, so it vanishes with the process that had it."""

from __future__ import annotations

import os
import socket
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import IO

from ingest.errors import DatasetLocked

_LOCK_BYTE = 1 << 30
"""Windows locks are mandatory, so the byte locked lies beyond the text that others read."""

_held: set[str] = set()
_guard = threading.Lock()


class FolderLock:
    """An exclusive lock on a dataset, by its ``.lock`` file. A context manager; also released by :meth:`release`.

    POSIX record locks, not ``flock``: a parser process forked from the writer must not keep the lock when the writer is
    killed, and network file systems know them. They do not part two writers in one process, so that is noted here.
    """

    def __init__(self, path: Path) -> None:
        """Take the lock. Raises :class:`DatasetLocked`, naming the process that has it, and OSError."""
        self._key = str(path.resolve())
        with _guard:
            if self._key in _held:
                raise DatasetLocked(f"{path.parent} is being written to by this very process.")
            self._file = _take(path)
            _held.add(self._key)

    def release(self) -> None:
        """Let the next writer in. A second call does nothing."""
        with _guard:
            if self._key in _held and not self._file.closed:
                self._file.close()
                _held.discard(self._key)

    def __enter__(self) -> FolderLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _take(path: Path) -> IO[str]:
    file = path.open("a+", encoding="utf-8")
    try:
        _lock(file)
    except OSError as error:
        file.seek(0)
        owner = file.read(200).strip() or "another process"
        file.close()
        raise DatasetLocked(
            f"{path.parent} is being written to by {owner}. Wait for it to end, or write to another folder with --out."
        ) from error
    file.truncate(0)
    file.write(f"process {os.getpid()} on {socket.gethostname()}\n")
    file.flush()
    return file


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        file.seek(_LOCK_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.lockf(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)

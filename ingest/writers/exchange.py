"""Two folders swapped in one step, so that whoever looks finds one or the other."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path
from typing import Any

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2


def exchange(a: Path, b: Path) -> None:
    """Give each folder the other's name: ``renameat2(2)`` with ``RENAME_EXCHANGE`` on Linux, ``renamex_np(2)`` with
    ``RENAME_SWAP`` on macOS. The standard library has neither.

    Raises OSError, with ``ENOTSUP`` where the system or the file system knows no such step.
    """
    libc: Any = ctypes.CDLL(None, use_errno=True) if sys.platform != "win32" else None
    if hasattr(libc, "renameat2"):
        done = libc.renameat2(_AT_FDCWD, os.fsencode(a), _AT_FDCWD, os.fsencode(b), _RENAME_EXCHANGE)
    elif hasattr(libc, "renamex_np"):
        done = libc.renamex_np(os.fsencode(a), os.fsencode(b), _RENAME_SWAP)
    else:
        raise OSError(errno.ENOTSUP, "no exchange of folders on this system", str(a))
    if done != 0:
        number = ctypes.get_errno()
        unknown = number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)
        raise OSError(errno.ENOTSUP if unknown else number, os.strerror(number), str(a))

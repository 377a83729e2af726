"""Files that are there whole or not at all: written under a hidden name in the same folder, then renamed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ingest.errors import DatasetUnwritable

_TEMPORARY = ".tmp"


def write_text(text: str, path: Path) -> None:
    """Replace a text file in a single step; left as it is when nothing changes. Raises :class:`DatasetUnwritable`."""
    data = text.encode()
    with suppress(FileNotFoundError):
        if path.read_bytes() == data:
            return
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def remove_temporaries(folder: Path) -> int:
    """Delete what killed writers left below a folder; how many files. Only while the dataset's lock is held."""
    leftovers = [path for path in folder.rglob(f".*{_TEMPORARY}") if is_temporary(path.name) and path.is_file()]
    for path in leftovers:
        path.unlink(missing_ok=True)
    return len(leftovers)


def is_temporary(name: str) -> bool:
    """True for the names that files have before they are whole."""
    return name.startswith(".") and name.endswith(_TEMPORARY)


def same_bytes(a: Path, b: Path) -> bool:
    """True when both files are there and equal."""
    try:
        if a.stat().st_size != b.stat().st_size:
            return False
        with a.open("rb") as one, b.open("rb") as other:
            while chunk := one.read(1 << 20):
                if chunk != other.read(1 << 20):
                    return False
        return True
    except FileNotFoundError:
        return False


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary name that becomes ``path`` when the block ends well and has not removed it.

    Its name begins with a dot and does not end in ``.parquet``: no reader's glob finds it.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}{_TEMPORARY}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        if temporary.exists():
            _sync(temporary)
            temporary.replace(path)
            sync_folder(path.parent)
    except OSError as error:
        raise DatasetUnwritable(
            f"Cannot write {path}: {error.strerror or error}. Free some space or choose another folder with --out."
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    with suppress(PermissionError):  # Windows opens no folders
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

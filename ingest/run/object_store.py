"""A prefix of an object store, as far as a dataset needs one: S3, or whatever speaks its protocol.

Where it is and who asks is told by the variables that all of Amazon's tools read (AWS_ENDPOINT_URL, AWS_REGION,
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_PROFILE), or by the role of the machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import DatasetUnwritable, UsageError

if TYPE_CHECKING:
    import pyarrow.fs

SCHEME = "s3://"


def is_store(address: str | Path) -> bool:
    """True for ``s3://…``; a path is none."""
    return isinstance(address, str) and address.startswith(SCHEME)


class ObjectStore:
    """Objects below ``s3://bucket/prefix``, named from there. Each is whole or not there, and replaced in one step.

    What the store refuses is :class:`ingest.errors.DatasetUnwritable`, in its own words.
    """

    def __init__(self, address: str) -> None:
        """Nothing is asked of the store yet. Raises :class:`UsageError` for an address without bucket and prefix."""
        self.address = address.rstrip("/")
        self._root = self.address.removeprefix(SCHEME)
        bucket, _, prefix = self._root.partition("/")
        if not bucket or not prefix or ".." in prefix.split("/"):
            raise UsageError(f"{address!r} names no place for a dataset. Write s3://BUCKET/PREFIX.")

    def names(self) -> set[str]:
        """All objects there are."""
        from pyarrow.fs import FileSelector, FileType

        with self._translated():
            found = self._files.get_file_info(FileSelector(self._root, recursive=True, allow_not_found=True))
        return {one.path.removeprefix(f"{self._root}/") for one in found if one.type is FileType.File}

    def put(self, file: Path, name: str) -> None:
        """The file's bytes as an object, new or in place of another."""
        from pyarrow.fs import LocalFileSystem, copy_files

        with self._translated():
            copy_files(
                str(file), self._key(name), source_filesystem=LocalFileSystem(), destination_filesystem=self._files
            )

    def get(self, name: str, file: Path) -> None:
        """An object's bytes as a file. Stopped in between, it leaves a part of it."""
        from pyarrow.fs import LocalFileSystem, copy_files

        file.parent.mkdir(parents=True, exist_ok=True)
        with self._translated():
            copy_files(
                self._key(name), str(file), source_filesystem=self._files, destination_filesystem=LocalFileSystem()
            )

    def read(self, name: str) -> bytes | None:
        """An object's bytes; None where there is none."""
        with self._translated():
            try:
                with self._files.open_input_stream(self._key(name), compression=None) as stream:
                    content: bytes = stream.read()
                    return content
            except FileNotFoundError:
                return None

    def write(self, name: str, content: bytes) -> None:
        with self._translated(), self._files.open_output_stream(self._key(name), compression=None) as stream:
            stream.write(content)

    def remove(self, name: str) -> None:
        with self._translated():
            self._files.delete_file(self._key(name))

    def _key(self, name: str) -> str:
        return f"{self._root}/{name}"

    @property
    def _files(self) -> pyarrow.fs.S3FileSystem:
        """Made for each use: it is cheap, and a worker process must not inherit connections."""
        from pyarrow.fs import S3FileSystem

        # Arrow reads neither variable by itself in all versions; without a region it would ask Amazon for it.
        endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
        region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        return S3FileSystem(endpoint_override=endpoint, region=region)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise DatasetUnwritable(
                f"{self.address} cannot be reached or written to: {error}. Look at the bucket, AWS_ENDPOINT_URL and the"
                " credentials (AWS_ACCESS_KEY_ID …), and run the same command again: nothing is lost."
            ) from error

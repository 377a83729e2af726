"""What can go wrong, split by what the caller does about it.

    IngestError
    ├── UsageError              change the call
    │   ├── SettingsError       … a value in a file or flag: names the file, line and key
    │   └── UnknownSource       … a name that is neither a URL nor in the catalogue
    ├── DatasetError            look at the output folder
    │   ├── DatasetMissing      … there is none
    │   ├── DatasetUnwritable   … it cannot be written to
    │   ├── DatasetBroken       … a file of it cannot be read
    │   ├── DatasetTooNew       … a newer ingest wrote it
    │   └── DatasetLocked       … another run is writing
    └── ArchiveError            look at the WARC file

What goes wrong with one page is no exception: it is a :class:`ingest.model.Drop` with a reason.
Every message says what to do next.
"""

from __future__ import annotations


class IngestError(Exception):
    """Base of all errors raised on purpose. ``str(error)`` is fit to be shown to a user."""


class UsageError(IngestError):
    """The call asks for something that cannot be."""


class SettingsError(UsageError):
    """A bad value in a settings file or flag."""

    def __init__(
        self, message: str, *, file: str | None = None, line: int | None = None, key: str | None = None
    ) -> None:
        where = ":".join(str(part) for part in (file, line) if part is not None)
        named = f"`{key}`: " if key else ""
        super().__init__(f"{where}: {named}{message}" if where else f"{named}{message}")
        self.file, self.line, self.key = file, line, key


class UnknownSource(UsageError):
    """A name that is neither a URL nor a source of the catalogue."""


class DatasetError(IngestError):
    """The dataset's folder is not as it must be."""


class DatasetMissing(DatasetError):
    """There is no dataset at that path."""


class DatasetUnwritable(DatasetError):
    """The folder cannot be created or written to, or the disk is full."""


class DatasetBroken(DatasetError):
    """A file of the dataset cannot be read."""


class DatasetTooNew(DatasetError):
    """The dataset has a newer schema version than this ingest knows."""


class DatasetLocked(DatasetError):
    """Another process is writing to the dataset."""


class ArchiveError(IngestError):
    """A WARC file cannot be read."""

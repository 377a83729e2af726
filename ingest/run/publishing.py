"""A dataset in an object store: written in a folder of this machine as always, then published.

    store →restored→ working folder →a pass, under the folder's lock→ working folder →published→ store

An object store knows neither locks nor renames. So everything that needs them happens in the working folder, and what
is new goes to the store at the end of a pass: new objects first, then those that replace others, then removals. The
store has a number of its own for each publication (:data:`_CLAIM`), by which a folder sees that another machine has
published meanwhile. What that holds and what not: docs/object-stores.md.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import uuid
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path, PurePosixPath

from ingest.errors import DatasetError, DatasetLocked, DatasetUnwritable, UsageError
from ingest.run.object_store import ObjectStore, is_store
from ingest.writers.dataset_folder import DatasetFolder, create_or_open
from ingest.writers.files import write_text

log = logging.getLogger(__name__)

_MARK = ".store.json"
"""In a working folder: of which store it is a copy, and what was published from it."""
_CLAIM = ".publication.json"
"""In the store: who published last, written before anything else is."""
_ORDER = (
    *("warc", "sources.json", "erased.json", "schema.json"),
    *("revisions", "captures", "articles", "charts", "README.md"),
)
"""What is published, in an order in which each refers to what is there already. The ledger stays on the machine."""

_UNFINISHED = (".open", ".continued")

Stamps = dict[str, list[int]]
"""Name → size and time of change, in nanoseconds: tells a file from what replaces it."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """What a working folder knows of its store."""

    address: str
    at: str | None = None
    """The publication that the folder was last equal to; None: the store was empty."""
    claiming: str | None = None
    """The publication under way, or broken off."""
    restored: bool = True
    """False while objects are being fetched: the folder is no dataset then."""
    objects: Stamps = field(default_factory=dict)

    def is_of(self, publication: str | None) -> bool:
        """Whether that publication, the store's last one, is this folder's own."""
        return publication == self.at or (publication is not None and publication == self.claiming)


def local_folder(out: str | Path, state: Path | None = None) -> Path:
    """Where a run that is to end in ``out`` writes: that folder or, for ``s3://bucket/prefix``, a working folder of
    this machine, which is ``state`` or one below the user's own, brought up to date with the store.

    Raises :class:`UsageError`, and :class:`DatasetError` where store and folder cannot be brought together.
    """
    if not is_store(out):
        if state is not None:
            raise UsageError("--state is the working folder of a dataset in an object store: --out s3://BUCKET/PREFIX.")
        return Path(out)
    store = ObjectStore(str(out))
    folder = (state or _default_folder(store.address)).expanduser()
    with create_or_open(folder) as dataset:
        _bring_together(store, dataset)
    return folder


def publish(dataset: DatasetFolder, *, store: ObjectStore | None = None) -> None:
    """Bring the store up to date with the folder, if it is the working folder of one. For the holder of its lock.
    ``store`` replaces the one whose address the folder has.

    Raises :class:`DatasetUnwritable` when the store cannot be written to: the next pass publishes the rest; and
    :class:`DatasetLocked` when another machine published since the folder was last equal to the store.
    """
    mark = _read_mark(dataset.path)
    if mark is None:
        return
    store = store or ObjectStore(mark.address)
    there, here = _objects(store), _stamps(dataset.path)
    changed = [name for name, stamp in here.items() if mark.objects.get(name) != stamp or name not in there]
    gone = (there & mark.objects.keys()) - here.keys()  # what is unknown may be another machine's
    if not changed and not gone:
        return
    if not mark.is_of(_publication(store)):
        raise _overtaken(store, dataset)
    begun: Stamps = {name: [] for name in changed}
    mark = replace(mark, claiming=uuid.uuid4().hex, objects={**mark.objects, **begun})
    _save_mark(mark, dataset.path)
    store.write(_CLAIM, json.dumps({"publication": mark.claiming}).encode())
    # Files are replaced here in an order in which no text is ever missing, and so they are there.
    for name in sorted(changed, key=lambda name: (name in there, _rank(name), here[name][1])):
        store.put(dataset.path / name, name)
    for name in sorted(gone):
        store.remove(name)
    _save_mark(_Mark(mark.address, at=mark.claiming, objects=here), dataset.path)
    log.info("published to %s: %d objects written, %d removed", store.address, len(changed), len(gone))


def is_shared(dataset: DatasetFolder) -> bool:
    """Whether the folder is the working folder of an object store."""
    return (dataset.path / _MARK).exists()


def _bring_together(store: ObjectStore, dataset: DatasetFolder) -> None:
    """Make the folder a copy of the store as it is, if it is not and if nothing is lost by it."""
    mark = _read_mark(dataset.path)
    there = _publication(store)
    if mark is None:
        _begin(store, dataset, there)
    elif mark.address != store.address:
        raise UsageError(f"{dataset.path} is the working folder of {mark.address}. Choose another one with --state.")
    elif not mark.restored:
        _restore(store, dataset, there)
    elif mark.is_of(there):
        return
    elif there is None:
        raise DatasetUnwritable(
            f"{store.address} is empty, and {dataset.path} was published there. Remove {dataset.path / _MARK} to"
            " publish all of it again."
        )
    elif mark.objects != _stamps(dataset.path):
        raise _overtaken(store, dataset)
    else:
        _restore(store, dataset, there)


def _begin(store: ObjectStore, dataset: DatasetFolder, there: str | None) -> None:
    """A folder that is not known to be a copy of anything."""
    if there is None:
        if store.names():
            raise DatasetUnwritable(f"{store.address} is no dataset, and holds other things. Choose another prefix.")
        _save_mark(_Mark(store.address), dataset.path)
    elif dataset.parts("captures"):
        raise DatasetUnwritable(
            f"There is a dataset at {store.address}, and another one in {dataset.path}."
            " Choose an empty or new folder with --state."
        )
    else:
        _restore(store, dataset, there)


def _restore(store: ObjectStore, dataset: DatasetFolder, there: str | None) -> None:
    """The folder as the store is: after a lost folder, or another machine's publication."""
    names = _objects(store)
    log.info("fetching %d objects from %s to %s", len(names), store.address, dataset.path)
    _save_mark(_Mark(store.address, restored=False), dataset.path)
    for name in _stamps(dataset.path).keys() - names:
        (dataset.path / name).unlink()
    for name in sorted(names):
        store.get(name, dataset.path / name)
    _save_mark(_Mark(store.address, at=there, objects=_stamps(dataset.path)), dataset.path)


def _overtaken(store: ObjectStore, dataset: DatasetFolder) -> DatasetLocked:
    return DatasetLocked(
        f"Another machine wrote to {store.address} while {dataset.path} had pages that are not there. Let one machine"
        f" write at a time. To add these pages: ingest build {dataset.warc}/*.warc.gz --out {store.address} --state"
        " NEW-FOLDER"
    )


def _objects(store: ObjectStore) -> set[str]:
    """The dataset's files in the store."""
    return {name for name in store.names() if _belongs(name)}


def _stamps(folder: Path) -> Stamps:
    """The dataset's files in a folder."""
    found = {}
    for root, _, files in os.walk(folder, followlinks=True):  # an archive may lie on another disk
        for path in (Path(root, file) for file in files):
            name = path.relative_to(folder).as_posix()
            if _belongs(name) and path.is_file():
                facts = path.stat()
                found[name] = [facts.st_size, facts.st_mtime_ns]
    return found


def _belongs(name: str) -> bool:
    """Whether a file is part of the dataset: no tool's memory, nothing unfinished, nothing of others."""
    parts = PurePosixPath(name).parts
    return parts[0] in _ORDER and not any(part.startswith(".") for part in parts) and not name.endswith(_UNFINISHED)


def _rank(name: str) -> int:
    return _ORDER.index(PurePosixPath(name).parts[0])


def _publication(store: ObjectStore) -> str | None:
    """The last publication's number; None where there was none."""
    content = store.read(_CLAIM)
    if content is None:
        return None
    try:
        return str(json.loads(content)["publication"])
    except (ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"{store.address}/{_CLAIM} cannot be read ({error}). Choose another prefix.") from error


def _read_mark(folder: Path) -> _Mark | None:
    path = folder / _MARK
    try:
        return _Mark(**json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise DatasetError(f"{path} cannot be read ({error}). Choose another working folder with --state.") from error


def _save_mark(mark: _Mark, folder: Path) -> None:
    write_text(json.dumps(asdict(mark), indent=0, sort_keys=True) + "\n", folder / _MARK)


def _default_folder(address: str) -> Path:
    """One below the user's folder for state (XDG Base Directory Specification)."""
    home = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(home) / "ingest" / hashlib.sha256(address.encode()).hexdigest()[:16]

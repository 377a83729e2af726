"""What was erased from a dataset, so that it does not come back.

``erased.json`` holds digests only: whoever reads it does not learn which page or person it was, but who knows an
address or a name can test it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import DatasetError
from ingest.parsers.typography import fold
from ingest.urls import article_id, try_canonical
from ingest.writers.files import write_text

_FILE = "erased.json"


@dataclass(frozen=True, slots=True)
class Tombstones:
    """Digests of canonical addresses and of people's names."""

    urls: frozenset[str] = frozenset()
    authors: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.urls or self.authors)

    def has_url(self, url: str | None) -> bool:
        return (
            bool(self.urls)
            and (canonical := try_canonical(url or "")) is not None
            and article_id(canonical) in self.urls
        )

    def has_row(self, row: dict[str, Any]) -> bool:
        """Whether a row of an article is of an erased address, or signed by an erased person."""
        if row["article_id"] in self.urls:
            return True
        return bool(self.authors) and not self.authors.isdisjoint(map(digest_of_name, names_in(row)))

    def with_more(self, urls: Iterable[str], names: Iterable[str]) -> Tombstones:
        """With those canonical addresses and names."""
        return Tombstones(self.urls | set(map(article_id, urls)), self.authors | set(map(digest_of_name, names)))


NO_TOMBSTONES = Tombstones()


def names_in(row: dict[str, Any]) -> list[str]:
    """Everybody who signs a row of an article, in whatever role."""
    return [*row["authors"], *(one["name"] for one in row["contributors"])]


def digest_of_name(name: str) -> str:
    """The same for a name in capitals, without accents, or with other spaces."""
    return hashlib.sha256(f"author {fold(name)}".encode()).hexdigest()


def load_tombstones(dataset: Path) -> Tombstones:
    """Those of a dataset; none for one from which nothing was erased. Raises :class:`DatasetError` for a damaged file:
    to go on without it would bring back what was to stay away."""
    path = dataset / _FILE
    try:
        content: Any = json.loads(path.read_text("utf-8"))
        return Tombstones(frozenset(content["urls"]), frozenset(content["authors"]))
    except FileNotFoundError:
        return Tombstones()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"{path} cannot be read ({error}). Restore it from a copy, or erase again.") from error


def save_tombstones(tombstones: Tombstones, dataset: Path) -> None:
    """Raises :class:`ingest.errors.DatasetUnwritable`."""
    document = {"urls": sorted(tombstones.urls), "authors": sorted(tombstones.authors)}
    write_text(json.dumps(document, indent=1) + "\n", dataset / _FILE)

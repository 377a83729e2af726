"""Sources → the text of a ``sources.toml``: added at its end, so that what its owner wrote stays as it is."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from ingest.errors import SettingsError
from ingest.model import Source
from ingest.sources.files import parse_sources, read_sources

_KEYS = ("home", "title", "country", "language", "timezone", "feeds", "sitemaps", "sections", "limit", "tdm")
"""What a look-up finds, and an owner may have set. ``since`` and ``rhythm`` are written by hand."""


def entry_of(source: Source) -> str:
    """A source as a TOML table, with what is not empty."""
    lines = [f"[{_key(source.name)}]"]
    for key in _KEYS:
        value = getattr(source, key)
        if value not in (None, ()):
            lines.append(f"{key} = {_value(value)}")
    return "\n".join(lines) + "\n"


def add_sources(path: Path, sources: Iterable[Source]) -> tuple[list[Source], list[Source]]:
    """Write entries at the end of a file, made if there is none; those added, and those whose name is there already.

    Raises :class:`SettingsError` for a file that is no list of sources, or cannot be written.
    """
    known = names_in(path)
    added: list[Source] = []
    there: list[Source] = []
    for source in sources:
        (there if source.name in known else added).append(source)
        known.add(source.name)
    if added:
        before = path.read_text("utf-8") if path.exists() else ""
        parted = "\n" if before and not before.endswith("\n\n") else ""
        text = before + ("\n" if before and not before.endswith("\n") else "") + parted
        text += "\n".join(entry_of(source) for source in added)
        parse_sources(text, str(path))  # what is written can be read
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        except OSError as error:
            raise SettingsError(f"cannot be written ({error.strerror}). Check the folder.", file=str(path)) from error
    return added, there


def names_in(path: Path) -> set[str]:
    """Names of the sources in a file that entries are to be added to; none where there is no file yet.

    Raises :class:`SettingsError` for a file that is no list of sources, or cannot be written.
    """
    place = next(place for place in (path, *path.absolute().parents) if place.exists())
    if not (place.is_file() if place == path else place.is_dir()) or not os.access(place, os.W_OK):
        raise SettingsError("cannot be written. Check the path.", file=str(path))
    return {source.name for source in read_sources(path)} if place == path else set()


def _key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() else json.dumps(name)


def _value(value: object) -> str:
    """JSON's strings, numbers and lists are TOML's as well, once the characters beyond ASCII stay themselves."""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)

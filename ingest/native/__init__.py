"""What is compiled when Ingest is installed (``hatch_build.py``), where a C compiler is at hand. Everything works
without, with the same results, at half the speed.

* Twins: the few functions that see every node, line or letter of a page, written again for Cython (``*.pyx``). Each
  has the name and the results of the Python function that it stands in for, which is the specification;
  ``tests/parsers/test_native.py`` compares the two.
* The modules of ``ingest/parsers`` as they are, by mypyc, into ``compiled/``. They are imported instead of their
  sources as long as no source has changed since.

``INGEST_PURE_PYTHON=1`` in the environment keeps to Python.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from hashlib import blake2b
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import EXTENSION_SUFFIXES, ModuleSpec
from importlib.util import find_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

_FunctionT = TypeVar("_FunctionT", bound=Callable[..., object])
COMPILED = Path(__file__).parent / "compiled"
"""Compiled modules, by their dotted names."""
DIGEST = COMPILED / f"sources{EXTENSION_SUFFIXES[0]}.blake2b"
"""… and what they were compiled from for this Python, by :func:`digest_of_sources`."""

references: dict[str, Any] = {}
"""What was asked for a twin, by «module.name», and the table of letters that folding fills."""


def is_compiled() -> bool:
    """Whether pages are read with the compiled twins."""
    return not _only_python() and find_spec("ingest.native.walking") is not None


def twin(module: str) -> Callable[[_FunctionT], _FunctionT]:
    """A decorator: the function's compiled twin from ``ingest.native.<module>``, itself where there is none."""

    def twin_of(function: _FunctionT) -> _FunctionT:
        references[f"{module}.{function.__name__}"] = function
        if _only_python():
            return function
        try:
            compiled: _FunctionT = getattr(import_module(f"ingest.native.{module}"), function.__name__)
        except (ImportError, AttributeError):  # not built, or built from an earlier version of its source
            return function
        return compiled

    return twin_of


def digest_of_sources(package: Path) -> str:
    """Of the modules in ``ingest/parsers`` and directly in ``ingest``: constants of one are compiled into others."""
    digest = blake2b(digest_size=16)
    for source in sorted((*package.glob("*.py"), *package.glob("parsers/**/*.py"))):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def has_compiled_parsers() -> bool:
    """Whether the compiled modules are there, and are those of the sources as they are."""
    if _only_python() or not DIGEST.exists():
        return False
    return DIGEST.read_text("ascii") == digest_of_sources(COMPILED.parents[1])


def prefer_compiled_parsers() -> None:
    """Import the modules of ``ingest/parsers`` in their compiled form from now on, where that is up to date."""
    if has_compiled_parsers():
        sys.meta_path.insert(0, _CompiledParsers())


class _CompiledParsers(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not fullname.startswith("ingest.parsers."):
            return None
        file = COMPILED / f"{fullname}{EXTENSION_SUFFIXES[0]}"
        return spec_from_file_location(fullname, file) if file.exists() else None


def _only_python() -> bool:
    return bool(os.environ.get("INGEST_PURE_PYTHON"))

"""Compiled twins of the few functions that see every node, line or letter of a page.

They are built where a C compiler is at hand when Ingest is installed (``hatch_build.py``), and are left out where none
is: everything works without them, at half the speed. Each has the name and the results of the Python function
that it stands in for, which is the specification; ``tests/parsers/test_native.py`` compares the two.
``INGEST_PURE_PYTHON=1`` in the environment keeps to Python.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar

_FunctionT = TypeVar("_FunctionT", bound=Callable[..., object])

references: dict[str, Any] = {}
"""What was asked for a twin, by «module.name», and the table of letters that folding fills."""


def is_compiled() -> bool:
    """Whether pages are read with the compiled twins."""
    return not os.environ.get("INGEST_PURE_PYTHON") and find_spec("ingest.native.walking") is not None


def twin(module: str) -> Callable[[_FunctionT], _FunctionT]:
    """A decorator: the function's compiled twin from ``ingest.native.<module>``, itself where there is none."""

    def twin_of(function: _FunctionT) -> _FunctionT:
        references[f"{module}.{function.__name__}"] = function
        if os.environ.get("INGEST_PURE_PYTHON"):
            return function
        try:
            compiled: _FunctionT = getattr(import_module(f"ingest.native.{module}"), function.__name__)
        except (ImportError, AttributeError):  # not built, or built from an earlier version of its source
            return function
        return compiled

    return twin_of

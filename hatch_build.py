"""Compiles ``ingest/native`` where a C compiler is at hand, when Ingest is installed or a wheel is built.

Without a compiler, on Windows (selectolax's library exports nothing there) or with ``INGEST_PURE_PYTHON=1`` in the
environment the wheel is one of plain Python, and works at half the speed. The build never fails for it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_FLAGS = ("-O3", "-g0", "-ffp-contract=off")
"""No fused multiplications: scores are the same to the last bit as in Python, on every machine."""


class CompileNative(BuildHookInterface):  # type: ignore[type-arg]
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        if os.environ.get("INGEST_PURE_PYTHON") or sys.platform == "win32":
            return
        try:
            compiled = _compiled(root)
        except Exception as error:  # no compiler, no headers, a toolchain of another kind
            self.app.display_warning(f"Ingest is installed without its compiled half, and slower for it: {error}")
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["artifacts"] += [str(file.relative_to(root)) for file in compiled]


def _compiled(root: Path) -> list[Path]:
    """The modules of ``ingest/native``, compiled and put beside their sources."""
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    sources = sorted((root / "ingest" / "native").glob("*.pyx"))
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(root)  # names of modules and places of files are taken from here
        try:
            extensions = cythonize(
                [
                    Extension(
                        f"ingest.native.{source.stem}",
                        [str(source.relative_to(root))],
                        extra_compile_args=list(_FLAGS),
                        libraries=["dl"] if sys.platform == "linux" else [],
                    )
                    for source in sources
                ],
                build_dir=scratch,
                quiet=True,
            )
            command = build_ext(Distribution({"name": "ingest", "ext_modules": extensions}))
            command.build_lib = command.build_temp = scratch
            command.ensure_finalized()
            command.run()
            placed = []
            for source in sources:
                made = Path(command.get_ext_fullpath(f"ingest.native.{source.stem}"))
                place = source.parent / made.name
                place.unlink(missing_ok=True)  # a process that has the old one open keeps it
                place.write_bytes(made.read_bytes())
                placed.append(place)
            return placed
        finally:
            os.chdir(before)

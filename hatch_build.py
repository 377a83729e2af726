"""Compiles the parsers where a C compiler is at hand, when Ingest is installed or a wheel is built.

What is compiled, and how it is found again: ``ingest/native/__init__.py``. Without a compiler, on Windows (selectolax's
library exports nothing there) or with ``INGEST_PURE_PYTHON=1`` in the environment the wheel is one of plain Python, and
works at half the speed. The build never fails for it.
"""

from __future__ import annotations

import os
import runpy
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_TWINS_FLAGS = ("-O3", "-g0", "-ffp-contract=off")
"""No fused multiplications: scores are the same to the last bit as in Python, on every machine."""
_OF_MADE_CODE = ("-Wno-all", *(("-fvisibility=hidden", "-fno-plt") if sys.platform == "linux" else ()))
"""Python's own flags ask for warnings, whose search takes three quarters of a compilation of made code. Functions that
nobody else calls are called directly, and Python's without a stub: a page is read 3 % faster."""
_AS_THEY_ARE = (
    "collecting", "features", "finding", "lines", "walk",  # have twins
    "tree",  # … which read its slots by their offsets
    "fallback", "trees",  # … or are hardly used beside them
    "ftr", "guide", "rule", "tables", "xpath",  # rules of sites: optional
    "api",  # the door: says itself what is wrong with what it is given, where mypyc would name a «union»
    "typography",  # lone surrogates in a literal, which mypyc does not take
    "vocabulary",  # members of an IntFlag that are made from others, which it does not take either
)  # fmt: skip
"""Modules of ``ingest/parsers`` that are not compiled by mypyc."""


class CompileNative(BuildHookInterface):  # type: ignore[type-arg]
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        if os.environ.get("INGEST_PURE_PYTHON") or sys.platform == "win32":
            return
        for compiled_half in (_twins, _parsers):
            for file in self._or_nothing(compiled_half, root):
                build_data["pure_python"] = False
                build_data["infer_tag"] = True
                build_data["artifacts"].append(str(file.relative_to(root)))

    def _or_nothing(self, compiled_half: Callable[[Path], list[Path]], root: Path) -> list[Path]:
        try:
            return compiled_half(root)
        except (Exception, SystemExit) as error:  # no compiler, no headers, a toolchain of another kind
            self.app.display_warning(f"Ingest is installed without a compiled half, and slower for it: {error}")
            return []


def _twins(root: Path) -> list[Path]:
    """The modules of ``ingest/native``, compiled by Cython and put beside their sources."""
    from Cython.Build import cythonize
    from setuptools import Extension

    def extensions(scratch: str) -> list[Any]:
        made: list[Any] = cythonize(
            [
                Extension(
                    f"ingest.native.{source.stem}",
                    [str(source.relative_to(root))],
                    extra_compile_args=list(_TWINS_FLAGS),
                    libraries=["dl"] if sys.platform == "linux" else [],
                )
                for source in sorted((root / "ingest" / "native").glob("*.pyx"))
            ],
            build_dir=scratch,
            quiet=True,
        )
        return made

    return _built(root, extensions, lambda name, suffix: root / "ingest" / "native" / f"{name.split('.')[-1]}{suffix}")


def _parsers(root: Path) -> list[Path]:
    """The modules of ``ingest/parsers``, compiled by mypyc into ``ingest/native/compiled``."""
    from mypyc.build import mypycify

    native = runpy.run_path(str(root / "ingest" / "native" / "__init__.py"))
    compiled: Path = native["COMPILED"]
    digest: str = native["digest_of_sources"](root / "ingest")  # before, or a change in between would go unseen
    shutil.rmtree(compiled, ignore_errors=True)  # nothing of an earlier build is mistaken for this one's
    compiled.mkdir()
    sources = [
        str(source.relative_to(root))
        for source in sorted((root / "ingest" / "parsers").rglob("*.py"))
        if source.stem not in ("__init__", *_AS_THEY_ARE)
    ]

    def extensions(scratch: str) -> list[Any]:
        made: list[Any] = mypycify(
            # No settings of pyproject.toml: the libraries whose types it knows are not there where a wheel is built.
            [
                "--config-file=",
                "--ignore-missing-imports",
                "--explicit-package-bases",
                "--follow-imports=silent",
                *sources,
            ],
            opt_level="1",  # half the time of -O3 to compile, and a fiftieth slower
            debug_level="0",
            group_name="ingest.native.compiled.parsers",
            target_dir=scratch,
        )
        return made

    def place(name: str, suffix: str) -> Path:
        return compiled / f"{name.removeprefix('ingest.native.compiled.')}{suffix}"

    placed = _built(root, extensions, place)
    native["DIGEST"].write_text(digest, "ascii")
    return [*placed, native["DIGEST"]]


def _built(root: Path, extensions: Callable[[str], list[Any]], place: Callable[[str, str], Path]) -> list[Path]:
    """Extension modules, built in a scratch folder and put into their places, by name and suffix."""
    from setuptools import Distribution
    from setuptools.command.build_ext import build_ext

    before = Path.cwd()
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(root)  # names of modules and places of files are taken from here
        try:
            modules = extensions(scratch)
            for module in modules:
                module.extra_compile_args.extend(_OF_MADE_CODE)
            command = build_ext(Distribution({"name": "ingest", "ext_modules": modules}))
            command.build_lib = command.build_temp = scratch
            command.parallel = os.cpu_count()
            command.ensure_finalized()
            command.run()
            placed = []
            for module in modules:
                made = Path(command.get_ext_fullpath(module.name))
                file = place(module.name, made.name[made.name.index(".") :])
                file.unlink(missing_ok=True)  # a process that has the old one open keeps it
                file.write_bytes(made.read_bytes())
                placed.append(file)
            return placed
        finally:
            os.chdir(before)

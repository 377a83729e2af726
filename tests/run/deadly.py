"""Readers that some pages are the death of: given to a run in place of the parser, and from there to its workers."""

from __future__ import annotations

import ctypes
import os
import signal
from dataclasses import dataclass
from pathlib import Path

from ingest.model import Article, Drop, Page, Source
from ingest.parsers.api import read
from ingest.parsers.site_rules import SiteRules


@dataclass(frozen=True)
class Deadly:
    """Reads as the parser does, but for pages with ``word`` in their address: there, the process dies in some ``way``.
    With ``once``, a file that is made the first time, only then."""

    word: str
    way: str = "kill"
    once: Path | None = None

    def __call__(self, page: Page, source: Source | None, rules: SiteRules | None) -> Article | Drop:
        if self.word in page.url and not (self.once and self.once.exists()):
            if self.once:
                self.once.touch()
            WAYS[self.way]()
        return read(page, source, rules)


def _kill() -> None:
    """As the kernel does when memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)


def _crash() -> None:
    ctypes.string_at(0)


def _exit() -> None:
    os._exit(3)


def _spin() -> None:
    sum(range(10**12))  # one call of C, which no signal of Python's interrupts


WAYS = {"kill": _kill, "crash": _crash, "exit": _exit, "spin": _spin}

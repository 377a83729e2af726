"""A real browser for the HTML pages: Debian's Chromium, without a window."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

_CONSOLE = re.compile(r"INFO:CONSOLE[^\n]*\] (.*)")


def chromium() -> str:
    """The browser's path; without one the test is skipped, and says what to install."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    return found


def open_page(page: Path) -> tuple[str, list[str]]:
    """The page's document after it was loaded, and the messages of its console."""
    done = subprocess.run(
        [
            chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--enable-logging=stderr", f"--user-data-dir={page.parent / 'profile'}", "--virtual-time-budget=2000",
            "--dump-dom", page.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return done.stdout, _CONSOLE.findall(done.stderr)

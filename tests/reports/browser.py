"""A real browser for the HTML pages: Debian's Chromium, without a window."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import IO, Any

import pytest

_CONSOLE = re.compile(r"INFO:CONSOLE[^\n]*\] (.*)")
_ALONE = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--hide-scrollbars",
)  # fmt: skip
_ON_3_AND_4 = "import os, sys; [os.dup2(int(fd), n) for n, fd in enumerate(sys.argv[1:3], 3)]; os.execv(sys.argv[3], sys.argv[3:])"  # noqa: E501
"""A browser that is told what to do by a pipe listens there."""


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
            chromium(), *_ALONE,
            "--enable-logging=stderr", f"--user-data-dir={page.parent / 'profile'}", "--virtual-time-budget=2000",
            "--dump-dom", page.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return done.stdout, _CONSOLE.findall(done.stderr)


class Tab:
    """A page in a browser that answers questions."""

    def __init__(self, to: IO[bytes], answers: IO[bytes]) -> None:
        self._to, self._answers, self._numbers, self._session = to, answers, count(1), ""
        self._messages: Iterator[dict[str, Any]] = self._read()

    def _read(self) -> Iterator[dict[str, Any]]:
        rest = b""
        while some := self._answers.read1(1 << 16):  # type: ignore[attr-defined]
            *whole, rest = (rest + some).split(b"\0")
            yield from map(json.loads, whole)

    def tell(self, method: str, **parameters: Any) -> Any:
        """A command of the DevTools protocol, and what it gives."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters}
        self._to.write(json.dumps(message | ({"sessionId": self._session} if self._session else {})).encode() + b"\0")
        self._to.flush()
        answer = next(one for one in self._messages if one.get("id") == number)
        assert "error" not in answer, answer
        return answer["result"]

    def go(self, page: Path) -> None:
        target = self.tell("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.tell("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.tell("Page.enable")
        self.tell("Page.navigate", url=page.as_uri())
        assert any(one.get("method") == "Page.loadEventFired" for one in self._messages)

    def see(self, width: int = 1280, *, paper: bool = False, dark: bool = False) -> None:
        """Look at it so wide; as it is printed; in the dark."""
        self.tell("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.tell("Emulation.setEmulatedMedia", media="print" if paper else "screen", features=[scheme])

    def ask(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page."""
        done = self.tell("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")

    def shoot(self, to: Path) -> None:
        """The whole page as an image."""
        taken = self.tell("Page.captureScreenshot", captureBeyondViewport=True)
        to.write_bytes(base64.b64decode(taken["data"]))


@contextmanager
def tab(page: Path) -> Iterator[Tab]:
    """The page in a browser of its own, at 1280 pixels."""
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    theirs = [fcntl.fcntl(fd, fcntl.F_DUPFD, 10) for fd in (theirs_in, theirs_out)]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = subprocess.Popen(
            [
                sys.executable, "-c", _ON_3_AND_4, *map(str, theirs),
                chromium(), *_ALONE, "--remote-debugging-pipe", f"--user-data-dir={profile}",
            ],
            pass_fds=theirs, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for fd in (theirs_in, theirs_out, *theirs):
            os.close(fd)
        with os.fdopen(ours_out, "wb") as to, os.fdopen(ours_in, "rb") as answers:
            try:
                one = Tab(to, answers)
                one.go(page)
                one.see()
                yield one
            finally:
                browser.kill()
                browser.wait()

"""``ingest watch`` and the bounds of ``ingest run``, as processes that get real signals."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from stands import articles

from fixtures.newsstand import Newsstand

PATIENCE = 60.0
"""Seconds."""


@pytest.fixture
def sources(stand: Newsstand, tmp_path: Path) -> Path:
    file = tmp_path / "sources.toml"
    file.write_text(f'[bulles]\nhome = "{stand.sites["bulles"].url}/"\n', "utf-8")
    return file


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "ingest", *arguments, "--delay", "0", "--workers", "0"]
    command += ["--user-agent", "tests/1 (+https://example.org/)", "--log-format", "json"]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def job(sources: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A job that watches one publisher, and where its state is served."""
    process = start("watch", str(sources), "--out", str(tmp_path / "out"), "--port", "0")
    try:
        assert process.stderr is not None
        told = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", told)
        assert found, told
        yield process, found[0]
    finally:
        process.kill()
        process.communicate()


def wait_for_pass(url: str, after: str | None = None) -> str:
    """When the last pass ended, once one has."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        last: str | None = httpx.get(f"{url}/health").json()["last_pass"]
        if last and last != after:
            return last
        time.sleep(0.1)
    raise AssertionError("no pass came to its end")


def test_a_job_pulls_serves_its_state_and_ends_in_good_order(
    job: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    """SIGHUP begins a pass with the file as it is now; SIGTERM ends the job with exit code 0 and a whole dataset."""
    process, url = job
    first = wait_for_pass(url)
    found = articles(tmp_path / "out")
    assert found
    assert f"ingest_articles {len(found)}.0" in httpx.get(f"{url}/metrics").text
    os.kill(process.pid, signal.SIGHUP)
    wait_for_pass(url, after=first)
    process.terminate()
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, told
    assert len(articles(tmp_path / "out")) == len(found)
    messages = [json.loads(line)["message"] for line in told.splitlines()]
    assert any("Sources read again" in message for message in messages)
    assert any(re.match(rf"{len(found)} articles, next pass at ", message) for message in messages)
    assert messages[-1] == "Stopped."


def test_a_broken_file_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    """A fault in sources.toml is exit code 2 with its line, not a job that does nothing for years."""
    file = tmp_path / "sources.toml"
    file.write_text('[bulles]\nhom = "http://127.0.0.1:9/"\n', "utf-8")
    process = start("watch", str(file), "--out", str(tmp_path / "out"))
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert f"{file}:2" in told


def test_a_run_ends_when_its_time_is_up_and_the_next_goes_on(stand: Newsstand, sources: Path, tmp_path: Path) -> None:
    """A bounded run is no failure: what was fetched is there, the summary says so, and nothing is doubled later."""
    out, summary = tmp_path / "out", tmp_path / "summary.json"
    bounded = start("run", str(sources), "--out", str(out), "--max-time", "1s", "--summary", str(summary))
    bounded.communicate(timeout=PATIENCE)
    assert bounded.returncode in (0, 4)  # with an article, or before the first
    whole = start("run", str(sources), "--out", str(out), "--all")
    _, told = whole.communicate(timeout=PATIENCE)
    assert whole.returncode in (0, 4), told
    urls = [row["url"] for row in articles(out)]
    assert urls
    assert len(urls) == len(set(urls))
    assert json.loads(summary.read_text())["interrupted"] is False

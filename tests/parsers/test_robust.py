"""No page is too much: whatever it holds, it is read in time, without an exception, and always in the same way."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hostile_pages import PAGES
from hypothesis import given, settings
from hypothesis import strategies as st

import ingest

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = sorted((ROOT / "fixtures").glob("*/*/page.html"))
NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
BUDGET = 20
"""Seconds, on any machine; a page takes less than one on an idle one."""

_DIGESTS = """
import hashlib, json, pathlib, sys
from datetime import UTC, datetime
import ingest
now = datetime(2024, 6, 1, 12, tzinfo=UTC)
found = {}
for path in sys.argv[1:]:
    article = ingest.parse(pathlib.Path(path).read_bytes(), url="https://example.org/a/b.html", fetched_at=now)
    found[path] = hashlib.sha256(repr(article).encode()).hexdigest()
print(json.dumps(found))
"""


def environment(**more: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)} | more


@pytest.mark.parametrize("name", PAGES)
def test_hostile_page_is_read_in_time_and_space(name: str) -> None:
    """Depth, length and number of everything are bounded: no page stalls a crawl or eats the machine's memory."""
    program = Path(__file__).with_name("hostile_pages.py")
    done = subprocess.run(
        [sys.executable, str(program), name], capture_output=True, text=True, timeout=BUDGET, env=environment()
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_text_below_the_bounds_is_still_read() -> None:
    """The guards cut what is beyond them and nothing before."""
    for name in (
        "attributes",
        "options",
        "authors-in-metadata",
        "one-class-of-a-megabyte",
        "one-attribute-of-five-megabytes",
        "unclosed-comments",
    ):
        article = ingest.parse(PAGES[name]().encode(), url="https://example.org/quais.html")
        assert "passerelle du bassin" in article.text, name


@pytest.mark.parametrize(
    "text", ["", " ", "<", "<p", "\ud800\udfff", "\0", "<p>\ud83d</p>", "<html><body>\ufffe", "&#xD800;&#0;"]
)
def test_scraps_are_empty_articles(text: str) -> None:
    """Nothing to read is no error, as text or as bytes; lone surrogates never come out."""
    for page in (text, text.encode("utf-8", "replace")):
        article = ingest.parse(page)
        assert repr(article).encode("utf-8")
        assert article.text.encode("utf-8") == article.text.encode("utf-8", "replace")


SCRAPS = (
    b"<div> </div> </p> <br> <a> </article> <table> <script> <!-- < > & <h1> <nav> <footer> </body> {[ \0 \xff \xe2\x80"
)
BITS = st.sampled_from([*SCRAPS.split(b" "), b'"', b" "])
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 600), BITS), min_size=1, max_size=8)


@given(page=st.sampled_from(FIXTURES), edits=EDITS)
@settings(max_examples=80, deadline=None, derandomize=True)
def test_damaged_page_is_read_twice_alike(page: Path, edits: list[tuple[float, int, bytes]]) -> None:
    """A page with holes and scraps in it raises nothing, and the same bytes give the same article."""
    body = page.read_bytes()
    for place, length, scrap in edits:
        start = int(place * len(body))
        body = body[:start] + scrap + body[start + length :]
    first = ingest.parse(body, url="https://example.org/a/b.html", fetched_at=NOW)
    assert ingest.parse(body, url="https://example.org/a/b.html", fetched_at=NOW) == first


def test_another_process_reads_the_same() -> None:
    """Neither the order of pages, nor the hash seed, nor what a process has read before shows in an article."""
    pages = [str(path) for path in FIXTURES]
    here = {
        path: hashlib.sha256(
            repr(ingest.parse(Path(path).read_bytes(), url="https://example.org/a/b.html", fetched_at=NOW)).encode()
        ).hexdigest()
        for path in pages
    }
    done = subprocess.run(
        [sys.executable, "-c", _DIGESTS, *reversed(pages)],
        capture_output=True,
        text=True,
        timeout=6 * BUDGET,
        env=environment(PYTHONHASHSEED="7"),
        check=True,
    )
    assert json.loads(done.stdout) == here

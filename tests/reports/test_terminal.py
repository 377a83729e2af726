"""What people read in a terminal."""

from __future__ import annotations

import io
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from ingest.model import Drop, Page, Reason
from ingest.reports.meanings import MEANINGS, in_words
from ingest.reports.terminal import Bar, Lines, print_article, print_dictionary, print_summary
from ingest.run.progress import Summary

PAGE = Page("https://a.example/x", "https://a.example/x", 200, (), b"", datetime(2026, 3, 1, tzinfo=UTC))
GONE = Drop("https://a.example/y", Reason.NOT_FOUND, "HTTP 404")


def _console(width: int = 200) -> Console:
    return Console(file=io.StringIO(), width=width, force_terminal=False)


def _printed(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def _summary(**more: Any) -> str:
    console, summary = _console(), Summary(Path("datasets/x"))
    summary.add(3, {"not_found": 2, "same_content": 1})
    for name, value in more.items():
        setattr(summary, name, value)
    print_summary(console, summary.as_dict(), summary.problems)
    return _printed(console)


def test_every_reason_has_its_words() -> None:
    """A reason added to the enum without words would end a run with a KeyError."""
    assert set(MEANINGS) == set(Reason)


def test_a_failure_in_one_sentence() -> None:
    """Address, what happened, what to do, what was seen."""
    assert in_words(GONE) == "https://a.example/y: not found: check the address (HTTP 404)"


def test_a_failure_is_not_told_twice_in_one_sentence() -> None:
    """Words of its own that say all are not put in brackets behind the same in general."""
    unknown = Drop("https://a.example/", Reason.UNKNOWN_HOST, "a.example does not resolve: check the spelling")
    assert in_words(unknown) == "https://a.example/: a.example does not resolve: check the spelling"
    image = Drop("https://a.example/b", Reason.NOT_HTML, "image/png")
    assert in_words(image) == "https://a.example/b: no web page: a PDF, an image … (image/png)"


def test_a_note_that_stands_above_the_summary_is_not_repeated() -> None:
    """A failure is told where it happens, and counted at the end."""
    console, bar = _console(), Bar(_console())
    summary = Summary(Path("datasets/x"), notes=["a: no feed", "a: moved"])
    bar.note("a: no feed")
    print_summary(console, summary.as_dict(), [], told=bar.told)
    text = _printed(console)
    assert ("no feed" in text, "moved" in text) == (False, True)


def test_the_summary_adds_up_in_front_of_the_reader() -> None:
    """Pages = articles + drops, written out."""
    text = _summary()
    assert "6 = 3 + 2 + 1" in text
    assert MEANINGS[Reason.NOT_FOUND] in text


def test_the_summary_says_why_there_is_not_more() -> None:
    """Seen links, unchanged feeds, the bound, silence, notes and interruptions each get their sentence."""
    text = _summary(
        not_due=7,
        unchanged_listings=1,
        resting_listings=2,
        left_out=40,
        silent=["[::1]:80"],
        notes=["a: the feed [x] is gone"],
        interrupted=True,
    )
    for words in (
        "7 links seen before",
        "1 feed, sitemap or page of links unchanged",
        "2 feeds, sitemaps and pages of links not asked yet",
        "40 older links left out",
        "--limit 0",
        "[::1]:80: no article links",
        "a: the feed [x] is gone",
        "Interrupted",
    ):
        assert words in text


def test_few_problems_are_named_many_are_counted() -> None:
    """A dozen addresses help, a thousand do not; what a note says already is not said twice."""
    assert GONE.url in _summary(problems=[GONE])
    assert GONE.url not in _summary(problems=[GONE] * 13)
    assert _summary(problems=[GONE], notes=[f"a: {in_words(GONE)}"]).count(GONE.url) == 1


def test_an_article_is_shown_with_every_field() -> None:
    """Nulls are shown as such, long texts cut, nothing in a text is taken for markup."""
    console = _console()
    print_article(console, {"title": "[bold]Un titre[/bold]", "agency": None, "text": "mot " * 500, "tags": ["a", "b"]})
    text = _printed(console)
    assert "[bold]Un titre[/bold]" in text
    assert "null" in text
    assert '["a", "b"]' in text
    assert len(text) < 1500


def test_the_dictionary_names_every_column() -> None:
    """Type and meaning beside the name; brackets in a type are no markup."""
    console = _console()
    columns = [{"table": "articles", "column": "tags", "type": "list[string]", "description": "As shown."}]
    print_dictionary(console, columns)
    assert "list[string]" in _printed(console)


def test_the_bar_shows_articles_ends_rate_and_hosts() -> None:
    """What issue and eye want to know while it runs, in the summary's words: what failed or was refused is no drop."""
    console = Console(file=io.StringIO(), width=200, force_terminal=True)
    with Bar(console) as bar:
        bar.discovered("a", 5, 2)
        bar.fetched(PAGE)
        bar.fetched(GONE)
        bar.fetched(Drop("no address", Reason.FORBIDDEN_ADDRESS))
        bar.parsed(1, [GONE, Drop("no address", Reason.FORBIDDEN_ADDRESS), Drop(GONE.url, Reason.NOT_HTML)])
        bar.note("a: a note")
    text = _printed(console)
    assert "1 article read · 1 dropped · 1 refused · 1 failed" in text
    assert "pages/s" in text
    assert "2 hosts" in text
    assert "a: a note" in text


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_bar_is_readable_however_narrow_the_terminal(width: int) -> None:
    """How many of how many, and every count in one piece, with room for a bar."""
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    with Bar(console) as bar:
        bar.discovered("a", 61, 61)
        for _ in range(60):
            bar.fetched(PAGE)
        bar.parsed(48, [GONE] * 11)
    lines = _printed(console).splitlines()
    assert any("60/61" in line and line.count("━") >= 10 for line in lines)
    assert any("48 articles read · 11 failed" in line for line in lines)
    assert any("pages/s" in line for line in lines)


def test_lines_without_a_terminal(caplog: pytest.LogCaptureFixture) -> None:
    """Plain log lines: sources, every so many pages, failures in words."""
    lines = Lines(every=2)
    with caplog.at_level(logging.INFO, logger="ingest"):
        lines.discovered("a", 5, 2)
        lines.fetched(PAGE)
        lines.fetched(PAGE)
        lines.parsed(1, [GONE])
    assert caplog.messages == ["a: 5 links, 2 to fetch", "2 pages", in_words(GONE)]

"""Some 510 lines that sign articles in the French-language press, each with its truth: ``french_bylines.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from ingest.parsers.byline import is_byline, parse_byline

LINES = tomllib.loads(Path(__file__).with_name("french_bylines.toml").read_text("utf-8"))


def expected(row: list[str]) -> tuple[list[str], str | None, list[tuple[str, str]]]:
    """Authors, agency and contributors of a line of the table."""
    authors, agency, contributors = (*row[1:], "", "")[:3]
    roles = [pair.rpartition("=") for pair in contributors.split("; ") if pair]
    return [name for name in authors.split("; ") if name], agency or None, [(name, role) for name, _, role in roles]


def read(line: str) -> tuple[list[str], str | None, list[tuple[str, str]]]:
    byline = parse_byline(line)
    return list(byline.authors), byline.agency, [(c.name, c.role) for c in byline.contributors]


@pytest.mark.parametrize("row", LINES["read"], ids=lambda row: row[0])
def test_who_signs(row: list[str]) -> None:
    """People, agency and roles of a line, and nothing else of it."""
    assert read(row[0]) == expected(row)


@pytest.mark.parametrize("row", LINES["missed"], ids=lambda row: row[0])
@pytest.mark.xfail(strict=True, reason="wordings that are not read so far")
def test_who_signs_is_not_read(row: list[str]) -> None:
    """The known gaps: a line that starts to be read moves up in the table."""
    assert read(row[0]) == expected(row)


@pytest.mark.parametrize("line", LINES["none"])
def test_no_byline(line: str) -> None:
    """A crosshead, a place or the beginning of a sentence is not taken for a signature."""
    assert not is_byline(line)

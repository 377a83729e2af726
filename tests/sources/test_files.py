"""sources.toml: what it may hold, and how its faults are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.errors import SettingsError
from ingest.model import Source
from ingest.settings import TdmPolicy
from ingest.sources import read_sources
from ingest.sources.files import parse_sources

WHOLE = """
# A comment
[lesoleil]
home = "https://www.lesoleil.example/"
title = "Le Soleil"
country = "SN"
language = "fr-SN"
timezone = "Africa/Dakar"
feeds = ["https://www.lesoleil.example/rss.xml"]
sitemaps = ["https://www.lesoleil.example/sitemap.xml"]
sections = ["https://www.lesoleil.example/sport/"]
limit = 20
since = 2024-01-01
rhythm = "0 6-22 * * *"
tdm = "record"

["127.0.0.1:8701"]
home = "http://127.0.0.1:8701/"
"""


def test_every_key_becomes_a_field(tmp_path: Path) -> None:
    """What the file says is what the crawl gets, in the file's order; what it leaves out is found out later."""
    file = tmp_path / "sources.toml"
    file.write_text(WHOLE, encoding="utf-8")
    whole, bare = read_sources(file)
    assert whole == Source(
        name="lesoleil",
        home="https://www.lesoleil.example/",
        title="Le Soleil",
        country="SN",
        language="fr-SN",
        timezone="Africa/Dakar",
        feeds=("https://www.lesoleil.example/rss.xml",),
        sitemaps=("https://www.lesoleil.example/sitemap.xml",),
        sections=("https://www.lesoleil.example/sport/",),
        limit=20,
        since=datetime(2024, 1, 1, tzinfo=UTC),
        rhythm="0 6-22 * * *",
        tdm=TdmPolicy.RECORD,
    )
    assert bare == Source(name="127.0.0.1:8701", home="http://127.0.0.1:8701/")


def test_ages_and_pauses_are_lengths_of_time() -> None:
    """«30d» is an age and «15m» a pause; with an hour and an offset, a moment is one."""
    head = "[a]\nhome = 'https://a.example/'\n"
    (source,) = parse_sources(f"{head}since = '30d'\nrhythm = '15m'\n", "my.toml")
    assert (source.since, source.rhythm) == (timedelta(days=30), timedelta(minutes=15))
    (source,) = parse_sources(f"{head}since = 2024-01-01T06:00:00+02:00\n", "my.toml")
    assert source.since == datetime(2024, 1, 1, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "line", "key", "words"),
    [
        ("home = 'https://a.example/'\n", 1, "home", "belongs into a table"),
        ("[[source]]\nhome = 'https://a.example/'\n[[source]]\n", 1, "source", "two brackets"),
        ("[A B]\nhome = 'https://a.example/'\n", 1, None, "no valid TOML"),
        ("['Ä']\nhome = 'https://a.example/'\n", 1, "Ä", "is no name"),
        ("[a]\n", 1, "a", "has no home"),
        ("[a]\nhome = 'a.example'\n", 2, "a.home", "no web address"),
        ("[a]\nhome = 'https://a.example/'\nfeed = []\n", 3, "a.feed", "unknown key"),
        ("[a]\nhome = 'https://a.example/'\ntitle = 3\n", 3, "a.title", "must be a string"),
        ("[a]\nhome = 'https://a.example/'\nfeeds = 'x'\n", 3, "a.feeds", "must be a list"),
        ("[a]\nhome = 'https://a.example/'\nfeeds = ['/rss']\n", 3, "a.feeds", "no web address"),
        ("[a]\nhome = 'https://a.example/'\ncountry = 'fr'\n", 3, "a.country", "two capitals"),
        ("[a]\nhome = 'https://a.example/'\nlanguage = 'français'\n", 3, "a.language", "language tag"),
        ("[a]\nhome = 'https://a.example/'\ntimezone = 'Paris'\n", 3, "a.timezone", "time zone"),
        ("[a]\nhome = 'https://a.example/'\nlimit = -1\n", 3, "a.limit", "0 or more"),
        ("[a]\nhome = 'https://a.example/'\nlimit = true\n", 3, "a.limit", "0 or more"),
        ("[a]\nhome = 'https://a.example/'\nsince = '30'\n", 3, "a.since", "neither a date"),
        ("[a]\nhome = 'https://a.example/'\nsince = 30\n", 3, "a.since", "neither a date"),
        ("[a]\nhome = 'https://a.example/'\nrhythm = 'often'\n", 3, "a.rhythm", "cron expression"),
        ("[a]\nhome = 'https://a.example/'\nrhythm = '0m'\n", 3, "a.rhythm", "cron expression"),
        ("[a]\nhome = 'https://a.example/'\nrhythm = 15\n", 3, "a.rhythm", "cron expression"),
        ("[a]\nhome = 'https://a.example/'\ntdm = 'yes'\n", 3, "a.tdm", "skip, record, ask-policy"),
        ("[b]\nhome = 'https://b.example/'\n[a]\nhome = 'https://a.example/'\nlimit = 'x'\n", 5, "a.limit", "number"),
        ("[a]\nhome = 'https://a.example/'\n[a]\n", 3, None, "no valid TOML"),
        ("[a]\nhome = \n", 2, None, "no valid TOML"),
        ("", None, None, "names no source"),
    ],
)  # fmt: skip
def test_faults_name_file_line_and_key(text: str, line: int | None, key: str | None, words: str) -> None:
    """Whoever wrote the file finds the place at once."""
    with pytest.raises(SettingsError, match=words) as told:
        parse_sources(text, "my.toml")
    assert (told.value.file, told.value.line, told.value.key) == ("my.toml", line, key)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A wrong path, a folder, another encoding: each says what to do."""
    with pytest.raises(SettingsError, match="Check the path"):
        read_sources(tmp_path / "nowhere.toml")
    with pytest.raises(SettingsError, match="Check the path"):
        read_sources(tmp_path)
    (tmp_path / "latin.toml").write_bytes("[a]\ntitle = 'é'\n".encode("latin-1"))
    with pytest.raises(SettingsError, match="UTF-8"):
        read_sources(tmp_path / "latin.toml")

"""``ingest sources``: a first look at a site, over real HTTP."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from fixtures.newsstand import Newsstand
from ingest.cli import ingest
from ingest.sources import read_sources


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ingest, ["sources", *arguments], standalone_mode=False)


def home_of(stand: Newsstand, name: str) -> str:
    return f"{stand.sites[name].url}/"


def test_a_site_is_looked_up_and_its_entry_written(stand: Newsstand, tmp_path: Path) -> None:
    """One command from an address to an entry with feeds, language and zone, and articles to judge it by."""
    file = tmp_path / "sources.toml"
    done = run("add", home_of(stand, "lequotidien"), "--to", str(file), "--name", "quotidien")
    assert done.exception is None, done.output
    (source,) = read_sources(file)
    assert source.name == "quotidien"
    assert source.feeds or source.sitemaps
    assert source.language is not None
    assert source.language.startswith("fr")
    assert done.output.count("✓") == 5
    assert "robots.txt    allowed" in done.output


def test_a_dry_run_writes_nothing(stand: Newsstand, tmp_path: Path) -> None:
    """The entry is shown, and the file is not made."""
    file = tmp_path / "sources.toml"
    done = run("add", home_of(stand, "bulles"), "--to", str(file), "--dry-run")
    assert "home = " in done.output
    assert not file.exists()


def test_a_site_that_is_not_there_is_no_entry(tmp_path: Path) -> None:
    """A typing error costs a sentence, and leaves no broken entry behind."""
    file = tmp_path / "sources.toml"
    done = run("add", "http://127.0.0.1:9/", "--to", str(file))
    assert done.return_value == 1
    assert "refuses connections" in done.output
    assert not file.exists()


def test_an_articles_address_is_no_source(stand: Newsstand, tmp_path: Path) -> None:
    """An entry that never brings anything is not written: the home page is named instead."""
    file, site = tmp_path / "sources.toml", stand.sites["bulles"]
    done = run("add", site.url + site.publisher.listed[0].path, "--to", str(file))
    assert f"This is an article: give the site's home page, {site.url}/" in done.output
    assert not file.exists()


def test_what_can_be_told_from_the_file_is_told_before_anything_is_asked(stand: Newsstand, tmp_path: Path) -> None:
    """A name that is there already, and a file that cannot be written, cost no request."""
    file, site = tmp_path / "sources.toml", stand.sites["bulles"]
    file.write_text(f'[bulles]\nhome = "{site.url}/"\n', "utf-8")
    assert "already" in run("add", site.url, "--name", "bulles", "--to", str(file)).output
    assert "cannot be written" in str(run("add", site.url, "--to", str(file / "deeper" / "s.toml")).exception)
    assert not list(site.requests)


def test_the_catalogue_gives_entries_without_the_network(tmp_path: Path) -> None:
    """All regional papers of a country in one command, once."""
    file = tmp_path / "sources.toml"
    done = run("add", "--catalogue", "--country", "be", "--kind", "regional", "--to", str(file))
    assert done.exception is None, done.output
    found = read_sources(file)
    assert found
    assert {source.country for source in found} == {"BE"}
    again = run("add", "--catalogue", "--country", "be", "--kind", "regional", "--to", str(file))
    assert "0 added" in again.output
    assert read_sources(file) == found


def test_check_names_the_line_of_a_feed_that_is_none(stand: Newsstand, tmp_path: Path) -> None:
    """A feed that has moved, or is a web page now, is found before the nightly run."""
    home = home_of(stand, "bulles")
    file = tmp_path / "sources.toml"
    file.write_text(f'[bulles]\nhome = "{home}"\nfeeds = [\n  "{home}"]\nsitemaps = ["{home}no-such.xml"]\n', "utf-8")
    done = CliRunner().invoke(ingest, ["sources", "check", str(file)], standalone_mode=False)
    assert done.return_value == 2
    assert f"{file}:3: `bulles.feeds`" in done.output
    assert "is no feed" in done.output
    assert f"{file}:5: `bulles.sitemaps`" in done.output
    assert run("check", str(file), "--offline").return_value == 0


def test_a_check_tells_of_all_entries(tmp_path: Path) -> None:
    """Not one fault a call; and two entries for one site are one."""
    file = tmp_path / "sources.toml"
    file.write_text(
        '[a]\nhome = "https://a.example/"\n[b]\nhom = "x"\n[c]\nhome = "https://c.example/"\ntimezone = "Mars"\n'
        '[d]\nhome = "https://A.example"\n',
        "utf-8",
    )
    done = run("check", str(file), "--offline")
    assert done.return_value == 2
    assert [line.partition(":")[2].partition(":")[0] for line in done.output.splitlines()[:3]] == ["4", "7", "9"]
    assert "is the home of a as well" in done.output
    assert "sources 2, faults 3" in done.output


def test_list_shows_a_file_or_the_catalogue(tmp_path: Path) -> None:
    """What there is, one line each; neither or both is a wrong call."""
    file = tmp_path / "sources.toml"
    file.write_text('[journal]\nhome = "https://journal.example/"\n', "utf-8")
    assert run("list", str(file)).output.split() == ["journal", "https://journal.example/"]
    assert "SN" in run("list", "--catalogue", "--country", "SN").output
    assert run("list").exception is not None

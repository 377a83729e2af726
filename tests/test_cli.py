"""The command line as people use it: messages, exit codes, signals. Real HTTP on loopback, real processes."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fixtures.newsstand import Newsstand, Site
from ingest import __version__, cli
from ingest.commands import codes
from ingest.dataset import open_dataset
from ingest.native import has_compiled_parsers, is_compiled
from ingest.writers.dataset_folder import create_or_open

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
PAGE = """<!doctype html><html lang="fr"><head><title>Le bac repart</title></head><body><article><h1>Le bac repart</h1>
<p>Par Awa Ndiaye</p><p>Publié le 3 mars 2026 à 9h05</p>
<p>Le bac a repris ses traversées mercredi, après onze jours de réparation à la cale de Port-Launay.</p>
<p>Les maraîchers de l'autre rive ont chargé leurs cageots dès l'aube, comme avant la panne de février.</p>
<p>La commune promet un second moteur avant l'été, pour que le fleuve ne coupe plus le pays en deux.</p>
</article></body></html>"""


class Ran:
    """What a call gave: exit code, standard output, standard error."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


Call = Callable[..., Ran]


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str]) -> Call:
    """The real entry point, in this process."""

    def run(*arguments: object) -> Ran:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        return Ran(int(ended.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture
def stand() -> Iterator[Newsstand]:
    with Newsstand(ephemeral=True) as opened:
        yield opened


@pytest.fixture
def site(stand: Newsstand) -> Site:
    return stand.sites["bulles"]


def start(*arguments: object, **more: object) -> subprocess.Popen[str]:
    """The command in a process group of its own, as a terminal starts it."""
    command = [sys.executable, "-m", "ingest", *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, **more
    )  # type: ignore[call-overload, no-any-return]


def _pages_asked(site: Site) -> list[str]:
    ours = {fixture.path for fixture in site.publisher.listed}
    return [request.path for request in list(site.requests) if request.path in ours]


def _wait_for_pages(site: Site, count: int, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while len(_pages_asked(site)) < count:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "the crawl asks for nothing"
        time.sleep(0.02)


# --- crawl -----------------------------------------------------------------------------------------------------------
def test_crawl_makes_a_dataset_and_says_so(call: Call, site: Site, tmp_path: Path) -> None:
    """The summary's equation holds, its query can be pasted, and the exit code says that something came."""
    ran = call("crawl", site.url, "--delay", 0, "--workers", 0, "--out", tmp_path / "out")
    assert ran.code == cli.OK, ran.err
    pages, total = re.search(r"(\d+) +pages", ran.out), re.search(r"(\d+) articles in ", ran.out)
    assert pages
    assert total
    query = call(*_pasted(ran.out))
    assert (query.code, len(query.out.splitlines()) - 1) == (cli.OK, int(total[1])), query.err


def test_the_query_can_be_pasted_whatever_the_folder_is_called(call: Call, site: Site, tmp_path: Path) -> None:
    """A folder with a space and an apostrophe, no duckdb command: the line works, and names columns of the dataset."""
    ran = call("crawl", site.url, "--limit", 1, "--delay", 0, "--workers", 0, "--out", tmp_path / "l'été à Laon")
    query = call(*_pasted(ran.out))
    assert (query.code, len(query.out.splitlines())) == (cli.OK, 2), query.err


def _pasted(out: str) -> list[str]:
    """The command at the end of a run's summary."""
    return shlex.split(out.rpartition("\n  ingest ")[2], comments=True)


def test_a_second_crawl_says_that_nothing_is_new(call: Call, site: Site, tmp_path: Path) -> None:
    """Exit code 4, and a sentence on feeds that name nothing new."""
    for expected in (cli.OK, cli.NOTHING_NEW):
        ran = call("crawl", site.url, "--delay", 0, "--workers", 0, "--out", tmp_path / "out")
        assert ran.code == expected, ran.err
    assert "unchanged: nothing new" in ran.out


def test_a_bounded_crawl_says_so(call: Call, site: Site, tmp_path: Path) -> None:
    """--limit takes so many, tells what it left out, and --limit 0 lifts it."""
    bounded = call("crawl", site.url, "--limit", 2, "--delay", 0, "--workers", 0, "--out", tmp_path / "out")
    assert "3 older links left out" in bounded.out
    assert "--limit 0" in bounded.out
    whole = call("crawl", site.url, "--limit", 0, "--delay", 0, "--workers", 0, "--out", tmp_path / "out")
    assert "5 articles in" in whole.out


def test_pages_of_a_list(call: Call, site: Site, tmp_path: Path) -> None:
    """--urls-from takes a file with comments, and a summary file has the counts for machines."""
    listed = tmp_path / "urls.txt"
    listed.write_text("# ours\n\n" + "\n".join(site.url + one.path for one in site.publisher.listed[:2]) + "\n")
    summary = tmp_path / "summary.json"
    out = tmp_path / "out"
    ran = call("crawl", "--urls-from", listed, "--delay", 0, "--workers", 0, "--out", out, "--summary", summary)
    assert ran.code == cli.OK
    counts = json.loads(summary.read_text())
    assert (counts["pages"], counts["articles"], counts["article_rows"]) == (2, 2, 2)


def test_a_list_from_standard_input(site: Site, tmp_path: Path) -> None:
    """``--urls-from -`` reads a pipe."""
    process = start("crawl", "--urls-from", "-", "--delay", 0, "--out", tmp_path / "out", "-q", stdin=subprocess.PIPE)
    out, err = process.communicate(site.url + site.publisher.listed[0].path + "\n", timeout=60)
    assert (process.returncode, out) == (cli.OK, ""), err
    assert open_dataset(tmp_path / "out").count()["articles"] == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "names no address"), ("# nothing\n", "names no address"), ("https://a.example/\nnot an address\n", ":2:")],
)
def test_a_list_that_is_none(call: Call, tmp_path: Path, text: str, message: str) -> None:
    """An empty list, and a line that is no address, are the caller's to mend; the line is named."""
    listed = tmp_path / "urls.txt"
    listed.write_text(text)
    ran = call("crawl", "--urls-from", listed, "--out", tmp_path / "out")
    assert ran.code == cli.USAGE
    assert message in ran.err
    assert not (tmp_path / "out").exists()


def test_a_summary_that_cannot_be_written_is_told_first(call: Call, site: Site, tmp_path: Path) -> None:
    """Not after the crawl, whose counts would be lost."""
    ran = call("crawl", site.url, "--out", tmp_path / "out", "--summary", tmp_path / "nowhere" / "last.json")
    assert (ran.code, "--summary" in ran.err) == (cli.USAGE, True)
    assert not list(site.requests)


def test_an_early_interrupt_is_no_traceback() -> None:
    """Ctrl-C while the command's modules are still being loaded."""
    code = """
        import sys
        class Interrupted:
            def find_spec(self, name, *_):
                if name == "ingest.cli":
                    raise KeyboardInterrupt
        sys.meta_path.insert(0, Interrupted())
        from ingest.__main__ import main
        main()
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (cli.INTERRUPTED, "")


def test_a_crawl_can_tell_in_json(site: Site, tmp_path: Path) -> None:
    """Every line of standard error, as of run and watch: a log collector takes no other."""
    flags = ("--delay", 0, "--workers", 0, "--out", tmp_path / "out", "--log-format", "json")
    _, err = start("crawl", site.url, "--limit", 2, *flags).communicate(timeout=60)
    messages = [json.loads(line)["message"] for line in err.splitlines()]
    assert any("No contact" in message for message in messages)


def test_nothing_named_is_a_usage_error(call: Call) -> None:
    """``ingest crawl`` alone says what it wants."""
    ran = call("crawl")
    assert ran.code == cli.USAGE
    assert "--urls-from" in ran.err


@pytest.mark.parametrize("since", ["yesterday", "7 moons", "2026-13-01", "999999999999d"])
def test_a_wrong_since(call: Call, tmp_path: Path, since: str) -> None:
    """The flag's forms are shown to whoever misses them."""
    ran = call("crawl", "https://a.example/", "--since", since, "--out", tmp_path / "out")
    assert ran.code == cli.USAGE
    assert "7d" in ran.err


def test_a_since_that_is_still_to_come(call: Call, tmp_path: Path) -> None:
    """A slip in the year is told, and not taken for a site without news."""
    ran = call("crawl", "https://a.example/", "--since", "2999-01-01", "--out", tmp_path / "out")
    assert ran.code == cli.USAGE
    assert "still to come" in ran.err


def test_a_quiet_site_is_no_failure(call: Call, site: Site, tmp_path: Path) -> None:
    """All links are older than --since, or than the entry's own since: nothing new, and nothing to be mended."""
    flags = ("--delay", 0, "--workers", 0)
    ran = call("crawl", site.url, "--since", "1h", *flags, "--out", tmp_path / "crawled")
    assert (ran.code, "5 links older than --since" in ran.out) == (cli.NOTHING_NEW, True), ran.out
    assert "Check the address" not in ran.out
    file = tmp_path / "sources.toml"
    file.write_text(f'[bulles]\nhome = "{site.url}/"\nsince = "1h"\n', "utf-8")
    assert call("run", file, *flags, "--out", tmp_path / "run").code == cli.NOTHING_NEW


def test_pages_that_are_too_old_are_no_failure(call: Call, site: Site, tmp_path: Path) -> None:
    """The same where only the page says how old it is."""
    listed = tmp_path / "urls.txt"
    dated = [one for one in site.publisher.listed if "podcasts" in one.path or "videos" in one.path]
    listed.write_text("\n".join(site.url + one.path for one in dated) + "\n")
    flags = ("--delay", 0, "--workers", 0, "--out", tmp_path / "out")
    ran = call("crawl", "--urls-from", listed, "--since", "1h", *flags)
    assert (ran.code, f"{len(dated)}  before_since" in ran.out) == (cli.NOTHING_NEW, True), ran.out


def test_an_archive_of_ours_gives_the_pages_that_are_named(call: Call, site: Site, tmp_path: Path) -> None:
    """It holds no home page: that is said of the archive, with the way to read it, and not of the site."""
    flags = ("--delay", 0, "--workers", 0)
    assert call("crawl", site.url, *flags, "--out", tmp_path / "live").code == cli.OK
    warc = next((tmp_path / "live" / "warc").glob("*.warc.gz"))
    ran = call("crawl", site.url, "--from-warc", warc, *flags, "--out", tmp_path / "again")
    assert ran.code == cli.FAILED
    assert "not in this archive" in ran.out
    assert "ingest build" in ran.err
    page = site.url + site.publisher.listed[0].path
    assert call("crawl", page, "--from-warc", warc, *flags, "--out", tmp_path / "page").code == cli.OK


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "ascii", ""])
@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("schema", None),
        ("schema --format json", "…"),
        ("--help", None),
        ("parse fixtures/lequotidien/pont-de-rouen-ferme/page.html --format text", "jusqu’à"),
    ],
)
def test_no_command_ends_for_want_of_a_character(encoding: str, command: str, words: str | None) -> None:
    """On a terminal that knows no «…» messages have something in its place, and data are UTF-8."""
    poor = {"PYTHONIOENCODING": encoding, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    root, line = Path(__file__).resolve().parents[1], [sys.executable, "-m", "ingest", *command.split()]
    done = subprocess.run(line, capture_output=True, env=os.environ | poor, cwd=root)
    assert done.returncode == cli.OK, done.stderr
    assert words is None or words in done.stdout.decode("utf-8")


def test_an_unknown_name_and_a_wrong_address(call: Call, tmp_path: Path) -> None:
    """A misspelt publisher or scheme is told before anything is fetched."""
    for target in ("lequotidienn", "ftp://a.example/"):
        ran = call("crawl", target, "--out", tmp_path / "out")
        assert ran.code == cli.USAGE
        assert ran.err.startswith("ingest: ")
    assert not (tmp_path / "out").exists()


def test_a_mistyped_address_leaves_nothing_behind(call: Call, tmp_path: Path) -> None:
    """One sentence, not one within another, and no folder of a dataset that holds nothing."""
    ran = call("crawl", "http://nobody.invalid/", "--delay", 0, "--workers", 0, "--out", tmp_path / "out")
    assert ran.code == cli.FAILED
    assert ran.out.count("does not resolve") == 2  # what the reason means, and where it was
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_is_gone(call: Call, site: Site, tmp_path: Path) -> None:
    """Nothing came and something went wrong: exit code 1, the reason, and what to do; the capture is kept."""
    ran = call("crawl", site.url + "/nulle-part", "--delay", 0, "--workers", 0, "--out", tmp_path / "out")
    assert ran.code == cli.FAILED
    assert "not_found" in ran.out
    assert "check the address" in ran.out
    assert open_dataset(tmp_path / "out").count()["captures"] == 1


def test_some_sources_fail(call: Call, site: Site, tmp_path: Path) -> None:
    """Exit code 3 when one of two could not be read; the other's articles are there."""
    ran = call("crawl", site.url, site.url + "/nix/", "--delay", 0, "--workers", 0, "--out", tmp_path / "out")
    assert ran.code == cli.PARTLY
    assert "5 articles in" in ran.out


# --- folders ---------------------------------------------------------------------------------------------------------
def test_a_file_in_the_folders_place(call: Call, site: Site, tmp_path: Path) -> None:
    """An output that cannot be written to is exit code 5, with the way out."""
    (tmp_path / "out").write_text("a file")
    ran = call("crawl", site.url, "--out", tmp_path / "out")
    assert ran.code == cli.FOLDER
    assert "--out" in ran.err
    assert _pages_asked(site) == []


def test_a_folder_of_something_else(call: Call, site: Site, tmp_path: Path) -> None:
    """A folder with other things in it is left alone."""
    (tmp_path / "thesis.tex").write_text("mine")
    ran = call("crawl", site.url, "--out", tmp_path)
    assert ran.code == cli.FOLDER
    assert "thesis.tex" in ran.err


def test_a_dataset_of_a_newer_version(call: Call, site: Site, tmp_path: Path) -> None:
    """A newer schema is never written over: update, or another folder."""
    (tmp_path / "schema.json").write_text('{"schema_version": 999}')
    ran = call("crawl", site.url, "--out", tmp_path)
    assert ran.code == cli.FOLDER
    assert "Update ingest" in ran.err
    assert (tmp_path / "schema.json").read_text() == '{"schema_version": 999}'


def test_a_locked_dataset(call: Call, site: Site, tmp_path: Path) -> None:
    """Two writers never meet: the second is told to wait."""
    with create_or_open(tmp_path):
        process = start("crawl", site.url, "--out", tmp_path)
        _, err = process.communicate(timeout=60)
    assert process.returncode == cli.FOLDER
    assert str(os.getpid()) in err


# --- run -------------------------------------------------------------------------------------------------------------
def test_run_takes_a_file_of_sources(call: Call, stand: Newsstand, tmp_path: Path) -> None:
    """One pass over sources.toml, into a folder named by the file when none is given."""
    file = tmp_path / "press.toml"
    names = ("bulles", "dakarmatin")
    file.write_text("\n".join(f'[{name}]\nhome = "{stand.sites[name].url}/"' for name in names))
    ran = call("run", file, "--delay", 0, "--workers", 0, "--out", tmp_path / "out")
    assert ran.code == cli.OK
    rows = open_dataset(tmp_path / "out").articles(columns=["source"]).read_all().to_pylist()
    assert {row["source"] for row in rows} == set(names)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('[a]\nhome = "https://a.example/"\n[b]\nhome = nothing\n', "sources.toml:4"),
        ('[a]\ntitle = "A"\n', "sources.toml:1: `a`"),
        ('[a]\nhome = "https://a.example/"\n\nfeed = "x"\n', "sources.toml:4: `a.feed`"),
        ('[a]\nhome = "https://a.example/"\ntimezone = "Europe/Pari"\n', "sources.toml:3: `a.timezone`"),
        ("", "sources.toml: names no source"),
    ],
)
def test_a_malformed_sources_file(call: Call, tmp_path: Path, text: str, where: str) -> None:
    """Line and key of the first fault are named."""
    (tmp_path / "sources.toml").write_text(text)
    ran = call("run", tmp_path / "sources.toml", "--out", tmp_path / "out")
    assert ran.code == cli.USAGE
    assert where in ran.err


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("page.html", "Cannot read page.html"),
        ("htp:/bad", "htp:/bad is no web address"),
        ("C:/page.html", "Cannot read"),
    ],
)
def test_a_page_that_is_neither_a_file_nor_an_address(call: Call, given: str, words: str) -> None:
    """Whoever misspells an address is told so, and not of a missing file."""
    ran = call("parse", given)
    assert ran.code == cli.USAGE
    assert words in ran.err


def test_a_sources_file_that_is_not_there(call: Call, tmp_path: Path) -> None:
    """A wrong path is told as such."""
    ran = call("run", tmp_path / "nowhere.toml")
    assert ran.code == cli.USAGE
    assert "Check the path" in ran.err


# --- signals ---------------------------------------------------------------------------------------------------------
def _slow(site: Site, out: Path) -> tuple[object, ...]:
    return ("crawl", site.url, "--delay", 0.25, "--per-host", 1, "--workers", 1, "--limit", 0, "--out", out)


def test_ctrl_c_leaves_a_dataset_that_opens_and_continues(stand: Newsstand, tmp_path: Path) -> None:
    """Interrupted in the middle: exit code 130, what was fetched is there, the next run takes only the rest."""
    site = stand.sites["actulocale"]
    process = start(*_slow(site, tmp_path))
    _wait_for_pages(site, 3, process)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers as well
    out, err = process.communicate(timeout=60)
    assert process.returncode == cli.INTERRUPTED, err
    assert "Run the same command again" in out
    assert "Traceback" not in err
    kept = open_dataset(tmp_path).count()
    assert 2 <= kept["captures"] < 7
    asked = len(_pages_asked(site))
    _finish_and_check(site, tmp_path)
    assert len(_pages_asked(site)) - asked == 7 - kept["captures"]


def test_a_killed_crawl_loses_and_doubles_nothing(stand: Newsstand, tmp_path: Path) -> None:
    """After SIGKILL the next run builds what was archived, and fetches only what was not."""
    site = stand.sites["actulocale"]
    process = start(*_slow(site, tmp_path))
    _wait_for_pages(site, 4, process)
    process.kill()
    process.communicate(timeout=60)
    assert list((tmp_path / "warc").iterdir())
    _finish_and_check(site, tmp_path)
    asked = _pages_asked(site)
    assert len(asked) - len(set(asked)) <= 1  # the page that was on its way


def _finish_and_check(site: Site, out: Path) -> None:
    process = start("crawl", site.url, "--delay", 0, "--limit", 0, "--out", out, "-q")
    _, err = process.communicate(timeout=60)
    assert process.returncode == cli.OK, err
    counts = open_dataset(out).count()
    assert counts == {"articles": 6, "revisions": 6, "captures": 7}
    rows = open_dataset(out).captures(columns=["url"]).read_all().to_pylist()
    assert {row["url"] for row in rows} == {site.url + one.path for one in site.publisher.listed}


# --- build -----------------------------------------------------------------------------------------------------------
def test_build_reads_an_archive_again(call: Call, site: Site, tmp_path: Path) -> None:
    """The WARC of a crawl gives the same number of rows, without the network."""
    call("crawl", site.url, "--delay", 0, "--workers", 0, "--out", tmp_path / "first")
    asked = len(site.requests)
    ran = call("build", *(tmp_path / "first" / "warc").glob("*"), "--out", tmp_path / "again", "--workers", 0)
    assert ran.code == cli.OK
    assert "5 articles in" in ran.out
    assert len(site.requests) == asked


def test_build_names_a_file_that_is_missing_or_no_archive(call: Call, tmp_path: Path) -> None:
    """A wrong path is a usage error; a file that is no WARC is a failure with its name."""
    missing = call("build", tmp_path / "no.warc.gz", "--out", tmp_path / "out")
    assert missing.code == cli.USAGE
    (tmp_path / "odd.warc.gz").write_bytes(b"odd")
    odd = call("build", tmp_path / "odd.warc.gz", "--out", tmp_path / "out", "--workers", 0)
    assert odd.code == cli.FAILED
    assert "odd.warc.gz" in odd.out


# --- parse, schema, help ---------------------------------------------------------------------------------------------
def test_parse_reads_a_file(call: Call, tmp_path: Path) -> None:
    """JSON with every field; dates in the zone that was given."""
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    ran = call("parse", tmp_path / "page.html", "--timezone", "Africa/Dakar")
    article = json.loads(ran.out)
    assert ran.code == cli.OK
    assert article["title"] == "Le bac repart"
    assert article["published_at"] == "2026-03-03T09:05:00+00:00"
    assert "Le bac a repris" in article["text"]


def test_parse_asks_for_an_address(call: Call, site: Site) -> None:
    """A web address is fetched as a crawl would, and its failures are told in words."""
    path = next(one.path for one in site.publisher.listed if one.slug == "coques-baie")
    ran = call("parse", site.url + path, "--format", "text")
    assert ran.code == cli.OK
    assert len(ran.out.split()) > 100
    gone = call("parse", site.url + "/nulle-part")
    assert gone.code == cli.FAILED
    assert "check the address" in gone.err


@pytest.mark.parametrize(
    ("form", "begins"), [("json", "{"), ("text", "Le bac repart\n\n"), ("markdown", "# Le bac repart\n")]
)
def test_parse_reads_standard_input_in_three_formats(form: str, begins: str) -> None:
    """``ingest parse -`` stands in a pipe."""
    process = start("parse", "-", "--format", form, stdin=subprocess.PIPE)
    out, err = process.communicate(PAGE, timeout=60)
    assert process.returncode == cli.OK, err
    assert out.startswith(begins)


def test_parse_says_what_it_cannot_read(call: Call, tmp_path: Path) -> None:
    """A missing file, an unknown zone, a bad time: usage errors; a page without text: exit code 1."""
    page, empty = tmp_path / "page.html", tmp_path / "empty.html"
    page.write_text(PAGE, encoding="utf-8")
    empty.write_bytes(b"")
    for arguments in (
        (tmp_path / "nowhere.html",),
        (page, "--timezone", "Europe/Pari"),
        (page, "--fetched-at", "noon"),
    ):
        assert call("parse", *arguments).code == cli.USAGE
    ran = call("parse", empty)
    assert ran.code == cli.FAILED
    assert "empty_page: a page without text" in ran.err
    assert json.loads(ran.out)["text"] == ""


@pytest.mark.parametrize(
    "body",
    [b"%PDF-1.7\n", b"PAR1" + bytes(range(256)) * 40, bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n" + bytes(99)],
    ids=["PDF", "Parquet", "noise", "PNG"],
)
def test_parse_shows_nothing_of_what_is_no_page(call: Call, tmp_path: Path, body: bytes) -> None:
    """Whatever the file is called, its bytes tell; the outcome is the one that a crawl would note."""
    (tmp_path / "page.html").write_bytes(body)
    ran = call("parse", tmp_path / "page.html")
    assert (ran.code, ran.out, "not_html" in ran.err) == (cli.FAILED, "", True), ran.err


def test_parse_says_that_a_wall_is_no_article(call: Call) -> None:
    """What a crawl drops by name does not pass for an article because it has words."""
    walls = [path for path in FIXTURES.glob("*/*/expected.json") if '"consent_wall"' in path.read_text("utf-8")]
    ran = call("parse", walls[0].parent / "page.html", "--format", "text")
    assert (ran.code, "consent_wall" in ran.err) == (cli.FAILED, True), ran.err


def test_schema_is_the_data_dictionary(call: Call) -> None:
    """Every column of every table with its meaning; for machines too."""
    from ingest.writers.schema import data_dictionary

    text = call("schema").out
    for row in data_dictionary():
        assert row.column in text
    captures = json.loads(call("schema", "--table", "captures", "--format", "json").out)
    assert {row["table"] for row in captures} == {"captures"}
    assert all(row["description"] for row in captures)
    assert json.loads(call("schema", "--format", "json").out)["schema_version"] >= 1


def test_version(call: Call) -> None:
    """The version is the package's."""
    name, version, built = call("--version").out.strip().split(" ", 2)
    assert (name, version) == ("ingest", f"{__version__},")
    assert built.startswith("compiled" if is_compiled() else "in Python")
    assert built.startswith("compiled in part") == (is_compiled() != has_compiled_parsers())


def test_every_command_has_an_example(call: Call) -> None:
    """Nobody has to guess how a command is called; the exit codes stand in the main help."""
    for name in cli.ingest.commands:
        ran = call(name, "--help")
        assert ran.code == cli.OK
        assert f"  ingest {name} " in ran.out or f"  ingest {name}\n" in ran.out or f"| ingest {name} " in ran.out, name
        assert "Example" in ran.out
    assert "130" in call("--help").out


def test_the_documented_exit_codes_are_the_constants() -> None:
    """The list at the top of the module is what the code returns."""
    documented = {int(code) for code in re.findall(r"^  (\d+) +\w", cli.__doc__ or "", re.MULTILINE)}
    assert documented == {value for name, value in vars(codes).items() if name.isupper()}


def test_an_unknown_flag_is_a_usage_error(call: Call) -> None:
    """Wrong calls end in exit code 2, as the help says."""
    assert call("crawl", "--nonsense").code == cli.USAGE
    assert call("no-such-command").code == cli.USAGE


def test_a_reader_that_closes_its_pipe_is_no_error() -> None:
    """``ingest schema | head`` ends quietly."""
    process = start("schema", "--format", "json")
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    process.wait(timeout=60)
    assert "Traceback" not in process.stderr.read()
    process.stderr.close()

"""``ingest show``: the very bytes, from whichever capture is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import chdir
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fixtures.newsstand import Newsstand, Site
from ingest import cli
from ingest.archive import WarcWriter
from ingest.dataset import open_dataset
from ingest.model import Page
from ingest.run.build import build
from ingest.settings import ArchiveSettings

URL = "https://www.exemple.fr/actu/le-bac-repart"
FIRST, LATER = datetime(2026, 3, 1, 8, 0, tzinfo=UTC), datetime(2026, 3, 4, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Newsstand(ephemeral=True) as stand:
        yield stand.sites["bulles"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Path:
    """A folder with two datasets: a crawl of the newsstand, and two versions of a page."""
    folder = tmp_path_factory.mktemp("show")
    with pytest.raises(SystemExit):
        cli.main(
            ["crawl", site.url, "--delay", "0", "--workers", "0", "-q", "--out", str(folder / "datasets" / "bulles")]
        )
    warc = folder / "datasets" / "versions" / "warc"
    with WarcWriter(warc, ArchiveSettings(), now=FIRST, run_id="essai", user_agent="") as writer:
        for words, at in (("Le bac a repris ses traversées.", FIRST), ("Le bac a repris ses deux traversées.", LATER)):
            body = f"<h1>Le bac repart</h1><p>{words}".encode("cp1252")
            writer.add(Page(URL, URL, 200, (("Content-Type", "text/html; charset=cp1252"),), body, at, "exemple"))
    build(warc.glob("*.warc.gz"), warc.parent, workers=0)
    return folder


def test_a_dataset_that_came_without_its_archive_says_so(capfd: pytest.CaptureFixture[str]) -> None:
    """The bundled sample has no WARC files: that is said, and what to do, not which file the system did not find."""
    sample = Path(__file__).resolve().parents[2] / "datasets" / "sample"
    url = open_dataset(sample).articles(columns=["url"]).read_all()["url"][0].as_py()
    for place in ((sample,), ("--dataset", sample)):
        with pytest.raises(SystemExit) as ended:
            cli.main(["show", url, *map(str, place)])
        assert (ended.value.code, "came without its archive" in capfd.readouterr().err) == (cli.FAILED, True)


def _show(folder: Path, capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, bytes, str]:
    with chdir(folder), pytest.raises(SystemExit) as ended:
        cli.main(["show", *arguments])
    said = capfdbinary.readouterr()
    return int(ended.value.code or 0), said.out, said.err.decode()


def test_the_body_is_what_the_site_sent(folder: Path, site: Site, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Byte for byte, found without naming the dataset, by the address as readers have it."""
    path = site.publisher.listed[0].path
    code, out, _ = _show(folder, capfdbinary, f"{site.url}{path}?utm_source=lettre")
    assert (code, out) == (cli.OK, site.resources[path].body)


def test_an_earlier_version_is_shown_by_its_time(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """--at goes back to the capture that was the newest then; a day means its end."""
    assert b"deux" in _show(folder, capfdbinary, URL)[1]
    for moment in ("2026-03-01", "2026-03-03T09:00:00+01:00", "2026-03-04T07:59:59"):
        assert b"deux" not in _show(folder, capfdbinary, URL, "--at", moment)[1]
    assert b"deux" in _show(folder, capfdbinary, URL, "--at", "2026-03-04")[1]


def test_headers_come_before_the_body(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """--headers tells when and whence, the status, and what the server said; the body follows as it is."""
    _, out, _ = _show(folder, capfdbinary, URL, "--headers", "--dataset", "datasets/versions")
    head, _, body = out.partition(b"\n\n")
    assert head.decode().splitlines()[:3] == [f"# {URL}", "# fetched 2026-03-04T08:00:00+00:00", "HTTP/1.1 200"]
    assert b"Content-Type: text/html; charset=cp1252" in head
    assert body.decode("cp1252").endswith("traversées.")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["https://www.exemple.fr/ailleurs"], cli.USAGE, "No page of https://www.exemple.fr/ailleurs is archived"),
        ([URL, "--at", "2026-02-01", "--dataset", "datasets/versions"], cli.USAGE, "or before"),
        ([URL, "--at", "hier"], cli.USAGE, "2026-11-23"),
        ([URL, "--dataset", "datasets/nulle-part"], cli.FOLDER, "nulle-part"),
    ],
)
def test_what_is_not_archived_is_a_clear_error(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes], arguments: list[str], code: int, words: str
) -> None:
    """Nothing on standard output, and a line that says what is missing and what to give."""
    ended, out, err = _show(folder, capfdbinary, *arguments)
    assert (ended, out) == (code, b"")
    assert words in err

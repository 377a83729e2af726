"""``ingest status``: months of a site, from archived pages to an alarm."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from ingest.archive import WarcWriter
from ingest.cli import ingest
from ingest.errors import IngestError
from ingest.health import Kind, Standing
from ingest.model import Drop, Page, Reason, Rights, Robots, Via
from ingest.run.build import build
from ingest.run.health import health_of, sources_in
from ingest.run.told import tell, untold
from ingest.settings import ArchiveSettings

START = datetime(2026, 6, 1, 6, tzinfo=UTC)
SENTENCES = (
    "La commune de Val{n} a voté mardi soir le budget de son école, après trois heures d’un débat sans éclat.",
    "Le maire du village numéro {n} promet que le pont sera rouvert aux camions avant la fin de l’été prochain.",
    "Sur la place, les marchands comptent {n} étals de moins qu’il y a dix ans et s’inquiètent de la saison à venir.",
    "Personne n’a voulu dire combien coûterait le chantier de la rue {n}, que la pluie a interrompu deux fois déjà.",
)


def a_page(number: int, at: datetime, *, broken: bool) -> Page:
    url = f"https://journal.example/2026/val-{number}"
    published = (at - timedelta(minutes=20 + number % 9)).isoformat()
    headline = f"Le village numéro {number} vote son budget"
    data = {"@type": "NewsArticle", "headline": headline, "datePublished": published, "author": {"name": "Odile Marin"}}
    script = "" if broken else f'<script type="application/ld+json">{json.dumps(data)}</script>'
    signed = "" if broken else '<p class="byline">Par Odile Marin</p>'
    text = "".join(f"<p>{sentence.format(n=number)}</p>" for sentence in SENTENCES)
    html = (
        f"<html lang=fr><head><title>{headline}</title>{script}</head><body><main><article><h1>{headline}</h1>"
        f"{signed}<time datetime={published}></time>{text}</article></main></body></html>"
    )
    headers = (("content-type", "text/html; charset=utf-8"),)
    rights = Rights(robots=Robots.ALLOWED, robots_url="https://journal.example/robots.txt")
    return Page(url, url, 200, headers, html.encode(), at, "journal", Via.FEED, None, rights)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles a day for seven weeks; the last eight come from a template without JSON-LD and byline."""
    folder = tmp_path_factory.mktemp("months")
    with WarcWriter(folder / "warc", ArchiveSettings(), now=START, run_id="months") as writer:
        for number in range(98):
            writer.add(a_page(number, START + timedelta(hours=12) * number, broken=number >= 90))
    build((folder / "warc").glob("*.warc.gz"), folder / "dataset", workers=0)
    return folder / "dataset"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ingest, ["status", *arguments], standalone_mode=False)


def test_a_changed_template_is_found_in_real_pages(broken: Path) -> None:
    """From archived pages through parser and Parquet: the alarm names what was lost, from which article on."""
    (alarm,) = health_of(broken).alarms
    assert alarm.kind is Kind.TEMPLATE
    assert "authors" in alarm.parts
    assert alarm.evidence[0] == "https://journal.example/2026/val-90"
    assert alarm.until is None
    assert sources_in(broken) == ["journal"]


def test_before_it_broke_the_source_was_well(broken: Path) -> None:
    """The past is judged as it was: no alarm before the change."""
    health = health_of(broken, now=START + timedelta(hours=12 * 89))
    assert health.alarms == []
    assert health.standings == {"journal": Standing.WELL}


def test_status_shows_the_alarm_and_says_so_by_its_exit_code(broken: Path) -> None:
    """A scheduler sees 6, a person the sentence with a page to look at, a script the same as JSON."""
    shown = run(str(broken))
    assert shown.return_value == 6
    assert "1 source with an alarm" in shown.output
    assert "authors is missing in 100%" in " ".join(shown.output.split())
    told = json.loads(run(str(broken), "--format", "json").output)
    assert [alarm["kind"] for alarm in told["alarms"]] == ["template"]
    assert told["standings"] == {"journal": "alarm"}


def test_a_source_of_one_crawl_is_not_called_well(tmp_path: Path) -> None:
    """Nothing was judged, and the words say so; there is no alarm and no bad exit code either."""
    with WarcWriter(tmp_path / "warc", ArchiveSettings(), now=START, run_id="day") as writer:
        writer.add(a_page(1, START, broken=False))
    build((tmp_path / "warc").glob("*.warc.gz"), tmp_path / "dataset", workers=0)
    done = run(str(tmp_path / "dataset"))
    assert done.return_value == 0
    assert done.output == "1 source: too young to judge\n"


def test_a_webhook_hears_of_an_alarm_once(broken: Path) -> None:
    """New alarms are posted as JSON; those told before are not; a webhook that fails is tried again next time."""
    heard: list[dict[str, object]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        heard.append(json.loads(request.content))
        return httpx.Response(500 if len(heard) == 1 else 204)

    alarms = health_of(broken).alarms
    with pytest.raises(IngestError, match="did not take"):
        tell(broken, untold(broken, alarms), webhook="https://hooks.example/x", transport=httpx.MockTransport(answer))
    assert untold(broken, alarms) == alarms
    tell(broken, untold(broken, alarms), webhook="https://hooks.example/x", transport=httpx.MockTransport(answer))
    assert untold(broken, alarms) == []
    assert len(heard) == 2


def test_a_command_reads_the_alarm_on_its_standard_input(broken: Path, tmp_path: Path) -> None:
    """Whatever can read JSON can be told: here a script that keeps it."""
    kept = tmp_path / "alarm.json"
    script = f"import sys, pathlib; pathlib.Path({str(kept)!r}).write_text(sys.stdin.read())"
    tell(broken, health_of(broken).alarms, command=f'{sys.executable} -c "{script}"')
    assert json.loads(kept.read_text())["alarms"][0]["source"] == "journal"


def test_the_first_visit_makes_no_alarm(tmp_path: Path) -> None:
    """It finds the articles of weeks, fetched days after they were published; those that follow are not too early."""
    with WarcWriter(tmp_path / "warc", ArchiveSettings(), now=START, run_id="first") as writer:
        for number in range(60):
            page = a_page(number, START - timedelta(hours=8 * number + 8), broken=False)
            writer.add(replace(page, fetched_at=START))
        for number in range(60, 120):
            writer.add(a_page(number, START + timedelta(hours=4 * (number - 59)), broken=False))
    build((tmp_path / "warc").glob("*.warc.gz"), tmp_path / "dataset", workers=0)
    assert health_of(tmp_path / "dataset").alarms == []


def test_a_first_visit_hides_no_silence(tmp_path: Path) -> None:
    """Sixty articles found at once are no rhythm: a source that then brought six a day for two weeks, and nothing for
    five days, is silent."""
    with WarcWriter(tmp_path / "warc", ArchiveSettings(), now=START, run_id="first") as writer:
        for number in range(60):
            page = a_page(number, START - timedelta(hours=8 * number + 8), broken=False)
            writer.add(replace(page, fetched_at=START))
        for number in range(60, 150):
            writer.add(a_page(number, START + timedelta(hours=4 * (number - 59)), broken=False))
    build((tmp_path / "warc").glob("*.warc.gz"), tmp_path / "dataset", workers=0)
    assert health_of(tmp_path / "dataset", now=START + timedelta(days=15, hours=8)).alarms == []
    (alarm,) = health_of(tmp_path / "dataset", now=START + timedelta(days=20)).alarms
    assert alarm.kind is Kind.SILENT


def test_a_server_that_is_down_is_told(tmp_path: Path) -> None:
    """Its robots.txt cannot be had either, so that nothing may be asked for: an outage, and no refusal."""
    with WarcWriter(tmp_path / "warc", ArchiveSettings(), now=START, run_id="down") as writer:
        for number in range(80):
            writer.add(a_page(number, START + timedelta(hours=4 * number), broken=False))
        for number in range(20):
            at = START + timedelta(hours=4 * 80 + number)
            url = f"https://journal.example/2026/val-{number}"
            writer.add(Drop(url, Reason.ROBOTS_UNREACHABLE, "HTTP 503", at, "journal", Via.FEED))
    build((tmp_path / "warc").glob("*.warc.gz"), tmp_path / "dataset", workers=0)
    assert [alarm.kind for alarm in health_of(tmp_path / "dataset").alarms] == [Kind.ERRORS]

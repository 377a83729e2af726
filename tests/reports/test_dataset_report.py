"""The report page: what it says, and that nothing in a dataset can take it over."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

from browser import open_page

from ingest.health import Alarm, Kind
from ingest.reports.dataset_report import report_page
from ingest.run.facts import FIELDS, Facts, SourceFacts

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ATTACK = "</style><script>document.title='taken'</script><svg onload=\"document.title='taken'\">'\"&amp;"


def facts_about(*names: str) -> Facts:
    facts = Facts()
    for number, name in enumerate(names):
        facts.sources[name] = SourceFacts(
            articles=4,
            filled=Counter(dict.fromkeys(FIELDS, 3)),
            lags=[5.0, 10.0, 200.0],
            words=[100, 200, 300, 400],
            ends=Counter({("article", ""): 4, ("dropped", "consent_wall"): number}),
            newest=NOON,
        )
        facts.days[date(2026, 11, 18 + number % 3)][name] = 4
    facts.edits["typo"], facts.roles["copy"], facts.robots["allowed"] = 3, 2, 9
    facts.tdm["nothing said"], facts.refused["gptbot"] = 9, 1
    return facts


def an_alarm(source: str, words: str, url: str) -> Alarm:
    return Alarm(source, Kind.TEMPLATE, NOON, NOON, None, (words,), words, (url,))


def test_the_page_counts_articles_reasons_and_fields() -> None:
    """Totals, shares and times are those of the dataset, and an alarm stands above them."""
    alarm = an_alarm("journal", "authors is missing in 100%", "https://journal.example/1")
    page = report_page("presse", facts_about("journal", "gazette"), [alarm], FIELDS)
    assert "<dd>8</dd>" in page  # articles
    assert page.count("75 %") == 2 * len(FIELDS)
    assert "authors is missing in 100%" in page
    assert "https://journal.example/1" in page
    row = page.split('id="freshness"')[1].split("gazette</th>")[1].split("</tr>")[0]
    assert "10 min" in row


def test_days_without_an_article_are_days_all_the_same() -> None:
    """A gap is seen as a gap: the axis has every day of the stretch, and the table too."""
    page = report_page("presse", facts_about("journal", "gazette", "écho"), [], FIELDS)
    table = page.split("The same as a table")[1].split("</table>")[0]
    assert table.count("<tr>") == 1 + 14
    assert "2026-11-07" in table


def test_a_dataset_without_articles_is_said_to_have_none() -> None:
    """The first run of a source that gave nothing has a report as well."""
    page = report_page("presse", Facts(), [], FIELDS)
    assert "No article yet." in page


def test_nothing_in_a_dataset_is_run(tmp_path: Path) -> None:
    """Scripts in names, sentences and addresses stay text in a real browser, whose console stays empty."""
    facts = facts_about(ATTACK, "gazette")
    facts.edits[ATTACK], facts.roles[ATTACK], facts.refused[ATTACK] = 1, 1, 1
    facts.robots[ATTACK], facts.tdm[ATTACK] = 1, 1
    facts.sources[ATTACK].ends["dropped", ATTACK] = 1
    file = tmp_path / "report.html"
    file.write_text(report_page(ATTACK, facts, [an_alarm(ATTACK, ATTACK, ATTACK)], FIELDS), "utf-8")
    assert "<script" not in file.read_text("utf-8")
    document, console = open_page(file)
    assert console == []
    assert "<title>taken" not in document
    assert document.count("<svg") == 1


def test_an_ordinary_report_opens_without_a_complaint(tmp_path: Path) -> None:
    """Real browser, many sources: no message in the console, one chart, all sections."""
    names = [f"source{number}" for number in range(30)]
    file = tmp_path / "report.html"
    file.write_text(report_page("presse", facts_about(*names), [], FIELDS), "utf-8")
    document, console = open_page(file)
    assert console == []
    assert document.count('role="img"') == 1
    assert "other sources" in document

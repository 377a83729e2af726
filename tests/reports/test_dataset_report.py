"""The report page: what it says, and that nothing in a dataset can take it over."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from browser import open_page, tab

from ingest.health import Alarm, Kind, Standing
from ingest.model import Reason
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
            timed=4,
            lags=[5.0, 10.0, 200.0],
            words=[100, 200, 300, 400],
            ends=Counter({("article", ""): 4, ("dropped", "consent_wall"): number}),
            last_new=NOON,
            newest=NOON - timedelta(days=300),
        )
        facts.days[date(2026, 11, 18 + number % 3)][name] = 4
    facts.edits["typo"], facts.roles["copy"], facts.robots["allowed"] = 3, 2, 9
    facts.tdm["nothing said"], facts.refused["gptbot"] = 9, 1
    return facts


def a_report(name: str, facts: Facts, *alarms: Alarm, standing: Standing = Standing.WELL) -> str:
    return report_page(name, facts, alarms, FIELDS, dict.fromkeys(facts.sources, standing))


def an_alarm(source: str, words: str, url: str) -> Alarm:
    return Alarm(source, Kind.TEMPLATE, NOON, NOON, None, (words,), words, (url,))


def test_the_page_counts_articles_reasons_and_fields() -> None:
    """Totals, shares and times are those of the dataset, and an alarm stands above them."""
    alarm = an_alarm("journal", "authors is missing in 100%", "https://journal.example/1")
    page = a_report("presse", facts_about("journal", "gazette"), alarm)
    assert '<dd class="value">8</dd>' in page  # articles
    assert page.count("75 %") == 2 * len(FIELDS)
    assert "authors is missing in 100%" in page
    assert "https://journal.example/1" in page
    row = page.split('id="freshness"')[1].split("gazette</th>")[1].split("</tr>")[0]
    assert "10 min" in row


def test_freshness_says_of_how_many_it_speaks() -> None:
    """A median of three articles is not read as one of all; the newest publication is not when one was last seen."""
    page = a_report("presse", facts_about("journal", "gazette"))
    assert "median of the 6 of 8 articles published in the week before their fetch" in page
    row = page.split('id="freshness"')[1].split("gazette</th>")[1].split("</tr>")[0]
    cells = dict(piece.split('">', 1)[0:2] for piece in row.split('data-label="')[1:])
    assert cells["dated to the minute"].startswith("4<")
    assert cells["published in the week before the fetch"].startswith("3<")
    assert cells["nine in ten of these within"].startswith("–")
    assert cells["newest publication"].startswith("2026-01-24 12:00")
    assert cells["last new article seen"].startswith("2026-11-20 12:00")


def test_nobody_is_called_well_who_was_not_judged() -> None:
    """After a first crawl no source was compared with anything, and «no alarm» must not be read as «all is well»."""
    page = a_report("presse", facts_about("journal", "gazette"), standing=Standing.YOUNG)
    assert "None. 2 sources: too young to judge." in page
    assert "2 sources well" in a_report("presse", facts_about("journal", "gazette"))


def test_days_without_an_article_are_days_all_the_same() -> None:
    """A gap is seen as a gap; before the first day and after the last there is nothing to be seen, and no room."""
    facts = facts_about("journal", "gazette")
    facts.days[date(2026, 11, 13)]["journal"] = 44
    page = a_report("presse", facts)
    table = page.split("The same as a table")[1].split("</table>")[0]
    assert table.count("<tr>") == 1 + 7
    assert "2026-11-14" in table
    assert re.findall(r'class="tick"[^>]*>(\d+)<', page) == ["0", "10", "20", "30", "40", "50"]


def test_one_day_is_no_chart() -> None:
    """A single bar says less than its number."""
    facts = facts_about("journal")
    page = a_report("presse", facts)
    assert "<svg" not in page
    assert "All on one day" in page
    assert "2026-11-18" in page


def test_a_dataset_without_articles_is_said_to_have_none() -> None:
    """The first run of a source that gave nothing has a report as well."""
    page = a_report("presse", Facts())
    assert "No article yet." in page
    assert "no fetch is in this dataset yet" in page.lower()
    assert "<table" not in page.split('id="versions"')[0]


def test_nothing_in_a_dataset_is_run(tmp_path: Path) -> None:
    """Scripts in names, sentences and addresses stay text in a real browser, whose console stays empty."""
    facts = facts_about(ATTACK, "gazette")
    facts.edits[ATTACK], facts.roles[ATTACK], facts.refused[ATTACK] = 1, 1, 1
    facts.robots[ATTACK], facts.tdm[ATTACK] = 1, 1
    facts.sources[ATTACK].ends["dropped", ATTACK] = 1
    file = tmp_path / "report.html"
    file.write_text(a_report(ATTACK, facts, an_alarm(ATTACK, ATTACK, ATTACK)), "utf-8")
    assert "<script" not in file.read_text("utf-8")
    document, console = open_page(file)
    assert console == []
    assert "<title>taken" not in document
    assert document.count("<svg") == 1


def test_an_ordinary_report_opens_without_a_complaint(tmp_path: Path) -> None:
    """Real browser, many sources: no message in the console, one chart, all sections."""
    names = [f"source{number}" for number in range(30)]
    file = tmp_path / "report.html"
    file.write_text(a_report("presse", facts_about(*names)), "utf-8")
    document, console = open_page(file)
    assert console == []
    assert document.count('role="img"') == 1
    assert "other sources" in document


def everything(tmp_path: Path) -> Path:
    """A report with all reasons there are, two months, and names nobody should have."""
    facts = facts_about("x" * 200, "Le très long nom d’une source " * 9, *(f"source{number}" for number in range(12)))
    for source in facts.sources.values():
        source.ends.update({(reason.outcome.value, reason.value): 12_345 for reason in Reason})
    for number in range(60):
        facts.days[date(2026, 11, 20) - timedelta(days=number)]["source3"] = 7
    file = tmp_path / "report.html"
    file.write_text(a_report("presse" * 30, facts, an_alarm("source3", "authors", "https://a.example/" + "a" * 300)))
    return file


BEYOND = """[...document.querySelectorAll("body *")].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width > 1 && box.right > document.documentElement.clientWidth + 1;
}).map(one => one.outerHTML.slice(0, 80))"""
"""Elements that reach over the page's right edge."""
SMALLEST = """Math.min(...[...document.querySelectorAll("body *")].filter(one =>
  [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()) && one.getClientRects().length &&
  !one.closest("svg, thead")).map(one => parseFloat(getComputedStyle(one).fontSize)))"""


def test_nothing_is_cut_on_paper(tmp_path: Path) -> None:
    """Every column of every table is inside a landscape page, and what is folded on the screen is open."""
    with tab(everything(tmp_path)) as page:
        page.see(1030, paper=True)  # A4 across, without its margins
        assert page.ask(BEYOND) == []
        assert page.ask("[...document.querySelectorAll('.scroll')].every(one => one.scrollWidth <= one.clientWidth)")
        for inside in ("details table td", "details dl dd"):
            assert page.ask(f"document.querySelector('{inside}').checkVisibility({{contentVisibilityAuto: true}})")


def test_a_phone_shows_everything_in_a_readable_size(tmp_path: Path) -> None:
    """At 400 pixels no table is cut, no word of ours is broken, and no type is smaller than twelve pixels."""
    with tab(everything(tmp_path)) as page:
        page.see(400)
        assert page.ask(BEYOND) == []
        assert page.ask(SMALLEST) >= 12
        assert page.ask("getComputedStyle(document.querySelector('#coverage ~ * td:last-child'), '::before').content")


def test_what_is_wider_than_the_screen_can_be_scrolled_by_keyboard(tmp_path: Path) -> None:
    """The page itself does not scroll sideways; a wide table does in a region that has a name and takes the focus."""
    with tab(everything(tmp_path)) as page:
        assert page.ask("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        wide = "[...document.querySelectorAll('.scroll')].filter(one => one.scrollWidth > one.clientWidth)"
        assert page.ask(f"{wide}.length") >= 1
        assert page.ask(f"{wide}.every(one => one.tabIndex === 0 && one.role === 'region' && one.ariaLabel)")


def test_headings_and_table_heads_tell_a_screen_reader_where_it_is(tmp_path: Path) -> None:
    """One first heading and no level left out; each table has heads of columns and rows."""
    with tab(everything(tmp_path)) as page:
        levels = page.ask("[...document.querySelectorAll('h1, h2, h3')].map(one => +one.tagName[1])")
        assert levels[0] == 1
        assert set(levels[1:]) == {2}
        assert page.ask("[...document.querySelectorAll('th')].every(one => one.scope)")
        assert page.ask("[...document.querySelectorAll('tbody tr')].every(one => one.querySelector('th, td[colspan]'))")
        assert page.ask("document.querySelectorAll('header, nav, main').length") == 3

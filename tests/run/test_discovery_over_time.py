"""What discovery asks of a site over weeks, and that nothing the site publishes is lost to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from papers import HOME, HOST, Answer, Paper, index, rss, sitemap, story
from stands import WarpClock, articles, crawl

from ingest.ledger import Ledger
from ingest.model import Source

START = datetime(2026, 3, 10, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
JOURNAL = Source("journal", HOME, timezone="Europe/Paris")


@pytest.fixture
def paper() -> Paper:
    paper = Paper()
    paper["/robots.txt"] = f"Sitemap: {HOST}/sitemap.xml"
    paper["/"] = "<!doctype html><h1>Journal</h1>"
    return paper


@pytest.fixture
def clock() -> WarpClock:
    return WarpClock(START)


@contextmanager
def ledger_of(out: Path) -> Iterator[Ledger]:
    with Ledger.open(out / "ledger.sqlite") as ledger:
        yield ledger


def _tale(number: int) -> str:
    return f"/un-recit-du-fleuve-{100_000 + number}"


# --- indexes ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "home"), [("news", "another each day"), ("jour", "unchanged")])
def test_an_index_of_day_sitemaps_is_asked_as_long_as_it_stands(
    paper: Paper, clock: WarpClock, tmp_path: Path, name: str, home: str
) -> None:
    """A sitemap a day, of which the index names the last three: after forty days all articles are there, and a pass
    asks for no more sitemaps than the index names."""
    if home == "unchanged":
        paper["/"] = _unless_known("<!doctype html><h1>Journal</h1>")
    days: list[str] = []
    for number in range(40):
        day = f"{clock.now():%Y-%m-%d}"
        days.append(day)
        if home != "unchanged":
            paper["/"] = f"<!doctype html><h1>Journal du {day}</h1>"
        paper["/sitemap.xml"] = index(*((f"/{name}-{one}.xml", f"{one}T22:00:00Z") for one in days[-3:]))
        paper[f"/{name}-{day}.xml"] = sitemap((_tale(number), f"{clock.now().isoformat()}"))
        paper.publish(_tale(number))
        crawl([JOURNAL], tmp_path, clock=clock, transport=paper, keep_rhythm=True)
        asked = paper.requests()
        assert "/sitemap.xml" in asked
        assert sum(path.startswith(f"/{name}-") for path in asked) <= 3
        clock.ahead += DAY
    assert len(articles(tmp_path)) == 40
    with ledger_of(tmp_path) as ledger:
        assert len(ledger.all_listings(HOME)) < 36  # what the index has ceased to name is forgotten after a month


def test_an_index_comes_as_often_as_its_sitemaps_bring_news(paper: Paper, clock: WarpClock, tmp_path: Path) -> None:
    """It names no page itself: were it to rest as one that never brings anything, its sitemaps would with it."""
    paper["/sitemap.xml"] = index(("/mars.xml", None))
    tales: list[tuple[str, str | None]] = []
    for number in range(30):
        tales.append((_tale(number), None))
        paper.publish(_tale(number))
        paper["/mars.xml"] = sitemap(*tales)
        crawl([JOURNAL], tmp_path, clock=clock, transport=paper, keep_rhythm=True)
        clock.ahead += HOUR / 4
    assert len(articles(tmp_path)) > 26
    with ledger_of(tmp_path) as ledger:
        due = ledger.next_poll(HOME)
        assert due is not None
        assert due - clock.now() < HOUR


def test_pages_of_a_sitemap_that_is_not_asked_are_looked_at_again(
    paper: Paper, clock: WarpClock, tmp_path: Path
) -> None:
    """Its index rests, or has ceased to name it; the articles that were found there may be corrected all the same."""
    paper["/sitemap.xml"] = index(("/mars-1.xml", None))
    paper["/mars-1.xml"] = sitemap((_tale(1), None))
    paper.publish(_tale(1))
    crawl([JOURNAL], tmp_path, clock=clock, transport=paper)
    paper["/sitemap.xml"] = index(("/mars-2.xml", None))
    paper[_tale(1)] = story("corrigé")
    paper.requests()
    for pause, asked in ((2 * HOUR, 1), (4 * DAY, 1)):
        clock.ahead += pause
        crawl(
            [JOURNAL], tmp_path, clock=clock, transport=paper, keep_rhythm=True, poll_most=3 * HOUR, poll_least=3 * HOUR
        )
        assert len(paper.requests(_tale(1))) == asked
    (row,) = articles(tmp_path)
    assert "corrigé" in row["title"]


def test_what_a_limit_left_of_a_sitemap_brings_its_index_back(paper: Paper, clock: WarpClock, tmp_path: Path) -> None:
    """The index is not done with before its sitemaps are: a pass every ten minutes goes through them piece by piece."""
    paper["/sitemap.xml"] = index(("/mars.xml", None))
    paper["/mars.xml"] = sitemap(*((_tale(number), None) for number in range(9)))
    paper.publish(*(_tale(number) for number in range(9)))
    taken = []
    for _ in range(3):
        summary = crawl([JOURNAL], tmp_path, clock=clock, transport=paper, keep_rhythm=True, limit=3)
        taken.append((summary.articles, summary.left_out))
        with ledger_of(tmp_path) as ledger:
            due = ledger.next_poll(HOME)
        assert due is not None
        clock.ahead += timedelta(minutes=11)
    assert taken == [(3, 6), (3, 3), (3, 0)]


def test_a_pass_asks_for_so_many_sitemaps_and_no_more(paper: Paper, clock: WarpClock, tmp_path: Path) -> None:
    """A robots.txt of 50 indexes of 50 sitemaps each is gone through in passes, what rests making room for others."""
    paper["/robots.txt"] = "\n".join(f"Sitemap: {HOST}/index-{number}.xml" for number in range(50))
    for number in range(50):
        paper[f"/index-{number}.xml"] = index(*((f"/plan-{number}-{child}.xml", None) for child in range(50)))
        for child in range(50):
            paper[f"/plan-{number}-{child}.xml"] = sitemap()
    asked: set[str] = set()
    for _ in range(2):
        crawl([JOURNAL], tmp_path, clock=clock, transport=paper, keep_rhythm=True)
        pass_asked = [path for path in paper.requests() if path.endswith(".xml")]
        assert len(pass_asked) <= 130
        assert asked.isdisjoint(pass_asked)
        asked.update(pass_asked)
        clock.ahead += timedelta(minutes=5)
    assert {f"/index-{number}.xml" for number in range(50)} <= asked


# --- dates -----------------------------------------------------------------------------------------------------------
def test_a_sitemap_that_changed_today_may_change_again_today(paper: Paper, clock: WarpClock, tmp_path: Path) -> None:
    """An index that gives days, not times: what a sitemap names after its first reading of that day is taken, and it
    is asked no more when the day is over."""
    paper["/sitemap.xml"] = index(("/jour.xml", "2026-03-10"))
    paper["/jour.xml"] = sitemap((_tale(1), "2026-03-10"))
    paper.publish(_tale(1), _tale(2))
    crawl([JOURNAL], tmp_path, clock=clock, transport=paper)
    paper["/jour.xml"] = sitemap((_tale(1), "2026-03-10"), (_tale(2), "2026-03-10"))
    clock.ahead += 4 * HOUR
    assert crawl([JOURNAL], tmp_path, clock=clock, transport=paper).articles == 1
    clock.ahead += 2 * DAY
    crawl([JOURNAL], tmp_path, clock=clock, transport=paper)
    paper.requests()
    crawl([JOURNAL], tmp_path, clock=clock, transport=paper)
    assert paper.requests("/sitemap.xml", "/jour.xml") == ["/sitemap.xml"]


def test_what_a_sitemap_names_while_a_pass_goes_on_is_not_lost(paper: Paper, clock: WarpClock, tmp_path: Path) -> None:
    """It was read when it was read, not when the last of its articles had been fetched, hours later."""
    paper["/sitemap.xml"] = index(("/jour.xml", START.isoformat()))
    paper["/jour.xml"] = sitemap((_tale(1), None))
    paper.publish(_tale(2))

    def slowly(request: httpx.Request) -> Answer:
        clock.ahead += 2 * HOUR
        paper["/jour.xml"] = sitemap((_tale(1), None), (_tale(2), None))
        paper["/sitemap.xml"] = index(("/jour.xml", (START + HOUR).isoformat()))
        clock.ahead += 2 * HOUR
        return story("lente")

    paper[_tale(1)] = slowly
    crawl([JOURNAL], tmp_path, clock=clock, transport=paper)
    assert crawl([JOURNAL], tmp_path, clock=clock, transport=paper).articles == 1


def test_new_articles_come_before_all_that_says_it_changed(paper: Paper, clock: WarpClock, tmp_path: Path) -> None:
    """A sitemap that writes the time of day into every lastmod does not keep a limited crawl at its first pages."""
    tales = [_tale(number) for number in range(12)]
    paper["/sitemap.xml"] = lambda request: sitemap(*((path, clock.now().isoformat()) for path in tales))
    paper.publish(*tales)
    taken = []
    for _ in range(3):
        taken.append(crawl([JOURNAL], tmp_path, clock=clock, transport=paper, limit=4).articles)
        clock.ahead += HOUR / 4
    assert taken == [4, 4, 4]


@pytest.mark.parametrize("bytes_stay", [True, False])
def test_dates_that_prove_wrong_are_believed_ever_more_rarely(
    paper: Paper, clock: WarpClock, tmp_path: Path, bytes_stay: bool
) -> None:
    """The same sitemap, without a limit, asked every quarter of an hour for half a day: a page costs a handful of
    requests, not fifty. A page that does change is found changed at the next look."""
    served = 0

    def tale(request: httpx.Request) -> Answer:
        nonlocal served
        served += 1
        return story("même" if served < 6 else "corrigé") + ("" if bytes_stay else f"<!-- {served} -->")

    paper[_tale(1)] = tale
    paper["/sitemap.xml"] = lambda request: sitemap((_tale(1), clock.now().isoformat()))
    for _ in range(4 * 12):
        crawl([JOURNAL], tmp_path, clock=clock, transport=paper)
        clock.ahead += HOUR / 4
    assert 6 <= len(paper.requests(_tale(1))) < 12
    (row,) = articles(tmp_path)
    assert row["revision"] == 2


def test_revisits_are_not_enough_for_a_limited_crawl(paper: Paper, clock: WarpClock, tmp_path: Path) -> None:
    """A feed whose ten pages all say that they changed leaves the sitemap to be asked, where the new article is."""
    entries = "".join(
        f"<entry><link href='{HOST}{_tale(n)}'/><updated>2026-03-10T12:00:00Z</updated></entry>" for n in range(10)
    )
    paper["/"] = "<!doctype html><link rel=alternate type=application/atom+xml href=/atom.xml>"
    paper["/atom.xml"] = f"<feed xmlns='http://www.w3.org/2005/Atom'>{entries}</feed>"
    paper["/sitemap.xml"] = sitemap()
    paper.publish(*(_tale(number) for number in range(11)))
    crawl([JOURNAL], tmp_path, clock=clock, transport=paper)
    paper["/sitemap.xml"] = sitemap((_tale(10), None))
    clock.ahead += 6 * HOUR
    assert crawl([JOURNAL], tmp_path, clock=clock, transport=paper, limit=5).articles == 1


# --- what is gone, and what is wrong ---------------------------------------------------------------------------------
def test_a_feed_that_is_gone_rests(paper: Paper, clock: WarpClock, tmp_path: Path) -> None:
    """A page that goes on naming a feed that never was there: it is asked ever more rarely, not in each pass."""
    paper["/"] = _unless_known("<!doctype html><link rel=alternate type=application/rss+xml href=/rss.xml>")
    paper["/sitemap.xml"] = sitemap()
    for _ in range(36):
        crawl([JOURNAL], tmp_path, clock=clock, transport=paper, keep_rhythm=True)
        clock.ahead += HOUR / 4
    assert len(paper.requests("/rss.xml")) < 12
    paper["/rss.xml"] = rss(_tale(1))
    paper.publish(_tale(1))
    clock.ahead += 12 * HOUR
    assert crawl([JOURNAL], tmp_path, clock=clock, transport=paper, keep_rhythm=True).articles == 1


def test_a_feed_that_nothing_names_any_more_is_forgotten(paper: Paper, clock: WarpClock, tmp_path: Path) -> None:
    """Not at once: a home page may be under repair for a while. After a month in which it was read it is no reason to
    come back, and nothing to ask while the home page rests."""
    paper["/rss.xml"] = rss()
    paper["/sitemap.xml"] = sitemap()
    paper["/"] = "<!doctype html><link rel=alternate type=application/rss+xml href=/rss.xml>"
    crawl([JOURNAL], tmp_path, clock=clock, transport=paper, keep_rhythm=True)
    paper["/"] = "<!doctype html>"
    known = []
    for _ in range(8):
        clock.ahead += 5 * DAY
        crawl([JOURNAL], tmp_path, clock=clock, transport=paper, keep_rhythm=True)
        with ledger_of(tmp_path) as ledger:
            known.append(f"{HOST}/rss.xml" in ledger.listings(HOME))
    assert known == [True] * 5 + [False] * 3


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<html><p>Une page d'accueil</p></html>", "is no sitemap"),
        ("<urlset><url><loc>https://ailleurs.example/a</loc></url></urlset>", "none of them is one of this site"),
    ],
)
def test_a_sitemap_that_gives_nothing_is_told(
    paper: Paper, clock: WarpClock, tmp_path: Path, body: str, told: str
) -> None:
    """Who relies on a sitemap learns that it is none; mended, it is read whole whatever its validators say."""
    paper["/sitemap.xml"] = _unless_known(body)
    (note,) = crawl([JOURNAL], tmp_path, clock=clock, transport=paper).notes
    assert f"{HOST}/sitemap.xml" in note
    assert told in note
    paper["/sitemap.xml"] = _unless_known(sitemap((_tale(1), None)))
    paper.publish(_tale(1))
    assert crawl([JOURNAL], tmp_path, clock=clock, transport=paper).articles == 1


def _unless_known(text: str) -> Callable[[httpx.Request], Answer]:
    def answer(request: httpx.Request) -> Answer:
        if request.headers.get("if-none-match"):
            return 304, {}, ""
        return 200, {"ETag": '"1"'}, text

    return answer

"""The newsstand over real HTTP: what it serves is what the crawl, politeness and revision tests stand on."""

from __future__ import annotations

import gzip
import html
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import feedparser
import httpx
import pytest

from fixtures.newsstand import Newsstand, NewsstandError, load_publishers

NEWSSTAND = Path(__file__).parents[1] / "fixtures" / "newsstand.py"
NS = {"sm": "http://www.sitemaps.org/schemas/sitemap/0.9", "news": "http://www.google.com/schemas/sitemap-news/0.9"}

PHARE = """
name = "phare"
title = "Le Phare & la Côte"
country = "FR"
language = "fr-FR"
timezone = "Europe/Paris"
port = 8991
feeds = [{path = "/rss.xml", format = "rss"}, {path = "/atom.xml", format = "atom"}]
sitemaps = [
  {path = "/sitemap.xml", kind = "index"},
  {path = "/sitemap-news.xml", kind = "news"},
  {path = "/sitemap-pages.xml.gz", kind = "urlset"},
]
robots = '''
User-agent: *
Disallow: /prive/
Sitemap: http://127.0.0.1:8991/sitemap.xml
'''
tdmrep = '[{"location": "/abonnes/*", "tdm-reservation": 1}]'
"""
LAGUNE = """
name = "lagune"
title = "La Lagune"
country = "SN"
language = "fr"
timezone = "Africa/Dakar"
port = 8992
feeds = []
sitemaps = []
robots = ""
"""
PAGE_KEYS = ("title", "standfirst", "published", "modified", "section")


def moment(instant: str, precision: str = "minute") -> dict[str, str]:
    return {"instant": instant, "precision": precision}


def write_page(
    folder: Path,
    path: str,
    body: bytes = b"<!DOCTYPE html><title>x</title>",
    *,
    status: int = 200,
    headers: dict[str, Any] | None = None,
    listed: bool = True,
    outcome: str = "article",
    **expected: Any,
) -> None:
    folder.mkdir(parents=True)
    (folder / "page.html").write_bytes(body)
    response = {
        "path": path,
        "status": status,
        "headers": {"Content-Type": "text/html; charset=utf-8"} | (headers or {}),
        "fetched_at": "2023-04-17T12:00:00Z",
        "listed": listed,
    }
    (folder / "response.json").write_text(json.dumps(response), encoding="utf-8")
    fields = dict.fromkeys(PAGE_KEYS) | {"authors": [], "outcome": outcome} | expected
    (folder / "expected.json").write_text(json.dumps(fields), encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    phare, lagune = tmp_path / "phare", tmp_path / "lagune"
    for folder, site in ((phare, PHARE), (lagune, LAGUNE)):
        folder.mkdir()
        (folder / "site.toml").write_text(site, encoding="utf-8")
    write_page(
        phare / "digue",
        "/2023/04/17/digue?id=7",
        '<link rel="canonical" href="http://127.0.0.1:8991/2023/04/17/digue?id=7">'
        '{"url":"http:\\/\\/127.0.0.1:8991\\/x"} share?u=http%3A%2F%2F127.0.0.1%3A8991%2Fx '
        "http://127.0.0.1:8992/ http://127.0.0.1:89912/ Pêcheurs".encode("windows-1252"),
        headers={"Content-Type": "text/html; charset=windows-1252", "Last-Modified": "Mon, 17 Apr 2023 09:00:00 GMT"},
        title="La digue « tient » & la côte recule",
        standfirst="Trois maires <inquiets>.",
        published=moment("2023-04-17T06:30:00Z"),
        modified=moment("2023-04-17T09:00:00Z"),
        section="Économie",
        authors=["Maëlle Kerdoncuff", "Yves Le Goas"],
    )
    write_page(
        phare / "regate", "/regate", title="La régate", published=moment("2023-04-18T22:00:00Z", "day"), section="Sport"
    )
    write_page(phare / "economie", "/economie/", outcome="not_an_article")
    write_page(phare / "brouillon", "/brouillon", title="Brouillon", listed=False)
    write_page(
        phare / "ancienne",
        "/ancienne",
        status=301,
        headers={"Location": "http://127.0.0.1:8991/regate", "Set-Cookie": ["a=1", "b=2"], "Content-Length": "999"},
        listed=False,
        outcome="article",
    )
    write_page(phare / "partie", "/partie", b"<h1>Gone</h1>", status=410, listed=False, outcome="not_found")
    write_page(phare / "serre", "/serre", b"<p>abc</p>" * 500, headers={"Content-Encoding": "gzip"}, listed=False)
    write_page(lagune / "accueil", "/", "<h1>Accueil à nous</h1>".encode(), listed=False, outcome="not_an_article")
    write_page(lagune / "societe", "/société/marché", b"ok", title="Au marché")
    write_page(lagune / "ecole", "/%C3%A9cole", b"oui", title="À l'école")
    return tmp_path


@pytest.fixture
def stand(root: Path) -> Iterator[Newsstand]:
    with Newsstand(root, ephemeral=True) as stand:
        yield stand


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as client:
        yield client


def locations(document: bytes) -> list[str]:
    return [loc.text or "" for loc in ET.fromstring(document).iterfind(".//sm:loc", NS)]


def test_pages_have_status_headers_and_bytes_of_their_fixture(stand: Newsstand, client: httpx.Client) -> None:
    """A page in a legacy encoding arrives byte for byte, with the headers its response.json gives."""
    answer = client.get(stand.sites["phare"].url + "/2023/04/17/digue?id=7")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=windows-1252"
    assert answer.headers["Last-Modified"] == "Mon, 17 Apr 2023 09:00:00 GMT"
    assert answer.content.endswith("Pêcheurs".encode("windows-1252"))


def test_statuses_other_than_200_are_served_without_validators(stand: Newsstand, client: httpx.Client) -> None:
    """Gone pages and redirects keep their status, and no ETag could ever turn them into a 304."""
    gone = client.get(stand.sites["phare"].url + "/partie", headers={"If-None-Match": "*"})
    assert (gone.status_code, gone.content) == (410, b"<h1>Gone</h1>")
    assert "ETag" not in gone.headers


def test_redirects_point_to_the_port_in_use(stand: Newsstand, client: httpx.Client) -> None:
    """A Location header moves with the site, repeated headers stay repeated, a false Content-Length is corrected."""
    answer = client.get(stand.sites["phare"].url + "/ancienne")
    assert answer.status_code == 301
    assert answer.headers["Location"] == stand.sites["phare"].url + "/regate"
    assert answer.headers.get_list("Set-Cookie") == ["a=1", "b=2"]
    assert answer.headers.get_list("Content-Length") == [str(len(answer.content))]
    assert client.get(stand.sites["phare"].url + "/ancienne", follow_redirects=True).status_code == 200


def test_unknown_paths_are_404(stand: Newsstand, client: httpx.Client) -> None:
    """What no fixture has, and what site.toml does not declare, is not found."""
    for path in ("/rien", "/rss.xml", "/.well-known/tdmrep.json", "/sitemap.xml"):
        assert client.get(stand.sites["lagune"].url + path).status_code == 404, path


def test_tracking_parameters_lead_to_the_page(stand: Newsstand, client: httpx.Client) -> None:
    """A query that the fixture's path does not have is ignored; one that it has must match."""
    phare = stand.sites["phare"].url
    assert client.get(phare + "/regate?utm_source=rss").status_code == 200
    assert client.get(phare + "/2023/04/17/digue?id=8").status_code == 404


def test_percent_encoded_paths_are_found(stand: Newsstand, client: httpx.Client) -> None:
    """A path with accents is reached through its percent-encoded form, however response.json spells it."""
    assert client.get(stand.sites["lagune"].url + "/%c3%a9cole").content == b"oui"
    assert client.get(stand.sites["lagune"].url + "/soci%C3%A9t%C3%A9/march%C3%A9").content == b"ok"


@pytest.mark.parametrize("path", ["/regate", "/", "/rss.xml", "/sitemap-pages.xml.gz", "/robots.txt"])
def test_a_matching_etag_gets_304_without_body(stand: Newsstand, client: httpx.Client, path: str) -> None:
    """A second crawl that sends the ETag back fetches nothing twice, fixtures and generated documents alike."""
    url = stand.sites["phare"].url + path
    etag = client.get(url).headers["ETag"]
    for sent in (etag, f'"other", W/{etag}', "*"):
        again = client.get(url, headers={"If-None-Match": sent})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == etag
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200


def test_if_modified_since(stand: Newsstand, client: httpx.Client) -> None:
    """Last-Modified alone is enough for a 304; If-None-Match overrules it, and a date that is none is ignored."""
    url = stand.sites["phare"].url + "/2023/04/17/digue?id=7"
    same, before = "Mon, 17 Apr 2023 09:00:00 GMT", "Mon, 17 Apr 2023 08:59:59 GMT"
    assert client.get(url, headers={"If-Modified-Since": same}).status_code == 304
    assert client.get(url, headers={"If-Modified-Since": before}).status_code == 200
    assert client.get(url, headers={"If-Modified-Since": "hier"}).status_code == 200
    assert client.get(url, headers={"If-Modified-Since": same, "If-None-Match": '"other"'}).status_code == 200


def test_head_gives_the_headers_of_get(stand: Newsstand, client: httpx.Client) -> None:
    """HEAD announces the length of the body and sends none, and the connection can be used again."""
    url = stand.sites["phare"].url + "/regate"
    head, get = client.head(url), client.get(url)
    assert (head.status_code, head.content) == (200, b"")
    assert {k: v for k, v in head.headers.items() if k != "date"} == {
        k: v for k, v in get.headers.items() if k != "date"
    }
    assert head.headers["Content-Length"] == str(len(get.content))


def test_gzip_content_coding_is_applied_on_the_way(stand: Newsstand, client: httpx.Client) -> None:
    """A fixture with Content-Encoding: gzip lies uncompressed on disk and arrives compressed."""
    answer = client.get(stand.sites["phare"].url + "/serre")
    assert int(answer.headers["Content-Length"]) < 500
    assert answer.content == b"<p>abc</p>" * 500


def test_robots_txt_has_the_rules_and_the_sitemaps(stand: Newsstand, client: httpx.Client) -> None:
    """robots.txt is the text of site.toml and names each sitemap by absolute address; empty rules stay a 200."""
    phare = stand.sites["phare"]
    lines = client.get(phare.url + "/robots.txt").text.splitlines()
    assert lines[:2] == ["User-agent: *", "Disallow: /prive/"]
    assert [line for line in lines if line.startswith("Sitemap: ")] == [
        f"Sitemap: {phare.url}{path}" for path in ("/sitemap.xml", "/sitemap-news.xml", "/sitemap-pages.xml.gz")
    ]
    empty = client.get(stand.sites["lagune"].url + "/robots.txt")
    assert (empty.status_code, empty.text.strip()) == (200, "")


def test_tdmrep_file(stand: Newsstand, client: httpx.Client) -> None:
    """The TDMRep file is the JSON of site.toml."""
    answer = client.get(stand.sites["phare"].url + "/.well-known/tdmrep.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == [{"location": "/abonnes/*", "tdm-reservation": 1}]


@pytest.mark.parametrize(("path", "version"), [("/rss.xml", "rss20"), ("/atom.xml", "atom10")])
def test_feeds_are_well_formed(stand: Newsstand, client: httpx.Client, path: str, version: str) -> None:
    """Feeds list the listed pages newest first, with titles, standfirsts and dates as expected.json has them."""
    phare = stand.sites["phare"]
    feed = feedparser.parse(client.get(phare.url + path).content)
    assert (feed.bozo, feed.version, feed.feed.title) == (False, version, "Le Phare & la Côte")
    assert [entry.link.removeprefix(phare.url) for entry in feed.entries] == [
        "/regate",
        "/2023/04/17/digue?id=7",
        "/economie/",
    ]
    digue, undated = feed.entries[1], feed.entries[2]
    assert digue.title == "La digue « tient » & la côte recule"
    assert html.unescape(digue.summary) == "Trois maires <inquiets>."
    assert digue.published_parsed[:5] == (2023, 4, 17, 6, 30)
    assert [author["name"] for author in digue.authors][:1] == ["Maëlle Kerdoncuff"]
    assert undated.title == "economie"
    assert "published" not in undated


def test_atom_tells_updates(stand: Newsstand, client: httpx.Client) -> None:
    """An Atom entry's updated is the page's modification, in the newsroom's own offset."""
    document = client.get(stand.sites["phare"].url + "/atom.xml").text
    assert "<updated>2023-04-17T11:00:00+02:00</updated>" in document
    assert feedparser.parse(document).entries[1].updated_parsed[:5] == (2023, 4, 17, 9, 0)


def test_sitemap_index_leads_to_the_other_sitemaps(stand: Newsstand, client: httpx.Client) -> None:
    """The index names its children; the gzipped one is a gzip file, not a content coding."""
    phare = stand.sites["phare"]
    children = locations(client.get(phare.url + "/sitemap.xml").content)
    assert children == [phare.url + "/sitemap-news.xml", phare.url + "/sitemap-pages.xml.gz"]
    packed = client.get(children[1])
    assert packed.headers["Content-Type"] == "application/gzip"
    assert "Content-Encoding" not in packed.headers
    assert locations(gzip.decompress(packed.content)) == [
        phare.url + path for path in ("/regate", "/2023/04/17/digue?id=7", "/economie/")
    ]


def test_urlset_has_lastmod_as_exact_as_known(stand: Newsstand, client: httpx.Client) -> None:
    """lastmod is a bare day where only the day is known, an instant with offset otherwise, absent without date."""
    document = gzip.decompress(client.get(stand.sites["phare"].url + "/sitemap-pages.xml.gz").content)
    urls = ET.fromstring(document).findall("sm:url", NS)
    assert [url.findtext("sm:lastmod", None, NS) for url in urls] == ["2023-04-19", "2023-04-17T11:00:00+02:00", None]


def test_news_sitemap_has_dated_pages_only(stand: Newsstand, client: httpx.Client) -> None:
    """A news sitemap gives publication, language, publication date and title; pages without a date are not in it."""
    urls = ET.fromstring(client.get(stand.sites["phare"].url + "/sitemap-news.xml").content).findall("sm:url", NS)
    news = [url.find("news:news", NS) for url in urls]
    assert [n.findtext("news:title", "", NS) for n in news if n is not None] == [
        "La régate",
        "La digue « tient » & la côte recule",
    ]
    digue = news[1]
    assert digue is not None
    assert digue.findtext("news:publication_date", "", NS) == "2023-04-17T08:30:00+02:00"
    assert digue.findtext("news:publication/news:language", "", NS) == "fr"


def test_home_page_has_teasers_and_sections(stand: Newsstand, client: httpx.Client) -> None:
    """The home page shows listed pages only, announces the feeds, and its navigation has no dead link."""
    phare = stand.sites["phare"]
    home = client.get(phare.url + "/").text
    assert '<a href="/2023/04/17/digue?id=7">La digue « tient » &amp; la côte recule</a>' in home
    assert "<p>Trois maires &lt;inquiets&gt;.</p>" in home
    assert "Brouillon" not in home
    assert 'type="application/rss+xml" title="Le Phare &amp; la Côte" href="/rss.xml"' in home
    assert '<li><a href="/economie/">Économie</a></li>' in home
    for href in re.findall(r'href="([^"]+)"', home):
        assert f'id="{href[1:]}"' in home if href.startswith("#") else client.get(httpx.URL(phare.url).join(href))


def test_a_fixture_takes_the_place_of_a_generated_page(stand: Newsstand, client: httpx.Client) -> None:
    """A site that brings its own home page keeps it."""
    assert client.get(stand.sites["lagune"].url + "/").text == "<h1>Accueil à nous</h1>"


def test_ephemeral_ports_are_rewritten_everywhere(stand: Newsstand, client: httpx.Client) -> None:
    """Addresses of all sites of the newsstand move, plain, escaped and percent-encoded; other ports stay."""
    phare, lagune = (stand.sites[name].url.rpartition(":")[2] for name in ("phare", "lagune"))
    answer = client.get(stand.sites["phare"].url + "/2023/04/17/digue?id=7")
    assert answer.headers["Content-Length"] == str(len(answer.content))
    text = answer.text
    assert f'href="http://127.0.0.1:{phare}/2023/04/17/digue?id=7"' in text
    assert f"http:\\/\\/127.0.0.1:{phare}\\/x" in text
    assert f"http%3A%2F%2F127.0.0.1%3A{phare}%2Fx" in text
    assert f"http://127.0.0.1:{lagune}/ " in text
    assert "http://127.0.0.1:89912/" in text
    assert not re.search(r"127\.0\.0\.1(:|%3A)899[12](?!\d)", text)


def test_two_newsstands_run_side_by_side(stand: Newsstand, root: Path, client: httpx.Client) -> None:
    """Ephemeral newsstands never share a port, so tests can run in parallel."""
    with Newsstand(root, ephemeral=True) as other:
        urls = [site.url for each in (stand, other) for site in each.sites.values()]
        assert len(set(urls)) == 4
        assert all(client.get(url + "/").status_code == 200 for url in urls)


def test_requests_are_logged_in_order(stand: Newsstand, client: httpx.Client) -> None:
    """Politeness tests can read who asked what, when and with which result, for each site by itself."""
    phare = stand.sites["phare"]
    before = time.monotonic()
    client.get(phare.url + "/regate?a=1", headers={"User-Agent": "essai/1.0"})
    client.head(phare.url + "/rien")
    client.get(phare.url + "/regate", headers={"If-None-Match": "*"})
    assert [(r.method, r.path, r.status) for r in phare.requests] == [
        ("GET", "/regate?a=1", 200),
        ("HEAD", "/rien", 404),
        ("GET", "/regate", 304),
    ]
    assert phare.requests[0].headers["user-agent"] == "essai/1.0"
    times = [before, *(r.at for r in phare.requests), time.monotonic()]
    assert times == sorted(times)
    assert stand.sites["lagune"].requests == []


def test_put_replaces_a_page(stand: Newsstand, client: httpx.Client) -> None:
    """A test can edit a page between two crawls: the old ETag gets the new body."""
    phare = stand.sites["phare"]
    etag = client.get(phare.url + "/regate").headers["ETag"]
    phare.put("/regate", b"<h1>La nouvelle</h1>")
    edited = client.get(phare.url + "/regate", headers={"If-None-Match": etag})
    assert (edited.status_code, edited.content) == (200, b"<h1>La nouvelle</h1>")
    phare.put("/regate", b"", status=503, headers={"Retry-After": "7"})
    broken = client.get(phare.url + "/regate")
    assert (broken.status_code, broken.headers["Retry-After"]) == (503, "7")


def test_connections_are_kept_alive(stand: Newsstand) -> None:
    """One connection carries several requests, as a polite crawler's does."""
    port = int(stand.sites["phare"].url.rpartition(":")[2])
    request = b"GET /partie HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request * 2)
        received = b""
        while received.count(b"<h1>Gone</h1>") < 2:
            part = connection.recv(4096)
            assert part, received
            received += part


def test_clients_that_go_away_do_no_harm(
    stand: Newsstand, client: httpx.Client, capfd: pytest.CaptureFixture[str]
) -> None:
    """A client that hangs up in the middle of a big answer leaves no traceback, and the site goes on."""
    phare = stand.sites["phare"]
    phare.put("/gros", b"x" * 20_000_000)
    port = int(phare.url.rpartition(":")[2])
    for _ in range(3):
        connection = socket.create_connection(("127.0.0.1", port), timeout=10)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # reset, not a polite end
        connection.sendall(b"GET /gros HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        connection.recv(1000)
        connection.close()
    assert client.get(phare.url + "/regate").status_code == 200
    assert capfd.readouterr().err == ""


def test_closing_frees_the_ports_under_open_connections(root: Path, client: httpx.Client) -> None:
    """The end of ``with`` waits for nobody: an idle keep-alive connection does not hold the newsstand open."""
    with Newsstand(root, ephemeral=True) as stand:
        url = stand.sites["phare"].url
        assert client.get(url + "/regate").status_code == 200
    with pytest.raises(httpx.ConnectError):
        client.get(url + "/regate")


def test_a_taken_port_is_a_clear_error(root: Path) -> None:
    """The message names the site and the port and says what to do; sites bound before it are let go."""
    offset = free_offset(8991, 8992)  # an ephemeral port's neighbour may be another test's
    taken = 8991 + offset
    with socket.create_server(("127.0.0.1", taken)):
        with pytest.raises(NewsstandError, match=rf"phare: cannot listen on 127\.0\.0\.1:{taken} .*--offset"):
            Newsstand(root, offset=offset).__enter__()
        socket.create_server(("127.0.0.1", taken + 1)).close()


def test_offset_moves_all_ports(root: Path, client: httpx.Client) -> None:
    """With an offset the sites listen next to where they usually do, and their pages know it."""
    offset = free_offset(8991, 8992)
    with Newsstand(root, offset=offset) as stand:
        assert stand.sites["phare"].url == f"http://127.0.0.1:{8991 + offset}"
        assert (
            f"http://127.0.0.1:{8992 + offset}/ "
            in client.get(stand.sites["phare"].url + "/2023/04/17/digue?id=7").text
        )


def free_offset(*ports: int) -> int:
    """An offset that leads all ports to free ones, below the ephemeral range first; each process looks elsewhere."""
    for offset in range(20_000 + os.getpid() % 100 * 17, 50_000, 17):
        with suppress(OSError), ExitStack() as stack:
            for port in set(ports):
                stack.enter_context(socket.create_server(("127.0.0.1", port + offset)))
            return offset
    raise AssertionError("no free ports")


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("phare/regate/response.json", "{", r"phare.regate: Expecting property name"),
        ("phare/regate/response.json", '{"path": "/x"}', r"phare.regate: the key 'fetched_at' is missing"),
        ("phare/site.toml", "name = ", r"phare.site\.toml: Invalid value"),
        ("phare/site.toml", PHARE.replace("8991", "8992"), r"phare and lagune both have port 8992"),
    ],
)
def test_broken_fixtures_are_named(root: Path, file: str, text: str, message: str) -> None:
    """Whoever adds a fixture is told which file is wrong and why."""
    (root / file).write_text(text, encoding="utf-8")
    with pytest.raises(NewsstandError, match=message):
        load_publishers(root)


@pytest.mark.parametrize(("name", "count"), [("page.html", 0), ("page.pdf", 2)])
def test_a_page_has_one_body(root: Path, name: str, count: int) -> None:
    """A forgotten body, or two of them, is told with the folder's name."""
    if count:
        (root / "phare" / "regate" / name).write_bytes(b"%PDF-1.4")
    else:
        (root / "phare" / "regate" / name).unlink()
    with pytest.raises(NewsstandError, match=rf"regate: wants one page\.html .*, has {count}"):
        load_publishers(root)


def test_two_fixtures_with_one_path_are_an_error(root: Path) -> None:
    """A page cannot silently hide another."""
    write_page(root / "phare" / "double", "/regate")
    with pytest.raises(NewsstandError, match="more than one fixture has the path /regate"):
        load_publishers(root)


def test_the_bundled_newsstand_serves_all_its_pages(client: httpx.Client) -> None:
    """Every fixture answers with its status, and every generated document of every site is there and well formed."""
    with Newsstand(ephemeral=True) as stand:
        for site in stand.sites.values():
            for fixture in site.publisher.fixtures:
                assert client.get(site.url + fixture.path).status_code == fixture.status, fixture.path
            for path, _ in site.publisher.feeds:
                assert not feedparser.parse(client.get(site.url + path).content).bozo, path
            for path, kind in site.publisher.sitemaps:
                document = client.get(site.url + path).content
                found = locations(gzip.decompress(document) if path.endswith(".gz") else document)
                assert found or kind == "news", path
                assert all(url.startswith(site.url) for url in found)
            assert client.get(site.url + "/").status_code == 200


def test_the_script_serves_until_it_is_stopped(client: httpx.Client) -> None:
    """``python fixtures/newsstand.py`` prints one line per site, serves them, and ends cleanly on SIGTERM."""
    ports = [publisher.port for publisher in load_publishers()]
    offset = free_offset(*ports)
    command = [sys.executable, str(NEWSSTAND), "--offset", str(offset)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            urls = [process.stdout.readline().split()[0] for _ in ports]
            assert [client.get(url).status_code for url in urls] == [200] * len(ports)
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0

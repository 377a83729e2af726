"""Feeds, sitemaps, robots files and pages of links that do harm: the crawl ends, soon, with the articles in it."""

from __future__ import annotations

import asyncio
import gzip
import json
from pathlib import Path

import pytest
from gazette import GOOD, NASTY, article, crawl, front, html, title_of

from tests.fetchers.loopback import Asked, Reply, Site, reply

Routes = dict[str, Reply | list[Reply]]
FEED_HEAD = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
ATOM = "application/atom+xml"
RSS = "application/rss+xml"
XML = "application/xml"
REQUESTS = 80
"""More than this a crawl of three articles never needs, however many pages are named."""


def items_of(paths: tuple[str, ...] = GOOD) -> str:
    return "".join(f"<item><title>{title_of(path)}</title><link>{path}</link></item>" for path in paths)


def rss(items: str, doctype: str = "") -> str:
    return f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel><title>G</title>{items}</channel></rss>'


def urls_of(paths: tuple[str, ...] = GOOD) -> str:
    return "".join(f"<url><loc>{path}</loc></url>" for path in paths)


def sitemap(entries: str, doctype: str = "") -> str:
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?>{doctype}<urlset xmlns="{space}">{entries}</urlset>'


def index(*children: str) -> bytes:
    entries = "".join(f"<sitemap><loc>{child}</loc></sitemap>" for child in children)
    text = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'
    return reply(body=text.encode(), content_type=XML)


def robots(*lines: str) -> bytes:
    return reply(body="\n".join(lines).encode(), content_type="text/plain")


def lol(name: str) -> str:
    """A document type whose last entity is a billion laughs."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 50}">' for n in range(10))
    return f"<!DOCTYPE {name} [{entities}]>"


def quadratic(name: str) -> str:
    """One long entity, used a hundred thousand times."""
    return f'<!DOCTYPE {name} [<!ENTITY l9 "{"ha" * 50_000}">]>'


def external(name: str, other: Site) -> str:
    """Entities and a DTD to be fetched: from a file, and from a server inside."""
    return (
        f'<!DOCTYPE {name} SYSTEM "{other.url}/secret.dtd" [<!ENTITY % far SYSTEM "{other.url}/secret.ent"> %far;'
        f'<!ENTITY l9 SYSTEM "file:///etc/passwd"><!ENTITY l8 SYSTEM "{other.url}/secret">]>'
    )


@pytest.mark.parametrize("doctype", [lol("rss"), quadratic("rss")], ids=["exponential", "quadratic"])
def test_xml_bomb_in_a_feed(tmp_path: Path, doctype: str) -> None:
    """Entities that multiply stay unread; the entries of the feed are taken."""
    bomb = f"<item><title>{'&l9;' * 1_000}</title><link>{NASTY}</link></item>"
    routes: Routes = {"/rss.xml": reply(body=rss(items_of() + bomb, doctype).encode(), content_type=RSS)}
    found = crawl(tmp_path, routes | {NASTY: html(article(title_of(NASTY)))}, links=(), head=FEED_HEAD)
    assert {row["via"] for row in found.captures.values()} == {"feed"}
    found.assert_rest_came_in()


@pytest.mark.parametrize("doctype", [lol("urlset"), quadratic("urlset")], ids=["exponential", "quadratic"])
def test_xml_bomb_in_a_sitemap(tmp_path: Path, doctype: str) -> None:
    """A sitemap that defines entities is none: it is given up at once, and the links of the page are there."""
    body = sitemap(urls_of() + f"<url><loc>{NASTY}&l9;</loc></url>", doctype).encode()
    routes: Routes = {
        "/robots.txt": robots("Sitemap: /sitemap.xml"),
        "/sitemap.xml": reply(body=body, content_type=XML),
    }
    found = crawl(tmp_path, routes, links=())
    assert "/sitemap.xml" in found.asked
    found.assert_rest_came_in()


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_external_entities(tmp_path: Path, kind: str) -> None:
    """No file is read and no server asked because a document says so."""
    other = Site({path: reply(body=b"secret", content_type=XML) for path in ("/secret", "/secret.dtd", "/secret.ent")})

    async def serve(asked: Asked, writer: asyncio.StreamWriter) -> None:
        root = "rss" if kind == "feed" else "urlset"
        doctype = external(root, other)
        entry = f"<item><title>&l9;&l8;</title><link>{NASTY}</link></item>" if kind == "feed" else urls_of((NASTY,))
        text = rss(items_of() + entry, doctype) if kind == "feed" else sitemap(urls_of() + entry, doctype)
        writer.write(reply(body=text.encode(), content_type=XML))

    routes: Routes = {
        "/robots.txt": robots("Sitemap: /sitemap.xml"),
        f"/{'rss' if kind == 'feed' else kind}.xml": serve,
    }
    routes[NASTY] = html(article(title_of(NASTY)))
    found = crawl(tmp_path, routes, links=(), head=FEED_HEAD, other=other)
    assert other.asked == []
    found.assert_rest_came_in()


def test_a_sitemap_of_fifty_thousand_pages(tmp_path: Path) -> None:
    """All are read, the newest are taken, and nothing beyond the limit is asked for."""
    old = "".join(
        f"<url><loc>/2019/01/une-page-du-temps-passe-{n}</loc><lastmod>2019-01-01</lastmod></url>"
        for n in range(49_990)
    )
    new = "".join(f"<url><loc>{path}</loc><lastmod>2026-02-28T10:00:00Z</lastmod></url>" for path in GOOD)
    body = gzip.compress(sitemap(old + new).encode())
    routes: Routes = {
        "/": html("<html><title>Gazette</title><p>En travaux</p></html>"),
        "/robots.txt": robots("Sitemap: /sitemap.xml.gz"),
        "/sitemap.xml.gz": reply(body=body, content_type="application/gzip"),
    }
    found = crawl(tmp_path, routes, limit=len(GOOD))
    assert found.summary.found >= 49_990
    assert set(found.captures) == set(GOOD)
    found.assert_rest_came_in()


def test_sitemap_indexes_that_name_each_other(tmp_path: Path) -> None:
    """A circle of indexes is walked once, and a tree without end not to its end."""

    async def endless(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(index(*(f"{asked.path}-{n}.xml" for n in range(50)), "/sitemap.xml", asked.path))

    routes: Routes = {
        "/robots.txt": robots("Sitemap: /sitemap.xml", "Sitemap: /sitemap.xml", "Sitemap: /autre.xml"),
        "/sitemap.xml": index("/autre.xml", "/sitemap.xml"),
        "/autre.xml": index("/sitemap.xml", "/autre.xml", "/sans-fin.xml"),
        "/.well-known/tdmrep.json": reply(404),
    }
    found = crawl(tmp_path, routes, links=(), otherwise=endless)
    assert found.asked.count("/sitemap.xml") == found.asked.count("/autre.xml") == 1
    assert "/sans-fin.xml" in found.asked
    assert len(found.asked) < REQUESTS
    found.assert_rest_came_in()


@pytest.mark.parametrize(
    "body",
    [
        rss(items_of(tuple(path.removeprefix("/") for path in GOOD))),
        rss(items_of(tuple(f"../{path}" for path in GOOD))),
        rss(items_of()).replace("</item>", "").replace("</title>", "&nbsp;& Cie</title>"),
        rss(items_of() + "<item><title>" + "<b>" * 50_000),
        rss(items_of(), "<!DOCTYPE rss [<!ENTITY").replace("<rss", ">]><rss"),
        rss(f"{items_of()}<item><title>\x00\x0b&#0;&#xD800;&#x110000;&#99999999999;</title></item>"),
        "\n\n<!-- un commentaire -->" + rss(items_of()).replace('version="1.0"?', 'version="1.0" encoding="rot13"?'),
        rss(items_of()).replace('version="1.0"?', 'version="1.0" encoding="utf-16"?'),
        rss(f"<item {' '.join(f'a{n}=1' for n in range(100_000))}>" + "</item>" + items_of())[:400_000] + items_of(),
    ],
    ids=["relative", "above", "unclosed", "deep", "doctype", "characters", "rot13", "utf-16", "attributes"],
)
def test_feeds_that_break_xml(tmp_path: Path, body: str) -> None:
    """What can be read of a feed is read; where nothing can, the page's own links are taken. Never an error."""
    routes: Routes = {"/rss.xml": reply(body=body.encode(), content_type=RSS)}
    found = crawl(tmp_path, routes, links=(), head=FEED_HEAD)
    assert "/rss.xml" in found.asked
    found.assert_rest_came_in()


def calendar(path: str) -> bytes:
    """A page that leads to the months and days around it, and to itself in other orders."""
    month = path.rpartition("/")[2].partition("?")[0]
    number = int(month) if month.isdigit() and len(month) < 9 else 0
    near = [f"/agenda/2026/{number + step}" for step in range(-5, 60)]
    facets = [f"{path}{'&' if '?' in path else '?'}{name}={number}" for name in ("tri", "page", "date", "couleur", "q")]
    named = [f"/2026/02/evenement-numero-{number * 100 + n}-a-la-salle-des-fetes?vue={n}" for n in range(50)]
    return front([*near, *facets, *named])


def test_calendars_and_facets_without_end(tmp_path: Path) -> None:
    """Pages that go on for ever are not gone into: only links of the home page and its sections, to the limit."""

    async def endless(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(calendar(asked.path))

    routes: Routes = {"/robots.txt": reply(404), "/.well-known/tdmrep.json": reply(404)}
    menu = '<nav><a href="/agenda/">Agenda</a><a href="/sport/">Sport</a></nav>'
    days = "".join(f'<a href="/agenda/2026/{n}">Le programme du jour numéro {n}</a>' for n in range(60))
    news = "".join(f'<h2><a href="{path}">{title_of(path)} selon nos informations</a></h2>' for path in GOOD)
    routes["/"] = html(f"<html lang=fr><title>Gazette</title><body>{menu}{news}{days}</body></html>")
    found = crawl(tmp_path, routes, otherwise=endless, limit=40)
    assert len(found.asked) < REQUESTS
    assert len(found.captures) <= 40
    found.assert_rest_came_in()


def test_thousands_of_facets_of_one_page(tmp_path: Path) -> None:
    """A list in all its orders is one list: none of its addresses looks like an article's."""
    facets = [f"/annuaire?tri={n % 10}&couleur={n // 10 % 10}&taille={n // 100}" for n in range(3_000)]
    found = crawl(tmp_path, {}, links=facets)
    assert set(found.captures) == set(GOOD)
    found.assert_rest_came_in()


@pytest.mark.parametrize(
    "lines",
    [
        ["User-agent: *", "Disallow: /" + "*a" * 5_000 + "$"],
        ["User-agent: *", *(f"Disallow: /*{n}*{n}*{n}$" for n in range(20_000))],
        ["User-agent: *", "Crawl-delay: -1", "Crawl-delay: inf", "Crawl-delay: nan", "Request-rate: 0/0"],
        ["User-agent: " + "a" * 400_000, "Disallow: /"],
        ["Sitemap: " + "/s.xml?" + "a" * 400_000, "Sitemap: file:///etc/passwd", "\0" * 1_000],
    ],
    ids=["stars", "rules", "delays", "agent", "sitemaps"],
)
def test_robots_files_that_mean_harm(tmp_path: Path, lines: list[str]) -> None:
    """Rules are matched in time, and senseless lines are none."""
    found = crawl(tmp_path, {"/robots.txt": robots(*lines), "/" + "a" * 5_000: html(article("Le titre"))})
    found.assert_rest_came_in()


def test_a_crawl_delay_of_ages(tmp_path: Path) -> None:
    """The pass is over at once: what the site does not want asked today is left, and named."""
    found = crawl(tmp_path, {"/robots.txt": robots("User-agent: *", "Crawl-delay: 1e308")})
    assert found.asked == ["/robots.txt", "/.well-known/tdmrep.json", "/"]
    assert (found.captures, found.summary.pages) == ({}, 0)
    assert any("Crawl-delay" in note for note in found.summary.notes)


def test_a_robots_file_of_sixty_megabytes(tmp_path: Path) -> None:
    """500 kB are read (RFC 9309, 2.5), and the rules in them hold."""
    sent = 0

    async def endless(asked: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\nDisallow: " + NASTY.encode())
        for _ in range(600):
            writer.write(b"\n#" + b"a" * 100_000)
            await writer.drain()
            sent += 100_000
        writer.close()

    found = crawl(tmp_path, {"/robots.txt": endless, NASTY: html(article(title_of(NASTY)))})
    assert found.outcome() == ("refused", "robots_disallowed")
    assert sent < 20_000_000
    found.assert_rest_came_in()


@pytest.mark.parametrize(
    "rules",
    [
        [{"location": "/" + "*a" * 40 + "b", "tdm-reservation": 1}],
        [{"location": "/" + "*a" * 200_000, "tdm-reservation": 1}],
        [{"location": "/*" * n + "$", "tdm-reservation": 1} for n in range(4, 600)],
        [[[[]]], {"location": 1}, {"location": {}}, None, {"location": "/x", "tdm-reservation": {"1": 1}}],
    ],
    ids=["stars", "long", "many", "types"],
)
def test_reservation_files_that_mean_harm(tmp_path: Path, rules: object) -> None:
    """Patterns of tdmrep.json are matched in time, whatever their author had in mind."""
    slow = "/2026/02/" + "-".join(["a" * 9] * 60)
    body = json.dumps(rules).encode()
    routes: Routes = {"/.well-known/tdmrep.json": reply(body=body, content_type="application/json")}
    found = crawl(tmp_path, routes | {slow: html(article("Le titre"))}, links=(slow,))
    assert found.outcome(slow) == ("article", None)
    found.assert_rest_came_in()

"""Addresses that lead inside: by a redirect, a link, a feed, a sitemap or a name. None is connected to."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest
from gazette import GOOD, NASTY, article, crawl, each, html

from ingest.fetchers.addresses import NamedHosts
from ingest.fetchers.transport import PoolTransport
from ingest.urls import request_url
from tests.fetchers.loopback import Reply, Site, redirect, reply

Routes = dict[str, Reply | list[Reply]]

INSIDE = (
    "http://169.254.169.254/latest/meta-data/iam",
    "http://[fd00:ec2::254]/latest/meta-data/iam",
    "http://10.0.0.1/2026/02/la-page-du-routeur-de-la-maison",
    "http://192.168.1.1/2026/02/la-page-du-routeur-de-la-maison",
    "http://[::1]:1/2026/02/la-page-du-routeur-de-la-maison",
    "http://[::ffff:127.0.0.1]:1/2026/02/la-page-du-routeur-de-la-maison",
    "http://0.0.0.0:1/2026/02/la-page-du-routeur-de-la-maison",
    "http://2130706433:1/2026/02/la-page-du-routeur-de-la-maison",
    "http://0x7f.1:1/2026/02/la-page-du-routeur-de-la-maison",
    "http://①②⑦.⓪.⓪.①:1/2026/02/la-page-du-routeur-de-la-maison",
    "http://localhost:1/2026/02/la-page-du-routeur-de-la-maison",
)
"""Port 1 of this machine: a connection would be refused, and be named connection_failed instead."""
NO_WEB_ADDRESS = (
    "file:///etc/passwd",
    "gopher://127.0.0.1:70/",
    "javascript:alert(1)",
    "https://",
    "data:text/html,non",
)


def test_by_a_redirect(tmp_path: Path) -> None:
    """A page that redirects inside is refused before anybody is connected to, and one that leads to no web address."""
    targets = [*INSIDE, *NO_WEB_ADDRESS]
    redirects = each([redirect(target.encode().decode("latin-1")) for target in targets])  # as browsers read Location
    found = crawl(tmp_path, redirects, links=list(redirects))
    for target, path in zip(targets, redirects, strict=True):
        # A name is no address until it is resolved: of another site it is not even asked for.
        name = target.startswith(("http://localhost", "http://2130706433", "http://0x7f.1"))
        assert found.outcome(path) == (("dropped", "off_site") if name else ("refused", "forbidden_address")), target
    found.assert_rest_came_in()


def test_by_a_redirect_of_robots_txt(tmp_path: Path) -> None:
    """Files that are asked for on the way go by the same rule: a robots.txt that leads inside closes the site."""
    found = crawl(tmp_path, {"/robots.txt": redirect("http://169.254.169.254/robots.txt")})
    assert found.articles == {}
    assert set(found.asked) == {"/robots.txt"}
    assert found.summary.reasons == {"forbidden_address": 1}


def test_by_a_link(tmp_path: Path) -> None:
    """Links of a page to other hosts are not followed; another port of this machine is another host."""
    other = Site({NASTY: html(article("Ce texte ne doit figurer nulle part"))})
    links = ["{other}" + NASTY, "//127.0.0.1:1" + NASTY, *INSIDE, *NO_WEB_ADDRESS]
    found = crawl(tmp_path, {}, links=links, other=other)
    assert other.asked == []
    assert set(found.captures) == set(GOOD)
    found.assert_rest_came_in()


def test_by_a_feed(tmp_path: Path) -> None:
    """Feeds may name other hosts: those inside are refused one by one, before anybody is connected to."""
    items = "".join(f"<item><link>{url}</link></item>" for url in (*INSIDE, *NO_WEB_ADDRESS, *GOOD))
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>G</title>{items}</channel></rss>'
    head = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
    routes: Routes = {"/rss.xml": reply(body=feed.encode(), content_type="application/rss+xml")}
    found = crawl(tmp_path, routes, links=(), head=head)
    for url in INSIDE:
        assert found.outcome(request_url(url)) == ("refused", "forbidden_address"), url
    assert len(found.captures) == len(INSIDE) + len(GOOD)
    assert {row["via"] for row in found.captures.values()} == {"feed"}
    found.assert_rest_came_in()


def test_by_a_sitemap(tmp_path: Path) -> None:
    """A sitemap speaks for its own site only (sitemaps.org): pages of other hosts are not even links."""
    entries = "".join(f"<url><loc>{url}</loc></url>" for url in (*INSIDE, *NO_WEB_ADDRESS, *GOOD))
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
    robots = b"Sitemap: /sitemap.xml\nSitemap: http://169.254.169.254/sitemap.xml"
    routes: Routes = {
        "/robots.txt": reply(body=robots, content_type="text/plain"),
        "/sitemap.xml": reply(body=sitemap.encode(), content_type="application/xml"),
    }
    found = crawl(tmp_path, routes, links=())
    assert "/sitemap.xml" in found.asked
    assert set(found.captures) == set(GOOD)
    found.assert_rest_came_in()


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["127.0.0.1", "93.184.215.14"]])
def test_by_a_name(tmp_path: Path, addresses: list[str]) -> None:
    """A subdomain that resolves inside, alone or among public addresses (DNS rebinding), is refused; the host that the
    user named is crawled wherever it resolves."""

    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"] if host == "gazette.example" else addresses

    def wire(site: Site) -> PoolTransport:
        return PoolTransport(NamedHosts([f"http://gazette.example:{site.port}/"]), resolve)

    link = "http://intranet.gazette.example:{port}" + NASTY
    found = crawl(tmp_path, {}, links=[link], home="http://gazette.example:{port}", transport=wire)
    assert NASTY not in found.asked
    assert found.outcome() == ("refused", "forbidden_address")
    found.assert_rest_came_in()


class _Untrusted(Site):
    """A server with a certificate that nobody but itself has signed."""

    async def __aenter__(self) -> _Untrusted:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(Path(__file__).with_name("self_signed.pem"))
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"https://127.0.0.1:{self.port}"
        return self


def test_a_certificate_that_nobody_signed(tmp_path: Path) -> None:
    """Over real TLS, with the right name and not expired: still refused, and nothing is asked on such a connection."""
    other = _Untrusted({NASTY: html(article("Ce texte ne doit figurer nulle part"))})
    found = crawl(tmp_path, {}, links=(), urls=["{other}" + NASTY], other=other)
    (row,) = [row for url, row in found.captures.items() if url.startswith("https:")]
    assert (row["outcome"], row["reason"]) == ("failed", "tls_failed")
    assert "self-signed certificate" in row["detail"]
    assert other.asked == []
    found.assert_rest_came_in()

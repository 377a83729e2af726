"""Help for tests of what becomes of a site over weeks: a newspaper without sockets that is told what it serves."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import httpx

Answer = tuple[int, dict[str, str], str] | str
HOST = "http://journal.example"
HOME = HOST + "/"


class Paper(httpx.AsyncBaseTransport):
    """``paper[path] = text``, an answer, or a function that makes one of the request; all else is 404."""

    def __init__(self) -> None:
        self.served: dict[str, Answer | Callable[[httpx.Request], Answer]] = {}
        self.asked: list[str] = []

    def __setitem__(self, path: str, answer: Answer | Callable[[httpx.Request], Answer]) -> None:
        self.served[path] = answer

    def publish(self, *paths: str) -> None:
        for path in paths:
            self[path] = story(path)

    def requests(self, *paths: str) -> list[str]:
        """What was asked for since the last look, robots files aside; of these paths, if any are named."""
        asked, self.asked = self.asked, []
        return [path for path in asked if (path in paths if paths else "robots" not in path and "tdmrep" not in path)]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode()
        self.asked.append(path)
        answer = self.served.get(path, (404, {}, "no"))
        if callable(answer):
            answer = answer(request)
        status, headers, text = (200, {}, answer) if isinstance(answer, str) else answer
        kind = "application/xml" if path.endswith(".xml") else "text/plain" if path.endswith(".txt") else "text/html"
        headers = {"Content-Type": f"{kind}; charset=utf-8"} | headers
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(text.encode()))


def story(path: str) -> str:
    text = " ".join(f"La phrase numéro {n} de {path} parle du fleuve et de ses passeurs." for n in range(12))
    return f"<!doctype html><article><h1>Le récit du fleuve {path}</h1><p>{text}</p></article>"


def sitemap(*entries: tuple[str, str | None]) -> str:
    """Paths with their lastmod."""
    return f"<urlset>{_entries('url', entries)}</urlset>"


def index(*entries: tuple[str, str | None]) -> str:
    return f"<sitemapindex>{_entries('sitemap', entries)}</sitemapindex>"


def rss(*paths: str) -> str:
    items = "".join(f"<item><link>{HOST}{path}</link></item>" for path in paths)
    return f"<rss version='2.0'><channel><title>Journal</title>{items}</channel></rss>"


def _entries(kind: str, entries: Iterable[tuple[str, str | None]]) -> str:
    said = ((path, f"<lastmod>{lastmod}</lastmod>" if lastmod else "") for path, lastmod in entries)
    return "".join(f"<{kind}><loc>{HOST}{path}</loc>{lastmod}</{kind}>" for path, lastmod in said)

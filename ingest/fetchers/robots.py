"""robots.txt (RFC 9309): what a site lets a robot of our name take."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import timedelta

from protego import Protego

from ingest.fetchers.failures import Failed
from ingest.model import Robots
from ingest.urls import try_request

MAX_BYTES = 500 * 1024
"""RFC 9309, 2.5: at least 500 kibibytes are read; what comes after is ignored."""
MAX_REDIRECTS = 5
"""RFC 9309, 2.3.1.2: at least five; beyond them the file counts as not there."""

AI_AGENTS = (
    *("gptbot", "chatgpt-user", "oai-searchbot", "ccbot", "claudebot", "claude-web", "claude-user", "claude-searchbot"),
    *("anthropic-ai", "google-extended", "google-cloudvertexbot", "applebot-extended", "bytespider", "perplexitybot"),
    *("perplexity-user", "meta-externalagent", "meta-externalfetcher", "facebookbot", "cohere-ai", "diffbot"),
    *("cohere-training-data-crawler", "amazonbot", "mistralai-user", "ai2bot", "duckassistbot", "youbot", "timpibot"),
    *("pangubot", "img2dataset", "imagesiftbot", "omgili", "omgilibot", "webzio-extended"),
)
"""Product tokens that sites use to speak to collectors for artificial intelligence."""

_PRODUCT_TOKEN = re.compile(r"[A-Za-z_-]+")
_AGENT_LINE = re.compile(r"\s*user[ -]?agent(?:\s*:\s*|\s+)([^\s#/]+)", re.IGNORECASE)
"""As lenient as Protego is, and without the version."""


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """What one origin's robots.txt says, or that there is none, or that it could not be had."""

    url: str
    rules: Protego | None = None
    """None: no file, or it could not be had."""
    groups: frozenset[str] = frozenset()
    """Names in lower case that the file has rules for."""
    sitemaps: tuple[str, ...] = ()
    """Absolute addresses, in the order of the file, each once."""
    crawl_delay: timedelta | None = None
    """The pause asked of our robot."""
    ai_refused: tuple[str, ...] = ()
    """Those of :data:`AI_AGENTS` that are named and kept out of the whole site."""
    failure: Failed | None = None
    """Why the file could not be had: then nothing is allowed for the time being."""

    def verdict(self, url: str, agent: str) -> Robots:
        """May the robot with product token ``agent`` take ``url``?"""
        if self.failure is not None:
            return Robots.UNREACHABLE
        if self.rules is None or self.rules.can_fetch(url, _group(agent, self.groups)):
            return Robots.ALLOWED
        return Robots.DISALLOWED


def product_token(user_agent: str) -> str:
    """The name a robot goes by in robots.txt: letters, ``_`` and ``-`` at the beginning (RFC 9309, 2.2.1)."""
    match = _PRODUCT_TOKEN.match(user_agent.strip())
    return match[0] if match else "ingest"


def read_robots(url: str, body: bytes, agent: str) -> RobotsFile:
    """The rules of a file. Never raises: lines that make no sense are skipped."""
    lines, groups = _by_token(body[:MAX_BYTES].decode("utf-8-sig", "replace"), agent)
    rules = Protego.parse(lines)
    found = (try_request(line, url) for line in rules.sitemaps)
    return RobotsFile(
        url=url,
        rules=rules,
        groups=groups,
        sitemaps=tuple(dict.fromkeys(sitemap for sitemap in found if sitemap is not None)),
        crawl_delay=_crawl_delay(rules, _group(agent, groups)),
        ai_refused=_ai_refused(groups, rules, url),
    )


def _by_token(text: str, agent: str) -> tuple[str, frozenset[str]]:
    """The file with bare names in its User-agent lines, and those names. What comes down to the product token of
    ``agent`` (``Kiosque/2.0``, ``kiosque*``) is written as that: Protego compares the lines as they are."""
    lines, groups = text.splitlines(), set()
    for number, line in enumerate(lines):
        if found := _AGENT_LINE.match(line):
            name, token = found[1].lower(), _PRODUCT_TOKEN.match(found[1])
            if token and token[0].lower() == agent.lower():
                name = agent.lower()
            lines[number] = f"User-agent: {name}"
            groups.add(name)
    return "\n".join(lines), frozenset(groups)


def _group(agent: str, groups: frozenset[str]) -> str:
    """The name to ask Protego about. It takes a group for every robot whose name begins like it (``news`` for
    ``newsroom``), RFC 9309 (2.2.1) the one of the same name, else the one for all."""
    return agent if agent.lower() in groups else "*"


def _crawl_delay(rules: Protego, agent: str) -> timedelta | None:
    seconds = rules.crawl_delay(agent)
    if seconds is None or not math.isfinite(seconds) or seconds <= 0:
        return None
    return timedelta(seconds=min(seconds, 86_400.0))


def _ai_refused(groups: frozenset[str], rules: Protego, url: str) -> tuple[str, ...]:
    root = url.removesuffix("robots.txt")
    return tuple(agent for agent in AI_AGENTS if agent in groups and not rules.can_fetch(root, agent))

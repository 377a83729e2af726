"""Each reason in words, with what to do about it. No imports that a crawl would not have anyway."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.model import Drop, Reason

MEANINGS: Mapping[Reason, str] = {
    Reason.NOT_MODIFIED: "the server says it has not changed",
    Reason.SAME_BYTES: "the same bytes as last time",
    Reason.SAME_CONTENT: "other bytes, the same article",
    Reason.EMPTY_PAGE: "a page without text",
    Reason.NOT_HTML: "no web page: a PDF, an image …",
    Reason.NOT_AN_ARTICLE: "a section, tag or list page",
    Reason.NO_TEXT: "a headline without an article's text",
    Reason.CONSENT_WALL: "a cookie wall in place of the article",
    Reason.BLOCK_PAGE: "an anti-robot page in place of the article",
    Reason.SOFT_404: "«not found», served as if found",
    Reason.OFF_SITE: "leads to another site; name it as a source to take it",
    Reason.BEFORE_SINCE: "older than --since",
    Reason.ROBOTS_DISALLOWED: "robots.txt does not allow it: ask the publisher for leave",
    Reason.ROBOTS_UNREACHABLE: "robots.txt cannot be read: nothing is taken for now, try again later",
    Reason.TDM_RESERVED: "text and data mining is reserved: with the publisher's leave, use --tdm record",
    Reason.FORBIDDEN_ADDRESS: "a private address, or no web address: name it yourself if it is meant",
    Reason.ERASED: "erased from this dataset on request: it is not taken again",
    Reason.UNKNOWN_HOST: "the host's name does not resolve: check the spelling, or the network",
    Reason.CONNECTION_FAILED: "no connection, the server is down or refuses: check the address, try again later",
    Reason.TIMEOUT: "no answer in time: try again later",
    Reason.TLS_FAILED: "no valid certificate, or no TLS at all: check the address",
    Reason.NOT_FOUND: "not found: check the address",
    Reason.ACCESS_DENIED: "access denied: ask the publisher for leave",
    Reason.RATE_LIMITED: "too many requests: raise --delay",
    Reason.CLIENT_ERROR: "refused: check the address",
    Reason.SERVER_ERROR: "the server failed: try again later",
    Reason.TOO_MANY_REDIRECTS: "redirects lead nowhere: check the address",
    Reason.TOO_LARGE: "larger than an article can be",
    Reason.BROKEN_RESPONSE: "not HTTP as it should be: try again later",
    Reason.PARSER_FAULT: "a fault of ingest: the page is archived, please report it",
    Reason.PARSER_CRASHED: "whoever reads it crashes or takes too long: the page is archived, please report it",
}


_TOLD_IN_FULL = frozenset(
    {
        Reason.OFF_SITE,
        Reason.ROBOTS_DISALLOWED,
        Reason.ROBOTS_UNREACHABLE,
        Reason.TDM_RESERVED,
        Reason.FORBIDDEN_ADDRESS,
        Reason.UNKNOWN_HOST,
        Reason.CONNECTION_FAILED,
        Reason.TIMEOUT,
        Reason.TLS_FAILED,
        Reason.NOT_FOUND,
        Reason.TOO_MANY_REDIRECTS,
        Reason.TOO_LARGE,
        Reason.BROKEN_RESPONSE,
    }
)
"""Reasons whose detail says what happened and what to do, in words of its own, unless it is a bare status."""


def what_happened(drop: Drop) -> str:
    """What happened, what to do, what was seen, and none of it twice."""
    if not drop.detail:
        return MEANINGS[drop.reason]
    if drop.reason in _TOLD_IN_FULL and not drop.detail.startswith("HTTP "):
        return drop.detail
    return f"{MEANINGS[drop.reason]} ({drop.detail})"


def in_words(drop: Drop) -> str:
    """One sentence for a person: the address, and what happened."""
    return f"{drop.url}: {what_happened(drop)}"

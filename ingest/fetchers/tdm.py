"""TDMRep reservations as far as a fetcher reads them: tdmrep.json, and a glance at a page's meta tags. Pure.

How carriers add up: :mod:`ingest.rights`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from ingest.markup import harmless
from ingest.model import Rights
from ingest.rights import override
from ingest.urls import encoded

PATH = "/.well-known/tdmrep.json"
MAX_BYTES = 500 * 1024
"""A longer file is not read to its end, so what it leaves open is not known: it counts as reserving everything."""

_META = re.compile(rb"tdm-reservation", re.IGNORECASE)
_HEAD_BYTES = 200_000
"""Meta tags come before the text of a page."""


@dataclass(frozen=True, slots=True)
class TdmRule:
    """One entry of tdmrep.json."""

    location: str
    """A pattern of the paths and queries of the addresses it is for, percent-encoded as they are."""
    reservation: object
    policy: str | None
    url: str
    """Of the tdmrep.json."""


def read_tdmrep(url: str, body: bytes) -> tuple[TdmRule, ...]:
    """The rules of a tdmrep.json, in order. Empty for what is none: never raises. ``body``: may be cut, but only beyond
    :data:`MAX_BYTES`."""
    if len(body) > MAX_BYTES and body.lstrip()[:1] in (b"[", b"{"):  # not a page that is served for every address
        return (TdmRule("*", 1, None, url),)
    try:
        entries = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    if isinstance(entries, dict):  # one rule without its list
        entries = [entries]
    if not isinstance(entries, list):
        return ()
    return tuple(_rule(entry, url) for entry in entries if _is_rule(entry))


def _is_rule(entry: object) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("location"), str)


def _rule(entry: dict[str, object], url: str) -> TdmRule:
    policy = entry.get("tdm-policy")
    return TdmRule(
        location=encoded(str(entry["location"])),
        reservation=entry.get("tdm-reservation"),
        policy=policy if isinstance(policy, str) else None,
        url=url,
    )


def _is_for(location: str, target: str) -> bool:
    """As in robots.txt: a prefix of the path, ``*`` for anything, ``$`` for the end. In linear time, unlike a regular
    expression, whose author might mean harm."""
    anchored = location.endswith("$")
    *pieces, last = location.removesuffix("$").split("*")
    if not pieces:
        return target == last if anchored else target.startswith(last)
    if not target.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    for piece in pieces[1:]:
        found = target.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return target.endswith(last, at) if anchored else target.find(last, at) >= 0


def from_file(rights: Rights, rules: Sequence[TdmRule], url: str) -> Rights:
    """``rights`` with what the first rule whose location matches ``url`` says."""
    parts = urlsplit(url)
    target = encoded(parts.path + (f"?{parts.query}" if parts.query else ""))
    for rule in rules:
        if _is_for(rule.location, target):
            return override(rights, "file", rule.reservation, rule.policy, rule.url)
    return rights


def from_meta(rights: Rights, body: bytes, url: str) -> Rights:
    """``rights`` with what the meta tags of the page at ``url`` say, for who cannot wait until the page is parsed."""
    head = body[:_HEAD_BYTES]
    if not _META.search(head):
        return rights
    tree = LexborHTMLParser(harmless(head))
    return override(rights, "meta", _content(tree, "tdm-reservation"), _content(tree, "tdm-policy"), url)


def _content(tree: LexborHTMLParser, name: str) -> str | None:
    node = tree.css_first(f"meta[name='{name}' i][content]")
    return node.attributes.get("content") if node is not None else None

"""What a page's own meta tags reserve, on top of robots.txt, tdmrep.json and headers.

TDM Reservation Protocol (W3C community group report, 2024): file, then header, then meta; the later overrides the
earlier, absence never resets, other values than 0 and 1 count as unset.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.model import Rights
from ingest.parsers.walk import Tree

_RESTRICTING = frozenset(("noindex", "noarchive", "nosnippet", "noai", "noimageai", "none"))
_TOKEN = re.compile(r"[a-z-]+")


def rights_of(tree: Tree, before: Rights) -> Rights:
    """The verdicts of file and header, overridden by the page's meta tags where they speak."""
    rights = before
    value = next((v.strip() for v in tree.meta.get("tdm-reservation", ())), "")
    if value in ("0", "1"):
        policy = next((v.strip() for v in tree.meta.get("tdm-policy", ())), "") or before.tdm_policy
        rights = replace(rights, tdm_reserved=value == "1", tdm_carrier="meta", tdm_policy=policy or None)
    tokens = [
        token
        for name in ("robots", "googlebot-news")
        for content in tree.meta.get(name, ())
        for token in _TOKEN.findall(content.lower())
        if token in _RESTRICTING
    ]
    if tokens:
        rights = replace(rights, directives=tuple(dict.fromkeys((*rights.directives, *tokens))))
    return rights

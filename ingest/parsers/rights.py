"""What a page's own meta tags reserve, on top of robots.txt, tdmrep.json and headers."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.model import Rights
from ingest.parsers.walk import Tree
from ingest.rights import RESTRICTING, override

_TOKEN = re.compile(r"[a-z-]+")


def rights_of(tree: Tree, before: Rights, url: str | None) -> Rights:
    """The verdicts of file and header, overridden by the meta tags of the page at ``url`` where they speak."""
    value, policy = (next(iter(tree.meta.get(name, ())), None) for name in ("tdm-reservation", "tdm-policy"))
    rights = override(before, "meta", value, policy, url)
    tokens = [
        token
        for content in tree.meta.get("robots", ())
        for token in _TOKEN.findall(content.lower())
        if token in RESTRICTING
    ]
    return replace(rights, directives=tuple(dict.fromkeys((*rights.directives, *tokens)))) if tokens else rights

"""X-Robots-Tag: what a header asks of those who keep or use a page. Recorded, not judged. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.rights import RESTRICTING

_WITH_A_VALUE = frozenset({"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"})
"""Rules that are written with a colon, as the name of a robot is."""


def directives(values: Iterable[str], agent: str) -> tuple[str, ...]:
    """Restricting tokens of X-Robots-Tag headers, lower case, in order, each once.

    A value may begin with the name of a robot it is for (``googlebot: noindex``): only those for all robots and for
    ``agent`` count. No robot's name has a blank in it, but the rest of a date has.
    """
    found: dict[str, None] = {}
    for value in values:
        applies = True
        for part in value.lower().split(","):
            token = part.strip()
            name, colon, rest = token.partition(":")
            name = name.rstrip()
            if colon and name not in _WITH_A_VALUE and not any(map(str.isspace, name)):
                applies = name in ("*", agent.lower())
                token = rest.strip()
            if applies and token in RESTRICTING:
                found[token] = None
    return tuple(found)

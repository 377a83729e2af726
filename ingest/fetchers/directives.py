"""X-Robots-Tag: what a header asks of those who keep or use a page. Recorded, not judged. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.rights import RESTRICTING


def directives(values: Iterable[str], agent: str) -> tuple[str, ...]:
    """Restricting tokens of X-Robots-Tag headers, lower case, in order, each once.

    A value may begin with the name of a robot it is for (``googlebot: noindex``): only those for all robots and for
    ``agent`` count.
    """
    found: dict[str, None] = {}
    for value in values:
        applies = True
        for part in value.lower().split(","):
            name, colon, rest = part.partition(":")
            token = part.strip()
            if colon and name.strip() != "unavailable_after":  # whose value is a date with colons
                applies = name.strip() in ("*", agent.lower())
                token = rest.strip()
            if applies and token in RESTRICTING:
                found[token] = None
    return tuple(found)

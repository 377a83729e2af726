"""TDMRep (W3C TDM Reservation Protocol): whether a publisher reserves text and data mining. Pure.

Three carriers, the later overriding the earlier: ``/.well-known/tdmrep.json``, the response headers
``tdm-reservation`` and ``tdm-policy``, the meta tags of the same names (which the parser reads). A carrier that says
nothing changes nothing. Values other than 0 and 1 say nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlsplit

from ingest.model import Rights
from ingest.urls import try_request

PATH = "/.well-known/tdmrep.json"
MAX_BYTES = 500 * 1024
MOST_RULES = 1_000

Carrier = Literal["file", "header", "meta"]


@dataclass(frozen=True, slots=True)
class TdmRule:
    """One entry of tdmrep.json."""

    location: re.Pattern[str]
    """Matches the path and query of the addresses it is for."""
    reserved: bool | None
    policy: str | None


def read_tdmrep(url: str, body: bytes) -> tuple[TdmRule, ...]:
    """The rules of a tdmrep.json, in order. Empty for what is none: never raises."""
    try:
        entries = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    if isinstance(entries, dict):  # one rule without its list
        entries = [entries]
    if not isinstance(entries, list):
        return ()
    return tuple(_rule(entry, url) for entry in entries[:MOST_RULES] if _is_rule(entry))


def _is_rule(entry: object) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("location"), str)


def _rule(entry: dict[str, object], url: str) -> TdmRule:
    policy = entry.get("tdm-policy")
    return TdmRule(
        location=_pattern(str(entry["location"])),
        reserved=_reservation(entry.get("tdm-reservation")),
        policy=try_request(policy, url) if isinstance(policy, str) else None,
    )


def _pattern(location: str) -> re.Pattern[str]:
    """As in robots.txt: a prefix of the path, ``*`` for anything, ``$`` for the end."""
    anchored = location.endswith("$")
    pieces = [re.escape(piece) for piece in re.split(r"\*+", location.removesuffix("$"))]
    return re.compile(".*".join(pieces) + ("$" if anchored else ""), re.DOTALL)


def _reservation(value: object) -> bool | None:
    if isinstance(value, bool):
        return None
    return {"1": True, "0": False}.get(str(value).strip())


def from_file(rights: Rights, rules: Sequence[TdmRule], url: str) -> Rights:
    """``rights`` with what the first rule whose location matches ``url`` says."""
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    for rule in rules:
        if rule.location.match(target):
            return _override(rights, "file", rule.reserved, rule.policy)
    return rights


def later_overrides(
    rights: Rights, carrier: Carrier, value: str | None, policy: str | None, base: str | None = None
) -> Rights:
    """``rights`` with what a later carrier says; unchanged where it says nothing.

    ``value`` and ``policy`` are the carrier's own words; a relative policy resolves on ``base``.
    """
    return _override(rights, carrier, _reservation(value), try_request(policy, base) if policy else None)


def _override(rights: Rights, carrier: Carrier, reserved: bool | None, policy: str | None) -> Rights:
    if reserved is None:
        return rights
    kept = (policy or rights.tdm_policy) if reserved else None
    return replace(rights, tdm_reserved=reserved, tdm_carrier=carrier, tdm_policy=kept)

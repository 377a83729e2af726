"""TDM policies: what the document that a ``tdm-policy`` names says of mining. Pure.

TDMRep, «Expressing a TDM Policy»: JSON-LD, a profile of ODRL 2.2. A policy offers permissions to mine (``tdm:mine``),
each perhaps with duties (obtain consent, compensate) and constraints (a purpose, a place). Only a permission without
either is one that a machine may take for granted; everything else is for people to settle. A policy that cannot be
read leaves the reservation as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MAX_BYTES = 500 * 1024

_MINE = frozenset({"tdm:mine", "mine", "http://www.w3.org/ns/tdmrep#mine", "https://www.w3.org/ns/tdmrep#mine"})
_DUTIES = {
    "obtainConsent": "consent must be obtained",
    "compensate": "mining must be paid for",
}


@dataclass(frozen=True, slots=True)
class PolicyAnswer:
    """What a policy says of mining without condition."""

    words: str
    """What it asks for, and of whom, for a person."""
    free: tuple[str, ...] = ()
    """Targets that may be mined: addresses with what lies below them; empty text: all the policy is about."""

    def permits(self, url: str) -> bool:
        """May the page be mined without condition?"""
        return any(not target or f"{url}/".startswith(f"{target.rstrip('/')}/") for target in self.free)


def read_policy(body: bytes) -> PolicyAnswer:
    """The answer of a policy document. Never raises: what is no policy permits nothing."""
    try:
        policy = json.loads(body)
    except (ValueError, RecursionError):
        return PolicyAnswer("it is not written for machines")
    if not isinstance(policy, dict):
        return PolicyAnswer("it is no policy")
    if _listed(policy.get("prohibition")) or _listed(policy.get("obligation")):
        return PolicyAnswer(_with_contact("it has prohibitions or obligations", policy))
    offers = [one for one in _things(policy.get("permission")) if _name(one.get("action")) in _MINE]
    conditions = [", ".join(_conditions(offer)) for offer in offers]
    free = tuple(_name(offer.get("target")) for offer, asked in zip(offers, conditions, strict=True) if not asked)
    words = "; or: ".join(filter(None, conditions)) or ("it permits other pages" if free else "it permits no mining")
    return PolicyAnswer(_with_contact(words, policy), free)


def _conditions(offer: dict[str, Any]) -> Iterator[str]:
    """What an offer asks for, in words; nothing for one that is free. What is not understood is a condition."""
    for duty in _listed(offer.get("duty")):
        action = _name(duty.get("action") if isinstance(duty, dict) else duty)
        yield _DUTIES.get(action.rpartition("/")[2].rpartition(":")[2], f"duty {action or 'unnamed'}")
    for constraint in _listed(offer.get("constraint")):
        wanted = constraint.get("rightOperand") if isinstance(constraint, dict) else constraint
        yield f"only for {_name(wanted) or 'certain uses'}"


def _with_contact(words: str, policy: dict[str, Any]) -> str:
    """The words, and whom to ask: a page on licences before an e-mail address."""
    assigner = policy.get("assigner")
    if isinstance(assigner, dict):
        for key in ("vcard:hasURL", "hasURL", "vcard:hasEmail", "hasEmail"):
            if contact := _name(assigner.get(key)):
                return f"{words}; ask {contact}"
    return words


def _listed(value: Any) -> list[Any]:
    """JSON-LD leaves the brackets of a list of one to taste."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _things(value: Any) -> list[dict[str, Any]]:
    return [one for one in _listed(value) if isinstance(one, dict)]


def _name(value: Any) -> str:
    """A string, or the ``@id`` of an object, cut to a line."""
    if isinstance(value, dict):
        value = value.get("@id") or value.get("rdf:value")
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value)))[:200]
    return " ".join(value.split())[:200] if isinstance(value, str) else ""

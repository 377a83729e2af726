"""TDM policies: what may be taken for granted, and what people have to settle."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ingest.fetchers.policy import read_policy

PAGE = "https://exemple.fr/actu/a"


def _policy(*permissions: Any, **more: Any) -> bytes:
    named = {"@type": "Offer", "profile": "http://www.w3.org/ns/tdmrep", "uid": "https://exemple.fr/p"}
    return json.dumps(named | {"permission": list(permissions)} | more).encode()


CONSENT = {"action": "obtainConsent"}
RESEARCH = {"leftOperand": "purpose", "operator": "eq", "rightOperand": "tdm:research"}


@pytest.mark.parametrize(
    ("body", "permitted"),
    [
        (_policy({"action": "tdm:mine"}), True),
        (_policy({"action": {"@id": "http://www.w3.org/ns/tdmrep#mine"}}), True),
        (_policy({"action": "tdm:mine", "duty": [], "constraint": []}), True),
        (json.dumps({"permission": {"action": "tdm:mine"}}).encode(), True),
        (_policy({"action": "tdm:mine", "target": "https://exemple.fr/actu/"}), True),
        (_policy({"action": "tdm:mine", "target": "https://exemple.fr/act"}), False),
        (_policy({"action": "tdm:mine", "duty": [CONSENT]}, {"action": "tdm:mine"}), True),
        (_policy({"action": "tdm:mine", "duty": [CONSENT]}), False),
        (_policy({"action": "tdm:mine", "duty": {"action": {"@id": "odrl:compensate"}}}), False),
        (_policy({"action": "tdm:mine", "duty": [{}]}), False),
        (_policy({"action": "tdm:mine", "duty": "compensate"}), False),
        (_policy({"action": "tdm:mine", "constraint": [RESEARCH]}), False),
        (_policy({"action": "tdm:mine", "constraint": ["?"]}), False),
        (_policy({"action": "display"}), False),
        (_policy({"action": "tdm:mine"}, prohibition=[{"action": "tdm:mine"}]), False),
        (_policy("tdm:mine", None), False),
        (_policy(), False),
        (b'[{"location": "/", "tdm-reservation": 1}]', False),
        (b"<!doctype html><p>Nos conditions", False),
        (b"[" * 100_000, False),
        (b"\xff\xfe", False),
        (b"null", False),
    ],
)
def test_only_a_permission_without_condition_permits(body: bytes, permitted: bool) -> None:
    """What asks for consent, payment or a purpose, and what is not understood, is no permission."""
    assert read_policy(body).permits(PAGE) is permitted


def test_conditions_are_told_with_whom_to_ask() -> None:
    """A refused page says what its publisher wants, so that somebody can act on it."""
    offers = [
        {"action": "tdm:mine", "constraint": [RESEARCH]},
        {"action": "tdm:mine", "duty": [{"action": "compensate"}]},
    ]
    contact = {"vcard:hasEmail": "mailto:a@exemple.fr", "vcard:hasURL": "https://exemple.fr/licences"}
    words = read_policy(_policy(*offers, assigner=contact)).words
    assert words == "only for tdm:research; or: mining must be paid for; ask https://exemple.fr/licences"

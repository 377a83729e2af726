"""Text-and-data-mining reservations: three carriers, the later overriding the earlier."""

from __future__ import annotations

import json
from typing import Any

import pytest
from loopback import PAGE, Reply, Site, fetch_once, reply, run

from ingest.fetchers.tdm import from_file, later_overrides, read_tdmrep
from ingest.model import Drop, Page, Reason, Rights
from ingest.settings import TdmPolicy

FILE = "https://exemple.fr/.well-known/tdmrep.json"
PATH = "/.well-known/tdmrep.json"


def _rights(rules: Any, path: str = "/actu/a") -> Rights:
    body = rules if isinstance(rules, bytes) else json.dumps(rules).encode()
    return from_file(Rights(), read_tdmrep(FILE, body), f"https://exemple.fr{path}")


@pytest.mark.parametrize(
    ("rules", "reserved", "why"),
    [
        ([{"location": "/", "tdm-reservation": 1}], True, "the whole site"),
        ([{"location": "/actu/", "tdm-reservation": 1}], True, "a prefix"),
        ([{"location": "/sport/", "tdm-reservation": 1}], None, "another path"),
        (
            [{"location": "/actu/*", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}],
            False,
            "first match",
        ),
        ([{"location": "/", "tdm-reservation": 1}, {"location": "/actu/", "tdm-reservation": 0}], True, "first match"),
        ([{"location": "/*/a$", "tdm-reservation": 1}], True, "star and end"),
        ([{"location": "/*/b$", "tdm-reservation": 1}], None, "star and end"),
        ([{"location": "/act$", "tdm-reservation": 1}], None, "end"),
        ([{"location": "/actu.", "tdm-reservation": 1}], None, "a dot is a dot"),
        ([{"location": "/", "tdm-reservation": "1"}], True, "a number in quotes"),
        ([{"location": "/", "tdm-reservation": 2}], None, "another value is unset"),
        ([{"location": "/", "tdm-reservation": True}], None, "another type is unset"),
        ([{"location": "/"}], None, "nothing said"),
        ([{"location": 7, "tdm-reservation": 1}, "x", None], None, "no rules"),
        ({"location": "/", "tdm-reservation": 1}, True, "a rule without its list"),
        (7, None, "no list"),
        (b"<html>404</html>", None, "no JSON"),
        (b"[" * 200_000, None, "too deep"),
        (b"\xff\xfe", None, "no text"),
    ],
)
def test_the_file(rules: Any, reserved: bool | None, why: str) -> None:
    """TDMRep, 4.1: the first location that matches decides; what cannot be read says nothing."""
    rights = _rights(rules)
    assert rights.tdm_reserved is reserved, why
    assert rights.tdm_carrier == (None if reserved is None else "file")


def test_the_policy_is_kept_with_the_reservation() -> None:
    """A licence seeker starts from its address; it may be relative, and it may be nonsense."""
    rule = {"location": "/", "tdm-reservation": 1, "tdm-policy": "/tdm-policy.json"}
    assert _rights([rule]).tdm_policy == "https://exemple.fr/tdm-policy.json"
    assert _rights([rule | {"tdm-policy": "javascript:1"}]).tdm_policy is None
    assert _rights([rule | {"tdm-policy": 3}]).tdm_policy is None
    assert _rights([rule | {"tdm-reservation": 0}]).tdm_policy is None


def test_later_overrides_and_absence_does_not() -> None:
    """File, header, meta: each may turn the earlier over, none resets it by saying nothing."""
    file = Rights(tdm_reserved=True, tdm_carrier="file", tdm_policy="https://exemple.fr/p")
    assert later_overrides(file, "header", None, None) == file
    assert later_overrides(file, "header", "peut-être", "https://exemple.fr/q") == file
    opened = later_overrides(file, "header", "0", None)
    assert (opened.tdm_reserved, opened.tdm_carrier, opened.tdm_policy) == (False, "header", None)
    again = later_overrides(opened, "meta", " 1 ", "/q", "https://exemple.fr/a")
    assert (again.tdm_reserved, again.tdm_carrier, again.tdm_policy) == (True, "meta", "https://exemple.fr/q")
    assert later_overrides(file, "header", "1", None).tdm_policy == "https://exemple.fr/p"


def _file(reservation: int) -> bytes:
    return reply(200, json.dumps([{"location": "/", "tdm-reservation": reservation}]).encode(), "application/json")


@pytest.mark.parametrize(
    ("file", "header", "reserved", "carrier"),
    [
        (reply(404), None, None, None),
        (reply(500), None, None, None),
        (_file(1), None, True, "file"),
        (_file(0), None, False, "file"),
        (_file(1), "0", False, "header"),
        (_file(0), "1", True, "header"),
        (reply(404), "1", True, "header"),
        (_file(1), "", True, "file"),
    ],
)
def test_on_the_wire(file: Reply, header: str | None, reserved: bool | None, carrier: str | None) -> None:
    """A reserved page is dropped under «skip» and kept under «record»; either way the row says what was found."""

    async def scenario() -> None:
        named = {} if header is None else {"tdm_reservation": header}
        async with Site({PATH: file, "/a": reply(200, PAGE, **named)}) as site:
            skipped = await fetch_once(f"{site.url}/a", tdm=TdmPolicy.SKIP)
            kept = await fetch_once(f"{site.url}/a", tdm=TdmPolicy.RECORD)
            for result in (skipped, kept):
                assert (result.rights.tdm_reserved, result.rights.tdm_carrier) == (reserved, carrier)
            assert isinstance(kept, Page)
            if reserved:
                assert isinstance(skipped, Drop)
                assert skipped.reason is Reason.TDM_RESERVED
                assert str(carrier) in skipped.detail
            else:
                assert isinstance(skipped, Page)

    run(scenario())

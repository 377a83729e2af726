"""Text-and-data-mining reservations: three carriers, the later overriding the earlier."""

from __future__ import annotations

import json
from typing import Any

import pytest
from loopback import PAGE, FakeClock, Reply, Site, fetch_once, link, redirect, reply, run, settings

from ingest.fetchers import Fetcher
from ingest.fetchers.tdm import from_file, from_meta, read_tdmrep
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
        (
            [
                *[{"location": f"/{n}/", "tdm-reservation": 0} for n in range(2_000)],
                {"location": "*", "tdm-reservation": 1},
            ],
            True,
            "the last of many",
        ),
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


@pytest.mark.parametrize("location", ["/économie/", "/%c3%a9conomie/", "/%C3%A9conomi%65/", "/*nomie/?p=é"])
def test_a_location_may_be_written_in_any_percent_encoding(location: str) -> None:
    """A publisher who writes the path as readers see it has reserved it."""
    assert _rights([{"location": location, "tdm-reservation": 1}], "/%C3%A9conomie/?p=%C3%A9").tdm_reserved


def test_a_file_too_long_to_be_read_reserves_everything() -> None:
    """What a thousand openings are followed by is not known when the end is cut off; a long error page is no file."""

    async def scenario() -> None:
        rules = [{"location": f"/{number}/", "tdm-reservation": 0} for number in range(20_000)]
        site = Site({PATH: reply(200, json.dumps(rules).encode(), "application/json"), "/a": reply(200, PAGE)})
        async with site:
            drop = await fetch_once(f"{site.url}/a")
            assert isinstance(drop, Drop)
            assert (drop.reason, drop.rights.tdm_url) == (Reason.TDM_RESERVED, site.url + PATH)
            site.routes[PATH] = reply(200, PAGE + b" " * 900_000)
            assert isinstance(await fetch_once(f"{site.url}/a"), Page)

    run(scenario())


def test_the_policy_is_kept_with_the_reservation() -> None:
    """A licence seeker starts from its address; it may be relative, and it may be nonsense."""
    rule = {"location": "/", "tdm-reservation": 1, "tdm-policy": "/tdm-policy.json"}
    assert _rights([rule]).tdm_policy == "https://exemple.fr/tdm-policy.json"
    assert _rights([rule | {"tdm-policy": "javascript:1"}]).tdm_policy is None
    assert _rights([rule | {"tdm-policy": 3}]).tdm_policy is None
    assert _rights([rule | {"tdm-reservation": 0}]).tdm_policy is None


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


def test_the_meta_tags_of_a_page() -> None:
    """The glance before parsing sees what the parser will see, and nothing in a page without such tags."""
    said = b"<head><meta content=1 name='TDM-Reservation'><meta name=tdm-policy content='/p.json'></head><p>Le bac."
    rights = from_meta(Rights(), said, "https://exemple.fr/a")
    assert (rights.tdm_reserved, rights.tdm_carrier) == (True, "meta")
    assert (rights.tdm_url, rights.tdm_policy) == ("https://exemple.fr/a", "https://exemple.fr/p.json")
    assert from_meta(Rights(), PAGE, "https://exemple.fr/a") == Rights()
    assert from_meta(Rights(), b"<p>tdm-reservation</p>", "https://exemple.fr/a") == Rights()


def test_every_verdict_names_its_evidence() -> None:
    """Whoever doubts a row finds the file or the page that was read, and which AI collectors robots.txt shuts out."""

    async def scenario() -> None:
        robots = reply(200, b"User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n", "text/plain")
        site = Site({"/robots.txt": robots, PATH: _file(1), "/a": reply(200, PAGE), "/b": reply(200, PAGE)})
        site.routes["/b"] = reply(200, PAGE, tdm_reservation="1")
        async with site:
            by_file = (await fetch_once(f"{site.url}/a", tdm=TdmPolicy.RECORD)).rights
            by_header = (await fetch_once(f"{site.url}/b", tdm=TdmPolicy.RECORD)).rights
            assert (by_file.tdm_carrier, by_file.tdm_url) == ("file", site.url + PATH)
            assert (by_header.tdm_carrier, by_header.tdm_url) == ("header", site.url + "/b")
            assert (by_file.robots_url, by_file.ai_refused) == (site.url + "/robots.txt", ("gptbot", "ccbot"))

    run(scenario())


# --- the policy is asked ---------------------------------------------------------------------------------------------
FREE = {"@type": "Offer", "permission": [{"action": "tdm:mine"}]}
ASKS = {
    "@type": "Offer",
    "assigner": {"vcard:hasEmail": "mailto:droits@exemple.fr"},
    "permission": [{"action": "tdm:mine", "duty": [{"action": "obtainConsent"}]}],
}


@pytest.mark.parametrize("carrier", ["file", "header", "meta"])
@pytest.mark.parametrize(("policy", "kept"), [(FREE, True), (ASKS, False)])
def test_a_policy_may_open_what_is_reserved(carrier: str, policy: dict[str, Any], kept: bool) -> None:
    """Under «ask-policy» a reserved page comes through where its policy permits mining, and only there."""

    async def scenario() -> None:
        async with Site({"/p.json": reply(200, json.dumps(policy).encode(), "application/json")}) as site:
            rule = {"location": "/", "tdm-reservation": 1, "tdm-policy": "/p.json"}
            tags = b'<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="/p.json">'
            headers = {"tdm_reservation": "1", "tdm_policy": "/p.json"} if carrier == "header" else {}
            if carrier == "file":
                site.routes[PATH] = reply(200, json.dumps([rule]).encode(), "application/json")
            site.routes["/a"] = site.routes["/b"] = reply(200, tags + PAGE if carrier == "meta" else PAGE, **headers)
            async with Fetcher(settings(tdm=TdmPolicy.ASK_POLICY), clock=FakeClock(), named=(site.url,)) as fetcher:
                results = [await fetcher.fetch(link(f"{site.url}{path}")) for path in ("/a", "/b")]
            assert site.count("/p.json") == 1
            for result in results:
                assert isinstance(result, Page) is kept
                rights = result.rights
                assert (rights.tdm_reserved, rights.tdm_carrier, rights.tdm_permitted) == (True, carrier, kept)
                assert rights.tdm_policy == site.url + "/p.json"
                if isinstance(result, Drop):
                    assert result.reason is Reason.TDM_RESERVED
                    assert "consent must be obtained; ask mailto:droits@exemple.fr" in result.detail

    run(scenario())


@pytest.mark.parametrize(
    "policy", [reply(404), reply(500), reply(200, b"<p>Nos conditions"), redirect("http://127.0.0.1:1/")]
)
def test_a_policy_that_cannot_be_read_opens_nothing(policy: Reply) -> None:
    """Silence, a page for people, or an address that leads inside: the reservation stands."""

    async def scenario() -> None:
        page = reply(200, PAGE, tdm_reservation="1", tdm_policy="/p.json")
        async with Site({"/a": page, "/p.json": policy}) as site:
            result = await fetch_once(f"{site.url}/a", tdm=TdmPolicy.ASK_POLICY)
            assert isinstance(result, Drop)
            assert (result.reason, result.rights.tdm_permitted) == (Reason.TDM_RESERVED, False)

    run(scenario())


def test_a_reservation_without_a_policy_is_kept() -> None:
    """There is nobody to ask: «ask-policy» is «skip» then, and what is not reserved costs no question."""

    async def scenario() -> None:
        routes: dict[str, Any] = {"/a": reply(200, PAGE, tdm_reservation="1"), "/b": reply(200, PAGE, tdm_policy="/p")}
        async with Site(routes) as site:
            reserved = await fetch_once(f"{site.url}/a", tdm=TdmPolicy.ASK_POLICY)
            assert isinstance(reserved, Drop)
            assert reserved.reason is Reason.TDM_RESERVED
            assert isinstance(await fetch_once(f"{site.url}/b", tdm=TdmPolicy.ASK_POLICY), Page)
            assert site.count("/p") == 0

    run(scenario())

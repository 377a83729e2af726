"""Which addresses may be connected to."""

from __future__ import annotations

import ipaddress
import socket

import httpx
import pytest
from loopback import PAGE, FakeClock, Site, link, reply, run, settings

from ingest.fetchers import Fetcher
from ingest.fetchers.addresses import NamedHosts, Resolver, is_public
from ingest.fetchers.failures import Forbidden
from ingest.model import Drop, Page, Reason


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("192.0.66.2", True),
        ("2a00:1450:4007::200e", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("100.100.100.200", False),
        ("169.254.169.254", False),
        ("168.63.129.16", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00:ec2::254", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:192.0.66.2", True),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::c000:4202", True),
        ("2002:7f00:1::", False),
        ("fec0::1", False),
        ("64:ff9b:1::7f00:1", False),
        ("::ffff:0:127.0.0.1", False),
        ("::7f00:1", False),
        ("3fff::1", False),
        ("5f00::1", False),
    ],
)
def test_is_public(address: str, public: bool) -> None:
    """Every way of writing an address inside is an address inside."""
    assert is_public(ipaddress.ip_address(address)) is public


def test_named_hosts_count_with_their_port() -> None:
    """Whoever names a site on a machine does not name the database beside it."""
    named = NamedHosts(["http://127.0.0.1:8701/a", "http://intranet/"])
    named.check("http://127.0.0.1:8701/b")
    with pytest.raises(Forbidden):
        named.check("http://127.0.0.1:5432/")
    assert ("intranet", 443) in named
    assert ("intranet", 8080) not in named


def test_addresses_are_checked_before_any_transport() -> None:
    """A transport of somebody else's has no guard of its own; what is written in the address is checked here."""

    def never(request: httpx.Request) -> httpx.Response:
        raise AssertionError(f"asked for {request.url}")

    async def scenario() -> None:
        for obey in (True, False):
            transport = httpx.MockTransport(never)
            async with Fetcher(settings(obey_robots=obey), transport=transport, clock=FakeClock()) as fetcher:
                drop = await fetcher.fetch(link("http://169.254.169.254/latest/meta-data/"))
                assert isinstance(drop, Drop)
                assert drop.reason is Reason.FORBIDDEN_ADDRESS
                assert "169.254.169.254" in drop.detail

    run(scenario())


def _resolver(*answers: list[str] | socket.gaierror) -> Resolver:
    """A name service that gives one answer after the other."""
    left = list(answers)

    async def resolve(host: str, port: int) -> list[str]:
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, socket.gaierror):
            raise answer
        return answer

    return resolve


def test_a_name_that_resolves_inside_is_refused() -> None:
    """A public-looking name may point at the machine itself; one bad address among good ones is enough."""

    async def scenario() -> None:
        async with Site({"/a": reply(200, PAGE)}) as site:
            for answer in (["127.0.0.1"], ["192.0.66.2", "127.0.0.1"], ["::ffff:127.0.0.1"]):
                async with Fetcher(settings(), clock=FakeClock(), resolver=_resolver(answer)) as fetcher:
                    drop = await fetcher.fetch(link(f"http://exemple.example:{site.port}/a"))
                    assert isinstance(drop, Drop)
                    assert drop.reason is Reason.FORBIDDEN_ADDRESS
            assert site.asked == []

    run(scenario())


def test_rebinding_does_not_help() -> None:
    """The address that is checked is the address that is connected to, on every new connection."""

    async def scenario() -> None:
        closing = reply(200, PAGE, connection="close")
        async with Site({"/a": closing, "/robots.txt": reply(404, connection="close")}) as site:
            named = f"http://ami.example:{site.port}/"
            resolver = _resolver(["127.0.0.1"])
            async with Fetcher(settings(), clock=FakeClock(), resolver=resolver, named=[named]) as fetcher:
                assert isinstance(await fetcher.fetch(link(f"{named}a")), Page)
                drop = await fetcher.fetch(link(f"http://autre.ami.example:{site.port}/a"))
                assert isinstance(drop, Drop), "another name of the same owner was not named"
                assert drop.reason is Reason.FORBIDDEN_ADDRESS

    run(scenario())


def test_a_named_host_may_resolve_inside() -> None:
    """An intranet or loopback site can be crawled on purpose."""

    async def scenario() -> None:
        async with Site({"/a": reply(200, PAGE)}) as site:
            url = f"http://intranet.example:{site.port}/a"
            async with Fetcher(
                settings(), clock=FakeClock(), resolver=_resolver(["127.0.0.1"]), named=[url]
            ) as fetcher:
                page = await fetcher.fetch(link(url))
                assert isinstance(page, Page)
                assert site.asked[-1].headers["host"] == f"intranet.example:{site.port}"

    run(scenario())


def test_the_next_address_is_tried() -> None:
    """A host with a dead address among its addresses is still there."""

    async def scenario() -> None:
        async with Site({"/a": reply(200, PAGE)}) as site:
            url = f"http://deux.example:{site.port}/a"
            resolver = _resolver(["127.0.0.2", "127.0.0.1"])
            async with Fetcher(settings(), clock=FakeClock(), resolver=resolver, named=[url]) as fetcher:
                assert isinstance(await fetcher.fetch(link(url)), Page)

    run(scenario())


@pytest.mark.parametrize(
    ("code", "asked"), [(socket.EAI_NONAME, "check the spelling"), (socket.EAI_AGAIN, "check the network")]
)
def test_unknown_host_is_named(code: int, asked: str) -> None:
    """The commonest typing error says what to check."""

    async def scenario() -> None:
        resolver = _resolver(socket.gaierror(code, "inconnu"))
        async with Fetcher(settings(), clock=FakeClock(), resolver=resolver) as fetcher:
            drop = await fetcher.fetch(link("https://exemple.invalid/a"))
            assert isinstance(drop, Drop)
            assert drop.reason is Reason.UNKNOWN_HOST
            assert "exemple.invalid" in drop.detail
            assert asked in drop.detail

    run(scenario())


def test_a_name_without_addresses_is_unknown() -> None:
    """An empty answer of a name service is an answer."""

    async def scenario() -> None:
        async with Fetcher(settings(), clock=FakeClock(), resolver=_resolver([])) as fetcher:
            drop = await fetcher.fetch(link("https://exemple.invalid/a"))
            assert isinstance(drop, Drop)
            assert drop.reason is Reason.UNKNOWN_HOST

    run(scenario())

"""Which addresses may be connected to: those on the public internet, and any of a host the user named.

Checked on the very address that is connected to, below the connection pool, so that neither a redirect, nor a link,
nor a name that resolves differently the second time (DNS rebinding) reaches a machine inside.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable
from urllib.parse import urlsplit

import httpx

from ingest.fetchers.failures import Forbidden, Unresolved
from ingest.fetchers.wire import Wire
from ingest.urls import request_url

Resolver = Callable[[str, int], Awaitable[list[str]]]
"""Host name and port → IP addresses, best first. Raises ``socket.gaierror``."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
_AZURE_WIRE_SERVER = ipaddress.IPv4Address("168.63.129.16")  # a cloud's metadata service on a public address
_WEB_PORTS = {80: 443, 443: 80}


def is_public(address: Address) -> bool:
    """True for an address of the public internet: not private, loopback, link-local, shared, multicast or metadata.

    IPv4 addresses inside IPv6 ones (mapped, 6to4, Teredo, NAT64) are judged by what they hold.
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = _embedded(address)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and address != _AZURE_WIRE_SERVER


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


async def system_resolver(host: str, port: int) -> list[str]:
    """The machine's own name service."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class NamedHosts:
    """The hosts the user named, which may be anywhere: a loopback or intranet site can be crawled on purpose.

    A name counts with its port, because another port of a machine inside is another service; 80 and 443 count as one.
    """

    def __init__(self, urls: Iterable[str] = ()) -> None:
        self._named: set[tuple[str, int]] = set()
        for url in urls:
            self.add(url)

    def add(self, url: str) -> None:
        """Take the host of ``url`` for named. Raises :class:`ingest.errors.UsageError` if it has none."""
        host, port = host_and_port(request_url(url))
        self._named.add((host, port))
        if port in _WEB_PORTS:
            self._named.add((host, _WEB_PORTS[port]))

    def __contains__(self, host_port: tuple[str, int]) -> bool:
        return host_port in self._named

    def check(self, url: str) -> None:
        """Raise :class:`Forbidden` where the host in ``url`` is written as an address that may not be connected to."""
        host, port = host_and_port(url)
        address = _literal(host)
        if address is not None and (host, port) not in self:
            _require_public(host, address)


def host_and_port(url: str) -> tuple[str, int]:
    """Of an address in the form of :func:`ingest.urls.request_url`."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _require_public(host: str, address: Address) -> None:
    if not is_public(address):
        shown = host if str(address) == host else f"{host} ({address})"
        raise Forbidden(f"{shown} is not on the public internet: name the host yourself if it is meant")


async def connect(host: str, port: int, timeout: float | None, named: NamedHosts, resolver: Resolver) -> Wire:
    """Resolve, check, and connect to what was checked: the first of the host's addresses that answers.

    Raises :class:`Forbidden`, :class:`Unresolved`, and what :meth:`Wire.connect` raises.
    """
    addresses = await _addresses(host, port, named, resolver)
    share = None if timeout is None else timeout / len(addresses)
    last: Exception | None = None
    for address in addresses:
        try:
            return await Wire.connect(address, port, share)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            last = error
    assert last is not None  # there is at least one address
    raise last


async def _addresses(host: str, port: int, named: NamedHosts, resolver: Resolver) -> list[str]:
    try:
        found = [host] if _literal(host) else await resolver(host, port)
    except socket.gaierror as error:
        raise Unresolved(host, passing=error.errno == socket.EAI_AGAIN) from error
    except UnicodeError as error:  # a label too long for DNS
        raise Unresolved(host, passing=False) from error
    if not found:
        raise Unresolved(host, passing=False)
    if (host, port) not in named:
        for address in found:  # one bad address spoils the name: it is how rebinding looks
            _require_public(host, ipaddress.ip_address(address.partition("%")[0]))
    return found

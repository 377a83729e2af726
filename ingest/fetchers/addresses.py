"""Which addresses may be connected to: those on the public internet, and any of a host the user named.

Checked on the very address that is connected to, below the connection pool, so that neither a redirect, nor a link,
nor a name that resolves differently the second time (DNS rebinding) reaches a machine inside.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

import httpcore

from ingest.fetchers.failures import Forbidden, Unresolved
from ingest.fetchers.wire import Wire
from ingest.urls import request_url

Resolver = Callable[[str, int], Awaitable[list[str]]]
"""Host name and port → IP addresses, best first. Raises ``socket.gaierror``."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that IANA gives out. Beyond it lie site-local (``fec0::``), local NAT64 (``64:ff9b:1::``), translated and
compatible IPv4 addresses, and what is not assigned: some of it leads inside, nothing of it to a web site."""
_DOCUMENTATION = ipaddress.IPv6Network("3fff::/20")  # RFC 9637: newer than the tables of Python 3.11
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
        if address not in _GLOBAL_UNICAST or address in _DOCUMENTATION:
            return False
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


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves, checks, and connects to what it checked."""

    def __init__(
        self, named: NamedHosts, resolver: Resolver, inner: httpcore.AsyncNetworkBackend | None = None
    ) -> None:
        self._named, self._resolver = named, resolver
        self._inner = inner or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first of the host's addresses that answers. Raises :class:`Forbidden`, :class:`Unresolved`."""
        addresses = await self._addresses(host, port)
        share = None if timeout is None else timeout / len(addresses)
        last: Exception | None = None
        for address in addresses:
            try:
                return Wire(await self._inner.connect_tcp(address, port, share, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        assert last is not None  # there is at least one address
        raise last

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = [host] if _literal(host) else await self._resolver(host, port)
        except socket.gaierror as error:
            raise Unresolved(host, passing=error.errno == socket.EAI_AGAIN) from error
        except UnicodeError as error:  # a label too long for DNS
            raise Unresolved(host, passing=False) from error
        if not found:
            raise Unresolved(host, passing=False)
        if (host, port) not in self._named:
            for address in found:  # one bad address spoils the name: it is how rebinding looks
                _require_public(host, ipaddress.ip_address(address.partition("%")[0]))
        return found

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

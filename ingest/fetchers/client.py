"""The life of one request.

    address → robots.txt → tdmrep.json → turn → exchange → status → headers' rights → redirect? → policy → Page

Every hop of a redirect goes the whole way again. Whatever ends the journey early is a :class:`Failed` inside and a
:class:`ingest.model.Drop` outside.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import MappingProxyType, TracebackType
from typing import Any, Protocol, Self

import httpx
import stamina

from ingest.fetchers import tdm
from ingest.fetchers.addresses import NamedHosts, Resolver, system_resolver
from ingest.fetchers.clock import Clock, SystemClock
from ingest.fetchers.content import PAGES, Accept
from ingest.fetchers.decoding import CODINGS
from ingest.fetchers.directives import directives
from ingest.fetchers.exchange import Answer, Wanted, exchange
from ingest.fetchers.failures import Failed, Forbidden, Postponed
from ingest.fetchers.policy import PolicyAnswer
from ingest.fetchers.politeness import HostMemory, Politeness, Turn
from ingest.fetchers.robots import MAX_REDIRECTS, RobotsFile, product_token
from ingest.fetchers.status import REDIRECTS, check_status
from ingest.fetchers.transport import PoolTransport
from ingest.fetchers.wellknown import FileMemory, WellKnown
from ingest.model import Drop, Link, Page, Reason, Rights, Robots, Via
from ingest.rights import kept_out, override, reservation_words
from ingest.settings import FetchSettings, TdmPolicy
from ingest.urls import host_key, same_site, try_request

# A retry is an ordinary event here: stamina's warnings go to whoever configures logging, and not to a bare terminal.
logging.getLogger("stamina").addHandler(logging.NullHandler())

_CONNECT_SECONDS = 10.0
_HOST_REASONS = (Reason.UNKNOWN_HOST, Reason.CONNECTION_FAILED, Reason.TLS_FAILED, Reason.FORBIDDEN_ADDRESS)
"""A robots.txt lost to these says more about the host than about robots."""


@dataclass(slots=True)
class _Trip:
    """Where one fetch has come to: what a Drop tells, too."""

    link: Link
    url: str
    validators: dict[str, str]
    validated: str | None
    """The address that they are of."""
    seen: set[str] = field(default_factory=set)
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    """Live for one chain of redirects: some sites turn in circles until they get theirs back."""
    rights: Rights = field(default_factory=Rights)
    status: int | None = None


class Memory(FileMemory, HostMemory, Protocol):
    """What outlasts a fetcher."""


class Fetcher:
    """Fetches pages, politely and lawfully. Use as an async context manager, in one event loop.

    ``named``: addresses of the user's choosing (sources, feeds). Their hosts may be anywhere, their sites may be
    redirected to; links with ``Via.USER`` are named by themselves. ``tdm_of``: what sources decide for themselves, by
    name. ``transport`` replaces the wire (docs/fetching.md): then addresses that names resolve to are its business.
    ``resolver`` replaces DNS. ``memory`` keeps robots.txt and its like, and what hosts ask for, from run to run.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Clock | None = None,
        resolver: Resolver = system_resolver,
        named: Iterable[str] = (),
        tdm_of: Mapping[str, TdmPolicy] = MappingProxyType({}),
        memory: Memory | None = None,
        rng: random.Random | None = None,
    ) -> None:
        self._settings, self._clock, self._tdm_of = settings, clock or SystemClock(), tdm_of
        self._named, self._sites = NamedHosts(), set[str]()
        self._transport = transport or PoolTransport(self._named, resolver, connections=settings.concurrency)
        self._agent = product_token(settings.user_agent)
        self._offline = bool(getattr(transport, "offline", False))
        delay = timedelta() if self._offline else settings.delay
        memory = None if self._offline else memory
        self._politeness = Politeness(
            delay,
            settings.per_host,
            settings.concurrency,
            clock=self._clock,
            rng=rng,
            longest_wait=settings.longest_wait,
            memory=memory,
        )
        self._files = WellKnown(self._file, self._agent, self._clock, memory)
        self.postponed: dict[str, tuple[timedelta, set[str]]] = {}
        """Hosts whose Crawl-delay was too long for this fetcher's life: it, and the addresses that were not asked."""
        for url in named:
            self.trust(url)

    async def __aenter__(self) -> Self:
        await self._transport.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._transport.__aexit__(kind, error, trace)

    def trust(self, url: str) -> None:
        """The user named this address: see the class. Raises :class:`ingest.errors.UsageError` if it is none."""
        self._named.add(url)
        self._sites.add(host_key(url))

    async def robots_of(self, url: str) -> RobotsFile:
        """robots.txt for the origin of ``url``, from the cache or the wire: its sitemaps, its Crawl-delay."""
        return await self._files.robots(url)

    async def fetch(
        self,
        link: Link,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        final_url: str | None = None,
        accept: Accept = PAGES,
    ) -> Page | Drop | None:
        """The page behind a link, or why there is none. Waits its turn; never raises for anything a server does.
        None: not asked, because the host's Crawl-delay leaves it to a later pass (``postponed``).

        ``etag`` and ``last_modified`` are the validators of the copy at hand, as the server gave them: an unchanged
        page comes back as a Drop with ``Reason.NOT_MODIFIED``. ``final_url``: where that copy came from, if not from
        the link's own address. Only that one is asked conditionally: the link may lead to another page now. Both
        outcomes carry the rights that were found.
        """
        trip = _Trip(link, link.url, _validators(etag, last_modified), try_request(final_url or link.url))
        try:
            answer = await self._travel(trip, accept)
        except Failed as failure:
            return self._drop(trip, failure)
        except Postponed as later:
            self.postponed.setdefault(host_key(trip.url), (later.crawl_delay, set()))[1].add(link.url)
            return None
        return Page(
            url=link.url,
            final_url=trip.url,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            fetched_at=answer.at,
            source=link.source,
            via=link.via,
            referrer=link.referrer,
            rights=trip.rights,
            request_headers=answer.sent,
        )

    # --- the journey -------------------------------------------------------------------------------------------------
    async def _travel(self, trip: _Trip, accept: Accept) -> Answer:
        url = try_request(trip.url)
        if url is None:
            raise Failed(Reason.FORBIDDEN_ADDRESS, f"{trip.url[:200]} is no web address")
        if trip.link.via is Via.USER:
            self.trust(url)
        for _ in range(self._settings.max_redirects + 1):
            trip.url = url
            trip.seen.add(url)
            answer = await self._hop(trip, accept)
            if answer.status not in REDIRECTS:
                await self._ask_policy(trip, answer)
                return answer
            url = self._target(trip, answer)
        raise Failed(
            Reason.TOO_MANY_REDIRECTS, f"more than {self._settings.max_redirects} redirects, the last to {url}"
        )

    async def _hop(self, trip: _Trip, accept: Accept) -> Answer:
        self._check_address(trip.url)
        crawl_delay = None if self._offline else await self._ask_leave(trip)
        wanted = Wanted(
            max_bytes=max(self._settings.max_bytes, accept.least_max_bytes),
            accept=accept,
            check=lambda answer: self._check_headers(trip, answer),
        )
        headers = {"Accept": accept.header, "Accept-Encoding": CODINGS, "Accept-Language": "fr, *;q=0.5"}
        if trip.url == trip.validated:
            headers |= trip.validators
        return await self._ask(
            trip.url, headers, wanted, cookies=trip.cookies, crawl_delay=crawl_delay, follows=len(trip.seen) > 1
        )

    async def _ask_leave(self, trip: _Trip) -> timedelta | None:
        """What robots.txt and tdmrep.json say of the address; the pause that robots.txt asks for."""
        robots = await self._files.robots(trip.url)
        trip.rights = Rights(
            robots=robots.verdict(trip.url, self._agent), robots_url=robots.url, ai_refused=robots.ai_refused
        )
        if self._settings.obey_robots:
            _check_robots(trip.rights.robots, robots)
        trip.rights = tdm.from_file(trip.rights, await self._files.tdm_rules(trip.url), trip.url)
        return robots.crawl_delay

    def _check_address(self, url: str) -> None:
        try:
            self._named.check(url)
        except Forbidden as error:
            raise Failed(Reason.FORBIDDEN_ADDRESS, str(error)) from error

    def _check_headers(self, trip: _Trip, answer: Answer) -> None:
        """Take down what the headers say, and leave the body of a reserved page unread."""
        trip.status = answer.status
        reserved = override(
            trip.rights, "header", answer.header("tdm-reservation"), answer.header("tdm-policy"), trip.url
        )
        trip.rights = replace(reserved, directives=directives(answer.header_values("x-robots-tag"), self._agent))
        if not 200 <= answer.status < 300:
            return
        policy = trip.rights.tdm_policy
        if self._tdm(trip) is TdmPolicy.SKIP:
            self._refuse_reserved(trip, None)
        elif self._tdm(trip) is TdmPolicy.ASK_POLICY and policy and (known := self._files.known_policy(policy)):
            self._refuse_reserved(trip, known)

    async def _ask_policy(self, trip: _Trip, answer: Answer) -> None:
        """Where policies are to be asked: read the page's meta tags, and its policy. Raises :class:`Failed`."""
        if self._tdm(trip) is not TdmPolicy.ASK_POLICY:
            return
        trip.rights = tdm.from_meta(trip.rights, answer.body, trip.url)
        policy = trip.rights.tdm_policy if trip.rights.tdm_reserved else None
        self._refuse_reserved(trip, await self._files.policy(policy) if policy else None)

    def _tdm(self, trip: _Trip) -> TdmPolicy:
        return self._tdm_of.get(trip.link.source, self._settings.tdm)

    def _refuse_reserved(self, trip: _Trip, policy: PolicyAnswer | None) -> None:
        """Raise :class:`Failed` for a reserved page, unless its policy permits it."""
        if not trip.rights.tdm_reserved:
            return
        words = reservation_words(trip.rights)
        if policy is not None:
            trip.rights = replace(trip.rights, tdm_permitted=policy.permits(trip.url))
            words = (
                f"text and data mining reserved ({trip.rights.tdm_carrier}), {trip.rights.tdm_policy}: {policy.words}"
            )
        if kept_out(trip.rights, self._tdm(trip)):
            raise Failed(Reason.TDM_RESERVED, words)

    def _target(self, trip: _Trip, answer: Answer) -> str:
        """Where a redirect leads, if we may go there."""
        location = _utf8(answer.header("location") or "")
        target = try_request(location, trip.url)
        if target is None:
            raise Failed(Reason.FORBIDDEN_ADDRESS, f"redirects to {location[:200]}, which is no web address")
        self._check_address(target)  # first: a site that points into the machine room is told as such
        start = trip.link.url
        if trip.link.via is not Via.USER and not same_site(target, start) and host_key(target) not in self._sites:
            trip.seen.add(target)
            trip.url = target  # where it leads is told, though nobody goes there
            raise Failed(Reason.OFF_SITE, f"redirects to {target}: name that site as a source if it is wanted")
        if not _take_cookies(trip.cookies, trip.url, answer) and target in trip.seen:
            raise Failed(Reason.TOO_MANY_REDIRECTS, f"redirect loop: {trip.url} leads back to {target}")
        return target

    async def _ask(
        self,
        url: str,
        headers: dict[str, str],
        wanted: Wanted,
        *,
        cookies: httpx.Cookies | None = None,
        crawl_delay: timedelta | None = None,
        follows: bool = False,
    ) -> Answer:
        """A page or a redirect, after as many attempts as allowed. Raises :class:`Failed`, and :class:`Postponed` where
        there was time for none."""
        attempts = self._settings.retries + 1
        failure: Failed | None = None
        try:
            async for attempt in stamina.retry_context(on=_again, attempts=attempts, timeout=None):
                with attempt:
                    try:
                        async with self._politeness.turn(url, crawl_delay, follows=follows) as turn:
                            answer = await exchange(
                                self._transport,
                                self._request(url, headers, cookies, turn),
                                wanted,
                                deadline=self._settings.timeout,
                                now=self._clock.now,
                            )
                            check_status(answer, self._clock.now())
                            return answer
                    except Failed as error:
                        failure = error
                        raise
        except Postponed:
            if failure is not None:
                raise failure from None
            raise
        raise AssertionError("stamina gives at least one attempt")

    def _request(self, url: str, headers: dict[str, str], cookies: httpx.Cookies | None, turn: Turn) -> httpx.Request:
        raw = [("User-Agent", self._settings.user_agent), *headers.items()]
        connect = min(_CONNECT_SECONDS, self._settings.timeout.total_seconds())
        extensions: dict[str, Any] = {"timeout": {"connect": connect}}
        if turn.in_front:  # tracing costs a little: only where somebody waits for it
            extensions["trace"] = _tracer(turn)
        request = httpx.Request(
            "GET",
            url,
            headers=[(name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in raw],
            extensions=extensions,
        )
        if cookies:
            cookies.set_cookie_header(request)
        return request

    # --- the files beside the pages -----------------------------------------------------------------------------------
    async def _file(self, url: str, max_bytes: int) -> bytes:
        """A small file, through at most five redirects. Sent plain, so that it can be cut at the bound."""
        wanted = Wanted(max_bytes=max_bytes, cut=True)
        for _ in range(MAX_REDIRECTS + 1):
            self._check_address(url)
            answer = await self._ask(url, {"Accept": "*/*", "Accept-Encoding": "identity"}, wanted)
            if answer.status not in REDIRECTS:
                return answer.body
            target = try_request(_utf8(answer.header("location") or ""), url)
            if target is None:
                break
            url = target
        raise Failed(Reason.TOO_MANY_REDIRECTS, f"{url}: redirects lead nowhere")

    def _drop(self, trip: _Trip, failure: Failed) -> Drop:
        return Drop(
            url=trip.link.url,
            reason=failure.reason,
            detail=failure.detail,
            at=self._clock.now(),
            source=trip.link.source,
            via=trip.link.via,
            final_url=trip.url if len(trip.seen) > 1 else None,
            status=failure.status or trip.status,
            rights=trip.rights,
            referrer=trip.link.referrer,
        )


# --- small decisions -------------------------------------------------------------------------------------------------
def _again(error: Exception) -> bool | float:
    """Whether to try again. At once: the wait, Retry-After included, is kept by the host's next turn."""
    return 0.0 if isinstance(error, Failed) and error.retry else False


def _tracer(turn: Turn) -> Callable[[str, object], Awaitable[None]]:
    """A listener to httpcore's events that tells when a request has been sent."""

    async def trace(event: str, info: object) -> None:
        if event.endswith("send_request_headers.complete"):
            turn.sent()

    return trace


def _check_robots(verdict: Robots, file: RobotsFile) -> None:
    if verdict is Robots.DISALLOWED:
        raise Failed(Reason.ROBOTS_DISALLOWED, f"{file.url} does not allow it")
    if verdict is Robots.UNREACHABLE and file.failure is not None:
        failure = file.failure
        if failure.reason in _HOST_REASONS:
            raise Failed(failure.reason, failure.detail, status=failure.status)
        raise Failed(Reason.ROBOTS_UNREACHABLE, f"{file.url}: {failure.detail}; nothing is taken until it can be read")


def _validators(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Conditional headers (RFC 9110, 13.1); validators with control characters are no validators."""
    given = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in given.items() if value and value.isprintable()}


def _utf8(header: str) -> str:
    """A header's bytes as UTF-8 where they are: browsers read Location so."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


def _take_cookies(cookies: httpx.Cookies, url: str, answer: Answer) -> bool:
    """Keep the answer's cookies; True when they changed anything."""
    if not answer.header_values("set-cookie"):
        return False
    before = {(cookie.domain, cookie.path, cookie.name, cookie.value) for cookie in cookies.jar}
    cookies.extract_cookies(
        httpx.Response(answer.status, headers=list(answer.headers), request=httpx.Request("GET", url))
    )
    return before != {(cookie.domain, cookie.path, cookie.name, cookie.value) for cookie in cookies.jar}

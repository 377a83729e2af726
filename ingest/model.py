"""The nouns that cross a floor of the house, all of them frozen values.

    Source →discover→ Link →fetch→ Page →archive→ WARC →parse→ Article →write→ revisions →compact→ articles

Every page ends in exactly one named outcome: an :class:`Article`, or a :class:`Drop` with a :class:`Reason`.
Instants are aware datetimes; durations are timedeltas; URLs are absolute strings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from ingest.settings import TdmPolicy


# --- where pages come from -------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Source:
    """A publisher to pull from: what ``sources.toml`` and the catalogue declare.

    Only ``name`` and ``home`` are needed; whatever else is empty is found out (feeds, sitemaps) or guessed from the
    page (language, time zone).
    """

    name: str
    """Short and stable: the key of the dataset's ``source`` column (``lemonde``, ``127.0.0.1:8701``)."""
    home: str
    """Absolute URL of the home page, or of the section a crawl is confined to."""
    title: str | None = None
    """The name as readers know it («Le Monde»)."""
    country: str | None = None
    """ISO 3166-1 alpha-2, upper case."""
    language: str | None = None
    """BCP 47 tag of most of its articles."""
    timezone: str | None = None
    """IANA zone of the newsroom: dates printed without a zone are read in it."""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    limit: int | None = None
    """Newest articles taken per pass; None: the run's own limit."""
    since: datetime | timedelta | None = None
    """Articles published before it are left out where the date is known: a moment, or an age as of the pass."""
    rhythm: timedelta | str | None = None
    """When its listings are asked: the pause between two looks, or a cron expression in its zone. None: learnt."""
    tdm: TdmPolicy | None = None
    """What to do where it reserves text and data mining; None: as the run does."""


class Via(StrEnum):
    """How a link was found."""

    USER = "user"
    FEED = "feed"
    NEWS_SITEMAP = "news_sitemap"
    SITEMAP = "sitemap"
    HOME = "home"
    SECTION = "section"
    LISTING = "listing"
    """It is a list of links itself. Looks at those are captures only while something is wrong with a source's lists."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address that may hold an article, with what its finder said about it."""

    url: str
    source: str
    """Name of the :class:`Source`."""
    via: Via
    referrer: str | None = None
    """The feed, sitemap or page it was found on."""
    title: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    """A feed's ``updated``, a sitemap's ``lastmod``."""


# --- rights ----------------------------------------------------------------------------------------------------------
class Robots(StrEnum):
    """What robots.txt (RFC 9309) said of a URL."""

    ALLOWED = "allowed"
    DISALLOWED = "disallowed"
    UNREACHABLE = "unreachable"
    """5xx or no answer: complete disallow for the time being (RFC 9309, 2.3.1.4)."""
    NOT_CHECKED = "not_checked"
    """Read from a file or an archive that says nothing of robots."""


@dataclass(frozen=True, slots=True)
class Rights:
    """The verdicts on one URL when it was fetched, with their evidence."""

    robots: Robots = Robots.NOT_CHECKED
    robots_url: str | None = None
    tdm_reserved: bool | None = None
    """TDMRep (W3C community group): True reserved, False expressly open, None nothing said."""
    tdm_carrier: Literal["file", "header", "meta"] | None = None
    tdm_policy: str | None = None
    """URL of the TDM policy."""
    directives: tuple[str, ...] = ()
    """Tokens of X-Robots-Tag and meta robots that restrict use, lower case: noindex, noarchive, noai, noimageai …"""
    tdm_url: str | None = None
    """Where the reservation stands: the tdmrep.json, or the page."""
    tdm_permitted: bool | None = None
    """What the policy says: True mining is permitted without condition, False it is not, None the policy was not read.
    Only ``TdmPolicy.ASK_POLICY`` reads it."""
    ai_refused: tuple[str, ...] = ()
    """Collectors for artificial intelligence that robots.txt names and keeps out of the whole site, lower case."""


# --- outcomes --------------------------------------------------------------------------------------------------------
class Outcome(StrEnum):
    """The five ends a page can come to."""

    ARTICLE = "article"
    UNCHANGED = "unchanged"
    DROPPED = "dropped"
    """Fetched and read, and no article."""
    REFUSED = "refused"
    """Not ours to take: robots, text-and-data-mining reservation, a forbidden address."""
    FAILED = "failed"
    """Could not be fetched."""


class Reason(StrEnum):
    """Why a page is no row in ``articles``. An enum, never free text, so that counts add up."""

    # unchanged
    NOT_MODIFIED = "not_modified"
    SAME_BYTES = "same_bytes"
    SAME_CONTENT = "same_content"
    # dropped: fetched, and no article
    EMPTY_PAGE = "empty_page"
    NOT_HTML = "not_html"
    NOT_AN_ARTICLE = "not_an_article"
    NO_TEXT = "no_text"
    CONSENT_WALL = "consent_wall"
    BLOCK_PAGE = "block_page"
    SOFT_404 = "soft_404"
    OFF_SITE = "off_site"
    BEFORE_SINCE = "before_since"
    # refused: not ours to take
    ROBOTS_DISALLOWED = "robots_disallowed"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    TDM_RESERVED = "tdm_reserved"
    FORBIDDEN_ADDRESS = "forbidden_address"
    ERASED = "erased"
    # failed: no page
    UNKNOWN_HOST = "unknown_host"
    CONNECTION_FAILED = "connection_failed"
    TIMEOUT = "timeout"
    TLS_FAILED = "tls_failed"
    NOT_FOUND = "not_found"
    ACCESS_DENIED = "access_denied"
    RATE_LIMITED = "rate_limited"
    CLIENT_ERROR = "client_error"
    SERVER_ERROR = "server_error"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    TOO_LARGE = "too_large"
    BROKEN_RESPONSE = "broken_response"
    PARSER_FAULT = "parser_fault"
    """A bug of ours: the page is in the archive, the traceback in the log, the run goes on."""
    PARSER_CRASHED = "parser_crashed"
    """The process that read the page died of it, twice: of a fault in a C library, for want of memory, or of time."""

    @property
    def outcome(self) -> Outcome:
        return _OUTCOME_OF[self]


_OUTCOME_OF: dict[Reason, Outcome] = {
    reason: outcome
    for outcome, reasons in {
        Outcome.UNCHANGED: (Reason.NOT_MODIFIED, Reason.SAME_BYTES, Reason.SAME_CONTENT),
        Outcome.DROPPED: (
            Reason.EMPTY_PAGE,
            Reason.NOT_HTML,
            Reason.NOT_AN_ARTICLE,
            Reason.NO_TEXT,
            Reason.CONSENT_WALL,
            Reason.BLOCK_PAGE,
            Reason.SOFT_404,
            Reason.OFF_SITE,
            Reason.BEFORE_SINCE,
        ),
        Outcome.REFUSED: (
            Reason.ROBOTS_DISALLOWED,
            Reason.ROBOTS_UNREACHABLE,
            Reason.TDM_RESERVED,
            Reason.FORBIDDEN_ADDRESS,
            Reason.ERASED,
        ),
        Outcome.FAILED: (
            Reason.UNKNOWN_HOST,
            Reason.CONNECTION_FAILED,
            Reason.TIMEOUT,
            Reason.TLS_FAILED,
            Reason.NOT_FOUND,
            Reason.ACCESS_DENIED,
            Reason.RATE_LIMITED,
            Reason.CLIENT_ERROR,
            Reason.SERVER_ERROR,
            Reason.TOO_MANY_REDIRECTS,
            Reason.TOO_LARGE,
            Reason.BROKEN_RESPONSE,
            Reason.PARSER_FAULT,
            Reason.PARSER_CRASHED,
        ),
    }.items()
    for reason in reasons
}


# --- what was fetched ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Page:
    """One HTTP response as it came, so that decoding and parsing can be redone. ``body`` has no content coding left."""

    url: str
    """As requested."""
    final_url: str
    """After redirects."""
    status: int
    headers: tuple[tuple[str, str], ...]
    """One character for each byte that came (ISO 8859-1), so that all of them can be written down again."""
    body: bytes
    fetched_at: datetime
    """Aware; relative dates («il y a 3 heures») resolve against it."""
    source: str = ""
    via: Via = Via.USER
    referrer: str | None = None
    rights: Rights = Rights()
    request_headers: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)
    """Of the request that it answers, as sent; empty where they are not known. Archived, and not read again."""

    def header(self, name: str) -> str | None:
        """First value of a response header, whatever its case; None when absent."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Drop:
    """A page that is no article, or a link that gave no page: the reason, and the words for a person."""

    url: str
    reason: Reason
    detail: str = ""
    """What was seen, in one line: «HTTP 404», «application/pdf», the name that did not resolve."""
    at: datetime | None = None
    source: str = ""
    via: Via = Via.USER
    final_url: str | None = None
    status: int | None = None
    rights: Rights = Rights()
    referrer: str | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """Where a capture's record lies: file name inside the dataset's ``warc`` folder, byte offset and length."""

    file: str
    offset: int
    length: int


# --- what was read ---------------------------------------------------------------------------------------------------
class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    CROSSHEAD = "crosshead"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    QUESTION = "question"
    """An interviewer's question."""
    FOOTNOTE = "footnote"
    TABLE_ROW = "table_row"
    """Cells joined by « | »."""
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the body in reading order. Its text has the page's own typography."""

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the article, its legend split as a reader would: «A gauche, le ministre…» / «PAVEL X / AFP»."""

    url: str | None = None
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Contributor:
    """A name in the byline with a role other than author."""

    name: str
    role: str
    """``interviewer``, ``translator``, ``correspondent``, ``photographer``, ``editor`` …"""


Precision = Literal["day", "hour", "minute", "second"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as exact as its words: day precision is 00:00 of that day in the newsroom's zone."""

    instant: datetime
    """Aware, UTC."""
    precision: Precision


@dataclass(frozen=True, slots=True)
class LiveEntry:
    """One entry of a live blog."""

    text: str
    title: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Where a field's value came from."""

    method: str
    """``json-ld``, ``meta``, ``microdata``, ``headline``, ``visible``, ``url`` …"""
    evidence: str = ""
    """The raw words or the selector, cut to 300 characters."""
    rejected: tuple[tuple[str, str], ...] = ()
    """Candidates that lost: (method, value)."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A block of the page's text region that was left out, and the rule that did it."""

    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page as the parser saw it, and what became of it: for people who ask why."""

    text: str
    tag: str
    """Of the block element it stands in."""
    kept: bool
    """In ``Article.blocks``."""
    reason: str
    """Why it is not: the name of a rule, ``title`` or ``standfirst`` for text with a field of its own, ``model`` where
    its score was too low; empty when it is kept."""
    score: float
    """Of being body text, 0–1."""


class PageType(StrEnum):
    ARTICLE = "article"
    LIVE = "live"
    VIDEO = "video"
    AUDIO = "audio"
    GALLERY = "gallery"
    INTERVIEW = "interview"
    OPINION = "opinion"
    BRIEF = "brief"
    LIST = "list"
    OTHER = "other"


class Access(StrEnum):
    """How much of the article the page lets a reader see."""

    FULL = "full"
    TEASER = "teaser"
    """Behind a paywall or a registration: the beginning only."""
    CONSENT_WALL = "consent_wall"
    BLOCK_PAGE = "block_page"
    """An anti-robot or error page served as if it were the article."""
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Article:
    """All that was read from one page. Lists are empty and fields None where the page says nothing: never a guess."""

    url: str | None = None
    canonical_url: str | None = None
    site_name: str | None = None
    title: str | None = None
    standfirst: str | None = None
    blocks: list[Block] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    contributors: list[Contributor] = field(default_factory=list)
    agency: str | None = None
    published_at: datetime | None = None
    """Aware, in the newsroom's zone."""
    published_precision: Precision | None = None
    published_raw: str | None = None
    """The words or digits the page gives."""
    modified_at: datetime | None = None
    modified_precision: Precision | None = None
    modified_raw: str | None = None
    timezone: str | None = None
    """IANA zone in which dates without one were read."""
    date_conflict: bool = False
    """Two signals of the page disagree: the losers are in ``provenance``."""
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    lang: str | None = None
    page_type: PageType = PageType.ARTICLE
    access: Access = Access.FULL
    live_entries: list[LiveEntry] = field(default_factory=list)
    rights: Rights = Rights()
    provenance: dict[str, Found] = field(default_factory=dict)
    """Field name → where its value came from."""
    dropped: list[Dropped] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The body's blocks joined by a blank line: no title, standfirst, captions, byline, dates or related links."""
        return "\n\n".join(block.text for block in self.blocks)

    @property
    def paywalled(self) -> bool:
        """True when only the beginning of the article is in the page."""
        return self.access is Access.TEASER

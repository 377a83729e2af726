"""Addresses: what is the same page, the same site, the same host. Pure functions, no I/O.

Two forms of an address, the second made from the first:

- :func:`request_url` is what is asked for: absolute, encoded in one way, without what is not the page's.
- :func:`canonical_url` is what a page is known by: two spellings of one page should give the same string.

Rules of ``request_url`` (RFC 3986, section 6; WHATWG URL where browsers are more lenient):

1. Blanks around it and line breaks inside go; ``\\`` before the query is ``/``; relative addresses resolve on ``base``.
2. Scheme and host in lower case, international names in punycode (UTS 46), no dot after the host, no default port.
3. User name and password go: they name a reader, not a page.
4. Dot segments are resolved, an empty path is ``/``.
5. Percent-encoding: upper-case digits; letters, digits and ``-._~`` are never encoded; what may not stand is encoded as
   UTF-8; every other escape stays as it is.
6. Tracking parameters (:data:`TRACKING`, :data:`TRACKING_PREFIXES`) and session ids go; the other parameters stay in
   their order, because some servers depend on it. Empty parameters go.
7. The fragment goes.

Further rules of ``canonical_url``:

8. Slashes at the end go, save for the root's. (They stay in ``request_url``: asking without one costs a redirect on
   every WordPress site, and a few servers answer 404.)
9. AMP twins: a last segment ``amp`` after a segment that looks like a slug or a number, and the parameters ``amp``,
   ``amp=1``, ``outputType=amp``. Not rewritten, because only the page's own ``link rel=canonical`` can tell where they
   lead: hosts like ``m.`` or ``amp.``, first segments ``/amp/…`` or ``/mobile/…``.
10. Neither ``http``/``https`` nor ``www.`` are unified: redirects and ``link rel=canonical`` do that with evidence.

Both functions are idempotent.

What a page declares of itself (``link rel=canonical``, ``og:url``) goes before its address, and is how mobile and AMP
twins, ``http`` and ``www.`` come together: :func:`declared_canonical`. Broken templates declare the same address on
every page, so it does not count when it

11. is no web address, or leads to another site;
12. is the home page, and the page is not;
13. is a section that the page lies in: a folder of its address whose name is no headline's, while the page's own is.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, unquote_plus, urljoin, urlsplit

import idna

from ingest.errors import UsageError

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

MAX_LENGTH = 8192
"""Longer addresses are taken for an accident or an attack (RFC 9110 asks servers for at least 8,000)."""
_TOO_LONG = (
    f"{{}}… is longer than {MAX_LENGTH} characters: no address of a page. Give the page's own, as a browser shows it."
)
_HOPELESS = 4
"""Times that length: no cleaning makes it short enough. (An unclosed quote takes in the rest of a page.)"""

TRACKING: frozenset[str] = frozenset(
    {
        # click identifiers of advertising networks
        *(
            "fbclid",
            "gclid",
            "gclsrc",
            "dclid",
            "gbraid",
            "wbraid",
            "msclkid",
            "yclid",
            "twclid",
            "ttclid",
            "li_fat_id",
        ),
        *("epik", "s_kwcid", "ef_id", "igshid", "igsh", "srsltid", "mibextid", "__twitter_impression"),
        # AT Internet / Piano, frequent on French sites: xtor=RSS-1, xtor=AL-…
        *("xtor", "xtref", "xtcr", "xtmc", "xts"),
        # newsletters: Mailchimp, HubSpot, Marketo, Vero, Omeda
        *("mc_cid", "mc_eid", "_hsenc", "_hsmi", "hsctatracking", "mkt_tok", "vero_id", "vero_conv", "oly_enc_id"),
        # web analytics: Google, Webtrends, Adobe, Echobox
        *("_ga", "_gl", "wt_mc", "wt.mc_id", "wt_zmc", "s_cid", "icid", "cmpid", "ocid", "ncid", "echobox"),
        # shares and consent detours
        *(
            "fb_action_ids",
            "fb_action_types",
            "fb_source",
            "fb_ref",
            "guccounter",
            "guce_referrer",
            "guce_referrer_sig",
        ),
        # sessions
        *("phpsessid", "jsessionid", "aspsessionid"),
    }
)
"""Parameters that say how a reader came, never what is shown. Lower case. A name that also selects content on some
sites (``ref``, ``source``, ``from``, ``id``, ``cid``, ``share``) does not belong here."""

TRACKING_PREFIXES: tuple[str, ...] = (
    "utm_",  # Urchin, Google Analytics
    "at_",  # AT Internet / Piano
    "pk_",  # Piwik
    "mtm_",  # Matomo
    "matomo_",
    "hsa_",  # HubSpot ads
    "ns_",  # comScore
    "_x_tr_",  # Google's translation proxy
)

_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ODD_IN_PATH = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~!$&'()*+,;=:@/]")
_ODD_IN_QUERY = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?]")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_-])?")
_PLAIN = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::(?!80/|443/)(?:[1-9][0-9]{1,3}|[1-5][0-9]{4}))?"
    r"/(?:[A-Za-z0-9\-_~!$&'()*+,=:@/]|(?<!/)\.)*"
)
"""Most addresses on the web: no rule of ``request_url`` has anything to change about them. It saves nine tenths of the
time that a sitemap of 50,000 takes."""
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)
_AMP_TAIL = re.compile(r"(/[^/]*[-\d.][^/]*)/amp$", re.IGNORECASE)
_HEADLINE = re.compile(r"\d{5}|[^\W_]+(?:[-_,.][^\W_]+){2}")
_DEFAULT_PORT = {"http": 80, "https": 443}


def canonical_url(url: str, base: str | None = None) -> str:
    """The one address a page is known by: rules 1 to 10 above.

    Raises :class:`UsageError` for what is no HTTP(S) address or has no host.
    """
    return canonical_of(request_url(url, base))


def canonical_of(requested: str) -> str:
    """:func:`canonical_url` of an address that :func:`request_url` made: rules 8 and 9 only."""
    if "?" not in requested and not requested.endswith("/") and requested[-3:].lower() != "amp":
        return requested
    head, query = _split_query(requested)
    scheme, rest = head.split("://", 1)
    host, slash, path = rest.partition("/")
    path = (slash + path).rstrip("/")
    if path[-4:].lower() == "/amp":
        path = _AMP_TAIL.sub(r"\1", path)
    path = path or "/"
    query = "&".join(part for part in query.split("&") if part and not _is_amp(part))
    return f"{scheme}://{host}{path}" + (f"?{query}" if query else "")


def try_canonical(url: str, base: str | None = None) -> str | None:
    """:func:`canonical_url`, or None where that raises: for links in the wild."""
    try:
        return canonical_url(url, base)
    except UsageError:
        return None


def declared_canonical(claim: str | None, own: str) -> str | None:
    """The canonical form of what a page at ``own`` says its address is; None where that is not credible (rules 11–13).

    ``own`` is absolute; a relative claim resolves on it.
    """
    declared = try_canonical(claim, own) if claim and claim.strip() else None
    if declared is None or declared == try_canonical(own):
        return declared
    if not same_site(declared, own):
        return None
    theirs, mine = urlsplit(declared), urlsplit(canonical_url(own))
    folder = theirs.path.rstrip("/") + "/"
    if theirs.query or not f"{mine.path}/".startswith(folder):
        return declared
    if folder == "/":
        return declared if mine.path == "/" and not mine.query else None
    in_section = mine.path != theirs.path and _is_headline(mine.path) and not _is_headline(theirs.path)
    return None if in_section else declared


def _is_headline(path: str) -> bool:
    """Whether the last segment of a path looks like one article's: three words, or a number of five digits."""
    return _HEADLINE.search(path.rpartition("/")[2]) is not None


@lru_cache(maxsize=4_096)  # a page's address is asked about again and again while it goes its way
def request_url(url: str, base: str | None = None) -> str:
    """The address to ask a server for: rules 1 to 7 above.

    Raises :class:`UsageError` for what is no HTTP(S) address or has no host.
    """
    if len(url) <= MAX_LENGTH and _PLAIN.fullmatch(url):
        return url
    if len(url) > _HOPELESS * MAX_LENGTH:
        raise UsageError(_TOO_LONG.format(url[:80]))
    parts = _split(url, base)
    host = _host(parts, url)
    path = _remove_dot_segments(_SESSION_IN_PATH.sub("", _encode(parts.path, _ODD_IN_PATH)))
    query = "&".join(_encode(part, _ODD_IN_QUERY) for part in parts.query.split("&") if part and not _is_tracking(part))
    result = f"{parts.scheme}://{host}{path}" + (f"?{query}" if query else "")
    if len(result) > MAX_LENGTH:
        raise UsageError(_TOO_LONG.format(result[:80]))
    return result


def try_request(url: str, base: str | None = None) -> str | None:
    """:func:`request_url`, or None where that raises: for links in the wild."""
    try:
        return request_url(url, base)
    except UsageError:
        return None


def encoded(path: str) -> str:
    """A path with its query in the percent-encoding of :func:`request_url` (rule 5): for what is compared with one."""
    return _encode(path, _ODD_IN_QUERY)


def host_key(url: str) -> str:
    """What politeness is counted by: the registered domain (``lemonde.fr`` for ``https://www.lemonde.fr/a``).

    Hosts without one (IP addresses, ``localhost``) give ``host:port``, so that two servers on one machine differ.
    Raises :class:`UsageError` like :func:`request_url`.
    """
    return _host_key(_front(url))


def same_site(a: str, b: str) -> bool:
    """True when both addresses have the same :func:`host_key`. False when one of them is no web address."""
    try:
        return host_key(a) == host_key(b)
    except UsageError:
        return False


def origin(url: str) -> str:
    """``scheme://host[:port]`` of an address, without a slash at the end (RFC 6454)."""
    return _origin(_front(url))


def article_id(canonical_url: str) -> str:
    """First 32 hexadecimal digits of the SHA-256 of a canonical URL: 128 bits, the same on every machine."""
    return hashlib.sha256(canonical_url.encode()).hexdigest()[:32]


def source_name(url: str) -> str:
    """A stable name for a site that nobody declared: ``example.fr``, ``127.0.0.1:8701``."""
    return host_key(url)


# --- pieces ----------------------------------------------------------------------------------------------------------
def _front(url: str) -> str:
    """An address up to its path: what is remembered by."""
    return "/".join(url.split("/", 3)[:3])


@lru_cache(maxsize=10_000)
def _origin(front: str) -> str:
    return _front(request_url(front))


@lru_cache(maxsize=10_000)
def _host_key(front: str) -> str:
    parts = urlsplit(_origin(front))
    host = parts.hostname or ""
    domain = _registered_domain(host)
    if domain is not None:
        return domain
    shown = f"[{host}]" if ":" in host else host
    return f"{shown}:{parts.port or _DEFAULT_PORT[parts.scheme]}"


def _split(url: str, base: str | None) -> SplitResult:
    """Scheme, authority, path and query of an absolute HTTP(S) address with a host."""
    cleaned = url.strip(" \t\r\n\f\v\0").translate({9: None, 10: None, 13: None})
    head, mark, tail = _partition(cleaned)
    cleaned = head.replace("\\", "/") + mark + tail
    try:
        parts = urlsplit(urljoin(base, cleaned) if base else cleaned)
    except ValueError as error:  # «Invalid IPv6 URL», a netloc that changes under NFKC
        raise UsageError(f"{url!r} is no address: {error}.") from error
    if parts.scheme not in _DEFAULT_PORT:
        raise UsageError(f"{url!r} is no web address: it must begin with https:// or http://.")
    return parts


def _partition(url: str) -> tuple[str, str, str]:
    """What stands before the query or fragment, the mark, and the rest."""
    match = re.search(r"[?#]", url)
    return (url[: match.start()], match[0], url[match.end() :]) if match else (url, "", "")


def _split_query(url: str) -> tuple[str, str]:
    head, _, query = url.partition("?")
    return head, query


def _host(parts: SplitResult, url: str) -> str:
    """Host in its one form, with the port where it is not the scheme's own."""
    try:
        host, port = unquote(parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise UsageError(f"{url!r} has a port that is no number up to 65535.") from error
    if ":" in host:
        host = _ipv6(host, url)
    elif not host.isascii():
        host = _punycode(host, url)
    if not host or not (host.startswith("[") or _HOST.fullmatch(host)):
        raise UsageError(f"{url!r} has no host name: write it like https://example.org/page.")
    return host if port in (None, _DEFAULT_PORT[parts.scheme]) else f"{host}:{port}"


def _ipv6(host: str, url: str) -> str:
    if "%" in host:  # a zone means something on one machine only
        raise UsageError(f"{url!r} is no address: a zone (%) belongs to one machine.")
    try:
        return f"[{ipaddress.IPv6Address(host).compressed}]"
    except ValueError as error:
        raise UsageError(f"{url!r} is no address: {error}.") from error


def _punycode(host: str, url: str) -> str:
    try:
        return idna.encode(host, uts46=True).decode("ascii").rstrip(".")
    except (idna.IDNAError, UnicodeError) as error:
        raise UsageError(f"{url!r} has a host name that cannot be: {error}.") from error


def _encode(text: str, odd: re.Pattern[str]) -> str:
    """Percent-encoding in its one form: rule 5. ``odd`` matches escapes and the characters that may not stand."""
    return odd.sub(_encode_one, text)


def _encode_one(match: re.Match[str]) -> str:
    piece = match[0]
    if len(piece) == 3:
        decoded = chr(int(piece[1:], 16))
        return decoded if decoded in _UNRESERVED else piece.upper()
    return "".join(f"%{byte:02X}" for byte in piece.encode("utf-8", "replace"))


def _remove_dot_segments(path: str) -> str:
    """RFC 3986, section 5.2.4, for a path that is absolute or empty."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _is_tracking(part: str) -> bool:
    name = unquote_plus(part.partition("=")[0]).lower()
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)


def _is_amp(part: str) -> bool:
    return part.lower() in ("amp", "amp=", "amp=1", "amp=true", "outputtype=amp", "output=amp")


@cache
def _public_suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # 10,000 rules: only when a host is asked about

    return PublicSuffixList(accept_unknown=True)


def _registered_domain(host: str) -> str | None:
    """The name somebody registered; a host that is a public suffix itself counts as one. None without a domain."""
    if ":" in host or "." not in host or host.replace(".", "").isdigit():
        return None
    return _public_suffixes().privatesuffix(host) or host

"""JSON-LD as it is in the wild: read what can be read, find this page's article, take plain values out of it.

Nothing here raises: a script that cannot be mended counts for nothing, the others still count.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from ingest.parsers.typography import clean, fold

JsonObject = dict[str, Any]

_MAX_SCRIPT = 4_000_000
_MAX_REPAIR = 200_000
_MAX_OBJECTS = 2_000
_MAX_DEPTH = 12
_MAX_VALUES = 200
_LONGEST_TYPE = 80
"""Characters of a type that is remembered from page to page."""

# Types that can be the article itself, best first; a page that has both an article and its video is the article's.
_ARTICLE_TYPES = (
    ("liveblogposting",),
    (
        "newsarticle", "reportagenewsarticle", "opinionnewsarticle", "analysisnewsarticle", "reviewnewsarticle",
        "backgroundnewsarticle", "askpublicnewsarticle", "advertisercontentarticle", "satiricalarticle",
    ),
    ("article", "blogposting", "report", "techarticle", "scholarlyarticle", "medicalscholarlyarticle", "criticreview"),
    ("review", "recipe", "howto", "interview", "socialmediaposting", "discussionforumposting", "podcastepisode",
     "radioepisode", "episode", "audioobject", "creativework", "imagegallery", "mediagallery", "qapage"),
    ("videoobject", "webpage"),
)  # fmt: skip
_RANK = {name: rank for rank, names in enumerate(_ARTICLE_TYPES) for name in names}
_WEAK_RANK = 3
"""From here on a type is often somebody else's (a review, a clip): it must be tied to the page by URL or headline."""

# Where an object of the page's own is nested. Lists of teasers (ItemList, hasPart, mentions, relatedLink) are not here.
_OWN_CHILDREN = ("@graph", "mainEntity", "mainEntityOfPage", "subjectOf", "liveBlogPosting")
_REFERENCES = ("author", "creator", "contributor", "editor", "publisher", "image", "isPartOf", "translator", "video")
_IDENTITY = ("url", "@id", "mainEntityOfPage")
_TEXT_KEYS = ("@value", "name", "headline", "text", "@id")


# --- reading ---------------------------------------------------------------------------------------------------------
def read_json_ld(scripts: list[str]) -> list[JsonObject]:
    """All objects of a page's ``application/ld+json`` scripts in document order: top-level ones, members of arrays and
    of ``@graph``, and main entities. A broken script is mended if it can be and skipped if not; NaN is None."""
    found: list[JsonObject] = []
    for script in scripts:
        for value in _load(script):
            found.extend(_own_objects(value))
            if len(found) >= _MAX_OBJECTS:
                return found[:_MAX_OBJECTS]
    return found


def _load(script: str) -> list[Any]:
    """The values in a script: one as a rule, several when objects are strung together, none when beyond repair."""
    if not script or len(script) > _MAX_SCRIPT or "{" not in script:
        return []
    for text in _repairs(script) if len(script) <= _MAX_REPAIR else (script,):
        try:
            return [_decoder.decode(text)]
        except (ValueError, RecursionError):
            continue
    return _load_pieces(_tidy(script)) if len(script) <= _MAX_REPAIR else []


def _no_constant(_: str) -> None:
    return None


_decoder = json.JSONDecoder(strict=False, parse_constant=_no_constant)


def _repairs(script: str) -> Iterator[str]:
    """The script, then ever more daring repairs of it."""
    yield script
    tidy = _tidy(script)
    yield tidy
    if "&quot;" in tidy or "&#34;" in tidy:
        yield html.unescape(tidy)
    requoted = _requote(tidy)
    yield requoted
    yield _close(requoted)


_wrapping = re.compile(
    r"^[\s;]*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)[\s;]*$"
)
# The closing marks are optional: what is never closed is taken to the end at once, not tried again from every quote.
_string_or_comment = re.compile(r'("(?:[^"\\]|\\.)*+"?)|/\*(?:.*?\*/|.*$)|(?<![:/])//[^\n"]{0,100}(?=\n|$)', re.S)
_string_or_comma = re.compile(r'("(?:[^"\\]|\\.)*+"?)|,(?=\s*[}\]])|,(?=\s*,)', re.S)


def _tidy(script: str) -> str:
    """Without HTML comment marks, CDATA, comments, a final semicolon and superfluous commas."""
    text = script.strip().strip("\ufeff\0")
    for _ in range(2):
        text = _wrapping.sub("", text).strip()
    text = text.rstrip("; \n\t\r")
    if "/*" in text or "//" in text:
        text = _string_or_comment.sub(_first_group, text)
    return _string_or_comma.sub(_first_group, text)


def _first_group(match: re.Match[str]) -> str:
    return match[1] or ""


# A quote closes a string only before «, : } ]»; any other one was left unescaped by the page's template.
_loose_string = re.compile(r'"((?:[^"\\]|\\.|"(?!\s*(?:[,:}\]]|$)))*+)("?)', re.S)
_bad_escape = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')
_bare_quote = re.compile(r'(?<!\\)((?:\\\\)*)"')


def _requote(text: str) -> str:
    def mend(match: re.Match[str]) -> str:
        inner = _bad_escape.sub(r"\\\\", match[1])
        return '"' + _bare_quote.sub(r'\1\\"', inner) + match[2]

    return _loose_string.sub(mend, text)


def _close(text: str) -> str:
    """Text cut off in the middle, with its open strings and brackets closed."""
    stack: list[str] = []
    for token in re.finditer(r'"(?:[^"\\]|\\.)*+("?)|[{}\[\]]', text, re.S):
        mark = token[0]
        if mark[0] == '"':
            if not token[1] or len(mark) == 1:
                stack.append('"')
        elif mark in "{[":
            stack.append("}" if mark == "{" else "]")
        elif stack and stack[-1] == mark:
            stack.pop()
    tail = "".join(reversed(stack))
    return (text if tail.startswith('"') else text.rstrip(",: \t\r\n")) + tail


def _load_pieces(text: str) -> list[Any]:
    """Objects one after the other in one script, up to the first that cannot be read."""
    pieces: list[Any] = []
    at = text.find("{")
    while at >= 0 and len(pieces) < _MAX_VALUES:
        try:
            piece, end = _decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        pieces.append(piece)
        at = text.find("{", end)
    return pieces


def _own_objects(value: Any) -> Iterator[JsonObject]:
    stack: list[tuple[Any, int]] = [(value, 0)]
    while stack:
        item, depth = stack.pop()
        if depth > _MAX_DEPTH:
            continue
        if isinstance(item, list):
            stack.extend((member, depth + 1) for member in reversed(item[:_MAX_OBJECTS]))
        elif isinstance(item, dict):
            if len(item) > ("@context" in item) + ("@graph" in item):
                yield item
            stack.extend(
                (item[key], depth + 1) for key in reversed(_OWN_CHILDREN) if isinstance(item.get(key), dict | list)
            )


# --- the page's article ----------------------------------------------------------------------------------------------
def types_of(value: JsonObject) -> list[str]:
    """Names of an object's types without their prefix: «http://schema.org/NewsArticle» is ``NewsArticle``."""
    kind = value.get("@type")
    if isinstance(kind, str) and len(kind) <= _LONGEST_TYPE:
        return list(_names_of_type(kind))
    return [_without_prefix(name) for name in texts(kind)]


# The objects of a page are asked about again and again, and all pages have the same few types.
@lru_cache(maxsize=256)
def _names_of_type(kind: str) -> tuple[str, ...]:
    return tuple(map(_without_prefix, texts(kind)))


def _without_prefix(name: str) -> str:
    return name.replace("#", "/").rsplit("/", 1)[-1].rsplit(":", 1)[-1]


def article_of(objects: list[JsonObject], *, url: str | None, title: str | None) -> JsonObject | None:
    """The object that describes this page's article, with what other objects of the same article add to it and with
    ``@id`` references to authors, publisher and images resolved. None when there is none, or when the only ones belong
    to other pages (teasers, related stories).

    ``url`` is the page's address, ``title`` its headline or title as far as known: each may tie an object to the page.
    """
    ranked = []
    page = _address(url)
    for position, candidate in enumerate(objects):
        rank = min((_RANK.get(name.lower(), 99) for name in types_of(candidate)), default=99)
        if rank < 99:
            ranked.append((rank, position, candidate, _ties(candidate, url, page, title)))
    solid = sum(1 for rank, *_ in ranked if rank < _WEAK_RANK)
    own = [entry for entry in ranked if _accepted(entry[0], entry[3], alone=solid == 1)]
    if not own:
        return None
    own.sort(key=lambda entry: (entry[0] >= _WEAK_RANK, -sum(entry[3]), entry[0], entry[1]))
    best = dict(own[0][2])
    for rank, _, other, ties in own[1:]:
        if sum(ties) > 0 and rank < len(_ARTICLE_TYPES) - 1:
            for key, value in other.items():
                if value and not best.get(key):
                    best[key] = value
    if own[0][0] == len(_ARTICLE_TYPES) - 1 and "webpage" in map(str.lower, types_of(best)):
        best.pop("author", None)  # whoever made the page in the publisher's system
    by_id = _index(objects)
    for key in _REFERENCES:
        if key in best:
            best[key] = _resolved(best[key], by_id, 0)
    return best


def _ties(candidate: JsonObject, url: str | None, page: str, title: str | None) -> tuple[int, int]:
    """How the candidate's address and headline compare with the page's: 1 the same, -1 another, 0 cannot be told.
    ``page`` is what identifies the page in ``url``."""
    same_url, of_home = 0, False
    if page:
        if any(candidate.get(key) == url for key in _IDENTITY):
            same_url = 1
        else:
            named = [address for key in _IDENTITY for address in _addresses(candidate.get(key))]
            theirs = set(filter(None, named))
            same_url = 0 if not theirs else 1 if page in theirs else -1
            # What a template gives all pages: of the home page, and with its headline.
            of_home = not theirs and bool(named)
    headline = next(iter(texts(candidate.get("headline")) or texts(candidate.get("name"))), "")
    same_headline = _same_headline(headline, title)
    return (-2 if of_home and same_headline <= 0 else same_url), same_headline


def _accepted(rank: int, ties: tuple[int, int], *, alone: bool) -> bool:
    if max(ties) > 0:
        return True
    if min(ties) < 0:
        # One mark against it is not enough to refuse the only article object: publishers give the AMP address, a print
        # title. Two marks are.
        return alone and rank < _WEAK_RANK and sum(ties) == -1
    return rank < _WEAK_RANK and (alone or rank < 2)


def _addresses(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [_address(text) for key in ("@id", "url") for text in texts(value.get(key))]
    return [_address(text) for text in texts(value)]


_subdomain = re.compile(r"^(?:www\d?|m|mobile|amp)\.")
_amp = re.compile(r"(?:/amp|\.amp|/index\.\w+)$|^/amp(?=/)")


def _address(url: str | None) -> str:
    """What identifies a page in its URL: path and the query's digits. Empty for a home page or a bare fragment."""
    if not url:
        return ""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    path = unquote(parts.path).rstrip("/")
    if "amp" in path or "/index." in path:
        path = _amp.sub("", path).rstrip("/")
    path = path.lower()
    number = (
        "".join(re.findall(r"\d{3,}", parts.query))
        if path.count("/") < 2 or path.endswith((".php", ".asp", ".aspx"))
        else ""
    )
    return f"{path}?{number}" if number else path


def _same_headline(headline: str, title: str | None) -> int:
    if not headline or not title:
        return 0
    if headline[0].isalnum() and headline in title:
        return 1
    theirs, ours = fold(headline), fold(title)
    if not theirs or not ours:
        return 0
    if theirs in ours or ours in theirs:
        return 1
    a, b = set(theirs.split()), set(ours.split())
    share = len(a & b) / min(len(a), len(b))
    return 1 if share >= 0.6 else -1 if share <= 0.25 else 0


def _index(objects: list[JsonObject]) -> dict[str, JsonObject]:
    """Objects by ``@id``, those nested one level down included; the fullest of equals wins."""
    by_id: dict[str, JsonObject] = {}
    for item in objects:
        for value in (item, *item.values()):
            for entry in value if isinstance(value, list) else (value,):
                if isinstance(entry, dict) and isinstance(entry.get("@id"), str) and len(entry) > 1:
                    known = by_id.get(entry["@id"])
                    if known is None or len(entry) > len(known):
                        by_id[entry["@id"]] = entry
    return by_id


def _resolved(value: Any, by_id: dict[str, JsonObject], depth: int) -> Any:
    if isinstance(value, list) and depth < 3:
        return [_resolved(member, by_id, depth + 1) for member in value[:_MAX_VALUES]]
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and not value.get("name"):
        return by_id.get(value["@id"], value)
    if isinstance(value, str) and value in by_id:
        return by_id[value]
    return value


# --- plain values ----------------------------------------------------------------------------------------------------
def texts(value: Any) -> list[str]:
    """All strings of a value that should be a string or a list of them: numbers become strings, objects give their
    name or value, nested lists are flattened, blank ones are left out; typography cleaned, entities resolved."""
    if value is None:
        return []
    if isinstance(value, str):
        return [text] if (text := _plain(value)) else []
    return [text for text in map(_plain, _leaves(value, _TEXT_KEYS)) if text]


def long_text(value: Any) -> str:
    """The strings of an ``articleBody``, entities resolved, a line for each; their typography as it comes: cleaning
    pages of text that is only folded and compared costs as much as reading all of the JSON."""
    return "\n".join(html.unescape(text) if "&" in text else text for text in _leaves(value, _TEXT_KEYS))


def names(value: Any) -> list[tuple[str, str]]:
    """Names of people and organisations in an ``author``-like value, each with its kind: ``person``, ``organization``
    or ``""`` when the page does not say. Names are as published: «A et B» stays one string."""
    found: list[tuple[str, str]] = []
    stack: list[tuple[Any, str, int]] = [(value, "", 0)]
    while stack and len(found) < _MAX_VALUES:
        item, kind, depth = stack.pop()
        if depth > _MAX_DEPTH:
            continue
        if isinstance(item, list):
            stack.extend((member, kind, depth + 1) for member in reversed(item[:_MAX_VALUES]))
        elif isinstance(item, dict):
            stack.append((_name_of(item), _kind_of(item) or kind, depth + 1))
        elif isinstance(item, str) and (name := _plain(item)) and (name, kind) not in found:
            found.append((name, kind))
    return found


def first_url(value: Any) -> str | None:
    """First absolute or relative URL of an ``image``-like value: a string, an object with ``url`` or ``contentUrl``, a
    list of either."""
    for text in _leaves(value, ("url", "contentUrl", "@id", "thumbnailUrl")):
        address = text.strip()
        if address and not re.search(r"[\s<>{}\ud800-\udfff]|^(?:data|javascript):|^#|^_:", address, re.I):
            return address
    return None


def _name_of(item: JsonObject) -> Any:
    name = item.get("name") or item.get("@list") or item.get("@value") or item.get("legalName")
    if name:
        return name
    return " ".join(texts(item.get("givenName"))[:1] + texts(item.get("familyName"))[:1])


def _kind_of(item: JsonObject) -> str:
    names_of_types = " ".join(types_of(item)).lower()
    if "person" in names_of_types:
        return "person"
    return "organization" if "organi" in names_of_types else ""


def _leaves(value: Any, keys: tuple[str, ...]) -> Iterator[str]:
    stack: list[tuple[Any, int]] = [(value, 0)]
    budget = _MAX_VALUES
    while stack and budget:
        item, depth = stack.pop()
        budget -= 1
        if isinstance(item, str):
            yield item
        elif isinstance(item, bool) or item is None or depth > _MAX_DEPTH:
            continue
        elif isinstance(item, int | float):
            yield str(item)
        elif isinstance(item, list):
            stack.extend((member, depth + 1) for member in reversed(item[:_MAX_VALUES]))
        elif isinstance(item, dict):
            inner = next((item[key] for key in keys if item.get(key)), None)
            stack.append((inner, depth + 1))


def _plain(text: str) -> str:
    return clean(html.unescape(text) if "&" in text else text)

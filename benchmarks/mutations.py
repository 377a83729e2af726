"""Ways to damage a page. Each takes a page's bytes, another page's bytes and a source of chance, and gives bytes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Mutation = Callable[[bytes, bytes, random.Random], bytes]

MOST_BYTES = 3_000_000
"""A mutant is cut here: length alone is tried by the tests' hostile pages."""

_TAG = re.compile(rb"<[a-zA-Z][^<>]{0,300}>")
_END_TAG = re.compile(rb"</[a-zA-Z0-9]{1,20}\s*>")
_ATTRIBUTE_VALUE = re.compile(rb"=\"([^\"<>]{1,200})\"")
_NUMBER = re.compile(rb"\d{1,8}")
_WORD = re.compile(rb"[A-Za-z]{3,30}")
_CHARSET = re.compile(rb"charset=[\"']?[\w-]+", re.I)
_JSON_VALUE = re.compile(rb":\s*(?:\"[^\"<>]{0,300}\"|-?\d+|true|false|null|\[|\{)")

_ELEMENTS = (
    *(b"div", b"p", b"span", b"a href=/x", b"b", b"font size=2", b"table", b"tr", b"td", b"ul", b"li", b"article"),
    *(b"section", b"nav", b"aside", b"h1", b"h2", b"figure", b"figcaption", b"form", b"svg", b"math", b"template"),
    *(b"select", b"option", b"button", b"iframe", b"noscript", b"textarea", b"title", b"script", b"style", b"time"),
    *(b"blockquote", b"pre", b"frameset", b"body", b"head", b"html", b"plaintext", b"xmp", b"marquee", b"dl", b"dd"),
)
_ENTITIES = (
    *(b"&#0;", b"&#xD800;", b"&#x10FFFF;", b"&#x110000;", b"&#99999999999;", b"&nbsp", b"&amp;amp;amp;", b"&notit;"),
    *(
        b"&#8203;",
        b"&#x202E;",
        b"&#xFEFF;",
        b"&;",
        b"&#;",
        b"&#x;",
        b"&eacute",
        b"&lt;script&gt;",
        b"&#13;",
        b"&#x1F600;",
    ),
)
_CODECS = (
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "gb18030",
    "shift_jis",
    "iso2022_jp",
    "koi8-r",
    "utf-7",
)
_LABELS = (
    b"utf-8",
    b"utf-16",
    b"latin1",
    b"windows-1252",
    b"gb18030",
    b"iso-2022-jp",
    b"x-user-defined",
    b"rot13",
    b"",
)
_NUMBERS = (
    b"0",
    b"00",
    b"-1",
    b"1",
    b"12",
    b"13",
    b"24",
    b"31",
    b"32",
    b"60",
    b"99",
    b"1969",
    b"9999",
    b"10000",
    b"0001",
)
_JSON = (
    b"null",
    b"[]",
    b"{}",
    b"[[[[]]]]",
    b"1e999",
    b"-0",
    b"true",
    b'""',
    b'"\\ud800"',
    b'"\\u0000"',
    b'{"@value": 1}',
)


def flip_bytes(page: bytes, other: bytes, chance: random.Random) -> bytes:
    """Some bytes become others."""
    changed = bytearray(page)
    for _ in range(chance.choice((1, 5, 50, 500))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def truncate(page: bytes, other: bytes, chance: random.Random) -> bytes:
    """The connection broke off."""
    return page[: chance.randrange(len(page) + 1)]


def cut_out(page: bytes, other: bytes, chance: random.Random) -> bytes:
    """A piece is missing."""
    start = chance.randrange(len(page) + 1)
    return page[:start] + page[start + chance.choice((1, 10, 100, 5_000)) :]


def splice(page: bytes, other: bytes, chance: random.Random) -> bytes:
    """The beginning of one page and the end of another."""
    return page[: chance.randrange(len(page) + 1)] + other[chance.randrange(len(other) + 1) :]


def insert_piece(page: bytes, other: bytes, chance: random.Random) -> bytes:
    """A piece of another page in the midst of this one."""
    at, start = chance.randrange(len(page) + 1), chance.randrange(len(other) + 1)
    return page[:at] + other[start : start + chance.choice((20, 500, 20_000))] + page[at:]


def repeat_piece(page: bytes, other: bytes, chance: random.Random) -> bytes:
    """A piece, many times over."""
    start = chance.randrange(len(page) + 1)
    piece = page[start : start + chance.choice((1, 8, 80, 800))]
    return page[:start] + piece * chance.choice((2, 20, 200, 2_000)) + page[start:]


def repeat_tag(page: bytes, other: bytes, chance: random.Random) -> bytes:
    """One of the page's own tags, many times over: nested when it is not closed."""
    tags = _TAG.findall(page)
    if not tags:
        return page
    at = chance.randrange(len(page) + 1)
    return page[:at] + chance.choice(tags) * chance.choice((2, 20, 300, 3_000)) + page[at:]


def nest(page: bytes, other: bytes, chance: random.Random) -> bytes:
    """Open elements of one or two kinds, without end tags."""
    at = chance.randrange(len(page) + 1)
    opened = b"".join(b"<" + element + b">" for element in chance.sample(_ELEMENTS, chance.choice((1, 1, 2, 3))))
    return page[:at] + opened * chance.choice((1, 1, 10, 200, 2_000)) + page[at:]


def lose_end_tags(page: bytes, other: bytes, chance: random.Random) -> bytes:
    """End tags are missing."""
    share = chance.choice((0.02, 0.3, 1.0))
    return _END_TAG.sub(lambda match: b"" if chance.random() < share else match[0], page)


def rename_tags(page: bytes, other: bytes, chance: random.Random) -> bytes:
    """Start tags of other elements than meant."""
    share = chance.choice((0.01, 0.2))
    return _TAG.sub(lambda match: b"<" + chance.choice(_ELEMENTS) + b">" if chance.random() < share else match[0], page)


def swap_attributes(page: bytes, other: bytes, chance: random.Random) -> bytes:
    """Values of attributes that belong elsewhere."""
    values = _ATTRIBUTE_VALUE.findall(page)
    if not values:
        return page
    share = chance.choice((0.02, 0.5))
    return _ATTRIBUTE_VALUE.sub(
        lambda match: b'="' + chance.choice(values) + b'"' if chance.random() < share else match[0], page
    )


def break_entities(page: bytes, other: bytes, chance: random.Random) -> bytes:
    """Character references, wrong and right, between and inside words."""
    share = chance.choice((0.001, 0.05))
    return _WORD.sub(lambda match: match[0] + chance.choice(_ENTITIES) if chance.random() < share else match[0], page)


def recode(page: bytes, other: bytes, chance: random.Random) -> bytes:
    """Sent in another encoding than it says."""
    return page.decode("utf-8", "replace").encode(chance.choice(_CODECS), "replace")


def relabel(page: bytes, other: bytes, chance: random.Random) -> bytes:
    """Said to be in another encoding than it is; a BOM that lies."""
    label = b'charset="' + chance.choice(_LABELS) + b'"'
    return chance.choice((b"", b"", b"\xef\xbb\xbf", b"\xff\xfe")) + _CHARSET.sub(lambda _: label, page)


def sow_nulls(page: bytes, other: bytes, chance: random.Random) -> bytes:
    """Null and control bytes."""
    changed = bytearray(page)
    for _ in range(chance.choice((1, 30, 1_000))):
        changed.insert(chance.randrange(len(changed) + 1), chance.choice((0, 0, 1, 8, 11, 12, 27, 127)))
    return bytes(changed)


def change_numbers(page: bytes, other: bytes, chance: random.Random) -> bytes:
    """Dates and numbers that cannot be."""
    share = chance.choice((0.02, 0.3))
    return _NUMBER.sub(lambda match: chance.choice(_NUMBERS) if chance.random() < share else match[0], page)


def change_json(page: bytes, other: bytes, chance: random.Random) -> bytes:
    """Values in JSON-LD and scripts that are of another type."""
    share = chance.choice((0.05, 0.5))
    return _JSON_VALUE.sub(lambda match: b": " + chance.choice(_JSON) if chance.random() < share else match[0], page)


def drop_quotes(page: bytes, other: bytes, chance: random.Random) -> bytes:
    """Quotes and brackets that do not close."""
    lost = chance.choice((b'"', b"'", b">", b"<", b"}", b"]"))
    pieces = page.split(lost)
    return b"".join(piece + (b"" if chance.random() < 0.02 else lost) for piece in pieces)


MUTATIONS: tuple[Mutation, ...] = (
    *(flip_bytes, truncate, cut_out, splice, insert_piece, repeat_piece, repeat_tag, nest, lose_end_tags),
    *(rename_tags, swap_attributes, break_entities, recode, relabel, sow_nulls, change_numbers, change_json),
    drop_quotes,
)


def mutate(page: bytes, other: bytes, chance: random.Random) -> tuple[bytes, tuple[str, ...]]:
    """A page after one to four mutations, and their names."""
    chosen = chance.choices(MUTATIONS, k=chance.choice((1, 1, 2, 3, 4)))
    for mutation in chosen:
        page = mutation(page, other, chance)[:MOST_BYTES]
    return page, tuple(mutation.__name__ for mutation in chosen)

"""Bytes to text, as a browser would read them, and a little better.

Labels are resolved by the WHATWG Encoding Standard (``latin-1`` is windows-1252) through w3lib. One rule of ours goes
before the declared encoding: bytes that are valid UTF-8 are UTF-8, whatever the page says, because text in another
encoding is practically never valid UTF-8 by accident, while pages re-saved as UTF-8 keep their old declaration.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8, utf_8_decode
from dataclasses import dataclass
from typing import Literal

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

from ingest import native

Method = Literal["bom", "http", "meta", "utf-8", "sniffed"]


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text and how it was read."""

    text: str
    encoding: str
    """Python's name of the codec: ``utf-8``, ``cp1252``, ``shift_jis`` …"""
    method: Method
    mojibake: bool
    """UTF-8 that was read as windows-1252 before it was sent («Ã©»): mended when the whole page allows it."""


# Python's names of the encodings of the WHATWG standard. Anything else a page declares (rot13, punycode, utf-7) is no
# encoding of the web and is ignored.
_WEB_CODECS = frozenset(
    {
        "utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp866", "iso8859-1", "iso8859-2", "iso8859-3", "iso8859-4",
        "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15",
        "iso8859-16", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "cp874", "cp1250", "cp1251", "cp1252",
        "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "gbk", "gb18030", "big5", "big5hkscs", "euc_jp",
        "iso2022_jp", "shift_jis", "cp932", "cp949", "euc_kr",
    }
)  # fmt: skip
_SEVEN_BIT = frozenset({"iso2022_jp"})
_SIXTEEN_BIT = frozenset({"utf-16", "utf-16-le", "utf-16-be"})
_SNIFF_AMONG = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "shift_jis", "euc_jp", "gb18030",
    "big5", "cp949",
]  # fmt: skip
_SNIFF_BYTES = 8_192
_PIECE = 16_384
"""Bytes checked at a time: a piece and its text stay in the processor's cache, a whole page's do not."""
_NEARLY_UTF8 = 0.1
"""Share of broken sequences among non-ASCII characters up to which bytes count as damaged UTF-8."""

_mojibake = re.compile(
    "Ã[\u00a0-\u00bf\u0080-\u009fŒœŠšŽžŸƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]|â€[\u0080-\u00bf˜™œšžŸ¦¢]|Â[\u00a0-\u00bf]"
)
_MOJIBAKE_LEAST = 3
# Five bytes mean nothing in windows-1252 and came through as C1 controls; Python's codec knows no way back for them.
_UNDEFINED_IN_CP1252 = re.compile("[\x81\x8d\x8f\x90\x9d]")
_CP1252_TO_LATIN1 = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """The text of an HTML body. Never raises: undecodable bytes become U+FFFD, null bytes vanish.

    ``content_type`` is the value of the HTTP header, or None.
    """
    text, encoding, method = _read(body, content_type)
    if b"\0" in body:  # cheaper to look for than in text
        text = text.replace("\0", "")
    if text.isascii() or not _suspect(text) or not _mojibake.search(text):
        return Decoded(text, encoding, method, mojibake=False)
    mended = _mend(text)
    if mended is not None:
        return Decoded(mended, encoding, method, mojibake=True)
    return Decoded(text, encoding, method, mojibake=len(_mojibake.findall(text)) >= _MOJIBAKE_LEAST)


def markup(body: bytes, content_type: str | None = None) -> str | bytes:
    """What a parser that takes UTF-8 as well as text should be given: the body itself where it is the text in UTF-8 as
    it stands, which nine pages of ten are and which takes half the time to know that decoding them would; else the text
    of :func:`decode`."""
    return body if is_plain_utf8(body) else decode(body, content_type).text


@native.twin("decoding")
def is_plain_utf8(body: bytes) -> bool:
    """Valid UTF-8 with nothing to leave out or to mend, whatever is declared: the encodings that go before UTF-8 where
    bytes could be both have a null or an escape in every page."""
    if body.startswith(BOM_UTF8) or b"\0" in body or b"\x1b" in body:
        return False
    at, size = 0, len(body)
    while at < size:
        piece = body[at : at + _PIECE]
        if piece.isascii():
            at += len(piece)
            continue
        try:
            text, read = utf_8_decode(piece, "strict", at + _PIECE >= size)
        except UnicodeDecodeError:
            return False
        if _suspect(text):
            return False
        at += read
    return True


def _read(body: bytes, content_type: str | None) -> tuple[str, str, Method]:
    """Text, codec, and how it was found."""
    bom_encoding, bom = read_bom(body)
    if bom_encoding is not None and bom is not None:
        return body[len(bom) :].decode(bom_encoding, "replace"), bom_encoding, "bom"
    http = _codec(http_content_type_encoding(content_type)) if content_type else None
    meta = _codec(html_body_declared_encoding(body))
    declared, method = (http, "http") if http else (meta, "meta")
    if declared in _SIXTEEN_BIT and b"\0" not in body[:100]:
        declared = None  # a page in bytes that says UTF-16 of itself is lying: it could not be read to say so
    if (declared in _SEVEN_BIT and b"\x1b" in body) or declared in _SIXTEEN_BIT:
        assert declared is not None
        return body.decode(declared, "replace"), declared, "http" if method == "http" else "meta"
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _read_other(body, http, meta)
    if declared != "utf-8":
        return text, "utf-8", "utf-8"
    return text, "utf-8", "http" if method == "http" else "meta"


def _read_other(body: bytes, http: str | None, meta: str | None) -> tuple[str, str, Method]:
    """Bytes that are not valid UTF-8: damaged UTF-8, else as declared, else sniffed."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    if broken <= beyond_ascii * _NEARLY_UTF8:
        return text, "utf-8", "http" if http == "utf-8" else "meta" if meta == "utf-8" else "utf-8"
    if http and http != "utf-8":
        return body.decode(http, "replace"), http, "http"
    if meta and meta not in ("utf-8", *_SIXTEEN_BIT):
        return body.decode(meta, "replace"), meta, "meta"
    encoding = _sniff(body)
    return body.decode(encoding, "replace"), encoding, "sniffed"


def _codec(declared: str | None) -> str | None:
    """The codec for a declared label (already resolved or not), None when it is no encoding of the web."""
    name = resolve_encoding(declared) if declared else None
    return name if name in _WEB_CODECS else None


def _sniff(body: bytes) -> str:
    """The most plausible codec of bytes that declare none, judged on a window that begins at the first odd byte."""
    from charset_normalizer import from_bytes

    first = re.search(rb"[\x80-\xff]", body)
    start = max(0, first.start() - 200) if first else 0
    matches = from_bytes(body[start : start + _SNIFF_BYTES], cp_isolation=_SNIFF_AMONG, steps=4, chunk_size=512)
    best = matches.best()
    if best is None:
        return "cp1252"
    # Czech «ŕ» for «à»: where western and central European readings are equally clean, the western one is commoner.
    western = next((match for match in matches if match.encoding == "cp1252"), None)
    if best.encoding == "cp1250" and western is not None and western.chaos <= best.chaos:
        return "cp1252"
    return resolve_encoding(best.encoding) or "cp1252"


def _suspect(text: str) -> bool:
    """«Ã» or «â€» somewhere, or a «€» at the very beginning, before which anything may have been. Single letters are
    found ten times as fast as pairs."""
    if "Ã" in text:
        return True
    at = text.find("€")
    while at >= 0:
        if at == 0 or text[at - 1] == "â":
            return True
        at = text.find("€", at + 1)
    return False


def _mend(text: str) -> str | None:
    """The text that was meant, when every character beyond ASCII is part of UTF-8 read as windows-1252."""
    try:
        if _UNDEFINED_IN_CP1252.search(text):
            return text.translate(_CP1252_TO_LATIN1).encode("latin-1").decode("utf-8")
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None

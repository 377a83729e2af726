from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.charset import decode, markup

FRENCH = "<p>L’été dernier, à Liège, « tout » coûtait 3 €</p>"


def page(charset: str) -> str:
    return f"<html><head><meta charset={charset}></head><body>{FRENCH}</body></html>"


def test_byte_order_mark_beats_everything() -> None:
    """A BOM is the surest sign of an encoding, even against HTTP and meta, and is no part of the text."""
    decoded = decode(b"\xef\xbb\xbf" + page("iso-8859-1").encode(), "text/html; charset=windows-1252")
    assert (decoded.encoding, decoded.method) == ("utf-8", "bom")
    assert decoded.text == page("iso-8859-1")


def test_utf16_with_mark() -> None:
    """UTF-16 pages with a BOM are read."""
    assert decode("\ufeffà bientôt".encode("utf-16-le"), None).text == "à bientôt"


@pytest.mark.parametrize(
    ("charset", "codec"), [("iso-8859-1", "cp1252"), ("windows-1252", "cp1252"), ("iso-8859-15", "iso8859-15")]
)
def test_declared_single_byte_encodings(charset: str, codec: str) -> None:
    """WHATWG labels: a page that says ISO-8859-1 means windows-1252, so that € and ’ survive."""
    decoded = decode(page(charset).replace("’", "'").encode(codec), None)
    assert (decoded.encoding, decoded.method) == (codec, "meta")
    assert "coûtait 3 €" in decoded.text


def test_http_beats_meta() -> None:
    """The header is believed before the page's own declaration."""
    decoded = decode(page("windows-1251").encode("cp1252"), "text/html; charset=ISO-8859-1")
    assert (decoded.method, FRENCH in decoded.text) == ("http", True)


def test_valid_utf8_beats_a_wrong_declaration() -> None:
    """A page re-saved as UTF-8 that still declares latin-1 is UTF-8."""
    decoded = decode(page("iso-8859-1").encode("utf-8"), "text/html; charset=iso-8859-1")
    assert (decoded.text, decoded.encoding, decoded.method) == (page("iso-8859-1"), "utf-8", "utf-8")


def test_a_few_broken_bytes_do_not_make_a_page_latin() -> None:
    """UTF-8 with one damaged character stays UTF-8: one U+FFFD instead of a page of mojibake."""
    body = (page("utf-8") * 5).encode().replace("dernier, à".encode(), b"dernier, \xe0", 1)
    decoded = decode(body, None)
    assert (decoded.encoding, decoded.text.count("\ufffd")) == ("utf-8", 1)


def test_wrongly_declared_utf8_is_sniffed() -> None:
    """A windows-1252 page that claims UTF-8 is not shredded."""
    decoded = decode(page("utf-8").encode("cp1252"), "text/html; charset=utf-8")
    assert decoded.method == "sniffed"
    assert "L’été dernier, à Liège" in decoded.text


def test_undeclared_bytes_are_sniffed() -> None:
    """Nothing declared and no UTF-8: the bytes themselves decide."""
    text = "<p>" + "Вчера вечером городской совет принял решение о новом мосте через реку. " * 6 + "</p>"
    decoded = decode(text.encode("cp1251"), None)
    assert (decoded.text, decoded.method) == (text, "sniffed")


def test_labels_that_are_no_encoding_of_the_web_are_ignored() -> None:
    """rot13, punycode and made-up names in a page must neither raise nor decode."""
    for label in ("rot13", "punycode", "hex", "utf-7", "does-not-exist", "utf-16"):
        assert FRENCH in decode(page(label).encode(), f"text/html; charset={label}").text


def test_null_bytes_vanish() -> None:
    """Null bytes end strings in C parsers: none reaches them."""
    assert decode(b"<p>un\0 deux</p>", None).text == "<p>un deux</p>"


def test_mojibake_of_a_whole_page_is_mended() -> None:
    """UTF-8 read as windows-1252 by the publisher and sent as UTF-8 again is what was meant, bytes without a
    windows-1252 character included («à», «Í»)."""
    meant = FRENCH + "<p>Íle de Ré à Noël</p>"
    broken = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in meant.encode())
    decoded = decode(broken.encode("utf-8"), None)
    assert (decoded.text, decoded.mojibake) == (meant, True)


def test_mojibake_in_part_of_a_page_is_noticed_and_left() -> None:
    """A page that mixes right and wrong text cannot be mended as a whole, but says so."""
    decoded = decode("<p>été</p><p>Ã©tÃ© passÃ© Ã  LiÃ¨ge</p>".encode(), None)
    assert decoded.mojibake
    assert "<p>été</p>" in decoded.text


def test_good_text_is_no_mojibake() -> None:
    """Capital à tilde, prices and accents as they should be raise no alarm."""
    decoded = decode("<p>SÃO PAULO, ÂGE, château à 3 € — « déjà »</p>".encode(), None)
    assert not decoded.mojibake


@given(st.binary(max_size=400), st.sampled_from([None, "text/html", "text/html; charset=utf-16", "x; charset=\x00"]))
def test_no_bytes_raise(body: bytes, content_type: str | None) -> None:
    """Whatever comes over the wire is text in the end, and the same text each time."""
    assert decode(body, content_type) == decode(body, content_type)
    assert "\0" not in decode(body, content_type).text


def as_text(markup: str | bytes) -> str:
    return markup if isinstance(markup, str) else markup.decode("utf-8")


@given(
    st.binary(max_size=60) | st.text(max_size=30).map(str.encode),
    st.integers(16_370, 16_390) | st.just(0),
    st.sampled_from([None, "text/html; charset=utf-16", "x; charset=windows-1252", "x; charset=iso-2022-jp"]),
)
def test_a_parser_is_given_the_text_that_decoding_finds(body: bytes, before: int, content_type: str | None) -> None:
    """Bytes handed on without being decoded are that text, wherever the pieces in which they are checked end."""
    body = b" " * before + body
    assert as_text(markup(body, content_type)) == decode(body, content_type).text


def test_mojibake_across_two_pieces_is_mended() -> None:
    """«â€™» is found where one piece ends after «â»."""
    broken = "’".encode().decode("cp1252").encode()
    for before in range(16_370, 16_390):
        assert markup(b" " * before + broken) == " " * before + "’"


def test_most_pages_are_handed_on_as_they_are() -> None:
    """Valid UTF-8 costs no conversion, whatever it declares; damaged, marked and mended pages are text."""
    body = page("iso-8859-1").encode() * 500
    assert markup(body, "text/html; charset=windows-1252") is body
    assert isinstance(markup(body + b"\xff"), str)
    assert isinstance(markup(b"\xef\xbb\xbf" + body), str)

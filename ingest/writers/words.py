"""The words of a text, folded: what two copies of it have in common, whatever their case and typography. Pure."""

from __future__ import annotations

import re
import unicodedata

_ODD = re.compile(r"[^\w\x00-\x7f]+")
_MANY = 40
_ASCII = bytes(range(128))
_PLAIN = bytes(byte if byte > 127 or chr(byte).isalnum() or byte == ord("_") else ord(" ") for byte in range(256))
"""A table for bytes of UTF-8: what is neither letter, digit nor «_» becomes a blank."""


def folded_words(text: str) -> list[bytes]:
    """What ``\\w+`` finds, in UTF-8."""
    return folded(text).split()


def folded(text: str) -> bytes:
    """The words with blanks between them, in UTF-8.

    A table for bytes takes a quarter of the time of ``\\w+``. What it does not know, the signs beyond ASCII, are
    few in a text («’», «…», the no-break space), and are replaced before, one after the other.
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    beyond = set(text.encode().translate(None, _ASCII).decode())
    odd = {sign for sign in beyond if not sign.isalnum()}
    if len(odd) > _MANY:
        text = _ODD.sub(" ", text)
    else:
        for sign in odd:
            text = text.replace(sign, " ")
    return text.encode().translate(_PLAIN)

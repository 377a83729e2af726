"""Text as it comes from pages → one flat line: entities, tags, odd spaces, accents and dash shapes out of the way.

Case is kept (capitals tell a label from a sentence); everything that is only typography goes.
"""

from __future__ import annotations

import html
import re
import unicodedata

LIMIT = 400
"""Characters of a line that are looked at: a date line is short, and what follows one is noise."""

_TAG = re.compile(r"<[^<>]{1,80}>")
_GLUED = re.compile(
    r"(?<=[a-zé0-9])(?=(?:Mis|Mod|Pub|Par|Act|Upd|Last)[a-z])|\((?:e|es|s)\)|(?<=[a-z]\s\d\d)(?=(?:19|20)\d\d(?!\d))|"
    r"(?<=[/. -](?:19|20)\d\d)(?=[A-Za-z]{2})|(?<=\d:\d\d)(?=[A-Za-z]{3})|(?<=\d[ap]m)(?=[A-Z][a-z])"
)
_may_be_glued = re.compile(
    r"[MPAUL(\d](?:(?<=[a-zé0-9][MPAUL])[ioucpa]|(?<=\()[es]|(?<=\d)(?:\d{5}|[A-Za-z]{2}))"
).search
"""What each form above has in it: the two letters at the joint, an opened bracket, six digits in a row, or two letters
right behind a digit. It is looked for from few letters on, and those forms from every place."""
_DOMAIN = re.compile(
    r"(?<=[^\W\d_]{2})\.(?:com|net|org|info|news|media|tv|eu|fr|be|ch|ca|lu|de|at|es|it|pt|nl|uk|us|br|ma|dz|tn|sn|ci|cm|bf|ml|"
    r"mg|re|pf|nc|gp|mq)(?![\w.-])",
    re.I,
)
"""The end of a site's name («Par LHebdo.fr, publié le …»): its point ends no sentence."""
_HANDLE = re.compile(r"(?<=\s)@[A-Za-z_]\w*")
"""An account beside the signature («By Anne Un @anneun on June 26, 2014»): no word of the line."""
_ACCOUNT = re.compile(r"(?<= )((?:par|by) [^\W\d_]{3,12})\d{1,4}(?=,?\s+(?:le|on)\s)")
"""«Soumis par redac2 le mer 12/04/2023 - 09:38»: the number of an account is none of the date's."""
_ISSUE = re.compile(r"\b[Ee]dition [Nn](?:o|umero)?\.?\s?:?\s?\d{1,6}(?=\s[Ll]e\s)")
"""«Edition N°:6267 Le 24/05/2022»: the number of the issue, before the day that it is from."""
_EMPTY_CLOCK = re.compile(r"(?:--|__|\?\?)\s?[hH:]\s?(?:--|__|\?\?)?|%H:%M(?: Uhr)?")
_DASHES = {"‐": "-", "‑": "-", "‒": "-", "−": "-", "﹣": "-", "－": "-", "–": "–", "—": "–", "―": "–", "─": "–"}
_SIGNS = {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "′": "'", "`": "'", "•": "|", "·": "|", "●": "|", "∙": "|", "⋅": "|"}
_SIGNS |= {
    "…": " ",
    "¦": "|",
    "│": "|",
    "／": "/",
    "：": ":",
    "∶": ":",
    "›": ">",
    "→": ">",
    "ⁿ": "n",
    "®": " ",
    "×": "x",
}
_LETTERS = {
    "œ": "oe",
    "Œ": "OE",
    "æ": "ae",
    "Æ": "AE",
    "ß": "ss",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "ı": "i",
}
_LETTERS |= {"ᵉ": "e", "ʳ": "r", "ᵗ": "t", "ʰ": "h", "ˢ": "s", "ᵈ": "d", "ⁿ": "n", "º": "o", "ª": "a", "°": "o"}


def _table() -> dict[int, str | None]:
    """One character → what it is read as; None: nothing."""
    # Letters that stay are in the table, too: what is missing costs an exception each time.
    table: dict[int, str | None] = {point: chr(point) for point in range(0x530)}
    for point in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(point))[0]
        if base.isascii():
            table[point] = base
    for signs in (_DASHES, _SIGNS, _LETTERS):
        table.update({ord(sign): read for sign, read in signs.items()})
    spaces = (
        0x09,
        0x0A,
        0x0B,
        0x0C,
        0x0D,
        0x85,
        0xA0,
        0x1680,
        *range(0x2000, 0x200B),
        0x2028,
        0x2029,
        0x202F,
        0x205F,
        0x3000,
    )
    table.update(dict.fromkeys(spaces, " "))
    invisible = (
        0xAD,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
        *range(0xFE00, 0xFE10),
    )
    table.update(dict.fromkeys(invisible, None))
    table.update(dict.fromkeys(range(0x300, 0x370), None))  # combining accents
    table.update(dict.fromkeys((*range(0x2600, 0x27C0), *range(0x1F300, 0x1FB00)), "|"))  # «📅 …», «… 💬 3»
    return table


_TABLE = _table()


def flatten(text: str) -> str:
    """``text`` without accents, entities, tags, zero-width characters; spaces and dashes in one shape, case kept."""
    text = text[: 4 * LIMIT]
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub(" ", text)
    if not text.isascii():
        if "Ã" in text or "â€" in text or "Â" in text:
            text = _unscramble(text)
        text = text.translate(_TABLE)
    if "--" in text or "__" in text or "%H" in text:
        text = _EMPTY_CLOCK.sub(" ", text)
    if "@" in text:
        text = _HANDLE.sub("", text)
    if " par " in text or " by " in text:
        text = _ACCOUNT.sub(r"\1", text)
    if "dition" in text:
        text = _ISSUE.sub("", text)
    if "." in text and "://" not in text:
        text = _DOMAIN.sub("", text)
    text = text[:LIMIT]
    return _GLUED.sub(" ", text) if _may_be_glued(text) else text


def fold(text: str) -> str:
    """Flattened and in lower case, apostrophes and hyphens as spaces: the form in which words are compared."""
    return " ".join(flatten(text).lower().replace("'", " ").replace("-", " ").split())


def _unscramble(text: str) -> str:
    """UTF-8 that was read as Windows-1252 or Latin-1, put right; unchanged when it is something else."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text.replace("Ã©", "é").replace("Ã ", "à ").replace("Ã»", "û")

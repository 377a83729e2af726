"""Lines of one element that <br> parts: which of them are paragraphs; and «Lire aussi» links glued into one."""

from __future__ import annotations

import re

from ingest.parsers.phrases import Phrase, phrase_of
from ingest.parsers.typography import clean

Line = tuple[str, int, int, int]
"""Text, characters in links, characters in bold, number of links."""

_SENTENCE_END = (".", "!", "?", "…", "»", "”", '"', ":", "。", "！", "？", "」")
_BULLET = re.compile(r"(?:>>|[-–—•*·▪■►●◆>→])\s|\d{1,2}[.)]\s")
ANNOUNCING = frozenset(
    (
        "ussi",
        "ment",
        "lire",
        "voir",
        "more",
        "also",
        "auch",
        "dazu",
        "mehr",
        "bién",
        "nche",
        "bém",
        " ook",
        "plus",
        "read",
    )
)
"""Last four letters of the words that announce a link …"""
TELLING = frozenset(
    (
        "lire",
        "à li",
        "a li",
        "voir",
        "à vo",
        "a vo",
        "à dé",
        "à ré",
        "läs ",
        "læs ",
        "lue ",
        "czyt",
        "【関連記",
        "read",
        "also",
        "lese",
        "mehr",
        "leer",
        "legg",
        "leia",
        "lees",
    )
)
"""… and the first four of a link that announces itself: a cheap test before the costly one."""
_GLUED_LINK = re.compile(
    r"(?:^|[.!?…»”\"\])]\s*)((?:>>|»|►|→|[\[(])?\s*"
    r"(?:[àa] (?:lire|voir|[ée]couter|relire|d[ée]couvrir)(?: aussi| [ée]galement)?|lire aussi|lire [ée]galement"
    r"|lire(?=\s*:)|voir aussi|en savoir plus|read more|read also|also read|see also|"
    r"lesen sie auch|mehr dazu|lea tambi[ée]n|leggi anche|leia tamb[ée]m|lees ook)\]?\s*[:>–-]?\s*)$",
    re.I,
)
"""The words that announce a link to another article, at the start of a line or after a whole sentence."""
BEFORE_LINK = " \u00a0:>–-]"
BRACKETS = " \u00a0(["
"""What may stand before the words of a link that announces itself."""
ARROWS = frozenset((">>", "► ", "▶ ", "➡ ", "👉 ", "→ "))
_LEAST_SPACES, _SHORTEST_BEFORE = 2, 40
_STOPS = (".", "!", "?", "…")
_ENDS_OF_SENTENCES = (*_STOPS, "»", "”", '"', ":", ";", ",")
_PHRASE = 70
"""Characters of a line that :func:`phrase_of` looks at."""


class _Paragraph:
    """Lines that run on. Kept in pieces: a page of a hundred thousand <br> is joined once, not once per line."""

    __slots__ = ("bold", "head", "length", "lines", "link", "links")

    def __init__(self, line: Line) -> None:
        text, self.link, self.bold, self.links = line
        self.lines = [text]
        self.head = text
        self.length = len(text)

    def add(self, line: Line) -> None:
        text, link, bold, links = line
        self.lines.append(text)
        if len(self.head) < _PHRASE:
            self.head += f" {text}"
        self.length += 1 + len(text)
        self.link += link
        self.bold += bold
        self.links += links

    def ends_before(self, line: Line, in_paragraph: bool) -> bool:
        """Whether one <br> between this and a line parts paragraphs: before a list item, between lines of another dress
        (a bold one over a plain one, a link over text), in loose text after a whole sentence. Inside a <p> it is a
        line's end."""
        text, link, bold, _ = line
        if _BULLET.match(text):
            return True
        if text[0].islower():
            return False
        if not in_paragraph and self.length > 60 and self.lines[-1].endswith(_SENTENCE_END):
            return True
        long, own = 0.9 * self.length, 0.9 * len(text)
        if (self.bold >= long) != (bold >= own) or (self.link >= long) != (link >= own):
            return True
        return bool(phrase_of(text)) != bool(phrase_of(self.head))

    def joined(self) -> Line:
        return " ".join(self.lines), self.link, self.bold, self.links


def paragraphs_of(lines: list[Line], in_paragraph: bool) -> list[Line]:
    """Lines between <br>: joined where one sentence runs on, parted where a reader sees a new paragraph. Where an empty
    line parts paragraphs, a single <br> is the end of a line."""
    paragraphs: list[Line] = []
    held: _Paragraph | None = None
    cleaned = [(clean(raw), link, bold, links) for raw, link, bold, links in lines]
    spaced = any(not text for text, *_ in cleaned[1:-1])
    for line in cleaned:
        if not line[0]:  # an empty line: the paragraph ends here
            if held is not None:
                paragraphs.append(held.joined())
                held = None
        elif held is None:
            held = _Paragraph(line)
        elif held.ends_before(line, in_paragraph or spaced):
            paragraphs.append(held.joined())
            held = _Paragraph(line)
        else:
            held.add(line)
    if held is not None:
        paragraphs.append(held.joined())
    return paragraphs


def opens_with_arrow(link: str) -> bool:
    """«>> Que faire en cas de crue ?»"""
    return link.lstrip()[:2] in ARROWS


def announced_at(buffer: list[str], start: int, announced: str) -> int:
    """Where the words begin that announce a link to another article («… Lire aussi : <a>…</a>»), as an offset into the
    text before the link; -1 when nothing announces it. ``buffer[start:]`` is the link, ``announced`` the piece of text
    before it."""
    if opens_with_arrow(buffer[start]):
        before = "".join(buffer[:start]).rstrip()
        return len(before) if before.endswith(_SENTENCE_END) else -1
    words = announced.rstrip(BEFORE_LINK)
    if not words and start > 1:  # «<span>Lire aussi</span> <a>»
        words = buffer[start - 2].rstrip(BEFORE_LINK)
    told = words[-4:].lower() in ANNOUNCING
    if not told and buffer[start].lstrip(BRACKETS)[:4].lower() not in TELLING:
        return -1
    before = "".join(buffer[:start])
    if told:
        match = _GLUED_LINK.search(before[-400:])
        return match.start(1) + max(0, len(before) - 400) if match else -1
    ends = before.rstrip().endswith(_SENTENCE_END)
    return len(before) if ends and phrase_of("".join(buffer[start:])) == Phrase.READ_ALSO else -1


def leads_on_at(buffer: list[str], start: int) -> int:
    """Where the text of a paragraph ends that a link to another article follows, without a word about it: behind its
    last sentence, to the paragraph's end, and no sentence itself («… la conseillère. <a>Notre article sur le vote du
    crédit</a>»); -1 for any other link. Arguments as in :func:`announced_at`."""
    link = "".join(buffer[start:]).strip()
    if link.count(" ") < _LEAST_SPACES or not link[0].isupper() or link[-1] in _ENDS_OF_SENTENCES:
        return -1
    before = "".join(buffer[:start])
    text = before.rstrip()
    ended = text.rstrip('»”" \u00a0\u202f')[-1:] in _STOPS if len(text) >= _SHORTEST_BEFORE else False
    return len(before) if ended and text[-1] in _ENDS_OF_SENTENCES else -1

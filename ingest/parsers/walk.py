"""One walk over the tree that collects what every field needs.

Lexbor parses in half a millisecond; crossing from C to Python costs more than that, so it is done once per node.
What comes out is flat: :class:`Segment` (a run of text between two block boundaries) in reading order, the elements
they stand in, and the page's metadata. Everything after works on these lists, not on the tree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from ingest.parsers.phrases import Phrase, phrase_of
from ingest.parsers.spacing import joint
from ingest.parsers.typography import clean
from ingest.parsers.vocabulary import Hint, hints_of

# A page beyond these is hostile or no article; what was read by then is kept.
MAX_NODES = 150_000
MAX_SEGMENTS = 20_000

_INLINE, _BLOCK, _SKIP, _LINK, _BOLD, _TIME, _BREAK, _IMG, _META, _HEAD_LINK, _SCRIPT, _TITLE, _PLAIN = range(13)
_KIND: dict[str, int] = {
    **dict.fromkeys(
        "abbr acronym bdi bdo big cite code data dfn font ins kbd mark q s samp small span strike sub sup tt u var "
        "ruby rt rp nobr del label blink center-inline".split(),
        _INLINE,
    ),
    **dict.fromkeys("wbr".split(), _PLAIN),
    **dict.fromkeys("b strong em i".split(), _BOLD),
    **dict.fromkeys(
        "style svg template object canvas select option textarea button map math-ml head-skip audio-skip dialog "
        "noscript iframe embed applet frame frameset noframes datalist progress meter input source track param "
        "!doctype -comment link-skip".split(),
        _SKIP,
    ),
    "a": _LINK,
    "time": _TIME,
    "br": _BREAK,
    "img": _IMG,
    "meta": _META,
    "link": _HEAD_LINK,
    "script": _SCRIPT,
    "title": _TITLE,
}
_HEADING = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_SPACES = re.compile(r"[ \n\r\t\f]+")
_RUNS = re.compile(r" {2,}")
_MARKED = Hint.AUTHOR | Hint.DATE | Hint.CREDIT | Hint.CAPTION | Hint.HIDDEN | Hint.SOCIAL | Hint.KICKER
_BULLET_ALTS = frozenset("-•*·")
"""An image with such an alternative text is a list's bullet (SPIP and other old templates)."""
_ANNOUNCING = frozenset(("ussi", "ment", "lire", "voir", "more", "also", "auch", "dazu", "mehr", "bién", "nche", "bém", " ook", "plus"))
_TELLING = frozenset(("lire", "à li", "a li", "voir", "à vo", "a vo", "à dé", "read", "also", "lese", "mehr", "leer", "legg", "leia", "lees"))
_GLUED_LINK = re.compile(
    r"(?:^|[.!?…»”\"\])]\s*)((?:>>|►|→|\[)?\s*(?:[àa] (?:lire|voir|[ée]couter|relire|d[ée]couvrir)(?: aussi| [ée]galement)?|lire aussi|"
    r"lire [ée]galement|voir aussi|en savoir plus|read more|read also|also read|see also|lesen sie auch|mehr dazu|lea tambi[ée]n|leggi anche|"
    r"leia tamb[ée]m|lees ook)\s*[:>–-]?\s*)$",
    re.I,
)
"""The words that announce a link to another article, at the start of a line or after a whole sentence."""
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


_Line = tuple[str, int, int, int]
"""Text, characters in links, characters in bold, number of links."""


@dataclass(slots=True)
class Segment:
    """A run of text between two block boundaries, as a reader would see one line or paragraph."""

    text: str
    elem: int
    """Index of the nearest block element."""
    tag: str
    link: int
    """Characters of the text that stand in links."""
    bold: int
    """Characters in bold or italics."""
    heading: int = 0
    """1–6 inside a heading, else 0."""
    after_break: bool = False
    """Parted from the segment before by <br>, not by a block boundary."""
    links: int = 0


@dataclass(slots=True)
class Element:
    """A block element."""

    parent: int
    tag: str
    hints: int
    names: str
    """class and id, as written."""
    depth: int
    itemprop: str = ""
    role: str = ""


@dataclass(slots=True)
class Mark:
    """An inline or block element whose name, itemprop or tag promises a field."""

    hints: int
    tag: str
    text: str
    elem: int
    segment: int
    """Index of the segment it stands in (or before)."""
    value: str = ""
    """datetime=, content=, href= … by tag."""
    itemprop: str = ""
    rel: str = ""


@dataclass(slots=True)
class Picture:
    url: str
    alt: str
    elem: int
    segment: int


@dataclass(slots=True)
class Tree:
    """All that was collected."""

    segments: list[Segment] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    meta: dict[str, list[str]] = field(default_factory=dict)
    """Lower-case name, property or itemprop → values in order."""
    json_ld: list[str] = field(default_factory=list)
    title: str = ""
    canonical: str = ""
    lang: str = ""
    links: dict[str, str] = field(default_factory=dict)
    """<link rel> → first href."""
    text_chars: int = 0
    media: set[str] = field(default_factory=set)
    """video, audio where the page holds a player."""
    glued: list[str] = field(default_factory=list)
    """«Lire aussi» links that were cut out of paragraphs."""
    truncated: bool = False
    """The page was larger than the bounds of the walk."""


def walk(html: str) -> Tree:
    """Parse and walk one page. Never raises; an empty string gives an empty tree."""
    tree = Tree()
    root = LexborHTMLParser(html or "<html></html>").root
    if root is not None:
        _Walker(tree).run(root)
    return tree


class _Walker:
    """The state of one walk: the open block element, and the buffer of the run of text being read."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.buffer: list[str] = []
        self.link_chars = 0
        self.bold_chars = 0
        self.link_count = 0
        self.boundary = False
        self.announced = ""
        self.link_start = 0
        self.lines: list[_Line] = []
        self.elem = -1
        self.heading = 0

    def run(self, root) -> None:  # type: ignore[no-untyped-def]  # LexborNode has no exported type for its links
        tree = self.tree
        kind_of = _KIND.get
        elements = tree.elements
        buffer = self.buffer
        stack: list[tuple[object, int, int, object]] = []
        push, pop = stack.append, stack.pop
        in_link = in_bold = in_skip = 0
        nodes = 0
        open_marks: list[tuple[Mark, int]] = []
        node = root
        while True:
            nodes += 1
            if nodes > MAX_NODES or len(tree.segments) > MAX_SEGMENTS:
                tree.truncated = True
                break
            tag = node.tag
            descend = False
            kind = _SKIP
            extra: object = None
            if tag == "-text":
                text = node.text_content
                if text:
                    if "\n" in text or "\t" in text or "\r" in text:
                        text = _SPACES.sub(" ", text)
                    if self.boundary:
                        self.boundary = False
                        if buffer and text[0] != " " and buffer[-1][-1] != " ":
                            text = joint(buffer[-1], text)
                        elif buffer and buffer[-1][-1] == " " and text[0] in ".,)]…":
                            buffer[-1] = buffer[-1].rstrip(" ")
                    if text and (buffer or text != " "):
                        buffer.append(text)
                        if in_link:
                            self.link_chars += len(text)
                        if in_bold:
                            self.bold_chars += len(text)
            else:
                kind = kind_of(tag, _BLOCK)
                if kind == _BLOCK:
                    attributes = node.attributes
                    self.flush()
                    names = attributes.get("class") or ""
                    ident = attributes.get("id")
                    if ident:
                        names = f"{names} {ident}" if names else ident
                    hints = hints_of(names) if names else 0
                    style = attributes.get("style")
                    if "hidden" in attributes or (style and _INVISIBLE.search(style)):
                        hints |= Hint.HIDDEN
                    itemprop = attributes.get("itemprop") or ""
                    parent = self.elem
                    self.elem = len(elements)
                    elements.append(
                        Element(
                            parent,
                            tag,
                            hints,
                            names,
                            elements[parent].depth + 1 if parent >= 0 else 0,
                            itemprop,
                            attributes.get("role") or "",
                        )
                    )
                    extra = (parent, self.heading)
                    level = _HEADING.get(tag)
                    if level:
                        self.heading = level
                    elif tag == "html":
                        tree.lang = (attributes.get("lang") or attributes.get("xml:lang") or "").strip()
                    elif tag == "video" or tag == "audio":
                        tree.media.add(tag)
                    if itemprop or (hints & _MARKED and tag != "body" and tag != "html"):
                        mark = Mark(hints, tag, "", self.elem, len(tree.segments), attributes.get("content") or "", itemprop)
                        tree.marks.append(mark)
                    descend = True
                elif kind == _LINK:
                    attributes = node.attributes
                    self.announced = buffer[-1] if buffer else ""
                    self.link_start = len(buffer)
                    in_link += 1
                    self.link_count += 1
                    self.boundary = True
                    names = attributes.get("class") or ""
                    hints = hints_of(names) if names else 0
                    rel = attributes.get("rel") or ""
                    itemprop = attributes.get("itemprop") or ""
                    frame = elements[self.elem].hints if self.elem >= 0 else 0
                    if itemprop or hints & _MARKED or frame & Hint.TAGS or rel in ("author", "tag"):
                        mark = Mark(
                            hints, tag, "", self.elem, len(tree.segments), attributes.get("href") or "", itemprop, rel
                        )
                        open_marks.append((mark, len(buffer)))
                        extra = mark
                    descend = True
                elif kind == _INLINE:
                    attributes = node.attributes
                    self.boundary = True
                    descend = True
                    if attributes:
                        names = attributes.get("class") or ""
                        hints = hints_of(names) if names else 0
                        itemprop = attributes.get("itemprop") or ""
                        if hints & Hint.HIDDEN or "hidden" in attributes:
                            style = "display:none"
                        else:
                            style = attributes.get("style") or ""
                        if style and _INVISIBLE.search(style):
                            descend = False
                        elif itemprop or hints & _MARKED or tag == "abbr":
                            value = attributes.get("content") or attributes.get("datetime") or attributes.get("title") or ""
                            mark = Mark(hints, tag, "", self.elem, len(tree.segments), value, itemprop)
                            open_marks.append((mark, len(buffer)))
                            extra = mark
                elif kind == _BOLD:
                    in_bold += 1
                    self.boundary = True
                    descend = True
                elif kind == _BREAK:
                    self.line_break()
                    self.boundary = False
                elif kind == _TIME:
                    attributes = node.attributes
                    self.boundary = True
                    mark = Mark(
                        hints_of(attributes.get("class") or "") | Hint.DATE,
                        tag,
                        "",
                        self.elem,
                        len(tree.segments),
                        attributes.get("datetime") or attributes.get("content") or "",
                        attributes.get("itemprop") or "",
                    )
                    if "pubdate" in attributes:
                        mark.rel = "pubdate"
                    open_marks.append((mark, len(buffer)))
                    extra = mark
                    descend = True
                elif kind == _IMG:
                    self.picture(node.attributes)
                elif kind == _META:
                    self.meta(node.attributes)
                elif kind == _HEAD_LINK:
                    attributes = node.attributes
                    rel = (attributes.get("rel") or "").lower()
                    href = attributes.get("href")
                    if rel and href:
                        tree.links.setdefault(rel, href)
                elif kind == _SCRIPT:
                    kind_attr = node.attributes.get("type") or ""
                    if "ld+json" in kind_attr.lower():
                        script = node.text(deep=True)
                        if script:
                            tree.json_ld.append(script)
                elif kind == _TITLE:
                    if not tree.title:
                        tree.title = clean(node.text(deep=True) or "")
                elif tag == "iframe":
                    self.player(node.attributes)
            if descend:
                child = node.first_child
                if child is not None:
                    push((node, kind, in_skip, extra))
                    node = child
                    continue
                in_link, in_bold = self.close(kind, extra, in_link, in_bold, open_marks)
            while True:
                following = node.next
                if following is not None:
                    node = following
                    break
                if not stack:
                    self.flush()
                    return
                node, kind, in_skip, extra = pop()
                in_link, in_bold = self.close(kind, extra, in_link, in_bold, open_marks)
        self.flush()

    def close(
        self, kind: int, extra: object, in_link: int, in_bold: int, open_marks: list[tuple[Mark, int]]
    ) -> tuple[int, int]:
        """What the end tag of an element undoes."""
        if kind == _BLOCK:
            self.flush()
            self.elem, self.heading = extra  # type: ignore[misc]  # what its start tag left
        else:
            self.boundary = True
            if kind == _LINK:
                in_link -= 1
                start = self.link_start
                if self.announced and start < len(self.buffer):
                    told = self.announced.rstrip("  :>–-")[-4:].lower() in _ANNOUNCING
                    if told or self.buffer[start][:4].lower() in _TELLING:
                        self.cut_announced_link(told)
            elif kind == _BOLD:
                in_bold -= 1
            if extra is not None and open_marks:
                mark, start = open_marks.pop()
                mark.text = clean("".join(self.buffer[start:]))
                self.tree.marks.append(mark)
        return in_link, in_bold

    def cut_announced_link(self, told: bool) -> None:
        """Take a «Lire aussi : <a>…</a>» out of the paragraph it is glued into; the sentence around it stays.

        ``told``: the words stand before the link, not in it.
        """
        self.announced = ""
        buffer, start = self.buffer, self.link_start
        before, link = "".join(buffer[:start]), "".join(buffer[start:])
        if told:
            match = _GLUED_LINK.search(before)
            cut = match.start(1) if match else -1
        else:
            ends = before.rstrip().endswith(_SENTENCE_END)
            cut = len(before) if ends and phrase_of(link) == Phrase.READ_ALSO else -1
        if cut < 0:
            return
        self.tree.glued.append(clean(before[cut:] + link))
        self.link_chars -= len(link)
        self.link_count -= 1
        buffer[:] = [before[:cut]] if cut else []

    def line_break(self) -> None:
        """A <br>: the end of a line, and of a paragraph when another follows or the line reads as one."""
        self.lines.append(("".join(self.buffer), self.link_chars, self.bold_chars, self.link_count))
        self.buffer.clear()
        self.link_chars = self.bold_chars = self.link_count = 0

    def flush(self) -> None:
        """A block boundary: what was read since the last one becomes segments."""
        buffer = self.buffer
        if not buffer and not self.lines:
            return
        if self.lines:
            self.line_break()
            lines, self.lines = self.lines, []
            self.add_lines(lines)
            return
        text = "".join(buffer) if len(buffer) > 1 else buffer[0]
        if "  " in text:
            text = _RUNS.sub(" ", text)
        text = clean(text)
        if text:
            self.add(text, self.link_chars, self.bold_chars, self.link_count, False)
        buffer.clear()
        self.link_chars = self.bold_chars = self.link_count = 0
        self.boundary = False

    def add(self, text: str, link: int, bold: int, links: int, after_break: bool) -> None:
        tree = self.tree
        elem = self.elem
        tag = tree.elements[elem].tag if elem >= 0 else ""
        length = len(text)
        tree.text_chars += length
        tree.segments.append(
            Segment(text, elem, tag, min(link, length), min(bold, length), self.heading, after_break, links)
        )

    def add_lines(self, lines: list[_Line]) -> None:
        """Lines between <br>: joined where one sentence runs on, parted where a reader sees a new paragraph."""
        first = True
        held: _Line | None = None
        in_paragraph = self.elem >= 0 and self.tree.elements[self.elem].tag == "p"
        for raw, link, bold, links in lines:
            text = clean(raw)
            if not text:  # an empty line: the paragraph ends here
                if held is not None:
                    self.add(*held, not first)
                    first, held = False, None
                continue
            if held is None:
                held = (text, link, bold, links)
            elif _new_paragraph(held, (text, link, bold, links), in_paragraph):
                self.add(*held, not first)
                first, held = False, (text, link, bold, links)
            else:
                held = (f"{held[0]} {text}", held[1] + link, held[2] + bold, held[3] + links)
        if held is not None:
            self.add(*held, not first)

    def picture(self, attributes: dict[str, str | None]) -> None:
        get = attributes.get
        if (get("alt") or "").strip() in _BULLET_ALTS or get("class") == "puce":
            self.buffer.append("- ")
            return
        url = get("data-src") or get("data-original") or get("data-lazy-src") or get("src") or ""
        if url.startswith("data:"):
            url = ""
        if not url:
            srcset = get("srcset") or get("data-srcset") or ""
            url = srcset.split(",")[0].split(" ")[0]
        tree = self.tree
        tree.pictures.append(Picture(url, get("alt") or "", self.elem, len(tree.segments)))

    def player(self, attributes: dict[str, str | None]) -> None:
        url = attributes.get("src") or attributes.get("data-src") or ""
        if re.search(r"youtube|dailymotion|vimeo|player|video", url):
            self.tree.media.add("video")

    def meta(self, attributes: dict[str, str | None]) -> None:
        get = attributes.get
        # Some templates write value= for content=.
        value = get("content") or get("value")
        if not value:
            return
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = get(key)
            if name:
                self.tree.meta.setdefault(name.strip().lower(), []).append(value)


_SENTENCE_END = (".", "!", "?", "…", "»", "”", '"', ":", "。", "！", "？", "」")
_BULLET = re.compile(r"[-–—•*·▪■►●◆>→]\s|\d{1,2}[.)]\s")


def _new_paragraph(before: _Line, after: _Line, in_paragraph: bool) -> bool:
    """Whether one <br> between two lines parts paragraphs: before a list item, between lines of another dress (a bold
    one over a plain one, a link over text), and in loose text after a whole sentence. Inside a <p> it is a line's end."""
    text = after[0]
    if _BULLET.match(text):
        return True
    if text[0].islower():
        return False
    if not in_paragraph and len(before[0]) > 60 and before[0].endswith(_SENTENCE_END):
        return True
    return _dress(before) != _dress(after) or bool(phrase_of(text)) != bool(phrase_of(before[0]))


def _dress(line: _Line) -> tuple[bool, bool]:
    length = 0.9 * len(line[0])
    return line[2] >= length, line[1] >= length

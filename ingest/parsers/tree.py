"""What one walk over a page collects: flat lists in reading order, which everything after works on.

Classes with slots: their attributes are read some ten thousand times a page, in an eighth of the time that those of a
named tuple take.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.parsers.finding import grouped_by, path_of, places_with

_LEVELS_OF_A_CARD = 6


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
    """itemprop=, or RDFa's property= of an inline element."""
    rel: str = ""
    """rel= of a link; of <time> and <abbr> the class, «pubdate» for the attribute of that name."""


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
    lang: str = ""
    links: dict[str, str] = field(default_factory=dict)
    """<link rel> → first href."""
    tags: frozenset[str] = frozenset()
    """Of all elements: whoever looks for a table need not look at a page without one."""
    hints: int = 0
    """Of all elements together."""
    text_chars: int = 0
    media: set[str] = field(default_factory=set)
    """video, audio where the page holds a player."""
    glued: list[str] = field(default_factory=list)
    """«Lire aussi» links that were cut out of paragraphs."""
    led_by_link: dict[int, int] = field(default_factory=dict)
    """Segment → its element, where such a link stood at the beginning: what is left may be the link's date."""
    truncated: bool = False
    """The page was larger than the bounds of the walk."""
    _headings: list[int] | None = field(default=None, repr=False, compare=False)
    _linked: list[int] | None = field(default=None, repr=False, compare=False)
    _cards: frozenset[int] | None = field(default=None, repr=False, compare=False)
    _named: list[Mark] | None = field(default=None, repr=False, compare=False)
    _marks_by_tag: dict[str, list[Mark]] | None = field(default=None, repr=False, compare=False)

    # What many rules look for, looked for once; the walk has ended by then.
    @property
    def headings(self) -> list[int]:
        """The segments inside a heading."""
        if self._headings is None:
            self._headings = places_with(self.segments, "heading")
        return self._headings

    @property
    def linked(self) -> list[int]:
        """The segments of which some letters are a link."""
        if self._linked is None:
            self._linked = places_with(self.segments, "link")
        return self._linked

    @property
    def cards(self) -> frozenset[int]:
        """The elements close around headings that are links: of other stories, mostly."""
        if self._cards is None:
            headings = (self.segments[number] for number in self.headings)
            linked = (one for one in headings if one.link >= 0.9 * len(one.text))
            around = (path_of(self.elements, one.elem, _LEVELS_OF_A_CARD) for one in linked)
            self._cards = frozenset(index for path in around for index in path)
        return self._cards

    @property
    def named(self) -> list[Mark]:
        """The marks with an itemprop."""
        if self._named is None:
            self._named = [self.marks[place] for place in places_with(self.marks, "itemprop")]
        return self._named

    def marks_of(self, tag: str) -> list[Mark]:
        """The marks of one tag, in order."""
        if self._marks_by_tag is None:
            self._marks_by_tag = grouped_by(self.marks, "tag")
        return self._marks_by_tag.get(tag, [])

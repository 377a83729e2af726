"""One walk over the tree that collects what every field needs.

Lexbor parses in half a millisecond; crossing from C to Python costs more than that, so it is done once per node, in one
loop over local variables. What comes out is flat (:mod:`ingest.parsers.tree`); everything after works on these lists.

``ingest/native/walking.pyx`` is the same walk, compiled, and reads its tables and rare cases here. Where a compiler was
at hand when Ingest was installed it walks in place of :func:`collect`; a change here is one there, and
``tests/parsers/test_native.py`` compares what they collect.
"""

from __future__ import annotations

import re
from functools import reduce
from itertools import repeat
from operator import or_
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from ingest.parsers.lines import Line, announced_at, leads_on_at, paragraphs_of
from ingest.parsers.spacing import joint
from ingest.parsers.tree import Element, Mark, Picture, Segment, Tree
from ingest.parsers.typography import clean
from ingest.parsers.vocabulary import Hint, hints_of, is_legend

# A page beyond these is hostile or no article; what was read by then is kept.
MAX_NODES = 100_000
MAX_SEGMENTS = 12_000
MAX_MENUS = 100
MAX_PICTURES = 3_000
MAX_VALUES = 200
"""Meta tags of one name."""
MAX_TITLE, MAX_VALUE = 2_000, 10_000
"""Characters of <title> and of a meta tag that are read."""

_TEXT, _BLOCK, _SKIP, _LINK, _INLINE, _BOLD, _TIME, _BREAK, _IMG, _META, _HEAD_LINK, _SCRIPT, _TITLE, _FRAME = range(14)
_INLINE_TAGS = (
    "abbr acronym bdi bdo big cite code data dfn font ins kbd mark q s samp small span strike sub sup tt u var "
    "ruby nobr del label blink"
)
_SKIPPED_TAGS = (
    "style svg template object canvas select option textarea button map dialog noscript embed applet frame frameset "
    "noframes datalist progress meter input source track param wbr rt rp !doctype -comment "
    "amp-ad amp-sticky-ad amp-analytics amp-consent amp-user-notification amp-sidebar amp-social-share amp-list"
)
KINDS: dict[str, int] = {
    **dict.fromkeys(_INLINE_TAGS.split(), _INLINE),
    **dict.fromkeys(_SKIPPED_TAGS.split(), _SKIP),
    **dict.fromkeys(("b", "strong", "em", "i"), _BOLD),
    "-text": _TEXT,
    "a": _LINK,
    "time": _TIME,
    "br": _BREAK,
    "img": _IMG,
    "amp-img": _IMG,
    "meta": _META,
    "link": _HEAD_LINK,
    "script": _SCRIPT,
    "title": _TITLE,
    "iframe": _FRAME,
}
NODE_NAMES: dict[int, str] = {
    node.tag_id: node.tag or ""
    for node in LexborHTMLParser("<!doctype html>a<!--b-->").root.traverse(include_text=True)  # type: ignore[union-attr]
    if (node.tag or "").startswith("-")
}
"""Lexbor's numbers of what is no element."""
TEXT_NUMBER = next(number for number, name in NODE_NAMES.items() if name == "-text")
_HTML_TAGS = 1_000
_KNOWN: dict[int, tuple[str, int]] = {}
"""Lexbor's number of a tag → the tag and its kind, as met."""
_MENU, _MEDIA, _ROOT = 7, 8, 9
SPECIAL = {
    **{f"h{level}": level for level in range(1, 7)},
    **dict.fromkeys(("nav", "footer"), _MENU),
    **dict.fromkeys(("video", "audio"), _MEDIA),
    **dict.fromkeys(("html", "body"), _ROOT),
}
"""Blocks that want more than others: headings by their level."""
_SPACES = re.compile(r"[ \n\r\t\f]+")
_STOPS = frozenset(".,)]")
"""Never after a space in running text; one before them is a template's."""
_AFTER_STOP = frozenset(("", " ", "\u00a0"))
_RUNS = re.compile(r" {2,}")
_HIDDEN, _NAV, _DATE = Hint.HIDDEN, Hint.NAV, Hint.DATE
TEST_NAMES = ("data-testid", "data-test-id", "data-component", "data-qa", "data-hook")
"""Attributes by which a site's own tests and scripts find an element: words, where its classes are hashes."""
LONGEST_TEST_NAME = 60
MARKED = Hint.AUTHOR | Hint.DATE | Hint.CREDIT | Hint.CAPTION | Hint.HIDDEN | Hint.SOCIAL | Hint.KICKER
OF_LABELS = Hint.TAGS | Hint.CRUMBS
LINK_TYPES = frozenset(("author", "tag", "category tag", "category"))
"""Of links (``rel``) that name a field."""
WITH_FOOT = frozenset(("figure", "blockquote"))
"""Whose foot says who took the picture, or said the words."""
BULLET_ALTS = frozenset("-•*·")
"""An image with such an alternative text is a list's bullet (SPIP and other old templates)."""
MENU_ROLES = frozenset(("navigation", "contentinfo", "search", "menu", "menubar"))
NO_MENU_TAGS = frozenset(("body", "html", "main", "article", "p", "h1", "h2", "h3"))
MENU_NOT = (
    Hint.BODY | Hint.LIVE | Hint.META | Hint.AUTHOR | Hint.DATE | Hint.TAGS | Hint.TITLE | Hint.STANDFIRST | Hint.KICKER
)
WORTH = {
    **dict.fromkeys(("h1", "article", "main", "time", "meta", "audio", "video"), 1),
    **dict.fromkeys(("p", "td", "pre"), 2),
    "script": 3,
}
"""Tags that keep a frame from being a menu: always (1), if only its class calls it one (2), with JSON-LD in it (3)."""
_WORTH = ",".join(
    f"{one}:not(svg *)"
    for one in (
        *("h1", "article", "main", "time", "meta", "audio", "video", "script[type*=ld]"),
        *("[itemprop]", "[class*=crumb]", "[class*=ariane]"),
    )
)
_WORTH_OF_BLOCK = ",".join((*(f"{one}:not(svg *)" for one in ("p", "td", "pre", "a[rel=tag]")), _WORTH))
"""The same in CSS, with names and attributes; what is in a drawing is none of the page's."""
TAG_PATH = re.compile(
    r"/(?=[TtMmSsEeOo])(?:[Tt]ag[si]?|[Tt]emat|[Oo]nderwerp(?:en)?|[Ee]mner?|[Mm]ots?-?[Cc]les?|[Ss]ujets?|[Tt]opics?|[Tt]h?emas?|[Tt]h[ée]matiques?|[Tt]ematy|[Mm]ots|[Ee]tiquetas?|[Ss]chlagworte?)/[^/]"
    r"|[?&](?:tag|theme)=[^&]|/[Tt]hemen/[^/?#.]+/?$"
)
"""In the address of a link: what it leads to is a page about a topic."""
CATEGORY_PATH = re.compile(r"/(?:categor(?:y|ies?|ias?)|kategori[ea]n?|rubriques?)(?:/[^/]|-\d)", re.I)
"""… and here about a section, as blog systems call their categories."""
TO_CATEGORY = ("/categor", "/kategori", "/rubrique")
TO_TAG = (
    "/tag", "/Tag", "/topic", "/Topic", "/tema", "/Tema", "/them", "/Them", "/onderw", "/emne", "/mot", "/Mot",
    "/sujet", "/Sujet", "/etiq", "/Etiq", "/schlagw", "/Schlagw", "?tag=", "&tag=", "?theme=", "&theme=",
)  # fmt: skip
"""Of which one is in such an address; each with what parts an address before it."""
AUTHOR_PATH = re.compile(
    r"/(?:aut(?:h?ors?|eure?s?|rices?|or[ei]s?|oras?)|journalist(?:e|en|i)?s?|redakt(?:ion|eure?)/autor(?:en)?"
    r"|firm[ae]s)/[^/]"
)
"""… and here about one of the site's authors."""
TO_AUTHOR = ("/aut", "/journalis", "/redakt", "/firm")
INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BEFORE_NAMES = frozenset(("by", "par", "von", "por", "di", "door"))
_LONGEST_ANNOUNCEMENT = 20
_PLAYER = re.compile(r"youtube|dailymotion|vimeo|player|video")

_Attributes = dict[str, str | None]


def is_block(tag: str) -> bool:
    """Whether the walk makes an :class:`Element` of it; it does of unknown tags."""
    return tag not in KINDS


def collect(root: Any, tree: Tree) -> None:
    """Fills a tree with what stands below a node."""
    _walk(root, tree)
    tree.tags = frozenset([element.tag for element in tree.elements])
    tree.hints = reduce(or_, [element.hints for element in tree.elements], 0)


def _walk(root: Any, tree: Tree) -> None:
    """A loop, not a recursion (pages nest deeper than Python does), over local variables (each attribute of
    an object would be looked up two thousand times a page).

    ``buffer`` holds the run of text since the last block boundary, ``lines`` the lines that <br> ended in it; the stack
    holds what the end tag of each open element must undo.
    """
    known, special_of = _KNOWN.get, SPECIAL.get
    elements, segments, marks = tree.elements, tree.segments, tree.marks
    buffer: list[str] = []
    lines: list[Line] = []
    stack: list[tuple[Any, ...]] = []
    push, pop = stack.append, stack.pop
    link_chars = bold_chars = link_count = 0
    in_link = in_bold = 0
    link_start = link_segment = 0
    announced = ""
    boundary = False
    menus = depth = 0
    elem = -1
    heading = 0
    node = root
    for _ in repeat(None, MAX_NODES):
        number = node.tag_id
        opened: tuple[Any, ...] | None = None
        if number == TEXT_NUMBER:
            if buffer or not node.is_empty_text_node:
                text = node.text_content or " "
                if "\n" in text or "\t" in text or "\r" in text:
                    text = _SPACES.sub(" ", text)
                if boundary:
                    boundary = False
                    if buffer:
                        last = buffer[-1]
                        first = text[0]
                        if first == " ":
                            if text[1:2] in _STOPS and text[2:3] in _AFTER_STOP:
                                buffer[-1], text = last.rstrip(" "), text[1:]
                        elif last[-1] != " ":
                            text = joint(last, text)
                        elif first in _STOPS:
                            buffer[-1] = last.rstrip(" ")
                buffer.append(text)
                if in_link:
                    link_chars += len(text)
                if in_bold:
                    bold_chars += len(text)
        else:
            tag, kind = known(number) or _known(node, number)
            if kind == _BLOCK:
                if buffer or lines:
                    _emit(tree, buffer, lines, link_chars, bold_chars, link_count, elem, heading)
                    link_chars = bold_chars = link_count = 0
                    boundary = False
                if len(segments) > MAX_SEGMENTS:
                    break
                attributes = node.attributes
                names = itemprop = role = ""
                hints = 0
                if attributes:
                    names = attributes.get("class") or ""
                    if names and len(attributes) == 1:
                        hints = hints_of(names)
                    else:
                        names, hints, itemprop, role = _described(attributes, names)
                if "-" in tag:
                    hints |= hints_of(tag)  # «app-tags»: components are named by their tag
                special = special_of(tag, 0)
                if role == "heading" and not special:
                    special = heading_level(attributes)
                opened = (node, _BLOCK, elem, heading)
                if (hints & _NAV or special == _MENU or (role and role in MENU_ROLES)) and menus < MAX_MENUS:
                    menus += 1
                    if _is_menu(tree, node, special == _MENU or role in MENU_ROLES, tag, names, hints, elem):
                        opened = None
                if opened is not None:
                    count = len(elements)
                    if itemprop or (hints & MARKED and special != _ROOT):
                        value = attributes.get("content") or ""
                        marks.append(Mark(hints, tag, "", count, len(segments), value, itemprop))
                    elements.append(Element(elem, tag, hints, names, depth, itemprop, role))
                    elem = count
                    depth += 1
                    if special:
                        if special <= 6:
                            heading = special
                        elif special == _MEDIA:
                            tree.media.add(tag)
                        elif tag == "html":
                            tree.lang = lang_of(attributes)
            elif kind == _LINK:
                attributes = node.attributes
                announced = buffer[-1] if buffer else ""
                link_start, link_segment = len(buffer), len(segments)
                in_link += 1
                link_count += 1
                boundary = True
                tagged = elem >= 0 and elements[elem].hints & OF_LABELS
                mark = _link_mark(attributes, bool(tagged), elem, len(segments)) if attributes else None
                opened = (node, _LINK, mark, link_start)
            elif kind == _INLINE:
                boundary = True
                attributes = node.attributes
                if not _is_hidden(attributes):
                    mark = _inline_mark(attributes, tag, elem, len(segments)) if attributes else None
                    if mark is None and elem >= 0 and is_legend(elements[elem].tag, elements[elem].hints):
                        mark = Mark(0, tag, "", elem, len(segments))  # the credit's, perhaps
                    opened = (node, _INLINE, mark, len(buffer))
                elif announces_author(node.text(deep=True)):
                    opened = (node, _INLINE, None, len(buffer))
            elif kind == _BOLD:
                in_bold += 1
                boundary = True
                attributes = node.attributes
                mark = _inline_mark(attributes, tag, elem, len(segments)) if attributes else None
                if mark and (not names_author(mark) or _is_hidden(attributes)):
                    mark = None
                opened = (node, _BOLD, mark, len(buffer))
            elif kind == _BREAK:
                lines.append(("".join(buffer), link_chars, bold_chars, link_count))
                buffer.clear()
                link_chars = bold_chars = link_count = 0
                boundary = False
            elif kind == _TIME:
                boundary = True
                opened = (node, _TIME, time_mark(node.attributes, elem, len(segments)), len(buffer))
            elif kind == _IMG:
                picture(tree, node.attributes, elem, buffer)
            elif kind == _SCRIPT:
                if "ld+json" in (node.attributes.get("type") or "").lower():
                    script = node.text(deep=True)
                    if script:
                        tree.json_ld.append(script)
            elif kind == _TITLE:
                if not tree.title:
                    tree.title = clean(node.text(deep=True)[:MAX_TITLE])
            elif kind != _SKIP:
                head(tree, kind, node.attributes)
        if opened is not None:
            child = node.first_child
            if child is not None:
                push(opened)
                node = child
                continue
        else:
            following = node.next
            if following is not None:
                node = following
                continue
            child = node
        while True:
            if child is None:  # the end tag of what was opened
                _, kind, mark, start = opened  # type: ignore[misc]
                if kind == _BLOCK:
                    if buffer or lines:
                        _emit(tree, buffer, lines, link_chars, bold_chars, link_count, elem, heading)
                        link_chars = bold_chars = link_count = 0
                        boundary = False
                    elem, heading = mark, start
                    depth -= 1
                else:
                    boundary = True
                    if kind == _LINK:
                        in_link -= 1
                        if link_start >= len(buffer):
                            if link_count and link_segment == len(segments):
                                link_count -= 1  # a picture's: no link of the text
                        elif announced:
                            cut = announced_at(buffer, link_start, announced)
                            if cut < 0 and elements[elem].tag == "p" and stack[-1][1] == _BLOCK and _is_last(node):
                                cut = leads_on_at(buffer, link_start)
                            if cut >= 0:
                                link_chars -= cut_off(tree, buffer, link_start, cut, elem)
                                link_count -= 1
                                announced = ""
                    elif kind == _BOLD:
                        in_bold -= 1
                    if mark is not None:
                        mark.text = clean("".join(buffer[start:]))
                        marks.append(mark)
            following = node.next
            if following is not None:
                node = following
                break
            if not stack:
                _emit(tree, buffer, lines, link_chars, bold_chars, link_count, elem, heading)
                return
            opened = pop()
            node = opened[0]
            child = None
    tree.truncated = True
    _emit(tree, buffer, lines, link_chars, bold_chars, link_count, elem, heading)


def _is_last(node: Any) -> bool:
    """Whether nothing follows a node in its parent, but perhaps white space."""
    following = node.next
    return following is None or (following.is_empty_text_node and following.next is None)


def heading_level(attributes: _Attributes) -> int:
    """Of a block that is a heading by its role: 1 to 6, and 2 where it does not say (WAI-ARIA 1.2, «heading»)."""
    level = attributes.get("aria-level") or ""
    return SPECIAL.get(f"h{level}", 2)


def _described(attributes: _Attributes, names: str) -> tuple[str, int, str, str]:
    """Class and id, hints, itemprop and role of a block with class ``names``."""
    get = attributes.get
    ident = get("id")
    if ident:
        names = f"{names} {ident}" if names else ident
    hints = hints_of(names) if names else 0
    for name in TEST_NAMES:
        value = get(name)
        if value and len(value) < LONGEST_TEST_NAME:
            hints |= hints_of(value)
    style = get("style")
    if "hidden" in attributes or (style and INVISIBLE.search(style)):
        hints |= _HIDDEN
    return names, hints, get("itemprop") or "", get("role") or ""


def _is_hidden(attributes: _Attributes) -> bool:
    names, style = attributes.get("class"), attributes.get("style")
    return (
        bool(names and hints_of(names) & _HIDDEN) or "hidden" in attributes or bool(style and INVISIBLE.search(style))
    )


def announces_author(text: str) -> bool:
    """Whether what a hidden element says is the word before a name («<span class=screen-reader-text>By</span>»)."""
    return len(text) < _LONGEST_ANNOUNCEMENT and text.strip(" |:\n\t").lower() in _BEFORE_NAMES


def _link_mark(attributes: _Attributes, tagged: bool, elem: int, segment: int) -> Mark | None:
    """A link that names an author, a date, a tag …; ``tagged``: in a frame for tags, or a breadcrumb."""
    get = attributes.get
    names, rel, itemprop = get("class"), get("rel") or "", get("itemprop") or ""
    hints, href = hints_of(names) if names else 0, get("href") or ""
    # Two searches in C settle nearly all links; the pattern is for the others.
    to_tag = any(map(href.__contains__, TO_TAG)) and TAG_PATH.search(href) is not None
    to_author = any(map(href.__contains__, TO_AUTHOR)) and AUTHOR_PATH.search(href) is not None
    to_category = any(map(href.__contains__, TO_CATEGORY)) and CATEGORY_PATH.search(href) is not None
    if itemprop or hints & MARKED or rel in LINK_TYPES or tagged or to_tag or to_author or to_category:
        return Mark(hints, "a", "", elem, segment, href, itemprop, rel)
    return None


def _inline_mark(attributes: _Attributes, tag: str, elem: int, segment: int) -> Mark | None:
    get = attributes.get
    names, itemprop = get("class"), get("itemprop") or get("property") or ""
    hints = hints_of(names) if names else 0
    if itemprop or hints & MARKED or tag == "abbr":
        value = get("content") or get("datetime") or get("title") or ""
        return Mark(hints, tag, "", elem, segment, value, itemprop, (names or "") if tag == "abbr" else "")
    return None


def names_author(mark: Mark) -> bool:
    """What a mark in bold or italics is kept for: most are icons."""
    return bool(mark.itemprop or mark.hints & Hint.AUTHOR)


def time_mark(attributes: _Attributes, elem: int, segment: int) -> Mark:
    get = attributes.get
    names = get("class") or ""
    value = get("datetime") or get("content") or ""
    rel = "pubdate" if "pubdate" in attributes else names
    itemprop = get("itemprop") or get("property") or ""
    if "hidden" in attributes:
        names += " hidden"
    return Mark(hints_of(names) | _DATE, "time", "", elem, segment, value, itemprop, rel)


def _known(node: Any, number: int) -> tuple[str, int]:
    """Tag and kind of a node; kept by Lexbor's number for the tag, which costs half of the tag's string. Numbers of
    tags that HTML does not know hold for one document only. In drawings «clipPath» and «clippath» are one number: in
    small letters, what is kept does not depend on which of them was met first."""
    tag = (node.tag or "").lower()
    found = (tag, KINDS.get(tag, _BLOCK))
    if number < _HTML_TAGS:
        _KNOWN[number] = found
    return found


def _is_menu(tree: Tree, node: Any, named: bool, tag: str, names: str, hints: int, elem: int) -> bool:
    """Whether a frame is the page's navigation or foot, where nothing of the article can stand: by its tag or role
    (``named``), else by its class, which needs more proof."""
    if not named and (hints & MENU_NOT or tag in NO_MENU_TAGS):
        return False
    if "ariane" in names or "crumb" in names or "crumb" in tag:
        return False  # the way to the section
    elements = tree.elements
    if tag == "footer" and elem >= 0 and elements[elem].tag in WITH_FOOT:
        return False
    while elem >= 0:
        if elements[elem].tag == "article":
            return False
        elem = elements[elem].parent
    if node.css_matches(_WORTH if named else _WORTH_OF_BLOCK):
        return False
    if named:
        return True
    code = sum(len(script.text(deep=True)) for script in node.css("svg:not(svg *),script:not(svg *),style:not(svg *)"))
    return len(node.text(deep=True)) - code <= 3000


def _emit(
    tree: Tree, buffer: list[str], lines: list[Line], link: int, bold: int, links: int, elem: int, heading: int
) -> None:
    """A block boundary: what was read since the last one becomes segments."""
    tag = tree.elements[elem].tag if elem >= 0 else ""
    if lines:
        lines.append(("".join(buffer), link, bold, links))
        paragraphs = paragraphs_of(lines, tag == "p")
        lines.clear()
    else:
        text = buffer[0] if len(buffer) == 1 else "".join(buffer)
        if "  " in text:
            text = _RUNS.sub(" ", text)
        text = clean(text)
        paragraphs = [(text, link, bold, links)] if text else []
    buffer.clear()
    after_break = False
    for text, link, bold, links in paragraphs:
        length = len(text)
        tree.text_chars += length
        tree.segments.append(
            Segment(text, elem, tag, min(link, length), min(bold, length), heading, after_break, links)
        )
        after_break = True


def cut_off(tree: Tree, buffer: list[str], start: int, cut: int, elem: int) -> int:
    """Take a «Lire aussi : <a>…</a>» out of the paragraph it is glued into; the sentence around it stays. Returns how
    many characters the link had."""
    before, link = "".join(buffer[:start]), "".join(buffer[start:])
    tree.glued.append(clean(before[cut:] + link))
    if not cut:
        tree.led_by_link[len(tree.segments)] = elem
    buffer[:] = [before[:cut]] if cut else []
    return len(link)


def picture(tree: Tree, attributes: _Attributes, elem: int, buffer: list[str]) -> None:
    get = attributes.get
    alt = get("alt") or ""
    if alt.strip() in BULLET_ALTS or get("class") == "puce":
        buffer.append("- ")
        return
    url = get("data-src") or get("data-original") or get("data-lazy-src") or get("src") or ""
    if url.startswith("data:"):
        url = ""
    if not url:
        srcset = get("srcset") or get("data-srcset") or ""
        url = srcset.split(",")[0].split(" ")[0]
    if len(tree.pictures) < MAX_PICTURES:
        tree.pictures.append(Picture(url, alt, elem, len(tree.segments)))


def lang_of(attributes: _Attributes) -> str:
    return (attributes.get("lang") or attributes.get("xml:lang") or "").strip()


def head(tree: Tree, kind: int, attributes: _Attributes) -> None:
    """What mostly stands in <head>: metadata and links; and frames with a player."""
    if kind == _META:
        # Some templates write value= for content=.
        value = attributes.get("content") or attributes.get("value")
        if value:
            for key in ("property", "name", "itemprop", "http-equiv"):
                name = attributes.get(key)
                if name:
                    values = tree.meta.setdefault(name.strip().lower(), [])
                    if len(values) < MAX_VALUES:
                        values.append(value[:MAX_VALUE])
    elif kind == _HEAD_LINK:
        rel, href = attributes.get("rel"), attributes.get("href")
        if rel and href:
            tree.links.setdefault(rel.lower(), href)
    elif kind == _FRAME and _PLAYER.search(attributes.get("src") or attributes.get("data-src") or ""):
        tree.media.add("video")

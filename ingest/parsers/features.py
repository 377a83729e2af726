"""What a segment looks like, in numbers, for the model that decides whether it is part of the article's body.

Every feature is something a reader could point at: how long, how much of it is links, what stands around it, how much
of the page's prose shares its container, what its element is called. None names a site.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import log1p

from ingest.parsers.phrases import phrase_of
from ingest.parsers.tree import Element, Segment, Tree
from ingest.parsers.vocabulary import Hint

Row = list[float]

ENDS = frozenset('.!?…»”"。！？」)')
_DIGITS = re.compile(r"\d")
CHROME_ROLES = frozenset(
    ("navigation", "banner", "contentinfo", "search", "dialog", "complementary", "menu", "menubar")
)
_TAG_CLASSES = (
    ("p",), ("div", "section", "article", "main", "center", "body"), ("li", "dd", "dt"), ("td", "th", "tr"),
    ("blockquote",), ("h1", "h2", "h3", "h4", "h5", "h6"), ("figcaption", "caption"), ("pre",),
    ("aside", "footer", "header", "address", "form", "fieldset", "nav", "label"),
)  # fmt: skip
TAG_CLASS = {tag: float(number) for number, tags in enumerate(_TAG_CLASSES, 1) for tag in tags}

_COUNTS = tuple(map(float, range(8)))
_GROUPS = {
    "chrome": Hint.NAV | Hint.CHROME | Hint.HIDDEN,
    "related": Hint.RELATED | Hint.TOC,
    "form": Hint.SOCIAL | Hint.FORM | Hint.PAYWALL | Hint.AD,
    "comment": Hint.COMMENT,
    "meta": Hint.META | Hint.AUTHOR | Hint.DATE | Hint.TAGS,
    "caption": Hint.CAPTION | Hint.CREDIT | Hint.EMBED,
    "box": Hint.BOX | Hint.QUOTE | Hint.KICKER,
    "title": Hint.STANDFIRST | Hint.TITLE,
    "body": Hint.BODY,
}
NEAR = tuple(group for name, group in _GROUPS.items() if name not in ("related", "comment"))
FAR = tuple(group for name, group in _GROUPS.items() if name != "body")

_ARTICLE, _MAIN, _ASIDE, _HEADER, _FOOTER, NAV, _FIGURE, _TABLE, _LIST, _FORM, _QUOTE, IBODY = (
    1 << n for n in range(12)
)
TAG_BITS = {
    "article": _ARTICLE, "main": _MAIN, "aside": _ASIDE, "header": _HEADER, "footer": _FOOTER, "nav": NAV,
    "figure": _FIGURE, "figcaption": _FIGURE, "table": _TABLE, "ul": _LIST, "ol": _LIST, "form": _FORM,
    "blockquote": _QUOTE,
}  # fmt: skip
FIGURE, TABLE, LIST, QUOTE, ASIDE = _FIGURE, _TABLE, _LIST, _QUOTE, _ASIDE
"""Bits of ``Context.tags`` that rules ask for."""
BESIDE = _ASIDE | _HEADER | _FOOTER | NAV | _FORM

INHERITING = frozenset(("p", "li", "tr", "td"))
"""Lines of a frame: what it is called, they are."""
NO_COMMENTS = frozenset(("html", "body", "article", "main"))
SIBLINGS = frozenset(("p", "li", "h2", "h3", "h4", "td", "blockquote"))
"""Tags of elements that are one line or paragraph each."""
HOPELESS = 0.03
"""Up to this score of the first stage the second is not asked."""

NAMES: tuple[str, ...] = (
    "length", "link", "links", "bold", "stops", "ends", "digits", "upper", "tag", "heading", "after_break",
    "share_own", "share_up1", "share_up2", "share_up3", "share_sign", "share_main", "siblings",
    "position", "from_title", "from_first", "to_last", "prev_len", "prev_link", "next_len", "next_link",
    "prev2_len", "next2_len", "prev_same", "next_same", "prev_prose", "next_prose", "phrase", "prose_total",
    "depth_main",
    *(f"near_{name}" for name, group in _GROUPS.items() if group in NEAR),
    *(f"far_{name}" for name, group in _GROUPS.items() if group in FAR),
    "in_article", "in_main", "in_aside", "in_header", "in_footer", "in_nav", "in_figure", "in_table", "in_list",
    "in_form", "in_quote", "itemprop_body",
)  # fmt: skip

Key = tuple[str, str, int]
"""What paragraphs of one text have in common, whatever their container: tag, names of the frame, its depth."""


@dataclass(slots=True)
class Context:
    """What the features know of the page beyond the segment."""

    prose: list[float]
    """Per element: characters of prose in its subtree."""
    total: float
    main: int
    """The deepest element that still holds most of the page's prose; -1 on a page without any."""
    inherited_near: list[int]
    inherited_far: list[int]
    tags: list[int]
    """Per element: bits of the sectioning tags among its ancestors and itself."""
    comments: list[bool]
    """Per element: in a frame for comments."""
    weights: list[float]
    """Per segment: its :func:`prose_weight`, in comments as well."""


def prose_weight(segment: Segment) -> float:
    """How much a segment counts as running text: characters out of links when it is long enough to be a sentence."""
    length = len(segment.text)
    if length < 40 or segment.heading:
        return 0.0
    plain = length - segment.link
    if plain < 0.6 * length:
        return 0.0
    if length < 80:
        return 0.4 * plain
    return float(plain)


def context_of(tree: Tree, title_at: int) -> Context:
    """Sums over the tree: one pass up, one pass down. Elements are in document order, parents before children.

    Comments are no prose of the article, however long they are: a frame named so counts for nothing, unless the
    headline stands in it.
    """
    elements, segments = tree.elements, tree.segments
    count = len(elements)
    around_title = set()
    index = segments[title_at].elem if title_at >= 0 else -1
    while index >= 0:
        around_title.add(index)
        index = elements[index].parent
    comments = _comments(tree, around_title)
    prose = [0.0] * count
    weights = [prose_weight(segment) for segment in segments]
    total = 0.0
    for segment, weight in zip(segments, weights, strict=True):
        if weight and segment.elem >= 0 and not comments[segment.elem]:
            prose[segment.elem] += weight
            total += weight
    for index in range(count - 1, 0, -1):
        weight = prose[index]
        if weight:
            prose[elements[index].parent] += weight
    near: list[int] = []
    far: list[int] = []
    tags: list[int] = []
    main = -1
    floor = 0.6 * total
    tag_bits = TAG_BITS.get
    for index, element in enumerate(elements):
        parent, tag, hints = element.parent, element.tag, element.hints
        bits = tag_bits(tag, 0)
        # Names of an element that holds most of the text («page-with-sidebar», «post has-comments») describe the page.
        if prose[index] >= floor:
            hints &= Hint.BODY | Hint.LIVE
            bits &= ~BESIDE
            if total:
                main = index
        else:
            if index in around_title:
                hints &= Hint.BODY | Hint.LIVE
            if element.role and element.role in CHROME_ROLES:
                bits |= NAV
        if element.itemprop == "articleBody":
            bits |= IBODY
        if parent >= 0:
            near.append(hints | near[parent] if tag in INHERITING else hints)
            far.append(hints | far[parent])
            tags.append(bits | tags[parent])
        else:
            near.append(hints)
            far.append(hints)
            tags.append(bits)
    return Context(prose, total, main, near, far, tags, comments, weights)


def _comments(tree: Tree, around_title: set[int]) -> list[bool]:
    elements = tree.elements
    comments = [False] * len(elements)
    if not tree.hints & Hint.COMMENT:
        return comments
    for index, element in enumerate(elements):
        hints = element.hints
        if element.parent >= 0 and comments[element.parent]:
            comments[index] = True
        elif hints & Hint.COMMENT and not hints & (Hint.BODY | Hint.LIVE) and element.tag not in NO_COMMENTS:
            comments[index] = index not in around_title
    return comments


def features_of(tree: Tree, context: Context, title_at: int) -> list[Row | None]:
    """One row of numbers per segment, columns as in ``NAMES``; None for one that is hopeless: a short line of links
    with no prose within four lines, a third of all. ``title_at``: the segment that holds the headline, -1 if none."""
    segments, elements = tree.segments, tree.elements
    prose, main = context.prose, context.main
    near_all, far_all, tags_all = context.inherited_near, context.inherited_far, context.tags
    count = len(segments)
    total = context.total or 1.0
    keys, signatures, siblings = _company(tree, context.weights)
    first_prose = next((n for n, weight in enumerate(context.weights) if weight > 60), -1)
    last_prose = next((n for n in range(count - 1, -1, -1) if context.weights[n] > 60), -1)
    # Two empty lines before the first and after the last segment save every neighbour's test for the ends.
    lengths = [0.0, 0.0, *[log1p(min(len(segment.text), 2000)) for segment in segments], 0.0, 0.0]
    ratios = [0.0, 0.0, *[segment.link / len(segment.text) for segment in segments], 0.0, 0.0]
    before = [0.0] * 5
    for weight in context.weights:
        before.append(before[-1] + weight)
    before += before[-1:] * 4
    """``before[n + 4]``: prose before segment ``n``."""
    at_title = before[title_at + 4]
    main_share = prose[main] / total if main >= 0 else 0.0
    depths = _depths_below(elements, main)
    log_total = log1p(context.total)
    tag_class = TAG_CLASS.get
    rows: list[Row | None] = []
    for number, segment in enumerate(segments):
        text, own, heading = segment.text, segment.elem, segment.heading
        length = len(text)
        ratio = ratios[number + 2]
        so_far = before[number + 4]
        above = so_far - before[number]
        below = before[number + 9] - before[number + 5]
        if ratio > 0.5 and length < 100 and not above and not below:
            rows.append(None)
            continue
        up1 = elements[own].parent
        up2 = elements[up1].parent if up1 >= 0 else -1
        up3 = elements[up2].parent if up2 >= 0 else -1
        key = keys[number + 1]
        head = text[:60]
        from_first, to_last = number - first_prose, last_prose - number
        if title_at < 0:
            from_title = -1.0
        elif number >= title_at:
            from_title = log1p(so_far - at_title)
        else:
            from_title = -1.0 - log1p(at_title - so_far)
        row: Row = [
            lengths[number + 2], ratio, _COUNTS[segment.links] if segment.links < 5 else 5.0, segment.bold / length,
            (text.count(", ") + text.count(". ")) / length * 100, 1.0 if text[-1] in ENDS else 0.0,
            len(_DIGITS.findall(text[:100])) / (length if length < 100 else 100),
            2.0 if head.isupper() else 1.0 if head.istitle() else 0.0, tag_class(segment.tag, 0.0), _COUNTS[heading],
            1.0 if segment.after_break else 0.0,
            prose[own] / total, prose[up1] / total if up1 >= 0 else 0.0, prose[up2] / total if up2 >= 0 else 0.0,
            prose[up3] / total if up3 >= 0 else 0.0, signatures.get(key, 0.0) / total, main_share, siblings[up1],
            number / count, from_title,
            float(from_first) if -30 < from_first < 30 else 30.0 if from_first > 0 else -30.0,
            float(to_last) if -30 < to_last < 30 else 30.0 if to_last > 0 else -30.0,
            lengths[number + 1], ratios[number + 1], lengths[number + 3], ratios[number + 3],
            lengths[number], lengths[number + 4], 1.0 if keys[number] == key else 0.0,
            1.0 if keys[number + 2] == key else 0.0,
            above if above < 1500 else 1500.0, below if below < 1500 else 1500.0,
            _COUNTS[phrase_of(text)] if length < 300 else 0.0, log_total, depths[own],
        ]  # fmt: skip
        near = near_all[own] | near_all[up1] if up1 >= 0 else near_all[own]
        row += _flags(near, far_all[own], tags_all[own])
        rows.append(row)
    return rows


def _company(tree: Tree, weights: list[float]) -> tuple[list[Key | None], dict[Key | None, float], dict[int, float]]:
    """Per segment its key (one empty one before and after); prose by key; number of segments by frame."""
    elements = tree.elements
    keys: list[Key | None] = [None]
    signatures: dict[Key | None, float] = {}
    siblings: dict[int, float] = {}
    for segment, weight in zip(tree.segments, weights, strict=True):
        parent = elements[segment.elem].parent
        frame = elements[parent] if parent >= 0 else None
        key = (segment.tag, frame.names, frame.depth) if frame else (segment.tag, "", parent)
        keys.append(key)
        if weight:
            signatures[key] = signatures.get(key, 0.0) + weight
        siblings[parent] = siblings.get(parent, 0.0) + 1.0
    keys.append(None)
    return keys, signatures, siblings


def _depths_below(elements: list[Element], main: int) -> list[float]:
    """Per element: how many levels below the element with the page's prose, 20 outside it and from the twelfth on."""
    depths = [20.0] * len(elements)
    if main >= 0:
        depths[main] = 0.0
        for index in range(main + 1, len(elements)):
            parent = elements[index].parent
            if parent < main:
                break
            depths[index] = depths[parent] + 1.0 if depths[parent] < 11 else 20.0
    return depths


@lru_cache(maxsize=4096)
def _flags(near: int, far: int, tags: int) -> Row:
    """The columns that depend on names and tags of the frames alone: a page has few different ones."""
    return [
        *(1.0 if near & group else 0.0 for group in NEAR),
        *(1.0 if far & group else 0.0 for group in FAR),
        *(1.0 if tags & (1 << bit) else 0.0 for bit in range(12)),
    ]

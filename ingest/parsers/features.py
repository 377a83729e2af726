"""What a segment looks like, in numbers, for the model that decides whether it is part of the article's body.

Every feature is something a reader could point at: how long, how much of it is links, what stands around it, how much
of the page's prose shares its container, what its element is called. None names a site.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p

from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import Segment, Tree

_ENDS = frozenset(".!?…»”\"。！？」)")
_DIGITS = re.compile(r"\d")
_STOPS = re.compile(r"[.!?…,;:،。，、！？；：](?:\s|$)|[。，、！？；：]")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_CHROME_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "dialog", "complementary", "menu", "menubar"))

_NEGATIVE_GROUPS = (
    Hint.NAV | Hint.CHROME | Hint.HIDDEN,
    Hint.RELATED | Hint.TOC,
    Hint.SOCIAL | Hint.FORM | Hint.PAYWALL | Hint.AD,
    Hint.COMMENT,
    Hint.META | Hint.AUTHOR | Hint.DATE | Hint.TAGS,
    Hint.CAPTION | Hint.CREDIT | Hint.EMBED,
    Hint.BOX | Hint.QUOTE | Hint.KICKER,
    Hint.STANDFIRST | Hint.TITLE,
    Hint.BODY,
    Hint.FOOTNOTE,
)
_TAG_CLASS = {
    "p": 1, "div": 2, "li": 3, "td": 4, "blockquote": 5, "h1": 6, "h2": 6, "h3": 6, "h4": 6, "h5": 6, "h6": 6,
    "figcaption": 7, "section": 2, "article": 2, "main": 2, "pre": 8, "dd": 3, "dt": 3, "th": 4, "center": 2, "body": 2,
    "aside": 9, "footer": 9, "header": 9, "address": 9, "caption": 7, "form": 9, "fieldset": 9, "nav": 9, "tr": 4,
    "label": 9,
}  # fmt: skip

NAMES: tuple[str, ...] = (
    "length", "link", "links", "bold", "stops", "ends", "digits", "upper", "tag", "heading", "after_break",
    "share_own", "share_up1", "share_up2", "share_up3", "share_sign", "share_main",
    "near_chrome", "near_related", "near_form", "near_comment", "near_meta", "near_caption", "near_box", "near_title",
    "near_body", "near_foot",
    "far_chrome", "far_related", "far_form", "far_comment", "far_meta", "far_caption", "far_box", "far_title",
    "far_body", "far_foot",
    "in_article", "in_main", "in_aside", "in_header", "in_footer", "in_nav", "in_figure", "in_table", "in_list",
    "in_form", "in_quote", "itemprop_body", "list_links", "siblings",
    "position", "from_title", "from_first", "to_last", "prev_len", "prev_link", "next_len", "next_link",
    "prev2_len", "next2_len", "prev_same", "next_same", "prev_prose", "next_prose", "repeats", "phrase", "agrees",
    "prose_total", "depth_main",
)  # fmt: skip


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


_ARTICLE, _MAIN, _ASIDE, _HEADER, _FOOTER, _NAV, _FIGURE, _TABLE, _LIST, _FORM, _QUOTE, _IBODY = (1 << n for n in range(12))
FIGURE, TABLE, QUOTE = _FIGURE, _TABLE, _QUOTE
"""Bits of ``Context.tags`` that rules ask for."""
_TAG_BITS = {
    "article": _ARTICLE, "main": _MAIN, "aside": _ASIDE, "header": _HEADER, "footer": _FOOTER, "nav": _NAV,
    "figure": _FIGURE, "figcaption": _FIGURE, "table": _TABLE, "ul": _LIST, "ol": _LIST, "form": _FORM,
    "blockquote": _QUOTE,
}  # fmt: skip


def prose_weight(segment: Segment) -> float:
    """How much a segment counts as running text: its characters out of links when it is long enough to be a sentence."""
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

    Comments are no prose of the article, however long they are: a frame named so counts for nothing, unless the headline
    stands in it.
    """
    elements = tree.elements
    count = len(elements)
    prose = [0.0] * count
    total = 0.0
    around_title = set()
    index = tree.segments[title_at].elem if title_at >= 0 else -1
    while index >= 0:
        around_title.add(index)
        index = elements[index].parent
    comments = [False] * count
    for index, element in enumerate(elements):
        if element.parent >= 0 and comments[element.parent]:
            comments[index] = True
        elif element.hints & Hint.COMMENT and not element.hints & (Hint.BODY | Hint.LIVE) and element.tag not in ("html", "body", "article", "main"):
            comments[index] = index not in around_title
    for segment in tree.segments:
        if segment.elem >= 0 and not comments[segment.elem]:
            weight = prose_weight(segment)
            if weight:
                prose[segment.elem] += weight
                total += weight
    for index in range(count - 1, 0, -1):
        weight = prose[index]
        if weight:
            parent = elements[index].parent
            if parent >= 0:
                prose[parent] += weight
    near = [0] * count
    far = [0] * count
    tags = [0] * count
    main = -1
    floor = 0.6 * total
    for index, element in enumerate(elements):
        parent = element.parent
        # Names of an element that holds most of the text («page-with-sidebar», «post has-comments») describe the page.
        hints = element.hints
        if prose[index] >= floor or index in around_title:
            hints &= Hint.BODY | Hint.LIVE
        bits = _TAG_BITS.get(element.tag, 0)
        if bits & (_ASIDE | _HEADER | _FOOTER | _NAV | _FORM) and prose[index] >= floor:
            bits = 0
        if element.role in _CHROME_ROLES and prose[index] < floor:
            bits |= _NAV
        if element.itemprop == "articleBody":
            bits |= _IBODY
        if parent >= 0:
            near[index] = hints | (near[parent] if element.tag in ("p", "li", "tr", "td") else 0)
            far[index] = far[parent] | hints
            tags[index] = tags[parent] | bits
        else:
            near[index] = far[index] = hints
            tags[index] = bits
        if total and prose[index] >= floor:
            main = index
    return Context(prose, total, main, near, far, tags, comments)


def features_of(tree: Tree, context: Context, title_at: int, phrases: Sequence[int], agrees: Sequence[float]) -> list[list[float]]:
    """One row of numbers per segment, columns as in ``NAMES``.

    ``title_at``: index of the segment that holds the headline, -1 if none. ``phrases``: per segment the kind of
    boilerplate phrase it opens with (0: none). ``agrees``: per segment the share found in JSON-LD's articleBody,
    -1 where there is none.
    """
    segments = tree.segments
    elements = tree.elements
    prose, total, main = context.prose, context.total or 1.0, context.main
    near_all, far_all, tags_all = context.inherited_near, context.inherited_far, context.tags
    count = len(segments)

    signatures: dict[tuple[str, str, int], float] = {}
    keys: list[tuple[str, str, int]] = []
    weights: list[float] = []
    seen: dict[str, int] = {}
    first_prose = last_prose = -1
    child_counts: dict[int, int] = {}
    link_counts: dict[int, list[int]] = {}
    for number, segment in enumerate(segments):
        element = elements[segment.elem]
        parent = element.parent
        key = (segment.tag, elements[parent].names if parent >= 0 else "", parent if parent < 0 else elements[parent].depth)
        keys.append(key)
        weight = prose_weight(segment)
        weights.append(weight)
        if weight:
            signatures[key] = signatures.get(key, 0.0) + weight
            if weight > 60:
                if first_prose < 0:
                    first_prose = number
                last_prose = number
        seen[segment.text] = seen.get(segment.text, 0) + 1
        child_counts[parent] = child_counts.get(parent, 0) + 1
        if segment.tag == "li":
            pair = link_counts.setdefault(parent, [0, 0])
            pair[0] += segment.link
            pair[1] += len(segment.text)

    main_share = prose[main] / total if main >= 0 else 0.0
    main_depth = elements[main].depth if main >= 0 else 0
    lengths = [min(len(segment.text), 2000) for segment in segments]
    ratios = [segment.link / len(segment.text) for segment in segments]
    before: list[float] = [0.0] * (count + 1)
    for number, weight in enumerate(weights):
        before[number + 1] = before[number] + weight
    rows: list[list[float]] = []
    for number, segment in enumerate(segments):
        text = segment.text
        length = len(text)
        element = elements[segment.elem]
        own = segment.elem
        up1 = element.parent
        up2 = elements[up1].parent if up1 >= 0 else -1
        up3 = elements[up2].parent if up2 >= 0 else -1
        near, far, tags = near_all[own], far_all[own], tags_all[own]
        if up1 >= 0:
            near |= near_all[up1]
        upper = sum(map(str.isupper, text[:60])) / min(length, 60)
        pair = link_counts.get(up1) if segment.tag == "li" else None
        depth_main = 0
        walker = own
        for _ in range(12):
            if walker < 0 or walker == main:
                break
            depth_main += 1
            walker = elements[walker].parent
        else:
            walker = -1
        inside = walker == main and main >= 0
        prev = number - 1
        following = number + 1
        row = [
            log1p(length), ratios[number], min(segment.links, 5), segment.bold / length,
            len(_STOPS.findall(text[:400])) / min(length, 400) * 100, 1.0 if text[-1] in _ENDS else 0.0,
            len(_DIGITS.findall(text[:100])) / min(length, 100), upper,
            _TAG_CLASS.get(segment.tag, 0), segment.heading, 1.0 if segment.after_break else 0.0,
            prose[own] / total, prose[up1] / total if up1 >= 0 else 0.0, prose[up2] / total if up2 >= 0 else 0.0,
            prose[up3] / total if up3 >= 0 else 0.0, signatures.get(keys[number], 0.0) / total, main_share,
        ]  # fmt: skip
        row += [1.0 if near & group else 0.0 for group in _NEGATIVE_GROUPS]
        row += [1.0 if far & group else 0.0 for group in _NEGATIVE_GROUPS]
        row += [
            1.0 if tags & _ARTICLE else 0.0, 1.0 if tags & _MAIN else 0.0, 1.0 if tags & _ASIDE else 0.0,
            1.0 if tags & _HEADER else 0.0, 1.0 if tags & _FOOTER else 0.0, 1.0 if tags & _NAV else 0.0,
            1.0 if tags & _FIGURE else 0.0, 1.0 if tags & _TABLE else 0.0, 1.0 if tags & _LIST else 0.0,
            1.0 if tags & _FORM else 0.0, 1.0 if tags & _QUOTE else 0.0, 1.0 if tags & _IBODY else 0.0,
            pair[0] / pair[1] if pair else 0.0, min(child_counts[up1], 30),
            number / count, _between(before, title_at, number) if title_at >= 0 else -1.0,
            float(max(-30, min(30, number - first_prose))), float(max(-30, min(30, last_prose - number))),
            log1p(lengths[prev]) if prev >= 0 else 0.0, ratios[prev] if prev >= 0 else 0.0,
            log1p(lengths[following]) if following < count else 0.0, ratios[following] if following < count else 0.0,
            log1p(lengths[number - 2]) if number > 1 else 0.0, log1p(lengths[number + 2]) if number + 2 < count else 0.0,
            1.0 if prev >= 0 and keys[prev] == keys[number] else 0.0,
            1.0 if following < count and keys[following] == keys[number] else 0.0,
            min(before[number] - before[max(0, number - 4)], 1500.0),
            min(before[min(count, number + 5)] - before[number + 1], 1500.0),
            float(min(seen[text], 4)), float(phrases[number]), agrees[number],
            log1p(total), depth_main if inside else 20.0,
        ]  # fmt: skip
        rows.append(row)
    return rows


def _between(before: list[float], title_at: int, number: int) -> float:
    """Prose between the headline and a segment, as a logarithm; negative above the headline."""
    if number >= title_at:
        return log1p(before[number] - before[title_at])
    return -1.0 - log1p(before[title_at] - before[number])

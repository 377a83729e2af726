"""The standfirst (chapô): the sentence or two between headline and text that sum the article up.

It falls between the stools of other tools because it often stands in the header block, outside the text's container.
The description in the metadata helps to recognise it but proves nothing: many sites put the first paragraph there.
"""

from __future__ import annotations

from ingest.model import Found
from ingest.parsers.byline import is_byline
from ingest.parsers.features import Context
from ingest.parsers.phrases import phrase_of
from ingest.parsers.typography import fold
from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import Segment, Tree

_REACH = 30
"""A standfirst is looked for within this many segments after the headline."""
_LONGEST = 1200


def find_standfirst(
    tree: Tree, context: Context, scores: list[float], title_at: int, descriptions: list[str]
) -> tuple[str | None, set[int], Found | None]:
    """Its text, the indices of its segments and its provenance; (None, set(), None) where the page has none."""
    segments = tree.segments
    first_long = next(
        (n for n in range(max(title_at, 0), len(segments)) if scores[n] >= 0.5 and _plain(segments[n])), -1
    )
    if first_long < 0:
        return None, set(), None
    start = title_at + 1 if title_at >= 0 else max(0, first_long - 6)
    if title_at < 0 or title_at > first_long or first_long - title_at > 60:
        start = max(0, first_long - 8)
    folded = [fold(text) for text in dict.fromkeys(descriptions) if len(text) > 30]
    best: tuple[int, int, str] | None = None
    limit = min(len(segments), start + _REACH, first_long + 3)
    for number in range(start, limit):
        segment = segments[number]
        if not _possible(segment, context.tags[segment.elem] if segment.elem >= 0 else 0):
            continue
        weight, evidence = _evidence(tree, context, scores, number, folded)
        if weight >= 3 and (best is None or weight > best[0]):
            best = (weight, number, evidence)
    if best is None:
        return None, set(), None
    numbers = _with_siblings(tree, best[1], limit)
    remaining = sum(1 for n, score in enumerate(scores) if score >= 0.5 and n not in numbers and _plain(segments[n]))
    if not remaining:
        return None, set(), None  # it is all the text there is: a brief
    text = " ".join(segments[n].text for n in numbers)
    text = _without_kicker(tree, numbers[0], text)
    return text, set(numbers), Found("visible", best[2], ())


def _plain(segment: Segment) -> bool:
    return len(segment.text) > 60 and not segment.heading and segment.link < 0.6 * len(segment.text)


def _possible(segment: Segment, tags: int) -> bool:
    text = segment.text
    length = len(text)
    return (
        25 <= length <= _LONGEST
        and segment.link < 0.5 * length
        and segment.heading != 1
        and not tags & 64  # in a figure
        and not (length < 160 and (phrase_of(text) or is_byline(text)))
    )


def _evidence(
    tree: Tree, context: Context, scores: list[float], number: int, descriptions: list[str]
) -> tuple[int, str]:
    segment = tree.segments[number]
    elements = tree.elements
    element = elements[segment.elem]
    weight = 0
    evidence = []
    index = segment.elem
    half = 0.5 * context.total
    own = context.prose[index]
    for distance in range(3):
        if index < 0 or (distance and context.prose[index] > max(half, own + 1)):
            break
        if elements[index].hints & Hint.STANDFIRST and not elements[index].hints & (
            Hint.RELATED | Hint.COMMENT | Hint.CAPTION
        ):
            weight += 3
            evidence.append(f"class {elements[index].names[:60]}")
            break
        if elements[index].itemprop in ("description", "alternativeHeadline", "abstract"):
            weight += 3
            evidence.append(f"itemprop {elements[index].itemprop}")
            break
        index = elements[index].parent
    folded = fold(segment.text)
    agrees = any(
        folded == d or (len(d) > 60 and folded.startswith(d[:-12])) or (len(folded) > 60 and d.startswith(folded[:-3]))
        for d in descriptions
    )
    if agrees:
        weight += 2
        evidence.append("equals the description")
    if segment.heading and number:
        weight += 1
        evidence.append(f"h{segment.heading}")
    elif segment.bold >= 0.9 * len(segment.text):
        weight += 1
        evidence.append("in bold")
        if _opens_text(tree, scores, number):
            weight += 2
            evidence.append("alone so at the head of the text")
    following = next(
        (n for n in range(number + 1, min(number + 30, len(scores))) if scores[n] >= 0.5 and _plain(tree.segments[n])),
        -1,
    )
    if following >= 0:
        apart = elements[tree.segments[following].elem].parent != element.parent
        if apart and agrees:
            weight += 1
            evidence.append("apart from the text")
    if scores[number] < 0.03 and weight < 5:
        weight -= 1
    return weight, "; ".join(evidence)


def _opens_text(tree: Tree, scores: list[float], number: int) -> bool:
    """The first sentence of the text, in another dress than the three that follow."""
    segments = tree.segments
    text = segments[number].text
    if len(text) < 70 or text[-1] not in ".!?…»":
        return False
    if any(scores[n] >= 0.5 and _plain(segments[n]) for n in range(max(0, number - 12), number)):
        return False
    rest = [s for n, s in enumerate(segments[number + 1 : number + 20], number + 1) if scores[n] >= 0.5 and _plain(s)][
        :3
    ]
    return len(rest) == 3 and all(s.bold < 0.5 * len(s.text) for s in rest)


def _without_kicker(tree: Tree, number: int, text: str) -> str:
    """Without a label («Enquête») that stands in the same element in a frame of its own."""
    for mark in tree.marks:
        if mark.segment == number and mark.hints & Hint.KICKER and mark.tag == "span" and len(mark.text) < 40:
            rest = text.removeprefix(mark.text)
            if rest != text and len(rest) > 25:
                return rest.lstrip(" .:–—-|")
    return text


def _with_siblings(tree: Tree, number: int, limit: int) -> list[int]:
    """All paragraphs of a standfirst that has several, when an element of its own holds them."""
    segments, elements = tree.segments, tree.elements
    own = elements[segments[number].elem]
    numbers = [number]
    parent = own.parent
    named = own.hints & Hint.STANDFIRST
    for direction in (-1, 1):
        other = number + direction
        while 0 <= other < limit:
            element = elements[segments[other].elem]
            same = element.parent == parent and element.tag == own.tag and not segments[other].heading
            by_class = same and named and element.names == own.names
            by_parent = same and not named and parent >= 0 and elements[parent].hints & Hint.STANDFIRST
            if segments[other].elem == segments[number].elem and named:
                by_class = True
            if not (by_class or by_parent) or len(segments[other].text) < 30:
                break
            numbers.append(other)
            other += direction
    return sorted(numbers)

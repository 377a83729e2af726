"""The standfirst (chapô): the sentence or two between headline and text that sum the article up.

It falls between the stools of other tools because it often stands in the header block, outside the text's container.
The description in the metadata helps to recognise it but proves nothing: many sites put the first paragraph there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from ingest.model import Found
from ingest.parsers.byline import is_byline, is_date, parse_byline
from ingest.parsers.features import FIGURE, Context
from ingest.parsers.finding import at_least, below_linked_heading, path_of
from ingest.parsers.leaving_out import is_notice
from ingest.parsers.names import has_date, without_date
from ingest.parsers.phrases import KEY_POINTS, phrase_of
from ingest.parsers.typography import fold
from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import Segment, Tree

_REACH = 30
"""A standfirst is looked for within this many segments after the headline."""
_LONGEST = 1200
_LONGEST_SIGNATURE = 160
_NEAR = 30
"""Segments from it to the paragraphs that it is compared with."""
_TOGETHER = 6
"""Segments from the headline, and to the signature below it: a picture and its legend may stand between."""
_LEAST_BELOW = 2
_LEAST_QUESTIONS = 2
_LONGEST_LABEL = 40
_MOST_SPACES_OF_A_LABEL = 3
_DRESSED = 500
"""Characters of a first paragraph that only its class tells from the others."""
_MOST_POINTS, _LONGEST_POINT = 10, 250
_SUBTITLE = 60
"""Characters from which a heading below the headline is a sentence and no crosshead."""
_NOT_HERE = Hint.RELATED | Hint.COMMENT | Hint.CAPTION
_PICTURE = re.compile(r"im(?:g|age)|photo|picture|galler|lightbox|slide|video[-_]?desc", re.I)
_ESSENCE = re.compile(r"l['’]essentiel\s(?=[A-ZÀ-Ý«])", re.I)
"""How some papers head their standfirst."""
_AUTHOR = re.compile(r"(?<![a-z])(?:author|auteur|autor|autrice)(?![a-z])", re.I)
_FIRST = re.compile(r"first|drop|cap|letter|initial", re.I)
_WIRED = re.compile(r"[A-ZÀ-Ý][^.!?()]{1,60}\([^()]{2,20}\)\s?[.,:]?\s?[–—-]\s?\S")
"""«Tambawol (AFP) - …»: so the text of a dispatch begins."""
_PLACE = re.compile(r"([A-ZÀ-Ý][A-ZÀ-Ý’'-]{2,}(?: [A-ZÀ-Ý’'-]+){0,3})(?: \([A-Z]{2,6}\))?\. ?(?:[–—-] )?(?=[A-ZÀ-Ý«])")
"""… and so that of a paper («PORT-NEUF. La traverse …»), if the headline names the place: a kicker looks the same."""
_LABEL_OF_DESCRIPTION = re.compile(r"[A-ZÀ-Ý][A-ZÀ-Ý '’]{2,24}\s[–—-]\s")
"""«INSOLITE - L'oiseau …»"""
_GENRE = re.compile(
    r"(?:entretien|interview|reportage|enquête|analyse|décryptage|portrait|exclusif|récit|témoignages?|infographie|vidéo"
    r"|opinion|tribune|chronique|critique)\s(?-i:(?=(?:L[ea]s?|Un|Une|Des|Depuis|Après|En|Au|À|Il|Elle|Ils|Elles|Dans|Pour)\s))",
    re.I,
)
"""«Entretien Le sous-traitant …»: a label that only style sheets part from the sentence behind it."""
_SPOKEN = re.compile("speakable", re.I)
"""What an assistant may read aloud (schema.org): the first paragraph of the text, mostly."""
_LEVELS = 4
"""Frames up whose names tell; the last one only in Drupal, which puts three around a field's only paragraph."""
"""Classes of a first paragraph of the text."""


def find_standfirst(
    tree: Tree, context: Context, scores: list[float], title_at: int, descriptions: list[str]
) -> tuple[str | None, set[int], Found | None]:
    """Its text, the indices of its segments and its provenance; (None, set(), None) where the page has none."""
    segments = tree.segments
    comments, tags = context.comments, context.tags
    plain = [
        n
        for n in at_least(scores, 0.5)
        if _plain(segments[n]) and not comments[segments[n].elem] and not tags[segments[n].elem] & FIGURE
    ]
    first_long = next((n for n in plain if n >= title_at and not _signs(segments[n])), -1)
    if first_long < 0:
        return None, set(), None
    start = title_at + 1 if title_at >= 0 else max(0, first_long - 6)
    if title_at < 0 or title_at > first_long or first_long - title_at > 60:
        start = max(0, first_long - 8)
    folded = [fold(text) for text in dict.fromkeys(descriptions) if len(text) > 30]
    headline = set(fold(segments[title_at].text).split()) if title_at >= 0 else set()
    interview = sum(_asks(segments[n]) for n in plain) >= _LEAST_QUESTIONS
    best: tuple[tuple[int, bool, bool], int, str] | None = None
    limit = min(len(segments), start + _REACH, first_long + 3)
    for number in range(start, limit):
        segment = segments[number]
        if not _possible(segment, context.tags[segment.elem] if segment.elem >= 0 else 0, folded):
            continue
        if segment.tag == "li" and _below_key_points(segments, number, title_at):
            continue
        if (interview and _asks(segment)) or (segment.elem >= 0 and tree.elements[segment.elem].hints & Hint.FACTBOX):
            continue
        if number - 1 > title_at and below_linked_heading(tree, number):
            continue
        words = fold(segment.text)
        if headline and headline.issuperset(words.split()):
            continue
        agrees = _agrees(words, folded)
        weight, evidence = _evidence(tree, context, scores, number, agrees, title_at, plain, folded)
        sentence = len(segment.text) >= _SUBTITLE  # goes before a subtitle, where both are named for standfirsts
        rank = weight + (sentence and evidence.startswith("class")), agrees, sentence
        if weight >= 3 and (best is None or rank > best[0]) and not _is_repeated(segment.text, segments, plain):
            best = (rank, number, evidence)
    if best is None:
        points = _points(tree, title_at)
        said = " ".join(segments[n].text for n in points)
        return (said, set(points), Found("visible", "a list between the headline and who signed")) if points else _NONE
    numbers = _with_siblings(tree, best[1], limit, dressed=_BETWEEN in best[2])
    above = {
        n for n in range(title_at + 1, min(title_at + 2, numbers[0]))
        if len(segments[n].text) < _SUBTITLE and tree.elements[segments[n].elem].hints & Hint.STANDFIRST
        and not context.tags[segments[n].elem] & FIGURE
    }  # fmt: skip
    """A subtitle: no text either."""
    numbers = _without_pointers(segments, numbers)
    text = " ".join(segments[n].text for n in numbers)
    if text[:2] == "/ ":
        text = text[2:]  # a sign that the site sets before each of them
    if sum(scores[n] * len(segments[n].text) for n in plain if n > numbers[-1]) < len(text):
        return None, set(), None  # it sums nothing up: it is most of the text there is, a brief
    text = _without_kicker(tree, numbers[0], text, descriptions)
    return text, above.union(numbers), Found("visible", best[2], ())


_CLOSE = 3
"""Lines below the headline."""
_BETWEEN = "between the headline and who signed when"
_LONGEST_LINK = 100
"""Letters of a link to a dossier before a standfirst, in its element."""
_NONE: tuple[None, set[int], None] = (None, set(), None)


def _points(tree: Tree, title_at: int) -> list[int]:
    """The items of a list that stands between the headline and a line that says who signed, or when: what the article
    says in a few points."""
    segments, elements = tree.segments, tree.elements
    if title_at < 0:
        return []
    points: list[int] = []
    listed = -1
    for number in range(title_at + 1, min(title_at + 1 + _MOST_POINTS, len(segments))):
        segment = segments[number]
        element = elements[segment.elem]
        fits = 25 <= len(segment.text) <= _LONGEST_POINT and not segment.link and segment.tag == "li"
        if fits and not points and _below_key_points(segments, number, title_at):
            return []
        if fits and (not points or element.parent == listed):
            points.append(number)
            listed = element.parent
        elif points:
            break
        elif len(segment.text) > _SUBTITLE:
            return []
    below = segments[points[-1] + 1 : points[-1] + 3] if len(points) > 1 else []
    return points if any(_signs(s) or is_date(s.text) for s in below) else []


def _below_key_points(segments: list[Segment], number: int, title_at: int) -> bool:
    """Whether a list item stands below «L'essentiel» or «Key points»: those are text, with their heading."""
    above = segments[max(title_at + 1, number - _MOST_POINTS) : number]
    return any(segment.heading and fold(segment.text) in KEY_POINTS for segment in above)


def _signs(segment: Segment) -> bool:
    return len(segment.text) < _LONGEST_SIGNATURE and is_byline(segment.text)


def _asks(segment: Segment) -> bool:
    """A question in bold: of several, the first opens an interview."""
    return segment.bold > 0 and segment.text[-1] == "?" and segment.bold >= 0.9 * len(segment.text)


def _plain(segment: Segment) -> bool:
    return len(segment.text) > 60 and not segment.heading and segment.link < 0.6 * len(segment.text)


def _possible(segment: Segment, tags: int, descriptions: list[str]) -> bool:
    """``descriptions``: folded; what equals one is no offer, whatever it opens with («Revivez …»)."""
    text = segment.text
    length = len(text)
    return (
        25 <= length <= _LONGEST
        and segment.link < 0.5 * length
        and segment.heading != 1
        and not tags & FIGURE
        and text[0] != "©"
        and not is_notice(text)
        and not (
            length < _LONGEST_SIGNATURE
            and ((phrase_of(text) and fold(text) not in descriptions) or is_byline(text) or _is_dateline(text))
        )
    )


def _evidence(
    tree: Tree,
    context: Context,
    scores: list[float],
    number: int,
    agrees: bool,
    title_at: int,
    plain: list[int],
    descriptions: list[str],
) -> tuple[int, str]:
    """How much speaks for a segment, and what. ``agrees``: with a description in the metadata; ``plain``: the numbers
    of the text's paragraphs; ``descriptions``: folded."""
    segment = tree.segments[number]
    found = list(_named(tree, context, segment.elem))
    if not found and _opens_with_place(segment.text, tree.segments[title_at].text if title_at >= 0 else ""):
        return 0, ""
    if agrees:
        found.append((2, "equals the description"))
    if segment.heading and number:
        found.append((1, f"h{segment.heading}"))
        if number == title_at + 1 and scores[number] >= 0.5 and len(segment.text) >= _SUBTITLE:
            found.append((2, "right below the headline"))
        elif _stands_for_itself(tree, scores, number, title_at) and len(segment.text) >= _SUBTITLE:
            found.append((2, "below the headline, in a dress of its own"))
        if title_at < number <= title_at + _CLOSE and fold(segment.text) in descriptions:
            found.append((3, "close to the headline"))
    elif segment.bold >= 0.9 * len(segment.text):
        found.append((1, "in bold"))
    if segment.tag == "li" and agrees and title_at < number <= title_at + _CLOSE and not segment.link:
        found.append((2, "in a list close to the headline"))
    rest = [tree.segments[n] for n in plain[bisect_right(plain, number) :][:3] if n < number + _NEAR]
    apart = bool(rest) and _frame(tree, rest[0]) != _frame(tree, segment)
    if agrees and apart:
        found.append((1, "apart from the text"))
    if not segment.heading and scores[number] >= 0.2 and _opens_text(segment.text, number, plain, rest):
        if segment.bold >= 0.9 * len(segment.text) and all(s.bold < 0.5 * len(s.text) for s in rest):
            found.append((2, "alone so at the head of the text"))
        elif _dressed_alone(tree, segment, rest):
            found.append((3 if apart else 2, "in a class of its own at the head of the text"))
    if number in plain and _above_signature(tree, number, title_at, plain):
        found.append((3, _BETWEEN))
    weight = sum(points for points, _ in found)
    if scores[number] < 0.03 and weight < 5:
        weight -= 1
    return weight, "; ".join(words for _, words in found)


def _stands_for_itself(tree: Tree, scores: list[float], number: int, title_at: int) -> bool:
    """Whether a heading a few lines below the headline, with nothing of the text between, is dressed like no other."""
    if title_at < 0 or not title_at < number <= title_at + _TOGETHER or scores[number] < 0.5:
        return False
    if any(scores[n] >= 0.5 for n in range(title_at + 1, number)) or tree.segments[number].link:
        return False
    own = _dressed(tree, number)
    return all(_dressed(tree, n) != own for n in tree.headings if n not in (number, title_at))


def _dressed(tree: Tree, number: int) -> tuple[str, str, str]:
    element = tree.elements[tree.segments[number].elem]
    frame = tree.elements[element.parent] if element.parent >= 0 else element
    return element.tag, element.names, frame.names


def _opens_with_place(text: str, headline: str) -> bool:
    if _WIRED.match(text):
        return True
    place = _PLACE.match(text)
    return place is not None and f" {fold(place[1])} " in f" {fold(headline)} "


def _frame(tree: Tree, segment: Segment) -> tuple[str, str, int]:
    """The frame of a line: its tag and names, where templates give each paragraph one like the others', else itself."""
    index = tree.elements[segment.elem].parent
    if index < 0:
        return "", "", -1
    frame = tree.elements[index]
    return frame.tag, frame.names, -1 if frame.names else index


def _above_signature(tree: Tree, number: int, title_at: int, plain: list[int]) -> bool:
    """Whether a sentence is the only one between the headline and a line that says who signed, or when: no text begins
    above its own signature."""
    segments = tree.segments
    at = bisect_left(plain, number)
    if title_at < 0 or not title_at < number <= title_at + _TOGETHER or (at and plain[at - 1] > title_at):
        return False
    below = [n for n in plain[bisect_right(plain, number) :][: _LEAST_BELOW + 1] if not _signs(segments[n])]
    if len(below) < _LEAST_BELOW or _dress(tree, segments[number]) == _dress(tree, segments[below[0]]):
        return False
    if any(picture.segment == number for picture in tree.pictures) or is_date(segments[number].text):
        return False
    between = range(number + 1, min(below[0], number + _TOGETHER))
    told = any(mark.segment in between for mark in tree.marks_of("time"))
    return told or any(_signs(segments[n]) or is_date(segments[n].text) for n in between)


def _dress(tree: Tree, segment: Segment) -> tuple[str, str, int]:
    element = tree.elements[segment.elem]
    return element.tag, element.names, element.parent


def _is_repeated(text: str, segments: list[Segment], plain: list[int]) -> bool:
    """Whether a quotation stands in the text once more: it was pulled out of it."""
    if text[0] not in '«“"„':
        return False
    said = fold(text)
    return any(said in fold(segments[n].text) and segments[n].text != text for n in plain)


def _is_dateline(text: str) -> bool:
    """«Mis en ligne par la rédaction le lundi 3 mars 2021 à 11h08»."""
    if len(text) >= 120 or not has_date(text):
        return False
    rest = without_date(text).split()
    return is_date(text) or bool(parse_byline(text)) or (len(rest) <= 3 and not text.endswith((".", "!", "?", "…")))


def _named(tree: Tree, context: Context, index: int) -> Iterator[tuple[int, str]]:
    """What the names of the element and of the next three frames promise, unless the frame holds the text as well."""
    elements = tree.elements
    half = 0.5 * context.total
    if elements[index].tag == "li" and not elements[index].names and elements[index].parent >= 0:
        index = elements[index].parent  # a list in place of a paragraph
    own = context.prose[index]
    for distance in range(_LEVELS):
        if index < 0 or (distance and context.prose[index] > max(half, own + 1)):
            return
        element = elements[index]
        if distance == _LEVELS - 1 and not element.names.startswith("field"):
            return
        if (
            element.hints & Hint.STANDFIRST
            and not element.hints & _NOT_HERE
            and not _PICTURE.search(element.names)
            and not _SPOKEN.search(element.names)
            and not _of_author(tree, context, index)
        ):
            yield (4 if distance == 0 else 3), f"class {element.names[:60]}"
            return
        if element.itemprop in ("description", "alternativeHeadline", "abstract") and "video" not in element.names:
            yield 3, f"itemprop {element.itemprop}"
            return
        index = element.parent


def _of_author(tree: Tree, context: Context, index: int) -> bool:
    """Whether a «description» stands in a frame of the author's, which says who that is and holds nothing else."""
    frames = [place for place in path_of(tree.elements, index, 3) if context.prose[place] <= context.prose[index]]
    return any(_AUTHOR.search(tree.elements[place].names) for place in frames)


def _agrees(text: str, descriptions: list[str]) -> bool:
    """Whether a folded text is what the metadata says of the article, cut at its end or behind a kicker perhaps."""
    words: set[str] = set()
    for description in descriptions:
        if text == description or (len(description) > 60 and text.startswith(description[:-12])):
            return True
        if len(text) > 60 and (description.startswith(text[:-3]) or (text.endswith(description) and len(text) < 400)):
            return True
        if text[:20] == description[:20] and len(theirs := description.split()) >= 12:
            words = words or set(text.split())
            if sum(map(words.__contains__, theirs)) >= 0.9 * len(theirs):
                return True
    return False


def _opens_text(text: str, number: int, plain: list[int], rest: list[Segment]) -> bool:
    """A whole sentence, with paragraphs behind it and none shortly before it."""
    if len(rest) < 3 or len(text) < 70 or text[-1] not in ".!?…»":
        return False
    at = bisect_left(plain, number)
    return at == 0 or plain[at - 1] < number - 12


def _dressed_alone(tree: Tree, segment: Segment, rest: list[Segment]) -> bool:
    """A short paragraph with a class, or none, where the next three share another one."""
    own = tree.elements[segment.elem]
    others = {(element.tag, element.names) for element in (tree.elements[s.elem] for s in rest)}
    return (
        len(segment.text) <= _DRESSED
        and len(others) == 1
        and (own.tag, own.names) not in others
        and bool(own.names.strip())
        and not (own.hints | tree.elements[own.parent].hints) & _NOT_HERE
        and not _FIRST.search(own.names)
        and not _PICTURE.search(own.names)
    )


def _without_kicker(tree: Tree, number: int, text: str, descriptions: list[str]) -> str:
    """Without a label («Enquête») that stands in the same element in a frame of its own, or before what the page says
    in its description, perhaps with a dash between («INSOLITE - L'oiseau …»)."""
    parted = [told[at.end() :] for told in descriptions if (at := _LABEL_OF_DESCRIPTION.match(told))]
    for description in (*descriptions, *parted):
        start = text.find(description) if len(description) > _LONGEST_LABEL else -1
        if 0 < start < _LONGEST_LINK and " | " in text[:start]:
            return text[start:]  # «Anne Un | paysagiste Elle veut …»
        label = text.removesuffix(description)
        if label == text or len(label) < 3 or not description[0].isupper() or not label.strip()[-1].isalnum():
            continue
        short = len(label) < _LONGEST_LABEL and label.strip().count(" ") <= _MOST_SPACES_OF_A_LABEL
        if short and (label[0].isupper() or not label[-1].isspace()):  # «live» is only told apart by style sheets
            return description
        linked = tree.segments[number].link  # «Dossier 14 Juillet, une fête sous contrôle», which leads there
        if linked and len(label) < _LONGEST_LINK and len(description) > len(label) and linked <= len(label):
            return description
    if essence := _ESSENCE.match(text):
        return text[essence.end() :]
    for mark in tree.marks_of("span"):
        if mark.segment == number and mark.hints & Hint.KICKER and len(mark.text) < 40:
            rest = text.removeprefix(mark.text)
            if rest != text and len(rest) > 25:
                return rest.lstrip(" .:–—-|")
    genre = _GENRE.match(text)
    return text[genre.end() :] if genre and len(text) - genre.end() > _LONGEST_LABEL else text


def _without_pointers(segments: list[Segment], numbers: list[int]) -> list[int]:
    """Without the last items of a list that are nothing but a link: «MAPA: consulta cómo está el pantano»."""
    kept = numbers
    while len(kept) > 1 and segments[kept[-1]].tag == "li" and segments[kept[-1]].link == len(segments[kept[-1]].text):
        kept = kept[:-1]
    return kept


def _side_by_side(tree: Tree, one: int, other: int) -> bool:
    """Whether two frames are one, or two items of a list."""
    if one == other or one < 0 or other < 0:
        return one == other
    first, second = tree.elements[one], tree.elements[other]
    return first.tag == second.tag == "li" and first.parent == second.parent


def _with_siblings(tree: Tree, number: int, limit: int, *, dressed: bool = False) -> list[int]:
    """All paragraphs of a standfirst that has several, when an element of its own holds them. ``dressed``: its class,
    whatever that says, is the standfirst's, since it stands above the signature."""
    segments, elements = tree.segments, tree.elements
    own = elements[segments[number].elem]
    numbers = [number]
    parent = own.parent
    named = own.hints & Hint.STANDFIRST
    for direction in (-1, 1):
        other = number + direction
        while 0 <= other < limit:
            element = elements[segments[other].elem]
            headed = segments[other].heading and (not segments[number].heading or segments[other].link)
            same = _side_by_side(tree, element.parent, parent) and element.tag == own.tag and not headed
            by_class = same and (named or (dressed and own.names)) and element.names == own.names
            by_parent = same and not named and parent >= 0 and elements[parent].hints & Hint.STANDFIRST
            if (segments[other].elem == segments[number].elem and named) or (same and own.tag == "li"):
                by_class = True
            if not (by_class or by_parent) or len(segments[other].text) < 30:
                break
            numbers.append(other)
            other += direction
    return sorted(numbers)

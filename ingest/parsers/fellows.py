"""What a score judges alone and a reader sees together: the other cells of a table, the other items of a list, a
quotation or crosshead between two paragraphs, the notes below the text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from string import digits

from ingest.parsers.features import FIGURE, LIST, QUOTE, TABLE, Context
from ingest.parsers.finding import at_least, hints_around, path_of, places_with_bits, standing_in, with_bits
from ingest.parsers.live import clocked_entries
from ingest.parsers.phrases import KEY_POINTS, VERDICTS, phrase_of
from ingest.parsers.typography import fold
from ingest.parsers.vocabulary import Hint, hints_of
from ingest.parsers.walk import Segment, Tree
from ingest.parsers.walls import PAYWALL

_Dress = tuple[str, str, str, str, int]
"""What lines of one kind have in common on a page: the names of their element and its frame, their tags, the depth."""
WANTED = 0.5
"""Score from which a segment counts as body text."""
_SURE, _DOUBTFUL, _HARDLY = 0.8, 0.3, 0.15
_IN_OWN_MODULE, _LEVELS_OF_A_MODULE = 0.35, 4
_IN_MODULE = 0.25
"""Score from which a crosshead counts where each paragraph has a frame of its own and it has one beside them."""
_FOR_CROSSHEADS = frozenset(
    (
        *("intertitre", "intertitres", "intertitle", "crosshead", "crossheading", "heading", "subhead", "subheading"),
        *("zwischentitel", "zwischenueberschrift", "ladillo", "tussenkop"),
    )
)
"""Words in the names of a crosshead's own frame."""
_words = re.compile(r"[^\W_]+").findall
_ALIKE = 3
_WALL_LEVELS = 3
_FADES_WITHIN = 12
_NOTES = frozenset(("notes", "note", "notes de bas de page", "notes et references", "footnotes", "fussnoten"))
"""Headings of footnotes, folded."""
_MOST_POINTS, _SHORTEST_POINT, _LONGEST_TAB = 11, 15, 30
"""Lines with the heading, and characters of each."""
_POSTSCRIPTS = frozenset(("p s", "ps", "post scriptum", "postscriptum"))
"""Headings of what is added below the text, folded."""
_RIGHTS = re.compile(r"©|copyright|\b(?:rights|droits|rechte)\b.{0,15}(?:reserved|réservés|vorbehalten)", re.I)
_IN_TEXT = 0.4
"""Mean score from which a list between two paragraphs counts."""
_LINE = 60
"""Characters from which a line may be a sentence."""
_ANNOUNCEMENT = 20
"""… and those from which one that ends in a colon announces a list."""
_CELLS = 6
"""From this number a table is one of data; a smaller one may hold a comment or a teaser."""
NOTE = re.compile(r"^(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3}\s?[.)↑]|\*{1,3})\s?\S")
"""How a footnote opens."""
CORRECTED = re.compile(
    r"\W*(?:mise? à jour|actualisation|rectificatif|pr[ée]cision|correction|ajout|erratum|errata|droit de réponse"
    r"|update|clarification|korrektur|aktualisiert|anmerkung der redaktion|hinweis|correctie|rectificatie|correcci[óo]n"
    r"|actualizaci[óo]n|rectificación|fe de errores|errata corrige|correzione|aggiornamento|rettelse|rättelse)\b"
    r"(?:[^.!?]|\.(?=\s\d)){0,60}?(?::|\.(?!\s\d))\s"
    r"|(?:cet |le )?(?:article|texte|papier) (?:a été )?(?:mis à jour|actualisé|modifié|corrigé) le \d"
    r"[^.!?]{4,120}\.?$",
    re.I,
)
"""What a newsroom says of its text afterwards: it belongs to it, in a box as well."""
_FURNITURE = (
    Hint.RELATED | Hint.SOCIAL | Hint.FORM | Hint.AD | Hint.META | Hint.AUTHOR | Hint.DATE | Hint.CAPTION | Hint.CREDIT
    | Hint.TOC | Hint.TAGS | Hint.EMBED | Hint.HIDDEN | Hint.COMMENT | Hint.PAYWALL | Hint.FACTBOX
)  # fmt: skip


def is_prose(segment: Segment) -> bool:
    """A paragraph of running text."""
    return len(segment.text) > 100 and not segment.heading and segment.link < 0.6 * len(segment.text)


def with_fellows(tree: Tree, context: Context, scores: list[float], wanted: list[int], title_at: int) -> list[int]:
    """The wanted segments and what belongs to them, in order."""
    wanted = sorted({*wanted, *_dressed_alike(tree, context, scores)})
    wanted += _fading(tree, scores, wanted[-1])
    wanted += _corrections(tree, context, scores, wanted[-1])
    kept = set(wanted)
    _settle_embeds(tree, scores, kept)
    _add_entries(tree, context, kept)
    prose = [number for number in wanted if is_prose(tree.segments[number])]
    _settle_lists(tree, context, scores, wanted, kept)
    _add_key_points(tree, next((n for n in wanted if n > title_at), wanted[0]), title_at, kept)
    _add_cells(tree, context, scores, wanted, kept)
    if prose:
        _add_crosshead_above(tree, prose[0], title_at, kept)
        _add_notes(tree, context, wanted[-1], kept)
        _add_last_lines(tree, scores, wanted, kept)
    _add_crossheads_alike(tree, scores, wanted, kept)
    _add_between(tree, context, scores, wanted, prose, kept)
    return sorted(kept)


def _dress(tree: Tree, segment: Segment) -> _Dress:
    element = tree.elements[segment.elem]
    frame = tree.elements[element.parent] if element.parent >= 0 else element
    # Each entry of a live blog has a number at the end of its id, and each crosshead that contents lead to its own.
    names = "" if segment.heading else element.names.rstrip(digits)
    return names, frame.names.rstrip(digits), element.tag, frame.tag, element.depth


def _dressed_alike(tree: Tree, context: Context, scores: list[float]) -> list[int]:
    """Doubtful sentences in the dress of sure ones (tag, names, frame's names, depth): the last entry of a live blog,
    the paragraphs that an advertisement parts from the others."""
    segments = tree.segments
    doubtful: dict[_Dress, list[int]] = {}
    for number in at_least(scores, _DOUBTFUL):
        segment = segments[number]
        if scores[number] < WANTED and _is_sentence(segment) and not context.comments[segment.elem]:
            dress = _dress(tree, segment)
            if dress[0] or dress[1]:
                doubtful.setdefault(dress, []).append(number)
    if not doubtful:
        return []
    likely = [segments[n] for n in at_least(scores, _SURE)]
    sure = Counter([_dress(tree, segment) for segment in likely if _is_sentence(segment)])
    return [number for dress, numbers in doubtful.items() if sure[dress] > 2 for number in numbers]


def _fading(tree: Tree, scores: list[float], last: int) -> list[int]:
    """The paragraph that fades into a paywall, behind the last one and perhaps a crosshead or a box: the same but for
    that word in its class («fade-out»), or in that of a frame of its own («visible-not-premium»)."""
    segments, elements = tree.segments, tree.elements
    if last and segments[last].heading:
        last -= 1
    one = elements[segments[last].elem]
    if one.tag != "p" or one.hints & Hint.PAYWALL:
        return []
    for at in range(last + 1, min(last + 1 + _FADES_WITHIN, len(segments))):
        other = elements[segments[at].elem]
        if other.tag != "p" or scores[at] < _HARDLY or one.parent not in path_of(elements, other.parent, 2):
            continue
        names = other.names if other.parent == one.parent else f"{other.names} {elements[other.parent].names}"
        dressed = one.names.split()[:1] == other.names.split()[:1] or "fade" in other.names
        told = hints_of(names) & Hint.PAYWALL or (
            other.parent != one.parent
            and at == last + 1 < len(segments) - 1
            and hints_around(elements, segments[at + 1].elem, _WALL_LEVELS) & Hint.PAYWALL
        )  # or alone in a frame right above the wall
        if dressed and told and _is_sentence(segments[at]):
            return [] if PAYWALL.search(segments[at].text) else [at]
    return []


def _corrections(tree: Tree, context: Context, scores: list[float], last: int) -> list[int]:
    """What was corrected, in a line shortly behind the last one («Correctie (28 oktober 2024): In een eerdere …»)."""
    segments = tree.segments
    return [
        number
        for number in range(last + 1, min(last + 1 + _ALIKE, len(segments)))
        if len(segments[number].text) > _LINE
        and scores[number] >= _HARDLY
        and segments[number].link < 0.5 * len(segments[number].text)
        and not context.inherited_near[segments[number].elem] & _FURNITURE
        and CORRECTED.match(segments[number].text)
    ]


def _is_sentence(segment: Segment) -> bool:
    return not segment.heading and len(segment.text) > _LINE and not segment.link


def _settle_embeds(tree: Tree, scores: list[float], kept: set[int]) -> None:
    """A quoted post of a social network comes whole or not at all: its words and who wrote them when."""
    if "blockquote" not in tree.tags:
        return
    marked = places_with_bits(tree.elements, "hints", Hint.EMBED | Hint.SOCIAL)
    posts: dict[int, list[int]] = {index: [] for index in marked if tree.elements[index].tag == "blockquote"}
    if not posts:
        return
    for number, segment in enumerate(tree.segments):
        index = segment.elem
        for _ in range(3):
            if index < 0:
                break
            if index in posts:
                posts[index].append(number)
                break
            index = tree.elements[index].parent
    for numbers in posts.values():
        length = sum(len(tree.segments[n].text) for n in numbers)
        if sum(scores[n] * len(tree.segments[n].text) for n in numbers) >= 0.25 * length:
            kept.update(numbers)
        else:
            kept.difference_update(numbers)


def _add_entries(tree: Tree, context: Context, kept: set[int]) -> None:
    """An entry of a live page comes also where nothing of it looks like much: the first one, which only greets."""
    entries = clocked_entries(tree)
    told = {n for n in kept if not tree.segments[n].heading} if entries else set()
    empty = [numbers for numbers in entries.values() if told.isdisjoint(numbers)]
    if 2 * len(empty) > len(entries):
        return
    for numbers in empty:
        lines = [tree.segments[n] for n in numbers]
        kept.update(
            n
            for n, line in zip(numbers, lines, strict=True)
            if (line.heading or len(line.text) > _ANNOUNCEMENT or context.tags[line.elem] & TABLE)
            and not line.link
            and not context.inherited_near[line.elem] & _FURNITURE
        )


def _settle_lists(tree: Tree, context: Context, scores: list[float], wanted: list[int], kept: set[int]) -> None:
    """A list comes whole or not at all: short items look like nothing alone."""
    segments, elements = tree.segments, tree.elements
    lists: dict[int, list[int]] = {}
    listed_lines = standing_in(segments, with_bits(context.tags, LIST))
    for number in listed_lines[bisect_left(listed_lines, wanted[0]) : bisect_left(listed_lines, wanted[-1] + 12)]:
        item = _item_of(tree, segments[number].elem)
        if item >= 0 and segments[number].link < 0.5 * len(segments[number].text):
            lists.setdefault(elements[item].parent, []).append(number)
    for listed, items in lists.items():
        if len(items) < 2:
            continue
        if _is_announced(tree, listed, items[0], kept):
            kept.update(items)
            continue
        length = sum(len(segments[n].text) for n in items)
        least = _IN_TEXT if _among_paragraphs(tree, listed, items, kept) else WANTED
        if sum(scores[n] * len(segments[n].text) for n in items) >= least * length:
            kept.update(items)
            if items[0] and fold(segments[items[0] - 1].text) in KEY_POINTS:
                kept.add(items[0] - 1)
        elif wanted[0] < items[0] and _is_verdict(tree, listed, items[0]):
            kept.update((items[0] - 1, *items))
        else:
            kept.difference_update(n for n in items if not is_prose(segments[n]))


def _is_verdict(tree: Tree, listed: int, first: int) -> bool:
    """Whether a list is what a test found good or bad: «Points positifs», in the list's own frame."""
    head = tree.segments[first - 1]
    frame = tree.elements[listed].parent
    return fold(head.text) in VERDICTS and frame in path_of(tree.elements, head.elem, 3)


def _add_key_points(tree: Tree, first: int, title_at: int, kept: set[int]) -> None:
    """The points right above the text, in a frame of their own with the heading that calls them so."""
    segments, elements = tree.segments, tree.elements
    for at in range(max(title_at + 1, first - _MOST_POINTS), first):
        if not segments[at].heading or fold(segments[at].text) not in KEY_POINTS:
            continue
        heads, points = set(path_of(elements, segments[at].elem, 3)), list(range(at + 1, first))
        while points and segments[points[0]].tag != "li" and len(segments[points[0]].text) < _LONGEST_TAB:
            del points[0]  # «Summary», «Companies»: what can be chosen
        if len(points) > 1 and all(
            segments[n].tag == "li"
            and not segments[n].link
            and len(segments[n].text) > _SHORTEST_POINT
            and not heads.isdisjoint(path_of(elements, segments[n].elem, 3))
            for n in points
        ):
            kept.update((at, *points))
        return


def _is_announced(tree: Tree, listed: int, first: int, kept: set[int]) -> bool:
    """Whether the paragraph right before a list, in the list's own frame, ends in a colon: «… cet été :»."""
    above = tree.segments[first - 1] if first - 1 in kept else None
    return (
        above is not None
        and above.text[-1] == ":"
        and len(above.text) > _ANNOUNCEMENT
        and not above.link
        and not phrase_of(above.text)
        and _alike_framed(tree, tree.elements[above.elem].parent, tree.elements[listed].parent)
    )


def _alike_framed(tree: Tree, one: int, other: int) -> bool:
    """The same frame, or two of one class side by side: some sites put each paragraph and each list into one."""
    if one == other or one < 0 or other < 0:
        return one == other
    first, second = tree.elements[one], tree.elements[other]
    same = first.tag == second.tag and first.names == second.names and first.parent == second.parent
    return same and bool(first.names)


def _among_paragraphs(tree: Tree, listed: int, items: list[int], kept: set[int]) -> bool:
    """Whether a list stands between two paragraphs, or a crosshead of the text and one, in their own frame."""
    segments, elements = tree.segments, tree.elements
    frame = elements[listed].parent
    beside = [(n, segments[n]) for n in (items[0] - 1, items[-1] + 1) if 0 <= n < len(segments)]
    return len(beside) == 2 and all(
        ((len(s.text) > _LINE and not s.heading) or (s.heading and n < items[0] and n in kept))
        and not s.link
        and _alike_framed(tree, elements[s.elem].parent, frame)
        for n, s in beside
    )


def _item_of(tree: Tree, index: int) -> int:
    """The list item that an element is, or is a paragraph of; -1 elsewhere."""
    for _ in range(3):
        if index < 0:
            break
        if tree.elements[index].tag == "li":
            return index
        index = tree.elements[index].parent
    return -1


def _add_cells(tree: Tree, context: Context, scores: list[float], wanted: list[int], kept: set[int]) -> None:
    """A table of which a quarter is wanted is wanted whole, and so is one between two paragraphs of the text: numbers
    alone look like nothing."""
    if "table" not in tree.tags:
        return
    segments = tree.segments
    prose = [number for number in wanted if is_prose(segments[number])]
    frames = {tree.elements[segments[number].elem].parent for number in prose}
    held = Counter(segments[number].elem for number in prose)
    frames.update(elem for elem, lines in held.items() if lines > 1)  # a text without paragraphs
    tables: dict[int, list[int]] = {}
    for number in range(wanted[0], min(wanted[-1] + 40, len(segments))):
        table = table_of(tree, context, segments[number].elem)
        if table >= 0:
            tables.setdefault(table, []).append(number)
    for table, cells in tables.items():
        quarter = 0.25 * len(cells)
        between = bool(prose) and prose[0] < cells[0] and cells[-1] < wanted[-1]
        if (
            sum(number in kept for number in cells) >= quarter
            or (len(cells) >= _CELLS and sum(scores[number] for number in cells) >= quarter)
            or (between and _is_data(tree, context, table, cells, frames))
        ):
            kept.update(cells)


def _is_data(tree: Tree, context: Context, table: int, cells: list[int], frames: set[int]) -> bool:
    """Whether a table belongs to the text by its place: among the paragraphs, in no furniture, not made of links."""
    parent = tree.elements[table].parent
    if parent < 0 or len(cells) < _CELLS:
        return False
    if parent not in frames and not (tree.elements[parent].parent in frames and _alone_in(tree, parent, cells)):
        return False
    if (context.inherited_near[table] | tree.elements[parent].hints) & _FURNITURE:
        return False
    segments = tree.segments
    return sum(segments[n].link for n in cells) < 0.5 * sum(len(segments[n].text) for n in cells)


def _alone_in(tree: Tree, frame: int, cells: list[int]) -> bool:
    """Whether a frame holds a table's cells and no other text, as one that lets it scroll does; a box holds more."""
    return not any(
        tree.elements[tree.segments[n].elem].parent == frame or tree.segments[n].elem == frame
        for n in (cells[0] - 1, cells[-1] + 1)
    )


def _add_crosshead_above(tree: Tree, first: int, title_at: int, kept: set[int]) -> None:
    """The crosshead right above the first paragraph, in the same frame."""
    elements = tree.elements
    if first == 0 or first - 1 == title_at:
        return
    head = tree.segments[first - 1]
    together = elements[head.elem].parent == elements[tree.segments[first].elem].parent
    if together and head.heading > 1 and not head.link:
        kept.add(first - 1)


def _add_crossheads_alike(tree: Tree, scores: list[float], wanted: list[int], kept: set[int]) -> None:
    """Crossheads in the dress of at least two wanted ones, right above text; of one, if they are only just doubtful."""
    segments = tree.segments
    heads = [segments[n] for n in wanted if segments[n].heading]
    dresses = Counter([_dress(tree, head) for head in heads]) if heads else Counter()
    for number in tree.headings if dresses else ():
        if not wanted[0] <= number < wanted[-1]:
            continue
        segment = segments[number]
        above_text = number not in kept and not kept.isdisjoint((number + 1, number + 2))
        least = 0 if scores[number] >= _DOUBTFUL else 1
        if segment.heading > 1 and above_text and not segment.link and dresses[_dress(tree, segment)] > least:
            kept.add(number)


def _add_notes(tree: Tree, context: Context, last: int, kept: set[int]) -> None:
    """Footnotes below the text: in a frame named for them, with the way back, or numbered under «Notes»; and what is
    below «P.-S.»."""
    announced = postscript = False
    marked = tree.hints & Hint.FOOTNOTE
    for number in range(last + 1, min(last + 25, len(tree.segments))):
        segment = tree.segments[number]
        if segment.heading:
            heading = fold(segment.text)
            announced, postscript = heading in _NOTES, heading in _POSTSCRIPTS
        elif postscript and len(segment.text) > _LINE and not segment.link:
            kept.add(number)
            continue
        below = (announced and not segment.heading) or (marked and context.inherited_far[segment.elem] & Hint.FOOTNOTE)
        if (below and (NOTE.match(segment.text) or _is_number(tree.segments[number - 1].text))) or (
            segment.links and without_way_back(segment.text) != segment.text
        ):
            kept.add(number)


def _is_number(text: str) -> bool:
    """A note's number, in an element of its own."""
    return text.strip("[]().").isdigit()


def without_way_back(text: str) -> str:
    """A footnote without the arrow that leads back into the text."""
    return text.rstrip("\ufe0e").rstrip(" \u00a0↩↑⤴")


def _add_last_lines(tree: Tree, scores: list[float], wanted: list[int], kept: set[int]) -> None:
    """Short doubtful lines right behind the last paragraph in the dress of three and more: the last answers of an
    interview."""
    segments = tree.segments
    if wanted[-1] + 1 >= len(segments) or scores[wanted[-1] + 1] < _DOUBTFUL:
        return
    if _is_item_behind(tree, wanted[-1]):
        kept.add(wanted[-1] + 1)
        return
    dress = _dress(tree, segments[wanted[-1]])
    if sum(scores[n] >= _SURE and _dress(tree, segments[n]) == dress for n in wanted) < _ALIKE:
        return
    for number in range(wanted[-1] + 1, min(wanted[-1] + 1 + _ALIKE, len(segments))):
        segment = segments[number]
        if scores[number] < _DOUBTFUL or segment.link or segment.heading or segment.text[-1] not in '.!?…»”"':
            return
        if _dress(tree, segment) != dress or _RIGHTS.search(segment.text):
            return
        kept.add(number)


def _is_item_behind(tree: Tree, last: int) -> bool:
    """Whether a list of one sentence stands behind the last paragraph, in its frame: how some papers set a note."""
    segments, elements = tree.segments, tree.elements
    above, item = segments[last], segments[last + 1]
    listed = elements[item.elem].parent
    return (
        item.tag == "li"
        and above.tag == "p"
        and listed >= 0
        and elements[listed].parent == elements[above.elem].parent
        and len(item.text) > _LINE
        and item.link < 0.5 * len(item.text)
        and (last + 2 >= len(segments) or elements[segments[last + 2].elem].parent != listed)
    )


def _add_between(
    tree: Tree, context: Context, scores: list[float], wanted: list[int], prose: list[int], kept: set[int]
) -> None:
    """Crossheads, quotations and doubtful lines between paragraphs, in the paragraphs' own frame."""
    segments, elements = tree.segments, tree.elements
    first = prose[0] if prose else wanted[0]
    between = [n for n in at_least(scores, 0.1) if first < n < wanted[-1] and n not in kept]
    long = [segments[n] for n in wanted if len(segments[n].text) > _LINE] if between else []
    frames = {elements[segment.elem].parent for segment in long}
    wrapped = Counter([_wrapping(tree, segment) for segment in long])
    for number in between:
        segment = segments[number]
        if segment.link > 0.5 * len(segment.text):
            continue
        if context.inherited_near[segment.elem] & _FURNITURE or phrase_of(segment.text):
            continue
        parent = elements[segment.elem].parent
        grand = elements[parent].parent if parent >= 0 else -1
        alike = segment.heading > 1 and scores[number] >= _DOUBTFUL and wrapped[_wrapping(tree, segment)] > 2
        if segment.heading > 1 and not alike and grand >= 0 and scores[number] >= _IN_MODULE:
            alike = _beside_modules(elements[parent].names, grand, wrapped) and not kept.isdisjoint(
                (number + 1, number + 2)
            )
        if segment.heading > 1 and not alike and scores[number] >= _IN_OWN_MODULE and number + 1 in kept:
            alike = _in_module_above(tree, number)
        if parent not in frames and grand not in frames and not alike:
            continue
        quoted = context.tags[segment.elem] & QUOTE and not context.tags[segment.elem] & FIGURE
        if segment.heading or quoted or (parent in frames and scores[number] > 0.3):
            kept.add(number)


def _in_module_above(tree: Tree, number: int) -> bool:
    """Whether a crosshead is alone in a frame right above the frame of the line below it, as page builders put each
    into a module of its own."""
    segments, elements = tree.segments, tree.elements
    above = path_of(elements, segments[number].elem, _LEVELS_OF_A_MODULE)
    below = path_of(elements, segments[number + 1].elem, _LEVELS_OF_A_MODULE)
    frames = {elements[index].parent: index for index in reversed(below[1:])}
    for one in above[1:]:
        if (other := frames.get(elements[one].parent, -1)) >= 0:
            before = path_of(elements, segments[number - 1].elem) if number else []
            # «elementor-element» both, or «css-1x2y» and «css-3z4a»
            first, second = (elements[index].names.partition(" ")[0].partition("-")[0] for index in (one, other))
            return one != other and first == second != "" and one not in before
    return False


def _beside_modules(names: str, frame: int, wrapped: Counter[tuple[str, int]]) -> bool:
    """Whether a crosshead's own frame stands beside those that paragraphs have for themselves, and is named like them
    («module m-title», «module m-text») or for crossheads."""
    modules = {theirs: count for (theirs, around), count in wrapped.items() if around == frame}
    if sum(modules.values()) < 3:
        return False
    first = names.partition(" ")[0]
    return not _FOR_CROSSHEADS.isdisjoint(_words(names.lower())) or any(
        theirs.partition(" ")[0] == first for theirs in modules
    )


def _wrapping(tree: Tree, segment: Segment) -> tuple[str, int]:
    """The names of a line's frame and the frame around it: some templates put each paragraph into a frame of its
    own."""
    frame = tree.elements[segment.elem].parent
    return (tree.elements[frame].names, tree.elements[frame].parent) if frame >= 0 else ("", -1)


def table_of(tree: Tree, context: Context, index: int) -> int:
    """The table with data that an element is in a cell of; -1 elsewhere, and in tables used for layout."""
    if not context.tags[index] & TABLE:
        return -1
    for _ in range(6):
        if index < 0:
            return -1
        element = tree.elements[index]
        if element.tag == "table":
            return index if context.prose[index] < 0.3 * context.total else -1
        index = element.parent
    return -1

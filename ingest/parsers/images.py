"""Pictures of the article with their legends."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.model import Image
from ingest.parsers.byline import is_byline
from ingest.parsers.byline_words import byline_words
from ingest.parsers.captions import (
    ends_in_credit,
    is_credit_line,
    is_labelled_credit,
    is_name,
    split_at_site,
    split_caption,
)
from ingest.parsers.features import FIGURE, Context
from ingest.parsers.finding import hints_around, path_of, places_with_bits, standing_in, with_bits
from ingest.parsers.gates import Gate, holder_of_any
from ingest.parsers.names import WITH, agency_of
from ingest.parsers.phrases import Phrase, phrase_of
from ingest.parsers.titles import site_key
from ingest.parsers.typography import clean, fold
from ingest.parsers.vocabulary import Hint, is_legend
from ingest.parsers.walk import Element, Picture, Segment, Tree

_is_decoration = holder_of_any((
    "logo", "icon", "/ico-", "/ico_", "avatar", "pixel", "sprite", "blank", "spacer", "placeholder", "emoji", "badge",
    ".svg", "1x1", "share", "button", "/count.gif", "/tracking/",
))  # fmt: skip
_COUNTER = re.compile(r"\d{1,3}(?:\s*(?:/|sur|of|von)\s*\d{1,3})?")
_COUNTER_BEFORE = re.compile(r"\[?\d{1,3}\s?(?:/|of|sur)\s?\d{1,3}\]?\s?[|:]?\s?(?=[^\W\d_]|[«“\"©(\[])")
"""«2/5The legend»: elements of a slide's legend, which only style sheets part."""
_CONTROL_BEFORE = re.compile(
    r"(?:click to )?"
    r"(?:enlarge(?: (?:this )?image)?|agrandir(?: l['’]image)?|zoom(?:er)?|vergrößern|ampliar|ingrandisci)"
    r"\s?[/|:–-]\s?(?=\S)",
    re.I,
)
"""«Enlarge / The legend»"""
_NUMBER_BEFORE = re.compile(
    r"(?:illustration|image|photo|diapo|bild)\s\d{1,3}(?:\s?(?:/|sur|of|von)\s?\d{1,3})?\s+(?=[A-ZÀ-Ý«“\"©])", re.I
)
"""«Illustration 1 The legend»: a number for those who hear the page."""
_NUMBERED = frozenset("IiPpDdBb")
_CONTROL = Gate(
    r"\s*(?:(?:hide|toggle|show|enlarge)\s+(?:this\s+)?(?:caption|image)|voir en plein écran|agrandir(?: l['’]image)?"
    r"|bild vergrößern|ampliar(?: foto| imagen)?|ingrandisci|vergroot afbeelding"
    r"|(?:(?:purchase|acquire) )?licensing rights(?:,? opens new tab)?|buy (?:this )?photos?"
    r"|acheter (?:cette|la) photo|/?\s*купить фото)\s*$",
    (
        *("caption", "image", "écran", "agrandi", "vergrößern", "amplia", "ingrandisci", "afbeelding", "licensing"),
        *("photo", "фото"),
    ),
)
"""What a button in the legend says."""
_BEHIND_QUOTATION = 8
"""Elements between a quotation and the name of whoever said it."""
_HELPED = re.compile(rf"[^()]{{0,30}}\({WITH}[^()]{{2,30}}\)")
"""«N. C. (avec AFP)»: who wrote a text, wherever pictures stand."""
_AD_LABELS = frozenset(
    (
        *("publicite", "advertisement", "anzeige", "werbung", "publicidad", "publicidade", "pubblicita", "publicitat"),
        *("advertentie", "reklama"),
    )
)
"""Folded."""
_SPOKEN = frozenset(("image", "photo", "foto", "bild", "imagen", "slide show"))
"""… and what tells those who hear the page that a picture comes."""
_SLIDE = Gate(
    r"(?<!\S)(?:slide|(?=\S*(?:slide|carous|swiper|galler|galerie|diapo|owl))\S*[-_](?:slide|item|cell))(?!\S)",
    ("slide", "carous", "swiper", "galler", "galerie", "diapo", "owl"),
)
"""One of several pictures that readers leaf through, by its class: «slide», «swiper-slide», «slideshow__item»."""
_DATED = re.compile(r"\d{2}/\d{2}/\d{4}\s?[-,àa]")
_GALLERY = re.compile(
    r"(?<![^\W\d_])(?:slick|slider|carousel|carrousel|swiper|gallery|galerie|galeria|diaporama)(?![^\W\d_])", re.I
)
"""… and the frame of them."""
_MOST_LINES_OF_A_SLIDE, _LEVELS_OF_A_SLIDE = 4, 4
_SHORTEST_OF_A_SLIDE, _LONGEST_OF_A_SLIDE = 25, 400
_ENDS_OF_LEGEND = frozenset('.!?…)]»”"')
_PLAYER = re.compile(r"audio|podcast|player|video", re.I)
_NO_LEGEND = (
    Hint.AUTHOR | Hint.META | Hint.RELATED | Hint.NAV | Hint.AD | Hint.BOX | Hint.QUOTE | Hint.SOCIAL | Hint.COMMENT
)
_LEGEND = Hint.CREDIT | Hint.CAPTION
_TOLD = _LEGEND | Hint.AUTHOR
_NOT_OF_FIGURE = Hint.RELATED | Hint.COMMENT | Hint.AD | Hint.NAV
_AROUND_FIGURES = frozenset(("article", "main", "body", "section", "aside", "nav", "footer", "ul"))
_LIKE_FIGURES = frozenset(("figcaption", "div", "p", "td", "center", "picture", "dl", "table"))
"""Tags of elements that hold a picture and its legend where no figure does."""
_LEADS_ON = re.compile(
    r"(?:^|\s)(?:read more|lire (?:plus|la suite|l['’]article)|weiterlesen|mehr lesen|leer más)\s*$", re.I
)
_LONGEST_LEAD = 24
"""Letters at the end of a line in which that is said."""
_BRACKETED = re.compile(r"\s\(([^()\d]{3,40})\)\.?$")
_LONGEST_OVERLAY = 50
_LONGEST_CREDIT_LINE = 90
_LEAST_OF_A_LEGEND = 3
"""Words in small letters."""
_PARAGRAPH = 0.96
"""Score from which a line alone with a picture is a paragraph rather than its legend."""
_OF_PICTURE = re.compile(r"image|photo|picture|bild|foto", re.I)
_PHOTO_LABEL = Gate(r"^[(\[]?(?:photos?|images?|fotos?|©|crédits? photos?)\b", ("photo", "image", "foto", "©"))
_FIGURES = ("figure", "dl")
_MOST = 60
_BEHIND = 8
"""Segments behind the text in which the legend of its last picture may go on."""


def find_images(
    tree: Tree,
    context: Context,
    start: int,
    end: int,
    body: set[int],
    legend_at: set[int],
    site_names: Iterable[str] = (),
) -> list[Image]:
    """Images whose picture or legend stands between segments ``start`` and ``end``, in page order.

    A picture counts when it has a legend, or stands in a figure inside the text; thumbnails of other stories are links
    in other containers.
    """
    album = _Album(tree, context, start, end)
    album.take_pictures()
    album.take_lines(body, legend_at)
    if not album.legends:
        return []
    album.take_marks()
    return album.images(frozenset(map(site_key, site_names)) - {""})


class _Legend:
    """What stands around one picture."""

    def __init__(self) -> None:
        self.caption: list[str] = []
        self.credit: list[str] = []
        self.loose: list[str] = []
        """Lines of its figure before the legend's own element …"""
        self.beside: list[str] = []
        """… and short ones that lie on the picture."""
        self.linked: list[str] = []
        """Those of its lines that are nothing but a link."""
        self.marked: list[str] = []
        """Inline elements named for a credit."""
        self.last = ""
        """The legend's last inline element."""

    def lines(self) -> list[str]:
        return [*self.caption, *self.loose, *self.credit, *self.beside]


class _Album:
    """The pictures of a page's article by the elements that hold them and their legends (:func:`_figure_of`)."""

    def __init__(self, tree: Tree, context: Context, start: int, end: int) -> None:
        self.tree, self.context, self.start, self.end = tree, context, start, end
        self.pictures: dict[int, Picture] = {}
        self.legends: dict[int, _Legend] = {}
        self.places: dict[int, int] = {}
        """Of a picture without any frame: a number below all frames' → the frame it comes after."""
        self.before: dict[int, int] = {}
        """Segment → the figure of the first picture before it."""
        self.told: dict[int, int] = {}
        """Segment → the figure whose legend it is."""
        self.loose: dict[int, Picture] = {}
        """Segment → a picture that stands in the text itself, right before it."""

    def legend_of(self, root: int) -> _Legend:
        return self.legends.setdefault(root, _Legend())

    def take_pictures(self) -> None:
        """Those between the ends of the text, and what follows of a series that begins there: a gallery's."""
        series: set[int] = set()
        for picture in self.tree.pictures:
            if picture.segment < self.start or picture.elem < 0 or _decorates(picture):
                continue
            root = _figure_of(self.tree, self.context, picture.elem)
            if picture.segment > self.end + 1:
                if not self._is_of_series(root, series, near=picture.segment <= self.end + _BEHIND):
                    break
                self.end = picture.segment
            if root >= 0 and root not in self.pictures:
                self.pictures[root] = picture
                self.before.setdefault(picture.segment, root)
                self.legend_of(root)
                series.add(self._series_of(root))
                series.discard(-1)
            elif root < 0:
                self.loose[picture.segment] = picture

    def _is_of_series(self, figure: int, series: set[int], *, near: bool) -> bool:
        """Whether a figure behind the text goes on with a series, or ``near`` the text begins the only one."""
        if figure < 0 or self.tree.elements[figure].tag not in _FIGURES:
            return False
        return self._series_of(figure) in series or (not series and near and self._begins_gallery(figure))

    def _begins_gallery(self, figure: int) -> bool:
        """WordPress's «dl.gallery-item» or a frame that is called so, right behind the text and in its frame."""
        elements, segments = self.tree.elements, self.tree.segments
        series = self._series_of(figure)
        named = series >= 0 and _GALLERY.search(elements[series].names) is not None
        if not (elements[figure].tag == "dl" or named) or not 0 <= self.end < len(segments):
            return False
        around = path_of(elements, segments[self.end].elem, _LEVELS_OF_A_SLIDE)
        return not set(path_of(elements, series, 3 if named else 2)).isdisjoint(around)

    def _series_of(self, figure: int) -> int:
        """The list whose items are figures, or the frame of slides; -1 for a figure that stands in neither."""
        elements = self.tree.elements
        if _is_slide(elements[figure].names):
            return elements[figure].parent
        item = elements[figure].parent
        if item >= 0 and elements[item].tag != "li" and _GALLERY.search(elements[item].names):
            return item
        return elements[item].parent if item >= 0 and elements[item].tag == "li" else -1

    def take_lines(self, body: set[int], legend_at: set[int]) -> None:
        """The lines of the legends."""
        tree, context, segments = self.tree, self.context, self.tree.segments
        told_at = told = -1
        """The last line of a legend, and its picture's frame."""
        for number in range(max(0, self.start), min(self.end + 2 + _BEHIND, len(segments))):
            if number in body:
                continue
            if number >= self.end + 2 and _figure_of(tree, context, segments[number].elem) not in self.pictures:
                break
            segment = segments[number]
            if number not in legend_at or _COUNTER.fullmatch(segment.text):
                self._take_overlay(segment)
                continue
            if fold(segment.text) in _AD_LABELS or _is_spoken(segment) or phrase_of(segment.text) == Phrase.PROMO:
                continue
            role = _legend_role(tree, context, segment.elem) or "caption"
            root = self._frame_of_line(number, told_at, told, is_credit=role == "credit")
            if root == -1 or (root not in self.pictures and not _waits_for_picture(tree, root, segment)):
                continue
            if root not in self.pictures and segment.link >= 0.9 * len(segment.text):
                continue  # the card of another story
            text = _without_controls(segment.text)
            legend = self.legend_of(root)
            self.told[number] = root
            if not text:  # a button alone, between a legend and its credit
                told_at, told = number, root
                continue
            if role == "credit" and ((number > self.end and legend.credit) or _DATED.search(text)):
                continue  # «Source : …», below the text; «Le Quotidien (18/06/2021 - 06:45)»
            if role == "credit":
                legend.credit.append(text)
            elif self._is_in_legend(segment.elem, root) or (legend.caption and not _is_overlay(segment, text)):
                legend.caption.append(text)
            elif _is_overlay(segment, text):
                legend.beside.append(text)
            else:
                legend.loose.append(text)
            told_at, told = number, root
            if segment.link >= 0.9 * len(segment.text):
                legend.linked.append(segment.text)
        for legend in self.legends.values():
            if legend.loose and not any(split_caption(text)[0] for text in legend.caption):
                legend.caption[:0], legend.loose = legend.loose, []  # else it is the title of a player

    def _frame_of_line(self, number: int, told_at: int, told: int, *, is_credit: bool) -> int:
        """The figure that a legend's line belongs to: its own, that of the legend before it (``told_at``, ``told``)
        where it is the credit, that of the picture right before it; a number below all others' for one that stands
        loose in the text, -1 for none."""
        tree, segments = self.tree, self.tree.segments
        root = _figure_of(tree, self.context, segments[number].elem)
        if is_credit and root not in self.legends and told >= 0:
            near = number - 1 == told_at and _side_by_side(tree, told_at, number)
            waits = number - told_at <= _BEHIND and not self.legends[told].credit
            if near or (waits and _PHOTO_LABEL.search(segments[number].text)):  # «Photo : Anne Un», below the byline
                root = told
        if root < 0 or root not in self.pictures:
            root = self.before.get(number, root)
        if root < 0 and number in self.loose and not segments[number].link:
            root = -2 - number
            self.places[root] = max(s.elem for s in segments[max(0, number - _BEHIND) : number + 1])
        if root != -1 and root not in self.pictures and number in self.loose:
            self.pictures[root] = self.loose[number]
        return root

    def _take_overlay(self, segment: Segment) -> None:
        if len(segment.text) > _LONGEST_OVERLAY or not self.context.tags[segment.elem] & FIGURE:
            return
        root = _figure_of(self.tree, self.context, segment.elem)
        if (
            root in self.legends
            and self.tree.elements[root].tag == "figure"
            and _may_be_overlay(segment)
            and not _is_spoken(segment)
        ):
            self.legends[root].beside.append(segment.text)

    def _is_in_legend(self, index: int, root: int) -> bool:
        """Whether a line stands in the legend's own element, or in a frame that has none."""
        elements = self.tree.elements
        if root < 0 or elements[root].tag != "figure":
            return True
        while index not in (root, -1):
            if elements[index].tag == "figcaption" or elements[index].hints & Hint.CAPTION:
                return True
            index = elements[index].parent
        return False

    def take_marks(self) -> None:
        """The inline elements of the legends."""
        tree, elements = self.tree, self.tree.elements
        for mark in tree.marks if tree.hints & Hint.CAPTION or "figcaption" in tree.tags else ():
            if (
                mark.elem >= 0
                and is_legend(elements[mark.elem].tag, elements[mark.elem].hints)
                and mark.text
                and not mark.hints & Hint.HIDDEN
            ):
                root = _figure_of(tree, self.context, mark.elem)
                if root in self.legends:
                    self.legends[root].last = mark.text
        for mark in [tree.marks[place] for place in places_with_bits(tree.marks, "hints", _TOLD)]:
            in_range = bool(mark.text) and self.start <= mark.segment <= self.end + 1
            if mark.hints & Hint.CAPTION and in_range:
                root = _figure_of(tree, self.context, mark.elem)
                if root in self.legends and not self.legends[root].caption:
                    _take_caption(self.legends[root], mark.text)
                elif root in self.legends and self.legends[root].caption[0][:1].isdigit():
                    first = self.legends[root].caption[0]
                    counter, told, rest = first.partition(mark.text)
                    if told and counter.isdigit():  # «3», how many pictures there are, in an element of its own
                        self.legends[root].caption[0] = told + rest
            if mark.hints & Hint.CREDIT and in_range and mark.tag != "time":
                root = _figure_of(tree, self.context, mark.elem)
                root = root if root in self.legends else self.told.get(mark.segment, root)
                if (
                    root >= 0
                    and elements[root].tag != "figure"
                    and (elements[mark.elem].hints & Hint.META or hints_around(elements, mark.elem, 2) & Hint.AUTHOR)
                ):
                    continue  # «Source: AFP», beside the article's date; «Photos : Luc Deux», among the authors
                if root in self.legends:
                    self.legends[root].marked.append(mark.text)
            elif (
                mark.hints & Hint.AUTHOR
                and mark.text
                and mark.elem >= 0
                and (
                    self.context.tags[mark.elem] & FIGURE
                    or is_legend(elements[mark.elem].tag, elements[mark.elem].hints)
                )
            ):
                root = _figure_of(tree, self.context, mark.elem)
                caption = " ".join(self.legends[root].caption) if root in self.legends else ""
                if caption.startswith(mark.text) or (
                    caption.endswith(mark.text) and is_legend(elements[mark.elem].tag, elements[mark.elem].hints)
                ):
                    self.legends[root].marked.append(mark.text)  # whoever made the picture, before or behind its legend

    def images(self, sites: frozenset[str]) -> list[Image]:
        """The pictures in page order, each legend split; ``sites``: keys of the publisher's names."""
        images: list[Image] = []
        seen: set[str] = set()
        bracketed = _all_bracketed(self.legends.values())
        ended = False
        """Whether some legend ends in an inline element that is its credit: others may be nothing else."""
        for root in sorted(self.legends, key=lambda root: self.places.get(root, root)):
            legend = self.legends[root]
            url = self.pictures[root].url if root in self.pictures else ""
            url = "" if url.startswith("data:") else url  # a stand-in until a script loads the picture
            if _is_card(legend):
                continue
            caption, credit = _split(legend)
            if ended and caption and not credit and caption == legend.last and is_name(caption):
                credit, caption = caption, None
            if caption and not credit:
                caption, credit = _credited(caption, legend.last, sites, bracketed=bracketed)
                ended = ended or (credit is not None and credit == legend.last)
            in_figure = root >= 0 and self.tree.elements[root].tag == "figure"
            if not caption and not credit and not (url and in_figure):
                continue
            if caption and not credit and is_byline(caption):
                continue  # who signs, beside a portrait
            key = fold(f"{caption or ''} {credit or ''}")
            if not caption:
                key = f"{key} {url}"
            if key in seen:
                continue
            seen.add(key)
            images.append(Image(url or None, caption, credit))
            if len(images) >= _MOST:
                break
        return images


def _credited(caption: str, last: str, sites: frozenset[str], *, bracketed: bool) -> tuple[str | None, str | None]:
    """A legend in which nothing says what the credit is, by what is known beyond it: that this page puts it in brackets
    everywhere, the publisher's names, the last inline element."""
    if bracketed and (found := _BRACKETED.search(caption)):
        return caption[: found.start()].rstrip(), found[1]
    if parted := split_at_site(caption, sites):
        return parted
    names_somebody = bool(last) and (
        ends_in_credit(caption, last) or site_key(last) in sites or bool(agency_of(last, byline_words()))
    )
    if names_somebody and caption != last and caption.endswith(last):
        return caption[: -len(last)].rstrip(), last
    return caption, None


def _take_caption(legend: _Legend, caption: str) -> None:
    """A legend that stands with its credit in an element that is named for the credit."""
    for place, credit in enumerate(legend.credit):
        if caption in credit and caption != credit:
            legend.caption = [caption]
            legend.credit[place] = clean(credit.replace(caption, " ")).strip(" |–—-")


def _is_card(legend: _Legend) -> bool:
    """Several lines that are nothing but a link, or one that leads on: another page, shown as a card."""
    lines = legend.lines()
    return (len(lines) > 1 and len(legend.linked) == len(lines)) or any(map(_says_read_on, lines))


def _says_read_on(line: str) -> bool:
    return _LEADS_ON.search(line, max(0, len(line) - _LONGEST_LEAD)) is not None


def _is_spoken(segment: Segment) -> bool:
    return segment.text[-1] != ":" and fold(segment.text) in _SPOKEN


def _waits_for_picture(tree: Tree, root: int, segment: Segment) -> bool:
    """Whether a figure without a picture may get one from a script: it has a legend's element, and is no player."""
    figure = tree.elements[root]
    if figure.tag != "figure" or segment.elem == root or _PLAYER.search(figure.names):
        return False
    # Whoever is quoted in a figure has taken no picture.
    before = tree.elements[max(root + 1, segment.elem - _BEHIND_QUOTATION) : segment.elem]
    return not any(element.tag == "blockquote" for element in before)


def _may_be_overlay(segment: Segment) -> bool:
    return (
        not segment.link
        and not segment.heading
        and segment.text[-1:] not in ".!?…:"
        and any(map(str.isupper, segment.text[:1]))
    )


def _is_overlay(segment: Segment, text: str) -> bool:
    return len(text) <= _LONGEST_OVERLAY and _may_be_overlay(segment)


def _all_bracketed(legends: Iterable[_Legend]) -> bool:
    """Whether every legend of the page, of several, ends in names in brackets: there this site puts the credit."""
    captions = [text for legend in legends if (text := " ".join(legend.caption)) and not legend.credit]
    found = [_BRACKETED.search(text) for text in captions]
    # Not «is upper»: letters may have no case.
    return len(found) > 1 and all(at is not None and not at[1][:1].islower() for at in found)


def legends(tree: Tree, context: Context, scores: list[float]) -> set[int]:
    """Segments that are the legend of a picture: by the names of their frame, or by standing right below a picture and
    saying what its alternative text says, or ending in a credit («… Photo : Megan Lloyd-Rees»), or by being alone with
    it, unless the score is sure of a paragraph: some sites put the picture into the next paragraph's ``<p>``."""
    elements, segments = tree.elements, tree.segments
    far, tags = context.inherited_far, context.tags
    framed = with_bits(far, _LEGEND) | with_bits(tags, FIGURE)
    found = {n for n in standing_in(segments, framed) if _legend_role(tree, context, segments[n].elem)}
    last = next((n for n in range(len(scores) - 1, -1, -1) if scores[n] >= _PARAGRAPH), 0)
    for picture in tree.pictures:
        number = picture.segment
        line = _sentence_at(segments, number)
        if line >= 0 and _alone_in_slide(tree, picture, line):
            found.add(line)
        if number >= len(segments) or number in found or picture.elem < 0:
            continue
        segment = segments[number]
        if len(segment.text) > 400 or segment.heading or segment.link > 0.5 * len(segment.text):
            continue
        if hints_around(elements, segment.elem, 2) & Hint.AUTHOR and not is_labelled_credit(segment.text):
            continue  # the byline beside its author's portrait
        if segment.text[-1] == ")" and _HELPED.fullmatch(segment.text):
            continue
        if number > last and len(segment.text) > 80 and is_name(picture.alt) and segment.text.startswith(picture.alt):
            continue  # the author's, below the text
        around = {picture.elem, elements[picture.elem].parent}
        if elements[picture.elem].parent >= 0:
            around.add(elements[elements[picture.elem].parent].parent)
        own = elements[segment.elem]
        close = (
            _in_one_table(tree, context, picture.elem, segment.elem)
            or segment.elem in around
            or own.parent in around
            or (own.parent >= 0 and elements[own.parent].parent in around)
        )
        close = close or (segment.bold >= 0.9 * len(segment.text) and _says_the_same(picture.alt, segment.text))
        if (
            close
            and not _decorates(picture)
            and (
                _says_the_same(picture.alt, segment.text)
                or (scores[number] < _PARAGRAPH and _alone_with(tree, context, picture, number))
                or split_caption(segment.text)[1]
            )
        ):
            found.add(number)
            if _is_credit_behind(tree, number):
                found.add(number + 1)
    return found | _named_within(tree, context)


def _named_within(tree: Tree, context: Context) -> set[int]:
    """Lines beside a picture that are mostly an inline element named for legends: «<span class=caption>», a credit."""
    named = {
        mark.segment
        for mark in (tree.marks[place] for place in places_with_bits(tree.marks, "hints", Hint.CAPTION))
        if 0 <= mark.segment < len(tree.segments)
        and mark.text
        and tree.segments[mark.segment].text.startswith(mark.text)
        and 2 * len(mark.text) >= len(tree.segments[mark.segment].text)
        and _is_of_picture(tree, tree.segments[mark.segment])
    }
    figures = {_figure_of(tree, context, picture.elem) for picture in tree.pictures} - {-1} if named else ()
    return {number for number in named if _figure_of(tree, context, tree.segments[number].elem) in figures}


def _is_of_picture(tree: Tree, line: Segment) -> bool:
    """By a credit in it, or by the names of its element («contentimage»)."""
    return bool(split_caption(line.text)[1] or _OF_PICTURE.search(tree.elements[line.elem].names))


def _in_one_table(tree: Tree, context: Context, picture: int, line: int) -> bool:
    """A picture and a line that have a table to themselves, as editors of old set them."""
    figure = _figure_of(tree, context, picture)
    return figure >= 0 and tree.elements[figure].tag == "table" and figure == _figure_of(tree, context, line)


def _is_credit_behind(tree: Tree, number: int) -> bool:
    """Whether the line behind a legend, in the same frame, is nothing but its credit: «(Fot. Anne Un / Agencja)»."""
    if number + 1 >= len(tree.segments) or not _side_by_side(tree, number, number + 1):
        return False
    text = tree.segments[number + 1].text
    return len(text) <= _LONGEST_CREDIT_LINE and is_labelled_credit(text.strip("()[] "))


def _sentence_at(segments: list[Segment], number: int) -> int:
    """The line behind a picture, or the next one, that is a sentence and no link; -1 where neither is."""
    for line in segments[number : number + 2]:
        text = line.text
        if line.link == 0 and text[-1] in _ENDS_OF_LEGEND and not line.heading:
            return number if _SHORTEST_OF_A_SLIDE <= len(text) <= _LONGEST_OF_A_SLIDE else -1
        number += 1
    return -1


def _alone_in_slide(tree: Tree, picture: Picture, line: int) -> bool:
    """Whether a line is all that stands with a picture in its slide, but for a counter."""
    segments = tree.segments
    slide = _slide_around(tree, picture.elem)
    if slide < 0:
        return False
    numbers = [
        number
        for number in range(max(0, picture.segment - 1), min(picture.segment + _MOST_LINES_OF_A_SLIDE, len(segments)))
        if _within(tree, segments[number].elem, slide, _LEVELS_OF_A_SLIDE + 1)
        and not _COUNTER.fullmatch(segments[number].text.rstrip(" |\u00a0"))
    ]
    return numbers == [line]


def _decorates(picture: Picture) -> bool:
    """Whether a picture's path says that it is no content; its query may give a size in pixels."""
    url = picture.url.partition("?")[0]
    host = url.find("//")
    path = url[url.find("/", host + 2) :] if host >= 0 else url
    return _is_decoration(path) or "//counter." in url


def _alone_with(tree: Tree, context: Context, picture: Picture, number: int) -> bool:
    """Whether a frame in the text holds one picture and one line: «<div><div><img></div>The line</div>»."""
    elements = tree.elements
    frame = tree.segments[number].elem
    element = elements[frame]
    if element.tag not in ("div", "center", "td", "p") or element.hints & _NO_LEGEND or element.parent < 0:
        return False
    text = tree.segments[number].text
    if len(text) > 200 or len(text) < 12 or context.prose[element.parent] < 0.3 * context.total:
        return False
    others = (n for n in (number - 1, number + 1) if 0 <= n < len(tree.segments))
    return _within(tree, picture.elem, frame, 3) and not any(
        _within(tree, tree.segments[n].elem, frame, 6) for n in others
    )


def _side_by_side(tree: Tree, one: int, other: int) -> bool:
    """Whether two lines stand in elements of one frame."""
    first, second = (tree.elements[tree.segments[number].elem] for number in (one, other))
    return first.parent == second.parent >= 0


def _within(tree: Tree, index: int, frame: int, levels: int) -> bool:
    for _ in range(levels + 1):
        if index == frame:
            return True
        if index < 0:
            return False
        index = tree.elements[index].parent
    return False


def _says_the_same(alt: str, text: str) -> bool:
    """Whether a picture's alternative text is the legend below it, or how that begins («… © Anne Un» may follow)."""
    if len(alt) < 15 or len(alt) > len(text) + 40:
        return False
    return fold(text).startswith(fold(alt)) or fold(alt).startswith(fold(text))


def _split(legend: _Legend) -> tuple[str | None, str | None]:
    if len(legend.caption) > 1 and not legend.credit:
        if is_credit_line(legend.caption[0]):  # «Foto: Anne Un», on the line above what the picture shows
            legend.credit.append(legend.caption.pop(0))
        elif _BRACKETED.fullmatch(legend.caption[-1]) and is_name(legend.caption[-1].strip("() ")):
            legend.credit.append(legend.caption.pop())
    caption = _told_once(legend.caption)
    credit = clean(" ".join(dict.fromkeys(legend.credit)))
    marked = _told_once(legend.marked)
    beside = clean(" ".join(dict.fromkeys(legend.beside)))
    if beside:
        if caption and not credit and not marked:
            own, credit_in_it = split_caption(caption)
            return split_caption(f"{caption} {beside}", beside) if credit_in_it is None else (own, credit_in_it)
        caption = caption or beside
    if marked and not credit:
        if caption.endswith(marked) and caption != marked:
            caption = caption[: -len(marked)].rstrip(" |-–—•,/")
            own, by = split_caption(caption)
            if own and by and is_labelled_credit(caption[len(own) :].strip()):
                # «… en 2004. PHOTO ANNE UN - LQ», of which only the house is marked
                return own, f"{by} - {marked.lstrip(' |-–—•,/')}"
        elif caption == marked:
            caption = ""
        elif caption.startswith(marked):
            caption = caption[len(marked) :].lstrip(" |-–—•,/.")
        elif (at := caption.rfind(marked)) > 0 and len(caption) - at - len(marked) < _LONGEST_OVERLAY:
            marked, caption = caption[at:], caption[:at].rstrip()  # «A. Un, CC BY», of which only the name is marked
        credit = marked
    if not caption and not credit:
        return None, None
    if not credit and legend.last and caption.endswith(legend.last) and ends_in_credit(caption, legend.last):
        part = split_caption(caption)[1]
        if part and part != legend.last and part in legend.last:  # «Anne Un (Getty)», «ANP / Anne Un»: all of it
            return split_caption(caption, legend.last)
    if not caption and ("©" in credit[1:] or sum(word[0].islower() for word in credit.split()) >= _LEAST_OF_A_LEGEND):
        whole = split_caption(credit)  # «The legend ©Anne Un» in an element that is named for the credit
        if "©" in credit[1:] or all(whole):
            return whole
    return split_caption(caption, credit or None)


def _without_controls(text: str) -> str:
    if (button := _CONTROL.search(text)) is not None:
        text = text[: button.start()]
    if (button := _CONTROL_BEFORE.match(text)) is not None:
        text = text[button.end() :]
    if text[:1].isdigit() or text[:1] == "[":
        return _COUNTER_BEFORE.sub("", text, 1)
    numbered = text[:1] in _NUMBERED and _NUMBER_BEFORE.match(text)
    return text[numbered.end() :] if numbered else text


def _told_once(texts: list[str]) -> str:
    """The lines of a legend; not again those that a fuller line already has (a copy for the enlarged picture)."""
    lines = list(dict.fromkeys(filter(None, texts)))
    return clean(" ".join(line for line in lines if not any(line != other and line in other for other in lines)))


def _figure_of(tree: Tree, context: Context, index: int) -> int:
    """The element that holds one picture and its legend; -1 when the next frame up already holds running text."""
    elements = tree.elements
    best = -1
    most = max(700.0, 0.2 * context.total)
    for _ in range(6):
        if index < 0 or context.prose[index] > most:
            break
        element = elements[index]
        tag, hints = element.tag, element.hints
        if element.names and _is_slide(element.names):
            return index
        if tag == "figure":
            return index
        if hints & _NOT_OF_FIGURE:
            return _slide_around(tree, index)
        if tag == "footer" and element.parent >= 0 and elements[element.parent].tag in ("figcaption", "figure"):
            index = element.parent
            continue
        if tag in _AROUND_FIGURES and not (tag == "article" and hints & Hint.EMBED):  # Drupal's «article.media»
            break
        if tag in _LIKE_FIGURES or hints & (Hint.CAPTION | Hint.EMBED):
            best = index
        index = element.parent
    return -1 if best >= 0 and elements[best].hints & Hint.AUTHOR else best  # «Photos Luc Deux», among the authors


def _is_slide(names: str) -> bool:
    return _SLIDE.search(names) is not None and "carousel slide" not in names  # Bootstrap's name for all of them


def _slide_around(tree: Tree, index: int) -> int:
    """The slide that an element stands in («carousel-slide», around «carousel-media»); -1 where it is in none."""
    for _ in range(_LEVELS_OF_A_SLIDE):
        if index < 0:
            return -1
        if _is_slide(tree.elements[index].names):
            return index
        index = tree.elements[index].parent
    return -1


def _is_part_of_legend(elements: list[Element], index: int) -> bool:
    """Whether an element stands right in another that is a legend: «caption--credit» beside «caption--description»."""
    frame = elements[index].parent
    return frame >= 0 and is_legend(elements[frame].tag, elements[frame].hints)


def _legend_role(tree: Tree, context: Context, index: int) -> str:
    """``caption``, ``credit`` or nothing, by the names of the element and its next two frames."""
    elements = tree.elements
    foot = index >= 0 and elements[index].tag == "footer"
    for distance in range(3):
        if index < 0 or context.prose[index] > 0.3 * context.total + 300:
            return ""
        element = elements[index]
        if element.tag in ("table", "blockquote"):
            return ""
        if foot and element.tag in ("figcaption", "figure"):
            return "credit"
        if element.hints & Hint.CREDIT and (not element.hints & Hint.CAPTION or _is_part_of_legend(elements, index)):
            return "credit"
        if element.tag == "figcaption" or element.hints & Hint.CAPTION or (element.tag == "figure" and distance < 3):
            return "caption"
        index = element.parent
    return ""

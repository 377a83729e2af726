"""What belongs to the article: the frame around its headline and text, and what is foreign inside it."""

from __future__ import annotations

import re
from typing import Final

from ingest.parsers.finding import path_of
from ingest.parsers.gates import Gate
from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import Tree

_META: Final = Hint.META | Hint.DATE
_NAMED: Final = _META | Hint.AUTHOR
_APART: Final = Hint.EMBED | Hint.QUOTE | Hint.LIVE | Hint.FACTBOX
_STORIES = re.compile(
    r"relat|recom|popul|latest|similar|aussi|associ|suggest|trend|most|verwandt|weitere|correla|outbrain|taboola|plista",
    re.I,
)
"""Names that mean other stories wherever they stand; «teaser», «widget» and «side» may be anything."""


_MASTHEAD = Gate(
    r"(?<!\S)(?:(?:site|page|main|top|global)?[-_]?(?:header|head|kopf)|masthead|cabecera|cabezal|ent[eê]te|en-tete|testata"
    r"|top-?bar|top|haut|bandeau|banner)(?!\S)",
    ("head", "kopf", "cabe", "ent", "testata", "top", "haut", "bandeau", "banner"),
)
"""Names of a page's own header, where many papers print today's date."""


class Frame:
    """Where the article stands in the tree: the elements around its headline and text are its own, whatever their
    names say, and the smallest one around all of them holds what belongs to it."""

    def __init__(self, tree: Tree, title_at: int, first: int, last: int) -> None:
        self.tree, self.title_at, self.first, self.last = tree, title_at, first, last
        self.start = title_at if 0 <= title_at <= first else first
        count = len(tree.segments)
        ends = {title_at, first, last}
        paths = [set(path_of(tree.elements, tree.segments[n].elem)) for n in ends if 0 <= n < count]
        self.own: set[int] = set().union(*paths)
        self.innermost = max(set.intersection(*paths), default=-1) if paths else -1
        """Elements are numbered as they open: the largest number that all share is the smallest frame."""
        self.bounded = self.innermost >= 0 and tree.elements[self.innermost].tag not in ("body", "html")

    def foreign(self, index: int, *, far: bool, trusted: bool = False) -> bool:
        """In a frame for comments, other stories or navigation, in the page's header with its clock; ``far`` from the
        headline in its footer, a quoted post or a box, too.

        ``trusted``, beside the headline or with a label: names of teasers, widgets and side columns say nothing there,
        since page builders give them to everything.
        """
        elements, own = self.tree.elements, self.own
        at_edge = dated = False
        while index >= 0 and index not in own:
            element = elements[index]
            hints, tag = element.hints, element.tag
            if trusted and hints & Hint.DATE:
                hints, dated = 0, True
            if tag == "nav" or tag == "article" or hints & Hint.COMMENT:
                return True
            if hints & Hint.NAV and not hints & _META and not dated:  # «toolbar», around «date»
                return True
            if hints & Hint.RELATED and not (trusted and not _STORIES.search(element.names[:400])):
                return True
            if far and (tag == "blockquote" or tag == "figure" or hints & _APART):
                return True
            at_edge = at_edge or tag == "header" or (far and tag == "footer") or bool(_MASTHEAD.search(element.names))
            index = element.parent
        return at_edge and not (self.bounded and index >= self.innermost)

    def promises_date(self, index: int) -> bool:
        """By the names of an element or the one around it, below the article's own."""
        for _ in range(2):
            if index < 0 or index in self.own:
                return False
            if self.tree.elements[index].hints & _NAMED:
                return True
            index = self.tree.elements[index].parent
        return False

    def holds(self, index: int) -> bool:
        """Inside the smallest frame around headline and text."""
        if not self.bounded:
            return False
        while index > self.innermost:
            index = self.tree.elements[index].parent
        return index == self.innermost

"""Which segments are the article's body."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest import native
from ingest.parsers.features import HOPELESS, SIBLINGS, Context, Row, context_of, features_of
from ingest.parsers.tree import Tree
from ingest.parsers.trees import Ensemble, load
from ingest.parsers.typography import fold


@dataclass(slots=True)
class Prepared:
    """A page before its lines are scored."""

    tree: Tree
    context: Context
    title_at: int

    def rows(self) -> list[Row | None]:
        """Per segment its features; None for one that is hopeless."""
        return features_of(self.tree, self.context, self.title_at)


def headline_at(tree: Tree, title: str | None) -> int:
    """Index of the segment that shows the headline; -1 when the page shows none."""
    segments, headings = tree.segments, tree.headings
    folded = fold(title) if title else ""
    if folded:
        reach = 40 + len(folded)
        for wanted in (1, 2, 3):
            for number in headings:
                segment = segments[number]
                if segment.heading == wanted and abs(len(segment.text) - len(title or "")) < reach:
                    own = fold(segment.text)
                    if len(own) > 8 and (own in folded or folded in own):
                        return number
        for number, segment in enumerate(segments):
            if abs(len(segment.text) - len(title or "")) < reach:
                own = fold(segment.text)
                if len(own) > 8 and (own == folded or (segment.heading and (own in folded or folded in own))):
                    return number
    return next((number for number in headings if segments[number].heading == 1), -1)


def prepare(tree: Tree, title: str | None) -> Prepared:
    """Where the headline stands, and what the features need to know of the page."""
    title_at = headline_at(tree, title)
    return Prepared(tree, _context_of(tree, title_at), title_at)


def scores(prepared: Prepared) -> list[float]:
    """Probability of each segment to be body text."""
    return _scores_of(prepared.tree, prepared.context, prepared.title_at, load("body_model.json"))


def scores_of(tree: Tree, context: Context, title_at: int, stages: Mapping[str, Ensemble]) -> list[float]:
    """Probability of each segment to be body text: first from its own features, then also from what the first stage
    thinks of the segments around it and in the same frame. Only where the first stage leaves a doubt."""
    first, second = stages["first"].probability, stages["second"].probability
    rows = features_of(tree, context, title_at)
    found = [first(row) if row is not None else 0.0 for row in rows]
    doubtful = [number for number, score in enumerate(found) if score > HOPELESS]
    columns = company(found, frames_of(tree), doubtful)
    for number, extra in zip(doubtful, columns, strict=True):
        row = rows[number]
        if row is not None:
            found[number] = second(row + extra)
    return found


_context_of = native.twin("scoring")(context_of)
_scores_of = native.twin("scoring")(scores_of)


def frames_of(tree: Tree) -> list[tuple[int, int, float]]:
    """Per segment: the frame it stands in, the kind of its siblings (tag and names in that frame), and its weight."""
    elements = tree.elements
    kinds: dict[tuple[int, str, str], int] = {}
    frames = []
    for segment in tree.segments:
        elem, element = segment.elem, elements[segment.elem]
        # Loose text and <br> lines are siblings in their own element, paragraphs in their parent.
        frame = element.parent if element.tag in SIBLINGS else elem
        kind = kinds.setdefault((frame, segment.tag, element.names), len(kinds))
        frames.append((frame, kind, min(len(segment.text), 400) + 20.0))
    return frames


def company(
    scores: Sequence[float], frames: Sequence[tuple[int, int, float]], asked: Iterable[int]
) -> list[list[float]]:
    """Columns of the second stage for the segments ``asked``: scores of the neighbours, mean scores of the frame and of
    the siblings in it, and the distance to the first and last segment the first stage is fairly sure of."""
    count = len(scores)
    high = [number for number, score in enumerate(scores) if score > 0.6]
    first, last = (high[0], high[-1]) if high else (count, count)
    padded = [0.0] * 6 + list(scores) + [0.0] * 6
    sums = [0.0]
    for score in padded:
        sums.append(sums[-1] + score)
    by_frame: dict[int, list[float]] = {}
    by_kind: dict[int, list[float]] = {}
    for score, (frame, kind, weight) in zip(scores, frames, strict=True):
        for pair in (by_frame.setdefault(frame, [0.0, 0.0]), by_kind.setdefault(kind, [0.0, 0.0])):
            pair[0] += score * weight
            pair[1] += weight
    top = max(scores, default=0.0)
    columns = []
    for n in asked:
        frame, kind, _ = frames[n]
        in_frame, in_kind = by_frame[frame], by_kind[kind]
        columns.append([
            scores[n], padded[n + 5], padded[n + 7], padded[n + 4], padded[n + 8],
            (sums[n + 6] - sums[n]) / 6, (sums[n + 13] - sums[n + 7]) / 6,
            max(-20.0, min(20.0, float(n - first))), max(-20.0, min(20.0, float(last - n))),
            in_frame[0] / in_frame[1], in_kind[0] / in_kind[1], min(in_frame[1], 8000.0), min(in_kind[1], 8000.0), top,
        ])  # fmt: skip
    return columns

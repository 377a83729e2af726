"""Which segments are the article's body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsers.decoding import decode
from ingest.parsers.features import Context, context_of, features_of
from ingest.parsers.phrases import phrase_of
from ingest.parsers.structured import article_of, read_json_ld, texts
from ingest.parsers.trees import load
from ingest.parsers.typography import fold
from ingest.parsers.walk import Segment, Tree, walk


@dataclass(slots=True)
class Prepared:
    tree: Tree
    segments: list[Segment]
    context: Context
    rows: list[list[float]]
    title_at: int


def headline_at(tree: Tree, title: str | None) -> int:
    """Index of the segment that shows the headline; -1 when the page shows none."""
    folded = fold(title) if title else ""
    first_h1 = -1
    if folded:
        for wanted in (1, 2, 3, 0):
            for number, segment in enumerate(tree.segments):
                if (segment.heading == wanted or not wanted) and abs(len(segment.text) - len(title or "")) < 40 + len(folded):
                    own = fold(segment.text)
                    if len(own) > 8 and (own == folded or (segment.heading and (own in folded or folded in own))):
                        return number
    for number, segment in enumerate(tree.segments):
        if segment.heading == 1 and first_h1 < 0:
            first_h1 = number
    return first_h1


def prepare(tree: Tree, title: str | None, reference: str) -> Prepared:
    """Features of all segments. ``reference``: JSON-LD's articleBody, or an empty string."""
    context = context_of(tree)
    title_at = headline_at(tree, title)
    phrases = [phrase_of(segment.text) if len(segment.text) < 300 else 0 for segment in tree.segments]
    if len(reference) > 200:
        folded = fold(reference)
        agrees = [_agreement(segment.text, folded) for segment in tree.segments]
    else:
        agrees = [-1.0] * len(tree.segments)
    rows = features_of(tree, context, title_at, phrases, agrees)
    return Prepared(tree, tree.segments, context, rows, title_at)


def _agreement(text: str, folded_reference: str) -> float:
    own = fold(text)
    if not own:
        return 0.0
    if own in folded_reference:
        return 1.0
    if len(own) > 60 and (own[:40] in folded_reference or own[-40:] in folded_reference):
        return 0.5
    return 0.0


def prepare_bytes(html: bytes, url: str | None) -> Prepared:
    """From bytes, for training."""
    tree = walk(decode(html, None).text)
    article = article_of(read_json_ld(tree.json_ld), url=url, title=tree.title)
    meta = tree.meta
    title = next(iter(meta.get("og:title", ())), None) or tree.title
    reference = ""
    if article:
        headline = texts(article.get("headline"))
        title = headline[0] if headline else title
        reference = "\n".join(texts(article.get("articleBody")))
    return prepare(tree, title, reference)


def scores(rows: list[list[float]]) -> list[float]:
    """Probability of each segment to be body text: first from its own features, then also from its neighbours' scores."""
    stages = load("body_model.json")
    first = stages["first"].probability
    alone = [first(row) for row in rows]
    second = stages["second"].probability
    return [
        second(row + extra) if score > 0.01 else score
        for row, extra, score in zip(rows, neighbour_columns(alone), alone, strict=True)
    ]


def neighbour_columns(scores: Sequence[float]) -> list[list[float]]:
    """Columns of the second stage: what the first one thinks of the segments around, and the distance to the first and
    last one it is fairly sure of."""
    count = len(scores)
    high = [number for number, score in enumerate(scores) if score > 0.6]
    first, last = (high[0], high[-1]) if high else (count, count)
    padded = [0.0] * 6 + list(scores) + [0.0] * 6
    sums = [0.0]
    for score in padded:
        sums.append(sums[-1] + score)
    return [
        [
            scores[n], padded[n + 5], padded[n + 7], padded[n + 4], padded[n + 8],
            (sums[n + 6] - sums[n]) / 6, (sums[n + 13] - sums[n + 7]) / 6,
            max(-20, min(20, n - first)), max(-20, min(20, last - n)),
        ]
        for n in range(count)
    ]  # fmt: skip

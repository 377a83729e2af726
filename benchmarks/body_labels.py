"""Which segments of a page with truth are its body: the labels that `train_body.py` learns from.

The truth of a suite is text (or, in one suite, pieces of text that must or must not be there). A segment is wanted when
most of its 4-grams stand in the gold text; a short one when it is a line of it near a longer wanted one.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from ingest.parsers.tree import Segment

_GRAM = 4
_TOKEN = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff]|[^\\W\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff]+"
)
"""Words; Chinese, Japanese and Thai characters one by one."""
_PIECE_WEIGHT = 30.0
"""Of a segment that holds a piece the suite asks about."""

Gold = dict[str, Any]
Labels = tuple[list[int], list[float]]
"""Per segment: wanted (1) or not, and how much that counts."""


def gold_texts(suite: str, gold: Gold) -> tuple[str, str]:
    """The wanted text, and the text that is neither asked for nor punished."""
    if suite == "french":
        return "\n".join(gold["text"]["body"]), "\n".join(gold["text"]["standfirst"] + gold["text"]["optional"])
    if suite == "fundus_parsers":
        lines = list(gold["body"].get("summary") or [])
        for section in gold["body"].get("sections") or []:
            lines += list(section.get("headline") or []) + list(section.get("paragraphs") or [])
        return "\n".join(lines), ""
    return gold["body"], ""


def labels_of(suite: str, gold: Gold, segments: list[Segment]) -> Labels:
    """Labels of a page's segments. Weight 0: the truth says nothing about this one."""
    if suite == "trafilatura":
        return _by_pieces(gold, segments)
    wanted, free = gold_texts(suite, gold)
    grams, lines = _grams(wanted)
    free_grams, free_lines = _grams(free)
    labels, weights = [], []
    for segment in segments:
        words = _tokens(segment.text)
        own = _grams_of(words)
        if not words:
            label, weight = 0, 0.0
        elif not own:
            label = int(tuple(words) in lines)
            weight = 0.0 if not label and tuple(words) in free_lines else len(words) ** 0.7
        else:
            share = sum(gram in grams for gram in own) / len(own)
            label = int(share >= 0.5)
            weight = len(words) ** 0.7 * (0.3 if 0.25 < share < 0.75 else 1.0)
            if not label and sum(gram in free_grams for gram in own) > 0.5 * len(own):
                weight = 0.0
        labels.append(label)
        weights.append(weight)
    _without_strays(segments, labels, wanted)
    return labels, weights


def _without_strays(segments: list[Segment], labels: list[int], wanted: str) -> None:
    """Short lines far from any longer wanted one are chance; of a text printed twice, the one in the run is meant."""
    long = [n for n, s in enumerate(segments) if labels[n] and len(_tokens(s.text)) >= _GRAM]
    for n, segment in enumerate(segments):
        if labels[n] and len(_tokens(segment.text)) < _GRAM and not any(abs(n - m) <= 8 for m in long):
            labels[n] = 0
    if not long:
        return
    middle = float(np.median(long))
    places_of: dict[str, list[int]] = {}
    for n, segment in enumerate(segments):
        if labels[n]:
            places_of.setdefault(segment.text, []).append(n)
    for text, places in places_of.items():
        if len(places) > 1 and wanted.count(text[:60]) < len(places):
            meant = min(places, key=lambda n: abs(n - middle))
            for n in places:
                labels[n] = int(n == meant)


def _by_pieces(gold: Gold, segments: list[Segment]) -> Labels:
    wanted = [_squashed(piece) for piece in gold["with"]]
    unwanted = [_squashed(piece) for piece in gold["without"]]
    labels, weights = [], []
    for segment in segments:
        text = _squashed(segment.text)
        hit = any(piece in text for piece in wanted if len(piece) > 8)
        miss = any(piece in text for piece in unwanted if len(piece) > 8 or piece == text)
        labels.append(int(hit and not miss))
        weights.append(_PIECE_WEIGHT if hit != miss else 0.0)
    return labels, weights


def _grams(text: str) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """All 4-grams of a text, and its lines as tuples of words."""
    return set(_grams_of(_tokens(text))), {tuple(_tokens(line)) for line in text.split("\n")}


def _grams_of(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[k : k + _GRAM]) for k in range(len(words) - _GRAM + 1)]


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower())


def _squashed(text: str) -> str:
    return " ".join(text.split())

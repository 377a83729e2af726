"""Boosted decision trees, read from JSON and run in plain Python.

The trees are trained outside (``benchmarks/train_body.py``) and shipped as data; no framework is needed at run time.
Each is compiled once per process to one nested conditional expression, which is several times faster than walking
arrays. Scores are summed a few trees at a time, and a row that is already hopeless is not scored to the end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any

Row = Sequence[float]

_CHUNK = 10


class Ensemble:
    """A sum of trees over rows of numbers."""

    def __init__(self, trees: list[Any]) -> None:
        self._chunks: list[Callable[[Row], float]] = [
            _compiled(trees[start : start + _CHUNK]) for start in range(0, len(trees), _CHUNK)
        ]

    def probability(self, row: Row, hopeless: float = -4.5) -> float:
        """Of the row being wanted, 0–1. Below a log-odds of ``hopeless`` the rest of the trees is not asked."""
        odds = 0.0
        for chunk in self._chunks:
            odds += chunk(row)
            if odds < hopeless:
                break
        return 1.0 / (1.0 + exp(-odds)) if odds > -30.0 else 0.0


def _compiled(trees: list[Any]) -> Callable[[Row], float]:
    source = "lambda r: " + " + ".join(_expression(tree) for tree in trees)
    function: Callable[[Row], float] = eval(compile(source, "<trees>", "eval"), {"__builtins__": {}})
    return function


def _expression(node: Any) -> str:
    """A leaf is a number; an inner node is [feature, threshold, left, right]: left when the value is at most that."""
    if isinstance(node, (int, float)):
        return repr(float(node)) if node >= 0 else f"({float(node)!r})"
    feature, threshold, left, right = node
    return f"({_expression(left)} if r[{int(feature)}] <= {float(threshold)!r} else {_expression(right)})"


@cache
def load(name: str) -> dict[str, Ensemble]:
    """The ensembles of a JSON file in ``ingest/parsers/data``, by stage."""
    text = (files("ingest.parsers") / "data" / name).read_text("utf-8")
    document = json.loads(text)
    return {stage: Ensemble(trees) for stage, trees in document["stages"].items()}

"""Boosted decision trees, read from JSON and run in plain Python.

The trees are trained outside (``benchmarks/train_body.py``) and shipped as data; no framework is needed at run time.
Those of a stage are compiled once per process to one function over local variables: nested conditional expressions,
several times faster than walking arrays. Its rows must be floats throughout, which Python compares twice as fast as
floats with integers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from importlib.resources import files
from math import exp
from typing import Any

Row = Sequence[float]


class Ensemble:
    """A sum of trees over rows of ``width`` numbers."""

    def __init__(self, trees: list[Any], width: int) -> None:
        self.trees = trees
        self.width = width
        self.forest: object = None
        """The trees as :mod:`ingest.native.scoring` walks them, once it was asked."""

    @cached_property
    def probability(self) -> Callable[[Row], float]:
        """Of a row being wanted, 0–1."""
        return _compiled(self.trees, self.width)


def _compiled(trees: list[Any], width: int) -> Callable[[Row], float]:
    columns = ", ".join(f"c{number}" for number in range(width))
    total = " + ".join(_expression(tree) for tree in trees)
    scope: dict[str, Any] = {"__builtins__": {}, "exp": exp}
    source = (
        "def probability(row):\n"
        f"    ({columns},) = row\n"
        f"    odds = {total}\n"
        "    return 1.0 / (1.0 + exp(-odds)) if odds > -30.0 else 0.0\n"
    )
    exec(compile(source, "<trees>", "exec"), scope)
    probability: Callable[[Row], float] = scope["probability"]
    return probability


def _expression(node: Any) -> str:
    """A leaf is a number; an inner node is [feature, threshold, left, right]: left when the value is at most that."""
    if isinstance(node, (int, float)):
        return repr(float(node)) if node >= 0 else f"({float(node)!r})"
    feature, threshold, left, right = node
    return f"({_expression(left)} if c{int(feature)} <= {float(threshold)!r} else {_expression(right)})"


@cache
def load(name: str) -> dict[str, Ensemble]:
    """The ensembles of a JSON file in ``ingest/parsers/data``, by stage; each names its columns."""
    text = (files("ingest.parsers") / "data" / name).read_text("utf-8")
    document = json.loads(text)
    widths = document["widths"]
    return {stage: Ensemble(trees, int(widths[stage])) for stage, trees in document["stages"].items()}

"""Trees as data, run as Python: the same sums as walking them by hand."""

from __future__ import annotations

from math import exp
from random import Random
from typing import Any

import pytest

from ingest.parsers.trees import Ensemble, load


def by_hand(node: Any, row: list[float]) -> float:
    while isinstance(node, list):
        feature, threshold, left, right = node
        node = left if row[feature] <= threshold else right
    return float(node)


def grown(random: Random, depth: int) -> Any:
    if depth == 0 or random.random() < 0.2:
        return round(random.uniform(-1, 1), 4)
    return [random.randrange(5), round(random.uniform(-2, 2), 3), grown(random, depth - 1), grown(random, depth - 1)]


def test_compiled_trees_agree_with_walking_them() -> None:
    """Left is «at most», leaves may be negative, trees add up."""
    random = Random(7)
    trees = [grown(random, 5) for _ in range(30)]
    ensemble = Ensemble(trees, 5)
    for _ in range(200):
        row = [random.uniform(-2, 2) for _ in range(5)]
        odds = sum(by_hand(tree, row) for tree in trees)
        assert ensemble.probability(row) == pytest.approx(1 / (1 + exp(-odds)))


def test_threshold_itself_goes_left() -> None:
    """As in the framework that trained them."""
    ensemble = Ensemble([[0, 1.5, 2.0, -2.0]], 1)
    assert ensemble.probability([1.5]) > 0.5 > ensemble.probability([1.6])


def test_extreme_odds_do_not_overflow() -> None:
    """A hopeless row is nought, not an error."""
    assert Ensemble([-5_000.0], 1).probability([0.0]) == 0.0
    assert Ensemble([5_000.0], 1).probability([0.0]) == 1.0


def test_row_of_another_width_is_refused() -> None:
    """Columns that do not fit the model are a fault of ours, not a score."""
    with pytest.raises(ValueError, match="unpack"):
        Ensemble([[0, 1.5, 2.0, -2.0]], 2).probability([1.0])


def test_shipped_model_loads_once() -> None:
    """Both stages are there, and compiled once per process."""
    stages = load("body_model.json")
    assert set(stages) == {"first", "second"}
    assert load("body_model.json") is stages

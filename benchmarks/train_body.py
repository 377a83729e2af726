"""Trains the model of the body, and tells how well the whole reading does on pages it was not trained on.

    python -m pip install -e . pyarrow lightgbm
    python benchmarks/train_body.py [--shared ../shared] [--write]

The suites' pages are dealt into folds by domain. For each fold a model is trained on the pages of the others, and every
page of the fold is read with it by ``ingest.parse``: features, model, rules and fields, scored by the suites' own
scorers. The last row is the model trained on all pages; the difference is what is fitted. ``--write`` puts that model
into the package, as plain data: no framework is needed to run it.

About four minutes on one core. The corpora and scorers are not part of this repository.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from body_labels import Gold, gold_texts, labels_of  # noqa: E402

import ingest  # noqa: E402
from ingest.parsers import body, reading  # noqa: E402
from ingest.parsers.features import NAMES  # noqa: E402
from ingest.parsers.trees import Ensemble  # noqa: E402

SUITES = ("french", "zyte", "fundus_parsers", "daniel", "readability", "trafilatura")
_MODEL = ROOT / "ingest" / "parsers" / "data" / "body_model.json"
_COMPANY = 14
"""Columns that the second stage has beyond the first's."""
_ROUNDS = {"first": 60, "second": 40}
_INNER_FOLDS = 3
_SUITE_WEIGHT = {"daniel": 0.5, "trafilatura": 0.5}
"""Of the suites with very many, or hardly labelled, pages."""
_SILENCED = 0.25
"""Share of the pages that are shown a second time without the names of their frames: unseen sites use others."""
_PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.12,
    "num_leaves": 16,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 63,
    "verbose": -1,
    "num_threads": 1,
    "seed": 7,
    "deterministic": True,
    "force_row_wise": True,
}
_NAME_COLUMNS = [n for n, name in enumerate(NAMES) if name.startswith(("near_", "far_"))]
_TAG_COLUMNS = [n for n, name in enumerate(NAMES) if name.startswith("in_") or name == "itemprop_body"]

Models = dict[str, lightgbm.Booster]
Document = dict[str, Any]


@dataclass(slots=True)
class Sample:
    """A page as the model sees it: one row per segment that is not hopeless."""

    domain: str
    hopeful: np.ndarray
    rows: np.ndarray
    frames: list[tuple[int, int, float]]
    labels: np.ndarray
    weights: np.ndarray


@dataclass(slots=True)
class Page:
    suite: str
    html: bytes
    url: str | None
    gold: Gold
    sample: Sample | None
    """None where the suite has no text for the page."""
    domain: str


# --- pages -----------------------------------------------------------------------------------------------------------
def load(shared: Path) -> list[Page]:
    pages = []
    for suite in SUITES:
        for row in pq.read_table(shared / "corpora" / f"{suite}.parquet").to_pylist():
            gold = json.loads(row["gold"])
            html = b"\xef\xbb\xbf" + row["html"] if gold.get("transcoded") else row["html"]
            domain = _domain(row["url"], row["id"])
            known = suite == "trafilatura" or bool(gold_texts(suite, gold)[0])
            sample = _sample(suite, html, row["url"], gold, domain) if known else None
            pages.append(Page(suite, html, row["url"], gold, sample, domain))
    return pages


def _sample(suite: str, html: bytes, url: str | None, gold: Gold, domain: str) -> Sample:
    prepared = reading.prepared(html, url)
    features = prepared.rows()
    labels, weights = labels_of(suite, gold, prepared.tree.segments)
    hopeful = np.array([row is not None for row in features], dtype=bool)
    share = _SUITE_WEIGHT.get(suite, 1.0) / (sum(weights) or 1.0)
    rows = np.array([row for row in features if row is not None], dtype=np.float32).reshape(-1, len(NAMES))
    frames = body.frames_of(prepared.tree)
    return Sample(domain, hopeful, rows, frames, np.array(labels)[hopeful], np.array(weights)[hopeful] * share)


def _domain(url: str | None, ident: str) -> str:
    """The registered domain, nearly; from the page's name where the suite keeps no address."""
    host = ident
    if url:
        url = re.sub(r"^https?://web\.archive\.org/web/\w+/", "", url)
        host = re.sub(r"^https?://", "", url).split("/")[0].split(":")[0]
    elif match := re.match(r"\d+_([\w.-]+?)_", ident):
        host = match[1]
    else:
        return ident
    labels = host.split(".")
    return ".".join(labels[-3 if labels[-2:-1] in (["co"], ["com"]) else -2 :])


def _fold(domain: str, folds: int) -> int:
    return int(hashlib.sha1((domain + "fold").encode()).hexdigest()[:8], 16) % folds


# --- training --------------------------------------------------------------------------------------------------------
def train(samples: list[Sample]) -> Models:
    """Both stages. The second learns from scores that the first gives to pages it has not seen, or it would trust what
    the first has memorised."""
    samples = samples + _silenced(samples)
    rows = [sample.rows for sample in samples]
    first = _fit(samples, rows, _ROUNDS["first"])
    scores: list[np.ndarray] = [np.zeros(0)] * len(samples)
    for fold in range(_INNER_FOLDS):
        others = [n for n, sample in enumerate(samples) if _fold(sample.domain, _INNER_FOLDS) != fold]
        model = _fit([samples[n] for n in others], [rows[n] for n in others], _ROUNDS["first"])
        for n in set(range(len(samples))) - set(others):
            scores[n] = model.predict(rows[n]) if len(rows[n]) else np.zeros(0)
    wider = [np.hstack([s.rows, _company(s, found)]) for s, found in zip(samples, scores, strict=True)]
    return {"first": first, "second": _fit(samples, wider, _ROUNDS["second"])}


def _silenced(samples: list[Sample]) -> list[Sample]:
    """Copies of some pages on which the names of frames, or some kinds of them, say nothing."""
    random = np.random.default_rng(5)
    copies = []
    for sample in samples:
        if random.random() >= _SILENCED:
            continue
        rows = sample.rows.copy()
        share = 1.0 if random.random() < 0.5 else 0.4
        silent = [column for column in _NAME_COLUMNS if random.random() < share]
        if random.random() < 0.5:
            silent += [column for column in _TAG_COLUMNS if random.random() < 0.5]
        rows[:, silent] = 0.0
        weights = 0.5 * sample.weights
        copies.append(Sample(sample.domain, sample.hopeful, rows, sample.frames, sample.labels, weights))
    return copies


def _fit(samples: list[Sample], rows: list[np.ndarray], rounds: int) -> lightgbm.Booster:
    table = np.concatenate(rows)
    labels = np.concatenate([sample.labels for sample in samples])
    weights = np.concatenate([sample.weights for sample in samples])
    known = weights > 0
    data = lightgbm.Dataset(
        table[known], labels[known], weight=weights[known] * 1000, params={"max_bin": _PARAMETERS["max_bin"]}
    )
    return lightgbm.train(_PARAMETERS, data, rounds)


def _company(sample: Sample, scores: np.ndarray) -> np.ndarray:
    """The second stage's own columns for the hopeful segments."""
    all_scores = np.zeros(len(sample.hopeful))
    all_scores[sample.hopeful] = scores
    rows = body.company(all_scores.tolist(), sample.frames, np.flatnonzero(sample.hopeful).tolist())
    return np.array(rows, dtype=np.float32).reshape(-1, _COMPANY)


def exported(models: Models) -> Document:
    """The trees as plain data: [feature, threshold, left, right], a leaf a number."""

    def node(found: dict[str, Any]) -> Any:
        if "leaf_value" in found:
            return round(found["leaf_value"], 4)
        children = node(found["left_child"]), node(found["right_child"])
        return [found["split_feature"], float(f"{found['threshold']:.5g}"), *children]

    stages = {
        stage: [node(tree["tree_structure"]) for tree in model.dump_model()["tree_info"]]
        for stage, model in models.items()
    }
    widths = {"first": len(NAMES), "second": len(NAMES) + _COMPANY}
    return {"columns": list(NAMES), "widths": widths, "stages": stages}


# --- measuring -------------------------------------------------------------------------------------------------------
@contextmanager
def _reading_with(document: Document) -> Iterator[None]:
    """Lets ``ingest.parse`` use another model than the packaged one. Nothing but this script needs that, so it is no
    argument of the parser."""
    stages = {stage: Ensemble(trees, document["widths"][stage]) for stage, trees in document["stages"].items()}
    packaged: Callable[[str], dict[str, Ensemble]] = body.load
    body.load = lambda name: stages  # type: ignore[assignment]
    try:
        yield
    finally:
        body.load = packaged


class Scorer:
    """The suites' own scorers, as their runner calls them."""

    def __init__(self, shared: Path) -> None:
        sys.path.insert(0, str(shared / "eval" / "articles"))
        import french
        import suites

        self._french, self._suites = french, suites

    def of_page(self, page: Page) -> Any:
        article = ingest.parse(page.html, url=page.url)
        if page.suite == "french":
            return self._french.body_score(article.text.split("\n"), page.gold)[2] if page.gold["body"] else None
        found = {"text": article.text, "title": article.title, "standfirst": article.standfirst or None}
        return {"m": self._suites.score(page.suite, page.gold, found, set(found))}

    def of_suites(self, rows: dict[str, list[Any]]) -> dict[str, float]:
        figures = {"french": float(np.mean(rows["french"]))}
        for suite in SUITES[1:]:
            found = self._suites.aggregate(suite, rows[suite])
            figures[suite] = found[self._suites.HEADLINE[suite]]
            if suite == "zyte":
                figures["zyte exact"] = found["accuracy"]
            figures[f"{suite} empty"] = sum(row["m"]["empty"] for row in rows[suite])
        return figures


def read(pages: list[Page], document: Document, scorer: Scorer, rows: dict[str, list[Any]]) -> None:
    """Reads pages with a model and adds their scores to ``rows``."""
    with _reading_with(document):
        for page in pages:
            scored = scorer.of_page(page)
            if scored is not None:
                rows.setdefault(page.suite, []).append(scored)


def show(label: str, figures: dict[str, float]) -> None:
    print(f"| {label} | " + " | ".join(f"{value:.3f}" for name, value in figures.items() if "empty" not in name) + " |")
    empty = {name: value for name, value in figures.items() if "empty" in name and value}
    print(f"    {', '.join(f'{name}: {value}' for name, value in empty.items()) or 'no page empty'}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--seed", type=int, default=7, help="of the training; the packaged model's is 7")
    parser.add_argument("--write", action="store_true", help="put the model of all pages into the package")
    args = parser.parse_args()
    if not (args.shared / "corpora").is_dir():
        sys.exit(f"There are no corpora at {args.shared}: name their folder with --shared. Nothing was trained.")
    _PARAMETERS["seed"] = args.seed
    scorer = Scorer(args.shared)
    pages = load(args.shared)
    held: dict[str, list[Any]] = {}
    for fold in range(args.folds):
        seen = [page.sample for page in pages if page.sample and _fold(page.domain, args.folds) != fold]
        unseen = [page for page in pages if _fold(page.domain, args.folds) == fold]
        read(unseen, exported(train(seen)), scorer, held)
    document = exported(train([page.sample for page in pages if page.sample]))
    if args.write:
        _MODEL.write_text(json.dumps(document, separators=(",", ":")) + "\n")
    fitted: dict[str, list[Any]] = {}
    read(pages, document, scorer, fitted)
    figures = scorer.of_suites(held)
    print("| | " + " | ".join(name for name in figures if "empty" not in name) + " |")
    show(f"held out, {args.folds} folds by domain", figures)
    show("trained on all", scorer.of_suites(fitted))


if __name__ == "__main__":
    main()

"""Trains the body model and reports its cross-validated figures (folds by registered domain).

    python benchmarks/train_body.py --shared ../shared [--write]

Needs lightgbm and scikit-learn (training only; the package ships the trees as data and reads them in plain Python).
Labels come from the suites' gold bodies: a segment is wanted when most of its 4-grams stand in the gold text.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import re
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ingest.parsers import body as body_module  # noqa: E402
from ingest.parsers.features import NAMES  # noqa: E402

_COMPANY = 14
_BLANK = [0.0] * len(NAMES)
SUITES = ("french", "zyte", "fundus_parsers", "daniel", "readability", "trafilatura")
TOKEN = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff]|[^\\W\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff]+"
)


def tokens(text: str) -> list[str]:
    return TOKEN.findall(text.lower())


def gold_texts(suite: str, gold: dict) -> tuple[str, str]:
    """The wanted text, and the text that is neither asked for nor punished."""
    if suite == "french":
        return "\n".join(gold["text"]["body"]), "\n".join(gold["text"]["standfirst"] + gold["text"]["optional"])
    if suite == "fundus_parsers":
        lines = list(gold["body"].get("summary") or [])
        for section in gold["body"].get("sections") or []:
            lines += list(section.get("headline") or []) + list(section.get("paragraphs") or [])
        return "\n".join(lines), ""
    return gold["body"], ""


def labels_of(suite: str, gold: dict, segments: list) -> tuple[list[int], list[float]]:
    if suite == "trafilatura":
        return _segment_labels(gold, segments)
    wanted, free = gold_texts(suite, gold)
    grams, lines = _grams(wanted)
    free_grams, free_lines = _grams(free)
    labels, weights = [], []
    for segment in segments:
        toks = tokens(segment.text)
        if not toks:
            labels.append(0)
            weights.append(0.0)
            continue
        if len(toks) < 4:
            label = 1 if tuple(toks) in lines else 0
            weight = 0.0 if not label and tuple(toks) in free_lines else len(toks) ** 0.7
        else:
            own = [tuple(toks[k : k + 4]) for k in range(len(toks) - 3)]
            share = sum(g in grams for g in own) / len(own)
            free_share = sum(g in free_grams for g in own) / len(own)
            label = int(share >= 0.5)
            weight = len(toks) ** 0.7 * (0.3 if 0.25 < share < 0.75 else 1.0)
            if not label and free_share > 0.5:
                weight = 0.0
        labels.append(label)
        weights.append(weight)
    long = [n for n, (label, s) in enumerate(zip(labels, segments, strict=True)) if label and len(tokens(s.text)) >= 4]
    for n, segment in enumerate(segments):
        if labels[n] and len(tokens(segment.text)) < 4 and not any(abs(n - m) <= 8 for m in long):
            labels[n] = 0
    # the same text twice: the one inside the run of wanted text is meant
    at: dict[str, list[int]] = {}
    for n, segment in enumerate(segments):
        if labels[n]:
            at.setdefault(segment.text, []).append(n)
    if long:
        middle = float(np.median(long))
        for places in at.values():
            if len(places) > 1 and wanted.count(segments[places[0]].text[:60]) < len(places):
                best = min(places, key=lambda n: abs(n - middle))
                for n in places:
                    if n != best:
                        labels[n] = 0
    return labels, weights


def _grams(text: str) -> tuple[set, set]:
    toks = tokens(text)
    lines = {tuple(tokens(line)) for line in text.split("\n")}
    return {tuple(toks[k : k + 4]) for k in range(len(toks) - 3)}, lines


def _segment_labels(gold: dict, segments: list) -> tuple[list[int], list[float]]:
    squash = lambda s: " ".join(s.split())  # noqa: E731
    wanted = [squash(w) for w in gold["with"]]
    unwanted = [squash(w) for w in gold["without"]]
    labels, weights = [], []
    for segment in segments:
        text = squash(segment.text)
        hit = any(w in text for w in wanted if len(w) > 8)
        miss = any(w in text for w in unwanted if len(w) > 8 or w == text)
        labels.append(int(hit and not miss))
        weights.append(30.0 if hit != miss else 0.0)
    return labels, weights


def domain(url: str | None, ident: str) -> str:
    if not url:
        match = re.match(r"\d+_(?:www\.)?([\w.-]+?)_", ident)
        return match[1] if match else ident
    url = re.sub(r"^https?://web\.archive\.org/web/\w+/", "", url)
    host = re.sub(r"^https?://(www\.)?", "", url).split("/")[0].split(":")[0]
    return (
        ".".join(host.split(".")[-2:])
        if not host.endswith((".co.uk", ".com.au", ".com.br"))
        else ".".join(host.split(".")[-3:])
    )


def load(shared: Path, cache: Path) -> list[dict]:
    stamp = hashlib.sha1()
    for name in (
        "walk",
        "lines",
        "tree",
        "spacing",
        "typography",
        "features",
        "body",
        "vocabulary",
        "spacing",
        "structured",
        "phrases",
        "titles",
    ):
        path = ROOT / "ingest/parsers" / f"{name}.py"
        stamp.update(path.read_bytes() if path.exists() else b"")
    for path in sorted((ROOT / "ingest/parsers/data").glob("*.toml")):
        stamp.update(path.read_bytes())
    saved = cache / f"pages-{stamp.hexdigest()[:12]}.pickle"
    if saved.exists():
        return pickle.loads(saved.read_bytes())
    pages = []
    for suite in SUITES:
        for row in pq.read_table(shared / "corpora" / f"{suite}.parquet").to_pylist():
            gold = json.loads(row["gold"])
            if suite != "trafilatura" and not gold_texts(suite, gold)[0]:
                continue
            prepared = body_module.prepare_bytes(row["html"], row["url"])
            labels, weights = labels_of(suite, gold, prepared.segments)
            hopeful = np.array([row is not None for row in prepared.rows], dtype=bool)
            total = sum(weights) or 1.0
            pages.append(
                {
                    "suite": suite,
                    "id": row["id"],
                    "gold": gold,
                    "domain": domain(row["url"], row["id"]),
                    "texts": [s.text for s in prepared.segments],
                    "X": np.array([row or _BLANK for row in prepared.rows], dtype=np.float32).reshape(-1, len(NAMES)),
                    "hopeful": hopeful,
                    "frames": body_module.frames_of(prepared.tree),
                    "y": np.array(labels),
                    "w": hopeful * np.array(weights) / total * (0.5 if suite in ("daniel", "trafilatura") else 1.0),
                }
            )
    cache.mkdir(parents=True, exist_ok=True)
    saved.write_bytes(pickle.dumps(pages))
    return pages


PARAMS = {
    "objective": "binary",
    "learning_rate": 0.12,
    "num_leaves": 16,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "verbose": -1,
    "num_threads": 2,
    "seed": 7,
    "deterministic": True,
    "force_row_wise": True,
}


def train(pages: list[dict], rounds: int, rounds2: int):
    import lightgbm as lgb

    def fit(parts, n):
        X = np.concatenate([a for a, _, _ in parts])
        y = np.concatenate([b for _, b, _ in parts])
        w = np.concatenate([c for _, _, c in parts])
        keep = w > 0
        return lgb.train(PARAMS, lgb.Dataset(X[keep], y[keep], weight=w[keep] * 1000), n)

    one = fit([(p["X"], p["y"], p["w"]) for p in pages], rounds)
    if not rounds2:
        return one, None
    # out-of-fold first-stage scores, or the second stage would trust what the first has memorised
    folds = folds_of(pages, 3)
    oof = [None] * len(pages)
    for fold in range(3):
        model = fit([(p["X"], p["y"], p["w"]) for p, f in zip(pages, folds, strict=True) if f != fold], rounds)
        for n, (page, f) in enumerate(zip(pages, folds, strict=True)):
            if f == fold:
                oof[n] = model.predict(page["X"]) * page["hopeful"]
    two = fit(
        [(np.hstack([p["X"], _neighbours(o, p)]), p["y"], p["w"]) for p, o in zip(pages, oof, strict=True)], rounds2
    )
    return one, two


def _neighbours(scores: np.ndarray, page: dict) -> np.ndarray:
    rows = body_module.company(scores.tolist(), page["frames"], range(len(scores)))
    return np.array(rows, dtype=np.float32).reshape(len(scores), _COMPANY)


def exported(models) -> str:
    """The trees as JSON: [feature, threshold, left, right], a leaf a number."""

    def node(n):
        if "leaf_value" in n:
            return round(n["leaf_value"], 4)
        return [n["split_feature"], float(f"{n['threshold']:.5g}"), node(n["left_child"]), node(n["right_child"])]

    stages = {
        name: [node(t["tree_structure"]) for t in model.dump_model()["tree_info"]]
        for name, model in zip(("first", "second"), models, strict=True)
    }
    widths = {"first": len(NAMES), "second": len(NAMES) + _COMPANY}
    return json.dumps({"columns": list(NAMES), "widths": widths, "stages": stages}, separators=(",", ":")) + "\n"


def folds_of(pages: list[dict], n: int) -> list[int]:
    return [int(hashlib.sha1((p["domain"] + "fold").encode()).hexdigest()[:8], 16) % n for p in pages]


def predict(models, page) -> np.ndarray:
    one, two = models
    p = one.predict(page["X"]) * page["hopeful"] if len(page["X"]) else np.zeros(0)
    if two is None or not len(p):
        return p
    return two.predict(np.hstack([page["X"], _neighbours(p, page)])) * page["hopeful"]


def score(shared: Path, pages: list[dict], scores: list[np.ndarray], threshold: float = 0.5) -> dict[str, float]:
    sys.path.insert(0, str(shared / "eval" / "articles"))
    import french
    import suites

    rows: dict[str, list] = {}
    for page, p in zip(pages, scores, strict=True):
        text = "\n\n".join(t for t, s in zip(page["texts"], p, strict=True) if s >= threshold)
        if page["suite"] == "french":
            rows.setdefault("french", []).append(french.body_score(text.split("\n"), page["gold"])[2])
        else:
            rows.setdefault(page["suite"], []).append(
                {
                    "m": {
                        "text": suites._body(page["suite"], page["gold"], text, {"text": text}),
                        "language": page["gold"].get("language"),
                    }
                }
            )
    out = {}
    for suite, rs in rows.items():
        if suite == "french":
            out[suite] = sum(rs) / len(rs)
        else:
            agg = suites.aggregate(suite, rs)
            out[suite] = agg[suites.HEADLINE[suite]]
            if suite == "zyte":
                out["zyte_exact"] = agg["accuracy"]
    return out


def show(label: str, figures: dict[str, float]) -> None:
    print(f"{label:14}" + "  ".join(f"{k} {v:.4f}" for k, v in figures.items()), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "ingest-train")
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--rounds2", type=int, default=40)
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    t0 = time.time()
    pages = load(args.shared, args.cache)
    print(f"{len(pages)} pages, {sum(len(p['y']) for p in pages)} segments, {time.time() - t0:.0f} s")
    show("oracle", score(args.shared, pages, [p["y"].astype(float) for p in pages]))
    folds = folds_of(pages, args.folds)
    held: list[np.ndarray] = [np.zeros(0)] * len(pages)
    for fold in range(args.folds):
        models = train([p for p, f in zip(pages, folds, strict=True) if f != fold], args.rounds, args.rounds2)
        for n, (page, f) in enumerate(zip(pages, folds, strict=True)):
            if f == fold:
                held[n] = predict(models, page)
    for threshold in (0.4, 0.5, 0.6):
        show(f"cv {threshold}", score(args.shared, pages, held, threshold))
    (args.cache / "held.pickle").write_bytes(
        pickle.dumps([(p["suite"], p["id"], h) for p, h in zip(pages, held, strict=True)])
    )
    if args.write:
        models = train(pages, args.rounds, args.rounds2)
        show("fitted", score(args.shared, pages, [predict(models, p) for p in pages]))
        (ROOT / "ingest/parsers/data/body_model.json").write_text(exported(models))


if __name__ == "__main__":
    main()

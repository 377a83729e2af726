"""Every field of an article but its body and dates, against real pages with truth: one table a suite.

    python -m pip install -e '.[bench]'
    python benchmarks/fields.py [--shared ../shared] [--misses standfirst]

Precision is the share of what was given that is right, recall the share of what should be there that was given; n is
the number of values in the truth. The standfirst is compared by its words, page by page. Corpora are not part of this
repository: without the folder ``shared`` beside the checkout (or ``--shared``) nothing is measured.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

import ingest
from ingest.model import PageType
from ingest.parsers.typography import fold

ROOT = Path(__file__).resolve().parents[1]
FIELDS = (
    "title", "authors", "agency", "standfirst", "section", "tags", "captions", "credits", "page type", "paywalled",
)  # fmt: skip


@dataclass(slots=True)
class Score:
    """Sums over the pages of a suite."""

    right: float = 0.0
    given: float = 0.0
    wanted: float = 0.0

    def add(self, given: Counter[str], wanted: Counter[str]) -> bool:
        """Counts one page; whether all of it was right."""
        self.right += (given & wanted).total()
        self.given += given.total()
        self.wanted += wanted.total()
        return given == wanted

    def row(self, field: str) -> str:
        if not self.wanted:
            return f"| {field} | no truth | – | – | – |"
        precision = self.right / self.given if self.given else 0.0
        recall = self.right / self.wanted
        f1 = 2 * precision * recall / (precision + recall) if self.right else 0.0
        return f"| {field} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {self.wanted:.0f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--misses", choices=FIELDS, help="also print the pages where this field differs")
    args = parser.parse_args()
    folder = args.shared / "corpora"
    if not folder.is_dir():
        sys.exit(f"There are no corpora at {args.shared}: name their folder with --shared. Nothing was measured.")
    for suite in ("french", "fundus_parsers", "trafilatura_meta"):
        measure(suite, folder / f"{suite}.parquet", args.misses)


def measure(suite: str, corpus: Path, misses: str | None) -> None:
    """Prints the table of one suite."""
    scores: dict[str, Score] = {field: Score() for field in FIELDS}
    standfirsts: list[float] = []
    rows = pq.read_table(corpus).to_pylist()
    for row in rows:
        url = row["url"] if row["url"] != "None" else None
        article = ingest.parse(row["html"], url)
        for field, given, wanted in compared(suite, article, json.loads(row["gold"])):
            if field == "standfirst" and (given or wanted):
                standfirsts.append(word_f1(given, wanted))
            if not scores[field].add(given, wanted) and field == misses:
                print(f"  {row['id']} {url}\n    truth {list(wanted)}\n    given {list(given)}")
    print(f"\n**{suite}** ({len(rows)} pages)\n\n| field | precision | recall | F1 | n |\n|---|---|---|---|---|")
    for field, score in scores.items():
        print(score.row(f"{field} (words)" if field == "standfirst" else field))
    if standfirsts:
        mean = sum(standfirsts) / len(standfirsts)
        print(f"\nStandfirst, mean word F1 of the {len(standfirsts)} pages that have or were given one: {mean:.3f}")


def compared(
    suite: str, article: ingest.Article, gold: dict[str, Any]
) -> Iterator[tuple[str, Counter[str], Counter[str]]]:
    """(field, what was given, what is true) for each field that the suite has truth for."""
    if gold.get("title"):
        yield "title", bag([article.title]), bag([gold["title"]])
    if suite == "french":
        yield from compared_french(article, gold)
        return
    authors = gold["author"].split("; ") if isinstance(gold.get("author"), str) else gold.get("authors")
    if authors:
        yield "authors", bag(article.authors), bag(authors)
    if suite == "fundus_parsers":
        yield "standfirst", words(article.standfirst), words(" ".join(gold["body"].get("summary") or ()))
        if gold.get("topics"):
            yield "tags", bag(article.tags), bag(gold["topics"])


def compared_french(article: ingest.Article, gold: dict[str, Any]) -> Iterator[tuple[str, Counter[str], Counter[str]]]:
    if gold["page_type"] != PageType.OTHER:
        yield "authors", bag(article.authors), bag(gold["authors"])
        yield "agency", bag([article.agency]), bag([gold["agency"]])
        yield "standfirst", words(article.standfirst), words(" ".join(gold["text"]["standfirst"]))
    if gold["section"]:
        yield "section", bag([article.section]), bag([gold["section"]])
    if gold["tags"]:
        yield "tags", bag(article.tags), bag(gold["tags"])
    yield "captions", bag([i.caption for i in article.images]), bag([c["caption"] for c in gold["captions"]])
    yield "credits", bag([i.credit for i in article.images]), bag([c["credit"] for c in gold["captions"]])
    yield "page type", bag([article.page_type]), bag([gold["page_type"]])
    yield "paywalled", bag([str(article.paywalled)]), bag([str(gold["paywalled"])])


def bag(values: list[str | None]) -> Counter[str]:
    return Counter(folded for value in values if value and (folded := fold(value)))


def words(text: str | None) -> Counter[str]:
    return Counter(fold(text or "").split())


def word_f1(given: Counter[str], wanted: Counter[str]) -> float:
    common = (given & wanted).total()
    return 2 * common / (given.total() + wanted.total())


if __name__ == "__main__":
    main()

"""Every field on pages after the templates of sites in French and abroad, our own text (``tests/parsers/templates``).

    python benchmarks/templates.py [--misses authors]
    python -m pip install -e '.[bench]'    # and trafilatura stands beside it

A figure is the share of pages on which a field is right as a whole: all authors, all captions with their credits, the
minute of a date (the day where the page says no more). ``body`` is the mean F1 over words, ``body exact`` the share of
pages without any difference. White space, labels of credits («Photo :», «©») and bullets of list items do not count.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ingest

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "tests" / "parsers" / "templates"
_SPACE = re.compile(r"\s+")
_LABEL = re.compile(r"^(?:©|\(c\)|(?:crédits?|photos?|photo)\s*:?|ph\.)\s*", re.I)
_BULLET = re.compile(r"^[-–—•►]\s+")

Reading = dict[str, Any]
"""Field → value, as in an ``expected.json``."""


@dataclass(frozen=True, slots=True)
class TemplatePage:
    name: str
    html: bytes
    expected: Reading


def pages() -> Iterator[TemplatePage]:
    for file in sorted(PAGES.glob("*/*/expected.json")):
        expected = json.loads(file.read_text("utf-8"))
        yield TemplatePage(file.parent.name, (file.parent / "page.html").read_bytes(), expected)


def with_ingest(page: TemplatePage) -> Reading:
    article = ingest.parse(page.html, page.expected["url"], timezone=page.expected.get("timezone"))
    return {
        "title": article.title,
        "standfirst": article.standfirst,
        "body": [block.text for block in article.blocks],
        "authors": article.authors,
        "agency": article.agency,
        "published": article.published_at,
        "modified": article.modified_at,
        "captions": [{"caption": i.caption, "credit": i.credit} for i in article.images if i.caption or i.credit],
        "section": article.section,
        "tags": article.tags,
        "page_type": article.page_type.value,
        "paywalled": article.paywalled,
    }


def with_trafilatura(page: TemplatePage) -> Reading:
    import trafilatura

    found = trafilatura.bare_extraction(page.html, url=page.expected["url"], with_metadata=True, include_comments=False)
    if found is None:
        return {"body": []}
    authors = [name.strip() for name in (found.author or "").split(";") if name.strip()]
    return {"title": found.title, "body": (found.text or "").split("\n"), "authors": authors, "tags": found.tags or []}


def compared(given: Reading, wanted: Reading) -> dict[str, float]:
    """Field → 0 to 1, for the fields that the reading has."""
    scores = {field: float(same(given[field], wanted.get(field))) for field, same in _SAME.items() if field in given}
    ours, truth = _words(given["body"]), _words(wanted["body"])
    scores["body"] = 2 * (ours & truth).total() / max(1, ours.total() + truth.total())
    scores["body exact"] = float(_lines(given["body"]) == _lines(wanted["body"]))
    return scores


def _plain(text: str | None) -> str:
    return _SPACE.sub(" ", text or "").strip()


def _lines(texts: list[str]) -> list[str]:
    return [_BULLET.sub("", _plain(text)) for text in texts]


def _words(texts: list[str]) -> Counter[str]:
    return Counter(" ".join(_lines(texts)).split())


def _same_text(given: str | None, wanted: str | None) -> bool:
    return _plain(given).casefold() == _plain(wanted).casefold()


def _same_list(given: list[str], wanted: list[str]) -> bool:
    return [_plain(text).casefold() for text in given] == [_plain(text).casefold() for text in wanted]


def _same_time(given: datetime | None, wanted: str | None) -> bool:
    if given is None or wanted is None:
        return given is None and wanted is None
    moment = datetime.fromisoformat(wanted)
    if "T" not in wanted or moment.strftime("%H%M%S") == "000000":
        return given.date() == moment.date()
    same = [instant.astimezone(UTC).replace(second=0, microsecond=0) for instant in (given, moment)]
    return same[0] == same[1]


def _same_legends(given: list[dict[str, str]], wanted: list[dict[str, str]]) -> bool:
    def plain(legends: list[dict[str, str]]) -> list[tuple[str, str]]:
        return [
            (_plain(legend["caption"]).rstrip("."), _LABEL.sub("", _plain(legend["credit"]).strip("[]")).rstrip("."))
            for legend in legends
        ]

    return plain(given) == plain(wanted)


_SAME: dict[str, Callable[[Any, Any], bool]] = {
    "title": _same_text,
    "standfirst": _same_text,
    "authors": _same_list,
    "agency": _same_text,
    "published": _same_time,
    "modified": _same_time,
    "captions": _same_legends,
    "section": _same_text,
    "tags": _same_list,
    "page_type": _same_text,
    "paywalled": lambda given, wanted: bool(given) == bool(wanted),
}


def measure(reader: Callable[[TemplatePage], Reading], misses: str | None = None) -> dict[str, float]:
    """Field → mean over the pages."""
    rows = []
    for page in pages():
        given = reader(page)
        scores = compared(given, page.expected)
        if misses and scores.get(misses, 1.0) < 1.0:
            field = misses.removesuffix(" exact")
            print(f"{page.name}\n    truth {page.expected.get(field)}\n    given {given[field]}")
        rows.append(scores)
    return {field: sum(row[field] for row in rows) / len(rows) for field in rows[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", choices=[*_SAME, "body", "body exact"], help="also print where this field differs")
    args = parser.parse_args()
    readers = {"ingest": measure(with_ingest, args.misses)}
    try:
        readers["trafilatura"] = measure(with_trafilatura)
    except ImportError:
        print("trafilatura is not installed: python -m pip install -e '.[bench]'")
    print(f"\n{sum(1 for _ in pages())} pages\n\n| | {' | '.join(readers)} |\n|---|{'---|' * len(readers)}")
    for field in readers["ingest"]:
        print(
            f"| {field} | "
            + " | ".join(f"{row[field]:.3f}" if field in row else "–" for row in readers.values())
            + " |"
        )


if __name__ == "__main__":
    main()

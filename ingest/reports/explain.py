"""Why an article was read as it was: its fields with their evidence, and the page's lines, kept and left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime

from ingest.model import Article, Found, Line
from ingest.reports.html import render
from ingest.reports.timeline import Mark, timeline

_OWN_FIELD = ("title", "standfirst")
_RAW = {"published_raw": "published_at", "modified_raw": "modified_at"}
"""Words of the page that are a field's evidence, whatever its method says of it."""
_TELLING = 8
"""Characters from which words are evidence that can be found again in the page."""
_CERTAIN = 25
"""Characters from which they are that, however long the line is."""
_BEGINNING = 300
"""Characters of the text that are shown among the fields; the whole stands below."""
_LAST = ("site_name", "url", "canonical_url", "rights")
_ELSEWHERE = ("blocks", "provenance", "dropped")
"""Fields that are the rest of the page: the article as extracted, evidence, lines that were left out."""


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    values: list[str]
    found: Found | None


@dataclass(frozen=True, slots=True)
class _Shown:
    """A line of the page, ready for the template."""

    text: str
    tag: str
    look: str
    verdict: str
    score: str


def explain_page(
    article: Article,
    lines: Sequence[Line],
    dates: Sequence[Mark],
    *,
    page_name: str,
    fetched_at: datetime | None = None,
) -> str:
    """An HTML page. ``lines``: all of the page's, in reading order; ``dates``: candidates for both dates, also the lost
    ones; ``page_name``: the file or address, as the user gave it."""
    evidence = list(_evidence(article))
    shown = [_line(line, evidence) for line in lines]
    shown_fields = list(_fields(article))
    return render(
        "explain.html",
        article=article,
        page_name=page_name,
        fetched_at=f"{fetched_at:%Y-%m-%d %H:%M %Z}" if fetched_at else None,
        fields=[field for field in shown_fields if field.values or field.found],
        empty=[field.name for field in shown_fields if not field.values and not field.found],
        lines=shown,
        reasons=Counter(line.verdict for line in shown).most_common(),
        timeline=timeline(dates),
    )


def _evidence(article: Article) -> Iterator[tuple[str, str]]:
    """Field → words it was read from, where they are long enough to be found again in a line of the page."""
    for name, found in article.provenance.items():
        if len(found.evidence) >= _TELLING:
            yield name, found.evidence
    for raw, name in _RAW.items():
        words: str | None = getattr(article, raw)
        if words and len(words) >= _TELLING:
            yield name, words


def _fields(article: Article) -> Iterator[_Field]:
    """All there are, those that are read first before addresses and rights; then what else there is evidence of."""
    known = [one.name for one in fields(Article) if one.name not in (*_ELSEWHERE, *_LAST)]
    names = [*known[:2], "text", *known[2:], "paywalled", *_LAST]
    for name in names:
        values = _text_in_short(article) if name == "text" else list(_values(getattr(article, name)))
        yield _Field(name, values, article.provenance.get(name))
    for name, found in article.provenance.items():
        if name not in names:
            yield _Field(name, [], found)


def _text_in_short(article: Article) -> list[str]:
    """How much there is, and how it begins."""
    if not article.blocks:
        return []
    kinds = Counter(block.kind.value.replace("_", " ") for block in article.blocks)
    words, parts = len(article.text.split()), (_many(count, kind) for kind, count in kinds.most_common())
    beginning = " ".join(article.text.split())
    cut = beginning if len(beginning) <= _BEGINNING else beginning[:_BEGINNING].rsplit(" ", 1)[0] + " …"
    return [f"{_many(words, 'word')} in {', '.join(parts)}", cut]


def _many(count: int, one: str) -> str:
    return f"{count:,} {one}{'' if count == 1 else 's'}"


def _values(value: object) -> Iterator[str]:
    """Each value in words, a line for each of its parts; none for what is empty."""
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from _values(one)
    elif isinstance(value, datetime):
        yield value.isoformat()
    elif is_dataclass(value):
        told = [(one.name, ", ".join(_values(getattr(value, one.name)))) for one in fields(value)]
        if parts := [f"{name}: {words}" for name, words in told if words]:
            yield "\n".join(parts)
    elif isinstance(value, bool):
        yield "yes" if value else "no"
    elif value is not None and str(value):
        yield str(value)


def _line(line: Line, evidence: Sequence[tuple[str, str]]) -> _Shown:
    """``evidence``: fields, and the words each was read from."""
    read = list(dict.fromkeys(name for name, words in evidence if _gives(line, words)))
    if line.kept:
        look, verdict = "kept", "kept"
    elif line.reason in _OWN_FIELD:
        look, verdict = "field", f"is the {line.reason}"
    elif read:
        look, verdict = "field", f"gives {', '.join(read)}"
    elif line.reason == "model":
        look, verdict = "model", "no body text by its score"
    else:
        look, verdict = "rule", f"left out: {line.reason.replace('_', ' ')}"
    return _Shown(line.text, line.tag or "text", look, verdict, f"{line.score:.2f}")


def _gives(line: Line, words: str) -> bool:
    """Whether these words are this line's: a section's name is in its menu and in many a sentence as well."""
    return words in line.text and (len(words) >= _CERTAIN or 3 * len(words) >= len(line.text))

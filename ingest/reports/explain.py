"""Why an article was read as it was: its fields with their evidence, and the page's lines, kept and left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from ingest.model import Article, Found, Line
from ingest.reports.html import render
from ingest.reports.timeline import Mark, timeline

_OWN_FIELD = ("title", "standfirst")
_TELLING = 8
"""Characters from which words are evidence that can be found again in the page."""
_SHOWN = (
    "title", "standfirst", "authors", "agency", "published_at", "modified_at", "section", "tags", "lang", "page_type",
    "access", "canonical_url", "site_name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    value: str
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
    evidence = {name: found.evidence for name, found in article.provenance.items() if len(found.evidence) >= _TELLING}
    shown = [_line(line, evidence) for line in lines]
    return render(
        "explain.html",
        article=article,
        page_name=page_name,
        fetched_at=f"{fetched_at:%Y-%m-%d %H:%M %Z}" if fetched_at else None,
        fields=_fields(article),
        lines=shown,
        reasons=Counter(line.verdict for line in shown).most_common(),
        timeline=Markup(timeline(dates)) if dates else "",
    )


def _fields(article: Article) -> list[_Field]:
    fields = [_Field(name, _text(getattr(article, name)), article.provenance.get(name)) for name in _SHOWN]
    known = set(_SHOWN)
    return fields + [_Field(name, "", found) for name, found in article.provenance.items() if name not in known]


def _text(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else str(value)


def _line(line: Line, evidence: Mapping[str, str]) -> _Shown:
    """``evidence``: field → the words it was read from."""
    read = [name for name, words in evidence.items() if words in line.text]
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

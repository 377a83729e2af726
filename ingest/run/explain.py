"""One page explained: parsed, its dates' candidates read, and written as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime

from ingest.model import Article, Page, Rights
from ingest.parsers.api import explain
from ingest.parsers.dates import parse_dateline
from ingest.parsers.site_rules import SiteRules
from ingest.reports.explain import explain_page
from ingest.reports.timeline import Mark


def explained(page: Page, *, name: str, timezone: str | None = None, rules: SiteRules | None = None) -> str:
    """An HTML page that says what was read from ``page`` and why. ``name``: the page, as the user gave it;
    ``timezone``: its source's."""
    headers = dict(page.headers)
    article, lines = explain(
        page.body, page.final_url, fetched_at=page.fetched_at, timezone=timezone, headers=headers, rules=rules
    )
    article = replace(article, rights=_together(page.rights, article.rights))
    dates = list(_dates(article, page.fetched_at))
    return explain_page(article, lines, dates, page_name=name, fetched_at=page.fetched_at)


def explained_file(body: bytes, url: str | None, *, name: str, rules: SiteRules | None = None) -> str:
    """The same for the bytes of a file, of which nobody knows when they were fetched."""
    article, lines = explain(body, url, rules=rules)
    return explain_page(article, lines, list(_dates(article, None)), page_name=name)


def _together(fetched: Rights, read: Rights) -> Rights:
    """What was found when the page was fetched, and what the page itself says over it."""
    said = {one.name: value for one in fields(Rights) if (value := getattr(read, one.name)) != one.default}
    both = tuple(dict.fromkeys((*fetched.directives, *read.directives)))
    return replace(fetched, **said | {"directives": both})


def _dates(article: Article, fetched_at: datetime | None) -> Iterator[Mark]:
    """The dates that were chosen, and those of the candidates that lost which can be placed in time."""
    for field, chosen, precision in (
        ("published_at", article.published_at, article.published_precision),
        ("modified_at", article.modified_at, article.modified_precision),
    ):
        found = article.provenance.get(field)
        role = field.removesuffix("_at")
        if chosen is not None:
            yield Mark(chosen, f"{role} · {found.method if found else ''}", chosen=True, day_only=precision == "day")
        for method, raw in found.rejected if found else ():
            line = parse_dateline(raw, tz=article.timezone or "UTC", fetched_at=fetched_at, lang=article.lang)
            moment = line.published or line.modified
            if moment is not None:
                instant = moment.instant.astimezone(chosen.tzinfo) if chosen else moment.instant
                yield Mark(instant, f"{role} · {method}", chosen=False, day_only=moment.precision == "day")

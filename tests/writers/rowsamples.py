"""Rows to write: small, complete, made of our own sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from ingest.model import (
    Access,
    Article,
    Block,
    BlockKind,
    Contributor,
    Dropped,
    Found,
    Image,
    LiveEntry,
    Location,
    Page,
    Rights,
    Robots,
)
from ingest.writers.rows import article_row, capture_row
from ingest.writers.schema import Table, arrow_schema

START = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)

Row = dict[str, Any]


def tabled(rows: Iterable[Mapping[str, Any]], table: Table) -> pa.Table:
    """Rows as a table; columns that they lack are null."""
    return pa.Table.from_pylist(list(rows), schema=arrow_schema(table))


def rich_article(text: str = "La mairie a rouvert la passerelle.") -> Article:
    """An article with something in every field."""
    return Article(
        url="https://www.exemple.fr/passerelle",
        canonical_url="https://www.exemple.fr/passerelle",
        site_name="L’Exemple",
        title="La passerelle rouvre",
        standfirst="Fermée depuis mars, elle retrouve ses piétons.",
        blocks=[Block(BlockKind.PARAGRAPH, text), Block(BlockKind.CROSSHEAD, "Un an de travaux")],
        authors=["Léa Martin", "AFP"],
        contributors=[Contributor("Jo Petit", "photographer")],
        agency="AFP",
        published_at=START - timedelta(hours=2),
        published_precision="minute",
        published_raw="23/11/2026 à 03h00",
        modified_at=START - timedelta(hours=1),
        modified_precision="minute",
        modified_raw="mis à jour à 04h00",
        timezone="Europe/Paris",
        date_conflict=True,
        section="Ville",
        tags=["travaux", "pont"],
        images=[Image("https://www.exemple.fr/p.jpg", "La passerelle, lundi.", "Jo Petit")],
        lang="fr",
        access=Access.TEASER,
        live_entries=[LiveEntry("On traverse.", "08h00", START)],
        rights=Rights(
            Robots.ALLOWED,
            "https://www.exemple.fr/robots.txt",
            False,
            "meta",
            directives=("noarchive",),
            tdm_url="https://www.exemple.fr/passerelle",
            ai_refused=("gptbot",),
        ),
        provenance={"title": Found("json-ld", "headline", (("meta", "La passerelle rouvre | L’Exemple"),))},
        dropped=[Dropped("À lire aussi", "related")],
    )


def seen(
    number: int, text: str, at: datetime, segment: str = "s1.warc.gz", offset: int | None = None
) -> tuple[Row, Row]:
    """The rows of an article seen with some text: (revision row, capture row). Every third is of the same source, with
    the same headline."""
    url = f"https://www.exemple.fr/{number}"
    source = f"source{number % 3}"
    page = Page(url, url, 200, (("Content-Type", "text/html"),), text.encode(), at, source)
    article = Article(
        title=f"Titre {number % 3}",
        blocks=[Block(BlockKind.PARAGRAPH, text)],
        published_at=START - timedelta(hours=number),
        published_precision="minute",
        lang="fr",
    )
    place = Location(segment, int(at.timestamp()) if offset is None else offset, 100)
    return article_row(article, page, place), capture_row(page, place, article)


def as_tables(articles: list[Row], captures: list[Row]) -> tuple[pa.Table, pa.Table]:
    """Rows as :func:`ingest.writers.commit.commit_segment` takes them."""
    return tabled(articles, "revisions"), tabled(captures, "captures")

"""The columns of a dataset, defined once: Arrow schemas, ``schema.json``, the data dictionary, the card derive from it.

Versions are add-only: a new column comes last, may be null, and raises :data:`SCHEMA_VERSION`. Types are those that
DuckDB, Polars, pandas, Spark and Hugging Face ``datasets`` all read: no dictionaries, maps, nanoseconds, large strings.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION = 2

VERSION_KEY = b"ingest.schema_version"
TABLE_KEY = b"ingest.table"

Table = Literal["articles", "revisions", "captures"]
TABLES: tuple[Table, ...] = ("articles", "revisions", "captures")


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of such items."""

    item: Type


@dataclass(frozen=True, slots=True)
class StructOf:
    """A struct of fields by name."""

    fields: tuple[tuple[str, Type], ...]


Type = str | ListOf | StructOf
"""A plain type by Arrow's name for it, or one made of others."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``description`` says what it means, its unit, and what null means where null can be."""

    name: str
    type: Type
    description: str
    nullable: bool = True


def _structs(**fields: Type) -> ListOf:
    return ListOf(StructOf(tuple(fields.items())))


_INSTANT = "timestamp[us, tz=UTC]"
_STRING = "string"
_STRINGS = ListOf(_STRING)
_BOOL = "bool"
_INT = "int32"
_DOUBLE = "double"
_LONG = "int64"


def _always(name: str, type_: Type, description: str) -> Column:
    return Column(name, type_, description, nullable=False)


_CONTENT = (
    _always("article_id", _STRING, "First 32 hexadecimal digits of the SHA-256 of `url`: the same for every version."),
    _always(
        "url", _STRING, "Canonical URL: the page's own declaration where it is credible, else the final URL, tidied."
    ),
    _always("source", _STRING, "Short name of the publisher, as declared in sources.toml; else its registered domain."),
    Column("site_name", _STRING, "The site's name as the page gives it. Null: not given."),
    Column("title", _STRING, "Headline, without the site's or section's name. Null: none found."),
    Column("standfirst", _STRING, "Introduction set apart from the body (chapô). Null: none."),
    _always(
        "text", _STRING, "Body: paragraphs joined by a blank line; no title, standfirst, captions, byline or links."
    ),
    _always("blocks", _structs(kind=_STRING, text=_STRING), "The body in reading order, with the kind of each block."),
    _always("authors", _STRINGS, "People and agencies as signed, without «Par», roles or addresses. Empty: unsigned."),
    _always("contributors", _structs(name=_STRING, role=_STRING), "Names in the byline with another role than author."),
    Column("agency", _STRING, "News agency that the text is from, wholly or in part. Null: none named."),
    Column(
        "published_at", _INSTANT, "First publication, UTC. Null: not stated. Day precision: 00:00 in the site's zone."
    ),
    Column("published_precision", _STRING, "How exact that is: day, hour, minute, second. Null as `published_at`."),
    Column("published_raw", _STRING, "The words or digits it was read from."),
    Column(
        "modified_at", _INSTANT, "Last update stated by the page, UTC. Null: none stated, or no later than publication."
    ),
    Column("modified_precision", _STRING, "As `published_precision`."),
    Column("modified_raw", _STRING, "As `published_raw`."),
    Column("timezone", _STRING, "IANA zone of the newsroom: dates that name none are read in it. Null: not known."),
    _always("date_conflict", _BOOL, "Two signals of the page disagree on a date; the losers are in `provenance`."),
    Column("section", _STRING, "Section as the page names it. Null: not given."),
    _always("tags", _STRINGS, "Keywords as the page gives them, in its order."),
    _always(
        "images",
        _structs(url=_STRING, caption=_STRING, credit=_STRING),
        "Pictures of the article, the legend split into caption and credit.",
    ),
    Column("lang", _STRING, "BCP 47 tag of the text. Null: not known."),
    _always("page_type", _STRING, "article, live, video, audio, gallery, interview, opinion, brief, list or other."),
    _always("access", _STRING, "How much the page shows: full, teaser, consent_wall, block_page or empty."),
    _always("paywalled", _BOOL, "True: `text` is only the beginning of the article."),
    _always("word_count", _INT, "Words of `text`, counted as runs between white space."),
    _always(
        "live_entries",
        _structs(title=_STRING, text=_STRING, published_at=_INSTANT),
        "Entries of a live blog in the page's order. Empty for other pages.",
    ),
    _always(
        "provenance",
        _structs(
            field=_STRING,
            method=_STRING,
            evidence=_STRING,
            rejected=_structs(method=_STRING, value=_STRING),
        ),
        "Where the values of fields came from: title, text, authors, dates, section, tags …; evidence, losers.",
    ),
    _always(
        "dropped", _structs(text=_STRING, rule=_STRING), "Blocks of the text region left out, and the rule that did."
    ),
)

_RIGHTS = (
    _always("robots", _STRING, "Verdict of robots.txt (RFC 9309): allowed, disallowed, unreachable or not_checked."),
    Column("robots_url", _STRING, "The robots.txt it is from. Null: not checked."),
    Column("tdm_reserved", _BOOL, "TDMRep: true reserved, false expressly open. Null: nothing said."),
    Column("tdm_carrier", _STRING, "Where that was said: file, header or meta. Null as `tdm_reserved`."),
    Column("tdm_policy", _STRING, "URL of the publisher's policy. Null: none given."),
    _always(
        "directives", _STRINGS, "Restricting tokens of X-Robots-Tag and meta robots, lower case: noai, noarchive …"
    ),
)

_RIGHTS_SINCE_2 = (
    Column("tdm_url", _STRING, "Where the reservation stands: tdmrep.json or the page. Null as `tdm_reserved`."),
    Column(
        "tdm_permitted",
        _BOOL,
        "What the policy says of mining: true permitted without condition, false not. Null: it was not read.",
    ),
    Column(
        "ai_refused",
        _STRINGS,
        "AI collectors that robots.txt (`robots_url`) names and keeps out of the whole site: gptbot, ccbot … Null: not"
        " recorded then.",
    ),
)
"""New in version 2: null in rows of version 1."""

_ORIGIN = (
    _always("content_digest", _STRING, "SHA-256 of what a reader reads and the dates: equal digests, equal version."),
    _always("captured_at", _INSTANT, "When this version was first fetched, UTC."),
    _always("requested_url", _STRING, "The URL asked for, before redirects."),
    _always("warc_file", _STRING, "Archive that holds the page, in `warc/` where it was kept."),
    _always("warc_offset", _LONG, "Byte offset of the page's record in it."),
    _always("parser_version", _STRING, "Version of ingest that read the page."),
)

_VERSION = (
    Column(
        "page_digest", _STRING, "SHA-256 of the page's bytes, decoded from content codings. Null: schema version 1."
    ),
    Column(
        "text_digest",
        _STRING,
        "First 32 hexadecimal digits of the SHA-256 of the words of `text`, case and typography folded. Null: too few"
        " words to tell one text from another.",
    ),
    Column(
        "revision",
        _INT,
        "Number of this version; 1: as first seen, so revision − 1 changes were seen. Null: not numbered yet.",
    ),
    Column("previous_digest", _STRING, "`content_digest` of the version before. Null: first version, or seen again."),
    Column(
        "changed",
        _STRINGS,
        "What differs from the version before: title, standfirst, body, date, authors, contributors, agency, captions,"
        " access, live_entries. Null: schema version 1.",
    ),
    Column(
        "changed_share",
        _DOUBLE,
        "Words added and removed in standfirst and body, by the words of both versions: 0 to 1. Null as"
        " `previous_digest`.",
    ),
    Column(
        "edit_type",
        _STRING,
        "typo, headline, correction, extension or cut. Null: first version, only dates differ, or nobody edited.",
    ),
    Column(
        "edited_by",
        _STRING,
        "publisher; parser: the same page was read otherwise; unknown: page and `parser_version` both changed. Null as"
        " `previous_digest`.",
    ),
)
"""All but ``revision`` new in version 2."""

_HISTORY = (
    _always("first_seen_at", _INSTANT, "When any version of the article was first fetched, UTC."),
    _always("last_seen_at", _INSTANT, "When a page with this content was last fetched and read, UTC."),
)

_DUPLICATES = (
    Column(
        "aliases",
        _STRINGS,
        "Other URLs of the source with the same text (`text_digest`), which have no row of their own. Null: schema"
        " version 1.",
    ),
    Column(
        "cluster_id",
        _STRING,
        "`article_id` of the earliest of several near-duplicates on different sites. Null: none known.",
    ),
    Column("cluster_role", _STRING, "origin: the earliest of its cluster; copy: the others. Null as `cluster_id`."),
    Column(
        "cluster_match",
        _STRING,
        "`article_id` of the earlier near-duplicate that this one is closest to. Null: not a copy.",
    ),
    Column(
        "cluster_overlap",
        _DOUBLE,
        "Share of this text's runs of four words that stand in `cluster_match` too: 0 to 1. Null: not a copy.",
    ),
    Column("cluster_agency", _STRING, "The agency that most of the cluster's articles name. Null: none does."),
)
"""New in version 2."""

_CAPTURES = (
    _always(
        "capture_id", _STRING, "First 32 hexadecimal digits of the SHA-256 of the WARC file's name and the offset."
    ),
    _always("url", _STRING, "The URL asked for."),
    Column(
        "canonical_url", _STRING, "That URL tidied; where an article was read, the article's. Null: no web address."
    ),
    Column("final_url", _STRING, "URL after redirects; of `off_site`, where they lead. Null: no page and no redirect."),
    _always("source", _STRING, "As in articles."),
    _always(
        "via",
        _STRING,
        "How the link was found: user, feed, news_sitemap, sitemap, home or section; listing: it is a list itself.",
    ),
    Column("referrer", _STRING, "The feed, sitemap or page it was found on. Null: given by the user, or not recorded."),
    _always("fetched_at", _INSTANT, "When it was fetched or tried, UTC."),
    _always("outcome", _STRING, "article, unchanged, dropped, refused or failed."),
    Column("reason", _STRING, "Why there is no new version of an article. Null: outcome is article."),
    _always("detail", _STRING, "The same in words: «HTTP 404», «application/pdf». May be empty."),
    Column("status", _INT, "HTTP status. Null: no response."),
    Column("content_type", _STRING, "Content-Type of the response. Null: none, or no response kept."),
    Column("body_bytes", _LONG, "Length of the decoded body. Null: no response kept."),
    Column("article_id", _STRING, "The article that was read. Null: none."),
    Column("content_digest", _STRING, "As in articles. Null: no article was read."),
    *_RIGHTS,
    _always("warc_file", _STRING, "Archive that holds the capture."),
    _always("warc_offset", _LONG, "Byte offset of its record."),
    _always("warc_length", _LONG, "Length of its record in the file, in bytes."),
)

COLUMNS: dict[Table, tuple[Column, ...]] = {
    "articles": (*_CONTENT, *_RIGHTS, *_ORIGIN, *_RIGHTS_SINCE_2, *_VERSION, *_HISTORY, *_DUPLICATES),
    "revisions": (*_CONTENT, *_RIGHTS, *_ORIGIN, *_RIGHTS_SINCE_2, *_VERSION),
    "captures": (*_CAPTURES, *_RIGHTS_SINCE_2),
}

ABOUT: dict[Table, str] = {
    "articles": "One row per article: its newest version.",
    "revisions": "One row per version of an article; a version seen again is not repeated by a crawl.",
    "captures": "One row per fetch, kept or not, with its outcome and reason.",
}


@cache
def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table; descriptions are in the fields' metadata under ``description``."""
    import pyarrow as pa  # half a tenth of a second and 30 MB, which a process that writes no rows can do without

    fields = [
        pa.field(
            column.name, _arrow(column.type), nullable=column.nullable, metadata={"description": column.description}
        )
        for column in COLUMNS[table]
    ]
    return pa.schema(fields, metadata={VERSION_KEY: str(SCHEMA_VERSION).encode(), TABLE_KEY: table.encode()})


def _arrow(type_: Type) -> pa.DataType:
    import pyarrow as pa

    if isinstance(type_, ListOf):  # items are named as Parquet names them, so that a file's schema is equal to ours
        return pa.list_(pa.field("element", _arrow(type_.item)))
    if isinstance(type_, StructOf):
        return pa.struct([pa.field(name, _arrow(field)) for name, field in type_.fields])
    return pa.timestamp("us", tz="UTC") if type_ == _INSTANT else pa.type_for_alias(type_)


def fitted(data: pa.Table, schema: pa.Schema) -> pa.Table:
    """The same rows under a schema of ours, or of some of its columns: what is missing is null."""
    import pyarrow as pa

    if data.schema.equals(schema, check_metadata=True):
        return data
    columns = [
        data[field.name].cast(field.type) if field.name in data.column_names else pa.nulls(data.num_rows, field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


@dataclass(frozen=True, slots=True)
class DictionaryRow:
    """A line of the data dictionary."""

    table: str
    column: str
    type: str
    nullable: bool
    description: str


def data_dictionary() -> list[DictionaryRow]:
    """All columns of all tables, in order: what ``ingest schema`` shows."""
    return [
        DictionaryRow(table, column.name, type_name(column.type), column.nullable, column.description)
        for table in TABLES
        for column in COLUMNS[table]
    ]


def type_name(type_: Type) -> str:
    """``list<struct<name: string, role: string>>``: Arrow's notation without the names of list items."""
    if isinstance(type_, ListOf):
        return f"list<{type_name(type_.item)}>"
    if isinstance(type_, StructOf):
        return f"struct<{', '.join(f'{name}: {type_name(field)}' for name, field in type_.fields)}>"
    return type_


def schema_json() -> str:
    """The text of a dataset's ``schema.json``."""
    tables: dict[str, Any] = {
        table: {
            "description": ABOUT[table],
            "columns": [
                {
                    "name": column.name,
                    "type": type_name(column.type),
                    "nullable": column.nullable,
                    "description": column.description,
                }
                for column in COLUMNS[table]
            ],
        }
        for table in TABLES
    }
    return json.dumps({"schema_version": SCHEMA_VERSION, "tables": tables}, ensure_ascii=False, indent=2) + "\n"

"""The ledger's file: its tables, their versions, and what is done with a file that is damaged."""

from __future__ import annotations

import sqlite3
from pathlib import Path

VERSION = 4

UNFINISHED = "(failures > 0 OR ifnull(reason, '') IN ('before_since', 'tdm_reserved'))"
"""Pages that may be due whatever their age: in passing trouble, or left out by the user's settings."""

WALLED = "reason IN ('consent_wall', 'block_page')"
"""Pages that were last seen behind a wall."""

_TABLES = f"""
CREATE TABLE IF NOT EXISTS pages (
    url TEXT PRIMARY KEY,        -- canonical
    source TEXT NOT NULL,
    first_seen REAL NOT NULL,    -- seconds since 1970, UTC
    last_fetched REAL NOT NULL,
    etag TEXT,
    last_modified TEXT,
    body_digest TEXT,            -- SHA-256 of the decoded body, hexadecimal
    outcome TEXT NOT NULL,
    reason TEXT,
    fetches INTEGER NOT NULL,
    via TEXT,                    -- from here on: version 2
    referrer TEXT,               -- the listing it was found on, canonical
    born REAL,                   -- when it was published by its listing's word, else first seen
    since REAL,                  -- the bound that it was dropped by as too old
    failures INTEGER NOT NULL DEFAULT 0, -- in a row, for passing causes
    final_url TEXT,              -- version 3: where the validators came from, NULL: not noted then
    claims INTEGER NOT NULL DEFAULT 0    -- version 4: looks in a row that a listing asked for by its dates, and nothing
                                         -- had changed; the last one counts whatever it brought
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS listings (
    start TEXT NOT NULL,         -- the start page of its source, canonical
    url TEXT NOT NULL,           -- canonical
    address TEXT NOT NULL,       -- as requested
    via TEXT NOT NULL,
    last_polled REAL NOT NULL,
    pause REAL NOT NULL,         -- learnt, in seconds
    next_poll REAL NOT NULL,
    taken REAL,                  -- when it was last read, if everything it named was taken …
    since REAL,                  -- … that is not older than this; NULL: without a bound
    etag TEXT,                   -- of that reading
    last_modified TEXT,
    final_url TEXT,              -- version 3: where they came from, NULL: not noted then
    parent TEXT,                 -- version 4: the sitemap index that names it, canonical, which alone leads to it
    named REAL NOT NULL,         -- when it was last named by what leads to it; a start page: when it was last read
    gone INTEGER NOT NULL,       -- looks in a row that found it not to be there
    PRIMARY KEY (start, url)     -- two sections of a site may share a feed, and want different things of it
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
    url TEXT PRIMARY KEY,        -- robots.txt, tdmrep.json, TDM policies
    asked REAL NOT NULL,
    body BLOB                    -- NULL: the site has none
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hosts ( -- version 3
    host TEXT PRIMARY KEY,       -- registered domain
    held REAL,                   -- not to be asked before …
    reason TEXT,                 -- … because of this
    detail TEXT,
    asked REAL                   -- when a page was last asked for, if there is a Crawl-delay
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pages_of_listing ON pages (referrer, born);
CREATE INDEX IF NOT EXISTS unfinished_pages ON pages (referrer, reason) WHERE {UNFINISHED};
CREATE INDEX IF NOT EXISTS walled_pages_of_listing ON pages (referrer, born) WHERE {WALLED};
CREATE TABLE IF NOT EXISTS troubles (
    start TEXT NOT NULL,         -- both as in listings
    url TEXT NOT NULL,
    well INTEGER NOT NULL,       -- 0: it could not be had
    noted REAL NOT NULL,         -- when a look at it was last written down in the dataset
    PRIMARY KEY (start, url)
) STRICT, WITHOUT ROWID;         -- sources with a listing that could not be had, and all listings of these
"""
_FROM_1 = """
ALTER TABLE pages ADD COLUMN via TEXT;
ALTER TABLE pages ADD COLUMN referrer TEXT;
ALTER TABLE pages ADD COLUMN born REAL;
ALTER TABLE pages ADD COLUMN since REAL;
ALTER TABLE pages ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
UPDATE pages SET born = first_seen;
DROP TABLE feeds;
"""
_TO_3 = "ALTER TABLE pages ADD COLUMN final_url TEXT;"
_TO_4 = """
ALTER TABLE pages ADD COLUMN claims INTEGER NOT NULL DEFAULT 0;
DROP INDEX IF EXISTS unfinished_pages_of_listing;
DROP TABLE IF EXISTS listings;
"""
"""Listings are found again by the next pass, with what leads to them."""
_STEPS = {1: f"{_FROM_1} {_TO_3} {_TO_4}", 2: f"{_TO_3} {_TO_4}", 3: _TO_4}
"""Version → what makes this one of it. Tables that it did not have are made afterwards."""


_left: dict[str, tuple[int, ...]] = {}
"""Files as this process left them, by name: what is still so is not looked through again, which would read all of it in
every pass of a year."""


def connect(path: Path) -> sqlite3.Connection:
    """An open connection with the tables. Raises sqlite3.DatabaseError for a file that is damaged or no ledger."""
    connection = sqlite3.connect(path, timeout=30)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(
            "PRAGMA synchronous = NORMAL"
        )  # in WAL mode a power cut costs the last commits, not the file
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found not in (0, *_STEPS, VERSION):
            raise sqlite3.DatabaseError(f"version {found} of another ingest")
        if _left.pop(str(path), None) != _stamp(path):
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)
        if found in _STEPS:
            connection.executescript(f"BEGIN; {_STEPS[found]} PRAGMA user_version = {VERSION}; COMMIT;")
        connection.executescript(_TABLES)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.commit()
    except BaseException:
        connection.close()
        raise
    return connection


def left_whole(path: Path) -> None:
    """The file was closed, and nothing was wrong with it."""
    _left[str(path)] = _stamp(path)


def _stamp(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def set_aside(path: Path) -> Path:
    """Rename the file and its companions to the first free ``….damaged-N``; the new name."""
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    path.rename(aside)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    return aside

"""The crawler's memory: which addresses were fetched, when, and with which validators. SQLite, one file.

It only saves requests. Nothing in a dataset is made from it, so it may be deleted at any time: the next crawl then asks
for everything once more. A file that is damaged is set aside and a new one begun.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType

from ingest.errors import DatasetUnwritable
from ingest.model import Drop, Link, Outcome, Page, Reason
from ingest.settings import CrawlSettings
from ingest.urls import try_canonical

VERSION = 1

_BATCH = 200
"""Captures remembered in one transaction: what a power cut may cost is asked for again."""

_ASK_AT_ONCE = 500

_PASSING = frozenset(
    {
        Reason.UNKNOWN_HOST,
        Reason.CONNECTION_FAILED,
        Reason.TIMEOUT,
        Reason.TLS_FAILED,
        Reason.RATE_LIMITED,
        Reason.SERVER_ERROR,
        Reason.BROKEN_RESPONSE,
        Reason.ROBOTS_UNREACHABLE,
    }
)
"""Failures of the moment: such an address is asked again for as long as somebody links to it."""

_TABLES = """
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
    fetches INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS feeds (
    url TEXT PRIMARY KEY,        -- as requested: the feed's or sitemap's own address
    last_fetched REAL NOT NULL,
    etag TEXT,
    last_modified TEXT,
    body_digest TEXT
) STRICT, WITHOUT ROWID;
"""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes a request conditional (RFC 9110, 13.1), and the digest that tells equal bytes without the server."""

    etag: str | None = None
    last_modified: str | None = None
    body_digest: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the ledger knows of an address."""

    url: str
    """Canonical."""
    source: str
    first_seen: datetime
    """First time it was fetched, or tried."""
    last_fetched: datetime
    """Last time; of the last try where none succeeded."""
    validators: Validators
    outcome: Outcome
    reason: Reason | None
    fetches: int


class Ledger:
    """Use :meth:`open`. Belongs to one thread; the dataset's lock keeps other processes out."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._waiting = 0

    @classmethod
    def open(cls, path: Path) -> Ledger:
        """The ledger in that file, made if there is none; begun anew, with a warning, when the file is damaged.

        Raises :class:`DatasetUnwritable` when the file can be neither opened nor made.
        """
        try:
            return cls(_connect(path))
        except sqlite3.OperationalError as error:
            raise DatasetUnwritable(f"Cannot open {path}: {error}. Check the folder's permissions.") from error
        except sqlite3.DatabaseError as error:
            aside = _set_aside(path)
            log.warning(
                "%s is damaged (%s). It is now %s and a new one is begun: no data is lost, but pages seen before are"
                " fetched once more.",
                path,
                error,
                aside.name,
            )
            return cls(_connect(path))

    # --- asking ------------------------------------------------------------------------------------------------------
    def due(self, links: Iterable[Link], now: datetime, settings: CrawlSettings) -> list[Link]:
        """The links worth a request at ``now``, in the order given, one per canonical URL.

        Due is what was never fetched; what failed for a passing cause, or was first fetched no longer than
        ``revisit_until`` ago, and was last asked for ``revisit_after`` ago or earlier; and what its finder says was
        modified since.
        """
        wanted: dict[str, Link] = {}
        for link in links:
            wanted.setdefault(_key(link.url), link)
        seen = self._seen_all(wanted)
        return [link for url, link in wanted.items() if is_due(link, seen.get(url), now, settings)]

    def seen(self, url: str) -> Seen | None:
        """What is known of an address; None when it was never fetched."""
        key = _key(url)
        return self._seen_all([key]).get(key)

    def validators(self, url: str) -> Validators:
        """For a conditional request; all None for an address never fetched."""
        seen = self.seen(url)
        return seen.validators if seen else Validators()

    def feed_validators(self, url: str) -> Validators:
        """The same for a feed or sitemap."""
        row = self._db.execute("SELECT etag, last_modified, body_digest FROM feeds WHERE url = ?", (url,)).fetchone()
        return Validators(*row) if row else Validators()

    # --- remembering -------------------------------------------------------------------------------------------------
    def remember(self, capture: Page | Drop, now: datetime) -> None:
        """Note a fetch and its end. A page counts as an article until :meth:`conclude` says otherwise.

        Validators are kept over fetches that gave no page.
        """
        validators = _validators_of(capture)
        reason = capture.reason if isinstance(capture, Drop) else None
        self._db.execute(
            """
            INSERT INTO pages VALUES (:url, :source, :now, :now, :etag, :modified, :digest, :outcome, :reason, 1)
            ON CONFLICT (url) DO UPDATE SET
                source = excluded.source,
                last_fetched = excluded.last_fetched,
                etag = CASE WHEN :is_page THEN excluded.etag ELSE etag END,
                last_modified = CASE WHEN :is_page THEN excluded.last_modified ELSE last_modified END,
                body_digest = CASE WHEN :is_page THEN excluded.body_digest ELSE body_digest END,
                outcome = excluded.outcome,
                reason = excluded.reason,
                fetches = fetches + 1
            """,
            {
                "url": _key(capture.url),
                "source": capture.source,
                "now": now.timestamp(),
                "etag": validators.etag,
                "modified": validators.last_modified,
                "digest": validators.body_digest,
                "outcome": (reason.outcome if reason else Outcome.ARTICLE).value,
                "reason": reason.value if reason else None,
                "is_page": isinstance(capture, Page),
            },
        )
        self._wrote()

    def conclude(self, url: str, reason: Reason) -> None:
        """Note why a page that was fetched and remembered turned out to be no new article."""
        self._db.execute(
            "UPDATE pages SET outcome = ?, reason = ? WHERE url = ?", (reason.outcome.value, reason.value, _key(url))
        )
        self._wrote()

    def remember_feed(self, capture: Page | Drop, now: datetime) -> None:
        """Note a fetch of a feed or sitemap. One that gave no new page keeps the validators it had."""
        if isinstance(capture, Page):
            validators = _validators_of(capture)
            self._db.execute(
                "INSERT OR REPLACE INTO feeds VALUES (?, ?, ?, ?, ?)",
                (
                    capture.url,
                    now.timestamp(),
                    validators.etag,
                    validators.last_modified,
                    validators.body_digest,
                ),
            )
        else:
            self._db.execute("UPDATE feeds SET last_fetched = ? WHERE url = ?", (now.timestamp(), capture.url))
        self._wrote()

    def commit(self) -> None:
        """Make what was remembered last."""
        self._db.commit()
        self._waiting = 0

    def close(self) -> None:
        """Commit and close the file."""
        self.commit()
        self._db.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _wrote(self) -> None:
        self._waiting += 1
        if self._waiting >= _BATCH:
            self.commit()

    def _seen_all(self, urls: Iterable[str]) -> dict[str, Seen]:
        found = {}
        rest = iter(urls)
        while batch := list(islice(rest, _ASK_AT_ONCE)):
            marks = ",".join("?" * len(batch))
            for row in self._db.execute(f"SELECT * FROM pages WHERE url IN ({marks})", batch):
                found[row[0]] = _seen_of(row)
        return found


def is_due(link: Link, seen: Seen | None, now: datetime, settings: CrawlSettings) -> bool:
    """The rule of :meth:`Ledger.due` for one link."""
    if seen is None:
        return True
    if link.modified and seen.last_fetched < link.modified <= now:  # later than now is a wrong zone, not news
        return True
    rested = now - seen.last_fetched >= settings.revisit_after
    young = now - seen.first_seen < settings.revisit_until
    return rested and (young or seen.reason in _PASSING)


# --- pieces ----------------------------------------------------------------------------------------------------------
def _key(url: str) -> str:
    """Canonical where there is such a thing: what is no web address still gets its outcome remembered."""
    return try_canonical(url) or url


def _validators_of(capture: Page | Drop) -> Validators:
    if isinstance(capture, Drop):
        return Validators()
    digest = hashlib.sha256(capture.body).hexdigest()
    return Validators(capture.header("ETag"), capture.header("Last-Modified"), digest)


def _seen_of(row: tuple[str, str, float, float, str | None, str | None, str | None, str, str | None, int]) -> Seen:
    url, source, first, last, etag, modified, digest, outcome, reason, fetches = row
    return Seen(
        url,
        source,
        datetime.fromtimestamp(first, UTC),
        datetime.fromtimestamp(last, UTC),
        Validators(etag, modified, digest),
        Outcome(outcome),
        Reason(reason) if reason else None,
        fetches,
    )


def _connect(path: Path) -> sqlite3.Connection:
    """An open connection with the tables. Raises sqlite3.DatabaseError for a file that is damaged or no ledger."""
    connection = sqlite3.connect(path, timeout=30)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(
            "PRAGMA synchronous = NORMAL"
        )  # in WAL mode a power cut costs the last commits, not the file
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found not in (0, VERSION):
            raise sqlite3.DatabaseError(f"version {found} of another ingest")
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
        connection.executescript(_TABLES)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.commit()
    except BaseException:
        connection.close()
        raise
    return connection


def _set_aside(path: Path) -> Path:
    """Rename the file and its companions to the first free ``….damaged-N``; the new name."""
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    path.rename(aside)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    return aside

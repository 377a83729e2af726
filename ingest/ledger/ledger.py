"""The ledger itself."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

from ingest.errors import DatasetUnwritable
from ingest.ledger.facts import LEFT_OUT, PASSING, Poll, Seen, Taken, Validators, is_due, may_change
from ingest.ledger.file import UNFINISHED, connect, left_whole, set_aside
from ingest.ledger.rhythm import first_pause, next_pause
from ingest.model import Drop, Link, Outcome, Page, Reason, Via
from ingest.settings import CrawlSettings, TdmPolicy
from ingest.urls import try_canonical

_BATCH = 200
"""Captures remembered in one transaction: what a power cut may cost is asked for again."""

_ASK_AT_ONCE = 500
_SLACK = timedelta(minutes=1)
"""A pause that was counted up to a time of day a moment ago is no clock that went wrong."""
_COLUMNS = (
    "url, source, first_seen, last_fetched, etag, last_modified, body_digest, outcome, reason, fetches, via, referrer,"
    " born, since, failures, final_url"
)

log = logging.getLogger(__name__)


class Ledger:
    """Use :meth:`open`. Belongs to one thread; the dataset's lock keeps other processes out."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db, self._path = connection, path
        self._waiting = 0

    @classmethod
    def open(cls, path: Path) -> Ledger:
        """The ledger in that file, made if there is none; begun anew, with a warning, when the file is damaged.

        Raises :class:`DatasetUnwritable` when the file can be neither opened nor made.
        """
        try:
            return cls(connect(path), path)
        except sqlite3.OperationalError as error:
            raise DatasetUnwritable(
                f"Cannot open {path}: {error}. Check the folder's permissions, and the space on its disk."
            ) from error
        except sqlite3.DatabaseError as error:
            aside = set_aside(path)
            log.warning(
                "%s is damaged (%s). It is now %s and a new one is begun: no data is lost, but pages seen before are"
                " fetched once more.",
                path,
                error,
                aside.name,
            )
            return cls(connect(path), path)

    # --- asking ------------------------------------------------------------------------------------------------------
    def due(
        self, links: Iterable[Link], now: datetime, settings: CrawlSettings, tdm: TdmPolicy = TdmPolicy.SKIP
    ) -> list[Link]:
        """The links worth a request at ``now``, in the order given, one per canonical URL: see :func:`is_due`."""
        wanted: dict[str, Link] = {}
        for link in links:
            wanted.setdefault(_key(link.url), link)
        seen = self._seen_all(wanted)
        return [link for url, link in wanted.items() if is_due(link, seen.get(url), now, settings, tdm)]

    def revisits(
        self, listings: Iterable[str], now: datetime, settings: CrawlSettings, tdm: TdmPolicy = TdmPolicy.SKIP
    ) -> list[Link]:
        """Links to the pages found on those listings (canonical addresses) that are due again, newest first, whether
        the listings still name them or not."""
        asked = list(listings)
        found: list[Seen] = []
        for first in range(0, len(asked), _ASK_AT_ONCE):
            some = asked[first : first + _ASK_AT_ONCE]
            found += self._found_on(some, now, settings)
        found.sort(key=lambda seen: (seen.born, seen.url), reverse=True)
        return [
            Link(seen.url, seen.source, seen.via, seen.referrer)
            for seen in found
            if may_change(seen, now, settings, tdm) and is_due(None, seen, now, settings, tdm)
        ]

    def _found_on(self, listings: list[str], now: datetime, settings: CrawlSettings) -> list[Seen]:
        """Pages of those listings that may be due: narrowed down by the rule of :func:`revisit_pause`, so that the
        years past are not read in every pass."""
        marks = ",".join("?" * len(listings))
        rows = self._db.execute(
            f"""
            SELECT {_COLUMNS} FROM pages WHERE referrer IN ({marks}) AND born > ? AND NOT {UNFINISHED}
                AND (last_fetched + max(?, last_fetched - born) <= ? OR last_fetched > ?)
            UNION ALL
            SELECT {_COLUMNS} FROM pages WHERE referrer IN ({marks}) AND {UNFINISHED}
            """,
            (
                *listings,
                (now - settings.revisit_until).timestamp(),
                settings.revisit_after.total_seconds(),
                now.timestamp(),
                now.timestamp(),
                *listings,
            ),
        )
        return [_seen_of(row) for row in rows]

    def seen(self, url: str) -> Seen | None:
        """What is known of an address; None when it was never fetched."""
        key = _key(url)
        return self._seen_all([key]).get(key)

    def validators(self, url: str) -> Validators:
        """For a conditional request; all None for an address never fetched, and for a page that was had and not kept:
        should it be asked for again, it is wanted whole."""
        seen = self.seen(url)
        return seen.validators if seen and seen.reason not in LEFT_OUT else Validators()

    def unknown(self, urls: Iterable[str]) -> int:
        """How many of these canonical addresses were never fetched."""
        wanted = list(set(urls))
        known = 0
        for first in range(0, len(wanted), _ASK_AT_ONCE):
            batch = wanted[first : first + _ASK_AT_ONCE]
            marks = ",".join("?" * len(batch))
            known += self._db.execute(f"SELECT count(*) FROM pages WHERE url IN ({marks})", batch).fetchone()[0]
        return len(wanted) - known

    def poll_due(self, start: str, url: str, now: datetime, settings: CrawlSettings) -> bool:
        """Whether a listing of the source with that start page is worth a look at ``now``: it never had one that
        serves, or its learnt pause is over."""
        taken = self.taken(start, url)
        if taken is None or not taken.serves(settings.since):
            return True
        left = taken.next_poll - now  # further off than any pause: the clock was wrong when it was last asked
        return not timedelta() < left <= settings.poll_most + _SLACK

    def taken(self, start: str, url: str) -> Taken | None:
        """The last reading of a listing of which nothing is left to be fetched; None when there was none."""
        row = self._db.execute(
            "SELECT taken, since, etag, last_modified, final_url, next_poll FROM listings WHERE start = ? AND url = ?",
            (_key(start), _key(url)),
        ).fetchone()
        if row is None or row[0] is None:
            return None
        taken, since, etag, modified, final_url, next_poll = row
        return Taken(
            _moment(taken),
            _moment(since) if since is not None else None,
            Validators(etag, modified, final_url=final_url),
            _moment(next_poll),
        )

    def listings(self, start: str) -> dict[str, Via]:
        """The listings that a source's start page led to, itself among them, by address as last asked for."""
        rows = self._db.execute("SELECT address, via FROM listings WHERE start = ? ORDER BY url", (_key(start),))
        return {address: Via(via) for address, via in rows}

    def next_poll(self, start: str) -> datetime | None:
        """When the source with that start page is due next: the earliest time at which one of its listings is. None
        for a source that was never asked: it is due now.

        Young articles of the source are looked at again in whatever pass comes; they make no source due.
        """
        (earliest,) = self._db.execute("SELECT min(next_poll) FROM listings WHERE start = ?", (_key(start),)).fetchone()
        return None if earliest is None else _moment(earliest)

    def file(self, url: str) -> tuple[bytes | None, datetime] | None:
        """A file for robots (None: the site has none) and when it was asked for; None when it never was."""
        row = self._db.execute("SELECT body, asked FROM files WHERE url = ?", (url,)).fetchone()
        return (row[0], _moment(row[1])) if row else None

    def held(self, host: str) -> tuple[datetime, Reason, str] | None:
        """Until when a host asked to be left alone, and why; None when it never did."""
        row = self._db.execute("SELECT held, reason, detail FROM hosts WHERE host = ?", (host,)).fetchone()
        return (_moment(row[0]), Reason(row[1]), row[2]) if row and row[0] is not None else None

    def last_asked(self, host: str) -> datetime | None:
        """When a page of a host with a Crawl-delay was last asked for; None when none was."""
        row = self._db.execute("SELECT asked FROM hosts WHERE host = ?", (host,)).fetchone()
        return _moment(row[0]) if row and row[0] is not None else None

    # --- remembering -------------------------------------------------------------------------------------------------
    def remember(
        self, capture: Page | Drop, now: datetime, *, published: datetime | None = None, digest: str | None = None
    ) -> None:
        """Note a fetch and its end. A page counts as an article until :meth:`conclude` says otherwise.

        ``published``: by the word of the listing that named it. ``digest``: the body's, where the caller has it.
        Validators are kept over fetches that gave no page.
        """
        validators = _validators_of(capture, digest)
        reason = capture.reason if isinstance(capture, Drop) else None
        self._db.execute(
            """
            INSERT INTO pages (url, source, first_seen, last_fetched, etag, last_modified, body_digest, outcome, reason,
                fetches, via, referrer, born, failures, final_url)
            VALUES (:url, :source, :now, :now, :etag, :modified, :digest, :outcome, :reason, 1, :via, :referrer,
                min(:now, :published), :failed, :final)
            ON CONFLICT (url) DO UPDATE SET
                source = excluded.source,
                last_fetched = excluded.last_fetched,
                etag = CASE WHEN :is_page THEN excluded.etag ELSE etag END,
                last_modified = CASE WHEN :is_page THEN excluded.last_modified ELSE last_modified END,
                body_digest = CASE WHEN :is_page THEN excluded.body_digest ELSE body_digest END,
                outcome = excluded.outcome,
                reason = excluded.reason,
                fetches = fetches + 1,
                via = excluded.via,
                referrer = coalesce(excluded.referrer, referrer),
                born = min(born, excluded.born),
                since = NULL,
                failures = CASE WHEN :failed THEN failures + 1 ELSE 0 END,
                final_url = CASE WHEN :is_page THEN excluded.final_url ELSE final_url END
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
                "via": capture.via.value,
                "referrer": _key(capture.referrer) if capture.referrer else None,
                "published": (published or now).timestamp(),
                "failed": reason in PASSING,
                "final": validators.final_url,
            },
        )
        self._wrote()

    def conclude(self, url: str, reason: Reason, *, since: datetime | None = None) -> None:
        """Note why a page that was fetched and remembered turned out to be no new article. ``since``: the bound in
        force, for a page that is older."""
        self._db.execute(
            "UPDATE pages SET outcome = ?, reason = ?, since = ? WHERE url = ?",
            (reason.outcome.value, reason.value, since.timestamp() if since else None, _key(url)),
        )
        self._wrote()

    def forget(self, urls: Iterable[str]) -> None:
        """Forget pages, for good: the space of their rows is overwritten."""
        self._db.execute("PRAGMA secure_delete = ON")
        self._db.executemany("DELETE FROM pages WHERE url = ?", [(_key(url),) for url in urls])
        self.commit()

    def remember_poll(self, poll: Poll, now: datetime, settings: CrawlSettings, *, left: bool = False) -> None:
        """Learn from a look at a listing when the next one is worth it. ``left``: something that it names is still to
        be fetched; then the next pass asks for it, and wants it whole."""
        key = {"start": _key(poll.start), "url": _key(poll.url)}
        row = self._db.execute(
            "SELECT last_polled, pause FROM listings WHERE start = :start AND url = :url", key
        ).fetchone()
        if row is None:
            pause = first_pause(poll.dates, now, settings)
        else:
            pause = next_pause(timedelta(seconds=row[1]), now - _moment(row[0]), poll.fresh, settings)
        self._db.execute(
            """
            INSERT INTO listings (start, url, address, via, last_polled, pause, next_poll)
            VALUES (:start, :url, :address, :via, :now, :pause, :next)
            ON CONFLICT (start, url) DO UPDATE SET address = :address, via = :via, last_polled = :now, pause = :pause,
                next_poll = :next
            """,
            {
                **key,
                "address": poll.url,
                "via": poll.via.value,
                "now": now.timestamp(),
                "pause": pause.total_seconds(),
                "next": (now + (settings.poll_least if left else pause)).timestamp(),
            },
        )
        if poll.validators is not None:
            known = Validators() if left else poll.validators
            self._db.execute(
                """
                UPDATE listings SET taken = :taken, since = :since, etag = :etag, last_modified = :modified,
                    final_url = :final
                WHERE start = :start AND url = :url
                """,
                {
                    **key,
                    "taken": None if left else now.timestamp(),
                    "since": settings.since.timestamp() if settings.since else None,
                    "etag": known.etag,
                    "modified": known.last_modified,
                    "final": known.final_url,
                },
            )
        self._wrote()

    def put_off(self, start: str, now: datetime, *, began: datetime) -> None:
        """A pass over a source is done: listings that were due when it ``began`` and that it had no reason to ask,
        because the start page no longer leads there or enough was found without them, make the source due no sooner
        than their pause. What came due meanwhile is for the next pass: put off here, it might never be asked again."""
        self._db.execute(
            "UPDATE listings SET next_poll = ? + pause WHERE start = ? AND next_poll <= ?",
            (now.timestamp(), _key(start), began.timestamp()),
        )
        self._wrote()

    def remember_file(self, url: str, body: bytes | None, now: datetime) -> None:
        """Keep a file for robots, or that there is none."""
        self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", (url, now.timestamp(), body))
        self._wrote()

    def remember_hold(self, host: str, until: datetime, reason: Reason, detail: str) -> None:
        """Keep that a host is to be left alone, also through a kill."""
        self._db.execute(
            "INSERT INTO hosts (host, held, reason, detail) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (host) DO UPDATE"
            " SET held = excluded.held, reason = excluded.reason, detail = excluded.detail",
            (host, until.timestamp(), reason.value, detail),
        )
        self.commit()

    def remember_asked(self, host: str, at: datetime) -> None:
        """Keep when a page of a host with a Crawl-delay was asked for, also through a kill."""
        self._db.execute(
            "INSERT INTO hosts (host, asked) VALUES (?, ?) ON CONFLICT (host) DO UPDATE SET asked = excluded.asked",
            (host, at.timestamp()),
        )
        self.commit()

    def commit(self) -> None:
        """Make what was remembered last."""
        self._db.commit()
        self._waiting = 0

    def close(self) -> None:
        """Commit and close the file."""
        try:
            self.commit()
        finally:
            self._db.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """A disk that is full, for one, is :class:`DatasetUnwritable`, inside the block or at its end."""
        try:
            self.close()
            if not isinstance(error, sqlite3.Error):
                left_whole(self._path)
        except sqlite3.OperationalError as failure:
            error = error or failure
        if isinstance(error, sqlite3.OperationalError):
            raise DatasetUnwritable(
                f"Cannot write the ledger: {error}. Free some space and run the same command again: it goes on."
            ) from error

    def _wrote(self) -> None:
        self._waiting += 1
        if self._waiting >= _BATCH:
            self.commit()

    def _seen_all(self, urls: Iterable[str]) -> dict[str, Seen]:
        found = {}
        rest = iter(urls)
        while batch := list(islice(rest, _ASK_AT_ONCE)):
            marks = ",".join("?" * len(batch))
            for row in self._db.execute(f"SELECT {_COLUMNS} FROM pages WHERE url IN ({marks})", batch):
                found[row[0]] = _seen_of(row)
        return found


# --- pieces ----------------------------------------------------------------------------------------------------------
def _key(url: str) -> str:
    """Canonical where there is such a thing: what is no web address still gets its outcome remembered."""
    return try_canonical(url) or url


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _validators_of(capture: Page | Drop, digest: str | None = None) -> Validators:
    if isinstance(capture, Drop):
        return Validators()
    return replace(Validators.of(capture), body_digest=digest or hashlib.sha256(capture.body).hexdigest())


def _seen_of(row: tuple[Any, ...]) -> Seen:
    """The row of a ``SELECT`` of :data:`_COLUMNS`."""
    url, source, first, last, etag, modified, digest, outcome, reason, fetches, via, referrer, *rest = row
    born, since, failed, final_url = rest
    return Seen(
        url=url,
        source=source,
        first_seen=_moment(first),
        last_fetched=_moment(last),
        validators=Validators(etag, modified, digest, final_url),
        outcome=Outcome(outcome),
        reason=Reason(reason) if reason else None,
        fetches=fetches,
        via=Via(via) if via else Via.USER,
        referrer=referrer,
        born=_moment(born),
        since=_moment(since) if since is not None else None,
        failures=failed,
    )

"""The ledger itself."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

from ingest.errors import DatasetUnwritable
from ingest.ledger.facts import (
    LEFT_OUT,
    PASSING,
    TROUBLE_REMEMBERED,
    WALL_REMEMBERED,
    WALLED,
    Noted,
    Poll,
    Seen,
    Taken,
    Validators,
    is_due,
    may_change,
    worth_another_try,
    worth_noting,
)
from ingest.ledger.file import UNFINISHED, connect, left_whole, set_aside
from ingest.ledger.file import WALLED as IS_WALLED
from ingest.ledger.rhythm import first_pause, next_pause
from ingest.model import Drop, Link, Outcome, Page, Reason, Via
from ingest.settings import CrawlSettings, TdmPolicy
from ingest.urls import try_canonical

_BATCH = 200
"""Captures remembered in one transaction: what a power cut may cost is asked for again."""

_ASK_AT_ONCE = 500
_GONE = 3
"""So often in a row not there, a listing rests like any other, though there was nothing to be taken from it."""
_REMEMBERED = timedelta(days=30)
"""A listing that nothing leads to any more is forgotten after this: pages that were found there are young so long."""
_SLACK = timedelta(minutes=1)
"""A pause that was counted up to a time of day a moment ago is no clock that went wrong."""
_NEVER = float("inf")
_COLUMNS = (
    "url, source, first_seen, last_fetched, etag, last_modified, body_digest, outcome, reason, fetches, via, referrer,"
    " born, since, failures, final_url, claims"
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
        """The links worth a request at ``now``, one per canonical URL: see :func:`is_due`. Those that were never
        fetched come first, for a limit may cut the others off; else in the order given."""
        wanted: dict[str, Link] = {}
        for link in links:
            wanted.setdefault(_key(link.url), link)
        seen = self._seen_all(wanted)
        due = [url for url, link in wanted.items() if is_due(link, seen.get(url), now, settings, tdm)]
        return [wanted[url] for url in sorted(due, key=lambda url: url in seen)]

    def revisits(
        self, listings: Iterable[str], now: datetime, settings: CrawlSettings, tdm: TdmPolicy = TdmPolicy.SKIP
    ) -> list[Link]:
        """Links to the pages found on those listings (canonical addresses) that are due again, newest first, whether
        the listings still name them or not."""
        found = [seen for some in _batches(listings) for seen in self._found_on(some, now, settings, tdm)]
        return _links(
            seen for seen in found if may_change(seen, now, settings, tdm) and is_due(None, seen, now, settings, tdm)
        )

    def behind_walls(self, listings: Iterable[str], now: datetime) -> list[Link]:
        """Links to the pages found on those listings (canonical addresses) that are worth another try because the wall
        before them may be gone, newest first, whether it is their time (:func:`is_due`) or not."""
        found = (worth_another_try(*self._behind_walls(some, now), now) for some in _batches(listings))
        return _links(seen for some in found for seen in some)

    def _found_on(self, listings: list[str], now: datetime, settings: CrawlSettings, tdm: TdmPolicy) -> list[Seen]:
        """Pages of those listings that may be due: narrowed down by the rules of :func:`revisit_pause` and
        :func:`may_change`, so that the years past are not read in every pass."""
        marks = ",".join("?" * len(listings))
        youngest = (now - settings.revisit_until).timestamp()
        bound = settings.since.timestamp() if settings.since else None
        rows = self._db.execute(
            f"""
            SELECT {_COLUMNS} FROM pages WHERE referrer IN ({marks}) AND born > ? AND NOT {UNFINISHED}
                AND (last_fetched + max(?, last_fetched - born) <= ? OR last_fetched > ?)
            UNION ALL
            SELECT {_COLUMNS} FROM pages WHERE referrer IN ({marks}) AND {UNFINISHED} AND CASE
                WHEN failures > 0 THEN first_seen > ?
                WHEN reason = 'before_since' THEN ? IS NULL OR since > ?
                ELSE ?
            END
            """,
            (
                *listings,
                youngest,
                settings.revisit_after.total_seconds(),
                now.timestamp(),
                now.timestamp(),
                *listings,
                youngest,
                bound,
                bound,
                tdm is TdmPolicy.RECORD,
            ),
        )
        return [_seen_of(row) for row in rows]

    def _behind_walls(self, listings: list[str], now: datetime) -> tuple[list[Seen], datetime | None]:
        """The pages of those listings that were last seen behind a wall, and when one of them last gave an article."""
        marks, since = ",".join("?" * len(listings)), (now - WALL_REMEMBERED).timestamp()
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM pages WHERE referrer IN ({marks}) AND {IS_WALLED} AND born > ?", (*listings, since)
        )
        walled = [_seen_of(row) for row in rows]
        if not walled:
            return [], None
        (let_in,) = self._db.execute(
            f"SELECT max(last_fetched) FROM pages WHERE referrer IN ({marks}) AND born > ? AND outcome IN (?, ?)",
            (*listings, since, Outcome.ARTICLE.value, Outcome.UNCHANGED.value),
        ).fetchone()
        return walled, None if let_in is None else _moment(let_in)

    def seen(self, url: str) -> Seen | None:
        """What is known of an address; None when it was never fetched."""
        key = _key(url)
        return self._seen_all([key]).get(key)

    def validators(self, url: str) -> Validators:
        """For a conditional request; all None for an address never fetched, and for a page that was had and not kept:
        should it be asked for again, it is wanted whole. So is a page behind a wall: the validators are the wall's."""
        seen = self.seen(url)
        return seen.validators if seen and seen.reason not in LEFT_OUT | WALLED else Validators()

    def unknown(self, urls: Iterable[str]) -> int:
        """How many of these canonical addresses were never fetched."""
        wanted = set(urls)
        return len(wanted) - len(self.fetched(wanted))

    def fetched(self, urls: Iterable[str]) -> set[str]:
        """Those of these canonical addresses that were fetched, or tried, before."""
        found: set[str] = set()
        rest = iter(urls)
        while batch := list(islice(rest, _ASK_AT_ONCE)):
            marks = ",".join("?" * len(batch))
            found.update(url for (url,) in self._db.execute(f"SELECT url FROM pages WHERE url IN ({marks})", batch))
        return found

    def gave_pages(self, url: str) -> bool:
        """Whether pages that were fetched had been found on that listing."""
        row = self._db.execute("SELECT 1 FROM pages WHERE referrer = ? LIMIT 1", (_key(url),)).fetchone()
        return row is not None

    def poll_due(self, start: str, url: str, now: datetime, settings: CrawlSettings) -> bool:
        """Whether a listing of the source with that start page is worth a look at ``now``: it never had one that
        serves, though it may be there, or its learnt pause is over."""
        row = self._db.execute(
            "SELECT next_poll, gone FROM listings WHERE start = ? AND url = ?", (_key(start), _key(url))
        ).fetchone()
        taken = self.taken(start, url)
        if row is None or ((taken is None or not taken.serves(settings.since)) and row[1] < _GONE):
            return True
        left = _moment(row[0]) - now  # further off than any pause: the clock was wrong when it was last asked
        return not timedelta() < left <= settings.poll_most + _SLACK

    def taken(self, start: str, url: str) -> Taken | None:
        """The last reading of a listing of which nothing is left to be fetched; None when there was none."""
        row = self._db.execute(
            "SELECT taken, since, etag, last_modified, final_url FROM listings WHERE start = ? AND url = ?",
            (_key(start), _key(url)),
        ).fetchone()
        if row is None or row[0] is None:
            return None
        taken, since, etag, modified, final_url = row
        return Taken(
            _moment(taken),
            _moment(since) if since is not None else None,
            Validators(etag, modified, final_url=final_url),
        )

    def listings(self, start: str) -> dict[str, Via]:
        """The listings that a source's start page led to, itself among them, by address as last asked for, those first
        that were named last. Without the sitemaps of an index: what there is of them, the index tells."""
        rows = self._db.execute(
            "SELECT address, via FROM listings WHERE start = ? AND parent IS NULL ORDER BY named DESC, url",
            (_key(start),),
        )
        return {address: Via(via) for address, via in rows}

    def all_listings(self, start: str) -> set[str]:
        """Canonical addresses of all that pages of the source with that start page have been found on of late."""
        return {url for (url,) in self._db.execute("SELECT url FROM listings WHERE start = ?", (_key(start),))}

    def next_poll(self, start: str, now: datetime | None = None) -> datetime | None:
        """When the source with that start page is due next: the earliest time at which one of its listings is. None
        for a source that was never asked: it is due now. With ``now``, no listing rests longer from then on than its
        pause, even if the clock was ahead when it was last asked.

        Young articles of the source are looked at again in whatever pass comes; they make no source due. Nor do the
        sitemaps of an index, which is due as often as they bring news.
        """
        latest = "pause + ?" if now else "?"
        (earliest,) = self._db.execute(
            f"SELECT min(min(next_poll, {latest})) FROM listings WHERE start = ? AND parent IS NULL",
            (now.timestamp() if now else _NEVER, _key(start)),
        ).fetchone()
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
        self,
        capture: Page | Drop,
        now: datetime,
        *,
        published: datetime | None = None,
        modified: datetime | None = None,
        digest: str | None = None,
    ) -> None:
        """Note a fetch and its end. A page counts as an article until :meth:`conclude` says otherwise.

        ``published``, ``modified``: by the word of the listing that named it. ``digest``: the body's, where the caller
        has it. Validators are kept over fetches that gave no page.
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
                final_url = CASE WHEN :is_page THEN excluded.final_url ELSE final_url END,
                claims = CASE WHEN outcome = 'unchanged' THEN claims ELSE 0 END
                    + ifnull(:claim > last_fetched AND :claim <= :now, 0)
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
                "claim": modified.timestamp() if modified else None,
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
            INSERT INTO listings (start, url, address, via, last_polled, pause, next_poll, parent, named, gone)
            VALUES (:start, :url, :address, :via, :now, :pause, :next, :parent, :now, :gone)
            ON CONFLICT (start, url) DO UPDATE SET address = :address, via = :via, last_polled = :now, pause = :pause,
                next_poll = :next, parent = :parent, named = CASE WHEN :named THEN :now ELSE named END,
                gone = CASE WHEN :gone THEN gone + 1 ELSE 0 END
            """,
            {
                **key,
                "address": poll.url,
                "via": poll.via.value,
                "now": now.timestamp(),
                "pause": pause.total_seconds(),
                "next": (now + (settings.poll_least if left else pause)).timestamp(),
                "parent": _key(poll.parent) if poll.parent else None,
                "named": poll.named,
                "gone": poll.gone,
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
                    "taken": None if left else (poll.at or now).timestamp(),
                    "since": settings.since.timestamp() if settings.since else None,
                    "etag": known.etag,
                    "modified": known.last_modified,
                    "final": known.final_url,
                },
            )
        if poll.children is not None:
            self._forget_children(key, poll.children, now)
        self._wrote()

    def _forget_children(self, index: dict[str, str], named: frozenset[str], now: datetime) -> None:
        """The sitemaps that an index has ceased to name, a while after they were last asked for."""
        rows = self._db.execute(
            "SELECT url FROM listings WHERE start = :start AND parent = :url AND last_polled < :before",
            {**index, "before": (now - _REMEMBERED).timestamp()},
        )
        gone = [(index["start"], url) for (url,) in rows if url not in named]
        self._db.executemany("DELETE FROM listings WHERE start = ? AND url = ?", gone)

    def put_off(self, start: str, now: datetime, *, began: datetime) -> None:
        """A pass over a source is done: listings that were due when it ``began`` and that it had no reason to ask,
        because the start page no longer leads there or enough was found without them, make the source due no sooner
        than their pause. What came due meanwhile is for the next pass: put off here, it might never be asked again.
        What the start page has not led to for a month in which it was read is forgotten."""
        home = _key(start)
        self._db.execute(
            "UPDATE listings SET next_poll = ? + pause WHERE start = ? AND next_poll <= ? AND parent IS NULL",
            (now.timestamp(), home, began.timestamp()),
        )
        self._db.execute(
            """
            DELETE FROM listings WHERE start = :home AND url != :home AND (
                parent IS NULL AND named < (SELECT named FROM listings WHERE start = :home AND url = :home) - :month
                OR parent NOT IN (SELECT url FROM listings WHERE start = :home) AND last_polled < :now - :month
            )
            """,
            {"home": home, "now": now.timestamp(), "month": _REMEMBERED.total_seconds()},
        )
        self._wrote()

    def worth_noting(self, start: str, looks: Mapping[str, bool], now: datetime) -> list[str]:
        """The looks at listings of the source with that start page, by address and whether they were had, that are to
        be written down in the dataset: see :func:`ingest.ledger.facts.worth_noting`. They are remembered as such."""
        home = _key(start)
        rows = self._db.execute("SELECT url, well, noted FROM troubles WHERE start = ?", (home,))
        known = {url: Noted(bool(well), _moment(noted)) for url, well, noted in rows}
        wanted = worth_noting(known, looks, now)
        if not wanted:
            return []
        last = known | wanted
        if any(not one.well and now - one.at < TROUBLE_REMEMBERED for one in last.values()):
            self._db.executemany(
                "INSERT OR REPLACE INTO troubles VALUES (?, ?, ?, ?)",
                [(home, url, one.well, one.at.timestamp()) for url, one in wanted.items()],
            )
        else:
            self._db.execute("DELETE FROM troubles WHERE start = ?", (home,))
        self._wrote()
        return list(wanted)

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
        for batch in _batches(urls):
            marks = ",".join("?" * len(batch))
            for row in self._db.execute(f"SELECT {_COLUMNS} FROM pages WHERE url IN ({marks})", batch):
                found[row[0]] = _seen_of(row)
        return found


# --- pieces ----------------------------------------------------------------------------------------------------------
def _batches(urls: Iterable[str]) -> Iterator[list[str]]:
    """As many as one query takes."""
    rest = iter(urls)
    while batch := list(islice(rest, _ASK_AT_ONCE)):
        yield batch


def _links(pages: Iterable[Seen]) -> list[Link]:
    newest = sorted(pages, key=lambda seen: (seen.born, seen.url), reverse=True)
    return [Link(seen.url, seen.source, seen.via, seen.referrer) for seen in newest]


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
    born, since, failed, final_url, claims = rest
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
        claims=claims,
    )

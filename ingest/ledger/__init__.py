"""The crawler's memory: what was fetched when, with which validators, and how often listings bring news.

A listing is a feed, a sitemap, a home or a section page: whatever names articles. When something is asked for again is
decided by pure functions: ``facts.is_due`` for a page, ``rhythm`` for pauses. :meth:`Ledger.next_poll` tells a
scheduler when a source is due.

It is one SQLite file, and only saves requests. Nothing in a dataset is made from it, so it may be deleted at any time:
the next crawl then asks for everything once more. A file that is damaged is set aside and a new one begun.
"""

from ingest.ledger.facts import Poll, Seen, Validators, is_due
from ingest.ledger.ledger import Ledger

__all__ = ["Ledger", "Poll", "Seen", "Validators", "is_due"]

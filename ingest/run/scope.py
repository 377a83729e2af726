"""What a crawl that starts at a section takes: the pages below it, or where addresses do not tell, those it shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Scope:
    """``url in scope``: does an address belong to what the user named? Pure."""

    prefix: str = ""
    """Path that pages of a section begin with; empty: the whole site, or a section whose pages lie elsewhere."""
    section: str = ""
    """Last word of the section's path (``politique``): feeds of sections are named by it."""

    @classmethod
    def of(cls, start: str) -> Scope:
        """The scope of a start page, by its address alone: the site's root means the whole site."""
        path, query = urlsplit(start).path.strip("/"), urlsplit(start).query
        if not path and not query:
            return cls.whole()
        if query or not path:  # /spip.php?rubrique4 says nothing of other addresses
            return cls("", query)
        word = path.rpartition("/")[2]
        return cls("" if "." in word else f"/{path}/", word.partition(".")[0])  # /politique.html is no folder

    @classmethod
    def whole(cls) -> Scope:
        return cls()

    @property
    def is_whole(self) -> bool:
        return not self.prefix and not self.section

    @property
    def reaches_beyond(self) -> bool:
        """Whether a site-wide list, such as a sitemap, can be told apart into what belongs here and what does not."""
        return self.is_whole or bool(self.prefix)

    def settled(self, final_url: str, shown: Sequence[str]) -> Scope:
        """The scope once the start page was read: it may have moved, and the pages it shows may lie elsewhere."""
        if self.is_whole:
            return self
        moved = Scope.of(final_url)
        if moved.is_whole:  # the section is gone and leads to the home page
            return self
        return moved if any(url in moved for url in shown) else replace(moved, prefix="")

    def __contains__(self, url: str) -> bool:
        return not self.prefix or urlsplit(url).path.startswith(self.prefix)

    def has_feed(self, url: str) -> bool:
        """Whether a feed that the start page names is its own."""
        if self.is_whole or (self.prefix and url in self):
            return True
        word = re.escape(self.section.lower())
        return re.search(rf"(?<![a-z0-9]){word}(?![a-z0-9])", url.lower()) is not None

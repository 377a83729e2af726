"""Page ↔ WARC: what was fetched is kept before it is read, and everything else can be made again from it.

:class:`WarcWriter` writes segments, :func:`read_captures` reads ours and anybody's, :func:`read_stretch` a part of one
of ours, :func:`recover` closes what a killed run left open, :func:`erase_captures` takes captures out. Of a segment
that was continued, :func:`settle` says that it is committed; :func:`continued` tells where that is yet to be said, and
:func:`continued_from` from which byte on.
"""

from ingest.archive.erasing import erase_captures
from ingest.archive.reader import read_captures, read_stretch
from ingest.archive.records import OPEN_SUFFIX
from ingest.archive.recovery import recover
from ingest.archive.writer import WarcWriter, continued, continued_from, settle

__all__ = [
    "OPEN_SUFFIX",
    "WarcWriter",
    "continued",
    "continued_from",
    "erase_captures",
    "read_captures",
    "read_stretch",
    "recover",
    "settle",
]

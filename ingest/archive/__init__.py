"""Page ↔ WARC: what was fetched is kept before it is read, and everything else can be made again from it.

:class:`WarcWriter` writes segments, :func:`read_captures` reads ours and anybody's, :func:`recover` closes what a
killed run left open.
"""

from ingest.archive.reader import read_captures
from ingest.archive.recovery import recover
from ingest.archive.writer import OPEN_SUFFIX, WarcWriter

__all__ = ["OPEN_SUFFIX", "WarcWriter", "read_captures", "recover"]

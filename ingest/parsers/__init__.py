"""Page → Article: everything that reads a page, in the order of :mod:`ingest.parsers.reading`. No I/O, no clock."""

from ingest import native

native.prefer_compiled_parsers()  # before any module below is imported

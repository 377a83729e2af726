"""Page → Article: everything that reads a page, in the order told in :mod:`ingest.parsers.reading`. No I/O, no clock."""

"""Page → Article: everything that reads a page, in the order of :mod:`ingest.parsers.reading`. No I/O, no clock."""

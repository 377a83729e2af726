"""Dates: a visible line, a machine value, all the signals of a page → moments, as exact as their words."""

from ingest.parsers.dates.line import DateLine, parse_dateline
from ingest.parsers.dates.stamp import Stamp, parse_stamp

__all__ = ["DateLine", "Stamp", "parse_dateline", "parse_stamp"]

"""Dates: a visible line, a machine value, or all the signals of a page → moments with the precision their words have."""

from ingest.parsers.dates.line import DateLine, parse_dateline
from ingest.parsers.dates.stamp import Stamp, parse_stamp

__all__ = ["DateLine", "Stamp", "parse_dateline", "parse_stamp"]

"""Standard output and error, whatever the terminal's encoding is."""

from __future__ import annotations

import sys
from io import TextIOWrapper


def tell_at_all_costs() -> None:
    """What a message holds and the terminal does not know becomes a question mark: no run ends for want of a «…»."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def write_data(text: str) -> None:
    """Data on standard output, which is UTF-8: whoever reads it from a pipe or a file has no locale."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()

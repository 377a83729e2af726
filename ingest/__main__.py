"""``ingest``, and ``python -m ingest``: the command line, ready for Ctrl-C from its first import on."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    try:
        from ingest.cli import main as command_line
    except KeyboardInterrupt:
        sys.exit(130)  # as ingest.commands.codes.INTERRUPTED, of which nothing is loaded yet
    command_line()


if __name__ == "__main__":
    main()

"""What a command tells while it works: to standard error, for people or as JSON."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console


class JsonLines(logging.Formatter):
    """One JSON object a line: ``time`` (ISO 8601, UTC), ``level``, ``logger``, ``message``, and ``error`` with its
    traceback."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def tell(message: str) -> None:
    """Something a person should know, on standard error; in JSON where that is what is told there."""
    if any(isinstance(handler.formatter, JsonLines) for handler in logging.getLogger().handlers):
        logging.getLogger("ingest").warning("%s", message)
    else:
        click.echo(message, err=True)


def set_up_logs(quiet: bool, console: Console | None = None, form: str = "text") -> None:
    """Warnings, and what ingest tells, to standard error; above the progress bar where there is one."""
    handler: logging.Handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if form == "json" else logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    if console is not None and console.is_terminal and form == "text":
        from rich.logging import RichHandler

        handler = RichHandler(console=console, show_path=False)
    logging.basicConfig(level=logging.ERROR if quiet else logging.WARNING, handlers=[handler])
    logging.getLogger("ingest").setLevel(logging.ERROR if quiet else logging.INFO)

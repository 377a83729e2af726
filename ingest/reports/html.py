"""HTML pages that work from disk: one file, no script, no network, whatever the values in them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from ingest.errors import UsageError


@cache
def _environment() -> Environment:
    """Escapes every value; a name that a template does not know is an error, not an empty string."""
    environment = Environment(
        loader=PackageLoader("ingest.reports", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["thousands"] = "{:,}".format
    environment.filters["capfirst"] = lambda text: text[:1].upper() + text[1:]
    return environment


def write(page: str, path: Path) -> None:
    """Raises :class:`UsageError` where the file cannot be written."""
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"Cannot write {path}: {error.strerror}. Choose another path with --out.") from error


def render(template: str, **values: Any) -> str:
    """A page from a template of ``ingest/reports/pages``."""
    return _environment().get_template(template).render(**values)

"""HTML pages that work from disk: one file, no script, no network, whatever the values in them."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


@cache
def _environment() -> Environment:
    """Escapes every value; a name that a template does not know is an error, not an empty string."""
    return Environment(
        loader=PackageLoader("ingest.reports", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, **values: Any) -> str:
    """A page from a template of ``ingest/reports/pages``."""
    return _environment().get_template(template).render(**values)

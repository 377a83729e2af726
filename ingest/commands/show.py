"""``ingest show``: a page as it was archived."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ingest.commands.codes import OK

if TYPE_CHECKING:
    from ingest.model import Page


class _Moment(click.ParamType):  # type: ignore[type-arg]  # generic in click's stubs only since 8.2
    """An ISO 8601 time, UTC where it says nothing else; a day means its end."""

    name = "TIME|DAY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return datetime.combine(date.fromisoformat(value), time.max, UTC)
        except ValueError:
            pass
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is neither a day (2026-11-23) nor a time (2026-11-23T08:30:00+01:00).", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@click.command(
    epilog="\b\nExamples:\n"
    "  ingest show https://www.example.fr/article > page.html\n"
    "  ingest show https://www.example.fr/article --at 2026-11-01 --headers --dataset datasets/press"
)
@click.argument("url", metavar="URL|ARTICLE_ID")
@click.argument("folder", type=click.Path(path_type=Path), metavar="[DIR]", required=False)
@click.option("--at", type=_Moment(), help="As it was then: the last capture until that time. [default: the newest]")
@click.option("--headers", is_flag=True, help="The status and headers of the response before the body.")
@click.option(
    "--dataset", type=click.Path(path_type=Path), help="Where to look. [default: the newest of all in datasets/]"
)
def show(url: str, folder: Path | None, at: datetime | None, headers: bool, dataset: Path | None) -> int:
    """A page as it was archived, on standard output: the bytes that the site sent, content codings undone.

    DIR: the dataset's folder, as with --dataset.
    """
    from ingest.run.archived import archived_page, newest_archived_page

    dataset = folder or dataset
    page = archived_page(dataset, url, at) if dataset else newest_archived_page(Path("datasets"), url, at)
    if headers:
        sys.stdout.buffer.write(_head(page))
    sys.stdout.buffer.write(page.body)
    sys.stdout.buffer.flush()
    return OK


def _head(page: Page) -> bytes:
    """What came before the body, in the form of HTTP; first, when and where it came from."""
    lines = [
        f"# {page.final_url}",
        f"# fetched {page.fetched_at.isoformat()}",
        f"HTTP/1.1 {page.status}",
        *(f"{name}: {value}" for name, value in page.headers),
    ]
    return "\n".join([*lines, "", ""]).encode("latin-1", "replace")  # the bytes that came

"""``ingest export``: a dataset, asked in SQL, as JSON lines, CSV or Parquet."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from ingest.commands.codes import OK
from ingest.commands.flags import examples


@click.command(
    epilog=examples(
        'ingest export datasets/press --format csv --out titles.csv --query "SELECT source, title FROM articles"',
        "ingest export datasets/press | jq -r .title",
    )
)
@click.argument("dataset", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv", "parquet"]), default="jsonl", show_default=True)
@click.option("--query", help="SQL over articles, revisions and captures. [default: all articles]")
@click.option("--out", type=click.Path(path_type=Path), help="The file to write. [default: standard output]")
def export(dataset: Path, form: str, query: str | None, out: Path | None) -> int:
    """Rows of a dataset as JSON lines, CSV or Parquet. Needs DuckDB: pip install 'ingest[readers]'."""
    from ingest.errors import UsageError
    from ingest.run.export import EVERYTHING
    from ingest.run.export import export as export_rows

    if out is None and form == "parquet":
        raise UsageError("Parquet is no text: name a file with --out.")
    try:
        count = export_rows(dataset, out or sys.stdout.buffer, form, query or EVERYTHING)
        sys.stdout.flush()
    except BrokenPipeError:  # «… | head» has seen enough; Python would try to write the rest when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    if out:
        click.echo(f"{out}: rows {count}")
    return OK

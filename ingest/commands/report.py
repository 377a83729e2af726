"""``ingest report``: a dataset in one HTML page."""

from __future__ import annotations

from pathlib import Path

import click

from ingest.commands.codes import OK


@click.command(
    epilog="\b\nExamples:\n  ingest report datasets/presse --open\n  ingest report datasets/presse --out presse.html"
)
@click.argument("dataset", type=click.Path(path_type=Path), metavar="DATASET")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("report.html"), show_default=True, help="The page to write."
)
@click.option("--open", "show", is_flag=True, help="Open it in the browser.")
def report(dataset: Path, out: Path, show: bool) -> int:
    """One HTML page about a dataset: articles by day and source, coverage and reasons, freshness, completeness of the
    fields, edits, near-duplicates, alarms and rights. It works from disk: no network, no script.
    """
    from ingest.reports.dataset_report import report_page
    from ingest.reports.html import write
    from ingest.run.facts import FIELDS, facts_of
    from ingest.run.health import health_of

    health = health_of(dataset)
    page = report_page(dataset.resolve().name, facts_of(dataset), health.alarms, FIELDS, health.standings)
    write(page, out)
    click.echo(f"Written: {out}")
    if show:
        click.launch(str(out))
    return OK

"""``ingest compact``: files of a size for analytics."""

from __future__ import annotations

from pathlib import Path

import click

from ingest.commands.codes import OK


@click.command(epilog="\b\nExamples:\n  ingest compact datasets/press\n  ingest compact datasets/press --target 512")
@click.argument("dataset", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--target", type=click.IntRange(1), default=256, show_default=True, help="Megabytes at which a file is closed."
)
@click.option("--offline", is_flag=True, help="Nothing reads the dataset: needed where folders cannot be swapped.")
def compact(dataset: Path, target: int, offline: bool) -> int:
    """Merge the small files that runs leave in articles/, month by month. Readers may go on meanwhile.

    A reader that listed a month's files before they were swapped, and opens one after, is told that it is gone.
    """
    from ingest.run.enlarge import enlarge

    done = enlarge(dataset, target=target * 1024 * 1024, offline=offline)
    for month in done:
        click.echo(f"{month.month}: {month.before} files → {month.after}, {month.size / 1024 / 1024:.1f} MB")
    if not done:
        click.echo("Nothing to merge: no month has several small files.")
    return OK

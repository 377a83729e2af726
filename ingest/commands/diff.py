"""``ingest diff``: what an edit changed."""

from __future__ import annotations

from pathlib import Path

import click

from ingest.commands.codes import OK


@click.command(
    epilog="\b\nExamples:\n"
    "  ingest diff https://www.example.fr/article\n"
    "  ingest diff https://www.example.fr/article datasets/press --from 1 --to 3"
)
@click.argument("url")
@click.argument("dataset", type=click.Path(path_type=Path), metavar="[DIR]", required=False)
@click.option("--dataset", "folder", type=click.Path(path_type=Path), help="The same as DIR.")
@click.option("--from", "old", type=int, help="Number of the older version. [default: the one before]")
@click.option("--to", "new", type=int, help="Number of the newer version. [default: the newest]")
@click.option("--context", type=click.IntRange(0), default=1, show_default=True, help="Equal paragraphs to show.")
def diff(url: str, dataset: Path | None, folder: Path | None, old: int | None, new: int | None, context: int) -> int:
    """Two versions of an article side by side, with the words that went and came.

    DIR: the dataset's folder. [default: the first in datasets/ that has the article]
    """
    from rich.console import Console

    from ingest.reports.difference import print_difference, print_versions
    from ingest.run.versions import difference, numbered, versions

    console = Console()
    rows = versions(url, dataset or folder)
    print_versions(console, rows)
    if len(rows) == 1:
        click.echo("One version: no edit was seen.")
        return OK
    after = numbered(rows, new or len(rows))
    before = numbered(rows, old or max(1, rows.index(after)))
    found = difference(before, after)
    heads = tuple(f"version {rows.index(row) + 1}, {row['captured_at']:%Y-%m-%d %H:%M}" for row in (before, after))
    print_difference(console, (heads[0], heads[1]), found.fields, found.body, context=context)
    kind = found.edit.type.value if found.edit.type else "no edit of the text"
    click.echo(
        f"{kind} by {found.edit.by.value}: {', '.join(found.edit.changed)} ({found.edit.share:.1%} of the words)"
    )
    return OK

"""``ingest erase``: a page or a person out of a dataset, for good."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ingest.commands.codes import OK
from ingest.commands.flags import examples


@click.command(
    epilog=examples(
        "ingest erase datasets/press --url https://www.example.fr/article",
        'ingest erase datasets/press --author "Jeanne Martin" --dry-run',
    )
)
@click.argument("dataset", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--url", "urls", multiple=True, help="A page's address. May be given several times.")
@click.option("--author", "authors", multiple=True, help="A name as signed. May be given several times.")
@click.option("--dry-run", is_flag=True, help="Only say how much it would be.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(dataset: Path, urls: tuple[str, ...], authors: tuple[str, ...], dry_run: bool, yes: bool) -> int:
    """Take articles out of the tables and the archive, and never take them again.

    By address, or all that a person signed; also what is not there yet. Only digests of the addresses and names are
    kept. It cannot be undone.
    """
    from ingest.errors import UsageError
    from ingest.run.erase import erase as erase_articles
    from ingest.run.erase import preview

    rows = preview(dataset, urls=urls, authors=authors)
    click.echo(", ".join(f"{table} {count}" for table, count in rows.items()))
    if dry_run:
        return OK
    found = any(rows.values())
    if found and not yes:
        if not sys.stdin.isatty():
            raise UsageError("Nobody can be asked here, and it cannot be undone. If it is meant: --yes.")
        click.confirm("Erase them, and their pages in the archive?", abort=True)
    erase_articles(dataset, urls=urls, authors=authors)
    click.echo(f"{'Erased.' if found else 'There is nothing to erase.'} It will not be taken again.")
    return OK

"""``ingest explain``: why a page was read as it was."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from ingest.commands.codes import OK


@click.command(
    epilog="\b\nExamples:\n"
    "  ingest explain page.html --url https://www.example.fr/2026/11/23/article --open\n"
    "  ingest explain https://www.example.fr/article\n"
    "  ingest explain https://www.example.fr/article --dataset datasets/demo"
)
@click.argument("page", metavar="FILE|URL|ARTICLE_ID|-")
@click.option("--url", help="Where a file is from: for links, the site's name and its time zone.")
@click.option("--dataset", type=click.Path(path_type=Path), help="Take the page that is archived in this dataset.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("explain.html"), show_default=True, help="The page to write."
)
@click.option("--open", "show", is_flag=True, help="Open it in the browser.")
def explain(page: str, url: str | None, dataset: Path | None, out: Path, show: bool) -> int:
    """Why a page was read as it was: an HTML page with every field and its evidence beside all lines of the page, kept
    and left out, each with its reason.

    The page's own scripts never run, and nothing is asked of the network when it is looked at.
    """
    from ingest.reports.html import write
    from ingest.run import explain as explaining
    from ingest.run.archived import archived_page
    from ingest.run.onepage import bytes_of, fetch_page
    from ingest.settings import FetchSettings, TdmPolicy

    if dataset is not None:
        view = explaining.explained(archived_page(dataset, page), name=page)
    elif "://" in page:
        fetched = asyncio.run(fetch_page(page, FetchSettings(tdm=TdmPolicy.RECORD)))
        view = explaining.explained(fetched, name=page)
    else:
        view = explaining.explained_file(bytes_of(page), url, name=page)
    write(view, out)
    click.echo(f"Written: {out}")
    if show:
        click.launch(str(out))
    return OK

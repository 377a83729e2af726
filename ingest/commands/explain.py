"""``ingest explain``: why a page was read as it was."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import click

from ingest.commands.codes import OK
from ingest.commands.flags import rules_flag, user_agent_flag


@click.command(
    epilog="\b\nExamples:\n"
    "  ingest explain page.html --url https://www.example.fr/2026/11/23/article --open\n"
    "  ingest explain https://www.example.fr/article\n"
    "  ingest explain https://www.example.fr/article --dataset datasets/demo"
)
@click.argument("page", metavar="FILE|URL|ARTICLE_ID|-")
@click.argument("folder", type=click.Path(path_type=Path), metavar="[DIR]", required=False)
@click.option("--url", help="Where a file is from: for links, the site's name and its time zone.")
@click.option("--dataset", type=click.Path(path_type=Path), help="Take the page that is archived in this dataset.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("explain.html"), show_default=True, help="The page to write."
)
@click.option("--open", "show", is_flag=True, help="Open it in the browser.")
@rules_flag
@user_agent_flag
def explain(
    page: str,
    folder: Path | None,
    url: str | None,
    dataset: Path | None,
    out: Path,
    show: bool,
    rules: Path | None,
    user_agent: str | None,
) -> int:
    """Why a page was read as it was: an HTML page with every field and its evidence beside all lines of the page, kept
    and left out, each with its reason.

    DIR: the dataset's folder, as with --dataset. The page's own scripts never run, and nothing is asked of the network
    when it is looked at.
    """
    from ingest.reports.html import write
    from ingest.run import explain as explaining
    from ingest.run.archived import archived_page
    from ingest.run.onepage import bytes_of, fetch_page
    from ingest.run.site_rules import rules_of_run
    from ingest.run.sources import load_sources
    from ingest.settings import FetchSettings, TdmPolicy

    known, dataset = rules_of_run(rules), folder or dataset
    if dataset is not None:
        archived = archived_page(dataset, page)
        source = load_sources(dataset).get(archived.source)
        view = explaining.explained(archived, name=page, timezone=source.timezone if source else None, rules=known)
    elif "://" in page:
        settings = FetchSettings(tdm=TdmPolicy.RECORD)
        settings = replace(settings, user_agent=user_agent) if user_agent else settings
        view = explaining.explained(asyncio.run(fetch_page(page, settings)), name=page, rules=known)
    else:
        view = explaining.explained_file(bytes_of(page), url, name=page, rules=known)
    write(view, out)
    click.echo(f"Written: {out}")
    if show:
        click.launch(str(out))
    return OK

"""``ingest sources``: look a site up and write its entry, check a file, list what there is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import click

from ingest.commands.codes import FAILED, OK, USAGE
from ingest.commands.flags import user_agent_flag

if TYPE_CHECKING:
    from rich.console import Console

    from ingest.model import Source
    from ingest.run.lookup import Looked

_FILE = click.Path(path_type=Path)
_country = click.option("--country", metavar="CC", help="Only those of a country: FR, BE, SN …")
_kind = click.option("--kind", help="Only those of a kind: national, regional, magazine, broadcaster, agency …")


@click.group(
    epilog="\b\nExamples:\n"
    "  ingest sources add https://www.example.fr/\n"
    "  ingest sources add --catalogue --country BE --kind regional\n"
    "  ingest sources check sources.toml\n"
    "  ingest sources list --catalogue --country SN"
)
def sources() -> None:
    """Entries of a sources.toml."""


@sources.command(
    epilog="\b\nExamples:\n"
    "  ingest sources add https://www.example.fr/\n"
    "  ingest sources add lemonde rtbf --to presse.toml\n"
    "  ingest sources add --catalogue --country BE --kind regional"
)
@click.argument("targets", nargs=-1, metavar="[URL|NAME]…")
@click.option("--catalogue", "from_catalogue", is_flag=True, help="Take entries of the catalogue as they are.")
@_country
@_kind
@click.option("--to", "file", type=_FILE, default=Path("sources.toml"), show_default=True, help="The file to add to.")
@click.option("--name", help="Name of the entry, for a single URL. [default: the site's domain]")
@click.option("--dry-run", is_flag=True, help="Show the entry, and write nothing.")
@user_agent_flag
def add(
    targets: tuple[str, ...],
    from_catalogue: bool,
    country: str | None,
    kind: str | None,
    file: Path,
    name: str | None,
    dry_run: bool,
    user_agent: str | None,
) -> int:
    """Look a site up (feeds, sitemaps, robots.txt, text and data mining, language, time zone, five of its articles) and
    write its entry. With --catalogue, entries are written as they are, and nothing is fetched.
    """
    from rich.console import Console

    from ingest.errors import UsageError
    from ingest.run.sources import sources_of
    from ingest.sources import select
    from ingest.sources.entries import names_in

    console = Console(highlight=False)
    if from_catalogue:
        if targets:
            raise UsageError("--catalogue takes --country and --kind, not names. Names work without it.")
        return _write(console, select(country=country, kind=kind), file, dry_run)
    if not targets:
        raise UsageError("Name a web address, a source of the catalogue, or --catalogue with --country or --kind.")
    wanted = sources_of(targets)
    if name:
        if len(wanted) > 1:
            raise UsageError("--name is for a single address.")
        wanted = [replace(wanted[0], name=name)]
    there = set() if dry_run else names_in(file)  # a fault is told before anything is asked
    for source in wanted:
        if source.name in there:
            _tell_known(console, source, file)
    wanted = [source for source in wanted if source.name not in there]
    found = []
    for source in wanted:
        looked = asyncio.run(_looked(source, user_agent))
        _show(console, looked)
        if looked.links:
            found.append(looked.source)
    if not found:
        return FAILED if wanted else OK
    return _write(console, found, file, dry_run)


async def _looked(source: Source, user_agent: str | None) -> Looked:
    from ingest.run.lookup import look_up
    from ingest.settings import FetchSettings

    return await look_up(source, FetchSettings(user_agent=user_agent) if user_agent else FetchSettings())


def _show(console: Console, looked: Looked) -> None:
    from rich.text import Text

    from ingest.reports.meanings import in_words

    source, rights = looked.source, looked.rights
    console.print(Text(f"{source.name}  {source.home}", "bold"))
    if looked.failure is not None:
        console.print(Text(f"  {in_words(looked.failure)}", "red"))
        return
    if not looked.links:
        kind = "This is an article" if looked.is_article else "No link to an article was found here"
        root = urljoin(source.home, "/")
        console.print(Text(f"  {kind}: give the site's home page, {root}, or a section, a feed or a sitemap.", "red"))
        return
    reserved = {True: "reserved", False: "expressly open", None: "nothing said"}[rights.tdm_reserved]
    facts = {
        "links": str(looked.links),
        "feeds": ", ".join(source.feeds) or "none",
        "sitemaps": ", ".join(source.sitemaps) or "none",
        "language": source.language or "not certain: set language",
        "time zone": source.timezone or "not certain: set timezone",
        "robots.txt": rights.robots.value,
        "mining": reserved + (f" ({rights.tdm_url})" if rights.tdm_url else ""),
        "AI collectors": f"refused: {', '.join(rights.ai_refused)}" if rights.ai_refused else "none refused by name",
    }
    for label, value in facts.items():
        console.print(Text(f"  {label:14}{value}"), soft_wrap=True)
    for article in looked.articles:
        when = f"{article.published_at:%Y-%m-%d %H:%M}" if article.published_at else "no date"
        signed = ", ".join(article.authors) or "unsigned"
        words = len(article.text.split())
        console.print(
            Text(f"  ✓ {article.title or article.url}\n      {when} · {signed} · {words} words"), soft_wrap=True
        )
    for drop in looked.drops:
        console.print(Text(f"  – {in_words(drop)}", "dim"), soft_wrap=True)


def _write(console: Console, found: Iterable[Source], file: Path, dry_run: bool) -> int:
    from rich.text import Text

    from ingest.sources.entries import add_sources, entry_of

    if dry_run:
        console.print(Text("\n".join(entry_of(source) for source in found)), soft_wrap=True)
        return OK
    added, there = add_sources(file, found)
    for source in there:
        _tell_known(console, source, file)
    console.print(Text(f"{len(added)} added to {file}."))
    return OK


def _tell_known(console: Console, source: Source, file: Path) -> None:
    from rich.text import Text

    console.print(Text(f"{source.name} is in {file} already: left as it is. Another name: --name.", "yellow"))


@sources.command(
    epilog="\b\nExamples:\n  ingest sources check sources.toml\n  ingest sources check sources.toml --offline"
)
@click.argument("file", type=_FILE, metavar="SOURCES.TOML")
@click.option("--offline", is_flag=True, help="Look at the file only, and ask no site.")
@user_agent_flag
def check(file: Path, offline: bool, user_agent: str | None) -> int:
    """Look through a file: unknown keys, wrong zones, two entries for one site, feeds and sitemaps that cannot be had,
    with lines."""
    from ingest.run.check_sources import check_sources
    from ingest.settings import FetchSettings
    from ingest.sources.files import check_entries

    found, faults = check_entries(file)
    settings = FetchSettings(user_agent=user_agent) if user_agent else FetchSettings()
    if found and not offline:
        faults += asyncio.run(check_sources(file, found, settings))
    for fault in faults:
        click.echo(str(fault), err=True)
    click.echo(f"{file}: sources {len(found)}, faults {len(faults)}.")
    return USAGE if faults else OK


@sources.command(
    name="list",
    epilog="\b\nExamples:\n  ingest sources list sources.toml\n  ingest sources list --catalogue --country CH",
)
@click.argument("file", type=_FILE, required=False, metavar="[SOURCES.TOML]")
@click.option("--catalogue", "from_catalogue", is_flag=True, help="Those that come with ingest.")
@_country
@_kind
def list_(file: Path | None, from_catalogue: bool, country: str | None, kind: str | None) -> int:
    """The sources of a file, or of the catalogue."""
    from ingest.errors import UsageError
    from ingest.sources import select
    from ingest.sources.files import read_sources

    if from_catalogue == (file is not None):
        raise UsageError("Name a sources.toml, or --catalogue.")
    found = read_sources(file) if file is not None else select(country=country, kind=kind)
    for source in found:
        facts = " ".join(filter(None, (source.country, source.language, source.timezone)))
        click.echo(f"{source.name:32} {source.home}  {facts}")
    return OK

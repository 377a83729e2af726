"""``ingest rules``: site rules, checked and imported."""

from __future__ import annotations

from pathlib import Path

import click

from ingest.commands.codes import FAILED, OK, USAGE
from ingest.commands.flags import examples

_FOLDER = click.Path(path_type=Path)


@click.group(epilog=examples("ingest rules check my-rules", "ingest rules import ftr-site-config --out my-rules"))
def rules() -> None:
    """Selectors for single sites, for crawl, run, build and parse --rules. None come with Ingest."""


@rules.command(epilog=examples("ingest rules check my-rules"))
@click.argument("folder", type=_FOLDER)
def check(folder: Path) -> int:
    """Look through a folder of rules: unknown keys, bad selectors, two rules for one site and day."""
    from ingest.errors import UsageError
    from ingest.run.site_rules import check_rules

    found, faults = check_rules(folder)
    for fault in faults:
        click.echo(str(fault), err=True)
    if not found and not faults:
        raise UsageError(f"There is no rule in {folder}: no .toml file with a table. See docs/site-rules.md.")
    click.echo(f"{folder}: rules {len(found)}, faults {len(faults)}.")
    return USAGE if faults else OK


@rules.command(name="import", epilog=examples("ingest rules import ftr-site-config --out my-rules"))
@click.argument("folder", type=_FOLDER)
@click.option("--out", required=True, type=_FOLDER, help="Where to write the rules, one TOML file each.")
@click.option("-q", "--quiet", is_flag=True, help="Only the counts, not each line that was left out.")
def import_(folder: Path, out: Path, quiet: bool) -> int:
    """Translate Five Filters' ftr-site-config files, and say line by line what could not be."""
    from ingest.run.site_rules import import_rules

    done = import_rules(folder, out)
    for line in () if quiet else done.untranslated:
        click.echo(str(line), err=True)
    click.echo(f"{out}: files {done.files}, rules {done.rules}, lines left out {len(done.untranslated)}.")
    return OK if done.rules else FAILED

"""``ingest verify``: is a dataset whole, and does it agree with its archive?"""

from __future__ import annotations

from pathlib import Path

import click

from ingest.commands.codes import FAILED, OK
from ingest.commands.flags import examples, rules_flag, tdm_flag


@click.command(epilog=examples("ingest verify datasets/press", "ingest verify datasets/press --repair"))
@click.argument("dataset", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--repair", is_flag=True, help="Build again from the archive what can be.")
@tdm_flag
@rules_flag
def verify(dataset: Path, repair: bool, tdm: str, rules: Path | None) -> int:
    """Look through a dataset: schema, checksums, rows that contradict each other, pages that are not where rows say.

    A repair reads pages again: give it the --tdm and --rules that the dataset was crawled with.

    Exit code 0: all is well. 1: something is not; each fault is a line.
    """
    from ingest.run.rows import ReadSettings
    from ingest.run.verify import repair as repair_dataset
    from ingest.run.verify import verify as verify_dataset
    from ingest.settings import TdmPolicy

    verdict = verify_dataset(dataset)
    if repair and verdict.faults:
        for fault in verdict.faults:
            click.echo(f"found: {fault}", err=True)
        verdict = repair_dataset(dataset, verdict, read=ReadSettings(tdm=TdmPolicy(tdm), rules=rules))
    for fault in verdict.faults:
        click.echo(str(fault), err=True)
    elsewhere = [("segments archived elsewhere", verdict.elsewhere)] if verdict.elsewhere else []
    counts = [*verdict.rows.items(), ("archives", verdict.archives), *elsewhere, ("faults", len(verdict.faults))]
    click.echo(", ".join(f"{name} {count}" for name, count in counts))
    if verdict.faults and not repair:
        click.echo("Mend what can be with --repair.", err=True)
    return FAILED if verdict.faults else OK

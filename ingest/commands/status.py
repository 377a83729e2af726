"""``ingest status``: which sources are well, and what is wrong with the others."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ingest.commands.codes import ALARMS, OK
from ingest.commands.streams import write_data


@click.command(
    epilog="\b\nExamples:\n"
    "  ingest status datasets/presse\n"
    "  ingest status datasets/presse --format json | jq '.standings, .alarms[].sentence'\n"
    "  ingest status datasets/presse --webhook https://hooks.example.org/ingest"
)
@click.argument("dataset", type=click.Path(path_type=Path), metavar="DATASET")
@click.option("--all", "past", is_flag=True, help="Alarms that are over as well.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--webhook", metavar="URL", help="Post new alarms there as JSON, each once.")
@click.option("--command", metavar="COMMAND", help="Run it on new alarms, with the JSON on standard input.")
def status(dataset: Path, past: bool, form: str, webhook: str | None, command: str | None) -> int:
    """Compare each source with its own past, and say what broke: a source gone silent, a changed template, walls,
    paywalls, errors, boilerplate, a moved clock, new rights. With the pages that show it.

    Ends with exit code 6 while an alarm lasts.
    """
    from rich.console import Console

    from ingest.reports.alarms import as_record, print_alarms
    from ingest.run.health import health_of
    from ingest.run.told import tell, untold

    health = health_of(dataset)
    lasting = [alarm for alarm in health.alarms if alarm.until is None]
    shown = health.alarms if past else lasting
    if form == "json":
        known = {
            "sources": list(health.standings),
            "standings": health.standings,
            "alarms": [as_record(alarm) for alarm in shown],
        }
        write_data(json.dumps(known, ensure_ascii=False, indent=2))
    else:
        print_alarms(Console(highlight=False), shown, health.standings)
    if (webhook or command) and (new := untold(dataset, health.alarms)):
        tell(dataset, new, webhook=webhook, command=command)
    return ALARMS if lasting else OK

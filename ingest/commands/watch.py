"""``ingest watch``: a job that keeps running."""

from __future__ import annotations

import asyncio
import signal
from contextlib import nullcontext, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from ingest.commands.codes import OK
from ingest.commands.flags import Out, Zone, examples, fetch_flags, log_flag, settings_of, state_flag
from ingest.commands.logs import set_up_logs, tell

if TYPE_CHECKING:
    from ingest.run.metrics import MetricsServer
    from ingest.run.watch import Plan, Timetable


@click.command(
    epilog=examples(
        "ingest watch sources.toml --out datasets/presse",
        "ingest watch sources.toml --cron '*/15 6-23 * * *' --zone Europe/Paris --port 9464",
    )
)
@click.argument("file", type=click.Path(path_type=Path), metavar="SOURCES.TOML")
@click.option("--out", type=Out(), help="The dataset's folder. [default: datasets/NAME-OF-FILE]")
@state_flag
@click.option("--limit", type=click.IntRange(0), default=0, show_default=True, help="Newest pages a pass; 0: no limit.")
@click.option(
    "--every", type=click.IntRange(1), default=10, show_default=True, help="Minutes between passes, at least."
)
@click.option("--cron", metavar="EXPRESSION", help="Begin passes at these times, instead of by the sources' rhythm.")
@click.option("--zone", type=Zone(), default="UTC", show_default=True, help="Time zone of --cron.")
@click.option("--port", type=click.IntRange(0), help="Serve /metrics (Prometheus) and /health on 127.0.0.1.")
@log_flag
@fetch_flags
def watch(
    file: Path,
    out: Path | str | None,
    state: Path | None,
    limit: int,
    every: int,
    cron: str | None,
    zone: str,
    port: int | None,
    log_format: str,
    **fetch: Any,
) -> int:
    """Keep a dataset up to date for years: pass after pass, each source when news is due by its own past.

    SIGTERM or Ctrl-C ends the pass under way in good order, and the job. SIGHUP reads the sources file again.
    """
    from ingest.run.metrics import Metrics
    from ingest.run.publishing import local_folder
    from ingest.run.watch import Cron, Rhythm

    set_up_logs(quiet=False, form=log_format)
    timetable = Cron(cron, ZoneInfo(zone)) if cron is not None else Rhythm(timedelta(minutes=every))
    _plan(file, limit, fetch)  # a fault in the file is told before anything begins
    folder = local_folder(out or Path("datasets") / file.stem, state)
    metrics = Metrics()
    with _server(metrics, port):
        asyncio.run(_until_stopped(file, folder, limit, timetable, metrics, fetch))
    return OK


async def _until_stopped(
    file: Path, out: Path, limit: int, timetable: Timetable, metrics: Any, fetch: dict[str, Any]
) -> None:
    from ingest.reports.terminal import Lines
    from ingest.run.watch import watch

    stop, reload = _on_signals()
    await watch(
        lambda: _plan(file, limit, fetch), out, timetable, watcher=metrics, stop=stop, reload=reload, progress=Lines()
    )


def _plan(file: Path, limit: int, fetch: dict[str, Any]) -> Plan:
    """What the sources file says now."""
    from ingest.run.watch import Plan
    from ingest.sources import read_sources, rules_folder

    sources = read_sources(file)
    flags = {**fetch, "rules": fetch["rules"] or rules_folder(file)}
    return Plan(sources, settings_of(limit=limit or None, since=None, keep_rhythm=True, **flags))


def _server(metrics: Any, port: int | None) -> MetricsServer | nullcontext[None]:
    from ingest.run.metrics import MetricsServer

    if port is None:
        return nullcontext()
    server = MetricsServer(metrics, port)
    tell(f"Metrics at {server.url}/metrics, health at {server.url}/health")
    return server


def _on_signals() -> tuple[asyncio.Event, asyncio.Event]:
    """Events that SIGTERM and Ctrl-C, and SIGHUP, set."""
    stop, reload = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError, AttributeError):  # Windows has neither handlers nor SIGHUP: Ctrl-C ends at once
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        loop.add_signal_handler(signal.SIGHUP, reload.set)
    return stop, reload

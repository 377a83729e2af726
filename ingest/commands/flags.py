"""Flags that several commands share, and the settings they mean."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from ingest import times

if TYPE_CHECKING:
    from ingest.run.crawl import Settings


class Since(click.ParamType):  # type: ignore[type-arg]  # generic in click's stubs only since 8.2
    """An age (7d, 12h, 2w) or a date."""

    name = "AGE|DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            if age := times.age(value):
                return datetime.now(UTC) - age
            moment = datetime.fromisoformat(value.strip())
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is neither an age (7d, 12h, 2w) nor a date (2026-11-01).", param, ctx)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if moment > datetime.now(UTC):
            self.fail(f"{value!r} is still to come: nothing is published since.", param, ctx)
        return moment


class Duration(click.ParamType):  # type: ignore[type-arg]
    """A length of time."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        length = times.length(value)
        if length is None:
            self.fail(f"{value!r} is no length of time, such as 90s, 10m or 2h.", param, ctx)
        return length


class Zone(click.ParamType):  # type: ignore[type-arg]
    """An IANA time zone."""

    name = "ZONE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return str(ZoneInfo(value))
        except (KeyError, ValueError, OSError):  # not found is a KeyError; a folder of zones, an OSError
            self.fail(f"{value!r} is no IANA time zone, such as Europe/Paris.", param, ctx)


class Out(click.ParamType):  # type: ignore[type-arg]
    """A folder, or a place in an object store. The latter stays text: as a path it would lose a slash."""

    name = "DIR|s3://BUCKET/PREFIX"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path | str:
        if isinstance(value, Path) or "://" not in value:
            return Path(value)
        if not value.startswith("s3://"):
            self.fail(f"{value!r} is neither a folder nor s3://BUCKET/PREFIX.", param, ctx)
        return str(value)


def examples(*lines: str) -> str:
    """The end of a command's help, as written."""
    return "\b\n" + "\n".join(["Example:" if len(lines) == 1 else "Examples:", *(f"  {line}" for line in lines)])


tdm_flag = click.option(
    "--tdm",
    type=click.Choice(["skip", "record", "ask-policy"]),
    default="skip",
    show_default=True,
    help="Pages whose publisher reserves text and data mining: skip them, keep them and record it, or keep those that"
    " the publisher's policy opens. A source's own `tdm` in sources.toml wins.",
)
user_agent_flag = click.option(
    "--user-agent",
    envvar="INGEST_USER_AGENT",
    help="Who asks: name and contact, e.g. «mylab/1.0 (+mailto:me@example.org)». Also INGEST_USER_AGENT.",
)
rules_flag = click.option(
    "--rules",
    type=click.Path(path_type=Path),
    help="A folder of site rules: selectors for single sites, see docs/site-rules.md.",
)
state_flag = click.option(
    "--state",
    type=click.Path(path_type=Path),
    help="Working folder of --out s3://…, kept from run to run. [default: one below ~/.local/state/ingest]",
)
log_flag = click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What is told on standard error: for people, or one JSON object a line.",
)
_FETCH_FLAGS = (
    click.option(
        "--delay",
        type=click.FloatRange(0),
        default=1.0,
        show_default=True,
        help="Seconds between two requests to one host, at least. A longer Crawl-delay wins.",
    ),
    click.option(
        "--per-host", type=click.IntRange(1), default=2, show_default=True, help="Connections at once to one host."
    ),
    user_agent_flag,
    tdm_flag,
    rules_flag,
    click.option("--workers", type=click.IntRange(0), help="Parser processes. [default: one per core]"),
)


def _to_write(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path | None:
    """A file that can be written when the work is done, as far as that can be seen before it begins."""
    if value is not None and not (value.parent.is_dir() and os.access(value.parent, os.W_OK)):
        raise click.BadParameter(f"{value.parent} is no folder that can be written to.", ctx, param)
    return value


_OUTPUT_FLAGS = (
    click.option(
        "--summary",
        "summary_file",
        type=click.Path(dir_okay=False, writable=True, path_type=Path),
        callback=_to_write,
        help="Write the counts as JSON to this file.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="No progress, no summary."),
)


def fetch_flags(command: Callable[..., Any]) -> Callable[..., Any]:
    """Flags of all commands that crawl."""
    for option in reversed(_FETCH_FLAGS):
        command = option(command)
    return command


def output_flags(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_OUTPUT_FLAGS):
        command = option(command)
    return command


def settings_of(
    *,
    limit: int | None,
    since: datetime | None,
    delay: float,
    per_host: int,
    user_agent: str | None,
    tdm: str,
    rules: Path | None,
    workers: int | None,
    keep_rhythm: bool = False,
) -> Settings:
    """The settings of a pass, from the values of :func:`fetch_flags`."""
    from ingest.run.crawl import Settings
    from ingest.settings import CrawlSettings, FetchSettings, TdmPolicy

    fetch = FetchSettings(delay=timedelta(seconds=delay), per_host=per_host, tdm=TdmPolicy(tdm))
    if user_agent:
        fetch = replace(fetch, user_agent=user_agent)
    crawl = CrawlSettings(limit=limit, since=since, workers=workers, keep_rhythm=keep_rhythm)
    return Settings(fetch=fetch, crawl=crawl, rules=rules)

"""``ingest service``: the files that make a machine run a job of its own accord."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from ingest.commands.codes import OK
from ingest.commands.flags import Out, user_agent_flag

_UNITS = Path("~/.config/systemd/user")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9:_.-]")
"""Characters that a unit's name cannot have."""

_SYSTEMD = """\
{head}
[Unit]
Description=Ingest: {name}
Wants=network-online.target
After=network-online.target

[Service]
ExecStart={command}
ExecReload=/bin/kill -HUP $MAINPID
WorkingDirectory={folder}
Restart=on-failure
RestartPreventExitStatus=2
RestartSec=60
TimeoutStopSec=300
NoNewPrivileges=true
ProtectSystem=strict
ReadWritePaths={writable}

[Install]
WantedBy=default.target
"""
_CRON = """\
# Written by: ingest service install {file} --cron
*/15 * * * * cd {folder} && {command}
"""


@click.group(epilog="\b\nExample:\n  ingest service install sources.toml --systemd --print")
def service() -> None:
    """Have a machine run a job of its own accord."""


@service.command(
    epilog="\b\nExamples:\n"
    "  ingest service install sources.toml --systemd --print\n"
    "  ingest service install sources.toml --systemd && systemctl --user enable --now ingest-sources\n"
    "  ingest service install regions.toml --systemd --name regions --port 9465\n"
    "  ingest service install sources.toml --cron --print"
)
@click.argument("file", type=click.Path(path_type=Path), metavar="SOURCES.TOML")
@click.option("--systemd", "kind", flag_value="systemd", help="A systemd unit of the user that runs ingest watch.")
@click.option("--cron", "kind", flag_value="cron", help="A line for crontab that runs ingest run.")
@click.option("--out", type=Out(), help="The dataset's folder. [default: datasets/NAME-OF-FILE]")
@click.option("--name", help="The unit is called ingest-NAME. [default: the file's name]")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="Have the unit serve /metrics and /health on 127.0.0.1, each unit at a port of its own. [default: not served]",
)
@user_agent_flag
@click.option("--print", "only_print", is_flag=True, help="Show it, and write nothing.")
def install(
    file: Path,
    kind: str | None,
    out: Path | str | None,
    name: str | None,
    port: int | None,
    user_agent: str | None,
    only_print: bool,
) -> int:
    """Write a systemd unit (ingest watch, which keeps running) or a crontab line (ingest run, every quarter of an hour;
    a run that finds the one before still at work ends at once).

    Installed again, a unit is replaced; one of another file or folder is not.
    """
    from ingest.errors import UsageError
    from ingest.sources import read_sources

    if kind is None:
        raise UsageError("Choose --systemd or --cron.")
    if kind == "cron" and (name or port):
        raise UsageError("--name and --port are of a --systemd unit; a line of a crontab has neither.")
    if isinstance(out, str):
        raise UsageError("A service does not know the store's credentials. Name a folder, then edit what is written.")
    read_sources(file)  # no service for a file that cannot be read
    file = file.resolve()
    out = (out or Path("datasets") / file.stem).resolve()
    unit = _Unit(name or file.stem, file, out, port, user_agent)
    text = unit.text if kind == "systemd" else _line(file, out, user_agent)
    if only_print:
        click.echo(text, nl=False)
    elif kind == "systemd":
        _install(unit)
    else:
        _add_to_crontab(text)
    return OK


@dataclass(frozen=True, slots=True)
class _Unit:
    """A systemd unit of the user."""

    name: str
    file: Path
    out: Path
    port: int | None
    user_agent: str | None

    @property
    def path(self) -> Path:
        return _UNITS.expanduser() / f"ingest-{_NOT_IN_NAMES.sub('-', self.name)}.service"

    @property
    def head(self) -> str:
        """The first line: whose unit it is."""
        return f"# Written by: ingest service install {shlex.join([str(self.file), '--out', str(self.out)])} --systemd"

    @property
    def text(self) -> str:
        port = ["--port", str(self.port)] if self.port else []
        words = [*_program(), "watch", str(self.file), "--out", str(self.out), *port, *_agent(self.user_agent)]
        said = {
            "name": self.name,
            "command": _quoted([word.replace("$", "$$") for word in words]),  # a variable otherwise
            "folder": str(self.file.parent),
            "writable": _quoted([str(self.out)]),
        }
        return _SYSTEMD.format(head=self.head, **{key: value.replace("%", "%%") for key, value in said.items()})


def _install(unit: _Unit) -> None:
    from ingest.errors import UsageError

    try:
        there = unit.path.read_text("utf-8", errors="replace") if unit.path.exists() else None
        if there is not None and there.partition("\n")[0] != unit.head:
            raise UsageError(
                f"{unit.path} is there already, and is not of {unit.file} with --out {unit.out}. Give this one another"
                " name with --name, or remove that one."
            )
        unit.out.mkdir(parents=True, exist_ok=True)  # ReadWritePaths must be there
        unit.path.parent.mkdir(parents=True, exist_ok=True)
        unit.path.write_text(unit.text, "utf-8")
    except OSError as error:
        raise UsageError(f"Cannot write {error.filename}: {error.strerror}. Use --print.") from error
    begin = "systemctl --user daemon-reload && systemctl --user restart" if there else "systemctl --user enable --now"
    click.echo(f"Written: {unit.path}\nBegin with: {begin} {unit.path.stem}")


def _line(file: Path, out: Path, user_agent: str | None) -> str:
    command = [*_program(), "run", str(file), "--out", str(out), "--max-time", "2h", "--quiet", *_agent(user_agent)]
    # In a crontab a percent sign ends the command.
    return _CRON.format(
        file=file.name, folder=shlex.quote(str(file.parent)), command=shlex.join(command).replace("%", r"\%")
    )


def _program() -> list[str]:
    """The command as it was called now: a scheduler has another PATH."""
    found = shutil.which("ingest", path=str(Path(sys.executable).parent))
    return [found] if found else [sys.executable, "-m", "ingest"]


def _agent(user_agent: str | None) -> list[str]:
    return ["--user-agent", user_agent] if user_agent else []


def _quoted(words: list[str]) -> str:
    """As systemd reads a command line, or a list of folders: double quotes where there are spaces."""
    escaped = (word.replace("\\", "\\\\").replace('"', '\\"') for word in words)
    return " ".join(f'"{word}"' if " " in word or "(" in word else word for word in escaped)


def _add_to_crontab(text: str) -> None:
    from ingest.errors import IngestError, UsageError

    crontab = shutil.which("crontab")
    if crontab is None:
        raise UsageError("There is no crontab here. Use --print, and give the line to the scheduler there is.")
    before = subprocess.run([crontab, "-l"], capture_output=True, text=True).stdout
    if text in before:
        click.echo("It is in the crontab already.")
        return
    done = subprocess.run([crontab, "-"], input=before + text, capture_output=True, text=True)
    if done.returncode:
        raise IngestError(f"crontab did not take the line: {done.stderr.strip()}")
    click.echo("Added to the crontab.")

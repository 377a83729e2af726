"""Which alarms were told to a webhook or a command already: each is told once."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path

import httpx

from ingest.errors import IngestError, UsageError
from ingest.health import Alarm
from ingest.reports.alarms import as_record

_FILE = ".alarms-told.json"
_PATIENCE = 30.0
"""Seconds for a webhook or a command."""


def untold(dataset: Path, alarms: Sequence[Alarm]) -> list[Alarm]:
    """The alarms that last, and were not told before."""
    told = _told(dataset)
    return [alarm for alarm in alarms if alarm.until is None and alarm.key not in told]


def tell(
    dataset: Path,
    alarms: Sequence[Alarm],
    *,
    webhook: str | None = None,
    command: str | None = None,
    transport: httpx.BaseTransport | None = None,
) -> None:
    """Send new alarms as JSON: ``{"dataset": …, "alarms": […]}`` posted to ``webhook``, and on standard input of
    ``command``. Told again next time when either fails.

    Raises :class:`UsageError` for a command that is not there, :class:`IngestError` when the other side refuses.
    """
    message = json.dumps({"dataset": str(dataset), "alarms": [as_record(one) for one in alarms]}, ensure_ascii=False)
    if webhook:
        _post(webhook, message, transport)
    if command:
        _run(command, message)
    _remember(dataset, _told(dataset) | {alarm.key for alarm in alarms})


def _post(webhook: str, message: str, transport: httpx.BaseTransport | None) -> None:
    try:
        with httpx.Client(transport=transport, timeout=_PATIENCE) as client:
            headers = {"content-type": "application/json"}
            client.post(webhook, content=message.encode("utf-8"), headers=headers).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise IngestError(f"The webhook {webhook} did not take the alarms ({error}): check its address.") from error


def _run(command: str, message: str) -> None:
    try:
        subprocess.run(shlex.split(command), input=message, text=True, check=True, timeout=_PATIENCE)
    except (OSError, ValueError) as error:
        raise UsageError(f"Cannot run {command!r}: {error}.") from error
    except subprocess.SubprocessError as error:
        raise IngestError(f"The command for alarms failed: {error}.") from error


def _told(dataset: Path) -> set[str]:
    try:
        return set(json.loads((dataset / _FILE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return set()  # told once more rather than never


def _remember(dataset: Path, keys: set[str]) -> None:
    """In place of the file of before, whole or not at all."""
    new = dataset / (_FILE + ".new")
    new.write_text(json.dumps(sorted(keys), indent=0), "utf-8")
    os.replace(new, dataset / _FILE)

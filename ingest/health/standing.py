"""How a source stands: well is only what could be judged."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from ingest.health.alarms import Alarm
from ingest.health.change import LEARNING
from ingest.health.history import History

LEAST_DAYS = timedelta(days=14)
"""Of a source's past before it can be called well: silence is not judged earlier."""


class Standing(StrEnum):
    WELL = "well"
    """Judged, and as it was."""
    YOUNG = "young"
    """First asked less than two weeks ago."""
    SPARSE = "sparse"
    """Known for longer, and with too few pages to say what is usual."""
    ALARM = "alarm"
    """Something is wrong with it now."""
    IDLE = "idle"
    """Not asked any more."""


def standing(history: History, alarms: Iterable[Alarm], now: datetime) -> Standing:
    """``alarms``: those of ``history`` at ``now``. A certain fault counts, however young the source is."""
    if any(alarm.until is None for alarm in alarms):
        return Standing.ALARM
    if history.since is None or now - history.since < LEAST_DAYS:
        return Standing.YOUNG
    return Standing.WELL if len(history.asked) >= LEARNING else Standing.SPARSE

"""Elements → drafts: which element begins a date, and which adds a part to it."""

from __future__ import annotations

from datetime import timedelta

from ingest.parsers.dates.elements import Element
from ingest.parsers.dates.fields import Ago, Clock, Day, Draft, Role
from ingest.parsers.dates.stamp import Stamp


def begin(element: Element, role: Role | None) -> Draft | None:
    """The draft that an element begins; None for elements that are no part of a date."""
    kind, value = element.kind, element.value
    if kind == "day":
        return Draft(role, day=value)
    if kind == "clock":
        return Draft(role, clock=value)
    if kind == "days":
        return Draft(role, back=value)
    if kind == "weekday":
        return Draft(role, weekday=value, strictly=element.strict)
    if kind == "ago":
        return Draft(role, ago=value)
    if kind == "now":
        return Draft(role, ago=Ago(timedelta(0), "minute"))
    if kind == "night":
        return Draft(role, night=True)
    if kind == "stamp" and value is not None:
        return Draft(
            role, day=Day(value.wall.year, value.wall.month, value.wall.day), clock=_clock_of(value), zone=value.offset
        )
    return None


def _clock_of(stamp: Stamp) -> Clock:
    wall = stamp.wall
    return Clock(wall.hour, wall.minute, wall.second if stamp.precision == "second" else None)


def extend(draft: Draft, element: Element) -> bool:
    """Adds a part that the draft lacks; False when it begins another date."""
    kind, value = element.kind, element.value
    if kind == "zone" and draft.clock is not None:
        draft.zone = value
        return True
    if kind == "clock" and draft.clock is None and (draft.ago is None or draft.ago.unit == "day"):
        draft.clock = value
        return True
    if kind == "day":
        if draft.back is not None and draft.day is None:
            draft.day, draft.back = value._replace(weak=False), None
            return True
        if draft.day is None and draft.ago is None and draft.back is None:
            draft.day = value if draft.weekday is None else value._replace(weekday=draft.weekday)
            draft.weekday = None
            return True
        return bool(draft.day == value)
    if kind == "weekday" and draft.back is not None:
        return True
    if kind == "weekday" and draft.day is not None and draft.day.weekday is None and draft.clock is None:
        draft.day = draft.day._replace(weekday=value)
        return True
    if kind == "days" and draft.clock_only:
        draft.back = value
        return True
    if kind == "weekday" and draft.clock_only:
        draft.weekday, draft.strictly = value, element.strict
        return True
    return False


def differs(one: Draft, other: Draft) -> bool:
    """True when two drafts without a label name different dates."""
    return (
        one.weekday != other.weekday
        or one.day != other.day
        or one.back != other.back
        or one.clock != other.clock
        or one.ago != other.ago
    )

"""Machine values of metadata."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from ingest.model import Moment
from ingest.parsers.dates import Stamp, parse_stamp

HOURS = {hours: timedelta(hours=hours) for hours in range(-12, 13)}


@pytest.mark.parametrize(
    ("raw", "wall", "offset", "precision"),
    [
        ("2023-04-17T09:46:12+02:00", "2023-04-17 09:46:12", 2, "second"),
        ("2023-04-17T09:46:12.345678+0200", "2023-04-17 09:46:12", 2, "second"),
        ("2020-01-05T00:00:00Z", "2020-01-05 00:00:00", 0, "second"),
        ("2023-11-02T1643", "2023-11-02 16:43:00", None, "minute"),
        ("2026-01-06 14:16:29 +01:00", "2026-01-06 14:16:29", 1, "second"),
        ("2023-04-17T09:46+02", "2023-04-17 09:46:00", 2, "minute"),
        ("2023-04-17 09:46:12 UTC", "2023-04-17 09:46:12", 0, "second"),
        ("2023-04-17CEST09:46:12+02:00", "2023-04-17 09:46:12", 2, "second"),
        ("2020-12-05T23:15:0Z", "2020-12-05 23:15:00", 0, "second"),
        ("2023-04-17T09h46", "2023-04-17 09:46:00", None, "minute"),
        ("2023-04-17T24:00:00", "2023-04-18 00:00:00", None, "second"),
        ("2023-04-17T09:46:12+02:00[Europe/Paris]", "2023-04-17 09:46:12", 2, "second"),
        ("2023-04-17T09:46:12+02:00 lundi", "2023-04-17 09:46:12", 2, "second"),
        ("2023-4-7", "2023-04-07 00:00:00", None, "day"),
        ("2023/04/17", "2023-04-17 00:00:00", None, "day"),
        ("20230417", "2023-04-17 00:00:00", None, "day"),
        ("20230417T094612Z", "2023-04-17 09:46:12", 0, "second"),
        ("20230417094612", "2023-04-17 09:46:12", None, "second"),
        ("14/01/2020", "2020-01-14 00:00:00", None, "day"),
        ("06/12/2018 11:56:34 +00:00", "2018-12-06 11:56:34", 0, "second"),
        ("04/17/2023 9:46:12 PM", "2023-04-17 21:46:12", None, "second"),
        ("17-04-2023 09:46", "2023-04-17 09:46:00", None, "minute"),
        ("Mon, 17 Apr 2023 09:46:12 +0200", "2023-04-17 09:46:12", 2, "second"),
        ("17 Apr 2023 07:46:12 GMT", "2023-04-17 07:46:12", 0, "second"),
        ("Mon Apr 17 09:46:12 EDT 2023", "2023-04-17 09:46:12", -4, "second"),
        ("Mon Apr 17 2023 09:46:12 GMT+0200 (heure d’été d’Europe centrale)", "2023-04-17 09:46:12", 2, "second"),
        ("2023年4月17日 09:46", "2023-04-17 09:46:00", None, "minute"),
        ("2023-04-17T99:99:99", "2023-04-17 00:00:00", None, "day"),
        (' "2023-04-17" ', "2023-04-17 00:00:00", None, "day"),
    ],
)
def test_wild_forms_keep_wall_clock_offset_and_precision(raw, wall, offset, precision):
    """The digits stay as written, apart from their offset, and no second is made up."""
    assert parse_stamp(raw) == Stamp(datetime.fromisoformat(wall), None if offset is None else HOURS[offset], precision)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "2023",
        "2023-04",
        "avril 2023",
        "0000-00-00",
        "0001-01-01T00:00:00Z",
        "2023-02-30",
        "2023-13-01",
        "17/17/2023",
        "9999-12-31T23:59:59Z",
        "12345",
        "0612345678",
        "{{ date }}",
        "null",
        "Invalid Date",
        "x" * 500,
        "2023-04-17" * 40,
    ],
)
def test_what_is_no_date_gives_none(raw):
    """Unset, impossible and foreign values give None instead of raising."""
    assert parse_stamp(raw) is None


@pytest.mark.parametrize("raw", ["1681717572", "1681717572000", "/Date(1681717572000)/"])
def test_an_epoch_shows_the_sources_wall_clock(raw):
    """Epoch seconds and milliseconds become the newsroom's digits, so that they compare with a visible line."""
    stamp = parse_stamp(raw, tz="Europe/Paris")
    assert stamp == Stamp(datetime(2023, 4, 17, 9, 46, 12), timedelta(hours=2), "second")
    assert stamp.instant(UTC) == datetime(2023, 4, 17, 7, 46, 12, tzinfo=UTC)


def test_numbers_are_day_first_unless_asked():
    """05/04/2023 is April in most of the world."""
    assert parse_stamp("05/04/2023") == Stamp(datetime(2023, 4, 5), None, "day")
    assert parse_stamp("05/04/2023", month_first=True) == Stamp(datetime(2023, 5, 4), None, "day")


def test_the_zone_is_used_only_where_the_value_has_no_offset():
    """A printed offset wins over the source's zone; skipped times move forward, repeated ones are the earlier."""
    paris = ZoneInfo("Europe/Paris")
    assert parse_stamp("2023-04-17T09:46:12").instant(paris) == datetime(2023, 4, 17, 7, 46, 12, tzinfo=UTC)
    assert parse_stamp("2023-04-17T09:46:12-05:00").instant(paris) == datetime(2023, 4, 17, 14, 46, 12, tzinfo=UTC)
    assert parse_stamp("2023-03-26T02:30").instant(paris) == datetime(2023, 3, 26, 1, 30, tzinfo=UTC)
    assert parse_stamp("2023-10-29T02:30").instant(paris) == datetime(2023, 10, 29, 0, 30, tzinfo=UTC)
    assert parse_stamp("2023-04-17").moment(timezone(timedelta(hours=2))) == Moment(
        datetime(2023, 4, 16, 22, tzinfo=UTC), "day"
    )

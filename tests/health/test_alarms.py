"""Alarms of simulated months: what broke, where it shows, and silence while nothing is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from benchmarks.simulated_sources import START, a_site, a_year
from ingest.health import Alarm, History, Kind, Verdict, alarms_of

DAYS, BROKEN = 105, 80
BEGAN = START + timedelta(days=BROKEN)
SITE = replace(a_site(3, seed=5), per_day=12.0, teasers=0.1, by_json_ld=0.97)


def alarms(fault: str) -> list[Alarm]:
    history = a_year(SITE, seed=7, days=DAYS, fault=fault, fault_on=BROKEN)
    return alarms_of(history, START + timedelta(days=DAYS))


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("template", Kind.TEMPLATE),
        ("silent", Kind.SILENT),
        ("boilerplate", Kind.BOILERPLATE),
        ("wall", Kind.WALL),
        ("paywall", Kind.PAYWALL),
        ("short", Kind.SHORT_TEXT),
        ("errors", Kind.ERRORS),
        ("clock", Kind.CLOCK),
    ],
)
def test_each_fault_is_called_by_its_name(fault: str, kind: Kind) -> None:
    """A source that breaks has the alarm that says how, dated to the day it broke, with pages to look at."""
    found = [alarm for alarm in alarms(fault) if alarm.kind is kind and alarm.since >= BEGAN - timedelta(days=3)]
    assert found
    assert abs(found[0].since - BEGAN) <= timedelta(days=3)
    assert found[0].until is None
    assert found[0].evidence
    assert found[0].sentence


def test_a_changed_template_names_the_parts_that_changed() -> None:
    """The one alarm says which fields were lost and which are found otherwise, so that a selector can be mended."""
    (alarm,) = [alarm for alarm in alarms("template") if alarm.kind is Kind.TEMPLATE]
    assert {"authors", "standfirst", "title"} <= set(alarm.parts)
    assert "authors is missing" in alarm.sentence
    assert "title is no longer found by json-ld" in alarm.sentence


def test_a_source_that_is_well_has_no_alarm() -> None:
    """Weekends, a slow season and a few failed pages are no alarm."""
    well = a_year(SITE, seed=7, days=DAYS, outages=0)
    assert alarms_of(well, START + timedelta(days=DAYS)) == []


def test_new_rights_are_told_once_with_their_evidence() -> None:
    """A publisher who reserves text and data mining, or refuses a collector, is heard on the day."""
    url = "https://journal.example/robots.txt"
    verdicts = [
        Verdict(START, url, None, ()),
        Verdict(START + timedelta(days=1), url, None, ("gptbot",)),
        Verdict(START + timedelta(days=2), "https://journal.example/.well-known/tdmrep.json", True, ("gptbot",)),
        Verdict(START + timedelta(days=3), "https://journal.example/.well-known/tdmrep.json", True, ("gptbot",)),
    ]
    robots, tdm = alarms_of(History("journal", verdicts=verdicts), START + timedelta(days=4))
    assert robots.parts == ("gptbot",)
    assert "refuses gptbot" in robots.sentence
    assert "reserved now" in tdm.sentence
    assert tdm.evidence == ("https://journal.example/.well-known/tdmrep.json",)


def test_an_alarm_keeps_its_key_while_it_lasts() -> None:
    """A later look at the same fault is the same alarm, so that a webhook is called once."""
    history = a_year(SITE, seed=7, days=DAYS, fault="wall", fault_on=BROKEN)
    earlier = History(history.source, history.seen, [one for one in history.asked if one.at < BEGAN + 5 * timedelta(1)])
    (before,) = [alarm for alarm in alarms_of(earlier, BEGAN) if alarm.kind is Kind.WALL]
    (after,) = [alarm for alarm in alarms_of(history, BEGAN) if alarm.kind is Kind.WALL]
    assert before.key == after.key

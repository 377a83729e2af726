"""What requests tell at once, of a publisher of one article a week: outage, shut door, move, wall, a lost list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ingest.health import Alarm, History, Kind, Look, alarms_of

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
DAY, HALF = timedelta(days=1), timedelta(hours=12)
HOME, FEED = "https://hebdo.example/", "https://hebdo.example/feed.xml"
HAD = ("dropped", "not_an_article", 200)
DOWN, SHUT, GONE = ("failed", "server_error", 503), ("refused", "robots_disallowed", None), ("failed", "not_found", 404)
WALL, UNCHANGED, ARTICLE = ("dropped", "consent_wall", 200), ("unchanged", "not_modified", 304), ("article", None, 200)
BEGAN = START + 90 * DAY

End = tuple[str, str | None, int | None]


def look(at: datetime, url: str, end: End, leads_to: str | None = None) -> Look:
    outcome, reason, status = end
    is_list = url in (HOME, FEED)
    return Look(at, url, reason, outcome, "hebdo.example", leads_to, status, FEED, is_list, url == HOME)


def article(week: int) -> str:
    return f"https://hebdo.example/{week}"


def weeks() -> list[Look]:
    """Three months of one article a week, each looked at again after two days. All lists are well: nobody notes it."""
    first = [look(START + 7 * DAY * week, article(week), ARTICLE) for week in range(13)]
    return sorted([*first, *(look(one.at + 2 * DAY, one.url, UNCHANGED) for one in first)], key=lambda one: one.at)


def lists(days: float, *ends: tuple[str, End], leads_to: str | None = None) -> list[Look]:
    """The lists as they were found twice a day."""
    moments = [BEGAN + HALF * number for number in range(int(days * 2) + 1)]
    return [look(at, url, end, leads_to) for at in moments for url, end in ends]


def alarms(looks: list[Look], *, domain: str = "hebdo.example", after: float = 5) -> list[Alarm]:
    return alarms_of(History("hebdo", looks=[*weeks(), *looks], domain=domain), BEGAN + after * DAY)


def test_a_weekly_source_that_is_well_has_no_alarm() -> None:
    """Three months of weeks without news are no trouble."""
    assert alarms([]) == []


def test_an_outage_is_told_after_a_day() -> None:
    """No list and no page for a day is an outage, whatever the source publishes; the first answer ends it."""
    (alarm,) = alarms(lists(3, (HOME, DOWN), (FEED, DOWN)))
    assert (alarm.kind, alarm.since, alarm.found, alarm.until) == (Kind.DOWN, BEGAN, BEGAN + DAY, None)
    assert "server_error" in alarm.sentence
    back = look(BEGAN + 4 * DAY, HOME, HAD)
    (over,) = alarms([*lists(3, (HOME, DOWN), (FEED, DOWN)), back])
    assert over.until == back.at


def test_a_night_without_an_answer_is_no_outage() -> None:
    """Half a day is a maintenance; and a home page that fails while its feed answers is no outage at all."""
    assert alarms(lists(0.5, (HOME, DOWN), (FEED, DOWN))) == []
    assert [one.kind for one in alarms(lists(3, (HOME, DOWN), (FEED, UNCHANGED)))] == []


def test_a_page_that_is_gone_is_no_outage() -> None:
    """A withdrawn article that is asked for again and again says nothing of its publisher."""
    assert alarms([look(BEGAN + DAY * number, article(12), GONE) for number in range(5)]) == []


def test_a_robots_txt_that_shuts_everybody_out_is_told_on_the_day() -> None:
    """Told while it lasts, so that a webhook hears of it; not for a source that never let anybody in."""
    (alarm,) = alarms(lists(2, (HOME, SHUT), (FEED, SHUT)))
    assert (alarm.kind, alarm.parts, alarm.until) == (Kind.RIGHTS, ("robots.txt",), None)
    assert alarm.found - alarm.since <= DAY
    never = History("hebdo", looks=lists(2, (HOME, SHUT), (FEED, SHUT)), domain="hebdo.example")
    assert alarms_of(never, BEGAN + 3 * DAY) == []


def test_a_move_names_the_new_domain() -> None:
    """Home page and feed lead elsewhere for good: the alarm says where, and is over when that is the source's home."""
    off_site: End = ("dropped", "off_site", 301)
    led = lists(2, (HOME, ("dropped", "off_site", 200)), (FEED, off_site), leads_to="hebdo-info.example")
    (alarm,) = alarms(led)
    assert (alarm.kind, alarm.parts, alarm.until) == (Kind.MOVED, ("hebdo-info.example",), None)
    assert alarm.found - alarm.since <= DAY
    assert "change its home in sources.toml" in alarm.sentence
    (over,) = alarms(led, domain="hebdo-info.example")
    assert over.until is not None


def test_a_detour_that_calls_itself_temporary_is_given_two_days() -> None:
    """A consent page elsewhere (302) is no move; a source that does not come back from it is told all the same."""
    away = lists(5, (HOME, ("dropped", "off_site", 200)), (FEED, ("dropped", "off_site", 302)), leads_to="cmp.example")
    assert alarms(away[: 2 * 2 * 2]) == []
    (alarm,) = alarms(away)
    assert alarm.found - alarm.since >= 2 * DAY


def test_a_feed_that_is_gone_is_told_by_its_address() -> None:
    """Where articles came from it, and the rest of the source answers."""
    (alarm,) = alarms(lists(3, (HOME, HAD), (FEED, GONE)))
    assert (alarm.kind, alarm.parts) == (Kind.LISTING, (FEED,))
    assert alarm.found - alarm.since <= 2 * DAY


def test_walls_are_told_from_three_pages() -> None:
    """All pages of half a day, three of them different, are walls where hardly one was before."""
    walls = [look(BEGAN + HALF * number, article(12 - number), WALL) for number in range(3)]
    (alarm,) = alarms(walls)
    assert (alarm.kind, alarm.found) == (Kind.WALL, walls[-1].at)
    assert alarms([*walls[:2], look(BEGAN + DAY, article(5), UNCHANGED), walls[2]]) == []


def test_one_page_behind_a_wall_is_no_wall() -> None:
    """Some pages have one for ever; they are asked for again now and then."""
    assert alarms([look(BEGAN + DAY * number, article(12), WALL) for number in range(6)]) == []


@pytest.mark.parametrize("end", [DOWN, SHUT, WALL])
def test_what_is_lasting_has_one_key(end: End) -> None:
    """The alarm of today is that of tomorrow: told once."""
    looks = lists(4, (HOME, end), (FEED, end)) if end is not WALL else []
    looks = looks or [look(BEGAN + HALF * number, article(12 - number), WALL) for number in range(8)]
    (early,) = alarms(looks[:-1])
    (late,) = alarms(looks)
    assert early.key == late.key

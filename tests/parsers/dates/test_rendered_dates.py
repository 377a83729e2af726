"""Properties: whatever is printed is read back, and nothing that can be typed breaks the reader."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ingest.parsers.dates import parse_dateline, parse_stamp
from ingest.parsers.dates.clean import LIMIT, flatten
from ingest.parsers.dates.language import load
from ingest.parsers.dates.scan import scan

ZONES = [
    "Europe/Paris",
    "America/Toronto",
    "Africa/Casablanca",
    "Indian/Reunion",
    "Africa/Kinshasa",
    "Pacific/Noumea",
    "UTC",
]
LANGUAGES = ["fr", "fr-CA", "es", "it", "pt", "en-GB", "en-US", "de", "nl"]
MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
SHORT = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]

FRENCH = [
    "{d}/{m}/{y} à {H}h{M}",
    "{d}.{m}.{y}, {H}:{M}",
    "{d}-{m}-{y} • {H} h {M}",
    "{y}-{m}-{d} {H}:{M}",
    "{day} {name} {y} à {H}h{M}",
    "{day} {short} {y}, {H}:{M}",
    "{weekday} {day} {NAME} {y} – {H}:{M}",
    "{H}h{M}, {day} {name} {y}",
    "{d}/{m}/{yy} à {H}h{M}",
    "{weekday} {day} {name} {y} à {hour} heures {M}",
]
OTHERS = {
    "es": ["{day} de {name} de {y} a las {H}:{M}", "{d}/{m}/{y} {H}:{M}h", "{day} {name}, {y} | {H}:{M}"],
    "it": ["{day} {name} {y} alle {H}.{M}", "{day} {name} {y}, {H}:{M}", "{d}/{m}/{y} ore {H}:{M}"],
    "pt": ["{day} de {name} de {y} às {H}h{M}", "{d}/{m}/{y} {H}h{M}", "{day} de {name} de {y}, {H}:{M}"],
    "en": ["{name} {day}, {y} at {H}:{M}", "{day} {name} {y}, {H}.{M}", "{H}:{M}, {day} {name} {y}"],
    "de": ["{day}. {name} {y}, {H}:{M} Uhr", "{d}.{m}.{y} um {H}.{M} Uhr", "{d}.{m}.{y} - {H}:{M}"],
    "nl": ["{day} {name} {y} om {H}:{M}", "{d}-{m}-{y} {H}:{M}", "{day} {name} {y} {H}u{M}"],
}

instants = st.datetimes(datetime(2000, 1, 2), datetime(2039, 12, 30)).map(
    lambda value: value.replace(second=0, microsecond=0, fold=0)  # a printed time does not say which of two it is
)


def render(shape, local, language):
    name = MONTHS[language].split()[local.month - 1]
    return shape.format(
        d=f"{local.day:02}",
        day="1er" if local.day == 1 and language == "fr" else local.day,
        m=f"{local.month:02}",
        name=name,
        NAME=name.upper(),
        short=SHORT[local.month - 1],
        weekday=DAYS[local.weekday()],
        y=local.year,
        yy=f"{local.year % 100:02}",
        H=f"{local.hour:02}",
        hour=local.hour,
        M=f"{local.minute:02}",
    )


def expected(local, zone):
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@given(
    local=instants,
    shape=st.sampled_from(FRENCH),
    label=st.sampled_from(["", "Publié le ", "Mis en ligne : ", "Mis à jour le ", "MAJ "]),
    zone=st.sampled_from(ZONES),
    late=st.timedeltas(timedelta(), timedelta(days=300)),
)
@example(datetime(2028, 3, 12, 2, 0), FRENCH[0], "", "America/Toronto", timedelta())  # a time that never was
@example(datetime(2028, 11, 5, 1, 30), FRENCH[0], "", "America/Toronto", timedelta())  # one that was twice
def test_any_french_rendering_reads_back(local, shape, label, zone, late):
    """Every minute of forty years, in every shape, under every label, comes back to the minute in every zone."""
    instant = expected(local, zone)
    line = parse_dateline(label + render(shape, local, "fr"), tz=zone, fetched_at=instant + late, lang="fr")
    moment = line.modified if label.startswith("M") and "ligne" not in label else line.published
    assert moment is not None
    assert (moment.instant, moment.precision) == (instant, "minute")


@given(local=instants, language=st.sampled_from(sorted(OTHERS)), number=st.integers(0, 2), zone=st.sampled_from(ZONES))
def test_any_rendering_in_other_languages_reads_back(local, language, number, zone):
    """The same for Spanish, Italian, Portuguese, English, German and Dutch."""
    instant = expected(local, zone)
    text = render(OTHERS[language][number], local, language)
    line = parse_dateline(text, tz=zone, fetched_at=instant + timedelta(hours=5), lang=language)
    assert line.published is not None
    assert (line.published.instant, line.published.precision) == (instant, "minute")


@given(local=instants, zone=st.sampled_from(ZONES), minutes=st.integers(0, 1439))
def test_a_clock_alone_is_within_a_day_before_the_fetch(local, zone, minutes):
    """«Publié à 9h12» is the latest such time not after the fetch, on whichever side of midnight."""
    fetched = expected(local, zone)
    line = parse_dateline(f"Publié à {minutes // 60}h{minutes % 60:02}", tz=zone, fetched_at=fetched, lang="fr")
    assert line.published is not None
    assert timedelta(hours=-1) <= fetched - line.published.instant <= timedelta(hours=25)  # an hour for clock changes


@given(
    value=st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)),
    hours=st.integers(-11, 13),
    sign=st.sampled_from(["T", " "]),
)
def test_iso_values_read_back(value, hours, sign):
    """ISO 8601 with any offset keeps digits, offset and instant."""
    value = value.replace(microsecond=0)
    stamp = parse_stamp(f"{value:%Y-%m-%d}{sign}{value:%H:%M:%S}{hours:+03}:00")
    assert stamp is not None
    assert (stamp.wall, stamp.offset) == (value, timedelta(hours=hours))
    assert stamp.instant(UTC) == (value - timedelta(hours=hours)).replace(tzinfo=UTC)


pieces = st.sampled_from(
    [
        "publié",
        "le",
        "mis",
        "à",
        "jour",
        "hier",
        "il",
        "y",
        "a",
        "3",
        "h",
        "17",
        "04",
        "2023",
        "avril",
        "mars",
        "9",
        "46",
        "12:12:12",
        "1/",
        "1.",
        "24",
        "/",
        "-",
        "–",
        "|",
        "(",
        ")",
        ":",
        ".",
        ",",
        "«",
        "»",
        "&nbsp;",
        "<b>",
        "GMT+",
        "+9999",
        "-0001",
        "lundi",
        "dernier",
        "minuit",
        "99999999999999999999",
        "\u200b",
        "İ",
        "ß",
        "٣",
        "年",
        "é́",
        "{{",
        "NaN",
        "cette",
        "nuit",
        "du",
        "au",
        "par",
        "AFP",
        "CEST",
        "T",
        "Z",
    ]
)
lines = st.one_of(
    st.text(max_size=300), st.lists(pieces, max_size=30).map(" ".join), st.lists(pieces, max_size=30).map("".join)
)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(text=lines, language=st.sampled_from([*LANGUAGES, None]), known=st.booleans())
@example(text="(0:00-2000)", language="fr", known=True)
def test_no_text_breaks_the_reader(text, language, known):
    """Any text gives moments in UTC or nothing, and never an exception or a date beyond tomorrow."""
    fetched = datetime(2024, 5, 16, 9, 0, tzinfo=UTC) if known else None
    line = parse_dateline(text, tz="Europe/Paris", fetched_at=fetched, lang=language)
    for moment in (line.published, line.modified):
        if moment is not None:
            assert moment.instant.utcoffset() == timedelta()
            assert moment.instant.year >= 1899
            assert not known or moment.instant < datetime(2024, 5, 18, tzinfo=UTC)
    parse_stamp(text, tz="Europe/Paris")


@pytest.mark.parametrize(
    "piece",
    [
        "le ",
        "12:12:12",
        "1/",
        "1 ",
        "9",
        "17 avril ",
        "publié ",
        "12 h ",
        "(",
        "&amp;",
        "<a ",
        "il y a ",
        "12.12.",
        "a\u0301",
        "Ã©",
        "-",
        "\u200b",
    ],
)
def test_only_the_beginning_of_a_long_text_is_read(piece):
    """Ten kilobytes of anything cost no more than a line: the rest is never looked at, and makes no tokens."""
    text = piece * (10_000 // len(piece))
    language = load("fr")
    assert language is not None
    assert len(scan(flatten(text), language, month_first=False)) <= LIMIT
    fetched = datetime(2024, 5, 16, 9, 0, tzinfo=UTC)
    assert parse_dateline(text, tz="UTC", fetched_at=fetched) == parse_dateline(
        text[: 4 * LIMIT], tz="UTC", fetched_at=fetched
    )

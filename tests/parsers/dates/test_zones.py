"""Zones guessed from source and page."""

import pytest

from ingest.parsers.dates.signals import Signal
from ingest.parsers.dates.zones import zone_of_page


@pytest.mark.parametrize(
    ("page_lang", "url", "zone"),
    [
        ("fr", "https://journal.example/a", "Europe/Paris"),
        ("fr-FR", "https://journal.example/a", "Europe/Paris"),
        ("fr-CA", "https://journal.example/a", "America/Toronto"),
        ("fr_BE", "https://journal.example/a", "Europe/Brussels"),
        ("fr-Latn-CH", "https://journal.example/a", "Europe/Zurich"),
        ("fr", "https://www.journal.qc.ca/a", "America/Toronto"),
        ("fr", "https://journal.re/a", "Indian/Reunion"),
        ("fr-FR", "https://journal.sn/a", "Africa/Dakar"),
        ("en-US", "https://journal.ci/a", "Africa/Abidjan"),
        ("fr", "https://journal.nc/a", "Pacific/Noumea"),
        ("fr", "https://journal.ml/a", "Africa/Bamako"),
        ("en", "https://shop.ml/a", None),
        ("fr", "https://journal.tv/a", "Europe/Paris"),
        ("fr", "https://journal.bzh/a", "Europe/Paris"),
        ("fr", "https://journal.quebec/a", "America/Toronto"),
        ("de", "https://zeitung.example/a", "Europe/Berlin"),
        ("de", "https://zeitung.at/a", "Europe/Vienna"),
        ("en", "https://paper.co.uk/a", "Europe/London"),
        ("en", "https://paper.example/a", None),
        ("es", "https://diario.example/a", None),
        ("es-MX", "https://diario.example/a", "America/Mexico_City"),
        ("pt-BR", "https://jornal.example/a", "America/Sao_Paulo"),
        ("en-US", "https://paper.example/a", "America/New_York"),
        ("ar", "https://sahifa.example/a", None),
        ("ja", None, "Asia/Tokyo"),
        (None, None, None),
        ("", "not a url", None),
        ("zz-ZZ", "https://[broken", None),
        (None, "http://127.0.0.1:8000/a", None),
    ],
)
def test_region_then_domain_then_language(page_lang, url, zone):
    """A region wins, but those that templates come with yield to a country's domain; a generic one tells nothing."""
    assert zone_of_page([], source_zone=None, page_lang=page_lang, url=url) == zone


def test_what_the_catalogue_says_wins():
    """A source's own zone is taken as it is, then its country, then what the page says."""
    assert (
        zone_of_page([], source_zone="Africa/Lubumbashi", page_lang="fr-CA", url="https://j.fr/", country="CD")
        == "Africa/Lubumbashi"
    )
    assert zone_of_page([], source_zone=None, page_lang="fr-CA", url="https://j.fr/", country="cd") == "Africa/Kinshasa"
    assert zone_of_page([], source_zone=None, page_lang="fr-CA", url="https://j.fr/", country="ZZ") == "America/Toronto"


def test_every_zone_of_the_tables_exists():
    """A typing error in a table would otherwise come up with the first page from that country."""
    import tomllib
    from importlib import resources
    from zoneinfo import ZoneInfo

    folder = resources.files("ingest.parsers.dates")
    tables = [tomllib.loads((folder / name).read_text(encoding="utf-8")) for name in ("zones.toml", "zonenames.toml")]
    names = [
        zone for table in tables for section in table.values() for zone in section.values() if isinstance(zone, str)
    ]
    zones = [ZoneInfo(name) for name in names if name[0] not in "+-"]
    assert len(zones) > 200


@pytest.mark.parametrize(
    ("values", "page_lang", "url", "zone"),
    [
        ((), "fr", "https://journal.example/a", "Europe/Paris"),
        (("2024-02-19T10:00:00-05:00",), "fr", "https://journal.example/a", "America/Toronto"),
        (
            ("2024-07-19T10:00:00-04:00", "2024-02-19T10:00:00-05:00"),
            "fr",
            "https://journal.example/a",
            "America/Toronto",
        ),
        (("2024-02-19T10:00:00+04:00",), "fr-FR", "https://journal.example/a", "Indian/Reunion"),
        (("2024-02-19T10:00:00+05:30",), "fr", "https://journal.example/a", None),
        (("2024-02-19T10:00:00+02:00",), "fr", "https://journal.example/a", "Europe/Paris"),
        (("2024-02-19T10:00:00Z",), "fr", "https://journal.example/a", "Europe/Paris"),
        (("2024-02-19T10:00:00-05:00",), "fr-CH", "https://journal.example/a", "Europe/Zurich"),
        (("2024-02-19T10:00:00-05:00",), "fr", "https://journal.be/a", "Europe/Brussels"),
        (("2024-02-19T10:00:00-05:00",), "en", "https://paper.example/a", None),
        ((), "de", "https://blog.blogspot.ch/a", "Europe/Berlin"),
    ],
)
def test_offsets_outweigh_the_language_only(values, page_lang, url, zone):
    """The page's own offsets move a zone that only its language gave; UTC and the wrong season's offset do not."""
    signals = [Signal("published", value, "json-ld") for value in values]
    assert zone_of_page(signals, source_zone=None, page_lang=page_lang, url=url) == zone


def test_a_sources_zone_is_never_moved():
    """What the catalogue says of a source holds against any value."""
    signals = [Signal("published", "2024-02-19T10:00:00-05:00", "json-ld")]
    assert zone_of_page(signals, source_zone="Europe/Paris", page_lang="fr", url=None) == "Europe/Paris"


@pytest.mark.parametrize(
    ("page_lang", "locale", "zone"),
    [
        ("fr", "fr_CA", "America/Toronto"),
        ("fr", "fr_FR", "Europe/Paris"),
        ("en", "en_US", None),
        ("fr", "nl_BE", "Europe/Paris"),
        ("fr-CH", "fr_CA", "Europe/Zurich"),
        ("es", "es_LA", None),
        ("ar", "ar_AR", None),
    ],
)
def test_a_locale_adds_the_region_that_the_language_tag_lacks(page_lang, locale, zone):
    """lang="fr" with og:locale fr_CA is Québec; en_US is what templates come with, and what Facebook calls es_LA is not
    the Spanish of Laos."""
    assert zone_of_page((), source_zone=None, page_lang=page_lang, locale=locale, url=None) == zone

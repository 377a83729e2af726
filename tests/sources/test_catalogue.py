"""The catalogue that ships: every entry is read and held against what can be known without a network."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from importlib.resources import files

import pytest

from ingest.errors import SettingsError, UnknownSource, UsageError
from ingest.model import Source
from ingest.sources import at, catalogue, facts, find, select
from ingest.sources.files import CATALOGUE_KEYS, KINDS, parse_sources
from ingest.urls import canonical_url, host_key, request_url

COUNTRIES = files("ingest.sources") / "countries"
TEXTS = {file.name: file.read_text("utf-8") for file in COUNTRIES.iterdir() if file.name.endswith(".toml")}
FILES = {name: parse_sources(text, name, more_keys=CATALOGUE_KEYS) for name, text in sorted(TEXTS.items())}
ENTRIES = [source for sources in FILES.values() for source in sources]

ENTRY = """[lequotidien]
home = "https://www.lequotidien.example/"
kind = "regional"
paywall = "partial"
origin = "common knowledge"
seen = 2026-11-23
verified = false
"""


def zones_by_country() -> dict[str, set[str]]:
    """Country code → its zones, from the zone table of the tz database (columns: codes, place, zone)."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8")
    found: dict[str, set[str]] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            code, _, zone = line.split("\t")[:3]
            found.setdefault(code, set()).add(zone)
    return found


ZONES = zones_by_country()


def same_place(url: str) -> str:
    """An address without scheme, ``www.`` and the slash at the end."""
    return canonical_url(url).partition("://")[2].removeprefix("www.").rstrip("/")


def test_the_catalogue_is_as_large_and_as_wide_as_promised() -> None:
    """At least 300 publishers, each of the promised regions among them."""
    assert len(ENTRIES) >= 300
    promised = {"BE", "CA", "CH", "DZ", "FR", "GF", "GP", "HT", "LU", "MA", "MQ", "NC", "PF", "RE", "SN", "TN", "YT"}
    assert promised <= {source.country for source in ENTRIES}
    assert len(FILES) >= 12


def test_no_two_entries_share_a_name_or_a_home_page() -> None:
    """A name of one file must not hide one of another, nor a publisher be there twice."""
    names = Counter(source.name for source in ENTRIES)
    homes = Counter(same_place(source.home) for source in ENTRIES)
    assert not [name for name, count in names.items() if count > 1]
    assert not [home for home, count in homes.items() if count > 1]
    assert len(catalogue()) == len(ENTRIES)


@pytest.mark.parametrize("file", FILES)
def test_a_file_holds_the_publishers_of_its_country(file: str) -> None:
    """``be.toml`` is Belgium: its country and a time zone of that country in every entry."""
    code = file.removesuffix(".toml").upper()
    for source in FILES[file]:
        assert source.country == code, source.name
        assert source.timezone in ZONES[code], source.name


@pytest.mark.parametrize("file", FILES)
def test_every_entry_says_what_it_is(file: str) -> None:
    """Title, language, kind and origin are filled, and the name is one that people can type."""
    for source in FILES[file]:
        known = facts(source.name)
        assert re.fullmatch(r"[a-z0-9]{2,40}", source.name), source.name
        assert source.title, source.name
        assert source.title == source.title.strip(), source.name
        assert source.language, source.name
        assert source.language.split("-")[0] == "fr", source.name
        assert known.kind in KINDS, source.name
        assert len(known.origin) > 5, source.name
        assert known.seen >= date(2026, 11, 23), source.name


@pytest.mark.parametrize("file", FILES)
def test_addresses_are_clean_and_belong_to_the_publisher(file: str) -> None:
    """Addresses are in the form they are asked for, without tracking or fragments; each feed is listed once."""
    for source in FILES[file]:
        declared = [*source.feeds, *source.sitemaps]
        for address in (source.home, *declared):
            assert request_url(address) == address, source.name
        assert len(set(declared)) == len(declared), source.name
        assert all(host_key(address) != "google.com" for address in declared), source.name


def test_every_kind_is_there() -> None:
    """A word in the documentation that selects nothing would be a trap."""
    assert all(select(kind=kind) for kind in KINDS)


def test_nothing_is_called_verified_before_it_was_fetched() -> None:
    """No run of ours has fetched any of these sites yet; the first that does changes this test with the entry."""
    assert not [name for name in catalogue() if facts(name).verified]


def test_select_narrows_by_country_and_kind() -> None:
    """``--country BE --kind regional`` is both at once, in either case; nothing given is everything."""
    belgian = select(country="BE")
    assert belgian == FILES["be.toml"]
    assert select(country="be", kind="regional") == [s for s in belgian if facts(s.name).kind == "regional"] != []
    assert select() == list(catalogue().values())
    assert select(country="WF", kind="magazine") == []


@pytest.mark.parametrize(
    ("country", "kind", "help_"), [("XX", None, "FR"), (None, "daily", "pure_player"), ("FR", "Regional", "regional")]
)
def test_select_refuses_words_it_does_not_know(country: str | None, kind: str | None, help_: str) -> None:
    """A typo must not look like an empty answer: the message lists what there is."""
    with pytest.raises(UsageError, match=help_):
        select(country=country, kind=kind)


def test_names_are_found_as_people_type_them() -> None:
    """Case, blanks and hyphens do not matter; a slip of the finger gets suggestions."""
    assert find("Ouest-France").name == "ouestfrance"
    assert find("la libre") == catalogue()["lalibre"]
    with pytest.raises(UnknownSource, match="lemonde"):
        find("lemond")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.lemonde.fr/", "lemonde"),
        ("http://lemonde.fr/politique/article/2026/11/23/a_1.html", "lemonde"),
        ("https://madame.lefigaro.fr/style/a", "madamefigaro"),
        ("https://video.lefigaro.fr/a", "lefigaro"),
        ("https://la1ere.franceinfo.fr/reunion/saint-denis/a-1.html", "reunion1ere"),
        ("https://la1ere.franceinfo.fr/reunion", "reunion1ere"),
        ("https://la1ere.franceinfo.fr/reunionnais.html", "la1ere"),
        ("https://www.franceinfo.fr/monde/a_1.html", "franceinfo"),
        ("https://rci.fm/martinique/infos/a", "rcimartinique"),
        ("https://actu.fr/bretagne/rennes_35238/a_1.html", "actufr"),
    ],
)
def test_an_address_is_known_by_the_nearest_entry(address: str, name: str) -> None:
    """Overseas newsrooms share one host in ten time zones: the path decides whose article it is."""
    found = at(address)
    assert found is not None
    assert found.name == name


def test_an_address_of_nobody_is_nobodys() -> None:
    """A site that is not in the catalogue gets no publisher, not the nearest in spelling."""
    assert at("https://www.lemonde.example/") is None


def test_every_home_page_leads_back_to_its_entry() -> None:
    """No entry is hidden by another of the same host or domain."""
    assert {source.name: getattr(at(source.home), "name", None) for source in ENTRIES} == {
        source.name: source.name for source in ENTRIES
    }


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ('kind = "regional"', 'kind = "daily"', 3, "lequotidien.kind"),
        ('paywall = "partial"', "paywall = true", 4, "lequotidien.paywall"),
        ('origin = "common knowledge"', 'origin = " "', 5, "lequotidien.origin"),
        ("seen = 2026-11-23", 'seen = "2026-11-23"', 6, "lequotidien.seen"),
        ("seen = 2026-11-23", "seen = 2026-11-23T05:00:00Z", 6, "lequotidien.seen"),
        ("verified = false", 'verified = "no"', 7, "lequotidien.verified"),
    ],
)
def test_a_wrong_fact_is_named_with_its_line(old: str, new: str, line: int, key: str) -> None:
    """Who edits the catalogue by hand is told the file, the line and the key."""
    assert ENTRY.count(old) == 1
    with pytest.raises(SettingsError) as raised:
        parse_sources(ENTRY.replace(old, new), "xx.toml", more_keys=CATALOGUE_KEYS)
    assert (raised.value.file, raised.value.line, raised.value.key) == ("xx.toml", line, key)


def test_a_users_file_has_no_facts_of_the_catalogue() -> None:
    """``sources.toml`` stays small: a key that does nothing there is an unknown key."""
    with pytest.raises(SettingsError, match="unknown key"):
        parse_sources(ENTRY, "sources.toml")


def test_an_entry_reads_as_a_source() -> None:
    """The facts stand beside the source and do not change what a crawl gets."""
    assert parse_sources(ENTRY, "xx.toml", more_keys=CATALOGUE_KEYS) == [
        Source(name="lequotidien", home="https://www.lequotidien.example/")
    ]


def test_the_licence_stands_beside_the_data() -> None:
    """The Open Database License asks for a notice with every copy: in the folder, and at the top of each file."""
    notice = (COUNTRIES / "README.md").read_text("utf-8")
    for words in ("Open Database License", "médialab", "https://opendatacommons.org/licenses/odbl/1-0/", "MIT"):
        assert words in notice
    assert all("Open Database License" in "\n".join(text.splitlines()[:2]) for text in TEXTS.values())

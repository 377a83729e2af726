"""Every page of the newsstand is read as its expected.json says, and the fixtures themselves keep their form."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from difflib import ndiff
from functools import cache
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import ingest
from fixtures.newsstand import Fixture, Publisher, load_fixture, load_publisher, load_publishers, page_file
from ingest.model import (
    Access,
    Article,
    Block,
    BlockKind,
    Contributor,
    Image,
    LiveEntry,
    Page,
    PageType,
    Reason,
    Source,
)

ROOT = Path(__file__).parents[1] / "fixtures"
REAL_PAGES = Path(__file__).parents[2] / "shared" / "corpora" / "SHA1SUMS"
FOLDERS = sorted(file.parent for file in ROOT.glob("*/*/expected.json"))
REDIRECTS = [folder for folder in FOLDERS if "redirects_to" in load_fixture(folder).expected]
PAGES = [folder for folder in FOLDERS if folder not in REDIRECTS]
ARTICLES = [folder for folder in PAGES if load_fixture(folder).expected["outcome"] == "article"]
PARSER_REASONS = {
    Reason.NOT_AN_ARTICLE,
    Reason.NO_TEXT,
    Reason.CONSENT_WALL,
    Reason.BLOCK_PAGE,
    Reason.EMPTY_PAGE,
    Reason.SOFT_404,
    Reason.NOT_HTML,
}
KEYS = {
    "title",
    "standfirst",
    "blocks",
    "authors",
    "contributors",
    "agency",
    "published",
    "modified",
    "images",
    "section",
    "tags",
    "lang",
    "page_type",
    "access",
    "outcome",
}


def folder_id(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}"


each_folder = pytest.mark.parametrize("folder", FOLDERS, ids=folder_id)


@cache
def site_of(folder: Path) -> Publisher:
    return load_publisher(folder.parent)


# --- pages against expected.json -------------------------------------------------------------------------------------
@pytest.mark.parametrize("folder", ARTICLES, ids=folder_id)
def test_page_is_read_as_expected(folder: Path) -> None:
    """Each field of an article is what a reader of the page would write down; the message lists all that differ."""
    fixture, site = load_fixture(folder), site_of(folder)
    article = ingest.parse(
        fixture.body,
        url=site.url + fixture.path,
        fetched_at=fixture.fetched_at,
        timezone=site.timezone,
        headers=dict(fixture.headers),
    )
    wrong = differences(article, fixture.expected)
    report = "\n\n".join(f"{field}:\n{diff}" for field, diff in wrong.items())
    if wrong:
        pytest.fail(f"{len(wrong)} fields differ (- expected, + read): {', '.join(wrong)}\n\n{report}", pytrace=False)


@each_folder
def test_page_has_its_outcome(folder: Path) -> None:
    """An article is kept, and a page that is none is dropped for the reason a person would give."""
    from ingest.parsers.api import (
        read,
    )  # here, so that the fixtures can be checked while the parser is being rebuilt

    fixture, site = load_fixture(folder), site_of(folder)
    outcome = fixture.expected["outcome"]
    if folder in REDIRECTS:
        pytest.skip("a redirect is followed when fetching: tested by the crawl tests")
    if outcome != "article" and Reason(outcome) not in PARSER_REASONS:
        pytest.skip(f"{outcome} is decided when fetching: tested by the crawl tests")
    url = site.url + fixture.path
    page = Page(
        url=url,
        final_url=url,
        status=fixture.status,
        headers=fixture.headers,
        body=fixture.body,
        fetched_at=fixture.fetched_at,
        source=site.name,
    )
    result = read(page, source_of(site))
    got = "article" if isinstance(result, Article) else result.reason
    assert got == outcome, result


def source_of(site: Publisher) -> Source:
    return Source(
        name=site.name,
        home=site.url + "/",
        title=site.title,
        country=site.country,
        language=site.language,
        timezone=site.timezone,
    )


def differences(article: Article, expected: dict[str, Any]) -> dict[str, str]:
    """Field → what differs, line by line, for the fields that do."""
    wanted, got = expected_lines(expected), article_lines(article, expected)
    return {
        field: "\n".join(line.rstrip() for line in ndiff(wanted[field], got[field]))
        for field in wanted
        if wanted[field] != got[field]
    }


def expected_lines(expected: dict[str, Any]) -> dict[str, list[str]]:
    """Field → lines to compare, of an expected.json."""
    return {
        "title": lines(expected["title"]),
        "standfirst": lines(expected["standfirst"]),
        "blocks": [f"[{block['kind']}] {fold(block['text'])}" for block in expected["blocks"]],
        "authors": lines(*expected["authors"]),
        "contributors": [fold(f"{person['name']} ({person['role']})") for person in expected["contributors"]],
        "agency": lines(expected["agency"]),
        "published": moment_lines(expected["published"]),
        "modified": moment_lines(expected["modified"]),
        "images": [
            image_line(Image(url=image["url"], caption=image["caption"], credit=image["credit"]), with_url=image["url"])
            for image in expected["images"]
        ],
        "section": lines(expected["section"]),
        "tags": lines(*expected["tags"]),
        "lang": lines(primary(expected["lang"])),
        "page_type": lines(expected["page_type"]),
        "access": lines(expected["access"]),
        "live_entries": [
            entry_line(entry["title"], entry["text"], moment_lines(entry["published"], precise=False))
            for entry in expected.get("live_entries", ())
        ],
    }


def article_lines(article: Article, expected: dict[str, Any]) -> dict[str, list[str]]:
    """The same of an article. Addresses of images count only where ``expected`` gives one."""
    with_urls = [image["url"] for image in expected["images"]]
    return {
        "title": lines(article.title),
        "standfirst": lines(article.standfirst),
        "blocks": [f"[{block.kind}] {fold(block.text)}" for block in article.blocks],
        "authors": lines(*article.authors),
        "contributors": [fold(f"{person.name} ({person.role})") for person in article.contributors],
        "agency": lines(article.agency),
        "published": instant_lines(article.published_at, article.published_precision),
        "modified": instant_lines(article.modified_at, article.modified_precision),
        "images": [
            image_line(image, with_url=position >= len(with_urls) or with_urls[position])
            for position, image in enumerate(article.images)
        ],
        "section": lines(article.section),
        "tags": lines(*article.tags),
        "lang": lines(primary(article.lang)),
        "page_type": lines(article.page_type),
        "access": lines(article.access),
        "live_entries": [
            entry_line(entry.title, entry.text, instant_lines(entry.published_at)) for entry in article.live_entries
        ],
    }


def lines(*values: str | None) -> list[str]:
    return [fold(value) for value in values if value is not None]


def fold(text: str) -> str:
    """All white space, no-break spaces among it, as one plain space; nothing else is forgiven."""
    return " ".join(text.split())


def primary(tag: str | None) -> str | None:
    return tag.partition("-")[0].lower() if tag else None


def moment_lines(moment: dict[str, str] | None, *, precise: bool = True) -> list[str]:
    return instant_lines(utc(moment), moment["precision"] if precise else None) if moment else []


def utc(moment: dict[str, str]) -> datetime:
    return datetime.fromisoformat(moment["instant"])


def instant_lines(instant: datetime | None, precision: str | None = None) -> list[str]:
    if instant is None:
        return []
    assert instant.tzinfo is not None, "a naive datetime"
    return [" ".join([instant.astimezone(UTC).isoformat(), *([precision] if precision else [])])]


def image_line(image: Image, *, with_url: object) -> str:
    url = (image.url or "no address") if with_url else "any address"
    return fold(f"{url}: {image.caption or 'no caption'} / {image.credit or 'no credit'}")


def entry_line(title: str | None, text: str, published: list[str]) -> str:
    return fold(f"{published[0] if published else 'no time'} [{title or 'no title'}] {text}")


EXPECTED: dict[str, Any] = {
    "title": "La digue\u00a0: un an après",
    "standfirst": None,
    "blocks": [{"kind": "crosshead", "text": "La marée"}, {"kind": "paragraph", "text": "Elle monte."}],
    "authors": ["Maëlle Kerdoncuff"],
    "contributors": [{"name": "Yves Le Goas", "role": "photographer"}],
    "agency": "AFP",
    "published": {"instant": "2023-04-17T06:30:00Z", "precision": "minute"},
    "modified": None,
    "images": [{"url": None, "caption": "La digue.", "credit": "DR"}],
    "section": "Mer",
    "tags": ["Digue"],
    "lang": "fr",
    "page_type": "live",
    "access": "full",
    "live_entries": [
        {"title": None, "text": "Ça monte.", "published": {"instant": "2023-04-17T06:40:00Z", "precision": "minute"}}
    ],
    "outcome": "article",
}
SAME = Article(
    title="La digue : un an après",
    blocks=[Block(BlockKind.CROSSHEAD, "La\u202fmarée"), Block(BlockKind.PARAGRAPH, "Elle monte.")],
    authors=["Maëlle Kerdoncuff"],
    contributors=[Contributor("Yves Le Goas", "photographer")],
    agency="AFP",
    published_at=datetime.fromisoformat("2023-04-17T08:30:00+02:00"),
    published_precision="minute",
    images=[Image("http://127.0.0.1/a.jpg", "La digue.", "DR")],
    section="Mer",
    tags=["Digue"],
    lang="fr-FR",
    page_type=PageType.LIVE,
    live_entries=[LiveEntry("Ça monte.", None, datetime.fromisoformat("2023-04-17T06:40:00+00:00"))],
)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("title", {"title": "La digue: un an après"}),
        ("standfirst", {"standfirst": "Reportage."}),
        ("blocks", {"blocks": SAME.blocks[::-1]}),
        ("blocks", {"blocks": [Block(BlockKind.PARAGRAPH, "La marée"), SAME.blocks[1]]}),
        ("authors", {"authors": ["Par Maëlle Kerdoncuff"]}),
        ("contributors", {"contributors": [Contributor("Yves Le Goas", "editor")]}),
        ("agency", {"agency": None}),
        ("published", {"published_at": datetime.fromisoformat("2023-04-17T08:30:00+00:00")}),
        ("published", {"published_precision": "second"}),
        ("modified", {"modified_at": SAME.published_at, "modified_precision": "minute"}),
        ("images", {"images": [Image(None, "La digue. DR", None)]}),
        ("images", {"images": [*SAME.images, Image()]}),
        ("section", {"section": None}),
        ("tags", {"tags": ["digue"]}),
        ("lang", {"lang": "en"}),
        ("page_type", {"page_type": PageType.ARTICLE}),
        ("access", {"access": Access.TEASER}),
        ("live_entries", {"live_entries": []}),
    ],
)
def test_the_comparison_sees_each_field(field: str, change: dict[str, Any]) -> None:
    """A page that is read wrong in one field cannot pass, and only spaces and the zone's spelling are forgiven."""
    assert differences(SAME, EXPECTED) == {}
    assert list(differences(replace(SAME, **change), EXPECTED)) == [field]
    address = [{"url": "http://127.0.0.1/b.jpg", "caption": "La digue.", "credit": "DR"}]
    assert list(differences(SAME, EXPECTED | {"images": address})) == ["images"]


# --- the fixtures themselves -----------------------------------------------------------------------------------------
def test_there_is_a_press_and_not_a_page() -> None:
    """The newsstand stays broad: at least forty pages on at least six publishers, each port and path used once."""
    publishers = load_publishers()  # raises when a port or a path is taken twice
    assert len(publishers) >= 6
    assert sum(len(publisher.fixtures) for publisher in publishers) >= 40


def test_every_folder_is_a_site_or_a_page() -> None:
    """No page is left out of the tests because one of its three files is missing or misnamed."""
    sites = [folder for folder in ROOT.iterdir() if folder.is_dir() and folder.name != "__pycache__"]
    for site in sites:
        assert load_publisher(site).name == site.name
        for folder in site.iterdir():
            if folder.is_dir():
                assert {file.name for file in folder.iterdir()} == {
                    page_file(folder).name,
                    "response.json",
                    "expected.json",
                }
            else:
                assert folder.name == "site.toml", folder


@each_folder
def test_expected_has_the_agreed_keys_and_values(folder: Path) -> None:
    """expected.json has all keys, words of the model only, and instants that are instants."""
    expected = load_fixture(folder).expected
    live = expected.get("live_entries", [])
    assert set(expected) - {"live_entries", "redirects_to"} == KEYS
    if expected["outcome"] != "article":
        Reason(expected["outcome"])
        return
    assert expected["title"]
    assert all(isinstance(expected[key], list) for key in ("blocks", "authors", "contributors", "images", "tags"))
    PageType(expected["page_type"])
    Access(expected["access"])
    assert all(set(block) == {"kind", "text"} and BlockKind(block["kind"]) for block in expected["blocks"])
    assert all(set(person) == {"name", "role"} for person in expected["contributors"])
    assert all(set(image) == {"url", "caption", "credit"} for image in expected["images"])
    assert all(set(entry) == {"title", "text", "published"} for entry in live)
    assert bool(live) == (expected["page_type"] == "live")
    for moment in [expected["published"], expected["modified"], *(entry["published"] for entry in live)]:
        assert moment is None or (
            moment["instant"].endswith("Z")
            and utc(moment).tzinfo is not None
            and moment["precision"] in {"day", "hour", "minute", "second"}
        )
    if expected["published"] and expected["modified"]:
        assert (utc(expected["modified"]) - utc(expected["published"])).total_seconds() > 60


@each_folder
def test_expected_dates_are_as_exact_as_they_say(folder: Path) -> None:
    """Day precision is midnight in the newsroom's zone, minutes have no seconds, nothing lies after the fetch."""
    fixture, zone = load_fixture(folder), site_of(folder).timezone
    for moment in (fixture.expected["published"], fixture.expected["modified"]):
        if moment is None:
            continue
        local = utc(moment).astimezone(ZoneInfo(zone))
        if moment["precision"] == "day":
            assert (local.hour, local.minute, local.second) == (0, 0, 0), moment
        elif moment["precision"] == "minute":
            assert local.second == 0, moment
        assert utc(moment) <= fixture.fetched_at, moment


@pytest.mark.parametrize("folder", REDIRECTS, ids=folder_id)
def test_a_redirect_leads_to_what_it_expects(folder: Path) -> None:
    """An address that moved expects exactly what its target expects."""
    fixture = load_fixture(folder)
    target = load_fixture(folder.parent / fixture.expected["redirects_to"])
    assert 300 < fixture.status < 400
    assert {name.lower(): value for name, value in fixture.headers}["location"].endswith(target.path)
    assert fixture.expected == target.expected | {"redirects_to": target.slug}


@pytest.mark.parametrize("folder", PAGES, ids=folder_id)
def test_expected_text_occurs_in_the_page(folder: Path) -> None:
    """What is expected can be read on the page: no typing error, no text that was edited in one place only."""
    fixture = load_fixture(folder)
    expected = fixture.expected
    page = PageText(decode(fixture))
    texts = [expected["title"], expected["standfirst"], *expected["authors"], *expected["tags"]]
    texts += [block["text"] for block in expected["blocks"]]
    texts += chain.from_iterable((entry["title"], entry["text"]) for entry in expected.get("live_entries", ()))
    legends = chain.from_iterable((image["caption"], image["credit"]) for image in expected["images"])
    absent = [text for text in texts if text and not page.has(text)]
    absent += [text for text in legends if text and not page.has(text, squeeze=letters)]
    assert not absent
    assert expected["agency"] is None or page.has(expected["agency"], squeeze=lambda text: letters(text).casefold())


def test_no_page_is_a_real_one() -> None:
    """Pages are our own: none is byte-identical with a page of the corpora, where those are at hand."""
    if not REAL_PAGES.exists():
        pytest.skip("the corpora are not here")
    real = set(REAL_PAGES.read_text(encoding="ascii").split())
    pages = {hashlib.sha1(page.read_bytes()).hexdigest(): page for page in ROOT.glob("*/*/page.*")}
    assert not [pages[digest] for digest in real & set(pages)]


def decode(fixture: Fixture) -> str:
    """The page as text: charset of the header, else of the meta tag, else UTF-8; latin-1 means windows-1252."""
    header = next((value for name, value in fixture.headers if name.lower() == "content-type"), "")
    declared = re.search(r"charset=[\"']?([\w-]+)", header + fixture.body[:2048].decode("ascii", "ignore"))
    name = declared[1].lower() if declared else "utf-8"
    return fixture.body.decode("windows-1252" if name in {"iso-8859-1", "latin1"} else name, "replace")


def squeezed(text: str) -> str:
    """Without white space and invisible characters: words that an inline tag glues are no difference."""
    return re.sub(r"[\s|\u00ad\u200b-\u200d\u2060\ufeff]", "", unicodedata.normalize("NFC", text))


def letters(text: str) -> str:
    """Letters and digits only: for legends, whose parts the page may glue."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFC", text)))


class PageText(HTMLParser):
    """Text nodes, attribute values and scripts of a page, read without the package that is under test."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self._hidden = False
        self._visible: list[str] = []
        self._other: list[str] = []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden = tag in {"script", "style"}
        self._other += [value for _, value in attrs if value]

    def handle_endtag(self, tag: str) -> None:
        self._hidden = False

    def handle_data(self, data: str) -> None:
        (self._other if self._hidden else self._visible).append(data)

    def has(self, text: str, squeeze: Callable[[str], str] = squeezed) -> bool:
        """Whether ``text`` stands on the page, in at most four pieces (an advertisement or a note mark in between)."""
        visible, wanted = squeeze("".join(self._visible)), squeeze(text)
        other = (squeeze(part) for part in chain.from_iterable(map(unescaped, self._other)))
        return in_pieces(wanted, visible) or any(wanted in part for part in other)


def unescaped(script: str) -> Iterator[str]:
    """A script's text as it stands, and with JSON and HTML escapes resolved."""
    yield html.unescape(script)
    yield html.unescape(re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), script).replace('\\"', '"'))


def in_pieces(wanted: str, text: str, *, most: int = 4, least: int = 12) -> bool:
    """Whether the pieces of ``wanted`` occur in ``text`` in order; each piece but the last has ``least`` characters."""
    at = 0
    for _ in range(most):
        length = longest_prefix(wanted, text, at)
        if length == len(wanted):
            return True
        if length < least:
            return False
        at = text.index(wanted[:length], at) + length
        wanted = wanted[length:]
    return False


def longest_prefix(wanted: str, text: str, at: int) -> int:
    low, high = 0, len(wanted)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text.find(wanted[:middle], at) >= 0 else (low, middle - 1)
    return low


def test_the_page_text_check_sees_a_wrong_word() -> None:
    """The check of expected.json against the page is no rubber stamp: glued words pass, another word does not."""
    page = PageText(
        "<p>La digue <b>tient</b>bon<aside>Publicité</aside>, dit le maire de la commune&nbsp;!<script>x</script>"
    )
    assert page.has("La digue tient bon, dit le maire de la commune !")
    assert not page.has("La digue tient bon, dit la maire de la commune !")
    assert not page.has("La digue tient bon, dit le maire de la commune ! Fin.")

"""Addresses made to deceive: whatever is written, the host stays the host, and two articles stay two."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import UsageError
from ingest.urls import canonical_url, host_key, request_url, same_site, try_canonical, try_request

HOST = "www.gazette.example"
WORDS = st.text(alphabet="abcdefgh0123456789-_~", min_size=1, max_size=12).filter(lambda word: word.strip("-_~"))
SEGMENTS = st.lists(WORDS, min_size=1, max_size=4).filter(lambda parts: parts[-1] != "amp")
PARAMETERS = st.lists(st.tuples(st.sampled_from(("id", "p", "article", "page", "ref", "q")), WORDS), max_size=3)
NOISE = st.text(alphabet=st.characters(codec="utf-8"), max_size=30)
MARKS = st.text(alphabet=st.sampled_from("/\\?#@:;%.&=[]-_ \t\n\x00aé%2f%40\u2044\uff0f\u3002\u200b"), max_size=30)


def url_of(segments: list[str], parameters: list[tuple[str, str]]) -> str:
    query = "&".join(f"{name}={value}" for name, value in parameters)
    return f"https://{HOST}/{'/'.join(segments)}" + (f"?{query}" if query else "")


@given(
    url=st.one_of(NOISE, MARKS, MARKS.map(lambda tail: f"https://{tail}"), NOISE.map(lambda tail: f"//{HOST}{tail}"))
)
@settings(max_examples=500, deadline=None)
def test_anything_is_an_address_or_a_usage_error(url: str) -> None:
    """No text raises anything else, and what comes out is ASCII that comes out again unchanged."""
    for base in (None, f"https://{HOST}/a/b?c"):
        try:
            first = canonical_url(url, base)
        except UsageError:
            assert try_request(url, base) is None
            continue
        first.encode("ascii")
        assert canonical_url(first) == first
        assert request_url(request_url(url, base)) == request_url(url, base)
        assert urlsplit(first).hostname


@given(tail=MARKS)
@settings(max_examples=500, deadline=None)
def test_what_follows_the_host_does_not_change_it(tail: str) -> None:
    """Backslashes, at signs, dots and escapes behind the host's slash are path, never another host."""
    for url in (
        f"https://{HOST}/{tail}",
        f"https://{HOST}\\{tail}",
        f"https://{HOST}?{tail}",
        f"https://{HOST}#{tail}",
    ):
        found = try_canonical(url)
        assert found is None or urlsplit(found).hostname == HOST


@given(tail=MARKS)
@settings(max_examples=500, deadline=None)
def test_a_relative_address_stays_where_it_was_unless_it_says_so(tail: str) -> None:
    """Links that begin with a single slash or a letter are the page's own."""
    for link in (f"/a{tail}", f"a/{tail}", f"./{tail}", f"?{tail}", f"#{tail}"):
        found = try_request(link, f"https://{HOST}/rubrique/une")
        assert found is None or urlsplit(found).hostname == HOST, link


@given(url=st.one_of(MARKS.map(lambda tail: f"https://{HOST}{tail}"), MARKS.map(lambda tail: f"http://{tail}")))
@settings(max_examples=500, deadline=None)
def test_canonical_forms_stay_on_the_site(url: str) -> None:
    """Politeness, robots.txt and identity must speak of the same host."""
    requested = try_request(url)
    if requested is not None:
        assert urlsplit(canonical_url(requested)).netloc == urlsplit(requested).netloc
        assert host_key(canonical_url(requested)) == host_key(requested)
        assert same_site(canonical_url(requested), requested)


@given(st.tuples(SEGMENTS, PARAMETERS), st.tuples(SEGMENTS, PARAMETERS))
@settings(max_examples=500, deadline=None)
def test_different_articles_stay_different(
    one: tuple[list[str], list[tuple[str, str]]], other: tuple[list[str], list[tuple[str, str]]]
) -> None:
    """Two addresses are one only when path and parameters that select content are the same."""
    assert (canonical_url(url_of(*one)) == canonical_url(url_of(*other))) == (one == other)


@given(
    segments=SEGMENTS,
    parameters=PARAMETERS,
    spelling=st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans()),
    tracking=st.lists(st.sampled_from(("utm_source=a", "fbclid=b", "xtor=RSS-1", "at_medium=c", "&")), max_size=3),
)
@settings(max_examples=300, deadline=None)
def test_spellings_of_one_article_fall_together(
    segments: list[str],
    parameters: list[tuple[str, str]],
    spelling: tuple[bool, bool, bool, bool],
    tracking: list[str],
) -> None:
    """Case of the host, default port, escapes of plain letters, a slash at the end, a fragment, campaign parameters."""
    upper, port, escaped, slash = spelling
    host = HOST.upper() if upper else HOST
    path = "/".join("".join(f"%{ord(letter):02x}" for letter in part) if escaped else part for part in segments)
    query = "&".join([*tracking, *(f"{name}={value}" for name, value in parameters), *reversed(tracking)])
    other = f"https://{host}{':443' if port else ''}/{path}{'/' if slash else ''}?{query}#commentaires"
    assert canonical_url(other) == canonical_url(url_of(segments, parameters))


@given(st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=300, deadline=None)
def test_titles_in_paths_stay_different(one: str, other: str) -> None:
    """Slugs in any script, escaped as browsers do: what is another path before is another path after."""
    first, second = (quote(text, safe="", errors="replace") for text in (one, other))
    base = f"https://{HOST}/une/a-la-page/"
    if {first, second} & {".", "..", ""}:
        return
    assert (canonical_url(base + first + "/x") == canonical_url(base + second + "/x")) == (first == second)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://gazette.example\\@pirate.example/a", "gazette.example"),
        ("https://gazette.example/@pirate.example/a", "gazette.example"),
        ("https://pirate.example#@gazette.example/", "pirate.example"),
        ("https://pirate.example?@gazette.example/", "pirate.example"),
        ("https://gazette.example:443@pirate.example/", "pirate.example"),
        ("https://gazette.example@pirate.example/", "pirate.example"),
        ("https://gazette.example%2epirate.example/", "gazette.example.pirate.example"),
        ("https://gazette。example/", "gazette.example"),
        ("https://ｇａｚｅｔｔｅ.example/", "gazette.example"),
        ("http://①②⑦.⓪.⓪.①/", "127.0.0.1"),
        ("https://gazette.exa\u200bmple/", "gazette.example"),
        ("https://gazette.exa\u00admple/", "gazette.example"),
        ("https://gazette.example%00.pirate.example/", None),
        ("https://gazette.example%2f@pirate.example/", "pirate.example"),
        ("https://gazette.example℀pirate.example/", None),
        ("http://[::ffff:169.254.169.254]/", "::ffff:a9fe:a9fe"),
        ("http://[fe80::1%25eth0]/", None),
        ("https:gazette.example/", None),
        ("https:///gazette.example/", None),
        ("//gazette.example/", None),
    ],
)
def test_hosts_in_disguise(url: str, host: str | None) -> None:
    """One reading of the host for all who ask: the one a connection is made to."""
    found = try_request(url)
    assert (found and urlsplit(found).hostname) == host

"""Addresses: the table is the specification."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import UsageError
from ingest.urls import (
    article_id,
    canonical_url,
    declared_canonical,
    host_key,
    origin,
    request_url,
    same_site,
    source_name,
    try_canonical,
    try_request,
)

REQUEST = [
    ("HTTPS://WWW.Exemple.FR/Une", "https://www.exemple.fr/Une", "host lower, path as it is"),
    ("https://exemple.fr", "https://exemple.fr/", "empty path"),
    ("https://exemple.fr.:443/a", "https://exemple.fr/a", "default port, final dot"),
    ("http://exemple.fr:443/a", "http://exemple.fr:443/a", "a port that is not the scheme's own stays"),
    ("http://exemple.fr:/a", "http://exemple.fr/a", "empty port"),
    ("https://économie.exemple.fr/", "https://xn--conomie-9xa.exemple.fr/", "punycode"),
    ("https://xn--conomie-9xa.exemple.fr/", "https://xn--conomie-9xa.exemple.fr/", "punycode stays"),
    ("https://lecteur:secret@exemple.fr/a", "https://exemple.fr/a", "no credentials"),
    ("https://exemple.fr/a/./b/../c", "https://exemple.fr/a/c", "dot segments"),
    ("https://exemple.fr/a/%2e%2E/b", "https://exemple.fr/b", "dot segments in disguise"),
    ("https://exemple.fr/../../etc/passwd", "https://exemple.fr/etc/passwd", "no way above the root"),
    ("https://exemple.fr/%7Eanne/%c3%a9t%C3%A9", "https://exemple.fr/~anne/%C3%A9t%C3%A9", "escapes in one form"),
    ("https://exemple.fr/été d'ici", "https://exemple.fr/%C3%A9t%C3%A9%20d'ici", "UTF-8 and blanks are escaped"),
    ("https://exemple.fr/100%", "https://exemple.fr/100%25", "a lone per cent sign"),
    ("https://exemple.fr/a%2Fb", "https://exemple.fr/a%2Fb", "an escaped slash is not a slash"),
    ("https://exemple.fr/caf%E9", "https://exemple.fr/caf%E9", "Latin-1 escapes stay"),
    ("https://exemple.fr\\a\\b?q=c\\d", "https://exemple.fr/a/b?q=c%5Cd", "backslashes as browsers read them"),
    ("  https://exemple.fr/a\n b\t", "https://exemple.fr/a%20b", "blanks around, line breaks inside"),
    ("https://exemple.fr/a#xtor=RSS-1", "https://exemple.fr/a", "fragment"),
    ("https://exemple.fr/a?", "https://exemple.fr/a", "empty query"),
    ("https://exemple.fr/a?&&b=1&", "https://exemple.fr/a?b=1", "empty parameters"),
    ("https://exemple.fr/a?b=2&a=1", "https://exemple.fr/a?b=2&a=1", "order stays"),
    ("https://exemple.fr/a?id=7&utm_source=x&UTM_Medium=y", "https://exemple.fr/a?id=7", "campaign parameters"),
    ("https://exemple.fr/a?fbclid=1&gclid=2&xtor=3&mc_cid=4", "https://exemple.fr/a", "click identifiers"),
    ("https://exemple.fr/a?at_medium=x&ns_campaign=y&utm%5Fid=z", "https://exemple.fr/a", "prefixes, escaped too"),
    ("https://exemple.fr/a?attention=1&ref=2&source=3", "https://exemple.fr/a?attention=1&ref=2&source=3", "content"),
    ("https://exemple.fr/a;jsessionid=0A1B?x=1", "https://exemple.fr/a?x=1", "session in the path"),
    ("https://exemple.fr/spip.php?article123", "https://exemple.fr/spip.php?article123", "a parameter without value"),
    ("https://exemple.fr/a/", "https://exemple.fr/a/", "the slash at the end is asked for"),
    ("https://exemple.fr/a-1/amp/", "https://exemple.fr/a-1/amp/", "an AMP page is asked for as it is"),
    ("http://[::1]:8701/a", "http://[::1]:8701/a", "IPv6"),
    ("http://[0:0:0:0:0:0:0:1]/a", "http://[::1]/a", "IPv6 in one form"),
]

CANONICAL = [
    ("https://exemple.fr/a/", "https://exemple.fr/a", "slash at the end"),
    ("https://exemple.fr/a//", "https://exemple.fr/a", "slashes at the end"),
    ("https://exemple.fr/", "https://exemple.fr/", "the root keeps its slash"),
    ("https://exemple.fr/a/?p=2", "https://exemple.fr/a?p=2", "slash before the query"),
    ("https://exemple.fr/2023/04/le-titre/amp/", "https://exemple.fr/2023/04/le-titre", "AMP after a slug"),
    ("https://exemple.fr/actu/12345/amp", "https://exemple.fr/actu/12345", "AMP after a number"),
    ("https://exemple.fr/le-titre?amp", "https://exemple.fr/le-titre", "AMP parameter"),
    ("https://exemple.fr/le-titre?p=1&outputType=amp", "https://exemple.fr/le-titre?p=1", "AMP output"),
    ("https://exemple.fr/tag/amp", "https://exemple.fr/tag/amp", "a tag named amp"),
    ("https://exemple.fr/amp/le-titre", "https://exemple.fr/amp/le-titre", "leads nobody knows where"),
    ("https://m.exemple.fr/le-titre", "https://m.exemple.fr/le-titre", "mobile host: needs evidence"),
    ("https://exemple.fr/le-titre?amplitude=3", "https://exemple.fr/le-titre?amplitude=3", "begins like amp"),
]


DECLARED = [
    # (the page's address, what it declares, what counts)
    ("https://m.exemple.fr/actu/le-pont-rouvre", "https://www.exemple.fr/actu/le-pont-rouvre/", True, "mobile twin"),
    ("https://exemple.fr/amp/le-pont-rouvre", "https://exemple.fr/le-pont-rouvre", True, "AMP twin"),
    ("https://exemple.fr/le-pont-rouvre/amp.html", "https://exemple.fr/le-pont-rouvre", True, "AMP twin in a folder"),
    ("http://exemple.fr/a", "https://www.exemple.fr/a", True, "scheme and www"),
    ("https://exemple.fr/a?p=2", "/a", True, "relative, without its parameters"),
    ("https://exemple.fr/Le-Pont-Rouvre", "https://exemple.fr/le-pont-rouvre", True, "case, by the page's word"),
    ("https://exemple.fr/spip.php?article12", "https://exemple.fr/spip.php?article12", True, "itself"),
    (
        "https://exemple.fr/direct/la-crue-en-direct/un-point-a-midi",
        "https://exemple.fr/direct/la-crue-en-direct",
        True,
        "the live blog of an entry",
    ),
    ("https://exemple.fr/actu/le-pont-rouvre/page/2", "https://exemple.fr/actu/le-pont-rouvre", True, "a further page"),
    ("https://exemple.fr/a/le-pont-rouvre", "https://exemple.fr/b/le-bac-repart", True, "moved, by the page's word"),
    ("https://exemple.fr/", "https://exemple.fr/", True, "the home page is itself"),
    ("https://exemple.fr/actu/le-pont-rouvre", "https://exemple.fr/", False, "home page"),
    ("https://exemple.fr/?p=12", "https://exemple.fr/", False, "home page, for an article by number"),
    ("https://exemple.fr/actu/le-pont-rouvre", "https://www.exemple.fr", False, "home page of another host"),
    ("https://exemple.fr/actu/le-pont-rouvre", "https://exemple.fr/actu", False, "its section"),
    ("https://exemple.fr/2026/03/le-pont-rouvre", "https://exemple.fr/2026/03/", False, "its month"),
    ("https://exemple.fr/actu/12345", "https://exemple.fr/actu/", False, "its section, for a number"),
    ("https://exemple.fr/actu/le-pont-rouvre", "https://agence.example/le-pont-rouvre", False, "another site"),
    ("https://exemple.fr/actu/le-pont-rouvre", "javascript:void(0)", False, "no web address"),
    ("https://exemple.fr/actu/le-pont-rouvre", " ", False, "empty"),
    ("https://exemple.fr/actu/le-pont-rouvre", None, False, "nothing"),
]


@pytest.mark.parametrize(("page", "claim", "counts", "why"), DECLARED)
def test_what_a_page_declares_of_itself(page: str, claim: str | None, counts: bool, why: str) -> None:
    """Twins come together by the page's own word; a template's slip does not make one article of all pages."""
    expected = canonical_url(claim, page) if counts and claim else None
    assert declared_canonical(claim, page) == expected, why


@pytest.mark.parametrize(("given_url", "expected", "why"), REQUEST)
def test_request_url(given_url: str, expected: str, why: str) -> None:
    """What is asked for: every documented rule has a line in the table."""
    assert request_url(given_url) == expected, why


@pytest.mark.parametrize(("given_url", "expected", "why"), CANONICAL)
def test_canonical_url(given_url: str, expected: str, why: str) -> None:
    """Spellings of one page fall together, and different pages do not."""
    assert canonical_url(given_url) == expected, why


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("b", "https://exemple.fr/rubrique/b"),
        ("/b", "https://exemple.fr/b"),
        ("../b", "https://exemple.fr/b"),
        ("?page=2", "https://exemple.fr/rubrique/a?page=2"),
        ("//autre.example/b", "https://autre.example/b"),
        ("", "https://exemple.fr/rubrique/a"),
        ("#haut", "https://exemple.fr/rubrique/a"),
    ],
)
def test_relative_addresses_resolve_on_the_page_they_stand_on(href: str, expected: str) -> None:
    """Links, feeds and redirects give relative addresses."""
    assert request_url(href, "https://exemple.fr/rubrique/a") == expected


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "exemple.fr/a",
        "mailto:anne@exemple.fr",
        "javascript:void(0)",
        "file:///etc/passwd",
        "data:text/html,a",
        "https://",
        "https:///a",
        "https://:443/",
        "https://exemple.fr:port/",
        "https://exemple.fr:70000/",
        "https://exem ple.fr/",
        "https://exemple.fr%00.example/",
        "http://[::1",
        "http://[zz]/",
        "https://exemple.fr/" + "a" * 9000,
    ],
)
def test_what_is_no_web_address_is_refused(bad: str) -> None:
    """Nothing but HTTP(S) with a host gets on; in the wild it is just no link."""
    with pytest.raises(UsageError):
        canonical_url(bad)
    assert try_canonical(bad) is None
    assert try_request(bad) is None


@given(st.text(alphabet=st.sampled_from("aé1-._~%2fE5/?&=#;:@\\ amputsource_jid+'\ud800"), max_size=60))
def test_canonical_url_is_idempotent(tail: str) -> None:
    """A canonical URL read back from a dataset must be its own canonical URL, or identities drift."""
    first = canonical_url("https://exemple.fr/" + tail)
    assert canonical_url(first) == first
    assert request_url(first) == first
    first.encode("ascii")


@given(st.from_regex(r"https?://[a-z0-9.:@_-]{1,12}/[A-Za-z0-9\-._~!$&'()*+,;=:@/%?]{0,30}", fullmatch=True))
def test_the_short_cut_for_plain_addresses_changes_nothing(url: str) -> None:
    """Most addresses are recognised as finished at a glance; the fragment sends the same one through all rules."""
    assert try_request(url) == try_request(url + "#haut")
    assert try_canonical(url) == try_canonical(url + "#haut")


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.exemple.fr/a", "exemple.fr"),
        ("https://sport.exemple.fr:8443/a", "exemple.fr"),
        ("https://www.exemple.co.uk/", "exemple.co.uk"),
        ("https://anne.blogspot.com/", "anne.blogspot.com"),
        ("http://127.0.0.1:8701/a", "127.0.0.1:8701"),
        ("http://127.0.0.1/a", "127.0.0.1:80"),
        ("https://localhost/", "localhost:443"),
        ("http://[::1]:99/", "[::1]:99"),
        ("https://co.uk/", "co.uk"),
    ],
)
def test_host_key_is_what_somebody_registered(url: str, key: str) -> None:
    """Politeness is owed to an owner; two test servers on one machine are two owners."""
    assert host_key(url) == key
    assert source_name(url) == key


def test_same_site() -> None:
    """Subdomains are one site, look-alikes are not."""
    assert same_site("https://www.exemple.fr/a", "http://sport.exemple.fr/b")
    assert not same_site("https://exemple.fr/", "https://exemple.fr.autre.example/")
    assert not same_site("http://127.0.0.1:1/", "http://127.0.0.1:2/")
    assert not same_site("https://exemple.fr/", "mailto:anne@exemple.fr")


def test_origin() -> None:
    """robots.txt and tdmrep.json are asked for once per origin."""
    assert origin("https://Exemple.fr:443/a/b?c") == "https://exemple.fr"
    assert origin("http://127.0.0.1:8701") == "http://127.0.0.1:8701"


def test_article_id_can_be_computed_by_anyone() -> None:
    """Datasets of different runs and machines join on it."""
    assert article_id("https://exemple.fr/a") == "7ea05adc8b3b735aa87c07b6d90068d2"


def test_the_rest_of_a_page_is_no_address() -> None:
    """An unclosed quote takes it in; it is refused before anything is made of its letters."""
    rest = '/a"> <p>Le pont rouvre lundi &é' * 10_000
    with pytest.raises(UsageError, match="longer than 8192 characters"):
        request_url(rest, "https://example.org/")
    assert try_request(rest, "https://example.org/") is None
    assert try_request("https://example.org/a?utm_source=" + "x" * 40_000) is None  # not even read to be made shorter

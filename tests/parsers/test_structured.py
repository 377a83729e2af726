from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parsers.structured import article_of, first_url, names, read_json_ld, texts, types_of

ARTICLE = {"@type": "NewsArticle", "headline": "Le pont rouvre lundi", "url": "https://exemple.fr/pont-rouvre-lundi"}


def script(**more: object) -> str:
    return json.dumps({**ARTICLE, **more}, ensure_ascii=False)


# --- reading -------------------------------------------------------------------------------------------------------
def test_objects_come_from_arrays_graphs_and_several_scripts() -> None:
    """Every way of putting several objects in a page gives all of them, in document order."""
    first = json.dumps([{"@type": "WebSite"}, {"@graph": [{"@type": "Person", "@id": "#a"}, ARTICLE]}])
    second = json.dumps({"@type": "WebPage", "mainEntity": {"@type": "Article", "headline": "x"}})
    kinds = [types_of(item) for item in read_json_ld([first, second])]
    assert kinds == [["WebSite"], ["Person"], ["NewsArticle"], ["WebPage"], ["Article"]]


@pytest.mark.parametrize(
    "text",
    [
        "<!--\n%s\n-->",
        "//<![CDATA[\n%s\n//]]>",
        "/* <![CDATA[ */ %s /* ]]> */",
        "%s;",
        "/* généré par le CMS */ %s // fin",
        "\ufeff%s",
    ],
)
def test_wrappings_and_comments_are_taken_off(text: str) -> None:
    """Comments, CDATA marks, a BOM and a final semicolon do not cost the article; «//» of a URL is no comment."""
    assert read_json_ld([text % script()]) == [ARTICLE]


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ('{"@type": "Article", "headline": "A, b",, "keywords": ["x", "y",],}', "A, b"),
        ('{"@type": "Article", "headline": "Deux\nlignes\tet plus"}', "Deux\nlignes\tet plus"),
        (
            "{&quot;@type&quot;: &quot;Article&quot;, &quot;headline&quot;: &quot;Entre guillemets&quot;}",
            "Entre guillemets",
        ),
        ('{"@type": "Article", "headline": "Il dit "non" au projet", "name": "x"}', 'Il dit "non" au projet'),
        (r'{"@type": "Article", "headline": "L\'été \d"}', "L\\'été \\d"),
        ('{"@type": "Article", "headline": "Coupé", "author": {"name": "Anne U', "Coupé"),
        ('{"@type": "Article", "headline": "Un"} {"@type": "Article", "headline": "Deux"}', "Un"),
    ],
)
def test_broken_json_is_mended(text: str, headline: str) -> None:
    """Trailing commas, raw line breaks, entities, unescaped quotes, bad escapes, a cut end, objects strung together."""
    assert read_json_ld([text])[0]["headline"] == headline


def test_one_hopeless_script_does_not_cost_the_others() -> None:
    """What cannot be read is skipped alone."""
    assert read_json_ld(["{nothing: of, the kind", "", "null", "[" * 100_000, script()]) == [ARTICLE]


def test_not_a_number_is_none() -> None:
    """NaN and Infinity are no JSON and no values."""
    assert read_json_ld(['{"@type": "Article", "wordCount": NaN}'])[0]["wordCount"] is None


def test_deep_nesting_is_bounded() -> None:
    """A hostile graph neither raises nor is followed without end."""
    deep: object = ARTICLE
    for _ in range(300):
        deep = {"@graph": [deep], "name": "x"}
    assert len(read_json_ld([json.dumps(deep)])) < 50


# --- the page's article --------------------------------------------------------------------------------------------
def test_article_of_the_page_among_teasers() -> None:
    """The article with this page's address is taken, not the one that happens to come first."""
    teaser = {"@type": "NewsArticle", "headline": "Autre sujet", "url": "https://exemple.fr/autre-sujet"}
    found = article_of([teaser, ARTICLE], url="https://www.exemple.fr/pont-rouvre-lundi?utm_source=x", title=None)
    assert found == ARTICLE


def test_somebody_elses_article_is_refused() -> None:
    """Related stories of a page without markup of its own are not its article."""
    teasers = [
        {"@type": "NewsArticle", "headline": "La piscine ferme", "url": "https://exemple.fr/piscine"},
        {"@type": "NewsArticle", "headline": "Le musée ouvre", "url": "https://exemple.fr/musee"},
    ]
    assert article_of(teasers, url="https://exemple.fr/pont", title="Le pont rouvre lundi") is None
    assert article_of(teasers[:1], url="https://exemple.fr/pont", title="Le pont rouvre lundi") is None


def test_what_a_template_gives_all_pages_is_refused() -> None:
    """The only article, but of the home page and with another headline."""
    front = {"@type": "NewsArticle", "headline": "Les nouvelles de la vallée", "mainEntityOfPage": "https://x.example/"}
    where = {"url": "https://x.example/2024/passerelle", "title": "La passerelle du moulin rouvre samedi"}
    assert article_of([front], **where) is None
    assert article_of([{**front, "headline": where["title"]}], **where) is not None


def test_item_lists_are_not_looked_into() -> None:
    """A list's members are other pages."""
    listing = {"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "Le pont rouvre lundi"}]}
    assert article_of(read_json_ld([json.dumps(listing)]), url=None, title="Le pont rouvre lundi") is None


def test_the_only_article_may_have_another_address_or_headline() -> None:
    """The AMP address or a title for search engines is no reason to refuse the only article object."""
    amp = {**ARTICLE, "url": "https://exemple.fr/amp/2023/pont"}
    assert article_of([amp], url="https://exemple.fr/pont", title="Le pont rouvre lundi, après un an") is not None
    assert article_of([ARTICLE], url=ARTICLE["url"], title="Circulation : tout change") is not None


def test_an_article_beats_its_video() -> None:
    """A clip on the page is not the page, unless it is all there is and bears its name."""
    clip = {"@type": "VideoObject", "name": "Le pont rouvre lundi"}
    assert types_of(article_of([clip, ARTICLE], url=None, title="Le pont rouvre lundi") or {}) == ["NewsArticle"]
    assert article_of([clip], url=None, title="Le pont rouvre lundi") == clip
    assert article_of([clip], url=None, title="Autre chose") is None


def test_references_in_the_graph_are_resolved() -> None:
    """Author, publisher and image given by @id are the objects of that id."""
    graph = {
        "@graph": [
            {**ARTICLE, "author": {"@id": "#anne"}, "publisher": "#journal", "image": [{"@id": "#photo"}]},
            {"@type": "Person", "@id": "#anne", "name": "Anne Un"},
            {"@type": "Organization", "@id": "#journal", "name": "Le Journal"},
            {"@type": "ImageObject", "@id": "#photo", "url": "https://exemple.fr/a.jpg"},
        ]
    }
    found = article_of(read_json_ld([json.dumps(graph)]), url=None, title=None)
    assert found is not None
    assert names(found["author"]) == [("Anne Un", "person")]
    assert names(found["publisher"]) == [("Le Journal", "organization")]
    assert first_url(found["image"]) == "https://exemple.fr/a.jpg"


def test_two_objects_of_one_article_complete_each_other() -> None:
    """A theme's and a plug-in's markup of the same page add up."""
    plugin = {"@type": "Article", "headline": "Le pont rouvre lundi", "datePublished": "2024-03-04T10:00:00+01:00"}
    found = article_of([ARTICLE, plugin], url=ARTICLE["url"], title="Le pont rouvre lundi")
    assert found is not None
    assert found["datePublished"] == plugin["datePublished"]
    assert found["url"] == ARTICLE["url"]


def test_author_of_a_mere_web_page_is_no_author() -> None:
    """WebPage markup names the account that made the page."""
    page = {
        "@type": "WebPage",
        "url": "https://exemple.fr/a",
        "author": {"name": "Compte"},
        "datePublished": "2024-03-04",
    }
    found = article_of([page], url="https://exemple.fr/a", title=None)
    assert found is not None
    assert "author" not in found


# --- plain values --------------------------------------------------------------------------------------------------
def test_names_of_whatever_stands_for_an_author() -> None:
    """Strings, objects, lists in lists, given and family names, numbers and nulls: names with their kinds."""
    value = [
        "Anne Un",
        {"@type": "Person", "name": ["Luc Deux", "Zoé Trois"]},
        [{"@type": "NewsMediaOrganization", "name": "L&#039;Agence"}],
        {"givenName": "Marie", "familyName": "Quatre"},
        {"@type": "Person", "name": ""},
        None,
        7,
    ]
    assert names(value) == [
        ("Anne Un", ""),
        ("Luc Deux", "person"),
        ("Zoé Trois", "person"),
        ("L'Agence", "organization"),
        ("Marie Quatre", ""),
    ]


def test_texts_of_whatever_stands_for_strings() -> None:
    """Numbers where strings are expected, strings where lists are, objects with a value or a name."""
    assert texts(["a", 3, None, True, {"@value": "b"}, {"name": "c"}, ["d&amp;e", "  "]]) == ["a", "3", "b", "c", "d&e"]
    assert texts("Société ") == ["Société"]


def test_first_url_skips_what_is_none() -> None:
    """Data URIs and prose are no image addresses."""
    assert first_url(["data:image/png;base64,xx", "no image", {"contentUrl": "/a.jpg"}]) == "/a.jpg"
    assert first_url({"@type": "ImageObject"}) is None
    assert first_url(["\ud800", "/a.jpg"]) == "/a.jpg"  # half a character, which JSON can name and nothing can write


@pytest.mark.parametrize("noise", ['\\"', "/", "/* ", ", ", '"x ', "[", "//]]> ", " "])
def test_hostile_scripts_come_to_an_end(noise: str) -> None:
    """A mark repeated a hundred thousand times is read once, not once from each of its places."""
    assert len(read_json_ld(['{"a": "' + noise * 60_000, script()])) <= 2


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["@type", "@id", "@graph", "url", "name", "author", "headline", "mainEntityOfPage"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(json_values, st.text(max_size=30))
def test_nothing_raises(value: object, noise: str) -> None:
    """Any JSON, whole or damaged, is survived by all functions."""
    text = json.dumps(value)
    for candidate in (text, text[: len(text) // 2], text.replace('"', "", 1), noise + text):
        objects = read_json_ld([candidate])
        article_of(objects, url="https://exemple.fr/a?id=123", title="x")
        for item in objects:
            texts(item)
            names(item.get("author"))
            first_url(item)

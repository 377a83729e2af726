"""From a page to an article or to the one reason why it is none."""

from __future__ import annotations

import gc
from datetime import UTC, datetime

import pytest

import ingest
from ingest.model import Article, Drop, Page, Reason, Rights, Source
from ingest.parsers.api import read

AT = datetime(2024, 5, 2, 12, 0, tzinfo=UTC)
PARAGRAPHS = "".join(
    f"<p>{text}</p>"
    for text in (
        "Le pont tournant restera ouvert toute la nuit, a prévenu la capitainerie dans un message aux plaisanciers.",
        "Deux câbles ont été changés au printemps, le troisième attend une pièce qui ne se fabrique plus en France.",
        "Les pêcheurs passeront à l’étale, les autres devront patienter ou faire le tour par le chenal de l’ouest.",
    )
)
ARTICLE = (
    f"<html lang='fr'><head><title>Le pont reste ouvert</title></head><body><h1>Le pont reste ouvert</h1>{PARAGRAPHS}"
)


def page(body: str | bytes, url: str = "https://example.org/mer/pont", **kwargs: object) -> Page:
    headers = kwargs.pop("headers", (("Content-Type", "text/html; charset=utf-8"),))
    raw = body.encode() if isinstance(body, str) else body
    return Page(url=url, final_url=url, status=200, headers=headers, body=raw, fetched_at=AT, **kwargs)  # type: ignore[arg-type]


def reason(result: Article | Drop) -> Reason | str:
    return result.reason if isinstance(result, Drop) else "article"


def test_article_is_kept() -> None:
    """A plain page with a headline and three paragraphs is an article."""
    result = read(page(ARTICLE))
    assert isinstance(result, Article)
    assert (result.title, len(result.blocks), result.lang) == ("Le pont reste ouvert", 3, "fr")


def test_source_gives_the_zone() -> None:
    """A date printed without a zone is read in that of its newsroom."""
    dated = ARTICLE.replace("</h1>", "</h1><p class='date'>Publié le 2 mai 2024 à 07 h 30</p>")
    source = Source("lac", "https://example.org/", timezone="America/Toronto", title="Le Lac")
    result = read(page(dated), source)
    assert isinstance(result, Article)
    assert result.published_at == datetime(2024, 5, 2, 11, 30, tzinfo=UTC)
    assert result.site_name == "Le Lac"


TEASERS = "".join(
    f"<article><h2><a href='/a{n}'>Une nouvelle du port numéro {n}, en peu de mots</a></h2></article>" for n in range(9)
)


def test_without_an_address_the_canonical_one_tells_the_zone() -> None:
    """A saved page read as a file has its dates on the same clock as one fetched from its address."""
    html = ARTICLE.replace("</h1>", "</h1><p>Publié le 2 mai 2024 à 09:15</p>")
    saved = html.replace("<head>", "<head><link rel=canonical href='https://journal.example.re/mer/pont'>")
    assert ingest.parse(saved).timezone == ingest.parse(html, "https://journal.example.re/mer/pont").timezone
    assert ingest.parse(saved).published_at == datetime(2024, 5, 2, 5, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", Reason.EMPTY_PAGE),
        ("   \n ", Reason.EMPTY_PAGE),
        (b"%PDF-1.7 ...", Reason.NOT_HTML),
        ("<html><body></body></html>", Reason.EMPTY_PAGE),
        (f"<html><head><title>Le port</title></head><body><h1>Le port</h1>{TEASERS}", Reason.NOT_AN_ARTICLE),
        (
            "<title>Votre vie privée</title><h1>Votre vie privée</h1><p>Nous et nos 214 partenaires utilisons des "
            "cookies pour mesurer l’audience.</p><button>Tout accepter</button><p>Continuer sans accepter</p>"
            "<p>Gérer mes choix, retirer mon consentement à tout moment.</p>",
            Reason.CONSENT_WALL,
        ),
        (
            "<title>Just a moment...</title><h1>Checking your browser</h1><p>Enable JavaScript and cookies</p>",
            Reason.BLOCK_PAGE,
        ),
        (
            "<title>Page introuvable</title><h1>Cette page est introuvable</h1><p>Elle a peut-être été déplacée.</p>",
            Reason.SOFT_404,
        ),
    ],
    ids=["no bytes", "white space", "pdf", "empty body", "section", "consent", "robot check", "soft 404"],
)
def test_page_that_is_no_article_has_one_reason(body: str | bytes, expected: Reason) -> None:
    """Each kind of useless page is named, and never becomes a row."""
    assert reason(read(page(body))) is expected


def test_other_media_are_refused_by_their_type() -> None:
    """An image served at an article's address is no page."""
    assert reason(read(page(b"\x89PNG", headers=(("content-type", "image/png"),)))) is Reason.NOT_HTML


def test_meta_tag_overrides_the_header_on_mining() -> None:
    """TDMRep: the later carrier wins, so a page can reserve what its site leaves open."""
    reserved = ARTICLE.replace(
        "<head>", "<head><meta name='tdm-reservation' content='1'><meta name='tdm-policy' content='/tdm'>"
    )
    result = read(page(reserved, rights=Rights(tdm_reserved=False, tdm_carrier="header")))
    assert isinstance(result, Article)
    assert (result.rights.tdm_reserved, result.rights.tdm_carrier) == (True, "meta")
    assert result.rights.tdm_url == "https://example.org/mer/pont"
    assert result.rights.tdm_policy == "https://example.org/tdm"
    silent = read(page(ARTICLE, rights=Rights(tdm_reserved=True, tdm_carrier="file")))
    assert silent.rights.tdm_reserved is True


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("https://example.org/mer/pont?utm_source=x", "https://example.org/mer/pont"),
        ("https://example.org/", "https://example.org/mer/pont-b"),
        ("https://elsewhere.example.net/pont", "https://example.org/mer/pont-b"),
        ("/mer/le-pont", "https://example.org/mer/le-pont"),
    ],
    ids=["tracking", "home page", "another site", "relative"],
)
def test_canonical_link_is_taken_with_judgement(claim: str, expected: str) -> None:
    """A template that names the home page on every article would make them all one."""
    html = ARTICLE.replace("<head>", f"<head><link rel='canonical' href='{claim}'>")
    assert ingest.parse(html, url="https://example.org/mer/pont-b").canonical_url == expected


def test_wrong_arguments_say_what_to_give() -> None:
    """A naive time or a mistyped zone is the caller's mistake, told as such."""
    with pytest.raises(ValueError, match="aware datetime"):
        ingest.parse(ARTICLE, fetched_at=datetime(2024, 5, 2, 12, 0))
    with pytest.raises(ValueError, match="Europe/Paris"):
        ingest.parse(ARTICLE, timezone="Europe/Pari")


def test_every_field_says_where_it_came_from() -> None:
    """Provenance has a method and the words for what was found."""
    html = ARTICLE.replace(
        "</h1>", "</h1><p class='auteur'>Par Rose Kermarec</p><time datetime='2024-05-02T09:12:00+02:00'>2 mai</time>"
    )
    article = ingest.parse(html, url="https://example.org/mer/pont")
    assert article.authors == ["Rose Kermarec"]
    assert {"title", "text", "authors", "published_at", "page_type"} <= article.provenance.keys()
    assert article.provenance["authors"].evidence
    assert article.published_raw


def test_same_bytes_give_the_same_article() -> None:
    """Nothing depends on what was read before."""
    first = ingest.parse(ARTICLE)
    ingest.parse("<p>autre chose</p>")
    assert ingest.parse(ARTICLE) == first


@pytest.mark.parametrize("collecting", [True, False])
def test_the_search_for_cycles_is_left_as_it_was(collecting: bool) -> None:
    """Reading pauses Python's cyclic collector: it must run again afterwards, unless the caller had stopped it."""
    (gc.enable if collecting else gc.disable)()
    try:
        ingest.parse(ARTICLE)
        assert gc.isenabled() is collecting
    finally:
        gc.enable()


def test_reading_makes_no_cycles() -> None:
    """What the paused collector would have to find later: nothing, or memory would grow page by page."""
    ingest.parse(ARTICLE)  # what is loaded once per process
    gc.collect()
    gc.disable()
    try:
        ingest.parse(ARTICLE)
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_headline_in_bold_where_the_title_is_the_sites() -> None:
    """Old pages have no headings, and a title of the whole site; the standfirst is bold as well."""
    lead = "Faute de passeurs, la liaison entre les deux rives s’arrête, et onze communes protestent."
    body = (
        f"<p><b>Le bac ne traversera plus dimanche</b></p><p><b>{lead}</b></p>{PARAGRAPHS}<p>{PARAGRAPHS[3:90] * 3}</p>"
    )
    article = ingest.parse(f"<title>La Gazette - Archives - page 7</title>{body}", "https://g.example/7.htm")
    assert article.title == "Le bac ne traversera plus dimanche"

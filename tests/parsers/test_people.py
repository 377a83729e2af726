from __future__ import annotations

import pytest

import ingest
from ingest.model import Contributor

PARAGRAPHS = tuple(
    f"<p>{text}</p>"
    for text in (
        "La passerelle du moulin rouvre samedi, après deux hivers de travaux et une crue mémorable.",
        "Les planches viennent de la forêt voisine, sciées au village par les deux derniers menuisiers de la vallée.",
        "Il reste à poser l’éclairage, que la commune a payé en vendant la vieille grue du quai à un collectionneur.",
        "Le maire promet un bal, la fanfare répète déjà sous la halle et les riverains ont repeint leurs volets.",
    )
)
TEXT = "".join(PARAGRAPHS)
TITLE = "La passerelle du moulin rouvre samedi"


def page(under: str = "", behind: str = "", head: str = "", above: str = "") -> ingest.Article:
    """An article with something above and under its headline, and behind its text."""
    return ingest.parse(
        f"<html lang='fr'><head><title>{TITLE} - Le Courrier</title>{head}</head><body>{above}"
        f"<article><h1>{TITLE}</h1>{under}{TEXT}{behind}</article></body></html>",
        "https://courrier.example/passerelle",
    )


@pytest.mark.parametrize(
    ("under", "authors"),
    [
        ("<p>Par Anne Un</p>", ["Anne Un"]),
        ("<div class='infos'>Actualité locale | Par Anne Un | 3 mars 2024</div>", ["Anne Un"]),
        (
            "<div><span itemprop='author'>Anne Un</span>, <span itemprop='author'>Luc Deux</span></div>",
            ["Anne Un", "Luc Deux"],
        ),
        ("<div class='x'><a rel='author' href='/a'>Anne Un</a> Journaliste</div>", ["Anne Un"]),
        ("<p>Anne Un, correspondante à Fatick - 09/04/2024 à 08h15</p>", ["Anne Un"]),
        ("<dl><dt>Auteur</dt><dd>Anne Un</dd></dl>", ["Anne Un"]),
        ("<p>Par Anne Un, géographe (Université du Lac), et Luc Deux, architecte</p>", ["Anne Un", "Luc Deux"]),
        ("<p>11-04-24 à 22h03 (avec Belga)</p>", ["Belga"]),
        ("<div>Anne Un</div><div>4 décembre 2022</div>", ["Anne Un"]),
    ],
)
def test_lines_under_the_headline(under: str, authors: list[str]) -> None:
    """Whatever the markup, who signs under the headline is an author, whole lines before the links in them."""
    assert page(under).authors == authors


@pytest.mark.parametrize(
    ("behind", "authors"),
    [
        ("<p>Par Anne Un</p>", ["Anne Un"]),
        ("<p>Anne Un</p>", ["Anne Un"]),
        ("<p>Un podcast de Anne Un</p>", ["Anne Un"]),
        ("<div>Publié par <a rel='author' href='/a'>Anne Un</a> à 14:33</div>", ["Anne Un"]),
    ],
)
def test_signature_behind_the_text(behind: str, authors: list[str]) -> None:
    """The last line of an article may be its signature."""
    assert page(behind=behind).authors == authors


@pytest.mark.parametrize(
    "under",
    [
        "<figure><img src='/p.jpg'><figcaption>Anne Un, journaliste au Courrier, en 2019.</figcaption></figure>",
        "<div class='comments'><span rel='author'>Anne Un</span></div>",
        "<nav><a rel='author' href='/a'>Anne Un</a></nav>",
        "<div>Le Havre</div>",
        "<p>Interview : Anne Un, directrice</p>",
        "<p>Texte des Volontaires.</p>",
    ],
)
def test_others_are_no_authors(under: str) -> None:
    """Those who are in a picture, comment, stand in a menu or are interviewed have not written the article."""
    assert page(under).authors == []


def test_signature_far_away_is_somebody_elses() -> None:
    """A byline in a list of other stories below the article signs those."""
    others = "".join(f"<li><a href='/{n}'>Autre histoire du port numéro {n}</a></li>" for n in range(12))
    assert page(behind=f"<ul>{others}</ul><p>Par Luc Deux</p>").authors == []


def test_roles_in_one_line() -> None:
    """Text and pictures, or text and translation, are told apart in one line."""
    article = page("<p>Texte: Anne Un / Photos: Luc Deux</p>")
    assert (article.authors, article.contributors) == (["Anne Un"], [Contributor("Luc Deux", "photographer")])
    article = page("<p>Par Anne Un, traduit de l’anglais par Luc Deux</p>")
    assert (article.authors, article.contributors) == (["Anne Un"], [Contributor("Luc Deux", "translator")])


@pytest.mark.parametrize(
    "name", ["author", "dc:creator", "og:author", "mrf:authors", "shareaholic:article_author_name"]
)
def test_meta_tags(name: str) -> None:
    """The names that publishers' systems give to the author's meta tag are known."""
    assert page(head=f"<meta name='{name}' content='Anne Un'>").authors == ["Anne Un"]


def test_labelled_twitter_data() -> None:
    """WordPress names the author in ``twitter:data1``, the reading time in ``twitter:data2``: the labels tell which."""
    head = (
        "<meta name='twitter:label1' content='Écrit par'><meta name='twitter:data1' content='Anne Un'>"
        "<meta name='twitter:label2' content='Durée'><meta name='twitter:data2' content='Luc Deux'>"
    )
    assert page(head=head).authors == ["Anne Un"]


def test_site_in_the_markup_gives_way_to_a_real_signature() -> None:
    """A site that names itself as author in its markup has not written what a person or an agency signs."""
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "' + TITLE + '", "author": '
        '{"@type": "Organization", "name": "Le Courrier"}, "publisher": {"name": "Le Courrier"}}</script>'
    )
    assert page("<p>Par Anne Un</p>", head=head).authors == ["Anne Un"]
    wire = page(behind="<p>Les barques, elles, ne reviendront qu’au printemps, dit le pêcheur. (ats)</p>", head=head)
    assert (wire.authors, wire.agency) == ([], "ATS")
    assert page(head=head).authors == ["Le Courrier"]


def test_editor_in_the_markup_gives_way_to_the_writer() -> None:
    """Where the page says that the person of the markup edited, the one who signs has written."""
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "' + TITLE + '", "author": '
        '{"@type": "Person", "name": "Luc Deux"}}</script>'
    )
    article = page("<div class='author'>Anne Un</div><div class='author'>Edited by Luc Deux</div>", head=head)
    assert article.authors == ["Anne Un"]


def test_where_it_came_from() -> None:
    """The line that was believed is the evidence."""
    found = page("<p>Par Anne Un</p>").provenance["authors"]
    assert (found.method, found.evidence) == ("visible", "Par Anne Un")

"""Articles and sections on a page of links."""

from __future__ import annotations

import pytest
from pages import HOME, SOURCE, page

from ingest.discovery import article_links, section_links
from ingest.model import Source, Via

FRONT = """<!doctype html><html><body class="home menu-open">
<header><a href="/"><img alt="Exemple"></a>
<a href="/le-grand-dossier-du-pont-de-la-gare/">Le grand dossier du pont de la gare</a>
<nav><ul><li><a href="/">Accueil</a></li>
<li><a href="/politique/">Politique</a></li>
<li><a href="/sport/football/">Foot</a></li>
<li><a href="/culture.html">Culture</a></li><li><a href="/tag/pont">Pont</a></li>
<li><a href="/connexion">Se connecter</a></li>
<li><a href="https://autre.example/jeux/">Jeux</a></li><li><a href="/politique">Politique</a></li>
<li><a href="/elections-municipales-2026-resultats-par-commune/">Tous les résultats de toutes les communes</a></li>
</ul></nav></header>
<main>
<article><a href="/2026/03/01/pont-gare/"><img src="/i.jpg"></a><header><h2>
<a href="/2026/03/01/pont-gare/?utm_source=une">Le
 pont de la gare rouvre mardi</a></h2></header><p>Deux ans de travaux.</p>
<a href="/2026/03/01/pont-gare/#lire">Lire la suite</a>
<a href="/auteur/anne-durand/">Anne Durand</a><a href="/2026/03/01/pont-gare/commentaires-des-lecteurs">12</a></article>
<div class="teaser"><a href="/sport/lens-lille-le-match-en-trois-actes_412345.html"><span>Football</span>
<h3>Lens–Lille, le match en trois actes</h3></a></div>
<h3><a href="/courte-breve/">Une brève au titre assez long pour être lu</a></h3>
<h3><a href="/politique/">Toute la politique de la semaine en direct</a></h3>
<ul><li><a href="spip.php?article123">Le marché déménage place Carnot</a></li>
<li><a href="spip.php?rubrique4">Toute la rubrique des sports de la ville</a></li></ul>
<a href="/mentions-legales-du-journal-exemple">Mentions légales du journal Exemple et crédits</a>
<a href="https://autre.example/2026/03/01/un-article-d-un-autre-journal/">Un article d’un autre journal que le nôtre</a>
<a href="https://sport.exemple.fr/2026/03/01/la-natation-au-programme/">La natation au programme de dimanche</a>
<a href="/documents/le-plan-du-pont-de-la-gare-12345.pdf">Le plan du pont de la gare</a>
<a href="/page/2/">Page suivante des articles du journal</a>
<a href="mailto:anne@exemple.fr">Écrire à la rédaction du journal Exemple</a>
<a href="/politique/">Politique</a>
</main>
<footer><a href="/2020/01/01/notre-charte-de-deontologie-en-dix-points/">Notre charte en dix points</a></footer>
</body></html>"""


def test_article_links() -> None:
    """Headlines in order, each page once, with its words; no menus, authors, files, legal pages or strangers."""
    links = article_links(page(FRONT), SOURCE)
    assert [(link.url, link.title) for link in links] == [
        ("https://www.exemple.fr/2026/03/01/pont-gare/", "Le pont de la gare rouvre mardi"),
        (
            "https://www.exemple.fr/sport/lens-lille-le-match-en-trois-actes_412345.html",
            "Lens–Lille, le match en trois actes",
        ),
        ("https://www.exemple.fr/courte-breve/", "Une brève au titre assez long pour être lu"),
        ("https://www.exemple.fr/spip.php?article123", "Le marché déménage place Carnot"),
        ("https://sport.exemple.fr/2026/03/01/la-natation-au-programme/", "La natation au programme de dimanche"),
    ]
    assert {(link.source, link.via, link.referrer) for link in links} == {("exemple", Via.HOME, HOME)}


def test_links_of_a_section_page_say_so() -> None:
    """Coverage is counted by the way a link was found."""
    links = article_links(page(FRONT, "https://www.exemple.fr/politique/"), SOURCE)
    assert links
    assert {link.via for link in links} == {Via.SECTION}
    home = Source(name="exemple", home="https://www.exemple.fr/politique")
    assert {link.via for link in article_links(page(FRONT, "https://www.exemple.fr/politique/"), home)} == {Via.HOME}


def test_relative_links_resolve_on_the_base_element() -> None:
    """SPIP pages have one."""
    html = '<base href="https://www.exemple.fr/ville/"><h2><a href="le-pont-de-la-gare-rouvre">Le pont</a></h2>'
    links = article_links(page(html, "https://www.exemple.fr/ville/une/deux"), SOURCE)
    assert [link.url for link in links] == ["https://www.exemple.fr/ville/le-pont-de-la-gare-rouvre"]


def test_links_of_the_sources_site_count_on_another_host() -> None:
    """A section page may be served from elsewhere than the articles."""
    html = '<h2><a href="https://www.exemple.fr/le-pont-de-la-gare-rouvre">Le pont de la gare rouvre</a></h2>'
    assert len(article_links(page(html, "https://une.autre.example/"), SOURCE)) == 1


def test_encoding_of_the_titles() -> None:
    """Titles come out right from Latin-1 pages."""
    html = '<meta charset="iso-8859-1"><h2><a href="/le-pont-de-la-gare">L\'été du pont</a></h2>'.encode("latin-1")
    assert article_links(page(html), SOURCE)[0].title == "L'été du pont"


@pytest.mark.parametrize("label", ["rot13", "hex", "utf-7", "does-not-exist", "utf-16"])
def test_made_up_encodings_of_a_list(label: str) -> None:
    """A start page may call itself anything: its links are read, and the run does not end with an error."""
    html = f'<meta charset="{label}"><h2><a href="/le-pont-de-la-gare">L’été du pont</a></h2>'.encode()
    for content_type in ("text/html", f"text/html; charset={label}"):
        assert article_links(page(html, content_type=content_type), SOURCE)[0].title == "L’été du pont"


def test_section_links() -> None:
    """What the menu leads to: few, in order, each once; no login, tags, strangers or articles."""
    links = section_links(page(FRONT), SOURCE)
    assert [(link.url, link.title) for link in links] == [
        ("https://www.exemple.fr/politique/", "Politique"),
        ("https://www.exemple.fr/sport/football/", "Foot"),
        ("https://www.exemple.fr/culture.html", "Culture"),
    ]
    assert {link.via for link in links} == {Via.SECTION}


def test_section_links_are_few() -> None:
    """A menu of a hundred towns must not turn one site into a hundred requests."""
    names = [a + b for a in "abcdefghij" for b in "klmnopqrst"]
    menu = "".join(f'<li><a href="/{name}/">{name}</a></li>' for name in names)
    assert len(section_links(page(f"<nav><ul>{menu}</ul></nav>"), SOURCE)) == 12


def test_an_empty_page_has_no_links() -> None:
    """Nothing in, nothing out; deep nesting and null bytes are no reason to fail."""
    for body in (b"", b"\x00" * 100, b"<div>" * 100_000 + b"<a href=/le-pont-de-la-gare-rouvre>Le pont"):
        assert len(article_links(page(body), SOURCE)) <= 1
        assert section_links(page(body), Source(name="x", home=HOME)) == []

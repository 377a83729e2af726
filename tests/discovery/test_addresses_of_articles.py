"""Addresses of articles and of lists, by form alone."""

from __future__ import annotations

import pytest

from ingest.discovery.addresses import STRONG, article_score

ARTICLES = [
    "https://exemple.fr/2026/03/01/le-pont/",
    "https://exemple.fr/2026/03/le-pont-rouvre/",
    "https://exemple.fr/le-pont-de-la-gare-rouvre-mardi/",
    "https://exemple.fr/politique/article/2026/03/01/le-pont_6169912_823448.html",
    "https://exemple.fr/article/titre-1234",
    "https://exemple.fr/societe/le-pont-rouvre-01-03-2026-2516789.php",
    "https://exemple.fr/articles/987654",
    "https://exemple.fr/spip.php?article123",
    "https://exemple.fr/spip.php?page=article&id_article=123",
    "https://exemple.fr/Le-pont-de-la-gare-rouvre",
    "https://exemple.fr/?p=4711",
    "https://exemple.ca/nouvelle/1904419/pont-gare-reouverture",
    "https://exemple.ca/nouvelles/local/2026-03-01/le-pont-rouvre.php",
    "https://exemple.ch/regions/vaud/story/31415926",
    "https://exemple.ch/le-pont-rouvre-mardi-123456789012",
    "https://exemple.be/article/le-pont-de-la-gare-11623456",
    "https://exemple.be/info/regions/detail_le-pont-de-la-gare-rouvre?id=10123456",
    "https://exemple.sn/actualites/societe/reouverture-du-pont-de-la-gare_n_412345.html",
    "https://exemple.fr/le-pont-de-la-gare/amp",
    "https://exemple.fr/categorie/sport/le-pont-de-la-gare-rouvre-mardi-98765",
    "https://exemple.fr/%C3%A9t%C3%A9-le-pont-de-la-gare-rouvre",
    "https://exemple.fr/live/50918/lens-lille.html",
]

LISTS = [
    "https://exemple.fr/",
    "https://exemple.fr/politique/",
    "https://exemple.fr/sport/football/",
    "https://exemple.fr/tag/le-pont-de-la-gare-de-lyon",
    "https://exemple.fr/auteur/anne-de-la-porte-du-pont-123456/",
    "https://exemple.fr/category/politique-et-societe/",
    "https://exemple.fr/rubrique/economie",
    "https://exemple.fr/page/12345/",
    "https://exemple.fr/2026/03/",
    "https://exemple.fr/archives/2026/03/01",
    "https://exemple.fr/mentions-legales-et-conditions-du-site",
    "https://exemple.fr/politique-de-confidentialite-du-journal",
    "https://exemple.fr/qui-sommes-nous-et-ou-nous-trouver",
    "https://exemple.fr/connexion?retour=le-pont-de-la-gare",
    "https://exemple.fr/abonnement/offre-du-mois-de-mars-12345",
    "https://exemple.fr/recherche?q=pont",
    "https://exemple.fr/?s=le+pont",
    "https://exemple.fr/spip.php?rubrique12",
    "https://exemple.fr/spip.php?mot45",
    "https://exemple.fr/media/le-pont-de-la-gare-rouvre.pdf",
    "https://exemple.fr/feed/",
    "https://exemple.fr/elections-2027/",
    "https://exemple.fr/elections2027/",
    "https://exemple.fr/wp-content/le-pont-de-la-gare-1234.jpg",
]


@pytest.mark.parametrize("url", ARTICLES)
def test_an_articles_address_is_enough(url: str) -> None:
    """Forms of newsrooms in France, Québec, Switzerland, Belgium and Senegal, of SPIP and WordPress."""
    assert article_score(url) >= STRONG


@pytest.mark.parametrize("url", LISTS)
def test_a_lists_address_is_not(url: str) -> None:
    """Menus, tags, authors, searches, legal pages and files would fill a crawl with what is no article."""
    assert article_score(url) < STRONG

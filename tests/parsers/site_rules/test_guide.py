"""A rule at work: it speaks first, is seen in provenance, and its silence leaves the page to the general way."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import ingest
from ingest.model import Article, Dropped
from ingest.parsers.site_rules import SiteRules, parse_rules

FIRST = "Le conseil a voté dans la nuit, après six heures de débats, le budget de la régie des transports."
SECOND = "Les usagers, venus en nombre dans la salle du premier étage, ont applaudi deux fois et sifflé une seule."
PROMO = "Notre rédaction vous écrit chaque matin de la semaine, pour que rien de la ville ne vous échappe plus."
BESIDE = "Un bilan sera présenté à l’automne, chiffres de fréquentation à l’appui, avant toute décision définitive."

PAGE = f"""<html lang="fr"><head><title>Transports : un budget - Le Quotidien</title>
<meta property="og:title" content="Transports : un budget">
<meta property="article:published_time" content="2024-02-06T09:00:00+01:00"></head><body>
<article><h1>Le bus du soir est sauvé</h1><h2 class="sur">La régie</h2>
<div class="chapo"><p>Le vote de la nuit met fin à quatre mois d’attente pour trois cents familles.</p></div>
<div class="sig"><a>Maëlle Kerbrat</a><a>Yanis Dufresnoy</a> <span class="heure">6 février 2024 à 7h12</span></div>
<span id="corps"><p>{FIRST} <i class="pub">Publicité <b>ici</b></i></p><p class="promo">{PROMO}</p>
<figure class="promo"><img src="/promo.jpg"><figcaption>Notre équipe au travail</figcaption></figure>
<p>{SECOND}</p></span><div class="autre"><p>{BESIDE}</p></div>
<ul><li class="rub">Ville</li></ul><p class="mots"><a>Bus</a> <a>Budget</a> <a>Bus</a></p></article></body></html>"""

WHEN = datetime(2024, 2, 7, tzinfo=UTC)


def read(rule: str, page: str = PAGE) -> Article:
    rules, faults = parse_rules(f"[q]\nhost = 'q.example'\n{rule}", "q.toml")
    assert not faults
    return ingest.parse(page, "https://www.q.example/a", fetched_at=WHEN, rules=SiteRules(rules))


def blocks(article: Article) -> list[str]:
    return [block.text for block in article.blocks]


def test_keep_is_where_the_text_is_and_drop_what_it_is_not() -> None:
    """Only the root's text, without what is dropped inside it, a whole block or a part of a line."""
    article = read("keep = ['div.absent', '#corps']\ndrop = ['.promo', 'i.pub', 'i.pub b', 'div.absent']")
    assert blocks(article) == [FIRST, SECOND]
    found = article.provenance["text"]
    assert (found.method, found.evidence) == ("site_rule", "#corps — q.toml [q]")
    assert Dropped(PROMO, "site_rule") in article.dropped
    assert Dropped(BESIDE, "site_rule") in article.dropped
    assert not article.images


def test_drop_alone_leaves_the_rest_to_the_general_way() -> None:
    """A rule may say only what is wrong."""
    article = read("drop = '.autre'")
    assert BESIDE not in article.text
    assert FIRST in article.text
    assert article.provenance["text"].method == "model"


def test_all_in_the_root_is_text_unless_it_is_pruned() -> None:
    """A short line that no model takes for text is text by the rule's word."""
    page = PAGE.replace(FIRST, f"{FIRST}</p><ul class='nav'><li><a href='/x'>Voir la carte</a></li></ul><p>")
    assert "Voir la carte" in read("keep = '#corps'", page).text
    pruned = read("keep = '#corps'\nprune = true", page)
    assert "Voir la carte" not in pruned.text
    assert FIRST in pruned.text


def test_fields_are_read_where_the_rule_points() -> None:
    """The rule's value, and what it overruled."""
    article = read(
        "title = 'h1'\nstandfirst = '.chapo'\nauthors = '.sig a'\npublished = '.heure'\nsection = '.rub'\n"
        "tags = '.mots a'"
    )
    assert article.title == "Le bus du soir est sauvé"
    assert article.standfirst == "Le vote de la nuit met fin à quatre mois d’attente pour trois cents familles."
    assert article.standfirst not in article.text
    assert article.authors == ["Maëlle Kerbrat", "Yanis Dufresnoy"]
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2024-02-06T07:12:00+01:00"
    assert (article.section, article.tags) == ("Ville", ["Bus", "Budget"])
    fields = ("title", "standfirst", "authors", "published_at", "section", "tags")
    assert {article.provenance[name].method for name in fields} == {"site_rule"}
    assert article.provenance["published_at"].rejected == (("meta", "2024-02-06T09:00:00+01:00"),)


def test_the_first_selector_that_finds_something_counts() -> None:
    """Alternatives, attributes and the first of several."""
    assert read("title = ['h3', 'meta[property=\"og:title\"]', 'h1']").title == "Transports : un budget"
    assert read("authors = '.sig a:first'").authors == ["Maëlle Kerbrat"]
    assert read("title = 'html@lang'").title == "fr"


@pytest.mark.parametrize("name", ["keep", "title", "standfirst", "authors", "published", "modified", "section", "tags"])
def test_a_rule_that_matches_nothing_leaves_the_page_as_it_was(name: str) -> None:
    """A site that changed its layout is read as if there were no rule, and provenance says so."""
    article, plain = read(f"{name} = '.gone'"), read("")
    field = {"keep": "text", "published": "published_at", "modified": "modified_at"}.get(name, name)
    value = getattr(article, field)
    assert value == getattr(plain, field)
    before = plain.provenance.get(field)
    after = article.provenance[field]
    assert after.method == (before.method if before else "none")
    assert after.rejected[-1] == ("site_rule", "no match: .gone — q.toml [q]")


def test_a_root_without_text_is_no_match() -> None:
    """An empty frame where the text used to be does not cost the article."""
    article = read("keep = 'h1'")
    assert FIRST in article.text
    assert article.provenance["text"].rejected[-1][0] == "site_rule"


def test_a_value_that_cannot_be_read_is_told() -> None:
    """Words where a date should be: the page's own date stays."""
    article = read("published = 'h1'")
    assert article.published_at == read("").published_at
    assert article.provenance["published_at"].rejected[-1][1].startswith("not understood: Le bus du soir")


def test_markup_is_exchanged_before_it_is_parsed() -> None:
    """For markup that no selector can reach, in bytes as in text."""
    article = read("replace = [['<h1>Le bus', '<h1>Le tram']]\ntitle = 'h1'")
    assert article.title == "Le tram du soir est sauvé"
    rules, _ = parse_rules("[q]\nhost = 'q.example'\nreplace = [['é', 'è']]\ntitle = 'h1'", "q.toml")
    raw = ingest.parse(PAGE.encode(), "https://q.example/a", rules=SiteRules(rules))
    assert raw.title == "Le bus du soir est sauvè"


def test_other_sites_are_read_as_without_rules() -> None:
    """A rule is for its own host."""
    rules, _ = parse_rules("[q]\nhost = 'q.example'\nkeep = 'h1'\ntitle = 'h2'", "q.toml")
    url = "https://autre.example/a"
    with_rules = ingest.parse(PAGE, url, fetched_at=WHEN, rules=SiteRules(rules))
    assert with_rules == ingest.parse(PAGE, url, fetched_at=WHEN)

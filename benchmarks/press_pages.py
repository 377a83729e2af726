"""Article pages of an invented press: the size and shape of real ones, and every one with a text of its own.

Around 80 kB: a head with inline styles, scripts and JSON-LD, menus, teasers of other articles, a footer of links, and
six to fourteen paragraphs among them. The same number always gives the same page.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache

_PLACES = (
    *("Saint-Aubin", "Montreval", "Port-Lannec", "Villedieu-le-Haut", "Rochemaure", "Bellecombe", "Chantepie"),
    *("Le Vernet", "Aubeterre", "Kermaria", "Les Essarts", "Grandlieu", "Puybrun", "La Roche-Blanche"),
)
_PEOPLE = (
    *("Aline Castérot", "Bastien Morvezen", "Clarisse Aubrun", "Damien Quérolle", "Estelle Fauvarque"),
    *("Fabien Lestrade-Roux", "Gaëlle Pontivien", "Hugo Sarrabel", "Inès Vaubourg", "Jérôme Taillandeau"),
)
_SUBJECTS = (
    *(
        "La réfection du vieux pont",
        "Le projet de ligne de bus",
        "La réouverture de la piscine",
        "Le budget des écoles",
    ),
    *("L’extension du marché couvert", "La fermeture de la trésorerie", "Le plan de replantation des haies"),
    *("La rénovation de la salle des fêtes", "Le chantier de la station d’épuration", "La vente de l’ancienne scierie"),
)
_OPENINGS = (
    *("Au conseil de {month}", "Depuis le bourg", "Selon le rapport de {month}", "Dans les hameaux", "Sur le marché"),
    *("A l’école du centre", "Devant la mairie", "Entre deux averses", "Le {day} suivant", "Pour les riverains"),
    *("Au café du port", "Près de la gare", "D’après les archives", "Malgré le vent", "A la sortie de la messe"),
)
_ACTORS = (
    *("le maire", "une habitante", "le garde champêtre", "la régie des eaux", "un ancien facteur", "la directrice"),
    *("le syndicat", "un collectif", "l’architecte", "la troupe de théâtre", "un éleveur", "la postière"),
    *("le club de rugby", "une apicultrice", "le comité des fêtes", "un géomètre", "la boulangère", "{person}"),
)
_ACTIONS = (
    *("a refusé", "attend toujours", "voudrait repousser", "a fini par accepter", "défend sans relâche", "a chiffré"),
    *("ne comprend plus", "a découvert", "surveille de près", "finance en partie", "a photographié", "a recompté"),
    *("promet pour {month}", "a confié au notaire", "compare volontiers", "n’a jamais oublié", "a redessiné"),
)
_OBJECTS = (
    *("les {n} platanes", "la toiture du lavoir", "le second pont", "une route sans trottoir", "la vieille horloge"),
    *("les comptes de {month}", "le sentier des douaniers", "un dossier de {n} pages", "la digue du nord"),
    *(
        "la salle des mariages",
        "les {n} kilomètres de haies",
        "le four banal",
        "une étude de sol",
        "le quai des vedettes",
    ),
    *("la subvention promise", "le bois de chauffage", "les jardins ouvriers", "un bus sur {n}"),
)
_ENDINGS = (
    *(
        "sans rien en dire à {place}",
        "au grand étonnement des voisins",
        "pour {n} mille euros",
        "comme en {month} dernier",
    ),
    *("avec l’aide de {place}", "au prix de longues soirées", "contre l’avis de {person}", "à la lumière des lampes"),
    *("faute de mieux", "dans l’indifférence générale", "sous le regard de {person}", "jusqu’à la fin de {month}"),
    *("et s’en félicite", "puis se ravise", "quoi qu’en dise {place}", "en attendant le printemps"),
)
_TITLES = (
    "{subject} divise les habitants de {place}",
    "A {place}, {person} veut relancer le débat",
    "{place} : ce que change le vote de {month}",
    "« Personne ne nous a écoutés » : à {place}, la colère monte",
)
_SECTIONS = ("politique", "societe", "economie", "culture", "sport", "planete", "regions", "sante", "debats")
_MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "septembre", "octobre", "novembre", "décembre")
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")
_FIRST_DAY = datetime(2026, 9, 1, 6, tzinfo=timezone(timedelta(hours=2)))


@dataclass(frozen=True, slots=True)
class Story:
    """What an article page says."""

    path: str
    title: str
    section: str
    author: str
    published: datetime
    standfirst: str
    paragraphs: tuple[str, ...]


def story(host: int, number: int, edition: int = 0) -> Story:
    """The article of that number on that host; another ``edition`` has another last paragraph."""
    rng = random.Random(f"{host}-{number}")
    section = rng.choice(_SECTIONS)
    paragraphs = [" ".join(_sentence(rng) for _ in range(rng.randint(3, 5))) for _ in range(rng.randint(6, 14))]
    if edition:
        paragraphs.append(f"Mise à jour numéro {edition} : {_sentence(random.Random(f'{host}-{number}-{edition}'))}")
    return Story(
        path=f"/{section}/une-histoire-de-village-{host}-{number:05d}.html",
        title=_filled(rng.choice(_TITLES), rng),
        section=section,
        author=rng.choice(_PEOPLE),
        published=_FIRST_DAY + timedelta(minutes=7 * number),
        standfirst=_sentence(rng),
        paragraphs=tuple(paragraphs),
    )


def article_page(site: str, one: Story) -> bytes:
    """The whole page, UTF-8. ``site`` is the host's address without a slash at the end."""
    linked = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": one.title,
        "description": one.standfirst,
        "datePublished": one.published.isoformat(),
        "author": [{"@type": "Person", "name": one.author}],
        "articleSection": one.section,
        "mainEntityOfPage": site + one.path,
        "publisher": {"@type": "NewsMediaOrganization", "name": "La Gazette inventée"},
    }
    body = "\n".join(f'<p class="article__paragraph">{text}</p>' for text in one.paragraphs)
    said = f"{one.published:%d/%m/%Y à %H:%M}"
    return f"""<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>{one.title} - La Gazette inventée</title>
<link rel="canonical" href="{site}{one.path}"><meta name="description" content="{one.standfirst}">
<meta property="og:type" content="article"><meta property="og:title" content="{one.title}">
<meta property="og:site_name" content="La Gazette inventée"><meta property="og:url" content="{site}{one.path}">
<script type="application/ld+json">{json.dumps(linked, ensure_ascii=False)}</script>
{_head()}</head><body>{_menus()}
<main class="page"><article class="article"><header class="article__header">
<nav class="breadcrumb"><a href="/">Accueil</a> <a href="/{one.section}/">{one.section.capitalize()}</a></nav>
<h1 class="article__title">{one.title}</h1><p class="article__standfirst">{one.standfirst}</p>
<p class="article__byline">Par <a href="/auteurs/{one.author.lower().replace(" ", "-")}">{one.author}</a></p>
<p class="article__date">Publié le <time datetime="{one.published.isoformat()}">{said}</time></p></header>
<figure><img src="/images/{one.section}.jpg" alt=""><figcaption>Une rue du village, au petit matin.
<span class="credit">INÈS VAUBOURG / LA GAZETTE</span></figcaption></figure>
<div class="article__body">{body}</div></article>{_teasers()}</main>{_foot()}</body></html>
""".encode()


def _sentence(rng: random.Random) -> str:
    """Short pieces in a row, so that two texts seldom share more than a few words in sequence."""
    pieces = [rng.choice(some) for some in (_OPENINGS, _ACTORS, _ACTIONS, _OBJECTS, _ENDINGS)]
    said = _filled("{}, {} {} {} {}.".format(*pieces), rng)
    return f"« {said[:-1]} », assure {rng.choice(_PEOPLE)}." if rng.random() < 0.2 else said


def _filled(pattern: str, rng: random.Random) -> str:
    return pattern.format(
        subject=rng.choice(_SUBJECTS),
        place=rng.choice(_PLACES),
        person=rng.choice(_PEOPLE),
        month=rng.choice(_MONTHS),
        day=rng.choice(_DAYS),
        n=rng.randint(3, 90),
    )


# --- what is the same on every page ----------------------------------------------------------------------------------
@cache
def _head() -> str:
    rules = "".join(
        f".c{n}{{margin:0 {n % 16}px;color:#{n * 4099 % 0xFFFFFF:06x};font:400 1rem/1.{n % 9} serif}}\n"
        for n in range(250)
    )
    settings = {f"module{n}": {"active": n % 3 == 0, "path": f"/static/js/chunk-{n:04x}.js"} for n in range(250)}
    return f"<style>{rules}</style><script>window.__SETTINGS__ = {json.dumps(settings)};</script>"


@cache
def _menus() -> str:
    entries = "".join(
        f'<li class="menu__item"><a class="menu__link" href="/{section}/{place}/">{section} {place}</a></li>'
        for section in _SECTIONS
        for place in range(12)
    )
    return (
        f'<header class="site"><a class="logo" href="/">La Gazette inventée</a><nav><ul>{entries}</ul></nav></header>'
    )


@cache
def _teasers() -> str:
    rng = random.Random("teasers")
    teasers = "".join(
        f'<div class="teaser"><a class="teaser__link" href="/{rng.choice(_SECTIONS)}/autre-sujet-{n:03d}.html">'
        f'<div class="teaser__media"><picture><source srcset="/images/t{n}.webp 1x, /images/t{n}@2.webp 2x">'
        f'<img class="teaser__image" src="/images/t{n}.jpg" alt="" loading="lazy" width="320" height="180"></picture>'
        f'</div><div class="teaser__text"><span class="teaser__label">{rng.choice(_SECTIONS).capitalize()}</span>'
        f'<h3 class="teaser__title">{_filled(rng.choice(_TITLES), rng)}</h3>'
        f'<span class="teaser__meta">Il y a {rng.randint(1, 20)} heures</span></div></a></div>'
        for n in range(70)
    )
    return f'<aside class="more"><h2>A lire aussi</h2>{teasers}</aside>'


@cache
def _foot() -> str:
    links = "".join(f'<li><a href="/services/page-{n}">Service numéro {n}</a></li>' for n in range(90))
    return f'<footer class="footer"><ul>{links}</ul><p>© La Gazette inventée. Tous droits réservés.</p></footer>'

"""Pages of a paper that does not exist, for tests of what a page is and shows."""

from __future__ import annotations

import json

import ingest

SENTENCES = (
    "La halle aux grains rouvre ses portes samedi, après deux ans de travaux menés par la commune.",
    "Les charpentiers ont remplacé quarante poutres, dont la plus longue vient d’une forêt de la vallée voisine.",
    "Le marché du mercredi y reviendra au printemps, avec une vingtaine de producteurs et deux fromagers.",
    "La salle du premier étage accueillera des concerts, des lotos et, une fois par an, le bal des pompiers.",
    "Le coût du chantier a dépassé de peu ce qui était prévu, ce que l’opposition n’a pas manqué de relever.",
    "Une plaque rappellera l’incendie de 1911, dont la façade porte encore des traces au-dessus du porche.",
    "Les riverains demandent que la circulation soit ralentie le soir, quand les familles sortent du spectacle.",
    "La prochaine étape sera la place elle-même, où des platanes doivent remplacer le vieux parc de voitures.",
)
TEXT = "".join(f"<p>{sentence} {sentence.replace('La ', 'Cette ')}</p>" for sentence in SENTENCES)
SHORT = f"<p>{SENTENCES[0]}</p>"
TITLE = "La halle aux grains rouvre samedi"
SITE = "https://courrier.example"


def page(
    body: str = TEXT,
    *,
    title: str = TITLE,
    path: str = "/2024/03/halle-aux-grains",
    above: str = "",
    after: str = "",
    head: str = "",
    ld: dict[str, object] | None = None,
) -> ingest.Article:
    """A page of a paper that does not exist."""
    script = f"<script type='application/ld+json'>{json.dumps(ld)}</script>" if ld else ""
    return ingest.parse(
        f"<html lang='fr'><head><title>{title} - Le Courrier</title>{head}{script}</head><body>"
        f"<nav><a href='/'>Accueil</a> <a href='/sport'>Sport</a></nav><main>{above}<article><h1>{title}</h1>{body}"
        f"</article>{after}</main></body></html>",
        SITE + path,
    )


def news(**more: object) -> dict[str, object]:
    return {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, **more}


def bare(body: str, title: str = "") -> ingest.Article:
    """A page that is nothing but this."""
    return ingest.parse(f"<html><head><title>{title}</title></head><body>{body}</body></html>", SITE + "/x")

"""The last resort: the text that only the page's JSON-LD has."""

from __future__ import annotations

import json

import ingest
from ingest.parsers.fallback import told_blocks

PARAGRAPHS = (
    "La bibliothèque rouvre samedi après dix-huit mois de travaux, avec une salle de plus et des fauteuils en moins.",
    "Les lecteurs retrouveront les journaux au premier étage, les enfants au rez-de-chaussée, côté jardin.",
    "« Nous avons gardé l’escalier », se réjouit la directrice, qui l’a défendu pendant toute la durée du chantier.",
)


def scripted(free: bool = True) -> str:
    """A page that shows nothing but a headline until its scripts have run."""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "La bibliothèque rouvre samedi",
        "isAccessibleForFree": free,
        "articleBody": "\n\n".join(PARAGRAPHS),
    }
    return (
        f"<html lang='fr'><head><title>La bibliothèque rouvre samedi</title>"
        f"<script type='application/ld+json'>{json.dumps(data)}</script></head>"
        "<body><h1>La bibliothèque rouvre samedi</h1><div id='root'></div></body></html>"
    )


def test_text_that_only_json_ld_has_is_taken() -> None:
    """The page is not empty to a search engine, so it is none here, and provenance says where the text is from."""
    article = ingest.parse(scripted())
    assert [block.text for block in article.blocks] == list(PARAGRAPHS)
    assert article.provenance["text"].method == "json-ld"


def test_text_for_subscribers_is_not_taken_from_json_ld() -> None:
    """What the publisher says is not free stays a beginning, as on the page."""
    article = ingest.parse(scripted(free=False))
    assert article.text == PARAGRAPHS[0]
    assert article.paywalled


def test_text_on_the_page_is_preferred() -> None:
    """The page's own paragraphs have structure; the copy in JSON-LD has none."""
    shown = "".join(f"<p>{paragraph} Entrée libre.</p>" for paragraph in PARAGRAPHS)
    article = ingest.parse(scripted().replace("<div id='root'>", f"<div id='root'>{shown}"))
    assert article.blocks[0].text.endswith("Entrée libre.")
    assert article.provenance["text"].method == "model"


def test_markup_inside_the_copy_is_read() -> None:
    """Some publishers put HTML into articleBody, some escape it on top."""
    for reference in (
        "".join(f"<p>{p}</p>" for p in PARAGRAPHS),
        "".join(f"&lt;p&gt;{p}&lt;/p&gt;" for p in PARAGRAPHS),
    ):
        assert [block.text for block in told_blocks({"articleBody": reference})] == list(PARAGRAPHS)


def test_description_is_no_text() -> None:
    """A sentence in articleBody does not make an article of a page without one."""
    assert told_blocks({"articleBody": PARAGRAPHS[0]}) == []
    assert told_blocks({"articleBody": 7}) == []

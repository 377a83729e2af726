"""Pages made to hurt a parser, by name. Run with a name, it reads that page: ``python hostile_pages.py nested-div``.

A program of its own, so that a test can put an end to it.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable

import ingest

MEMORY = 1_500_000_000
"""Bytes of address space; a tenth of it is the interpreter's."""

_HEAD = "<html><head><title>Les quais du port</title></head><body><h1>Les quais du port</h1>"
_TEXT = "<p>La passerelle du bassin rouvrira jeudi, après trois mois de travaux que personne n’avait prévus.</p>" * 4
_LD = '<script type="application/ld+json">'

PAGES: dict[str, Callable[[], str]] = {
    "nested-div": lambda: _HEAD + "<div>" * 200_000 + _TEXT,
    "nested-div-behind-false-ends": lambda: _HEAD + "<div title='</div>'></b>" * 150_000 + _TEXT,
    "nested-div-behind-forms": lambda: _HEAD + "<form><div></form>" * 100_000 + _TEXT,
    "nested-span": lambda: _HEAD + "<span>" * 100_000 + _TEXT,
    "nested-table": lambda: _HEAD + "<table><tr><td>" * 30_000 + _TEXT,
    "nested-nav": lambda: _HEAD + "<nav>" * 900 + "<p>x</p>" * 30_000,
    "unclosed-fonts": lambda: _HEAD + "".join(f"<p><font size={n}>x" for n in range(20_000)),
    "unclosed-tags": lambda: _HEAD + "<p><b><i><a>x" * 30_000,
    "unclosed-comments": lambda: _HEAD + _TEXT + "<!--" * 100_000,
    "ten-megabytes-of-text": lambda: _HEAD + "<p>" + "la passerelle, le port, " * 420_000,
    "ten-megabytes-of-paragraphs": lambda: _HEAD + _TEXT * 24_000,
    "one-endless-word": lambda: _HEAD + "<p>" + "a" * 10_000_000,
    "two-hundred-thousand-links": lambda: _HEAD + "<a href='/x'>un autre article</a> " * 200_000,
    "breaks": lambda: _HEAD + "<p>" + "Une ligne du bulletin, sans fin,<br>" * 100_000,
    "null-bytes": lambda: _HEAD + "\0" * 1_000_000 + _TEXT,
    "one-class-of-a-megabyte": lambda: _HEAD + f"<div class='{'article nav teaser ' * 55_000}'>" + _TEXT,
    "attributes": lambda: _HEAD + _TEXT + "<div " + " ".join(f"a{n}=1" for n in range(200_000)) + ">" + _TEXT,
    "attributes-behind-quotes": lambda: (
        _HEAD + _TEXT + "<p " + " ".join(f"a{n}='>'" for n in range(200_000)) + ">" + _TEXT
    ),
    "attributes-behind-quotes-in-a-small-page": lambda: (
        _HEAD + _TEXT + "<p x='>' " + " ".join(f"{n:x}" for n in range(65_000)) + ">" + _TEXT
    ),
    "attributes-of-many-bodies": lambda: (
        _HEAD + _TEXT + "".join(f"<body a{n} b{n} c{n}='>'>" for n in range(15_000)) + _TEXT
    ),
    "tags-in-a-script": lambda: _HEAD + "<script>x='" + "<b>y " * 70_000 + "'</script>" + _TEXT,
    "ends-in-a-value": lambda: _HEAD + "<p x='" + ">" * 350_000 + "'>" + _TEXT,
    "tags-without-end": lambda: _HEAD + "<a" * 180_000 + ">" + _TEXT,
    "quotes-without-end": lambda: _HEAD + "<p x='>" * 50_000 + _TEXT,
    "options": lambda: _HEAD + "<select>" + "<option>commune</option>" * 100_000 + "</select>" + _TEXT,
    "one-attribute-of-five-megabytes": lambda: _HEAD + f"<a href='{'x' * 5_000_000}'>y</a>" + _TEXT,
    "brackets-in-json-ld": lambda: _LD + "[" * 200_000 + "</script>" + _HEAD + _TEXT,
    "authors-in-metadata": lambda: (
        "".join(f"<meta name=author content='Anne {n}'>" for n in range(50_000)) + _HEAD + _TEXT
    ),
    "title-of-a-megabyte": lambda: f"<title>{'Les quais : le port - ' * 50_000}</title>{_HEAD}{_TEXT}",
    "articles-in-json-ld": lambda: (
        _LD + "[" + '{"@type": "Article", "author": {"name": "A"}},' * 50_000 + "0]</script>" + _HEAD + _TEXT
    ),
    "times": lambda: _HEAD + _TEXT + "<p><time datetime='2024-03-05T08:00:00Z'>5 mars 2024 à 9 h</time></p>" * 20_000,
    "entries": lambda: (
        _HEAD + "<article class=post><time datetime='2024-03-05T08:00Z'>9 h</time><p>Le port.</article>" * 10_000
    ),
    "pictures": lambda: _HEAD + _TEXT + "<img src=a.jpg alt='Le port, un jour de brume. © A. V.'>" * 50_000 + _TEXT,
    "bylines": lambda: _HEAD + "<p>Par Anne Vasseur et Luc Imbert, avec AFP</p>" * 20_000 + _TEXT,
    "pull-quotes": lambda: (
        _HEAD
        + _TEXT * 500
        + "".join(
            f"<blockquote class='exergue'><p>La passerelle {n} rouvre jeudi. Le port attend.</p></blockquote>"
            for n in range(10_000)
        )
    ),
    "cards": lambda: (
        "".join(
            f"<article><h3><a href='/{n}'>Le bac numéro {n} reprend</a></h3><b class='author'>Anne {n}</b></article>"
            for n in range(8_000)
        )
        + _HEAD
        + _TEXT
    ),
    "figures": lambda: _HEAD + "<figure><img src=a.jpg><figcaption>Le port. © A. V.</figcaption></figure>" * 30_000,
    "lines-of-a-figure": lambda: _HEAD + _TEXT + "<figure><figcaption>" + "<p>Le port. © A. V.</p>" * 30_000 + _TEXT,
    "boxes": lambda: (
        _HEAD + _TEXT * 500 + "<div class=box><h3>Repères</h3><p>Le port, en 1894.</p></div>" * 20_000 + _TEXT
    ),
    "clocks": lambda: (
        f"<html><body class=live><h1>Direct : les quais</h1>{_TEXT}"
        + f"<div class=live-item><p>18:05</p>{'<div>' * 200}{_TEXT}{'</div>' * 200}</div>" * 400
    ),
    "combining-accents": lambda: _HEAD + "<p>e" + "\u0301" * 1_000_000 + _TEXT,
    "spaces": lambda: _HEAD + "<p>" + " \u00a0" * 2_000_000 + "x" + _TEXT,
}

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    page = PAGES[sys.argv[1]]()
    article = ingest.parse(page.encode(), url="https://example.org/quais.html")
    print(len(article.blocks))

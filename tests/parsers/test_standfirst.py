from __future__ import annotations

import pytest

import ingest
from ingest.parsers.features import context_of
from ingest.parsers.standfirst import find_standfirst
from ingest.parsers.walk import walk

TITLE = "Le phare de la pointe sera rallumé"
LEAD = "Éteint depuis neuf ans, le phare de la pointe éclairera de nouveau la passe dès l’automne, promet la commune."
TEXT = "".join(
    f"<p class='c1'>{text}</p>"
    for text in (
        "La lanterne a été descendue mardi par une grue venue du port voisin, devant une centaine de curieux.",
        "L’optique sera nettoyée dans un atelier de la vallée, où deux verriers savent encore polir ces lentilles.",
        "La commune paie la moitié des travaux, une souscription ouverte en juin doit couvrir tout le reste.",
        "Les gardiens d’autrefois ont promis de montrer aux plus jeunes comment on remontait le mécanisme.",
    )
)


def page(under: str, *, description: str = "", body: str = TEXT) -> ingest.Article:
    """An article with something between its headline and its text."""
    return ingest.parse(
        f"<html lang='fr'><head><title>{TITLE}</title><meta name='description' content=\"{description}\"></head><body>"
        f"<article><h1>{TITLE}</h1>{under}<div class='z'>{body}</div></article></body></html>",
        "https://courrier.example/phare",
    )


@pytest.mark.parametrize(
    "under",
    [
        f"<p class='chapo'>{LEAD}</p>",
        f"<h2>{LEAD}</h2>",
        f"<div class='field-perex'><p>{LEAD}</p></div>",
        f"<p itemprop='description'>{LEAD}</p>",
        f"<p class='k9'>{LEAD}</p>",
        f"<div><p><strong>{LEAD}</strong></p></div>",
    ],
    ids=["class", "heading", "frame", "microdata", "class of its own", "bold"],
)
def test_standfirst_by_its_marks(under: str) -> None:
    """Each of the ways in which a page sets its standfirst apart is enough, and it is no part of the text then."""
    article = page(under)
    assert article.standfirst == LEAD
    assert LEAD not in article.text
    assert article.provenance["standfirst"].evidence


@pytest.mark.parametrize(
    "description",
    [
        LEAD,
        LEAD[:-30] + "…",
        LEAD.replace("dès l’automne", "dès cet automne"),
    ],
    ids=["same", "cut", "a word differs"],
)
def test_standfirst_that_the_metadata_repeats(description: str) -> None:
    """A paragraph in a frame of its own that says what the description says."""
    assert page(f"<div class='top'><p class='c1'>{LEAD}</p></div>", description=description).standfirst == LEAD


def test_kicker_glued_before_it() -> None:
    """A label in the same element does not hide that the description follows."""
    article = page(f"<h3><span>Patrimoine</span>{LEAD}</h3>", description=LEAD)
    assert article.standfirst is not None
    assert article.standfirst.endswith(LEAD)


@pytest.mark.parametrize(
    "under",
    [
        "",
        f"<p>{TITLE}</p>",
        "<p class='intro'>Publié par la rédaction le lundi 3 mars 2025 à 11h08, mis à jour mardi</p>",
        "<div class='image-description'>Le phare vu du large, un soir de tempête, par un pêcheur du port.</div>",
        "<p class='lead'>Lire aussi : le feu de la jetée sud s’est éteint à son tour pendant la nuit de mardi</p>",
        f"<p class='dropcap'>{LEAD}</p>",
    ],
    ids=["none", "the headline again", "date line", "picture", "related link", "first paragraph"],
)
def test_no_standfirst(under: str) -> None:
    """What stands between headline and text but sums nothing up; the first paragraph with its large letter."""
    assert page(under).standfirst is None


def test_brief_keeps_its_text() -> None:
    """Where the would-be standfirst is all there is, it is the text."""
    article = page(f"<p class='chapo'>{LEAD}</p>", body="")
    assert article.standfirst is None
    assert article.text == LEAD


def test_brief_above_comments_keeps_its_text() -> None:
    """What readers write below is no text that a standfirst could sum up, however sure the score is of it."""
    tree = walk(
        f"<article><h1>{TITLE}</h1><p class='chapo'>{LEAD}</p></article><div class='komentarze'>{TEXT}{TEXT}</div>"
    )
    scores = [0.4, *(0.9 for _ in tree.segments[1:])]
    assert find_standfirst(tree, context_of(tree, 0), scores, 0, []) == (None, set(), None)


def test_a_long_signature_is_not_where_the_text_begins() -> None:
    """Two names, their role and an agency above it, and the standfirst is looked for below them."""
    signed = (
        "<p>Anne Un-Premier, Luc Deux-Second Journalistes Le Courrier avec AFP</p><p>Le 3 mai 2024</p><p>Partager</p>"
    )
    assert page(f"{signed}<p>Copier le lien</p><div class='chapo'><p>{LEAD}</p></div>").standfirst == LEAD


@pytest.mark.parametrize(
    "signature",
    ["<p>Par Anne Un</p>", "<p>12 mars 2024, 8h15</p>", "<p><time datetime='2024-03-12'>mardi</time></p>"],
)
def test_a_sentence_between_headline_and_signature_is_the_standfirst(signature: str) -> None:
    """No text begins above the line that says who signed it, or when; in the text's own dress it may be its first."""
    assert page(f"<p class='a b'>{LEAD}</p>{signature}").standfirst == LEAD
    first = f"<div class='z'><p class='c1'>{LEAD}</p>{signature}{TEXT}</div>"
    assert page("", body=first).standfirst is None


def test_the_sentence_goes_before_the_subtitle() -> None:
    """Of two lines named for standfirsts, the one of a few words right below the headline is neither it nor text."""
    subtitle = "Reportage sur la côte nord"
    article = page(f"<p class='soustitre'>{subtitle}</p><div class='chapo'><p>{LEAD}</p></div>")
    assert article.standfirst == LEAD
    assert subtitle not in article.text


def test_a_label_in_capitals_that_the_description_leaves_out_is_cut() -> None:
    """«RETOUR Éteint depuis neuf ans, …», where only a style sheet makes a label of it; a dateline stays."""
    assert page(f"<p class='hat'><span>RETOUR</span> {LEAD}</p>", description=LEAD).standfirst == LEAD
    assert page(f"<p class='hat'>BREST – {LEAD}</p>", description=LEAD).standfirst == f"BREST – {LEAD}"


def test_a_quotation_pulled_out_of_the_text_is_no_standfirst() -> None:
    """It stands in the text once more."""
    quote = "« Deux verriers savent encore polir ces lentilles »"
    text = TEXT.replace("où deux verriers savent encore polir ces lentilles", f"et {quote.lower()}, dit-elle")
    assert page(f"<table><tr><td><p class='intro'>{quote}</p></td></tr></table>", body=text).standfirst is None


def test_paragraphs_in_frames_of_one_kind_stand_in_one_place() -> None:
    """A first paragraph that the description repeats is text where each paragraph has a frame of its own."""
    framed = "".join(f"<div class='k'>{paragraph}</div>" for paragraph in (f"<p>{LEAD}</p>", *TEXT.split("\n")))
    assert page("", description=LEAD, body=framed).standfirst is None


def test_a_field_of_drupal() -> None:
    """Its name is three frames up from the only paragraph."""
    field = "<div class='field field-name-field-chapo'><div class='field-items'><div class='field-item even'>"
    assert page(f"{field}<p>{LEAD}</p></div></div></div>").standfirst == LEAD


def test_a_label_in_an_element_of_its_own_is_cut_where_the_description_has_it_not() -> None:
    """«Phares Éteint depuis …», which only a style sheet parts."""
    under = f"<h3 class='lead'><strong class='x'>Phares </strong>{LEAD}</h3>"
    assert page(under, description=LEAD).standfirst == LEAD


@pytest.mark.parametrize(
    "label",
    [
        "<span class='c-hat'>live</span><span>{}</span>",
        "<span><a href='/d'>Dossier</a><span>14 Juillet, une fête sous contrôle</span></span> <span>{}</span>",
        "<b>Anne Un</b> | <span>paysagiste</span> <span>{}</span>",
    ],
)
def test_whatever_stands_before_what_the_description_says_is_a_label(label: str) -> None:
    """A word that is glued to it, a link to a dossier, the name and trade of whoever speaks."""
    under = f"<p class='lead'>{label.format(LEAD)}</p>"
    assert page(under, description=LEAD).standfirst == LEAD


@pytest.mark.parametrize(
    "opening", [f"Brest (AFP) - {LEAD}", f"POINTE. {LEAD}"], ids=["of a dispatch", "of a paper, named in the headline"]
)
def test_what_opens_with_a_dateline_is_text(opening: str) -> None:
    """However bold it is."""
    article = page(f"<p><strong>{opening}</strong></p>", description=opening)
    assert article.standfirst is None
    assert opening in article.text


def test_what_may_be_read_aloud_is_no_summary() -> None:
    """«speakable-summary» is the first paragraph's identifier on some blogs."""
    assert page("", body=f"<p class='c1' id='speakable-summary'>{LEAD}</p>{TEXT}").standfirst is None


def test_points_above_who_signed() -> None:
    """A list between the headline and the signature; not one that stands in the text."""
    points = ("La lanterne est au sol depuis mardi", "L’optique part en atelier pour trois mois")
    listed = "<ul>" + "".join(f"<li><b>{point}</b></li>" for point in points) + "</ul>"
    article = page(f"{listed}<p>Par Anne Un</p>")
    assert article.standfirst == " ".join(points)
    assert points[0] not in article.text
    assert page(f"<p>Par Anne Un</p>{listed}").standfirst is None


def test_a_legend_above_it_is_no_paragraph() -> None:
    """The only sentence between headline and signature, below a picture with a long legend."""
    legend = "La lanterne du phare au bout de la grue, mardi matin, devant les curieux venus de tout le pays."
    under = f"<figure><img src='/a.jpg'><figcaption>{legend}</figcaption></figure><div><p>{LEAD}</p></div>"
    tree = walk(f"<article><h1>{TITLE}</h1>{under}<p class='s'>Par Anne Un</p>{TEXT}</article>")
    scores = [0.0 if segment.heading else 0.9 for segment in tree.segments]
    assert find_standfirst(tree, context_of(tree, 0), scores, 0, [])[0] == LEAD


def test_two_paragraphs_of_one_class_above_who_signed() -> None:
    """The second is short, and in an element of its own as well."""
    second = "Voici l’histoire d’un phare que personne ne voulait."
    under = f"<div class='k7'>{LEAD}</div><div class='k7'>{second}</div><p class='s'>Par Anne Un</p>"
    article = page(under)
    assert article.standfirst == f"{LEAD} {second}"
    assert second not in article.text


def test_two_subheadings() -> None:
    """Both are the standfirst's; one that is a link leads to another story."""
    points = f"<h2>{LEAD}</h2>", "<h2>La commune attend encore la réponse de la région</h2>"
    assert page(f"<div class='chapo'>{''.join(points)}</div>").standfirst == (
        f"{LEAD} La commune attend encore la réponse de la région"
    )


def test_a_heading_below_the_date_dressed_like_no_other() -> None:
    """A subtitle in a module of its own; one that is dressed as the crossheads are is a crosshead."""
    date = "<p class='info'>14.05.2020 11:35 von Anne Un</p>"
    teaser = f"<div class='teaser'><h2>{LEAD[:-1]}</h2></div>"
    assert page(date + teaser).standfirst == LEAD[:-1]
    crossheads = TEXT.replace("<p class='c1'>La commune", f"<h2>{LEAD[:60]}</h2><p class='c1'>La commune")
    assert page(date, body=f"<h2>{LEAD[:70]}</h2>{crossheads}").standfirst is None


def test_a_genre_before_the_sentence_is_a_label() -> None:
    """«Entretien Le sous-traitant …»: only style sheets part them."""
    assert page(
        f"<div class='chapo'><span class='etiquette'>Entretien</span> Le phare est un lieu. {LEAD}</div>"
    ).standfirst == (f"Le phare est un lieu. {LEAD}")
    assert page(f"<div class='chapo'>Portrait de groupe. {LEAD}</div>").standfirst == f"Portrait de groupe. {LEAD}"


def test_the_first_word_of_a_standfirst_that_is_named_one() -> None:
    """«Revivez …» opens an offer, unless the description says the same; the live page's introduction is text."""
    told = "Revivez la septième étape du tour du phare, de la halle au cap, avec nos envoyés spéciaux."
    under = f"<h2 class='chapo'>{told}</h2><div class='LiveIntro'><p>{LEAD}</p></div>"
    assert page(under, description=told).standfirst == told


def test_a_label_that_the_description_parts_with_a_dash() -> None:
    """«INSOLITE - Le phare …» there, and in the element the two side by side."""
    under = f"<h2 class='hat'><strong class='th'>INSOLITE </strong><span>{LEAD}</span></h2>"
    assert page(under, description=f"INSOLITE - {LEAD}").standfirst == LEAD


def test_the_excerpt_of_a_petition_is_no_standfirst() -> None:
    """In a box between headline and text, whose parts are named for it as well."""
    box = f"<div class='boxout'><p class='boxout-excerpt'>{LEAD}</p><a href='/p'>Je signe</a></div>"
    assert page(box).standfirst is None


@pytest.mark.parametrize(
    "under",
    [
        f"<div class='author-dropdown'><div class='description'><p>{LEAD.replace('Éteint', 'Arrivée')}</p></div></div>",
        f"<div class='video-box'><p class='video-desc' itemprop='description'>{LEAD}</p></div>",
        f"<div class='related-media'><p class='fn'>{LEAD}</p></div>",
        f"<div class='feed'><h3><a href='/x'>Un autre phare</a></h3><p class='summary'>{LEAD}</p></div>",
        "<p class='intro'>We recommend the best lamps through an independent review process, and nobody pays us.</p>",
    ],
)
def test_what_stands_where_a_standfirst_would_and_is_none(under: str) -> None:
    """Who the author is, what a clip shows, another story's card, and how a site chooses what it sells."""
    assert page(under).standfirst is None


def test_a_standfirst_in_points_and_one_with_a_label() -> None:
    """Drupal's field for it with a list inside comes whole; «l'essentiel» heads it and is no part of it."""
    points = [LEAD, "La commune paie la moitié des travaux du phare.", "Le gardien d’autrefois attend la lumière."]
    field = "".join(f"<li>{point}</li>" for point in points)
    inner = f"<div class='field-items'><div class='even'><ul>{field}</ul></div></div>"
    drupal = f"<div class='field field-name-chapo'>{inner}</div>"
    assert page(drupal).standfirst == " ".join(points)
    assert page(f"<p class='chapo'><span>l'essentiel</span> {LEAD}</p>").standfirst == LEAD


def test_what_a_voice_is_made_of_is_no_standfirst() -> None:
    """Above the text of a broadcaster."""
    notice = "La fonction Synthèse vocale, basée sur l’intelligence artificielle, permet de générer une voix parlée."
    text = "".join(
        f"<p>La {n}e travée de la halle a été posée de nuit, sous la pluie et le vent.</p>" for n in range(5)
    )
    head = f"<header><h1>La halle rouvre samedi</h1><p class='sc-ia'>{notice}</p></header>"
    assert ingest.parse(f"<html><body><article>{head}<div>{text}</div></article></body></html>").standfirst is None


def test_points_under_their_heading_are_text() -> None:
    """«Summary» of an agency, with tabs between the heading and the list, whose class says «summary»."""
    text = "".join(
        f"<p>La {n}e travée de la halle a été posée de nuit, sous la pluie et le vent.</p>" for n in range(5)
    )
    points = "<li>La halle rouvre samedi, deux ans après</li><li>Le marché y revient dès mercredi</li>"
    summary = (
        "<div class='article__summary'><div><h2>Summary</h2><p><button>Summary</button><button>Companies</button></p>"
        f"</div><ul class='summary__list'>{points}</ul></div>"
    )
    page = f"<html><body><article><h1>La halle rouvre samedi</h1>{summary}{text}</article></body></html>"
    article = ingest.parse(page)
    assert article.standfirst is None
    assert [block.kind.value for block in article.blocks[:4]] == ["crosshead", "list_item", "list_item", "paragraph"]


def test_a_subheading_that_the_description_repeats() -> None:
    """… is the standfirst, and the first paragraph text, though its class calls it an introduction."""
    first = f"<p class='doc__text doc__intro'>{LEAD}</p>"
    told = "La commune a trouvé l’argent de la lanterne et du gardien"
    article = page(f"<h2 class='subheader'>{told}</h2>", description=told, body=first + TEXT)
    assert article.standfirst == told
    assert article.blocks[0].text == LEAD


def test_two_subheadings_in_a_list() -> None:
    """Each in an item of its own, as Spanish papers set them."""
    told = ("Éteint depuis neuf ans, le phare éclairera la passe", "La commune paiera la lanterne et son gardien")
    items = "".join(f"<li><h2 class='epigraph'>{line}</h2></li>" for line in told)
    article = page(f"<ul class='epigraph-container'>{items}</ul>", description=". ".join(told))
    assert article.standfirst == " ".join(told)


def test_the_points_of_a_list_below_the_headline() -> None:
    """The first is the description; the last, a link to something else, is no part of it."""
    told = ("Éteint depuis neuf ans, le phare éclairera la passe", "La commune paiera la lanterne et son gardien")
    items = "".join(f"<li>{line}</li>" for line in told)
    article = page(
        f"<ul>{items}<li><a href='/carte'>CARTE : tous les phares de la côte</a></li></ul>", description=told[0]
    )
    assert article.standfirst == " ".join(told)


def test_a_sign_before_the_standfirst() -> None:
    """«/ Éteint depuis …»"""
    assert page(f"<p class='dek'>/ {LEAD}</p>", description=LEAD).standfirst == LEAD

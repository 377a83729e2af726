"""The body as a reader would mark it up: kinds, fellows, and what is left out, on small pages of our own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import ingest
from ingest.model import Article, Block, BlockKind
from ingest.parsers.blocks import Body, decide, unsigned
from ingest.parsers.features import context_of
from ingest.parsers.walk import walk

SENTENCES = (
    "Le conseil a voté dans la nuit, après six heures de débats, le budget de la régie des transports du canton.",
    "Les usagers, venus en nombre dans la salle du premier étage, ont applaudi deux fois et sifflé une seule.",
    "La ligne du plateau roulera dix minutes plus tard le soir, à titre d’essai, du mois de mars au mois de juin.",
    "« On demandait cela depuis l’ouverture du lycée », rappelle une mère d’élève qui a suivi toute la séance.",
    "Le coût de la mesure, soixante mille euros par an, sera partagé entre la ville et les quatre communes voisines.",
    "Un bilan sera présenté à l’automne, chiffres de fréquentation à l’appui, avant toute décision définitive.",
)

Page = Callable[..., Article]


@pytest.fixture(scope="module")
def page() -> Page:
    """An article of six paragraphs, with ``inside`` set after the third, ``after`` below the text and ``above`` it."""

    def build(inside: str = "", after: str = "", above: str = "") -> Article:
        paragraphs = [f"<p>{sentence}</p>" for sentence in SENTENCES]
        body = "\n".join([*paragraphs[:3], inside, *paragraphs[3:]])
        return ingest.parse(
            f"""<html lang="fr"><head><title>Le bus du soir est prolongé</title></head><body>
            <nav><ul><li><a href="/">Accueil</a></li><li><a href="/sport">Sport</a></li></ul></nav>
            <article><h1>Le bus du soir est prolongé</h1>{above}<div class="texte">{body}</div>{after}</article>
            <footer><a href="/contact">Contact</a> <a href="/legal">Mentions légales</a></footer></body></html>""",
            url="https://example.org/transports/bus-du-soir",
        )

    return build


def kinds(article: Article) -> list[str]:
    return [block.kind.value for block in article.blocks if block.text not in SENTENCES]


def texts(article: Article) -> list[str]:
    return [block.text for block in article.blocks if block.text not in SENTENCES]


def test_paragraphs_come_in_reading_order_and_alone(page: Page) -> None:
    """Headline, menu and footer are none of the text; every paragraph is."""
    article = page()
    assert [block.text for block in article.blocks] == list(SENTENCES)
    assert article.title == "Le bus du soir est prolongé"
    assert article.text == "\n\n".join(SENTENCES)


def test_crosshead_in_bold_is_a_crosshead(page: Page) -> None:
    """Many sites set crossheads as a bold line, not as a heading."""
    article = page("<p><strong>Un essai de quatre mois</strong></p>")
    assert (kinds(article), texts(article)) == (["crosshead"], ["Un essai de quatre mois"])


def test_table_is_kept_whole(page: Page) -> None:
    """Cells of numbers look like nothing alone: a table of which part is wanted comes row by row, whole."""
    article = page(
        "<table><tr><th>Commune</th><th>Part</th></tr><tr><td>La ville</td><td>60 %</td></tr>"
        "<tr><td>Le plateau</td><td>25 %</td></tr><tr><td>Les hameaux</td><td>15 %</td></tr></table>"
    )
    assert texts(article) == ["Commune | Part", "La ville | 60 %", "Le plateau | 25 %", "Les hameaux | 15 %"]
    assert set(kinds(article)) == {"table_row"}


def test_list_items_lose_their_bullet_and_keep_their_kind(page: Page) -> None:
    """Lists are lists, marked up or typed with dashes."""
    article = page("<p>- un départ à 21 h 10 de la gare ;</p><p>- un autre à 22 h 40 du lycée.</p>")
    assert kinds(article) == ["list_item", "list_item"]
    assert texts(article)[0] == "un départ à 21 h 10 de la gare ;"


def test_quotation_is_a_quote(page: Page) -> None:
    """A blockquote between paragraphs belongs to the text."""
    article = page("<blockquote><p>Nous n’avons pas compté les tickets, nous avons compté les gens.</p></blockquote>")
    assert kinds(article) == ["quote"]


def test_pull_quote_that_repeats_a_paragraph_is_left_out(page: Page) -> None:
    """A sentence set large in a frame of its own is read once."""
    article = page('<aside class="exergue"><p>On demandait cela depuis l’ouverture du lycée</p></aside>')
    assert texts(article) == []


def test_link_to_another_article_is_left_out_and_kept_as_evidence(page: Page) -> None:
    """«Lire aussi» between paragraphs goes, and says which rule took it."""
    article = page('<p>Lire aussi : <a href="/x">Le tram attendra encore deux ans</a></p>')
    assert texts(article) == []
    assert any("tram" in dropped.text for dropped in article.dropped)


def test_link_glued_into_a_paragraph_is_cut_out(page: Page) -> None:
    """The sentences before and after the glued link stay, with one space between them."""
    article = page(
        "<p>Le vote a été serré, comme souvent dans cette assemblée de trente-trois élus. "
        'Lire aussi : <a href="/x">Le tram attendra</a> Il a fallu recompter deux fois les mains levées.</p>'
    )
    assert texts(article) == [
        "Le vote a été serré, comme souvent dans cette assemblée de trente-trois élus. "
        "Il a fallu recompter deux fois les mains levées."
    ]


def test_what_a_glued_link_leaves_is_no_text(page: Page) -> None:
    """«Lire aussi <a>…</a> Logement 28 sept.»: section and date of the other article; a sentence behind it stays."""
    link = '<span>Lire aussi</span> <a href="/x">Le tram attendra encore</a>'
    assert texts(page(f"<div>{link}<span>Logement</span><span>28 sept. 2023</span></div>")) == []
    sentence = "Il a fallu recompter deux fois les mains levées avant que la présidente ne lève la séance."
    assert texts(page(f"<p>{link} {sentence}</p>")) == [sentence]


@pytest.mark.parametrize(
    ("last", "kept"),
    [
        ("La séance a été levée lundi. (ats)", "La séance a été levée lundi."),
        ("La séance a été levée lundi. (ANSA).", "La séance a été levée lundi."),
        ("La séance a été suivie par l’agence (ATS)", "La séance a été suivie par l’agence (ATS)"),
    ],
)
def test_agency_behind_the_last_sentence_is_no_text(last: str, kept: str) -> None:
    """It signs there; inside a sentence it is text."""
    body = Body(blocks=[Block(BlockKind.PARAGRAPH, SENTENCES[0]), Block(BlockKind.PARAGRAPH, last)])
    unsigned(body, [])
    assert body.blocks[-1].text == kept


@pytest.mark.parametrize(
    ("line", "stays"),
    [("Avec les informations de La Presse Canadienne", False), ("Avec Reuters, la ville a tout perdu.", True)],
)
def test_who_helped_near_the_end_is_no_text_and_a_sentence_is(line: str, stays: bool) -> None:
    """A correction may stand below the line; what ends as a sentence tells of an agency."""
    body = Body(blocks=[Block(BlockKind.PARAGRAPH, text) for text in (SENTENCES[0], line, SENTENCES[1])])
    unsigned(body, [])
    assert (line in [block.text for block in body.blocks]) is stays


def test_read_in_brackets_is_text(page: Page) -> None:
    """«(lire « … »)» inside a sentence is the author's."""
    sentence = "Le romancier (lire « La Ligne du soir », paru en mai) était dans la salle et n’a pas pris la parole."
    assert texts(page(f"<p>{sentence}</p>")) == [sentence]


def test_words_are_parted_where_an_inline_tag_ends(page: Page) -> None:
    """No «développéece qui», no «mot .», and drop capitals stay whole."""
    article = page(
        "<p>Une desserte longtemps <em>développée</em>ce qui explique, dit-on, le bruit fait autour du "
        '<a href="/vote">vote </a>. <span class="lettrine">L</span>e maire sourit, puis range ses papiers.</p>'
    )
    assert texts(article) == [
        "Une desserte longtemps développée ce qui explique, dit-on, le bruit fait autour du vote. "
        "Le maire sourit, puis range ses papiers."
    ]


def test_soft_hyphens_go_and_typography_stays(page: Page) -> None:
    """The page's own spaces and quotes are the text's; what nobody sees is not."""
    article = page("<p>Le con\u00adseil a parlé de «\u00a0desserte fine\u00a0» et d’\u200bhoraires de nuit.</p>")
    assert texts(article) == ["Le conseil a parlé de «\u00a0desserte fine\u00a0» et d’horaires de nuit."]


def test_caption_is_an_image_and_no_paragraph(page: Page) -> None:
    """A legend goes with its picture, split from its credit."""
    article = page(
        '<figure><img src="/bus.jpg"><figcaption>Le bus du plateau, mardi soir. © Ana Lopes</figcaption></figure>'
    )
    assert texts(article) == []
    assert [(image.caption, image.credit) for image in article.images] == [
        ("Le bus du plateau, mardi soir.", "Ana Lopes")
    ]


def test_comments_are_left_out_however_long(page: Page) -> None:
    """Readers' words below a brief outweigh it and are none of it."""
    comments = "".join(
        f"<li class='comment'><p>Je prends cette ligne depuis {n} ans et je n’ai jamais vu le dernier bus partir à "
        "l’heure, alors dix minutes de plus ou de moins, permettez-moi d’en sourire avec mes voisins.</p></li>"
        for n in range(2, 30)
    )
    article = page(after=f'<section id="comments"><h2>28 commentaires</h2><ul>{comments}</ul></section>')
    assert [block.text for block in article.blocks] == list(SENTENCES)


def test_questions_of_an_interview_are_questions(page: Page) -> None:
    """Bold questions make an interview, each a block of its kind."""
    article = page(
        "<p><strong>Pourquoi pas toute l’année ?</strong></p><p>Parce que personne ne sait qui montera le soir.</p>"
        "<p><strong>Et si cela marche, que ferez-vous ?</strong></p>"
        "<p>Alors nous reviendrons devant le conseil, avec des chiffres.</p>"
        "<p><strong>Combien de conducteurs vous faut-il ?</strong></p><p>Deux, à tour de rôle, du lundi au samedi.</p>"
    )
    assert kinds(article).count("question") == 3
    assert article.page_type.value == "interview"


def test_offers_below_a_paywall_are_left_out(page: Page) -> None:
    """What a paywall sells is no text, and the article is a teaser."""
    article = page(
        after="<section class='abo'><p>Il vous reste 54 % de cet article à lire. La suite est réservée aux abonnés.</p>"
        "<ul><li>Tous les articles en illimité</li><li>Le journal numérique dès 22 heures</li></ul></section>"
    )
    assert [block.text for block in article.blocks] == list(SENTENCES)
    assert article.paywalled


def test_standfirst_is_apart_from_the_text(page: Page) -> None:
    """The sentence that sums up is a field of its own, not a paragraph."""
    chapo = "La dernière course partira à 22 h 40 dès le mois de mars, pour un essai de quatre mois."
    article = page(above=f'<p class="chapo">{chapo}</p>')
    assert article.standfirst == chapo
    assert chapo not in article.text


def test_authors_name_around_the_text_is_no_paragraph(page: Page) -> None:
    """A bare name above the first or below the last sentence is the byline, printed without «Par»."""
    signed = page(
        above='<p class="signature">Par Nadège Pittet</p><div>Nadège Pittet</div>', after="<p>Nadège Pittet</p>"
    )
    assert signed.authors == ["Nadège Pittet"]
    assert texts(signed) == []
    placed = page(above='<p class="signature">Par Nadège Pittet</p>', after="<p>Nadège Pittet, à Aubonne</p>")
    assert texts(placed) == []


def test_notes_below_the_text_are_footnotes(page: Page) -> None:
    """Notes belong to the text and are told apart from it."""
    article = page(
        after='<ol class="footnotes"><li id="n1"><p>1. Le budget de la régie est voté chaque année en mars.</p></li>'
        '<li id="n2"><p>2. Le plateau compte quatre communes et neuf mille habitants.</p></li></ol>'
    )
    assert kinds(article) == ["footnote", "footnote"]


def test_table_of_contents_is_left_out(page: Page) -> None:
    """A list that repeats the crossheads is a way to them, no text."""
    heads = ("Un vote serré", "Le coût de la mesure", "Ce qui vient ensuite")
    contents = "".join(f'<li><a href="#c{n}">{head}</a></li>' for n, head in enumerate(heads))
    article = page(
        above=f"<div><p>Sommaire</p><ul>{contents}</ul></div>",
        inside="".join(
            f'<h2 id="c{n}">{head}</h2><p>{head}, en détail. {SENTENCES[n]}</p>' for n, head in enumerate(heads)
        ),
    )
    assert [block.text for block in article.blocks if block.kind is BlockKind.CROSSHEAD] == list(heads)
    assert "list_item" not in kinds(article)
    assert "Sommaire" not in article.text


def test_trust_labels_are_left_out(page: Page) -> None:
    """«Selon les critères de», «Le projet de confiance», «Savoir plus»: a badge in three lines."""
    article = page(
        inside="", after="<div><p>Selon les critères de</p><p>Le projet de confiance</p><p>Savoir plus</p></div>"
    )
    assert texts(article) == []


def test_loose_text_between_breaks_is_paragraphs() -> None:
    """Old templates part paragraphs by two <br> inside one cell."""
    body = "<br><br>".join(SENTENCES)
    article = ingest.parse(
        f"<html><head><title>Le bus du soir</title></head><body><table><tr><td><h1>Le bus du soir</h1>{body}</td></tr>"
        "</table></body></html>"
    )
    assert [block.text for block in article.blocks] == list(SENTENCES)


def test_page_without_an_article_gives_no_text() -> None:
    """A menu is no article, and nothing is made up."""
    article = ingest.parse("<html><body><nav><a href='/a'>Une</a> <a href='/b'>Sport</a></nav></body></html>")
    assert article.blocks == []
    assert article.published_at is None


def test_every_kind_is_a_plain_word() -> None:
    """Kinds are values of the dataset: a change would break queries."""
    assert {kind.value for kind in BlockKind} == {
        "paragraph", "crosshead", "list_item", "quote", "question", "footnote", "table_row", "code",
    }  # fmt: skip


@pytest.mark.parametrize("signs", ["(ats/nxp)", "(jb/Le Bref)"])
def test_the_signs_of_a_newsroom_are_no_text(signs: str) -> None:
    """The letters of who wrote, behind the last sentence; a word in brackets that ends a sentence stays."""
    text = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    html = f"<html lang='fr'><body><article><h1>Le bus du soir est prolongé</h1>{text}</article></body></html>"
    assert ingest.parse(html.replace(SENTENCES[-1], f"{SENTENCES[-1]} {signs}")).blocks[-1].text == SENTENCES[-1]
    ended = f"{SENTENCES[-1]} (voir la carte)"
    assert ingest.parse(html.replace(SENTENCES[-1], ended)).blocks[-1].text == ended


@pytest.mark.parametrize(
    "line",
    ["Anne Un est géographe à l’université du Lac.", "Traduit de l’italien par Luc Deux", "(jb)", "LDV/ABX/"],
)
def test_what_is_said_of_the_text_behind_it_is_no_text(line: str) -> None:
    """Who the author is, who translated, the newsroom's letters; what is said of somebody else is the text's."""
    text = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    html = f"<html lang='fr'><article><h1>Le bus du soir</h1><p>Par Anne Un</p>{text}<p>{{0}}</p></article></html>"
    assert ingest.parse(html.format(line)).blocks[-1].text == SENTENCES[-1]
    other = "Zoé Trois est géographe à l’université du Lac."
    assert ingest.parse(html.format(other)).blocks[-1].text == other


def test_a_newsrooms_signs_in_square_brackets_before_the_notes() -> None:
    """«[jep rc 24/09/2021 10:50]», behind the last sentence, with a footnote below."""
    text = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    notes = "<div class='footnotes'><p>1. Le conseil a voté en mai.</p></div>"
    html = f"<article><h1>Le bus du soir</h1>{text[:-4]} [jep rc 24/09/2021 10:50]</p>{notes}</article>"
    assert [block.text for block in ingest.parse(html).blocks[-2:]] == [SENTENCES[-1], "1. Le conseil a voté en mai."]


def test_numbers_beside_paragraphs_are_no_text() -> None:
    """Journals count their paragraphs; a text that begins with a number is none of these."""
    sentences = [f"{sentence} {sentence}" for sentence in SENTENCES]
    numbered = "".join(f"<p><span>{n}</span>{text}</p>" for n, text in enumerate(sentences, 1))
    html = "<html lang='fr'><title>Le bus</title><body><article><h1>Le bus du soir</h1>{}</article></body></html>"
    assert [block.text for block in ingest.parse(html.format(numbered), "https://example.org/a").blocks] == sentences
    once = f"<p>1Le {sentences[0]}</p>" + "".join(f"<p>{text}</p>" for text in sentences[1:])
    assert ingest.parse(html.format(once), "https://example.org/a").blocks[0].text.startswith("1Le")


def test_a_correction_in_a_box_is_text(page: Page) -> None:
    """Other boxes stand beside the text."""
    said = "Mise à jour du 3 mars : la régie précise que le dernier départ est à minuit vingt, et non à minuit."
    assert said in page(inside=f"<div class='encadre'><p>{said}</p></div>").text
    told = said.replace("Mise à jour du 3 mars", "Le réseau en chiffres")
    assert told not in page(inside=f"<div class='encadre'><p>{told}</p></div>").text


@pytest.mark.parametrize(
    "line",
    [
        "<div class='css-audio'><p>Cette lecture a été faite par une machine.</p></div>",
        "<p>13h30 :</p>",
        "<p>Anne Un reported from Lyon, and Luc Deux from Nice, Fr.</p>",
        "<p><a href='/p'>Imprimer</a> | <a href='/m'>Envoyer à un ami</a> | <a href='/z'>A+ A-</a></p>",
    ],
    ids=["player", "clock", "where they reported from", "row of links"],
)
def test_lines_that_are_none_of_the_text(page: Page, line: str) -> None:
    """Among the paragraphs, in their own frame."""
    assert [block.text for block in page(inside=line).blocks] == list(SENTENCES)


def test_the_papers_name_behind_the_last_sentence() -> None:
    """In brackets, as some papers sign."""
    body = Body(
        blocks=[Block(BlockKind.PARAGRAPH, text) for text in (*SENTENCES[:2], f"{SENTENCES[2]} (Journal du Lac)")]
    )
    unsigned(body, [], "", ["Journal du Lac"])
    assert body.blocks[-1].text == SENTENCES[2]


def test_the_times_of_live_entries_are_no_text() -> None:
    """Where a line opens with a <time>, several times; a text may begin with a clock."""
    said = [f"{sentence} {sentence}" for sentence in SENTENCES]
    times = [f"<time datetime='2024-03-05T09:{n}0'>9h{n}0</time>" for n in range(len(said))]
    html = "<html lang='fr'><title>Le bus</title><body><article><h1>Le bus du soir</h1>{}</article></body></html>"
    entries = "".join(f"<p><b>{time} :</b> {text}</p>" for time, text in zip(times, said, strict=True))
    assert [block.text for block in ingest.parse(html.format(entries), "https://example.org/a").blocks] == said
    once = f"<p>{times[0]} : {said[0]}</p>" + "".join(f"<p>{text}</p>" for text in said[1:])
    assert ingest.parse(html.format(once), "https://example.org/a").blocks[0].text.startswith("9h00")


def test_who_the_author_is_behind_an_asterisk() -> None:
    """«* Anne Un – géographe, habite au port.», below a text that she signs."""
    text = "".join(f"<p>Le bac numéro {n} du lac a repris sa traversée, dit la commune du port.</p>" for n in range(5))
    about = "<p>* Anne Un – géographe, habite au port. Elle a publié deux livres.</p>"
    page = f"<article><h1>Le bac du lac</h1><p>Par Anne Un</p>{text}{about}</article>"
    article = ingest.parse(f"<html lang='fr'>{page}</html>", "https://a.example/bac")
    assert not any("géographe" in block.text for block in article.blocks)


def test_who_the_author_is_without_a_name() -> None:
    """«L'autrice est sociologue.», in any language of its readers."""
    text = "".join(f"<p>Le bac numéro {n} du lac a repris sa traversée, dit la commune du port.</p>" for n in range(5))
    for about in ("L'autrice est sociologue à Lyon.", "Autorka jest socjolożką w Lyonie."):
        page = f"<article><h1>Le bac du lac</h1><p>Par Anne Un</p>{text}<p><em>{about}</em></p></article>"
        article = ingest.parse(f"<html lang='fr'>{page}</html>", "https://a.example/bac")
        assert not any(block.text == about for block in article.blocks)


def test_numbered_points_of_the_text_are_no_footnotes(page: Page) -> None:
    """«4. …» and «5. …» at the end, behind «1. …» to «3. …» in the text: points; a note [1] at the end is one."""
    points = [f"<p>{n}. {SENTENCES[n % 6]}</p>" for n in range(1, 6)]
    article = page(points[0] + points[1] + points[2], after="".join(points[3:]))
    assert all(block.kind is not BlockKind.FOOTNOTE for block in article.blocks)


def test_the_headline_is_no_text_where_all_is_doubtful() -> None:
    """Nothing looks like an article: the likeliest lines are taken, and the likeliest of all is the headline."""
    lines = ("Appareil : un vieux reflex.", "Pellicule : noir et blanc.", "Copies : douze.")
    filler = "".join(f"<li>Point {n} de la liste des lieux et des jours de prise de vue</li>" for n in range(20))
    tree = walk(f"<h1>Douze vues du lac</h1>{''.join(f'<p>{line}</p>' for line in lines)}<ul>{filler}</ul>")
    scores = [0.4, 0.22, 0.21, 0.2, *[0.05] * 20]
    told = {"title": "Douze vues du lac", "title_at": 0}
    body = decide(tree, context_of(tree, 0), scores, **told, standfirst_at=set(), legend_at=set())  # type: ignore[arg-type]
    assert tuple(block.text for block in body.blocks) == lines

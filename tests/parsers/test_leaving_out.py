"""Rules that leave out what a score has let in: each on the lines it is for, and on their look-alikes."""

from __future__ import annotations

import pytest
from made_pages import TEXT, TITLE, bare

import ingest
from ingest.parsers import leaving_out
from ingest.parsers.features import context_of
from ingest.parsers.walk import Element, walk

PROSE = (
    "Le chantier du pont durera deux ans, et les bus passeront par la rive gauche jusqu’à la fin des travaux prévus."
)
MORE = "Les commerçants du quai, réunis lundi soir dans l’arrière-salle du café, demandent une navette par heure."


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Write to Ana Lopes at ana.lopes@example.org", "contact"),
        ("Got a story? Email: redaction@example.org", "contact"),
        ("redaction@example.org", "contact"),
        ("Suivez @lequotidien sur les réseaux", "contact"),
        ("(Reporting by Ana Lopes; editing by Tom Brun)", "byline"),
        ("Keita Moro contributed reporting from Geneva.", "byline"),
        ("Publié le 3 mai 2024 à 10h12", "dateline"),
        ("dm-jv/kl/sba", "byline"),
        ("[김민준 기자 minjun@example.org]", "byline"),
        ("a.un@example.org (END)", "byline"),
        ("(ats/nxp)", "byline"),
        ("© Copyright La Navette - Tous droits réservés", "furniture"),
        ("« Peut-être », a-t-il dit.", ""),
        ("Anne Un suit la justice pour Le Quotidien. Écrivez-lui à anne.un@example.org", "contact"),
        ("Il a demandé que chacun écrive à la mairie, puis il est sorti sans un mot de plus.", ""),
        ("Mise à jour du 3 mai : le nombre de navettes a été corrigé par la régie, qui s’était trompée.", ""),
        ("La police suit trois comptes sur Facebook depuis mardi.", ""),
    ],
)
def test_last_line_is_text_or_told_apart(line: str, rule: str) -> None:
    """How to reach the author and who reported go from the end; a last sentence that speaks of letters stays."""
    tree = walk(f"<div><p>{PROSE}</p><p>{MORE}</p><p>{line}</p></div>")
    rules: leaving_out.Rules = {}
    kept = leaving_out.without_tail(tree, [0, 1, 2], rules)
    assert rules.get(2, "") == rule
    assert kept == ([0, 1] if rule else [0, 1, 2])


@pytest.mark.parametrize(
    ("tag", "line", "rule"),
    [
        ("p", "<a href='/tout'>[Texte intégral]</a>", "navigation"),
        ("p", "Le détail est <a href='/plan'>sur le plan</a>.", ""),
        ("li", "<a href='/ligne'>La ligne du plateau</a>", ""),
    ],
)
def test_last_line_that_is_a_link_leads_elsewhere(tag: str, line: str, rule: str) -> None:
    """A last sentence with a link in it stays, and so does the last entry of a list."""
    rules: leaving_out.Rules = {}
    leaving_out.without_tail(walk(f"<div><p>{PROSE}</p><p>{MORE}</p><{tag}>{line}</{tag}></div>"), [0, 1, 2], rules)
    assert rules.get(2, "") == rule


@pytest.mark.parametrize(
    "line",
    [
        "Réactions (2)",
        "4 réflexions sur « La navette »",
        "| 13 Comment(s)",
        "Opinie (12)",
        "5 комментариев",
        "1 comment",
    ],
)
def test_nothing_below_a_count_of_comments(line: str) -> None:
    """In the languages that are read, with and without a separator before it."""
    tree = walk(f"<div><p>{PROSE}</p><p>{line}</p><p>{MORE}</p></div>")
    assert leaving_out.without_comments(tree, [0, 1, 2], {}) == [0]


@pytest.mark.parametrize("line", ["5 commentateurs l’ont dit.", "Les commentaires ont plu"])
def test_sentence_about_comments_is_text(line: str) -> None:
    """A count alone opens the comments."""
    tree = walk(f"<div><p>{PROSE}</p><p>{line}</p><p>{MORE}</p></div>")
    assert leaving_out.without_comments(tree, [0, 1, 2], {}) == [0, 1, 2]


def test_text_above_a_heading_of_its_own_frame_is_kept() -> None:
    """Where a crosshead was taken for the headline, the paragraphs above it are the article's."""
    tree = walk(f"<div><p>{PROSE}</p><h1>La navette</h1><p>{MORE}</p><p>{PROSE} {MORE}</p></div>")
    assert leaving_out.below_headline(tree, [0, 2, 3], 1, {}) == [0, 2, 3]


def test_teasers_above_the_headline_are_left_out() -> None:
    """A ticker in another frame is not the article's."""
    tree = walk(
        f"<div class='flash'><p>{PROSE}</p></div><div><h1>La navette</h1><p>{MORE}</p><p>{PROSE} {MORE}</p></div>"
    )
    rules: leaving_out.Rules = {}
    assert leaving_out.below_headline(tree, [0, 2, 3], 1, rules) == [2, 3]
    assert rules == {0: "above_headline"}


def test_running_text_is_kept_in_a_frame_with_a_promotional_name() -> None:
    """Page builders put whole sections into «signup-wrap»: a sentence stays, a line of the form goes."""
    tree = walk(
        f"<div><p>{PROSE}</p><p>{MORE}</p><p>{PROSE}</p><p>{MORE}</p>"
        f"<div class='newsletter'><p>{MORE}</p><p>Votre prénom</p></div></div>"
    )
    context = context_of(tree, -1)
    assert leaving_out.frame_against(tree, context, tree.segments[4]) == ""
    assert leaving_out.frame_against(tree, context, tree.segments[5]) == "promo"


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("verser 23 euros par mois et par foyer ;", ""),
        ("Un loyer de 650 euros par mois.", ""),
        ("Profitez de l’offre à 9,99 € par mois", "promo"),
        ("L’édition numérique, 1 € le premier mois", "promo"),
        ("Ce blog est personnel, la rédaction n’est pas à l’origine de ses contenus.", "notice"),
        ("Les propos tenus par le maire devant les agents, lundi, lui ont valu une plainte du syndicat.", ""),
        ("Cette tribune n’engage que ses signataires.", "notice"),
        ("Les textes de la rubrique Débats n’engagent que leurs auteurs.", "notice"),
        ("Titre, intertitres et chapeau de la rédaction.", "notice"),
        ("📲 Suivez La Navette sur WhatsApp et Google News pour ne rien rater", "promo"),
        (">>> Rejoignez la chaîne Telegram de La Navette <<<", "promo"),
        ("Vous avez un scoop à nous transmettre ?", "promo"),
        ("Il a demandé à ses abonnés de le suivre sur Instagram, puis il a fermé son compte.", ""),
        (
            "Anne Un ne travaille pas, ne conseille pas, ne possède pas de parts, ne reçoit de fonds de personne.",
            "notice",
        ),
        ("À consulter également", "read_also"),
        ("Chaque matin, recevez les dix informations de la vallée.", "promo"),
        ("Chaque matin, elle recevait les dix informations de la vallée.", ""),
        ("Durée de lecture : 6 minutes", "furniture"),
        ("Updated at 18.41 GMT", "furniture"),
        ("Voir uniquement les temps forts", "share"),
        ("Continua a leggere dopo la pubblicità", "promo"),
        ("1 2 3 4 5", "furniture"),
    ],
)
def test_words_of_a_short_line(line: str, rule: str) -> None:
    """A price is an offer only with the words of one, and what publishers say of a text is none of it."""
    tree = walk(f"<div><p>{PROSE}</p><p>{line}</p></div>")
    assert leaving_out.rule_against(tree.segments[1], "", False) == rule


@pytest.mark.parametrize(
    ("markup", "rule"),
    [
        ("<p>More: <a href='/b'>A timeline of the bridge, from 1931 to now</a></p>", "read_also"),
        ("<p>&gt;&gt; Notre service - <a href='/d'>Comparez les devis de cinq déménageurs près de chez vous</a></p>",
         "read_also"),
        ("<p>More: the bridge is closed, <a href='/b'>says the mayor</a>, until further notice.</p>", ""),
        ("<p><a href='/s'>[Série] Cajou, l’or gris de l’Afrique de l’Ouest</a></p>", "read_also"),
        ("<p><a href='/s'>Collectif, Mémoires du foyer de la rue Haute, 1984</a></p>", ""),
        ("<p><a href='/s'>Le rapport complet de la commission est en ligne.</a></p>", ""),
        ("<div><a href='#'>Recommander</a> <a href='#'>Tweet</a> <a href='#'>2 commentaires</a></div>", "navigation"),
        ("<p>Avec <a href='/a'>Anne Un</a>, <a href='/b'>Luc Deux</a> et <a href='/c'>Zoé Trois</a></p>", ""),
        ("<ul><li>inscrivez-vous sur les listes de votre commune ;</li></ul>", ""),
        ("<ul><li>Inscrivez-vous à notre lettre du matin</li></ul>", "promo"),
        ("<p>Want to know more of her? Follow us on <a href='https://x.example/'>Twitter</a>.</p>", "promo"),
        ("<p>She left the town hall to join <a href='/f'>Facebook</a> in 2008.</p>", ""),
        ("<p>Elle vient de rejoindre <a href='/f'>Facebook</a>, après trois ans à la mairie.</p>", ""),
    ],
)  # fmt: skip
def test_links_with_a_label_and_items_of_an_enumeration(markup: str, rule: str) -> None:
    """A label before a link tells of another page; an item in small letters goes on with the sentence above."""
    tree = walk(f"<div><p>{PROSE}</p>{markup}</div>")
    assert leaving_out.rule_against(tree.segments[1], "", False) == rule


def test_a_recording_is_named_in_its_player_only() -> None:
    """A title with a duration goes from a player's frame; a time in the text's own frame stays."""
    title = "Reportage : au marché du soir (1'12)"
    tree = walk(f"<div><p>{PROSE}</p><div class='audio'><p>{title}</p></div><p>{title}</p><p>{MORE}</p></div>")
    context = context_of(tree, -1)
    assert [leaving_out.frame_against(tree, context, segment) for segment in tree.segments] == ["", "player", "", ""]


def test_a_machines_summary_goes_with_the_line_that_says_so() -> None:
    """Its sentences share a small frame with «Généré par l'intelligence artificielle»; the text around it stays."""
    box = "<div><p>Deux ans de chantier, une navette.</p><p>Généré par l’intelligence artificielle.</p></div>"
    tree = walk(f"<div>{box}<p>{PROSE}</p><p>{MORE}</p></div>")
    rules = {1: leaving_out.rule_against(tree.segments[1], "", True)}
    assert rules == {1: "machine"}
    assert leaving_out.without_machine_summary(tree, [0, 2, 3], rules) == [2, 3]


def test_who_said_it_goes_with_a_repeated_quotation() -> None:
    """The name below a pull quote; a quotation that the text does not have keeps its own."""
    said = "Les commerçants du quai demandent une navette par heure."
    html = "<div><p>{}</p><p>{}</p><blockquote><p>{}</p><cite>Anne Un, libraire</cite></blockquote><p>{}</p></div>"
    for quote, left in ((said, [0, 1, 4]), ("On ne vient plus au quai que le lundi matin.", [0, 1, 2, 3, 4])):
        tree = walk(
            html.format(PROSE, f"{said} Elle passera devant la gare, le lycée et les trois marchés.", quote, MORE)
        )
        assert leaving_out.without_repeats(tree, [0, 1, 2, 3, 4], {}) == left


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Kinshasa, le 3 mai 2024 à 9h12", "dateline"),
        ("KINSHASA, 3 mai 2024 (ACP).- Le fleuve est monté de deux mètres en une nuit.", ""),
    ],
)
def test_the_date_above_a_text_is_none_of_it(line: str, rule: str) -> None:
    """A line that is nothing but place and date goes; a wire's first sentence opens with them and stays."""
    tree = walk(f"<div><p>{line}</p><p>{PROSE}</p></div>")
    assert leaving_out.rule_against(tree.segments[0], "", True) == rule


@pytest.mark.parametrize(("text", "rule"), [("Catégorie", ""), ("1 980", ""), ("1 2 3 4", "furniture")])
def test_words_and_numbers_in_a_table(text: str, rule: str) -> None:
    """The head of a column says something alone, and so does a number; the numbers of a program's lines do not."""
    tree = walk(f"<table><tr><th>{text}</th><td>{PROSE}</td></tr></table>")
    assert leaving_out.rule_against(tree.segments[0], "", False, cell=True) == rule


def test_the_articles_reference_ends_a_text() -> None:
    """Below «Pour citer cet article» a journal prints nothing of it."""
    tree = walk(f"<div><p>{PROSE}</p><h2>Pour citer cet article</h2><p>{MORE}</p></div>")
    assert leaving_out.without_comments(tree, [0, 1, 2], rules := {}) == [0]
    assert set(rules) == {1, 2}


@pytest.mark.parametrize(
    "line",
    [
        "Photo de une : la gare en 2019 / CC Anne Un",
        "(ha collaborato Anne Un)",
        "*Colaborou Anne Un, da Rede Lago",
        "SOURCE Lake Biologics, Inc.",
    ],
)
def test_lines_below_the_last_sentence(line: str) -> None:
    """Whose picture stands above the headline, who helped, who sent the release."""
    tree = walk(f"<div><p>{PROSE}</p><p>{MORE}</p><p>{line}</p></div>")
    assert leaving_out.without_tail(tree, [0, 1, 2], {}) == [0, 1]


@pytest.mark.parametrize("line", ["list of 3 items", "end of list", "List 1 of 4"])
def test_what_is_said_of_a_list_to_those_who_hear_it(line: str) -> None:
    """Unseen around each list of some sites."""
    tree = walk(f"<div><p>{line}</p><p>{PROSE}</p></div>")
    assert leaving_out.rule_against(tree.segments[0], "", False) == "furniture"


def _texts(body: str) -> list[str]:
    article = ingest.parse(
        f"<title>Le pont</title><article><h1>Le pont du quai</h1>{body}</article>", "https://a.example/1"
    )
    return [block.text for block in article.blocks]


@pytest.mark.parametrize(
    "extra",
    [
        "<p>Por Anne Un</p>",
        "<p>Propos recueillis par Anne Un</p>",
        "<div class='newsletter_text'><h3>Restez sur le quai</h3><form><p>Votre adresse</p></form></div>",
    ],
)
def test_lines_between_paragraphs_that_are_none(extra: str) -> None:
    """Who wrote an entry, who asked the questions, and the heading of a form."""
    assert _texts(f"<p>{PROSE}</p>{extra}<p>{MORE}</p><p>{PROSE} {MORE}</p>") == [PROSE, MORE, f"{PROSE} {MORE}"]


@pytest.mark.parametrize(
    "line",
    [
        "<b>À propos de la Fondation du Quai.</b> Elle réunit depuis 1998 les communes du fleuve.",
        "Contact presse : Anne Un, presse@quai.example, 000 555 018",
        "Photo : Le bac à quai (archives Le Quai/A. Un)",
        "(With inputs from PTI)",
        "fo",
    ],
)
def test_what_stands_below_a_press_release_and_a_printed_page(line: str) -> None:
    """Whom it comes from, whom to ask, a legend without its picture, an agency, a writer's letters."""
    assert _texts(f"<p>{PROSE}</p><p>{MORE}</p><p>{line}</p>") == [PROSE, MORE]


def test_a_paragraph_about_somebody_stays() -> None:
    """«À propos de …» in plain letters begins a sentence like any other."""
    line = "À propos de la passerelle, le maire a dit qu’elle attendrait la fin du chantier, et personne n’a protesté."
    assert _texts(f"<p>{PROSE}</p><p>{MORE}</p><p>{line}</p>")[-1] == line


def test_whoever_said_a_pull_quote_goes_with_it() -> None:
    """«Anne Un, passeuse», in the frame around the quotation that repeats the text."""
    quote = "personne n’a protesté, pas même les pêcheurs du port"
    said = f"<div class='pullquote'><blockquote><p>{quote}</p></blockquote><cite>Anne Un, passeuse</cite></div>"
    assert _texts(f"<p>{PROSE}</p>{said}<p>{MORE} Car {quote}, dit-elle.</p><p>{PROSE}</p>")[1].startswith(MORE)


def test_the_letters_of_who_wrote_an_entry_of_a_live_page() -> None:
    """«xp» and «ATS» sign entries; elsewhere a line of three letters is an ingredient, or code."""
    entries = "".join(
        f"<div class='live-entry'><p>{text}</p><span>{sign}</span></div>"
        for text, sign in ((PROSE, "xp"), (MORE, "ATS"))
    )
    assert _texts(f"{entries}<p>{PROSE} {MORE}</p>") == [PROSE, MORE, f"{PROSE} {MORE}"]
    assert "sel" in _texts(f"<p>{PROSE}</p><p>sel</p><p>{MORE}</p>")


def test_what_a_press_release_is_called_is_no_text() -> None:
    """«NOTA DE PRENSA N.º 22-2021» stands above it."""
    assert _texts(f"<p><b>NOTA DE PRENSA N.º 22-2021</b></p><p>{PROSE}</p><p>{MORE}</p>") == [PROSE, MORE]


def test_a_name_in_an_element_for_signatures_is_no_text() -> None:
    """Nothing but its class says so: «D. Be.», «Anne UN | Reportage : Luc Deux»."""
    signed = [f"<p class='post__signature'>{name}</p>" for name in ("D. Be.", "<b>Anne UN</b> | Reportage : Luc Deux")]
    assert _texts(f"<p>{PROSE}</p>{signed[0]}<p>{MORE}</p><p>{PROSE} {MORE}</p>{signed[1]}") == [
        PROSE,
        MORE,
        f"{PROSE} {MORE}",
    ]


def test_a_quotation_whose_sentences_the_text_has() -> None:
    """«« I can't », she said. « What I can … »» in the text, one piece in the pull quote; or with a name behind it."""
    said = "<p>« Je ne peux pas payer cela, dit la passeuse du bac. Je peux dire merci à tout le monde. »</p>"
    for quote in (
        "Je ne peux pas payer cela. Je peux dire merci à tout le monde.",
        "Je peux dire merci à tout le monde <span>Anne Un</span>",
        "« Je peux dire merci à tout le monde. » <br>– Anne Un",
    ):
        body = f"<p>{PROSE}</p>{said}<div class='pullquote'>{quote}</div><p>{MORE}</p>"
        assert not any("Anne Un" in text or text.startswith("Je") for text in _texts(body)), quote
    other = "<blockquote><p>Je ne dirai rien de plus à personne. Je peux dire merci à tout le monde.</p></blockquote>"
    assert any("rien de plus" in text for text in _texts(f"<p>{PROSE}</p>{said}{other}<p>{MORE}</p>"))


def test_what_is_left_of_a_box_of_links() -> None:
    """Its heading, where all that it heads is links; a crosshead above text stays."""
    box = "<div class='resume'><h2>L'essentiel</h2><ul><li><a href='#a'>Un bac sur trois</a></li></ul></div>"
    assert _texts(f"<div><p>{PROSE}</p></div>{box}<div><p>{MORE}</p><p>{PROSE} {MORE}</p></div>") == [
        PROSE, MORE, f"{PROSE} {MORE}"
    ]  # fmt: skip
    assert "L'essentiel" in _texts(f"<p>{PROSE}</p><h2>L'essentiel</h2><p>{MORE}</p>")


def test_the_next_story_of_a_page_that_goes_on() -> None:
    """It has an <article> of its own behind the one with the headline."""
    page = f"<article><h1>Le pont du quai</h1><p>{PROSE}</p><p>{MORE}</p></article>"
    other = f"<article class='next'><h2>Le musée du sel</h2><p>{PROSE.replace('pont', 'musée')}</p></article>"
    article = ingest.parse(f"<title>Le pont</title>{page}{other}", "https://a.example/1")
    assert [block.text for block in article.blocks] == [PROSE, MORE]


@pytest.mark.parametrize(
    "line",
    [
        "<div class='alert'><p>Vous aimez lire La Navette ? Soutenez une rédaction du quai.</p></div>",
        "<div class='support'><h3>Your support helps us to tell the story</h3><p>Our reporters are in the places where "
        "the news happens, and readers of all kinds trust them. Please consider a contribution.</p></div>",
        "<div>1 / 6 Ver en pantalla completa</div>",
        "<blockquote class='twitter'><a href='https://x.example/1'>17 mars 2023</a></blockquote>",
        "<strong>관련기사</strong>",
    ],
)
def test_furniture_that_blind_pages_had(line: str) -> None:
    """Labels of bylines, offers, counters of slides, dates of quoted posts."""
    assert _texts(f"{line}<p>{PROSE}</p>{line}<p>{MORE}</p>") == [PROSE, MORE]


def test_the_label_of_names_on_the_next_lines_is_no_text() -> None:
    """«Article rédigé par» above the text."""
    assert _texts(f"<p>Article rédigé par</p><p>{PROSE}</p><p>{MORE}</p>") == [PROSE, MORE]


def test_a_fraction_is_no_counter() -> None:
    """«1/2 tsp honey» in a recipe."""
    assert "1/2 tsp honey" in _texts(f"<p>{PROSE}</p><ul><li>1/2 tsp honey</li><li>two eggs</li></ul><p>{MORE}</p>")


def test_initials_and_clocks_of_live_entries() -> None:
    """«O.L.» below an entry, «17:48, Anne Un» above it, «21:50 À lire aussi»."""
    entry = "<li class='live-item'><span>{0}</span><p>{1}</p><span>O.L.</span></li>"
    other = "<li class='live-item'>21:50 <a href='/x'>À lire aussi : le musée du sel</a></li>"
    entries = f"<ul>{entry.format('17:48, Anne Un', PROSE)}{other}{entry.format('14:20, Luc Deux', MORE)}</ul>"
    assert _texts(f"{entries}<p>{PROSE} {MORE}</p>") == [PROSE, MORE, f"{PROSE} {MORE}"]


def test_every_name_that_speaks_against_a_line_is_looked_for() -> None:
    """Lines without any of the names in ``_OF_FRAMES`` around them are spared the question."""
    for bit in range(28):
        element = Element(-1, "div", 1 << bit, "fact-box", 0)
        if leaving_out._frame_rule(element, 0):
            assert leaving_out._OF_FRAMES & 1 << bit, bit


def test_a_pull_quote_that_says_it_a_little_otherwise() -> None:
    """Most of its words in a row, in an element that calls itself one; another quotation stays."""
    said = "<p>Ils comptent les naissances et jamais les décès, dit la passeuse, qui tient elle-même le registre.</p>"
    quote = "<blockquote class='exergue'>« On compte les naissances et jamais les décès. »</blockquote>"
    assert not any(text.startswith("« On compte") for text in _texts(f"<p>{PROSE}</p>{said}{quote}<p>{MORE}</p>"))
    other = quote.replace("exergue", "citation")
    assert any(text.startswith("« On compte") for text in _texts(f"<p>{PROSE}</p>{said}{other}<p>{MORE}</p>"))


def test_a_shortened_name_with_its_place_in_a_live_page() -> None:
    """«C. Br., au col»"""
    entry = "<div class='live-comment'><p>{0}</p><span class='author'>C. Br., au col de l'Est</span></div>"
    assert _texts(f"{entry.format(PROSE)}{entry.format(MORE)}<p>{PROSE} {MORE}</p>") == [PROSE, MORE, f"{PROSE} {MORE}"]


def test_what_stands_beside_the_form_for_a_letter() -> None:
    """It tells how the address is used, in a long sentence."""
    said = "La Navette utilise votre adresse pour vous envoyer sa newsletter du soir et celles de ses partenaires. "
    line = f"<div>{said}Vous pouvez vous désinscrire à tout moment.</div>"
    assert _texts(f"<p>{PROSE}</p>{line}<p>{MORE}</p><p>{PROSE} {MORE}</p>") == [PROSE, MORE, f"{PROSE} {MORE}"]


def test_a_line_behind_a_double_arrow_is_one() -> None:
    """«>> Notre service - …», parted by <br> from the paragraph above it."""
    link = "<br><b>>> Notre service - </b><a href='/x'>Comparez les bacs grâce à notre simulateur</a>"
    assert _texts(f"<p>{PROSE}{link}</p><p>{MORE}</p>") == [PROSE, MORE]


def test_the_contents_of_a_live_page_with_their_clocks() -> None:
    """«4:20pm Le pont rouvre» leads to the entry of that name."""
    heads = ["Le pont rouvre", "Le bac attend", "La navette part", "Le quai se vide", "La nuit tombe"]
    items = "".join(f"<li><a href='#{n}'><time>{n}:20pm</time> {head}</a></li>" for n, head in enumerate(heads, 1))
    entries = "".join(f"<h2 id='{n}'>{head}</h2><p>{PROSE} {MORE}</p>" for n, head in enumerate(heads, 1))
    assert not any("pm" in text for text in _texts(f"<p>{PROSE}</p><ul>{items}</ul>{entries}"))


def test_a_question_as_a_crosshead_is_no_button() -> None:
    """«Comment le demander ?» is French, and no «Comment»."""
    assert _texts(f"<p>{PROSE}</p><h2>Comment le demander ?</h2><p>{MORE}</p>") == [
        PROSE,
        "Comment le demander ?",
        MORE,
    ]


BODY = f"<p>{PROSE}</p><p>{MORE}</p><p>{PROSE} Le conseil en décidera mardi.</p>"


def texts_of(markup: str, *, before: str = BODY) -> list[str]:
    """The blocks of an article with this markup in the middle of its text."""
    article = ingest.parse(
        f"<html lang='fr'><title>Le pont ferme pour deux ans</title><article><h1>Le pont ferme pour deux ans</h1>"
        f"<div class='article-body'>{before}{markup}<p>{MORE} Elle coûterait 4.000 euros par mois.</p></div></article>",
        "https://pont.example/ferme",
    )
    return [block.text for block in article.blocks]


def test_a_box_of_facts_is_left_out_with_its_label() -> None:
    """«Repères» need be no heading where its frame is named for boxes."""
    facts = "".join(f"<li>{year} : le pont est réparé une nouvelle fois</li>" for year in (1879, 1991, 2004))
    texts = texts_of(f"<div class='box box--facts'><div class='t'>Repères</div><ul>{facts}</ul></div>")
    assert len(texts) == 4
    assert len(texts_of(f"<div class='z'><p>Les dates :</p><ul>{facts}</ul></div>")) > 6


def test_an_offer_of_a_partner_is_left_out() -> None:
    """«Offre partenaire» stands loose in the frame of what it announces."""
    offer = "Vous aimez les ponts ? La maquette est à 119 euros avec le code ARCHE."
    texts = texts_of(f"<div class='z'><span>Offre partenaire</span><p>{offer}</p></div>")
    assert offer not in texts
    assert "Offre partenaire" not in texts


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("25.06.2024, 17h58", "dateline"),
        ("25/06/2024 à 17:58", "dateline"),
        ("7 publications", "furniture"),
        ("7 publications ont été retirées.", ""),
        ("De notre envoyée spéciale à Chinguetti,", "byline"),
        ("Von unserem Korrespondenten in Nairobi", "byline"),
        ("De notre envoyée spéciale, on ne sait rien.", ""),
    ],
)
def test_lines_around_a_text_that_say_when_and_from_where(line: str, rule: str) -> None:
    """A day with its hour on a line of its own is no text, also among paragraphs, nor is who was sent, above them;
    sentences with the same words are."""
    (segment,) = walk(f"<p>{line}</p>").segments
    assert leaving_out.rule_against(segment, "", rule == "byline" or not rule) == rule


def test_a_column_may_be_called_like_a_button() -> None:
    """«Réponse» or «E-mail» in a cell of a table with data; outside of one it is a button."""
    (segment,) = walk("<table><tr><td>Commentaires</td></tr></table>").segments
    assert not leaving_out.rule_against(segment, "", False, cell=True)
    assert leaving_out.rule_against(segment, "", False) == "share"


def test_key_points_are_no_pull_quotes() -> None:
    """In a frame named for boxes they may say what the text says again: a list stays whole, a quotation goes."""
    said = "Les bus passeront par la rive gauche jusqu’à la fin des travaux"
    points = f"<div class='SummaryBox'><ul><li>Le pont ferme.</li><li>{said}.</li></ul></div>"
    tree = walk(f"<div>{points}<p>{said}, dit la régie.</p><p>{MORE}</p></div>")
    assert leaving_out.without_repeats(tree, [0, 1, 2, 3], {}) == [0, 1, 2, 3]
    tree = walk(f"<div><div class='pullquote box'>{said}.</div><p>{said}, dit la régie.</p><p>{MORE}</p></div>")
    assert leaving_out.without_repeats(tree, [0, 1, 2], {}) == [1, 2]


def test_what_an_agency_has_published_by_machine_says_so() -> None:
    """In a line of its own, which is none of the text."""
    for line in (
        "Cet article a été publié automatiquement. Source : ats",
        "LA SEMAINE hat diese Meldung redaktionell nicht bearbeitet.",
        "Sie wurde automatisch von der Deutschen Presse-Agentur (dpa) übernommen.",
    ):
        assert line not in texts_of(f"<p>{line}</p>")


def test_a_row_of_links_with_bars() -> None:
    """«Send tips here | Tweet @… | View in your browser»; a sentence with two links is text."""
    row = "<a href='/t'>Send tips here</a> | Tweet <a href='/a'>@anne</a> or <a href='/l'>@luc</a>"
    row += " | Listen to the memo, and <a href='/v'>view it in your browser</a>"
    (segment,) = walk(f"<p>{row}</p>").segments
    assert leaving_out.rule_against(segment, "", False) == "navigation"
    (segment,) = walk(
        "<p>Le <a href='/p'>pont</a> et le <a href='/b'>bac</a> ferment mardi pour deux ans.</p>"
    ).segments
    assert not leaving_out.rule_against(segment, "", False)


def test_boxes_and_cards_by_the_names_of_elements() -> None:
    """«article__encadre» is a box in an article, and «wp-embedded-content» the card of another post of the site."""
    card = "<blockquote class='wp-embedded-content'><a href='/x'>On a classé les ponts</a></blockquote>"
    box = "<div class='article__{}'><p>Une cagnotte est ouverte en mairie.</p></div>"
    for markup, rule in ((box.format("encadre"), "box"), (box.format("body"), ""), (card, "read_also")):
        tree = walk(f"<article>{markup}<div>{f'<p>{PROSE}</p>' * 5}</div></article>")
        assert leaving_out.frame_against(tree, context_of(tree, -1), tree.segments[0]) == rule


@pytest.mark.parametrize(
    "line",
    [
        "Start the day smarter. Get all the news you need in your inbox each morning.",
        "Anne Un a reçu des financements de la région Normandie.",
    ],
)
def test_letters_by_mail_and_whom_authors_are_paid_by(line: str) -> None:
    """Neither is the article's."""
    assert line not in texts_of(f"<p>{line}</p>")


def test_a_river_of_other_stories_is_left_out() -> None:
    """A list behind the text whose items each have a headline that is a link, and a sentence; a list of things whose
    names are links is the text's."""
    card = "<li><h3><a href='/{0}'>{1}</a></h3><p>La commune en a décidé ainsi mardi, contre l’avis du maire.</p></li>"
    said = "Le marché numéro {} de la vallée change de place"

    def kept_of(name: str) -> list[int]:
        cards = "".join(card.format(n, name.format(n)) for n in range(4))
        tree = walk(f"<div>{f'<p>{PROSE} {MORE}</p>' * 3}</div><ul>{cards}</ul>")
        texts = [n for n, segment in enumerate(tree.segments) if not segment.heading]
        return leaving_out.without_teasers(tree, texts, {})

    assert kept_of(said) == [0, 1, 2]
    assert len(kept_of("L’inspecteur {}")) == 7


def test_the_article_that_has_most_of_the_text_is_this_one() -> None:
    """Whatever frame its headline stands in, and however many short lines of furniture stand beside it."""
    lines = "".join(f"<li>Mesure d’audience {n}</li>" for n in range(5))
    tree = walk(f"<article><h1>Le pont</h1></article><ul>{lines}</ul><article><p>{PROSE} {MORE}</p></article>")
    numbers = list(range(1, len(tree.segments)))
    assert leaving_out.of_this_article(tree, numbers, 0, {}) == numbers


COMMENT = (
    "<div class='article_comment_item'><div class='comment_content'><p>Que tous ceux qui se plaignent des bus y "
    "montent une fois, et nous parlerons de la navette, des retards et du reste avec les élus.</p></div></div>"
)


def _text(inside: str = "", after: str = "") -> str:
    paragraphs = "".join(
        f"<p>{sentence} {MORE} Ligne {n}.</p>" for n, sentence in enumerate((PROSE, MORE, PROSE, MORE))
    )
    return ingest.parse(
        f"<html lang='fr'><title>Le pont fermera deux ans</title><article><h1>Le pont fermera deux ans</h1>"
        f"<div class='texte'>{paragraphs}{inside}</div>{after}</article></html>",
        "https://courrier.example/pont",
    ).text


@pytest.mark.parametrize(
    "line",
    [
        "<p>Consultez notre dossier : <a href='/d'>Les ponts</a></p>",
        "<p>Lecture par une voix de synthèse</p>",
        "<p>To view this content, Javascript must be enabled and Flash must be installed.</p>",
        "<p>Le Courrier utilise votre adresse e-mail pour vous envoyer cette lettre. Vous pouvez vous désabonner.</p>",
    ],
)
def test_what_real_pages_print_among_their_paragraphs(line: str) -> None:
    """Files on the subject, a voice that reads aloud, players that want something, what the law has publishers say."""
    assert _text(line) == _text()


def test_comments_behind_the_text_whose_class_speaks_of_articles_too() -> None:
    """«article_comment_item» is a comment, however long, where an article stands before it."""
    assert _text(after=COMMENT * 6) == _text()
    forum = ingest.parse(f"<title>Les bus</title><h1>Les bus</h1>{COMMENT}", "https://forum.example/bus")
    assert "navette" in forum.text  # a page that is nothing else


def test_a_word_heads_a_column_that_is_furniture_elsewhere() -> None:
    """«Catégorie» above a column, and not below a text."""
    rows = "".join(f"<tr><td>Lait {n}</td><td>{n}20 euros</td><td>{n}30 euros</td></tr>" for n in range(1, 4))
    table = f"<table><tr><td>Catégorie</td><td>Février</td><td>Mars</td></tr>{rows}</table><p>{PROSE} Fin.</p>"
    assert "Catégorie" in _text(table)


@pytest.mark.parametrize(
    ("markup", "rule"),
    [
        ("<p>(Credit: Anne Un/Le Courrier)</p>", "caption"),
        ("<p>(<b>MORE: </b><a href='/x'>Thirteen ferries that never came back</a>)</p>", "read_also"),
        ("<p>Crédits : deux millions d’euros sont inscrits au budget. Le reste viendra.</p>", ""),
    ],
)
def test_a_credit_and_a_story_in_brackets(markup: str, rule: str) -> None:
    """On lines of their own; a sentence about credits is text."""
    assert leaving_out.rule_against(walk(markup).segments[0], "", before_text=False) == rule


def test_what_a_machine_heard_in_a_video_is_no_text() -> None:
    """«00:01 But according to …», in a frame named for the transcript of a video; an interview's transcript is text."""
    heard = "00:01 But according to the board the most rigorous screening occurs before travelers reach the bridge."
    for names, rule in (("video-full-transcript", "player"), ("transcript", "")):
        tree = walk(f"<div class='{names}'><div class='text'>{heard}</div></div><p>{PROSE}</p><p>{MORE}</p>")
        assert leaving_out.frame_against(tree, context_of(tree, -1), tree.segments[0]) == rule


@pytest.mark.parametrize("line", ["Staff Reports", "From The Valley Tribune staff reports", "La rédaction"])
def test_the_newsroom_signs_above_the_text(line: str) -> None:
    """A line that names nobody but the newsroom is no first paragraph."""
    article = bare(f"<article><h1>{TITLE}</h1><p>{line}</p>{TEXT}</article>")
    assert article.blocks[0].text != line
    assert not article.authors


def test_a_card_between_two_paragraphs_goes_with_its_sentence() -> None:
    """The summary below the linked headline of another story, where the card says what it is."""
    card = (
        "<div class='RelatedCard_content__Z'><h3><a href='/other'>Le sel remonte dans les puits de la vallée</a></h3>"
        "<p class='RelatedCard_synopsis__P'>Des dizaines de villages vivent au-dessus de nappes jamais sondées.</p>"
        "</div>"
    )
    tree = walk(f"<div><p>{PROSE}</p>{card}<p>{MORE}</p></div>")
    assert leaving_out.without_cards(tree, [0, 2, 3], {}) == [0, 3]
    unnamed = walk(f"<div><p>{PROSE}</p>{card.replace('RelatedCard', 'Text')}<p>{MORE}</p></div>")
    assert leaving_out.without_cards(unnamed, [0, 2, 3], {}) == [0, 2, 3]


@pytest.mark.parametrize(
    "line",
    [
        "Snabbversionen är skapad med stöd av AI-tjänster och kvalitetssäkrad av redaktionen.",
        "Ce résumé a été préparé avec l’aide d’outils d’IA, puis relu.",
        "The summary was made with the help of AI and checked by an editor.",
    ],
)
def test_what_a_machine_had_a_part_in(line: str) -> None:
    """The newsroom's notice below the points above a text; a sentence about such tools is text."""
    assert leaving_out._telling_rule(line, False, True) == "notice"
    assert leaving_out._telling_rule("Summary of the AI Act", False, True) == ""
    assert leaving_out._telling_rule("Le syndicat refuse que des textes soient résumés par une IA.", False, False) == ""


def test_what_there_is_to_hear_or_see() -> None:
    """«[Son] Anne Un, marchande», in a player between two paragraphs; a bracket opens many a sentence."""
    label = (
        "<blockquote class='quote'><div><span>[Son] Anne Un, marchande au marché de la rive</span></div></blockquote>"
    )
    article = bare(
        f"<article><h1>{TITLE}</h1>{TEXT}{label}<p>[Ndlr : le marché a rouvert depuis.] {PROSE}</p></article>"
    )
    assert not any(block.text.startswith("[Son]") for block in article.blocks)
    assert any(block.text.startswith("[Ndlr") for block in article.blocks)


def test_a_box_that_asks_what_readers_know() -> None:
    """«Le saviez-vous ?» opens a box beside the text; where it is a crosshead of the text, nothing goes."""
    tree = walk(
        f"<div><p>{PROSE}</p><section><h3>Le saviez-vous ?</h3><p>{MORE}</p></section>{f'<p>{PROSE}</p>' * 3}</div>"
    )
    assert leaving_out.without_fact_boxes(tree, [0, 1, 2, 3, 4, 5], {}) == [0, 3, 4, 5]
    text = walk(f"<div><p>{PROSE}</p><h3>Le saviez-vous ?</h3><p>{MORE}</p>{f'<p>{PROSE}</p>' * 3}</div>")
    assert leaving_out.without_fact_boxes(text, [0, 1, 2, 3, 4, 5], {}) == [0, 1, 2, 3, 4, 5]


def test_a_stations_rights_below_the_text() -> None:
    """«Copyright 2023 … All rights reserved. …»; a sentence about copyright is text."""
    rights = "Copyright 2023 Lake Media Inc. All rights reserved. This material may not be published or redistributed."
    for line, rule in ((rights, "furniture"), ("Copyright has lasted seventy years since 1993, says the clerk.", "")):
        rules: leaving_out.Rules = {}
        tree = walk(f"<div><p>{PROSE}</p><p>{MORE}</p><p><em>{line}</em></p></div>")
        leaving_out.without_tail(tree, [0, 1, 2], rules)
        assert rules.get(2, "") == rule


@pytest.mark.parametrize(
    "line",
    [
        "Notre service WhatsApp. Vous êtes témoins d’un événement ? Envoyez-nous vos photos au 05 00 00 00 !",
        "Vous souhaitez lire le journal de demain ? Retrouvez toute l’information locale dès 5 heures.",
        "La suite après cette publicité",
        "Cette page contient des liens d'affiliation vers certains produits que le journal a sélectionnés pour vous.",
        "&gt;&gt; Revoir le sujet du 12h45 :",
        "⋙ <a href='/a'>Ces dix glaciers que nos petits-enfants ne verront sans doute pas</a>",
        "Voiced by artificial intelligence.",
    ],
)
def test_what_stands_between_the_paragraphs(line: str) -> None:
    """Appeals, notices and pointers that regional papers, magazines and broadcasters set among the paragraphs."""
    assert _text(f"<p><strong>{line}</strong></p>") == _text()


def test_a_crosshead_below_the_label_of_an_advertisement() -> None:
    """«La suite après la publicité» is no box, and what stands below it is text."""
    inside = f"<div><span>La suite après la publicité</span></div><h2>Une affaire d’égalité</h2><p>{MORE}</p>"
    assert "Une affaire d’égalité" in _text(inside)


def test_a_release_ends_with_where_it_was_made() -> None:
    """«Fait à Lyon, le 6 juin 2023» is a line of a release; a date alone is none of a text."""
    assert _text("<p>Fait à Lyon, le 6 juin 2023</p>").endswith("Fait à Lyon, le 6 juin 2023")


def test_the_head_of_a_row_like_a_label() -> None:
    """«Lecture séquentielle» in a table of a test; «Lecture 3 min» elsewhere is a reading time."""
    rows = "".join(f"<tr><td>{name}</td><td>{n} Mo/s</td><td>{n + 9} Mo/s</td></tr>" for n, name in enumerate(
        ("Lecture séquentielle", "Écriture séquentielle", "Accès au hasard")
    ))  # fmt: skip
    table = f"<table><tr><th></th><th>Le petit</th><th>Le grand</th></tr>{rows}</table><p>{MORE}</p>"
    assert "Lecture séquentielle" in _text(table)


def test_a_consent_banner_weighs_nothing_beside_another_article() -> None:
    """The headline's own <article> holds only a long text about cookies, the next one the text."""
    banner = f"Nous et nos partenaires traitons vos données personnelles. {MORE} {MORE} {PROSE}"
    own = f"<article><h1>Le pont</h1><p>Un documentaire</p><p>{banner}</p></article>"
    tree = walk(f"<div>{own}<article><p>{PROSE}</p><p>{MORE}</p></article></div>")
    wanted = list(range(1, len(tree.segments)))
    assert leaving_out.of_this_article(tree, wanted, 0, {}) == wanted


def test_a_match_is_commented_in_frames_for_comments() -> None:
    """«live-match-comment» is the text of a page that tells a match; «comment-body» is a reader's."""
    entries = "<div class='{0}'><div class='{0}-body'>" + f"{PROSE} {MORE}" + "</div></div>"
    for names, lost in (("live-match-comment", False), ("reader-comment", True)):
        tree = walk(f"<div>{f'<p>{PROSE} {MORE}</p>' * 12}{entries.format(names) * 3}</div>")
        kept = list(range(len(tree.segments)))
        assert (leaving_out.without_comments(tree, kept, {}) != kept) == lost

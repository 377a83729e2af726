from __future__ import annotations

import pytest

import ingest
from ingest.model import Contributor

PARAGRAPHS = tuple(
    f"<p>{text}</p>"
    for text in (
        "La passerelle du moulin rouvre samedi, après deux hivers de travaux et une crue mémorable.",
        "Les planches viennent de la forêt voisine, sciées au village par les deux derniers menuisiers de la vallée.",
        "Il reste à poser l’éclairage, que la commune a payé en vendant la vieille grue du quai à un collectionneur.",
        "Le maire promet un bal, la fanfare répète déjà sous la halle et les riverains ont repeint leurs volets.",
    )
)
TEXT = "".join(PARAGRAPHS)
TITLE = "La passerelle du moulin rouvre samedi"


def page(under: str = "", behind: str = "", head: str = "", above: str = "") -> ingest.Article:
    """An article with something above and under its headline, and behind its text."""
    return ingest.parse(
        f"<html lang='fr'><head><title>{TITLE} - Le Courrier</title>{head}</head><body>{above}"
        f"<article><h1>{TITLE}</h1>{under}{TEXT}{behind}</article></body></html>",
        "https://courrier.example/passerelle",
    )


@pytest.mark.parametrize(
    ("under", "authors"),
    [
        ("<p>Par Anne Un</p>", ["Anne Un"]),
        ("<div class='infos'>Actualité locale | Par Anne Un | 3 mars 2024</div>", ["Anne Un"]),
        (
            "<div><span itemprop='author'>Anne Un</span>, <span itemprop='author'>Luc Deux</span></div>",
            ["Anne Un", "Luc Deux"],
        ),
        ("<div class='x'><a rel='author' href='/a'>Anne Un</a> Journaliste</div>", ["Anne Un"]),
        ("<p>Anne Un, correspondante à Fatick - 09/04/2024 à 08h15</p>", ["Anne Un"]),
        ("<p>Anne Un, Luc Deux Journalistes Le Courrier avec AFP</p>", ["Anne Un", "Luc Deux", "AFP"]),
        ("<dl><dt>Auteur</dt><dd>Anne Un</dd></dl>", ["Anne Un"]),
        ("<p>Par Anne Un, géographe (Université du Lac), et Luc Deux, architecte</p>", ["Anne Un", "Luc Deux"]),
        ("<p>11-04-24 à 22h03 (avec Belga)</p>", ["Belga"]),
        ("<div>Anne Un</div><div>4 décembre 2022</div>", ["Anne Un"]),
        ("<div>Anne Un, Luc Deux et Zoé Trois</div><div>4 décembre 2022</div>", ["Anne Un", "Luc Deux", "Zoé Trois"]),
        ("<div class='author'><div><div><div><p>Anne Un</p></div></div></div></div>", ["Anne Un"]),
        ("<div class='submitted'>Soumis par anneun le 4 décembre 2022</div>", ["anneun"]),
        ("<p>4 décembre 2022 - Redaktion: Anne Un</p>", ["Anne Un"]),
        ("<dl><dt>Par</dt><dd>Anne Un</dd><dd>Luc Deux</dd></dl>", ["Anne Un", "Luc Deux"]),
        (
            "<ul class='author'><li><p class='n'>Anne Un</p></li><li><p class='n'>Luc Deux</p></li></ul>",
            ["Anne Un", "Luc Deux"],
        ),
        ("<p><span>Anne Un</span><span>zondag 30 juni 2024 om 19:32</span></p>", ["Anne Un"]),
        ("<p>Автор: Анна Один от 14 сентября 2009, 16:35</p>", ["Анна Один"]),
        ("<p>oprac. Anna Jeden</p>", ["Anna Jeden"]),
        ("<p class='x'><a href='/journaliste/anne-un'>Anne Un</a></p>", ["Anne Un"]),
    ],
)
def test_lines_under_the_headline(under: str, authors: list[str]) -> None:
    """Whatever the markup, who signs under the headline is an author, whole lines before the links in them."""
    assert page(under).authors == authors


def test_who_wrote_what_is_to_be_read_as_well_is_no_author() -> None:
    """A link to another story stands near the headline with its own signature."""
    link = "<span>Lire aussi</span> <a href='/b'>Les digues ont vécu</a>"
    card = f"<div>{link}<span class='author'>Par Zoé Trois</span></div>"
    article = ingest.parse(
        f"<html lang='fr'><title>{TITLE}</title><h1>{TITLE}</h1>{PARAGRAPHS[0]}{card}{''.join(PARAGRAPHS[1:])}",
        "https://courrier.example/passerelle",
    )
    assert article.authors == []
    assert "Zoé" not in article.text


def test_an_agency_below_the_name_of_who_works_for_it() -> None:
    """«La Presse canadienne à Québec», as some papers print whose copy it is."""
    article = page(
        "<div class='auteur'><p class='nom'>Anne Un</p><p class='titre'>La Presse canadienne à Québec</p></div>"
    )
    assert (article.authors, article.agency) == (["Anne Un"], "La Presse Canadienne")


@pytest.mark.parametrize(
    ("behind", "authors"),
    [
        ("<p>Par Anne Un</p>", ["Anne Un"]),
        ("<p>Anne Un</p>", ["Anne Un"]),
        ("<p>Un podcast de Anne Un</p>", ["Anne Un"]),
        ("<div>Publié par <a rel='author' href='/a'>Anne Un</a> à 14:33</div>", ["Anne Un"]),
        ("<p>Anne Un et Luc Deux</p>", ["Anne Un", "Luc Deux"]),
        ("<p>Le bal, lui, attendra le printemps, dit le maire. (Anne Un)</p>", ["Anne Un"]),
        ("<p>Anne Un</p><p>Crédit photo : Luc Deux</p>", ["Anne Un"]),
        ("<p>Anne Un pour Le Courrier</p><p>Tél. : 622 00 00 00</p>", ["Anne Un"]),
        ("<div class='author-box'><img src='/a.jpg' alt=''><h3>Anne Un</h3></div>", ["Anne Un"]),
        ("<p><strong>Anne Un, à Fatick</strong></p>", ["Anne Un"]),
        (
            "<p><b>Les signataires : Anne Un</b>, urbaniste ; <b>Luc Deux</b>, médecin généraliste.</p>"
            "<p>Correction, jeudi 3 mai : une première version de ce texte situait le bal sous la mauvaise halle.</p>",
            ["Anne Un", "Luc Deux"],
        ),
        (
            "<div><p><b>Source :</b> <span class='auteur'>Anne Un et Luc Deux pour <i>Courrier</i></span></p></div>",
            ["Anne Un", "Luc Deux"],
        ),
    ],
)
def test_signature_behind_the_text(behind: str, authors: list[str]) -> None:
    """The last line of an article may be its signature."""
    assert page(behind=behind).authors == authors


@pytest.mark.parametrize(
    "under",
    [
        "<figure><img src='/p.jpg'><figcaption>Anne Un, journaliste au Courrier, en 2019.</figcaption></figure>",
        "<div class='comments'><span rel='author'>Anne Un</span></div>",
        "<nav><a rel='author' href='/a'>Anne Un</a></nav>",
        "<div>Le Havre</div>",
        "<p>Interview : Anne Un, directrice</p>",
        "<p>Texte des Volontaires.</p>",
    ],
)
def test_others_are_no_authors(under: str) -> None:
    """Those who are in a picture, comment, stand in a menu or are interviewed have not written the article."""
    assert page(under).authors == []


def test_several_in_turn_sign_together() -> None:
    """«Sujet TV» and «Adaptation web» below each other in one frame are one signature."""
    more = TEXT.replace("La passerelle", "Cette passerelle").replace("<p>Le", "<p>Ce").replace("<p>Il", "<p>Enfin, il")
    turn = "<div><p class='a'>Sujet TV: Anne Un</p><p class='a'>Adaptation web: Luc Deux avec ats</p></div>"
    article = page(behind=more + turn)
    assert (article.authors, article.agency) == (["Anne Un", "Luc Deux", "ats"], "ATS")


def test_signature_far_away_is_somebody_elses() -> None:
    """A byline in a list of other stories below the article signs those."""
    others = "".join(f"<li><a href='/{n}'>Autre histoire du port numéro {n}</a></li>" for n in range(12))
    assert page(behind=f"<ul>{others}</ul><p>Par Luc Deux</p>").authors == []


def test_the_only_marked_author_signs_wherever_that_is() -> None:
    """One person marked with ``rel`` or microdata on a whole page is the author, even far below; of two, neither."""
    far = "<ul>" + "".join(f"<li><a href='/{n}'>Autre histoire {n} du port</a></li>" for n in range(20)) + "</ul>"
    anne = "<p>Écrire à <a rel='author' href='/a'>Anne Un</a></p>"
    assert page(behind=far + anne).authors == ["Anne Un"]
    assert page(behind=far + anne + "<p><a rel='author' href='/l'>Luc Deux</a></p>").authors == []
    micro = "<span itemprop='author'><div>De la vallée, <span itemprop='name'>Anne Un</span></div></span>"
    assert page(behind=far + micro).authors == ["Anne Un"]


def test_frames_around_the_article_are_not_elsewhere() -> None:
    """A page whose every part stands in a frame named for comments still has an author; so has one in a frame «author»
    that holds the whole article, of which not every name alone on a line is one."""
    inside = f"<h1>{TITLE}</h1><p class='author'>Anne Un</p>{TEXT}"
    html = f"<html lang='fr'><body><div class='with-comments'>{inside}</div></body></html>"
    assert ingest.parse(html, "https://courrier.example/passerelle").authors == ["Anne Un"]
    named = f"<h1>{TITLE}</h1>{TEXT}<ul><li>Zoé Trois</li></ul>"
    html = f"<html lang='fr'><body><div class='author'>{named}</div></body></html>"
    assert ingest.parse(html, "https://courrier.example/passerelle").authors == []


@pytest.mark.parametrize(
    "dateline", ["Berne (awp/ats) –", "KINSHASA, 3 mai 2024 (ACP).-", "Alger, le 3 mai (APS) -", "Dakar (APS) :"]
)
def test_agency_of_a_dateline(dateline: str) -> None:
    """An agency in the brackets of the dateline wrote the article; one in the brackets of a sentence did not."""
    text = TEXT.replace("<p>La passerelle", f"<p>{dateline} La passerelle")
    html = f"<html lang='fr'><body><article><h1>{TITLE}</h1>{text}</article></body></html>"
    assert ingest.parse(html).agency in ("AWP", "ACP", "APS")
    assert ingest.parse(html.replace(dateline, "L’agence (APS) – celle de Dakar –")).agency is None


def test_roles_in_one_line() -> None:
    """Text and pictures, or text and translation, are told apart in one line."""
    article = page("<p>Texte: Anne Un / Photos: Luc Deux</p>")
    assert (article.authors, article.contributors) == (["Anne Un"], [Contributor("Luc Deux", "photographer")])
    article = page("<p>Par Anne Un, traduit de l’anglais par Luc Deux</p>")
    assert (article.authors, article.contributors) == (["Anne Un"], [Contributor("Luc Deux", "translator")])


@pytest.mark.parametrize(
    "name", ["author", "dc:creator", "og:author", "mrf:authors", "shareaholic:article_author_name"]
)
def test_meta_tags(name: str) -> None:
    """The names that publishers' systems give to the author's meta tag are known."""
    assert page(head=f"<meta name='{name}' content='Anne Un'>").authors == ["Anne Un"]


def test_labelled_twitter_data() -> None:
    """WordPress names the author in ``twitter:data1``, the reading time in ``twitter:data2``: the labels tell which."""
    head = (
        "<meta name='twitter:label1' content='Écrit par'><meta name='twitter:data1' content='Anne Un'>"
        "<meta name='twitter:label2' content='Durée'><meta name='twitter:data2' content='Luc Deux'>"
    )
    assert page(head=head).authors == ["Anne Un"]


def test_site_in_the_markup_gives_way_to_a_real_signature() -> None:
    """A site that names itself as author in its markup has not written what a person or an agency signs."""
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "' + TITLE + '", "author": '
        '{"@type": "Organization", "name": "Le Courrier"}, "publisher": {"name": "Le Courrier"}}</script>'
    )
    assert page("<p>Par Anne Un</p>", head=head).authors == ["Anne Un"]
    wire = page(behind="<p>Les barques, elles, ne reviendront qu’au printemps, dit le pêcheur. (ats)</p>", head=head)
    assert (wire.authors, wire.agency) == ([], "ATS")
    assert page(head=head).authors == ["Le Courrier"]


@pytest.mark.parametrize("line", ["Par La rédaction", "Le Courrier Brand Team"])
def test_who_is_nobody_signs_for_nobody_in_the_markup_either(line: str) -> None:
    """Where the page is signed by «La rédaction» or for advertisers, the paper in the markup is no author."""
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "' + TITLE + '", "author": '
        '{"@type": "Organization", "name": "Le Courrier"}, "publisher": {"name": "Le Courrier"}}</script>'
    )
    assert page(f"<p class='author'>{line}</p>", head=head).authors == []


def test_editor_in_the_markup_gives_way_to_the_writer() -> None:
    """Where the page says that the person of the markup edited, the one who signs has written."""
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "' + TITLE + '", "author": '
        '{"@type": "Person", "name": "Luc Deux"}}</script>'
    )
    article = page("<div class='author'>Anne Un</div><div class='author'>Edited by Luc Deux</div>", head=head)
    assert article.authors == ["Anne Un"]


def test_where_it_came_from() -> None:
    """The line that was believed is the evidence."""
    found = page("<p>Par Anne Un</p>").provenance["authors"]
    assert (found.method, found.evidence) == ("visible", "Par Anne Un")


def test_who_is_quoted_has_not_written() -> None:
    """The name below a pull quote is marked like an author's."""
    quote = "<div class='pullquote'><p>«On y sera.»</p><cite class='author'>Luc Deux</cite></div>"
    assert page(under=quote, behind="<p>Par Anne Un, à Fatick</p>").authors == ["Anne Un"]


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("(Con información de EFE)", "EFE"),
        ("Źródło: PAP, Le Courrier", "PAP"),
        ("(Le Courrier, AFP)", "AFP"),
        ("(Avec APS)", "APS"),
        ("SDA", "SDA"),
        ("(صدى الساحل، أ ف ب)", "AFP"),
        ("Source : ministère de la Santé", None),
        ("L’AFP a publié une photo de la passerelle.", None),
    ],
)
def test_agency_of_the_closing_line(line: str, agency: str | None) -> None:
    """A line below the text that names nothing else says who helped."""
    article = page(under="<p>Par Anne Un</p>", behind=f"<p>{line}</p>")
    assert (article.agency, article.authors) == (agency, ["Anne Un"])


def test_parts_that_the_line_tells_of_those_it_marks() -> None:
    """«par Anne Un et Luc Deux (photographies)», with a link around each: the second is no author."""
    mark = "<span class='vcard author'><a href='/{0}'>{0}</a></span>"
    line = f"<p>3 mars 2024 / par {mark.format('Anne Un')} et {mark.format('Luc Deux')} (photographies)</p>"
    article = page(line)
    assert article.authors == ["Anne Un"]
    assert article.contributors == [Contributor("Luc Deux", "photographer")]


def test_the_paper_before_a_name() -> None:
    """«Le Courrier Anne UN. Publié le …»: the paper in the markup did not write; a menu's line names nobody."""
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"@type": "Organization", "name":'
    head += ' "Le Courrier"}}</script><meta property="og:site_name" content="Le Courrier">'
    line = "<div><span>Le Courrier <b>Anne UN</b>.</span> <time>Publié le 03/10/2023 à 18h42</time></div>"
    assert page(line, head=head).authors == ["Anne UN"]
    assert page("<p>Le Courrier Boutique Voyages</p>", head=head).authors == ["Le Courrier"]


def test_the_paper_behind_a_name_in_the_markup() -> None:
    """«ANNE UN Le Courrier» is Anne Un; letters are those of the visible line."""
    head = '<meta name="author" content="ANNE UN et LUC DEUX Le Courrier"><meta property="og:site_name" content='
    assert page("<p>Par Anne Un et Luc Deux</p>", head=head + '"Le Courrier">').authors == ["Anne Un", "Luc Deux"]


def test_signatories_are_named_and_a_collective_is_not() -> None:
    """«Un collectif d'urbanistes et de médecins» is nobody by name; the line at the end may be as long as it takes."""
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"@type": "Person", "name":'
    head += ' "par Un collectif d’urbanistes et de médecins"}}</script>'
    behind = (
        "<p>Les signataires : Anne Un, urbaniste ; Luc Deux, médecin au centre hospitalier de la vallée ; Zoé Trois,"
        " professeure de géographie à l'université du Lac ; Max Quatre, hydrologue et conseiller municipal.</p>"
    )
    article = page(behind=behind, head=head)
    assert article.authors == ["Anne Un", "Luc Deux", "Zoé Trois", "Max Quatre"]
    assert "signataires" not in article.text


def test_lines_in_turn_right_below_a_short_text() -> None:
    """«Sujet TV : …» and «Adaptation web : …» below a text of four paragraphs, which is near its headline, too."""
    lines = "<p class='r'><em>Sujet TV: Anne Un</em></p><p class='r'><em>Adaptation web: Luc Deux</em></p>"
    assert page(behind=lines).authors == ["Anne Un", "Luc Deux"]


def test_the_team_of_a_broadcast() -> None:
    """Who produces it, in the list under «L'équipe», signs; who records it does not."""
    team = "<section><h2>L'équipe</h2><ul><li><a href='/p/1'>Anne Un</a> <span>Production</span></li>"
    assert page(behind=team + "<li>Luc Deux <span>Réalisation</span></li></ul></section>").authors == ["Anne Un"]


def test_the_letters_of_a_newsroom_behind_names() -> None:
    """«Anne Un - Luc Deux/CVN», as the last line of the text."""
    assert page(behind="<p>Anne Un - Luc Deux/CVN</p>").authors == ["Anne Un", "Luc Deux"]


def test_buttons_and_accounts_are_nobody() -> None:
    """Words to press in a frame that is named for the author, and «webmaster LVC» in the markup."""
    buttons = "<div class='auteur_date'><div class='outils'><a>Imprimer</a> <a>Envoyer à un ami</a></div></div>"
    assert page(buttons + "<p>Par Anne Un</p>").authors == ["Anne Un"]
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"@type": "Person", "name":'
    assert page(head=head + ' "webmaster LVC"}}</script>').authors == []


def test_who_signed_and_when_on_one_long_line() -> None:
    """Two dates behind the names make a line too long to be looked at whole."""
    line = (
        "<div>Anne Un-Le Deux (avec AFP) publié le 12 janvier 2025 à 14h52 mis à jour le 12 janvier 2025 à 16h20</div>"
    )
    assert page(line).authors == ["Anne Un-Le Deux", "AFP"]


def test_the_team_in_roles_before_names() -> None:
    """«Reportage et présentation : Anne Un» signs a broadcast, «Prise de son : Luc Deux» does not."""
    team = "<div><h4>L'équipe</h4><ul><li><b>Reportage et présentation :</b> Anne Un</li>"
    assert page(behind=team + "<li><b>Prise de son et mixage :</b> Luc Deux</li></ul></div>").authors == ["Anne Un"]


@pytest.mark.parametrize("line", ["Pour le comité, Anne Un, présidente", "Anne Un, capitaine de l’équipe"])
def test_whoever_signs_a_letter_says_what_they_are(line: str) -> None:
    """As the last line of the text, where only an account stands in the markup; the line is no text."""
    account = "<div itemprop='author'>Écrit par <span itemprop='name'>Super User</span></div>"
    article = page(account, behind=f"<p>{line}</p>")
    assert article.authors == ["Anne Un"]
    assert line not in article.text


def test_names_in_bold_elements_that_say_so() -> None:
    """``<strong class="author">``: one after the other without a comma, of whom the markup names the first alone."""
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"@type": "Person", "name":'
    names = "<strong class='sig__author'>Anne Un</strong> <strong class='sig__author'>Luc Deux</strong>"
    assert page(f"<div class='sig'>{names}</div>", head=head + ' "Anne Un"}}</script>').authors == [
        "Anne Un",
        "Luc Deux",
    ]


def test_a_frame_of_the_byline_also_holds_what_is_pressed_and_counted() -> None:
    """«38 Postings» and «Teilen Senden» have signed nothing."""
    frame = "<div class='byline'><p>3. März 2024</p><a href='#forum'>38 Postings</a>{0}</div>"
    assert page(frame.format("<div class='share-buttons'><a>Teilen</a> <a>Senden</a></div>")).authors == []


def test_the_site_among_the_names_of_a_meta_tag() -> None:
    """It is no author, unless the line that readers see says so."""
    taker = '{"@type": "Person", "name": "Luc Deux", "jobTitle": "Fotoperiodista"}'
    people = f'[{taker}, {{"@type": "Person", "name": "Anne Un"}}]'
    ld = f'<script type="application/ld+json">{{"@type": "NewsArticle", "author": {people}}}</script>'
    assert page(head=ld).authors == ["Anne Un"]


def test_who_led_the_conversation_in_german() -> None:
    """«Das Gespräch führte Anne Un.», the last line of the text."""
    article = page(behind="<p><em>Das Gespräch führte Anne Un.</em></p>")
    assert article.contributors == [Contributor("Anne Un", "interviewer")]
    assert "Gespräch" not in article.text


def test_information_from_an_agency() -> None:
    """«… contributed to this report. Information from Kyodo added.»"""
    line = "<p><em>Staff writer Anne Un contributed to this report from Lyon. Information from Kyodo added.</em></p>"
    assert page(behind=line).agency == "Kyodo"

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
    people = '[{"@type": "Person", "name": "Anne Un"}, {"@type": "Person", "name": "Luc Deux"}]'
    head = "<meta name='author' content='Anne Un, Luc Deux, Le Courrier'>"
    head += "<meta property='og:site_name' content='Le Courrier'>"
    head += f'<script type="application/ld+json">{{"@type": "NewsArticle", "author": {people}}}</script>'
    assert page("<p>Par Anne Un et Luc Deux</p>", head=head).authors == ["Anne Un", "Luc Deux"]
    assert page("<p>Par Le Courrier avec Anne Un et Luc Deux</p>", head=head).authors == [
        "Anne Un",
        "Luc Deux",
        "Le Courrier",
    ]
    assert page("<p>Par Anne Un et Luc Deux, Le Courrier</p>", head=head).authors == ["Anne Un", "Luc Deux"]


def test_an_agency_that_helped_is_named_above_a_correction() -> None:
    """«Avec les informations de …» is not always the last line; it is none of the text."""
    line = "Avec les informations de La Presse Canadienne"
    correction = "Rectificatif : une version précédente de ce texte indiquait que la grue était rouge."
    article = page(under="<p>Par Anne Un</p>", behind=f"<p>{line}</p><p>{correction}</p>")
    assert (article.agency, article.authors) == ("La Presse Canadienne", ["Anne Un"])
    assert correction in article.text
    assert line not in article.text


def signed_in_markup(name: str) -> str:
    person = f'{{"@type": "Person", "name": "{name}"}}'
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "author": {person}}}</script>'


def test_a_line_of_names_with_the_markups_among_them() -> None:
    """JSON-LD had room for one of two, and the line's class says nothing."""
    markup = signed_in_markup("Anne Un")
    assert page("<p class='k1'>Anne Un et Luc Deux</p>", head=markup).authors == ["Anne Un", "Luc Deux"]
    assert page("<p class='k1'>Luc Deux et Jean Trois</p>", head=markup).authors == ["Anne Un"]


def test_an_account_in_the_markup_yields_to_who_is_named() -> None:
    """Wix names elements by «data-hook»; its JSON-LD has the account."""
    markup = signed_in_markup("moulinfan")
    under = "<ul><li data-hook='author'><a href='/p'><span>Anne Un</span></a></li></ul>"
    assert page(under, head=markup).authors == ["Anne Un"]
    assert page("", head=markup).authors == ["moulinfan"]


def test_a_name_in_brackets_on_the_last_line() -> None:
    """Where the markup names the paper only."""
    assert page(behind="<p>(Anne UN)</p>", head="<meta name='author' content='Le Courrier'>").authors == ["Anne UN"]


def test_a_step_of_a_table_of_contents_is_no_label() -> None:
    """«Auteurs», a link above «Résumé»."""
    contents = "<ul><li><a href='#a'>Auteurs</a></li></ul><h2>Résumé Bref</h2>"
    assert page(f"<div id='docAuthor'><span class='author'>Anne Un</span></div>{contents}").authors == ["Anne Un"]


def test_catalogues_write_the_last_name_first() -> None:
    """All of several names, or none."""
    named = "<meta name='author' content='Un, Anne and Deux, Luc'>"
    assert page(head=named).authors == ["Anne Un", "Luc Deux"]


@pytest.mark.parametrize(
    ("under", "behind"),
    [
        ("<p>Par la rédaction</p>", "<p><b>Anne Un,<br>secrétaire du comité</b></p>"),
        ("<p>Par Section 47</p>", "<p>Anne Un, présidente</p>"),
        ("<p>par Service communication</p>", "<p>Propos recueillis par Anne Un</p><p>Le bac part à 8 heures.</p>"),
        ("<p><i>door onze verslaggever Anne Un</i></p>", ""),
    ],
)
def test_a_person_signs_before_an_office(under: str, behind: str) -> None:
    """Whoever signs below the text is believed where the line above it names a desk, or something with a number."""
    article = page(under, behind)
    assert article.authors == ["Anne Un"]
    assert not any("Anne Un" in block.text for block in article.blocks)


def test_a_name_in_an_element_for_signatures_below_the_text() -> None:
    """A translated story: JSON-LD has the paper that it comes from."""
    head = '<script type=\'application/ld+json\'>{"@type": "NewsArticle", "author": {"name": "El Lago"}}</script>'
    assert page(behind="<div class='article-signature'>Xoana Un Deux</div>", head=head).authors == ["Xoana Un Deux"]


def test_the_sites_name_in_one_word_signs_nothing() -> None:
    """«JournalCourrier» in JSON-LD is the paper; the last line has the author, with a full stop."""
    ld = '{"@type": "NewsArticle", "author": {"@type": "Person", "name": "JournalCourrier"}}'
    head = f"<script type='application/ld+json'>{ld}</script>"
    assert page(behind="<p>Anne UN-DEUX.</p>", head=head).authors == ["Anne UN-DEUX"]
    assert page(behind="<p>.</p>", head=head).authors == ["JournalCourrier"]


def test_the_agency_of_a_source_beside_the_headline() -> None:
    """«Source: BELGA, Radio du Lac» says who helped, and names no author."""
    article = page("<span class='source'>Source: BELGA, Radio du Lac</span>")
    assert (article.agency, article.authors) == ("Belga", [])


_ARTICLE = '{"@type": "NewsArticle", "author": {"@type": "Person", "name": "%s"}}'
LD = f"<script type='application/ld+json'>{_ARTICLE}</script>"


def test_who_is_nowhere_on_the_page_does_not_sign_it() -> None:
    """JSON-LD has whoever entered the text; the page shows who has written it. One name in two spellings is one."""
    signed = "<p class='auteurs'><b>Anne Un</b> et <b>Luc Deux</b>, avocats associés à Lyon</p>"
    assert page(signed, head=LD % "Zoé Trois").authors == ["Anne Un", "Luc Deux"]
    assert page("<p>Par André Un</p>", head=LD % "André Paul UN").authors == ["André Paul UN"]
    assert page("<p>Par Anne Un</p>", behind="<p>Zoé Trois</p>", head=LD % "Zoé Trois").authors == ["Zoé Trois"]


@pytest.mark.parametrize(
    ("under", "behind", "authors", "agency"),
    [
        ("", "<p>(avec Belga)</p>", [], "Belga"),
        ("", "<p class='author'>(Le Courrier/AFP)</p>", [], "AFP"),
        ("", "<p>(AFP)</p>", ["AFP"], "AFP"),
        ("<p>Par Anne Un</p>", "<p>(Avec AFP)</p>", ["Anne Un"], "AFP"),
    ],
)
def test_an_agency_that_helped_signs_nothing(under: str, behind: str, authors: list[str], agency: str) -> None:
    """In brackets below the text; alone there it has written it."""
    article = page(under, behind)
    assert (article.authors, article.agency) == (authors, agency)


def test_the_byline_of_a_story_beside_the_headline() -> None:
    """A card between headline and text, in an <aside> or an <article> with a linked heading, is believed last."""
    card = "<aside><a href='/x'>Le bac reprend lundi</a><ul><li>Von Luc Deux</li></ul></aside>"
    assert page(f"<ul><li>Von <a href='/a'>Anne Un</a>, Bern</li></ul>{card}").authors == ["Anne Un"]
    other = "<article><h3><a href='/x'>Le bac reprend lundi</a></h3><span class='post-author'>Luc Deux</span></article>"
    assert page(other, "<p><em>Propos recueillis par Anne Un</em></p>").authors == ["Anne Un"]


def test_what_parts_names_is_no_part_of_them() -> None:
    """A button behind a linked name, «e» in an element of its own, a date before «par»."""
    behind = "<span>Seguir</span> <span>Madrid 14/01/2021</span>"
    button = f"<div class='autor'><a href='/autor/anne-un/'>Anne Un</a> {behind}</div>"
    assert page(button).authors == ["Anne Un"]
    listed = "<ul class='byline'><li><address>Rita Un</address> e</li><li><address>Lusa</address></li></ul>"
    assert page(listed).authors == ["Rita Un", "Lusa"]
    dated = (
        "<font>Mis en ligne le 12 mars 2008 à 18h05 - Mis à jour le 13 mars 2008 à 08h40<br>par Anne Un, avec AP</font>"
    )
    assert (page(dated).authors, page(dated).agency) == (["Anne Un", "AP"], "AP")


def test_an_office_as_an_organisation_is_nobody() -> None:
    """Its name is one, whatever joins its words; a company stays."""
    ld = LD.replace("Person", "GovernmentOrganization")
    assert page(head=ld % "Bureau de la représentation de l'État et de la communication").authors == []
    assert page(head=ld % "Port du Lac et Fils, Inc.").authors == ["Port du Lac et Fils"]


@pytest.mark.parametrize("account", ["Redac Courrier", "CQ Web", "Courrier Web"])
def test_an_account_of_the_newsroom_signs_nothing(account: str) -> None:
    """«Redac» and «Web» with the paper's word or initials; the last line has who has written."""
    head = f"<meta property='og:site_name' content='Courrier Quotidien'>{LD % account}"
    credit = "<p><em>Crédit photo : Zoé Trois</em></p>"
    assert page(behind=f"<p><b>Anne UN et Luc DEUX</b></p>{credit}", head=head).authors == ["Anne UN", "Luc DEUX"]
    assert page(f"<p>Par {account}</p>", head=head).authors == []


def test_whoever_speaks_in_the_headline_is_asked() -> None:
    """JSON-LD has him; the signature has who asks, behind the word «Interview»."""
    title = "Luc Deux : « On ne fait pas silence »"
    signed = "<div><span class='article__author'>Interview <a href='/auteur/anne-un'>Anne Un</a></span></div>"
    article = ingest.parse(
        f"<html lang='fr'><head>{LD % 'Luc Deux'}</head><article><h1>{title}</h1>{signed}{TEXT}</article></html>",
        "https://courrier.example/silence",
    )
    assert article.authors == ["Anne Un"]


def test_names_with_what_they_do_as_the_last_line() -> None:
    """«Anne Un, maraîchère, et Luc Deux, instituteur, pour le collectif»; «Anne Un, avec AFP»."""
    signed = "<p><em>Anne Un, maraîchère, et Luc Deux, instituteur, pour le collectif</em></p>"
    assert page(behind=signed).authors == ["Anne Un", "Luc Deux"]
    assert page(behind="<p><b>Anne Un, avec AFP</b></p>").authors[0] == "Anne Un"


def test_photographers_clergy_and_places_in_a_byline() -> None:
    """A class for both author and photographer, «don» before a name, a place behind a full stop."""
    taken = "<span class='byline-author'>Anne Un</span> <span class='byline-author byline-photographer'>Luc Deux</span>"
    assert page(f"<div>{taken}</div>").authors == ["Anne Un"]
    assert page("<dd>Scritto da: <span itemprop='name'>don Ermes Un</span></dd>").authors == ["Ermes Un"]
    assert page(head=LD % "Nieves Un. Teruel (España)").authors == ["Nieves Un"]


def test_whoever_took_the_pictures_is_no_author_whatever_the_markup_says() -> None:
    """JSON-LD lists both, the page says who did what."""
    ld = '{"@type": "NewsArticle", "author": [{"name": "Anne Un"}, {"name": "Luc Deux"}]}'
    head = f"<script type='application/ld+json'>{ld}</script>"
    signed = "<p class='authors'>Anne Un</p><p class='authors'>Fotografía: <a href='/autores/luc'>Luc Deux</a></p>"
    assert page(signed, head=head).authors == ["Anne Un"]
    assert page("<p>Par Anne Un et Luc Deux</p>", head=head).authors == ["Anne Un", "Luc Deux"]


def test_a_name_in_bold_above_what_its_bearer_does() -> None:
    """At the end of an opinion: the name in bold, a line below the trade, in an element named for signatures."""
    signed = "<p class='r-signature'><strong>Anne Un</strong><br>urbaniste, usagère de la ligne 6</p>"
    article = page(behind=signed)
    assert article.authors == ["Anne Un"]
    assert "urbaniste" not in article.text
    assert page(behind=signed.replace("ligne 6", "ligne 6, a gagné.")).authors == []


def test_agencies_of_datelines_in_english() -> None:
    """«OSLO, March 2 (Reuters) - …»: the month stands before the day."""
    for opening in ("OSLO, March 2 (Reuters) -", "OSLO, Sept. 12, 2023 (Reuters) —", "Oslo, 2 mars (Reuters) -"):
        assert page(under=f"<p>{opening} {PARAGRAPHS[1][3:]}").agency == "Reuters"


def test_whose_trade_are_pictures() -> None:
    """«Luc Deux, photojournaliste» in the byline, whom the markup has among the authors."""
    ld = '{"@type": "NewsArticle", "author": [{"name": "Anne Un"}, {"name": "Luc Deux"}]}'
    head = f"<script type='application/ld+json'>{ld}</script>"
    for trade in (" Fotojournalist", ", photojournaliste"):
        signed = f"<li class='byline'>Anne Un Journaliste</li><li class='byline'>Luc Deux{trade}</li>"
        assert page(f"<ul>{signed}</ul>", head=head).authors == ["Anne Un"], trade


def test_buttons_are_nobody() -> None:
    """«Tweet WhatsApp Imprimer» on one line beside the date."""
    assert page("<div>Publié le 16 février 2022</div><div>Tweet WhatsApp Imprimer</div>").authors == []


def test_letters_with_an_agency_below_the_text() -> None:
    """«A. U. (avec AFP)», also right behind a picture: neither text nor a legend."""
    article = page(behind="<figure><img src='/a.jpg'></figure><p class='sign'>A. U. (avec AFP)</p>")
    assert article.agency == "AFP"
    assert [image for image in article.images if image.credit] == []
    assert "AFP" not in article.text


def test_the_paper_before_the_agency_that_the_markup_has_alone() -> None:
    """«Le Courrier avec AFP» on the page, «AFP» in JSON-LD."""
    head = "<meta property='og:site_name' content='Le Courrier'>" + LD % "AFP"
    assert page("<div class='author'>Par : Le Courrier avec AFP</div>", head=head).authors == ["Le Courrier", "AFP"]
    assert page("<div class='author'>Par : AFP</div>", head=head).authors == ["AFP"]


@pytest.mark.parametrize(
    ("under", "authors"),
    [
        ("<p>By Anne Un, Executive Editor</p>", ["Anne Un"]),
        ("<p>By Anne Un Courrier.example Archive | Contact</p>", ["Anne Un"]),
        (
            "<div class='firma_comentarios'><span class='autor'><a rel='author' href='/a/u'>Anne Un</a> / "
            "<a rel='author' href='/a/d'>Luc Deux</a></span> Madrid 27 OCT 2012 - 12:14 CET</div>",
            ["Anne Un", "Luc Deux"],
        ),
        ("<p>Anne UN - Luc DEUX/ÇANAKKALE, (DHA)</p>", ["Anne UN", "Luc DEUX", "DHA"]),
        (
            "<p class='author'>Par Anne Un, Collectif Une poste pour tous</p>",
            ["Anne Un", "Collectif Une poste pour tous"],
        ),
        ("<p class='textauthor'>von Anne Un und Luc Deux, Studio Oldenburg</p>", ["Anne Un", "Luc Deux"]),
        ("<p>作者：记者王敬照</p>", ["王敬照"]),
    ],
)
def test_signatures_of_sites_abroad(under: str, authors: list[str]) -> None:
    """Roles, the site's letters, studios and places are no names; those in a frame «firma_comentarios» are."""
    assert page(under).authors == authors


def test_accounts_and_the_papers_own_letters_are_nobody() -> None:
    """«wpadmin», the domain as a person, and «D. Q.» of «Il Dato Quotidiano»."""
    for name in ("wpadmin", "courrier.example"):
        author = f'{{"@type":"Person","name":"{name}"}}'
        head = f'<script type="application/ld+json">{{"@type":"NewsArticle","author":{author}}}</script>'
        assert page(head=head).authors == []
    site = "<meta property='og:site_name' content='Il Dato Quotidiano'>"
    assert page("<p>di D. Q.</p>", head=site).authors == []


def test_who_took_a_picture_and_signs_as_well_stays_an_author() -> None:
    """The credit of a legend is no signature, and takes nobody's away."""
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","author":[{"@type":"Person","name":"Anne Un"},'
        '{"@type":"Person","name":"Luc Deux"}]}</script>'
    )
    under = (
        "<figure><img src='/p.jpg'><figcaption><p>Le moulin.</p>"
        "<p class='credit'>Photo : Le Courrier / Anne Un</p></figcaption></figure>"
        "<ul><li><a href='/profil/au'>Anne Un</a></li><li><a href='/profil/ld'>Luc Deux</a></li></ul>"
    )
    assert page(under, head=head).authors == ["Anne Un", "Luc Deux"]


def test_an_agency_behind_the_date_on_its_line() -> None:
    """«Updated on: March 9, 2023 / 7:34 AM / AFP»"""
    stamp = "<time datetime='2023-03-09T07:34:18-0500'>Updated on: March 9, 2023 / 7:34 AM</time>"
    line = f"<p class='stamp'>{stamp} / AFP</p>"
    article = page(line)
    assert article.authors == ["AFP"]
    assert article.agency == "AFP"


def test_the_photographers_label_on_the_line_above_the_name() -> None:
    """Two cards of authors, of which the second says «Fotografía:» first."""
    card = "<li class='author-item'>{}<div class='author-name'>{}</div></li>"
    cards = f"<ul class='author'>{card.format('', 'Anne Un')}{card.format('<div>Fotografía:</div>', 'Luc Deux')}</ul>"
    assert page(cards).authors == ["Anne Un"]


def test_names_above_what_their_bearers_do() -> None:
    """Two cards whose classes say nothing, above a text whose picture is an agency's."""
    card = "<li class='sc-2'><div><p class='sc-4'>{}</p><p class='sc-5'>{}</p></div></li>"
    cards = card.format("Anne Un", "verslaggever Noord-Nederland") + card.format("Luc van den Deux", "correspondent")
    article = page(f"<div class='sc-8'><span>ANP</span></div><ul class='sc-1'>{cards}</ul>")
    assert article.authors == ["Anne Un", "Luc van den Deux"]


def test_an_agency_between_slashes_below_the_text() -> None:
    """«/ritzau/» on the last line."""
    article = page(behind="<p>/ritzau/</p>")
    assert article.agency == "Ritzau"
    assert article.blocks[-1].text != "/ritzau/"


@pytest.mark.parametrize("place", ["LAKE CORBIN, Minn.", "MITCHELL, S.D.", "NEW YORK"])
def test_a_dateline_with_its_state(place: str) -> None:
    """«LAKE CORBIN, Minn. (AP) — …», also below the points above a text."""
    line = f"<p>{place} (AP) — The first charges went off just after sunrise, and for a moment nobody spoke at all.</p>"
    assert page(behind="", under=line).agency == "AP"
    points = "<h2>Summary</h2><ul><li>Villagers have blocked the only road</li><li>Miner sends 2,100 home</li></ul>"
    assert page(under=points + line).agency == "AP"


def test_a_signature_above_the_notes() -> None:
    """Name, trade and address on two lines of the last paragraph, and footnotes below it."""
    signed = "<p><strong>Anne Un</strong><br>Juriste, Lyon<br><a href='mailto:a@c.example'>a@c.example</a></p>"
    notes = "<div class='notes'><p>[1] Il s’agit de la loi adoptée en juin 2009 par le parlement.</p></div>"
    assert page(behind=signed + notes).authors == ["Anne Un"]


def test_a_signature_in_bold_with_a_long_trade() -> None:
    """«<b>Anne Un</b>, économiste, maîtresse de conférences à …» signs below the text, and is none of it."""
    trade = ", économiste des transports, maîtresse de conférences à l’Université du Lac"
    article = page(behind=f"<p style='text-align:right'><strong>Anne Un</strong>{trade}</p>")
    assert article.authors == ["Anne Un"]
    assert "économiste" not in article.text


def test_a_last_line_that_is_named_for_the_authors() -> None:
    """«<p class="document_authors">Anne Un, Luc Deux; Zoé Trois, Lyon», where the markup has the paper alone."""
    marked = "<p class='document_authors'>Anne Un, Luc Deux; Zoé Trois, Lyon</p>"
    publisher = signed_in_markup("Le Courrier").replace("Person", "Organization")
    article = page(behind=marked, head=f"<meta property='og:site_name' content='Le Courrier'>{publisher}")
    assert article.authors == ["Anne Un", "Luc Deux", "Zoé Trois"]
    assert "Zoé Trois" not in article.text


def test_who_photographs_by_the_markups_job_title() -> None:
    """JSON-LD names two, and what each of them does."""
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


@pytest.mark.parametrize(("line", "agency"), [("RVD/nh/dpa", "dpa"), ("ACP/Bandundu", "ACP")])
def test_an_agency_beside_letters_and_towns(line: str, agency: str) -> None:
    """The last paragraph of a wire: the paper, a sign of its staff or a town, and the agency."""
    article = page(behind=f"<p><em>{line}</em></p>")
    assert article.agency == agency
    assert line not in article.text


def test_the_source_behind_the_date() -> None:
    """«05-06-23, 12:12 Laatste update: 16:40 Bron: BELGA», beside the headline."""
    clocks = "<span>05-06-23, 12:12</span> <span>Laatste update: 16:40</span>"
    assert page(f"<div class='meta'>{clocks} <span>Bron: BELGA</span></div>").agency == "Belga"


def test_several_who_sign_with_what_they_are() -> None:
    """Names and trades between semicolons, above an appeal for money that says «AIDEZ …»."""
    signed = "<b>Anne Un</b>, infirmière à Lyon ; <b>Luc Deux</b>, cheminot ; <b>Zoé Trois</b>, agente de collecte."
    appeal = "<p><strong>AIDEZ LE LAC</strong><br>Vous pouvez faire un don : <a href='/d'>faire un don</a>.</p>"
    article = page(behind=f"<p style='text-align:right'>{signed}</p><hr>{appeal}")
    assert article.authors == ["Anne Un", "Luc Deux", "Zoé Trois"]
    assert "cheminot" not in article.text
    assert "AIDEZ" not in article.text


def test_who_made_the_picture_in_its_legend() -> None:
    """«Luc Deux / EFE» in a figcaption, in a span named for an author; the paper and the agency sign."""
    legend = "<figcaption>La halle. <span class='author'>Luc Deux / EFE</span></figcaption>"
    article = page(f"<p class='author'>Le Lac / EFE</p><figure><img src='/p.jpg'>{legend}</figure>")
    assert "Luc Deux" not in article.authors

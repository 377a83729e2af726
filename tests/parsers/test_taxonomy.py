from __future__ import annotations

import pytest
from made_pages import TEXT, TITLE, bare, news, page

import ingest

TAG_LINKS = "<ul class='tags'><li><a href='/t/halle'>#halle</a></li><li><a href='/t/bois'>charpente</a></li></ul>"


@pytest.mark.parametrize(
    ("head", "tags"),
    [
        ("<meta property='article:tag' content='Halle'>", ["Halle"]),
        ("<meta name='news_keywords' content='Halle; Bois'>", ["Halle", "Bois"]),
        ("<meta name='news_keywords' content='halle, Halle, 100312362, le-courrier.example.fr'>", ["halle"]),
        ("<meta name='keywords' content='marché, incendie, commune'>", ["marché", "incendie", "commune"]),
        ("<meta name='keywords' content='info, actualité, météo, sport, La vallée, région, direct'>", []),
        ("<meta name='keywords' content='halle, grains, rouvre, samedi'>", []),
    ],
)  # fmt: skip
def test_tags_of_the_metadata(head: str, tags: list[str]) -> None:
    """Topics stay; numbers, domains, a site's own list of search words and the headline cut into words do not."""
    article = page(head=head)
    assert article.tags == tags
    assert not tags or article.provenance["tags"].method == "meta"


@pytest.mark.parametrize(
    ("keywords", "tags"),
    [
        (["Halle", "Bois"], ["Halle", "Bois"]),
        ("Halle,Bois", ["Halle", "Bois"]),
        (["Day: Friday", "Subject: Halle", "Page Type: Article", "WC: 1000"], ["Halle"]),
        (["Tag:Halle", "Tag:Bois", "Lite:true"], ["Halle", "Bois"]),
        (["sections/village", "topic/halle"], ["village", "halle"]),
        (["Le match: une histoire", "Halle"], ["Le match: une histoire", "Halle"]),
        (["Anne Un", "Le Courrier", "Halle"], ["Halle"]),
        (["+Halle", "#bois"], ["Halle", "bois"]),
        (["TAGS", "Commerce", "& Halle", "NewsArticle", "See all topics"], ["Commerce", "Halle"]),
    ],
)
def test_tags_of_json_ld(keywords: object, tags: list[str]) -> None:
    """What publishing systems put between the topics is taken out: labels, authors, the site itself."""
    linked = news(
        keywords=keywords,
        author={"@type": "Person", "name": "Anne Un"},
        publisher={"@type": "Organization", "name": "Le Courrier"},
    )
    assert page(ld=linked).tags == tags


def test_tags_as_readers_see_them() -> None:
    """Links behind the text, in a frame named for tags or marked as such; not those of another story far below."""
    assert page(TEXT + TAG_LINKS).tags == ["halle", "charpente"]
    assert page(TEXT + "<a rel='tag' href='/t/halle'>Halle</a>").tags == ["Halle"]
    assert page(TEXT + "<p><a href='/tag/halle'>Halle</a> <a href='/tag/bois'>Bois</a></p>").tags == ["Halle", "Bois"]
    assert page(TEXT + "<aside class='widget'><p><a href='/tag/lune'>Lune</a></p></aside>").tags == []
    far = "".join(f"<p>Ligne {n} du pied de page</p>" for n in range(60))
    assert page(TEXT, after=f"{far}<a rel='tag' href='/t/autre'>Autre</a>").tags == []


def test_the_fuller_list_of_tags_is_the_one_that_readers_see() -> None:
    """Metadata often has room for a few; a cloud of all the site's topics is no list of this article's."""
    few = "<meta property='article:tag' content='Halle'>"
    shown = "<ul class='tags'><li><a href='/h'>Halle</a></li><li><a href='/b'>Bois</a></li></ul>"
    assert page(TEXT + shown, head=few).tags == ["Halle", "Bois"]
    assert page(TEXT + shown.replace("class='tags'", "class='tagcloud'"), head=few).tags == ["Halle"]
    assert page(TEXT + shown.replace("Halle", "Pont"), head=few).tags == ["Halle"]


def test_links_to_stories_in_a_frame_for_topics_are_no_tags() -> None:
    """«Sur le même thème», with the headlines of other articles."""
    few = "<meta property='article:tag' content='Halle'>"
    more = (
        "<section class='theme'><h3><a href='/1'>Halle</a></h3><h4><a href='/2'>La nuit des halles</a></h4></section>"
    )
    assert page(TEXT + more, head=few).tags == ["Halle"]


def test_comma_in_brackets_parts_no_tags() -> None:
    """«Bailleul (59270, Nord)» is one; brackets that nothing closes are no reason to keep the rest together."""
    assert page(TEXT, head="<meta name='news_keywords' content='Bailleul (59270, Nord), Bois'>").tags == [
        "Bailleul (59270, Nord)", "Bois",
    ]  # fmt: skip
    assert page(TEXT, head="<meta name='news_keywords' content='Halle (rue, Bois, Pont'>").tags == [
        "Halle (rue",
        "Bois",
        "Pont",
    ]


@pytest.mark.parametrize(
    ("article", "section"),
    [
        (page(ld=news(articleSection="Patrimoine")), "Patrimoine"),
        (page(head="<meta property='article:section' content='Patrimoine'>"), "Patrimoine"),
        (page(path="/sport/rugby/halle", above="<ul><li><a href='/sport'>Sport</a></li></ul>"), "Sport"),
        (page(path="/societe/halle", above="<p><a href='/societe/'>Société</a></p>"), "Société"),
        (page(path="/vallee/halle", ld=news(articleSection="La vallée, Patrimoine")), "Patrimoine"),
        (page(above="<div class='categorie'>Patrimoine</div>"), "Patrimoine"),
        (page(above="<div class='breadcrumb'><a>Accueil</a> > <a>Patrimoine</a></div>"), "Patrimoine"),
        (page(above="<div>Accueil/Patrimoine</div>"), "Patrimoine"),
        (page(above="<p>Accueil > Actualités > Patrimoine • LE-COURRIER • mardi 3 mai 2024 à 22h05</p>"), "Patrimoine"),
        (
            page(path="/a/vie-locale/h", above="<div><a>Accueil</a> <a>Economie</a> <a>Vie locale</a></div>"),
            "Vie locale",
        ),
        (page(path="/sciences-tech/h", above="<p><a>Info</a> <a>Sciences-Tech.</a> <a>Lac</a></p>"), "Sciences-Tech."),
        (page(path="/energie-climat/h", above="<p><a>Usines</a> <a>Énergie &amp; Climat</a></p>"), "Énergie & Climat"),
        (page(path="/sante/halle", ld=news(articleSection="sante"), above="<p><a>Santé</a></p>"), "Santé"),
        (page(above="<p class='surtitre'><a>Reportage</a> — <a>Nature</a></p>"), "Nature"),
        (page(above="<p class='surtitre'><span>Reportage</span> <span>Nature</span></p>"), "Nature"),
        (page(above="<div class='rub'><a href='/Iles_r12.html'>Îles</a></div>"), "Îles"),
        (page(path="/vannes-56000/halle", ld=news(articleSection="Vannes")), "Vannes"),
        (page(path="/sport/halle", ld=news(articleSection="sport"), above="<p class='kicker'>Sport</p>"), "Sport"),
        (page(above="<div class='categorie'>Billet de blog 17 janvier 2024</div>"), None),
        (page(above="<div><a>Accueil</a> | <a>Contact</a> | <a>Plan du site</a></div>"), None),
        (page(above="<div class='share-label'>Partager</div>"), None),
        (page(head="<meta property='article:section' content='Accueil'>"), None),
        (page(), None),
    ],
)  # fmt: skip
def test_section(article: object, section: str | None) -> None:
    """By the address's folder in the words of the page, by metadata, by the label or the crumbs above the headline."""
    assert article.section == section  # type: ignore[attr-defined]


def test_blogs_folder_is_no_section() -> None:
    """A blog's address bears its author's name."""
    above = "<p>Par <a rel='author' href='/anne-un/'>Anne Un</a></p>"
    assert page(path="/anne-un/halle", above=above).section is None


@pytest.mark.parametrize(
    ("before", "section"),
    [
        ("<ol><li><a href='/'>Accueil</a></li><li><a>Régions</a></li><li><a>Vallée</a></li></ol>", "Vallée"),
        ("<ol><li><a href='/'>Strona główna</a></li><li><a>Regiony</a></li><li><a>Dolina</a></li></ol>", "Dolina"),
        ("<div class='a_crumb'><a href='/'>Accueil</a> <a href='/i'>En images</a></div>", "En images"),
        ("<div class='meta'><span class='label'>Chronik</span> <span class='label'>Kurz</span></div>", "Chronik"),
        ("<div class='topics'><a href='/news'>News</a> | <a href='/trade'>Trade</a></div>", "Trade"),
    ],
)  # fmt: skip
def test_section_above_the_headline(before: str, section: str) -> None:
    """Breadcrumbs that no class tells, a link alone in the headline's frame, the first of several labels; «News» only
    where there is nothing else."""
    assert page(above=before, path="/a/123").section == section


def test_a_link_alone_above_the_headline_is_its_section() -> None:
    """In the headline's own frame, whatever that is called; the site's name is none."""
    assert bare(f"<div><a href='/v'>Val-Dessous</a><h1>{TITLE}</h1></div>{TEXT}", TITLE).section == "Val-Dessous"
    assert bare(f"<div><a href='/'>Courrier</a><h1>{TITLE}</h1></div>{TEXT}", TITLE).section is None


def test_a_label_in_the_headlines_element_is_its_section() -> None:
    """«Val-Dessous» above the title in one h1, where the title leaves it out; «Abonnés» is no section."""
    headline = f"<h1><span class='overline'>Val-Dessous</span> <span>{TITLE}</span></h1>{TEXT}"
    head = f"<head><meta property='og:title' content='{TITLE}'></head>"
    url = "https://courrier.example/x"
    assert ingest.parse(f"<html>{head}<body>{headline}</body></html>", url).section == "Val-Dessous"
    locked = headline.replace("Val-Dessous", "Abonnés")
    assert ingest.parse(f"<html>{head}<body>{locked}</body></html>", url).section is None


def test_section_between_headline_and_site_in_the_page_title() -> None:
    """«The headline | Section | The site»."""
    article = bare(f"<h1>{TITLE}</h1>{TEXT}", f"{TITLE} | Vallée du Lac | Le Courrier")
    assert article.section == "Vallée du Lac"


def test_menus_are_no_breadcrumbs() -> None:
    """They begin with the home page too, but stand farther off."""
    menu = "<ul><li><a href='/'>Accueil</a></li><li><a>Sport</a></li><li><a>Contact</a></li></ul>"
    assert page(above=menu + "<p>Lu 300 fois</p><p>Cinq réactions</p><p>Imprimer</p>", path="/a/123").section is None


@pytest.mark.parametrize(
    "body",
    [
        "<div><a href='/tag/halle'>Halle</a> <a href='/tag/bois'>Bois</a></div>" + TEXT,
        TEXT + "<p>Sur le même sujet : <a href='/mot-cle/halle'>Halle</a> <a href='/mot-cle/bois'>Bois</a></p>",
        TEXT + "<div><h3>Archivado en</h3><ul><li><a href='/h'>Halle</a></li><li><a href='/b'>Bois</a></li></ul></div>",
    ],
)
def test_tags_in_other_places(body: str) -> None:
    """Below the headline, behind a label, under a heading that announces them."""
    assert page(body).tags == ["Halle", "Bois"]


def test_a_button_in_a_frame_for_tags_is_none() -> None:
    """«Commenter» beside them."""
    assert page(TEXT + "<div class='tags-box'><a class='btn' href='#'>Lire et commenter</a></div>").tags == []


@pytest.mark.parametrize(
    "markup",
    [
        "<p>dans <a href='/category/vallee/' rel='category tag'>Vallée</a></p>",
        "<p>dans <a href='/kategorie/vallee/'>Vallée</a></p>",
    ],
)
def test_a_link_to_a_category_beside_the_headline_is_the_section(markup: str) -> None:
    """Blog systems name it below the headline or in the foot of the text; a teaser's is the teaser's."""
    assert page(markup + TEXT, path="/a/123").section == "Vallée"
    teaser = f"<div class='related'>{markup}</div>"
    assert page(teaser + TEXT, path="/a/123").section is None


def test_a_category_in_the_foot_needs_its_link_type() -> None:
    """«Publié dans Vallée», below the text, in a theme that puts it there; it is the section, and no tag."""
    foot = (
        "<p>Publié dans <a href='/category/vallee/' rel='tag'>Vallée</a></p><p><a href='/t/h' rel='tag'>Halle</a></p>"
    )
    article = page(TEXT + foot, path="/a/123")
    assert article.section == "Vallée"
    assert article.tags == ["Halle"]
    assert page(TEXT + foot.replace(" rel='tag'", ""), path="/a/123").section is None


def test_steps_of_a_breadcrumb_that_only_style_sheets_part() -> None:
    """«Accueil Pays du Lac Val-Dessous» in one line: its links are the steps."""
    steps = "<a href='/'>Accueil</a> <a href='/p'>Pays du Lac</a> <a href='/v'>Val-Dessous</a>"
    assert page(above=f"<div class='c-breadcrumb'>{steps}</div>", path="/a/123").section == "Val-Dessous"


def test_the_link_beside_a_date_above_the_headline_is_its_section() -> None:
    """«Enquêtes 6 mars 2024», «Direct Vallée»: the rest of the line is a date or a kind of article."""
    for line in ("<a href='/v'>Vallée</a> 6 mars 2024", "Direct <a href='/v'>Vallée</a>"):
        assert bare(f"<div><p>{line}</p><h1>{TITLE}</h1></div>{TEXT}", TITLE).section == "Vallée"
    assert bare(f"<div><p>Avec <a href='/v'>Vallée Kebab</a></p><h1>{TITLE}</h1></div>{TEXT}", TITLE).section is None


def test_frames_named_for_kickers_say_nothing_themselves() -> None:
    """A label in a frame that is named for it, above one without: the nearest that says something is the section."""
    above = "<div class='seccio'><a href='/o'>Opinió</a></div><div class='antetitol'><h3>Tribuna</h3></div>"
    assert bare(f"<div>{above}<h1>{TITLE}</h1></div>{TEXT}", TITLE).section == "Opinió"


def test_tags_below_their_heading_wherever_it_stands() -> None:
    """«Mots-clés» in a side column, far below the comments."""
    far = "".join(f"<p>Réponse {n} au billet de la semaine</p>" for n in range(60))
    tags = (
        "<h2>Mots-clés</h2><ul><li><a rel='tag' href='/m1'>Halle</a></li><li><a rel='tag' href='/m2'>Bois</a></li></ul>"
    )
    assert page(TEXT, after=far + tags).tags == ["Halle", "Bois"]


def test_tags_in_the_letters_that_readers_see() -> None:
    """Systems write keywords in small letters, and show them otherwise."""
    head = "<meta name='news_keywords' content='halle aux grains, bois'>"
    links = "<div class='tags'><a href='/t/h'>Halle aux grains</a> <a href='/t/b'>#Bois</a></div>"
    assert page(TEXT + links, head=head).tags == ["Halle aux grains", "Bois"]


def test_related_topics_are_tags_and_related_stories_are_none() -> None:
    """A frame named for both is one of tags where its links lead to pages about topics."""
    links = "<div class='relatedTopics'>{0}</div>"
    to_topics = "<a href='/tagi/hala'>Hala</a> <a href='/tagi/drewno'>Drewno</a>"
    assert page(TEXT + links.format(to_topics)).tags == ["Hala", "Drewno"]
    assert page(TEXT + links.format("<a href='/a/1'>Le pont</a> <a href='/a/2'>La place</a>")).tags == []


def test_the_item_a_menu_shows_as_the_current_one() -> None:
    """Where nothing else names a section, the menu's current item does, and the one inside it rather."""
    local = "<li class='menu-item current-post-parent'><a href='/?c=3'>Vie locale</a></li>"
    menu = (
        "<nav><ul><li><a href='/?c=1'>Culture</a></li>"
        f"<li class='menu-item current-menu-ancestor'><a href='/?c=2'>Région</a><ul>{local}</ul></li>"
        "<li class='menu-item current-post-parent'><a href='/?c=4'>Brèves</a></li></ul></nav>"
    )
    assert page(above=menu, path="/?p=123").section == "Vie locale"
    other = "<nav><a href='/s/7' aria-current='false'>Sports</a></nav>"
    assert page(above=other, path="/?p=123").section is None
    languages = "<nav><a href='/fr/' aria-current='true'>Français</a> <a href='/nl/'>Nederlands</a></nav>"
    assert page(above=languages, path="/?p=123").section is None
    assert (
        page(above=languages + "<nav><a href='/s/7' aria-current='page'><span>Sports</span></a></nav>").section
        == "Sports"
    )


def test_stories_on_the_same_topic_are_no_tags() -> None:
    """A short headline among longer ones in a frame named for the theme."""
    stories = "<li><a href='/2024/06/20/le-dragon'>Le dragon de la halle</a></li><li><a href='/2023/06/25/pluie'>"
    stories += "Une huitième édition sous la pluie et les lampions</a></li>"
    assert page(f"{TEXT}<section class='sameTheme'><ul>{stories}</ul></section>").tags == []


def test_the_folder_in_the_words_of_a_menu() -> None:
    """Menus are no part of the tree; a link in one that leads to the page's folder and says its name is the section."""
    menu = "<nav><a class='n' href='/faits-divers-justice/'><span>Faits divers - Justice</span></a></nav>"
    path = "/faits-divers-justice/2024/03/halle"
    assert page(above=menu, path=path).section == "Faits divers - Justice"
    assert page(above=menu.replace("Faits divers - Justice", "Toute la rubrique"), path=path).section is None
    assert page(above=menu.replace("'/faits", "'faits"), path=path).section == "Faits divers - Justice"
    assert page(above=menu, path="/sport/2024/halle").section == "Sport"
    linked = news(articleSection="Vallée")
    assert page(above=menu, path=path, ld=linked).section == "Vallée"


def test_a_bar_to_log_in_is_no_section() -> None:
    """Short links above the headline, in its own frame."""
    bar = "<div class='b'><a href='/l'>Se connecter</a> | <a href='/a'>S'abonner</a></div>"
    assert page(above=f"<div class='c'>{bar}", after="</div>", path="/p/1").section is None


def test_a_menus_index_page_names_its_folder() -> None:
    """«/valley/index.html» is the folder's first page."""
    menu = "<nav><a href='/faits-divers-justice/index.html'>Faits divers - Justice</a></nav>"
    assert page(above=menu, path="/faits-divers-justice/2024/03/halle").section == "Faits divers - Justice"


def test_cards_of_other_stories_are_no_tags() -> None:
    """In a section named for the topic; the page's own article may hold its tags."""
    cards = "<section class='list-topic'><article><a href='/x'><p>Le dragon revient</p></a></article></section>"
    assert page(f"{TEXT}{TAG_LINKS}", after=cards).tags == ["halle", "charpente"]


def test_the_category_in_a_list_named_for_it() -> None:
    """Wix has no «rel» on it."""
    foot = "<ul class='post-categories'><li><a href='/blog/categories/vallee'>Vallée</a></li></ul>"
    assert page(f"{TEXT}{foot}", path="/post/halle").section == "Vallée"


def test_a_kind_of_article_is_no_step_of_the_way() -> None:
    """«Accueil > Vallée > Reportage»."""
    way = "<div class='breadcrumb'><a href='/'>Accueil</a> > <a href='/v'>Vallée</a> > <a href='/r'>Reportage</a></div>"
    assert page(above=way, path="/p/1").section == "Vallée"


def test_the_headline_in_an_address_is_no_section() -> None:
    """Blogs end their addresses in a slash («/2010/12/the-headline/»), and the headline is a link to itself."""
    body = f"<h1><a href='/2024/05/x/'>{TITLE}</a></h1>{TEXT}<p>Dans <a rel='category tag' href='/c/1'>Halles</a></p>"
    slug = TITLE.lower().replace(" ", "-")
    article = ingest.parse(f"<title>{TITLE}</title><article>{body}</article>", f"https://blog.example/2024/05/{slug}/")
    assert article.section == "Halles"


def test_a_section_written_as_in_an_address_is_named_as_in_the_menu() -> None:
    """«faits-divers» in a meta tag is what the menu calls «Faits divers»."""
    menu = "<nav><a href='/actualite/faits-divers'>Faits divers</a><a href='/sport'>Sport</a></nav>"
    head = "<meta property='article:section' content='faits-divers'>"
    article = ingest.parse(f"<title>{TITLE}</title>{head}{menu}<h1>{TITLE}</h1>{TEXT}", "https://a.example/a/1.html")
    assert article.section == "Faits divers"


def test_steps_above_the_headline_in_an_element_without_a_name() -> None:
    """«Nouvelles > Régions > Article»: the page itself is no step."""
    way = "<div id='chemin'><a href='/'>Nouvelles</a> &gt; <a href='/r'>Régions</a> &gt; Article</div>"
    assert bare(f"{way}<h1>{TITLE}</h1>{TEXT}", TITLE).section == "Régions"


def test_headlines_in_a_frame_for_tags_are_none() -> None:
    """A box of stories that is classed as one of tags."""
    stories = ("Un camion de grumes se renverse sur la N59", "Vosges : trois jours de canicule")
    links = "".join(f"<li><a href='#'>{story}</a></li>" for story in stories)
    assert page(f"{TEXT}<div class='tags'><ul>{links}</ul></div>").tags == []


def test_the_word_before_a_name_is_no_section() -> None:
    """«Di» in an element that is named for labels, above the headline's author."""
    body = (
        "<h3 class='post-title'>La panchina</h3><span class='byline'><span class='post-author-label'>Di</span> "
        "<a rel='author' href='/p'>Anna Un</a></span>"
        + "".join(
            f"<p>La panchina numero {n} del molo guarda il mare da prima che arrivasse la strada.</p>" for n in range(5)
        )
    )
    assert (
        ingest.parse(f"<title>La panchina</title>{body}", "https://a.example/2021/10/la-panchina.html").section is None
    )


def test_accounts_and_all_topics_are_no_tags() -> None:
    """A link to an author's page in the foot, and «Alle Themen» behind the topics."""
    text = "".join(f"<p>Le bac numéro {n} du lac a repris sa traversée, dit la commune.</p>" for n in range(5))
    tags = "<a href='/thema/bac'>Bac</a> <a href='/thema/lac'>Lac</a> <a href='/themen'>Alle Themen</a>"
    foot = f"<div class='tags'>{tags}</div>"
    foot += "<div class='tags'><a href='/author/admin2/'>admin2</a></div>"
    article = ingest.parse(f"<article><h1>Le bac du lac</h1>{text}</article>{foot}", "https://a.example/bac")
    assert article.tags == ["Bac", "Lac"]


@pytest.mark.parametrize(
    ("address", "told", "section"),
    [
        ("/votre-argent/livret", "Épargne", "Épargne"),
        ("/votre-argent/livret", "Votre argent", "Votre argent"),
        ("/vire-la-foret_14762/livret", "Épargne", "Vire-la-Forêt"),
    ],
)
def test_the_section_that_markup_and_breadcrumb_agree_on(address: str, told: str, section: str) -> None:
    """It goes before the folder of the address, unless the markup bears that out or it is a town's."""
    crumbs = "<a href='/'>Accueil</a> > <a href='/votre-argent'>Votre argent</a> > <a href='/e'>Épargne</a>"
    links = "<ul><li><a href='/v'>Votre argent</a></li><li><a href='/vire-la-foret_14762/'>Vire-la-Forêt</a></li></ul>"
    text = "".join(f"<p>Le livret numéro {n} perd un quart de point en février, dit la banque.</p>" for n in range(5))
    head = f"<meta property='article:section' content='{told}'>"
    body = f"<div class='breadcrumb'>{crumbs}</div>{links}<article><h1>Le livret baisse</h1>{text}</article>"
    assert ingest.parse(f"<html>{head}{body}</html>", f"https://a.example{address}").section == section


def test_tags_without_links_and_around_blocks() -> None:
    """«Tags: Bac, Lac» on a line below the text; «<a href=/tag/…><div>Bac</div></a>»."""
    text = "".join(f"<p>Le bac numéro {n} du lac a repris sa traversée, dit la commune.</p>" for n in range(5))
    article = f"<article><h1>Le bac du lac</h1>{text}</article>"
    listed = "<div><span>Tags:</span> <span>Bac</span>, <span>Lac du Nord</span></div>"
    assert ingest.parse(article + listed, "https://a.example/bac").tags == ["Bac", "Lac du Nord"]
    blocks = "".join(f"<div><a href='/tag/{tag}'><div>{tag}</div></a></div>" for tag in ("Bac", "Lac"))
    assert ingest.parse(article + f"<div>{blocks}</div>", "https://a.example/bac").tags == ["Bac", "Lac"]


def test_tags_between_headline_and_text() -> None:
    """Several links in a list that is named for tags, wherever they lead; one link is a section."""
    links = "".join(f"<li class='tags__item'><a href='/{tag}/'>{tag}</a>, </li>" for tag in ("Bac", "Lac", "Le Nord"))
    text = "".join(f"<p>Le bac numéro {n} du lac a repris sa traversée, dit la commune.</p>" for n in range(5))
    html = f"<article><h1>Le bac du lac</h1><ul class='infos-{{}}'>{{}}</ul>{text}</article>"
    assert ingest.parse(html.format("tags", links), "https://a.example/bac").tags == ["Bac", "Lac", "Le Nord"]
    assert ingest.parse(html.format("tags", links[: links.index("</li>") + 5]), "https://a.example/bac").tags == []
    assert ingest.parse(html.format("places", links.replace("tags__", "")), "https://a.example/bac").tags == []


def test_a_label_in_the_headline_is_no_folder() -> None:
    """The topic above the headline, in one h1, may have a folder below the section's."""
    heading = "<h1><span class='prefix'>Le bac du Nord</span> <span>Quatre-vingts plaintes et un silence</span></h1>"
    menu = "<ul><li><a href='/sante/'>Santé</a></li></ul>"
    text = "".join(f"<p>Le bac numéro {n} du lac a repris sa traversée, dit la commune.</p>" for n in range(5))
    html = f"<title>Quatre-vingts plaintes et un silence</title>{menu}<article>{heading}{text}</article>"
    article = ingest.parse(html, "https://a.example/sante/le-bac-du-nord/quatre-vingts-plaintes-et-un-silence.php")
    assert (article.title, article.section) == ("Quatre-vingts plaintes et un silence", "Santé")


def test_a_site_is_no_section_of_itself() -> None:
    """Nor is the name of the way there («Start»), nor a whole sentence above the headline."""
    head = "<meta property='og:site_name' content='Le Courrier'><meta property='article:section' content='{}'>"
    text = "".join(f"<p>Le bac numéro {n} du lac a repris sa traversée, dit la commune.</p>" for n in range(5))
    article = f"<article><p class='surtitre'>{{}}</p><h1>Le bac du lac</h1>{text}</article>"
    for said, above, section in (
        ("Le Courrier", "", None),
        ("Le Courrier", "Région", "Région"),
        ("Start", "", None),
        ("", "Au Portugal, un barrage et ses mirages", None),
    ):
        assert ingest.parse(head.format(said) + article.format(above), "https://a.example/bac").section == section


def test_tags_of_the_design_system_of_french_ministries() -> None:
    """«<a class="fr-tag" href="/thematiques/littoral">» in a list between headline and text."""
    links = "".join(
        f"<li><a class='fr-tag fr-tag--sm' href='/thematiques/{t.lower()}'>{t}</a></li>" for t in ("Bac", "Lac")
    )
    text = "".join(f"<p>Le bac numéro {n} du lac a repris sa traversée, dit la commune.</p>" for n in range(5))
    html = f"<article><h1>Le bac du lac</h1><ul class='fr-tags-group'>{links}</ul>{text}</article>"
    assert ingest.parse(html, "https://a.example/bac").tags == ["Bac", "Lac"]


@pytest.mark.parametrize(
    "label",
    [
        "<a href='/x'>Fermer</a>",
        "<div class='tools'><a href='/mail?x=1'><span>Email</span></a></div>",
        "<div class='CommentCount'><div class='label'>Les avis</div></div>",
        "<div class='close-box hidden'><a href='/x'>Replier</a></div>",
        "<p class='surtitre'>À Mâcon, près de Lyon</p>",
    ],
)
def test_what_stands_above_a_headline_and_is_no_section(label: str) -> None:
    """Buttons, what counts comments or is hidden, and where it happened."""
    assert page(f"{label}<h1>{TITLE}</h1>{TEXT}", title="", path="/halle-aux-grains").section is None


def test_a_breadcrumb_without_its_day_and_without_the_page_itself() -> None:
    """«正文» is the page, and some sites put the day on the line."""
    trail = "<div class='breadcrumb'><a href='/'>首页</a> &gt; <a href='/kj'>科学探索</a> &gt; 正文</div>"
    assert page(above=trail).section == "科学探索"
    dated = "<div class='breadcrumb'><span>即時新聞 2012年1月12日‧星期四</span></div>"
    assert page(above=dated).section == "即時新聞"


def test_the_site_is_no_section_of_its_address() -> None:
    """«/courrier/sport/…» of «Le Courrier» is about sport."""
    trail = "<nav class='breadcrumb'><a href='/courrier/'>Le Courrier</a></nav>"
    head = "<meta property='og:site_name' content='Le Courrier'>"
    assert page(above=trail, head=head, path="/le-courrier/halle").section is None


def test_a_way_to_the_section_that_only_its_tag_names() -> None:
    """A component named for breadcrumbs is no menu."""
    trail = (
        "<x-breadcrumb><ol><li><a href='/'>Accueil</a></li><li><a href='/9/f'>Faits divers</a></li></ol></x-breadcrumb>"
    )
    assert page(above=trail, path="/id12/halle").section == "Faits divers"


def test_links_that_lead_on_and_labels_of_cards_are_no_tags() -> None:
    """«Toutes les alertes »» behind the tags, and the label above another story's headline."""
    more = TAG_LINKS.replace("</ul>", "<li><a href='/a'>Toutes les alertes \u00bb</a></li></ul>")
    assert page(TEXT + more).tags == ["halle", "charpente"]
    card = (
        "<section class='more'><article class='card'><p class='card-tag'><a href='/tag/lune'>Lune</a></p>"
        "<h3><a href='/lune'>La lune éclaire la halle</a></h3></article></section>"
    )
    assert page(TEXT, after=card).tags == []


def test_topics_with_the_number_of_their_posts() -> None:
    """«llms 1639», «ai 1888» of a blog are llms and ai; «Opération 2024» beside them would be one."""
    links = "".join(f"<li><a rel='tag' href='/t/{tag}'>{tag} {n}</a></li>" for tag, n in (("bois", 17), ("halle", 163)))
    assert page(TEXT + f"<ul>{links}</ul>").tags == ["bois", "halle"]
    mixed = links + "<li><a rel='tag' href='/t/x'>Charpente</a></li>"
    assert page(TEXT + f"<ul>{mixed}</ul>").tags == ["bois 17", "halle 163", "Charpente"]


def test_the_beginning_of_a_headline_behind_the_day_is_no_section() -> None:
    """«/2024/mars/3/la-halle/»: what stands behind a number is the page's own name."""
    link = "<ul class='tags'><li><a rel='tag' href='/t/la-halle'>la-halle</a></li></ul>"
    assert page(TEXT + link, path="/2024/mars/3/la-halle/").section is None


@pytest.mark.parametrize(
    "button",
    [
        "Tweet",
        "Leer más",
        "Zum Seitenanfang",
        "Click here to register",
        "Privacy Policy",
        "12 mars 2024",
        "Uncategorized",
    ],
)
def test_what_stands_among_the_tags_and_does_something(button: str) -> None:
    """Buttons, legal pages, days and the folder of posts without one are no topics; «Click and collect» is."""
    links = f"<ul class='tags'><li><a href='/t/bois'>Bois</a></li><li><a href='/x'>{button}</a></li></ul>"
    assert page(TEXT + links).tags == ["Bois"]
    assert page(TEXT + links.replace(button, "Click and collect")).tags == ["Bois", "Click and collect"]


@pytest.mark.parametrize("button", ["PRINT", "Skip to main content", "Aller au contenu principal"])
def test_no_section_from_a_button_in_the_breadcrumb(button: str) -> None:
    """Buttons stand in the list of the breadcrumb, and links to the text above the headline."""
    crumbs = f"<ol class='breadcrumb'><li><a href='/'>Accueil</a></li><li><a href='#m'>{button}</a></li></ol>"
    assert page(above=crumbs, path="/a/123").section is None


def test_topics_of_a_german_paper() -> None:
    """«/themen/berlin/» is a topic; what stands deeper in such a folder is an article."""
    links = "<div><h4>Mehr zum Thema:</h4><ul>{}</ul></div>"
    items = "".join(f"<li><a href='/themen/{name.lower()}/'>{name}</a></li>" for name in ("Berlin", "Klimawandel"))
    assert page(TEXT + links.format(items)).tags == ["Berlin", "Klimawandel"]
    assert page(TEXT + links.format(items.replace("/'", "/2012/bericht.html'"))).tags == []


def test_a_folder_called_like_the_site() -> None:
    """«courrier.example/courrier/7,177851.html»: what the breadcrumb says is the section."""
    crumbs = "<div class='breadcrumb'><a>Accueil</a> > <a>Climat</a></div>"
    menu = "<p><a href='/courrier/1'>Courrier</a> <a href='/courrier/2'>Sport</a></p>"
    assert page(above=menu + crumbs, path="/courrier/7,177851/halle.html").section == "Climat"


def test_tags_of_the_posts_below() -> None:
    """Below the linked headline of another post, in its card."""
    card = "<div class='post'><h2><a href='/a'>Le four à pain rallumé</a></h2><p class='post-meta'>{}</p></div>"
    tag = "4 Mar 2022 | <a href='/category/patrimoine/' rel='tag'>Patrimoine</a>"
    assert page(TEXT, after=card.format(tag)).tags == []


def test_a_breadcrumb_whose_steps_icons_part() -> None:
    """«Accueil ECONOMIE Agriculture», all of them links."""
    icon = "<i class='fa fa-angle-right'></i>"
    way = f" {icon} ".join(
        f"<a href='/categorie/{name}/'>{name}</a>" for name in ("Accueil", "ECONOMIE", "Agriculture")
    )
    assert page(above=f"<div class='bread'>{way}</div>").section == "Agriculture"


def test_what_a_breadcrumb_calls_the_page_itself() -> None:
    """«Accueil » Société » Article en cours»"""
    way = "<div id='crumbs'><a href='/'>Accueil</a> » <a href='/c/societe/'>Société</a> » Article en cours</div>"
    assert page(above=way).section == "Société"


def test_briefs_are_a_section_where_nothing_else_is_known() -> None:
    """The folder says «breve», a label above the headline «Faits divers»."""
    crumbs = "<ol class='breadcrumb'><li><a href='/'>Accueil</a></li><li><a href='/breves'>Brèves</a></li></ol>"
    label = "<div class='rubrique'><a href='/faits-divers'>Faits divers</a></div>"
    assert page(above=crumbs + label, path="/breve/halle").section == "Faits divers"
    assert page(above=crumbs, path="/breve/halle").section == "Brèves"


def test_search_words_in_another_case() -> None:
    """Russian keywords of which the text has other forms."""
    meta = "<meta name='keywords' content='вагоны, экспорт, пиломатериалы, Котловская область'>"
    text = "".join(
        f"<p>Спрос на экспорта пиломатериалов вырос, и {n} вагонов стоят на станции без движения уже неделю.</p>"
        for n in range(5)
    )
    assert len(page(text, head=meta).tags) == 4

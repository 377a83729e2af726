from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ingest
from ingest.parsers.titles import choose_title, site_key

HEADLINE = "Le pont de la Rivière rouvre lundi après un an de travaux"


def test_all_agree() -> None:
    """The common case: the visible headline, and the evidence for it."""
    title, found = choose_title(
        h1s=[HEADLINE],
        og=HEADLINE,
        json_ld=HEADLINE,
        html_title=f"{HEADLINE} | Le Quotidien",
        site_names=["Le Quotidien"],
    )
    assert (title, found.method, found.rejected) == (HEADLINE, "h1", ())


@pytest.mark.parametrize(
    ("raw", "sites"),
    [
        (f"{HEADLINE} - Le Quotidien", ["Le Quotidien"]),
        (f"{HEADLINE} | Le Quotidien.fr", ["lequotidien.fr"]),
        (f"{HEADLINE} – LE QUOTIDIEN", ["Le Quotidien"]),
        (f"Le Quotidien : {HEADLINE}", ["Le Quotidien"]),
        (f"{HEADLINE} | Région | Le Quotidien", ["Le Quotidien"]),
        (f"{HEADLINE} » Archives", []),
    ],
)
def test_site_and_section_are_cut_off(raw: str, sites: list[str]) -> None:
    """Where the metadata is all there is, it is freed of the site's name, in front or behind, and of the section."""
    assert choose_title(html_title=raw, site_names=sites)[0] == HEADLINE


@pytest.mark.parametrize(
    "headline",
    [
        "Rolls-Royce va-t-elle quitter la région ?",
        "Lyon - Marseille : un match pour rien",
        "Sud-Ouest : la pluie revient à 9:30",
        "Budget 2024 – ce qui change",
    ],
)
def test_hyphens_and_dashes_of_the_headline_stay(headline: str) -> None:
    """A dash in a headline is no separator: only a name of the site behind it makes it one."""
    assert choose_title(html_title=headline, og=headline, site_names=["Le Quotidien"])[0] == headline
    assert (
        choose_title(h1s=[headline], html_title=f"{headline} - Le Quotidien", site_names=["Le Quotidien"])[0]
        == headline
    )


def test_site_name_as_h1_while_the_headline_is_h2() -> None:
    """Old themes give the h1 to the site and the h2 to the article."""
    title, found = choose_title(
        h1s=["Le Quotidien"],
        h2s=["À la une", HEADLINE],
        html_title=f"{HEADLINE} - Le Quotidien",
        site_names=["Le Quotidien"],
    )
    assert (title, found.method) == (HEADLINE, "h2")


def test_promotion_as_h1() -> None:
    """Of several h1, the one that the metadata means."""
    assert choose_title(h1s=["Abonnez-vous pour un euro", HEADLINE, "Nos newsletters"], og=HEADLINE)[0] == HEADLINE


def test_visible_headline_beats_the_search_title() -> None:
    """A title written for search engines does not replace what readers see."""
    title, found = choose_title(
        h1s=[HEADLINE], og="Pont rivière : date réouverture", html_title="Pont rivière : date réouverture"
    )
    assert (title, found.method) == (HEADLINE, "h1")
    assert ("og:title", "Pont rivière : date réouverture") in found.rejected


def test_h1_for_search_engines_and_h2_for_readers() -> None:
    """Two headlines at the top of a page: what og:title or JSON-LD bears out against the h1 is the visible one."""
    search = "Pont de la Rivière : date de réouverture et déviations"
    assert (
        choose_title(h1s=[search], h2s=[f"Travaux {HEADLINE}"], og=HEADLINE, json_ld=search, html_title=search)[0]
        == HEADLINE
    )
    assert choose_title(h1s=[search], h2s=[HEADLINE], og=search, json_ld=HEADLINE, html_title=search)[0] == HEADLINE


def test_kicker_glued_in_the_h1_is_cut() -> None:
    """A kicker inside the h1 element is no part of the headline when the metadata does without it."""
    assert choose_title(h1s=[f"Circulation {HEADLINE}"], og=HEADLINE, json_ld=HEADLINE)[0] == HEADLINE


def test_kicker_that_the_metadata_parts_with_a_bar_is_cut() -> None:
    """A kicker in an element of its own inside the h1, which og:title writes before a bar."""
    title, _ = choose_title(h1s=[f"Pont de la Rivière {HEADLINE}"], og=f"Pont de la Rivière | {HEADLINE}")
    assert title == HEADLINE


def test_kicker_that_the_publisher_counts_in_stays() -> None:
    """Where og:title and JSON-LD of a German page both write «Kicker: headline», so do we, with their colon."""
    full = f"Circulation: {HEADLINE}"
    assert choose_title(h1s=[HEADLINE], og=full, json_ld=full, with_kicker=True)[0] == full
    assert choose_title(h1s=[f"Circulation {HEADLINE}"], og=full, json_ld=full, with_kicker=True)[0] == full


def test_subtitle_in_the_h1_is_cut() -> None:
    """A second line inside the h1 is not part of what all metadata calls the article."""
    assert choose_title(h1s=[f"{HEADLINE} Les riverains respirent"], og=HEADLINE, json_ld=HEADLINE)[0] == HEADLINE


def test_truncated_titles_are_completed() -> None:
    """A naming cut by «…» is replaced by the longer one that begins with it; a headline that ends in «…» stays."""
    assert choose_title(og="Le pont de la Rivière rouvre…", html_title=HEADLINE)[0] == HEADLINE
    assert (
        choose_title(html_title="Et soudain… | Le Quotidien", og="Et soudain…", site_names=["Le Quotidien"])[0]
        == "Et soudain…"
    )


def test_entities_and_spaces() -> None:
    """Entities left in attributes are resolved, white space is made even, typography kept."""
    assert choose_title(og="L&#039;été\n  «&nbsp;pourri&nbsp;» &amp; après")[0] == "L'été «\u00a0pourri\u00a0» & après"


def test_nothing_and_only_the_site() -> None:
    """No name, or the site's alone, is no headline."""
    assert choose_title()[0] is None
    assert (
        choose_title(h1s=["Le Quotidien"], og="Le Quotidien", html_title="lequotidien.fr", site_names=["Le Quotidien"])[
            0
        ]
        is None
    )


def test_old_markup_without_headings() -> None:
    """With no heading at all, the end of a line that <title> also ends in is the headline, without its kicker."""
    page = (
        "<title>Le Matin - Au port, le bac n’est plus qu’un souvenir… et un casse-tête</title><table><tr><td>"
        "<b>DELTA</b> Au port, le bac n’est plus qu’un souvenir… et un casse-tête</td></tr></table>"
    )
    assert ingest.parse(page).title == "Au port, le bac n’est plus qu’un souvenir… et un casse-tête"


def test_site_keys() -> None:
    """Spellings of one site's name are one key."""
    assert {site_key(name) for name in ("Le Monde.fr", "lemonde.fr", "LE MONDE", "https://www.lemonde.fr/")} == {
        "lemonde"
    }


@given(
    st.lists(st.text(max_size=40), max_size=4),
    st.text(max_size=60),
    st.text(max_size=60),
    st.lists(st.text(max_size=12), max_size=3),
)
def test_any_text_is_survived(headings: list[str], og: str, title: str, sites: list[str]) -> None:
    """Headings and metadata are strangers' text: nothing in them raises, and the same input gives the same answer."""
    arguments = {"h1s": headings[:2], "h2s": headings[2:], "og": og, "html_title": title, "site_names": sites}
    assert choose_title(**arguments) == choose_title(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("h1s", "h2s", "html_title"),
    [
        (["Carnets de la Rive", "Le vieux moulin"], [], "Le vieux moulin | Carnets de la Rive"),
        (
            ["Carnets de la Rive"],
            ["Le vieux moulin tourne encore"],
            "Le vieux moulin tourne encore – Carnets de la Rive",
        ),
        (["Rive 24"], ["Le vieux moulin tourne encore"], "Rive 24 » Archives » Le vieux moulin tourne encore"),
    ],
)
def test_site_name_that_only_the_headings_tell(h1s: list[str], h2s: list[str], html_title: str) -> None:
    """An h1 that is one end of <title> while another heading is the other end names the site, unsaid by metadata."""
    title, _ = choose_title(h1s=h1s, h2s=h2s, html_title=html_title)
    assert title is not None
    assert title.startswith("Le vieux moulin")


def test_section_heading_does_not_make_the_headline_a_site_name() -> None:
    """«Headline - Sport» with a heading «Sport» further down: the h1 stays the headline."""
    assert choose_title(h1s=[HEADLINE], h2s=["Sport"], html_title=f"{HEADLINE} - Sport")[0] == HEADLINE


def test_headline_as_the_sites_name() -> None:
    """A template that puts the headline into og:site_name does not make it disappear."""
    assert choose_title(h1s=[HEADLINE], html_title=HEADLINE, site_names=[HEADLINE, "lequotidien.fr"])[0] == HEADLINE


def test_quoted_end_of_a_headline_stays() -> None:
    """Metadata cut at an unescaped quotation mark does not cut the headline."""
    cut = "Le maire dit du nouveau pont qu'il est"
    assert choose_title(h1s=[f'{cut} "splendide"'], og=cut, twitter=cut)[0] == f'{cut} "splendide"'


def test_guillemet_before_the_sites_name_stays() -> None:
    """The end of a quotation is no mark before «- Le Quotidien»."""
    whole = "Anne Un : « Le pont, on le traverse à pied »"
    assert choose_title(og=f"{whole} - Le Quotidien", site_names=["Le Quotidien"])[0] == whole
    assert choose_title(h1s=[whole], og=whole.removesuffix(" »"), twitter=whole.removesuffix(" »"))[0] == whole


def test_lower_heading_that_the_page_title_begins_with() -> None:
    """A site that calls itself nothing in its metadata: «Headline - The site» and the headline in an h2."""
    assert choose_title(h2s=[HEADLINE, "Sport"], html_title=f"{HEADLINE} - La Gazette des Hauts")[0] == HEADLINE


def test_first_part_of_the_title_before_bars() -> None:
    """«Headline | The site's own very long name», with nothing else to go by."""
    raw = "Le loup est de retour | Parc naturel régional des hautes vallées de la Rive"
    assert choose_title(og=raw, html_title=raw)[0] == "Le loup est de retour"


def test_a_kicker_in_the_headline_that_no_other_title_has() -> None:
    """«Crue Le pont …» in one h1, with an element named for the first word; where German titles have it, it stays."""
    html = "<title>{0}Le pont du bas restera fermé jusqu’au printemps</title><h1><span class='kicker'>Crue</span>"
    html += " Le pont du bas restera fermé jusqu’au printemps</h1>"
    assert ingest.parse(html.format("")).title == "Le pont du bas restera fermé jusqu’au printemps"
    whole = ingest.parse("<html lang='de'>" + html.format("Crue : ")).title
    assert whole == "Crue : Le pont du bas restera fermé jusqu’au printemps"


def test_a_subtitle_that_title_has_as_well_stays() -> None:
    """og:title leaves it out."""
    whole = "Le phare et la brume : mesurer la visibilité en mer"
    title, _ = choose_title(h1s=[whole], og="Le phare et la brume", html_title=whole)
    assert title == whole
    assert (
        choose_title(h1s=[whole], og="Le phare et la brume", html_title="Le phare et la brume")[0]
        == "Le phare et la brume"
    )


def test_an_h2_that_microdata_calls_the_headline() -> None:
    """Old Joomla has no h1."""
    named = f"<title>{HEADLINE} - Musée de la Ville haute, des quais et des ponts réunis</title>"
    page = f"{named}<h2 itemprop='headline'>{HEADLINE}</h2>"
    text = "".join(
        f"<p>La {n}e travée a été posée de nuit, sous la pluie, devant des curieux venus des deux rives.</p>"
        for n in range(2, 6)
    )
    assert ingest.parse(f"<html><body>{page}{text}</body></html>", "https://example.org/a").title == HEADLINE


@pytest.mark.parametrize("named", ["Nouvelle page 14", "Untitled Document", "Document sans titre", "index.html"])
def test_a_page_that_was_never_named(named: str) -> None:
    """The headline is the last bold line above the text; a date in bold is none."""
    text = "".join(
        f"<p>La {n}e travée a été posée de nuit, sous la pluie, devant des curieux venus des deux rives du fleuve. "
        f"{HEADLINE}, promet la commune, qui attend encore les derniers garde-corps.</p>"
        for n in range(2, 6)
    )
    above = f"<p><font size=5><b>{HEADLINE}</b></font></p><p><b>Mis en ligne le 21/09/2009</b></p>"
    page = f"<title>{named}</title>{above}{text}"
    assert ingest.parse(f"<html><body>{page}</body></html>", "https://example.org/a").title == HEADLINE


def test_a_label_in_the_headline_that_templates_put_before_a_dash() -> None:
    """«DIRECT - …» in the metadata is the template's; before a colon it is a German headline's."""
    h1 = f"<h1><span class='label label--live'>Direct</span> {HEADLINE}</h1>"
    text = "".join(
        f"<p>La {n}e travée a été posée de nuit, devant des curieux venus des deux rives.</p>" for n in range(2, 6)
    )
    for mark, lang, title in ((" - ", "de", HEADLINE), (" : ", "de", f"Direct : {HEADLINE}"), (" : ", "fr", HEADLINE)):
        head = f"<title>Direct{mark}{HEADLINE}</title><meta property='og:title' content='Direct{mark}{HEADLINE}'>"
        html = f"<html lang='{lang}'>{head}<body>{h1}{text}</body></html>"
        assert ingest.parse(html, "https://example.org/a").title == title


@pytest.mark.parametrize(
    ("h1", "told"),
    [
        (f"Travaux {HEADLINE}", f"Travaux: {HEADLINE}"),
        (f"Travaux {HEADLINE}", f"Travaux : {HEADLINE}"),
        (HEADLINE, f"Travaux: {HEADLINE}"),
    ],
)
def test_a_kicker_before_a_colon_is_the_headlines_in_german_only(h1: str, told: str) -> None:
    """Readers see it in a line of its own, in the h1's element or above it; German papers count it in everywhere."""
    given = {"h1s": [h1], "og": told, "json_ld": told, "html_title": f"{told} - Le Quotidien"}
    assert choose_title(**given, site_names=["Le Quotidien"])[0] == HEADLINE
    if " : " not in told:
        assert choose_title(**given, site_names=["Le Quotidien"], with_kicker=True)[0] == told
    told = f"Travaux:{HEADLINE}"
    assert choose_title(h1s=[told], og=f"Travaux: {HEADLINE}")[0] == f"Travaux: {HEADLINE}", "it is in the headline"


def test_the_language_of_a_page_says_whether_kickers_count() -> None:
    """Of the same markup, in German and in French."""
    html = "<html lang='{}'><title>Crue : Le pont du bas restera fermé jusqu’au printemps</title><h1>"
    html += "<span class='kicker'>Crue</span> Le pont du bas restera fermé jusqu’au printemps</h1>"
    assert ingest.parse(html.format("fr")).title == "Le pont du bas restera fermé jusqu’au printemps"
    assert ingest.parse(html.format("de")).title == "Crue : Le pont du bas restera fermé jusqu’au printemps"


def test_what_somebody_says_behind_a_colon_is_the_headlines() -> None:
    """The metadata leaves «: "C'est mieux que …"» out; a subtitle without quotation marks goes as before."""
    for said in (' : "C\'est mieux que les mots croisés"', " : « C’est mieux que les mots croisés »"):
        assert choose_title(h1s=[HEADLINE + said], og=HEADLINE, json_ld=HEADLINE)[0] == HEADLINE + said
    assert choose_title(h1s=[f"{HEADLINE} : la commune paie"], og=HEADLINE, json_ld=HEADLINE)[0] == HEADLINE


@pytest.mark.parametrize("archive", ["Blog Archive", "Archives du blog", "Blog Archiv"])
def test_the_blogs_name_before_its_archive_is_no_headline(archive: str) -> None:
    """«The Film Gang » Blog Archive » Stand Up»: WordPress's first themes, whose h1 is the blog's name."""
    title, _ = choose_title(
        h1s=["Le Ciné-club"], h2s=["La traversée"], html_title=f"Le Ciné-club » {archive} » La traversée"
    )
    assert title == "La traversée"


def test_a_title_where_the_sites_name_belongs_is_no_site() -> None:
    """A Japanese blog system writes «The post - The blog» into og:site_name as well: nothing was left of the title."""
    both = "鉄山～弥山～八経ヶ岳 （7/2） - 適当でええねん"
    title, _ = choose_title(
        h1s=["適当でええねん"], h2s=["鉄山～弥山～八経ヶ岳 （7/2）"], og=both, html_title=both, site_names=[both]
    )
    assert title == "鉄山～弥山～八経ヶ岳 （7/2）"


def test_a_slogan_behind_the_sites_name() -> None:
    """The site's name in the middle ends the headline: what follows is what the site says of itself."""
    assert choose_title(html_title=f"{HEADLINE} - Le Quotidien - Lyon", site_names=["Le Quotidien"])[0] == HEADLINE
    before = f"Lyon - Le Quotidien - {HEADLINE}"
    assert choose_title(html_title=before, site_names=["Le Quotidien"])[0] == before


def test_two_cuts_of_one_headline() -> None:
    """«… : 180 évacués» for og:title and less for JSON-LD: both were cut for want of room, and the h1 goes on."""
    whole = "Crue de la Vesle, le direct. La route est coupée : 180 évacués, un pont rouvert"
    told = whole.partition(", un pont")[0]
    assert choose_title(h1s=[whole], og=told, json_ld=told.partition(" : ")[0])[0] == whole


def test_who_speaks_before_what_og_title_has_of_it() -> None:
    """«Anne Un: «…»» for readers and JSON-LD; og:title has the words alone."""
    whole = "Hélène d’Aubonne: «La banque privée suisse a trop longtemps vécu sur ses rentes»"
    said = whole.partition(": ")[2]
    assert choose_title(h1s=[whole], og=said, json_ld=whole)[0] == whole
    assert choose_title(h1s=[whole], og=said, json_ld=said)[0] == said


@pytest.mark.parametrize(("told", "less"), [("json_ld", "og"), ("og", "json_ld")])
def test_what_stands_before_a_colon_in_two_of_them(told: str, less: str) -> None:
    """A name or a quotation typed into the headline stays where JSON-LD or og:title has it; German papers set kickers
    so."""
    whole = "Sorcha Delahunt: We have built a country where nobody can hang out a sheet"
    names = {told: whole, less: whole.partition(": ")[2]}
    assert choose_title(h1s=[whole], **names)[0] == whole
    assert choose_title(h1s=[whole], with_kicker=True, **names)[0] == names[less]


def test_what_og_title_quotes_is_no_headline() -> None:
    """h1 and JSON-LD agree; og:title has another sentence of the same speaker, which is a crosshead of the text."""
    whole, said = "«Nous avons perdu le goût de nos rivières»", "«La nappe n’est pas un compte en banque»"
    assert choose_title(h1s=[whole], h2s=[said], og=f"Anne Un: {said}", json_ld=whole)[0] == whole


def test_a_label_glued_to_the_headline() -> None:
    """«Entrevista'A enchente …»: two elements of an h1, of which JSON-LD and og:title have the second."""
    told = "'A enchente não é surpresa, é calendário', diz geóloga que mapeia riscos"
    assert choose_title(h1s=[f"Entrevista{told}"], og=told, json_ld=told)[0] == told


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        (f"<h1><span class='preTitle'>Isère</span> {HEADLINE}</h1>", f"Isère. {HEADLINE}"),
        (
            f"<h2><span class='TitlePrefix_root__w'>Mobilité<span> – </span></span>{HEADLINE}</h2>",
            f"Mobilité: {HEADLINE}",
        ),
    ],
)
def test_a_label_in_an_element_of_its_own(heading: str, told: str) -> None:
    """«preTitle» in the h1, a prefix in the h2 of a page without h1; the metadata puts a mark behind it."""
    text = "".join(f"<p>La {n}e travée du pont a été posée de nuit, sous la pluie et le vent.</p>" for n in range(5))
    page = (
        f"<html lang=fr><head><title>{told}</title><meta property='og:title' content='{told}'></head>"
        f"<body><article>{heading}{text}</article></body></html>"
    )
    assert ingest.parse(page).title == HEADLINE


def test_a_label_in_capitals_is_typed_into_the_headline() -> None:
    """«REPORTAGE. …» for readers and og:title, which JSON-LD leaves out; «Opinion. …» is a template's."""
    for label, kept in (("REPORTAGE. ", True), ("Opinion. ", False)):
        whole = label + HEADLINE
        assert choose_title(h1s=[whole], og=whole, json_ld=HEADLINE)[0] == (whole if kept else HEADLINE)

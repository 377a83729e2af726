from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import Contributor
from ingest.parsers.authors import authors_from_metadata, choose_authors
from ingest.parsers.byline import Byline


# --- metadata ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("value", "kind", "authors"),
    [
        ("Anne Un, Luc Deux et Zoé Trois", "", ["Anne Un", "Luc Deux", "Zoé Trois"]),
        ("Anne Un; Luc Deux", "", ["Anne Un", "Luc Deux"]),
        ("Anne Un and Luc Deux", "person", ["Anne Un", "Luc Deux"]),
        ("Un, Anne", "", ["Anne Un"]),
        ("ANNE UN", "person", ["ANNE UN"]),
        ("Par Anne Un", "person", ["Anne Un"]),
        ("Par A. Un, avec AFP", "person", ["A. Un", "AFP"]),
        ("Anne Un / Journaliste", "", ["Anne Un"]),
        ("Anne Un, journaliste", "", ["Anne Un"]),
        ("Anne Un (Le Quotidien)", "", ["Anne Un"]),
        ("By Anne Un And Luc Deux For The Daily", "person", ["Anne Un", "Luc Deux"]),
        ("Le Quotidien - Anne Un", "", ["Anne Un"]),
        ("Perry Un Jr.", "person", ["Perry Un Jr."]),
        ("dpa/lno", "", ["dpa/lno"]),
        ("Le Quotidien avec AFP", "organization", ["Le Quotidien", "AFP"]),
        ("L&#039;Agence", "organization", ["L'Agence"]),
        ("https://exemple.fr/auteurs/anne-un", "", []),
        ("anne@exemple.fr", "", []),
        ("@anneun", "", []),
        ("anne-un", "", []),
        ("anne_un", "", []),
        ("admin", "person", []),
        ("La rédaction", "person", []),
        ("43551483274264072726416015228647585", "", []),
        ("Zone Faits divers - ICI.Quotidien.ca", "", []),
        ("Le Quotidien", "", []),
        ("Par lequotidien.fr", "person", []),
        ("Le Quotidien", "organization", ["Le Quotidien"]),
    ],
)
def test_values_of_metadata(value: str, kind: str, authors: list[str]) -> None:
    """Several people in one string are told apart; URLs, e-mails, handles, slugs, numbers, «admin» and the site (unless
    marked up as an organisation) are no authors; capitals stay as signed."""
    assert list(authors_from_metadata([(value, kind)], site_names=["Le Quotidien"]).authors) == authors


@pytest.mark.parametrize(
    ("line", "signed"),
    [
        ("Par Anne Un et Zoé Trois", ("Anne Un", "Zoé Trois")),
        ("Par Anne Un avec AFP", ("Anne Un", "AFP")),
        ("By Anne Un and Reuters", ("Anne Un", "Reuters")),
        ("By Anne Un, Associated Press", ("Anne Un",)),
        ("Par Anne Un, Lyon", ("Anne Un",)),
    ],
)
def test_a_line_that_names_more_than_the_markup_is_the_signature(line: str, signed: tuple[str, ...]) -> None:
    """The markup often has room for the first author only. An agency behind a comma is whom somebody works for."""
    assert choose_authors(visible=[line], json_ld=[("Anne Un", "person")])[0].authors == signed


def test_meta_tags_that_name_more_than_the_line_are_the_signature() -> None:
    """Of several cards with an author each, the first was read; the meta tag has them all."""
    byline, method = choose_authors(visible=["Anne Un"], meta=["Anne Un, Luc Deux, Zoé Trois"])
    assert (byline.authors, method) == (("Anne Un", "Luc Deux", "Zoé Trois"), "meta")


def test_a_desk_with_the_papers_name_signs_nothing_beside_a_person() -> None:
    """«Le Quotidien Lyon» is where she works."""
    byline, _ = choose_authors(json_ld=[("Anne Un, Le Quotidien Lyon", "organization")], site_names=["Le Quotidien"])
    assert byline.authors == ("Anne Un",)


def test_initials_are_spelled_out_where_another_line_does() -> None:
    """«A. U.» below the text, «Publié par Anne Un» in its frame."""
    assert choose_authors(visible=["A. U.", "Publié par Anne Un"])[0].authors == ("Anne Un",)


@pytest.mark.parametrize("account", ["Editor 3", "محرر 3"])
def test_a_numbered_account_is_nobody(account: str) -> None:
    """A person in the markup, and the page names another one."""
    assert choose_authors(visible=["Anne Un"], json_ld=[(account, "person")])[0].authors == ("Anne Un",)


# --- both ----------------------------------------------------------------------------------------------------------
def test_marked_up_people_win_and_get_the_roles_of_the_visible_line() -> None:
    """JSON-LD names, the visible line adds who translated and which agency helped."""
    byline, method = choose_authors(
        visible=["Par Anne Un, AFP, traduit de l’anglais par Luc Deux"],
        json_ld=[("Anne Un", "person")],
        site_names=["Le Quotidien"],
    )
    assert (byline.authors, byline.agency, method) == (("Anne Un",), "AFP", "json-ld")


def test_visible_line_wins_over_the_publisher_as_author() -> None:
    """Markup that names only the site says less than the signature on the page."""
    byline, method = choose_authors(
        visible=["Anne Un", "Par Anne Un et Luc Deux"],
        json_ld=[("Le Quotidien", "organization")],
        site_names=["Le Quotidien"],
    )
    assert (byline.authors, method) == (("Anne Un", "Luc Deux"), "visible")


def test_account_names_are_written_as_signed() -> None:
    """«anneun» in the markup is «Anne Un» when the page shows her name."""
    byline, _ = choose_authors(visible=["Par Anne Un"], json_ld=[("anneun", "")])
    assert byline.authors == ("Anne Un",)


def test_agency_alone_gives_way_to_people() -> None:
    """«AFP» on a line of its own may be a picture's: a line that names people goes first."""
    byline, _ = choose_authors(visible=["AFP", "Par Anne Un"])
    assert byline.authors == ("Anne Un",)


def test_publisher_signs_when_nobody_else_does() -> None:
    """«Le Quotidien» alone is the signature when the markup calls it the author."""
    byline, method = choose_authors(json_ld=[("Le Quotidien", "organization")], site_names=["Le Quotidien"])
    assert (byline.authors, method) == (("Le Quotidien",), "json-ld")


def test_one_string_may_name_more_people_than_the_markup() -> None:
    """JSON-LD with room for one author and a meta tag with both: both."""
    byline, _ = choose_authors(json_ld=[("Anne Un", "person")], meta=["Anne Un, Luc Deux", "Studio Photo"])
    assert byline.authors == ("Anne Un", "Luc Deux")


def test_metadata_trims_a_visible_line() -> None:
    """«Anne Un Travel» is «Anne Un» where a meta tag says so, and the site's name behind a person's is no author."""
    byline, _ = choose_authors(
        visible=["By Anne Un Weekend, Le Quotidien"], meta=["Anne Un"], site_names=["Le Quotidien"]
    )
    assert byline.authors == ("Anne Un",)


def test_who_is_named_twice_outvotes_an_account() -> None:
    """The page and its meta tags agree on somebody whom JSON-LD does not name: there it names who put it online."""
    marked = {"visible": ["Par Anne Un"], "json_ld": [("Zoé Trois", "person")]}
    assert choose_authors(**marked, meta=["Anne Un"])[0].authors == ("Anne Un",)  # type: ignore[arg-type]
    assert choose_authors(**marked)[0].authors == ("Zoé Trois",)  # type: ignore[arg-type]


def test_accounts_as_the_last_resort() -> None:
    """«anne.deux» as a person in JSON-LD is Anne Deux where nothing else names her; a desk's account is nobody."""
    assert choose_authors(json_ld=[("anne.deux", "person")]) == (Byline(("Anne Deux",)), "account")
    assert choose_authors(visible=["Par Anne B. Deux"], json_ld=[("anne.deux", "person")])[0].authors == (
        "Anne B. Deux",
    )
    assert choose_authors(json_ld=[("web.redaktion", "person")])[0].authors == ()


def test_initials_are_the_same_person() -> None:
    """«Anne Un, AU» is one person, «Anne Un, LD» are two."""
    assert choose_authors(meta=["Anne Un,AU"])[0].authors == ("Anne Un",)
    assert choose_authors(meta=["Anne Un,LD"])[0].authors == ("Anne Un", "LD")


def test_agency_that_is_the_site() -> None:
    """On an agency's own site its name in the markup is its name, not an empty one."""
    byline, _ = choose_authors(json_ld=[("Belga", "organization")], site_names=["Belga"])
    assert (byline.authors, byline.agency) == (("Belga",), "Belga")


def test_editor_signs_where_nobody_else_does() -> None:
    """«Redaktion: Anne Un» alone names the author; beside a text's author, an editor."""
    assert choose_authors(visible=["Redaktion: Anne Un"])[0].authors == ("Anne Un",)
    assert choose_authors(visible=["Text: Luc Deux, Redaktion: Anne Un"])[0].authors == ("Luc Deux",)


def test_pseudonyms_only_where_nothing_else_signs() -> None:
    """A single word or a newsroom's letters in an author element are taken as the last resort; a label is not."""
    assert choose_authors(visible=["reineckefuchs"])[0].authors == ("reineckefuchs",)
    assert choose_authors(visible=["Suivre", "Twitter"])[0].authors == ()
    assert choose_authors(visible=["Vidéos Studio Bleu", "Photo : Anne Un"])[0].authors == ()
    assert choose_authors(visible=["lac/abcd;efgh"])[0].authors == ("lac/abcd", "efgh")
    assert choose_authors(visible=["reineckefuchs"], meta=["Anne Un"])[0].authors == ("Anne Un",)


def test_the_papers_newsroom_is_nobody() -> None:
    """«La rédaction du Quotidien» says no more than «La rédaction»; the newsroom of another paper is somebody."""
    for newsroom in ("La rédaction du Quotidien", "Rédaction de Quotidien", "la rédaction Du quotidien"):
        assert choose_authors(json_ld=[(newsroom, "organization")], site_names=["Le Quotidien"])[0].authors == ()
    other = choose_authors(json_ld=[("La rédaction du Phare", "organization")], site_names=["Le Quotidien"])[0]
    assert other.authors == ("La rédaction du Phare",)


def test_nobody() -> None:
    """No evidence, no author."""
    assert choose_authors() == (Byline(), "none")


@given(st.text(max_size=120), st.sampled_from(["", "person", "organization"]))
def test_any_value_is_survived(text: str, kind: str) -> None:
    """Metadata is strangers' text: nothing in it raises, names are never blank."""
    for value in (text, f"Par {text}", f"{text} | {text} (avec {text})"):
        found = authors_from_metadata([(value, kind)], site_names=[text])
        assert all(name.strip() for name in found.authors)
        choose_authors(visible=[value], json_ld=[(text, kind)], meta=[value], site_names=[text])


@pytest.mark.parametrize("marked", ["Le Courrier", "web1", "lecourrier", "Rédaction Courrier", "Contribution externe"])
def test_a_person_on_the_page_signs_before_the_paper_in_the_markup(marked: str) -> None:
    """Publishing systems put an account, a desk or the paper where the author belongs; readers see who wrote."""
    byline, method = choose_authors(
        visible=["Par Anne Vasseur, le 3 mai 2024"], json_ld=[(marked, "person")], site_names=["Le Courrier"]
    )
    assert (byline.authors, method) == (("Anne Vasseur",), "visible")


def test_the_paper_signs_where_nobody_else_does() -> None:
    """An organisation in the markup stays, when no visible line names a person."""
    byline, _ = choose_authors(
        visible=["Le Courrier"], json_ld=[("Le Courrier", "organization")], site_names=["Le Courrier"]
    )
    assert byline.authors == ("Le Courrier",)


@pytest.mark.parametrize("marked", ["ANNE VASSEUR-LEMOINE", "anne vasseur-lemoine", "Anne V", "Anne V."])
def test_names_are_written_as_readers_see_them(marked: str) -> None:
    """Capitals, small letters and initials of the markup give way to the name on the page."""
    byline, _ = choose_authors(visible=["Par Anne Vasseur-Lemoine"], json_ld=[(marked, "person")])
    assert byline.authors == ("Anne Vasseur-Lemoine",)


@pytest.mark.parametrize(
    ("values", "authors"),
    [
        (["Recueilli par Anne Vasseur"], ("Anne Vasseur",)),
        (["Anne Vasseur", "correspondante à Port-Briac"], ("Anne Vasseur",)),
        (["AFP agence"], ("AFP",)),
        (["Anne Vasseur (avec AFP)"], ("Anne Vasseur", "AFP")),
    ],
)
def test_author_values_without_what_is_no_name(values: list[str], authors: tuple[str, ...]) -> None:
    """Introducers, places of correspondents and the word «agence» stand in author fields, too."""
    assert authors_from_metadata([(value, "person") for value in values]).authors == authors


@pytest.mark.parametrize("line", ["Anne Vasseur21 mai 2024 à 14:05", "Anne Vasseur Lecourrier.net", "Anne Vasseur"])
def test_what_is_glued_to_a_name_is_no_part_of_it(line: str) -> None:
    """A date without a space before it, as style sheets part it, and the site's address."""
    assert choose_authors(visible=[line])[0].authors == ("Anne Vasseur",)


def test_the_town_behind_a_name_is_nobody() -> None:
    """«Anne Un, Glaris» in the markup is one person, and «Anne Un, Luc Deux» are two."""
    assert choose_authors(json_ld=[("Anne Un, Glaris", "person")])[0].authors == ("Anne Un",)
    assert choose_authors(json_ld=[("Anne Un, Luc Deux", "person")])[0].authors == ("Anne Un", "Luc Deux")


def test_an_agency_among_the_markups_people_gives_way_to_who_is_shown() -> None:
    """«Anne Un», «Luc Deux | Agence QMI» on the page; JSON-LD has the agency as a person, and not Luc Deux."""
    marked = [("Anne Un", "person"), ("Agence QMI", "person")]
    byline, method = choose_authors(visible=["Anne Un, Luc Deux"], json_ld=marked)
    assert (byline.authors, byline.agency, method) == (("Anne Un", "Luc Deux"), "QMI", "visible")


def test_whoever_asks_signs_an_interview() -> None:
    """JSON-LD has the one who is asked; below the text stands «Recueilli par Luc Deux»."""
    byline, method = choose_authors(visible=["Recueilli par Luc Deux"], json_ld=[("Anne Un", "person")])
    assert (byline.authors, method) == (("Luc Deux",), "visible")
    byline, _ = choose_authors(visible=["Par Anne Un", "Recueilli par Luc Deux"], json_ld=[("Anne Un", "person")])
    assert byline.authors[0] == "Anne Un"


def test_the_role_is_told_by_another_line_than_the_first() -> None:
    """«par Anne Un» near the headline, «Propos recueillis par Anne Un» below the text."""
    byline, method = choose_authors(
        json_ld=[("Anne Un", "person")], visible=["par Anne Un", "Propos recueillis par Anne Un"]
    )
    assert method == "json-ld"
    assert byline.contributors == (Contributor("Anne Un", "interviewer"),)


def test_an_agency_behind_a_slash_in_the_markup() -> None:
    """«Anne Un / EFE»: both sign; a role behind a slash is none of it."""
    byline, _ = choose_authors(json_ld=[("Anne Un / EFE", "person")], visible=["Anne Un / EFE"])
    assert byline.authors == ("Anne Un", "EFE")
    assert byline.agency == "EFE"


def test_who_photographed_is_no_author_in_meta_tags_either() -> None:
    """The line tells the parts: «Anne Un (texto) e Luc Deux (fotografia)»."""
    line = "Anne Un (texto) e Luc Deux (fotografia)"
    byline, _ = choose_authors(
        json_ld=[("Anne Un", "person"), ("Luc Deux", "person")], meta=["Anne Un, Luc Deux"], visible=[line]
    )
    assert byline.authors == ("Anne Un",)


def test_the_employer_behind_the_names_in_a_meta_tag() -> None:
    """«By Anne Un, Luc Deux and Zoé Trois, MNN» of MNN."""
    people = ("Anne Un", "Luc Deux", "Zoé Trois")
    line = "By Anne Un, Luc Deux and Zoé Trois, MNN"
    byline, _ = choose_authors(
        json_ld=[(name, "person") for name in people], meta=[line], visible=[line], site_names=["MNN"]
    )
    assert byline.authors == people


def test_the_company_in_the_markup_and_the_paper_in_the_line() -> None:
    """«CW INFO avec Belga» for readers; JSON-LD names the company."""
    byline, method = choose_authors(
        json_ld=[("Canal Wallonie S.A.", "organization")], visible=["CW INFO avec Belga"], site_names=["CW INFO"]
    )
    assert (byline.authors, byline.agency, method) == (("CW INFO", "Belga"), "Belga", "visible")


def test_the_and_in_a_papers_name_parts_nobody() -> None:
    """«Terre et Lac avec AFP» in the markup and for readers: the paper, not «Terre» and «Lac»."""
    signed = "Terre et Lac avec AFP"
    for json_ld, visible in (([(signed, "organization")], []), ([], [f"Par {signed} le 14.03.2023 à 11h27"])):
        byline, _ = choose_authors(json_ld=json_ld, visible=visible, site_names=["Terre et Lac"])
        assert byline.authors == ("Terre et Lac", "AFP")
    byline, _ = choose_authors(visible=["Par Anne Un et Luc Deux, Terre et Lac"], site_names=["Terre et Lac"])
    assert byline.authors[:2] == ("Anne Un", "Luc Deux")


@pytest.mark.parametrize("account", ["wcn9", "Super Utilisateur", "Le desk web"])
def test_accounts_and_desks_are_nobody(account: str) -> None:
    """What a publishing system calls whoever entered the text."""
    assert choose_authors(json_ld=[(account, "person")], meta=[account])[0].authors == ()


def test_the_station_beside_people_who_alone_sign() -> None:
    """JSON-LD lists the house with two reporters; the line above the text has the reporters. An agency stays."""
    marked = [("Anne Un", "person"), ("Luc Deux", "person"), ("Radio du Lac", "organization")]
    assert choose_authors(json_ld=marked, visible=["Anne Un, Luc Deux"])[0].authors == ("Anne Un", "Luc Deux")
    assert len(choose_authors(json_ld=marked)[0].authors) == 3
    house = [("Radio du Lac", "organization")]
    assert choose_authors(json_ld=house, visible=["Traduit par Anne Un"])[0].authors == ("Radio du Lac",)
    helped = [("Anne Un", "person"), ("AFP", "organization")]
    assert choose_authors(json_ld=helped, visible=["Anne Un"])[0].authors == ("Anne Un", "AFP")


def test_the_agencys_rights_behind_its_name() -> None:
    """«Par AFP © 2023 AFP», where the markup has the channel."""
    byline, _ = choose_authors(
        visible=["Par AFP © 2023 AFP"], json_ld=[("Canal Lac", "organization")], site_names=["Canal Lac"]
    )
    assert (byline.authors, byline.agency) == (("AFP",), "AFP")

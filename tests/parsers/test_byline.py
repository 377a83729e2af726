from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import Contributor
from ingest.parsers.byline import (
    Byline,
    authors_from_metadata,
    choose_authors,
    is_byline,
    is_date,
    is_full_name,
    is_label,
    parse_byline,
    signature,
)


# --- visible lines -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Par Anne Un et Luc Deux (20 Minutes)", ["Anne Un", "Luc Deux"]),
        ("Par Le Figaro et AFP", ["Le Figaro", "AFP"]),
        ("Le Monde.fr avec AFP", ["Le Monde.fr", "AFP"]),
        ("Par Le Quotidien avec AFP et Reuters", ["Le Quotidien", "AFP", "Reuters"]),
        ("Anne Un avec l’AFP", ["Anne Un", "AFP"]),
        ("Recueilli par Luc DEUX", ["Luc DEUX"]),
        ("Un texte de Anne Un", ["Anne Un"]),
        ("Un texte de Luc Deux d’Enquête", ["Luc Deux"]),
        ("Une enquête d’Anne Un", ["Anne Un"]),
        ("Anne Un (avec Luc Deux et Zoé Trois)", ["Anne Un", "Luc Deux", "Zoé Trois"]),
        ("Tokpa Doré, correspondant à Conakry", ["Tokpa Doré"]),
        ("Par notre correspondant à Rome, Luc Deux", ["Luc Deux"]),
        ("De notre envoyée spéciale à Kiev, Anne Un", ["Anne Un"]),
        ("Par Anne Un, envoyée spéciale à Kiev", ["Anne Un"]),
        ("Par Anne Un (à Dakar, avec AFP)", ["Anne Un", "AFP"]),
        ("Par Anne Un, Genève", ["Anne Un"]),
        ("Par Anne Un pour Le Quotidien", ["Anne Un"]),
        ("Par Luc de La Fontaine et Valérie d’Aubigné", ["Luc de La Fontaine", "Valérie d’Aubigné"]),
        ("Par CHOKRI Un, Mohamed Ould Deux et O. L.", ["CHOKRI Un", "Mohamed Ould Deux", "O. L."]),
        ("Par Elba", ["Elba"]),
        ("Par Anne Un, géographe (Université du Lac), et Luc Deux, architecte", ["Anne Un", "Luc Deux"]),
        ("Un documentaire de Anne UnAnne Un", ["Anne Un"]),
        ("Un podcast de Anne Un", ["Anne Un"]),
        ("Autor: Anne Un Quelle: Kurier", ["Anne Un"]),
        ("Autorin: Anne Un, Projektleiterin der Stiftung in Tunis", ["Anne Un"]),
        ("11-04-24 à 22h03 (avec Belga)", ["Belga"]),
        ("Radio France", ["Radio France"]),
        ("Auteur : Anne Un", ["Anne Un"]),
        ("Par Anne Un @anneun anne.un@exemple.fr", ["Anne Un"]),
        ("Par Anne Un Publié le 06/01/2026 - 14:16 UTC+1", ["Anne Un"]),
        ("Par Anne Un le 3 mars 2021 à 10h02", ["Anne Un"]),
        (
            "Le Quotidien | 04.05.2015 à 13h36 • Mis à jour le 05.05.2015 | Par Anne Un (avec Luc Deux)",
            ["Anne Un", "Luc Deux"],
        ),
        ("Le Monde.fr avec AFP | 05.07.2011 à 22h09", ["Le Monde.fr", "AFP"]),
        ("30 juil. 2019 Par Elba", ["Elba"]),
        ("Journaliste • Anne Un", ["Anne Un"]),
        ("Publié le 3 mars 2021 par Anne Un", ["Anne Un"]),
        ("Lu 25.04.24 | 14:07 Uhr | Von Anne Un", ["Anne Un"]),
        ("RFI avec AFP", ["RFI", "AFP"]),
        ("20 Minutes avec AFP", ["20 Minutes", "AFP"]),
        ("Par Service Société", ["Service Société"]),
        ("RTBF avec Agences", ["RTBF"]),
        ("Par le Dr Anne Un", ["Dr Anne Un"]),
        ("By Anne Un and Luc Deux The Associated Press", ["Anne Un", "Luc Deux", "The Associated Press"]),
        ("By Anne Un Lifestyle Writer", ["Anne Un"]),
        ("Von Anne Un und Luc Deux, Berlin", ["Anne Un", "Luc Deux"]),
        ("05.06.2025 um 14:46 von Anne-Marie Un", ["Anne-Marie Un"]),
        ("Por Anne Un, Madrid", ["Anne Un"]),
        ("di Anne Un", ["Anne Un"]),
        ("Door Anne Un en Luc Deux", ["Anne Un", "Luc Deux"]),
    ],
)
def test_authors_of_a_line(line: str, authors: list[str]) -> None:
    """People and agencies as signed: without «Par», roles, places, employers, dates, e-mails and handles."""
    assert list(parse_byline(line).authors) == authors


@pytest.mark.parametrize(
    "line",
    [
        "Par ailleurs, le ministre a dit non",
        "Par la voix d’Anne Un, le parti a refusé",
        "Parmi les invités",
        "Von der Brücke sprang niemand",
        "Par la rédaction",
        "La Rédaction",
        "Publié par admin",
        "Le procès de Luc Deux",
        "Mis à jour le 3 mars",
        "Lire aussi",
        "Partager",
        "Paris, France",
        "3 min de lecture",
        "Prétexte - Belga",
        "",
        "x" * 1_000,
    ],
)
def test_lines_that_sign_nobody(line: str) -> None:
    """A wrong author is worse than none: prose, labels, dates and anonymous signatures give nobody."""
    assert parse_byline(line).authors == ()


@pytest.mark.parametrize(
    ("line", "contributors"),
    [
        ("Propos recueillis par Anne Un", [Contributor("Anne Un", "interviewer")]),
        ("Traduit de l’anglais (États-Unis) par Luc Deux", [Contributor("Luc Deux", "translator")]),
        ("Texte : Anne Un. Photos : Luc Deux", [Contributor("Luc Deux", "photographer")]),
        ("montage : Anne Un, son : Luc Deux", [Contributor("Anne Un", "video"), Contributor("Luc Deux", "video")]),
        ("Illustration : Zoé Trois", [Contributor("Zoé Trois", "illustrator")]),
        ("Texte: Anne Un / Photos: Luc Deux", [Contributor("Luc Deux", "photographer")]),
        ("Par Anne Un, traduit de l’anglais par Luc Deux", [Contributor("Luc Deux", "translator")]),
    ],
)
def test_roles_are_kept(line: str, contributors: list[Contributor]) -> None:
    """Interviewers, translators and photographers keep their part; of these only the interviewer is an author."""
    byline = parse_byline(line)
    assert list(byline.contributors) == contributors
    assert {c.name for c in contributors if c.role != "interviewer"}.isdisjoint(byline.authors)


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("Par AFP", "AFP"),
        ("Le Quotidien avec AFP", "AFP"),
        ("Agence France-Presse", "AFP"),
        ("Anne Un, La Presse canadienne", "La Presse Canadienne"),
        ("Avec Reuters", "Reuters"),
        ("Source : Keystone-ATS", "ATS"),
        ("Par Anne Un", None),
        ("Par Anne Afp", None),
        ("Photo : AFP", None),
        ("Anne Un (avec agences)", None),
        ("La rédaction avec AFP", "AFP"),
        ("RFI avec AFP", "AFP"),
    ],
)
def test_agency_has_one_name(line: str, agency: str | None) -> None:
    """Whatever the spelling, the column holds the agency's short name."""
    assert parse_byline(line).agency == agency


@pytest.mark.parametrize(
    "line",
    [
        "Par Anne Un et Luc Deux",
        "Par Anne Un, envoyée spéciale à Kiev",
        "Propos recueillis par Anne Un",
        "Un texte de Luc Deux d’Enquête",
        "Le Monde.fr avec AFP",
        "(AFP)",
        "Traduit de l’anglais par Luc Deux",
        "30 juil. 2019 Par Elba",
        "Lu 25.04.24 | 14:07 Uhr | Von Anne Un",
        "Publié le 3 mars 2021 par Anne Un",
        "Par Anne Un, traduit de l’anglais par Luc Deux",
        "Texte: Anne Un / Photos: Luc Deux",
        "Anne Un, correspondante à Fatick - 09/04/2024 à 08h15",
        "Anne Un (Correspondante à Fatick)",
        "Anne Un Journaliste",
        "11-04-24 à 22h03 (avec Belga)",
        "Associated Press April 28, 2023 GMT",
    ],
)
def test_nothing_but_a_byline(line: str) -> None:
    """Such lines are no part of the body."""
    assert is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "Par ailleurs, Anne Un a annoncé son départ.",
        "Par Anne Un, nous avons appris que le pont ne rouvrirait pas avant l’été prochain.",
        "Selon l’AFP",
        "Photo prise hier",
        "Anne Un",
        "Texte intégral",
        "Par quel miracle le pont tient-il encore ?",
        "Entretien avec un pont",
        "2 février 2019 - Place de la Liberté",
        "12 ponts fermés en 2021",
        "Le 3 mars 2021, Anne Un rouvrait le pont",
    ],
)
def test_sentences_are_no_bylines(line: str) -> None:
    """A paragraph dropped as a byline by mistake is text lost: crossheads, names alone and prose stay."""
    assert not is_byline(line)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Anne Un", True),
        ("Jean-Luc d’Aubigné", True),
        ("Anne", False),
        ("À lire aussi", False),
        ("Anne Un !", False),
        ("Service Société", False),
        ("Anne Un, Lyon", False),
        ("les Amis", False),
        ("Votre Quotidien", False),
        ("Saint Denis", False),
    ],
)
def test_full_names(line: str, name: bool) -> None:
    """A name that stands alone signs only when it is a first and a last name and nothing else."""
    assert is_full_name(line) is name


def test_labels_and_dates() -> None:
    """«Auteur» on a line of its own announces the next one; a date beside a name makes it a signature."""
    assert [is_label(line) for line in ("Auteur", "Von:", "Auteur inconnu")] == [True, True, False]
    dates = ("4 décembre 2022", "Publié le 04/12/2022", "Le 4 est un bon numéro")
    assert [is_date(line) for line in dates] == [True, True, False]


def test_wire_signature_is_taken_from_the_last_paragraph() -> None:
    """«(ats/nxp)» glued to the last sentence names the agency, and its initials no author."""
    assert signature("Le pont rouvre lundi. (ats/nxp)") == ("Le pont rouvre lundi.", Byline(agency="ATS"))
    assert signature("Le pont rouvre lundi (avec AFP)") == ("Le pont rouvre lundi", Byline(agency="AFP"))


def test_parentheses_that_sign_nothing_stay() -> None:
    """Asides at the end of a paragraph are text."""
    text = "Le pont rouvre lundi (voir ci-dessous)"
    assert signature(text) == (text, Byline())


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
        ("Anne Un / Journaliste", "", ["Anne Un"]),
        ("Anne Un, journaliste", "", ["Anne Un"]),
        ("Anne Un (Le Quotidien)", "", ["Anne Un"]),
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


# --- both ----------------------------------------------------------------------------------------------------------
def test_marked_up_people_win_and_get_the_roles_of_the_visible_line() -> None:
    """JSON-LD names, the visible line adds who translated and which agency helped."""
    byline, method = choose_authors(
        visible=["Par Anne Un (avec AFP), traduit de l’anglais par Luc Deux", "Par Anne Un avec AFP"],
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


def test_pseudonyms_only_where_nothing_else_signs() -> None:
    """A single word in an author element is taken as the last resort; a label is not."""
    assert choose_authors(visible=["reineckefuchs"])[0].authors == ("reineckefuchs",)
    assert choose_authors(visible=["Suivre", "Twitter"])[0].authors == ()
    assert choose_authors(visible=["Vidéos Studio Bleu", "Photo : Anne Un"])[0].authors == ()
    assert choose_authors(visible=["reineckefuchs"], meta=["Anne Un"])[0].authors == ("Anne Un",)


def test_nobody() -> None:
    """No evidence, no author."""
    assert choose_authors() == (Byline(), "none")


@given(st.text(max_size=120), st.sampled_from(["", "person", "organization"]))
def test_any_text_is_survived(text: str, kind: str) -> None:
    """Bylines are strangers' text: nothing in them raises, names are never blank."""
    for line in (text, f"Par {text}", f"{text} | {text} (avec {text})"):
        found = parse_byline(line)
        is_byline(line)
        signature(line)
        metadata = authors_from_metadata([(line, kind)], site_names=[text])
        assert all(name.strip() for name in (*found.authors, *metadata.authors))
        choose_authors(visible=[line], json_ld=[(text, kind)], meta=[line], site_names=[text])

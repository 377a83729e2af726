from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import Contributor
from ingest.parsers.byline import (
    Byline,
    is_byline,
    is_date,
    is_full_name,
    is_label,
    names_beside_date,
    parse_byline,
    signatories_in,
)
from ingest.parsers.wires import signature


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
        ("Anne Un avec AFP Journaliste police-justice Canal Info TV", ["Anne Un", "AFP"]),
        ("Anne Un, SecOps World (adapté par Luc Deux)", ["Anne Un"]),
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
        ("Anne Unanne.un@exemple.fr", ["Anne Un"]),
        ("Anne Un a.un@exemple.fr", ["Anne Un"]),
        ("By Anne Un on Monday, November 18th, 2019 at 5 p.m.", ["Anne Un"]),
        ("ANNE UN, NOTRE CORRESPONDANTE EN ALLEMAGNE", ["ANNE UN"]),
        ("ats/mbu", ["ats"]),
        ("作者：高艳", ["高艳"]),
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
        "Publié par Groupe Lac SAS",
        "Contenu proposé par la Banque du Lac",
        "Réalisé par Anne Un, avec Luc Deux et Zoé Trois",
        "De Anne Un, avec Luc Deux. Durée : 1 h 42",
        "La Rédaction",
        "Publié par admin",
        "User Admin",
        "By Staff Reports",
        "LinkWhatsapp Reddit LineEmail",
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


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("12/03/2024 - Anne Un", ["Anne Un"]),
        ("Anne Un · 12 mars 2024 · 3 min", ["Anne Un"]),
        ("Buenos Aires, 12 mars 2024", []),
        ("12 mars 2024 Sciences Climat", []),
        ("Anne Un •", []),
        ("12 mars 2024", []),
    ],
)
def test_names_beside_a_date(line: str, names: list[str]) -> None:
    """A name and a date with a mark between them sign; a place and a day, or a list of topics, do not."""
    assert names_beside_date(line) == names


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


@given(st.text(max_size=120))
def test_any_text_is_survived(text: str) -> None:
    """Bylines are strangers' text: nothing in them raises, names are never blank."""
    for line in (text, f"Par {text}", f"{text} | {text} (avec {text})"):
        found = parse_byline(line)
        is_byline(line)
        signature(line)
        names_beside_date(line)
        assert all(name.strip() for name in found.authors)


def test_and_behind_a_comma_is_no_part_of_a_name() -> None:
    """«di Anne Un, nostra inviata, e Luc Deux»"""
    assert parse_byline("di Anne Un, nostra inviata, e Luc Deux").authors == ("Anne Un", "Luc Deux")


def test_an_interviewers_office_may_be_long() -> None:
    """«Propos recueillis par Anne Un, direction de la communication» is nothing but a signature."""
    assert is_byline("Propos recueillis par Anne Un, direction de la communication")


@pytest.mark.parametrize(
    "line",
    [
        "Anne Un, Luc Deux, avec Rédaction web • Publié le 22 octobre 2024 à 06h48, mis à jour le 23 à 09h15",
        "Anne Un et Luc Deux - Publié le 22 octobre 2024 à 06h48",
    ],
)
def test_names_before_when_the_page_was_published(line: str) -> None:
    """All of a line: who signs, perhaps with the newsroom, and behind a mark the dates."""
    assert is_byline(line)
    assert parse_byline(line).authors == ("Anne Un", "Luc Deux")


def test_an_agency_in_small_letters_before_who_completed_its_copy() -> None:
    """«ats/Anne Un» below a text; in capitals it would be whose picture it is."""
    assert is_byline("ats/Anne Un")
    assert parse_byline("ats/Anne Un").agency == "ATS"
    assert not is_byline("ATS/Anne Un")


def test_how_long_it_takes_to_read_in_italian() -> None:
    """«… e Luc Deux 3 Minuti di Lettura»"""
    assert parse_byline("di Anne Un e Luc Deux 3 Minuti di Lettura").authors == ("Anne Un", "Luc Deux")


def test_several_people_between_semicolons() -> None:
    """Each with what they are, or a few from one place; a list of things names nobody."""
    assert signatories_in("Anne Un, urbaniste ; Luc Deux, médecin au lac.") == ["Anne Un", "Luc Deux"]
    assert signatories_in("Anne Un, Luc Deux; Zoé Trois, Lyon") == ["Anne Un", "Luc Deux", "Zoé Trois"]
    assert signatories_in("un tarif social ; Anne Un, urbaniste") == []

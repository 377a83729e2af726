from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parsers import captions
from ingest.parsers.captions import split_caption

SEEN = "A gauche, le ministre visite le nouveau pont de Liège, le 12 juillet."


@pytest.mark.parametrize(
    ("tail", "credit"),
    [
        (" — Luc Deux/AP", "Luc Deux/AP"),
        (" © Luc Deux", "Luc Deux"),
        (" ©\u00a0E.B", "E.B"),
        (" | DR", "DR"),
        (" - Luc Deux-Trois.", "Luc Deux-Trois"),
        (" (photo Luc)", "Luc"),
        (" (photo de Luc Deux)", "Luc Deux"),
        (" (Photo Luc Deux/Studio pour « Le Quotidien »)", "Luc Deux/Studio pour « Le Quotidien »"),
        ("/Ph. Luc Deux", "Luc Deux"),
        (" Musée / Corps d’Estavayer", "Musée / Corps d’Estavayer"),
        (" Photo Luc Deux", "Luc Deux"),
        (" – photo Service des quais", "Service des quais"),
        (" - [RTN - Anne Un]", "RTN - Anne Un"),
        (" © Tous droits réservés", "Tous droits réservés"),
        (" — Club des Nageurs", "Club des Nageurs"),
        (" | Anne Un", "Anne Un"),
        (" — Collection Fédération des étangs", "Collection Fédération des étangs"),
        (" REUTERS/Luc Deux", "REUTERS/Luc Deux"),
        (" LUC DEUX / AFP", "LUC DEUX / AFP"),
        ("Photo\u00a0:\u00a0Radio-Canada / Luc Deux", "Radio-Canada / Luc Deux"),
        ("• Crédits : Getty", "Getty"),
        (" Image: Keystone", "Keystone"),
        (" Photo iStock", "iStock"),
        (" Getty Images", "Getty Images"),
        (" (Luc Deux/Pool/Sipa)", "Luc Deux/Pool/Sipa"),
        (" (©Adobe Stock)", "Adobe Stock"),
        (" (Photo by Luc Deux/Getty Images)", "Luc Deux/Getty Images"),
        (" (AP Photo/Luc Deux)", "AP Photo/Luc Deux"),
        (" [Luc Deux - AFP]", "Luc Deux - AFP"),
        (" Luc Deux - Belga", "Luc Deux - Belga"),
        (" Foto: Luc Deux/dpa", "Luc Deux/dpa"),
        (" AP/LUC DEUX", "AP/LUC DEUX"),
        ("LUC DEUXAFP", "LUC DEUX / AFP"),
        ("SPUTNIKAFP", "SPUTNIK / AFP"),
        (" - Tous droits réservés Le Quotidien", "Tous droits réservés Le Quotidien"),
    ],
)
def test_credit_behind_the_caption(tail: str, credit: str) -> None:
    """Marked, labelled, bracketed or glued: the credit is found, and the caption keeps its own full stop."""
    assert split_caption(SEEN + tail) == (SEEN, credit)


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("Prétexte - Belga", "Prétexte", "Belga"),
        ("Exercice au Bec Rond, 2025 (photo SLH / A. Un)", "Exercice au Bec Rond, 2025", "SLH / A. Un"),
        ("Les tours sèchent neuf mois. Photo A.U.", "Les tours sèchent neuf mois.", "A.U."),
        (
            "© Anne Un - Les lignes d'enduction sont arrivées avec huit mois de retard.",
            "Les lignes d'enduction sont arrivées avec huit mois de retard.",
            "Anne Un",
        ),
        ("Anne Un, photo: Archives du Journal", "Anne Un", "Archives du Journal"),
        ("Le pont neuf © Anne Un / Hans Lucas", "Le pont neuf", "Anne Un / Hans Lucas"),
        ("The crowd in London (Luc Deux/AP Photo)", "The crowd in London", "Luc Deux/AP Photo"),
    ],
)
def test_captions_without_a_full_stop(text: str, caption: str, credit: str) -> None:
    """Short legends are no sentences; the credit is found all the same."""
    assert split_caption(text) == (caption, credit)


def test_credit_before_the_caption() -> None:
    """«Photo : X» in front: the caption begins with the sentence."""
    text = "Photo: Luc Deux Archives Le Quotidien Les cyclistes ont pris possession du nouveau pont dès lundi matin."
    assert split_caption(text) == (
        "Les cyclistes ont pris possession du nouveau pont dès lundi matin.",
        "Luc Deux Archives Le Quotidien",
    )


@pytest.mark.parametrize("text", ["AFP", "© AFP", "Photo : AFP", "(Photo : AFP)", "Crédit photo : AFP"])
def test_credit_alone(text: str) -> None:
    """A legend that is all credit has no caption."""
    assert split_caption(text) == (None, "AFP")


@pytest.mark.parametrize(
    "text",
    [
        SEEN,
        "Le ministre (à gauche) et son adjoint",
        "Une vue du port (photo d'archives)",
        "Une vue du port (photo prise en 2019)",
        "Le maire de Liège, Luc Deux",
        "Image d’illustration",
        "Photo : le ministre arrive au pont avec son chef de cabinet et les journalistes qui l’attendent",
        "Une image du pont prise par la NASA",
        "Le siège de l’AFP",
        "La tour AFP de nuit",
        "Place de la Liberté - Paris - 2 février 2019",
        "Les fréquences de la carte XFX",
        "Le pont vu du train Paris – Bruxelles",
    ],
)
def test_captions_without_a_credit_stay_whole(text: str) -> None:
    """An agency spoken of, a person in the picture, a place or a date behind a dash are no credits."""
    assert split_caption(text) == (text, None)


def test_credit_element_of_the_page_is_believed() -> None:
    """A credit in an element of its own is taken out of the legend's text, with its label and separators."""
    assert split_caption(f"{SEEN} Photo : Luc Deux", "Photo : Luc Deux") == (SEEN, "Luc Deux")
    assert split_caption(f"{SEEN} Capture d’écran", "Capture d’écran") == (SEEN, "Capture d’écran")
    assert split_caption(f"Luc Deux / AFP {SEEN}", "Luc Deux / AFP") == (SEEN, "Luc Deux / AFP")
    assert split_caption(SEEN, "© Anne Un") == (SEEN, "Anne Un")
    assert split_caption(f"{SEEN} - Tous droits réservés Le Quotidien", "Le Quotidien") == (
        SEEN,
        "Tous droits réservés Le Quotidien",
    )


def test_nothing() -> None:
    """An empty legend is two times None."""
    assert split_caption("") == split_caption(" \n") == (None, None)


@given(st.text(max_size=200), st.none() | st.text(max_size=40))
def test_any_text_is_survived(text: str, credit: str | None) -> None:
    """Legends are strangers' text: nothing raises, nothing blank comes back."""
    for part in (*split_caption(text, credit), *split_caption(f"{text}. AFP {text}", credit)):
        assert part is None or part.strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{SEEN}.Credit...Anne Un for The Lake Ledger", (f"{SEEN}.", "Anne Un for The Lake Ledger")),
        ("Credit Anne Un/Getty Images", (None, "Anne Un/Getty Images")),
        (f"{SEEN}. Credit Anne Un for The Lake Ledger", (f"{SEEN}.", "Anne Un for The Lake Ledger")),
        (f"{SEEN} (dessin : Anne Un)", (SEEN, "Anne Un")),
        ("ANP • Une cigogne couve sur la voie, près du pont", ("Une cigogne couve sur la voie, près du pont", "ANP")),
        (
            "Lyon • Une cigogne couve sur la voie, près du pont",
            ("Lyon • Une cigogne couve sur la voie, près du pont", None),
        ),
    ],
)
def test_credits_of_other_presses(text: str, expected: tuple[str | None, str | None]) -> None:
    """«Credit...» glued to the sentence, a label without a colon, a cartoon, the agency before a bullet; no town."""
    assert split_caption(text) == expected


@given(
    st.lists(
        st.sampled_from(["Le pont", "Anne Un", " ", " – ", " - ", "|", "•", "AFP", ".", "—", "·", "\u00a0"]), max_size=7
    )
)
def test_a_legend_without_a_mark_has_none_for_the_patterns(pieces: list[str]) -> None:
    """Where a quick look sees no bar or dash, the patterns that look for one find nothing."""
    legend = "".join(pieces)
    found = captions._mark_at_end.search(legend) or captions._agency_before.match(legend)
    assert captions._may_be_marked(legend) or found is None


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("Bombeiros procuram vítimas em Lagoa Serena (SP) - Ana Um/Folha do Tietê",
         "Bombeiros procuram vítimas em Lagoa Serena (SP)", "Ana Um/Folha do Tietê"),
        ("Fermina muestra una fotografía de su casa tomada en 1961. J. R.",
         "Fermina muestra una fotografía de su casa tomada en 1961.", "J. R."),
        ("Le kiosque en 1911, un jour de concert (coll. part. A. Un)",
         "Le kiosque en 1911, un jour de concert", "coll. part. A. Un"),
    ],
)  # fmt: skip
def test_credits_abroad_and_in_old_albums(text: str, caption: str, credit: str) -> None:
    """Small words inside names of other languages, initials, and whose album a picture is from."""
    assert split_caption(text) == (caption, credit)


def test_who_drew_an_illustration() -> None:
    """In an element for credits, its label goes."""
    assert split_caption("Il ponte.", "Illustrazione di Anna Uno") == ("Il ponte.", "Anna Uno")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dessin d’Anne Un, Varsovie.", (None, "Anne Un, Varsovie")),
        ("La vitrine, mardi midi. (Photo d’un lecteur)", ("La vitrine, mardi midi.", "un lecteur")),
        ("Ілюстративне фото: Getty Images", (None, "Getty Images")),
        (
            "© Portail du Lac par DR Le nouveau bac peut embarquer huit camions de cacao et trente passagers",
            ("Le nouveau bac peut embarquer huit camions de cacao et trente passagers", "Portail du Lac par DR"),
        ),
        ("Dessin de la fresque, avant sa restauration.", ("Dessin de la fresque, avant sa restauration.", None)),
    ],
)
def test_who_has_drawn_lent_or_sold_a_picture(text: str, expected: tuple[str | None, str | None]) -> None:
    """What a drawing shows is said nowhere; a reader who took it has no name."""
    assert split_caption(text) == expected


@pytest.mark.parametrize("credit", ["Beeld Anne Un", "提供 Anne Un", "Bild Anne Un"])
def test_labels_without_a_colon_in_a_credits_element(credit: str) -> None:
    """«Beeld» is no first name."""
    assert split_caption(f"De brug. {credit}", credit) == ("De brug.", "Anne Un")


def test_initials_before_a_name_behind_a_label() -> None:
    """«PHOTO S. UN» ends a legend, and no sentence."""
    assert split_caption("Le filet se relève au treuil. PHOTO S. UN") == ("Le filet se relève au treuil.", "S. UN")


def test_a_mark_before_the_label_of_a_credits_element() -> None:
    """«| Photo Credit: PTI»"""
    assert split_caption("Families at the school. | Photo Credit: PTI", "| Photo Credit: PTI") == (
        "Families at the school.",
        "PTI",
    )


@pytest.mark.parametrize(
    ("legend", "expected"),
    [
        ("Les bêtes sortent la nuit. Photo d'illustration LQ /Anne Un", ("Les bêtes sortent la nuit.", "LQ /Anne Un")),
        ("Le banc du môle (foto di Anna Un)", ("Le banc du môle", "Anna Un")),
        ("Les ponts en 1932. (Archives municipales du Lac)", ("Les ponts en 1932.", "Archives municipales du Lac")),
        ("Le tracé du séisme. Document : Observatoire du Lac", ("Le tracé du séisme.", "Observatoire du Lac")),
        ("Onions on the road. Picture: Robin Un", ("Onions on the road.", "Robin Un")),
        (
            "L'atelier : 610 ouvriers. (Photo archives municipales)",
            ("L'atelier : 610 ouvriers.", "archives municipales"),
        ),
        ("복원된 은어 [촬영 윤다솜]", ("복원된 은어", "윤다솜")),
        ("Bizony o świcie Fot. Anna Un / Agencja", ("Bizony o świcie", "Anna Un / Agencja")),
        ("Le musée de la ville (musée municipal)", ("Le musée de la ville (musée municipal)", None)),
        ("The pier. Picture Alliance/Robin Un", ("The pier.", "Picture Alliance/Robin Un")),
    ],
)
def test_labels_and_houses_of_other_presses(legend: str, expected: tuple[str | None, str | None]) -> None:
    """Labels without a colon, prepositions of other languages, who keeps an old picture; an agency's own name stays."""
    assert split_caption(legend) == expected


def test_an_at_sign_for_the_mark() -> None:
    """In an element that is named for the credit; Greek labels."""
    assert split_caption("La mousse. @ N. Un / Lac", "@ N. Un / Lac") == ("La mousse.", "N. Un / Lac")
    assert split_caption("Στα παράθυρα (φωτ. ΑΝΝΑ ΟΥΝ)") == ("Στα παράθυρα", "ΑΝΝΑ ΟΥΝ")


@pytest.mark.parametrize(
    ("legend", "credit"),
    [
        (f"{SEEN} (Photo Anne Un / Le Quotidien / cc)", "Anne Un / Le Quotidien / cc"),
        (f"{SEEN} (Photo Anne Un / Luc Deux / CC BY-SA 4.0)", "Anne Un / Luc Deux / CC BY-SA 4.0"),
    ],
)
def test_a_licence_behind_the_names_in_brackets(legend: str, credit: str) -> None:
    """«/ cc» is written in small letters, and is part of the credit."""
    assert split_caption(legend) == (SEEN, credit)


@pytest.mark.parametrize("label", ["PHOTO / ", "Photo/", "Crédit photo / ", "Credit "])
def test_a_label_before_a_slash_is_none_of_the_credit(label: str) -> None:
    """«PHOTO / Anne Un / REUTERS» in an element of its own; «AP Photo/…» keeps its word."""
    given = f"{label}Anne Un / REUTERS"
    assert split_caption(f"{SEEN} {given}", given) == (SEEN, "Anne Un / REUTERS")
    assert split_caption(f"{SEEN} AP Photo/Luc Deux", "AP Photo/Luc Deux") == (SEEN, "AP Photo/Luc Deux")
    assert split_caption(f"{SEEN} Credit Suisse", "Credit Suisse") == (SEEN, "Credit Suisse")


def test_keepers_in_brackets_and_other_words_for_pictures() -> None:
    """«(Archivio Un)» behind a legend without a full stop; «Pic: Anne Un»."""
    seen = "Una fontana del 1908 in un cortile di Porta Romana, a Milano"
    assert split_caption(f"{seen} (Archivio Immagini Lombarde)") == (seen, "Archivio Immagini Lombarde")
    assert split_caption(f"{seen} (archivio di famiglia in vendita)")[1] is None
    assert split_caption(f"{SEEN} Pic: Anne Un") == (SEEN, "Anne Un")


@pytest.mark.parametrize(
    ("text", "credit", "split"),
    [
        (f"{SEEN} (AP Photo/Luc Deux) more >", None, (SEEN, "AP Photo/Luc Deux")),
        (f"{SEEN} Luc Deux Vis mer", "Luc Deux Vis mer", (SEEN, "Luc Deux")),
        ("(Luc Deux Photography)", None, (None, "Luc Deux Photography")),
        (f"Image caption {SEEN}", None, (SEEN, None)),
        (f"Media caption {SEEN}", None, (SEEN, None)),
        (f"{SEEN} Image copyright Reuters", "Image copyright Reuters", (SEEN, "Reuters")),
        (f"{SEEN} Bildrechte: MDR/Luc Deux", "Bildrechte: MDR/Luc Deux", (SEEN, "MDR/Luc Deux")),
        (f"{SEEN} Photograph by Luc Deux", "Photograph by Luc Deux", (SEEN, "Luc Deux")),
        (f"{SEEN} 05:22 - Source: CNN", "05:22 - Source: CNN", (SEEN, "CNN")),
        (f"{SEEN} View photo", "View photo", (SEEN, None)),
        ("3:10 • Source: CNN", None, (None, "CNN")),
        (".", "EFE", (None, "EFE")),
        (f"{SEEN} Luc Deux for The Daily Lake", None, (SEEN, "Luc Deux for The Daily Lake")),
        (f"{SEEN} Reprodução", None, (SEEN, "Reprodução")),
        ("Фото: Anne Un ©", None, (None, "Anne Un")),
        ("durée de la vidéo : 00h01mn58s", None, (None, None)),
        (
            "L’experte Anne Un. Photograph: Luc Deux",
            "L’experte Anne Un. Photograph: Luc Deux",
            ("L’experte Anne Un.", "Luc Deux"),
        ),
    ],
)
def test_what_buttons_and_screen_readers_say_is_no_part_of_a_legend(
    text: str, credit: str | None, split: tuple[str | None, str | None]
) -> None:
    """Labels and buttons in the legend's element, seen on sites of broadcasters and agencies."""
    assert split_caption(text, credit) == split


def test_a_clock_with_a_full_stop_ends_no_sentence() -> None:
    """«… at 2.01am on 9 November PA»"""
    assert split_caption("The nurse was arrested at 2.01am on 9 November PA")[1] != "01am on 9 November PA"


def test_the_words_of_a_credit_in_the_middle_of_a_legend_are_its_own() -> None:
    """A publisher that is named in the legend of a book's cover and credited for it; a mark says otherwise."""
    cover = "Anne Un: «La nuit», Verlag Hauk & Ried, 384 Seiten"
    assert split_caption(cover, "Hauk & Ried") == (cover, "Hauk & Ried")
    marked = f"{SEEN} © Studio Deux {SEEN}"
    assert "Studio Deux" not in (split_caption(marked, "Studio Deux")[0] or "")


def test_handouts_behind_a_label_without_a_colon() -> None:
    """«Foto Gentileza …», and what an agency prints behind every legend."""
    assert split_caption(f"{SEEN} Foto Gentileza Bomberos Voluntarios") == (SEEN, "Gentileza Bomberos Voluntarios")
    assert split_caption(f"{SEEN[:-1]} - RIPRODUZIONE RISERVATA") == (SEEN[:-1], None)


def test_initials_and_for_whom_before_the_legend() -> None:
    """«© C.L. pour Batinfos - …»"""
    assert split_caption(f"© C.L. pour Batinfos - {SEEN}") == (SEEN, "C.L. pour Batinfos")


@pytest.mark.parametrize(
    ("tail", "credit"),
    [
        (" Radio du Lac/Ph. Anne Un", "Radio du Lac/Ph. Anne Un"),
        (" | Pool photo by Anne Un via EPA", "Pool photo by Anne Un via EPA"),
    ],
)
def test_words_before_the_label_of_a_credit(tail: str, credit: str) -> None:
    """The house before «Ph.», and «Pool» behind a bar: the credit begins where the legend's sentence ends."""
    assert split_caption(SEEN + tail) == (SEEN, credit)


def test_a_stop_that_a_template_adds() -> None:
    """«… le 12 juillet. .» from a field that ended already."""
    assert split_caption(f"{SEEN} . DR", "DR") == (SEEN, "DR")


def test_buttons_beside_a_credit() -> None:
    """«+ CLICCA PER INGRANDIRE» is all that a legend's text has beside its credit's element."""
    assert split_caption("+CLICCA PER INGRANDIRE", "ANSA") == (None, "ANSA")


def test_a_local_correspondent_behind_a_dash() -> None:
    """«… - Luc DEUX (CLP)»"""
    assert split_caption(f"{SEEN} - Luc DEUX (CLP)") == (SEEN, "Luc DEUX")

"""A pattern behind a few words finds what the pattern finds."""

from __future__ import annotations

import pytest

from ingest.parsers import captions, leaving_out
from ingest.parsers.gates import Gate
from ingest.parsers.walls import BLOCKED, CONSENT, NOT_FOUND, PAYWALL

SAID = Gate(r"\bun don\b|€.{0,9}par mois", ("un don", "€"))


def test_gate_opens_in_any_case() -> None:
    """The words are lower case, the text need not be."""
    assert SAID.search("Faites UN DON !") is not None
    assert SAID.findall("Un don, ou un don") == ["Un don", "un don"]


def test_closed_gate_finds_nothing() -> None:
    """Neither does an open one where only the word is there."""
    assert SAID.search("Le port rouvre") is None
    assert SAID.search("un donjon") is None
    assert SAID.findall("Le port rouvre") == []


@pytest.mark.parametrize(
    ("gate", "text"),
    [
        (PAYWALL, "Il vous reste 62 % de cet article à lire"),
        (PAYWALL, "La suite est réservée aux abonnés"),
        (PAYWALL, "L’intégralité de l’article est réservée à nos abonnés"),
        (PAYWALL, "Cet article est réservé"),
        (PAYWALL, "Cet article est payant"),
        (PAYWALL, "Pour lire la suite, abonnez-vous"),
        (PAYWALL, "Déjà abonnée ?"),
        (PAYWALL, "Lisez la suite"),
        (PAYWALL, "Poursuivre votre lecture"),
        (PAYWALL, "Subscribe to keep"),
        (PAYWALL, "To continue reading"),
        (PAYWALL, "This story is only for members"),
        (PAYWALL, "Diesen Artikel jetzt weiterlesen"),
        (PAYWALL, "Suscríbete para leer"),
        (PAYWALL, "Abbonati per leggere"),
        (CONSENT, "Accepter et fermer"),
        (CONSENT, "Continuer sans accepter"),
        (CONSENT, "Gérer mes préférences"),
        (CONSENT, "Nos 237 partenaires"),
        (CONSENT, "We value your privacy"),
        (CONSENT, "Alle akzeptieren"),
        (CONSENT, "Accetta tutto"),
        (BLOCKED, "Access denied"),
        (BLOCKED, "Accès temporairement restreint"),
        (BLOCKED, "Please verify that you are a human"),
        (BLOCKED, "Vérifiez que vous êtes là"),
        (BLOCKED, "Êtes-vous un robot ?"),
        (BLOCKED, "Enable JS and disable any ad blocker"),
        (BLOCKED, "Checking your browser"),
        (BLOCKED, "Just a moment…"),
        (BLOCKED, "Unusual activity"),
        (BLOCKED, "Trafic inhabituel"),
        (BLOCKED, "Activité suspecte"),
        (BLOCKED, "Your IP address has been blocked"),
        (BLOCKED, "Votre adresse IP est bloquée"),
        (BLOCKED, "Site connection is secure"),
        (BLOCKED, "Trop de requêtes"),
        (BLOCKED, "Too many requests"),
        (BLOCKED, "Prouvez que vous n’êtes pas là"),
        (NOT_FOUND, "Page introuvable"),
        (NOT_FOUND, "Cet article n’est plus disponible"),
        (NOT_FOUND, "Contenu supprimé"),
        (NOT_FOUND, "Oups, une erreur"),
        (NOT_FOUND, "Erreur 404"),
        (NOT_FOUND, "Seite nicht gefunden"),
        (NOT_FOUND, "Página no encontrada"),
        (leaving_out._PROMO, "Faites un don"),
        (leaving_out._PROMO, "Vos dons"),
        (leaving_out._PROMO, "Abonnez-vous : illimité"),
        (leaving_out._PROMO, "Dès 9 euros par mois"),
        (leaving_out._PROMO, "1 € offerts, 2 euros offerts"),
        (leaving_out._PROMO, "Adresse e-mail"),
        (leaving_out._PROMO, "Chaque matin, recevez"),
        (leaving_out._PROMO, "Dans votre boîte mail"),
        (leaving_out._PROMO, "Abonnieren Sie"),
        (leaving_out._FOLLOW, "Rejoignez-nous sur WhatsApp"),
        (leaving_out._FOLLOW, "Un témoignage à partager"),
        (leaving_out._DISCLOSURE, "Nous touchons une petite commission, elle perçoit une commission"),
        (captions._label_at_end, "Le pont. Photo : Anne Un"),
        (captions._label_at_end, "Le pont © Anne Un"),
        (captions._label_at_end, "Le pont. PHOTOS PAR ANNE UN"),
        (captions._label_at_end, "Le pont. Credit… Anne Un"),
        (captions._label_at_end, "Мост. Фото: Анна Ун"),
    ],
)
def test_words_of_a_gate_cover_its_pattern(gate: Gate, text: str) -> None:
    """An alternative without its word would never be tried again."""
    assert gate.search(text) is not None

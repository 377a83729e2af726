"""A pattern behind a few words finds what the pattern finds."""

from __future__ import annotations

import pytest

from ingest.parsers.gates import Gate
from ingest.parsers.walls import CONSENT, PAYWALL

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
    ],
)
def test_words_of_a_gate_cover_its_pattern(gate: Gate, text: str) -> None:
    """An alternative without its word would never be tried again."""
    assert gate.search(text) is not None

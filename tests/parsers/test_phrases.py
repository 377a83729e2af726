"""Lines that are furniture by their first words."""

from __future__ import annotations

import pytest

from ingest.parsers.phrases import Phrase, phrase_of


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Lire aussi : le port de Sète rouvre", Phrase.READ_ALSO),
        ("À LIRE AUSSI", Phrase.READ_ALSO),
        ("« Lire aussi »", Phrase.READ_ALSO),
        ("Read also: the harbour", Phrase.READ_ALSO),
        ("Partager", Phrase.SHARE),
        ("Fermer", Phrase.SHARE),
        ("Fermer le port trois jours par semaine", Phrase.NONE),
        ("Le port rouvre jeudi", Phrase.NONE),
        ("Lirelaussi", Phrase.NONE),
        ("", Phrase.NONE),
        ("«»", Phrase.NONE),
        ("…\u00a0!", Phrase.NONE),
    ],
)
def test_kind_of_line(line: str, kind: Phrase) -> None:
    """By whole words, whatever the case, accents and quotation marks; a button's word opens no sentence."""
    assert phrase_of(line) == kind


def test_long_first_token_is_cut_alike() -> None:
    """A line without spaces is looked at no further than any other."""
    assert phrase_of("x" * 5_000) == Phrase.NONE

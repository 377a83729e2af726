"""Lines that are furniture by their first words."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from ingest import parsers
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


@pytest.mark.parametrize(
    "file", sorted((Path(parsers.__file__).parent / "data" / "boilerplate").glob("*.toml")), ids=lambda file: file.stem
)
def test_no_opening_is_listed_twice_for_a_kind(file: Path) -> None:
    """The lists grow by hand: what is there already is not added again."""
    for kind, group in tomllib.loads(file.read_text("utf-8")).items():
        assert not [opening for opening, count in Counter(group["openings"]).items() if count > 1], kind

"""The quick questions that spare most lines the patterns of bylines must never change what is read."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parsers import byline, names
from ingest.parsers.byline_words import byline_words, first_word, introducer_of

_TABLE = tomllib.loads(Path(__file__).with_name("french_bylines.toml").read_text("utf-8"))
_LINES = [*(row[0] for key in ("read", "missed") for row in _TABLE[key]), *_TABLE["none"]]
_PARTS = st.lists(
    st.sampled_from(
        ["Par", "Anne Un", "Publié", "Mis à jour", "le 3 mars 2021", "12/03/2024", "14h02", "|", " - ", "–", "photos",
         "Photos Luc Deux", "Quelle:", "@anne", "anne@lac.example", "www.lac.example", "hier", "pubblicato", "/", ".",
         "(avec AFP)", "traduit de l’anglais par Zoé Trois", "reading time", "AFP", "et", "\n", "journaliste", "·", ":"]
    ),
    max_size=7,
)  # fmt: skip


@given(_PARTS, st.sampled_from(["", " "]))
def test_quick_questions_are_never_wrong(parts: list[str], space: str) -> None:
    """Where a quick look says that a pattern cannot find anything, it finds nothing."""
    line = space.join(parts)
    assert names.without_date(line) == names.DATES.sub("", line)
    assert byline._may_be_contact(line) or byline.CONTACTS.sub(" ", line) == line
    assert byline._may_be_glued(line) or byline._glued.sub(" ", line) == line
    assert byline._may_be_in_pieces(line) or byline._pieces.split(line) == [line]


@pytest.mark.parametrize("line", _LINES)
def test_words_of_lines_that_sign(line: str) -> None:
    """Every byline has a word that short lines are looked up for; an introducer's first word is in its list."""
    words = byline_words()
    if byline.is_byline(line):
        assert not byline._says_nothing(line, words)
    if words.long_introducer.match(line):
        assert first_word(line) in words.long_first_words
        assert introducer_of(line, words) is not None

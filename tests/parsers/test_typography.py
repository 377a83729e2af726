from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parsers.typography import clean, fold


def test_spaces_and_line_breaks_become_one_space() -> None:
    """Source code's line breaks and indentation are no part of a text."""
    assert clean("  Le maire\n\t a   dit\r\nnon.  ") == "Le maire a dit non."


def test_published_no_break_spaces_stay() -> None:
    """French typography is kept: no-break, narrow no-break and thin spaces are what the newsroom printed."""
    assert clean("« Non\u00a0», dit-il\u202f!  Ou\u2009?") == "« Non\u00a0», dit-il\u202f! Ou\u2009?"


def test_run_of_mixed_spaces_keeps_the_no_break_one() -> None:
    """«mot &nbsp;:» is one no-break space, not two spaces."""
    assert clean("mot \u00a0: fin\u00a0 \u00a0ici") == "mot\u00a0: fin\u00a0ici"


def test_unseen_characters_are_out() -> None:
    """Soft hyphens, zero-width characters, BOM, bidirectional and control characters, lone surrogates."""
    assert clean("con\u00adsti\u200btu\u2060tion\ufeff \u202anel\u202c\x00le\x9f\ud800") == "constitution nelle"


def test_joiners_stay_where_they_shape_letters() -> None:
    """The zero-width joiner makes families of emoji and the non-joiner Persian plurals; between Latin letters both are
    litter."""
    assert clean("👩\u200d👧 می\u200cخواهم") == "👩\u200d👧 می\u200cخواهم"
    assert clean("co\u200dopé\u200cration") == "coopération"


def test_combining_accents_are_composed() -> None:
    """Text typed on a Mac: e + U+0301 is é, so that words can be searched."""
    assert clean("e\u0301te\u0301 a\u0300 No\u0308el") == "été à Nöel"


def test_plain_text_is_left_as_it_is() -> None:
    """Dashes, quotes and ligatures are the newsroom's."""
    text = "L’œuvre — «\u00a0inouïe\u00a0» — coûte 3,5\u202f% de plus…"
    assert clean(text) == text


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("L’Été, déjà…", "l'ete deja"),
        ("« Cœur »", '"coeur"'),
        ("Bien-être – suite", "bien être : suite"),
        ("STRASSE", "straße"),
        ("co\u00adopération", "cooperation"),
    ],
)
def test_folded_texts_compare_equal(left: str, right: str) -> None:
    """Two spellings of the same words are one when compared."""
    assert fold(left) == fold(right) != ""


def test_fold_keeps_words_apart() -> None:
    """Folding is for words: punctuation is a boundary, and nothing else is lost."""
    assert fold("Aujourd’hui, 12 000 «cas».") == "aujourd hui 12 000 cas"
    assert fold(" … ") == ""


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    """Clean text is clean, and can be written as UTF-8."""
    once = clean(text)
    once.encode("utf-8")
    assert clean(once) == once

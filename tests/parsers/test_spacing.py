"""Spaces where an inline tag glues two words, and none inside a word."""

from __future__ import annotations

import pytest

from ingest.parsers.spacing import joint


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("la zone développée", "ce qui plaît"),
        ("des notes secrètes.", "le port les a lues"),
        ("Que dit le maire ?", "Il se tait"),
        ("le journal", "Le Phare"),
        ("selon le", "Phare"),
        ("il répond", "« Non »"),
        ("il répond", "“No”"),
    ],
)
def test_two_words_are_parted(left: str, right: str) -> None:
    """A sentence's end, a small word, a capital after a word or an opening quotation mark."""
    assert joint(left, right) == " " + right


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("L", "e port"),  # a drop cap
        ("anti", "corps"),
        ("www.", "site.example"),
        ("https://site.", "example"),
        ("p.", "m."),
        ("l’", "été"),
        ("Mac", "Donald"),
        ("(", "le port"),
        ("H", "2"),
        ("fin", "."),
        ("iPhone", "s"),
        ("1", "er"),
    ],
)
def test_one_word_stays_one(left: str, right: str) -> None:
    """Drop caps, addresses, elisions, plurals and punctuation."""
    assert joint(left, right) == right

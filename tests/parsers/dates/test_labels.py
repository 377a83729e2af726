"""Labels that stand in elements of their own."""

import pytest

from ingest.parsers.dates import language as languages
from ingest.parsers.dates.labels import is_label, may_begin, role_after, role_before


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Publié le 14 mars", "published"),
        ("Mise à jour : 15 mars", "modified"),
        ("Last updated March 15", "modified"),
        ("Aktualisiert: 15.03.2024", "modified"),
        ("14 mars 2024", None),
        ("", None),
    ],
)
def test_a_label_at_the_beginning(text, role):
    """The longest label of any known language at the start of an element's text."""
    assert role_after(text) == role


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Publié le 14 mars, mis à jour le ", "modified"),
        ("Par Anne Dupont, publié le", "published"),
        ("Erschienen am ", "published"),
        ("Par Anne Dupont le ", None),
        ("le", None),
    ],
)
def test_a_label_at_the_end(text, role):
    """The label right before a date, small words between them aside; a name there is none."""
    assert role_before(text) == role


def test_a_line_that_is_a_label():
    """«Mise en ligne» alone is a label; a sentence that begins with one is not."""
    assert is_label("Mise en ligne")
    assert is_label("Date de publication :")
    assert not is_label("Publié par la rédaction")
    assert not is_label("Politique")


@pytest.mark.parametrize("code", sorted(languages.codes()))
def test_no_label_is_missed_by_its_first_word(code):
    """Paragraphs are passed over by their first word alone: every label of every table must pass, however printed."""
    labels = [label for label in languages.printed_labels(code) if role_after(label)]
    assert labels
    for label in labels:
        assert all(map(may_begin, (f"{label} 15 mars 2024", label.capitalize(), label.upper())))
    assert not may_begin("Le pont tournant sera fermé lundi")

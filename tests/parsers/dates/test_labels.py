"""Labels that stand in elements of their own."""

import pytest

from ingest.parsers.dates.labels import is_label, role_after, role_before


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

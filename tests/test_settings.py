"""What can be told of settings themselves."""

from __future__ import annotations

import pytest

from ingest.settings import FetchSettings


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        ("mylab/1.0 (+mailto:me@example.org)", True),
        ("mylab/1.0 (+https://lab.example/crawler; contact@lab.example)", True),
        ("mylab/1.0 me@lab.example", True),
        ("mylab/1.0", False),
        ("Mozilla/5.0 (X11; Linux x86_64)", False),
        ("mylab/1.0 (+https://)", False),
        ("mylab/1.0 @home", False),
        (FetchSettings().user_agent, False),
        ("", False),
    ],
)
def test_a_contact_is_an_address_of_ones_own(user_agent: str, expected: bool) -> None:
    """Who forgets to say who asks is told so; the placeholder counts as forgotten."""
    assert FetchSettings(user_agent=user_agent).has_contact is expected

"""How verdicts add up, and when a page is left alone."""

from __future__ import annotations

import pytest

from ingest.model import Rights
from ingest.rights import kept_out, override
from ingest.settings import TdmPolicy

PAGE = "https://exemple.fr/a"
FILE = Rights(tdm_reserved=True, tdm_carrier="file", tdm_url="https://exemple.fr/f", tdm_policy="https://exemple.fr/p")


@pytest.mark.parametrize("value", [None, "peut-être", "", "2", True])
def test_a_carrier_that_says_nothing_changes_nothing(value: object) -> None:
    """TDMRep: absence never resets, and values other than 0 and 1 count as absent."""
    assert override(FILE, "header", value, "https://exemple.fr/q", PAGE) == FILE


def test_a_later_carrier_overrides_an_earlier_one() -> None:
    """File, header, meta: each may turn the one before over, and the evidence is its own."""
    opened = override(FILE, "header", "0", None, PAGE)
    assert opened == Rights(tdm_reserved=False, tdm_carrier="header", tdm_url=PAGE)
    again = override(opened, "meta", " 1 ", "/q", PAGE)
    assert again == Rights(tdm_reserved=True, tdm_carrier="meta", tdm_url=PAGE, tdm_policy="https://exemple.fr/q")
    assert override(FILE, "header", 1, None, PAGE).tdm_policy == FILE.tdm_policy


def test_a_permission_holds_for_the_policy_that_gave_it() -> None:
    """The parser reads the meta tags a second time: the same policy keeps its answer, another one has none yet."""
    asked = override(Rights(tdm_permitted=True, tdm_policy="https://exemple.fr/p"), "meta", "1", "/p", PAGE)
    assert asked.tdm_permitted
    assert override(asked, "meta", "1", "/q", PAGE).tdm_permitted is None


@pytest.mark.parametrize(
    ("reserved", "permitted", "left_alone"),
    [
        (None, None, {"skip": False, "record": False, "ask-policy": False}),
        (False, None, {"skip": False, "record": False, "ask-policy": False}),
        (True, None, {"skip": True, "record": False, "ask-policy": True}),
        (True, False, {"skip": True, "record": False, "ask-policy": True}),
        (True, True, {"skip": True, "record": False, "ask-policy": False}),
    ],
)
def test_what_is_left_alone(reserved: bool | None, permitted: bool | None, left_alone: dict[str, bool]) -> None:
    """Only an express permission opens a reserved page, and only to who asks for it."""
    rights = Rights(tdm_reserved=reserved, tdm_permitted=permitted)
    assert {policy.value: kept_out(rights, policy) for policy in TdmPolicy} == left_alone

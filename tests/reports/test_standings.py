"""What `ingest status` says first."""

from __future__ import annotations

import pytest

from ingest.health import Standing
from ingest.reports.alarms import standings_in_words


@pytest.mark.parametrize(
    ("standings", "words"),
    [
        ([], "no fetch is in this dataset yet"),
        (["young"], "1 source: too young to judge"),
        (["young"] * 9, "9 sources: too young to judge"),
        (["alarm"], "1 source with an alarm"),
        (["well"] * 1200, "1,200 sources well"),
        (["well"] * 5 + ["young"] * 4 + ["alarm"], "5 well, 4 too young to judge, 1 with an alarm"),
    ],
)
def test_sources_are_counted_by_how_they_stand(standings: list[str], words: str) -> None:
    """An empty dataset has no «0 of 0 well», and a source nobody could judge is not counted among the well."""
    assert standings_in_words({str(number): one for number, one in enumerate(standings)}) == words


def test_every_standing_has_its_words() -> None:
    """A standing without words would not be counted at all."""
    for one in Standing:
        assert standings_in_words({"a": one}).startswith("1 source")

"""Alarms in the terminal and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from rich.console import Console

MEANING = {
    "silent": "nothing new",
    "template": "the page changed",
    "short_text": "texts are short",
    "boilerplate": "repeated passages",
    "wall": "walls for articles",
    "paywall": "a paywall closed",
    "clock": "a clock moved",
    "errors": "pages cannot be had",
    "no_articles": "pages, but no articles",
    "rights": "rights changed",
    "down": "nothing to be had",
    "moved": "leads elsewhere",
    "listing": "a list is gone",
}
_STANDING = {
    "well": "well",
    "young": "too young to judge",
    "sparse": "with too few pages to judge",
    "alarm": "with an alarm",
    "idle": "no longer asked",
}
"""How a source stands, in words, in the order they are told."""


class AlarmLike(Protocol):
    """What is shown of an alarm."""

    @property
    def source(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def since(self) -> datetime: ...
    @property
    def until(self) -> datetime | None: ...
    @property
    def parts(self) -> tuple[str, ...]: ...
    @property
    def sentence(self) -> str: ...
    @property
    def evidence(self) -> tuple[str, ...]: ...


def as_record(alarm: AlarmLike) -> dict[str, Any]:
    """Plain values, for JSON; instants as ISO 8601."""
    return {
        "source": alarm.source,
        "kind": str(alarm.kind),
        "since": alarm.since.isoformat(),
        "until": alarm.until.isoformat() if alarm.until else None,
        "parts": list(alarm.parts),
        "sentence": alarm.sentence,
        "evidence": list(alarm.evidence),
    }


def standings_in_words(standings: Mapping[str, str]) -> str:
    """How many sources stand how: «5 well, 4 too young to judge, 1 with an alarm». ``standings``: by source."""
    counts = Counter(map(str, standings.values()))
    told = [(counts[name], words) for name, words in _STANDING.items() if counts[name]]
    if not told:
        return "no fetch is in this dataset yet"
    if len(told) > 1:
        return ", ".join(f"{count:,} {words}" for count, words in told)
    ((count, words),) = told
    return f"{count:,} source{'' if count == 1 else 's'}{'' if words.startswith('w') else ':'} {words}"


def print_alarms(console: Console, alarms: Sequence[AlarmLike], standings: Mapping[str, str]) -> None:
    """How the sources stand, a table of the alarms, and the pages that show each."""
    from rich.table import Table
    from rich.text import Text

    said = standings_in_words(standings)
    all_well = set(map(str, standings.values())) == {"well"}
    console.print(Text(said[0].upper() + said[1:], "bold green" if all_well else "bold"))
    if not alarms:
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("source", "alarm", "since", "what is seen"):
        table.add_column(title, overflow="fold")
    for alarm in alarms:
        style = "red" if alarm.until is None else "dim"
        over = "" if alarm.until is None else f" (until {alarm.until:%Y-%m-%d})"
        parts = f": {', '.join(alarm.parts)}" if alarm.parts else ""
        table.add_row(
            Text(alarm.source, style),
            Text(MEANING.get(str(alarm.kind), str(alarm.kind)) + parts, style),
            Text(f"{alarm.since:%Y-%m-%d %H:%M}{over}"),
            Text("\n".join([alarm.sentence, *(f"  {url}" for url in alarm.evidence)])),
        )
    console.print(table)

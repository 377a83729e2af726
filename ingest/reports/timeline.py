"""Candidates for a page's dates on one line of time, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

_WIDTH, _LEFT, _RIGHT, _ROW = 900, 210, 170, 26


@dataclass(frozen=True, slots=True)
class Mark:
    """A date that a page gives."""

    at: datetime
    """Aware."""
    label: str
    """Where it stands, in a few words: «published · json-ld»."""
    chosen: bool


def timeline(marks: Sequence[Mark]) -> str:
    """One row per mark, placed by its instant; those chosen are filled. Not empty: at least one mark."""
    ordered = sorted(marks, key=lambda mark: (mark.at, not mark.chosen))
    start, end = ordered[0].at, ordered[-1].at
    span = max(end - start, timedelta(minutes=1))
    height = _ROW * len(ordered) + 10
    said = "; ".join(f"{mark.label} {mark.at:%Y-%m-%d %H:%M}{' (chosen)' if mark.chosen else ''}" for mark in ordered)
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(said)}" width="{_WIDTH}">',
    ]
    for row, mark in enumerate(ordered):
        y = _ROW * row + 18
        x = _LEFT + (mark.at - start) / span * (_WIDTH - _LEFT - _RIGHT)
        parts += [
            f'<text x="0" y="{y + 4}">{escape(mark.label)}</text>',
            f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}" stroke="var(--line)"/>',
            f'<circle cx="{x:.1f}" cy="{y}" r="6" stroke="var(--field)" stroke-width="2" '
            f'fill="{"var(--field)" if mark.chosen else "var(--ground)"}"/>',
            f'<text class="{"chosen" if mark.chosen else "soft"}" x="{_WIDTH - _RIGHT + 14}" y="{y + 4}">'
            f"{mark.at:%Y-%m-%d %H:%M %z}</text>",
        ]
    return "\n".join([*parts, "</svg>"])

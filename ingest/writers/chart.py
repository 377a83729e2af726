"""Bars over time as an SVG image (SVG 1.1): what a dataset card needs, and not a library's worth more.

Equal data give equal bytes, so that an unchanged dataset keeps an unchanged card; plotting libraries put ids or dates
into their files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 720, 220, 56, 40, 24
COLOURS = ("#2f6f9f", "#9fb8c8", "#c8803c", "#8c3b3b", "#b9b9b9")


def bars(title: str, periods: Sequence[str], series: Mapping[str, Sequence[int]]) -> str:
    """Stacked bars, one a period; the axis runs to the largest sum, the legend names the series and their totals."""
    sums = [sum(values) for values in zip(*series.values(), strict=True)]
    top = max(sums, default=0) or 1
    room = _HEIGHT - _TOP - _BOTTOM
    step = (_WIDTH - _LEFT) / max(1, len(periods))
    shapes = []
    for place in range(len(periods)):
        floor = float(_HEIGHT - _BOTTOM)
        for number, values in enumerate(series.values()):
            height = values[place] / top * room
            floor -= height
            if values[place]:
                box = (_LEFT + place * step, floor, max(0.5, step * 0.85), height)
                shapes.append('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"'.format(*box))
                shapes[-1] += f' fill="{COLOURS[number % len(COLOURS)]}"/>'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif"'
            ' font-size="11">',
            f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
            _text(_LEFT, 15, title, "start"),
            *_legend(series),
            _text(_LEFT - 6, _TOP + 4, f"{top:,}", "end"),
            _text(_LEFT - 6, _HEIGHT - _BOTTOM, "0", "end"),
            *shapes,
            *([_text(_LEFT, _HEIGHT - 8, periods[0], "start")] if periods else []),
            *([_text(_WIDTH - 4, _HEIGHT - 8, periods[-1], "end")] if len(periods) > 1 else []),
            "</svg>",
            "",
        ]
    )


def _legend(series: Mapping[str, Sequence[int]]) -> list[str]:
    shapes, x = [], _LEFT
    for number, (name, values) in enumerate(series.items()):
        label = f"{name} {sum(values):,}"
        shapes.append(f'<rect x="{x}" y="22" width="9" height="9" fill="{COLOURS[number % len(COLOURS)]}"/>')
        shapes.append(_text(x + 13, 30, label, "start"))
        x += 26 + 7 * len(label)
    return shapes


def _text(x: int, y: int, words: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="#333333">{escape(words)}</text>'

"""Stacked bars as SVG: in an HTML page, or a file of their own. No script, and words for those who cannot see them.

Written out here because the libraries that draw SVG bring scripts, ids, dates or megabytes with them, and a bar is a
rectangle. Equal data give equal bytes, so that an unchanged dataset keeps an unchanged card.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import ceil, log10

COLOURS = ("#2f6fd0", "#1f9d63", "#d9822b", "#a04fb5", "#c0392b", "#16a2a8", "#b59b00", "#8a8f98")
"""Dark enough on white, light enough on black; series beyond them take the last one."""
_COLOURS_OF_AN_IMAGE = """\
<style>
svg { --ink: #1b1d21; --soft: #5c6470; --line: #d9dde3; font: 12px system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { svg { --ink: #e8eaed; --soft: #a4acb8; --line: #3a3f47; } }
text { fill: var(--ink); } text.soft { fill: var(--soft); }
</style>"""
_WIDTH, _HEIGHT, _LEFT, _TOP, _AXIS, _LEGEND = 1000, 260, 48, 12, 24, 22
_COLUMNS = 4
_LABELS = 8


def stacked_bars(labels: Sequence[str], series: Mapping[str, Sequence[int]], described: str) -> str:
    """For a page: one bar per label, its parts by series from the bottom, in the page's own colours (``--ink``,
    ``--soft``, ``--line``). ``described``: the chart in a sentence, for screen readers."""
    return _drawing(labels, series, described, "")


def image(labels: Sequence[str], series: Mapping[str, Sequence[int]], described: str) -> str:
    """The same as a file that brings its colours with it, for light and dark surroundings."""
    return _drawing(labels, series, described, _COLOURS_OF_AN_IMAGE) + "\n"


def _drawing(labels: Sequence[str], series: Mapping[str, Sequence[int]], described: str, style: str) -> str:
    totals = [sum(parts) for parts in zip(*series.values(), strict=True)]
    top = _round_up(max(totals, default=0))
    height = _HEIGHT + _AXIS + _LEGEND * ceil(len(series) / _COLUMNS)
    namespace = 'xmlns="http://www.w3.org/2000/svg" ' if style else ""
    return "\n".join(
        [
            f'<svg {namespace}viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(described)}">',
            *([style] if style else []),
            *_grid(top),
            *_bars(labels, series, top),
            *_axis(labels),
            *_legend(list(series)),
            "</svg>",
        ]
    )


def _grid(top: int) -> Iterator[str]:
    """Lines at quarters of the scale, with their values."""
    for quarter in range(5):
        value = top * quarter / 4
        y = _y(value, top)
        yield f'<line x1="{_LEFT}" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="var(--line)"/>'
        yield f'<text class="soft" x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'


def _bars(labels: Sequence[str], series: Mapping[str, Sequence[int]], top: int) -> Iterator[str]:
    step = (_WIDTH - _LEFT) / max(1, len(labels))
    reached = [0] * len(labels)
    for number, (name, values) in enumerate(series.items()):
        colour = COLOURS[min(number, len(COLOURS) - 1)]
        for place, value in enumerate(values):
            if value:
                x, upper, lower = _LEFT + step * place, _y(reached[place] + value, top), _y(reached[place], top)
                yield (
                    f'<rect x="{x + step * 0.1:.1f}" y="{upper:.1f}" width="{step * 0.8:.1f}" '
                    f'height="{lower - upper:.1f}" fill="{colour}"><title>{escape(name)}, {escape(labels[place])}: '
                    f"{value}</title></rect>"
                )
                reached[place] += value


def _axis(labels: Sequence[str]) -> Iterator[str]:
    step = (_WIDTH - _LEFT) / max(1, len(labels))
    for place in range(0, len(labels), max(1, ceil(len(labels) / _LABELS))):
        x = _LEFT + step * (place + 0.5)
        yield f'<text class="soft" x="{x:.1f}" y="{_HEIGHT + 16}" text-anchor="middle">{escape(labels[place])}</text>'


def _legend(names: Sequence[str]) -> Iterator[str]:
    for number, name in enumerate(names):
        row, column = divmod(number, _COLUMNS)
        x, y = _LEFT + column * (_WIDTH - _LEFT) / _COLUMNS, _HEIGHT + _AXIS + row * _LEGEND
        colour = COLOURS[min(number, len(COLOURS) - 1)]
        shown = name if len(name) <= 30 else name[:29] + "…"
        yield f'<rect x="{x:.0f}" y="{y + 2}" width="12" height="12" fill="{colour}"/>'
        yield f'<text x="{x + 18:.0f}" y="{y + 13}">{escape(shown)}</text>'


def _y(value: float, top: int) -> float:
    return _HEIGHT - (_HEIGHT - _TOP) * value / top


def _round_up(value: int) -> int:
    """The next number that quarters leave readable: 4, 8, 20, 40, 80, 200 …"""
    if value <= 4:
        return 4
    power: int = 10 ** int(log10(value))
    return next(step * power for step in (1, 2, 4, 8, 10, 20) if step * power >= value and step * power % 4 == 0)

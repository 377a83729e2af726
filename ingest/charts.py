"""Stacked bars as SVG: in an HTML page, or a file of their own. No script, and words for those who cannot see them.

Written out here because the libraries that draw SVG bring scripts, ids, dates or megabytes with them, and a bar is a
rectangle. Equal data give equal bytes, so that an unchanged dataset keeps an unchanged card.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import count
from math import ceil

COLOURS = ("#2f6fd0", "#1c9a60", "#cb7420", "#a04fb5", "#c0392b", "#12959b", "#998300", "#7f8590")
"""Three to one against white and against black at least; series beyond them take the last one."""
_COLOURS_OF_AN_IMAGE = """\
<style>
svg { --ink: #1b1d21; --soft: #5c6470; --line: #d9dde3; font: 12px system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { svg { --ink: #e8eaed; --soft: #a4acb8; --line: #3a3f47; } }
text { fill: var(--ink); } text.soft { fill: var(--soft); }
</style>"""
_WIDTH, _HEIGHT, _LEFT, _TOP, _AXIS, _LEGEND = 1000, 260, 48, 12, 24, 22
_COLUMNS = 4
_LABELS = 8
_MOST_TICKS = 5


def colour(number: int) -> str:
    """Of a series, by its place."""
    return COLOURS[min(number, len(COLOURS) - 1)]


def ticks(highest: int) -> list[int]:
    """Values of an axis from 0 to the first one that is not below ``highest``, at steps of 1, 2 or 5 times a power of
    ten."""
    steps = (digit * 10**power for power in count() for digit in (1, 2, 5))
    step = next(step for step in steps if step * _MOST_TICKS >= highest)
    return [step * number for number in range(max(1, ceil(highest / step)) + 1)]


def labelled(labels: int) -> range:
    """The places of an axis that are named, so that names do not run into each other."""
    return range(0, labels, max(1, ceil(labels / _LABELS)))


def highest(series: Mapping[str, Sequence[int]]) -> int:
    """Of the stacked bars."""
    return max((sum(parts) for parts in zip(*series.values(), strict=True)), default=0)


def plot(labels: Sequence[str], series: Mapping[str, Sequence[int]], described: str) -> str:
    """For a page: bars and grid alone, which the page stretches to any width. Axes and legend are the page's own words,
    as large as its other words. ``described``: the chart in a sentence, for screen readers."""
    values = ticks(highest(series))
    return "\n".join(
        [
            f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none" role="img" '
            f'aria-label="{escape(described)}">',
            *(_rule(0, _HEIGHT - _HEIGHT * value / values[-1]) for value in values),
            *_bars(labels, series, values[-1], left=0, top=0),
            "</svg>",
        ]
    )


def image(labels: Sequence[str], series: Mapping[str, Sequence[int]], described: str) -> str:
    """A file that brings axes, legend and colours with it, for light and dark surroundings."""
    values = ticks(highest(series))
    height = _HEIGHT + _AXIS + _LEGEND * ceil(len(series) / _COLUMNS)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
            f'aria-label="{escape(described)}">',
            _COLOURS_OF_AN_IMAGE,
            *_grid(values),
            *_bars(labels, series, values[-1], left=_LEFT, top=_TOP),
            *_axis(labels),
            *_legend(list(series)),
            "</svg>\n",
        ]
    )


def _grid(values: Sequence[int]) -> Iterator[str]:
    for value in values:
        y = _HEIGHT - (_HEIGHT - _TOP) * value / values[-1]
        yield _rule(_LEFT, y)
        yield f'<text class="soft" x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:,}</text>'


def _rule(left: int, y: float) -> str:
    return (
        f'<line x1="{left}" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="var(--line)" '
        'vector-effect="non-scaling-stroke"/>'
    )


def _bars(
    labels: Sequence[str], series: Mapping[str, Sequence[int]], highest: int, *, left: int, top: int
) -> Iterator[str]:
    step, unit = (_WIDTH - left) / max(1, len(labels)), (_HEIGHT - top) / highest
    reached = [0] * len(labels)
    for number, (name, values) in enumerate(series.items()):
        for place, value in enumerate(values):
            if value:
                x, y = left + step * place, _HEIGHT - (reached[place] + value) * unit
                yield (
                    f'<rect x="{x + step * 0.1:.1f}" y="{y:.1f}" width="{step * 0.8:.1f}" height="{value * unit:.1f}" '
                    f'fill="{colour(number)}"><title>{escape(name)}, {escape(labels[place])}: {value}</title></rect>'
                )
                reached[place] += value


def _axis(labels: Sequence[str]) -> Iterator[str]:
    step = (_WIDTH - _LEFT) / max(1, len(labels))
    for place in labelled(len(labels)):
        x = _LEFT + step * (place + 0.5)
        yield f'<text class="soft" x="{x:.1f}" y="{_HEIGHT + 16}" text-anchor="middle">{escape(labels[place])}</text>'


def _legend(names: Sequence[str]) -> Iterator[str]:
    for number, name in enumerate(names):
        row, column = divmod(number, _COLUMNS)
        x, y = _LEFT + column * (_WIDTH - _LEFT) / _COLUMNS, _HEIGHT + _AXIS + row * _LEGEND
        shown = name if len(name) <= 30 else name[:29] + "…"
        yield f'<rect x="{x:.0f}" y="{y + 2}" width="12" height="12" fill="{colour(number)}"/>'
        yield f'<text x="{x + 18:.0f}" y="{y + 13}">{escape(shown)}</text>'

"""Bars as SVG."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from ingest.charts import image, plot, ticks

SVG = "{http://www.w3.org/2000/svg}"


def test_a_chart_is_an_image_that_tells_its_numbers() -> None:
    """Well-formed SVG, a bar for each value, heights in proportion, what it shows in words, and no two alike."""
    svg = image(["1", "2", "3"], {"articles": [4, 0, 8], "failed <b>": [4, 0, 0]}, "Fetches by day")
    root = ElementTree.fromstring(svg)
    bars = [shape for shape in root.findall(f"{SVG}rect") if shape.find(f"{SVG}title") is not None]
    heights = [float(bar.attrib["height"]) for bar in bars]
    assert len(heights) == 3
    assert heights[1] == heights[0] * 2 == heights[2] * 2
    assert root.attrib["aria-label"] == "Fetches by day"
    assert {"articles", "failed <b>"} <= {text.text for text in root.iter(f"{SVG}text")}


def test_no_data_is_an_empty_chart() -> None:
    """The first card of a dataset has nothing to draw, and is drawn."""
    ElementTree.fromstring(image([], {"articles": []}, "Nothing"))


def test_a_page_lends_its_own_colours() -> None:
    """In a page the chart follows the page, dark or light; as a file it brings its colours with it."""
    assert "<style>" not in plot(["1"], {"articles": [1]}, "One")
    assert "prefers-color-scheme: dark" in image(["1"], {"articles": [1]}, "One")


@pytest.mark.parametrize(
    ("highest", "expected"),
    [(0, [0, 1]), (4, [0, 1, 2, 3, 4]), (48, [0, 10, 20, 30, 40, 50]), (81, [0, 20, 40, 60, 80, 100])],
)
def test_an_axis_ends_soon_above_the_highest_bar(highest: int, expected: list[int]) -> None:
    """Round numbers, no more than five steps, and never twice the room that the bars need."""
    assert ticks(highest) == expected
    for most in range(4, 3000):
        assert most <= ticks(most)[-1] < 2 * most

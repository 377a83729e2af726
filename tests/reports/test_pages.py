"""The colours of the HTML pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ingest.reports

STYLE = (Path(ingest.reports.__file__).parent / "pages" / "base.html").read_text("utf-8")
SCHEMES = re.findall(r":root \{([^}]*--ground[^}]*)\}", STYLE)


def luminance(colour: str) -> float:
    """As WCAG 2 has it."""
    full = colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])
    parts = [int(full[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark"])
def test_all_words_can_be_read(scheme: str) -> None:
    """Every colour that words have stands out from every ground they stand on, 4.5 to 1 at least, as WCAG 2 AA asks."""
    colours = dict(re.findall(r"--(\w+): (#\w+)", scheme))
    for ground in ("ground", "panel"):
        for ink in ("ink", "soft", "kept", "field", "rule", "alarm"):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)

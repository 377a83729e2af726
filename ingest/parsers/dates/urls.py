"""The day in a URL's path."""

from __future__ import annotations

import re
from datetime import date
from typing import Final
from urllib.parse import urlsplit

_FIRST_YEAR: Final = 1994
_LAST_YEAR: Final = 2099
_YEAR = r"(?P<y>(?:19|20)(?<![0-9]..)\d\d)"
"""The look back for a digit comes second: letters are then passed over at once."""
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_SHAPES = (
    re.compile(rf"{_YEAR}(?P<s>[/_.-])(?P<m>[01]?[0-9])(?P=s)(?P<d>[0-3]?[0-9])(?![0-9])"),
    re.compile(rf"{_YEAR}/(?P<m>[01][0-9])(?P<d>[0-3][0-9])(?![0-9])"),
    re.compile(
        rf"{_YEAR}[/-](?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{{0,6}}[/-](?P<d>[0-3]?[0-9])(?![0-9])"
    ),
    re.compile(rf"(?P<d>[0-3](?<![0-9].)[0-9])(?P<s>[/_.-])(?P<m>[01][0-9])(?P=s){_YEAR}(?![0-9])"),
    re.compile(rf"{_YEAR}(?P<m>[01][0-9])(?P<d>[0-3][0-9])(?![0-9])"),
    re.compile(rf"/{_YEAR}/[a-z_-]+/(?P<m>[01]?[0-9])/(?P<d>[0-3]?[0-9])/"),
)


def url_day(url: str | None) -> str | None:
    """The day that a URL's path names, as ``YYYY-MM-DD``: /2023/04/17/, /2023/0417/, -17-04-2023-, 20230417,
    /2023/politics/04/17/.

    None when there is none, or no such day. A month alone is no day.
    """
    if not url:
        return None
    try:
        path = urlsplit(url).path[:500].lower()
    except ValueError:
        return None
    if "20" not in path and "19" not in path:
        return None
    for shape in _SHAPES:
        for match in shape.finditer(path):
            groups = match.groupdict()
            month = _MONTHS[groups["name"]] if groups.get("name") else int(groups["m"])
            try:
                day = date(int(groups["y"]), month, int(groups["d"]))
            except ValueError:
                continue
            if _FIRST_YEAR <= day.year <= _LAST_YEAR:
                return day.isoformat()
    return None

"""The scanner's pattern: one alternation per language, tried at each place of a folded line.

Every repetition is bounded and no two alternatives overlap under one, so that a line is read in linear time.
``\\d`` is ASCII: other digits are no date here. The hour, minute and second marks are the language's («h», «Uhr», «u»).
"""

from __future__ import annotations

import re
from typing import Any, Final

_NEVER: Final = "(?!)"
_DAY_FIRST_YEAR = r"(?:\d{4}|\d\d)(?!\d)|\d{4}(?=\d\d(?!\d))"  # the second: a year glued to what follows
_SHAPES: Final = (
    # The letters first: eight of ten tokens are words, and nothing below begins with one.
    # UTC+1, GMT -03:30, TU
    r"(?P<utc>(?:utc|gmt|t\.u(?=\.)|tu|ut)\.?\s?"
    r"(?:(?P<utc_s>[+–-])\s?(?P<utc_h>\d{1,2})(?::?(?P<utc_m>\d\d))?)?(?![a-z0-9]))",
    r"(?P<word>[^\W0-9_]+)",
    # 2023-04-17T09:46:12.345+02:00[Europe/Paris]
    r"(?P<iso>\d{4}-\d\d-\d\d(?:t|\s)\d\d:?\d\d(?::?\d\d(?:[.,]\d{1,9})?)?\s?(?:z|[+-]\d\d:?\d\d)?(?![\w:]))"
    r"(?:\[[\w/]{1,40}\])?",
    # 2023/04/17, but not in an address
    r"(?P<ymd>(?<![\d/])(?P<ymd_y>\d{4})\s?(?P<ymd_s>[-/.])\s?(?P<ymd_m>\d{1,2})\s?(?P=ymd_s)\s?(?P<ymd_d>\d{1,2})(?![\d/]))",
    # 17/04/2023, 17.4.23
    r"(?P<dmy>(?<![0-9.])(?P<dmy_a>\d{1,2})\s?(?P<dmy_s>[-/.])\s?(?P<dmy_b>\d{1,2})\s?(?P=dmy_s)\s?"
    rf"(?P<dmy_y>{_DAY_FIRST_YEAR})(?![/_]\d))",
    # 17/04/20230, 30/11/-0001: digits in the place of a date which make none
    r"(?P<mangled>\d{1,2}/\d{1,2}/-?\d{1,9}|\d{1,2}-\d{1,2}-\d{3,9})",
    # 9:46 p.m., 9pm
    r"(?P<twelve>(?P<tw_h>\d{1,2})(?:(?:\s?[:h]\s?|\.)(?P<tw_m>\d\d)(?::(?P<tw_s>\d\d))?)?\s?<MERIDIEM>)",
    # 9.46 where a point may stand in a clock
    r"(?P<dotclock><DOTTED>(?:\s?<HOUR>)?)",
    # 9:46, 9:46:12, 9 h 46, 9h46min12s, 9 heures
    r"(?P<clock>(?P<ck_h>\d{1,2})\s?(?:"
    r":\s?(?P<ck_m>\d\d)(?!\d)(?!\s[a-z]{3,10}\.?\s(?:19|20)\d\d)"  # «étape 4 : 17 avril 2023» is none
    r"(?:(?::|\s?<MINUTE>\s?)(?P<ck_s>\d\d)(?!\d)(?:[.,]\d{1,9})?(?:\s?<SECOND>)?)?(?:\s?<HOUR>)?"
    r"|(?:<HOURS>)\s?(?:(?:<AND>)\s)?(?P<ch_m>\d\d|\d(?!\s?[a-z0-9]))(?![0-9]|/\d|\s/\s?\d{1,2}\s?/)"
    r"(?:(?:\s?(?:<MINUTE>|'|(?:<MINUTES>)(?=\d))\s?|:)(?:(?P<ch_s>\d\d)(?!\d)(?:\s?(?:<SECOND>|\"))?)?)?"
    r"|<HOUR>))",
    # 17/04, 17.04
    r"(?P<dm>(?<![0-9/.-])(?P<dm_a>\d{1,2})(?P<dm_s>[/.])(?P<dm_b>\d{1,2})(?!\d)(?!\s?[/.-]\s?-?\d(?!\d?\s?[:h]\s?\d\d)))",
    # +0200
    r"(?P<offset>(?<=[0-9\s])(?P<off_s>[+-])(?P<off_h>\d\d):?(?P<off_m>\d\d)(?!\d))",
    # «29 mai 201629 mai 2016»
    r"(?P<glued>(?:19|20)\d\d(?=\d\d(?!\d)|\d:[0-5]\d))",
    r"(?P<num>\d+)",
    r"(?P<sep>[^\w\s'])",
)
_BEHIND_A_YEAR: Final = (r"(?<=[0-9]{4}, )", r"(?<=[0-9]{4} [|–-] )")
"""«19.09.2019, 16.45»: what follows a whole date is its clock."""
_DOTTED: Final = {
    "no": _NEVER,
    "free": r"(?P<dot_h>\d{1,2})\.(?P<dot_m>[0-5]\d)(?!\d)(?!\.\d)",
    "after": r"(?:<BEFORE>|(?=\d{1,2}\.\d\d\s?<HOUR>))(?P<dot_h>\d{1,2})\.(?P<dot_m>[0-5]\d)(?!\d)(?!\.\d)",
    "marked": r"(?P<dot_h>\d{1,2})\.(?P<dot_m>[0-5]\d)(?!\d)(?=\s?<HOUR>)",
}
"""Where 9.46 is a clock and not a day: never, anywhere, after certain words or before an hour mark, before an hour
mark only."""


def compile_pattern(clock: dict[str, Any]) -> re.Pattern[str]:
    """The pattern for the ``[clock]`` section of a language's table. Its group names are the kinds of tokens."""
    slots = {
        "DOTTED": _DOTTED[clock["dot"]],
        "BEFORE": "|".join((*(rf"(?<=\b{word} )" for word in clock.get("before", [])), *_BEHIND_A_YEAR)),
        "MERIDIEM": r"(?P<half>[ap])(?:\s?\.?\s?m(?![a-z])\.?|(?<=\d[ap])(?!\w))"
        if clock.get("twelve", True)
        else rf"(?P<half>{_NEVER})",
        "AND": "|".join(clock.get("and", [])) or _NEVER,
    }
    for name in ("hour", "minute", "second"):
        marks = "|".join(sorted(map(re.escape, clock[name]), key=len, reverse=True)) or _NEVER
        slots[name.upper() + "S"] = marks
        slots[name.upper()] = f"(?:{marks})(?![a-z])"
    pattern = r"\s*+(?:" + "|".join(_SHAPES) + ")"  # a space is passed over at once, not by failing at every shape
    for slot, value in slots.items():
        pattern = pattern.replace(f"<{slot}>", value)
    return re.compile(pattern.replace(r"\d", "[0-9]").replace("[[0-9]", "[0-9"))

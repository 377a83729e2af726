"""News agencies that sign in the text itself: in its dateline, or in brackets behind the last sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.parsers.byline import NOBODY, Byline
from ingest.parsers.byline_words import byline_words
from ingest.parsers.gates import Gate
from ingest.parsers.names import LONGEST_NAME, agency_of

_LONGEST_DATELINE = 90
_PLACE_AND_AGENCY = re.compile(r"\([^()=]{1,20}=([^()=]{2,20})\)")
"""«(강릉=연합뉴스) 윤다솜 기자 = …», as Korean papers begin a dispatch."""
_wire_signature = re.compile(r"\s*[(\[](?:(?:avec|with|mit|con|source\s*:)\s+)?([\w .’'/,&+-]{2,40})[)\]]\s*\.?$", re.I)
_LONGEST_CLOSING = 70
_LONGEST_CONTRIBUTED = 200
_in_slashes = re.compile(r"[a-zà-ÿ]{2,5}|[A-ZÀ-Ý][\w-]{1,15}")
_MOST_CLOSING = 4
_told_by = re.compile(
    r"(?:με\s+πληροφορίες\s+από(?:\s+(?:το|τη|τον|την))?|(?:avec|with|mit|con|com|met|med)(?:\s+(?:(?:les|des)\s+)?(?:informations?|renseignements|(?:agency\s+)?inputs?|informaci[óo]n(?:es)?|informações|material|files?|reporting)\s+"
    r"(?:de|da|di|of|from|by|der|von)\b)?(?:\s+(?:la|the|l['’]))?"
    r"|(?:additional )?reporting by"
    r"|(?:sources?|quellen?|fuentes?|fontes?|fonti|bron(?:nen)?|źródło|zdroj|källa|kilde|lähde|lähteet|forrás|kaynak|источник|المصدر)\s*:)\s*",
    re.I,
)
_contributed = Gate(r"\s+contributed\s+(?:reporting\b|to\s+this\s+(?:report|story|article)\b).*", ("contributed",))
_closing_parts = re.compile(r"\s*[,;/&+،]\s*|\s+(?:et|and|und|y|e|i|en|och|og|и|و)\s+")
_article_before = re.compile(r"(?:de\s+)?(?:la\s+|l[’'])?(?=[A-ZÀ-Ý])|de\s+(?=[A-ZÀ-Ý])")
_agency_parts = re.compile(r"\s*[/,&+]\s*|\s+(?:et|and|und)\s+")
_dateline = re.compile(
    r"""[A-ZÀ-Ý][\w-]*(?:['’][A-ZÀ-Ý][\w-]*)?
    (?:[ ,/]+(?:(?:[A-Z]\.){2}|[A-ZÀ-Ý][\w-]*(?:['’][A-ZÀ-Ý][\w-]*)?\.?)){0,3}[ ,/-]*
    (?:(?:(?:le\s+)?\d{1,2}(?:er)?\.?\s+[^\W\d_]{3,9}\.?(?:\s+\d{4})?|[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:,?\s+\d{4})?)[,.]?\s*)?
    [-–—]?\s*
    [(\[]([\w./, +-]{2,30})[)\]]\s*[.,]?\s*(?:[-–—:]|(?=[A-ZÀ-Ý]))""",
    re.X,
)


def dateline_agency(text: str) -> str | None:
    """The agency in the brackets of a dateline: «Genève (awp/ats) – …», «KINSHASA, 3 mai 2024 (ACP).- …»."""
    if "(" not in text[:_LONGEST_DATELINE]:
        return None
    if text[0] == "(" and (found := _PLACE_AND_AGENCY.match(text)):
        return agency_of(found[1], byline_words())
    found = _dateline.match(text)
    return next(_agencies_in(found[1]), None) if found else None


_information_from = re.compile(r"\bInformation from ([^.,]{2,30}?)(?: was| has been)? (?:added|used|included)\b")
"""«… contributed to this report. Information from Kyodo added.»"""


def _agency_in_slashes(line: str, *, bare: bool) -> str | None:
    """«RTS/ATS», «dpa/krö», «RVD/nh/dpa», «ACP/Bandundu»: an agency beside the house, letters of its staff, or a town.
    One in another case than its own stands first: elsewhere it may be somebody's letters. Two alone may be a picture's
    credit where a line has to be introduced."""
    parts = line.split("/")
    if not (2 if bare else 3) <= len(parts) <= _MOST_CLOSING or not all(map(_in_slashes.fullmatch, parts)):
        return None
    words = byline_words()
    named = (agency_of(part, words, any_case=number == 0) for number, part in enumerate(parts))
    return next(filter(None, named), None)


def closing_agency(text: str, *, bare: bool = True) -> str | None:
    """The agency of a line below the text that names nothing else: «SDA», «(Avec APS)», «Con información de EFE»,
    «Źródło: PAP, Le Quotidien», «(Le Quotidien, AFP)». ``bare``: nothing has to introduce or enclose it."""
    words = byline_words()
    if len(text) < _LONGEST_CONTRIBUTED and (source := _information_from.search(text)):
        return agency_of(source[1], words)
    if len(text) < _LONGEST_CONTRIBUTED and (helped := _contributed.search(text)):
        people = (_article_before.sub("", part) for part in _closing_parts.split(text[: helped.start()]))
        return next(filter(None, (agency_of(name.removeprefix("the "), words) for name in people)), None)
    if len(text) > _LONGEST_CLOSING:
        return None
    line = text.strip(" ()[]*—–-./")
    told = _told_by.match(line)
    rest = line[told.end() :] if told else line
    slashed = text[:1] == "/" and text[-1:] == "/"  # «/ritzau/»
    marked = told is not None or text.strip()[:1] in "([" or slashed
    if not marked and (agency := _agency_in_slashes(line, bare=bare)):
        return agency
    if not marked and (not bare or not agency_of(_closing_parts.split(rest, 1)[0].strip(), words)):
        return None  # all that it names must be agencies
    parts = [_article_before.sub("", part.strip()) for part in _closing_parts.split(rest)]
    agencies = [agency for part in parts if (agency := agency_of(part, words, any_case=bool(told) or slashed))]
    whole = marked or (bare and len(agencies) == len(parts))
    return agencies[0] if agencies and whole and len(parts) <= _MOST_CLOSING else None


def _agencies_in(text: str) -> Iterator[str]:
    words = byline_words()
    for part in _agency_parts.split(text):
        if agency := agency_of(part, words, any_case=True):
            yield agency


def signature(text: str) -> tuple[str, Byline]:
    """A paragraph without the wire signature at its end, and what that says: «… dès lundi. (ats/nxp)» → agency ATS.

    Unsigned text comes back as it was, with an empty byline. Initials and agencies of such a signature are no authors.
    """
    tail_at = max(0, len(text) - LONGEST_NAME)
    if text.find(")", tail_at) < 0 and text.find("]", tail_at) < 0:
        return text, NOBODY
    found = _wire_signature.search(text, tail_at)
    if not found:
        return text, NOBODY
    agency = next(_agencies_in(found[1]), None)
    return (text[: found.start()].rstrip(), Byline(agency=agency)) if agency else (text, NOBODY)

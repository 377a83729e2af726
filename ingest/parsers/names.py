"""Names of people, desks and agencies in the words of a byline: «A, B et C (avec D), envoyé spécial à E»."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ingest.parsers.byline_words import Words, byline_words
from ingest.parsers.gates import holder_of_any
from ingest.parsers.typography import fold, has_digit

folded = lru_cache(maxsize=512)(fold)
"""``fold`` for names and their words: the same few are compared again and again on a page."""

WITH: Final = r"(?:avec|with|mit|con|com|met|med)\s"
"""How a line says that an agency helped: «Anne Un avec AFP», «(with AP)»."""
LONGEST_NAME = 60
UNNAMED = "unnamed"
"""What :func:`agency_of` says of «agences»."""

DATES = re.compile(
    r"""(?:^|(?<=[\s,(]))(?:
      (?:le\s+|am\s+|on\s+|от\s+|den\s+|dne\s+)?(?:(?:lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun|die|mit|don|fre|son
        |maan|dins|woens|vrij|zater|zon|mi[ée]|jue|vie|s[áà]b|dom|gio)\w*\.?,?\s+)?
      \d{1,2}(?:er)?[./\s-]\s*(?:\d{1,2}|[^\W\d]{3,10}\.?)[./\s,-]\s*\d{2,4}
    | \d{1,2}(?:er)?\.?\s+(?:janv|févr?|fevr|mars|avril|mai\b|juin|juil|août|aout|sept|octo?b?|nov|déc|dec|jan|feb|mar\b
      |apr|may|jun|jul|aug|oct|märz|okt|dez|ene|abr|ago|gen|mag|giu|lug|ott|dic)
    | \d{4}-\d{2}-\d{2}
    | (?:on\s+)?(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:st|nd|rd|th)?,\s+\d{4}
    | \d{1,2}\s*[h:]\s*\d{0,2}
    | \d+\s*(?-i:[Mm]in\b|minutes?\b|Minuten\b|[Mm]inut[io]s?\b|mn\b|heures?\b|hours?\b|jours?\b|days?\b)
    | (?:publié|mis\s+à\s+jour|modifié|posté|published|updated|posted|last\s+updated|actualisé|créé
      |veröffentlicht|aktualisiert|actualizado|publicado|pubblicato|aggiornato|stand|lecture|temps\s+de\s+lecture|lesedauer|reading\s+time|il\s+y\s+a
      |hier|aujourd['’]hui|s['’]abonner)\b
    ).*$""",
    re.I | re.X,
)
_has_word_of_dates = holder_of_any(
    (
        *("publi", "pubbli", "mis ", "mis\u00a0", "modif", "posté", "posted", "updated", "actuali", "créé", "veröff"),
        *("aktuali", "aggiorn", "stand", "lecture", "lesed", "reading", "il y", "il\u00a0y", "hier", "aujourd"),
        *("s'abonn", "s’abonn"),
    )
)
"""What a text without digits must have for the pattern above to find anything."""
PARENTHESES = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
# German composes its roles: «Projektleiterin», «Nahostkorrespondent».
_ROLE_ENDINGS = (
    *("leiter", "redakteur", "korrespondent", "forscher", "wissenschaftler", "sprecher", "professor", "journalist"),
    *("leiterin", "redakteurin", "korrespondentin", "forscherin", "wissenschaftlerin", "sprecherin", "professorin"),
)
_INTRODUCING = frozenset({"par", "by", "von", "por", "di", "door"})
_places = frozenset(
    {"à", "a", "in", "aus", "im", "en", "at", "from", "for", "chez", "pour", "au", "aux", "nach", "te", "dans", "sur"}
)
_NO_BEGINNING = frozenset(
    {"des", "der", "dem", "den", "das", "les", "la", "le", "vom", "zur", "zum", "und", "os", "as", "in"}
)
"""Particles that stand inside a name, never at its beginning."""
_NO_SURNAMES = frozenset(
    ("writer", "writers", "editor", "editors", "reporter", "reporters", "correspondent", "columnist", "guide")
)
"""Roles that are written with a capital behind another word («Retail Editor»)."""
_COUNTED = frozenset(
    (
        *("posting", "postings", "kommentar", "kommentare", "commentaire", "commentaires", "comment", "comments"),
        *("comentarios", "commenti", "reacties", "reaction", "reactions", "likes", "partages", "shares", "vues"),
    )
)
"""«38 Postings» beside a name: what a page counts."""
_SHARE_BUTTONS = frozenset(("whatsapp", "linkwhatsapp", "reddit", "pinterest", "tumblr"))
"""Words of no name: a byline whose share buttons were glued to it."""
_HOUSES = frozenset(("world", "news", "online", "magazine", "media"))
"""Last words of publications' names that are no surnames."""
_doubled = re.compile(r"^(.{5,60}?)\s*\1$")
_and = re.compile(r"^(?:e|y|i|et|and|und|en|och|og)\s+(?=[A-ZÀ-Ý])")
"""«Anne Un, nostra inviata, e Luc Deux»: left where a comma stands before it."""
_article = re.compile(
    r"^(?:(?:et|and|und|avec|with|mit)\s+)?(?:(?i:no(?:s|tre)\s+(?:correspondant|envoyé)e?s?(?:\s+spécia(?:le?s?|ux))?)(?:\s+|$)|l['’](?=[A-Z]{3}|[Aa]gence)|l[ea]\s+(?=(?:Dr|Pr|Docteure?|Professeure?)\b))?"
)
_title_before = re.compile(
    r"^(?:(?i:interview|entretien|reportage|récit|enquête)(?=\s\S+\s)|don|dom|padre|suor|fra|père|abbé|sœur|soeur|frère|mgr|pfarrer|pater|rabbin|imam)\s+(?=[A-ZÀ-Ý])"
)
"""«don Anne Un», «Interview Anne Un»"""
_joining_sign = re.compile("[,;&、，]").search
_initials = re.compile(r"(?:[A-ZÀ-Ý]\.\s?-?){2,4}")
_abbreviated = re.compile(r"(?:\b\w|\b[eé]\.V|\b[JS]r)\.$")
_cased = re.compile(r"[A-ZÀ-ÞĀ-Ž\u0391-\u03a9\u0410-\u042f]")
_of_the_newsroom = re.compile(r"de\s+(?:notre|nos)\s|du\s+(?:bureau|service|pôle)\s", re.I)
_elided = re.compile(r"[dl]['’]\w").match
_plain_name = re.compile(r"[\w ’'.-]+").fullmatch
_no_name = re.compile(r"[\d@{}<>=?!:;\"«»“”„|_+*#%€$/\\]")


def without_date(text: str) -> str:
    """A text up to the date in it."""
    return DATES.sub("", text) if _may_be_dated(text) else text


def has_date(text: str) -> bool:
    """Whether a text has a date, or what stands before one, at the beginning of a word."""
    return _may_be_dated(text) and DATES.search(text) is not None


def _may_be_dated(text: str) -> bool:
    return has_digit(text) or _has_word_of_dates(text)


_calling = re.compile(
    r"[a-zà-ÿ][\w’'-]{3,}(?: [a-zà-ÿ][\w’'-]*){0,3} (?:à|en|au|aux|in|at|a|de|du|d[’'])(?: la| l[’']|(?<=[’']))?"
    r"\s?[A-ZÀ-Ý][\w’'-]+(?: [A-ZÀ-Ý][\w’'-]+){0,2}"
)
"""What somebody does, and where."""


def people_in(text: str, words: Words, *, strict: bool) -> list[str]:
    """The names in «A, B et C (avec D), envoyé spécial à E». ``strict``: nothing announced them, so the whole text must
    be names or there are none."""
    if "(" in text or "[" in text:
        for inside in PARENTHESES.findall(text):
            joined = words.with_whom.search(inside)
            if joined:
                text = text.replace(f"({inside})", f", {inside[joined.end() :]}")
            elif agency_of(inside, words):
                text = text.replace(f"({inside})", f", {inside}, ")
        text = PARENTHESES.sub("", text)
    text = without_date(text)
    if joined := words.with_inside.search(text):
        text = _without_role_behind_agency(text, joined.end(), words)
    if words.last_words.issuperset(text.split()[-1:]) and not agency_of(text, words):
        text = words.agency_glued.sub(r"\1, \2", text)
    if strict and not _cased.search(text) and not any(agency_of(half, words) for half in text.split("/")):
        return []
    pieces = (half for piece in members(text, words) if piece for half in _halves(piece, words, strict))
    parts = [
        _title_before.sub("", part, 1)
        for piece in pieces
        if (part := _article.sub("", _and.sub("", ends_stripped(piece), 1), 1))
    ]
    # «RFI avec AFP»: a single word is a name where an agency stands beside it.
    beside_agency = strict and any(agency_of(part, words) for part in parts)
    strict_words = strict and not (beside_agency and words.with_inside.search(text))
    people: list[str] = []
    for part in parts:
        part = _doubled.sub(r"\1", part) if part.find(part[:4], 4) > 0 else part
        name = _name(part)
        if name is None:
            if people and not strict and len(part) < 40 and len(part.split()) < 4 and part == part.lower():
                continue  # «Anne Un, géographe, et Luc Deux»
            if people and not strict and _calling.fullmatch(part):
                continue  # «Anne Un, architecte à Lyon, et Luc Deux»
            if (fold(part) in words.nobody and (not strict or beside_agency)) or (
                is_remark(part, words) and (people or not strict)
            ):
                continue  # «la rédaction», «correspondant à Rome», «à Rome»
            return [] if strict else people
        if (
            " " not in name
            and not agency_of(name, words)
            and not _initials.fullmatch(name)
            and (strict_words or (people and " " in people[0]))
        ):
            if strict_words and not people:
                return []
            continue  # a place or a remark behind a full name
        if people and _is_house(name) and " " in people[0]:
            continue  # «Anne Un, Lake World»: whom she works for
        people.append(name)
    return people


def _is_house(name: str) -> bool:
    """Whether a name is a publication's by its last word: «Lake World», «Deccan News»."""
    return name.count(" ") in (1, 2) and folded(name.rpartition(" ")[2]) in _HOUSES


def _without_role_behind_agency(text: str, start: int, words: Words) -> str:
    """«Anne Un avec AFP Journaliste police-justice» up to the agency, which begins at ``start``."""
    tokens = text[start:].split(" ")
    for count in (1, 2, 3):
        if len(tokens) > count and agency_of(" ".join(tokens[:count]), words) and folded(tokens[count]) in words.roles:
            return text[:start] + " ".join(tokens[:count])
    return text


def members(text: str, words: Words) -> list[str]:
    """A text cut where names are joined: at commas, «&» and words such as «et»."""
    if words.joining.isdisjoint(text.lower().split()) and not _joining_sign(text):
        return [text]
    return words.joiner.split(text)


def _halves(piece: str, words: Words, strict: bool) -> list[str]:
    """«ATS/Anne Un» are two; «Keystone/ATS» is one agency; in «ats/mbu» the second is nobody's name."""
    if "/" not in piece or agency_of(piece, words):
        return [piece]
    halves = piece.split("/")
    if not strict or any(agency_of(half, words) for half in halves):
        halves = [half for half in halves if agency_of(half, words) or not is_sign(half)]
    return halves


def is_sign(text: str) -> bool:
    """The letters by which a newsroom knows who worked on a copy: «mbu»."""
    return 1 < len(text) < 6 and text.isalpha() and text.islower()


def is_remark(part: str, words: Words) -> bool:
    """A role or a place: it begins with the word for one."""
    first = next(iter(part.split()), "")
    key = fold(first)
    if key in words.roles or key.endswith(_ROLE_ENDINGS) or first.lower() in _places:
        return True
    return key in ("de", "du") and _of_the_newsroom.match(part) is not None


def is_initials(text: str) -> bool:
    """«A. U.», «J.-M. D.»."""
    return text[1:2] == "." and _initials.fullmatch(text) is not None


def is_at_place(text: str) -> bool:
    """«à Dakar», «in Bern»."""
    preposition, _, place = text.partition(" ")
    return preposition.lower() in _places and place[:1].isupper() and len(place) < 30


def ends_stripped(part: str) -> str:
    part = part.strip(' :-–—"«»').lstrip(".")
    if not part.endswith("."):
        return part
    return part if _abbreviated.search(part) else part.rstrip(" .")


# The markup and the visible lines name the same people.
@lru_cache(maxsize=256)
def _name(part: str) -> str | None:
    """The name that a part begins with, None when it is a role, a place or prose."""
    words = byline_words()
    if agency_of(part, words):
        return part
    tokens = part.split()
    keys = [folded(token) for token in tokens]
    key = " ".join(filter(None, keys))
    if not key or key in words.nobody or key.endswith(words.advertising) or not _SHARE_BUTTONS.isdisjoint(keys):
        return None
    if keys[0] in words.desks and tokens[0][0].isupper() and len(tokens) < 7 and not _no_name.search(part):
        return part
    if tokens[0] in _NO_BEGINNING or (tokens[0].isdigit() and keys[-1] in _COUNTED):
        return None
    kept: list[str] = []
    for token, key in zip(tokens, keys, strict=True):
        is_role = key in words.roles or key.endswith(_ROLE_ENDINGS)
        surname = len(kept) == 1 and token[0].isupper() and len(tokens) == 2 and key not in _NO_SURNAMES
        if is_role and not surname:
            break
        if kept and token.lower() in _places:
            break
        number = token.isdigit() and len(token) < 4 and len(tokens) > 1  # «France 24», «20 Minutes»
        if not (_capital(token) or number or key in words.particles or (kept and _elided(token))):
            return None
        kept.append(token)
    while kept and keys[len(kept) - 1] in words.particles and not _capital(kept[-1]):
        kept.pop()
    if not kept or len(kept) > 6 or not any(map(_capital, kept)) or keys[len(kept) - 1] in _INTRODUCING:
        return None
    if len(kept) < len(tokens) and (len(kept) == 1 or agency_of(kept[0], words)):
        return None  # «Retail Editor», «AP Auto Writer»
    name = " ".join(kept)
    if len(name) > LONGEST_NAME or (_no_name.search(name) and not _plain_name(name)):
        return None
    return None if len(kept) < len(tokens) and fold(name) in words.nobody else name


def _capital(token: str) -> bool:
    first = token.lstrip("«\"'’(“„")[:1]
    return first.isupper() or (first.isalpha() and not first.islower())


def agency_of(text: str, words: Words, *, any_case: bool = False) -> str | None:
    text = text.strip(" .,").replace("’", "'")
    found = words.agency_of.get(text)
    if found is None and any_case:
        found = words.agency_of.get(text.upper())
    return found


def same_name(a: str, b: str) -> bool:
    return a == b or folded(a) == folded(b)

"""The words of bylines in the languages of the sources, from ``data/bylines.toml`` and ``data/agencies.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ingest.parsers.typography import fold


@dataclass(frozen=True, slots=True)
class Words:
    long_introducer: re.Pattern[str]
    """Introducers with something inside, at the start of a piece; its named groups are the roles."""
    long_first_words: frozenset[str]
    introducers: dict[str, str]
    """First word of the other introducers, lower case → their pattern: a page's lines need few of them."""
    role_of: dict[str, str]
    """Words for pictures and what their maker is, folded: «(photos)» behind a name is ``photographer``."""
    texts: frozenset[str]
    """Words for the text in brackets behind who wrote it, folded: «Anne Un (texte)»."""
    last_words: frozenset[str]
    """Last words of agencies' names."""
    introducer_inside: re.Pattern[str]
    joiner: re.Pattern[str]
    joining: frozenset[str]
    """First words of joiners, lower case: without one of them and without a sign nothing is joined."""
    aside: frozenset[str]
    """Words of which one is in any ``second_part`` or ``helped_by``, lower case."""
    helped_by: re.Pattern[str]
    """A joiner that only a signature has: «avec la collaboration de»."""
    with_whom: re.Pattern[str]
    with_inside: re.Pattern[str]
    roles: frozenset[str]
    nobody: frozenset[str]
    advertising: tuple[str, ...]
    """Endings of the names of advertising departments, folded."""
    particles: frozenset[str]
    desks: frozenset[str]
    newsroom: frozenset[str]
    """Words of a reporter's role, lower case: «Anne Un, correspondante à Rome» is a signature."""
    telling: frozenset[str]
    """Words of which every byline has one, lower case: the letters of an agency's last word, a reporter's role, and of
    an introducer its «par» or its first word."""
    label_initials: frozenset[str]
    labels: frozenset[str]
    """Introducers of authors that may stand alone on a line above the name, folded."""
    not_names: frozenset[str]
    """First words of lines that look like a full name and are none, folded."""
    published_by: frozenset[str]
    """First words of introducers behind which companies stand, lower case …"""
    companies: frozenset[str]
    """… and words of their names, folded."""
    cast: frozenset[str]
    """Introducers of films, folded: with actors behind them they sign no article."""
    second_part: re.Pattern[str]
    """A comma or «et» before another introducer: «Par Anne Un, traduit de l'anglais par Luc Deux»."""
    agency_of: dict[str, str]
    agency_glued: re.Pattern[str]

    def is_no_name(self, word: str) -> bool:
        """Whether a folded word is known to be a role, a desk, a particle or somebody who is nobody."""
        return any(word in known for known in (self.roles, self.nobody, self.desks, self.particles, self.not_names))


@cache
def byline_words() -> Words:
    """The tables, read once in a process."""
    data = files("ingest.parsers").joinpath("data")
    bylines = tomllib.loads(data.joinpath("bylines.toml").read_text("utf-8"))
    agencies = tomllib.loads(data.joinpath("agencies.toml").read_text("utf-8"))
    roles: dict[str, list[str]] = bylines["introducers"]
    patterns = {name: _dense(pattern) for name, pattern in bylines["patterns"].items()}
    # Whichever role it has, the longest introducer must win: «texte de» before «texte», «photos de» before «photo».
    long_introducer = "|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns.items())
    begin: dict[str, list[str]] = bylines["patterns_begin"]
    long_first_words = frozenset((*begin["words"], *begin["before_par"]))
    introducers = _by_first_word(roles)
    others = [
        word for role, listed in roles.items() if role not in ("author", "source") for word in listed if " " in word
    ]
    second_part = rf"(?:,|\s+et)\s+(?=(?:{patterns['translator']}|{_either(_elided(others))})\s)"
    agency_of = {spelling: name for name, spellings in agencies["wire"].items() for spelling in spellings}
    long_names = [spelling for spelling in agency_of if len(spelling) > 3 and spelling[0].isupper()]
    joiners: list[str] = bylines["joiners"]["words"]
    return Words(
        long_introducer=re.compile(rf"(?:{long_introducer}){_INTRODUCED}", re.I),
        long_first_words=long_first_words,
        introducers=introducers,
        role_of={fold(word): role for role in _PICTURE_ROLES for word in roles[role] if " " not in word},
        texts=frozenset(map(fold, bylines["newsroom"]["texts"])),
        last_words=frozenset(spelling.split()[-1] for spelling in agency_of),
        introducer_inside=re.compile(
            r"(?<!\w)(?:Par|By|Von|Por|Propos recueillis par|Recueilli par|Un texte de|Auteur\s*:|Autor\s*:"
            r"|von(?=\s+[A-Z]\w+\s+[A-Z])|(?<=:\s)propos recueillis par)\s+(?=[^\W\d_a-zà-ÿ])"
        ),
        joiner=re.compile(
            rf"\s*[,;&、，]\s*(?:(?:{_either(w for w in joiners if ' ' in w)})\s+)?"
            rf"|\s+et\s+d['’](?=\w)|\s+(?:{_either(joiners)})\s+",
            re.I,
        ),
        joining=frozenset(phrase.split()[0] for phrase in joiners),
        aside=frozenset(map(first_word, others))
        | {"traduit", "traduite", "traduction", "adapté", "adaptée", "adaptation"}
        | {word for phrase in joiners if phrase.count(" ") > 2 for word in _letters.findall(phrase) if len(word) > 4},
        helped_by=re.compile(rf"\s(?:{_either(w for w in joiners if w.count(' ') > 2)})\s", re.I),
        with_whom=re.compile(rf"(?:^|,\s*)(?:{_either(bylines['joiners']['with'])})\s+", re.I),
        with_inside=re.compile(rf"\s(?:{_either(bylines['joiners']['with'])})\s", re.I),
        roles=frozenset(map(fold, bylines["roles"]["words"])),
        nobody=frozenset(map(fold, bylines["nobody"]["names"])),
        advertising=tuple(map(fold, bylines["advertising"]["endings"])),
        particles=frozenset(map(fold, bylines["particles"]["words"])),
        desks=frozenset(map(fold, bylines["desks"]["words"])),
        newsroom=frozenset(bylines["newsroom"]["words"]),
        telling=frozenset(
            max(_letters.findall(word), key=len).lower()
            for word in (*(spelling.split()[-1] for spelling in agency_of), *bylines["newsroom"]["words"])
        )
        | {_preposition_or_first(text) for listed in roles.values() for text in listed}
        | {*begin["words"], *(_letters.findall(text)[0] for text in bylines["newsroom"]["labels"])},
        label_initials=frozenset(text[0] for text in bylines["newsroom"]["labels"]),
        labels=frozenset(map(fold, bylines["newsroom"]["labels"])),
        not_names=frozenset(map(fold, bylines["newsroom"]["not_names"])),
        published_by=frozenset(bylines["companies"]["behind"]),
        companies=frozenset(map(fold, bylines["companies"]["words"])),
        cast=frozenset(map(fold, bylines["cast"]["words"])),
        second_part=re.compile(second_part, re.I),
        agency_of=agency_of | {spelling.upper(): name for spelling, name in agency_of.items() if len(spelling) > 3},
        agency_glued=re.compile(rf"(\b(?!L[ae]\s|The\s)[^\W\d_a-zà-ÿ][\w'’-]+)\s+({_either(long_names)})$"),
    )


_INTRODUCED = r"(?:\s*[:：,]\s*|\s+|(?<=['’])|$)"
"""What stands between an introducer and a name."""
_PICTURE_ROLES = ("photographer", "illustrator", "video")
_letters = re.compile(r"[^\W\d_]+")
_ARTICLES = frozenset(("un", "une", "le", "la", "notre", "nos"))
_behind_article = re.compile(r"\s+([^\W\d_]+)")
_behind_elision = re.compile(r"['’]([^\W\d_]+)")


def first_word(text: str) -> str:
    """The letters a text begins with, lower case, without an article: «édito» of «L'édito de»."""
    found = _letters.match(text)
    if not found:
        return ""
    word = found[0].lower()
    if word in _ARTICLES:
        found = _behind_article.match(text, found.end())
    elif word == "l":
        found = _behind_elision.match(text, found.end())
    else:
        return word
    return found[1].lower() if found else word


def _preposition_or_first(introducer: str) -> str:
    words = set(introducer.split())
    return next((word for word in ("par", "by", "von", "por", "door") if word in words), first_word(introducer))


def introducer_of(text: str, words: Words) -> re.Match[str] | None:
    """The introducer that a text begins with, and the white space or colon behind it; the last group that matched is
    its role, with «_strict» where only full names may follow."""
    first = first_word(text)
    if first in words.long_first_words and (found := words.long_introducer.match(text)):
        return found
    pattern = words.introducers.get(first)
    return _compiled(pattern).match(text) if pattern else None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


def _by_first_word(roles: dict[str, list[str]]) -> dict[str, str]:
    """First word → pattern of the introducers that begin with it, in which the longest of each role comes first."""
    groups: dict[str, dict[str, list[str]]] = {}
    for role, listed in roles.items():
        for text in _elided(listed):
            groups.setdefault(first_word(text), {}).setdefault(role, []).append(text)
    return {
        first: f"(?:{'|'.join(f'(?P<{role}>{_either(texts)})' for role, texts in of.items())}){_INTRODUCED}"
        for first, of in groups.items()
    }


def _dense(pattern: str) -> str:
    return re.sub(r"\s+", "", pattern)


def _either(words: Iterable[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+").replace("'", "['’]") for word in longest_first)


def _elided(words: Iterable[str]) -> list[str]:
    """«une enquête de» is also «une enquête d'»."""
    return [form for word in words for form in ((word, f"{word[:-1]}'") if word.endswith(" de") else (word,))]

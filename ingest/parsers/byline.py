"""Who signed: people, desks and agencies as printed, without «Par», roles, places, e-mails and dates.

Two kinds of evidence are read: lines a reader sees («Par X et Y, à Conakry (avec AFP)») and metadata («A, B et C»,
«admin», a profile's URL). A wrong author is worse than none, so whatever does not look like a name is dropped. The
words are data: ``data/bylines.toml`` and ``data/agencies.toml``.
"""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ingest.model import Contributor
from ingest.parsers.titles import site_key
from ingest.parsers.typography import clean, fold

_LONGEST_LINE = 400
_LONGEST_BYLINE = 160
_LONGEST_NAME = 60
_LONGEST_SIGNED = 90
_MOST_AUTHORS = 30


@dataclass(frozen=True, slots=True)
class Byline:
    """What a signature says. Empty when it names nobody."""

    authors: tuple[str, ...] = ()
    """People, desks and agencies as signed, in order, without repetition."""
    contributors: tuple[Contributor, ...] = ()
    """Those with another part: ``interviewer`` (also an author), ``translator``, ``photographer``, ``editor`` …"""
    agency: str | None = None
    """Short name of the news agency that wrote or helped: ``AFP``, ``Reuters``, ``ATS`` …"""

    def __bool__(self) -> bool:
        return bool(self.authors or self.contributors or self.agency)


NOBODY = Byline()


# --- words -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Words:
    introducer: re.Pattern[str]
    """Introducers at the start of a piece; its named groups are the roles."""
    first_words: frozenset[str]
    """First words of introducers, lower case: a look-up spares the pattern on almost every line."""
    last_words: frozenset[str]
    """Last words of agencies' names."""
    introducer_inside: re.Pattern[str]
    joiner: re.Pattern[str]
    with_whom: re.Pattern[str]
    with_inside: re.Pattern[str]
    roles: frozenset[str]
    nobody: frozenset[str]
    particles: frozenset[str]
    desks: frozenset[str]
    newsroom: frozenset[str]
    """Words of a reporter's role, lower case: «Anne Un, correspondante à Rome» is a signature."""
    labels: frozenset[str]
    """Introducers of authors that may stand alone on a line above the name, folded."""
    not_names: frozenset[str]
    """First words of lines that look like a full name and are none, folded."""
    second_part: re.Pattern[str]
    """A comma before another introducer: «Par Anne Un, traduit de l'anglais par Luc Deux»."""
    agency_of: dict[str, str]
    agency_glued: re.Pattern[str]


@cache
def _words() -> _Words:
    data = files("ingest.parsers").joinpath("data")
    bylines = tomllib.loads(data.joinpath("bylines.toml").read_text("utf-8"))
    agencies = tomllib.loads(data.joinpath("agencies.toml").read_text("utf-8"))
    roles: dict[str, list[str]] = bylines["introducers"]
    groups = [f"(?P<{role}>{_either(_elided(words))})" for role, words in roles.items()]
    groups[0:0] = [f"(?P<translator_from>{bylines['patterns']['translator']})"]
    # Whichever role it has, the longest introducer must win: «texte de» before «texte», «photos de» before «photo».
    introducer = "|".join(groups)
    others = [
        word for role, listed in roles.items() if role not in ("author", "source") for word in listed if " " in word
    ]
    second_part = rf",\s+(?=(?:{bylines['patterns']['translator']}|{_either(_elided(others))})\s)"
    agency_of = {spelling: name for name, spellings in agencies["wire"].items() for spelling in spellings}
    long_names = [spelling for spelling in agency_of if len(spelling) > 3 and spelling[0].isupper()]
    return _Words(
        introducer=re.compile(rf"(?:{introducer})(?:\s*:\s*|\s+|(?<=['’])|$)", re.I),
        first_words=frozenset(_first_word(words) for listed in roles.values() for words in listed) | {"traduit"},
        last_words=frozenset(spelling.split()[-1] for spelling in agency_of),
        introducer_inside=re.compile(
            r"(?<!\w)(?:Par|By|Von|Por|Propos recueillis par|Recueilli par|Un texte de|Auteur\s*:|Autor\s*:"
            r"|von(?=\s+[A-Z]\w+\s+[A-Z]))\s+(?=[^\W\d_a-zà-ÿ])"
        ),
        joiner=re.compile(rf"\s*[,;&]\s*|\s+(?:{_either(bylines['joiners']['words'])})\s+", re.I),
        with_whom=re.compile(rf"(?:^|,\s*)(?:{_either(bylines['joiners']['with'])})\s+", re.I),
        with_inside=re.compile(rf"\s(?:{_either(bylines['joiners']['with'])})\s", re.I),
        roles=frozenset(map(fold, bylines["roles"]["words"])),
        nobody=frozenset(map(fold, bylines["nobody"]["names"])),
        particles=frozenset(map(fold, bylines["particles"]["words"])),
        desks=frozenset(map(fold, bylines["desks"]["words"])),
        newsroom=frozenset(bylines["newsroom"]["words"]),
        labels=frozenset(map(fold, bylines["newsroom"]["labels"])),
        not_names=frozenset(map(fold, bylines["newsroom"]["not_names"])),
        second_part=re.compile(second_part, re.I),
        agency_of=agency_of | {spelling.upper(): name for spelling, name in agency_of.items() if len(spelling) > 3},
        agency_glued=re.compile(rf"(\b(?!L[ae]\s|The\s)[^\W\d_a-zà-ÿ][\w'’-]+)\s+({_either(long_names)})$"),
    )


_letters = re.compile(r"[^\W\d_]+")


def _first_word(text: str) -> str:
    found = _letters.match(text)
    return found[0].lower() if found else ""


def _either(words: Iterable[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+").replace("'", "['’]") for word in longest_first)


def _elided(words: Iterable[str]) -> list[str]:
    """«une enquête de» is also «une enquête d'»."""
    return [form for word in words for form in ((word, f"{word[:-1]}'") if word.endswith(" de") else (word,))]


# --- lines a reader sees ---------------------------------------------------------------------------------------------
_pieces = re.compile(
    r"\s*(?:[|•·¦\n→]|(?<=\s)[–—-](?=\s)|\s-$|(?:(?<=[^\W\d_]{2})[.,]|\s/)\s(?=[^\W\d_]{3,12}\s?:)"
    r"|(?<!\bet)(?<!und)(?<!and)\s(?=(?:Quelle|Source|Photos?|Fotos?|Bild|Illustrations?)\s?:))\s*"
)
_contacts = re.compile(r"\(?\S+@\S+\.\w+\)?|https?://\S+|www\.\S+|\S+\[at\]\S+|(?<!\w)@\w+")
_dates = re.compile(
    r"""(?:^|(?<=[\s,(]))(?:
      (?:le\s+|am\s+|on\s+)?(?:(?:lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun|die|mit|don|fre|son)\w*\.?,?\s+)?
      \d{1,2}(?:er)?[./\s-]\s*(?:\d{1,2}|[^\W\d]{3,10}\.?)[./\s,-]\s*\d{2,4}
    | \d{1,2}(?:er)?\.?\s+(?:janv|févr?|fevr|mars|avril|mai\b|juin|juil|août|aout|sept|octo?b?|nov|déc|dec|jan|feb|mar\b
      |apr|may|jun|jul|aug|oct|märz|okt|dez|ene|abr|ago|gen|mag|giu|lug|ott|dic)
    | \d{4}-\d{2}-\d{2}
    | [A-Z][a-z]{2,8}\.?\s+\d{1,2},\s+\d{4}
    | \d{1,2}\s*[h:]\s*\d{0,2}
    | \d+\s*(?-i:[Mm]in\b|minutes?\b|Minuten\b|mn\b|heures?\b|hours?\b|jours?\b|days?\b)
    | (?:publié|mis\s+à\s+jour|modifié|posté|published|updated|posted|last\s+updated|actualisé|créé
      |veröffentlicht|aktualisiert|actualizado|publicado|pubblicato|aggiornato|stand|lecture|temps\s+de\s+lecture|lesedauer|reading\s+time|il\s+y\s+a)\b
    ).*$""",
    re.I | re.X,
)
_leading_date = re.compile(
    r"""^(?:(?:publié|mis\s+à\s+jour|modifié|posté|créé|published|updated|posted|veröffentlicht|aktualisiert)\s*:?\s*)?
    (?:le\s+|on\s+|am\s+)?(?:[^\W\d]{2,10}\.?\s+)?\d{1,2}(?:er)?[./\s-]\s*(?:\d{1,2}|[^\W\d]{3,10}\.?)[./\s-]\s*\d{2,4}
    (?:\s*(?:à|,|um|at|[–-])?\s*\d{1,2}\s?[h:]\s?\d{0,2})?\s*[,:]?\s*""",
    re.I | re.X,
)
_parentheses = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")


def parse_byline(text: str) -> Byline:
    """The people and agencies that a visible byline names; nothing when the line is no byline.

    «Par Anne Un et Luc Deux (avec AFP), à Lyon» → authors Anne Un, Luc Deux, AFP; agency AFP.
    """
    words = _words()
    line = clean(text)
    if not line or len(line) > _LONGEST_LINE:
        return NOBODY
    line = _contacts.sub(" ", line)
    introduced: list[tuple[str, str]] = []
    bare: list[str] = []
    for piece in (piece for part in _pieces.split(line) for piece in words.second_part.split(part)):
        stripped = _ends_stripped(_leading_date.sub("", piece).strip(" ,;"))
        if stripped[:1] == "(" and stripped[-1:] == ")":
            stripped = stripped[1:-1].strip()
        role, rest = _introduced(stripped, words)
        if role is None and (inside := words.introducer_inside.search(stripped)):
            role, rest = _introduced(stripped[inside.start() :], words)
        if role is not None:
            introduced.append((role, rest))
        elif stripped:
            bare.append(stripped)
    signature = _Signature(words)
    for role, rest in introduced:
        signature.add(role, _people(rest, words, strict=False))
    if not introduced:
        signed = next((piece for piece in bare if not _remark(piece, words)), "")  # «Journaliste • Anne Un»
        signature.add("author", _people(signed, words, strict=True))
    return signature.byline()


def is_byline(text: str) -> bool:
    """Whether a short line is nothing but a byline: every word of it an introducer, a name, a role, a place or a date.

    A sentence that begins with «Par» is none.
    """
    if len(text) > _LONGEST_BYLINE:
        return False
    words = _words()
    line = clean(text).strip(" ,:;-–—")
    role, rest = _introduced(line.rstrip("."), words)
    if role is None and (line[:1].isdigit() or "|" in line or _leading_date.match(line)):
        return _is_dated_byline(line)
    if line.startswith("(") and line.endswith(")"):
        line = line[1:-1].strip()
    if role is None and len(line) <= _LONGEST_SIGNED and _is_signed_with_role(line, words):
        return True
    if role is None and any(map(str.isdigit, line)):
        line = _dates.sub("", line).strip(" ,:;-–—")
    if role is None:
        signed = len(line) <= _LONGEST_NAME and line.rpartition(" ")[2].rstrip(".") in words.last_words
        return signed and bool(_wire_line.fullmatch(line) and parse_byline(line).agency)
    labelled = line[: len(line) - len(rest)].rstrip().endswith(":")
    if not rest or line.endswith(("?", "!", "…")) or (line.endswith(".") and len(rest.split()) > 6 and not labelled):
        return False
    found = parse_byline(line)
    if not found:
        return False
    named = " ".join((*found.authors, *(c.name for c in found.contributors)))
    left = [w for w in _dates.sub("", _parentheses.sub("", _contacts.sub(" ", rest))).split() if w not in named]
    return len(left) <= 6 and sum(1 for w in left if w[0].islower() and fold(w) not in words.roles) <= 3


def is_full_name(text: str) -> bool:
    """Whether a line is one person's first and last name and nothing else."""
    tokens = text.split()
    if not 2 <= len(tokens) <= 4 or len(text) > 40 or not all(token[0].isalpha() for token in tokens):
        return False
    words = _words()
    return (
        _full_name.fullmatch(text) is not None
        and not any(fold(token) in words.roles or fold(token) in words.nobody for token in tokens)
        and fold(tokens[0]) not in words.not_names
        and fold(tokens[0]) not in words.particles
        and _people(text, words, strict=True) == [text]
    )


def is_date(text: str) -> bool:
    """Whether a short line begins with a date («4 décembre 2022, 8h», «Publié le 4/12/2022»)."""
    return len(text) < 60 and _leading_date.match(text) is not None


def introduces(text: str) -> bool:
    """Whether somewhere in a line a name is announced: «Cyclisme | Par Anne Un»."""
    return bool(_words().introducer_inside.search(text))


def is_label(text: str) -> bool:
    """Whether a line is only the word that announces an author («Auteur», «Von:»): the name is on the next one."""
    return len(text) < 20 and fold(text.rstrip(" :")) in _words().labels


def _is_signed_with_role(line: str, words: _Words) -> bool:
    """«Anne Un, correspondante à Rome - 09/04/2024 à 08h15», «Anne Un Journaliste»: a name and a reporter's role."""
    tokens = line.split()
    at = next((n for n, token in enumerate(tokens) if token.strip(",()").lower() in words.newsroom), 0)
    if not 2 <= at <= 5 or line.endswith(("?", "!", "…", ":")):
        return False
    if at > 2 and tokens[at - 1].lower() in ("notre", "our", "unser", "unsere"):
        at -= 1
    name = " ".join(tokens[:at]).rstrip(",(–—- ")
    behind = _dates.sub("", " ".join(tokens[at:])).split()
    return len(behind) <= 6 and " " in name and _people(name, words, strict=True) == [name]


def _is_dated_byline(line: str) -> bool:
    """«3 mars 2021 Par Anne Un», «Lu 03.03.21 | 14:07 | Von Anne Un»."""
    pieces = [_dates.sub("", _leading_date.sub("", piece)).strip(" ,:;-–—") for piece in _pieces.split(line)]
    kept = [piece for piece in pieces if piece]
    return " ".join(kept) != line and 0 < len(kept) < 3 and all(is_byline(piece) for piece in kept)


_wire_line = re.compile(r"(?:\w[\w.’' -]{1,40}\s+)?(?:(?:avec|with|mit|con|com|met)\s+)?[\w.’' /-]{2,40}")
_wire_signature = re.compile(r"\s*[(\[](?:(?:avec|with|mit|con|source\s*:)\s+)?([\w .’'/,&+-]{2,40})[)\]]\s*\.?$", re.I)


def signature(text: str) -> tuple[str, Byline]:
    """A paragraph without the wire signature at its end, and what that says: «… dès lundi. (ats/nxp)» → agency ATS.

    Unsigned text comes back as it was, with an empty byline. Initials and agencies of such a signature are no authors.
    """
    tail_at = max(0, len(text) - _LONGEST_NAME)
    found = _wire_signature.search(text, tail_at)
    if not found:
        return text, NOBODY
    words = _words()
    agencies = [
        agency
        for part in re.split(r"\s*[/,&+]\s*|\s+(?:et|and|und)\s+", found[1])
        if (agency := _agency(part, words, any_case=True))
    ]
    if not agencies:
        return text, NOBODY
    return text[: found.start()].rstrip(), Byline(agency=agencies[0])


_SIGNING = ("author", "interviewer", "source")
"""Roles whose names are authors."""


_UNNAMED = "unnamed"
_PICTURES = ("photographer", "illustrator", "video")


class _Signature:
    """Collects people in order of appearance."""

    def __init__(self, words: _Words) -> None:
        self._words = words
        self._authors: list[str] = []
        self._contributors: list[Contributor] = []
        self._agency: str | None = None

    def add(self, role: str, people: Sequence[str]) -> None:
        for name in people[:_MOST_AUTHORS]:
            agency = _agency(name, self._words)
            if agency == _UNNAMED:
                continue
            if role in _SIGNING:  # a photograph by AFP makes no wire story
                self._agency = self._agency or agency
            if role == "source" and not agency:
                continue
            if role in _SIGNING and not any(_same_name(name, known) for known in self._authors):
                self._authors.append(name)
            if role not in ("author", "source") and not agency:
                self._contributors.append(Contributor(name, role))

    def byline(self) -> Byline:
        return Byline(tuple(self._authors), tuple(dict.fromkeys(self._contributors)), self._agency)


def _introduced(piece: str, words: _Words) -> tuple[str | None, str]:
    """The role that the piece's first words announce, and the rest of it."""
    if _first_word(piece) not in words.first_words:
        return None, piece
    match = words.introducer.match(piece)
    if match is None or (match[0][-1:].isalnum()):
        return None, piece
    role = match.lastgroup or "author"
    rest = piece[match.end() :]
    again = words.introducer.match(rest)  # «Texte : par Anne Un», «par notre correspondant à Rome, Luc Deux»
    if again and again[0].strip() and not again[0][-1:].isalnum():
        rest = rest[again.end() :]
    if fold(match[0]) == "un texte de":
        rest = _desk.sub("", rest)
    return role.removesuffix("_from"), rest


def _people(text: str, words: _Words, *, strict: bool) -> list[str]:
    """The names in «A, B et C (avec D), envoyé spécial à E». ``strict``: nothing announced them, so the whole text must
    be names or there are none."""
    for inside in _parentheses.findall(text):
        joined = words.with_whom.search(inside)
        if joined:
            text = text.replace(f"({inside})", f", {inside[joined.end() :]}")
        elif _agency(inside, words):
            text = text.replace(f"({inside})", f", {inside}")
    text = _parentheses.sub("", text)
    text = _dates.sub("", text)
    text = words.agency_glued.sub(r"\1, \2", text)
    if strict and not _cased.search(text):
        return []
    parts = [part for piece in words.joiner.split(text) if piece and (part := _article.sub("", _ends_stripped(piece)))]
    # «RFI avec AFP»: a single word is a name where an agency stands beside it.
    strict_words = strict and not (words.with_inside.search(text) and any(_agency(part, words) for part in parts))
    people: list[str] = []
    for part in parts:
        part = _doubled.sub(r"\1", part) if part.find(part[:4], 4) > 0 else part
        name = _name(part, words)
        if name is None:
            if people and not strict and len(part) < 40 and len(part.split()) < 4 and part == part.lower():
                continue  # «Anne Un, géographe, et Luc Deux»
            if fold(part) in words.nobody or (_remark(part, words) and (people or not strict)):
                continue  # «la rédaction», «correspondant à Rome», «à Rome»
            return [] if strict else people
        if " " not in name and not _agency(name, words) and (strict_words or (people and " " in people[0])):
            if strict_words and not people:
                return []
            continue  # a place or a remark behind a full name
        people.append(name)
    return people


def _remark(part: str, words: _Words) -> bool:
    """A role or a place: it begins with the word for one."""
    first = part.split()[0]
    key = fold(first)
    return key in words.roles or key.endswith(_ROLE_ENDINGS) or first.lower() in _places


def _ends_stripped(part: str) -> str:
    part = part.strip(' :-–—"«»').lstrip(".")
    return part if _abbreviated.search(part) else part.rstrip(" .")


# --- names -----------------------------------------------------------------------------------------------------------
# «Un texte de Prénom Nom d'Enquête»: the programme a Québec reporter works for.
_desk = re.compile(r"(?<=\w\w)\s+(?:d['’]\s?[A-ZÀ-Ý][\w-]+|de\s+(?:l['’]|la\s+)?émission\b.*)$")
# German composes its roles: «Projektleiterin», «Nahostkorrespondent».
_ROLE_ENDINGS = (
    *("leiter", "redakteur", "korrespondent", "forscher", "wissenschaftler", "sprecher", "professor", "journalist"),
    *("leiterin", "redakteurin", "korrespondentin", "forscherin", "wissenschaftlerin", "sprecherin", "professorin"),
)
_INTRODUCING = frozenset({"par", "by", "von", "por", "di", "door"})
_places = frozenset({"à", "a", "in", "aus", "im", "en", "at", "from", "for", "chez", "pour", "au", "aux", "nach", "te"})
_NO_BEGINNING = frozenset(
    {"des", "der", "dem", "den", "das", "les", "la", "le", "vom", "zur", "zum", "und", "os", "as", "in"}
)
"""Particles that stand inside a name, never at its beginning."""
_full_name = re.compile(r"[^\W\d_][^\W\d_.'’-]*(?:[ .'’-]+[^\W\d_][^\W\d_]*)+")
_doubled = re.compile(r"^(.{5,60}?)\s*\1$")
_article = re.compile(
    r"^(?:(?:et|and|und|avec|with|mit)\s+)?(?:l['’](?=[A-Z]{3}|[Aa]gence)|l[ea]\s+(?=(?:Dr|Pr|Docteure?|Professeure?)\b))?"
)
_abbreviated = re.compile(r"(?:\b\w|\b[eé]\.V|\b[JS]r)\.$")
_cased = re.compile(r"[A-ZÀ-ÞĀ-Ž\u0391-\u03a9\u0410-\u042f]")
_no_pseudonym = re.compile(r"[@{}<>=?!:;\"“”„|%€$/\\]|\b(?:par|by|von|por)\b", re.I)
_no_name = re.compile(r"[\d@{}<>=?!:;\"«»“”„|_+*#%€$/\\]")


def _name(part: str, words: _Words) -> str | None:
    """The name that a part begins with, None when it is a role, a place or prose."""
    if _agency(part, words):
        return part
    folded = fold(part)
    if not part or not folded or folded in words.nobody:
        return None
    tokens = part.split()
    if fold(tokens[0]) in words.desks and tokens[0][0].isupper() and len(tokens) < 5 and not _no_name.search(part):
        return part
    if tokens[0] in _NO_BEGINNING:
        return None
    kept: list[str] = []
    for token in tokens:
        key = fold(token)
        is_role = key in words.roles or key.endswith(_ROLE_ENDINGS)
        if is_role and not (len(kept) == 1 and token[0].isupper() and len(tokens) == 2):
            break
        if kept and token.lower() in _places:
            break
        number = token.isdigit() and len(token) < 4 and len(tokens) > 1  # «France 24», «20 Minutes»
        if not (_capital(token) or number or key in words.particles or (kept and re.match(r"[dl]['’]\w", token))):
            return None
        kept.append(token)
    while kept and fold(kept[-1]) in words.particles and not _capital(kept[-1]):
        kept.pop()
    if not kept or len(kept) > 6 or not any(_capital(token) for token in kept) or fold(kept[-1]) in _INTRODUCING:
        return None
    if len(kept) < len(tokens) and len(kept) == 1:
        return None
    name = " ".join(kept)
    if (
        len(name) > _LONGEST_NAME
        or (_no_name.search(name) and not re.fullmatch(r"[\w ’'.-]+", name))
        or fold(name) in words.nobody
    ):
        return None
    return name


def _capital(token: str) -> bool:
    first = token.lstrip("«\"'’(“„")[:1]
    return first.isupper() or (first.isalpha() and not first.islower())


def _agency(text: str, words: _Words, *, any_case: bool = False) -> str | None:
    text = text.strip(" .,").replace("’", "'")
    found = words.agency_of.get(text)
    if found is None and any_case:
        found = words.agency_of.get(text.upper())
    return found


def _same_name(a: str, b: str) -> bool:
    return a == b or fold(a) == fold(b)


# --- metadata --------------------------------------------------------------------------------------------------------
_url = re.compile(r"^(?:https?:)?//|^www\.|^/|\.(?:com|fr|org|net|html?)/", re.I)
_slug = re.compile(r"^[a-z0-9]+(?:[._-][a-z0-9]+)+$")
_company = re.compile(r"\b(?:GmbH|AG|Ltd|LLC|Inc|SARL|SAS|B\.V|e\.\s?V|S\.A|S\.r\.l)\b")
_inverted = re.compile(r"^([^\W\d_][\w'’-]+), ([^\W\d_][\w'’-]+(?: [A-Z]\.)?)$")
_with_site = re.compile(r"\s[-–—|]\s.*\w\.[a-z]{2,3}$")
_meta_prefix = re.compile(r"^(?:par|by|von|por|auteur|author|autor|texte?)\s*:?\s+(?=[^\W\d_])", re.I)
_meta_split = re.compile(r"\s*[;|•]\s*|\s*,\s+|\s+(?:et|and|und|og|och|&|avec|with|mit)\s+|(?<=\w\w),(?=[A-ZÀ-Ý])")
_meta_role = re.compile(r"\s+[/–—-]\s+.*$|\s*\(.*?\)")


def authors_from_metadata(values: Iterable[tuple[str, str]], *, site_names: Iterable[str] = ()) -> Byline:
    """People and agencies in the author values of JSON-LD and meta tags: ``values`` are (name, kind) pairs as
    :func:`ingest.parsers.structured.names` gives them, kind ``""`` for a meta tag.

    Several people in one value are told apart, URLs, e-mails, handles, account slugs and signatures that name
    nobody are dropped. The site itself is an author only where it is marked up as an organisation.
    """
    words = _words()
    sites = frozenset(key for name in site_names if (key := site_key(name)))
    found = _Signature(words)
    for value, kind in values:
        found.add("author", _people_in_value(value, kind, words, sites))
    return found.byline()


def _people_in_value(value: str, kind: str, words: _Words, sites: frozenset[str]) -> list[str]:
    text = clean(html.unescape(value) if "&" in value else value)
    if not text or _url.search(text) or len(text) > _LONGEST_LINE:
        return []
    signed_par = _meta_prefix.match(text)
    text = _contacts.sub(" ", _meta_prefix.sub("", text)).strip(" ,;-–—")
    if not fold(text):
        return []
    if site_key(text) in sites and not _agency(text, words):
        return [text] if kind and not signed_par and (kind == "organization" or "." not in text) else []
    if not kind and _with_site.search(text):
        return []  # a section's name and the site's
    text = " - ".join(piece for piece in re.split(r"\s[-–—|]\s", text) if site_key(piece) not in sites)
    if kind == "organization" and not _meta_split.search(text):
        return [] if fold(text) in words.nobody else [text]
    inverted = _inverted.match(text)
    if inverted:
        return [f"{inverted[2]} {inverted[1]}"]
    parts = [part for part in _meta_split.split(text) if part]
    people: list[str] = []
    for part in parts:
        name = part if _agency(part, words) else _ends_stripped(_meta_role.sub("", part).strip(" ,"))
        if not _plausible(name, words) or (site_key(name) in sites and len(parts) == 1 and not _agency(name, words)):
            continue
        if people and fold(name).split()[0] in words.roles:
            continue
        people.append(name)
    return people


def _plausible(name: str, words: _Words) -> bool:
    folded = fold(name)
    return not (
        not folded
        or len(name) > _LONGEST_NAME
        or folded in words.nobody
        or folded.isdigit()
        or len(folded) < 2
        or _slug.match(name)
        or _company.search(name)
        or len(name.split()) > 7
    )


# --- both ------------------------------------------------------------------------------------------------------------
def choose_authors(
    *,
    visible: Iterable[str] = (),
    json_ld: Iterable[tuple[str, str]] = (),
    meta: Iterable[str] = (),
    site_names: Iterable[str] = (),
) -> tuple[Byline, str]:
    """The signature of an article, and the evidence that gave it: ``json-ld``, ``meta``, ``visible`` or ``none``.

    ``visible`` are byline lines of the article itself (near the headline, or at its end), best first; ``json_ld`` the
    ``author`` names of its JSON-LD object; ``meta`` the values of author meta tags.
    """
    site_names = list(site_names)
    visible, meta = list(visible), list(meta)
    sites = frozenset(key for name in site_names if (key := site_key(name)))
    marked = authors_from_metadata(json_ld, site_names=site_names)
    named = authors_from_metadata(((value, "") for value in meta), site_names=site_names)
    seen = [
        _trimmed(byline, (*marked.authors, *named.authors), site_names)
        for byline in map(parse_byline, visible)
        if _signs(byline)
    ]
    seen.sort(key=lambda byline: all(_agency(name, _words()) for name in byline.authors))  # «AFP» may be a picture's
    editors = {fold(c.name) for byline in seen for c in byline.contributors if c.role == "editor"}
    if editors and all(fold(name) in editors for name in marked.authors) and any(byline.authors for byline in seen):
        marked = NOBODY  # the page says that who stands in the markup edited, and who wrote
    if _names_people(marked, sites):
        for value in meta:  # one string that names more people than the markup had room for
            fuller = authors_from_metadata([(value, "")], site_names=site_names)
            if set(marked.authors) < set(fuller.authors):
                return _with_roles(fuller, seen), "meta"
        return _with_roles(_as_signed(marked, seen), seen), "json-ld"
    for byline in seen:
        if _names_people(byline, sites):
            return _fullest(byline, seen), "visible"
    if _names_people(named, sites):
        return named, "meta"
    if seen:
        return seen[0], "visible"
    if not marked and (name := next(filter(None, map(_pseudonym, visible[:3])), None)):
        return Byline((name,)), "visible"
    return (marked, "json-ld") if marked else (named, "meta") if named else (NOBODY, "none")


def _signs(byline: Byline) -> bool:
    """Whether a line says who wrote, and not only who took the picture."""
    return bool(byline.authors) or any(c.role not in _PICTURES for c in byline.contributors)


def _pseudonym(line: str) -> str | None:
    """A short marked line that looks like no full name: «Elba», «Les membres du collectif»."""
    words = _words()
    role, line = _introduced(clean(line).strip(" :,-"), words)
    tokens = fold(line).split()
    if (
        role not in (None, "author")
        or not tokens
        or len(tokens) > 8
        or len(line) > _LONGEST_NAME
        or not line[0].isalpha()
        or _no_pseudonym.search(line)
    ):
        return None
    if _dates.search(line) or fold(line) in words.nobody or words.roles.intersection(tokens):
        return None
    return line if len(tokens) == 1 or line[0].isupper() else None


def _names_people(byline: Byline, sites: frozenset[str]) -> bool:
    return any(site_key(name) not in sites for name in byline.authors)


def _trimmed(byline: Byline, known: Sequence[str], site_names: Sequence[str]) -> Byline:
    """A visible line without what the metadata shows to be no name («Anne Un Travel» where it says «Anne Un»), and
    without the site's own name behind a person's («Anne Un, Le Quotidien»)."""
    words = _words()
    sites = frozenset(map(site_key, site_names)) - {""}
    authors = [next((k for k in known if name.startswith(f"{k} ")), name) for name in byline.authors]
    for site in site_names:
        authors = [name.removesuffix(f" {site}") if name.count(" ") > site.count(" ") + 1 else name for name in authors]
    if any(not _agency(name, words) and not _of_site(name, sites) for name in authors):
        authors = [name for name in authors if not _of_site(name, sites)]
    return Byline(tuple(dict.fromkeys(authors)), byline.contributors, byline.agency)


def _of_site(name: str, sites: frozenset[str]) -> bool:
    return site_key(name) in sites or any(site_key(word) in sites for word in name.split() if len(word) > 2)


def _as_signed(byline: Byline, seen: list[Byline]) -> Byline:
    """An account's name («anneun») written as on the page («Anne Un»)."""
    signed = {fold(name).replace(" ", ""): name for other in seen for name in other.authors if " " in name}
    authors = (name if " " in name else signed.get(fold(name).replace(" ", ""), name) for name in byline.authors)
    return Byline(tuple(dict.fromkeys(authors)), byline.contributors, byline.agency)


def _fullest(byline: Byline, seen: list[Byline]) -> Byline:
    """A link names the first author, the line around it all of them."""
    return max((b for b in seen if set(byline.authors) <= set(b.authors)), key=lambda b: len(b.authors))


def _with_roles(byline: Byline, seen: list[Byline]) -> Byline:
    """Metadata knows no roles: those of the visible line that names the same people are added."""
    for other in seen:
        if any(_same_name(a, b) for a in byline.authors for b in other.authors):
            return Byline(byline.authors, other.contributors, byline.agency or other.agency)
    return byline

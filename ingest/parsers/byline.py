"""Who signed: people, desks and agencies as printed, without «Par», roles, places, e-mails and dates.

Lines a reader sees are read here («Par X et Y, à Conakry (avec AFP)»); :mod:`ingest.parsers.authors` weighs them
against the metadata. A wrong author is worse than none, so whatever does not look like a name is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from ingest.model import Contributor
from ingest.parsers.byline_words import Words, byline_words, first_word, introducer_of
from ingest.parsers.names import (
    LONGEST_NAME,
    PARENTHESES,
    UNNAMED,
    agency_of,
    ends_stripped,
    folded,
    is_at_place,
    is_initials,
    is_remark,
    is_sign,
    members,
    people_in,
    same_name,
    without_date,
)
from ingest.parsers.typography import clean, fold, has_digit, letters_of

_LONGEST_LINE = 400
_LONGEST_BYLINE = 160
_translation = re.compile(r"(?:(?:un|ce|cet)\s)?(?:texte|article|récit|extrait|entretien)\b", re.I)
_SIGNATORIES = re.compile(r"(?:les\s+)?(?:premi(?:er|ère)s\s+)?signataires\s*:", re.I)
"""«Les signataires : …»: as many as there are."""
_LONGEST_SIGNED = 90
_LONGEST_SIGNED_IN_BOLD = 200
_LONGEST_ROLE = 12
_LONGEST_NAMES = 9
"""Words of the names before a role that they share."""
_MOST_AUTHORS = 30
_SHORT = 40
"""Characters below which it is quicker to look up every word of a line than to begin to read it."""
_REMEMBERED = 256
"""Lines whose reading is kept: those of a page or two."""
_with_role = re.compile(
    r"(?P<body>(?:pour|for|für)\s(?:l[ea]s?\s|l['’]|the\s|de[nr]\s|das\s|die\s)?[^,.:;]{3,40},\s)?(?P<name>[^,.:;\d]{5,40})"
    r"(?P<role>,\s(?-i:[a-zà-ÿ])[^\W\d_]{2,}(?:[ ’'-][^\W\d_]+){0,4})?",
    re.I,
)


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
_BUTTONS = frozenset(
    (
        *("imprimer", "envoyer", "partager", "tweeter", "commenter", "reagir", "ecouter", "enregistrer", "agrandir"),
        *("print", "share", "email", "drucken", "teilen", "imprimir", "compartir"),
    )
)
"""First words, folded, of what stands beside names and is to be pressed."""


# --- lines -----------------------------------------------------------------------------------------------------------
_reporter = re.compile("^(?:记者|記者)(?=[\u4e00-\u9fff]{2,4}$)")
"""«作者：记者王敬照»: the author is a reporter."""
_at_place_for_wire = re.compile(
    r"(?P<names>[^\W\d_][^/,()]{4,80})/\s?[A-ZÇĞİÖŞÜ][^(),]{2,40},?\s?\((?P<agency>[A-ZÇĞİÖŞÜ]{2,6})\)"
)
"""«Fatih KARATAŞ - İlknur ŞENOL/ÇANAKKALE, (DHA)», as Turkish agencies sign."""
_full_name = re.compile(r"[^\W\d_][^\W\d_.'’-]*(?:[ .'’-]+[^\W\d_][^\W\d_]*)+")
_pieces = re.compile(
    r"(?=[\s|•·¦→.,;–—-])"  # with what all that follows begins: most letters are passed over at once
    r"\s*(?:[|•·¦\n→]|(?<=\s)[–—-](?=\s)|\s-$|(?<=[^\W\d_]{2})[.,]\s(?=[^\W\d_]{3,12}\s?:)|\s/\s(?=[^\W\d_]{3,12}(?:\s[^\W\d_]{2,9})?\s?:)"
    r"|;\s(?=(?:[Aa]dditional\s)?(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Cc]ompiled|[Tt]ranslated|[Gg]raphics?|[Pp]hotos?)\sby\b)"
    r"|(?<!\bet)(?<!und)(?<!and)\s(?=(?:Quelle|Source|Photos?|Fotos?|Bild|Illustrations?)\s?:)"
    r"|(?<=[^\W\d_]{2})\s(?=(?:Sujet|Adaptation|Version|Texte|Mise en ligne)\s[^\W\d_]{2,9}\s?:)"
    r"|(?<=[^\W\d_]{3})[.,]?\s(?=(?:[Pp]hotos?|[Ii]llustrations?|[Ii]nfographies?|[Vv]idéos?)\s[A-ZÀ-Ý][\w'’-]+\s[A-ZÀ-Ý]))\s*"
)
_dash_before_place = re.compile(r"\s[–—-](?=\s(?:à|depuis|from)\s[A-ZÀ-Ý])")
"""«Par Anne Un – à Lyon avec AFP»"""
_words = re.compile(r"[^\s,;:()]*[^\s,;:().]")
_LINKING = frozenset(("la", "l", "avec", "et", "with", "mit", "agences", "agence"))
_mark = re.compile(r"\s[|•·–—-]\s")
_by = re.compile(r"(?:[^\W\d_]+\s+)?(?:par|by|von|por|door)\s", re.I)
_bracketed_name = re.compile(r"[^\W\d_][.!?…]\s*[(\[]([^()\[\]]{5,60})[)\]]\s*[.+*]*$")
_may_be_several = re.compile(r"&|\s(?:et|and|und|y|en|e|ET)\s").search
# A name and what stands behind it in brackets: «Anne Un et Luc Deux (photos)».
_bracketed = re.compile(r"([^,;&()\[\]]+?)\s*[(\[]([^\W\d_]+)[)\]]")
_glued = re.compile(
    r"(?<=[^\W\d_]{2})(?=(?:Publié|Mise? à jour|Modifié|Posté)\b|\d{1,2}[./]\d|\d{1,2} [a-zéû]{3,9} \d{4})"
)
# An e-mail begins like the name it is glued to: «Anne Unanne.un@quotidien.example», «Anne Unaun@quotidien.example».
_glued_mail = re.compile(r"\b(([^\W\d_])[\w'’-]+)\s+([^\W\d_][\w'’-]+?)(?=(?:\1[._-]?\3|\2[._-]?\3|\1)@)", re.I)
_glued_weekday = re.compile(
    r"(?<=[a-zà-ÿ])(?=(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
    r"|(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|lunes|martes|mi[ée]rcoles|jueves"
    r"|viernes|s[áà]bado|domingo|(?:luned|marted|mercoled|gioved|venerd)ì|domenica)[ ,]+\d)"
)
"""«Anne Unzondag 30 juni 2024»: two elements of a line, which only style sheets part."""
_with_newsroom = re.compile(
    r",?\s+avec\s+(?:la\s+|notre\s+)?r[ée]daction(?:\s+(?:web|num[ée]rique|internet))?(?=\s*(?:[|•·–—-]|$))", re.I
)
"""«Anne Un, avec Rédaction web • Publié le …»"""
_published_behind = re.compile(
    r"\s*[|•·–—-]\s*(?:publié|mis à jour|modifié|posté|published|updated|veröffentlicht|aktualisiert|publicado"
    r"|actualizado|pubblicato|aggiornato)\b[^.!?]*\d[^.!?]*$",
    re.I,
)
CONTACTS = re.compile(r"\(?\S+@\S+\.\w+\)?|https?://\S+|www\.\S+|\S+\[at\]\S+|(?<!\w)@\w+")
_BY_BEHIND_DATE = re.compile(r"\d[\dh:]{0,5}\s(?=(?:par|by|von|por)\s[A-ZÀ-Ý][\w'’-]+\s[A-ZÀ-Ý])")
"""«Mis à jour le 13 mars 2008 à 08h40 par Anne Un»"""
_may_be_contact = re.compile(r"@|://|www\.|\[at\]").search
_may_be_glued = re.compile(r"[\dMP](?:ubl|ise?\s|odi|ost|\d|[./ ])").search
_may_be_in_pieces = re.compile(r"[|•·¦\n→:;]|\s[–—-]|(?:hoto|llustration|nfographie|idéo)s?\s").search
"""What a line must have for the patterns above to find anything: most have none of it."""
_leading_date = re.compile(
    r"""^(?:(?:publié|mis\s+à\s+jour|modifié|posté|créé|published|updated|posted|veröffentlicht|aktualisiert)\s*:?\s*)?
    (?:le\s+|on\s+|am\s+)?(?:[^\W\d]{2,10}\.?\s+)?\d{1,2}(?:er)?[./\s-]\s*(?:\d{1,2}|[^\W\d]{3,10}\.?)[./\s-]\s*\d{2,4}
    (?:\s*(?:à|,|um|at|[–-])?\s*\d{1,2}\s?[h:]\s?\d{0,2})?\s*[,:]?\s*""",
    re.I | re.X,
)


@lru_cache(maxsize=_REMEMBERED)
def parse_byline(text: str) -> Byline:
    """The people and agencies that a visible byline names; nothing when the line is no byline.

    «Par Anne Un et Luc Deux (avec AFP), à Lyon» → authors Anne Un, Luc Deux, AFP; agency AFP.
    """
    words = byline_words()
    line = clean(text)
    if not line or len(line) > _LONGEST_LINE:
        return NOBODY
    line = without_contacts(line)
    if "daction" in line:
        line = _with_newsroom.sub("", line)
    if (wire := _at_place_for_wire.fullmatch(line)) and (agency := agency_of(wire["agency"], words)):
        people = tuple(wire["names"].split(" - "))
        if all(map(is_full_name, people)):
            return Byline((*people, agency), agency=agency)
    if (label := _SIGNATORIES.match(line)) and len(signatories := signatories_in(line[label.end() :])) > 1:
        return Byline(tuple(signatories))
    if _may_be_glued(line):
        line = _glued.sub(" ", line)
    if " à " in line or " from " in line:
        line = _dash_before_place.sub(" ", line)
    introduced: list[tuple[str, str]] = []
    bare: list[str] = []
    for piece in (piece for part in _in_pieces(line) for piece in _without_second(part, words)):
        stripped = ends_stripped(_without_leading_date(piece).strip(" ,;/"))
        if stripped[:1] == "(" and stripped[-1:] == ")":
            stripped = stripped[1:-1].strip()
        stripped, aside = _asides(stripped, words)
        role, rest = introduced_by(stripped, words)
        if role is None and (inside := words.introducer_inside.search(stripped)):
            role, rest = introduced_by(stripped[inside.start() :], words)
        if role is not None:
            introduced.append((role, rest))
        elif stripped:
            bare.append(stripped)
        introduced += aside
    signed = any(role in _SIGNING for role, _ in introduced)
    if signed:
        introduced += [("source", piece) for piece in bare if agency_of(piece, words)]  # «Par Anne Un - Reuters»
    signature = Signature(words)
    for role, rest in introduced:
        signature.add(role, people_in(rest, words, strict=False))
    if not signed:
        name = next((piece for piece in bare if not is_remark(piece, words)), "")  # «Journaliste • Anne Un»
        signature.add("author", people_in(name, words, strict=True))
    return signature.byline()


def signatories_in(line: str) -> list[str]:
    """«Anne Un, urbaniste ; Luc Deux, médecin au centre hospitalier.», «Anne Un, Luc Deux; Zoé Trois, Lyon»: the names,
    where each piece begins with some."""
    pieces = ([part.strip(" .") for part in piece.split(",")] for piece in line.split(";"))
    named = [list(takewhile(is_full_name, parts)) for parts in pieces]
    return [name for names in named for name in names] if all(named) else []


def _in_pieces(line: str) -> list[str]:
    return _pieces.split(line) if _may_be_in_pieces(line) else [line]


def _without_second(part: str, words: Words) -> list[str]:
    """A part cut before a second introducer: behind a comma, or «et»."""
    return words.second_part.split(part) if "," in part or "et" in part.lower() else [part]


def _without_leading_date(piece: str) -> str:
    return _leading_date.sub("", piece, 1) if has_digit(piece) else piece


def without_contacts(line: str) -> str:
    """A line without e-mail and web addresses and accounts."""
    if not _may_be_contact(line):
        return line
    return CONTACTS.sub(" ", _glued_mail.sub(r"\g<0> ", line) if "@" in line else line)


def is_byline(text: str) -> bool:
    """Whether a short line is nothing but a byline: every word of it an introducer, a name, a role, a place or a date.

    A sentence that begins with «Par» is none.
    """
    return may_sign(text) and signs(text)


def signs(text: str) -> bool:
    """:func:`is_byline` for a line of which :func:`may_sign` is known to be true."""
    length = len(text)
    if length > _LONGEST_BYLINE and not ("signataires" in text[:40].lower() and _SIGNATORIES.match(text)):
        return False
    return length <= _LONGEST_LINE and _signs(text)


# The body, the standfirst and the search for authors ask about the same lines of a page.
@lru_cache(maxsize=_REMEMBERED)
def _signs(text: str) -> bool:
    words = byline_words()
    line = clean(text).strip(" ,:;-–—")
    if "@" in line and is_full_name(without_contacts(line).strip(" •|·-–—()")):
        return True  # «Anne Un • anne.un@quotidien.example»
    if line[-1:] == ")" and "/" in line and _at_place_for_wire.fullmatch(line):
        return bool(parse_byline(line))
    unended = line.rstrip(".")
    if "tradui" in line and _translation.match(line) and _is_translated(line):
        return True
    role, rest = introduced_by(unended, words)
    if role is None and has_digit(line) and (dated := _BY_BEHIND_DATE.search(line)):
        return _signs(line[dated.end() :])
    if role is None:
        return _is_unannounced(line, words)
    labelled = unended[: len(unended) - len(rest)].rstrip().endswith(":")
    if not rest or line.endswith(("?", "!", "…")) or (line.endswith(".") and len(rest.split()) > 6 and not labelled):
        return False
    found = parse_byline(line)
    if not found:
        return False
    named = " ".join((*found.authors, *(c.name for c in found.contributors)))
    left = [w for w in without_date(PARENTHESES.sub("", without_contacts(rest))).split() if w not in named]
    if labelled:  # «Les signataires : Anne Un, urbaniste ; Luc Deux, médecin.»
        left = [w for w in (word.rstrip(",;") for word in left) if w not in named]
    if len(found.authors) > 1 and _SIGNATORIES.match(line) and all(map(is_full_name, found.authors)):
        return True  # with whatever each of them is
    if left and " " not in named:  # «Par chance, …», but «Par la rédaction avec AFP»
        return found.agency is not None and all(fold(w) in words.nobody or fold(w) in _LINKING for w in left)
    if left and fold(left[0]) in words.roles:
        return len(left) <= _LONGEST_ROLE  # «Par Anne Un, professeure de droit public à l'université du Lac»
    small = sum(1 for w in left if w[0].islower() and fold(w) not in words.roles)
    return len(left) <= 6 and small <= (5 if role == "interviewer" else 3)  # «… par Anne Un, direction de la presse»


def _is_translated(line: str) -> bool:
    """«Un texte d'Anne Un, traduit du norvégien par Luc Deux et paru d'abord dans la revue Jord»."""
    found = parse_byline(line)
    return bool(found.authors) and any(c.role == "translator" for c in found.contributors)


def may_sign(text: str) -> bool:
    """Whether a line is worth asking if it is a byline or a label; false only for short ones."""
    return len(text) >= _SHORT or not _says_nothing(text, byline_words())


def _says_nothing(line: str, words: Words) -> bool:
    """Whether a line has no word that every byline has: an introducer's, a reporter's role, an agency."""
    said = letters_of(line.lower())
    return words.telling.isdisjoint(said) and "@" not in line and "(" not in line and line[1:2] != "."


def _spaced(line: str) -> str:
    return line.replace(",", " ").replace("(", " ").replace(")", " ")


def _is_wire_pair(line: str, words: Words) -> bool:
    """«ats/nxp», «AFP/Belga»: agencies, and the initials of who worked on their copy."""
    if "/" not in line or len(line) > 30:
        return False
    named = [agency_of(part, words) for part in line.split("/")]
    if named[0] and line[0].islower() and len(named) == 2 and is_full_name(line.rpartition("/")[2]):
        return True  # «ats/Anne Un»; in capitals it would be a picture's
    return any(named) and all(agency or is_sign(part) for agency, part in zip(named, line.split("/"), strict=True))


def _is_names_with_aside(line: str, words: Words) -> bool:
    """Names, and in brackets or behind a comma what only a signature says of them: «A. U. (avec AFP)», «Anne Un
    (à Dakar)», «Anne Un (texte) et Luc Deux (photos)», «Anne Un, traduit de l'anglais par Luc Deux»."""
    second = words.second_part.search(line)
    signed = second is not None or words.helped_by.search(line) is not None
    if not (signed or "(" in line):
        return False
    names = line[: second.start()] if second else line
    for inside in PARENTHESES.findall(names):
        with_others = words.with_whom.search(inside)
        others = people_in(inside[with_others.end() :], words, strict=True) if with_others else []
        if others or is_at_place(inside) or fold(inside) in words.texts:
            signed = True
        elif fold(inside) not in words.role_of:
            return False
    if not signed:
        return False
    names = PARENTHESES.sub("", names).strip(" ,")
    people = people_in(names, words, strict=True)
    return bool(people) and all(is_full_name(name) or is_initials(name) for name in people)


def _is_unannounced(line: str, words: Words) -> bool:
    """Whether a line that begins with no introducer is a byline: by a reporter's role, an introducer behind a date, a
    bracket or a mark, or an agency at its end. Most lines of a page come here: what is cheap to ask is asked first."""
    said = _spaced(line.lower()).split() if len(line) <= _LONGEST_SIGNED and line[-1:] not in "?!…:" else ()
    if not words.newsroom.isdisjoint(said) and _is_signed_with_role(line, words):
        return True
    dated = has_digit(line)
    if dated and (published := _published_behind.search(line)):
        names = people_in(_with_newsroom.sub("", line[: published.start()]), words, strict=True)
        if names and all(map(is_full_name, names)):
            return True
    if dated and not said and "(" in line and len(undated := without_date(line).strip(" ,:;-–—")) <= _LONGEST_SIGNED:
        return _is_names_with_aside(undated, words)  # «Anne Un (avec AFP) publié le … mis à jour le …»
    if "|" in line or (dated and (line[0].isdigit() or _leading_date.match(line))):
        return not _says_nothing(line, words) and _is_dated_byline(line)
    if line[:1] == "(" and line[-1:] == ")" and ";" not in line:
        return is_byline(line[1:-1].strip())
    if said and ("(" in line or not words.aside.isdisjoint(said)):
        if _is_names_with_aside(without_date(line).strip(" ,:;-–—") if dated else line, words):
            return True
    elif (" " in line and is_initials(line)) or _is_wire_pair(line, words):
        return True
    if dated:
        if words.last_words.isdisjoint(_words.findall(line)):
            return False
        line = without_date(line).strip(" ,:;-–—")
    signed = len(line) <= LONGEST_NAME and line.rpartition(" ")[2].rstrip(".") in words.last_words
    return signed and bool(_wire_line.fullmatch(line) and parse_byline(line).agency)


def is_full_name(text: str) -> bool:
    """Whether a line is one person's first and last name and nothing else."""
    tokens = text.split()
    if not 2 <= len(tokens) <= 4 or len(text) > 40 or not all(token[0].isalpha() for token in tokens):
        return False
    if not _full_name.fullmatch(text):
        return False
    words = byline_words()
    keys = [fold(token) for token in tokens]
    return (
        words.roles.isdisjoint(keys)
        and words.nobody.isdisjoint(keys)
        and keys[0] not in words.not_names
        and keys[0] not in words.particles
        and people_in(text, words, strict=True) == [text]
    )


def are_full_names(text: str) -> bool:
    """Whether a line is nothing but first and last names: of one person, or of several with «et» before the last; with
    a comma alone the second may be a place or a paper."""
    if is_full_name(text):
        return True
    if len(text) > _LONGEST_SIGNED or not _may_be_several(text):
        return False
    words = byline_words()
    people = people_in(text, words, strict=True)
    return len(people) > 1 and len(people) == len(members(text, words)) and all(map(is_full_name, people))


def names_in_brackets(text: str) -> list[str]:
    """The full name in brackets behind the last sentence of a text: «… dès lundi. (Anne Un)»."""
    found = _bracketed_name.search(text, max(0, len(text) - LONGEST_NAME))
    return [found[1]] if found and are_full_names(found[1]) else []


def name_with_role(text: str) -> str:
    """The full name in a last line that says nothing else but what its bearer is, or for whom: «Anne Un, présidente du
    club», «Pour le comité, Anne Un»; empty when there is none. Only a line's place can tell that it is a signature."""
    found = _with_role.fullmatch(text) if "," in text and len(text) <= _LONGEST_SIGNED else None
    return found["name"] if found and (found["body"] or found["role"]) and is_full_name(found["name"]) else ""


def bold_name_with_trade(text: str, bold: int) -> str:
    """The full name in bold (as many letters as ``bold``) in a last line that goes on with what its bearer is; empty
    when there is none: «<b>Anne Un</b>, urbaniste, maîtresse de conférences au Lac»."""
    name, trade = text[:bold].strip(" ,"), text[bold:].strip(" ,")
    told = (
        trade[:1].islower()
        and trade[-1] not in '.!?…:»”"'
        and ". " not in trade
        and len(text) < _LONGEST_SIGNED_IN_BOLD
    )
    return name if told and is_full_name(name) else ""


def names_beside_date(text: str) -> list[str]:
    """The full names in a line that holds nothing else but a date behind a mark: «12/03/2024 - Anne Un». None where a
    comma or nothing is between them, for that is how a place and a day are written."""
    if len(text) > _LONGEST_SIGNED:
        return []
    if has_digit(text):
        text = _glued_weekday.sub(" | ", text, 1)
    if not _mark.search(text):
        return []
    left = without_date(_without_leading_date(text)).strip()
    names = people_in(left.strip(" |•·–—-()"), byline_words(), strict=True)
    return names if left != text.strip() and _mark.search(f" {left} ") and all(map(is_full_name, names)) else []


def is_date(text: str) -> bool:
    """Whether a short line begins with a date («4 décembre 2022, 8h», «Publié le 4/12/2022»)."""
    return len(text) < 60 and _leading_date.match(text) is not None


_FROM_STAFF = re.compile(
    r"(?:From )?(?:The )?(?:[A-Z][\w’'-]* ){0,3}(?:[Ss]taff|STAFF)(?: and wire)? [Rr](?:eports?|EPORTS?)\.?"
)
"""How American papers sign for the whole newsroom."""


def signs_nobody(text: str) -> bool:
    """Whether a line introduces or names nobody: «Écrit par Administrator», «Par la rédaction», «Staff Reports», «From
    The Tribune staff reports»."""
    words = byline_words()
    if (" " in text and fold(text) in words.nobody) or _FROM_STAFF.fullmatch(text):
        return True
    role, rest = introduced_by(text, words) if may_sign(text) else (None, "")
    return role == "author" and fold(rest) in words.nobody


def names_somebody(text: str) -> bool:
    """Whether everybody whom a line names is named in full."""
    authors = parse_byline(text).authors
    return bool(authors) and all(map(is_full_name, authors))


def introduces(text: str) -> bool:
    """Whether somewhere in a line a name is announced: «Cyclisme | Par Anne Un», «Soumis par anneun le 3 mars»."""
    words = byline_words()
    if words.introducer_inside.search(text):
        return True
    return _by.match(text) is not None and introduced_by(text, words)[0] == "author"


def is_label(text: str) -> bool:
    """Whether a line is only the word that announces an author («Auteur», «Von:»): the name is on the next one."""
    words = byline_words()
    return len(text) < 20 and text[:1].lower() in words.label_initials and fold(text.rstrip(" :")) in words.labels


def _is_signed_with_role(line: str, words: Words) -> bool:
    """«Anne Un, correspondante à Rome - 09/04/2024 à 08h15», «Anne Un Journaliste», «Anne Un, Luc Deux Journalistes»:
    names and a reporter's role."""
    tokens = line.split()
    at = next((n for n, token in enumerate(tokens) if token.strip(",()").lower() in words.newsroom), 0)
    if not 2 <= at <= _LONGEST_NAMES:
        return False
    if at > 2 and tokens[at - 1].lower() in ("notre", "our", "unser", "unsere"):
        at -= 1
    name = " ".join(tokens[:at]).rstrip(",(–—-|•· ")
    behind = without_date(" ".join(tokens[at:])).split()
    if len(behind) > 8 or " " not in name:
        return False
    people = people_in(name, words, strict=True)
    several = len(people) > 1 and line[-1] != "." and all(map(is_full_name, people))
    return several or (people == [name] and at <= 5)


def _is_dated_byline(line: str) -> bool:
    """«3 mars 2021 Par Anne Un», «Lu 03.03.21 | 14:07 | Von Anne Un»."""
    kept: list[str] = []
    for piece in _in_pieces(line):
        rest = without_date(_without_leading_date(piece)).strip(" ,:;-–—")
        if rest and (len(kept) == 2 or rest == line or not is_byline(rest)):
            return False
        kept += [rest] if rest else []
    return bool(kept)


_wire_line = re.compile(r"(?:\w[\w.’' -]{1,40}\s+)?(?:(?:avec|with|mit|con|com|met)\s+)?[\w.’' /-]{2,40}")

# --- parts -----------------------------------------------------------------------------------------------------------
# «Un texte de Prénom Nom d'Enquête»: the programme a Québec reporter works for.
_desk = re.compile(r"(?<=\w\w)\s+(?:d['’]\s?[A-ZÀ-Ý][\w-]+|de\s+(?:l['’]|la\s+)?émission\b.*)$")
_SIGNING = ("author", "interviewer", "source")
"""Roles whose names are authors."""


PICTURES = ("photographer", "illustrator", "video")


def _asides(piece: str, words: Words) -> tuple[str, list[tuple[str, str]]]:
    """A piece without what its brackets say of others than authors, and that: «(traduit de l'anglais par Anne Un)»,
    «… et Luc Deux (photos)»."""
    asides: list[tuple[str, str]] = []
    if "(" not in piece and "[" not in piece:
        return piece, asides
    for inside in PARENTHESES.findall(piece):
        role, rest = introduced_by(inside, words)
        if role and rest and role not in _SIGNING:
            asides.append((role, rest))
            piece = piece.replace(f"({inside})", "")
    for before, inside in _bracketed.findall(piece):
        role = words.role_of.get(fold(inside))
        if role:
            name = members(before, words)[-1]
            asides.append((role, name))
            piece = piece.replace(name, "", 1).replace(f"({inside})", "", 1)
    return piece, asides


class Signature:
    """Collects people in order of appearance."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._authors: list[str] = []
        self._contributors: list[Contributor] = []
        self._agency: str | None = None

    def add(self, role: str, people: Sequence[str]) -> None:
        for name in people[:_MOST_AUTHORS]:
            agency = agency_of(name, self._words)
            if agency == UNNAMED or folded(name).partition(" ")[0] in _BUTTONS:
                continue
            signs = role in _SIGNING or (agency is not None and role == "editor")  # «Édité par Anne Un avec AFP»
            if signs:  # a photograph by AFP makes no wire story
                self._agency = self._agency or agency
            if role == "source" and not agency:
                continue
            if signs and not any(same_name(name, known) for known in self._authors):
                self._authors.append(name)
            number = role == "editor" and any(map(str.isdigit, name))  # «责任编辑：AP0015»
            if role not in ("author", "source") and not agency and not number:
                self._contributors.append(Contributor(name, role))

    def byline(self) -> Byline:
        authors = self._authors
        if len(authors) > 1:
            authors = [name for name in authors if not (1 < len(name) < 5 and name in map(initials_of, authors))]
        return Byline(tuple(authors), tuple(dict.fromkeys(self._contributors)), self._agency)


def initials_of(name: str) -> str:
    """«AU» of «Anne Un»: both in one signature are one person."""
    return "".join(part[0] for part in name.replace("-", " ").split())


def introduced_by(piece: str, words: Words) -> tuple[str | None, str]:
    """The role that the piece's first words announce, and the rest of it; «nobody» for who publishes or acts."""
    match = introducer_of(piece, words)
    if match is None or match[0][-1:].isalnum():
        return None, piece
    role, _, strict = (match.lastgroup or "author").partition("_")
    rest = piece[match.end() :]
    again = introducer_of(rest, words)  # «Texte : par Anne Un», «par notre correspondant à Rome, Luc Deux»
    if again and again[0].strip() and not again[0][-1:].isalnum():
        rest = rest[again.end() :]
    rest = _reporter.sub("", rest, 1)
    if fold(match[0]) == "un texte de":
        rest = _desk.sub("", rest)
    if strict and rest and not people_in(_pieces.split(rest)[0] if ":" in rest else rest, words, strict=True):
        return None, piece
    if role == "author" and _is_credit(match[0], rest, words):
        return "nobody", ""
    return role, rest


def _is_credit(introducer: str, rest: str, words: Words) -> bool:
    """Whether a company publishes or a film is credited: «Publié par Groupe Lac SAS», «De Anne Un, avec Luc Deux»."""
    if first_word(introducer) in words.published_by and not words.companies.isdisjoint(folded(rest).split()):
        return True
    if fold(introducer) not in words.cast or (cast := words.with_inside.search(rest)) is None:
        return False
    return not any(agency_of(name, words) or is_remark(name, words) for name in members(rest[cast.end() :], words))

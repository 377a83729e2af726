"""A picture's legend, split as a reader would: what is seen, and whose picture it is.

Publishers put both in one element, with or without a mark between them: «… — Bob Edme/AP», «… | DR», «(Photo by
X/Getty Images)», «Photo : X», or glued («…à Moscou.PAVEL BEDNYAKOVAFP»). Agency names are data:
``data/agencies.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ingest.parsers.gates import Gate, Phrases
from ingest.parsers.names import WITH, is_initials
from ingest.parsers.titles import site_key
from ingest.parsers.typography import clean

_LONGEST_LEGEND = 2_000
_LONGEST_CREDIT = 140
_MOST_WORDS = 8

_LABEL = (
    r"(?:cr[ée]dits?(?:\s+photos?)?|photos?(?:\s+credits?)?|image\s+credits?|photo(?:graph)?s?\s+by|images?\s+by|photo(?:graphie)?s?\s+d[e’']"
    r"|photos?\s+par|pictures?|documents?|ph\.?|gracieuset[ée]|(?:info)?gra(?:phies?|phiques?|fik|fica|f[ií]a)|photographies?|images?|fotos?|bild(?:er|quelle)?|copyright|illustrations?|dessins?|croquis|aquarelles?|captures?(?:\s+d['’][ée]cran)?|quelle|fotograf(?:ie)?|fuente|foto\s+de"
    r"|pics?|beeld|bildrechte|bildnachweis|(?:archiv|symbol)(?:foto|bild)|źródło|zdroj|vid[ée]o|visuel|source|photograph(?:er|y)?|photos?\s+credits?|fotografias?|imagen|imagem|fotocredit|kuva|bilde|billede|zdj[ęe]cie"
    r"|fot\.|(?:ілюстративне\s+|иллюстративное\s+)?фото(?:графия)?|снимок|φωτο(?:γραφία)?|φωτ\.|تصوير|صورة|الصورة|fotó|fotoğraf|写真|사진|촬영|图|摄)"
)
_MARK = r"(?:©|\(c\)|ⓒ|📷|📸)"
_LABEL_OF_CREDIT = (
    rf"(?:{_MARK}|(?:ph|fot|φωτ)\.\s?:?|{_LABEL}\s*(?:[:©]|{_MARK})|photos?\s+(?:by|par)\b"
    r"|(?:photos?|fotos?)\s+(?=(?:gentileza|cortes[íi]a|courtesy|gracieuset[ée])\b)"
    r"|credits?\s?(?:\.{3}|…)|crédits?\s+photos?\b)"
)
_label_at_end = Phrases(
    r"(?:^|(?P<gap>\s*[|•·–—,;/(\[-]\s*|\s+|(?<=[.!?…»”\"’')\]])|(?<=\w)(?=©)))"
    rf"(?P<label>{_LABEL_OF_CREDIT})\s*(?P<credit>[^|•]{{1,140}}?)\s*[)\]]?$",
    ("©", "(c)", "ⓒ", "📷", "📸", "ph.", "fot.", "φωτ.", ":", "photo", "foto", "credit"),
    _LABEL_OF_CREDIT,
)
_rights = Gate(
    r"(?:^|[\s©–—-]+)((?:tous\s+droits\s+réservés|all\s+rights\s+reserved|alle\s+rechte\s+vorbehalten)\b.*)$",
    ("réservés", "reserved", "vorbehalten"),
)
_brackets_at_end = re.compile(r"\s*[(\[]([^()\[\]]{2,140})[)\]]\s*\.?$")
_mark_at_end = re.compile(r"\s*(?:\s[–—|•·-]|[|•·—])\s*([^|•·–—]{2,140})$")
_local = re.compile(r"\s\((?:CLP|clp|corr\.?|correspondant[e]?)\)$")
"""«- Marc Un (CLP)»: a local correspondent."""
_may_be_marked = re.compile(r"[|•·–—-]").search
"""What a legend must have for the pattern above to find anything."""
_words = re.compile(r"\w+").findall
_agency_before = re.compile(r"([^|•·]{2,40}?)\s?[|•·]\s?(?=\S+\s\S+\s\S)")
_slash_at_end = re.compile(r"\s/\s([^/\s]+(?:\s[^/\s]+){1,3})$")
_through_at_end = re.compile(r"\s/\s([A-ZÀ-Ý][^/]{2,60}?\svia\s\S[^/]{2,40})$")
"""«Receipts / Anne Un via Flickr CC License by»"""
_person_before = re.compile(r"(?<=[.!?…»”])\s*(\S+(?:\s+\S+){1,3})$")
_bare_label = re.compile(
    r"^(?:(?:[Ii]mage )?[Cc]opyright|PHOTOS?|[Pp]hotos?|[Cc]r[ée]dits?(?!\sSuisse)|CR[ÉE]DITS?"
    r"|[Ff]otos?|FOTOS?|[Ff]ot\.|[Ii]mages?|IMAGES?|[Cc]liché|[Pp]ictures?(?!\s[Aa]lliance)|[Bb]eeld|BEELD"
    r"|Bild(?:er)?|Фото|[Φφ]ωτ\.)(?:\s+(?:de|par|d['’](?:illustration|archives?)|[Bb]y:?|di|von|van|door|por|av|af))?\s+"
    r"(?=[A-ZÀ-ÝА-ЯΑ-Ω]|i[A-Z]|archives\b)|^(?:提供|撮影|写真|촬영|사진|제공)[\s\u3000]+"
)
_bare_photo_at_end = Gate(
    r"(?:^|(?<=[.!?…»”\")])\s*[–—|-]?\s*|\s+[–—|-]\s*)(?i:photos?|credits?)\s+(?!Suisse\b)"
    r"(?:de\s+|d['’](?:illustration|archives?)\s+)?"
    r"(?P<credit>(?:archives?\s)?(?:[A-ZÀ-Ý]\.[ -]?){0,2}[A-ZÀ-Ý][^.!?()|]{1,60}?|(?:[A-ZÀ-Ý]\.-?){2,3})\.?$",
    ("photo", "credit"),
    flags=0,
)
"""«… sur place. Photo Anne Un», as the regional press writes it, without a colon."""
_collection = re.compile(r"coll(?:\.|ections?)\s", re.I)
"""«(coll. part. A. Un)»: whose old picture it is."""
_holding = re.compile(
    r"(?:archives?|fonds|biblioth[èe]que|mus[ée]e|archivio|archivo|biblioteca|archiv|stadtarchiv|museum)\s[^.!?]{2,60}",
    re.I,
)
"""«(Archives municipales)», behind a sentence or a label: the house that keeps it."""
_by_reader = re.compile(
    r"(?:photos?|images?|fotos?|pictures?|photographs?) (?:d['’]|de |by |di |von |van )"
    r"((?:une?|an?|una|uno|eine[mr]|een) (?:lect|intern|rivera|habit|témoin|reader|viewer|lett|leser|lezer)\w*"
    r"|(?:ma|mon|my) \w+)",
    re.I,
)
"""«(Photo d'un lecteur)», «(photo de ma fille)»"""
_MOST_BEFORE_LABEL = 3
_drawn_by = re.compile(
    r"(?:Dessin|Illustration|Caricature|Aquarelle|Cartoon)s? (?:de |d['’]|by )([^.,!?]{3,40}(?:, [A-ZÀ-Ý][\w’'-]+)?)\.?"
)
"""«Dessin d'Un, Varsovie.»: nothing is said of what it shows."""
_for_whom = re.compile(r"\s(?:pour|for|für)\s+\S.{0,40}$")
"""«(Photo Anne Un/Studio pour « Le Quotidien »)»: who had it taken."""
_spoken_label = re.compile(
    r"^(?:(?:l[ée]gende(?: de l['’])? ?image|pie de foto|legenda da foto|bildunterschrift|didascalia)[,:]"
    r"|(?:image|media) caption[,:]?)"
    r"\s+",
    re.I,
)
_toggle = re.compile(r"\)\s+(?:less|more|close|plus|moins|fermer)(?:\s?[>»›])?$", re.I)
"""«(AP Photo/Anne Un) less»: the button that folds a long legend."""
_button = Gate(
    r"\s+(?:vis mer|les mer|vis mindre)$"
    r"|\s?\+\s?clicca per ingrandire$|\s?--\w+--.*$|\s?[-–—|.]?\s?(?<!\w)riproduzione riservata\b.{0,40}$",
    ("vis m", "les mer", "clicca", "--", "riservata"),
)
_duration = re.compile(r"^\d{1,2}:\d\d(?:\s[–—•·-]\s|$)")
"""«05:22 - Source: CNN», «3:10 • Source: CNN»: how long a video is."""
_only_label = re.compile(rf"{_LABEL}\s?:", re.I)
"""«Foto:», where the name beside it is marked as the credit."""
_length_of_video = re.compile(r"dur[ée]e de la vid[ée]o\b|video length\b|länge des videos\b", re.I)
"""«durée de la vidéo : 00h01mn58s»: on the picture of a player."""
_no_credit = re.compile(r"\d{4}\s?[–-]|(?:view photos?|enlarge|zoom|archive \| contact|copy close\b.*)$", re.I)
"""The site's own copyright («1997-2013 …»), and buttons."""
_studio = re.compile(r"\(([^()]{4,60}?\s(?:Photography|Photographie|Photographe|Photo))\)")
"""«(Anne Un Photography)», and nothing else."""
_elided = re.compile(r"[dl]['’][A-ZÀ-Ý]")
_helped = re.compile(WITH, re.I)
"""«(avec AFP)»: who helped with a text."""
_licence = re.compile(r"\s*/\s*cc(?:[ -]by[\w .-]*)?$", re.I)
"""«(Photo Anne Un / Le Quotidien / cc)»"""
_label_before_slash = re.compile(r"^(?:photos?|cr[ée]dits?(?: photos?)?|fotos?)\s*/\s*(?=[A-ZÀ-Ý])", re.I)
"""«PHOTO / Anne Un / REUTERS»"""
_dash = re.compile(r"\s+[–—-]\s+")
_slash = re.compile(r"\s*/\s*")
_full_stop = re.compile(r"(?<=\w\w)\.\s+")
"""«(Anne Un. Studio Lac)»"""
_sentence_end = re.compile(r"[.!?…»”\"](?!(?<=\d\.)\d)[)»”\"]?\s*(?=\S)")
_leading_label = re.compile(
    rf"^(?:(?:{_LABEL}\s*(?:[:©]|{_MARK}|(?=\())|credits?\s?(?:\.{{3}}|…)|{_MARK}|photo(?:graph)?s?\s+(?:by|par)\b|crédits?\s+photos?\b"
    r"|(?:illustrazion[ei]|illustrations?|ilustraci[óo]n|ilustra[çc][ãa]o|illustratie)\s+(?:di|de|by|von|par|van|door)\b"
    r"|by\b|via\b)\s*)+",
    re.I,
)
_particles = frozenset(
    {
        *("de", "du", "des", "d'", "la", "le", "von", "van", "der", "den", "di", "da", "el", "al", "ben", "via"),
        *("do", "dos", "das", "del", "della", "dello", "degli", "dei", "y", "par"),
    }
)
# «Une image prise par la NASA»: the agency is what the sentence speaks of.
_object_before = re.compile(
    r"(?<!\w)(?:l[ea]s?|d[eu]s?|aux?|à|par|pour|chez|avec|et|sur|dans|en|une?|ses?|son|sa|ce|cette|selon|[ld]['’]|the|of|by|at|for|in|from"
    r"|to|with|and|an?|der|die|das|dem|den|des|vo[nm]|bei|mit|und|im|am|el|los?|las|del|por|con|di|dell[ao]|il)\s*$",
    re.I,
)
_edges = " \t\u00a0\u202f.,;:|•·–—-/"


@dataclass(frozen=True, slots=True)
class _Agencies:
    named: re.Pattern[str]
    """An agency as a whole word."""
    labelled: Gate
    """«Photo iStock»: a label without a colon, then an agency, at the end."""
    at_end: re.Pattern[str]
    """«BERTRAND GUAY / AFP», «REUTERS/Susana Vera», «Getty Images» at the end of a text without any mark."""
    alone: re.Pattern[str]
    """Nothing but an agency."""
    longest: int
    """Letters of the longest of them."""
    glued: re.Pattern[str]
    """«PAVEL BEDNYAKOVAFP»."""
    endings: tuple[str, ...]
    """Of what is glued."""
    openings: frozenset[str]
    """The first word of every agency: the patterns try a hundred names at every word of a legend."""

    def may_name(self, text: str) -> bool:
        """Whether an agency may stand in a text as a whole word."""
        return not self.openings.isdisjoint(_words(text)) or "Archive" in text  # «AFPArchives»


@cache
def _agencies() -> _Agencies:
    data = tomllib.loads(files("ingest.parsers").joinpath("data/agencies.toml").read_text("utf-8"))
    wire = [
        spelling
        for spellings in data["wire"].values()
        for spelling in spellings
        if spelling[:1].isupper() or spelling == "dpa"
    ]
    weak = {
        "Press",
        "Wire",
        "Sports",
        "Photo",
        "Via",
        "Archives",
        "LP",
        "HO",
        "Agences",
        "CC",
        "AA",
        "Reporters",
        "VU",
        "Google Maps",
    }
    photo = [name for name in data["photo"]["names"] if name not in weak]
    spellings = {*wire, *photo, *(name.upper() for name in (*wire, *photo) if len(name) > 3)}
    spellings -= weak | {"agences", "Facebook"}
    names = _either(spellings)
    person = r"[^\W\d_a-zà-ÿ][\w.’'-]*(?:\s+(?:[^\W\d_a-zà-ÿ][\w.’'-]*|d[eu]|von|van|der|la|le|el|al|ben|bin)){0,4}"
    before = rf"(?:A(?:rchives?|RCHIVES?)\s+)?(?:{person}\s*[/|,]\s*)*"
    after = rf"(?:\s*[/,|]\s*(?:{person}))*(?:\s+via\s+(?:{names}|{person}))?(?:\s*,?\s*Archives?)?"
    slashed = rf"{before}(?:{names}){after}"
    glued_to = [name for name in (*wire, *photo) if name.isupper() and 2 < len(name) < 9]
    glued_to += ["AP", "Getty Images", "Reuters"]
    return _Agencies(
        named=re.compile(rf"(?<!\w)(?:{names})(?!\w)"),
        labelled=Gate(
            rf"(?:^|(?<=[.!?…»”\"])\s*|\s+[–—|•·/-]?\s*)(?:Photos?|Crédits?|Image|Foto)\s+((?:{person}\s*[/,]\s*)?(?:{names}).{{0,40}})$",
            ("photo", "crédit", "image", "foto"),
            flags=0,
        ),
        at_end=re.compile(rf"(?:^|(?<=[.!?…»”\"’')\]])\s*|\s+)({slashed})\s*\.?$"),
        alone=re.compile(_either({*wire, *data["photo"]["names"]})),
        longest=max(map(len, (*wire, *data["photo"]["names"]))),
        glued=re.compile(rf"^(.*?[^\W_])({_either(glued_to)})$"),
        endings=tuple(glued_to),
        openings=frozenset(_words(name)[0] for name in spellings),
    )


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def split_caption(text: str, credit: str | None = None) -> tuple[str | None, str | None]:
    """Caption and credit of a legend, each None when absent.

    ``credit`` is the text of a credit element inside or beside the legend, when the page has one. The credit comes
    back without its label («Photo :», «©») and brackets, otherwise as published; only an agency glued to a name is set
    apart: «PAVEL BEDNYAKOV / AFP».
    """
    text = _without_buttons(clean(text))
    if credit and (given := _without_buttons(clean(credit))) and given != text:
        caption = _without(text, given)
        if rights := _rights.search(
            caption.rstrip(_edges)
        ):  # «Tous droits réservés» stands outside the credit's element
            return _caption(caption[: rights.start()]), f"{rights[1]} {_credit(given)}"
        if not caption.strip(_edges):  # an element named for the credit that holds the legend as well
            label = _label_at_end.search(given)
            if label and given[: label.start()].count(" ") > 1 and _is_credit_tail(label["credit"], _agencies()):
                return _caption(given[: label.start()]), _credit(label["credit"])
        return _caption(caption), _credit(given)
    if not text or _length_of_video.match(text):
        return None, None
    if len(text) > _LONGEST_LEGEND:  # no legend, whatever the page says
        return text, None
    caption, found = _split(text)
    return _caption(caption), _credit(found) if found else None


def split_at_site(text: str, sites: frozenset[str]) -> tuple[str, str] | None:
    """Caption and credit of a legend that ends in the publisher's own name («… à Lyon - Le Quotidien»); ``sites``: keys
    of its names."""
    found = _mark_at_end.search(text) if _may_be_marked(text) else None
    return (text[: found.start()], found[1]) if found and site_key(found[1]) in sites else None


def is_labelled_credit(text: str) -> bool:
    """Whether a line is nothing but a label and names: «Photo : Anne Un», «© Studio Lac», «Fot. Anne Un / Agencja»."""
    label = _leading_label.match(text) or _bare_label.match(text)
    return label is not None and all(map(_is_names, _slash.split(text[label.end() :].replace(" © ", " / "))))


def is_credit_line(text: str) -> bool:
    """Whether a line of its own is a label and a few words, who- or whatever they name: «Foto: Správa tratí»."""
    return is_labelled_credit(text) or (
        len(text) <= _LONGEST_CREDIT and text[-1] not in ".!?…" and _only_label.match(text) is not None
    )


def is_name(text: str) -> bool:
    """Whether a line is a person's or a house's name, of two words or more."""
    return " " in text and _is_names(text)


def ends_in_credit(caption: str, last: str) -> bool:
    """Whether the last inline element of a legend, with which it ends, may be the credit, without a label («Anne Un»,
    «Anne Un / Le Quotidien»): a few words that begin like a name, no sentence."""
    words = last.split()
    small = sum(word[0].islower() and word not in _particles for word in words)
    return (
        2 <= len(words) <= _MOST_WORDS
        and caption.count(" ") >= len(words) + 2
        and last[0].isupper()
        and last[-1] not in ".!?…:,;"
        and not any(map(str.isdigit, last))
        and (small == 0 or ("/" in last and small <= len(words) // 3) or _ends(caption[: -len(last)]))
    )


def _without(text: str, credit: str) -> str:
    for part in (credit, credit.strip("()[] ")):
        if part and text.endswith(part):
            return _leading_label_at_end.sub("", text[: -len(part)].rstrip())
        if part and text.startswith(part):
            return text[len(part) :].lstrip(_edges + ")]")
    if len(credit) > 8 and (_leading_label.match(credit) or _bare_label.match(credit)):
        return clean(text.replace(credit, " "))
    if len(credit) <= 8 or not (found := re.search(rf"(?:[©(\[/|:–—-]|\bph\.?)\s*{re.escape(credit)}", text, re.I)):
        return text  # the same words in the middle of a legend are its own
    return clean(text[: found.end() - len(credit)] + text[found.end() :])


_second_stop = re.compile(r"(?<=\w)\.\s+\.$")


def _without_buttons(text: str) -> str:
    text = _toggle.sub(")", text)
    return text[: found.start()] if (found := _button.search(text)) else text


_leading_label_at_end = re.compile(rf"[\s(\[–—|•·-]+(?:{_LABEL}|{_MARK})\s*[:.]?\s*$", re.I)


def _split(text: str) -> tuple[str, str | None]:
    """The first rule that fits, the surest first."""
    agencies = _agencies()
    text = _without_buttons(text)
    if studio := _studio.fullmatch(text):
        return "", studio[1]
    if len(text) <= agencies.longest and agencies.alone.fullmatch(text):
        return "", text
    marked = _may_be_marked(text) is not None
    if found := _rights.search(text):
        return text[: found.start()], found[1]
    if (drawn := _drawn_by.fullmatch(text)) and _is_names(drawn[1].replace(",", "")):
        return "", drawn[1]
    if (
        marked
        and (found := _agency_before.match(text))
        and agencies.alone.fullmatch(found[1])
        and sum(word[0].islower() for word in text[found.end() :].split()) > 1
    ):
        return text[found.end() :], found[1]  # «ANP • De zwaan …»
    if (label := _leading_label.match(text)) and len(text) > 60:
        return _credit_before_caption(text[label.end() :], text, agencies)
    found = _brackets_at_end.search(text) if text[-1] in ")]." else None
    if found and _looks_credit_in_brackets(
        found[1], agencies, after_sentence=_ends(text[: found.start()].rstrip(" -–—|"))
    ):
        return text[: found.start()], found[1]
    if (found := _label_at_end.search(text)) and _is_credit_tail(found["credit"], agencies):
        at = _house_before(text, found)
        if at >= 0:
            return text[:at].rstrip("| "), text[at:]
        return text[: found.start()], found["credit"]
    if found := _bare_photo_at_end.search(text):
        return text[: found.start()], found["credit"]
    if found := _through_at_end.search(text):
        return text[: found.start()], found[1]
    if found := agencies.labelled.search(text):
        return text[: found.start()], found[1]
    if (
        marked
        and (found := _mark_at_end.search(_local.sub("", text)))
        and (
            _looks_credit(found[1], agencies, after_sentence=False) or _named_behind_mark(text[: found.start()], found)
        )
    ):
        person = _person_before.search(text[: found.start()])
        start = person.start(1) if person and _is_names(person[1]) else None
        return (text[:start], text[start:]) if start is not None else (text[: found.start()], found[1])
    caption, credit = _split_at_sentence(text, agencies)
    if credit is None and (found := _slash_at_end.search(text)) and _is_names(found[1]):
        before = text[: found.start()]
        return (before, found[1]) if any(map(str.islower, before.split())) else (text, None)
    return caption, credit


def _house_before(text: str, label: re.Match[str]) -> int:
    """Where a credit begins that has a few words before its label, behind a bar or a sentence: «… | Pool photo by Anne
    Un», «… du lac. Radio du Lac/Ph. Anne Un»; -1 elsewhere."""
    bar, stop = text.rfind("| ", 0, label.start()), text.rfind(". ", 0, label.start())
    at = max(bar, stop) + 2
    before = text[at : label.start()].strip()
    if at < 2 or not before or before.count(" ") >= _MOST_BEFORE_LABEL:
        return -1
    return at if bar > stop or (label["gap"] == "/" and _is_names(before)) else -1


def _named_behind_mark(caption: str, found: re.Match[str]) -> bool:
    """«… samedi soir. — Club des Voltigeurs»: behind a whole sentence and a bar or long dash, a few words that begin
    like a name, with no more small ones than names have. Behind a hyphen, a person's names: «… à Lyon. - Anne Un.»"""
    tail = found[1].strip()
    words = tail.split()
    if not _ends(caption):
        return False
    if 2 <= len(words) <= 4 and _is_names(tail.removesuffix(".")):
        return True
    return (
        any(mark in found[0][: found.start(1) - found.start()] for mark in "|—•·")
        and len(words) <= 6
        and words[0][0].isupper()
        and tail[-1:] not in ".!?…:"
        and sum(word[0].islower() for word in words) <= len(words) // 2
    )


def _split_at_sentence(text: str, agencies: _Agencies) -> tuple[str, str | None]:
    """No mark at all: the credit is what follows the last sentence, or a run of names that ends in an agency."""
    ends = [match.end() for match in _sentence_end.finditer(text)]
    for start in reversed(ends[-3:]):
        tail = text[start:]
        if (
            (glued := tail.endswith(agencies.endings) and agencies.glued.match(tail))
            and _is_names(glued[1])
            and len(tail) <= _LONGEST_CREDIT
        ):
            return text[:start], f"{glued[1]} / {glued[2]}"
        if tail.count(")") > tail.count("("):
            continue  # «(coll. part. A. Un)»: no sentence ends inside brackets
        if _looks_credit(tail, agencies, after_sentence=True) or is_initials(tail):
            return text[:start], tail
    found = agencies.at_end.search(text) if agencies.may_name(text) else None
    if found and not _object_before.search(text[: found.start()]):
        return text[: found.start()], found[1]
    return text, None


def _credit_before_caption(rest: str, text: str, agencies: _Agencies) -> tuple[str, str | None]:
    """«Photo: Anne Un Archives Le Journal Les cyclistes ont…»: a sentence begins at the last capital before words in
    small letters. A label before nothing but prose («Photo : le ministre arrive…») is part of the legend."""
    if (
        (dash := _dash.search(rest))
        and _is_names(_for_whom.sub("", rest[: dash.start()]))
        and rest[dash.end()].isupper()
    ):
        return rest[dash.end() :], rest[: dash.start()]  # «© Anne Un - Les cyclistes ont…»
    words = rest.split()
    small = next((i for i, word in enumerate(words) if word[0].islower() and word not in _particles), len(words))
    if small == len(words):
        return "", rest
    if small < 3 or not _is_names(" ".join(words[: small - 1][:6])):
        return ("", rest) if len(rest) <= _LONGEST_CREDIT and small and agencies.named.search(rest) else (text, None)
    return " ".join(words[small - 1 :]), " ".join(words[: small - 1])


def _is_credit_tail(tail: str, agencies: _Agencies) -> bool:
    """What follows a label is a credit unless it goes on as prose."""
    return len(tail) <= 60 or bool(agencies.named.search(tail)) or tail[:1].isupper()


def _looks_credit_in_brackets(inside: str, agencies: _Agencies, *, after_sentence: bool) -> bool:
    """«(photo Dédé)», «[RSR - Anne Un]»: a label before a name needs no colon there, nor do an agency and a person a
    slash."""
    bare = _bare_label.sub("", inside)
    parts = _dash.split(bare)
    return (
        (
            bare != inside
            and (
                all(map(_is_names, _slash.split(_licence.sub("", _for_whom.sub("", bare))))) or _is_caseless_name(bare)
            )
        )
        or ((after_sentence or bare != inside or bare[0].isupper()) and _holding.fullmatch(bare) is not None)
        or agencies.alone.fullmatch(inside.upper()) is not None
        or _collection.match(inside) is not None
        or _by_reader.fullmatch(inside) is not None
        or (len(parts) > 1 and after_sentence and all(map(_is_names, parts)))
        or (after_sentence and len(pair := _full_stop.split(inside)) == 2 and all(map(_is_names, pair)))
        or _looks_credit(inside, agencies, after_sentence=after_sentence)
    )


def _looks_credit(tail: str, agencies: _Agencies, *, after_sentence: bool) -> bool:
    tail = tail.strip()
    if not tail or len(tail) > _LONGEST_CREDIT or tail.endswith(("?", "!")) or _helped.match(tail.lstrip("([")):
        return False
    if _leading_label.match(tail) or tail in ("DR", "D.R.", "D.R", "DR.", "LDD", "LD", "CC"):
        return True
    if after_sentence and (whom := _for_whom.search(tail)) and _is_names(whom[0].split(None, 1)[1]):
        tail = tail[: whom.start()]  # «Anne Un for The Daily»
    words = tail.split()
    small = sum(1 for word in words if word[0].islower())
    if agencies.may_name(tail) and agencies.named.search(tail):
        return small <= max(2, len(words) // 3)
    slashed = "/" in tail and all(_is_names(part) for part in _slash.split(tail) if part)
    return slashed or (
        after_sentence and _is_names(tail) and (tail.isupper() or len(words) in (2, 3)) and not tail.endswith(".")
    )


def _is_names(text: str) -> bool:
    words = text.split()
    return (
        0 < len(words) <= 6
        and all(word[0].isupper() or word.lower() in _particles or _elided.match(word) for word in words)
        and not any(char.isdigit() for char in text)
    )


def _is_caseless_name(text: str) -> bool:
    """«윤다솜»: a few words in letters that have no capitals."""
    return text.lower() == text.upper() and text.count(" ") < 3 and not any(map(str.isdigit, text))


def _ends(text: str) -> bool:
    return text.rstrip().endswith((".", "!", "?", "…", "»", "”"))


def _caption(text: str) -> str | None:
    """Without the separators that led to the credit, and without what tells those who hear the page that a legend
    comes; its own full stop stays."""
    text = _spoken_label.sub("", text.strip()).rstrip("|•·–—-/([,;© \u00a0").strip()
    text = _second_stop.sub(".", text)
    return None if text in (".", "") or _duration.fullmatch(text) or _only_label.fullmatch(text) else text


def _credit(text: str) -> str | None:
    text = _without_buttons(_duration.sub("", text.strip().lstrip(_edges)))
    if _no_credit.match(text):
        return None
    if text[:2] == "@ ":  # for «©»
        text = text[2:]
    if lent := _by_reader.fullmatch(text.strip("()[].")):
        return lent[1]
    while text[:1] in "([" and text[-1:] in ")]" and text:
        text = text[1:-1].strip()
    text = _bare_label.sub("", _label_before_slash.sub("", _leading_label.sub("", text), 1)).strip(
        _edges if not text.endswith((".R.", ".")) else _edges.replace(".", "")
    )
    text = text.removesuffix(".") if not re.search(r"\b\w\.$", text) else text
    if text.count("(") < text.count(")"):
        text = text.rstrip(")")
    return text.rstrip("© ").strip() or None

"""The authors of an article: the lines that sign it, weighed against the author values of its metadata."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import replace

from ingest.parsers.byline import (
    NOBODY,
    PICTURES,
    Byline,
    Signature,
    initials_of,
    introduced_by,
    is_full_name,
    parse_byline,
    without_contacts,
)
from ingest.parsers.byline_words import Words, byline_words
from ingest.parsers.names import (
    LONGEST_NAME,
    agency_of,
    ends_stripped,
    folded,
    has_date,
    is_initials,
    same_name,
    without_date,
)
from ingest.parsers.titles import site_key
from ingest.parsers.typography import clean, has_digit

_LONGEST_LINE = 400

_no_pseudonym = re.compile(r"[@{}<>=?!:;\"“”„|%€$/\\]|\b(?:par|by|von|por)\b", re.I)
# --- metadata --------------------------------------------------------------------------------------------------------
_url = re.compile(r"^(?:https?:)?//|^www\.|^/|\.(?:com|fr|org|net|html?)/", re.I)
_slug = re.compile(r"^(?:[a-z0-9]+(?:[._-][a-z0-9]+)+|[a-z]{2,12}\d{1,4})$")
"""«anne.un», «wcn9»: accounts."""
_company = re.compile(r"\b(?:GmbH|AG|Ltd|LLC|Inc|SARL|SAS|B\.V|e\.\s?V|S\.A|S\.r\.l)\b")
_inverted = re.compile(r"^([^\W\d_][\w'’-]+), ([^\W\d_][\w'’-]+(?: [A-Z]\.)?)$")
_between_inverted = re.compile(r"\s*;\s*|\s+(?:and|et|und|&)\s+")
_with_site = re.compile(r"\s[-–—|]\s.*\w\.[a-z]{2,3}$")
_meta_prefix = re.compile(r"^(?:par|by|von|por|auteur|author|autor|texte?)\s*:?\s+(?=[^\W\d_])", re.I)
_meta_split = re.compile(r"\s*[;|•]\s*|\s*,\s+|\s+(?:(?i:et|and|und|og|och|avec|with|mit)|&)\s+|(?<=\w\w),(?=[A-ZÀ-Ý])")
_dateline_behind = re.compile(r"([^\W\d_][\w’'-]+(?: [\w’'-]+){1,3}(?<=\w\w))\. [A-ZÀ-Ý][\w’' -]+(?: \([^()]+\))?")
"""«Anne Un. Teruel (España)»"""
_between_houses = re.compile(r"\s*[;|•]\s*|,\s+")
_newsroom = re.compile(r"(?:la\s+)?r[ée]daction\s+(?:du\s+|de\s+la\s+|des\s+|d[e'’]\s*(?:l['’]\s*)?)", re.I)
_NEWSROOM_WORDS = frozenset(("redac", "web", "internet", "la", "le"))
"""… and what accounts of it are called, beside the paper's name."""
_ARTICLES = frozenset(
    ("le", "la", "les", "l", "il", "lo", "the", "der", "die", "das", "el", "los", "o", "a", "de", "het")
)
_META_JOINING = frozenset(("et", "and", "und", "og", "och", "avec", "with", "mit", "&"))
_meta_sign = re.compile("[;|•,]").search
"""A word or a sign that there is wherever ``_meta_split`` cuts."""
_dash = re.compile(r"\s[-–—|]\s")
_meta_role = re.compile(r"\s+[/–—-]\s+.*$|\s*\(.*?\)|(?<=\w)\s+(?:[Ff]or|[Pp]our|[Ff]ür)\s+(?=[A-ZÀ-Ý]).*$")
_full_name = re.compile(r"[A-ZÀ-Ý][\w’'-]+(?: [A-ZÀ-Ý][\w’'-]+){1,3}")
_chinese = re.compile(r"[\u4e00-\u9fff]{2,4}")
# «srf/abcd;efgh»: the letters by which a newsroom knows its people, where they are marked as the author.
_newsroom_signs = re.compile(r"[a-z]{2,5}/[a-z]{2,5}(?:\s?[;,]\s?[a-z]{2,5}(?:/[a-z]{2,5})?){0,3}")
_cut_name = re.compile(r"\s[^\W\d_]\.?$")
_joined = re.compile(r"(?:avec|with|mit|met|con|com)\s+", re.I)
_with_agency = re.compile(r"\s*\((avec [^()]+)\)$", re.I)
_agency_word = re.compile(r"\s+agence$", re.I)
_glued_date = re.compile(r"(?<=[a-zà-ÿ])(?=\d{1,2}(?:er)? [^\W\d]|\d{1,2}[./]\d{1,2}[./]\d)")
_rights_behind = re.compile(r"(?<=\w)\s+©\s*(?:19|20)\d\d\b.*$")
"""«Par AFP © 2023 AFP»"""
_joins = re.compile(
    r"(?:\b(?:avec|et|with|and|mit|und|con|y|com|e|met|en|med|och|og)\s+(?:l['’]|la\s+|the\s+)?|[&+]\s*)$", re.I
)
_joins_inside = re.compile(r" (et|and|und|y|en|e|&) ")
_BOUND = "\ua78f"
"""A letter of no language, for a space that parts no names."""
_domain = re.compile(r"\s+[\w-]+\.(?:com|net|org|info|[a-z]{2})$", re.I)
_behind_site = re.compile(r"\s+[-–—|•]\s+(?=\S)")
_name_behind_site = re.compile(r"\s+(?=[A-ZÀ-Ý][\w’'-]+(?:\s(?:de\s|d[’'])?[A-ZÀ-Ý][\w’'-]+){1,3}(?:[.,]?\s|[.,]?$))")
"""«Le Quotidien Anne UN. Modifié le …»"""
_collective = re.compile(r"(?:(?:un|le)\s)?collectif\s(?:d[eu’']|composé|international\b)", re.I)
"""«Un collectif d'urbanistes et de médecins»: nobody by name."""
_numbered = re.compile(r"(?<=[^\W\d_])\s\d{1,4}$")
"""«Editor 3»: an account, where it is not marked up as an organisation («France 24»)."""
_ACCOUNTS = frozenset(("webmaster", "webmestre", "admin", "administrateur", "administrator"))
"""«webmaster LVC»: an account, whatever stands behind it."""
_account = re.compile(r"([a-z]{3,})\.([a-z]{4,})")
_TAKES_PICTURES = re.compile(r"[\s,(–-]+(?:photo|fot[oó])(?:graph|graf|journalist|report)\w*\)?$", re.I)
"""What somebody does whose name stands before it."""


def authors_from_metadata(values: Iterable[tuple[str, str]], *, site_names: Iterable[str] = ()) -> Byline:
    """People and agencies in the author values of JSON-LD and meta tags: ``values`` are (name, kind) pairs as
    :func:`ingest.parsers.structured.names` gives them, kind ``""`` for a meta tag.

    Several people in one value are told apart, URLs, e-mails, handles, account slugs and signatures that name
    nobody are dropped. The site itself is an author only where it is marked up as an organisation.
    """
    return _from_metadata(values, _keys(site_names))


def _from_metadata(values: Iterable[tuple[str, str]], sites: frozenset[str]) -> Byline:
    words = byline_words()
    found = Signature(words)
    for value, kind in values:
        found.add("author", _people_in_value(value, kind, words, sites))
    return found.byline()


def _keys(names: Iterable[str]) -> frozenset[str]:
    return frozenset(key for name in dict.fromkeys(names) if (key := site_key(name)))


def _people_in_value(value: str, kind: str, words: Words, sites: frozenset[str]) -> list[str]:
    text = clean(html.unescape(value) if "&" in value else value)
    if not text or len(text) > _LONGEST_LINE or (("/" in text or text[:4].lower() == "www.") and _url.search(text)):
        return []
    if "(" in text:
        text = _with_agency.sub(r" \1", text)
    signed_par = _meta_prefix.match(text)
    role, rest = introduced_by(text, words)  # «Recueilli par Anne Un»
    text = without_contacts(_meta_prefix.sub("", rest if role == "interviewer" else text, 1))
    if "agence" in text.lower():
        text = _agency_word.sub("", text)
    text = text.strip(" ,;-–—")
    signed, slash, agency = text.rpartition("/")
    if slash and kind != "organization" and signed.strip() and agency_of(agency, words) and not agency_of(text, words):
        text = f"{signed.strip()}, {agency.strip()}"
    if ". " in text and (placed := _dateline_behind.fullmatch(text)):
        text = placed[1]
    if not folded(text) or _collective.match(text):
        return []
    if (newsroom := _newsroom.match(text)) and not sites.isdisjoint(_with_article(site_key(text[newsroom.end() :]))):
        return []  # «La rédaction du Quotidien» signs no more than «La rédaction»
    if not sites.isdisjoint(_with_article(site_key(text))) and not agency_of(text, words):
        return [text] if kind and not signed_par and (kind == "organization" or "." not in text) else []
    if not kind and "." in text and _with_site.search(text):
        return []  # a section's name and the site's
    if _dash.search(text) and not agency_of(text, words):
        text = " - ".join(piece for piece in _dash.split(text) if site_key(piece) not in sites)
    cut = _meta_parts(text)
    if kind == "organization" and not (len(cut) > 1 and any(agency_of(part, words) for part in cut)):
        houses = [house for house in _between_houses.split(text) if folded(house)]
        if len(houses) > 1:
            houses = [house for house in houses if not _company.search(house)]  # «Un, Inc.»
        return [h for h in houses if not _is_nobody(folded(h), words) and folded(h).split()[0] not in words.desks]
    if len(cut) > 1 and (inverted := _all_inverted(text)):
        return inverted
    parts = [part for part in cut if part]
    people: list[str] = []
    for part in parts:
        if (joined := _joined.match(part)) and agency_of(part[joined.end() :], words):
            part = part[joined.end() :]  # «Par Anne Un, avec AFP»
        name = part if agency_of(part, words) else ends_stripped(_meta_role.sub("", part).strip(" ,"))
        name = _without_letters_of_site(_without_paper(name, sites), sites)
        if kind != "organization" and name[-1:].isdigit() and _numbered.search(name):
            continue
        if not _plausible(name, words) or (site_key(name) in sites and len(parts) == 1 and not agency_of(name, words)):
            continue
        tokens = folded(name).split()
        if (
            len(tokens) == 1
            and not name.isupper()
            and people
            and is_full_name(people[-1])
            and not agency_of(name, words)
        ):
            continue  # «Anne Un, Glaris»: her town
        if tokens[0] in words.roles and (people or tokens[1:2] in (["a"], ["au"], ["aux"], ["en"])):
            continue  # «correspondant à Rome»
        people.append(name)
    return people


def _all_inverted(text: str) -> list[str]:
    """«Un, Anne» and «Un, Anne and Deux, Luc», as catalogues write names."""
    found = [_inverted.match(part) for part in _between_inverted.split(text)]
    return [f"{name[2]} {name[1]}" for name in found if name] if all(found) else []


def _without_paper(name: str, sites: frozenset[str]) -> str:
    """«ANNE UN Lake Ledger» without the paper."""
    tokens = name.split()
    for count in range(2, len(tokens) - 1 if len(tokens) > 3 else 0):
        person = " ".join(tokens[:count])
        if site_key(" ".join(tokens[count:])) in sites and is_full_name(person):
            return person
    return name


def _with_article(key: str) -> list[str]:
    """«du Quotidien» is «de» and «Le Quotidien»; «KUGEL» is «DIE KUGEL»."""
    return [f"{article}{key}" for article in ("", "le", "la", "les", "l", "der", "die", "das", "the", "el", "il", "lo")]


def _meta_parts(text: str) -> list[str]:
    """A value cut between the people in it."""
    if _META_JOINING.isdisjoint(text.lower().split()) and not _meta_sign(text):
        return [text]
    return _meta_split.split(text)


def _is_nobody(key: str, words: Words) -> bool:
    first = key.partition(" ")[0]
    return key in words.nobody or first in _ACCOUNTS or key.endswith(words.advertising)


def is_nobody(name: str) -> bool:
    """Whether a name is that of an account or a newsroom: «Super User», «admin», «La rédaction»."""
    return _is_nobody(folded(name), byline_words())


def _plausible(name: str, words: Words) -> bool:
    key = folded(name)
    return not (
        not key
        or len(name) > LONGEST_NAME
        or _is_nobody(key, words)
        or key.isdigit()
        or len(key) < 2
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
    linked: Iterable[str] = (),
    is_shown: Callable[[str], bool] = bool,
    headline: str = "",
) -> tuple[Byline, str]:
    """The signature of an article, and the evidence that gave it: ``json-ld``, ``meta``, ``visible``, ``account``
    (an account's name in JSON-LD: «anne.un») or ``none``.

    ``visible`` are byline lines of the article itself (near the headline, or at its end), best first; ``json_ld`` the
    ``author`` names of its JSON-LD object; ``meta`` the values of author meta tags; ``linked`` names that lead to a
    page of the site's authors; ``is_shown`` says whether a name stands anywhere on the page; ``headline``: in
    which whoever is asked may speak («Anne Un : « … »»).
    """
    site_names = list(dict.fromkeys(site_names))
    if joined := [name for name in site_names if _joins_inside.search(name)]:
        # «Terre et Lac avec AFP»: the «et» in a paper's name parts nobody
        def bound(text: str) -> str:
            for name in joined:
                text = text.replace(name, _joins_inside.sub(rf"{_BOUND}\1{_BOUND}", name))
            return text

        byline, method = choose_authors(
            visible=map(bound, visible),
            json_ld=[(bound(name), kind) for name, kind in json_ld],
            meta=map(bound, meta),
            site_names=map(bound, site_names),
            linked=map(bound, linked),
            is_shown=lambda name: is_shown(name.replace(_BOUND, " ")),
            headline=headline,
        )
        return _unbound(byline), method
    visible = [_without_site_before(_without_glue(line), site_names) for line in visible]
    json_ld, meta = list(json_ld), list(dict.fromkeys(meta))
    sites = _keys(site_names)
    paper = _words_of(site_names)
    marked = _without_accounts(_from_metadata(json_ld, sites), paper)
    named = _without_accounts(_from_metadata(((value, "") for value in meta), sites), paper)
    known, by_link = (*marked.authors, *named.authors), list(linked)
    seen = [
        _without_accounts(_trimmed(byline, (*known, *by_link), site_names, sites), paper)
        for byline in (_signature_of(line, known) for line in visible)
        if _signs(byline)
    ]
    said_of = {line: _signature_of(line, ()) for line in visible}
    marked, named = _without_pictures(marked, said_of), _without_pictures(named, said_of)
    if len(seen) > 1:
        seen.sort(key=_is_wire)
    editors = {folded(c.name) for byline in seen for c in byline.contributors if c.role == "editor"}
    if editors and all(folded(name) in editors for name in marked.authors) and any(byline.authors for byline in seen):
        marked = NOBODY  # the page says that who stands in the markup edited, and who wrote
    if marked.authors and named.authors and any(_outvotes(byline, marked, named, sites) for byline in seen):
        marked = NOBODY
    organizations = {folded(name) for name, kind in json_ld if kind == "organization"}
    marked = _without_houses(marked, organizations, seen)
    if marked.authors and not any(_is_somebody(n, sites) and folded(n) not in organizations for n in marked.authors):
        for byline in seen:  # an account, a desk or the paper itself in the markup; the page names a person
            if any(_is_somebody(name, sites) for name in byline.authors):
                return _fullest(byline, seen), "visible"
    if marked.authors and not marked.agency and organizations.issuperset(map(folded, marked.authors)):
        for byline in seen:  # «Le Quotidien avec AFP», where the markup has the company
            if byline.agency and len(byline.authors) > 1:
                return byline, "visible"
    seen_names = {name for byline in seen for name in byline.authors}
    if marked.authors and seen_names.isdisjoint(marked.authors) and (asking := next(filter(_asks, seen), None)):
        return _fullest(asking, seen), "visible"  # who is asked stands in the markup of some sites; whoever asks signs
    said = {word for name in marked.authors for word in folded(name).split()}
    others = (one for one in seen if one.authors and all(_is_another(name, said, sites) for name in one.authors))
    if marked.authors and (signer := next(others, None)):
        speak = all(_speaks(name, headline) for name in marked.authors)
        if speak or not any(map(is_shown, marked.authors)):  # whoever entered it; the page shows who has signed
            return _fullest(signer, seen), "visible"
    marked = _without_local_desk(marked, sites)
    if _names_people(marked, sites):
        for value in meta:  # one string that names more people than the markup had room for
            fuller = _without_pictures(_from_metadata([(value, "")], sites), said_of) if len(meta) > 1 else named
            shown = (
                name
                for name in fuller.authors
                if not _of_site(name, sites)
                or any(name in line and not _is_employer(name, line, sites) for line in visible)
            )
            fuller = replace(fuller, authors=tuple(shown))
            if set(marked.authors) < set(fuller.authors):
                return _with_roles(fuller, seen), "meta"
        marked = _as_signed(marked, seen)
        for byline in seen:
            if _goes_on(marked, byline, sites, visible):
                return replace(byline, agency=byline.agency or marked.agency), "visible"
        return _with_roles(marked, seen), "json-ld"
    for byline in sorted(seen, key=lambda byline: not any(_is_somebody(name, sites) for name in byline.authors)):
        if _names_people(byline, sites):  # a person before a desk («Service communication»)
            byline = _fullest(_spelled_out(byline, seen), seen)
            return (_with_roles(named, seen), "meta") if _goes_on(byline, named, sites, ()) else (byline, "visible")
    if _names_people(named, sites):
        return named, "meta"
    accounts = (name for name, kind in json_ld if kind == "person" and site_key(name) not in sites)
    if account := next(filter(None, map(_account_holder, accounts)), None):
        return Byline((account,)), "account"
    if seen:
        return _with_editor(seen[0]), "visible"
    if not marked:
        if signed := next(filter(_newsroom_signs.fullmatch, visible[:3]), None):
            return Byline(tuple(re.split(r"\s?[;,]\s?", signed))), "visible"
        if name := next(filter(None, map(_pseudonym, visible[:3])), None):
            return Byline((name,)), "visible"
    if any(map(_is_desk_of_nobody, visible)):
        return NOBODY, "none"  # «par La rédaction»: the paper in the markup signs no more than that
    return (marked, "json-ld") if marked else (named, "meta") if named else (NOBODY, "none")


def _unbound(byline: Byline) -> Byline:
    return Byline(
        tuple(name.replace(_BOUND, " ") for name in byline.authors),
        tuple(replace(c, name=c.name.replace(_BOUND, " ")) for c in byline.contributors),
        byline.agency,
    )


def _is_employer(name: str, line: str, sites: frozenset[str]) -> bool:
    """«By Anne Un and Luc Deux, MNN»: the site behind a comma."""
    return site_key(name) in sites and line.endswith(f", {name}")


def _is_desk_of_nobody(line: str) -> bool:
    """«La rédaction», «Le Quotidien Brand Team»: the page says that nobody has signed."""
    words = byline_words()
    key = folded(introduced_by(line, words)[1])
    return key.endswith(words.advertising) or (key in words.nobody and not words.desks.isdisjoint(key.split()))


def _without_glue(line: str) -> str:
    """A line with a space before the date that is glued to a name, and without the site's domain at its end."""
    if has_digit(line):
        line = _glued_date.sub(" ", line)
    if "©" in line:
        line = _rights_behind.sub("", line)
    return _domain.sub("", line) if "." in line else line


def _without_site_before(line: str, site_names: Sequence[str]) -> str:
    """«Le Quotidien - A. Un, L. Deux» without the paper."""
    for site in site_names:
        at = line.find(site)
        if at == 0 or line[at - 2 : at] == ": ":
            end = at + len(site)
            if rest := _behind_site.match(line, end) or (_name_behind_site.match(line, end) if at == 0 else None):
                return line[:at] + line[rest.end() :]
    return line


def _account_holder(name: str) -> str | None:
    """«anne.un» in the markup is the account of Anne Un."""
    words = byline_words()
    account = _account.fullmatch(name)
    if account is None or any(map(words.is_no_name, account.groups())):
        return None
    return " ".join(map(str.capitalize, account.groups()))


def _signature_of(line: str, known: tuple[str, ...]) -> Byline:
    """What a line says; one that is just a full name of the metadata needs no reading."""
    confirmed = line in known and _full_name.fullmatch(line) and not agency_of(line, byline_words())
    return Byline((line,)) if confirmed else parse_byline(line)


def _outvotes(byline: Byline, marked: Byline, named: Byline, sites: frozenset[str]) -> bool:
    """A line and the meta tags name the same people, and JSON-LD names none of them: there it was an account."""
    said = set(map(folded, named.authors))
    if not byline.authors or not said.isdisjoint(map(folded, marked.authors)):
        return False
    return said.issuperset(map(folded, byline.authors)) and _names_people(byline, sites)


def _with_editor(byline: Byline) -> Byline:
    """Where only an editor is named («Redaktion: Anne Un»), the article is theirs."""
    if byline.authors:
        return byline
    editors = tuple(c.name for c in byline.contributors if c.role == "editor" and _is_person(c.name))
    return replace(byline, authors=editors)


def _is_somebody(name: str, sites: frozenset[str]) -> bool:
    """A person by first and last name, and not the site or one of its desks that is written like one."""
    words = byline_words()
    return (
        is_full_name(name)
        and not agency_of(name, words)
        and not _of_site(name, sites)
        and not any(token in words.desks for token in folded(name).split())
    )


def _speaks(name: str, headline: str) -> bool:
    """«Anne Un : « On ne fait pas silence »»"""
    behind = headline.removeprefix(name).lstrip()
    return len(behind) < len(headline) and behind[:1] in ":," and any(quote in behind[:4] for quote in '«“"„')


def _words_of(site_names: Iterable[str]) -> frozenset[str]:
    """The words of the site's names, and their initials: «LQM» of «Le Quotidien Mascarin»."""
    folded_names = [folded(name).split() for name in site_names]
    called = (words[1:] if words[0] in _ARTICLES else words for words in folded_names if words)
    initials = ("".join(word[0] for word in words) for words in (*folded_names, *called) if len(words) > 1)
    return frozenset((*(word for words in folded_names for word in words), *initials))


def _without_accounts(byline: Byline, paper: frozenset[str]) -> Byline:
    """Without the accounts of the newsroom: «Redac Bloc» of «Le Bloc», «LQM Web»."""
    people = [name for name in byline.authors if not _is_account_of(paper, folded(name).split())]
    return byline if len(people) == len(byline.authors) else replace(byline, authors=tuple(people))


def _without_pictures(byline: Byline, lines: dict[str, Byline]) -> Byline:
    """Without those of the markup's authors whom the page names only for its pictures («Fotografía: Anne Un», «Anne Un,
    photojournaliste»); their names alone, as links, say nothing."""
    if len(byline.authors) < 2:
        return byline
    pictured = {folded(c.name) for said in lines.values() for c in said.contributors if c.role in PICTURES}
    trades = {line: folded(line[: trade.start()]) for line in lines if (trade := _TAKES_PICTURES.search(line))}
    pictured.update(trades.values())
    writing = (name for line, said in lines.items() if line not in trades for name in said.authors if name != line)
    pictured -= set(map(folded, writing))
    writers = tuple(name for name in byline.authors if folded(name) not in pictured)
    return replace(byline, authors=writers) if 0 < len(writers) < len(byline.authors) else byline


def _is_account_of(paper: frozenset[str], words: list[str]) -> bool:
    if words[:1] == ["web"]:
        return True  # «Web Lille»
    if len(words) > 1 and all(len(word) == 1 for word in words) and "".join(words) in paper:
        return True  # «D. Q.» of «Il Dato Quotidiano»
    rest = [word for word in words if word not in _NEWSROOM_WORDS]
    return 0 < len(rest) < len(words) and paper.issuperset(rest) and not set(words) <= paper


def _is_another(name: str, said: set[str], sites: frozenset[str]) -> bool:
    """Whether a name is somebody's that has no word in common with those said («André Un» for «André Paul UN»)."""
    return said.isdisjoint(folded(name).split()) and _is_somebody(name, sites)


def is_office(name: str) -> bool:
    """Whether a name is an agency's, a desk's («Service communication») or has a number («Section 47»)."""
    words = byline_words()
    return has_digit(name) or bool(agency_of(name, words)) or not words.desks.isdisjoint(folded(name).split())


def _is_person(name: str) -> bool:
    return is_full_name(name) or _chinese.fullmatch(name) is not None


def _is_wire(byline: Byline) -> bool:
    """Only agencies: such a line may be a picture's."""
    return all(agency_of(name, byline_words()) for name in byline.authors)


def _without_houses(byline: Byline, organizations: Set[str], seen: list[Byline]) -> Byline:
    """Without the companies that the markup names beside the people who alone sign on the page; agencies stay."""
    words = byline_words()
    people = [name for name in byline.authors if folded(name) not in organizations or agency_of(name, words)]
    if not people:
        return byline
    signed = set(map(folded, people))
    alone = any(signed == set(map(folded, other.authors)) for other in seen)
    return replace(byline, authors=tuple(people)) if alone else byline


def _asks(byline: Byline) -> bool:
    return any(c.role == "interviewer" and is_full_name(c.name) for c in byline.contributors)


def _signs(byline: Byline) -> bool:
    """Whether a line says who wrote, and not only who took the picture."""
    return bool(byline.authors) or any(c.role not in PICTURES for c in byline.contributors)


def _pseudonym(line: str) -> str | None:
    """A short marked line that looks like no full name: «Elba», «Les membres du collectif»."""
    words = byline_words()
    role, line = introduced_by(clean(line).strip(" :,-"), words)
    if role == "author":
        line = without_date(line).strip(" ,|–-")
    tokens = folded(line).split()
    if (
        role not in (None, "author")
        or not tokens
        or len(tokens) > 8
        or len(line) > LONGEST_NAME
        or not line[0].isalpha()
        or _no_pseudonym.search(line)
        or (len(tokens) > 1 and any(map(str.isdigit, line)))
    ):
        return None
    if has_date(line) or folded(line) in words.nobody or words.roles.intersection(tokens):
        return None
    return line if len(tokens) == 1 or line[0].isupper() else None


def _names_people(byline: Byline, sites: frozenset[str]) -> bool:
    return any(site_key(name) not in sites for name in byline.authors)


def _trimmed(byline: Byline, known: Sequence[str], site_names: Sequence[str], sites: frozenset[str]) -> Byline:
    """A visible line without what the metadata shows to be no name («Anne Un Travel» where it says «Anne Un»), and
    without the site's own name behind a person's («Anne Un, Le Quotidien»)."""
    words = byline_words()
    authors = [
        name if name in known else next((k for k in known if name.startswith(f"{k} ")), name) for name in byline.authors
    ]
    for site in site_names:
        if any(name.endswith(site) for name in authors):
            authors = [
                name.removesuffix(f" {site}") if name.count(" ") > site.count(" ") + 1 else name for name in authors
            ]
    authors = [_without_letters_of_site(name, sites) for name in authors]
    if any(not agency_of(name, words) and not _of_site(name, sites) for name in authors):
        authors = [name for name in authors if not _of_site(name, sites)]
    if authors == list(byline.authors):
        return byline
    return Byline(tuple(dict.fromkeys(authors)), byline.contributors, byline.agency)


def _without_letters_of_site(name: str, sites: frozenset[str]) -> str:
    """«Anne Un CNBC», «Anne Un CTVNews.ca» without the word by which the site is called, which is no surname."""
    person, _, last = name.rpartition(" ")
    is_called = sum(map(str.isupper, last)) > 1 or "." in last[:-1]
    return person if is_called and not name.isupper() and site_key(last) in sites and is_full_name(person) else name


def _of_site(name: str, sites: frozenset[str]) -> bool:
    letters = folded(name).replace(" ", "")
    if not any(site in letters for site in sites):
        return False
    if site_key(name) in sites or any(site_key(word) in sites for word in name.split() if len(word) > 2):
        return True
    words = folded(name).split()
    return any("".join(words[:count]) in sites for count in range(1, len(words)))  # «Le Quotidien Lyon»


def _as_signed(byline: Byline, seen: list[Byline]) -> Byline:
    """As on the page: an account's name («anneun»), one in capitals or in small letters («ANNE UN»), one cut to an
    initial («Anne U»)."""
    shown = [name for other in seen for name in other.authors if " " in name]
    signed = {folded(name).replace(" ", ""): name for name in shown}
    authors = []
    for name in byline.authors:
        if " " not in name or name.isupper() or name.islower():
            name = signed.get(folded(name).replace(" ", ""), name)
        elif _cut_name.search(name):
            name = next((whole for whole in shown if folded(whole).startswith(folded(name))), name)
        authors.append(name)
    return Byline(tuple(dict.fromkeys(authors)), byline.contributors, byline.agency)


def _goes_on(byline: Byline, other: Byline, sites: frozenset[str], lines: Sequence[str]) -> bool:
    """Whether another signature names all of these people and more of them, where the markup had room for the first:
    «Par Anne Un et Luc Deux». An agency counts where a line joins it («avec AFP»); behind a comma it is an employer.
    The paper counts before an agency that is all the markup has («Le Quotidien avec AFP»)."""
    words = byline_words()
    theirs = set(map(folded, other.authors))
    said = {key for name in byline.authors if (key := folded(name)) in theirs or not agency_of(name, words)}
    more = [name for name in other.authors if folded(name) not in said]
    return (
        bool(said and more)
        and len(other.authors) == len(said) + len(more)
        and all(
            _is_joined(n, lines)
            if agency_of(n, words)
            else _is_somebody(n, sites) or (site_key(n) in sites and all(agency_of(s, words) for s in byline.authors))
            for n in more
        )
    )


def _is_joined(agency: str, lines: Sequence[str]) -> bool:
    places = ((line, line.rfind(agency)) for line in lines)
    return any(at > 0 and _joins.search(line[:at]) for line, at in places)


def _without_local_desk(byline: Byline, sites: frozenset[str]) -> Byline:
    """Without the desk that bears the paper's name and that the markup lists beside people («Le Quotidien Lyon»)."""
    people = [name for name in byline.authors if site_key(name) in sites or not _of_site(name, sites)]
    return replace(byline, authors=tuple(people)) if any(map(_is_person, people)) else byline


def _spelled_out(byline: Byline, seen: list[Byline]) -> Byline:
    """The signature that has the name to these initials: «A. U.» below the text, «Publié par Anne Un» in its frame."""
    if len(byline.authors) != 1 or not is_initials(byline.authors[0]):
        return byline
    letters = "".join(filter(str.isalpha, byline.authors[0]))
    whole = (b for b in seen if len(b.authors) == 1 and not is_initials(b.authors[0]))
    return next((b for b in whole if initials_of(b.authors[0]) == letters), byline)


def _fullest(byline: Byline, seen: list[Byline]) -> Byline:
    """A link names the first author, the line around it all of them."""
    return max((b for b in seen if set(byline.authors) <= set(b.authors)), key=lambda b: len(b.authors))


def _with_roles(byline: Byline, seen: list[Byline]) -> Byline:
    """Metadata knows no roles: those of the visible lines that name the same people are added."""
    same = [other for other in seen if any(same_name(a, b) for a in byline.authors for b in other.authors)]
    if not same:
        return byline
    told = dict.fromkeys(contributor for other in same for contributor in other.contributors)
    return Byline(byline.authors, tuple(told), byline.agency or same[0].agency)

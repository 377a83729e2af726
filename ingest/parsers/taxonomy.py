"""Section and tags, from what the page says of itself."""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Any
from urllib.parse import unquote, urlsplit

from ingest.model import Found
from ingest.parsers.byline import is_byline, is_date
from ingest.parsers.finding import (
    below_linked_heading,
    hints_around,
    opening_with,
    path_of,
    places_with_bits,
    standing_in,
)
from ingest.parsers.structured import texts
from ingest.parsers.titles import site_key
from ingest.parsers.typography import clean, fold
from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import AUTHOR_PATH, CATEGORY_PATH, TAG_PATH, Mark, Segment, Tree

_NOT_SECTIONS = frozenset(
    (
        *("par", "by", "von", "di", "por", "door", "av", "af", "da"),
        *("accueil", "article en cours", "vous lisez", "page actuelle"),
        "home",
        "startseite",
        "start",
        *("navigationspfad", "pfadnavigation", "sie sind hier startseite", "正文", "本文", "記事", "all", "artykul"),
        "detail",
        "detailansicht",
        "impressum",
        "kontakt",
        "kontakt impressum",
        "zum inhalt springen",
        "article voiceover",
        "inicio",
        "inizio",
        "a la une",
        "page d accueil",
        "front page",
        "homepage",
        "publicite",
        "anzeige",
        "werbung",
        "advertisement",
        "publicidad",
        "pubblicita",
        "article",
        "articles",
        *("se connecter", "s abonner", "connexion", "s inscrire", "mon compte", "login", "log in", "sign in"),
        "subscribe",
        *("abonnement", "abonnements", "epaper", "e paper", "anmelden", "abonnieren", "newsletter", "newsletters"),
        *("uncategorized", "non classe", "non classifie", "sin categoria", "senza categoria", "sem categoria"),
        *("unkategorisiert", "geen categorie", "bez kategorii", "без рубрики"),
    )
)
_GENERIC = frozenset(
    (
        "actualites",
        "actualite",
        "actus",
        "actu",
        "info",
        "infos",
        "news",
        "nachrichten",
        "aktuell",
        "noticias",
        "notizie",
        "nieuws",
        "nyheter",
        "wiadomosci",
        "zpravy",
        "новости",
        *("posts", "post", "blog", "artikel", "publications", "breaking news", "latest news", "top news", "featured"),
    )
)
"""What a folder may be called that holds all sections."""
_RUBRIC = "rub"
"""How systems from France call the element of the section (WM Maker, SPIP)."""
_GENRES = frozenset(
    (
        *("reportage", "reportages", "enquete", "enquetes", "interview", "interviews", "entretien", "entretiens"),
        *("portrait", "portraits", "decryptage", "decryptages", "analyse", "analyses", "recit", "recits", "edito"),
        *("fotogaleria", "fotogalerias", "galeria", "bildergalerie", "fotostrecke", "diaporama", "portfolio"),
        *("communique", "en direct", "direct", "video", "exclusif", "infographie", "abonne", "abonnes", "premium"),
        *("article reserve aux abonnes", "reserve aux abonnes"),
    )
)
"""Labels of a kind of article, folded: its section is what stands beside them."""
_LAST = _GENERIC | _GENRES | {"breve", "breves", "liveblog", "liveblogs"}
"""Taken where nothing else is to be had."""
_HOME = (
    r"(?:accueil(?: du site)?|home|startseite|in[ií]cio|portada|inizio|strona główna|главная|الرئيسية|hem|etusivu|domů"
    r"|kezdőlap|ana ?sayfa|αρχική)"
)
_CRUMBS = re.compile(rf"^(?:vous [êe]tes ici\s*:?\s*)?{_HOME}\s*([>›»/])\s*", re.I)
_HOME_ONLY = re.compile(_HOME, re.I)
_WAY = re.compile(rf"{_HOME}(?: [\w&'’ -]+)$", re.I)
"""«Accueil Économie Entreprises»: breadcrumbs whose steps only style sheets part."""
_BEHIND_CRUMBS = re.compile(r"\s[•·|–—]\s")
"""What a site puts on the line of its breadcrumb: its name, the date."""
_SEPARATOR = re.compile(r"[>›»/|]")
_BETWEEN_LABELS = re.compile(r"\s*[/|>›•·]\s*|\s[—–]\s")
_NUMBER = re.compile(r"(?: \d+)+$")
"""Behind a folder's name: «/quimper-29000/»."""
_TOWN = re.compile(r"[a-z][_-]\d{4,5}/")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NO_LABEL = Hint.NAV | Hint.AUTHOR | Hint.DATE | Hint.SOCIAL | Hint.COMMENT | Hint.HIDDEN
_CRUMB_OPENINGS = frozenset(
    form
    for opening in ("vo", "ac", "ho", "st", "in", "po", "гл", "ال", "he", "et", "do", "ke", "an", "αρ")
    for form in (opening, opening.capitalize(), opening.upper())
)
"""The first two letters of what a breadcrumb opens with."""
_TITLE_PART = re.compile(r"\s+\|\s+")
_PATH_VALUE = re.compile(r"[a-z0-9-]+(?:/[a-z0-9-]+)+")
"""«news/local»: an address where a name belongs."""
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_STEP = re.compile(r"\s*[>›»]\s*")
_CHINESE_DATE = re.compile(r"\s(?:19|20)\d\d年\d.*$")
"""«即時新聞 2012年1月12日‧星期四»: the day stands on the line of the breadcrumb."""
_HERE = frozenset(("article", "artikel", "artículo", "articolo", "artigo", "正文", "本文"))
"""How a breadcrumb calls the page itself."""
_STEPS = re.compile(r"[^>›»«]{2,30}(?:\s[>›»]\s[^>›»]{2,30}){2,}")
"""«Actualités > Régions > Article»"""
_BUTTONS = frozenset(
    (
        *("retour", "revenir", "aller", "imprimer", "partager", "tweeter", "tweet", "video", "impressum", "zuruck"),
        *("zur", "zum", "direkt", "drucken", "druckansicht", "teilen", "back", "skip", "jump", "print", "share"),
        *("volver", "imprimir", "indietro", "terug", "login", "logout", "register", "connexion", "close", "fermer"),
        *("schliessen", "cerrar", "chiudi", "sluiten", "email", "mail", "courriel", "zoom", "agrandir"),
        *("speichern", "save", "enregistrer", "guardar", "main", "feedback", "sponsored", "comments", "commentaires"),
    )
)
"""First words of links above a headline that lead back or do something …"""
_ONLY_BUTTONS = _BUTTONS - _GENRES
"""… and whole labels that do."""
_SKIPS = ("skip to ", "jump to ", "zum inhalt", "direkt zu", "aller au contenu", "aller a ", "saltar al ", "ir al ")
"""How links to the text begin, folded."""
_MOST_STEPS = 6
"""Items of a list that may be a breadcrumb; a menu has more."""
_MOST_LABELS = 3
_TOP = 200
"""Segments among which a page has its breadcrumb and menus."""
_LONGEST_LINK = 35
"""Characters of a link above the headline that may be the section's."""
_LONGEST_ROW = 150
_LONGEST_FOLDER = 7
"""Words of a section's name."""
_MOST_FOLDERS = 4
_MOST_LINKS = 40
"""To one folder, in the markup."""
_MOST_CURRENT = 200
"""Places in the markup that say «current»; scripts do as well."""
_LONGEST_ELEMENT = 400
_LINK_TEXT = re.compile(
    r"/?(?:index(?:\.\w{3,5})?)?[\"'][^<>]*>\s*"
    r"(?:<(?:span|i|b|strong|em|svg|img|h\d|div|p)\b[^>]*>\s*){0,3}([^<>]{3,45})<"
)
"""Behind an address in quotes: the rest of the link's tag, and its text."""
_CURRENT = re.compile(
    r"<(?:li|a)\b(?P<item>[^<>]*?\b(?:current-(?:menu|post|cat|category)-?[\w-]*|current_page_\w+|aria-current(?!=[\"']?false))\b[^<>]*)>"
    r"(?:\s*<a\b(?P<link>[^<>]*)>)?(?:\s*<(?:span|b|strong)\b[^<>]*>)*\s*(?P<text>[^<>]{3,45})<"
)
"""An item that a menu shows as the one the reader is at, by WordPress's classes or by the word of WAI-ARIA 1.2."""
_LANGUAGE = re.compile(
    r"\b(?:hreflang|lang)=|\bhref=[\"']?(?:https?://[^/\"']+)?/?[a-z]{2}(?:-[a-z]{2})?/?[\"' ]|\bhref=[\"']?#"
)
_MOST_TAGS = 30
_BEHIND = 30
"""Segments behind the text in which its tags stand."""
_FOOT = 8
"""Segments behind the text in which a blog system names its category."""
_LONGEST_LABEL = 45
"""Characters of a tag that a reader sees."""
_SPACES_OF_A_HEADLINE = 6
_BUTTON = re.compile(r"comment|comenta|kommentar|reacti|réagi|partag|share|teilen", re.I)
"""What stands in a frame for tags beside them."""
_BETWEEN_TAGS = re.compile(r"\s*[,;|•·]\s*")
_TAG_HEADINGS = frozenset(
    (
        *("mots cles", "tags", "archivado en", "etiquetas", "temas relacionados", "related topics", "filed under"),
        *("thematiques", "thematique", "schlagworte", "schlagworter", "tagi", "теги", "الوسوم"),
    )
)
"""Headings above an article's topics, folded."""
_MORE = frozenset(
    (
        *("mehr", "alle", "alle themen", "plus", "voir plus", "voir tout", "tous les themes", "more", "all topics"),
        *("ver mas", "todos los temas", "tutti i temi", "meer", "alle onderwerpen"),
    )
)
"""Links behind a list of tags, folded."""
_NO_TAGS = frozenset(
    (
        *(
            "leer mas",
            "weiterlesen",
            "lire la suite",
            "read more",
            "show more",
            "hide x",
            "zuruck",
            "tweet",
            "twittern",
        ),
        *("e mail", "login", "log in", "logout", "register", "privacy policy", "terms conditions", "cookie settings"),
        *("cookie information", "cookie policy", "alle artikel", "unsere themen", "uber uns", "about us", "impressum"),
        *("uncategorized", "non classe", "sin categoria", "senza categoria", "sem categoria", "unkategorisiert"),
        *("tags", "newsarticle", "see all topics", "saiba mais", "leia mais"),
        *("コメント", "詳しくはこちら", "【纠错】", "纠错", "查看话题", "关闭"),
    )
)
"""Links in the frames of tags that do something or lead elsewhere, folded …"""
_DOES = re.compile(
    r"(?:zum|zur|click here|cliquez|sign (?:in|up)|log ?in|register|report an?|hide|share|partager|voir|afficher"
    r"|haz|ver|show (?:more|all|less)|kontakt per|contact us|twittern"
    r"|(?:cookie|privacy) (?:policy|settings|information|notice))\s",
    re.I,
)
"""… and how others begin."""
_LONGEST_HEADING = 20
_MANY = 4
_INFLECTED = re.compile(r"[\u0370-\u04ff]{6}")
"""Greek and Cyrillic words are known by all but the last two letters, which their case may change."""
_SHARE_IN_TEXT = 0.3
"""Share of search words that a text about them contains."""
# Publishing systems put more than topics into keywords: «Subject: Justice», «Time: 11.00», «topic/justice», numbers.
_LABELLED = re.compile(r"\s*([^\W\d_][\w ]{1,20}):\s?(?=\S)")
_TAG_LABELS = frozenset(("tag", "subject", "category", "topic", "keyword", "theme", "sujet", "thema", "tema"))
_PATH = re.compile(
    r"^(?:sections?|organi[sz]ations?|topics?|tags?|persons?|places?|locations?|categor(?:y|ies))/(?=\w)"
)
_COUNTED = re.compile(r"(.*\S)\s\(?\d{1,5}(?: posts?| articles?)?\)?")
"""«llms 1639»: how many posts a blog has on each of its topics."""
_IDENTIFIER = re.compile(
    r"\d{5,}|[0-9a-f]{8}-[0-9a-f-]{20,}|[\w-]+(?:\.[\w-]+)*\.(?:com?|org|net|fr|be|ch|ca|de|uk)|_.*"
)
_MOST_SPACES_OF_A_LABEL = 4
"""… above a headline without a link: a section has few words."""
_LEAST_NAMED = 2
"""Links in a list that is named for tags; one alone is the section."""
_NAMED_FOR_TAGS = re.compile(r"(?<![a-z])(?:tags|taglist|tag-list|keywords|mots-?cles)(?![a-z])", re.I)
"""«article-full__infos-tags», where «topics» and «categories» may be sections."""


def find_section(
    tree: Tree,
    article: dict[str, Any],
    objects: list[dict[str, Any]],
    *,
    title: str | None,
    title_at: int,
    first: int,
    last: int,
    url: str | None,
    authors: Sequence[str] = (),
    site_names: Iterable[str] = (),
    markup: str | bytes = "",
) -> tuple[str | None, Found | None]:
    """The section the article stands in: the folder of its address, in the words of a candidate or of the page's menu;
    else JSON-LD, meta tag, or the last crumb of the breadcrumb. ``first``, ``last``: the text's segments;
    ``authors``: a blog's folder bears their names; ``site_names``: a site is no section of itself; ``markup``: the
    page, whose menus the tree has not."""
    good = _possible(
        [
            *(("json-ld", text.split(",")[-1]) for text in texts(article.get("articleSection"))[:1]),
            *(("meta", value) for value in tree.meta.get("article:section", ())[:1]),
            *(("breadcrumb", crumb) for crumb in _innermost(_json_ld_crumbs(objects, title))),
            *(("breadcrumb", crumb) for crumb in _innermost(_visible_crumbs(tree, title, title_at))),
            *[("microdata", _shown(tree, m)) for m in tree.named if m.itemprop == "articleSection"][:1],
            *(("category", label) for label in _category(tree, title_at, first, last)),
            *(("kicker", label) for label in _labels_above(tree, title_at)),
            *(("title", part) for part in _title_part(tree.title, title)),
            *(("kicker", label) for label in _link_above(tree, title_at, url) or _link_beside(tree, title_at)),
        ]
    )
    label = _label_of_folder(tree, url, good, authors, title or "")
    # A label in the headline is a topic, as often as not, which may have a folder of its own.
    good += _possible([("kicker", label) for label in _label_in_headline(tree, title_at, title)])
    sites = set(map(fold, site_names))
    if good and label and site_key(label) == site_key(urlsplit(url or "").hostname or ""):
        label = None  # «wolna.example/wolna/…»
    good = [pair for pair in good if fold(pair[1]) not in sites]
    if agreed := _agreed(good, label, url):
        good.insert(0, agreed)
    elif label and fold(label) not in sites:
        good.insert(0, ("url", label))
    good.sort(key=lambda pair: fold(pair[1]) in _LAST)
    if (not good or fold(good[0][1]) in _LAST) and (named := _named_in_menus(markup, url, authors, title or "")):
        good.insert(0, ("menu", named))
    if not good and (current := _current_in_menus(markup, title)):
        good = _possible([("menu", current)])
    if not good:
        return None, None
    method, value = good[0]
    if _SLUG.fullmatch(value):  # as it stands in an address: «faits-divers»
        value = _named_in_menus(markup, f"/{value}/", authors, title or "") or value
    found = Found(method, value, tuple(pair for pair in good[1:] if pair[1] != value))
    value = value.rstrip(" ,;")
    return value[0].upper() + value[1:], found  # style sheets do so, and a site's sections are to be counted as one


def _innermost(crumbs: list[str]) -> list[str]:
    """The last step of a breadcrumb; the one before a kind of article («Liban › Reportage»)."""
    while len(crumbs) > 1 and fold(crumbs[-1]) in _GENRES:
        crumbs = crumbs[:-1]
    return crumbs[-1:]


def _agreed(candidates: list[tuple[str, str]], label: str | None, url: str | None) -> tuple[str, str] | None:
    """The last step of the breadcrumb, where that is what the markup calls the section as well and nothing in it
    bears out the ``label`` of the address, which is no town's with its number («/vire-la-foret_14762/»)."""
    said = {fold(value) for method, value in candidates if method in ("json-ld", "meta")}
    if label and (fold(label) in said or _TOWN.search(url or "")):
        return None
    steps = (step for method, step in candidates if method == "breadcrumb")
    step = next((step for step in steps if fold(step) in said and fold(step) not in _LAST), None)
    return next((pair for pair in candidates if pair[1] == step), None)  # the markup's, if it is written so


def _possible(candidates: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those (method, value) pairs that can name a section, cleaned."""
    cleaned = [(method, clean(value).rstrip(" ,;")) for method, value in candidates]
    return [
        (method, value)
        for method, value in cleaned
        if value
        and len(value) < 80
        and fold(value) not in _NOT_SECTIONS
        and "_" not in value
        and not _PATH_VALUE.fullmatch(value)
        and not _YEAR.search(value)
    ]


def _label_of_folder(
    tree: Tree, url: str | None, candidates: list[tuple[str, str]], authors: Sequence[str], title: str
) -> str | None:
    """How the page calls the innermost folder of its address that it has a name for: «Économie» for ``/economie/…``."""
    linked = [tree.segments[n] for n in tree.linked]
    top = linked[: bisect_left(tree.linked, _TOP)]
    rows = [s.text for s in top if s.links > 1 and (_is_linked_row(s) or _is_way(tree, s))]
    ways = [(text, f" {fold(text)} ") for text in rows]
    folders = [_NUMBER.sub("", fold(unquote(folder))) for folder in urlsplit(url or "").path.split("/")[1:-1]]
    folders = folders[_MOST_FOLDERS - 1 :: -1] if len(folders) >= _MOST_FOLDERS else folders[::-1]
    if folders[:1] == [fold(title)] or (len(folders) > 1 and folders[1].isdigit()):
        del folders[0]  # «/2010/12/the-headline/», «/2026/mar/3/its-beginning/»
    links: list[str] | None = None
    for folder in (*(f for f in folders if f not in _GENERIC), *(() if candidates else _GENERIC.intersection(folders))):
        if len(folder) < 3 or folder in _NOT_SECTIONS or folder.isdigit():
            continue
        same = [label for _, label in candidates if fold(label).removesuffix("s") == folder.removesuffix("s")]
        if named := next((label for label in same if label != label.lower()), None):
            return named
        for row, folded in ways:
            if f" {folder} " in folded and (named := _words_for(folder, row)):
                return named
        if links is None:
            links = [mark.text.strip("+# ") for mark in tree.marks_of("a")]
            links += [segment.text for segment in linked]
        length = len(folder)
        for text in links:  # nearly all of them fall at their length
            if length <= len(text) <= length + 3 and fold(text) == folder and text not in authors:
                return text
        if same:
            return same[0]
    return None


def _named_in_menus(markup: str | bytes, url: str | None, authors: Sequence[str], title: str) -> str | None:
    """The words of a link anywhere on the page that leads to the innermost folder of its address and says its name:
    «Faits divers - Justice» for ``/faits-divers-justice``. The page's menus are no part of the tree."""
    folders = urlsplit(url or "").path.split("/")[1:-1][:_MOST_FOLDERS]
    for raw in reversed(folders):
        folder = fold(unquote(raw))
        if len(folder) < 3 or folder in _NOT_SECTIONS or folder in _GENERIC or folder.isdigit():
            continue
        if folder == fold(title) or (raw == folders[-1] and len(folders) > 1 and folders[-2].isdigit()):
            continue  # «/2010/12/the-headline/», «/2026/mar/3/its-beginning/»
        needle: Any = raw if isinstance(markup, str) else raw.encode()
        before: Any = "/\"'" if isinstance(markup, str) else b"/\"'"
        at = -1
        for _ in range(_MOST_LINKS):
            at = markup.find(needle, at + 1)
            if at < 0:
                break
            if markup[max(0, at - 1) : at] not in before:  # a relative address begins with the folder
                continue
            piece: Any = markup[at + len(needle) : at + len(needle) + _LONGEST_ELEMENT]
            found = _LINK_TEXT.match(piece if isinstance(piece, str) else piece.decode("utf-8", "replace"))
            label = clean(html.unescape(found[1])) if found else ""
            if label and fold(label) == folder and label not in authors:
                return label
    return None


def _current_in_menus(markup: str | bytes, title: str | None) -> str | None:
    """Where the page's menus say that its reader is: the innermost of the first item shown as the current one and of
    those inside it."""
    headline = fold(title or "")
    label, end = None, 0
    for start, item in _current_items(markup):
        text = clean(html.unescape(item["text"]))
        folded = fold(text)
        attributes = f"{item['item']} {item['link'] or ''} "
        if not folded or folded in headline or folded in _NOT_SECTIONS or _LANGUAGE.search(attributes):
            continue
        between: Any = markup[end:start]
        if label and ("</li>" if isinstance(between, str) else b"</li>") in between:
            break
        label, end = text, start + len(item[0])
    return label


def _current_items(markup: str | bytes) -> Iterator[tuple[int, re.Match[str]]]:
    """Where in the markup an item begins that is shown as the current one, and what it is. The word is looked for
    before the pattern is: that is a hundred times quicker than a search for tags."""
    needle, tag = ("current", "<") if isinstance(markup, str) else (b"current", b"<")
    at, seen = -1, -1
    for _ in range(_MOST_CURRENT):
        at = markup.find(needle, at + 1)  # type: ignore[arg-type]
        if at < 0:
            return
        start = markup.rfind(tag, max(0, at - _LONGEST_ELEMENT), at)  # type: ignore[arg-type]
        if start < 0 or start == seen:
            continue
        seen = start
        piece: Any = markup[start : at + 2 * _LONGEST_ELEMENT]
        item = _CURRENT.match(piece if isinstance(piece, str) else piece.decode("utf-8", "replace"))
        if item:
            yield start, item


def _words_for(folder: str, line: str) -> str | None:
    """The words of a line of links that say a folder's name: «Sciences-Tech.» in «Info Sciences-Tech. Lac»."""
    words = line.split()
    for start in range(len(words)):
        for end in range(start + 1, min(start + _LONGEST_FOLDER, len(words)) + 1):
            said = fold(" ".join(words[start:end]))
            if said == folder and words[start][0].isalnum():
                return " ".join(words[start:end])
            if not folder.startswith(said):
                break
    return None


def _is_linked_row(segment: Segment) -> bool:
    """A line that is nothing but several links."""
    return len(segment.text) < _LONGEST_ROW and segment.link >= 0.9 * (len(segment.text) - segment.links)


def _link_beside(tree: Tree, title_at: int) -> list[str]:
    """The only link on a line right above the headline, where the rest of the line is a date or a kind of article
    («Enquêtes 6 mars 2024», «Direct Monde»)."""
    if title_at < 1:
        return []
    segment = tree.segments[title_at - 1]
    text, size = segment.text, segment.link
    if segment.links != 1 or not 2 < size < _LONGEST_LINK or not size < len(text) < _LONGEST_ROW:
        return []
    for label, rest in ((text[:size], text[size:]), (text[-size:], text[:-size])):
        parted = rest[:1].isspace() or rest[-1:].isspace() or label != label.strip()
        if parted and (is_date(rest.strip()) or fold(rest) in _GENRES):
            return [label.strip()]
    return []


def _category(tree: Tree, title_at: int, first: int, last: int) -> list[str]:
    """The first link to a category of the site beside the headline or in the foot of the text («dans Lectures»)."""
    beside = range(max(0, title_at - 3), max(title_at, first) + 1) if title_at >= 0 else range(0)
    below = range(last, last + 1 + _FOOT)
    return [
        mark.text
        for mark in tree.marks_of("a")
        if (mark.segment in beside or mark.segment in below)
        and mark.segment < len(tree.segments)
        and _is_category(mark)
        and (mark.segment in beside or mark.rel or _lists_categories(tree, mark.elem))
        and len(mark.text) <= _LONGEST_LABEL
        and (mark.segment not in (first, last) or len(tree.segments[mark.segment].text) < _LONGEST_ROW)
        and not is_byline(mark.text)
        and not _apart(tree, mark.elem)
    ][:1]


def _lists_categories(tree: Tree, index: int) -> bool:
    """In a frame named for the categories of the post (Wix: «post-categories-list»)."""
    for _ in range(3):
        if index < 0:
            return False
        if "categor" in tree.elements[index].names.lower():
            return True
        index = tree.elements[index].parent
    return False


def _is_category(mark: Mark) -> bool:
    return "category" in mark.rel or CATEGORY_PATH.search(mark.value) is not None


def _title_part(whole: str, title: str | None) -> list[str]:
    """«The headline | Section | The site»: what stands between them in ``<title>``."""
    parts = _TITLE_PART.split(whole)
    between = len(parts) == 3 and title and fold(parts[0]) == fold(title) and not is_byline(parts[1])
    return parts[1:2] if between else []


def _link_above(tree: Tree, title_at: int, url: str | None) -> list[str]:
    """A line right above the headline that is one short link, or two or three with marks between them, in the
    headline's own frame, and not the site's name."""
    if title_at < 1:
        return []
    segment, elements = tree.segments[title_at - 1], tree.elements
    several = 1 < segment.links <= _MOST_LABELS and _is_linked_row(segment)
    if not several and (segment.links != 1 or segment.link < len(segment.text)):
        return []
    labels = _BETWEEN_LABELS.split(segment.text) if several else [segment.text]
    if len(labels) != segment.links or not all(2 < len(label) < _LONGEST_LINK for label in labels):
        return []
    shared = _frames(tree, segment.elem) & _frames(tree, tree.segments[title_at].elem)
    hints = elements[segment.elem].hints | elements[elements[segment.elem].parent].hints
    text, sites = fold(segment.text), map(site_key, tree.meta.get("og:site_name", ()))
    host = (urlsplit(url or "").hostname or "").replace("-", "")
    if text.replace(" ", "") in host or site_key(segment.text) in sites:
        return []
    if text.split()[:1] and text.split()[0] in _BUTTONS:
        return []
    own = any(elements[frame].tag not in ("body", "main", "html") for frame in shared)
    return labels if own and not hints & _NO_LABEL and not is_byline(segment.text) else []


def _label_in_headline(tree: Tree, title_at: int, title: str | None) -> list[str]:
    """A short label in the headline's own element that is no part of the title («Luxembourg» above it, in one h1)."""
    if title_at < 0 or not title or len(title) >= len(tree.segments[title_at].text):
        return []
    labels = (m.text for m in tree.marks if m.segment == title_at and m.hints & Hint.KICKER and m.tag != "a")
    short = (text for text in labels if 2 < len(text) < _LONGEST_LINK and text.count(" ") < 3 and text not in title)
    return [text for text in short if fold(text) not in _LAST][:1]


def _frames(tree: Tree, index: int) -> set[int]:
    """An element and its next three frames."""
    return set(path_of(tree.elements, index, 4))


def _is_way(tree: Tree, segment: Segment) -> bool:
    """A breadcrumb on one line, whose steps only style sheets part."""
    if segment.text[:2] in _CRUMB_OPENINGS and _WAY.match(segment.text):
        return True
    names = tree.elements[segment.elem].names.lower()
    return "breadcrumb" in names and not _SEPARATOR.search(segment.text)


def _shown(tree: Tree, mark: Mark) -> str:
    return mark.text or mark.value or (tree.segments[mark.segment].text if mark.segment < len(tree.segments) else "")


def _labels_above(tree: Tree, title_at: int) -> list[str]:
    """The label beside the headline, a link or in a frame named for it: the section, as readers find it."""
    if title_at < 0:
        return []
    kickers = [tree.marks[place] for place in places_with_bits(tree.marks, "hints", Hint.KICKER)]
    for number in (*range(title_at - 1, max(-1, title_at - 4), -1), title_at + 1, title_at + 2):
        segment = tree.segments[number] if 0 <= number < len(tree.segments) else None
        if segment is None or not 3 < len(segment.text) < 50 or fold(segment.text) in _ONLY_BUTTONS:
            continue
        element = tree.elements[segment.elem]
        parent = tree.elements[element.parent] if element.parent >= 0 else element
        linked = segment.link >= 0.6 * len(segment.text) and number < title_at
        hints = (element.hints | parent.hints) if linked else element.hints
        wanted = (Hint.KICKER | Hint.TAGS | Hint.META) if linked else Hint.KICKER
        if (hints & wanted or _RUBRIC in element.names.split()) and not (parent.hints | element.hints) & _NO_LABEL:
            if fold(segment.text).startswith(_SKIPS):
                continue
            if not linked and (segment.text.count(" ") > _MOST_SPACES_OF_A_LABEL or ", " in segment.text):
                continue  # «Au Portugal, un barrage et ses mirages»: what the series is called
            labels = _BETWEEN_LABELS.split(_without_genre(segment.text))
            return [label for label in labels if fold(label) not in _LAST][:1] or labels[:1]
        nothing = ("", segment.text)
        if number < title_at and not hints & _NO_LABEL:
            marks = (m for m in kickers if m.segment == number and m.text not in nothing)
            if mark := next(marks, None):
                return [mark.text]  # «Politics Breaking»: the first of several labels on a line
    return []


def _without_genre(label: str) -> str:
    """«Reportage Agriculture», which only style sheets part, without the kind of article."""
    first, _, rest = label.partition(" ")
    return rest if rest[:1].isupper() and fold(first) in _GENRES else label


def _json_ld_crumbs(objects: list[dict[str, Any]], title: str | None) -> list[str]:
    for item in objects:
        if "BreadcrumbList" in texts(item.get("@type")):
            elements = item.get("itemListElement")
            if isinstance(elements, list):
                names = []
                for crumb in elements[:10]:
                    if isinstance(crumb, dict):
                        inner = crumb.get("item")
                        name = texts(crumb.get("name")) or (texts(inner.get("name")) if isinstance(inner, dict) else [])
                        names += name[:1]
                return _crumbs(names, title)
    return []


def _visible_crumbs(tree: Tree, title: str | None, title_at: int) -> list[str]:
    inside = _in_crumbs(tree)
    names = []
    for number in sorted({*opening_with(tree.segments, _CRUMB_OPENINGS), *standing_in(tree.segments, inside)}):
        if number >= _TOP:
            break
        segment = tree.segments[number]
        text = segment.text
        if text[:2] in _CRUMB_OPENINGS and len(text) < 150 and (home := _CRUMBS.match(text)):
            way = _BEHIND_CRUMBS.split(text[home.end() :])[0]
            return _crumbs(re.split(rf"\s*{re.escape(home[1])}\s*", way), title)
        if segment.elem in inside:
            if segment.links > 1 and not _SEPARATOR.search(segment.text):  # only style sheets part the steps
                return _crumbs([m.text for m in tree.marks_of("a") if m.segment == number], title)
            names.append(segment.text)
    pieces = [piece for name in names for piece in re.split(r"\s*[>›»/|]\s*", name)]
    if pieces or not title:
        return _crumbs(pieces, title) if len(names) < 12 else []
    return _crumbs(_steps(tree, title, title_at), title)


def _steps(tree: Tree, title: str, title_at: int) -> list[str]:
    """A breadcrumb that no name tells: a list that begins with the home page, one link behind it, or the whole way
    down to the headline («The site » News » Traffic » The headline»)."""
    segments, elements = tree.segments, tree.elements
    for number, segment in enumerate(segments[: max(title_at + 1, 1)]):
        text = segment.text
        if segment.link and title_at - _MOST_STEPS <= number < title_at and _STEPS.fullmatch(text):
            return [step for step in _STEP.split(text)[1:] if step.lower() not in _HERE]
        if text.endswith(title) and len(text) > len(title) and len(steps := _STEP.split(text[: -len(title)])) > 2:
            return steps[1:-1]
        if text[:2] not in _CRUMB_OPENINGS or not (home := _HOME_ONLY.match(text)):
            continue
        if segment.links > 1 and number < title_at and _WAY.match(text):
            return [mark.text for mark in tree.marks_of("a") if mark.segment == number and mark.text != home[0]]
        if home.end() == len(text) and segment.tag == "li":
            frame = elements[segment.elem].parent
            steps = []
            for other in segments[number + 1 : number + _MOST_STEPS]:
                if elements[other.elem].parent != frame:
                    break
                steps.append(other.text)
            least = 0 if elements[frame].tag == "ol" else 1
            if len(steps) > least and title_at - 3 <= number + len(steps) < title_at:  # a menu stands farther off
                return steps
        elif segment.links == 2 and "crumb" in elements[segment.elem].names.lower():
            return [text[home.end() :].strip()]
    return []


def _in_crumbs(tree: Tree) -> set[int]:
    """The elements of frames named for breadcrumbs."""
    inside: set[int] = set()
    if not tree.hints & Hint.CRUMBS:
        return inside
    elements = tree.elements
    for start in places_with_bits(elements, "hints", Hint.CRUMBS):
        if start in inside or not elements[start].hints & Hint.NAV:
            continue
        inside.add(start)
        for number in range(start + 1, len(elements)):  # what is inside an element follows it
            if elements[number].parent not in inside:
                break
            inside.add(number)
    return inside


def _crumbs(names: list[str], title: str | None) -> list[str]:
    """The names that can be sections: not «Accueil», not the headline, not a byline."""
    headline = fold(title or "")
    out = []
    for name in names:
        name = _CHINESE_DATE.sub("", name)
        folded = fold(name)
        if not folded or len(name) >= 50 or folded in _NOT_SECTIONS or is_byline(name):
            continue
        if folded in _ONLY_BUTTONS or folded.startswith(_SKIPS):
            continue
        inside = len(folded) > 25 and folded in headline
        if not inside and not (len(folded) > 12 and headline.startswith(folded[:40])):
            out.append(clean(name))
    return out


def find_tags(
    tree: Tree, article: dict[str, Any], last: int, *, text: str, not_tags: Iterable[str], head: range = range(0)
) -> tuple[list[str], Found | None]:
    """The article's keywords: what the metadata says of it, then the links marked as tags around its text.

    ``last``: the text's last segment; ``head``: those between headline and text; ``text``: title and text, in which
    some of a list of search words must occur; ``not_tags``: names of the site and of the authors, which systems add.
    """
    marked = [m for m in tree.marks_of("a") if m.rel == "tag" and 0 < len(m.text) <= _LONGEST_LABEL]
    below_heading = _below_tag_headings(tree) if marked else ()
    marked = [m for m in marked if m.segment <= last + _BEHIND or m.segment in below_heading]
    marked = [m for m in marked if m.segment <= last or not below_linked_heading(tree, m.segment)]
    marked = [m for m in marked if not CATEGORY_PATH.search(m.value)] or marked
    groups = _tag_links(tree, last)
    others = _announced(tree, last) or _links_in(tree, head) or _listed(tree, last)
    sources: list[tuple[str, list[str]]] = [
        ("meta", list(tree.meta.get("article:tag", ()))),
        ("json-ld", texts(article.get("keywords"))),
        ("visible", [mark.text for mark in marked]),
        ("meta", list(tree.meta.get("news_keywords", ()))),
        ("visible", [tag for group in groups for tag in group]),
        ("microdata", [m.text or m.value for m in tree.named if m.itemprop == "keywords"]),
        ("keywords", list(tree.meta.get("keywords", ()))),
        ("visible", others),
        ("json-ld", texts(article.get("about"))),
    ]
    unwanted = {fold(name) for name in not_tags}
    for method, values in sources:
        tags = [tag for tag in _split(values) if fold(tag) not in unwanted]
        if not tags or (method == "keywords" and not _are_about(tags, text)):
            continue
        if method != "visible":
            told = set(map(fold, tags))
            around = [mark.text for mark in marked if mark.segment in head or mark.segment > last]
            seen = [(group, _split(group)) for group in (*groups, others, around) if group]
            for group, shown in seen:  # what readers see may be the fuller list
                fuller = [tag for tag in shown if fold(tag) not in unwanted]
                if told < set(map(fold, fuller)):
                    method, values, tags = "visible", group, fuller
                    break
            else:
                as_seen = {tag.casefold(): tag for _, shown in seen for tag in shown}
                tags = [as_seen.get(tag, tag) for tag in tags]  # where the markup has small letters
        return tags, Found("meta" if method == "keywords" else method, ", ".join(values)[:300])
    return [], None


def _below_tag_headings(tree: Tree) -> set[int]:
    """The segments below headings such as «Mots-clés», wherever a page has them."""
    headings = [n for n in tree.headings if fold(tree.segments[n].text) in _TAG_HEADINGS]
    return {n + below for n in headings for below in range(1, _MOST_TAGS)}


def _are_about(tags: list[str], text: str) -> bool:
    """Whether search words describe this article: not the same list on every page of the site, not the headline cut
    into words."""
    folded = f" {fold(text)} "
    found = sum(
        f" {key} " in folded or (_INFLECTED.match(key) is not None and f" {key[:-2]}" in folded)
        for key in map(fold, tags)
    )
    if len(tags) >= _MANY and not any(" " in tag or tag[0].isupper() for tag in tags):
        return False
    return found >= _SHARE_IN_TEXT * len(tags)


def _tag_links(tree: Tree, last: int) -> list[list[str]]:
    """Links behind the text in frames named for tags, by frame, or else the first run of links to pages about topics;
    several in a line, or one a line."""
    lines: dict[int, list[str]] = {}
    to_topics: set[int] = set()
    for mark in tree.marks_of("a"):
        text = mark.text or _block_in_link(tree, mark)
        if text and last < mark.segment <= last + _BEHIND:
            links_of = lines.setdefault(mark.segment, [])
            if not AUTHOR_PATH.search(mark.value):
                links_of.append(text)
            if TAG_PATH.search(mark.value) and "#" not in mark.value:
                to_topics.add(mark.segment)
    found: dict[int, list[str]] = {}
    by_address: list[str] = []
    own = _around(tree, last) if lines else frozenset()
    for number in range(last + 1, min(last + 1 + _BEHIND, len(tree.segments))):
        segment = tree.segments[number]
        links = lines.get(number)
        if links == []:
            continue  # an author's page
        if links is None:
            if segment.link < 0.9 * len(segment.text):
                if by_address:
                    break  # the first run of them: what comes later is the site's
                continue
            links = [segment.text]
        if _labels_a_card(tree, number):
            continue
        spaces = max(link.count(" ") for link in links)
        if max(map(len, links)) > _LONGEST_LABEL or spaces >= _SPACES_OF_A_HEADLINE or segment.heading:
            if _in_tags(tree, segment.elem, number in to_topics, own):
                found.pop(tree.elements[segment.elem].parent, None)
                break  # stories on the same topic
        elif _in_tags(tree, segment.elem, number in to_topics, own):
            if len(links) == 1 and _BUTTON.search(segment.text):
                continue
            frame = segment.elem if len(links) > 1 else tree.elements[segment.elem].parent
            found.setdefault(frame, []).extend(links)
        elif number in to_topics and _is_linked(segment) and not _apart(tree, segment.elem):
            by_address += links
        elif by_address:
            break
    return list(found.values()) or [by_address]


def _labels_a_card(tree: Tree, number: int) -> bool:
    """Whether a line stands above the headline of another story, in its card."""
    below = tree.segments[number + 1] if number + 1 < len(tree.segments) else None
    own = tree.elements[tree.segments[number].elem].parent
    return below is not None and below.heading > 1 and tree.elements[below.elem].parent == own


def _block_in_link(tree: Tree, mark: Mark) -> str:
    """The line of a block that stands in a link («<a><div>Transports</div></a>»)."""
    if mark.segment >= len(tree.segments) or not TAG_PATH.search(mark.value):
        return ""
    line = tree.segments[mark.segment]
    return line.text if line.link >= len(line.text) <= _LONGEST_LABEL else ""


def _around(tree: Tree, number: int) -> frozenset[int]:
    """All elements around a segment."""
    return frozenset(path_of(tree.elements, tree.segments[number].elem if 0 <= number < len(tree.segments) else -1))


def _links_in(tree: Tree, head: range) -> list[str]:
    """Links between headline and text that lead to pages about topics, or are several in a frame named for tags."""
    links = [
        mark
        for mark in (tree.marks_of("a") if head else ())
        if mark.segment in head
        and 0 < len(mark.text) <= _LONGEST_LABEL
        and _is_linked(tree.segments[mark.segment])
        and not _apart(tree, mark.elem)
    ]
    to_topics = [mark.text for mark in links if TAG_PATH.search(mark.value)]
    if to_topics or len(links) < _LEAST_NAMED:
        return to_topics
    named = [mark.text for mark in links if _is_named_for_tags(tree, mark.elem) and not AUTHOR_PATH.search(mark.value)]
    return named if len(named) >= _LEAST_NAMED else []


def _is_named_for_tags(tree: Tree, index: int) -> bool:
    around = path_of(tree.elements, index, 2)
    return any(_NAMED_FOR_TAGS.search(tree.elements[place].names) is not None for place in around)


def _is_linked(segment: Segment) -> bool:
    """Whether a line is links, behind a label perhaps («Sur le même sujet : …»)."""
    label = segment.text.find(": ", 0, _LONGEST_LABEL) + 1
    return segment.link >= 0.6 * (len(segment.text) - label)


def _announced(tree: Tree, last: int) -> list[str]:
    """Links one a line under a heading such as «Archivado en», in a frame of their own."""
    segments = tree.segments
    for number in range(last + 1, min(last + 1 + _BEHIND, len(segments) - 1)):
        heading, below = segments[number], segments[number + 1]
        if heading.link or len(heading.text) > _LONGEST_HEADING or not below.link:
            continue
        if fold(heading.text) not in _TAG_HEADINGS:
            continue
        frame = tree.elements[below.elem].parent
        links = []
        for segment in segments[number + 1 : number + 1 + _MOST_TAGS]:
            if tree.elements[segment.elem].parent != frame or segment.link < 0.9 * len(segment.text):
                break
            links.append(segment.text)
        return links if all(len(text) <= _LONGEST_LABEL for text in links) else []
    return []


def _listed(tree: Tree, last: int) -> list[str]:
    """Words without links behind a label, on one line below the text: «Tags: Fahrgäste, Ehrenamt»."""
    for segment in tree.segments[last + 1 : last + 1 + _BEHIND]:
        label, colon, words = segment.text.partition(":")
        if colon and len(segment.text) < _LONGEST_ROW and fold(label) in _TAG_HEADINGS and not segment.link:
            tags = [tag.strip(" .#\u00a0") for tag in _BETWEEN_TAGS.split(words)]
            return [tag for tag in tags if tag] if all(len(tag) <= _LONGEST_LABEL for tag in tags) else []
    return []


def _apart(tree: Tree, index: int) -> bool:
    """In a frame for other stories, comments or navigation."""
    return bool(hints_around(tree.elements, index, 3) & (Hint.RELATED | Hint.NAV | Hint.COMMENT))


def _in_tags(tree: Tree, index: int, to_topics: bool, own: Set[int]) -> bool:
    """In a frame named for tags, ``own`` are those around the text; ``to_topics``: links lead there, by which
    «relatedTopics» is no list of stories."""
    if not hints_around(tree.elements, index, 3) & Hint.TAGS:
        return False
    for _ in range(3):
        if index < 0:
            return False
        element = tree.elements[index]
        hints = element.hints
        if hints & (Hint.NAV | Hint.COMMENT) or (hints & Hint.RELATED and not (hints & Hint.TAGS and to_topics)):
            return False
        if (element.tag == "article" and index not in own) or "cloud" in element.names.lower():
            return False  # another story on the same topic; the site's topics, not the article's
        if hints & Hint.TAGS:
            return True
        index = element.parent
    return False


def _pieces(value: str) -> list[str]:
    """A list at its commas, or else its semicolons; not at the one inside brackets («Bailleul (59270, Nord)»)."""
    mark = "," if "," in value else ";"
    pieces: list[str] = []
    for piece in value.split(mark):
        if pieces and ")" in piece and pieces[-1].rfind("(") > pieces[-1].rfind(")"):
            pieces[-1] += mark + piece
        else:
            pieces.append(piece)
    return pieces


def _leads_on(tag: str) -> bool:
    """«Get alerts for these topics »», «All stories >»"""
    return tag[-1] in "›>→" or (tag.endswith((" »", "\u00a0»")) and "«" not in tag)


def _split(values: list[str]) -> list[str]:
    pieces = [piece for value in values for piece in _pieces(value)]
    labelled = sum(":" in piece and _LABELLED.match(piece) is not None for piece in pieces) >= _MANY - 1
    counted = len(pieces) > 1 and all(_COUNTED.fullmatch(piece.strip()) for piece in pieces)
    tags: dict[str, str] = {}
    for piece in pieces:
        tag = clean(piece).strip("#+& ")
        if counted:
            tag = _COUNTED.sub(r"\1", tag)
        if labelled and (label := _LABELLED.match(tag)):
            tag = tag[label.end() :].strip() if fold(label[1]) in _TAG_LABELS else ""
        if "/" in tag:
            tag = _PATH.sub("", tag)
        if not 1 < len(tag) <= 60 or _leads_on(tag) or (not tag.isalpha() and _IDENTIFIER.fullmatch(tag)):
            continue
        folded = fold(tag)
        if folded not in _MORE and folded not in _NO_TAGS and not _DOES.match(f"{tag} ") and not is_date(tag):
            tags.setdefault(folded, tag)
    return list(tags.values())[:_MOST_TAGS]

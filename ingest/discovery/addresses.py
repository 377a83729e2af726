"""How much an address looks like an article's. Pure, by form alone: no rule for one site.

Newsrooms write addresses in a few ways: a slug of several words, a date, a number, a word for «article», SPIP's and
WordPress's parameters; menus, tags, authors, searches and legal pages have theirs. Words below are whole path segments
unless said otherwise.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

STRONG = 2
"""A score from here on says «article» without a look at the link's words."""

_SHELVES = frozenset(
    {
        *("category", "categories", "categorie", "rubrique", "rubriques", "section", "sections", "theme", "themes"),
        *("thematique", "thematiques", "topic", "topics", "sujet", "sujets", "archive", "archives", "people", "page"),
    }
)
"""Where lists are kept, and on some sites the articles too: those must look very much like one."""

_NEVER = frozenset(
    {
        # lists
        *("tag", "tags", "mot-cle", "mots-cles", "motcle", "mot", "keyword", "keywords", "pages", "sommaire"),
        *("plan-du-site", "sitemap", "author", "authors", "auteur", "auteurs", "auteure", "auteures", "autrice"),
        *("journaliste", "journalistes", "redacteur", "signataire", "contributeur", "contributeurs", "profil"),
        *("profile", "profiles", "user", "users", "membre", "membres"),
        # accounts and shops
        *("login", "signin", "signup", "register", "connexion", "inscription", "mon-compte", "compte", "account"),
        *("abonnement", "abonnements", "abonnez-vous", "s-abonner", "subscribe", "subscription", "subscriptions"),
        *("newsletter", "newsletters", "boutique", "shop", "cart", "panier", "kiosque", "don", "donate"),
        # the house
        *("contact", "contacts", "contactez-nous", "about", "about-us", "a-propos", "qui-sommes-nous", "faq", "aide"),
        *("help", "legal", "privacy", "cookies", "cgu", "cgv", "mentions-legales", "publicite", "advertising"),
        *("recrutement", "charte", "partenaires", "search", "recherche", "rechercher", "rss", "feed", "feeds", "flux"),
        *("wp-admin", "wp-login.php", "ecrire", "wp-json", "share", "partager", "print", "imprimer", "comments"),
        # services
        *("petites-annonces", "annonces", "programme-tv", "horoscope", "mots-croises", "sudoku", "codes-promo"),
        *("avis-de-deces", "necrologie", "annonces-legales"),
    }
)
_LEGAL_SLUG = re.compile(
    r"^(?:mentions?-legales?|conditions?-generales?|politique-(?:de-|des-)?(?:confidentialite|cookies|protection)"
    r"|protection-des?-donnees|donnees-personnelles|charte-|qui-sommes-nous|nous-contacter|gestion-(?:des-)?(?:cookies|temoins|consentement)"
    r"|terms-(?:of|and)|privacy-policy|cookie-policy|s-abonner|abonnez-vous|plan-du-site|code-of-ethics)",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"\.(?:pdf|jpe?g|png|gif|webp|svg|mp[34]|m4a|zip|xml|rss|atom|json|css|js|ics|docx?|xlsx?|epub|apk)$", re.IGNORECASE
)
_PAGE_SUFFIX = re.compile(r"\.(?:s?html?|php\d?|aspx?|jsp|cfm|ece|amp)$", re.IGNORECASE)
_DATE = re.compile(
    r"/(?:19|20)\d{2}[/-](?:0?[1-9]|1[0-2])(?:[/-](?:0?[1-9]|[12]\d|3[01]))?(?=[/-])|/(?:19|20)\d{2}[01]\d[0-3]\d(?=[/_-])"
)
_ARTICLE_WORDS = frozenset(
    {
        *("article", "articles", "actualite", "actualites", "actu", "actus", "story", "stories", "news", "nouvelle"),
        *("nouvelles", "info", "infos", "post", "posts", "blog", "depeche", "depeches", "breve", "breves", "recit"),
        *("live", "direct", "video", "videos"),
    }
)
_ID_IN_SLUG = re.compile(
    r"(?:^|[-_,.])[a-z]{0,3}\d{4,}(?:[-_,.][a-z\d]{1,6})?$|^\d{4,}[-_,]|^[a-z]*\d{5,}$", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_HEX_ID = re.compile(
    r"(?:^|[-_])(?=[a-z]*\d)[\da-f-]{12,}$|^(?=[a-z]*\d)(?![a-z]+(?:19|20)\d\d$)[\da-z]{10,40}$", re.IGNORECASE
)
_QUERY_ID = re.compile(
    r"^(?:article\d+|(?:id_article|p|id|articleid|id_news|idx|no|idarticle|storyid|aid)=\d+)", re.IGNORECASE
)
_QUERY_LIST = re.compile(
    r"^(?:rubrique\d+|mot\d+|auteur\d+|breve0|(?:id_rubrique|id_mot|id_auteur|cat|tag|author|s|q|paged|page|query)=)",
    re.I,
)


def article_score(url: str) -> int:
    """From 0 (nothing speaks for an article) up; negative when it can be none. At least :data:`STRONG` is enough.

    ``url`` is absolute, as :func:`ingest.urls.request_url` gives it.
    """
    parts = urlsplit(url)
    segments = [segment for segment in unquote(parts.path).lower().split("/") if segment]
    queries = [part for part in unquote(parts.query).split("&") if part]
    if _is_never(segments):
        return -1
    if any(_QUERY_ID.match(part) for part in queries):
        return STRONG + 1
    if any(_QUERY_LIST.match(part) for part in queries) or _is_calendar(segments) or _is_paged(segments):
        return -1
    if not segments:
        return 0
    slug, directories = _slug(segments)
    dated = _DATE.search(parts.path) is not None
    numbered = _has_number(slug) or _has_number(_PAGE_SUFFIX.sub("", segments[-1])) or _has_numbered(directories)
    worded = bool(_ARTICLE_WORDS.intersection(directories))
    score = _words(slug) + STRONG * dated + STRONG * numbered + worded
    return -1 if score < STRONG and not _SHELVES.isdisjoint(segments) else score


def word_count(url: str) -> int:
    """How many words the slug of an address has."""
    segments = [segment for segment in unquote(urlsplit(url).path).lower().split("/") if segment]
    return len(_parts(_slug(segments)[0])) if segments else 0


def _is_never(segments: list[str]) -> bool:
    if not segments:
        return False
    last = segments[-1]
    return not _NEVER.isdisjoint(segments) or _FILE.search(last) is not None or _LEGAL_SLUG.match(last) is not None


def _is_calendar(segments: list[str]) -> bool:
    """``/2026/03`` or ``/archives/2026/03/01``: a day's list, whatever comes before."""
    return (
        bool(segments)
        and segments[-1].isdigit()
        and len(segments[-1]) <= 2
        and any(_YEAR.fullmatch(part) for part in segments[:-1])
    )


def _is_paged(segments: list[str]) -> bool:
    return len(segments) > 1 and segments[-1].isdigit() and segments[-2] in ("page", "p", "pagina", "seite")


def _slug(segments: list[str]) -> tuple[str, list[str]]:
    """The segment with the words, and those before it: the last one, or the one before a bare number or «index»."""
    last = _PAGE_SUFFIX.sub("", segments[-1])
    bare = last.isdigit() or last in ("index", "amp", "article", "artikel", "default") or _HEX_ID.fullmatch(last)
    if bare and len(segments) > 1 and len(_parts(segments[-2])) > len(_parts(last)):
        return _PAGE_SUFFIX.sub("", segments[-2]), segments[:-2]
    return last, segments[:-1]


def _parts(slug: str) -> list[str]:
    return [part for part in re.split(r"[-_,.+ ]+", slug) if part and not part.isdigit()]


def _words(slug: str) -> int:
    count = len(_parts(slug))
    return 3 if count >= 6 else 2 if count >= 4 else 1 if count == 3 else 0


def _has_number(slug: str) -> bool:
    """An article's number; a year alone is none («elections-2027»)."""
    found = _ID_IN_SLUG.search(slug)
    if found is not None and _YEAR.fullmatch(found[0].strip("-_,.")) is None:
        return True
    return _HEX_ID.search(slug) is not None


def _has_numbered(directories: list[str]) -> bool:
    """A directory that is a number, and no year."""
    return any(part.isdigit() and len(part) >= 4 and not _YEAR.fullmatch(part) for part in directories)

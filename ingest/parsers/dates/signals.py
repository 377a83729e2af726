"""What a page's walk collects about dates: where to look, and the value that says what was seen there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NamedTuple

from ingest.model import Found, Moment
from ingest.parsers.dates.fields import Role

# --- what to collect -------------------------------------------------------------------------------------------------
JSON_LD_KEYS: Final[dict[str, Role]] = {
    "datePublished": "published",
    "dateCreated": "published",
    "uploadDate": "published",
    "dateModified": "modified",
}
"""Keys of the article's own JSON-LD object, best first. Not ``dateline``, ``expires``, ``startDate``."""

META_DATE_NAMES: Final[dict[str, Role]] = {
    "article:published_time": "published",
    "og:article:published_time": "published",
    "article:published": "published",
    "og:published_time": "published",
    "og:pubdate": "published",
    "pubdate": "published",
    "publishdate": "published",
    "publish-date": "published",
    "publish_date": "published",
    "published_time": "published",
    "published-date": "published",
    "publication_date": "published",
    "publicationdate": "published",
    "datepublished": "published",
    "date_published": "published",
    "published_at": "published",
    "cxenseparse:recs:publishtime": "published",
    "cxenseparse:publishtime": "published",
    "sailthru.date": "published",
    "parsely-pub-date": "published",
    "article.published": "published",
    "article_date_original": "published",
    "og:release_date": "published",
    "originalpublicationdate": "published",
    "dc.date.issued": "published",
    "dcterms.issued": "published",
    "dcterms.created": "published",
    "dc.date.created": "published",
    "dcterms.date": "published",
    "dc.date": "published",
    "citation_publication_date": "published",
    "citation_date": "published",
    "bt:pubdate": "published",
    "rnews:datepublished": "published",
    "vr:published_time": "published",
    "displaydate": "published",
    "ptime": "published",
    "date_publication": "published",
    "pub_date": "published",
    "pub-date": "published",
    "published": "published",
    "publisheddate": "published",
    "prism.publicationdate": "published",
    "article_published_time": "published",
    "article:published:time": "published",
    "dcterms:created": "published",
    "dc.created": "published",
    "datecreated": "published",
    "date.created": "published",
    "article:modified_time": "modified",
    "og:updated_time": "modified",
    "og:article:modified_time": "modified",
    "article:modified": "modified",
    "og:modified_time": "modified",
    "lastmod": "modified",
    "last-modified": "modified",
    "lastmodified": "modified",
    "modified_time": "modified",
    "modifieddate": "modified",
    "datemodified": "modified",
    "date_modified": "modified",
    "updated_time": "modified",
    "article.updated": "modified",
    "bt:moddate": "modified",
    "article_modified_time": "modified",
    "article:modified:time": "modified",
    "date.modified": "modified",
    "dateupdate": "modified",
    "last_updated_date": "modified",
    "dcterms.modified": "modified",
    "dc.date.modified": "modified",
    "revised": "modified",
    "utime": "modified",
}
"""``name``, ``property``, ``itemprop`` or ``http-equiv`` of meta tags in lower case, best first; the value may stand in
``content`` or ``value``. Plain ``date`` is often the time of the request: see :data:`WEAK_META_NAMES`."""

WEAK_META_NAMES: Final[dict[str, Role]] = {"date": "published", "created": "published", "creation_date": "published"}
"""Used (method ``meta-weak``) only where nothing else gives a date, as are the names below."""

PUBLICATION_NAMES: Final = re.compile(
    r"pub(?:li(?:sh(?:ed)?|cation|c)?)?[\W_]?(?:date|time|day)|(?:date|time)[\W_]?(?:published|issued|available)|"
    r"first_?publish|upload(?:ed|_?date)"
)
"""Meta names that no list knows, but that say what they are: ``shareaholic:article_published_time``, ``sw-pubdate``."""

MICRODATA_PROPERTIES: Final[dict[str, Role]] = {
    "datepublished": "published",
    "datecreated": "published",
    "schema:datepublished": "published",
    "schema:datecreated": "published",
    "dc:date": "published",
    "dc:created": "published",
    "dc:issued": "published",
    "dct:created": "published",
    "dct:issued": "published",
    "datemodified": "modified",
    "dateupdated": "modified",
    "schema:datemodified": "modified",
    "dc:modified": "modified",
    "dct:modified": "modified",
}
"""Words of ``itemprop`` or RDFa ``property`` in lower case, inside the article; the value stands in ``content``,
``datetime``, ``title`` or the text."""

HATOM_CLASSES: Final[dict[str, Role]] = {
    "published": "published",
    "dt-published": "published",
    "updated": "modified",
    "dt-updated": "modified",
    "modified": "modified",
}
"""Words of the class of ``<time>`` (hAtom, h-entry). Templates for search engines give the publication alone
``updated``: it is the update only beside a ``published``."""

DATE_CLASS_WORDS: Final[tuple[str, ...]] = (
    "date",
    "time",
    "published",
    "publish",
    "publi",
    "pubdate",
    "posted",
    "created",
    "updated",
    "update",
    "modified",
    "submitted",
    "timestamp",
    "dateline",
    "datetime",
    "horodatage",
    "signature",
    "meta",
    "byline",
    "info",
    "author",
    "auteur",
    "heure",
    "fecha",
    "data",
    "datum",
    "dato",
)
"""Parts of class and id names of elements whose text may be the visible date line, beside every short block between the
headline and the first paragraph, and the first blocks after the body."""


# --- values ----------------------------------------------------------------------------------------------------------
class Signal(NamedTuple):
    """One place of the page that gives a date."""

    role: Role | None
    """None: the place does not say; a visible line's own label counts then."""
    raw: str
    """The value or the words as they stand in the page; completed where :attr:`shown` is given."""
    method: str
    """``json-ld``, ``meta``, ``microdata``, ``time``, ``visible``, ``url``; ``json-ld-weak`` (an object that is not the
    article: a fact check, a clip) and ``meta-weak`` for want of anything else."""
    evidence: str = ""
    """Selector, key or name: for a person who wants to look."""
    near_headline: bool = True
    """Between the headline and the body, or right at their edges."""
    alone: bool = False
    """A line that counts only when it is nothing but a date with its label."""
    shown: str = ""
    """The page's own words, to which ``raw`` adds what they leave out: «Mise à jour à 18h20», of the day it is from."""


@dataclass(frozen=True, slots=True)
class PageDates:
    """What the page says about itself: each moment with its words and with the signals that lost."""

    published: Moment | None = None
    published_raw: str | None = None
    modified: Moment | None = None
    modified_raw: str | None = None
    published_offset: timedelta | None = None
    """East of UTC as the page gives it (and was believed); None when it gives none."""
    modified_offset: timedelta | None = None
    display_offset: timedelta | None = None
    """The offset in which the page itself shows the publication, where no zone is known or the zone's calendar day is
    not the one that readers see; None: the zone's."""
    conflict: bool = False
    """Two signals of the same role disagree by more than their precision."""
    published_found: Found | None = None
    modified_found: Found | None = None

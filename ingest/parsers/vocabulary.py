"""What class and id words say about an element, in the languages whose sites use them.

A class string is cut into words («ArticleBody_root__a8F3k» → article, body, root) and each word looked up: no
substring search, so «header» is not found in «leaderboard», and a lookup costs well under a microsecond.
"""

from __future__ import annotations

import re
from functools import lru_cache

_NOT_HIDDEN = re.compile(
    r"\S*(?:overflow|label|title)[-_]+hidden\S*"
    r"|\S*(?:hidden|hide)[-_]+(?:(?:on|for|in|at)[-_]+)?(?:xx?s|sm|small|mobile|phone|handset|tablet|print|amp)\b\S*"
    r"|\S*(?:mobile|phone|handset|tablet|print)[-_]+(?:hidden|hide)\S*"
    r"|(?<!\S)hidden(?=[^|]*\b(?:sm|md|lg|xl):(?:block|inline|flex|grid|contents))",
)
"""Classes with the word that hide something else (Drupal's «field--label-hidden», Tailwind's «overflow-hidden»), or the
element on small screens and on paper only («hidden-xs», «hidden md:block»)."""
_HASH = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z]*\d+[A-Za-z]+\d)[A-Za-z0-9]{6,}(?![A-Za-z0-9])")
"""«sc-f98b1ad2-0»: letters between digits are a machine's, and no «ad»."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


class Hint:
    """Bits for what an element's names hint at: evidence for a decision, never the decision. Plain integers, since the
    walk tests them once per node and enum flags are ten times slower."""

    NAV = 1
    CHROME = 2
    RELATED = 4
    SOCIAL = 8
    COMMENT = 16
    AD = 32
    META = 64
    CAPTION = 128
    FORM = 256
    TAGS = 512
    BODY = 1024
    STANDFIRST = 2048
    TITLE = 4096
    KICKER = 8192
    BOX = 16384
    EMBED = 32768
    HIDDEN = 65536
    AUTHOR = 131072
    DATE = 262144
    CREDIT = 524288
    TOC = 1048576
    LIVE = 2097152
    PAYWALL = 4194304
    QUOTE = 8388608
    FOOTNOTE = 16777216
    FACTBOX = 33554432
    CRUMBS = 67108864
    """The way to the page, with :attr:`NAV`."""


_WORDS: dict[int, str] = {
    Hint.NAV: (
        "nav navigation navbar navi menu submenu breadcrumb breadcrumbs ariane fil pagination pager "
        "paging skip toolbar sitemap hamburger menubar topnav sidenav mainnav dropdown megamenu"
    ),
    Hint.CHROME: (
        "footer foot masthead topbar bottombar banner colophon fuss footnav impressum copyright pied bandeau"
    ),
    Hint.RELATED: (
        "related recirc recirculation recommended recommendation recommendations recommend similar teaser "
        "teasers latest popular trending sidebar widget promo promos outbrain taboola onward readmore "
        "lireaussi alire associes aussi suggestion suggestions previous next prev ressources verwandte "
        "mehr weitere relacionadas relacionados correlati relatedposts relatedarticles moreover mostread "
        "mostpopular carousel slider plista rail aside suggested discover decouvrir upnext yarpp jp crp "
        "ligatus zergnet relatedcontent siblings"
    ),
    Hint.SOCIAL: (
        "share shares sharing social partage partager partages facebook twitter whatsapp linkedin "
        "pinterest sharebar addthis addtoany sharedaddy follow teilen compartir condividi socials likes "
        "reactions"
    ),
    Hint.COMMENT: (
        "comment comments commentaire commentaires disqus discussion replies reply respond forum "
        "kommentar kommentare commenti reacties commentlist commentform trackback trackbacks "
        "pingback reactions guestbook komentarz komentarze komentarzy opinie kommentarii kommentarij otzyvy "
        "comentario comentarios reactie yorumlar pinglun"
    ),
    Hint.AD: (
        "ad ads advert adverts advertisement advertising pub pubs publicite sponsor sponsored sponsoring "
        "dfp gpt adslot adsense anzeige anzeigen werbung publicidad pubblicita advertorial teads adunit "
        "adbox promotion affiliate affiliation"
    ),
    Hint.META: "byline meta dateline infos info signature submitted postmeta entrymeta details metadata postinfo",
    Hint.CAPTION: (
        "caption captions legend legende figcaption imagecaption bildunterschrift bu didascalia "
        "photocaption thumbcaption imgcaption"
    ),
    Hint.CREDIT: "credit credits photographer fotograf bildquelle photocredit imagecredit source copyright copyrights",
    Hint.FORM: (
        "newsletter newsletters subscribe subscription abonnement abonnements signup login register "
        "cookie cookies consent gdpr modal popup overlay optin inscription connexion registration "
        "lightbox notice rgpd adblock adblocker donate donation don sostienici sostieni mailing mailchimp cta"
    ),
    Hint.PAYWALL: "paywall premium abonne abonnes piano restricted locked regwall",
    Hint.TAGS: (
        "tag tags keyword keywords topics topic thema theme themes themen sujets categories category "
        "rubriques motscles mots labels schlagworte taglist tagcloud entities"
    ),
    Hint.BODY: (
        "article body content story text texte entry articlebody storybody articletext paragraph "
        "paragraphs prose richtext contenu corps artikel beitrag maintext postcontent articlecontent "
        "fulltext main bodytext textbody editorial singlepost entrycontent postbody storytext articulo "
        "cuerpo testo crayon"
    ),
    Hint.STANDFIRST: (
        "chapo chapeau standfirst epigraph epigrafe lead intro summary dek deck desc excerpt abstract introduction "
        "description subtitle subhead subheadline lede vorspann anriss teasertext entradilla sommario "
        "accroche hook hat preface subheading soustitre descriptif strapline lid unterzeile perex incipit"
    ),
    Hint.TITLE: "headline title titre titel heading hed überschrift titulo titolo",
    Hint.KICKER: (
        "kicker overline surtitre dach cat categorie rubrique eyebrow dachzeile flag supertitle pretitle antetitulo "
        "label prefix occhiello spitzmarke genre rubric section seccio seccion secao sezione rubrik rubriek ressort "
        "avantitol surtitle"
    ),
    Hint.BOX: (
        "box encadre infobox factbox infographic kasten callout encart highlight module insert zoom "
        "sidenote repere reperes infokasten boxout"
    ),
    Hint.FACTBOX: "encadre encadré infobox factbox kasten infokasten callout encart repere reperes boxout",
    Hint.QUOTE: "pullquote pull quote exergue citation blockquote zitat",
    Hint.EMBED: (
        "embed embedded tweet instagram giphy youtube video player oembed iframe tiktok dailymotion media vimeo"
    ),
    Hint.HIDDEN: (
        "hidden hide sr visually screenreader offscreen invisible visuallyhidden assistive noprint printonly"
    ),
    Hint.AUTHOR: (
        "author authors auteur auteurs autor autore byline writer journaliste contributor vcard reporter verfasser "
        "signatura textauthor firma firmante signataire signataires"
    ),
    Hint.DATE: (
        "date time timestamp datetime pubdate published publication datum publie updated modified "
        "dateline fecha data datepublished posted"
    ),
    Hint.TOC: "toc sommaire inhaltsverzeichnis",
    Hint.LIVE: "live liveblog direct timeline ticker",
    Hint.FOOTNOTE: "footnote footnotes notes endnotes reference references",
}

_OF_WORD: dict[str, int] = {}
for _hint, _words in _WORDS.items():
    for _word in _words.split():
        _OF_WORD[_word] = _OF_WORD.get(_word, 0) | _hint


@lru_cache(maxsize=20_000)
def hints_of(names: str) -> int:
    """The :class:`Hint` bits of a class or id string; 0 when its words say nothing."""
    small = names.lower()
    bits = Hint.CRUMBS if "crumb" in small or "ariane" in small else 0
    if "pretitle" in small:  # «preTitle» of a group of French regional papers, which falls apart into two words
        bits |= Hint.KICKER
    if "screen-reader" in small:  # WordPress's «screen-reader-text», and others' «screen-reader-only»
        bits |= Hint.HIDDEN
    if len(names) > 400:
        names = names[:400]
    if "spip_doc_" in names:  # SPIP calls the legend of a picture «titre» and «descriptif»
        return Hint.CREDIT if "credit" in names else Hint.CAPTION
    if not names.isalpha() and _HASH.search(names):
        names = _HASH.sub("", names)
    if "hid" in small:
        names = _NOT_HIDDEN.sub("", names)
    if "elementor-widget" in names:  # the builder's word for any block of a page
        names = names.replace("elementor-widget", "")
    if "dnd-widget" in names:  # … and how Drupal calls a picture that an editor has put into a text
        names = names.replace("dnd-widget", "")
    of_word = _OF_WORD
    for word in _WORD.findall(names):
        bit = of_word.get(word.lower())
        if bit:
            bits |= bit
    return bits


def is_legend(tag: str, hints: int) -> bool:
    """Whether an element is a picture's legend, by its tag or its names: an inline element in it may be the credit."""
    return tag == "figcaption" or hints & Hint.CAPTION != 0

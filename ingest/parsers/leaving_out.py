"""Rules that leave out what a score has let in. Each has a name and a reason that a reader would give.

A rule works on short or link-dense lines, or on the frame a line stands in; no sentence of an article is dropped for a
word in it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from datetime import UTC, datetime

from ingest.parsers.byline import (
    are_full_names,
    bold_name_with_trade,
    introduced_by,
    introduces,
    is_byline,
    is_full_name,
    names_somebody,
    parse_byline,
    signatories_in,
    signs_nobody,
)
from ingest.parsers.byline_words import byline_words
from ingest.parsers.dates import parse_dateline
from ingest.parsers.features import ASIDE, FIGURE, NO_COMMENTS, QUOTE, TABLE, Context
from ingest.parsers.fellows import CORRECTED
from ingest.parsers.finding import hints_around, path_of, places_of
from ingest.parsers.gates import Gate, Phrases, holder_of_any
from ingest.parsers.names import agency_of, is_initials, is_sign
from ingest.parsers.phrases import Phrase, phrase_of
from ingest.parsers.typography import fold, has_digit, opening_of
from ingest.parsers.vocabulary import Hint, hints_of
from ingest.parsers.walk import Element, Segment, Tree
from ingest.parsers.walls import CONSENT, PAYWALL, is_wall

Rules = dict[int, str]
"""Segment → name of the rule that left it out."""

_LONGEST = {
    Phrase.READ_ALSO: 220, Phrase.PROMO: 260, Phrase.SHARE: 60, Phrase.FURNITURE: 90, Phrase.NOTICE: 300
}  # fmt: skip
"""A phrase opens a boilerplate line only when the line is no longer than this, in characters …"""
_UNLINKED = {
    Phrase.READ_ALSO: 60, Phrase.PROMO: 160, Phrase.SHARE: 45, Phrase.FURNITURE: 60, Phrase.NOTICE: 250
}  # fmt: skip
"""… and, when under a third of it is a link, than this."""

_COMMENTS = re.compile(
    r"(?:\| ?)?(?:(?:vos |les |\d+ )?(?:commentaires?|r[ée]actions?|r[ée]flexions?|comments?|kommentare?|comentarios|"
    r"commenti|reacties|komentarze|opinie|комментарии)"
    r"\s*(?:\(\d+\)|:?\s*\d+|sur\b.*|on\b.*)$|"
    r"\d+ (?:commentaires?|r[ée]actions?|r[ée]flexions?|comments?|kommentare?|comentarios|commenti|reacties|"
    r"responses|комментари(?:й|я|ев))\b)",
    re.I,
)
_TO_CITE = re.compile(
    r"(?:(?:pour|comment) citer (?:cet|ce)\b|(?:how to )?cite this (?:article|paper|post)\b"
    r"|how to cite:?$|zitiervorschlag\b)",
    re.I,
)
"""The heading of an article's own reference, below which a journal prints nothing of it."""
_may_end_text = holder_of_any(
    (
        *("comment", "réaction", "reaction", "réflexion", "reflexion", "kommentar", "comentario", "reacties"),
        *("komentarz", "opinie", "комментари", "responses", "cite", "zitiervorschlag"),
    )
)
"""Of which one is in a line that one of the two patterns above finds."""
_LONGEST_QUOTE = 300
_APART = ("blockquote", "aside", "figure")
_MOST_QUOTES = 300
_LEAST_WORDS = 4
"""Of a quotation that is found again in the text."""
_LONGEST_MACHINE = 120
_SENTENCES = re.compile(r"(?<=[.!?…])\s")
_PULLED = re.compile(r"exergue|pull-?quote", re.I)
"""A class that says of a quotation that it is pulled out of the text."""
_LONGEST_SPEAKER = 5
"""Words, with the dash before them."""
_LONG = 80
"""Characters from which a paragraph may be what a quotation repeats."""
_LONGEST_ATTRIBUTION = 100
_SENTENCE = 100
"""Characters from which a line is running text: names like «newsletter» around it prove nothing, sites give them to
whole articles."""
_MOST_PROMISES = 2
_LEVELS_OF_ARTICLES = 100
_NO_TEXT = ("read_also", "navigation", "table_of_contents", "promo", "paywall")
_MOST_OF_A_BOX = 20
"""Lines of a frame, below its heading."""
_LONGEST_TAIL = 50
"""Lines."""
_LONGEST_LABEL = 50
_LONGEST_SIGNATURE = 60
_LONGEST_SIGN = 7
_LONGEST_INTRODUCER, _INTRODUCING = 30, (" par", " by", " von", " por")
_SHORTENED = re.compile(r"(?:[A-ZÀ-Ý][a-zà-ÿ]{0,3}\.[ -]?){1,4}")
"""«D. Be.»"""
_SHORTENED_AT = re.compile(rf"{_SHORTENED.pattern}(?:, [^.!?]{{3,40}})?")
"""«C. Br., au col de l'Étoile»"""
_OF_BOXES = Hint.FORM | Hint.AD | Hint.RELATED | Hint.TOC | Hint.SOCIAL
_LONGEST_NOTE = 300
_LONGEST_RIGHTS = 120
_SHORT_LINK = 80
"""Characters up to which a last line that is all link leads on («[full text]») and tells nothing."""
_OUR_ENVOY = re.compile(
    r"(?:de|par|from|von|del?|dal?|do|da) (?:notre|nos|our|unser\w*|nuestr\w+|nostr\w+|nosso|nossa)"
    r" (?:envoy|correspond|special|sonder|korrespond|enviad|inviat|corrispond)\w*[^.!?:«»\"]{2,70}[,:]?",
    re.I,
)
"""«De notre envoyée spéciale à Chinguetti,», above the text."""
_REPORTED = re.compile(
    r"[(*\s]*(?:(?:additional )?reporting by\b|(?:ha|hanno) collaborato\b|colabor(?:ou|aram|ó|aron)\b"
    r"|mit(?:arbeit| material von)\b)"
    r"|\[?[가-힣]{2,4} ?(?:기자|특파원|통신원)\b.{0,100}$|\S+ \(END\)$"
    r"|a cikk (?:elkészítésében|megírásában) közreműködött\b"
    r"|with (?:agency )?inputs? from\b|.{0,200}\bcontributed (?:reporting\b|to this (?:report|story|article)\b)",
    re.I,
)
"""How agencies sign below the text: «(Reporting by … ; editing by …)»."""
_DESK = re.compile(
    r"(?:[A-Z]{2,5}/){1,4}(?:[A-Z]{2,5})?"
    r"|\(?[a-z]{2,5}(?:[-/][a-z]{2,5}){1,5}\)?|\([a-z]{2,4}(?:/[^\W\d_][\w' ’/-]{1,30})?\)|[a-z]{2,3}"
)
"""The initials of writer and desk below a wire: «dm-jv/kl/sba», «(ats/nxp)», «(jb/Le Quotidien)»."""
_CONTACT = re.compile(
    r"(?:[^.?!]{1,60}\? |[^.?!]{10,160}\. )?(?:follow|e-?mail|write to|reach|contact|send|suive[zr]|"
    r"[ée]cri(?:re|vez)|contacte[zr]|joindre|folgen sie|schreiben sie)\b.{0,200}"
    r"(?:@|\b(?:twitter|facebook|instagram)\b)|\S+@\S+\.\w{2,}$"
    r"|(?:contact[os]{0,2} (?:de )?(?:presse|prensa|m[ée]dias?)|press(?:e|emedien)?[ -]?(?:contact|kontakt)"
    r"|media contact|ufficio stampa|perscontact)\s?:",
    re.I,
)
"""How to reach the author: «Write to … at x@example.org»."""
_FACT_HEADINGS = frozenset(
    (
        *("bio express", "biographie express", "bio", "reperes", "reperes biographiques", "zur person"),
        *("le saviez vous", "bon a savoir", "did you know", "schon gewusst", "wussten sie schon"),
        *("lo sabias", "lo sapevi", "sabia que", "wist je dat"),
    )
)
"""Headings of boxes beside a text, folded …"""
_LONGEST_FACT_HEADING, _MOST_BOXES = 30, 20
"""… and not; each box is looked for in all of the text."""
_LINE_NUMBERS = re.compile(r"1 2(?: \d{1,3})*")
"""Beside a program's lines."""
_FACT_BOX = re.compile(r"(?:fact|info|focus)[-_]?box", re.I)
_MEDIUM = re.compile(r"\[(?:(?:EN |VOIR LA )?VID[ÉE]OS?|SON|AUDIO|PODCAST|À ÉCOUTER)\]\s", re.I)
"""«[Son] Anne Un, marchande», «[EN VIDÉO] Pourquoi …»: what there is to hear or see."""
_OPENING = re.compile(r"\)\s?\.?\s?[–—-]+\s?\w")
"""Where a wire's text begins behind its place, date and agency: «KINSHASA, 3 mai 2024 (ACP).- Le fleuve …»."""
_WHENEVER = datetime(2100, 1, 1, tzinfo=UTC)
"""Only whether a line is a date is asked, not which: any moment after it will do."""
_ARROW = re.compile(r"[>►→⇒»▶➡👉🔗☞⋙]")
_LABELLED_LINK = re.compile(
    r"[(\[]?(?:more|related|see|also|watch|plus|lire|voir|dossier|mehr|auch|lesen|leggi|anche|más|leia|mais|meer|lees)"
    r"(?: (?:also|on this|aussi|dazu|lesen|anche|também|también|ook))?\s?:\s",
    re.I,
)
"""«More: Another headline», where the rest is a link."""
_PROMO_WORDS = (
    "vos dons", "un don", "abonnez", "abonnement", "€", "euros", "newsletter", "infolettre", "inbox", "sign up",
    "subscribe", "plateforme", "mail", "ception", "whatsapp", "abonnieren", "folgen", "recevez", "retrouvez",
    "découvrez", "accès libre",
)  # fmt: skip
_PROMO = Phrases(
    r"\b(?:vos dons\b|en accès libre parce que\b.{0,60}\bsoutien"
    r"|(?:faire|faites|fais) un don\b|un don\b.{0,60}\b(?:aide|soutien|permet)"
    r"|abonne(?:z|ment)\b.{0,80}(?:€|euros|illimit)"
    r"|(?:offre|essai|profite[zr]|d[èe]s|seulement)\b.{0,40}(?:€|euros).{0,10}par mois|newsletters?\b|infolettres?\b"
    r"|\b(?:in|to) your inbox\b|sign up (?:for|to) our\b|subscribe to our\b|plateforme externe\b"
    r"|bo[iî]te (?:mail|de r[ée]ception)\b"
    r"|whatsapp[- ]kanal\b|(?:abonnieren|folgen) sie\b)"
    r"|(?:€|euros)(?:.{0,30}(?:premier mois|sans engagement)| offerts\b)|^adresse e-?mail\b"
    r"|utilise(?:nt)? votre adresse\b"
    r"|^(?:chaque|tou(?:te)?s les) (?:[^\W\d_]+ ?){1,2}, (?:recevez|retrouvez|découvrez)\b"
    r"|^retrouvez .{3,60} (?:du lundi au|tous les|chaque)\b",
    _PROMO_WORDS,
)


_REFUSABLE = re.compile(r"désinscrire|désabonner|unsubscribe|abmelden|darse de baja|disiscriver", re.I)
"""What the law has publishers say beside the form for a letter."""
_FOLLOW = Phrases(
    r"\b(?:suive[zr]|rejoigne[zr]|rejoindre|retrouve[zr]|abonne[zr]|folge|follow|join|lájkol\w*|köve(?:ss|t)\w*)\b.{0,60}\b(?:whatsapp|telegram|"
    r"google (?:news|actualit[ée]s)|facebook|instagram|tiktok|linkedin|twitter|youtube|bluesky)\b|"
    r"\b(?:un scoop|une information|un t[ée]moignage|une info) [àa] (?:nous )?(?:transmettre|partager|signaler)",
    (
        *("suive", "suivr", "rejoi", "retrouve", "abonne", "folge", "follow", "join", "lájkol", "köve"),
        *("transmettre", "partager", "signaler"),
    ),
)
"""How a publisher asks to be followed or written to."""
_CALL = re.compile(
    r"(?:^|[.?!,:]\s)\W*(?:suivez|rejoignez|retrouvez|abonnez|folge|follow|join|lájkol|köve(?:ss|t))", re.I
)
"""The same as a whole sentence: it speaks to the reader, where others tell of somebody who joins Facebook."""
_ANSWERABLE = Gate(
    r"n['’]engage(?:nt)? que (?:leurs?|son|sa|ses|l['’]) ?(?:auteur|signataire)|jeux d['’]argent et de hasard peuvent"
    r"|redaktionell nicht bearbeitet|wurde automatisch (?:von|aus|veröffentlicht)|publiée? automatiquement"
    r"|jouer comporte des risques|this material, and other digital content on this website|ctrl\s?\+\s?enter",
    ("engage", "hasard", "jouer comporte", "digital content", "ctrl", "redaktionell", "automati"),
)
"""Whose opinion or property a text is, and what the law has publishers say beside bets."""
_DISCLOSURE = Phrases(
    r"ne travaill(?:e|ent) pas, ne conseill(?:e|ent) pas|do(?:es)? not work for, consult, own shares in"
    r"|(?:a|ont) reçu (?:un|des) financements? d[e’']"
    r"|(?:touche|perçoit|perçoivent|reçoit) une (?:petite )?commission|(?:earn|receive|get) a (?:small )?commission"
    r"|(?:been compensated by|independent review process)\b",
    ("conseille", "own shares", "commission", "financement", "compensated", "review process"),
)
"""What authors declare that they are not paid for, and a site that it is."""
_MACHINE = Gate(
    r"\b(?:g[ée]n[ée]r[ée]|[ée]crit|r[ée]dig[ée]|r[ée]sum[ée]|traduit|generated|written|erstellt|generiert|erzeugt)\w*"
    r" (?:automatiquement )?(?:par|avec|à l['’]aide de|by|with|von|mit)(?: (?:la|une|der|an?))? ?"
    r"(?:l['’])?(?:intelligence artificielle|IA\b|AI\b|KI\b|artificial intelligence|k[üu]nstlichen? intelligenz)",
    ("génér", "genér", "géner", "gener", "crit", "rédig", "redig", "résum", "resum", "traduit", "written", "erstellt",
     "erzeugt"),
)  # fmt: skip
"""Who made the summary above a text."""
_WITH_MACHINE = Gate(
    r"^(?:(?:ce|cette|this|the|diese[rs]?|die|das|de|det|den|est[ae]|quest[ao]|dit|deze) )?"
    r"(?:résumé|synthèse|summary|zusammenfassung|snabbversion|sammanfattning|oppsummering|resumé|samenvatting|resumen"
    r"|riassunto|sintesi|resumo|traduction|translation|übersetzung|key points|points clés)\w*\b.{0,40}"
    r"\b(?:mit|med|met|avec|with|by|par|von|con|com)\b.{0,30}\b(?-i:AI|KI|IA)\b",
    ("résumé", "synth", "summary", "zusammen", "snabb", "samman", "oppsum", "samenv", "resum", "riassunto", "sintesi",
     "tradu", "transl", "setzung", "points"),
)  # fmt: skip
"""«The summary was written with the help of AI tools and checked by the newsroom.»"""
_may_be_none = holder_of_any(
    (
        *(*PAYWALL.words, *_PROMO.words, *_FOLLOW.words, *_ANSWERABLE.words, *_DISCLOSURE.words, *_MACHINE.words),
        *_WITH_MACHINE.words,
    )
)
"""Whether one of the gates above, or of those for walls, would open: one look at a line in place of five."""
_DURATION = re.compile(r"\(\d{1,2}\s?(?:['’′:]|min|mn)\s?\d{0,2}\s?(?:['’′\"”″]{0,2}|s)\)$")
_PLAYER = re.compile(r"audio|video|player|podcast|sound", re.I)
_SOUND = Gate(
    r"audio|podcast|listen|vorlesen|anh[oö]ren|[ée]couter", ("audio", "podcast", "listen", "vorlesen", "anh", "couter")
)
_LONGEST_OF_PLAYER = 100
_SPOKEN_LIST = re.compile(r"(?:list of \d+ items?|list \d+ of \d+|end of list)", re.I)
"""What is said of a list to those who hear the page."""
_CLOCK = re.compile(
    r"\d{1,2}\s?[h:]\s?\d{2}\s?(?:[:.–-]|important|urgent|alerte|(?:l['’])?essentiel|temps fort|maj|breaking)?", re.I
)
"""The time of a live entry, on a line of its own, with its badge perhaps («20 h 22Important») …"""
_CLOCK_BEFORE = re.compile(r"\d{1,2}\s?[h:]\s?\d{2}\s?[,.:|–-]?\s")
"""… and before what it says: «21:50 À lire aussi : …», «17:48, Anne Un»."""
_CLOCK_AHEAD = re.compile(r"^\d{1,2}\s?[h:.]\s?\d{2}\s?(?:[ap]\.?m\.?)?\s")
_DAY_AND_CLOCK = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:\d{2}){1,2},?\s(?:à\s|um\s|at\s)?\d{1,2}\s?[h:.]\s?\d{2}")
"""… with its day: «25.06.2024, 17h58»."""
_HEADS_OF_COLUMNS = frozenset(("categorie", "categories", "category", "kategorie", "categoria", "photo", "source"))
"""Words that are furniture elsewhere, folded."""
_POSTS = re.compile(
    r"\d{1,4}\s(?:publications?|posts?|messages?|mises à jour|updates?|entrées?|einträge|beiträge)", re.I
)
"""«7 publications», above the entries of a live page."""
_SLIDE_COUNTER = re.compile(
    r"\d{1,3}\s?/\s?\d{1,3}\s[^\d.!?…]{0,20}(?:écran|full ?screen|pantalla(?: completa)?|schermo(?: intero)?|vollbild"
    r"|tela cheia|volledig scherm)",
    re.I,
)
"""«1 / 6 Plein écran»"""
_LONGEST_STAMP = _FEW = 80
_SHORT_STAMP = 30
_SHORTEST_HEADLINE, _LONGEST_HEADLINE, _FEWEST_WORDS = 30, 160, 4
"""Of another story: letters, and spaces between words."""
_LONG_WORD = re.compile(r"[^\W\d_]{3,}")
_REPORTED_FROM = re.compile(r"(?:[A-ZÀ-Ý][\w.’'-]+ ){2,4}reported from\b.{3,140}$")
"""«Anne Un reported from Lyon, and Luc Deux from Nice.», above the text or below it."""
_MADE_AT = re.compile(r"[Ff]ait à [A-ZÀ-Ý]")
"""«Fait à Lyon, le 3 mars 2023»: the last line of a release, which is printed whole."""
_PICTURE_OF_HEAD = re.compile(
    r"(?:(?:photos?|images?|illustrations?|visuels?) (?:de (?:une|couverture|tête)|à la une|principale)"
    r"|cr[ée]dits?(?: (?:photos?|images?))?|(?:lead|cover|top|featured|header) (?:image|photo|picture)"
    r"|titelbild|foto di copertina)\s?:\s",
    re.I,
)
"""How some sites credit the picture above the headline, below the text: «Photo de une : …»."""
_CREDIT_LINE = re.compile(r"[(\[]?(?:(?:image|photo|picture)\s)?cr[ée]dits?\s?:\s[^.:]{3,60}[)\]]?", re.I)
"""«(Credit: Anne Un/The Ledger)»: on a line of its own below a legend."""
_LEGEND = re.compile(r"photos?\s?:\s", re.I)
"""«Photo : Le bac à quai (archives Le Quotidien)», below the text of a printed page."""
_ABOUT = re.compile(
    r"((?:À propos d(?:e |u |es |['’])(?:l[ae] |les |l['’])?|About |Über |Sobre |Acerca de |Over |Informazioni su )"
    r"[A-ZÀ-Ý][^.:!?]{1,60}[.:–—-]?)\s"
)
"""The opening, in bold, of what a press release says of whom it comes from."""
_LONGEST_ABOUT = 900
_RELEASE = re.compile(
    r"(?:communiqu[ée]s? de presse|press (?:release|statement)|pressemitteilung|medienmitteilung|nota de prensa"
    r"|comunicado(?: de prensa)?|comunicato stampa|persbericht|nota (?:à|de) imprensa)"
    r"(?:[ ,–—-]*(?:n[.ºo°r]*\s?)?[\d/.-]+)?",
    re.I,
)
"""What a press release is called, above its text: «NOTA DE PRENSA N.º 22-2021»."""
_COPYRIGHT = re.compile(r"Copyright (?:© ?|\(c\) ?)?(?:19|20)\d\d\b.{3,120}\b(?:[Rr]eserved|réservés)\b.{0,120}$")
"""«Copyright 2023 Lake Media Inc. All rights reserved. This material may not be published, …»"""
_SOURCE = re.compile(r"SOURCE:? (?=[A-ZÀ-Ý])")
"""How a press release says below its text who sent it."""


_LEAST_OF_A_RIVER, _LEAST_ABOVE_A_RIVER, _SHORTEST_OF_A_RIVER = 3, 500, 30
"""Items, characters of text above them, and of a headline in them."""
_LEVELS = 5
"""Frames up that may speak against a line …"""
_OF_FRAMES = (
    Hint.CAPTION | Hint.FORM | Hint.AD | Hint.SOCIAL | Hint.FACTBOX | Hint.BOX | Hint.COMMENT | Hint.AUTHOR
)  # fmt: skip
"""… by these names, or by being an <aside>."""


def frame_against(tree: Tree, context: Context, segment: Segment) -> str:
    """Why the frame a wanted segment stands in is none of the text: a legend, an author's card, a box beside it.

    A frame that holds a third of the page's prose is never one of these, whatever its name.
    """
    index, text, elements, prose = segment.elem, segment.text, tree.elements, context.prose
    tags = context.tags[index]
    if tags & FIGURE and not tags & (TABLE | QUOTE):
        return "caption"
    if text[-1] == ")" and _is_recording(tree, segment):
        return "player"
    if tags & QUOTE and "wp-embedded" in elements[index].names:
        return "read_also"  # the card of another post, as WordPress embeds it
    if len(text) < _LONGEST_OF_PLAYER > prose[elements[index].parent] and _in_player(tree, segment):
        return "player"
    if text[0].isdigit() and _is_transcript(tree, index):
        return "player"
    if text[0] == "[" and len(text) < _LONGEST_ABOUT and _MEDIUM.match(text):
        return "player"
    if not tags & ASIDE and not hints_around(elements, index, _LEVELS) & _OF_FRAMES:
        return ""
    third = 0.3 * context.total
    for _ in range(_LEVELS):
        if index < 0 or prose[index] > third:
            return ""
        element = elements[index]
        rule = _frame_rule(element, tags)
        if rule == "box" and CORRECTED.match(text):
            return ""
        if rule and not (rule == "promo" and len(text) > _SENTENCE):
            return rule
        index = element.parent
    return ""


def _is_recording(tree: Tree, segment: Segment) -> bool:
    """«Reportage : au marché (1'12)»: a line that ends in how long it lasts, in a player's frame."""
    if len(segment.text) > _SHORT_LINK * 2 or not _DURATION.search(segment.text):
        return False
    element = tree.elements[segment.elem]
    names = f"{element.names} {tree.elements[element.parent].names if element.parent >= 0 else ''}"
    return _PLAYER.search(names) is not None


def _is_transcript(tree: Tree, index: int) -> bool:
    """What a machine heard in a video beside the text: «00:01 But according to …» in «video-transcript»."""
    names = (tree.elements[place].names.lower() for place in path_of(tree.elements, index, 3))
    return any("transcript" in name and "video" in name for name in names)


def _in_player(tree: Tree, segment: Segment) -> bool:
    """«Artikel anhören», «8 Minuten»: short lines of an element, or of the next frame, that is named for listening."""
    elements = tree.elements
    own = elements[segment.elem]
    frame = own.parent if own.parent >= 0 else segment.elem
    return _SOUND.search(f"{own.names} {elements[frame].names}") is not None


def _frame_rule(element: Element, tags: int) -> str:
    hints = element.hints
    if hints & Hint.FACTBOX and "__" in element.names:  # «article__encadre» is no body: the block's name says nothing
        hints = hints_of(" ".join(name.rpartition("__")[2] for name in element.names.split()))
    if hints & (Hint.BODY | Hint.STANDFIRST):
        return ""
    if hints & Hint.CAPTION:
        return "caption"
    if hints & (Hint.FORM | Hint.AD) or (hints & Hint.SOCIAL and not tags & QUOTE):
        return "promo"
    if element.tag == "aside" or hints & Hint.FACTBOX or (hints & Hint.BOX and _FACT_BOX.search(element.names)):
        return "box"
    if hints & Hint.COMMENT and not hints & Hint.LIVE:
        return "comment"
    if hints & Hint.AUTHOR and element.tag not in ("p", "article", "main"):
        return "author_card"
    return ""


def rule_against(segment: Segment, folded_title: str, before_text: bool, cell: bool = False) -> str:
    """Why the words of a wanted segment are no body text; empty when nothing speaks against them. ``cell``: of a table
    with data, where a word or a number alone says something."""
    text = segment.text
    length = len(text)
    if length > 300:
        return ""
    if folded_title and before_text and abs(length - len(folded_title)) < 30 and fold(text) == folded_title:
        return "title"
    told = _may_be_none(text)
    if told and length < 200 and is_wall(text):
        return "paywall"
    link = segment.link
    told_after = text[clock.end() :] if text[0].isdigit() and (clock := _CLOCK_BEFORE.match(text)) else text
    kind = 0 if cell and segment.tag == "th" else phrase_of(told_after.lstrip("> ►→•-–*"))
    heads = kind == Phrase.SHARE or (kind == Phrase.FURNITURE and fold(text) in _HEADS_OF_COLUMNS)
    of_table = cell and not link and (heads or (kind == Phrase.FURNITURE and segment.tag == "td"))
    if kind and not of_table:  # «Réponse», «Catégorie», «Lecture séquentielle»
        longest = (_LONGEST if link * 3 >= length else _UNLINKED)[Phrase(kind)]
        if length <= longest and not _goes_on(segment):
            return Phrase(kind).name.lower()
    if text[:2] == ">>" and text[-1] == ":" and length < _LONGEST_NOTE and not kind:
        return "read_also"  # «>> Revoir le sujet du 12h45 :», above a player
    if link * 3 >= length and (rule := _rule_against_link(segment, text, link, length)):
        return rule
    if length < _FEW and (rule := _rule_against_few(segment, text, length, cell)):
        return rule
    if "reported from" in text and length < _LONGEST_NOTE and _REPORTED_FROM.match(text):
        return "byline"
    if told and (rule := _telling_rule(text, link > 0, before_text)):
        return rule
    if before_text and not segment.heading:
        if length < _LONGEST_LABEL and _RELEASE.fullmatch(text):
            return "furniture"
        if length < 160 and (is_byline(text) or (length < _LONGEST_SIGNATURE and signs_nobody(text))):
            return "byline"
        if length < _LONGEST_INTRODUCER and text.endswith(_INTRODUCING) and _announces(f"{text} Anne Un"):
            return "byline"  # «Article rédigé par», whose names are lines of their own
        if length < _LONGEST_LABEL * 2 and _OUR_ENVOY.fullmatch(text):
            return "byline"
        if length < 120 and is_dateline(text) and not _MADE_AT.match(text):
            return "dateline"
    return ""


def _announces(line: str) -> bool:
    return introduced_by(line, byline_words())[0] == "author"


def _rule_against_link(segment: Segment, text: str, link: int, length: int) -> str:
    """Why a line of which a third and more is a link leads somewhere else."""
    if length > 20 and (link >= 0.9 * length or text[:2] == ">>") and _ARROW.match(text):
        return "read_also"
    if segment.links > 2 and link >= 0.4 * length and length < 140 and text.count(" | ") > 1:
        return "navigation"  # «Send tips here | Tweet @… or @… | View in your browser»
    if link < 0.6 * length:
        return ""
    if _LABELLED_LINK.match(text):
        return "read_also"
    if segment.links > 1 and length < 100 and text.count(" | ") > 1:
        return "navigation"
    if segment.tag == "blockquote" and link == length and length < _SHORT_STAMP and is_dateline(text):
        return "dateline"  # of a post that is quoted
    if segment.links > 2 and length < _FEW and link > length - segment.links:
        return "navigation"  # «Recommander Tweet Imprimer»: nothing but links, with spaces between them
    return "read_also" if _leads_on(segment, text, link, length) else ""


def _leads_on(segment: Segment, text: str, link: int, length: int) -> bool:
    """A paragraph that is nothing but one link and no sentence: another story's headline."""
    return (
        segment.links == 1
        and link == length
        and _SHORTEST_HEADLINE < length < _LONGEST_HEADLINE
        and segment.tag in ("p", "div")
        and not segment.heading
        and text[-1] not in '.!…:;,»”"'
        and not text[0].isdigit()
        and not text[-1].isdigit()  # an event, a book
        and text.count(" ") >= _FEWEST_WORDS
    )


def _rule_against_few(segment: Segment, text: str, length: int, cell: bool) -> str:
    """Why a line of a few words or signs is no text."""
    if length < 60:
        alone = not cell and segment.tag not in ("td", "th")
        if (alone or _LINE_NUMBERS.fullmatch(text)) and not any(map(str.isalpha, text)):
            return "furniture"
    if length < 30 and text[0].isdigit() and _COMMENTS.fullmatch(text):
        return "comment"
    if text[0] == "©" or _CREDIT_LINE.fullmatch(text):
        return "caption"
    if length < 30 and "list" in text.lower() and _SPOKEN_LIST.fullmatch(text):
        return "furniture"
    if cell or not text[0].isdigit():
        return ""
    stands_alone = (length < 22 and _CLOCK.fullmatch(text)) or ("/" in text and _SLIDE_COUNTER.fullmatch(text))
    if stands_alone or (length < _SHORT_STAMP and _POSTS.fullmatch(text)):
        return "furniture"
    dated = length < _SHORT_STAMP and segment.tag != "li" and not segment.heading and _DAY_AND_CLOCK.fullmatch(text)
    return "dateline" if dated else ""


def is_label(segment: Segment) -> bool:
    """A few words that are no sentence: the date and section of a «Lire aussi»."""
    return len(segment.text) < _LONGEST_LABEL and segment.text[-1] not in '.!?…»”":'


def _goes_on(segment: Segment) -> bool:
    """An item of an enumeration in one sentence: «prévenez la mairie ;», «abonnez-vous au gaz.»"""
    text = segment.text
    return segment.tag == "li" and text[0].islower() and text[-1] in ";,." and not segment.link


def _telling_rule(text: str, linked: bool, before_text: bool) -> str:
    """Why a line with some telling word in it is no body text."""
    length = len(text)
    if length < 250 and _PROMO.search(text) and (before_text or linked or length < 140 or _REFUSABLE.search(text)):
        return "promo"
    if (
        length < 180
        and _FOLLOW.search(text)
        and (text[-1] not in ".»”" or (linked and length < 120 and _CALL.search(text)))
    ):
        return "promo"
    if is_notice(text):
        return "notice"
    if length < _LONGEST_MACHINE and before_text and _MACHINE.search(text):
        return "machine"
    if length < _LONGEST_NOTE and _WITH_MACHINE.search(text):
        return "notice"
    return ""


def is_notice(text: str) -> bool:
    """What a publisher has to say of who pays, or who answers for a text."""
    return _ANSWERABLE.search(text) is not None or _DISCLOSURE.search(text) is not None


def is_dateline(text: str) -> bool:
    """Whether a short line is nothing but the date of the article, in any language with a table."""
    if not has_digit(text) or _OPENING.search(text):
        return False
    line = parse_dateline(text, tz="UTC", fetched_at=_WHENEVER, lang=None)
    return line.published is not None or line.modified is not None


def below_headline(tree: Tree, wanted: list[int], title_at: int, rules: Rules) -> list[int]:
    """Without what stands above the headline (tickers, teasers), where the text stands below it."""
    if title_at < 0 or wanted[0] > title_at:
        return wanted
    length = {n: len(tree.segments[n].text) for n in wanted}
    above = [n for n in wanted if n < title_at]
    below = [n for n in wanted if n > title_at]
    if not below or sum(length[n] for n in above) > sum(length[n] for n in below):
        return wanted
    if _prose_frames(tree, above) & _prose_frames(tree, below):
        return wanted  # a heading inside the text was taken for the headline
    rules.update(dict.fromkeys(above, "above_headline"))
    return [n for n in wanted if n >= title_at]


def of_this_article(tree: Tree, wanted: list[int], title_at: int, rules: Rules) -> list[int]:
    """Without what stands in another ``<article>`` than the headline does, behind it: the next story of a page that
    goes on."""
    articles = places_of(tree.elements, "tag", "article")
    own = next(iter(_articles_of(tree, title_at)), -1) if title_at >= 0 and len(articles) > 1 else -1
    if own < 0:
        return wanted
    others = {n for n in wanted if n > title_at and (around := _articles_of(tree, n)) and own not in around}
    if not others:
        return wanted
    length = {n: len(tree.segments[n].text) for n in wanted if not CONSENT.search(tree.segments[n].text)}
    if 2 * sum(length.get(n, 0) for n in others) > sum(length.values()):
        return wanted  # lines of furniture may be many, and what a banner says of cookies long
    rules.update(dict.fromkeys(others, "other_article"))
    return [n for n in wanted if n not in others]


def _articles_of(tree: Tree, number: int) -> list[int]:
    """The ``<article>`` elements around a segment, from the inside out."""
    elements = tree.elements
    around = path_of(elements, tree.segments[number].elem, _LEVELS_OF_ARTICLES)
    return [index for index in around if elements[index].tag == "article"]


def _prose_frames(tree: Tree, numbers: list[int]) -> set[int]:
    return {tree.elements[tree.segments[n].elem].parent for n in numbers if len(tree.segments[n].text) > _SENTENCE}


def without_machine_summary(tree: Tree, kept: list[int], rules: Rules) -> list[int]:
    """Without the lines that share a small frame with «Généré par l'intelligence artificielle»: a summary that the
    newsroom's program has made."""
    said = [n for n, rule in rules.items() if rule == "machine"]
    if not said:
        return kept
    segments, elements = tree.segments, tree.elements
    frames = {elements[segments[n].elem].parent for n in said}
    inside = [n for n in kept if elements[segments[n].elem].parent in frames]
    if 3 * sum(len(segments[n].text) for n in inside) > sum(len(segments[n].text) for n in kept):
        return kept
    rules.update(dict.fromkeys(inside, "machine"))
    return [n for n in kept if n not in inside]


def without_promo_boxes(tree: Tree, kept: list[int], rules: Rules) -> list[int]:
    """Without the few short lines that share a frame of their own with an advertisement of the publisher's («Recevez
    notre lettre», «Chaque matin, en quatre minutes»)."""
    segments, elements = tree.segments, tree.elements
    promos = {n for n, rule in rules.items() if rule == "promo"}
    promos.update(n for n in tree.headings if phrase_of(segments[n].text) in (Phrase.PROMO, Phrase.NOTICE))
    frames = {elements[segments[n].elem].parent for n in promos}
    among = set(kept)
    # «Offre partenaire», loose in the frame of what it announces or in an element of its own.
    frames.update(
        elements[segments[n].elem].parent
        for n in kept
        if n - 1 not in among
        and n > 0
        and elements[segments[n].elem].parent in path_of(elements, segments[n - 1].elem, 2)
        and len(segments[n - 1].text) < _LONGEST_LABEL
        and phrase_of(segments[n - 1].text) == Phrase.PROMO
    )
    headed = {elements[segments[n].elem].parent for n in promos if segments[n].heading}
    inside: dict[int, list[int]] = {}
    for number in kept if frames else ():
        frame = elements[segments[number].elem].parent
        if frame in frames and elements[frame].tag in ("div", "section", "aside", "form"):
            inside.setdefault(frame, []).append(number)
    beside = {
        n for frame, lines in inside.items()
        if len(lines) <= _MOST_PROMISES
        and all(len(segments[n].text) <= _SENTENCE * (1 + (frame in headed)) for n in lines)
        for n in lines
    }  # fmt: skip
    rules.update(dict.fromkeys(beside, "promo"))
    return [n for n in kept if n not in beside] if len(beside) < len(kept) else kept


def without_fact_boxes(tree: Tree, kept: list[int], rules: Rules) -> list[int]:
    """Without the frame that a «Bio express» or «Repères» opens, beside the text."""
    segments, elements = tree.segments, tree.elements
    for number in _labels_of_boxes(tree, kept) if kept else ():
        frame = elements[segments[number].elem].parent
        inside = [n for n in kept if frame in path_of(elements, segments[n].elem, _LEVELS)]
        if inside and 3 * sum(len(segments[n].text) for n in inside) < sum(len(segments[n].text) for n in kept):
            rules.update(dict.fromkeys(inside, "box"))
            kept = [n for n in kept if n not in inside]
    return kept


def _labels_of_boxes(tree: Tree, kept: list[int]) -> list[int]:
    """Lines among the kept ones that say what a box is: headings, and what opens a frame named for boxes."""
    segments, elements = tree.segments, tree.elements
    found = [
        number
        for number in range(kept[0], kept[-1])
        if len(segments[number].text) <= _LONGEST_FACT_HEADING
        and fold(segments[number].text) in _FACT_HEADINGS
        and (segments[number].heading or hints_around(elements, elements[segments[number].elem].parent, 2) & Hint.BOX)
    ]
    return found[:_MOST_BOXES]


def without_link_lists(tree: Tree, kept: list[int], rules: Rules) -> list[int]:
    """Without the lists that a «Notre dossier :» announces: what follows such a line in list items or links."""
    segments = tree.segments
    announcing = {n for n in tree.headings if phrase_of(segments[n].text) == Phrase.READ_ALSO} if kept else set()
    if not announcing and "read_also" not in rules.values():
        return kept
    out = []
    announced = -2
    for number in kept:
        segment = segments[number]
        if (number - 1 in announcing or rules.get(number - 1) == "read_also") and not segments[number - 1].link:
            announced = number - 1
        follows = announced >= 0 and all(n in rules for n in range(announced + 1, number))
        if follows and (segment.tag == "li" or segment.link >= 0.6 * len(segment.text)) and len(segment.text) < 200:
            rules[number] = "read_also"
        else:
            out.append(number)
    return out


def without_cards(tree: Tree, kept: list[int], rules: Rules) -> list[int]:
    """Without the sentence below the linked headline of another story, in a card of its own between two paragraphs."""
    segments, elements = tree.segments, tree.elements
    among = set(kept)
    out = set()
    for number in kept:
        above = segments[number - 1] if number else None
        if (
            above is None
            or number - 1 in among
            or not _SHORTEST_OF_A_RIVER <= len(above.text) <= 1.1 * above.link
            or (frame := elements[segments[number].elem].parent) < 0
            or frame != elements[above.elem].parent
            or not elements[segments[number].elem].hints & Hint.RELATED
        ):
            continue
        inside = [n for n in (number - 2, number + 1) if n in among and frame == elements[segments[n].elem].parent]
        out |= set() if inside else {number}
    if not out or len(out) == len(kept):
        return kept
    rules.update(dict.fromkeys(out, "read_also"))
    return [n for n in kept if n not in out]


def without_teasers(tree: Tree, kept: list[int], rules: Rules) -> list[int]:
    """Without the list behind a text whose items each have a headline that is a link: a river of other stories, with a
    sentence of each."""
    segments = tree.segments
    items: dict[int, list[int]] = {}
    for number in reversed(kept):
        item = _item_around(tree, number)
        if item < 0:
            break
        items.setdefault(item, []).append(number)
    river = {number for numbers in items.values() for number in numbers}
    text = sum(len(segments[n].text) for n in kept if n not in river)
    if len(items) < _LEAST_OF_A_RIVER or text < _LEAST_ABOVE_A_RIVER:
        return kept
    headed = {
        item
        for number in tree.linked[bisect_left(tree.linked, min(river) - _LEVELS) :]
        if len(segments[number].text) >= _SHORTEST_OF_A_RIVER
        and segments[number].link >= 0.8 * len(segments[number].text)
        and (item := _item_around(tree, number)) in items
    }
    if len(headed) < 0.8 * len(items):
        return kept
    rules.update(dict.fromkeys(river, "read_also"))
    return [n for n in kept if n not in river]


def _item_around(tree: Tree, number: int) -> int:
    """The list item that a line stands in; -1 where it is in none."""
    around = path_of(tree.elements, tree.segments[number].elem, _LEVELS)
    return next((index for index in around if tree.elements[index].tag == "li"), -1)


def above_wall(tree: Tree, kept: list[int], rules: Rules) -> list[int]:
    """Without the offers below a paywall's notice, unless the article goes on below it."""
    segments = tree.segments
    for number in range(kept[0], kept[-1] + 1) if kept else ():
        text = segments[number].text
        if len(text) < 400 and is_wall(text):
            above = sum(len(segments[n].text) for n in kept if n < number)
            below = sum(len(segments[n].text) for n in kept if n > number)
            if above > 2 * below:
                rules.update(dict.fromkeys((n for n in kept if n >= number), "paywall"))
                return [n for n in kept if n < number]
    return kept


_WHOLE_TEXT = 600
"""Characters before the comments that are an article."""


def without_comments(tree: Tree, kept: list[int], rules: Rules) -> list[int]:
    """Without what follows a line that counts comments («Réactions (2)», «4 réflexions sur …»), or the heading of the
    article's reference («Pour citer cet article»)."""
    for place, number in enumerate(kept):
        text = tree.segments[number].text
        if not place or len(text) >= 120 or not _may_end_text(text):
            continue
        if _COMMENTS.match(text) or _TO_CITE.match(text):
            rules.update(dict.fromkeys(kept[place:], "comment"))
            return kept[:place]
    if not tree.hints & Hint.COMMENT:
        return kept
    end = len(kept)
    while end and _is_of_comment(tree, tree.segments[kept[end - 1]].elem):
        end -= 1
    if end == len(kept) or sum(len(tree.segments[number].text) for number in kept[:end]) < _WHOLE_TEXT:
        return kept  # a forum's page is nothing else, nor is a match that is told minute by minute
    rules.update(dict.fromkeys(kept[end:], "comment"))
    return kept[:end]


def _is_of_comment(tree: Tree, index: int) -> bool:
    """In a frame such as «comment-body» or «article_comment_item»: a word of its class says both. A match is commented
    in «live-match-comment»."""
    for place in path_of(tree.elements, index, _LEVELS):
        element = tree.elements[place]
        if element.hints & Hint.COMMENT and element.tag not in NO_COMMENTS:
            said = [hints_of(name) for name in element.names.split()]
            live = Hint.LIVE | Hint.COMMENT
            return not any(hints & (Hint.BODY | Hint.COMMENT) == Hint.BODY or hints & live == live for hints in said)
    return False


def without_repeats(tree: Tree, kept: list[int], rules: Rules) -> list[int]:
    """Without pull quotes (repeated from a paragraph), lines printed twice and tables of contents."""
    segments, elements = tree.segments, tree.elements
    contents = _table_of_contents(segments, kept)
    quotes = {
        n for n in kept
        if len(segments[n].text) <= _LONGEST_QUOTE and segments[n].tag != "li" and _set_apart(tree, segments[n])
    }  # fmt: skip
    if len(quotes) > _MOST_QUOTES:
        quotes = set()  # each is looked for in all the text
    long_text = _folded_prose(segments, kept) if quotes else ""
    text_around = ""
    """All but the quotations, folded when the first of them is looked for."""
    alike = _with_same_opening(segments, kept)
    seen: dict[str, int] = {}
    out = []
    for number in kept:
        if number in contents:
            rules[number] = "table_of_contents"
            continue
        if number in alike or number in quotes:
            own = fold(segments[number].text)
            if len(own) > 40 and own in seen and not _siblings(tree, seen[own], number):
                rules[number] = "repeated"
                continue
            quoted = "blockquote" in (segments[number].tag, elements[elements[segments[number].elem].parent].tag)
            quoted = quoted and segments[number].text[-1] in ".!?…»”"
            few = own.count(" ") < _LEAST_WORDS - 1 or (segments[number].text[0] in "—–-" and not quoted)
            if number in quotes and not few and len(own) <= 220:
                text_around = text_around or " \n ".join(fold(segments[n].text) for n in kept if n not in quotes)
                repeats = own in text_around or long_text.count(own) > (len(own) > _LONG)
                element = elements[segments[number].elem]
                pulled = _PULLED.search(element.names or elements[element.parent].names) is not None and _is_nearly_in(
                    text_around, own
                )
                if repeats or pulled or _is_said_in(text_around, segments[number].text):
                    rules[number] = "pull_quote"
                    continue
            if number in quotes and rules.get(number - 1) == "pull_quote" and _says_who(tree, number):
                rules[number] = "pull_quote"
                continue
            seen[own] = number
        out.append(number)
    return out


def _table_of_contents(segments: list[Segment], kept: list[int]) -> set[int]:
    """List items that say what the crossheads say, when there are three of them."""
    items = [n for n in kept if segments[n].tag == "li" and not segments[n].heading]
    if len(items) < 3:
        return set()
    headings = {fold(segments[n].text) for n in kept if segments[n].heading}
    entries = {n for n in items if fold(_CLOCK_AHEAD.sub("", segments[n].text, 1)) in headings} if headings else set()
    return entries if len(entries) > 2 else set()


def _folded_prose(segments: list[Segment], kept: list[int]) -> str:
    folded = (fold(segments[n].text) for n in kept if len(segments[n].text) > _LONG)
    return " \n ".join(text for text in folded if len(text) > _LONG)


def _is_said_in(text: str, quote: str) -> bool:
    """Whether a folded text has every sentence of a quotation («« I can't », she said. « What I can … »»), or all of it
    but the name behind it."""
    sentences = [folded for part in _SENTENCES.split(quote) if (folded := fold(part))]
    if len(sentences) > 1 and all(one.count(" ") >= _LEAST_WORDS - 2 and one in text for one in sentences):
        return True
    words = quote.split()
    for count in range(2, min(_LONGEST_SPEAKER, len(words) - _LEAST_WORDS) + 1):
        if is_full_name(" ".join(words[-count:]).lstrip("–—- ")) and fold(" ".join(words[:-count])) in text:
            return True
    return False


def _is_nearly_in(text: str, own: str) -> bool:
    """Whether most of a quotation's words stand in a text in a row: «On compte les naissances et jamais les décès»
    where the text has «… ils comptent les naissances et jamais les décès»."""
    words = own.split()
    run = max(_LEAST_WORDS, -(-3 * len(words) // 5))
    return any(" ".join(words[at : at + run]) in text for at in range(len(words) - run + 1))


def _says_who(tree: Tree, number: int) -> bool:
    """Whether a line is the rest of the quotation above it: «Anne Un, infirmière», in the same frame."""
    text, above = tree.segments[number], tree.segments[number - 1]
    frames = set(path_of(tree.elements, above.elem, 3))
    mine = {text.elem, tree.elements[text.elem].parent}
    return len(text.text) < _LONGEST_ATTRIBUTION and text.text[-1] not in ".!?…" and not frames.isdisjoint(mine)


def _with_same_opening(segments: list[Segment], kept: list[int]) -> set[int]:
    """Lines whose first five words open another line as well."""
    by_opening: dict[str, list[int]] = {}
    for number in kept:
        text = segments[number].text
        if len(text) > 40:
            by_opening.setdefault(opening_of(text[:100]), []).append(number)
    return {number for numbers in by_opening.values() if len(numbers) > 1 for number in numbers}


def _siblings(tree: Tree, one: int, other: int) -> bool:
    """In frames of one kind, side by side: then the text says a thing twice. A page printed twice, for large and small
    screens, has its copy in another frame."""
    frames = []
    for number in (one, other):
        element = tree.elements[tree.segments[number].elem]
        frame = tree.elements[element.parent] if element.parent >= 0 else element
        frames.append((element.tag, element.names, frame.tag, frame.names, frame.parent))
    return frames[0] == frames[1]


def _set_apart(tree: Tree, segment: Segment) -> bool:
    """In a frame of its own: a quotation, an aside. A crosshead may quote the text below it."""
    if segment.heading:
        return False
    elements = tree.elements
    if hints_around(elements, segment.elem, 3) & (Hint.QUOTE | Hint.BOX):
        return True
    if tree.tags.isdisjoint(_APART):
        return False
    return any(elements[index].tag in _APART for index in path_of(elements, segment.elem, 3))


def without_headings_of_boxes(tree: Tree, kept: list[int], rules: Rules) -> list[int]:
    """Without the heading of a frame that is named for what is no text (a form, advertisements, contents), where
    nothing else of that frame was kept."""
    segments, elements = tree.segments, tree.elements
    frames = Counter(elements[segments[n].elem].parent for n in kept)
    among = set(kept)
    out = {
        n for n in kept
        if segments[n].heading
        and (frame := elements[segments[n].elem].parent) >= 0
        and frames[frame] == 1
        and elements[frame].hints & _OF_BOXES
        and (elements[frame].hints & Hint.FORM or not elements[frame].hints & (Hint.BODY | Hint.LIVE))
        and n + 1 not in among
    }  # fmt: skip
    out |= {n for n in kept if n + 1 not in among and _heads_what_was_left_out(tree, n, among, rules)}
    if not out or len(out) == len(kept):
        return kept
    rules.update(dict.fromkeys(out, "box"))
    return [n for n in kept if n not in out]


def _heads_what_was_left_out(tree: Tree, number: int, kept: set[int], rules: Rules) -> bool:
    """Whether a heading, or a few words in bold, are all that is left of a frame: a list of links, an advertisement of
    the publisher's («L'info, en bref» above «Chaque soir, par e-mail …»)."""
    segment = tree.segments[number]
    if not segment.heading and not (is_label(segment) and segment.bold >= 0.9 * len(segment.text)):
        return False
    own = tree.elements[segment.elem]
    # Loose words stand in the frame itself, a heading in an element of its own.
    frame = segment.elem if own.tag in ("div", "section", "aside") else own.parent
    if frame < 0 or tree.elements[frame].hints & Hint.BODY:
        return False
    below = 0
    for other in range(number + 1, len(tree.segments)):
        if frame not in path_of(tree.elements, tree.segments[other].elem, _LEVELS):
            break
        line = tree.segments[other]
        leads_on = rules.get(other) in _NO_TEXT or line.link >= 0.6 * len(line.text)
        if other in kept or not leads_on or below == _MOST_OF_A_BOX:
            return False
        below += 1
    return below > 0 and not (
        number - 1 in kept and frame in path_of(tree.elements, tree.segments[number - 1].elem, _LEVELS)
    )


def without_signatures(tree: Tree, kept: list[int], rules: Rules) -> list[int]:
    """Without the lines that only say who has written («Par Anne Un», «ATS», «xp» in entries of a live page) or asked
    («Propos recueillis par …», above a last note), wherever they stand."""
    signed = {n for n in kept if _is_announced(tree, tree.segments[n])}
    if not signed or len(signed) == len(kept):
        return kept
    rules.update(dict.fromkeys(signed, "byline"))
    return [n for n in kept if n not in signed]


def _is_announced(tree: Tree, segment: Segment) -> bool:
    text = segment.text
    if len(text) > _LONGEST_SIGNATURE:
        return False
    if (len(text) <= _LONGEST_SIGN and is_initials(text)) or (
        text[0].isdigit() and (clock := _CLOCK_BEFORE.match(text)) and are_full_names(text[clock.end() :])
    ):
        return hints_around(tree.elements, segment.elem, _LEVELS) & Hint.LIVE != 0
    if _SHORTENED_AT.fullmatch(text) and hints_around(tree.elements, segment.elem, _LEVELS) & Hint.LIVE:
        return True
    if segment.heading or segment.tag in ("li", "td", "th", "blockquote"):
        return False
    own = tree.elements[segment.elem]
    if "signature" in own.names.lower() and (_SHORTENED.fullmatch(text) or names_somebody(text)):
        return True
    if len(text) <= _LONGEST_SIGN:
        signs = is_sign(text) or agency_of(text, byline_words())
        return bool(signs) and hints_around(tree.elements, segment.elem, _LEVELS) & Hint.LIVE != 0
    return text[-1] not in ".:;," and introduces(text) and is_byline(text) and names_somebody(text)


def without_tail(tree: Tree, kept: list[int], rules: Rules) -> list[int]:
    """Without what trails after the last sentence: headings with nothing under them, labels left by a dropped box, a
    signature that is nothing but a byline, how to reach the author."""
    kept = kept.copy()
    for _ in range(min(_LONGEST_TAIL, len(kept) - 1)):
        rule = _tail_rule(tree.segments, kept[-1], rules)
        if not rule and _is_authors(tree, kept[-1]):
            rule = "signature"
        if not rule:
            break
        rules[kept.pop()] = rule
    return kept


def _is_authors(tree: Tree, number: int) -> bool:
    """Whether a line is in an element that is named for authors, and no quotation, and names them."""
    segment = tree.segments[number]
    hints = tree.elements[segment.elem].hints
    ended = segment.text[-1] in ".:;,!?»"
    return hints & (Hint.AUTHOR | Hint.QUOTE) == Hint.AUTHOR and not ended and names_somebody(segment.text)


def _tail_rule(segments: list[Segment], number: int, rules: Rules) -> str:
    """Why a last line is none of the text; empty when it is."""
    segment = segments[number]
    text = segment.text
    length = len(text)
    if segment.heading:
        return "trailing_heading"
    if (
        length < 40
        and text[-1] not in '.!?…»”")*'
        and any(n in rules and rules[n] != "title" for n in range(number - 3, number))
    ):
        return "trailing_label"
    if length < _LONGEST_LABEL and rules.get(number + 1) == "promo" and segments[number + 1].elem == segment.elem:
        return "promo"  # «<b>Aidez-nous</b><br>Vous pouvez faire un don …»
    if text[:2] in ("<<", "« ", "← ", "‹ ") and segment.link >= 0.5 * length:
        return "navigation"
    if length < _SHORT_LINK and segment.link >= 0.9 * length and segment.tag not in ("li", "td"):
        return "navigation"
    if length < 120 and (is_byline(text) or (length < 40 and parse_byline(text).agency)):
        return "byline"
    if length < _LONGEST_NOTE and (_REPORTED.match(text) or _DESK.fullmatch(text)):
        return "byline"
    few_words = length < 50 or len(_LONG_WORD.findall(text)) < 6
    if length < _LONGEST_STAMP and few_words and is_dateline(text) and not _MADE_AT.match(text):
        return "dateline"  # but «Update July 3rd, 8:05AM: added the reply of …» is text
    if (text[0] == "©" and length < _LONGEST_RIGHTS) or (text[0] == "C" and _COPYRIGHT.match(text)):
        return "furniture"
    if length < _LONGEST_STAMP and _SOURCE.match(text):
        return "signature"
    if ";" in text and length < _LONGEST_NOTE and len(signatories_in(text)) > 1:
        return "signature"
    if 0 < segment.bold < length and bold_name_with_trade(text, segment.bold):
        return "signature"
    if length < _LONGEST_NOTE and (_PICTURE_OF_HEAD.match(text) or (text[-1] == ")" and _LEGEND.match(text))):
        return "caption"
    if length < _LONGEST_ABOUT and segment.bold and (about := _ABOUT.match(text)) and segment.bold >= about.end(1) - 2:
        return "notice"
    if length < _LONGEST_NOTE and _CONTACT.match(text):
        return "contact"
    return ""

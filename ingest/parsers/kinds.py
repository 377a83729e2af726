"""What kind of page this is, with the evidence for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ingest.model import Block, BlockKind, Found, PageType
from ingest.parsers.finding import places_with_bits
from ingest.parsers.gates import Gate
from ingest.parsers.structured import types_of
from ingest.parsers.typography import fold
from ingest.parsers.vocabulary import Hint
from ingest.parsers.walk import Tree

_OPINION_WORD = (
    r"(?:opinions?|opiniao|opinione|opiniones|tribunes?|tribuna|"
    r"edito(?:s|rial|riaux)?|chroniques?|chroniqueurs?|cartes? blanches?|billets?|"
    r"points? de vue|idees|debats?|idees (?:et )?debats|contre ?points?|libres? opinions?|commentisfree|op ?ed|"
    r"columnists?|kommentar(?= *$)|leitartikel|gastbeitrag|meinung(?:en)?|kolumnen?|editorial[ie]|"
    r"comment(?= *$)|commento(?= *$)|opinie|"
    r"partis? pris|viewpoint|coups? de gueule|avis d experts?|paroles? d experts?)"
)
_OPINION_FOLDER = re.compile(rf"{_OPINION_WORD}|kommentare")
_OPINION_LABEL = re.compile(rf"(?:l[ae]s? |l |il |el |d(?:er|as|ie) |the )?{_OPINION_WORD}\b")
"""«L'édito», «La chronique d'Anne Un», «Il commento»: folded."""
_OPINION_IN_SLUG = frozenset(("tribune", "edito", "editorial", "kolumne", "kommentar"))
_OPINION_TITLE = re.compile(
    r"\[?(?:l[ea] |l['’])?"
    r"(?:tribune|[ée]dito(?:rial)?|opinion|chronique|billet|carte blanche|point de vue|kommentar|kolumne|editorial)"
    r"\s*(?:[:.|»\]]|[–—-]\s)",
    re.I,
)
_INTERVIEW = Gate(
    r"\b(?:interviews?|entretiens?|grand entretien|propos recueillis|entrevistas?|intervista)\b",
    ("interview", "entretien", "propos recueillis", "entrevista", "intervista"),
)
_ADDRESS = re.compile(
    r"\b(?:vous|votre|vos|tu|ton|tes|toi|you|your|sie|ihnen|ihre?[mnrs]?|dich|dein[er]?|usted|ustedes|lei|voc[êe]s?|senhora?|uw|jullie)\b",
    re.I,
)
_FIRST_PERSON = re.compile(
    r"\b(?:je|nous|mon|mes|notre|nos|ich|wir|mein|unser|uns|mir|we|my|our|yo|nosotros|io|noi)\b|\b[jm]['’]", re.I
)
_ASKED = re.compile(r"(?:P|Q|F|D|Pregunta|Pergunta|Question|Frage|Domanda)\s?[.:]\s")
_ANSWERED = re.compile(r"(?:R|A|Respuesta|Resposta|R[ée]ponse|Answer|Antwort|Risposta)\s?[.:]\s")
"""«P. ¿…? R. …»: how many papers part the two who speak."""
_SPEAKER = re.compile(r"([A-ZÀ-Ý][\w.’'-]{0,24}(?: [A-ZÀ-Ý][\w.’'-]{0,24}){0,2})\s?: (?=\S)")
_LONGEST_SPEAKER = 60
_LEAST_TURNS = 3
"""«SPIEGEL: Warum …»: letters before the colon, and how often each of two must speak."""
_LIVE = Gate(
    r"\ben direct\b|\bdirect\s*[:\-–]|^direct\b|\blive\b|liveblog|live-?blog|/direct/|/live/|live-ticker|"
    r"liveticker|minute par minute|\b(?:la diretta|en vivo|ao vivo|minuto a minuto|na żywo)\b",
    ("direct", "live", "minute par minute", "diretta", "en vivo", "ao vivo", "minuto a minuto", "na żywo"),
)
_LIVE_FOLDER = re.compile(
    r"(?:en-)?direct(?:s|-[a-z]+)?|live(?:s|blog|-[a-z]+)?|liveticker|diretta|en-?vivo|ao-?vivo|minuto-a-minuto|na-zywo"
)
_ENTRY_OF_TICKER = re.compile(r"\bticker[_-]{0,2}(?:item|entry|eintrag|post)", re.I)
_CLOCK = re.compile(r"(?:à\s)?(?:[01]?\d|2[0-3])\s?[hH:]\s?(?:[0-5]\d)?\b|\d{1,3}(?:\s?\+\s?\d)?\s?['’′](?=\s|:)")
_GALLERY = re.compile(
    r"diaporama|galerie|galeria\b|\[(?:zdj[ęe]cia|fotos?|photos|galeria)\]|fotogaller[iy]|"
    r"fotogaler[ií]a|gallery|portfolio|slideshow|/photos?/|en images|\bin (?:pictures|photos)\b|"
    r"bildergalerie|fotostrecke|in bildern|\ben im[áa]genes\b|\bem (?:imagens|fotos)\b|\bin immagini\b",
    re.I,
)
_SLIDE = re.compile(r"(?<!\S)(?:slideshow|gallery|galerie|galeria|diaporama)[-_]{1,2}(?:item|slide)(?!\S)", re.I)
"""The element around one picture of a gallery, by its class. Fewer than the legends' slides: carousels lead to other
stories on recipes and forums, and would make galleries of them."""
_VIDEO = re.compile(r"/videos?/|/replay/|/emissions?/.*video", re.I)
_VIDEO_SLUG = re.compile(r"/videos?[-_][^/]+$|[-_]video(?:[-_.][\w.]{1,12})?$", re.I)
"""«/video-le-village-…», «/le-chevreuil-…-video»: an address that calls the page one to look at."""
_AUDIO = re.compile(r"/podcasts?/|/audio/|/son/|/ecouter/|/radio/", re.I)
_BRIEF = Gate(
    r"\b(?:br[èe]ves?|en bref|flash|brief|kurzmeldung|kurz notiert|kort nieuws|d[ée]p[êe]ches?)\b",
    ("brève", "breve", "en bref", "flash", "brief", "kurzmeldung", "kurz notiert", "kort nieuws", "pêche", "peche"),
)
_TAG_FOLDER = re.compile(r"/(?:tag|tags|category|categorie|rubrique|topic|themes?|author|auteur)s?/")
_LIST_TYPES = frozenset(("collectionpage", "itemlist", "searchresultspage", "profilepage"))
_GALLERY_TYPES = frozenset(("imagegallery", "mediagallery"))
_AUDIO_TYPES = frozenset(("podcastepisode", "radioepisode", "audioobject"))
_ARTICLE_TYPES = re.compile(r"article|posting|report|review|interview|podcastepisode|videoobject|recipe", re.I)
_READING = 2_500
"""Characters from which a page with a clip or a recording is there to be read."""
_LEAST_READING = 1_500
"""… and below which its pictures are what there is to see."""
_OF_A_PICTURE = 400
"""Characters of text for each picture of a post that calls itself a gallery."""
_LEAST_ENTRIES = 3
_LEAST_CLOCKS = 5
_MOST_BRIEF = 150
"""Words of a text that is called a brief …"""
_MOST_UNCALLED = 80
"""… and of one that nobody calls anything: a paragraph or two or three."""
_LITTLE = 900
"""Characters beside a recording that only announce it."""
_DENSE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
"""Letters of Chinese and Japanese, of which 900 are an article …"""
_WEIGHT_OF_DENSE = 3
"""… since one says what three of others do."""
_TO_HEAR = re.compile(r"(?:audio|podcast|[àa] [ée]couter|[ée]coutez)\b\s?[-–—:.|]", re.I)
"""A headline that announces what is to be heard («AUDIO - …»)."""
_SIGNED_OPINION = re.compile(
    r"(?:ein )?(?:kommentar|gastkommentar|leitartikel) von\s|(?:opinion|column|comment|editorial) by\s"
    r"|(?:un |une |l['’])?(?:[ée]dito(?:rial)?|chronique|tribune|billet) (?:de |d['’]|par )(?=[A-ZÀ-Ý])",
    re.I,
)
"""«Kommentar von Anne Un», where the headline says nothing of it."""
_SIGNATURE, _LONGEST_SIGNATURE = 12, 90
"""Lines before the text among which it stands."""
_POST_FORMAT = re.compile(r"\bsingle-format-(gallery|video|audio)\b")
_OUTERMOST = 4
"""Elements among which a page has its body."""
_LONGEST_WORD = 12
"""Characters of a word on average, where spaces part words."""


class _Facts(NamedTuple):
    """What the rules look at."""

    tree: Tree
    types: set[str]
    """Of the page's article in JSON-LD, lower case."""
    all_types: set[str]
    og_type: str
    path: str
    title: str
    section: str | None
    labels: str
    """Section and kicker."""
    blocks: list[Block]
    body: list[int]
    length: int
    images: int
    live_entries: int
    interviewer: bool
    whole: bool
    """Nothing of it is behind a wall."""
    evidence: str
    """What says that it is an article."""
    format: str
    """Of a post in WordPress, by the class of its page."""


def page_type_of(
    tree: Tree,
    article: dict[str, Any],
    objects: list[dict[str, Any]],
    *,
    url: str | None,
    title: str | None,
    section: str | None,
    kicker: str,
    blocks: list[Block],
    body: list[int],
    images: int,
    live_entries: int,
    interviewer: bool,
    whole: bool,
) -> tuple[PageType, Found]:
    """The kind of page by the strongest evidence there is: the first rule that holds."""
    types = {name.lower() for name in types_of(article)}
    og_type = next(iter(tree.meta.get("og:type", ())), "").lower()
    facts = _Facts(
        tree=tree,
        types=types,
        all_types={name.lower() for item in objects for name in types_of(item)},
        og_type=og_type,
        path=urlsplit(url or "").path,
        title=title or "",
        section=section,
        labels=f"{section or ''} | {kicker}",
        blocks=blocks,
        body=body,
        length=sum(len(block.text) for block in blocks),
        images=images,
        live_entries=live_entries,
        interviewer=interviewer,
        whole=whole,
        evidence=_article_evidence(tree, types, og_type),
        format=_post_format(tree),
    )
    for kind, rule in _RULES:
        if evidence := rule(facts):
            return kind, Found("rule", evidence[:300])
    return PageType.ARTICLE, Found("type", facts.evidence or "running text")


# --- rules: the evidence, or nothing ---------------------------------------------------------------------------------
def _live_by_entries(facts: _Facts) -> str:
    if "liveblogposting" in facts.types and (facts.live_entries or not facts.blocks):
        return "json-ld liveblogposting"
    return f"{facts.live_entries} timed entries" if facts.live_entries >= _LEAST_ENTRIES else ""


def _list(facts: _Facts) -> str:
    """A list of articles and not one."""
    evidence = facts.evidence
    if evidence.startswith("json-ld"):
        return ""
    headings = [facts.tree.segments[n] for n in facts.tree.headings]
    linked = sum(1 for s in headings if s.link >= 0.8 * len(s.text) and len(s.text) > 20)
    if linked < 3:
        return ""
    weight = _WEIGHT_OF_DENSE if _DENSE.search(facts.title) else 1
    prose = weight * sum(
        len(block.text)
        for block in facts.blocks
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE) and weight * len(block.text) > 120
    )
    told = f"{linked} linked headings"
    if facts.all_types & _LIST_TYPES and not evidence.startswith("microdata") and prose < 400 * linked:
        return f"{sorted(facts.all_types & _LIST_TYPES)[0]}, {told}"
    if facts.path and facts.path.rstrip("/") == "":
        return f"home page, {told}"
    if not evidence and prose < 300:
        return f"{told}, {prose} characters of prose"
    run = _longest_run(facts.tree, facts.body)
    inside = _linked_inside(facts.tree, facts.body)
    if linked >= 4 and inside >= 2 and not evidence and run < 3 and prose < 250 * linked:
        return f"{told}, no run of paragraphs"
    in_list = evidence.startswith("og:type") and linked >= 5 and run < 2 and prose < 200 * linked
    return f"{told} under {facts.path}" if in_list and _TAG_FOLDER.search(facts.path) else ""


def _video(facts: _Facts) -> str:
    if facts.length >= _READING:
        return ""
    if facts.format == "video":
        return "post format"
    if "videoobject" in facts.types or facts.og_type.startswith("video"):
        return facts.og_type or "json-ld videoobject"
    if facts.length >= 1_500:
        return ""
    if _VIDEO_SLUG.search(facts.path) and _has_player(facts.tree):
        return facts.path
    shown = "video" in facts.tree.media
    return "a video, little text" if shown and (_VIDEO.search(facts.path) or "videoobject" in facts.all_types) else ""


def _audio(facts: _Facts) -> str:
    if facts.length >= _READING:
        return ""
    if facts.format == "audio":
        return "post format"
    if not _AUDIO_TYPES.isdisjoint(facts.types) or facts.og_type.startswith(("music", "audio")):
        return f"json-ld {sorted(facts.types)[0]}" if facts.types else facts.og_type
    if "podcastepisode" in facts.all_types:
        return "json-ld podcastepisode"
    if _TO_HEAR.match(facts.title) and ("audioobject" in facts.all_types or "audio" in facts.tree.media):
        return facts.title
    if _AUDIO.search(facts.path) and (
        "/radio/" not in facts.path.lower() or facts.tree.media or _has_player(facts.tree)
    ):
        return facts.path  # «/radio/» may be a section about radio
    return (
        "a recording, little text"
        if "audio" in facts.tree.media and facts.length < _LITTLE and not _DENSE.search(facts.title)
        else ""
    )


def _has_player(tree: Tree) -> bool:
    return any("player" in element.names.lower() for element in tree.elements)


def _gallery(facts: _Facts) -> str:
    to_see = facts.images > 0 and facts.length < min(_OF_A_PICTURE * facts.images, _READING)
    typed = not _GALLERY_TYPES.isdisjoint(facts.types) or (facts.format == "gallery" and to_see)
    called = facts.images >= 5 and (
        _GALLERY.search(f"{facts.path} {facts.labels} {facts.title}")
        or _GALLERY.match((facts.tree.title or "").lstrip("[ "))
        or 2 * sum(_SLIDE.search(element.names) is not None for element in facts.tree.elements) > facts.images
    )
    most = _OF_A_PICTURE if called else 250
    if not typed and (facts.images < 5 or facts.length >= most * facts.images):
        return ""
    counted = f"{facts.images} images, {facts.length} characters"
    if typed:
        return counted
    return counted if called or facts.length < min(80 * facts.images, _LEAST_READING) else ""


def _interview(facts: _Facts) -> str:
    question = BlockKind.QUESTION
    questions = [block.text for block in facts.blocks if block.kind is question]
    if len(questions) >= 2 and facts.interviewer:
        return f"{len(questions)} questions"
    asked = sum(block.text[:1] in "PQFD" and _ASKED.match(block.text) is not None for block in facts.blocks)
    if asked >= 2 and sum(_ANSWERED.match(block.text) is not None for block in facts.blocks) >= 2:
        return f"{asked} questions"
    if speakers := _speakers(facts.blocks):
        return speakers
    headed = sum(b.kind is BlockKind.CROSSHEAD and b.text.rstrip(' »”"').endswith("?") for b in facts.blocks)
    if facts.interviewer and headed >= _LEAST_TURNS:
        return f"{headed} questions"
    called = _INTERVIEW.search(f"{facts.labels} {facts.title}")
    if len(questions) >= (2 if called else 3) and len(questions) * 12 >= len(facts.blocks):
        # An article in questions and answers («Comment déclarer… ?») speaks to nobody.
        paragraphs = [block.text for block in facts.blocks if block.kind is BlockKind.PARAGRAPH]
        addressed = sum(_ADDRESS.search(question) is not None for question in questions)
        answered = sum(_FIRST_PERSON.search(paragraph) is not None for paragraph in paragraphs)
        if called or 4 * addressed >= len(questions) or 3 * answered >= len(paragraphs):
            return f"{len(questions)} questions"
    return "an interviewer and the word" if called and facts.interviewer else ""


def _speakers(blocks: list[Block]) -> str:
    """Two who take turns, each paragraph with the name of whoever speaks: «SPIEGEL: Warum … / Un: Weil …»."""
    labels = [
        hit[1] for block in blocks if ":" in block.text[:_LONGEST_SPEAKER] and (hit := _SPEAKER.match(block.text))
    ]
    turns = Counter(labels).most_common(2)
    if len(turns) < 2 or turns[1][1] < _LEAST_TURNS or 3 * (turns[0][1] + turns[1][1]) < len(blocks):
        return ""
    changes = sum(one != other for one, other in pairwise(labels))
    return f"{turns[0][0]} and {turns[1][0]} take turns" if 2 * changes >= len(labels) else ""


def _opinion(facts: _Facts) -> str:
    if "opinionnewsarticle" in facts.types:
        return "json-ld opinionnewsarticle"
    labels = [fold(label) for label in facts.labels.split("|")]
    for label in labels:
        if label and label.count(" ") < 4 and (hit := _OPINION_LABEL.match(label)):
            return f"label {hit.group()}"
    *folders, slug = [part for part in facts.path.split("/") if part] or [""]
    for folder in folders:
        if folder == "edito" and facts.section:
            continue  # some systems call all they publish so, and this page names its section
        if _OPINION_FOLDER.fullmatch(fold(folder)):
            return f"folder {folder}"
    slug_words = [word for word in fold(slug).split() if word.isalpha()]
    if slug_words and not _OPINION_IN_SLUG.isdisjoint((slug_words[0], slug_words[-1])):
        return f"address {slug}"
    told = (facts.title, *facts.tree.meta.get("og:title", ())[:1], facts.tree.title or "")
    if named := next(filter(_OPINION_TITLE.match, told), ""):
        return named
    first = facts.body[0] if facts.body else 0
    above = (segment.text for segment in facts.tree.segments[max(0, first - _SIGNATURE) : first])
    return next((text for text in above if len(text) < _LONGEST_SIGNATURE and _SIGNED_OPINION.match(text)), "")


def _live_by_words(facts: _Facts) -> str:
    if facts.live_entries and _LIVE.search(f"{facts.title} | {facts.labels}"):
        return facts.title
    openings = [block.text for block in facts.blocks if block.text[:1].isdecimal() or block.text[:1] == "à"]
    clocks = {hit.group() for hit in map(_CLOCK.match, openings) if hit}
    if len(clocks) >= _LEAST_CLOCKS:
        return f"{len(clocks)} blocks that begin with a time"
    folders = facts.path.lower().split("/")[1:-1]
    called = next((folder for folder in folders if _LIVE_FOLDER.fullmatch(folder)), "")
    return f"folder {called}" if called and facts.blocks else ""


def _brief(facts: _Facts) -> str:
    if not facts.blocks:
        return ""
    words = sum(block.text.count(" ") + 1 for block in facts.blocks)
    called = _BRIEF.search(f"{facts.labels} | {facts.path.replace('-', ' ')}") is not None
    short = words <= _MOST_UNCALLED and facts.length <= _LONGEST_WORD * words and facts.whole
    short = short and bool(facts.evidence) and not facts.tree.media
    return f"{words} words" if words <= _MOST_BRIEF and (called or short) else ""


def _other(facts: _Facts) -> str:
    return "" if facts.blocks or facts.evidence else "no article text, no article metadata"


_RULES: tuple[tuple[PageType, Callable[[_Facts], str]], ...] = (
    (PageType.LIVE, _live_by_entries),
    (PageType.LIST, _list),
    (PageType.VIDEO, _video),
    (PageType.AUDIO, _audio),
    (PageType.GALLERY, _gallery),
    (PageType.INTERVIEW, _interview),
    (PageType.OPINION, _opinion),
    (PageType.LIVE, _live_by_words),
    (PageType.BRIEF, _brief),
    (PageType.OTHER, _other),
)


def _post_format(tree: Tree) -> str:
    """«single-format-gallery» on the body."""
    told = (_POST_FORMAT.search(element.names) for element in tree.elements[:_OUTERMOST])
    return next((found[1] for found in told if found), "")


def _article_evidence(tree: Tree, types: set[str], og_type: str) -> str:
    """What in the metadata says that this page is an article; empty when nothing does."""
    named = sorted(t for t in types if _ARTICLE_TYPES.search(t))
    if named:
        return f"json-ld {named[0]}"
    if og_type in ("article", "news", "blog", "video.other", "video.episode"):
        return f"og:type {og_type}"
    if "article:published_time" in tree.meta or "datepublished" in tree.meta:
        return "article:published_time"
    if any(mark.itemprop in ("articleBody", "datePublished") for mark in tree.named):
        return "microdata"
    return ""


def _linked_inside(tree: Tree, body: list[int]) -> int:
    """Linked headings between the first and the last line of the text: teasers below an article are none of them."""
    around = tree.segments[body[0] : body[-1] + 1] if body else tree.segments
    return sum(1 for s in around if s.heading and s.link >= 0.8 * len(s.text))


def _longest_run(tree: Tree, body: list[int]) -> int:
    """Most paragraphs in a row, no heading between them."""
    best = current = 0
    for number in body:
        segment = tree.segments[number]
        if segment.heading:
            current = 0
        elif len(segment.text) > 100:
            current += 1
            best = max(best, current)
    return best


def looks_live(tree: Tree, article: dict[str, Any], url: str | None, title: str | None, kicker: str) -> bool:
    """Whether the page calls itself a live blog: by type, in its address or title, or by the names of its frames."""
    if any(t.lower() == "liveblogposting" for t in types_of(article)):
        return True
    if _LIVE.search(f"{title or ''} | {kicker} | {urlsplit(url or '').path}"):
        return True
    if not tree.hints & Hint.LIVE:
        return False
    live = places_with_bits(tree.elements, "hints", Hint.LIVE)
    names = [tree.elements[place].names for place in live]
    return sum("live" in name.lower() or _ENTRY_OF_TICKER.search(name) is not None for name in names) >= 3


def kicker_of(tree: Tree, title_at: int) -> str:
    """The short labels right above the headline («Tribune», «Entretien»)."""
    if title_at < 0:
        return ""
    near = [
        s.text
        for s in tree.segments[max(0, title_at - 4) : title_at]
        if s.tag != "li" and (len(s.text) < 50 or (len(s.text) < 100 and _INTERVIEW.search(s.text)))
    ]
    near += [
        mark.text
        for place in places_with_bits(tree.marks, "hints", Hint.KICKER)
        if title_at - 4 <= (mark := tree.marks[place]).segment < title_at and mark.text not in near
    ]  # of several labels on a line
    after = [s.text for s in tree.segments[title_at + 1 : title_at + 4] if len(s.text) < 30 and s.tag != "li"]
    return " | ".join(near + after)

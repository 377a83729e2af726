from __future__ import annotations

import pytest
from made_pages import SENTENCES, SHORT, TEXT, TITLE, bare, news, page

import ingest
from ingest.model import PageType

QUESTIONS = "".join(
    f"<p><strong>{question}</strong></p><p>{answer} {answer}</p>"
    for question, answer in zip(
        (
            "Pourquoi avez-vous attendu deux ans avant de rouvrir ?",
            "Que ferez-vous du marché du mercredi ?",
            "Combien le chantier a-t-il coûté au bout du compte ?",
            "Et la place, quand sera-t-elle plantée ?",
        ),
        SENTENCES[1:5],
        strict=True,
    )
)
SPOKEN = "".join(f"<p><b>P.</b> ¿{SENTENCES[n]}?</p><p><b>R.</b> {SENTENCES[n + 1]}</p>" for n in range(4))
FAQ = QUESTIONS.replace("avez-vous", "a-t-on").replace("ferez-vous", "faire")
TEASERS = "".join(
    f"<div class='card'><h2><a href='/2024/03/{n}'>Autre nouvelle de la vallée et de ses villages, numéro {n}</a></h2>"
    f"<p>{SENTENCES[n % 8][:70]}…</p></div>"
    for n in range(12)
)
PHOTOS = "".join(
    f"<figure><img src='/p{n}.jpg'><figcaption>Vue numéro {n} de la charpente. © Anne Un</figcaption></figure>"
    for n in range(9)
)
SECTIONS = "".join(f"<h2>Le point {n}</h2><p>{SENTENCES[n]} {SENTENCES[n + 1]}</p>" for n in range(5))
"""No two paragraphs without a heading between them."""
TICKER = "".join(f"<h3>{18 - n}h0{n} – Le point numéro {n} sur la crue</h3><p>{SENTENCES[n % 8]}</p>" for n in range(7))
MATCH = "".join(f"<p>{90 - 11 * n}' : {SENTENCES[n % 8]}</p>" for n in range(7))
ENTRIES = "".join(
    f"<div class='live-entry'><time datetime='2024-03-12T1{n}:05:00+01:00'>1{n}h05</time><p>{SENTENCES[n]} "
    f"{SENTENCES[7 - n]}</p></div>"
    for n in range(6)
)


@pytest.mark.parametrize(
    ("article", "kind"),
    [
        (page(), PageType.ARTICLE),
        (page(ld=news()), PageType.ARTICLE),
        (page(f"<video src='/v.mp4'></video>{TEXT}", ld=news()), PageType.ARTICLE),
        (page(f"{TEXT}<audio src='/a.mp3'></audio>", ld=news()), PageType.ARTICLE),
        (page(TEXT + TEXT, ld={"@type": "RadioEpisode", "name": TITLE}), PageType.ARTICLE),
        (page(f"{PHOTOS}{TEXT}{TEXT}", ld=news()), PageType.ARTICLE),
        (page(SHORT + FAQ, ld=news()), PageType.ARTICLE),
        (page(SECTIONS, after=f"<section>{TEASERS}</section>"), PageType.ARTICLE),
        (page(title="Un concert en direct de la halle émeut la vallée"), PageType.ARTICLE),
        (page(path="/opinion-publique/halle", ld=news()), PageType.ARTICLE),
        (page(after=f"<section>{TEASERS}</section>", ld=news()), PageType.ARTICLE),
        (page(title="Interview annulée : le maire s’explique", ld=news()), PageType.ARTICLE),
        (page(f"<video src='/v.mp4'></video>{SHORT}", path="/videos/halle"), PageType.VIDEO),
        (page(SHORT, ld={"@type": "VideoObject", "name": TITLE, "description": "La halle."}), PageType.VIDEO),
        (page(f"<div>{SHORT}</div>", head="<meta property='og:type' content='video.other'>"), PageType.VIDEO),
        (page(f"<audio src='/a.mp3'></audio>{SHORT}", path="/podcasts/halle"), PageType.AUDIO),
        (page(SHORT, ld={"@type": "PodcastEpisode", "name": TITLE}), PageType.AUDIO),
        (page(PHOTOS, path="/diaporama/halle"), PageType.GALLERY),
        (page(PHOTOS, ld={"@type": "ImageGallery", "name": TITLE}), PageType.GALLERY),
        (page(f"<p>Propos recueillis par Anne Un</p>{SHORT}{QUESTIONS}"), PageType.INTERVIEW),
        (page(SHORT + QUESTIONS), PageType.INTERVIEW),
        (page(above="<p class='kicker'>Tribune</p>"), PageType.OPINION),
        (page(path="/villages/halle-la-kolumne-1.5827", ld=news()), PageType.OPINION),
        (page(ld=news(articleSection="Le Journal des idées")), PageType.ARTICLE),
        (page(path="/opinions/halle", ld=news(articleSection="Opinions")), PageType.OPINION),
        (page(ld=news(**{"@type": "OpinionNewsArticle"})), PageType.OPINION),
        (page(title="Tribune : « La halle est à tout le monde »"), PageType.OPINION),
        (page(title="Édito. La halle, enfin"), PageType.OPINION),
        (page(title="LE BILLET - Et si la halle se taisait ?"), PageType.OPINION),
        (page(title="[Édito] La halle, enfin"), PageType.OPINION),
        (page(PHOTOS.replace("<figure", "<figure class='slideshow-item'")), PageType.GALLERY),
        (page(PHOTOS, title="EN IMÁGENES | La riada, puente a puente"), PageType.GALLERY),
        (page(SHORT, path="/breves/halle"), PageType.BRIEF),
        (page(SHORT, above="<p class='kicker'>En bref</p>"), PageType.BRIEF),
        (page(SHORT, ld=news()), PageType.BRIEF),
        (page(SHORT, ld=news(isAccessibleForFree=False)), PageType.ARTICLE),
        (page(SHORT + SPOKEN), PageType.INTERVIEW),
        (page(ENTRIES, title="En direct : la crue heure par heure"), PageType.LIVE),
        (page(ENTRIES, ld={"@type": "LiveBlogPosting", "headline": TITLE}), PageType.LIVE),
        (page(TICKER, title="Crue : le fil de la journée"), PageType.LIVE),
        (page(MATCH, title="Le match des deux rives", path="/direct/match"), PageType.LIVE),
        (page(TEASERS, title="Sport", path="/sport"), PageType.LIST),
        (page(TEASERS, title="Le Courrier", path="/"), PageType.LIST),
        (page(TEASERS, title="halle", path="/tag/halle", ld={"@type": "CollectionPage"}), PageType.LIST),
        (
            page(SHORT + TEASERS, path="/auteur/anne-un", title="Anne Un", ld={"@type": "ProfilePage"}),
            PageType.LIST,
        ),
        (page("<form><input name='q'><button>Chercher</button></form>", title="Recherche"), PageType.OTHER),
    ],
)  # fmt: skip
def test_kind_of_page(article: ingest.Article, kind: PageType) -> None:
    """What a page is, by its own words and by what it holds; a clip, a picture or a word alone changes no article."""
    assert article.page_type is kind, article.provenance["page_type"]


@pytest.mark.parametrize(
    ("form", "kind"), [("gallery", "gallery"), ("audio", "audio"), ("video", "video"), ("aside", "article")]
)
def test_a_post_of_wordpress_says_what_it_is(form: str, kind: str) -> None:
    """Its editor has chosen a format, which stands on the body."""
    photos = PHOTOS[: PHOTOS.index("</figure>") + 9]
    body = f"<body class='single single-format-{form}'><article><h1>{TITLE}</h1>{photos}{SHORT}</article></body>"
    assert ingest.parse(f"<html><title>{TITLE}</title>{body}</html>", "https://blog.example/p/1").page_type == kind


def test_what_an_address_calls_a_page() -> None:
    """«video-…» with a player is one to look at; «/radio/» without any is a section about radio."""
    player = "<div class='c-player'><img src='/a.jpg'><button>Lire</button></div>"
    assert page(player + SHORT, path="/eau/video-la-halle_12.html", ld=news()).page_type is PageType.VIDEO
    assert page(TEXT, path="/eau/video-la-halle_12.html", ld=news()).page_type is PageType.ARTICLE
    assert page(player + TEXT, path="/radio/la-halle", ld=news()).page_type is PageType.AUDIO
    assert page(TEXT, path="/radio/la-halle", ld=news()).page_type is PageType.ARTICLE


def test_a_gallery_with_more_to_read_than_to_see() -> None:
    """A post in the format of galleries that has two pictures and a long text."""
    photos = PHOTOS[: PHOTOS.index("</figure>") + 9]
    body = f"<body class='single single-format-gallery'><article><h1>{TITLE}</h1>{photos}{TEXT}</article></body>"
    assert ingest.parse(f"<html><title>{TITLE}</title>{body}</html>", "https://b.example/p/1").page_type == "article"


def test_an_experts_view_is_an_opinion() -> None:
    """«Avis d'expert» above the headline."""
    assert page(above="<p class='kicker'>Avis d'expert</p>", ld=news()).page_type is PageType.OPINION


def test_a_kicker_that_only_the_metadata_writes_out() -> None:
    """«Opinion. …» in og:title, of which the headline has only the rest."""
    told = f"<meta property='og:title' content='Opinion. {TITLE}'>"
    assert page(head=told, ld=news()).page_type is PageType.OPINION
    assert page(head=told.replace("Opinion. ", "Opinion publique et "), ld=news()).page_type is PageType.ARTICLE


def test_entries_with_a_clock_and_no_time_element() -> None:
    """A live page of old: «21h05» on a line of its own in each entry, in a frame that is named for live pages."""
    entries = ENTRIES.replace("<time datetime='2024-03-12T1", "<div class='h' id='").replace("</time>", "</div>")
    assert "<time" not in entries
    article = page(entries, title=f"DIRECT - {TITLE}", ld=news(datePublished="2024-03-12T10:00:00+01:00"))
    assert article.page_type is PageType.LIVE
    assert [entry.published_at and entry.published_at.strftime("%d %H:%M") for entry in article.live_entries] == [
        f"12 {9 + n:02}:05" for n in range(6)
    ]
    other = news(datePublished="2024-03-12T20:00:00+01:00", dateModified="2024-03-13T01:00:00+01:00")
    article = page(entries, title=f"DIRECT - {TITLE}", ld=other)
    assert {entry.published_at for entry in article.live_entries} == {None}, "of which of the two days?"


def test_a_gallery_that_says_so_may_tell_more() -> None:
    """«[En images]» with a paragraph to each picture."""
    photos = PHOTOS.split("</figure>")[:6]
    told = "".join(f"{photo}</figure><p>{SENTENCES[n]} Oui.</p>" for n, photo in enumerate(photos))
    told += "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    assert page(told, title=f"[En images] {TITLE}", ld=news()).page_type is PageType.GALLERY
    assert page(told, ld=news()).page_type is PageType.ARTICLE


def test_two_who_take_turns_are_in_an_interview() -> None:
    """«SPIEGEL: … / Un: …», however they ask; a list with labels has no turns."""
    turns = "".join(f"<p>COURRIER: {SENTENCES[n]}</p><p>Un: {SENTENCES[n + 1]}</p>" for n in range(4))
    assert page(turns, ld=news()).page_type is PageType.INTERVIEW
    labels = "".join(
        f"<p>{name}: {SENTENCES[n]}</p>" for n, name in enumerate(("Lyon", "Metz", "Brest", "Nice", "Pau"))
    )
    assert page(labels, ld=news()).page_type is PageType.ARTICLE


def test_questions_in_headings_of_somebody_who_asks() -> None:
    """With «Propos recueillis par …»; without, they are an article's crossheads."""
    asked = "".join(f"<h3>Et la place, quand sera-t-elle prête ({n}) ?</h3><p>{SENTENCES[n]}</p>" for n in range(4))
    assert page(asked + "<p>Propos recueillis par Anne Un</p>", ld=news()).page_type is PageType.INTERVIEW
    assert page(asked, ld=news()).page_type is PageType.ARTICLE


def test_a_clock_that_says_whose_time_it_is() -> None:
    """«18h32 heure de Beyrouth» above an entry."""
    entries = ENTRIES.replace("<time datetime='2024-03-12T1", "<div class='h' id='").replace(
        "</time>", " heure locale</div>"
    )
    article = page(entries, title=f"DIRECT - {TITLE}", ld=news(datePublished="2024-03-12T10:00:00+01:00"))
    assert len(article.live_entries) == 6


def test_who_signs_a_comment_makes_it_an_opinion() -> None:
    """«Kommentar von Anne Un» in the author's box, where headline and address say nothing of it."""
    assert page(f"<div class='box'><h4>Kommentar von Anne Un</h4></div>{TEXT}").page_type is PageType.OPINION


def test_what_is_to_be_heard_and_what_only_could_be() -> None:
    """«AUDIO - …» with a recording is one; a Chinese article that can be read aloud is an article."""
    heard = {"@context": "https://schema.org", "@graph": [{"@type": "AudioObject", "name": "x"}]}
    assert page(SHORT * 3, title=f"AUDIO - {TITLE}", ld=heard).page_type is PageType.AUDIO
    chinese = "".join(
        f"<p>记者从国家卫生健康委获悉，近阶段相关部门持续依托短缺药品供应保障工作会商联动机制，第{n}次。</p>"
        for n in range(9)
    )
    article = page(f"<audio src=''></audio>{chinese}", title="短缺药品保供稳价全力保障临床用药需求")
    assert article.page_type is PageType.ARTICLE


def test_a_chinese_text_among_headlines_is_an_article() -> None:
    """One of its letters says what three of others do: 230 beside six linked headlines are no list."""
    text = "".join(
        f"<p>{'湘江长沙站水位跌破历史最低纪录，水深仅一点二米，有关部门提醒过往船只注意航行安全。'}第{n}段。</p>"
        for n in range(5)
    )
    cards = "".join(
        f"<h3><a href='/{n}'>湘江流域各地水情与天气变化的最新消息和图片报道第{n}号内容</a></h3>" for n in range(7)
    )
    article = bare(
        f"<h1>湘江长沙站跌破历史最低水位</h1>{text}<div class='more'>{cards}</div>", "湘江长沙站跌破历史最低水位"
    )
    assert article.page_type is PageType.ARTICLE


def test_one_of_several_labels_on_a_line_says_the_kind() -> None:
    """«Écologie Parti pris»: two elements side by side above the headline."""
    labels = "<p class='tags-list'><a class='tag' href='/e'>Écologie</a> <span class='kicker'>Parti pris</span></p>"
    assert page(TEXT, above=labels, path="/journal/ecologie/120324/la-secheresse").page_type is PageType.OPINION


def test_a_folder_for_all_that_is_published_is_no_opinion() -> None:
    """«/edito/» of a trade paper whose pages name their section; without one it is what it says."""
    told = news(articleSection="Conjoncture")
    assert page(TEXT, path="/edito/prix-du-bois-64118.php", ld=told).page_type is PageType.ARTICLE
    assert page(TEXT, path="/edito/prix-du-bois-64118.php").page_type is PageType.OPINION


def test_questions_and_answers_in_a_list_of_definitions() -> None:
    """Questions as <dt> are questions though not bold, and answers are paragraphs."""
    asked = QUESTIONS.replace("<p><strong>", "<dl><dt>").replace("</strong></p><p>", "</dt><dd><p>")
    article = page(SHORT + asked.replace("</p><dl>", "</p></dd></dl><dl>"))
    kinds = [block.kind.value for block in article.blocks]
    assert kinds.count("question") == 4
    assert "list_item" not in kinds
    assert article.page_type is PageType.INTERVIEW


def test_two_questions_are_enough_where_the_page_says_interview() -> None:
    """The first one stands in a paragraph with the paper's name before it."""
    two = "".join(QUESTIONS.partition("<p><strong>Combien")[:1])
    plain = two.replace("avez-vous", "a-t-on").replace("ferez-vous", "faire")
    assert page(plain, above="<div>Entretien</div>").page_type is PageType.INTERVIEW
    assert page(plain).page_type is PageType.ARTICLE


@pytest.mark.parametrize("folder", ["diretta", "en-vivo", "ao-vivo"])
def test_live_pages_of_the_south(folder: str) -> None:
    """The folder of the address, in Italian, Spanish and Portuguese."""
    assert page(TEXT, path=f"/torino/2023/06/22/{folder}/frana-12871456/").page_type is PageType.LIVE


def test_entries_of_a_ticker_that_is_not_called_live() -> None:
    """«ticker-item», each with its time."""
    assert page(SHORT + ENTRIES.replace("live-entry", "ticker-item")).page_type is PageType.LIVE


def test_a_gallery_in_polish() -> None:
    """«[ZDJĘCIA]» at the end of the headline."""
    body = SHORT + PHOTOS + SHORT.replace("La", "Cette") + TEXT[:900] + "</p>"
    assert page(body, title=f"{TITLE} [ZDJĘCIA]").page_type is PageType.GALLERY

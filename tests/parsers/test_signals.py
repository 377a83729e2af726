"""Which places of a page are asked for its dates, and which never are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import ingest
from ingest.parsers.dates.page import Signal
from ingest.parsers.signals import date_signals
from ingest.parsers.walk import walk

PARAGRAPH = "Le pont sera fermé trois semaines, a indiqué la commune, le temps de remplacer les câbles qui le portent. "
TEXT = f"<p>Début. {PARAGRAPH}</p><p>{PARAGRAPH * 2}</p><p>Fin. {PARAGRAPH}</p>"
FETCHED = datetime(2024, 4, 2, 12, 0, tzinfo=UTC)


def collect(
    html: str,
    *,
    article: dict[str, Any] | None = None,
    objects: list[dict[str, Any]] | None = None,
    url: str | None = None,
) -> list[Signal]:
    """Signals of a page whose headline is its h1 and whose text runs from «Début.» to «Fin.»."""
    tree = walk(html)
    numbers = range(len(tree.segments))
    title_at = next((n for n in numbers if tree.segments[n].heading == 1), -1)
    first = next(n for n in numbers if tree.segments[n].text.startswith("Début."))
    last = next(n for n in numbers if tree.segments[n].text.startswith("Fin."))
    return date_signals(tree, article or {}, objects or [], url=url, title_at=title_at, first=first, last=last)


def lines(html: str) -> list[tuple[str, bool]]:
    return [(one.raw, one.near_headline) for one in collect(html) if one.method == "visible"]


def page(before: str = "", between: str = "", after: str = "") -> str:
    return f"<body>{before}<main><h1>Le pont de bois ferme</h1>{between}{TEXT}{after}</main></body>"


def test_the_line_under_the_headline():
    """The usual place: between the headline and the text."""
    assert lines(page(between="<p>Publié le 14 mars 2024 à 9h46</p>")) == [("Publié le 14 mars 2024 à 9h46", True)]


def test_a_line_with_date_and_clock_that_ends_in_a_full_stop():
    """«Lecture : 3 minutes.» behind it makes no sentence of a dateline."""
    line = (
        "Aya Un - à Abidjan Publié le 5 octobre 2021 à 16:47 Mis à jour le 6 octobre 2021 à 10:20 Lecture : 3 minutes."
    )
    assert lines(page(between=f"<div>{line}</div>")) == [(line, True)]


@pytest.mark.parametrize("names", ["elementor-widget", "teaser__meta", "side-column"])
def test_names_that_page_builders_give_to_everything_take_no_line_from_the_headline(names):
    """«widget», «teaser» and «side» right under a headline are no proof of other stories."""
    html = page(between=f"<div class='{names}'><p>14 mars 2024</p></div>")
    assert lines(html) == [("14 mars 2024", True)]


@pytest.mark.parametrize(
    "frame",
    [
        "<div class='related-videos'>{}</div>",
        "<section class='comments'>{}</section>",
        "<nav>{}</nav>",
        "<article>{}</article>",
    ],
)
def test_other_stories_and_comments_are_never_asked(frame):
    """A date in a frame of related stories, comments or navigation is not the article's, wherever it stands."""
    date = frame.format("<p>14 mars 2024</p>")
    assert lines(page(between=date)) == []
    assert lines(page(after=date)) == []


def test_the_elements_around_the_article_are_its_own():
    """A class that sounds like comments or widgets on an element that holds headline and text says nothing of them."""
    html = f"<div class='widget comments-open'>{page(between='<p>14 mars 2024</p>')}</div>"
    assert lines(html) == [("14 mars 2024", True)]


def test_a_date_above_the_headline():
    """Old blogs print the day above the title; the line under the title comes first where there are both."""
    html = page(between="<p>Publié le 14 mars 2024</p>").replace(
        "<h1>", "<h2 class='date-header'>15 mars 2024</h2><h1>"
    )
    assert [raw for raw, _ in lines(html)] == ["Publié le 14 mars 2024", "15 mars 2024"]


def test_the_clock_in_the_pages_header_is_not_asked():
    """Today's date above the article's frame is no date of the article; in the article's own header it is."""
    clock = "<header><p>Mardi 2 avril 2024</p><time datetime='2024-04-02T12:00'>12:00</time></header>"
    assert collect(page(before=clock)) == []
    own = page().replace("<h1>", "<header><p>Jeudi 14 mars 2024</p></header><h1>")
    assert lines(own) == [("Jeudi 14 mars 2024", True)]


def test_a_ticker_above_the_headline_is_not_asked():
    """List items with dates above the headline are other stories' unless their names promise the article's data."""
    ticker = "<ul><li>[ 10 mars 2024 ]</li><li>[ 9 mars 2024 ]</li></ul><h1>"
    assert lines(page().replace("<h1>", ticker)) == []
    meta = "<ul class='post-meta'><li>10 mars 2024</li></ul><h1>"
    assert lines(page().replace("<h1>", meta)) == [("10 mars 2024", True)]


def test_a_headline_that_is_unknown_widens_the_search():
    """Without a headline, thirty segments before the text are looked at."""
    filler = "".join(f"<p>Rubrique {chr(97 + n)}</p>" for n in range(20))
    html = f"<body><div><p>Mardi 14 mars 2024</p>{filler}{TEXT}</div></body>"
    assert lines(html) == [("Mardi 14 mars 2024", True)]


def test_lines_after_the_text():
    """A labelled or named line right after the text counts, far from the headline; a longer one is cut."""
    tail = "et classé dans la rubrique des ouvrages d’art et des voies d’eau. " * 3
    html = page(after=f"<p class='postmetadata'>Cet article a été publié le 14 mars 2024 à 9h46 {tail}</p>")
    ((raw, near),) = lines(html)
    assert raw.startswith("Cet article a été publié le 14 mars 2024 à 9h46")
    assert (len(raw), near) == (140, False)


def test_a_date_in_the_text_is_an_event():
    """A day alone between paragraphs heads a chapter of a chronology; with a label it is the article's."""
    between = TEXT.replace("<p>Fin.", "<p>14 mars 2024</p><p>Fin.")
    labelled = TEXT.replace("<p>Fin.", "<p>Publié le 14 mars 2024</p><p>Fin.")
    assert lines(page().replace(TEXT, between)) == []
    assert lines(page().replace(TEXT, labelled)) == [("Publié le 14 mars 2024", False)]


def test_a_label_in_a_line_of_its_own():
    """«Mise en ligne» / «23 mai 2019» in two blocks is one line."""
    html = page(after="<div><p>Mise en ligne</p><p>23 mai 2019</p></div>")
    assert lines(html) == [("Mise en ligne : 23 mai 2019", False)]


def test_captions_addresses_and_sentences_are_no_date_lines():
    """Legends, links and whole sentences near the headline or after the text are not even read."""
    sentence = "Un arrêté du 3 mars 2024 avait déjà limité le passage aux véhicules de moins de trois tonnes et demie."
    assert lines(page(between=f"<figcaption>Le pont en mars 2023</figcaption><p>{sentence}</p>")) == []
    assert lines(page(after="<p>Permalien : https://journal.example/2024/03/14/pont</p>")) == []


@pytest.mark.parametrize(
    ("head", "raw"),
    [
        ("Lausanne, le 14 mars 2024 – ", "Lausanne, le 14 mars 2024"),
        ("(14.03.2024) ", "(14.03.2024)"),
        ("14 mars 2024. ", "14 mars 2024"),
        ("Communiqué du 14 mars 2024 | ", "Communiqué du 14 mars 2024"),
    ],
)
def test_the_dateline_of_a_press_release(head, raw):
    """A paragraph that begins with a day and a separator gives that day, for want of anything better."""
    html = f"<main><h1>Le pont de bois ferme</h1><p>{head}{PARAGRAPH}</p>{TEXT}</main>"
    assert lines(html) == [(raw, False)]
    dated = html.replace("<main>", "<meta property='article:published_time' content='2024-03-15T08:00:00Z'><main>")
    assert lines(dated) == []


def test_the_dateline_below_a_byline():
    """Standfirst, credit and byline may stand before the paragraph that has it; two different days are a chronology."""
    above = f"<p>{PARAGRAPH}</p><p>Par Ada Morel</p>"
    html = "<main><h1>Le pont de bois ferme</h1>{}{}</main>"
    first = f"<p>Début. {PARAGRAPH}</p>{above}<p>14.3.2024 - {PARAGRAPH}</p>"
    assert lines(html.format(first, TEXT.replace("Début. ", ""))) == [("14.3.2024", False)]
    second = f"{first}<p>15.3.2024 - {PARAGRAPH}</p>"
    assert lines(html.format(second, TEXT.replace("Début. ", ""))) == []


def test_the_class_of_time_tells_the_update_beside_a_publication():
    """hAtom's «published» and «updated» side by side are what they say; themes call any date «updated» alone."""
    updated = "<time class='entry-date updated' datetime='2024-03-16'>16 mars</time>"
    both = f"<p><time class='entry-date published' datetime='2024-03-14'>14 mars</time> {updated}</p>"
    assert [one.role for one in collect(page(between=both)) if one.method == "time"] == ["published", "modified"]
    alone = collect(page(between=f"<p>{updated}</p>"))
    assert [one.role for one in alone if one.method == "time"] == [None]


def test_rdfa_and_several_names_of_one_property():
    """«property=» of an inline element is read as itemprop; an element that is both dates is the publication."""
    html = page(
        between="<p><span property='dc:date dc:created' content='2024-03-14T09:46:00+01:00'>jeudi</span></p>"
        "<p><time itemprop='dateModified datePublished' datetime='2024-03-14T09:46'>jeudi 14</time></p>"
    )
    found = [(one.role, one.raw) for one in collect(html) if one.method == "microdata"]
    assert found == [("published", "2024-03-14T09:46:00+01:00"), ("published", "2024-03-14T09:46")]


def test_a_page_full_of_other_dates_has_none():
    """Header clock, print edition, related stories, comments, copyright: a page without its own date gets None."""
    html = (
        "<header><p>mardi 2 avril 2024, 13:59</p></header><main><article><h1>Le pont de bois ferme</h1>"
        f"<p>Édition du lundi 1er avril 2024</p>{TEXT}<p>© 2024 Le Journal du Val</p></article>"
        "<aside class='related'><p>La crue du 3 mars 2024</p><time datetime='2024-03-03'>3 mars 2024</time></aside>"
        "<section class='comments'><p>Ada, le 30 mars 2024 à 10h12</p></section></main>"
        "<footer><p>Mentions légales, mises à jour le 1er janvier 2024</p></footer>"
    )
    article = ingest.parse(html, "https://journal.example/pont", fetched_at=FETCHED)
    assert isinstance(article, ingest.Article)
    assert (article.published_at, article.modified_at) == (None, None)


def test_time_elements_take_the_label_beside_them():
    """A label inside or right before <time> is its role; an embedded post's <time> is not asked."""
    html = page(
        between="<p>Publié le <time datetime='2024-03-14'>14 mars</time>, "
        "mis à jour le <time datetime='2024-03-16'>16</time></p>"
        "<time datetime='2024-03-15'>Mise à jour : 15 mars</time><time datetime='2024-03-13' pubdate>13 mars</time>",
        after="<blockquote><time datetime='2019-01-01'>1 janvier 2019</time></blockquote>",
    )
    found = [(one.role, one.raw) for one in collect(html) if one.method == "time"]
    assert found == [
        ("published", "2024-03-14"),
        ("modified", "2024-03-16"),
        ("modified", "2024-03-15"),
        ("published", "2024-03-13"),
    ]


def test_meta_names_that_no_list_knows():
    """A name that says «published at» gives a date for want of anything better; expiry, coverage and births do not."""
    names = ("sw-pubdate", "shop:article_published_time", "article:expiration_time", "coveragestarttime", "publisher")
    head = "".join(f"<meta name='{name}' content='2024-03-14'>" for name in names)
    found = [(one.evidence, one.method) for one in collect(head + page()) if one.method.startswith("meta")]
    assert found == [("sw-pubdate", "meta-weak"), ("shop:article_published_time", "meta-weak")]


def test_json_ld_of_the_article_and_of_other_things():
    """The article's own object gives dates; a fact check's or a clip's are weak and only asked without it."""
    review = {"@type": "ClaimReview", "datePublished": "2024-03-14"}
    article = {"@type": "NewsArticle", "datePublished": "2024-03-15", "dateModified": "2024-03-16"}
    web_page = {"@type": "WebPage", "datePublished": "2024-03-13", "dateModified": "2024-03-17"}

    def found(own, *others):
        signals = collect(page(), article=own, objects=[*([own] if own else []), *others])
        return [(one.role, one.raw, one.method, one.evidence) for one in signals]

    assert found(article, review) == [
        ("published", "2024-03-15", "json-ld", "datePublished"),
        ("modified", "2024-03-16", "json-ld", "dateModified"),
    ]
    assert found({}, review) == [("published", "2024-03-14", "json-ld-weak", "ClaimReview datePublished")]
    assert found({}, web_page) == [
        ("published", "2024-03-13", "json-ld", "WebPage datePublished"),
        ("modified", "2024-03-17", "json-ld", "WebPage dateModified"),
    ]


def test_the_day_of_the_address():
    """The page's URL is asked for a day; its own word for it where none is given."""
    head = "<link rel='canonical' href='https://journal.example/2024/03/14/pont'>"
    own = Signal("published", "2024-03-14", "url", "https://journal.example/2024/03/14/pont", near_headline=False)
    assert collect(head + page()) == [own]
    assert collect(page(), url="https://journal.example/2024/03/14/pont") == [own]
    assert collect(head + page(), url="https://journal.example/pont") == []


def test_signals_are_bounded():
    """A page of ten thousand dates gives a bounded number of signals."""
    many = "".join(f"<p>Publié le {n % 28 + 1} mars 2024 à {n % 24}h{n % 60:02}</p>" for n in range(3000))
    times = "".join(f"<time datetime='2024-03-14T10:00:{n % 60:02}.{n}Z'>x</time>" for n in range(3000))
    assert len(collect(page(between=f"<p>{times}</p>", after=many))) < 120


def test_metadata_from_quebec_is_shown_on_its_own_clock():
    """A page in French under .com whose values have -05:00 is not read in Paris: an evening there stays that day."""
    dates = '"datePublished": "2024-02-19T00:00:00-05:00", "dateModified": "2024-02-19T23:30:42-05:00"'
    data = f'{{"@type": "NewsArticle", {dates}}}'
    html = f"<html lang='fr'><script type='application/ld+json'>{data}</script>{page()}"
    article = ingest.parse(html, "https://journal.example/pont", fetched_at=FETCHED)
    assert article.timezone == "America/Toronto"
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2024-02-19T00:00:00-05:00"
    assert article.modified_at is None


def test_without_a_zone_the_pages_offset_is_shown():
    """English under .com with -05:00 may be from many places: no zone is claimed, the offset is kept."""
    data = '{"@type": "NewsArticle", "datePublished": "2024-02-19T21:30:00-05:00"}'
    html = f"<html lang='en'><script type='application/ld+json'>{data}</script>{page()}"
    article = ingest.parse(html, "https://paper.example/bridge", fetched_at=FETCHED)
    assert article.timezone is None
    assert article.published_at is not None
    assert article.published_at.utcoffset() == timedelta(hours=-5)
    assert article.published_at.isoformat() == "2024-02-19T21:30:00-05:00"


@pytest.mark.parametrize(
    ("line", "raw"),
    [
        ("Mise à jour du 13 mars, 9h02 : le prix a été corrigé.", "Mise à jour du 13 mars 2024, 9h02"),
        (
            "[Mise à jour, vendredi 15 mars, 18 h 30 : la mairie précise.]",
            "Mise à jour, vendredi 15 mars 2024, 18 h 30",
        ),
        ("Correction, 12 September: the diagram was paid for.", "Correction, 12 September 2024"),
        ("Correction, Sept. 12: the diagram was paid for.", "Correction, Sept. 12 2024"),
        ("Ajout du 18 mai : la réunion est avancée.", "Ajout du 18 mai 2024"),
        (
            "Article mis à jour le 19 mars à 9h10 avec la réaction du maire.",
            "Article mis à jour le 19 mars 2024 à 9h10 avec la réaction du maire",
        ),
    ],
)
def test_a_correction_tells_when_in_the_year_of_the_page(line: str, raw: str) -> None:
    """A newsroom that corrects its text leaves out the year."""
    found = collect(f"<h1>Le pont</h1>{TEXT}<p>{line}</p>", article={"datePublished": "2024-03-02T10:00:00+01:00"})
    assert [one.raw for one in found if one.evidence == "correction"] == [raw]


def test_a_correction_without_a_year_on_the_page_tells_nothing() -> None:
    """The year of the fetch would be a guess."""
    assert not [one for one in collect(f"<h1>Le pont</h1>{TEXT}<p>Mise à jour du 13 mars : non.</p>") if one.role]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Rectificatif (3 mars 2024) : le pont a deux piles.", "Rectificatif (3 mars 2024)"),
        ("Mise à jour à 18h20 : le pont rouvre.", "Mise à jour à 18h20"),
    ],
)
def test_a_correction_with_its_whole_day_or_its_clock_alone(line: str, shown: str) -> None:
    """What is missing is the page's; what readers see is what it says itself."""
    ld = {"@type": "NewsArticle", "datePublished": "2024-03-02T10:42:00+00:00"}
    told = [one for one in collect(page(after=f"<p>{line}</p>"), article=ld) if one.evidence == "correction"]
    assert [(one.role, one.shown) for one in told] == [("modified", shown)]
    assert ("2.03.2024" in told[0].raw) == ("18h20" in line)


def test_the_day_of_another_story_above_the_headline() -> None:
    """It stands right below that story's linked headline, in a <time> like the article's own."""
    head = "<h2><a href='/x'>Le bac reprend</a></h2>"
    other = f"<ul><li>{head}<div><time datetime='2024-03-10T07:15'>10 mars</time></div></li></ul>"
    own = "<div><time datetime='2024-03-07T18:42'><a href='/y'>7 mars 2024</a></time></div>"
    times = [one.raw for one in collect(page(before=other, between=own)) if one.method == "time"]
    assert times == ["2024-03-07T18:42"]


def test_an_update_that_is_hidden_is_not_told() -> None:
    """WordPress writes «<time class=updated hidden>» beside the publication, and readers see nothing of it."""
    published = "<time class='published' datetime='2024-04-01T17:05:00+02:00'>1er avril 2024 à 17h05</time>"
    updated = "<time class='updated' {} datetime='2024-04-02T09:41:57+02:00'></time>"
    roles = [one.role for one in collect(page(between=f"<p>{published}{updated.format('hidden')}</p>"))]
    assert "modified" not in roles
    assert "modified" in [one.role for one in collect(page(between=f"<p>{published}{updated.format('')}</p>"))]


def test_a_toolbar_may_hold_the_date() -> None:
    """In an element named for dates beside the headline; other words of a toolbar tell nothing."""
    bar = "<div class='story__toolbar'><div class='{}'><time datetime='2024-04-01T09:00Z'>1er avril</time></div></div>"
    assert any(one.method == "time" for one in collect(page(between=bar.format("story__date"))))
    assert not any(one.method == "time" for one in collect(page(between=bar.format("x"))))


def test_a_date_in_an_element_of_its_own_in_a_longer_line() -> None:
    """«Le 9 novembre 2021 6 min Novembre 2021 - n°417»: read only where nothing else tells a day."""
    line = "<span class='date-display-single'>Le 09 Novembre 2021</span> <span>6 min</span> <a>Novembre 2021</a>"
    line = f"<div>{line}</div>"
    assert ("Le 09 Novembre 2021", False) in lines(page(between=line))
    dated = {"datePublished": "2021-11-09T08:00:00+01:00"}
    found = [one.raw for one in collect(page(between=line), article=dated) if one.method == "visible"]
    assert "Le 09 Novembre 2021" not in found


def test_a_whole_time_in_any_abbr_is_the_articles() -> None:
    """The datetime design pattern of microformats, without a class: «<abbr title=…>1 hr ago</abbr>»."""
    found = collect(page(between="<p>By Anne Un – <abbr title='2011-08-25T01:40:40Z'>1 hr 4 mins ago</abbr></p>"))
    assert ("time", "2011-08-25T01:40:40Z") in [(one.method, one.raw) for one in found]
    assert not any(
        one.method == "time" for one in collect(page(between="<p>Le <abbr title='Bulletin'>B.</abbr> 3</p>"))
    )


def test_a_date_behind_the_pages_own_address_and_a_dateline_behind_hyphens() -> None:
    """«Permanent link: www.… 15:19 28.11.2011» right below the text; «Feb. 23, 2015 -- …» at its head."""
    below = "<div class='newsinfo'>Постоянный адрес: www.courrier.example/news/12.html 15:19 28.11.2011</div>"
    assert "15:19 28.11.2011" in [one.raw for one in collect(page(after=below))]
    text = TEXT.replace("Début.", "Début.", 1)
    tree = walk(f"<h1>Titre</h1><p>Feb. 23, 2015 -- {PARAGRAPH}</p>{text}")
    found = date_signals(tree, {}, [], url=None, title_at=0, first=1, last=len(tree.segments) - 1)
    assert "Feb. 23, 2015" in [one.raw for one in found]


def test_an_update_glued_to_what_stands_before_it() -> None:
    """«Lu 1427 foisDernière modification le …», of a publishing system's foot."""
    foot = (
        "<div><span>Lu <b>1427</b> fois</span><span>Dernière modification le vendredi, 15 mars 2024 11:03</span></div>"
    )
    ld = {"@type": "NewsArticle", "datePublished": "2024-03-15 09:26:11", "dateModified": "2024-03-15 09:26:11"}
    html = f"<h1>Le pont</h1>{TEXT}{foot}"
    assert any(one.raw == "Dernière modification le vendredi, 15 mars 2024 11:03" for one in collect(html, article=ld))


def test_the_number_of_an_account_is_none_of_the_date() -> None:
    """«Soumis par redac2 le mer 12/04/2023 - 09:38», the line of a publishing system."""
    html = f"<h1>Le pont</h1><div>Soumis par <span>redac2</span> le <span>mer 12/04/2023 - 09:38</span></div>{TEXT}"
    article = ingest.parse(
        f"<html lang=fr><body>{html}</body></html>", "https://paper.example/bridge", fetched_at=FETCHED
    )
    assert article.published_at is not None
    assert (article.published_at.hour, article.published_at.minute) == (9, 38)

from __future__ import annotations

import pytest

import ingest
from ingest.parsers.features import context_of
from ingest.parsers.images import legends
from ingest.parsers.walk import walk

TEXT = "".join(
    f"<p>{text}</p>"
    for text in (
        "Le phare du cap s’est rallumé jeudi, la première fois depuis que la tempête a noyé ses batteries.",
        "Deux techniciennes ont monté les pièces à dos, par l’escalier de cent marches, la route étant coupée.",
    )
)
REST = "".join(
    f"<p>{text}</p>"
    for text in (
        "Au village on a fêté la lumière avec de la soupe, du cidre et un discours emporté par le vent.",
        "La prochaine visite est prévue en juin ; d’ici là, un voisin passera chaque soir vérifier les aiguilles.",
    )
)
Split = tuple[str | None, str | None]


def pictures(markup: str, *, behind: str = "") -> list[Split]:
    """Captions and credits of an article with this markup in the middle of its text."""
    article = ingest.parse(
        "<html lang='fr'><title>Le phare du cap s’est rallumé</title>"
        "<meta property='og:site_name' content='Le Cap Libre'><body><article>"
        f"<h1>Le phare du cap s’est rallumé</h1>{TEXT}{markup}{REST}</article>{behind}</body></html>",
        "https://phare.example/cap",
    )
    return [(image.caption, image.credit) for image in article.images]


LEGEND = "La lanterne vue du chemin de ronde, jeudi soir."


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (f"<figure><img src='/a.jpg'><figcaption>{LEGEND} © L. D</figcaption></figure>", (LEGEND, "L. D")),
        (
            f"<span class='spip_documents'><img src='/a.jpg'></span><dl class='spip_doc_inner'>"
            f"<dt class='crayon spip_doc_titre'>{LEGEND}</dt><dd class='crayon spip_doc_credits'>© L. D</dd></dl>",
            (LEGEND, "L. D"),
        ),
        (
            f"<figure><img src='/a.jpg'><figcaption>{LEGEND} — Club des Gardiens</figcaption></figure>",
            (LEGEND, "Club des Gardiens"),
        ),
        (
            f"<figure><img src='/a.jpg'><figcaption>{LEGEND} <i class='credit'>Luc Deux</i></figcaption></figure>",
            (LEGEND, "Luc Deux"),
        ),
        (f"<div class='media'><img src='/a.jpg' alt='{LEGEND}'><small>{LEGEND}</small></div>", (LEGEND, None)),
        (
            f"<div class='media'><img src='/a.jpg?format=pixel' alt='{LEGEND}'>{LEGEND} © L.D</div>",
            (LEGEND, "L.D"),
        ),
        (f"<div><div><img src='/a.jpg'></div>{LEGEND}</div>", (LEGEND, None)),
        (
            f"<table><tr><td><img src='/a.jpg'></td></tr><tr><td>{LEGEND} Photo : Luc Deux</td></tr></table>",
            (LEGEND, "Luc Deux"),
        ),
    ],
)
def test_legends_in_many_markups(markup: str, expected: Split) -> None:
    """With or without a figure, a legend is found, split and kept out of the text."""
    assert pictures(markup) == [expected]


@pytest.mark.parametrize(
    "markup",
    [
        "<p><img src='/ui/logo-facebook.png' alt='Suivez-nous sur Facebook'>Suivez-nous sur Facebook</p>",
        "<div class='related'><a href='/b'><img src='/b.jpg'>Le port de pêche a rouvert mardi matin</a></div>",
        "<div class='author'><img src='/anne.jpg'>Anne Un écrit sur la mer depuis vingt ans</div>",
    ],
)
def test_what_is_no_picture_of_the_article(markup: str) -> None:
    """Logos, teasers of other stories and portraits of the author are no images of the article."""
    assert pictures(markup) == []


def test_pictures_of_other_stories_behind_the_text() -> None:
    """What stands below the article belongs to others."""
    teasers = "".join(f"<div class='teaser'><img src='/t{n}.jpg'><p>Autre histoire {n}</p></div>" for n in range(6))
    assert pictures("", behind=f"<aside>{teasers}</aside>") == []


def test_same_picture_once() -> None:
    """A picture that the page repeats for small screens is one image."""
    figure = f"<figure><img src='/a.jpg'><figcaption>{LEGEND} © Luc Deux</figcaption></figure>"
    assert pictures(figure + figure) == [(LEGEND, "Luc Deux")]


def test_legend_of_the_last_picture() -> None:
    """A legend of several lines that ends the page is read whole."""
    figure = f"<figure><img src='/3.jpg'><figcaption><span>3/3</span> <div>{LEGEND} | DR</div></figcaption></figure>"
    article = ingest.parse(
        f"<html lang='fr'><title>Le phare du cap</title><body><h1>Le phare du cap</h1>{TEXT}{figure}"
    )
    assert [(image.caption, image.credit) for image in article.images] == [(LEGEND, "DR")]


def test_stand_in_of_a_lazy_picture_is_no_address() -> None:
    """A data URL that waits for a script is not where the picture is."""
    article = ingest.parse(
        f"<html lang='fr'><title>Le phare</title><body><h1>Le phare du cap</h1>{TEXT}"
        f"<figure><img src='data:image/gif;base64,R0lGOD'><figcaption>{LEGEND} © Luc Deux</figcaption></figure>{REST}",
        "https://phare.example/cap",
    )
    assert [(image.url, image.credit) for image in article.images] == [(None, "Luc Deux")]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<div><img src='/a.jpg'><span>Luc Deux</span></div><figcaption>La lanterne</figcaption>", "Luc Deux"),
        ("<img src='/a.jpg'><span>Fonds du Cap</span><figcaption>La lanterne</figcaption>", "Fonds du Cap"),
        ("<img src='/a.jpg'><figcaption>La lanterne / Luc Deux</figcaption>", "Luc Deux"),
        ("<img src='/a.jpg'><figcaption><b>2/5</b><i>La lanterne</i><span>© Luc Deux</span></figcaption>", "Luc Deux"),
        ("<img src='/a.jpg'><figcaption>La lanterne (تصوير: Luc Deux)</figcaption>", "Luc Deux"),
        ("<img src='/a.jpg'><figcaption>La lanterne — Foto: Luc Deux</figcaption>", "Luc Deux"),
        ("<img src='/a.jpg'><figcaption>La lanterne</figcaption><footer>Luc Deux</footer>", "Luc Deux"),
        (
            "<img src='/a.jpg'><figcaption>La lanterne <span class='m-copyright'>LD - LUC</span></figcaption>",
            "LD - LUC",
        ),
        ("<img src='/a.jpg'><figcaption>La lanterne - Le Cap Libre</figcaption>", "Le Cap Libre"),
        ("<img src='/a.jpg'><figcaption>La lanterne <span>Le Cap Libre</span></figcaption>", "Le Cap Libre"),
        (
            "<img src='/a.jpg'><figcaption>La lanterne <i><span class='credit'>L. D.</span>, CC BY</i></figcaption>",
            "L. D., CC BY",
        ),
    ],
)
def test_credits_in_many_places(markup: str, expected: str) -> None:
    """On the picture, behind a slash, behind a slide's number, with labels of other languages."""
    assert pictures(f"<figure>{markup}</figure>") == [("La lanterne", expected)]


def test_brackets_at_the_end_of_every_legend_are_credits() -> None:
    """A single one may be a remark; where all legends of a page have one, the site puts the credit there."""
    one = "<figure><img src='/{}.jpg'><figcaption>La lanterne du cap {} ({})</figcaption></figure>"
    both = pictures(one.format(1, "le soir", "Luc Deux") + one.format(2, "le matin", "Phares"))
    assert both == [("La lanterne du cap le soir", "Luc Deux"), ("La lanterne du cap le matin", "Phares")]
    assert pictures(one.format(1, "le soir", "Finistère")) == [("La lanterne du cap le soir (Finistère)", None)]


def test_buttons_and_copies_are_no_part_of_a_legend() -> None:
    """«hide caption», and the same legend again for the enlarged picture."""
    copied = f"{LEGEND} hide caption</figcaption><figcaption>toggle caption</figcaption><figcaption>{LEGEND}"
    assert pictures(f"<figure><img src='/a.jpg'><figcaption>{copied}</figcaption></figure>") == [(LEGEND, None)]


@pytest.mark.parametrize("number", ["Illustration 1", "Image 2 sur 5", "3/5"])
def test_a_number_is_no_part_of_a_legend(number: str) -> None:
    """What tells a screen reader or a visitor which picture it is."""
    legend = f"<span>{number}</span> <span>{LEGEND}</span>"
    assert pictures(f"<figure><img src='/a.jpg'><figcaption>{legend}</figcaption></figure>") == [(LEGEND, None)]
    alone = f"<figure><img src='/a.jpg'><figcaption>{number} <i class='credit'>© Luc Deux</i></figcaption></figure>"
    assert pictures(alone) == [(None, "Luc Deux")]


def test_unlabelled_credit_in_the_last_element_of_a_legend() -> None:
    """Frameworks' classes say nothing: a few words in capitals in an element of their own do; a title in italics, the
    end of a sentence or a number do not."""
    figure = "<figure><img src='/a.jpg'><figcaption>La fontaine aux trois becs, le 2 juin {last}</figcaption></figure>"
    legend = "La fontaine aux trois becs, le 2 juin"
    assert pictures(figure.format(last="<span class='x1'>Anne Un</span>")) == [(legend, "Anne Un")]
    assert pictures(figure.format(last="<span>Anne Un / Le mât</span>")) == [(legend, "Anne Un / Le mât")]
    assert pictures(figure.format(last="<i>Anne Un</i>")) == [(f"{legend} Anne Un", None)]
    assert pictures(figure.format(last="<span>Devant elle, le vent.</span>")) == [
        (f"{legend} Devant elle, le vent.", None)
    ]


def test_credit_beside_the_legend_of_a_picture_in_another_frame() -> None:
    """The picture in one element, legend and copyright in the next."""
    told = "<div><p class='legende'>La lanterne</p><p class='copyright'>L. D.</p></div>"
    assert pictures(f"<div><div><img src='/a.jpg'></div></div>{told}") == [("La lanterne", "L. D.")]


def test_loose_picture_and_legend_between_paragraphs() -> None:
    """Old pages have neither figure nor frame: the picture, a line break, the legend."""
    assert pictures("<img src='/a.jpg'><br><span class='legende'>La lanterne. Photo : L. D.</span>") == [
        ("La lanterne.", "L. D.")
    ]


def test_a_card_of_several_lines_is_no_picture() -> None:
    """Title, summary and site of another page, all one link, in a figure with its thumbnail."""
    card = (
        "<div>La nuit du phare</div><div>Une courte histoire, en dix dates.</div><span>Le Cap</span><img src='/t.jpg'>"
    )
    assert pictures(f"<figure class='bookmark-card'><a href='/b'>{card}</a></figure>") == []


def test_a_portrait_among_the_authors_has_no_credit() -> None:
    """«Photos Luc Deux» beside the author's portrait says whose all the others are."""
    card = "<div class='authorModule'><img src='/p.png'><b>Anne Un</b><p class='photographer'>Photos Luc Deux</p></div>"
    assert pictures(card) == []


def test_a_card_without_a_picture_is_no_legend() -> None:
    """A figure that is nothing but a link to another story."""
    assert pictures("<figure><a href='/b'>À qui est la tour ? Une courte histoire</a></figure>") == []


@pytest.mark.parametrize(("score", "expected"), [(0.99, set()), (0.8, {2})])
def test_paragraph_that_holds_a_picture_is_no_legend(score: float, expected: set[int]) -> None:
    """Where sites put the picture into the next paragraph, only the score tells that from a legend."""
    tree = walk(
        f"<div>{TEXT}<p><img src='/a.jpg'>La lanterne a tourné toute la nuit, vue de trois villages.</p>{REST}</div>"
    )
    assert legends(tree, context_of(tree, -1), [0.99, 0.99, score, 0.99, 0.99]) == expected


def test_pictures_of_amp_pages() -> None:
    """``<amp-img>`` is a picture, and what stands below it its legend; an advertisement of AMP is nothing."""
    slides = "".join(
        f"<div class='slide'><amp-img src='/{n}.jpg' alt=''></amp-img><div class='c'>Le phare en {n}. "
        f"<span>© Anne Un</span></div></div>"
        for n in (1931, 1954)
    )
    markup = f"<amp-carousel>{slides}</amp-carousel><amp-ad><p>Une réclame, et une longue encore.</p></amp-ad>"
    assert pictures(markup) == [("Le phare en 1931.", "Anne Un"), ("Le phare en 1954.", "Anne Un")]


@pytest.mark.parametrize(
    ("legend", "expected"),
    [
        (f"{LEGEND} Ph:DR", (LEGEND, "DR")),
        (f"{LEGEND} (Anne Un. Studio Deux)", (LEGEND, "Anne Un. Studio Deux")),
        (f"<span>{LEGEND.rstrip('.')}</span><span>AFP</span>", (LEGEND.rstrip("."), "AFP")),
        (
            f"{LEGEND} <span class='source'><a class='source' href='/x'>Anne Un/Photothèque</a>,"
            " <a href='#'>CC BY</a></span>",
            (LEGEND, "Anne Un/Photothèque, CC BY"),
        ),
    ],
)  # fmt: skip
def test_more_ways_to_give_credit(legend: str, expected: Split) -> None:
    """A label without a space, two names in brackets, an agency in the last element, a source marked twice."""
    assert pictures(f"<figure><img src='/a.jpg'><figcaption>{legend}</figcaption></figure>") == [expected]


def test_the_label_of_an_advertisement_is_no_legend() -> None:
    """«- Publicité -» above a banner in the text."""
    assert (
        pictures("<div class='x'><span class='caption'>- Publicité -</span><a href='/b'><img src='/b.gif'></a></div>")
        == []
    )


@pytest.mark.parametrize(
    "legend",
    [
        f"<a href='/a'>Enlarge</a> <span>/</span> {LEGEND}",
        f"<span>[1/3]</span>{LEGEND}",
        f"<span>2 of 3 | </span>{LEGEND}",
        f"{LEGEND} <a href='/buy'>Purchase Licensing Rights</a>",
    ],
)
def test_what_buttons_and_counters_say_is_no_legend(legend: str) -> None:
    """Before or behind the sentence that says what is seen."""
    assert pictures(f"<figure><img src='/a.jpg'><figcaption>{legend}</figcaption></figure>") == [(LEGEND, None)]


def test_what_is_said_to_those_who_hear_the_page_is_no_credit() -> None:
    """«Image», unseen, before the picture."""
    markup = f"<figure><span class='k1'>Image</span><img src='/a.jpg'><figcaption>{LEGEND}</figcaption></figure>"
    assert pictures(markup) == [(LEGEND, None)]


def test_each_slide_has_its_own_legend() -> None:
    """Only the slide's class holds picture and sentence together; a slide that leads on is another story."""
    legends_of = ("La lanterne en 1931, avant la guerre.", "La lanterne en 1954, avec son gardien.")
    slides = "".join(
        f"<div class='Carousel-slide'><div><div class='m'><img src='/{n}.jpg'></div><div class='info'>"
        f"<div><p>{text}</p></div><div>{n} of 2 | </div></div></div></div>"
        for n, text in enumerate(legends_of, 1)
    )
    assert pictures(f"<div class='Carousel-slides'>{slides}</div>") == [(text, None) for text in legends_of]
    story = "<div class='swiper-slide'><img src='/s.jpg'><a href='/s'>Le bac reprend du service au printemps.</a></div>"
    assert pictures(f"<div class='swiper'>{story}</div>") == []


def test_the_title_of_a_recording_is_no_legend() -> None:
    """A figure that holds a player and no picture."""
    assert (
        pictures("<figure class='audio'><div></div><figcaption>Écouter : la nuit du phare</figcaption></figure>") == []
    )
    assert pictures("<figure class='score'>37</figure>") == []


def test_a_legend_and_its_credit_in_the_credits_element() -> None:
    """The class says «credit», and the mark stands between the two."""
    both = f"<div class='credit'>{LEGEND} ©Radio Cap - Anne Un</div>"
    markup = f"<figure><img src='/a.jpg'><figcaption>{both}</figcaption></figure>"
    assert pictures(markup) == [(LEGEND, "Radio Cap - Anne Un")]


def test_a_photograph_through_a_library() -> None:
    """Licences are written in small letters."""
    legend = "Le phare / Anne Un via Flickr CC License by"
    assert pictures(f"<figure><img src='/a.jpg'><figcaption>{legend}</figcaption></figure>") == [
        ("Le phare", "Anne Un via Flickr CC License by")
    ]


def test_small_words_behind_the_sentence_in_an_element_of_their_own() -> None:
    """«Cédée par l’équipe» is a credit behind a whole sentence."""
    legend = f"<span>{LEGEND}</span> <span>Cédée par l’équipe du phare</span>"
    assert pictures(f"<figure><img src='/a.jpg'><figcaption>{legend}</figcaption></figure>") == [
        (LEGEND, "Cédée par l’équipe du phare")
    ]


def test_an_offer_is_no_legend() -> None:
    """Beside a picture, in its frame."""
    markup = "<figure><img src='/a.jpg'><figcaption>Inscrivez-vous à la lettre du phare</figcaption></figure>"
    assert pictures(markup) in ([], [(None, None)])


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (  # who made it, in an element of its own before the legend
            f"<figure><img src='/a.jpg'><div class='info'><span class='imgAuthor'>Foto: Anna Un / PAP</span>"
            f"<span class='imgDesc'>{LEGEND}</span></div></figure>",
            (LEGEND, "Anna Un / PAP"),
        ),
        (  # the last inline element of a legend that is no figcaption
            f"<div class='photo'><img src='/a.jpg'><div class='legende'>{LEGEND} "
            "<span>ÉdC - Anne Un</span></div></div>",
            (LEGEND, "ÉdC - Anne Un"),
        ),
    ],
)
def test_credits_in_elements_of_their_own(markup: str, expected: Split) -> None:
    """Nothing but the element parts the credit from the legend."""
    assert pictures(markup) == [expected]


def test_slides_of_a_carousel() -> None:
    """AP names the frames of picture and legend for the carousel; Bootstrap's frame of all slides is none."""
    slide = "<div class='Carousel-slide'><div class='CarouselSlide-media'><img src='/{0}.jpg'></div>"
    slide += (
        "<div class='CarouselSlide-info'><span>{0} of 2 | </span><span><p>{1} (AP Photo/Anne Un)</p></span></div></div>"
    )
    other = "Le gardien et sa chienne, sur la passerelle, vendredi."
    markup = f"<div class='Carousel'>{slide.format(1, LEGEND)}{slide.format(2, other)}</div>"
    assert pictures(markup) == [(LEGEND, "AP Photo/Anne Un"), (other, "AP Photo/Anne Un")]
    item = "<div class='item'><img src='/{0}.jpg'><div class='carousel-caption'>{1}</div></div>"
    both = f"<div class='carousel slide'>{item.format(1, LEGEND)}{item.format(2, other)}</div>"
    assert [caption for caption, _ in pictures(both)] == [LEGEND, other]


def test_a_gallery_goes_on_behind_the_text() -> None:
    """Its items have numbers, and the photographer in the last element, also where there is nothing else."""
    legend = "<figcaption><span>{0}</span><p>{1}</p><span>Anne Un</span></figcaption>"
    item = f"<li><figure><img src='/{{0}}.jpg'>{legend}</figure></li>"
    other = "La lampe neuve, démontée sur une couverture"
    gallery = "".join(item.format(n, text) for n, text in enumerate((LEGEND[:-1], "", other), 1))
    expected = [(LEGEND[:-1], "Anne Un"), (None, "Anne Un"), (other, "Anne Un")]
    assert pictures(f"<ul>{gallery}</ul>") == expected
    behind = ingest.parse(
        f"<html lang='fr'><body><article><h1>Le phare</h1>{TEXT}{REST}<ul>{gallery}</ul></article></body></html>",
        "https://phare.example/cap",
    )
    assert [(image.caption, image.credit) for image in behind.images] == expected


def test_the_title_of_a_player_in_a_figure_is_no_legend() -> None:
    """It stands before the legend's own element; a line behind it goes on with the legend."""
    player = "<div class='jw-player'><span>Vidéo : un drone survole le phare noyé par la tempête de jeudi</span></div>"
    legend = f"<figcaption>{LEGEND} <span class='credit'>(Anne Un)</span></figcaption>"
    figure = f"<figure>{player}<img src='/a.jpg'>{legend}</figure>"
    assert pictures(figure) == [(LEGEND, "Anne Un")]


def test_the_byline_beside_a_portrait_is_no_legend() -> None:
    """«by Anne Un» would be a credit."""
    byline = "<div class='byline'><div><img src='/anne.jpg'></div><span>by</span> <a href='/a'>Anne Un</a></div>"
    assert pictures(byline) == []


@pytest.mark.parametrize(
    "credit",
    [
        "<p class='photo-author'>(Fot. Anna Un / Agencja)</p>",
        "</div><div class='par'><p>Par Luc Deux</p><p class='media__credit'>Photo : Anna Un / Agencja</p>",
    ],
)
def test_a_credit_behind_the_legend_in_an_element_of_its_own(credit: str) -> None:
    """In the same frame by its label; elsewhere also by the name of its element."""
    alt = f"<img src='/a.jpg' alt='{LEGEND}'>"
    assert pictures(f"<div class='media'>{alt}<div class='caption'><p>{LEGEND}</p>{credit}</div></div>") == [
        (LEGEND, "Anna Un / Agencja")
    ]


def test_a_gallery_of_wordpress_right_behind_the_text() -> None:
    """«dl.gallery-item», in the frame of the text."""
    item = "<dl class='gallery-item'><dt class='gallery-icon'><a href='/p{0}'><img src='/{0}.jpg'></a></dt>"
    item += "<dd class='wp-caption-text'>{1} (AP Photo/Anne Un)</dd></dl>"
    gallery = "".join(item.format(n, text) for n, text in enumerate((LEGEND[:-1], "La lampe neuve, démontée"), 1))
    text = f"<div>{TEXT}{REST}<div id='gallery-1' class='gallery'>{gallery}</div></div>"
    page = f"<html lang='fr'><article><h1>Le phare</h1>{text}</article></html>"
    article = ingest.parse(page, "https://phare.example/cap")
    assert [image.caption for image in article.images] == [LEGEND[:-1], "La lampe neuve, démontée"]


@pytest.mark.parametrize(
    "legend",
    [
        f"<span class='credit_legend'>{LEGEND} - Anne Un - AFP</span>",
        f"<p class='credit'>{LEGEND} Photo : Anne Un - AFP</p>",
        f"<figcaption>{LEGEND} PHOTO Anne Un<span class='copyright'> - AFP</span></figcaption>",
    ],
)
def test_a_legend_in_the_element_that_is_named_for_the_credit(legend: str) -> None:
    """Both stand in it; or of the credit only the house does."""
    assert pictures(f"<figure><img src='/a.jpg'>{legend}</figure>") == [(LEGEND, "Anne Un - AFP")]


def test_the_credit_has_an_element_in_the_legend() -> None:
    """Both may be named for captions: «caption--credit» stands beside «caption--description»."""
    legend = (
        "<p class='credit m__caption m__caption--credit'>PHOTO ANNE UN, LE CAP LIBRE</p>"
        f"<p class='description m__caption m__caption--description'>{LEGEND}</p>"
    )
    markup = f"<figure><img src='/a.jpg'><figcaption class='caption'>{legend}</figcaption></figure>"
    assert pictures(markup) == [(LEGEND, "ANNE UN, LE CAP LIBRE")]


@pytest.mark.parametrize("credit", ["Anne Un (Getty)", "ANP / Anne Un", "Anne Un (REUTERS)"])
def test_the_last_inline_element_is_the_credit_as_a_whole(credit: str) -> None:
    """Not only the agency in its brackets, or the name behind its slash."""
    legend = f"<span>{LEGEND}</span><span class='x'>{credit}</span>"
    assert pictures(f"<figure><img src='/a.jpg'><figcaption>{legend}</figcaption></figure>") == [(LEGEND, credit)]


def test_a_button_behind_a_credit_is_none_of_it() -> None:
    """«Acquire Licensing Rights», as «Purchase Licensing Rights»."""
    legend = f"{LEGEND} REUTERS/Anne Un <a href='#'>Acquire Licensing Rights</a>"
    assert pictures(f"<figure><img src='/a.jpg'><figcaption>{legend}</figcaption></figure>") == [
        (LEGEND, "REUTERS/Anne Un")
    ]


def test_a_figure_around_a_quotation_has_no_legend() -> None:
    """Whoever is quoted took no picture; «(photo de ma fille)» says who did."""
    assert pictures("<figure><blockquote>« La mer. »</blockquote><figcaption>— Anne Un</figcaption></figure>") == []
    legend = f"<figure><img src='/a.jpg'><figcaption>{LEGEND} (photo de ma fille)</figcaption></figure>"
    assert pictures(legend) == [(LEGEND, "ma fille")]


def test_a_counter_at_the_end_of_a_paragraph_has_no_legend() -> None:
    """The last paragraph of a text that others may print holds a picture that counts its readers."""
    last = "<p>La prochaine visite est prévue en juin.<img src='https://{}' alt=''></p>"
    for address, found in (("counter.example/content/1/count.gif", set()), ("img.example/country/a.jpg", {4})):
        tree = walk(f"<div>{TEXT}{REST}{last.format(address)}</div>")
        assert legends(tree, context_of(tree, -1), [0.5] * len(tree.segments)) == found


def test_a_site_that_is_called_like_an_ornament_has_pictures() -> None:
    """«iconmagazine.example» and «badgernews.example»: the host says nothing of a picture."""
    source = "https://img.badge-icon.example/p/phare.jpg"
    figure = f"<div class='photo'><img src='{source}'><p class='caption'>Le phare.</p></div>"
    assert pictures(figure) == [("Le phare.", None)]
    assert pictures(figure.replace("/p/phare", "/p/badge")) == []


def test_a_legend_in_an_inline_element_and_one_in_a_table_of_old() -> None:
    """«<span class=caption>» and a credit in one line; a picture and its legend in the rows of a table."""
    inline = (
        "<div class='module'><div class='player'><img src='/p.jpg'></div><div class='imgtext'><span class='caption'>"
        "Le phare, vu du large.</span> <cite>© Anne Un</cite></div></div>"
    )
    assert pictures(inline) == [("Le phare, vu du large.", "Anne Un")]
    named = inline.replace(" <cite>© Anne Un</cite>", "").replace("imgtext", "contentimage")
    assert pictures(named) == [("Le phare, vu du large.", None)]
    table = (
        "<table><tbody><tr><td><img src='/p.jpg'></td></tr><tr><td><p><em>Le phare, vu du large "
        "(Ph. Anne Un)</em></p></td></tr></tbody></table>"
    )
    assert pictures(table) == [("Le phare, vu du large", "Anne Un")]


def test_a_counter_before_the_legend_and_a_label_without_it() -> None:
    """«3» in an element of its own, glued to the legend; «Foto:» before a name that is marked as the credit."""
    counted = (
        "<figure><img src='/p.jpg'><figcaption><span class='media-span'>3</span><span class='media-caption'>Le phare, "
        "vu du large</span><span class='credit'><span class='credit--label'>Credit: </span>Anne Un</span></figcaption>"
        "</figure>"
    )
    assert pictures(counted) == [("Le phare, vu du large", "Anne Un")]
    label = (
        "<div class='image'><img src='/p.jpg'><div class='caption'><span class='caption-content'>Foto: "
        "<span class='photographer'>Police du lac</span></span></div></div>"
    )
    assert pictures(label) == [(None, "Police du lac")]


def test_a_picture_that_drupal_calls_a_widget() -> None:
    """«dnd-widget-wrapper» is no widget: the legend and the credit in it are the picture's."""
    item = "<div class='field-items'><div class='field-item even'>{1}</div></div>"
    field = f"<div class='field field-name-field-{{0}}'>{item}</div>"
    legend, credit = field.format("legende", LEGEND), field.format("credits", "Photothèque IRFS/A. Un")
    widget = (
        "<div class='dnd-widget-wrapper context-full'><div class='dnd-atom-rendered'><img src='/p.jpg'></div>"
        f"<div class='dnd-caption-wrapper'><div class='asset-legend'>{legend}</div>"
        f"<div class='asset-credits'>{credit}</div></div></div>"
    )
    assert pictures(widget) == [(LEGEND, "Photothèque IRFS/A. Un")]


def test_the_authors_portrait_below_the_text() -> None:
    """Its «legend» begins with whom it shows, and is a biography."""
    about = "Anne Un wuchs an einer stillgelegten Strecke auf und schreibt seit 2009 über Verkehr. (Foto: Luc Deux)"
    assert pictures("", behind=f"<div><img src='/a.jpg' alt='Anne Un'><p>{about}</p></div>") == []


def test_who_took_the_pictures_among_the_authors_is_no_legend() -> None:
    """The portrait beside the byline, whose frame also says «Photos : Luc Deux»."""
    card = (
        "<div class='Meta_root'><div class='Authors_root__V'><div class='AuthorImages_root__n'><img src='/f.jpg' "
        "alt='Anne Un'></div><div><span class='Authors_author__kL'><a href='/author/1'>Anne Un</a></span>"
        "<span class='Authors_photographer__r'>, Luc Deux (Fotos)</span></div></div></div>"
    )
    assert pictures(card) == []


def test_a_legend_in_a_module_of_its_own() -> None:
    """Site builders put picture and legend side by side: in italics, beginning like the alternative text."""
    legend = "Josiane Trois derrière son comptoir, rue Haute."
    image = "<img src='/j.jpg' alt='Josiane Trois derrière son comptoir'>"
    picture = f"<div class='pb_module pb_image'><span>{image}</span></div>"
    text = "<div class='pb_module pb_text'><div class='pb_text_inner'><p><em>{}</em></p></div></div>"
    rest = f"<div class='pb_module pb_text'><div class='pb_text_inner'>{TEXT}</div></div>"
    assert pictures(picture + text.format(legend) + rest) == [(legend, None)]


def test_the_credit_on_the_line_above_the_legend() -> None:
    """«Foto: Správa tratí» in a span, what is seen in a paragraph below; classes say nothing."""
    legend = "<span class='d_dY'>Foto: Správa tratí</span><p class='d_dZ'>Pohled na převrácené vagony</p>"
    figure = f"<figure class='d_dS'><img src='/p.jpg'><figcaption class='d_dX'>{legend}</figcaption></figure>"
    assert pictures(figure) == [("Pohled na převrácené vagony", "Správa tratí")]


def test_a_name_in_brackets_below_the_legend() -> None:
    """«(Anne Un)» on a line of its own."""
    legend = "<p class='figcaption-text'>La lanterne vue du chemin</p><span class='figcaption-author'> (Anne Un)</span>"
    figure = f"<figure><img src='/p.jpg'><figcaption class='figcaption'>{legend}</figcaption></figure>"
    assert pictures(figure) == [("La lanterne vue du chemin", "Anne Un")]


def test_an_author_in_the_element_of_the_legend() -> None:
    """«Ilustracija» and in a span named for its author who drew it, in no figure."""
    legend = "<span>Ilustracija</span><span class='itemImage__author'>Anne Un/Cropix</span>"
    shown = f"<picture><img src='/p.jpg'></picture><div class='itemImage__caption'>{legend}</div>"
    picture = f"<div class='itemImage'>{shown}</div>"
    assert pictures(picture) == [("Ilustracija", "Anne Un/Cropix")]


def test_the_credit_of_a_picture_in_a_widget() -> None:
    """«widget__captionCredit» before «widget__captionText», in frames that are called widgets."""
    legend = (
        "<span class='widget__captionCredit'>Canal Lac</span><span class='widget__captionText'>Une drague à quai</span>"
    )
    widget = (
        "<div class='widget widget--type-image'><div class='widget__ratio'><img src='/p.jpg' alt='Une drague à quai'>"
        f"</div><div class='widget__caption'>{legend}</div></div>"
    )
    assert ("Une drague à quai", "Canal Lac") in pictures(f"{TEXT}{widget}{REST}")


def test_a_gallery_below_the_text() -> None:
    """All figures of a frame that is called a slider, right behind the text."""
    figures = "".join(
        f"<figure><img src='/{n}.jpg'><figcaption>La travée numéro {n} de la halle.</figcaption></figure>" for n in "12"
    )
    found = pictures("", behind=f"<div class='field-galerie'><div class='slick'>{figures}</div></div>")
    assert found == [("La travée numéro 1 de la halle.", None), ("La travée numéro 2 de la halle.", None)]


def test_a_button_alone_on_a_line_of_the_legend() -> None:
    """«Enlarge this image» is nothing, on its own line above what is seen as below it."""
    for lines in (("Enlarge this image", "La lanterne."), ("La lanterne.", "Enlarge this image")):
        legend = "".join(f"<p>{line}</p>" for line in lines)
        figure = f"<figure><img src='/p.jpg'><figcaption>{legend}</figcaption></figure>"
        assert pictures(figure) == [("La lanterne.", None)]

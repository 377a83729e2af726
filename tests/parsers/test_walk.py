"""What the walk over a page collects: lines as a reader sees them, and where they stand."""

from __future__ import annotations

import pytest

from ingest.parsers.vocabulary import Hint, hints_of
from ingest.parsers.walk import MAX_SEGMENTS, walk


def lines(html: str) -> list[str]:
    return [segment.text for segment in walk(html).segments]


def test_names_of_tags_do_not_depend_on_what_was_read_before() -> None:
    """Lexbor keeps the letters of «radialGradient» inside a drawing, and lowers them elsewhere, under one number."""
    walk("<body><nav><svg><radialGradient></radialGradient></svg></nav>")
    tags = [element.tag for element in walk("<body><radialGradient>Un.</radialGradient>").elements]
    assert tags == ["html", "head", "body", "radialgradient"]


def test_inline_tags_leave_a_line_whole() -> None:
    """Links, bold type and spans are no boundary; blocks are."""
    html = "<div><p>Le <b>maire</b> a <a href='/x'>signé</a> <span>hier</span>.</p><p>Il part.</p></div>"
    assert lines(html) == ["Le maire a signé hier.", "Il part."]


def test_source_code_layout_is_no_text() -> None:
    """Line breaks and indentation between tags make neither lines nor spaces before a full stop."""
    assert lines("<p>\n   Le port\n   <em>rouvre</em>\n . </p>\n\n<p>\n</p>") == ["Le port rouvre."]


def test_glued_words_are_parted() -> None:
    """«<em>développée</em>ce qui» is two words."""
    assert lines("<p>la zone <em>développée</em>ce qui plaît</p>") == ["la zone développée ce qui plaît"]


def test_share_of_links_and_bold_is_counted() -> None:
    """A score needs to know how much of a line is link or bold."""
    (segment,) = walk("<p><a href=a>Un lien</a> et <strong>du gras</strong></p>").segments
    assert (segment.link, segment.bold, segment.links) == (7, 7, 1)


def test_link_around_a_picture_is_no_link_of_the_next_line() -> None:
    """A logo's link belongs to no text."""
    (segment,) = walk("<div><a href=a><img src=b.png></a></div><p>Une phrase.</p>").segments
    assert segment.links == 0


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Une ligne du poème<br>et sa suite</p>", ["Une ligne du poème et sa suite"]),
        ("<p>Un paragraphe.<br><br>Un autre.</p>", ["Un paragraphe.", "Un autre."]),
        ("<div>" + "Une longue phrase, " * 4 + "qui finit.<br>Une autre.</div>", 2),
        ("<p>Ingrédients<br>- le sel<br>- le poivre</p>", ["Ingrédients", "- le sel", "- le poivre"]),
        ("<p><b>En gras</b><br>Puis en maigre</p>", ["En gras", "Puis en maigre"]),
    ],
)
def test_breaks_part_paragraphs_where_a_reader_sees_one(html: str, expected: list[str] | int) -> None:
    """One <br> ends a line, two end a paragraph; so does one before a bullet or a change of dress."""
    found = lines(html)
    assert found == expected if isinstance(expected, list) else len(found) == expected


def test_read_also_link_is_cut_out_of_its_paragraph() -> None:
    """The announced link goes, the sentences around it stay."""
    tree = walk("<p>Le port rouvre jeudi. Lire aussi : <a href=x>La passerelle est fermée</a></p>")
    assert [segment.text for segment in tree.segments] == ["Le port rouvre jeudi."]
    assert tree.glued == ["Lire aussi : La passerelle est fermée"]


def test_sentence_with_a_link_is_left_alone() -> None:
    """«la suite à lire dans <a>…</a>» announces nothing unless it follows a whole sentence."""
    assert lines("<p>On peut le lire <a href=x>dans le rapport</a>.</p>") == ["On peut le lire dans le rapport."]


@pytest.mark.parametrize(
    "menu",
    [
        "<nav><ul><li><a href=a>Sport</a></li></ul></nav>",
        "<footer><p>Mentions légales du site. Tous droits réservés.</p></footer>",
        "<div role=navigation><a href=a>Sport</a></div>",
        "<ul class=top-menu><li><a href=a>Sport</a></li></ul>",
    ],
)
def test_menus_are_not_walked(menu: str) -> None:
    """A third of a page is navigation: no field stands there."""
    assert lines(f"<body>{menu}<p>Le port rouvre.</p></body>") == ["Le port rouvre."]


@pytest.mark.parametrize(
    "frame",
    [
        "<nav><h1>Le titre</h1></nav>",
        "<nav class=breadcrumb><a href=a>Le titre</a></nav>",
        "<ol id=fil-ariane><li>Le titre</li></ol>",
        "<article><footer>Le titre</footer></article>",
        "<div class=nav-tabs><p>Le titre</p></div>",
        "<footer><span itemprop=author>Le titre</span></footer>",
        "<div class='article-body with-nav'>Le titre</div>",
        "<body class=nav-open>Le titre</body>",
    ],
)
def test_what_may_hold_a_field_is_walked(frame: str) -> None:
    """A headline, a breadcrumb, an article's own foot, a paragraph: names alone prove nothing."""
    assert "Le titre" in lines(frame)


def test_hidden_inline_text_is_left_out() -> None:
    """What a browser does not show in the middle of a sentence is no text."""
    assert lines("<p>Le <span class=sr-only>nouveau</span><i hidden>x</i>port</p>")[0].startswith("Le ")
    assert "nouveau" not in lines("<p>Le <span class=sr-only>nouveau</span> port</p>")[0]


def test_frames_know_their_names_and_parents() -> None:
    """Each line leads to the elements it stands in, with what their names hint at."""
    tree = walk("<html lang=fr><body><div class='article-body' id=c><p>Une phrase.</p></div></body></html>")
    paragraph = tree.elements[tree.segments[0].elem]
    frame = tree.elements[paragraph.parent]
    assert (paragraph.tag, frame.tag, frame.names) == ("p", "div", "article-body c")
    assert frame.hints & Hint.BODY
    assert paragraph.depth == frame.depth + 1
    assert tree.lang == "fr"


def test_headings_carry_their_level() -> None:
    """The level holds inside the heading only."""
    assert [s.heading for s in walk("<h2>Un <span>titre</span></h2><p>Un texte.</p>").segments] == [2, 0]


def test_marks_name_fields() -> None:
    """Microdata, <time> and rel=author are kept with their value and their words."""
    tree = walk(
        "<p itemprop=author>Anne Vasseur</p><time datetime=2024-03-01 pubdate>1er mars</time>"
        "<a rel=tag href=/eau>Eau</a>"
    )
    found = {(mark.tag, mark.itemprop or mark.rel, mark.value, mark.text) for mark in tree.marks}
    assert ("time", "pubdate", "2024-03-01", "1er mars") in found
    assert ("a", "tag", "/eau", "Eau") in found
    assert ("p", "author", "", "") in found


def test_head_is_read() -> None:
    """Meta tags by name, property or itemprop, with ``value=`` for ``content=``; the title; links; JSON-LD."""
    tree = walk(
        "<head><title> Un  titre </title><meta property=OG:Title content=T><meta name=a value=b>"
        "<link rel=canonical href=/c><script type='application/ld+json'>{\"a\":1}</script><script>var x</script></head>"
        "<body><video></video><iframe src='https://player.example/1'></iframe></body>"
    )
    assert (tree.title, tree.meta, tree.links) == ("Un titre", {"og:title": ["T"], "a": ["b"]}, {"canonical": "/c"})
    assert tree.json_ld == ['{"a":1}']
    assert tree.media == {"video"}


def test_pictures_have_their_address_and_place() -> None:
    """The address may be waiting in data-src or in a srcset; an embedded placeholder is none."""
    tree = walk(
        "<p>Avant.</p><img src='data:x' data-src=a.jpg alt=Port><img srcset='b.jpg 1x, c.jpg 2x'>"
        "<p>Après.</p><ul><li><img alt='•'>Un point</li></ul>"
    )
    assert [(p.url, p.alt, p.segment) for p in tree.pictures] == [("a.jpg", "Port", 1), ("b.jpg", "", 1)]
    assert tree.segments[-1].text == "- Un point"


def test_text_and_bytes_are_read_alike() -> None:
    """A page that is UTF-8 already is not converted, and comes out the same."""
    html = "<p>Été à Sète, « déjà ».</p>"
    assert walk(html).segments == walk(html.encode()).segments


def test_scripts_and_unknown_tags() -> None:
    """Scripts, styles and drawings are no text; an unknown tag is a frame like any other."""
    html = "<style>p{}</style><svg><text>x</text></svg><my-story><p>Un.</p></my-story><my-box>Deux.</my-box>"
    assert lines(html) == ["Un.", "Deux."]


def test_walk_stops_at_its_bounds() -> None:
    """What was read by then is kept, and the tree says so."""
    tree = walk("<p>Un.</p>" * (MAX_SEGMENTS + 5_000))
    assert tree.truncated
    assert MAX_SEGMENTS <= len(tree.segments) <= MAX_SEGMENTS + 2
    assert not walk("<p>Un.</p>").truncated


def test_readings_above_characters_are_not_doubled() -> None:
    """Ruby (HTML Standard, 4.5.10): the reading over a character is an aid, not another word."""
    assert lines("<p><ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>へ行く。</p>") == ["東京へ行く。"]


def test_page_inside_noscript_is_read_when_there_is_no_other() -> None:
    """A <noscript> that nobody closed swallows the page; a browser with scripts would show it."""
    text = "Le marché de Noël ouvre demain sur la place, avec quarante chalets et une patinoire. " * 6
    assert lines(f"<body><noscript><div>Activez JavaScript<p>{text}</p></body>") == ["Activez JavaScript", text.strip()]


def test_noscript_beside_text_stays_out() -> None:
    """Pictures and warnings in <noscript> are copies of what the page shows."""
    text = "Le marché de Noël ouvre demain sur la place, avec quarante chalets et une patinoire. " * 6
    assert lines(f"<p>{text}</p><noscript><p>{text}</p></noscript>") == [text.strip()]


def test_components_are_named_by_their_tag() -> None:
    """``<app-tags>`` has no class, and says what it is."""
    tree = walk("<div><p>Un.</p><app-tags><a href='/d/lac'>Lac</a></app-tags></div>")
    assert tree.elements[-1].hints & Hint.TAGS
    assert [mark.text for mark in tree.marks] == ["Lac"]


def test_elements_are_named_by_what_tests_find_them_by() -> None:
    """Where classes are hashes, ``data-testid`` and its kin say what it is; a site builder's «widget» says nothing."""
    tree = walk("<div class='sc-8a1f' data-testid='BylineWrapper'><p data-component='ad-slot'>Un.</p></div>")
    assert tree.elements[-2].hints & Hint.AUTHOR
    assert tree.elements[-1].hints & Hint.AD
    assert not hints_of("elementor-widget elementor-widget-theme-post-title") & Hint.RELATED


@pytest.mark.parametrize(
    ("names", "hidden"),
    [
        ("visually-hidden", True),
        ("is-hidden", True),
        ("md:hidden", True),
        ("field field--name-title field--label-hidden", False),
        ("overflow-hidden", False),
        ("hidden-xs", False),
        ("hidden md:block", False),
        ("hide-for-small", False),
    ],
)
def test_classes_that_hide_something_else(names: str, hidden: bool) -> None:
    """Drupal sets its headlines into «field--label-hidden»: the label is hidden, not the field."""
    assert bool(hints_of(names) & Hint.HIDDEN) is hidden
    tree = walk(f"<h1><span class='{names}'>Le pont rouvre</span></h1><p>Après un an.</p>")
    assert [segment.text for segment in tree.segments] == (
        ["Après un an."] if hidden else ["Le pont rouvre", "Après un an."]
    )


@pytest.mark.parametrize(
    ("said", "level"), [("aria-level='1'", 1), ("aria-level='3'", 3), ("", 2), ("aria-level='x'", 2)]
)
def test_headings_by_their_role(said: str, level: int) -> None:
    """An application without heading elements says so to those who hear it (WAI-ARIA)."""
    tree = walk(f"<div role='heading' {said}>Le pont rouvre</div><p>Après un an.</p>")
    assert [segment.heading for segment in tree.segments] == [level, 0]


def test_what_a_machine_named_says_nothing() -> None:
    """«f98b1ad2» is no advertisement; a number behind a word leaves it a word."""
    assert hints_of("sc-f98b1ad2-0 hRRkCx") == 0
    assert hints_of("nav2") & Hint.NAV
    assert hints_of("article2col") & Hint.BODY


def test_what_only_a_screen_reader_says_is_no_text() -> None:
    """A letter that is printed large has its word twice; «By» before a name is kept, since it says who that is."""
    large = "<span aria-hidden='true'><span class='dropcap'>L</span>e</span>"
    html = f"<p>{large} <span class='screen-reader-only'>Le</span> pont rouvre.</p>"
    assert lines(html) == ["Le pont rouvre."]
    hidden = "<span class='screen-reader-text'>| {} </span><span>Anne Un</span>"
    assert lines(f"<div>{hidden.format('By')}</div><div>{hidden.format('Article')}</div>") == [
        "| By Anne Un",
        "Anne Un",
    ]

"""Markup is cut where it would stall the parser, and nowhere else."""

from __future__ import annotations

import pytest

from ingest.markup import LARGE, MOST_ATTRIBUTES, MOST_DEPTH, harmless

DEEP = 13_000
LONG = 40_000


@pytest.mark.parametrize(
    "piece",
    [
        "<div>",
        "<DIV\n>",
        "<div></b>",
        "<div title='</div>'>",
        "<div><!-- </div> -->",
        "<div><script>'</div>'</script>",
        "<form><div></form>",
        "<b><div></b>",
        "<p><font color=red>",
        "<ul><li>",
        "<div/>",
    ],
)
def test_depth_is_bounded(piece: str) -> None:
    """Whatever only looks like an end tag, or ends something else, does not hide how deep a page is."""
    kept = harmless("<p>Avant</p>" + piece * DEEP)
    assert kept.startswith("<p>Avant</p>")
    assert len(kept) <= len("<p>Avant</p>") + len(piece) * (MOST_DEPTH + 1)


@pytest.mark.parametrize(
    "piece",
    [
        "<p>Un<br>deux<li>",
        "<div></div>",
        "<div><span></div>",
        "<svg><path/><g/></svg>",
        "<script>'<div>'</script>",
        "<tr><td>un<td>deux",
        "<button><b></b></button>",
    ],
)
def test_many_tags_are_no_depth(piece: str) -> None:
    """Optional end tags, void elements and sloppy nesting go on for as long as a page likes."""
    page = piece * DEEP
    assert harmless(page) is page


def test_hardly_any_end_tag_is_looked_at_early() -> None:
    """Four thousand tags are few; four thousand that are never closed are not: each paragraph repeats all fonts."""
    page = "".join(f"<p><font size={n}>" for n in range(2_000))
    assert len(harmless(page)) < len(page)


def test_bytes_are_cut_like_text() -> None:
    """An offset in bytes is no offset in letters: what is kept is the same."""
    page = "<p>Été à Sète</p>" + "<div>" * DEEP
    assert harmless(page.encode()) == harmless(page).encode()


def test_tag_with_thousands_of_attributes_ends_the_page() -> None:
    """The parser compares each attribute with all before it."""
    names = " ".join(f"data-attribute-{n}=1" for n in range(2 * MOST_ATTRIBUTES))
    assert harmless(f"<p>Avant</p><div {names}><p>Après</p>") == "<p>Avant</p>"
    assert harmless(f"<p>Avant</p><div {names}".encode()) == b"<p>Avant</p>"


MANY = range(5 * MOST_ATTRIBUTES)
TEXT = f"<p class='texte'>{'Un texte sans fin, qu’on lit. ' * 60}</p>"


@pytest.mark.parametrize("length", [0, 100_000, 300_000, LARGE])
@pytest.mark.parametrize(
    "tag",
    [
        "<div " + " ".join(f"attribute-{n}='>'" for n in MANY) + ">",
        "<div " + " ".join(f"a{n}='<b>'" for n in MANY) + ">",
        "<div " + " ".join(f'attribute-{n} = \n ">"' for n in MANY) + "\n>",
        "<div " + "".join(f"a{n}='</p><p>'" for n in MANY) + ">",
        "<DIV " + "/".join(f"attribute-{n}-{n}" for n in MANY) + "/>",
        '<a b="\'" ' + " ".join(f'attribute-{n}=">"' for n in MANY) + ">",
        "<p ' \" " + " ".join(f"attribute-{n}" for n in MANY) + ">",
        "<p title=l'eau " + " ".join(f"attribute-{n}" for n in MANY) + ">",
        "<p" + "'\n<p>Un texte</p>\n' ".join(f" a{n}=" for n in MANY) + "''>",
        "<script>'</p>'</SCRIPT><p " + " ".join(f"a{n}='>'" for n in MANY) + ">",
        "<script>if (a<b' </script><p x='' " + " ".join(f"a{n}" for n in MANY) + " y=''>",
        "<!--><p " + " ".join(f"a{n}='>'" for n in MANY) + ">-->",
        "<!-- --!><p " + " ".join(f"a{n}='>'" for n in MANY) + ">-->",
        "<!x <p y='><p " + " ".join(f"a{n}" for n in MANY) + " y=''>",
        "<svg><style><p " + " ".join(f"a{n}='>'" for n in MANY) + "></style></svg>",
        "".join(f"<body attribute-{n}=value></body>" for n in MANY),
        "".join(f"<HTML attribute-{n}=value>x</HTML>" for n in MANY),
    ],
    ids=range(17),
)
def test_attributes_do_not_hide(tag: str, length: int) -> None:
    """Neither behind «>» in quotes, nor behind what looks like the end or the beginning of something, nor in tags whose
    attributes the first of them collects; however large the page is, and wherever in it they are."""
    filling = TEXT * (length // len(TEXT))
    for page in (f"<p>Avant</p>{filling}{tag}{filling}", f"<p>Avant</p>{tag}{filling}"):
        kept = harmless(page)
        assert kept.startswith("<p>Avant</p>")
        assert page.startswith(kept)
        assert len(kept) < page.index(tag) + len(tag)


def test_attributes_of_many_tags_are_counted_together() -> None:
    """In a large page, tags that are not too long one by one would still take a minute in all."""
    tag = "<p " + " ".join(f"attribute-{n}" for n in range(MOST_ATTRIBUTES // 8)) + ">"
    page = tag * (LARGE // len(tag) + 1)
    assert len(harmless(page)) < len(page) // 2


@pytest.mark.parametrize("end", ["", "</option>"])
def test_options_by_the_thousand_go(end: str) -> None:
    """The parser looks at all options of a list for each new one; the text behind the list is still read."""
    page = "<select>" + f"<OPTION value=1>commune{end}" * 50_000 + "</select><p>Après</p>"
    for kept in (harmless(page), harmless(page.encode()).decode()):
        assert "option" not in kept.lower()
        assert kept.endswith("</select><p>Après</p>")


def test_options_by_the_hundred_stay() -> None:
    """A list of departments is ordinary."""
    page = "<select>" + "<option>commune</option>" * 900 + "</select>" + "<p>Après</p>" * 900
    assert harmless(page) is page


@pytest.mark.parametrize(
    "page",
    [
        f"<img src='data:image/png;base64,{'A' * 3 * LONG}'><p>Après</p>",
        f"<div data-state='{'un mot ' * LONG}'><p>Après</p></div>",
        f"<script>if (a<b) {{ {'x = y; ' * LONG} }}</script><p>Après</p>",
        "<script>" + 'x="a>b"; if (a<b) y=`c`; ' * LONG + "</script><p>Après</p>",
        "<script>" + "for (i=0; i<n; i++) x[i]=(y<z)+1;" * LONG + "</script><p>Après</p>",
        f"<p>{'Un texte sans fin. ' * LONG}</p>",
    ],
)
def test_long_values_scripts_and_texts_stay(page: str) -> None:
    """One long attribute is one attribute; a script or a text is no tag."""
    assert harmless(page) is page

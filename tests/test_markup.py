"""Markup is cut where it would stall the parser, and nowhere else."""

from __future__ import annotations

import pytest

from ingest.markup import LARGE, LONGEST_TAG, MOST_ATTRIBUTES, MOST_DEPTH, harmless

DEEP = 13_000


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


@pytest.mark.parametrize(
    "tag",
    [
        "<div " + " ".join(f"attribute-{n}='>'" for n in range(2 * MOST_ATTRIBUTES)) + ">",
        "<div " + " ".join(f"attribute-{n}='/'" for n in range(2 * MOST_ATTRIBUTES)) + "\n>",
        "<DIV " + "/".join(f"attribute-{n}-{n}" for n in range(2 * MOST_ATTRIBUTES)) + "/>",
        '<a b="\'" ' + " ".join(f'attribute-{n}=">"' for n in range(2 * MOST_ATTRIBUTES)) + ">",
        ("<p " + " ".join(f"attribute-{n}" for n in range(MOST_ATTRIBUTES // 8)) + ">") * 80,
        "".join(f"<body attribute-{n}=value></body>" for n in range(3 * MOST_ATTRIBUTES)),
        "".join(f"<HTML attribute-{n}=value>x</HTML>" for n in range(3 * MOST_ATTRIBUTES)),
    ],
)
def test_attributes_do_not_hide(tag: str) -> None:
    """Neither behind «>» in quotes, nor in many tags, nor in tags whose attributes the first of them collects."""
    filling = f"<p>{'Un texte sans fin. ' * 100}</p>" * (LARGE // 1_900)
    kept = harmless(f"<p>Avant</p>{tag}{filling}")
    assert kept.startswith("<p>Avant</p>")
    assert len(kept) < len(f"<p>Avant</p>{tag}")


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
        f"<img src='data:image/png;base64,{'A' * 3 * LONGEST_TAG}'><p>Après</p>",
        f"<div data-state='{'un mot ' * LONGEST_TAG}'><p>Après</p></div>",
        f"<script>if (a<b) {{ {'x = y; ' * LONGEST_TAG} }}</script><p>Après</p>",
        f"<p>{'Un texte sans fin. ' * LONGEST_TAG}</p>",
    ],
)
def test_long_values_scripts_and_texts_stay(page: str) -> None:
    """One long attribute is one attribute; a script or a text is no tag."""
    assert harmless(page) is page

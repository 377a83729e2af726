"""The compiled twins of ``ingest/native`` say what the Python says that they stand in for, and give way where they are
not to be had."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from enum import StrEnum
from importlib import import_module
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

import ingest
from benchmarks.twins import compiled, differences
from ingest import charset, markup, native
from ingest.native import references
from ingest.parsers import gates, language, phrases, typography
from ingest.parsers.gates import Gate
from ingest.parsers.walk import walk

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*(ROOT / "fixtures").glob("*/*/page.html"), *(ROOT / "tests").rglob("templates/*/*/page.html")])

needs_twins = pytest.mark.skipif(not compiled(), reason="ingest/native was not compiled: no C compiler at installation")

_WORDS = st.sampled_from(
    ["Le pont", " rouvre", "\n\t", " ", "  ", "\u00a0", ".", ",", "développée", "ce qui", "Lire aussi : ", "«",
     "\u00ad", "1er août", "АБВ", "مرحبا", "e\u0301", "\ufb01", "\u200b", "\x07", "&amp;", "&#0;", "&lt;b>",
     "par Anne Un"]
)  # fmt: skip
_NAMES = st.sampled_from(
    [
        "article-body",
        "nav",
        "breadcrumb",
        "author",
        "hidden",
        "comment-list",
        "spip_doc_titre",
        "x" * 500,
        "tags",
        "",
        "byline",
        "bylines",
        "auteur-été",
        "y" * 190,
        "article-bodz",
    ]
)
_TAGS = st.sampled_from(
    ["p", "div", "a", "b", "i", "span", "abbr", "time", "br", "img", "ul", "li", "h1", "h2", "nav", "footer", "table",
     "td", "blockquote", "article", "figure", "figcaption", "video", "iframe", "script", "style", "noscript",
     "template", "svg", "math", "mi", "title", "meta", "link", "x-y", "ruby", "rt", "pre", "select", "option",
     "?xml", "!--"]
)  # fmt: skip
_ATTRIBUTES = st.sampled_from(
    [("class", None), ("id", None), ("hidden", ""), ("style", "display: none"), ("style", "color:red"),
     ("style", "DISPLAY:NONE"), ("style", "vis\u0131bility: h\u0131dden"), ("style", "overflow: hidden"),
     ("href", "/x?tag=pont"), ("href", "/Topic/pont"), ("href", "/category/lac"), ("href", "/redaktion/autoren/un"),
     ("role", "menu"), ("itemprop", "articleBody"), ("itemprop", "author"), ("property", "og:title"),
     ("name", "author"), ("content", "X"), ("value", "Y"), ("rel", "tag"), ("rel", "author"), ("href", "/tag/pont"),
     ("href", "/auteur/anne-un"), ("href", ""), ("datetime", "2024-03-05"), ("pubdate", ""),
     ("title", "mardi"), ("alt", "-"), ("src", "a.jpg"), ("data-src", "b"),
     ("srcset", "c 1x"), ("type", "application/ld+json"), ("lang", "fr"), ("xml:lang", "de"), ("http-equiv", "x")]
)  # fmt: skip


@st.composite
def _soup(draw: st.DrawFn) -> str:
    """Markup as no author writes it: tags that nobody closes, in any order, with whatever attributes."""
    pieces = []
    for _ in range(draw(st.integers(0, 40))):
        if draw(st.booleans()):
            pieces.append(draw(_WORDS))
            continue
        tag = draw(_TAGS)
        if draw(st.integers(0, 3)) == 0:
            pieces.append(f"</{tag}>")
            continue
        chosen = draw(st.lists(_ATTRIBUTES, max_size=4))
        attributes = "".join(f' {name}="{draw(_NAMES) if value is None else value}"' for name, value in chosen)
        pieces.append(f"<{tag}{attributes}>")
    return "".join(pieces)


@needs_twins
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_both_read_a_page_alike(page: Path) -> None:
    """A change in one of the two without the other is found on the pages that we have."""
    assert differences(charset.markup(page.read_bytes())) == []


@needs_twins
@settings(max_examples=300, deadline=None)
@given(_soup())
def test_both_read_any_markup_alike(markup: str) -> None:
    """… and on markup that no page has."""
    assert differences(markup) == []


@needs_twins
@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=60))
def test_both_clean_and_fold_any_letters_alike(text: str) -> None:
    """Letters of any script, marks, controls and lone halves of pairs."""
    assert typography.clean(text) == references["text.clean"](text)
    assert typography.fold(text) == references["text.fold"](text)
    for name in ("has_digit", "letters_of", "opening_of", "with_composed_accents"):
        assert getattr(typography, name)(text) == references[f"text.{name}"](text), name
    languages = {"le": ("fr", "it"), "a": ("en",), "²": ("xx",), **dict.fromkeys(text.split(), ("any",))}
    counted, meant = language.small_words(text, languages), references["text.small_words"](text, languages)
    assert counted == meant
    assert list(counted[2]) == list(meant[2])


_LINES = st.lists(
    st.sampled_from(
        ["Lire aussi", "À LIRE", "Abonnez", "€", "partagé", "ŒUVRE", "Σας", "İa", "ia", " ", "«", "1", "\u2003"]
    )
).map("".join)


@needs_twins
@settings(max_examples=500, deadline=None)
@given(
    _LINES, st.lists(st.sampled_from(["lire", "à l", "€", "abonnez", "œuvre", "ας", "ia", "é", "partag"]), min_size=1)
)
def test_both_find_words_in_a_line_and_know_its_opening_alike(line: str, words: list[str]) -> None:
    """Capitals of any alphabet, words of one letter, and letters whose small form is two."""
    assert gates.holder_of_any(tuple(words))(line) == references["text.holder_of_any"](tuple(words))(line)
    assert phrases.phrase_of(line) == references["text.phrase_of"](line)


_BYTES = st.sampled_from(
    [b"a" * 7, b"b" * 16, b" ", "é".encode(), "€".encode(), "â".encode(), "Ã".encode(), "😀".encode(), b"\xc3", b"\x82",
     b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80", b"\xe0\x9f\xbf", b"\xff", b"\0", b"\x1b", b"\xef\xbb\xbf"]
)  # fmt: skip


@needs_twins
@settings(max_examples=500, deadline=None)
@given(st.lists(_BYTES, max_size=12).map(b"".join))
def test_bytes_taken_as_they_are_mean_what_decoding_says(body: bytes) -> None:
    """Bytes are only spared their decoding where it would change nothing; where Python spares it, so does its twin."""
    plain = charset.is_plain_utf8(body)
    assert plain or not references["decoding.is_plain_utf8"](body)
    assert not plain or charset.decode(body).text == body.decode()


class _Kind(StrEnum):
    INTERVIEW = "Entretien  été"


def test_kinds_of_strings_and_bytes_are_taken() -> None:
    """An enumeration's value, another library's string: whatever is a string to Python is one to its twin."""
    assert typography.fold(_Kind.INTERVIEW) == "entretien ete"
    assert typography.clean(_Kind.INTERVIEW) == "Entretien été"
    assert Gate("ENTRETIEN", ("entretien",)).search(_Kind.INTERVIEW)
    body = type("Body", (bytes,), {})("<p>Été.".encode())
    assert charset.is_plain_utf8(body)
    page = type("Page", (str,), {})("<title>Été</title><h1>Été</h1><p>Le pont rouvre.")
    assert ingest.parse(page) == ingest.parse(str(page)) == ingest.parse(bytearray(page.encode()))


@needs_twins
def test_letters_that_fold_to_many_fit() -> None:
    """One letter may be eighteen when folded: the room for them grows."""
    assert typography.fold("\ufdfa" * 2_000) == references["text.fold"]("\ufdfa" * 2_000)


_CODE = f"<script>{'var a = 1 < 2; ' * 40}</script>"
_LD = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Le pont rouvre", "x": "' + "y" * 400


@needs_twins
@pytest.mark.parametrize(
    ("code", "shorter"),
    [
        (_CODE, True),
        (f"<STYLE media=print>{'p {color: red} ' * 40}</STYLE >", True),
        (f"<svg viewBox='0 0 1 1'><g>{'<path d=M0/>' * 40}</g></svg>", True),
        (f"<svg><svg>{'<path d=M0/>' * 40}</svg><g/></svg>", True),
        ("<script>short()</script>", False),
        (_LD + '"}</script>', False),
        (_LD.replace("ld+json", "LD&#43;json") + '"}</script>', False),
        (_CODE.replace("var", "<!-- <script>"), False),
        (f"<svg>{'<path/>' * 40}<p>Dedans.</p></svg>", False),
        (f"<svg>{'<path/>' * 40}<foreignObject><p>Dedans.</p></foreignObject></svg>", False),
        (f"<svg>{'<path/>' * 40}<![CDATA[ > <script> ]]></svg>", False),
        (f"<svg>{'<path/>' * 40}", False),
        (f"<a title='Un lien><svg><title>Icône</title>{'<path/>' * 40}</svg>", False),
        (f"<textarea>{_CODE}</textarea>", False),
        (f"<plaintext>Ainsi.</plaintext>{_CODE}", False),
        (f"<math><p><title>Un titre<svg>{'<path d=M0/>' * 40}</svg>", False),
        (f"<math><p><plaintext>Ainsi.</plaintext>{_CODE}", False),
        (f"<script><!-- <script></script> <p>Dedans.</p> {_CODE} --></script>", False),
        (f"<!-- {_CODE} -->", False),
        (f"<p title='{_CODE}'>Titre.</p>", False),
        (_CODE.removesuffix("</script>"), False),
    ],
)  # fmt: skip
def test_code_is_cut_out_and_nothing_else(code: str, shorter: bool) -> None:
    """A page says the same without its scripts, styles and drawings; JSON-LD, and whatever only looks like code or may
    end elsewhere, stays."""
    page = f"<title>Le pont rouvre</title><h1>Le pont rouvre</h1>{code}<p>Il rouvre lundi matin aux voitures.</p>"
    kept = markup.harmless(page.encode(), code=False)
    assert (len(kept) < len(page.encode())) == shorter
    whole, cut = (LexborHTMLParser(html) for html in (page.encode(), kept))
    for tree in (whole, cut):
        for node in tree.css("script:not([type*=ld]), style, svg"):
            node.decompose()
    assert cut.html == whole.html
    assert markup.harmless(page.encode()) == page.encode()


@needs_twins
def test_a_frame_for_browsers_without_scripts_is_judged_without_its_scripts() -> None:
    """Nobody closed it, and a long script that one twin cuts out stands in it, with hardly a word."""
    page = f"<title>Le pont</title><p>Le pont rouvre.</p><noscript><p>Sans script.</p>{_CODE}"
    whole, cut = (walk(html) for html in (page, page.encode()))
    assert [s.text for s in whole.segments] == [s.text for s in cut.segments] == ["Le pont rouvre."]


def test_depth_is_judged_by_the_whole_page() -> None:
    """Whether tags are counted one by one depends on what stands at some places; a page without its scripts has others
    there, and would be cut where it is not cut with them."""
    ends = []
    for size in range(0, 16_000, 1_000):
        script = f"<script>{'x' * size}</script>"
        page = f"{script}{'<section>' * 3_600}{'</section>' * 1_000}<p>Fin".encode()
        ends.append(markup.harmless(page).endswith(b"Fin"))
        assert markup.harmless(page, code=False).endswith(b"Fin") == ends[-1]
    assert set(ends) == {True, False}


@needs_twins
@pytest.mark.parametrize("attributes", [3_000, 4_100])
def test_tags_with_very_many_attributes_are_seen(attributes: int) -> None:
    """The bound is the same in both, where Python looks at every tag as well."""
    page = f"<p>Avant.</p><div{' x' * attributes}>Après.</div>"
    assert differences(page) == []
    assert import_module("ingest.native.markup").glance(page) == (3 + 1, attributes > 4_000)


def _article(html: Path, **environment: str) -> dict[str, object]:
    program = (
        "import json, sys, pathlib, ingest\n"
        "from ingest.parsers import people, walk\n"
        "article = ingest.parse(pathlib.Path(sys.argv[1]).read_bytes(), 'https://gazette.example/a')\n"
        "print(json.dumps([walk._collect.__module__, pathlib.Path(people.__file__).suffix, repr(article)]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(html)],
        env={**os.environ, **environment}, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return dict(zip(("module", "people", "article"), json.loads(done.stdout), strict=True))


@needs_twins
def test_python_alone_gives_the_same_article() -> None:
    """Who cannot compile, or does not want to, gets the same dataset."""
    page = PAGES[0]
    plain, fast = _article(page, INGEST_PURE_PYTHON="1"), _article(page, INGEST_PURE_PYTHON="")
    assert (plain["module"], plain["people"]) == ("ingest.parsers.collecting", ".py")
    assert fast["module"] == "ingest.native.walking"
    assert plain["article"] == fast["article"]


_EVERY_FIELD = """
import hashlib, pathlib, sys
from datetime import UTC, datetime
from ingest.parsers import people
from ingest.parsers.api import explain
at = datetime(2026, 11, 29, 12, tzinfo=UTC)
print(pathlib.Path(people.__file__).suffix)
for name in sys.stdin.read().split("\\n"):
    article = explain(pathlib.Path(name).read_bytes(), "https://gazette.example/actualite/page", fetched_at=at)
    print(hashlib.sha256(repr(article).encode()).hexdigest(), name)
"""


@pytest.mark.skipif(not native.has_compiled_parsers(), reason="not compiled, or changed since: make twins")
def test_compiled_parsers_read_every_page_as_their_sources_do() -> None:
    """mypyc means the same Python; where it does not (a NamedTuple's own truth value), a field would differ."""

    def fields(**environment: str) -> tuple[str, list[str]]:
        done = subprocess.run(
            [sys.executable, "-c", _EVERY_FIELD],
            input="\n".join(map(str, PAGES)), env={**os.environ, **environment}, capture_output=True, text=True,
            check=True, timeout=300,
        )  # fmt: skip
        suffix, *articles = done.stdout.splitlines()
        return suffix, articles

    plain, fast = fields(INGEST_PURE_PYTHON="1"), fields(INGEST_PURE_PYTHON="")
    assert plain[0] == ".py" != fast[0]
    assert plain[1] == fast[1]


def test_parsers_that_changed_since_are_run_from_their_sources(tmp_path: Path) -> None:
    """Whoever edits a parser and forgets to compile would look for their change in vain."""
    copy = tmp_path / "ingest"
    shutil.copytree(ROOT / "ingest", copy, ignore=shutil.ignore_patterns("__pycache__"))
    program = (
        "from ingest import native; from ingest.parsers import people\n"
        "print(native.has_compiled_parsers(), people.__file__)"
    )

    def imported() -> list[str]:
        return subprocess.run(
            [sys.executable, "-c", program], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path)},
            capture_output=True, text=True, check=True, timeout=60,
        ).stdout.split()  # fmt: skip

    before = imported()
    assert (before[0] == "True") == native.has_compiled_parsers() == before[1].endswith(EXTENSION_SUFFIXES[0])
    changed = copy / "parsers" / "names.py"
    changed.write_text(changed.read_text("utf-8") + "\n", "utf-8")
    assert imported() == ["False", str(copy / "parsers" / "people.py")]


def test_a_twin_of_an_earlier_build_gives_way() -> None:
    """Modules that were built before a function had its twin do not keep anybody from importing."""

    def grown_since() -> None: ...

    assert native.twin("text")(grown_since) is grown_since


def test_twins_are_built_where_there_is_a_compiler() -> None:
    """A build that quietly stops compiling would cost half the speed and be noticed by nobody."""
    if os.environ.get("INGEST_PURE_PYTHON") or shutil.which("cc") is None:
        pytest.skip("no C compiler here, or not wanted")
    assert compiled()
    assert native.DIGEST.exists()


@needs_twins
def test_a_drawing_inside_a_drawing_counts_once() -> None:
    """The length of a menu's words, of which drawings are none: an unclosed one in another (found by fuzzing)."""
    menu = "<div class='menu'>" + "<a href='/a'>Sport et culture</a>" * 200 + "<svg><svg>" + "Texte du dessin " * 100
    assert differences(menu) == []

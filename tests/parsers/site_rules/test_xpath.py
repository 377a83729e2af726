"""XPath to CSS: what is selected is what the expression says, or nothing is translated."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from ingest.parsers.site_rules import Selector
from ingest.parsers.site_rules.xpath import Untranslatable, to_selectors

PAGE = LexborHTMLParser(
    """<html><head><meta id="m" name="author" content="Jo"></head><body id="b">
    <div id="d1" class="texte corps"><h2 id="h1">Lire aussi</h2>
      <ul id="u1"><li id="l1">un</li><li id="l2">deux</li><li id="l3">trois</li></ul>
      <p id="p1" class="promo">Voir <a id="a1" href="/abonnement">l’offre</a></p><p id="p2">Texte</p>
      <ul id="u2"></ul></div>
    <div id="d2" class="texte-bas"><blockquote id="q1"><p id="p3" class="promo">Cité</p></blockquote>
      <figure id="f1"><img id="i1" src="/logo.gif"><figcaption id="c1">Vue du port</figcaption></figure></div>
    <div id="d3"><div id="d4" class="x">Rien</div><p id="p4" class="x">Fin</p></div>
    </body></html>"""
)


def ids(xpath: str) -> list[str]:
    """Ids of what the translation selects, in document order."""
    found: set[str] = set()
    for text in to_selectors(xpath, values=True):
        selector = Selector.parse(text)
        nodes = PAGE.css(selector.css)
        found |= {str(node.id) for node in (nodes[:1] if selector.first else nodes)}
    order = [str(node.id) for node in PAGE.css("[id]")]
    return sorted(found, key=order.index)


@pytest.mark.parametrize(
    ("xpath", "expected"),
    [
        ("//div[@id='d1']", "d1"),
        ('//div[@class="texte corps"]', "d1"),
        ("//*[contains(@class, 'texte')]", "d1 d2"),
        ("//div[contains(concat(' ', normalize-space(@class), ' '), ' texte ')]", "d1"),
        ("//div[contains(concat(' ',normalize-space(@class),' '), ' texte')]", "d1 d2"),
        ("//div[starts-with(@class, 'texte-')]", "d2"),
        ("//div[not(@class)]", "d3"),
        ("//p[@class='promo' and a]", "p1"),
        ("//p[@class='promo' or @class='x']", "p1 p3 p4"),
        ("//p[@class!='promo']", "p4"),
        ("//div/p | //figure", "p1 p2 f1 p4"),
        ("//p/a/@href", "a1"),
        ("//meta[@name='author']/@content", "m"),
        ("/html/body/div[2]/figure", "f1"),
        ("//ul/li[1]", "l1"),
        ("//ul/li[last()]", "l3"),
        ("//ul/li[position() > 1]", "l2 l3"),
        ("//div[@class][1]", "d1 d4"),
        ("//*[@class='x'][2]", "p4"),
        ("(//p)[1]", "p1"),
        ("//p[1]", "p1 p3 p4"),
        ("//p[contains(., 'offre')]", "p1"),
        ("//p[contains(text(), 'offre')]", ""),
        ("//h2[contains(text(), 'Lire')]", "h1"),
        ("//h2/following-sibling::ul", "u1 u2"),
        ("//h2/following-sibling::ul[1]", "u1"),
        ("//h2/following-sibling::*[1][self::ul]", "u1"),
        ("//p[@id='p2']/preceding-sibling::*[1]", "p1"),
        ("//p[@id='p2']/preceding-sibling::ul[1]", "u1"),
        ("//p[@class='promo']/parent::blockquote", "q1"),
        ("//figcaption/..", "f1"),
        ("//div[@id='d2']//img/ancestor::div", "d2"),
        ("//p[ancestor::blockquote]", "p3"),
        ("//p[not(ancestor::blockquote)]", "p1 p2 p4"),
        ("//p[preceding-sibling::ul]", "p1 p2"),
        ("//p[parent::div[@id='d3']]", "p4"),
        ("//p[../@id='d3']", "p4"),
        ("//div[.//img[contains(@src, 'logo')]]", "d2"),
        ("//div[ul/li]", "d1"),
        ("//figure/*[not(self::img)]", "c1"),
        ("//*[name()='figure']", "f1"),
        ("//h2/self::h2", "h1"),
        ("normalize-space(//h2)", "h1"),
        ("//h2/text()", "h1"),
    ],
)
def test_the_same_elements_are_selected(xpath: str, expected: str) -> None:
    """Each form that lists of site rules use selects in CSS what it means in XPath."""
    assert ids(xpath) == expected.split()


@pytest.mark.parametrize(
    "xpath",
    [
        "//div[string-length(@class) = 15]",
        "//p[text() = 'Fin']",
        "//p[text()]",
        "substring-after(//h1, 'par ')",
        "//div[count(p) = 2]",
        "//div[contains(translate(@class, 'AB', 'ab'), 'a')]",
        "//a[@href = //meta/@content]",
        "(//p)[2]",
        "(//p | //div)[1]",
        "//ul/li[position() != 2]",
        "//h2/following-sibling::p[2]",
        "//div[@*]",
        "//comment()",
        "//svg:path",
        "//div[contains(@class, 'a']",
        "//div[@class='a'",
        "//",
        "",
        "($x)[1]",
        "(" * 100 + "a" + ")" * 100,
    ],
)
def test_what_css_cannot_say_is_refused(xpath: str) -> None:
    """A selector that is only nearly right would drop the wrong things, and a broken one must not end an import."""
    with pytest.raises(Untranslatable):
        to_selectors(xpath, values=True)


@pytest.mark.parametrize("xpath", ["//div/@class", "//div/text()"])
def test_elements_are_wanted_where_elements_are_kept_or_dropped(xpath: str) -> None:
    """To drop a text or an attribute is not to drop the element that has it."""
    with pytest.raises(Untranslatable, match="not elements"):
        to_selectors(xpath)


def test_quotes_and_backslashes_stay_inside_the_string() -> None:
    """What is searched for cannot end the selector."""
    (selector,) = to_selectors("""//p[contains(., 'dit "non" \\ oui')]""")
    assert Selector.parse(selector).css.count('\\"non\\"') == 2

"""Files in the form of Five Filters' ftr-site-config, written by us, become rules that read back."""

from __future__ import annotations

from ingest.parsers.site_rules import parse_rules
from ingest.parsers.site_rules.ftr import Imported, import_ftr

CONFIG = """\
# Le Quotidien, new layout

title: //h1[@class="titre"]
title: //meta[@property='og:title']/@content
author: //span[contains(concat(' ',normalize-space(@class),' '),' auteur ')]
date: //time[@itemprop='dateModified']/@datetime
date: //time[@itemprop='datePublished']/@datetime
body: //div[@id='corps'] | //div[@id='suite']
body: (//article)[1]

strip: //aside
strip_id_or_class: partage
strip_image_src: pixel.gif
strip: //div[string-length(@class) = 3]
single_page_link: //a[@class='print']
http_header(user-agent): curl/8
wrap_in(blockquote): //p[@class='cite']
find_string: <br/><br/>
replace_string: </p><p>
replace_string(<noscript>): <div class="sans">
une ligne perdue
tidy: no
prune: no
test_url: https://lequotidien.example/2024/article
"""


def imported(text: str = CONFIG, file: str = "lequotidien.example.txt") -> Imported:
    return import_ftr(text, file)


def test_what_reads_a_page_is_translated() -> None:
    """Alternatives keep their order, a union of elements is one, replacements come in pairs."""
    found = imported()
    assert found.selectors == {
        "title": ['h1[class="titre"]', 'meta[property="og:title"]@content'],
        "authors": ['span[class~="auteur"]'],
        "modified": ['time[itemprop="dateModified"]@datetime'],
        "published": ['time[itemprop="datePublished"]@datetime'],
        "keep": ['div[id="corps"], div[id="suite"]', "article:first"],
        "drop": ["aside", '[class*="partage"]', '[id*="partage"]', 'img[src*="pixel.gif"]'],
    }
    assert found.replacements == [("<noscript>", '<div class="sans">'), ("<br/><br/>", "</p><p>")]
    assert not found.prune


def test_what_is_left_out_is_told_with_its_line() -> None:
    """Nothing disappears in silence but what says nothing about reading."""
    left_out = {(one.line, one.why) for one in imported().untranslated}
    assert left_out == {
        (14, "a comparison of numbers"),
        (15, "about fetching, and a rule is about reading"),
        (16, "about fetching, and a rule is about reading"),
        (17, "no such thing in a site rule"),
        (21, "not understood"),
    }
    assert "lequotidien.example.txt:21: not understood: une ligne perdue" in map(str, imported().untranslated)


def test_the_toml_reads_back_without_a_fault() -> None:
    """What the import writes is what a run reads: hosts, selectors, replacements, whatever quotes they hold."""
    odd = CONFIG + "title: //h1[@title=\"l'été\"]\nstrip: //p[contains(., 'a \\ b')]\nreplace_string(\"'): \x07\n"
    found = imported(odd)
    (rule,), faults = parse_rules(found.toml, "lequotidien.example.toml")
    assert not faults
    assert rule.hosts == ("lequotidien.example",)
    assert [str(one) for one in rule.drop] == found.selectors["drop"]
    assert [str(one) for one in rule.title] == found.selectors["title"]
    assert rule.replace == tuple(found.replacements)
    assert not rule.prune


def test_a_body_is_pruned_unless_the_file_says_no() -> None:
    """As in the tool the format is from."""
    found = imported("body: //article\n")
    assert parse_rules(found.toml, "x.toml")[0][0].prune


def test_names_of_files_are_hosts() -> None:
    """A leading point means all hosts below a domain."""
    assert imported("body: //main", ".blogs.example.txt").host == ".blogs.example"
    assert imported("body: //main", "www.Example.org.txt").host == "example.org"


def test_a_file_without_a_rule_gives_none() -> None:
    """Only about fetching: there is nothing to write."""
    assert imported("single_page_link: //a\n").toml == ""


def test_unpaired_replacements_are_refused() -> None:
    """Two lines to find and one to put: nobody can say which belong together."""
    found = imported("find_string: a\nfind_string: b\nreplace_string: c\nbody: //main\n")
    assert not found.replacements
    assert [one.line for one in found.untranslated] == [1, 2]

"""The TOML of site rules: what is read, and how faults are told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ingest.parsers.site_rules import SiteRules, overlaps, parse_rules

GOOD = """
[lequotidien]
host = ["lequotidien.example", "m.lequotidien.example"]
from = 2024-05-01
keep = ["div.corps", "article:first"]
drop = "aside"
title = 'meta[property="og:title"]@content'
replace = [["<br>", "</p><p>"]]
prune = true

[lequotidien-2019]
host = "www.lequotidien.example"
until = 2024-05-01
keep = "#texte"

[blogs]
host = ".blogs.example"
keep = "main"
"""


def test_all_keys_are_read() -> None:
    """One string stands for a list of one; days are dates; selectors keep their endings."""
    (rule, old, _), faults = parse_rules(GOOD, "presse.toml")
    assert not faults
    assert rule.hosts == ("lequotidien.example", "m.lequotidien.example")
    assert (rule.since, rule.until, old.until) == (date(2024, 5, 1), None, date(2024, 5, 1))
    assert [str(one) for one in rule.keep] == ["div.corps", "article:first"]
    assert rule.title[0].attribute == "content"
    assert rule.replace == (("<br>", "</p><p>"),)
    assert rule.prune
    assert rule.where == "presse.toml [lequotidien]"


@pytest.mark.parametrize(
    ("url", "day", "name"),
    [
        ("https://www.lequotidien.example/a", datetime(2024, 5, 1, tzinfo=UTC), "lequotidien"),
        ("https://lequotidien.example/a", datetime(2024, 4, 30, 23, 59, tzinfo=UTC), "lequotidien-2019"),
        ("https://lequotidien.example/a", None, "lequotidien"),
        ("https://m.lequotidien.example/a", datetime(2019, 1, 1, tzinfo=UTC), None),
        ("https://autre.lequotidien.example/a", None, None),
        ("https://anne.blogs.example/a", None, "blogs"),
        ("https://blogs.example/a", None, None),
        ("http://[", None, None),
        (None, None, None),
    ],
)
def test_a_rule_is_found_by_host_and_day(url: str | None, day: datetime | None, name: str | None) -> None:
    """Old layouts stay readable: the day of the fetch decides, and other hosts have no rule."""
    rule = SiteRules(parse_rules(GOOD, "presse.toml")[0]).rule_for(url, day)
    assert (rule.name if rule else None) == name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[a]\nhost = 'x.example'\nkeeep = 'p'", "r.toml:3: `a.keeep`: unknown key"),
        ("[a]\nhost = 'x.example'\nkeep = [\n  'p',\n  'div[',\n]", "r.toml:5: `a.keep`: 'div['"),
        ("[a]\nkeep = 'p'", "r.toml:1: `a`: has no host"),
        ("[a]\nhost = 'https://x.example/'", "r.toml:2: `a.host`"),
        ("[a]\nhost = 'x.example'\nfrom = '2024-01-01'", "r.toml:3: `a.from`"),
        ("[a]\nhost = 'x.example'\ndrop = 'p@class'", "r.toml:3: `a.drop`"),
        ("[a]\nhost = 'x.example'\nprune = 'no'", "r.toml:3: `a.prune`"),
        ("[a]\nhost = 'x.example'\nreplace = ['a']", "r.toml:3: `a.replace`"),
        ("[a]\nhost = 'x.example'\ntitle = 3", "r.toml:3: `a.title`"),
        ("[a.example]\nkeep = 'p'", "in quotes"),
        ("keep = 'p'", "no table"),
        ("[a\n", "r.toml:1: no valid TOML"),
    ],
)
def test_faults_name_file_line_and_key(text: str, message: str) -> None:
    """Whoever wrote the rule finds the place at once."""
    rules, faults = parse_rules(text, "r.toml")
    assert not rules
    assert message in str(faults[0])


def test_a_fault_costs_only_its_own_rule() -> None:
    """A check tells of all faults, and of how many rules are good."""
    rules, faults = parse_rules(GOOD + "\n[e]\nhost = 'e.example'\nx = 1\ny = 2\n", "r.toml")
    assert (len(rules), len(faults)) == (3, 2)


def test_two_rules_for_one_day_are_a_fault() -> None:
    """Which of them counts must not depend on the order of files."""
    rules, _ = parse_rules(GOOD.replace("from = 2024-05-01", "from = 2024-04-01"), "r.toml")
    (fault,) = overlaps(rules)
    assert "lequotidien-2019" in str(fault)
    assert not list(overlaps(parse_rules(GOOD, "r.toml")[0]))

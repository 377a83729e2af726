"""Five Filters' ftr-site-config files → site rules, as TOML.

The format is one «command: value» a line, its selectors are XPath
(https://help.fivefilters.org/full-text-rss/site-patterns.html). What reads a page is translated; what asks the network
(several pages, logins, headers) has no place in a rule and is reported, as is what CSS cannot say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ingest.parsers.site_rules.xpath import Untranslatable, to_selectors

_COMMAND = re.compile(r"(?P<name>[a-z_]+)\s*(?:\((?P<parameter>.*?)\))?\s*:\s*(?P<value>.*)", re.I)
_FIELDS = {"body": "keep", "title": "title", "author": "authors", "date": "published", "strip": "drop"}
_NETWORK = frozenset(
    (
        "single_page_link", "single_page_link_in_feed", "next_page_link", "if_page_contains", "http_header",
        "requires_login", "not_logged_in_xpath", "login_uri", "login_username_field", "login_password_field",
        "login_extra_fields",
    )
)  # fmt: skip
_WITHOUT_EFFECT = frozenset(
    (
        "tidy", "parser", "test_url", "test_contains", "autodetect_on_failure", "autodetect_next_page",
        "convert_double_br_tags", "src_lazy_load_attr", "insert_detected_image", "skip_json_ld", "footnotes",
        "strip_attr",
    )
)  # fmt: skip
"""What Ingest does anyway, does never, or that says nothing about how a page is read."""


@dataclass(frozen=True, slots=True)
class Untranslated:
    """A line that the rule lacks."""

    file: str
    line: int
    text: str
    why: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.why}: {self.text}"


@dataclass(slots=True)
class Imported:
    """What one file gave."""

    host: str
    lines: int = 0
    """Commands that read a page, translated or not."""
    selectors: dict[str, list[str]] = field(default_factory=dict)
    """Key of the rule → selectors."""
    replacements: list[tuple[str, str]] = field(default_factory=list)
    prune: bool = True
    untranslated: list[Untranslated] = field(default_factory=list)

    @property
    def toml(self) -> str:
        """The rule as a file of its own; empty where nothing in it would read a page."""
        if not self.selectors and not self.replacements:
            return ""
        rows = [f"[{_text(self.host)}]", f"host = {_text(self.host)}"]
        rows += [f"{key} = {_list(map(_text, values))}" for key, values in self.selectors.items()]
        if self.replacements:
            rows.append(f"replace = {_list(f'[{_text(find)}, {_text(put)}]' for find, put in self.replacements)}")
        if self.prune and "keep" in self.selectors:
            rows.append("prune = true")
        return "\n".join(rows) + "\n"


def import_ftr(text: str, file: str) -> Imported:
    """The rule in one file. ``file``: its name, which says the host: ``example.com.txt``, ``.example.com.txt``."""
    found = Imported(host=file.removesuffix(".txt").lower().removeprefix("www."))
    finds: list[tuple[int, str]] = []
    puts: list[str] = []
    for number, line in _commands(text):
        command = _COMMAND.fullmatch(line)

        def refuse(why: str, number: int = number, line: str = line) -> None:
            found.untranslated.append(Untranslated(file, number, line, why))

        if command is None:
            refuse("not understood")
            continue
        name, parameter, value = command["name"].lower(), command["parameter"], command["value"].strip()
        if name == "find_string":
            finds.append((number, value))
        elif name == "replace_string" and parameter is None:
            puts.append(value)
        elif name == "replace_string":
            found.lines += 1
            found.replacements.append((parameter, value))
        elif name == "prune":
            found.prune = value.lower() not in ("no", "false")
        elif name not in _WITHOUT_EFFECT:
            found.lines += name not in _NETWORK
            _add(found, name, value, refuse)
    _pair(found, file, finds, puts)
    return found


def _commands(text: str) -> Iterator[tuple[int, str]]:
    """Lines that say something, with their numbers."""
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip().lstrip("\ufeff")
        if line and not line.startswith("#"):
            yield number, line


def _add(found: Imported, name: str, value: str, refuse: Callable[[str], None]) -> None:
    """One command that selects something."""
    bare = value.strip("\"'").replace('"', "")
    if name == "strip_id_or_class":
        _select(found, "drop", [f'[class*="{bare}"]', f'[id*="{bare}"]'])
    elif name == "strip_image_src":
        _select(found, "drop", [f'img[src*="{bare}"]'])
    elif name in _FIELDS:
        key = _FIELDS[name]
        if key == "published" and "modif" in value.lower():  # there is one kind of date there
            key = "modified"
        try:
            selectors = to_selectors(value, values=key not in ("keep", "drop"))
        except Untranslatable as error:
            refuse(str(error))
            return
        # A union of elements is one alternative; one of values is read one after the other.
        whole = key == "keep" and not any(selector.endswith(":first") for selector in selectors)
        _select(found, key, [", ".join(selectors)] if whole else selectors)
    elif name in _NETWORK:
        refuse("about fetching, and a rule is about reading")
    else:
        refuse("no such thing in a site rule")


def _select(found: Imported, key: str, selectors: list[str]) -> None:
    known = found.selectors.setdefault(key, [])
    known += [selector for selector in selectors if selector not in known]


def _pair(found: Imported, file: str, finds: list[tuple[int, str]], puts: list[str]) -> None:
    """``find_string`` and ``replace_string`` lines belong together by their order."""
    found.lines += len(finds)
    if len(finds) == len(puts):
        found.replacements += [(text, put) for (_, text), put in zip(finds, puts, strict=True) if text]
    else:
        for number, text in finds:
            why = "as many find_string as replace_string lines are needed"
            found.untranslated.append(Untranslated(file, number, f"find_string: {text}", why))


def _text(text: str) -> str:
    """A TOML string: a literal one where that reads better, else a basic one (JSON's escapes are among TOML's)."""
    if '"' in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(items: Iterator[str]) -> str:
    rows = list(items)
    return f"[{rows[0]}]" if len(rows) == 1 else "[\n" + "".join(f"  {row},\n" for row in rows) + "]"

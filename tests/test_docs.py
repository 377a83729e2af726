"""What the documents say is true: their commands parse and run, their snippets run, their links lead somewhere.

Snippets run in a folder that looks like a clone after ``make demo``: ``fixtures/``, ``datasets/sample`` and
``datasets/demo``, the newsstand open. Addresses of the newsstand are those of this test's own.
"""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
import textwrap
import tomllib
import unicodedata
from collections.abc import Iterator
from contextlib import chdir, suppress
from dataclasses import dataclass
from glob import glob
from pathlib import Path
from typing import Any

import duckdb
import pytest

from fixtures.newsstand import Newsstand
from ingest import cli
from ingest.commands import codes
from ingest.errors import SettingsError
from ingest.model import Outcome, Reason
from ingest.parsers.site_rules import overlaps, parse_rules
from ingest.reports.meanings import MEANINGS
from ingest.reports.terminal import CRAWLED
from ingest.sources.files import parse_sources
from ingest.writers.schema import COLUMNS

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted(
    path for pattern in ("README.md", "docs/*.md", "*/README.md", "benchmarks/*.md") for path in ROOT.glob(pattern)
)
PACKAGE = ROOT / "ingest"
SAMPLE = ROOT / "datasets" / "sample"
DEMO = "ingest run fixtures/sources.toml --delay 0.05 --out datasets/demo"
SLOW = "lavoixdulac"
"""The publisher that asks for a second between two requests, and gets it: not waited for here."""
MAY_BE_EMPTY = ("revisions/", "date_conflict", "site_rule", "cluster_match")
"""Queries for what one crawl of the newsstand need not have."""
LARGE = {"pyspark", "datasets"}
"""Libraries that only the slower group of tests has: ``make test-readers``."""
NOT_RUN = ("fixtures/README.md",)
"""Documents whose snippets are about files that the reader is still to write."""


@dataclass(frozen=True)
class Fence:
    """A fenced block of a document."""

    file: str
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def _fences(path: Path) -> Iterator[Fence]:
    text = path.read_text("utf-8")
    for found in re.finditer(r"^( *)```(\w*)\n(.*?)^\1```$", text, re.M | re.S):
        line = text.count("\n", 0, found.start()) + 1
        yield Fence(path.relative_to(ROOT).as_posix(), line, found[2], textwrap.dedent(found[3]))


def _prose(path: Path) -> str:
    """A document without its fenced blocks and inline code."""
    text = re.sub(r"^( *)```.*?^\1```$", "", path.read_text("utf-8"), flags=re.M | re.S)
    return re.sub(r"`[^`\n]*`", "", text)


FENCES = [fence for path in DOCUMENTS for fence in _fences(path)]


def _of(*languages: str) -> list[Fence]:
    return [fence for fence in FENCES if fence.language in languages and fence.file not in NOT_RUN]


def _commands() -> list[tuple[str, str]]:
    """(where, command line after ``ingest``) of all shell blocks."""
    found = []
    for fence in FENCES:
        if fence.language in ("", "sh"):
            for number, line in enumerate(fence.text.splitlines(), fence.line + 1):
                if match := re.search(r"(?:^|\$ |\| |&& )ingest (.+?)(?:\s+[|>#].*)?$", line):
                    found.append((f"{fence.file}:{number}", match[1]))
    return found


COMMANDS = _commands()


# --- a folder as after «make demo» -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Workshop:
    folder: Path
    stand: Newsstand

    def moved(self, text: str) -> str:
        """The same with the newsstand's addresses as they are here."""
        for site in self.stand.sites.values():
            text = text.replace(site.publisher.url, site.url)
        return text


def _run(line: str) -> int:
    """A command line through the real entry point, in the folder that is current; its patterns are expanded."""
    arguments = [found for word in shlex.split(line) for found in (sorted(glob(word)) if "*" in word else [word])]
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    folder = tmp_path_factory.mktemp("workshop")
    (folder / "fixtures").mkdir()
    for path in (ROOT / "fixtures").iterdir():
        (folder / "fixtures" / path.name).symlink_to(path)
    page = ROOT / "fixtures" / "lequotidien" / "pont-de-rouen-ferme" / "page.html"
    (folder / "page.html").symlink_to(page)
    (folder / "urls.txt").write_text("https://www.example.fr/article\n", "utf-8")
    (folder / "my-rules").mkdir()
    (folder / "my-rules" / "a.toml").write_text('[a]\nhost = "a.example"\nkeep = "main"\n', "utf-8")
    (folder / "ftr-site-config").mkdir()
    (folder / "ftr-site-config" / "b.example.txt").write_text("body: //main\n", "utf-8")
    with Newsstand(ephemeral=True) as stand, chdir(folder):
        shop = Workshop(folder, stand)
        tables = (ROOT / "fixtures" / "sources.toml").read_text("utf-8").split("\n\n")
        wanted = [table for table in tables if not table.startswith(f"[{SLOW}]")]
        assert len(wanted) == len(tables) - 1
        (folder / "fixtures" / "sources.toml").unlink()
        (folder / "fixtures" / "sources.toml").write_text(shop.moved("\n\n".join(wanted)), "utf-8")
        assert _run(DEMO.removeprefix("ingest ")) == cli.OK
        (folder / "datasets" / "press").symlink_to(folder / "datasets" / "demo")
        shutil.copytree(SAMPLE if SAMPLE.exists() else folder / "datasets" / "demo", folder / "datasets" / "sample")
        yield shop


# --- commands --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("where", "line"), COMMANDS, ids=[where for where, _ in COMMANDS])
def test_commands_parse(workshop: Workshop, where: str, line: str) -> None:
    """Whoever types what a document shows is not told that there is no such command, flag or value."""
    name, *arguments = shlex.split(line)
    if name == "--version":
        return
    with chdir(workshop.folder), cli.ingest.commands[name].make_context(name, arguments):
        pass


def _offline(line: str) -> bool:
    """What can be run as it stands: on files, and without a «…» for what the reader is to fill in."""
    name, *arguments = shlex.split(line)
    if name == "parse":
        return not arguments[0].startswith("http")
    return name in ("schema", "build", "rules", "export", "--version") and "…" not in line


@pytest.mark.parametrize("line", sorted({line for _, line in COMMANDS if _offline(line)}))
def test_commands_that_need_no_network_run(workshop: Workshop, line: str) -> None:
    """Commands on bundled files do what the documents say, and end well."""
    with chdir(workshop.folder):
        assert _run(line) == cli.OK


def test_the_readme_shows_all_commands_and_the_demos() -> None:
    """No command is left for the reader to discover, and the demo is the one that made the output shown."""
    shown = {shlex.split(line)[0] for where, line in COMMANDS if where.startswith("README.md")}
    assert shown >= set(cli.ingest.commands)
    assert f"$ {DEMO}" in (ROOT / "README.md").read_text("utf-8")


# --- output that is shown --------------------------------------------------------------------------------------------
def test_the_article_shown_is_what_parse_gives(workshop: Workshop, capfd: pytest.CaptureFixture[str]) -> None:
    """The README's JSON is real: each value shown is the beginning of what the command above it prints."""
    (block,) = [fence for fence in FENCES if fence.file == "README.md" and fence.language == "json"]
    above = [line for where, line in COMMANDS if where.startswith("README.md:") and int(where[10:]) < block.line]
    with chdir(workshop.folder):
        assert _run(above[-1]) == cli.OK
    real = json.loads(capfd.readouterr().out)
    assert _differences(json.loads(block.text), real) == []


def _differences(shown: Any, real: Any, path: str = "") -> list[str]:
    """Where the first is no shortened form of the second: keys left out, texts and lists cut at «…»."""
    if isinstance(shown, str) and isinstance(real, str):
        a, b = (" ".join(unicodedata.normalize("NFKC", text).split()) for text in (shown, real))
        cut = shown.endswith(" …")
        same = b.startswith(" ".join(unicodedata.normalize("NFKC", shown[:-2]).split())) if cut else a == b
        return [] if same else [f"{path}: {shown!r} is shown, {real!r} is real"]
    if isinstance(shown, dict) and isinstance(real, dict):
        return [d for key in shown for d in _differences(shown[key], real.get(key), f"{path}.{key}")]
    if isinstance(shown, list) and isinstance(real, list):
        cut = shown[-1:] == ["…"]
        items = shown[:-1] if cut else shown
        if len(items) > len(real) or (not cut and len(items) < len(real)):
            return [f"{path}: {len(items)} items are shown, {len(real)} are real"]
        return [d for n, item in enumerate(items) for d in _differences(item, real[n], f"{path}[{n}]")]
    return [] if shown == real else [f"{path}: {shown!r} is shown, {real!r} is real"]


def test_the_summary_shown_adds_up() -> None:
    """The run's output in the README is one that Ingest can print: known reasons, an equation that holds."""
    text = (ROOT / "README.md").read_text("utf-8")
    (block,) = [fence.text for fence in _fences(ROOT / "README.md") if DEMO in fence.text]
    rows = re.findall(r"^ *(\d+)  (\w+)  +(.+)$", block, re.M)
    counts = {name: int(count) for count, name, _ in rows}
    words = {
        "pages": CRAWLED.pages,
        "articles": CRAWLED.articles,
        **{str(reason): MEANINGS[reason] for reason in Reason},
    }
    assert all(said == words[name] for _, name, said in rows)
    pages, articles = counts.pop("pages"), counts.pop("articles")
    assert set(counts) <= {reason.value for reason in Reason}
    assert pages == articles + sum(counts.values())
    assert f"{articles} articles in datasets/demo" in text


# --- snippets --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("fence", _of("sql"), ids=str)
def test_sql_runs(workshop: Workshop, fence: Fence) -> None:
    """Every query can be pasted into DuckDB, and finds something."""
    with chdir(workshop.folder), duckdb.connect() as connection:
        rows = connection.execute(fence.text).fetchall()
    assert rows or any(word in fence.text for word in MAY_BE_EMPTY)


def _snippets() -> Iterator[Any]:
    for fence in _of("python"):
        marks = [pytest.mark.readers] if LARGE & _imports(fence.text) else []
        yield pytest.param(fence, marks=marks, id=str(fence))


def _imports(text: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("fence", list(_snippets()))
def test_python_runs(workshop: Workshop, fence: Fence) -> None:
    """Every snippet can be pasted into Python, warns of nothing, and gives what its comments say."""
    code = compile(workshop.moved(fence.text), str(fence), "exec")
    names: dict[str, Any] = {"__name__": "__main__"}
    with chdir(workshop.folder):
        exec(code, names)
        for expression, value in _results(fence.text):
            assert _differences(value, eval(expression, names), expression) == []


def _results(text: str) -> Iterator[tuple[str, Any]]:
    """Lines with their result in a comment, as far as it is written as Python: ``article.title  # 'A Rouen …'``."""
    for expression, comment in re.findall(r"^(\S.*?)  # (.+)$", text, re.M):
        with suppress(SyntaxError, ValueError):
            value = ast.literal_eval(comment)
            ast.parse(expression, mode="eval")
            yield expression, value


@pytest.mark.parametrize(
    "fence", [fence for fence in _of("toml") if fence.file in ("README.md", "docs/sources.md")], ids=str
)
def test_sources_shown_are_read(fence: Fence) -> None:
    """A sources.toml that a document shows is one that Ingest takes."""
    assert parse_sources(fence.text, str(fence))


@pytest.mark.parametrize("fence", [fence for fence in _of("toml") if fence.file == "docs/site-rules.md"], ids=str)
def test_site_rules_shown_are_read(fence: Fence) -> None:
    """Rules that a document shows are ones that Ingest takes, each and together."""
    rules, faults = parse_rules(fence.text, str(fence))
    assert rules
    assert not [*faults, *overlaps(rules)]


# --- tables ----------------------------------------------------------------------------------------------------------
def _table(file: str, head: str, *, under: str = "") -> list[list[str]]:
    """Cells of the first table whose header begins with ``head``, after the heading ``under``."""
    text = (ROOT / file).read_text("utf-8")
    text = text[text.index(f"\n{under}\n") :] if under else text
    rows = text[text.index(f"\n| {head}") + 1 :].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in rows]


def _ticked(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.ARTICLE])
def test_all_reasons_are_explained(outcome: Outcome) -> None:
    """Each reason a page can end with stands in docs/outcomes.md, under its outcome, and no other does."""
    listed = [_ticked(row[0])[0] for row in _table("docs/outcomes.md", "reason", under=f"### {outcome.value}")]
    assert listed == [reason.value for reason in Reason if reason.outcome is outcome]


def test_all_outcomes_are_explained() -> None:
    """The five outcomes are those of the code."""
    assert [_ticked(row[0])[0] for row in _table("docs/outcomes.md", "outcome")] == [one.value for one in Outcome]


@pytest.mark.parametrize(("file", "head"), [("README.md", "exit code"), ("docs/outcomes.md", "code")])
def test_exit_codes_are_those_of_the_command_line(file: str, head: str) -> None:
    """A cron job that trusts the documents trusts the code."""
    known = sorted(value for name, value in vars(codes).items() if name.isupper())
    assert [int(row[0]) for row in _table(file, head)] == known


def test_columns_shown_exist() -> None:
    """The README names no column that a dataset lacks."""
    named = {name for row in _table("README.md", "column") for name in _ticked(row[0])}
    assert named <= {column.name for column in COLUMNS["articles"]}


def test_keys_of_a_source_are_all_explained() -> None:
    """docs/sources.md explains the keys that sources.toml may have, and no others."""
    with pytest.raises(SettingsError, match="Known are: ") as refused:
        parse_sources('[a]\nhome = "https://a.example/"\nwrong = 1\n', "sources.toml")
    known = str(refused.value).partition("Known are: ")[2].split(", ")
    assert {_ticked(row[0])[0] for row in _table("docs/sources.md", "key")} == set(known)


def test_every_dependency_has_its_reason() -> None:
    """A package comes in only with a line in the README that says why."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {re.split(r"[<>=~\[ ]", line)[0] for line in project["dependencies"]}
    assert {name for row in _table("README.md", "package") for name in _ticked(row[0])} == needed


def test_files_named_in_the_architecture_exist() -> None:
    """The map shows the house as it is."""
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    named = set(re.findall(r"(?<![\w/])((?:[a-z_]+/)+[\w.]*\w|[a-z_]+/|\w+\.py)(?![\w*/])", text))
    assert [name for name in sorted(named) if not any((folder / name).exists() for folder in (ROOT, PACKAGE))] == []


# --- links -----------------------------------------------------------------------------------------------------------
def _links() -> list[tuple[str, str]]:
    found = []
    for path in DOCUMENTS:
        for target in re.findall(r"\]\(([^)\s]+)\)", _prose(path)):
            if "://" not in target and not target.startswith("mailto:"):
                found.append((path.relative_to(ROOT).as_posix(), target))
    return found


@pytest.mark.parametrize(("document", "target"), _links())
def test_links_lead_somewhere(document: str, target: str) -> None:
    """A relative link names a file of the repository, and a heading that is there."""
    name, _, anchor = target.partition("#")
    path = (ROOT / document).parent / name if name else ROOT / document
    assert path.exists(), f"{document} links to {target}, which is not there"
    if anchor:
        headings = re.findall(r"^#+ (.+)$", _prose(path), re.M)
        assert anchor in [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]

"""The house stays as easy to see as it is: who may import whom, and what importing costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "ingest"
FLOORS = ("discovery", "fetchers", "archive", "parsers", "writers", "health", "reports")
EVERYBODYS = {
    "ingest",
    "ingest.model",
    "ingest.errors",
    "ingest.settings",
    "ingest.urls",
    "ingest.markup",
    "ingest.native",
    "ingest.packing",
    "ingest.charset",
    "ingest.charts",
    "ingest.rights",
    "ingest.times",
}
"""What every floor may know. The package itself is there for its version."""
ALLOWED: dict[str, set[str]] = {
    **{floor: {floor} for floor in FLOORS},
    "sources": {"sources"},
    "ledger": {"ledger"},
    "dataset": {"dataset", "writers"},
    "run": {*FLOORS, "run", "sources", "ledger", "dataset"},
    "cli": {"commands", "run", "reports", "sources", "parsers", "writers"},  # parse and schema show what they import
    "commands": {"commands", "run", "reports", "sources", "writers"},
    "model": set(),
    "errors": set(),
    "settings": set(),
    "urls": set(),
    "markup": set(),
    "native": set(),  # the compiled modules know what they stand in for
    "packing": set(),
    "charset": set(),
    "charts": set(),
    "rights": set(),
    "times": set(),
    "__init__": {"dataset", "parsers", "run"},  # lazily: the shop window
    "__main__": {"cli"},
}
HEAVY = ("pyarrow", "httpx", "selectolax", "dateparser", "duckdb", "polars", "pandas", "rich", "click", "feedparser")


def _modules() -> dict[str, Path]:
    """Dotted name → file."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = _modules()


def _room(module: str) -> str:
    """The folder or single module directly below the package."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def _imports(path: Path, *, at_start: bool = False) -> Iterator[str]:
    """Our modules that a file imports, wherever in it; with ``at_start`` only those that importing it runs."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in _statements(tree) if at_start else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "ingest")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            if node.module and node.module.split(".")[0] == "ingest":
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    yield whole if whole in MODULES else node.module


def _statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Statements that run on import: not inside functions, not under ``if TYPE_CHECKING``."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        yield node
        yield from _statements(node)


@pytest.mark.parametrize("module", MODULES)
def test_floors_do_not_import_each_other(module: str) -> None:
    """Each stage knows the nouns and itself; only ``run`` knows the order."""
    room = _room(module)
    assert room in ALLOWED, f"{module}: a new room; say in this test what it may know"
    for imported in _imports(MODULES[module]):
        assert imported in EVERYBODYS or _room(imported) in ALLOWED[room], f"{module} imports {imported}"


def test_there_are_no_cycles() -> None:
    """Imports that run when a module is imported go one way."""
    graph = {
        module: {name for name in _imports(path, at_start=True) if name != module} for module, path in MODULES.items()
    }
    graph = {module: imports - {"ingest"} for module, imports in graph.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"import cycle: {' → '.join(error.args[1])}")


def test_parsers_read_no_clock_and_do_no_io() -> None:
    """Parsing is a pure function of the page: no time of day, no network, no files of the user's."""
    forbidden = {"time", "socket", "urllib.request", "httpx", "asyncio", "subprocess", "sqlite3", "random"}
    for module, path in MODULES.items():
        if _room(module) != "parsers":
            continue
        tree = ast.parse(path.read_text("utf-8"))
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not names & forbidden, module
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert not {call for call in calls if call.endswith((".now", ".today", ".utcnow"))}, module


def _loaded_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    return {name.split(".")[0] for name in ran.stdout.split()}


def test_importing_the_package_loads_nothing_heavy() -> None:
    """``import ingest`` costs a script milliseconds, whatever it uses of it later."""
    assert not _loaded_after("import ingest; dir(ingest)") & set(HEAVY)


def test_the_command_line_starts_without_the_engine() -> None:
    """``ingest --help`` and ``--version`` answer at once."""
    light = {"click"}
    assert not _loaded_after("import ingest.cli") & (set(HEAVY) - light)


def test_reading_a_dataset_needs_no_crawler() -> None:
    """Who only ever sees the Parquet loads no HTTP client and no HTML parser."""
    assert not _loaded_after("import ingest; ingest.open_dataset") & {"httpx", "selectolax", "feedparser", "rich"}

"""Site rules in files: a folder of TOML → the rules of a run, and another tool's folder → one of TOML."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from ingest.errors import SettingsError, UsageError
from ingest.parsers.site_rules import SiteRule, SiteRules, overlaps, parse_rules
from ingest.parsers.site_rules.ftr import Untranslated, import_ftr


def load_rules(folder: str | Path) -> SiteRules:
    """The rules in all ``.toml`` files of a folder, for ``ingest.parse(…, rules=…)``.

    Raises :class:`~ingest.errors.SettingsError` with the first fault, :class:`~ingest.errors.UsageError` where there is
    no such folder.
    """
    rules, faults = check_rules(Path(folder))
    if faults:
        raise faults[0]
    return SiteRules(rules)


@lru_cache(maxsize=4)
def rules_of_run(folder: Path | None) -> SiteRules | None:
    """The same, read once in each process of a run."""
    return load_rules(folder) if folder else None


def check_rules(folder: Path) -> tuple[list[SiteRule], list[SettingsError]]:
    """All rules of a folder, and all that is wrong with them. Raises :class:`UsageError` where there is no folder."""
    rules: list[SiteRule] = []
    faults: list[SettingsError] = []
    for path in _files(folder, "*.toml"):
        good, bad = parse_rules(_read(path), path.name)
        rules += good
        faults += bad
    return rules, [*faults, *overlaps(rules)]


@dataclass(slots=True)
class Import:
    """What an import did."""

    files: int = 0
    rules: int = 0
    lines: int = 0
    """Commands that say how a page is read."""
    untranslated: list[Untranslated] = field(default_factory=list)


def import_rules(folder: Path, out: Path) -> Import:
    """Every ftr-site-config file of ``folder`` → a TOML file in ``out``, which is made when it is not there.

    Raises :class:`UsageError` where there is nothing to import, or ``out`` cannot be written.
    """
    done = Import()
    paths = _files(folder, "*.txt")
    if not paths:
        raise UsageError(f"There is no .txt file in {folder}. Give a folder with ftr-site-config files.")
    try:
        out.mkdir(parents=True, exist_ok=True)
        for path in paths:
            found = import_ftr(_read(path), path.name)
            done.files += 1
            done.lines += found.lines
            done.untranslated += found.untranslated
            if found.toml:
                done.rules += 1
                (out / f"{path.stem}.toml").write_text(f"# From {path.name}\n\n{found.toml}", "utf-8")
    except OSError as error:
        raise UsageError(f"Cannot write {out}: {error.strerror}. Choose another folder for --out.") from error
    return done


def _files(folder: Path, pattern: str) -> list[Path]:
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}. Give one with {pattern.removeprefix('*')} files.")
    return sorted(path for path in folder.glob(pattern) if path.is_file())


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError as error:
        raise UsageError(f"Cannot read {path}: {error.strerror}.") from error

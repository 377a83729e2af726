"""``ingest rules`` as people use it: what is said, and the exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import cli

CONFIG = "title: //h1\nbody: //div[@id='corps']\nstrip: //div[string-length(@id) = 3]\n"


def call(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main([str(argument) for argument in arguments])
    return int(ended.value.code or 0)


def test_an_import_can_be_checked_at_once(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What the import writes, the check finds good; what was left out is named by file and line."""
    (tmp_path / "ftr").mkdir()
    (tmp_path / "ftr" / "q.example.txt").write_text(CONFIG, "utf-8")
    (tmp_path / "ftr" / "login.example.txt").write_text("requires_login: yes\n", "utf-8")
    assert call("rules", "import", tmp_path / "ftr", "--out", tmp_path / "rules") == cli.OK
    said = capfd.readouterr()
    assert "files 2, rules 1, lines left out " in said.out
    assert "q.example.txt:3: a comparison of numbers" in said.err
    assert [path.name for path in (tmp_path / "rules").iterdir()] == ["q.example.toml"]
    assert call("rules", "check", tmp_path / "rules") == cli.OK


def test_a_check_tells_all_faults(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Each with its file, line and key, and an exit code that a script can ask for."""
    (tmp_path / "a.toml").write_text("[a]\nhost = 'a.example'\nkeeep = 'p'\n", "utf-8")
    (tmp_path / "b.toml").write_text("[b]\nhost = 'b.example'\nkeep = 'p['\n[c]\nhost = 'b.example'\n", "utf-8")
    assert call("rules", "check", tmp_path) == cli.USAGE
    said = capfd.readouterr()
    assert "a.toml:3: `a.keeep`" in said.err
    assert "b.toml:3: `b.keep`" in said.err
    assert "rules 1, faults 2" in said.out


@pytest.mark.parametrize("arguments", [("check", "no-such-folder"), ("check", "."), ("import", ".", "--out", "x")])
def test_folders_without_rules_are_usage_errors(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong path is the caller's to mend."""
    monkeypatch.chdir(tmp_path)
    assert call("rules", *arguments) == cli.USAGE


def test_parse_reads_with_the_rules_of_a_folder(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The flag of ``parse``, as of crawl, run and build."""
    (tmp_path / "q.toml").write_text("[q]\nhost = 'q.example'\ntitle = 'h2'\n", "utf-8")
    page = tmp_path / "page.html"
    page.write_text(
        f"<h1>Le Quotidien</h1><h2>Le bac repart</h2><p>{'Le bac a repris ses traversées. ' * 9}</p>", "utf-8"
    )
    assert call("parse", page, "--url", "https://q.example/a", "--rules", tmp_path, "--format", "text") == cli.OK
    assert capfd.readouterr().out.startswith("Le bac repart")

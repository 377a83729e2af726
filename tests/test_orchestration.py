"""Units, crontab lines and the orchestrators' examples of the documentation."""

from __future__ import annotations

import os
import runpy
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fixtures.newsstand import Newsstand
from ingest.cli import ingest
from ingest.dataset import open_dataset
from ingest.errors import UsageError

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "my sources" / "presse.toml"
    found.parent.mkdir()
    found.write_text('[journal]\nhome = "https://journal.example/"\n', "utf-8")
    return found


def install(*arguments: str) -> Result:
    return CliRunner().invoke(ingest, ["service", "install", *arguments], standalone_mode=False)


def test_a_systemd_unit_is_one_that_systemd_takes(file: Path, tmp_path: Path) -> None:
    """Folders with a space and a contact with brackets survive; systemd itself finds no fault where it is installed."""
    out = tmp_path / "the data at 100 %"
    out.mkdir()
    unit = install(str(file), "--systemd", "--print", "--out", str(out), "--user-agent", "lab/1 (+mailto:me@lab.org)")
    assert f'"{file}"' in unit.output
    assert '"lab/1 (+mailto:me@lab.org)"' in unit.output
    assert f'ReadWritePaths="{tmp_path}/the data at 100 %%"\n' in unit.output
    assert f"WorkingDirectory={file.parent}\n" in unit.output
    if verify := shutil.which("systemd-analyze"):
        written = tmp_path / "ingest-presse.service"
        written.write_text(unit.output, "utf-8")
        own = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}  # nobody may be logged in here
        done = subprocess.run([verify, "verify", "--user", str(written)], capture_output=True, text=True, env=own)
        assert written.name not in done.stderr, done.stderr
        assert "data at 100" not in done.stderr, done.stderr


def test_a_unit_has_a_name_that_systemd_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sources file with a space in its name gives a unit that can be enabled."""
    monkeypatch.setenv("HOME", str(tmp_path))
    file = tmp_path / "la presse.toml"
    file.write_text('[journal]\nhome = "https://journal.example/"\n', "utf-8")
    told = install(str(file), "--systemd", "--out", str(tmp_path / "data")).output
    assert (tmp_path / ".config/systemd/user/ingest-la-presse.service").exists()
    assert "systemctl --user enable --now ingest-la-presse" in told


def test_a_unit_of_another_file_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two folders with a sources.toml each, as everybody calls it: the second job does not end the first."""
    monkeypatch.setenv("HOME", str(tmp_path))
    files = [tmp_path / folder / "sources.toml" for folder in ("one", "two")]
    for file in files:
        file.parent.mkdir()
        file.write_text('[journal]\nhome = "https://journal.example/"\n', "utf-8")
    unit = tmp_path / ".config/systemd/user/ingest-sources.service"
    assert install(str(files[0]), "--systemd", "--out", str(tmp_path / "data")).exit_code == 0
    for file, data in ((files[1], "data"), (files[0], "other")):
        refused = install(str(file), "--systemd", "--out", str(tmp_path / data)).exception
        assert isinstance(refused, UsageError)
        assert "--name" in str(refused)
        assert str(files[0]) in unit.read_text("utf-8")
        assert not (tmp_path / "other").exists()
    again = install(str(files[0]), "--systemd", "--out", str(tmp_path / "data"), "--port", "9465")
    assert "restart ingest-sources" in again.output
    assert "--port 9465" in unit.read_text("utf-8")
    named = install(str(files[1]), "--systemd", "--out", str(tmp_path / "data"), "--name", "two")
    assert "ingest-two" in named.output
    assert (unit.parent / "ingest-two.service").exists()


def test_a_unit_serves_nothing_that_was_not_asked_for(file: Path) -> None:
    """Two units at one port would be one that never starts: a wrong call is not tried again for ever either."""
    unit = install(str(file), "--systemd", "--print").output
    assert "--port" not in unit
    assert "RestartPreventExitStatus=2" in unit
    assert isinstance(install(str(file), "--cron", "--print", "--port", "9464").exception, UsageError)


def test_a_crontab_line_runs_what_it_says(file: Path) -> None:
    """The line is five times and a shell command that names the very file."""
    line = install(str(file), "--cron", "--print").output.splitlines()[1]
    times, command = line.split(" cd ", 1)
    assert times == "*/15 * * * *"
    words = shlex.split(command)
    assert words[0] == str(file.parent)
    assert str(file) in words
    assert words[words.index("run") + 1] == str(file)


def test_no_service_is_made_for_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A job that would fail every quarter of an hour is refused at once, as is one of neither kind."""
    broken = tmp_path / "sources.toml"
    broken.write_text("[journal\n", "utf-8")
    assert isinstance(install(str(broken), "--systemd", "--print").exception, UsageError)
    broken.write_text('[journal]\nhome = "https://journal.example/"\n', "utf-8")
    assert isinstance(install(str(broken)).exception, UsageError)


def test_the_dagster_example_pulls_a_dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The asset of the documentation materialises over real HTTP, where Dagster is installed."""
    dagster = pytest.importorskip("dagster", reason="Dagster is not installed here")
    with Newsstand(ephemeral=True) as stand:
        sources = tmp_path / "sources.toml"
        sources.write_text(f'[bulles]\nhome = "{stand.sites["bulles"].url}/"\n', "utf-8")
        monkeypatch.setenv("PRESSE_SOURCES", str(sources))
        monkeypatch.setenv("PRESSE_DATASET", str(tmp_path / "dataset"))
        example = runpy.run_path(str(EXAMPLES / "dagster_asset.py"))
        result = dagster.materialize([example["presse"]])
    assert result.success
    assert open_dataset(tmp_path / "dataset").articles().count() > 0


def test_the_airflow_example_pulls_a_dataset(tmp_path: Path) -> None:
    """Airflow itself runs both DAGs of the documentation over real HTTP, where it is installed."""
    pytest.importorskip("airflow.sdk", reason="Airflow is not installed here")
    commands, home = Path(sys.executable).parent, tmp_path / "airflow"
    (home / "dags").mkdir(parents=True)
    shutil.copy(EXAMPLES / "airflow_dag.py", home / "dags")
    with Newsstand(ephemeral=True) as stand:
        sources = tmp_path / "sources.toml"
        sources.write_text(f'[bulles]\nhome = "{stand.sites["bulles"].url}/"\n', "utf-8")
        environment = {
            **os.environ,
            "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
            "AIRFLOW_HOME": str(home),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "PRESSE_SOURCES": str(sources),
            "PRESSE_DATASET": str(tmp_path / "dataset"),
        }
        subprocess.run([commands / "airflow", "db", "migrate"], env=environment, check=True, capture_output=True)
        for name in ("presse", "presse_health"):
            command = [commands / "airflow", "dags", "test", name]
            done = subprocess.run(command, env=environment, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr
    assert open_dataset(tmp_path / "dataset").articles().count() > 0

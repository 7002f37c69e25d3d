"""The database opens in other tools by the lines that the README shows; a tool that is not installed is skipped."""

import re
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from tests.conftest import ROOT

SECTION = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Other tools")[2].partition("\n## ")[0]


def lines(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", SECTION, re.DOTALL)


@pytest.fixture
def here(tmp_path: Path, demo_results: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the README's paths lead to the demo's results."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "results").symlink_to(demo_results, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Ibis and pandas among themselves
@pytest.mark.parametrize("shown", lines("python"))
def test_python(shown: str, here: Path) -> None:
    for package in re.findall(r"^import (\w+)", shown, re.MULTILINE):
        pytest.importorskip(package)
    if "polars" in shown:
        pytest.importorskip("polars")
    names: dict[str, object] = {}
    exec(shown, names)  # the README's own lines
    frames = [value for name, value in names.items() if name.startswith(("in_", "asked"))]
    assert frames
    assert all(len(frame) > 0 for frame in frames)  # type: ignore[arg-type]


def test_ui(here: Path) -> None:
    """What the cell says, in a DuckDB that has no file open, as under `duckdb -ui`."""
    with duckdb.connect() as connection:
        (shown,) = lines("text")
        assert connection.execute(shown).fetchall()
        with pytest.raises(duckdb.Error, match="read-only"):
            connection.execute("DROP TABLE mention")


@pytest.mark.parametrize("shown", lines("sh"))
def test_command_line(shown: str, here: Path) -> None:
    if not shutil.which("duckdb"):
        pytest.skip("no `duckdb` on the path; `pip install duckdb-cli` brings one")
    done = subprocess.run(["sh", "-c", shown], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "CMRS" in done.stdout


@pytest.mark.parametrize("shown", lines("r"))
def test_r(shown: str, here: Path) -> None:
    if not shutil.which("Rscript"):
        pytest.skip("no R is installed here")
    if subprocess.run(["Rscript", "-e", "library(duckdb)"], capture_output=True, check=False).returncode:
        pytest.skip("R has no package `duckdb` here")
    checked = f"{shown}\nstopifnot(nrow(asked) > 0)\n"
    assert subprocess.run(["Rscript", "-e", checked], check=False).returncode == 0

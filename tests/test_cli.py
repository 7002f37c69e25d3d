"""What holds for every command: help, the results folder, exit codes, and one sentence for each expected failure."""

import errno
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command
from typer.testing import CliRunner

from analysis.cli import app
from analysis.commands import UsageError
from analysis.commands.failures import REFUSALS, Commands, Terminated
from analysis.errors import AnalysisError
from scraper.errors import RunLocked, ScraperError
from tests.processes import environment, listening

HEAVY = {"spacy", "duckdb", "requests", "pyarrow", "numpy", "rich", "selectolax", "altair", "jinja2"}


def leaf_commands(group: Any = None, name: str = "jobreq") -> Iterator[tuple[str, Any]]:
    for word, command in (group or get_command(app)).commands.items():
        path = f"{name} {word}"
        if hasattr(command, "commands"):
            yield from leaf_commands(command, path)
        else:
            yield path, command


COMMANDS = dict(leaf_commands())


def test_the_commands_are_these() -> None:
    assert set(COMMANDS) >= {
        f"jobreq {name}"
        for name in (
            "demo", "run", "import", "fetch", "read", "build", "parse", "explain", "status", "sql", "sources list",
            "sources add", "sources check",
            "version",
        )
    }  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_every_option_has_help(name: str) -> None:
    command = COMMANDS[name]
    first_line = command.help.partition("\n")[0]
    assert first_line.endswith("."), "the list of commands shows the first line alone"
    assert len(first_line) <= 68, "longer, and the list of commands cuts it at 80 columns"
    for parameter in command.params:
        assert getattr(parameter, "help", None), f"{parameter.name} of {name} has no help"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_a_results_folder(name: str) -> None:
    options = {option for parameter in COMMANDS[name].params for option in parameter.opts}
    assert "--results" in options


def test_help_needs_none_of_the_heavy_packages() -> None:
    code = "import sys, analysis.cli; print(' '.join({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not HEAVY & set(loaded)


def test_version_is_a_command_and_an_option() -> None:
    runner = CliRunner()
    assert runner.invoke(app, ["version"]).stdout.startswith("jobreq 0")
    assert runner.invoke(app, ["--version"]).stdout == runner.invoke(app, ["version"]).stdout


def failing_app(error: BaseException) -> typer.Typer:
    """An application with the same root as ours and one command that fails."""
    failing = typer.Typer(cls=Commands)

    @failing.callback()
    def options() -> None:
        """Makes the one command a subcommand, as ours are."""

    @failing.command()
    def fail() -> None:
        raise error

    return failing


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (
            ScraperError("ask again tomorrow", "https://example.org"),
            1,
            "jobreq: https://example.org: ask again tomorrow",
        ),
        (AnalysisError("mend row 3", "degrees.csv"), 1, "jobreq: degrees.csv: mend row 3"),
        (UsageError("there is no platform 'x'"), 2, "jobreq: there is no platform 'x'"),
        (RunLocked("another run is at work", "run.lock"), 75, "jobreq: run.lock: another run is at work"),
        (KeyboardInterrupt(), 130, "jobreq: stopped; what was published stays, and the same command goes on"),
        (Terminated(), 143, "jobreq: stopped by SIGTERM; what was published stays, and the same command goes on"),
        (AnalysisError("two\nlines"), 1, "jobreq: two lines"),
    ],
)
def test_an_expected_failure_is_one_sentence_and_a_code(error: BaseException, code: int, sentence: str) -> None:
    result = CliRunner().invoke(failing_app(error), ["fail"])
    assert (result.exit_code, result.stderr, result.stdout) == (code, sentence + "\n", "")


@pytest.mark.parametrize("number", REFUSALS)
def test_what_the_system_refuses_is_one_sentence(number: int) -> None:
    result = CliRunner().invoke(failing_app(OSError(number, "refused", "/data/x.csv")), ["fail"])
    assert result.exit_code == 1
    assert result.stderr == f"jobreq: /data/x.csv: {REFUSALS[number]}\n"


QUERYING = """
import duckdb, typer
from analysis.commands.failures import Commands, run_to_the_end

app = typer.Typer(cls=Commands)
app.callback()(lambda: None)

@app.command()
def ask():
    print("go", flush=True)
    duckdb.connect().execute("SELECT count(*) FROM range(100000) AS a, range(1000000) AS b")

run_to_the_end(app)
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_during_a_query_is_a_stop_and_no_bug(number: signal.Signals, code: int) -> None:
    with subprocess.Popen(
        listening("-c", QUERYING, "ask"),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "go\n"
        time.sleep(0.5)  # there is no sign from outside that DuckDB has begun
        process.send_signal(number)
        try:
            _, errors = process.communicate(timeout=60)
        finally:
            process.kill()  # else a query that hears nothing is waited for
    assert (process.returncode, errors.count("\n")) == (code, 1)
    assert errors.startswith("jobreq: stopped")


@pytest.mark.parametrize("bug", [ValueError("a bug"), RuntimeError("a bug"), OSError(errno.EBADF, "a bug")])
def test_a_bug_keeps_its_traceback(bug: Exception) -> None:
    assert CliRunner().invoke(failing_app(bug), ["fail"]).exception is bug


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["sql"],
        ["sql", "FROM term", "--format", "xml"],
        ["import", "x.csv", "--map", "title"],
        ["parse", "x", "y"],
    ],
)
def test_usage_errors_end_with_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, arguments).exit_code == 2


@pytest.mark.parametrize(
    "command",
    [["sql", "FROM term"], ["status"], ["explain", "lever-x/1"]],
)
def test_an_absent_results_folder_is_named(command: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "nowhere"
    result = CliRunner().invoke(app, [*command, "--results", str(folder)])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"jobreq: {folder}: ")
    assert "jobreq run" in result.stderr
    assert not folder.exists(), "asking must not make the folder"


def test_the_environment_names_the_results_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBREQ_RESULTS", str(tmp_path / "elsewhere"))
    assert str(tmp_path / "elsewhere") in CliRunner().invoke(app, ["status"]).stderr


def test_a_closed_pipe_ends_quietly(demo_results: Path) -> None:
    query = "SELECT * FROM range(1000000)"
    command = f"{sys.executable} -m analysis sql '{query}' --format csv --results {demo_results} | head -1"
    result = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert (result.stdout, result.stderr) == ("range\n", "")

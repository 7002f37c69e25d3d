"""What every test starts from: no results of the user, no network beyond this machine, fixed Hypothesis rules."""

import fcntl
import json
import os
import shutil
import socket
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import settings
from typer.testing import CliRunner, Result

from analysis import build
from analysis.build import Inputs
from analysis.cli import app

# A loaded machine must not fail a property; how long a test takes is the business of the whole run.
settings.register_profile("jobreq", deadline=None)
settings.load_profile("jobreq")

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("JOBREQ_SHARED") or ROOT.parent / "shared")  # postings, labels and answers of others
NEW_DATABASE = build.new_database
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def _away_from_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A test that forgets --results must not find, or touch, the results of whoever runs it."""
    monkeypatch.setenv("JOBREQ_RESULTS", str(tmp_path / "results"))
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture(scope="session")
def lines_of_hard_cases() -> set[str]:
    """Lines with every kind of wording that a rule may meet."""
    cases = tomllib.loads((ROOT / "tests" / "hard_cases.toml").read_text(encoding="utf-8"))["case"]
    return {line for case in cases for line in case["text"].splitlines()}


@dataclass(frozen=True)
class Demo:
    """A results folder after `jobreq demo`, and what the demo printed."""

    results: Path
    exit_code: int
    stdout: str
    stderr: str


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """One demo for all tests, whichever process runs them; nobody may write in its folder."""
    here = tmp_path_factory.getbasetemp()
    root = here.parent if "PYTEST_XDIST_WORKER" in os.environ else here
    results, told = root / "demo" / "results", root / "demo.json"
    with (root / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            # In this process: two workers would spend more time on starting than on 80 texts.
            run = CliRunner().invoke(app, ["demo", "--results", str(results), "--workers", "1"], catch_exceptions=False)
            told.write_text(json.dumps([run.exit_code, run.stdout, run.stderr]), encoding="utf-8")
        return Demo(results, *json.loads(told.read_text(encoding="utf-8")))


def few_claims(project_inputs: Callable[[Path], Inputs]) -> Callable[[Path], Inputs]:
    """The same with one claim to judge: to plan the queries of the project's own takes longer than a small build."""
    return lambda results: replace(project_inputs(results), claims=ROOT / "tests" / "claims")


@pytest.fixture(autouse=True)
def _few_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "project_inputs", few_claims(build.project_inputs))


def copied(
    new_database: Callable[[Path], duckdb.DuckDBPyConnection], template: Path
) -> Callable[[Path], duckdb.DuckDBPyConnection]:
    """The same by a copy of one that this process made before: 500 statements take a third of a small build."""

    def new(target: Path) -> duckdb.DuckDBPyConnection:
        if not template.exists():
            new_database(template).close()
        shutil.copyfile(template, target)
        return build.open_database(target)

    return new


@pytest.fixture(scope="session", autouse=True)
def _copied_schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        template = tmp_path_factory.mktemp("template") / "new.duckdb"
        patch.setattr(build, "new_database", copied(NEW_DATABASE, template))
        yield


@pytest.fixture
def demo_results(demo: Demo) -> Path:
    """The results folder of the demo; read it, do not write in it."""
    assert demo.exit_code == 0, demo.stderr
    return demo.results


@pytest.fixture
def jobreq() -> Callable[..., Result]:
    """Calls a command: jobreq("sql", "FROM term", input=...) gives exit_code, stdout and stderr."""

    def call(*arguments: str | Path, input: str | bytes | None = None) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments], input=input, catch_exceptions=False)

    return call


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that asks the world outside fails at once, instead of being slow, flaky or rude."""
    connect = socket.socket.connect

    def connect_here_only(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            pytest.fail(f"the test tried to reach {address[0]}:{address[1]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here_only)


STATUS = pytest.StashKey[int]()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    session.config.stash[STATUS] = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """End the process before Python takes its modules down.

    Something in a long session (Hypothesis' callback in the garbage collector is one such thing) keeps DuckDB's module
    alive to the end; its binding takes that for a leak and prints 30 lines after pytest's closing one.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    if STATUS in config.stash and not hasattr(config, "workerinput"):
        os._exit(config.stash[STATUS])

"""`jobreq config`: one place for every setting, and no secret in anything that is shown or kept."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from analysis.commands.config import limits
from analysis.commands.starting import world
from scraper.posting import SegmentRecord
from scraper.secrets import redact

Call = Callable[..., Result]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and no setting in the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JOBREQ_RESULTS")
    return tmp_path


def shown(jobreq: Call, *arguments: str) -> dict[str, tuple[object, str]]:
    answer = jobreq("config", "--format", "json", *arguments)
    assert answer.exit_code == 0, answer.stderr
    return {row["setting"]: (row["value"], row["from"]) for row in json.loads(answer.stdout)}


def test_an_option_comes_before_the_environment_before_the_file(
    here: Path, jobreq: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shown(jobreq)["contact"] == (None, "default")
    (here / "jobreq.toml").write_text('contact = "file@example.org"\nworkers = 3\n[limits]\nmin_delay = 2.5\n')
    assert shown(jobreq)["contact"] == ("file@example.org", "jobreq.toml")
    assert shown(jobreq)["limits.min_delay"] == (2.5, "jobreq.toml")
    monkeypatch.setenv("JOBREQ_CONTACT", "environment@example.org")
    monkeypatch.setenv("JOBREQ_MIN_DELAY", "4")
    assert shown(jobreq)["contact"] == ("environment@example.org", "JOBREQ_CONTACT")
    assert shown(jobreq)["limits.min_delay"] == (4.0, "JOBREQ_MIN_DELAY")
    assert shown(jobreq, "--contact", "typed@example.org")["contact"] == ("typed@example.org", "command line")
    assert shown(jobreq)["workers"] == (3, "jobreq.toml")


def test_what_is_shown_is_what_holds(here: Path, jobreq: Call) -> None:
    (here / "jobreq.toml").write_text('results = "elsewhere"\nsources = "mine.csv"\n[limits]\ntries = 7\n')
    (here / "mine.csv").write_text("no list\n")
    assert "elsewhere" in jobreq("status").stderr
    assert "mine.csv" in jobreq("sources", "list").stderr  # a command of a command
    assert world("me@example.org").settings.tries == limits()["tries"] == 7


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("colour = 'red'", "there is no setting 'colour'"),
        ("[limits]\nhurry = 1", "there is no limit 'hurry'"),
        ("[limits]\ntries = 'many'", "tries must be a number"),
        ("[limits]\nmin_delay = -1", "min_delay must be a number from 0 on"),
        ("[limits]\nproduct = 'Mozilla'", "there is no limit 'product'"),
        ("api_key = 'abc'", "is a secret: it comes from the environment only"),
        ("workers = [1]", "workers must be a text or a number"),
        ("contact", "the configuration cannot be read"),
    ],
)
def test_a_bad_file_is_one_sentence(here: Path, jobreq: Call, text: str, sentence: str) -> None:
    (here / "jobreq.toml").write_text(text)
    answer = jobreq("config")
    assert answer.exit_code == 2
    assert sentence in answer.stderr
    assert answer.stderr.count("\n") == 1


def test_a_named_file_must_be_there(here: Path, jobreq: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBREQ_CONFIG", str(here / "other.toml"))
    assert jobreq("config").exit_code == 2
    (here / "other.toml").write_text("workers = 2")
    assert shown(jobreq)["workers"] == (2, str(here / "other.toml"))


def test_a_secret_is_never_shown_or_kept(here: Path, jobreq: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBREQ_BOARD_KEY", "s3cr3t-value")
    assert shown(jobreq)["JOBREQ_BOARD_KEY"] == ("set, not shown", "environment")
    assert "s3cr3t" not in jobreq("run", "--only", "s3cr3t-value").stderr
    error = "https://example.org/?key=s3cr3t-value: the host answered 500"
    record = SegmentRecord(
        run_id="r", source_id="s", platform="p", status="failed", started_at="", ended_at="", error=error
    )
    assert b"s3cr3t" not in record.to_json()
    assert redact("key=s3cr3t-value") == "key=***"

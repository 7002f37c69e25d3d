"""What the README tells an operator to install is sound, as far as a machine without cron or containers can say."""

import configparser
import json
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from analysis.cli import app
from analysis.commands.config import LIMITS, OPTIONS, read_file
from analysis.commands.tidy import MOST_RUNS
from analysis.versions import KEEP
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def unit(text: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(text)
    return parser


def assert_is_a_command(words: list[str]) -> None:
    """The words after `jobreq` are a command of ours with options that it has."""
    command = get_command(app).commands[words[0]]  # type: ignore[attr-defined]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= known


def test_the_cron_line_is_five_fields_and_a_command_of_ours() -> None:
    (line,) = blocks("crontab")
    minute, hour, day, month, weekday, command = line.split(maxsplit=5)
    assert (int(minute) < 60, int(hour) < 24, day, month, int(weekday) < 8) == (True, True, "*", "*", True)
    assert "%" not in command, "cron ends the command there"
    words = shlex.split(command.partition("&&")[2].partition("2>>")[0])
    assert words[0].endswith("/jobreq")
    assert_is_a_command(words[1:])


def test_the_units_start_a_command_of_ours() -> None:
    service, timer = map(unit, blocks("ini"))
    words = shlex.split(service["Service"]["ExecStart"])
    assert Path(words[0]).is_absolute()
    assert Path(words[0]).name == "jobreq"
    assert_is_a_command(words[1:])
    assert words[words.index("--results") + 1] == f"/var/lib/{service['Service']['StateDirectory']}"
    assert timer["Timer"]["OnCalendar"] == "Mon 02:30"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    service, timer = blocks("ini")
    service = re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", service)
    service = re.sub(r"(User|WorkingDirectory)=.*\n", "", service)
    (tmp_path / "jobreq.service").write_text(service)
    (tmp_path / "jobreq.timer").write_text(timer)
    command = [
        "systemd-analyze",
        "verify",
        "--man=no",
        str(tmp_path / "jobreq.service"),
        str(tmp_path / "jobreq.timer"),
    ]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert [line for line in checked.stderr.splitlines() if "jobreq" in line] == []


def test_the_container_file_copies_what_is_there_and_starts_a_command_of_ours() -> None:
    (text,) = blocks("dockerfile")
    lines = text.replace("\\\n", " ").splitlines()
    steps = [line.split(maxsplit=1) for line in lines if line]
    words = dict(steps)
    version = tuple(map(int, re.findall(r"python:(\d+)\.(\d+)", words["FROM"])[0]))
    assert version >= tuple(map(int, re.findall(r"(\d+)\.(\d+)", PROJECT["requires-python"])[0]))
    for name in re.findall(r"/srv/jobreq/(\S+)", words["RUN"]):
        assert (ROOT / name).exists()
    assert json.loads(words["ENTRYPOINT"]) == ["jobreq"]
    assert "jobreq" in PROJECT["scripts"]
    assert_is_a_command(json.loads(words["CMD"]))
    assert words["ENV"].startswith("JOBREQ_RESULTS=" + words["VOLUME"])


def test_the_configuration_shown_is_one(tmp_path: Path) -> None:
    (text,) = blocks("toml")
    (tmp_path / "jobreq.toml").write_text(text)
    found = read_file(tmp_path / "jobreq.toml")
    assert found.pop("limits").keys() <= LIMITS.keys()
    assert found.keys() <= OPTIONS.keys()


def test_the_numbers_said_are_those_of_the_program() -> None:
    assert f"After {MOST_RUNS} runs the old ones are merged" in README
    assert KEEP == 3
    assert "`versions/` keeps the last three files" in README

"""A fresh machine gets the same packages as this one: everything pinned, everything hashed, from any registry."""

import re
import subprocess
import sys
import tomllib

import pytest

from tests.conftest import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINNED = set(re.findall(r"^([a-z0-9-]+)==", LOCK, re.MULTILINE))


def test_every_package_of_the_lock_has_a_version_and_hashes() -> None:
    blocks = re.split(r"^(?=[a-zA-Z])", LOCK, flags=re.MULTILINE)[1:]
    assert blocks
    for block in blocks:
        assert re.match(r"[a-z0-9-]+==\S+ .*\\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+$", block), block[:80]


def test_the_lock_names_no_registry() -> None:
    assert not re.search(r"https?:|--(?:extra-)?index|--find-links|file:", LOCK)


def test_all_that_the_project_and_its_tests_need_is_in_the_lock() -> None:
    project = PROJECT["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["dev"], *PROJECT["build-system"]["requires"]]
    names = {re.match(r"[\w-]+", requirement).group().lower() for requirement in needed}  # type: ignore[union-attr]
    assert names <= PINNED, "`make lock` renews it"


@pytest.mark.parametrize("version", ["(3, 10)", "(2, 7)"])
def test_an_old_python_is_told_in_one_sentence(version: str) -> None:
    code = f"import sys, runpy; sys.version_info = {version}; runpy.run_path('.ci/setup.py', run_name='__main__')"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert re.search(r"is Python \d\.\d+, and 3\.11 or newer is needed: .* make PYTHON=", answer.stderr)
    assert answer.stderr.count("\n") == 1


def test_a_missing_python_is_told_in_one_sentence() -> None:
    command = ["make", "--no-print-directory", "-B", "setup", "PYTHON=/nowhere/python3"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert answer.stderr.startswith("There is no /nowhere/python3 here: install Python 3.11 or newer")

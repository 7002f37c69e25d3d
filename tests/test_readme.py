"""What the README shows is what the program says: its queries run, its answer is the demo's, its files exist."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from tests.conftest import ROOT, Demo
from tests.test_cli import COMMANDS

README = (ROOT / "README.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", README, re.DOTALL)
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")


@pytest.mark.parametrize("query", QUERIES)
def test_each_query_gives_rows_on_the_demo(query: str, demo_results: Path, jobreq: Callable[..., Result]) -> None:
    answer = jobreq("sql", query, "--format", "csv", "--results", demo_results)
    assert answer.exit_code == 0, answer.stderr
    assert len(answer.stdout.splitlines()) > 1, "the sample should have something to show here"


def test_the_answer_is_what_the_demo_prints(demo: Demo) -> None:
    """When the demo's answer changes for a good reason: empty the block, run this test, read what it wrote."""
    printed = demo.stdout.partition("\n\nThe sample's employers")[0]
    printed = "\n".join(line.rstrip() for line in printed.splitlines()) + "\n"
    match = re.search(r"```text\n(.*?)```", README, re.DOTALL)
    assert match
    if not match.group(1):
        (ROOT / "README.md").write_text(README.replace("```text\n```", f"```text\n{printed}```"), encoding="utf-8")
        pytest.fail("the demo's answer is in the README now; read it and commit it")
    assert match.group(1) == printed


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_commands_that_are_shown_exist(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^|bin/|\| )jobreq ((?:sources )?[a-z]+)", text, re.MULTILINE))
    assert {f"jobreq {name}" for name in named} <= set(COMMANDS)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_files_that_are_named_exist(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    for name in re.findall(r"`((?:data|scraper|analysis|tests|\.ci)/[\w./-]*)`", text):
        assert (ROOT / name).exists() or name.startswith("data/results"), f"{document} names {name}"
    for link in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
        assert (ROOT / link).exists()

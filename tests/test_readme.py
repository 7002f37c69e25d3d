"""What the README shows is what the program says: its queries run, its answer is the demo's, its files exist."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from tests.analysis.made import mention, posting, published, reading, readings, segment
from tests.conftest import ROOT, Demo
from tests.test_cli import COMMANDS

README = (ROOT / "README.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", README, re.DOTALL)
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")


@pytest.fixture(scope="module")
def changed_results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What two runs leave: between them a posting begins to ask for a CPC. The demo has one run."""
    results = tmp_path_factory.mktemp("changed")
    before, after = posting("1", "We bill."), posting("1", "We bill; CPC required.")
    segment(results, 0, [before])
    segment(results, 24, [after])
    readings(results, [reading(before), reading(after, [mention(after.description, "CPC", "cpc")])])
    published(results)
    return results


@pytest.mark.parametrize("query", QUERIES)
def test_each_query_gives_rows(
    query: str, demo_results: Path, changed_results: Path, jobreq: Callable[..., Result]
) -> None:
    results = changed_results if "posting_change" in query else demo_results
    answer = jobreq("sql", query, "--format", "csv", "--results", results)
    assert answer.exit_code == 0, answer.stderr
    assert len(answer.stdout.splitlines()) > 1, "the sample should have something to show here"


def test_the_cookbook_answers_what_it_promises() -> None:
    cookbook = README.partition("## SQL cookbook")[2].partition("\n## ")[0]
    assert cookbook.count("```sql") >= 12 + 4
    assert len(set(QUERIES)) == len(QUERIES)


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
        file, _, anchor = link.partition("#")
        target = ROOT / (file or document)
        assert target.exists()
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {heading.lower().replace(" ", "-") for heading in headings}

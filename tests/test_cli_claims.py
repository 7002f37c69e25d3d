"""`jobreq claims`, as a reader of the article would use it."""

import json
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

Call = Callable[..., Result]


def test_claims_are_shown_with_verdict_figure_and_caveat(demo_results: Path, jobreq: Call) -> None:
    shown = jobreq("claims", "--occupation", "medical_reimbursement_specialist", "--results", demo_results)
    assert shown.exit_code == 0
    assert "CMRS" in shown.stdout
    assert "jobs of" in shown.stdout
    assert any(word in shown.stdout for word in ("SUPPORTED", "CONTRADICTED", "UNDECIDED"))
    assert all(len(line) <= 80 for line in shown.stdout.splitlines())


def test_claims_for_machines(demo_results: Path, jobreq: Call) -> None:
    rows = json.loads(jobreq("claims", "--format", "json", "--results", demo_results).stdout)
    assert {"claim_id", "verdict", "share", "share_low", "share_high", "jobs", "employers", "caveat"} <= set(rows[0])
    assert {row["occupation_id"] for row in rows} == {"medical_reimbursement_specialist", "electrician"}


def test_claims_bring_their_sentences(demo_results: Path, jobreq: Call) -> None:
    rows = json.loads(jobreq("claims", "--format", "json", "--results", demo_results).stdout)
    certification = next(row for row in rows if row["claim_id"] == "certification_is_wanted")
    assert len(certification["evidence"]) == 5
    assert {"sentence", "employer", "title", "posting_id", "url"} == set(certification["evidence"][0])
    shown = jobreq("claims", "--results", demo_results).stdout
    assert "For example: “" in shown
    assert "One that does: “" in shown


def test_every_claim_of_the_project_is_judged_on_the_sample(demo_results: Path, jobreq: Call) -> None:
    shown = jobreq("claims", "--results", demo_results)
    assert "not judged" not in shown.stderr


def test_an_occupation_without_claims_is_a_sentence(demo_results: Path, jobreq: Call) -> None:
    shown = jobreq("claims", "--occupation", "astronaut", "--results", demo_results)
    assert shown.exit_code == 2
    assert "electrician" in shown.stderr
    assert "Traceback" not in shown.stderr

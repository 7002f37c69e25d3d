"""The golden files' own rule: the first answer is written and fails, the same answer passes, another one fails."""

from pathlib import Path

import pytest

from tests import golden


def test_first_answer_is_written_and_fails_then_passes(tmp_path: Path) -> None:
    case = tmp_path / "board.json"
    case.write_text("{}")
    with pytest.raises(pytest.fail.Exception, match="read it and commit it"):
        golden.check(case, {"postings": 2})
    golden.check(case, {"postings": 2})


def test_another_answer_fails_with_the_difference(tmp_path: Path) -> None:
    case = tmp_path / "board.json"
    golden.expected_path(case).write_text('{\n "postings": 2\n}\n')
    with pytest.raises(pytest.fail.Exception, match=r'\+ "postings": 3'):
        golden.check(case, {"postings": 3})


def test_cases_are_the_inputs_and_never_nothing(tmp_path: Path) -> None:
    for name in ("b.json", "a.json", "a.expected.json"):
        (tmp_path / name).write_text("{}")
    assert [case.values[0].name for case in golden.cases(tmp_path, "*.json")] == ["a.json", "b.json"]
    with pytest.raises(AssertionError, match="no golden case"):
        golden.cases(tmp_path, "*.html")

"""Golden files: what the program said once, and a person has read; found by glob, so that a new case is a new file.

A missing expectation writes itself and fails, so that somebody looks at it before it is committed. To take a changed
answer over, delete the expectation, run the test, read the difference in git.
"""

import difflib
import json
from pathlib import Path
from typing import Any

import pytest

SUFFIX = ".expected.json"


def cases(folder: Path, pattern: str = "*") -> list[Any]:
    """A pytest parameter for each input file below a folder; the expectations beside them are no inputs."""
    found = sorted(path for path in folder.rglob(pattern) if path.is_file() and not path.name.endswith(SUFFIX))
    assert found, f"there is no golden case {pattern} in {folder}"
    return [pytest.param(path, id=str(path.relative_to(folder))) for path in found]


def expected_path(case: Path) -> Path:
    """`board.json` -> `board.expected.json`."""
    return case.with_name(case.name.partition(".")[0] + SUFFIX)


def check(case: Path, actual: Any) -> None:
    """Fail when the answer for a case is not the expected one; the answer is anything that JSON can hold."""
    text = json.dumps(actual, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"
    expected = expected_path(case)
    if not expected.exists():
        expected.write_text(text, encoding="utf-8")
        pytest.fail(f"{expected} did not exist: it is written now; read it and commit it when it is right")
    before = expected.read_text(encoding="utf-8")
    if text != before:
        lines = difflib.unified_diff(before.splitlines(), text.splitlines(), "expected", "actual", lineterm="", n=2)
        pytest.fail(f"{case} gives something else than {expected.name}:\n" + "\n".join(list(lines)[:80]))

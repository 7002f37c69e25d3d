"""`jobreq read FILE`: JSON Lines to JSON Lines, as a stream; a bad line is named and the rest goes on."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Call = Callable[..., Result]

GOOD = {"id": "a", "title": "Biller", "employer": "X", "format": "plain", "description": "CPC required. ICD-10 daily."}


def lines(*rows: object) -> str:
    return "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)


def test_labels_have_the_form_in_which_people_label(tmp_path: Path, jobreq: Call) -> None:
    (tmp_path / "postings.jsonl").write_text(lines(GOOD))
    (answer,) = map(json.loads, jobreq("read", tmp_path / "postings.jsonl").stdout.splitlines())
    assert answer["id"] == "a"
    (credential,) = answer["credentials"]
    assert (credential["id"], credential["type"], credential["strength"]) == ("cpc", "certification", "required")
    assert "icd10" in answer["skills"]


def test_mentions_point_into_the_description(jobreq: Call) -> None:
    answer = json.loads(jobreq("read", "-", "--format", "mentions", input=lines(GOOD)).stdout)
    cpc = next(mention for mention in answer["mentions"] if mention["term_id"] == "cpc")
    assert GOOD["description"][cpc["start"] : cpc["end"]] == "CPC"
    assert answer["requirement"]["certification"] == "required"


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ('{"id": "b", ', "not JSON"),
        ("[1]", "not a JSON object"),
        ({"id": "b", "title": "Biller"}, "`description` is missing"),
        ({"id": "b", "description": 7}, "`description` is missing"),
        ({"id": "b", "description": "x", "format": "word"}, "format 'word'"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(bad: object, why: str, tmp_path: Path, jobreq: Call) -> None:
    path = tmp_path / "postings.jsonl"
    path.write_text(lines(GOOD, bad, "", GOOD | {"id": "c"}))
    answer = jobreq("read", path)
    assert answer.exit_code == 0
    assert [json.loads(line)["id"] for line in answer.stdout.splitlines()] == ["a", "c"]
    assert f"{path}:2: " in answer.stderr
    assert why in answer.stderr


def test_nothing_readable_is_a_failure_and_leaves_no_file(tmp_path: Path, jobreq: Call) -> None:
    for name, text in (("empty.jsonl", ""), ("bad.jsonl", "{\n")):
        (tmp_path / name).write_text(text)
        answer = jobreq("read", tmp_path / name, "--output", tmp_path / "out.jsonl")
        assert answer.exit_code == 1
        assert name in answer.stderr
    assert not list(tmp_path.glob("*out*"))


def test_a_folder_and_an_absent_file_are_named(tmp_path: Path, jobreq: Call) -> None:
    for path, part in ((tmp_path, "this is a folder"), (tmp_path / "absent", "no such file")):
        answer = jobreq("read", path)
        assert answer.exit_code == 1
        assert answer.stderr.startswith(f"jobreq: {path}: ")
        assert part in answer.stderr


def test_what_is_no_text_is_read_all_the_same(tmp_path: Path, jobreq: Call) -> None:
    (tmp_path / "odd.jsonl").write_bytes(
        b'\xef\xbb\xbf{"id": 1, "description": "CPC required \xff \\ud800 \\u0000", "title": null}\n'
    )
    answer = json.loads(jobreq("read", tmp_path / "odd.jsonl").stdout)
    assert answer["id"] == 1
    assert [credential["id"] for credential in answer["credentials"]] == ["cpc"]


def test_an_output_file_appears_whole(tmp_path: Path, jobreq: Call) -> None:
    (tmp_path / "postings.jsonl").write_text(lines(*[GOOD | {"id": number} for number in range(150)]))
    answer = jobreq("read", tmp_path / "postings.jsonl", "--output", tmp_path / "out.jsonl")
    assert answer.stdout == ""
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 150
    assert {path.name for path in tmp_path.iterdir()} == {"postings.jsonl", "out.jsonl"}


@pytest.mark.slow
def test_answers_come_before_the_input_ends() -> None:
    command = [sys.executable, "-m", "analysis", "read", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(lines(*[GOOD | {"id": number} for number in range(200)]))
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == 0
        process.stdin.close()
        assert len(process.stdout.readlines()) == 199

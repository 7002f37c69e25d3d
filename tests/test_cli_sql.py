"""`jobreq sql`: the same rows as a table, CSV and JSON; read-only; what is wrong is one sentence."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Call = Callable[..., Result]

QUERY = """
    SELECT 1 AS one, NULL AS nothing, 'a,"b"' AS text, true AS yes, DATE '2026-11-24' AS day, [1, 2] AS list,
        1.50::DECIMAL(5, 2) AS money, {'a': 1} AS nested, TIMESTAMPTZ '2026-11-24 02:30:00+00' AS moment
"""


def test_csv_is_what_other_programs_read(demo_results: Path, jobreq: Call) -> None:
    answer = jobreq("sql", QUERY, "--format", "csv", "--results", demo_results)
    header, row = csv.reader(answer.stdout.splitlines())
    assert header == ["one", "nothing", "text", "yes", "day", "list", "money", "nested", "moment"]
    assert row[:8] == ["1", "", 'a,"b"', "true", "2026-11-24", "[1, 2]", "1.50", '{"a": 1}']
    assert row[8].startswith("2026-11-24T02:30:00")


def test_json_is_one_array(demo_results: Path, jobreq: Call) -> None:
    answer = jobreq("sql", QUERY, "--format", "json", "--results", demo_results)
    (row,) = json.loads(answer.stdout)
    assert row["nothing"] is None
    assert row["list"] == [1, 2]
    assert row["nested"] == {"a": 1}
    assert row["money"] == 1.5
    assert row["day"] == "2026-11-24"


def test_json_of_no_rows_and_of_no_number_is_json(demo_results: Path, jobreq: Call) -> None:
    nothing = jobreq("sql", "FROM term WHERE false", "--format", "json", "--results", demo_results)
    assert json.loads(nothing.stdout) == []
    no_number = jobreq("sql", "SELECT 'nan'::DOUBLE AS x", "--format", "json", "--results", demo_results)
    assert json.loads(no_number.stdout) == [{"x": None}]


def test_a_table_is_whole_when_it_goes_into_a_file(demo_results: Path, jobreq: Call) -> None:
    answer = jobreq("sql", "SELECT repeat('x', 300) AS wide, 12345 AS n", "--results", demo_results)
    assert "x" * 300 in answer.stdout
    assert "12,345" in answer.stdout


def test_a_long_table_says_that_it_ends(demo_results: Path, jobreq: Call) -> None:
    answer = jobreq("sql", "FROM range(1500)", "--results", demo_results)
    assert answer.stdout.splitlines()[-1] == "The first 1,000 rows; --format csv gives them all."
    assert len(jobreq("sql", "FROM range(1500)", "--format", "csv", "--results", demo_results).stdout.split()) == 1501


def test_the_query_may_come_from_standard_input(demo_results: Path, jobreq: Call) -> None:
    answer = jobreq("sql", "-", "--format", "csv", "--results", demo_results, input="SELECT 7 AS n")
    assert answer.stdout == "n\n7\n"


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("SELCT 1", "syntax error"),
        ("FROM nothing", "SHOW TABLES"),
        ("SELECT nothing FROM posting", "DESCRIBE posting"),
        ("SELECT 'x'::INTEGER", "Could not convert"),
        ("DROP TABLE posting", "reads the published database"),
        ("INSERT INTO occupation VALUES ('x', 'y')", "reads the published database"),
        ("COPY term TO 'term.csv'", "reads the published database"),
        ("FROM 'data/terms.csv'", "reads the published database"),
        ("  ", "empty"),
    ],
)
def test_what_is_wrong_is_one_sentence(query: str, part: str, demo_results: Path, jobreq: Call) -> None:
    answer = jobreq("sql", query, "--results", demo_results)
    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert part in answer.stderr
    assert answer.stderr.count("\n") == 1


def test_a_file_that_is_no_database_is_named(tmp_path: Path, jobreq: Call) -> None:
    (tmp_path / "jobreq.duckdb").write_bytes(b"not a database" * 1000)
    answer = jobreq("sql", "FROM term", "--results", tmp_path)
    assert answer.exit_code == 1
    assert answer.stderr.startswith(f"jobreq: {tmp_path / 'jobreq.duckdb'}: this is no DuckDB database")


def test_an_empty_file_and_a_folder_are_no_database(tmp_path: Path, jobreq: Call) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "jobreq.duckdb").touch()
    (tmp_path / "folder" / "jobreq.duckdb").mkdir(parents=True)
    for name, part in (("empty", "no DuckDB database"), ("folder", "this is a folder")):
        answer = jobreq("sql", "FROM term", "--results", tmp_path / name)
        assert (answer.exit_code, answer.stderr.count("\n")) == (1, 1)
        assert part in answer.stderr


def test_a_database_open_for_writing_elsewhere_is_said(tmp_path: Path, jobreq: Call) -> None:
    writer = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", writer, str(tmp_path / "jobreq.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "open\n"
        answer = jobreq("sql", "SELECT 1", "--results", tmp_path)
        process.communicate()
    assert answer.exit_code == 1
    assert "another program has the database open for writing" in answer.stderr


def test_a_query_without_end_stops_at_ctrl_c(demo_results: Path) -> None:
    query = "SELECT count(*) FROM range(100000000000) AS a, range(1000) AS b"
    code = (
        f"import sys; from analysis.cli import main; print('go', flush=True); sys.argv[1:] = {['sql', query]!r}; main()"
    )
    environment = {**os.environ, "JOBREQ_RESULTS": str(demo_results)}
    command = [sys.executable, "-c", code]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "go\n"
        time.sleep(1.5)  # there is no sign from outside that DuckDB has begun; earlier, Python itself would stop
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert process.returncode in (-signal.SIGINT, 130)
    assert "Traceback" not in errors

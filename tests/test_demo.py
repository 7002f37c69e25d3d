"""The demo: the whole job, offline, with an answer that fits the terminal and says that its sample is invented."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

from tests.conftest import ROOT, Demo


def test_the_answer_is_a_table_of_terms_with_counts_and_an_interval(demo: Demo) -> None:
    assert demo.exit_code == 0, demo.stderr
    header = "".join(demo.stdout.splitlines()[2:4])
    for column in ("Term", "Jobs", "Required", "Preferred", "Not", "required", "Share (95 %)"):
        assert column in header
    rows = re.findall(r"^ *(\S.*?) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) % \((\d+)-(\d+)\)", demo.stdout, re.MULTILINE)
    names = [row[0] for row in rows]
    assert {"Any certification", "Any education", "Any training", "CMRS", "CPC"} <= set(names)
    for _, jobs, required, preferred, waived, share, low, high in (map(str, row) for row in rows):
        assert int(required) + int(preferred) + int(waived) <= int(jobs)
        assert int(low) <= int(share) <= int(high)
        assert abs(100 * (int(required) + int(preferred)) / int(jobs) - int(share)) <= 0.5


def test_the_output_fits_80_columns_but_for_what_is_to_be_pasted(demo: Demo) -> None:
    wide = [line for line in demo.stdout.splitlines() if len(line.rstrip()) > 80]
    assert all(line.startswith(("Database:", "Evidence:")) for line in wide)


def test_it_says_where_the_database_is_and_that_the_sample_is_invented(demo: Demo) -> None:
    database = demo.results / "jobreq.duckdb"
    assert database.is_file()
    assert str(database) in demo.stdout
    assert "invented" in demo.stdout


def test_the_evidence_it_offers_is_there(demo: Demo, jobreq: Callable[..., Result]) -> None:
    query = re.search(r'Evidence: .*? sql "(.*?)"', demo.stdout)
    assert query
    answer = jobreq("sql", query.group(1), "--format", "csv", "--results", demo.results)
    assert len(answer.stdout.splitlines()) > 1


def test_the_sample_is_marked_in_the_database(demo_results: Path, jobreq: Callable[..., Result]) -> None:
    query = "SELECT bool_and(is_sample), count(DISTINCT platform) FROM posting"
    answer = jobreq("sql", query, "--format", "csv", "--results", demo_results)
    platforms = len({path.parent.name for path in (ROOT / "data" / "sample").glob("*/*.json")})
    assert answer.stdout.splitlines()[1] == f"true,{platforms}"


def test_a_demo_keeps_away_from_real_postings(tmp_path: Path, jobreq: Callable[..., Result]) -> None:
    (tmp_path / "jobs.csv").write_text("id,title,description\n1,Medical Biller,CPC required\n")
    results = tmp_path / "results"
    assert jobreq("import", tmp_path / "jobs.csv", "--results", results, "--workers", "1").exit_code == 0
    refused = jobreq("demo", "--results", results)
    assert refused.exit_code == 1
    assert "real postings" in refused.stderr
    assert "--results" in refused.stderr


def test_real_work_takes_the_sample_out(demo_results: Path, tmp_path: Path, jobreq: Callable[..., Result]) -> None:
    results = tmp_path / "results"
    shutil.copytree(demo_results, results)
    (tmp_path / "jobs.csv").write_text("id,title,description\n1,Medical Biller,CPC required\n")
    assert jobreq("import", tmp_path / "jobs.csv", "--results", results, "--workers", "1").exit_code == 0
    answer = jobreq("sql", "SELECT count(*), bool_or(is_sample) FROM posting", "--format", "csv", "--results", results)
    assert answer.stdout.splitlines()[1] == "1,false"

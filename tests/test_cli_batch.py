"""The batch as its operator meets it: bad files, a lock, a stop, a failed check; nothing published is ever lost."""

import json
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from analysis.cli import app
from analysis.commands import batch
from scraper.lock import run_lock
from tests.processes import listening

Call = Callable[..., Result]

HEADER = "id,title,employer,description\n"
WORK = "You will work with our team on the claims that we send to the payers and read what comes back."
CPC = f"1,Medical Coder,Example Clinic,{WORK} CPC required. Two years of coding.\n"
CMRS = f"2,Medical Biller,Sample Billing,{WORK} CMRS preferred. High school diploma.\n"


@pytest.fixture(autouse=True)
def _without_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo's tests have it; it takes longer than all the rest."""
    monkeypatch.setattr(batch, "leave_report", lambda *_: None)


@pytest.fixture
def importing(jobreq: Call, tmp_path: Path) -> Call:
    """Imports files into one results folder, reading in this process."""

    def call(*arguments: str | Path) -> Result:
        return jobreq("import", *arguments, "--results", tmp_path / "results", "--workers", "1")

    return call


@pytest.fixture(scope="session")
def _imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results folder into which one posting was imported; nobody may write in it."""
    folder = tmp_path_factory.mktemp("imported")
    (folder / "jobs.csv").write_text(HEADER + CPC)
    command = ["import", str(folder / "jobs.csv"), "--results", str(folder / "results"), "--workers", "1"]
    assert CliRunner().invoke(app, command, catch_exceptions=False).exit_code == 0
    return folder / "results"


@pytest.fixture
def imported(_imported: Path, tmp_path: Path) -> Path:
    """The test's own results folder, with one posting in it already."""
    return shutil.copytree(_imported, tmp_path / "results")


@pytest.fixture
def count(jobreq: Call, tmp_path: Path) -> Callable[[str], str]:
    """One value of the published database, as CSV writes it."""

    def value(query: str) -> str:
        answer = jobreq("sql", query, "--format", "csv", "--results", tmp_path / "results")
        assert answer.exit_code == 0, answer.stderr
        return answer.stdout.splitlines()[1]

    return value


def test_an_import_is_fetched_read_and_published(tmp_path: Path, importing: Call, count: Callable[[str], str]) -> None:
    (tmp_path / "jobs.csv").write_text(HEADER + CPC + CMRS)
    assert importing(tmp_path / "jobs.csv").exit_code == 0
    assert count("SELECT count(*) FROM posting") == "2"
    assert count("SELECT required, preferred FROM certification_demand WHERE term_id = 'cpc' LIMIT 1") == "1,0"


def test_a_bad_row_is_named_and_the_rest_goes_on(tmp_path: Path, importing: Call, count: Callable[[str], str]) -> None:
    (tmp_path / "jobs.csv").write_text(HEADER + CPC + "3,,Example Clinic,\n" + CMRS)
    (tmp_path / "jobs.jsonl").write_text(
        json.dumps({"id": 9, "title": "Biller", "description": "CPB required"}) + '\n{"id": 10, "tit\n'
    )
    answer = importing(tmp_path / "jobs.csv", tmp_path / "jobs.jsonl")
    assert answer.exit_code == 0
    assert "jobs.csv:3: " in answer.stderr
    assert "jobs.jsonl:2: " in answer.stderr
    assert count("SELECT count(*) FROM posting") == "3"


def test_another_column_name_is_mapped(tmp_path: Path, importing: Call, count: Callable[[str], str]) -> None:
    (tmp_path / "jobs.csv").write_text("nr,what,long\n1,Medical Coder,CPC required\n")
    mapped = importing(tmp_path / "jobs.csv", "--map", "title=what", "--map", "description=long")
    assert mapped.exit_code == 0
    assert count("SELECT title FROM posting") == "Medical Coder"


def unusable(folder: Path, kind: str) -> Path:
    """A file, or what stands where a file should be, that cannot be imported."""
    path = folder / f"{kind.replace(' ', '-')}.csv"
    if kind == "missing column":
        path.write_text("id,employer\n1,Example Clinic\n")
    elif kind == "empty":
        path.touch()
    elif kind == "folder":
        path.mkdir()
    elif kind == "cut off":
        path = path.with_suffix(".parquet")
        pq.write_table(pa.table({"title": ["Biller"], "description": ["CPC required"]}), path)
        path.write_bytes(path.read_bytes()[:100])
    elif kind == "unknown kind":
        path = path.with_suffix(".docx")
        path.write_text("Biller")
    return path


@pytest.mark.parametrize("kind", ["missing column", "empty", "folder", "absent", "cut off", "unknown kind"])
def test_an_unusable_file_is_one_sentence_and_costs_nothing(
    kind: str, tmp_path: Path, imported: Path, importing: Call
) -> None:
    published = (imported / "jobreq.duckdb").read_bytes()
    path = unusable(tmp_path, kind)
    answer = importing(path)
    assert answer.exit_code == 1
    problem = [line for line in answer.stderr.splitlines() if line.startswith("jobreq: ")]
    assert len(problem) == 1
    assert str(path) in problem[0]
    assert "Errno" not in problem[0]
    assert (imported / "jobreq.duckdb").read_bytes() == published


@pytest.mark.parametrize("command", ["run", "fetch", "read", "build", "import"])
def test_a_second_run_ends_with_75(command: str, tmp_path: Path, jobreq: Call, imported: Path) -> None:
    (tmp_path / "jobs.csv").write_text(HEADER + CPC)
    with run_lock(imported):
        files = [tmp_path / "jobs.csv"] if command == "import" else []
        answer = jobreq(command, *files, "--results", imported)
    assert answer.exit_code == 75
    lock = imported / "run.lock"
    assert answer.stderr.splitlines()[-1].startswith(f"jobreq: {lock}: another run is at work")


def test_a_second_run_says_so_in_the_form_of_the_log(tmp_path: Path, jobreq: Call) -> None:
    with run_lock(tmp_path):
        answer = jobreq("run", "--results", tmp_path, "--log", "json")
    assert answer.exit_code == 75
    (line,) = map(json.loads, answer.stderr.splitlines())
    assert (line["level"], line["code"]) == ("error", 75)
    assert "another run is at work" in line["event"]


@pytest.mark.parametrize("command", ["read", "build"])
def test_without_postings_nothing_is_made(command: str, tmp_path: Path, jobreq: Call) -> None:
    answer = jobreq(command, "--results", tmp_path / "results")
    assert answer.exit_code == 1
    assert "jobreq run" in answer.stderr
    assert not (tmp_path / "results").exists()


def test_a_failed_import_leaves_a_demo_as_it_was(demo_results: Path, tmp_path: Path, importing: Call) -> None:
    shutil.copytree(demo_results, tmp_path / "results")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "results").rglob("*.*") if path.suffix != ".lock"}
    assert importing(tmp_path / "absent.csv").exit_code == 1
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "results").rglob("*.*") if path.suffix != ".lock"}
    assert after.pop(tmp_path / "results" / "last_run.json")
    assert after == before


def test_a_source_that_is_not_there_is_named(jobreq: Call, tmp_path: Path) -> None:
    answer = jobreq("run", "--only", "lever-nobody", "--results", tmp_path)
    assert answer.exit_code == 2
    assert "lever-nobody" in answer.stderr
    assert "jobreq sources list" in answer.stderr


def test_a_run_that_reaches_nobody_publishes_nothing_and_says_why(tmp_path: Path, jobreq: Call, imported: Path) -> None:
    published = (imported / "jobreq.duckdb").read_bytes()
    (tmp_path / "sources.csv").write_text(
        "source_id,platform,board,employer,api_root,min_postings,search,enabled,verified_on,note\n"
        "lever-here,lever,here,Here,http://127.0.0.1:9,0,,yes,,\n"
    )
    answer = jobreq("run", "--sources", tmp_path / "sources.csv", "--results", imported)
    assert answer.exit_code == 1
    assert "none of 1 sources could be read" in answer.stderr.splitlines()[-1]
    assert (imported / "jobreq.duckdb").read_bytes() == published
    status = jobreq("status", "--results", imported)
    assert status.exit_code == 1
    assert "failing" in status.stdout


def test_a_check_that_fails_keeps_the_last_database_until_it_is_waived(
    tmp_path: Path, importing: Call, count: Callable[[str], str]
) -> None:
    rows = [f"{number},Medical Coder {number},Clinic {number},CPC required {number}.\n" for number in range(60)]
    (tmp_path / "jobs.csv").write_text(HEADER + "".join(rows))
    assert importing(tmp_path / "jobs.csv").exit_code == 0
    (tmp_path / "jobs.csv").write_text(HEADER + rows[0])
    refused = importing(tmp_path / "jobs.csv")
    assert refused.exit_code == 1
    assert "not published, because of the check" in refused.stderr
    assert count("SELECT count(*) FROM posting WHERE closed_at IS NULL") == "60"
    assert importing(tmp_path / "jobs.csv", "--accept-drift").exit_code == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.slow
def test_a_stopped_run_says_so_and_the_same_command_goes_on(
    number: signal.Signals, code: int, tmp_path: Path, jobreq: Call
) -> None:
    command = listening("-m", "analysis", "demo", "--results", tmp_path / "results", "--workers", "1")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        while not process.stderr.readline().rstrip().endswith("Reading"):
            assert process.poll() is None
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == code
    assert errors.startswith("jobreq: stopped")
    assert errors.count("\n") == 1
    assert not (tmp_path / "results" / "jobreq.duckdb").exists()
    assert jobreq("demo", "--results", tmp_path / "results", "--workers", "1").exit_code == 0
    assert (tmp_path / "results" / "jobreq.duckdb").exists()


def test_json_log_lines_are_json_to_the_last(tmp_path: Path, importing: Call) -> None:
    (tmp_path / "jobs.csv").write_text(HEADER + CPC + "3,,Example Clinic,\n")
    lines = importing(tmp_path / "jobs.csv", "--log", "json").stderr.splitlines()
    lines += importing(tmp_path / "absent.csv", "--log", "json").stderr.splitlines()
    events = [json.loads(line) for line in lines]
    assert {"info", "warning", "error"} == {event["level"] for event in events}
    assert all(event["at"].endswith("Z") and event["event"] for event in events)

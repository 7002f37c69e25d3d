"""What the disk and the operator can do to a batch: full at any stage, read-only, too little room, stopped."""

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from typer.testing import Result

from analysis import publish as publishing
from analysis.commands import workplace
from analysis.errors import AnalysisError, ResultsError
from analysis.publish import published_path
from analysis.versions import MANIFEST, keep_version, list_versions
from scraper.errors import ScraperError
from tests.batch import place
from tests.batch.place import Place, job
from tests.batch.test_faults import ask
from tests.faultserver import Request, answer, fault_server
from tests.processes import environment, listening


@pytest.fixture(autouse=True)
def _without_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place.batch, "leave_report", lambda *_: None)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Place]:
    with fault_server() as server:
        yield Place(tmp_path / "results", server, papers=tmp_path)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if not mount or os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    command = [mount, "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    made = subprocess.run(command, capture_output=True, check=False)
    if made.returncode:
        pytest.skip(f"no file system can be mounted here: {made.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_too_little_room_is_said_before_anything_is_asked(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    here.publish("a", [job(1)])
    here.results.mkdir()
    monkeypatch.setattr(publishing, "_free_bytes", lambda folder: 5 * 2**20)
    with pytest.raises(ResultsError, match=r"needs about 64 MB of free disk and has 5 MB; free 59 MB"):
        here.run()
    assert here.server.requests == []


KILOBYTES = (4, 40, 80, 160, 320, 1000, 3000, 5000)  # free


@pytest.mark.slow
def test_a_full_disk_at_any_stage_loses_nothing(small_disk: Path, here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (publishing, workplace):  # else the first look at the disk would end each run
        monkeypatch.setattr(module, "room_for", lambda *arguments, **named: None)
    here.results = small_disk / "results"
    here.results.mkdir()
    here.publish("a", [job(number) for number in range(200)])
    here.run()
    here.days = 7
    here.publish("a", [job(number, version=1) for number in range(200)])
    whole = ask(here.results, "SELECT count(*), max(last_seen_at) FROM posting")
    filler = small_disk / "filler"
    stages = set()
    for kilobytes in KILOBYTES:
        filler.write_bytes(b"")
        free = shutil.disk_usage(small_disk).free
        with filler.open("wb") as file:
            file.write(b"\0" * max(0, free - kilobytes * 1024))
        sentence = sentence_of_run(here)
        if not sentence:
            break
        stages.add(stage_of(here))
        assert "the disk is full: this needs about" in sentence
        assert ask(here.results, "SELECT count(*), max(last_seen_at) FROM posting") == whole
    assert {"fetch", "build"} <= stages
    filler.unlink()
    here.run()
    assert ask(here.results, "SELECT count(*) FROM posting_change") == [(200,)]
    assert not list(here.results.rglob(".*.tmp"))


def sentence_of_run(here: Place) -> str:
    """Why the run did not end well; empty when it did."""
    try:
        here.run()
    except (AnalysisError, ScraperError) as error:
        return str(error)
    return ""


def stage_of(here: Place) -> str:
    """How far the second run came before the disk was full."""
    if not list(here.results.glob("runs/20261109*/*.parquet")):
        return "fetch"
    read = sum(pq.read_metadata(path).num_rows for path in here.results.glob("readings/*/*.parquet"))
    return "build" if read == 400 else "read"


def test_a_folder_that_cannot_be_written_is_one_sentence(
    small_disk: Path, here: Place, jobreq: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "SPARE_BYTES", 0)
    here.results = small_disk / "results"
    here.publish("a", [job(1)])
    here.run()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    answered = jobreq("run", "--results", here.results, "--sources", here.sources())
    assert answered.exit_code == 1
    assert answered.stderr.count("\n") == 1
    assert "cannot be written" in answered.stderr or "read-only" in answered.stderr
    assert jobreq("sql", "FROM run", "--results", here.results).exit_code == 0
    assert jobreq("status", "--results", here.results).exit_code in (0, 1)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.slow
def test_a_signal_while_fetching_drops_the_source_in_hand_and_lets_go_of_the_lock(
    number: signal.Signals, code: int, here: Place, tmp_path: Path
) -> None:
    asked = threading.Event()

    def wait(request: Request) -> bytes:
        asked.set()
        here.server.stopped.wait(20)
        return answer(b"")

    here.publish("a", [job(1)])
    here.say("b", wait)
    script = tmp_path / "stopped.py"
    script.write_text(STOPPED)
    command = listening(script, here.results, here.sources(), here.server.port)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment()) as process:
        assert asked.wait(30)
        process.send_signal(number)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == code
    assert errors.splitlines()[-1].startswith("jobreq: stopped")
    assert [path.stem for path in here.results.glob("runs/*/*")] == ["greenhouse-a"]
    requests = len(here.server.requests)
    here.publish("b", [job(2)])
    assert here.run().open_postings == 2
    asked_for = [request.path for request in here.server.requests[requests:]]
    assert place.path_of("a") not in asked_for


STOPPED = """
import sys
from pathlib import Path
import typer
from analysis.commands.failures import Commands, run_to_the_end
from tests.batch.place import BEGINNING, run

app = typer.Typer(cls=Commands, pretty_exceptions_enable=False)

@app.command()
def go() -> None:
    run(Path(sys.argv[1]), Path(sys.argv[2]), BEGINNING, [int(sys.argv[3])])

@app.command()
def stay() -> None: ...

if __name__ == "__main__":
    run_to_the_end(lambda: app(["go"]))
"""


@pytest.mark.slow
def test_the_last_versions_are_kept_with_what_they_were_made_from(here: Place) -> None:
    for day in range(4):
        here.days = day
        here.publish("a", [job(number) for number in range(day + 1)])
        here.run()
    versions = list_versions(here.results)
    assert [path.name for path in versions] == [f"2026110{day}T023000Z" for day in (3, 4, 5)]
    assert published_path(here.results).samefile(versions[-1] / "jobreq.duckdb")
    with duckdb.connect(versions[0] / "jobreq.duckdb", read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM posting").fetchall() == [(2,)]
    manifest = place.json.loads((versions[-1] / MANIFEST).read_text())
    assert manifest["rows"]["posting"] == 4
    assert len(manifest["segments"]) == 4
    assert {"built_at", "jobreq_version", "program_hash", "read_by", "duckdb_version"} <= manifest.keys()
    assert keep_version(here.results) == versions[-1]
    assert list_versions(here.results) == versions


@pytest.mark.slow
def test_old_runs_are_merged_when_there_are_many(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.commands.tidy.MOST_RUNS", 3)
    monkeypatch.setattr("analysis.commands.tidy.KEEP_RUNS", 2)
    monkeypatch.setattr("analysis.commands.tidy.MOST_SHARDS", 2)
    for day in range(4):
        here.days = day
        here.publish("a", [job(number, version=day % 2) for number in range(day + 1)])
        here.run()
    assert len(list(here.results.glob("runs/[0-9]*"))) < 4
    assert len(list(here.results.glob("readings/*/*.parquet"))) <= 3
    assert ask(here.results, "SELECT count(*), max(version) FROM posting_version WHERE posting_id LIKE '%/0'") == [
        (4, 4)
    ]

"""Readers see the old file or the new one, whatever happens to the publisher."""

import errno
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from analysis.checks import CheckError
from analysis.database import spill_folder
from analysis.errors import ResultsError
from analysis.publish import disk_errors_as_sentences, new_file, publish, published_path
from tests.analysis.made import ask, built, mention, posting, published, reading, readings, segment

ROOT = Path(__file__).parents[2]

READER = """
import duckdb, sys, time
path, last, seen = sys.argv[1], int(sys.argv[2]), []
print("reading", flush=True)
while len(seen) < 20_000:
    with duckdb.connect(path, read_only=True) as connection:
        postings, = connection.execute("SELECT count(*) FROM posting").fetchall()[0]
        mentions, = connection.execute("SELECT count(*) FROM mention").fetchall()[0]
        assert postings == mentions, (postings, mentions)
        seen.append(postings)
    if postings == last:
        break
    time.sleep(0.01)
assert seen == sorted(seen), seen
print(len(seen), sorted(set(seen)))
"""


def grow(results: Path, count: int) -> None:
    """Another run, with so many postings in the list, all of them read."""
    postings = [posting(str(number), f"CPC required for {number}") for number in range(count)]
    segment(results, count, postings)
    readings(results, [reading(of, [mention(of.description, "CPC", "cpc")]) for of in postings])


def run_publisher(results: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.analysis.publisher", str(results), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def count(results: Path) -> int:
    ((postings,),) = ask(published_path(results), "SELECT count(*) FROM posting")
    return int(postings)


def names(results: Path) -> set[str]:
    return {path.name for path in results.iterdir()} - {"runs", "readings"}


@pytest.fixture(scope="module")
def _grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    results = tmp_path_factory.mktemp("grown")
    grow(results, 2)
    published(results)
    grow(results, 3)
    return results


@pytest.fixture
def grown(_grown: Path, tmp_path: Path) -> Path:
    """The test's own results folder: two postings are published, a third was fetched and read since."""
    return shutil.copytree(_grown, tmp_path / "results")


@pytest.mark.parametrize("last", [3, 7])
@pytest.mark.slow
def test_readers_never_fail_while_files_are_swapped(tmp_path: Path, last: int) -> None:
    grow(tmp_path, 1)
    published(tmp_path)
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(published_path(tmp_path)), str(last)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for reader in readers:
        assert reader.stdout
        assert reader.stdout.readline() == "reading\n"
    for size in range(2, last + 1):
        grow(tmp_path, size)
        published(tmp_path)
    for reader in readers:
        output, error = reader.communicate(timeout=60)
        assert reader.returncode == 0, error
        assert f" {last}]" in output


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ("loading", 2),
        ("checked", 2),
        ("synced", 2),
        ("renamed", 3),
    ],
)
@pytest.mark.slow
def test_a_killed_publisher_leaves_a_whole_file(grown: Path, point: str, expected: int) -> None:
    assert run_publisher(grown, point).returncode == -signal.SIGKILL
    assert count(grown) == expected
    published(grown)  # the next one sweeps and goes on
    assert count(grown) == 3
    assert names(grown) == {"jobreq.duckdb"}


@pytest.mark.slow
def test_a_full_disk_is_one_sentence_and_keeps_the_old_file(grown: Path) -> None:
    done = run_publisher(grown, "none", "300000")
    assert done.returncode == 1
    assert done.stderr.startswith("sentence: ")
    assert "the disk is full: this needs about" in done.stderr
    assert names(grown) == {"jobreq.duckdb"}
    assert count(grown) == 2
    published(grown)
    assert names(grown) == {"jobreq.duckdb"}


def test_too_little_room_is_said_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"needs about 1,064 MB of free disk and has 5 MB"):
        new_file(tmp_path, expected_bytes=1000 * 2**20, free_bytes=lambda folder: 5 * 2**20)


def test_a_failed_check_keeps_the_old_file_and_names_itself(grown: Path) -> None:
    of = posting("x", "CPC required")
    segment(grown, 24, [of])
    readings(grown, [reading(of, [mention(of.description, "CPC", "cpc", "maybe")])], "broken")
    with pytest.raises(CheckError, match="mention_words") as caught:
        published(grown)
    assert [failure.name for failure in caught.value.failures] == ["mention_words"]
    assert count(grown) == 2
    assert names(grown) == {"jobreq.duckdb"}


def test_a_great_loss_is_not_published_unless_meant(tmp_path: Path) -> None:
    grow(tmp_path, 5)
    published(tmp_path)
    for path in (tmp_path / "runs").glob("*/*"):
        path.unlink()
    segment(tmp_path, 24, [posting("1")])
    with pytest.raises(CheckError, match="postings_fell"):
        published(tmp_path)
    publish(built(tmp_path), tmp_path, accept_drift=True)
    assert count(tmp_path) == 1


def test_a_stray_log_is_set_aside(grown: Path) -> None:
    with duckdb.connect(published_path(grown)) as somebody:
        somebody.execute("PRAGMA disable_checkpoint_on_shutdown; CREATE TABLE note (text VARCHAR)")
    assert names(grown) == {"jobreq.duckdb", "jobreq.duckdb.wal"}
    said: list[str] = []
    publish(built(grown), grown, report=said.append)
    assert count(grown) == 3
    assert names(grown) == {"jobreq.duckdb", "jobreq.duckdb.wal.aside-1"}
    assert len(said) == 1


def test_only_what_ended_builds_left_is_swept(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    dead, living = int(ended.stdout), os.getppid()
    for process in (dead, living):
        (tmp_path / f".jobreq.duckdb.{process}.tmp").touch()
        (tmp_path / f".jobreq.duckdb.{process}.tmp.wal").touch()
        (tmp_path / f".jobreq.duckdb.{process}.spill").mkdir()
    target = new_file(tmp_path, expected_bytes=0)
    assert spill_folder(target).name == f".jobreq.duckdb.{os.getpid()}.spill"
    assert names(tmp_path) == {f".jobreq.duckdb.{living}.{end}" for end in ("tmp", "tmp.wal", "spill")}


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "the disk is full"),
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES)), "cannot be written"),
        (duckdb.IOException('IO Error: Could not write file "x": No space left on device'), "the disk is full"),
        (duckdb.IOException('IO Error: Cannot open file "x": Permission denied'), "cannot be written"),
    ],
)
def test_the_disk_s_refusals_are_sentences(tmp_path: Path, error: Exception, sentence: str) -> None:
    with pytest.raises(ResultsError, match=sentence), disk_errors_as_sentences(tmp_path):
        raise error


def test_other_errors_are_not_swallowed(tmp_path: Path) -> None:
    with pytest.raises(duckdb.CatalogException), disk_errors_as_sentences(tmp_path):
        raise duckdb.CatalogException("no such table")

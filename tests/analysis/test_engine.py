"""Every text is read once, whatever the texts do to the reader."""

import multiprocessing
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from analysis import workers as workers_module
from analysis.engine import Progress, Readings, read_new
from analysis.reading import READING_SCHEMA
from analysis.workers import WorkerError
from scraper.posting import to_table
from tests.analysis.made import Harm, posting, read_cpc, read_never, reader, segment

ROOT = Path(__file__).parents[2]


def rows(readings: Readings) -> dict[str, dict[str, Any]]:
    """The readings in the folder by content_hash; each text has one."""
    found: dict[str, dict[str, Any]] = {}
    for path in readings.folder.glob("*.parquet"):
        table = pq.read_table(path)
        assert table.schema.equals(READING_SCHEMA)
        for row in table.to_pylist():
            assert row["content_hash"] not in found
            found[row["content_hash"]] = row
    return found


@pytest.mark.parametrize("workers", [1, 2])
def test_every_text_is_read_once(tmp_path: Path, workers: int) -> None:
    texts = [posting(str(number), f"CPC number {number % 90}") for number in range(100)]
    segment(tmp_path, 0, texts[:60])
    segment(tmp_path, 24, texts[50:])
    progress: list[Progress] = []
    done = read_new(tmp_path, workers=workers, reader=reader(), report=progress.append)
    assert (done.new, done.cached, done.failed) == (90, 0, 0)
    assert set(rows(done)) == {of.content_hash for of in texts}
    assert all(row["mentions"][0]["surface"] == "CPC" for row in rows(done).values())
    assert [step.read for step in progress] == sorted(step.read for step in progress)
    assert progress[-1] == Progress(90, 90)


def test_only_new_texts_are_read(tmp_path: Path) -> None:
    segment(tmp_path, 0, [posting("1", "One."), posting("2", "Two.")])
    first = read_new(tmp_path, workers=1, reader=reader())
    segment(tmp_path, 24, [posting("1", "One."), posting("2", "Two, changed."), posting("3", "Three.")])
    second = read_new(tmp_path, workers=1, reader=reader())
    assert (second.new, second.cached) == (2, 2)
    assert len(rows(second)) == 4
    third = read_new(tmp_path, workers=1, reader=reader(read_never))  # nothing new: the reader is not even warmed up
    assert (third.new, third.cached, third.folder) == (0, 4, first.folder)


def test_nothing_fetched_is_nothing_to_read(tmp_path: Path) -> None:
    done = read_new(tmp_path, workers=2, reader=reader())
    assert (done.new, done.cached) == (0, 0)


def test_another_reader_or_vocabulary_reads_anew(tmp_path: Path) -> None:
    segment(tmp_path, 0, [posting("1", "One.")])
    given = reader()
    folders = {
        read_new(tmp_path, workers=1, reader=changed).folder.name
        for changed in (given, replace(given, version="8"), replace(given, vocabulary_hash="f" * 64))
    }
    assert folders == {"7-000000000000", "8-000000000000", "7-ffffffffffff"}


@pytest.mark.parametrize(
    ("harm", "workers", "error"),
    [
        (Harm.RAISE, 1, "ValueError: a text that hurts"),
        pytest.param(Harm.RAISE, 2, "ValueError: a text that hurts", marks=pytest.mark.slow),
        pytest.param(Harm.DIE, 2, "the process ended with code 9", marks=pytest.mark.slow),
        pytest.param(Harm.HANG, 2, "the process took too long", marks=pytest.mark.slow),
        (Harm.LOSE, 1, "ValueError: the reader's answer is not one row of its schema for each text"),
    ],
)
def test_a_text_that_hurts_is_set_apart(tmp_path: Path, harm: Harm, workers: int, error: str) -> None:
    texts = [posting(str(number), f"CPC number {number}") for number in range(30)]
    bad = posting("bad", f"CPC {harm}")
    segment(tmp_path, 0, [*texts[:15], bad, *texts[15:]])
    done = read_new(tmp_path, workers=workers, reader=reader(), batch_seconds=3, row_seconds=1.5)
    assert (done.new, done.failed) == (31, 1)
    found = rows(done)
    assert found.pop(bad.content_hash)["error"] == error
    assert {row["error"] for row in found.values()} == {None}
    again = read_new(tmp_path, workers=workers, reader=reader())
    assert (again.new, again.cached) == (0, 31)  # it is not tried again


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_broken_vocabulary_reads_nothing(tmp_path: Path, workers: int) -> None:
    segment(tmp_path, 0, [posting("1", "One.")])
    with pytest.raises((WorkerError, RuntimeError), match="no vocabulary"):
        read_new(tmp_path, workers=workers, reader=reader(read_never))
    assert list((tmp_path / "readings").rglob("*.parquet")) == []


def test_workers_that_never_start_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    segment(tmp_path, 0, [posting("1", "One.")])
    monkeypatch.setattr(workers_module, "START_SECONDS", 0.0)
    with pytest.raises(WorkerError, match="do not start"):
        read_new(tmp_path, workers=2, reader=reader())


@pytest.mark.slow
def test_no_process_is_left_behind(tmp_path: Path) -> None:
    segment(tmp_path, 0, [posting(str(number), f"CPC {number}") for number in range(50)])
    read_new(tmp_path, workers=2, reader=reader())

    def stop(progress: Progress) -> None:
        raise KeyboardInterrupt

    segment(tmp_path, 24, [posting(str(number), f"CPC {number}, later") for number in range(50)])
    with pytest.raises(KeyboardInterrupt):
        read_new(tmp_path, workers=2, reader=reader(), report=stop)
    assert multiprocessing.active_children() == []


KILLED = """
import os, signal, sys
from pathlib import Path
from analysis.engine import read_new
from tests.analysis.made import reader

def report(progress):
    if progress.read >= 60:
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    read_new(Path(sys.argv[1]), workers=int(sys.argv[2]), reader=reader(), report=report)
"""


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.slow
def test_a_killed_read_is_continued(tmp_path: Path, workers: int) -> None:
    texts = [posting(str(number), f"CPC number {number}") for number in range(200)]
    segment(tmp_path / "results", 0, texts)
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    command = [sys.executable, str(script), str(tmp_path / "results"), str(workers)]
    killed = subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=120, check=False)
    assert killed.returncode == -signal.SIGKILL
    folder = tmp_path / "results" / "readings" / "7-000000000000"
    (folder / ".half.1.tmp").write_bytes(b"PAR1")
    done = read_new(tmp_path / "results", workers=1, reader=reader())
    assert done.cached >= 60
    assert done.new + done.cached == 200
    assert set(rows(done)) == {of.content_hash for of in texts}
    assert not list(folder.glob(".*"))


def test_batches_do_not_change_the_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [posting(str(number), f"{'x' * number} CPC number {number}") for number in range(150)]
    for name, characters in (("large", 5_000_000), ("small", 200)):
        segment(tmp_path / name, 0, texts)
        monkeypatch.setattr("analysis.engine.BATCH_CHARACTERS", characters)
        read_new(tmp_path / name, workers=1, reader=reader())
    large, small = (rows(read_new(tmp_path / name, workers=1, reader=reader())) for name in ("large", "small"))
    assert large == small
    assert len(list((tmp_path / "small").rglob("*.parquet"))) > len(list((tmp_path / "large").rglob("*.parquet")))


def test_the_fake_reader_keeps_the_contract() -> None:
    (batch,) = to_table([posting("1", "CPC"), posting("2", "None.")]).to_batches()
    answer = read_cpc(batch)
    assert answer.schema == READING_SCHEMA
    assert [len(mentions) for mentions in answer["mentions"].to_pylist()] == [1, 0]

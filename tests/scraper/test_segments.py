"""A segment appears whole or not at all, and one run at a time works in a results folder."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper import segments
from scraper.errors import RunLocked, SegmentError
from scraper.lock import run_lock
from scraper.posting import COMPLETE, SEGMENT_SCHEMA, Posting, SegmentRecord, unpack_record
from scraper.segments import (
    list_segments,
    new_run_id,
    read_record,
    recent_records,
    segment_path,
    sweep,
    write_segment,
)

NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)


def posting(number: int, **values: object) -> Posting:
    defaults = {
        "title": f"Biller {number}",
        "description": "<p>CPC required</p>",
        "format": "html",
        "record": {"n": number},
    }
    return Posting(source_id="s", platform="greenhouse", native_id=str(number), **{**defaults, **values})  # type: ignore[arg-type]


def record(run_id: str = "20261124T023000Z", source_id: str = "s", status: str = COMPLETE) -> SegmentRecord:
    moment = NOW.isoformat()
    return SegmentRecord(
        run_id=run_id, source_id=source_id, platform="greenhouse", status=status, started_at=moment, ended_at=moment
    )


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = segment_path(tmp_path, "20261124T023000Z", "s")
    written = write_segment(path, (posting(number) for number in range(2_500)), record())
    assert (written.kept, read_record(path)) == (2_500, written)
    table = pq.read_table(path)
    assert table.schema.remove_metadata() == SEGMENT_SCHEMA
    assert table["posting_id"][2_499].as_py() == "s/2499"
    assert unpack_record(table["record"][7].as_py()) == {"n": 7}
    assert [file.name for file in path.parent.iterdir()] == ["s.parquet"]


def test_no_posting_is_a_segment_too(tmp_path: Path) -> None:
    path = segment_path(tmp_path, "20261124T023000Z", "s")
    write_segment(path, [], record(status="failed"))
    assert read_record(path).status == "failed"
    assert pq.read_table(path).num_rows == 0


def test_the_record_is_written_after_the_postings(tmp_path: Path) -> None:
    path = segment_path(tmp_path, "20261124T023000Z", "s")
    told = record()

    def postings() -> Iterator[Posting]:
        yield posting(1)
        told.error = "known only at the end"

    write_segment(path, postings(), told)
    assert read_record(path).error == "known only at the end"


@settings(max_examples=40)
@given(st.lists(st.text(), max_size=5))
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("texts") / "s.parquet"
    postings = [posting(number, title=text, description=text) for number, text in enumerate(texts)]
    write_segment(path, postings, record())
    read = pq.read_table(path)["description"].to_pylist()
    assert read == [one.description for one in postings]
    assert [len(text) for text in read] == [len(text) for text in texts]


def test_a_failure_while_writing_leaves_nothing(tmp_path: Path) -> None:
    def postings() -> Iterator[Posting]:
        yield posting(1)
        raise ValueError("in the middle")

    path = segment_path(tmp_path, "20261124T023000Z", "s")
    with pytest.raises(ValueError, match="in the middle"):
        write_segment(path, postings(), record())
    assert list(path.parent.iterdir()) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.scraper.test_segments import posting, record
from scraper import segments

Path.replace = lambda self, target: os.kill(os.getpid(), signal.SIGKILL)
segments.write_segment(Path(sys.argv[1]), [posting(1)], record())
"""


def test_a_kill_between_writing_and_renaming_leaves_no_segment(tmp_path: Path) -> None:
    path = segment_path(tmp_path, "20261124T023000Z", "s")
    killed = subprocess.run([sys.executable, "-c", KILLED, path], check=False, cwd=Path(__file__).parents[2])
    assert killed.returncode == -signal.SIGKILL
    assert list_segments(tmp_path) == []
    assert len(list(path.parent.iterdir())) == 1
    assert new_run_id(tmp_path, lambda: NOW) == "20261124T023000Z-2"
    assert sweep(tmp_path) == 1
    assert new_run_id(tmp_path, lambda: NOW) == "20261124T023000Z", "a run without a segment never took place"
    write_segment(path, [posting(1)], record())
    assert list_segments(tmp_path) == [path]


def test_a_file_that_is_no_segment_is_named(tmp_path: Path) -> None:
    path = segment_path(tmp_path, "20261124T023000Z", "s")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"PAR1 not really")
    with pytest.raises(SegmentError, match=r"s\.parquet"):
        read_record(path)


def test_runs_are_in_the_order_of_time(tmp_path: Path) -> None:
    ids = []
    for _ in range(11):
        ids.append(new_run_id(tmp_path, lambda: NOW))
        write_segment(segment_path(tmp_path, ids[-1], "s"), [], record(ids[-1]))
    assert ids[:2] == ["20261124T023000Z", "20261124T023000Z-2"]
    assert [path.parent.name for path in list_segments(tmp_path)] == ids
    assert [past.run_id for past in recent_records(tmp_path, "s", before=ids[2])] == [ids[1], ids[0]]
    assert list(recent_records(tmp_path, "other")) == []
    assert segments.run_ids(tmp_path / "none") == []


def test_one_run_at_a_time(tmp_path: Path) -> None:
    with run_lock(tmp_path), pytest.raises(RunLocked, match=f"process {os.getpid()}"), run_lock(tmp_path):
        raise AssertionError("two runs at once")
    with run_lock(tmp_path):
        pass


def test_a_killed_run_holds_no_lock(tmp_path: Path) -> None:
    code = "import sys, os, signal; from pathlib import Path; from scraper.lock import run_lock\n"
    code += "with run_lock(Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)"
    killed = subprocess.run([sys.executable, "-c", code, tmp_path], check=False, cwd=Path(__file__).parents[2])
    assert killed.returncode == -signal.SIGKILL
    with run_lock(tmp_path):
        pass

"""`jobreq status`: what was fetched, how old it is, and an exit code that cron understands."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import Result

from analysis.commands.outcome import recorded
from analysis.commands.status import STALE_AFTER, Health, status
from analysis.errors import ResultsError
from scraper.lock import run_lock
from scraper.posting import (
    BLOCKED,
    COMPLETE,
    FAILED,
    GLANCED,
    PARKED,
    PARTIAL,
    QUARANTINED,
    SUSPECT,
    TRUNCATED,
    UNCHANGED,
    SegmentRecord,
)
from scraper.segments import segment_path, write_segment

NOW = datetime(2026, 11, 24, 2, 30)  # noqa: DTZ001 - UTC, as the database has it
GOOD = Health("lever-x", "lever", COMPLETE, NOW, NOW)


@pytest.mark.parametrize(
    ("health", "verdict"),
    [
        (GOOD, "ok"),
        (replace(GOOD, last_status=UNCHANGED), "ok"),
        (replace(GOOD, last_status=GLANCED, last_complete_at=NOW - timedelta(days=12)), "ok"),
        (replace(GOOD, last_status=GLANCED, last_run_at=NOW - timedelta(days=9)), "stale"),
        (replace(GOOD, last_status=FAILED), "failing"),
        (replace(GOOD, last_status=BLOCKED), "failing"),
        (replace(GOOD, last_status=SUSPECT), "suspect"),
        (replace(GOOD, last_status=PARTIAL), "partial"),
        (replace(GOOD, last_status=QUARANTINED), "quarantined"),
        (replace(GOOD, last_status=PARKED), "parked"),
        (replace(GOOD, last_status=PARKED, last_complete_at=NOW - timedelta(days=9)), "stale"),
        (replace(GOOD, last_complete_at=NOW - STALE_AFTER), "ok"),
        (replace(GOOD, last_complete_at=NOW - STALE_AFTER - timedelta(seconds=1)), "stale"),
        (replace(GOOD, last_status=TRUNCATED, last_complete_at=None), "truncated"),
        (replace(GOOD, last_status=TRUNCATED, last_run_at=NOW - timedelta(days=9)), "stale"),
        (replace(GOOD, platform="import", last_complete_at=NOW - timedelta(days=900)), "ok"),
    ],
)
def test_a_verdict_is_about_the_last_fetch_and_its_age(health: Health, verdict: str) -> None:
    assert health.verdict(NOW) == verdict


def fetched(results: Path, day: int, source_id: str, how: str) -> None:
    at = datetime(2026, 11, day, 2, 30, tzinfo=UTC)
    record = SegmentRecord(
        run_id=f"{at:%Y%m%dT%H%M%SZ}",
        source_id=source_id,
        platform="lever",
        status=how,
        started_at=at.isoformat(),
        ended_at=at.isoformat(),
        error=None if how == COMPLETE else "the board did not answer",
    )
    write_segment(segment_path(results, record.run_id, source_id), [], record)


def test_runs_that_were_never_published_are_seen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fetched(tmp_path, 22, "lever-a", COMPLETE)
    fetched(tmp_path, 23, "lever-a", FAILED)
    fetched(tmp_path, 23, "lever-b", COMPLETE)
    assert not status(tmp_path, now=NOW)
    output = capsys.readouterr().out
    assert "nothing yet" in output
    assert "2 runs are not published" in output
    lines = output.splitlines()
    first, second = [line.split() for line in lines if line.startswith("lever-")]
    assert first[:3] == ["lever-a", "failing", "failed"]
    assert "2026-11-22" in first
    below = lines[next(number for number, line in enumerate(lines) if line.startswith("lever-a")) + 1]
    assert below.startswith("    the board did not answer")
    assert second[:3] == ["lever-b", "ok", "complete"]


def test_all_well_ends_with_0(demo_results: Path, jobreq: Callable[..., Result]) -> None:
    answer = jobreq("status", "--results", demo_results)
    assert answer.exit_code == 0
    assert str(demo_results / "jobreq.duckdb") in answer.stdout
    assert "failing" not in answer.stdout


def test_a_run_that_published_nothing_needs_a_person(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fetched(tmp_path, 23, "lever-a", COMPLETE)
    assert status(tmp_path, now=NOW)
    with pytest.raises(ResultsError), recorded("run", tmp_path, lambda: datetime(2026, 11, 23, 3, tzinfo=UTC)):
        raise ResultsError("a check failed")
    assert not status(tmp_path, now=NOW)
    assert "refused; a check failed" in capsys.readouterr().out
    with run_lock(tmp_path):  # a later one may mend it
        assert status(tmp_path, now=NOW)


def test_sizes_and_words_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fetched(tmp_path, 23, "lever-a", COMPLETE)
    fetched(tmp_path, 23, "lever-b", QUARANTINED)
    (tmp_path / "quarantine").mkdir()
    (tmp_path / "quarantine" / "x.bin").write_bytes(b"x" * 1_500_000)
    assert not status(tmp_path, now=NOW)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    output = " ".join(" ".join(lines).split())
    assert "1 ok, 1 quarantined" in output
    assert "quarantine 1.5 MB" in output


def test_json_is_one_object_a_source(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fetched(tmp_path, 23, "lever-a", COMPLETE)
    assert status(tmp_path, now=NOW, form="json")
    assert [(row["source"], row["health"]) for row in json.loads(capsys.readouterr().out)] == [("lever-a", "ok")]


def test_a_folder_of_a_newer_program_is_refused(tmp_path: Path, jobreq: Callable[..., Result]) -> None:
    fetched(tmp_path, 23, "lever-a", COMPLETE)
    (tmp_path / "layout").write_text("99\n")
    for command in ("status", "run", "tidy", "build"):
        answer = jobreq(command, "--results", tmp_path)
        assert answer.exit_code == 1
        assert answer.stderr.splitlines()[-1].startswith(f"jobreq: {tmp_path}: a newer jobreq made this folder")

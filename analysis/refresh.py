"""Bring the published database up to date when the runs since found no list that differs: a copy, and some times in it.

The rows are those that a build from all segments would give; a build of 30,000 postings takes 4 s, this takes 0.2 s.
Whatever is not certain to be that simple is left to `build`.
"""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from analysis.database import keep_table, read_script, run_script
from analysis.publish import discard, disk_errors_as_sentences, new_file, published_path
from analysis.segments import count_segments, naive_utc, read_segments
from scraper.posting import LISTS

# A database is built anew after so many refreshes: pages that an UPDATE leaves behind are not given back.
MOST_REFRESHES = 50


def is_up_to_date(results: Path, fingerprint: str) -> bool:
    """Whether this program has published all the segments that are there."""
    try:
        return _unpublished(results, fingerprint) == set()
    except duckdb.Error:
        return False


def refresh(results: Path, *, now: Callable[[], datetime], fingerprint: str) -> Path | None:
    """A complete but unchecked database for `publish`; None when it must be built.

    Raises ResultsError when the disk is full or the folder cannot be written.
    """
    try:
        new = _unpublished(results, fingerprint)
    except duckdb.Error:  # damaged, or of another version
        return None
    if not new:
        return None
    segments, issues = read_segments(results, only_runs=new)
    if segments.num_rows == 0 or any(status in LISTS for status in segments["status"].to_pylist()):
        return None
    published = published_path(results)
    size = published.stat().st_size
    target = new_file(results, expected_bytes=size)
    try:
        with disk_errors_as_sentences(results, size):
            shutil.copyfile(published, target)
            is_refreshed = _refresh(target, segments, issues, now())
    except BaseException:
        discard(target)
        raise
    if not is_refreshed:
        discard(target)
        return None
    return target


def _unpublished(results: Path, fingerprint: str) -> set[str] | None:
    """The runs that are not in the published database; None when more than such runs makes it out of date."""
    published = published_path(results)
    if not published.exists():
        return None
    with duckdb.connect(published, read_only=True) as connection:
        ((program, segments, refreshes),) = connection.execute(
            "SELECT program_hash, segments, refreshes FROM publication"
        ).fetchall()
        known = {run_id for (run_id,) in connection.execute("SELECT run_id FROM run").fetchall()}
        ((unread,),) = connection.execute(
            "SELECT count(*) FROM posting ANTI JOIN requirement USING (posting_id) "
            "WHERE posting_id NOT IN (SELECT subject FROM issue WHERE issue_kind = 'reading')"
        ).fetchall()
    if not fingerprint or program != fingerprint or refreshes >= MOST_REFRESHES or unread:
        return None
    counts = count_segments(results)
    if sum(count for run_id, count in counts.items() if run_id in known) != segments:
        return None
    return counts.keys() - known


def _refresh(target: Path, segments: pa.Table, issues: pa.Table, now: datetime) -> bool:
    """Whether the times of the copy could be moved on; otherwise it is not to be used."""
    with duckdb.connect(target) as connection:
        keep_table(connection, "segment", segments)
        keep_table(connection, "segment_issue", issues)
        obstacles = read_script("refresh_obstacles")
        if connection.execute(obstacles).fetchone():
            return False
        connection.execute("SET VARIABLE built_at = ?", [naive_utc(now)])
        run_script(connection, "refresh")
        connection.execute("CHECKPOINT")
    return True

"""`jobreq tidy`: old runs merged, old readings and versions removed; nothing that cannot be made again is lost."""

import shutil
from pathlib import Path

from analysis.commands.workplace import at_work
from analysis.engine import readings_folder
from analysis.logs import Reporter
from analysis.shards import merge_shards
from analysis.versions import KEEP, keep_version
from scraper.merge import merge_old
from scraper.segments import list_segments, run_ids

KEEP_RUNS = 8

# Beyond these a run tidies up by itself. 30 days of 200 boards, half of which changed each day, took 440 MB in 6,000
# files; tidied up they take 150 MB in 1,800.
MOST_RUNS = 24
MOST_SHARDS = 200


def tidy(results: Path, *, keep_runs: int, keep_versions: int, reporter: Reporter) -> None:
    """Make the results folder small: all but the newest runs are merged, readings of other readers removed."""
    with at_work(results):
        current = readings_folder(results)
        _merge_runs(results, keep_runs, reporter)
        _remove_readings(results, current, 0, reporter)
        merge_shards(current)
        keep_version(results, keep=keep_versions)


def tidy_if_due(results: Path, reporter: Reporter, *, keep_versions: int = KEEP) -> None:
    """The same beyond the bounds; the readings of the reader before stay, in case it comes back. The lock is held."""
    keep_version(results, keep=keep_versions)
    if len(run_ids(results)) > MOST_RUNS:
        _merge_runs(results, KEEP_RUNS, reporter)
    folders = _reading_folders(results)
    if len(folders) > 2 or any(len(list(folder.glob("*.parquet"))) > MOST_SHARDS for folder in folders):
        current = readings_folder(results)
        _remove_readings(results, current, 1, reporter)
        merge_shards(current)


def _merge_runs(results: Path, keep_runs: int, reporter: Reporter) -> None:
    merged = merge_old(results, keep_runs=keep_runs)
    reporter.say(
        f"Merged {merged.segments:,} segments of old runs, {_megabytes(merged.bytes_before)} into "
        f"{_megabytes(merged.bytes_after)}; {len(list_segments(results)):,} are left.",
        segments=merged.segments,
    )


def _remove_readings(results: Path, current: Path, spare: int, reporter: Reporter) -> None:
    """Remove the readings of all readers but the current one and the `spare` newest."""
    others = sorted((folder for folder in _reading_folders(results) if folder != current), key=_age)
    for folder in others[: len(others) - spare]:
        reporter.say(f"Removed the readings of another reader or vocabulary: {folder.name}")
        shutil.rmtree(folder)


def _age(folder: Path) -> float:
    return folder.stat().st_mtime


def _reading_folders(results: Path) -> list[Path]:
    return [path for path in sorted((results / "readings").glob("[!.]*")) if path.is_dir()]


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"

"""Invented postings of the demo and real ones never share a results folder."""

from pathlib import Path

from analysis.errors import ResultsError
from analysis.logs import Reporter
from analysis.publish import published_path
from scraper.segments import list_segments, read_record


def remove_sample(results: Path, reporter: Reporter) -> None:
    """Before real work: take out what a demo left, its segments and the database made from them."""
    if not _has_sample(results):
        return
    for path in list_segments(results):
        path.unlink()
    published_path(results).unlink(missing_ok=True)
    reporter.say(f"The demo's invented postings were removed from {results}.")


def refuse_real(results: Path) -> None:
    """Before a demo: ResultsError when the folder holds real postings."""
    if list_segments(results) and not _has_sample(results):
        raise ResultsError(
            "real postings are kept here; give the demo a folder of its own with --results", str(results)
        )


def _has_sample(results: Path) -> bool:
    """Whether the folder is a demo's. One segment tells: the two kinds never share a folder."""
    segments = list_segments(results)
    return bool(segments) and read_record(segments[0]).is_sample

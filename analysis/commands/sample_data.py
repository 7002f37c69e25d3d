"""Invented postings of the demo and real ones never stand in one database."""

from pathlib import Path

from analysis.commands.database import open_published
from analysis.errors import ResultsError
from analysis.publish import published_path
from scraper.segments import list_segments, read_record


def refuse_real(results: Path) -> None:
    """Before a demo: ResultsError when the folder holds real postings."""
    if len(list_segments(results)) > len(_sample_segments(results)):
        message = "real postings are kept here; give the demo a folder of its own with --results"
        raise ResultsError(message, str(results))


def remove_sample(results: Path) -> int:
    """Before a build: once real segments are there, those of an earlier demo go; gives their number."""
    sample = _sample_segments(results)
    if len(sample) == len(list_segments(results)):
        return 0
    for path in sample:
        path.unlink()
    return len(sample)


def is_sample_published(results: Path) -> bool:
    """Whether the published database is a demo's, so that nothing can be compared with it."""
    if not published_path(results).is_file():
        return False
    try:
        with open_published(results) as connection:
            return connection.execute("SELECT coalesce(bool_or(is_sample), false) FROM source").fetchone() == (True,)
    except ResultsError:  # unreadable: the checks will not compare with it either
        return False


def _sample_segments(results: Path) -> list[Path]:
    """One look is enough where there never was a demo: it comes before real work, never after."""
    segments = list_segments(results)
    if not segments or not read_record(segments[0]).is_sample:
        return []
    return [path for path in segments if read_record(path).is_sample]

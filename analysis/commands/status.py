"""`jobreq status`: the last run, how fresh and healthy each source is, and what the results take on the disk."""

import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from analysis.commands.database import open_published
from analysis.commands.outcome import PUBLISHED, Outcome, read_outcome
from analysis.commands.workplace import expect_layout
from analysis.errors import ResultsError
from analysis.present import LIST_WIDTH, write_json, write_list
from analysis.publish import published_path
from analysis.report.words import count
from analysis.versions import list_versions
from scraper.errors import RunLocked
from scraper.imports.files import PLATFORM as IMPORTED
from scraper.lock import expect_free
from scraper.posting import (
    COMPLETE,
    GLANCED,
    PARKED,
    PARTIAL,
    QUARANTINED,
    SKIPPED,
    SUSPECT,
    TRUNCATED,
    UNCHANGED,
)
from scraper.quarantine import FOLDER as QUARANTINE
from scraper.segments import read_record, run_ids, segment_path

# A weekly run may be late by a day.
STALE_AFTER = timedelta(days=8)

# Statuses of the last fetch that have a word of their own; the other bad ones are `failing`.
_WORDS = {SUSPECT: "suspect", PARTIAL: "partial", QUARANTINED: "quarantined"}

# How a long line of the summary is folded; paths stay whole.
_INDENTED: dict[str, Any] = {
    "initial_indent": " " * 11,
    "subsequent_indent": " " * 11,
    "break_long_words": False,
    "break_on_hyphens": False,
}

# Nobody has to do anything: a capped list is all that such a platform gives, a parked host is asked again in time.
_WELL = ("ok", "truncated", "parked")


@dataclass(slots=True)
class Health:
    """One source: how its last fetch went, and when its list was last seen whole (UTC)."""

    source_id: str
    platform: str
    last_status: str
    last_run_at: datetime
    last_complete_at: datetime | None
    open_postings: int | None = None
    error: str | None = None

    def verdict(self, now: datetime) -> str:
        """ok, truncated, parked, stale, suspect, partial, quarantined or failing; imported files do not age."""
        if self.last_status in _WORDS:
            return _WORDS[self.last_status]
        if self.last_status not in (COMPLETE, UNCHANGED, GLANCED, TRUNCATED, SKIPPED, PARKED):
            return "failing"
        if self.last_status == TRUNCATED:
            return "truncated" if now - self.last_run_at <= STALE_AFTER else "stale"
        if self.last_status == GLANCED:  # its list was whole six days before at most, and begins as it did
            return "ok" if now - self.last_run_at <= STALE_AFTER else "stale"
        if self.platform == IMPORTED or self.last_status == SKIPPED:
            return "ok"
        if self.last_complete_at is None or now - self.last_complete_at > STALE_AFTER:
            return "stale"
        return "parked" if self.last_status == PARKED else "ok"


def status(results: Path, *, now: datetime, form: str = "table") -> bool:
    """Print the state of the results folder; False when a person should look at it."""
    expect_layout(results)
    sources, known_runs = _published(results)
    for record_run in run_ids(results):
        if record_run not in known_runs:
            _overlay(sources, results, record_run)
    if not sources:
        raise ResultsError("there was no run yet; start with `jobreq demo` or `jobreq run`", str(results))
    verdicts = {source.source_id: source.verdict(now) for source in sources.values()}
    last = read_outcome(results)
    is_working = _is_working(results)
    if form == "table":
        sys.stdout.write("\n".join(_summary(results, sources, known_runs, verdicts, last, is_working)) + "\n\n")
    write = write_json if form == "json" else write_list
    write(
        ("source", "health", "last status", "open", "last whole list", "reason"),
        [
            (
                source.source_id,
                verdicts[source.source_id],
                source.last_status,
                source.open_postings,
                f"{source.last_complete_at:%Y-%m-%d %H:%M}" if source.last_complete_at else "never",
                source.error,
            )
            for source in sorted(
                sources.values(), key=lambda source: (verdicts[source.source_id] in _WELL, source.source_id)
            )
        ],
        sys.stdout,
    )
    is_last_run_well = last is None or last.outcome == PUBLISHED or is_working
    return is_last_run_well and all(verdict in _WELL for verdict in verdicts.values())


def _published(results: Path) -> tuple[dict[str, Health], set[str]]:
    """The sources of the published database and the runs that are in it; nothing when there is none."""
    if not published_path(results).exists():
        return {}, set()
    with open_published(results) as connection:
        rows = connection.execute(
            "SELECT source_id, platform, last_status, last_run_at, last_complete_at, open_postings, "
            "(SELECT error FROM source_run WHERE source_run.source_id = source.source_id "
            "ORDER BY started_at DESC LIMIT 1) FROM source WHERE last_run_at IS NOT NULL"
        ).fetchall()
        runs = {run_id for (run_id,) in connection.execute("SELECT run_id FROM run").fetchall()}
    return {row[0]: Health(*row) for row in rows}, runs


def _overlay(sources: dict[str, Health], results: Path, run_id: str) -> None:
    """Add what a run that was not published says."""
    for path in sorted(segment_path(results, run_id, "*").parent.glob("[!.]*.parquet")):
        record = read_record(path)
        at = datetime.fromisoformat(record.started_at).astimezone(UTC).replace(tzinfo=None)
        before = sources.get(record.source_id)
        is_whole = record.status in (COMPLETE, UNCHANGED)
        sources[record.source_id] = Health(
            record.source_id,
            record.platform,
            record.status,
            at,
            at if is_whole else before.last_complete_at if before else None,
            before.open_postings if before else None,
            record.error,
        )


def _summary(
    results: Path,
    sources: dict[str, Health],
    known_runs: set[str],
    verdicts: dict[str, str],
    last: Outcome | None,
    is_working: bool,
) -> Iterator[str]:
    published = published_path(results)
    yield f"Published: {published if published.exists() else 'nothing yet'}"
    last_run = max(source.last_run_at for source in sources.values())
    unpublished = sum(run_id not in known_runs for run_id in run_ids(results))
    are = "is" if unpublished == 1 else "are"
    waiting = f"; {count(unpublished, 'run')} {are} not published" if unpublished else ""
    yield f"Last run:  {last_run:%Y-%m-%d %H:%M} UTC{waiting}"
    if is_working:
        yield "           a run is at work at this moment"
    elif last:
        yield from textwrap.wrap(last.line, LIST_WIDTH, **_INDENTED)
    counts = Counter(verdicts.values())
    yield f"Sources:   {', '.join(f'{count} {word}' for word, count in counts.most_common())}"
    parts = {"runs": "runs", "readings": "readings", "versions": "versions", QUARANTINE: "quarantine"}
    sizes = [f"{name} {_megabytes(_size(results / folder))}" for folder, name in parts.items()]
    kept = len(list_versions(results))
    versions = "1 version is kept" if kept == 1 else f"{kept} versions are kept"
    words = f"On disk:   {_megabytes(_size(results))}: {', '.join(sizes)}; {versions}"
    yield from textwrap.wrap(words, LIST_WIDTH, **(_INDENTED | {"initial_indent": ""}))


def _is_working(results: Path) -> bool:
    try:
        expect_free(results)
    except RunLocked:
        return True
    except OSError:  # the folder of somebody else: the lock cannot be tried
        return False
    return False


def _size(folder: Path) -> int:
    """Bytes of the files; one with two names counts once."""
    facts = {(found.st_dev, found.st_ino): found.st_size for found in map(Path.lstat, folder.rglob("*"))}
    return sum(facts.values())


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"

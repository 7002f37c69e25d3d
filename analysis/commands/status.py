"""`jobreq status`: the last run, and how fresh and healthy each source is."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from analysis.commands.database import open_published
from analysis.errors import ResultsError
from analysis.present import write_table
from analysis.publish import published_path
from scraper.imports.files import PLATFORM as IMPORTED
from scraper.posting import COMPLETE, SKIPPED, TRUNCATED, UNCHANGED
from scraper.segments import read_record, run_ids, segment_path

# A capped list is all that such a platform ever gives.
HEALTHY = (COMPLETE, UNCHANGED, TRUNCATED, SKIPPED)

# A weekly run may be late by a day.
STALE_AFTER = timedelta(days=8)


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
        """ok, failing or stale; a file that was imported does not age."""
        if self.last_status not in HEALTHY:
            return "failing"
        if self.platform == IMPORTED or self.last_status in (TRUNCATED, SKIPPED):
            return "ok"
        is_stale = self.last_complete_at is None or now - self.last_complete_at > STALE_AFTER
        return "stale" if is_stale else "ok"


def status(results: Path, *, now: datetime) -> bool:
    """Print the state of the results folder; whether every source is well."""
    sources, known_runs = _published(results)
    for record_run in run_ids(results):
        if record_run not in known_runs:
            _overlay(sources, results, record_run)
    if not sources:
        raise ResultsError("there was no run yet; start with `jobreq demo` or `jobreq run`", str(results))
    verdicts = {source.source_id: source.verdict(now) for source in sources.values()}
    sys.stdout.write("\n".join(_summary(results, sources, known_runs)) + "\n\n")
    write_table(
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
                sources.values(), key=lambda source: (verdicts[source.source_id] == "ok", source.source_id)
            )
        ],
        sys.stdout,
    )
    return all(verdict == "ok" for verdict in verdicts.values())


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


def _summary(results: Path, sources: dict[str, Health], known_runs: set[str]) -> Iterator[str]:
    published = published_path(results)
    yield f"Published: {published if published.exists() else 'nothing yet'}"
    last = max(source.last_run_at for source in sources.values())
    unpublished = sum(run_id not in known_runs for run_id in run_ids(results))
    yield f"Last run:  {last:%Y-%m-%d %H:%M} UTC" + (f"; {unpublished} runs are not published" if unpublished else "")

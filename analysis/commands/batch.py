"""The scheduled batch and its stages: fetch or import, read, build, publish; one at a time in a results folder."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from analysis.build import build as build_database
from analysis.commands import UsageError
from analysis.commands.sample_data import is_sample_published, remove_sample
from analysis.engine import read_new
from analysis.errors import AnalysisError
from analysis.logs import Advance, Reporter
from analysis.publish import publish
from analysis.vocabulary import DATA
from scraper import run as scheduled
from scraper.http import Client
from scraper.imports import files
from scraper.lock import run_lock
from scraper.posting import COMPLETE, PARTIAL, SUSPECT, TRUNCATED, UNCHANGED, SegmentRecord
from scraper.segments import list_segments, new_run_id
from scraper.settings import Settings
from scraper.sources import Source, load_sources

USABLE = (COMPLETE, UNCHANGED, SUSPECT, TRUNCATED, PARTIAL)  # the list was seen, wholly or in part


class NothingRead(AnalysisError):
    """No source gave its list, so there is nothing new to publish."""


def run(
    results: Path,
    sources: Path | None,
    only: Sequence[str],
    contact: str,
    *,
    accept_drift: bool,
    workers: int | None,
    reporter: Reporter,
) -> None:
    """One batch; NothingRead or CheckError when there is no reason to publish, and then the old database stays."""
    chosen = chosen_sources(sources, only)
    with run_lock(results):
        records = fetch_sources(chosen, results, Settings(contact=contact), reporter=reporter)
        _expect_something(records)
        read_postings(results, workers, reporter)
        build_and_publish(results, reporter, accept_drift=accept_drift)


def import_files(
    paths: Sequence[Path],
    results: Path,
    mapping: dict[str, str],
    source_id: str | None,
    written_as: str | None,
    *,
    accept_drift: bool,
    workers: int | None,
    reporter: Reporter,
) -> None:
    """Postings from files, then as `run`; each bad row is named and left out."""
    with run_lock(results):
        with reporter.stage("Importing", len(paths)) as advance:
            records = files.import_files(
                paths,
                results,
                run_id=new_run_id(results, utc_now),
                now=utc_now,
                mapping=mapping,
                source_id=source_id,
                format=written_as,
                report=_teller(reporter, advance),
            )
        _expect_something(records)
        read_postings(results, workers, reporter)
        build_and_publish(results, reporter, accept_drift=accept_drift)


def fetch(results: Path, sources: Path | None, only: Sequence[str], contact: str, *, reporter: Reporter) -> None:
    """The first stage alone."""
    chosen = chosen_sources(sources, only)
    with run_lock(results):
        records = fetch_sources(chosen, results, Settings(contact=contact), reporter=reporter)
    _expect_something(records)


def read(results: Path, *, workers: int | None, reporter: Reporter) -> None:
    """The second stage alone."""
    _expect_segments(results)
    with run_lock(results):
        read_postings(results, workers, reporter)


def build(results: Path, *, accept_drift: bool, reporter: Reporter) -> None:
    """The last stage alone."""
    _expect_segments(results)
    with run_lock(results):
        build_and_publish(results, reporter, accept_drift=accept_drift)


def chosen_sources(path: Path | None, only: Sequence[str]) -> list[Source]:
    """The enabled sources of the list, or those named; a named one is read though it is switched off."""
    path = path or DATA / "sources.csv"
    sources = load_sources(path)
    unknown = set(only) - {source.source_id for source in sources}
    if unknown:
        raise UsageError(f"there is no source {', '.join(sorted(unknown))}; see `jobreq sources list`", str(path))
    if only:
        return [replace(source, enabled=True) for source in sources if source.source_id in only]
    chosen = [source for source in sources if source.enabled]
    if not chosen:
        raise UsageError("no source is switched on; set `enabled` to yes in a row", str(path))
    return chosen


def fetch_sources(
    sources: Sequence[Source],
    results: Path,
    settings: Settings,
    *,
    reporter: Reporter,
    client: Client | None = None,
    is_sample: bool = False,
) -> list[SegmentRecord]:
    """Fetch into a new run, or go on with one that was stopped; the run lock is held."""
    run_id = scheduled.unfinished_run(results, sources, now=utc_now()) or new_run_id(results, utc_now)
    with reporter.stage("Fetching", len(sources)) as advance:
        return scheduled.fetch(
            sources,
            results,
            settings,
            run_id=run_id,
            now=utc_now,
            sleep=time.sleep,
            client=client,
            is_sample=is_sample,
            report=_teller(reporter, advance),
        )


def read_postings(results: Path, workers: int | None, reporter: Reporter) -> None:
    """Read what has no reading yet."""
    with reporter.stage("Reading") as advance:
        readings = read_new(results, workers=workers, report=lambda step: advance(step.read, step.total))
    reporter.say(
        f"Read {readings.new:,} texts in {readings.seconds:.1f} s; {readings.cached:,} were known.",
        new=readings.new,
        cached=readings.cached,
        failed=readings.failed,
        seconds=round(readings.seconds, 3),
    )
    if readings.failed:
        reporter.say(
            f"{readings.failed:,} texts could not be read; the table `issue` of the database names them.",
            level="warning",
        )


def build_and_publish(results: Path, reporter: Reporter, *, accept_drift: bool = False) -> None:
    """A new database in place of the published one, unless a check forbids it."""
    if remove_sample(results):
        reporter.say(f"The demo's invented postings were removed from {results}.")
    accept_drift = accept_drift or is_sample_published(results)
    with reporter.stage("Building the database"):
        target = build_database(results, now=utc_now)
        published = publish(target, results, accept_drift=accept_drift, report=reporter.say)
    reporter.say(f"Published {published}", database=published)


def utc_now() -> datetime:
    return datetime.now(UTC)


def _expect_segments(results: Path) -> None:
    if not list_segments(results):
        raise NothingRead("nothing was fetched yet; start with `jobreq run` or `jobreq import`", str(results))


def _expect_something(records: Sequence[SegmentRecord]) -> None:
    if any(record.status in USABLE for record in records):
        return
    reason = next((record.error or record.status for record in records), "there was none")
    raise NothingRead(
        f"nothing was published: none of {len(records)} sources could be read (the first: {reason}); "
        "mend that and run the same command again, the last published database stays"
    )


def _teller(reporter: Reporter, advance: Advance) -> Callable[[SegmentRecord], None]:
    """Tells how each source went, as it goes."""
    done = 0

    def tell(record: SegmentRecord) -> None:
        nonlocal done
        done += 1
        advance(done)
        is_good = record.status in (COMPLETE, UNCHANGED)
        reporter.say(
            f"{record.source_id}: {record.status}, {record.kept:,} of {record.listed:,} postings"
            + (f"; {record.error}" if record.error else ""),
            level="info" if is_good else "warning",
            source_id=record.source_id,
            status=record.status,
            listed=record.listed,
            kept=record.kept,
            seconds=record.seconds,
        )
        if record.platform == files.PLATFORM:
            for issue in record.issues:
                reporter.say(f"{issue['subject']}: {issue['message']}", level="warning", kind=issue["kind"])

    return tell

"""The scheduled batch and its stages: fetch or import, read, build, publish; one at a time in a results folder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from analysis.build import build as build_database
from analysis.commands import UsageError
from analysis.commands.outcome import Outcome, is_concluded, recorded
from analysis.commands.report import leave_report
from analysis.commands.sample_data import is_sample_published, remove_sample
from analysis.commands.tidy import tidy_if_due
from analysis.commands.workplace import at_work, expect_room
from analysis.commands.world import World, utc_now
from analysis.engine import Unread, read_new
from analysis.errors import AnalysisError
from analysis.fingerprint import fingerprint
from analysis.logs import Advance, Reporter
from analysis.publish import disk_errors_as_sentences, publish
from analysis.refresh import is_up_to_date, refresh
from analysis.versions import keep_version
from analysis.vocabulary import DATA
from scraper import run as scheduled
from scraper.http import Client
from scraper.imports import files
from scraper.posting import COMPLETE, GLANCED, PARTIAL, SUSPECT, TRUNCATED, UNCHANGED, SegmentRecord
from scraper.segments import list_segments, new_run_id
from scraper.settings import Settings
from scraper.sources import Source, load_sources

USABLE = (COMPLETE, UNCHANGED, GLANCED, SUSPECT, TRUNCATED, PARTIAL)  # the list was seen, wholly or in part


class NothingRead(AnalysisError):
    """No source gave its list, so there is nothing new to publish."""


def run(
    results: Path,
    sources: Path | None,
    only: Sequence[str],
    *,
    accept_drift: bool = False,
    workers: int | None = None,
    health_file: Path | None = None,
    reporter: Reporter,
    world: World | None = None,
) -> Outcome:
    """One batch; NothingRead or CheckError when there is no reason to publish, and then the old database stays."""
    world = world or World()
    chosen = chosen_sources(sources, only)
    with at_work(results), recorded("run", results, world.now, copy_to=health_file) as outcome:
        expect_room(results)
        outcome.count(results)
        run_id = scheduled.unfinished_run(
            results, chosen, now=world.now(), is_concluded=lambda run_id: is_concluded(results, run_id)
        )
        records = fetch_sources(chosen, results, world.settings, reporter=reporter, world=world, run_id=run_id)
        outcome.saw(records)
        _expect_something(records)
        publish_news(results, workers, reporter, accept_drift=accept_drift, world=world)
        outcome.count(results)
        tidy_if_due(results, reporter)
    return outcome


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
    with at_work(results), recorded("import", results, utc_now) as outcome:
        expect_room(results)
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
        outcome.saw(records)
        _expect_something(records)
        read_postings(results, workers, reporter)
        build_and_publish(results, reporter, accept_drift=accept_drift)
        outcome.count(results)


def fetch(results: Path, sources: Path | None, only: Sequence[str], *, reporter: Reporter, world: World) -> None:
    """The first stage alone."""
    chosen = chosen_sources(sources, only)
    with at_work(results):
        expect_room(results)
        records = fetch_sources(chosen, results, world.settings, reporter=reporter, world=world)
    _expect_something(records)


def read(results: Path, *, workers: int | None, reporter: Reporter) -> None:
    """The second stage alone."""
    _expect_segments(results)
    with at_work(results):
        read_postings(results, workers, reporter)


def build(results: Path, *, accept_drift: bool, reporter: Reporter) -> None:
    """The last stage alone."""
    _expect_segments(results)
    with at_work(results):
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
    world: World | None = None,
    run_id: str | None = None,
) -> list[SegmentRecord]:
    """Fetch into the run `run_id`, else go on with one that was stopped, else into a new one; the run lock is held."""
    world = world or World()
    run_id = run_id or scheduled.unfinished_run(results, sources, now=world.now()) or new_run_id(results, world.now)
    own_client = client or world.client(settings)
    try:
        progress = Progress(own_client)
        with reporter.stage("Fetching", len(sources), progress.facts) as advance:
            return scheduled.fetch(
                sources,
                results,
                settings,
                run_id=run_id,
                now=world.now,
                sleep=world.sleep,
                client=own_client,
                is_sample=is_sample,
                report=_teller(reporter, advance, progress),
            )
    finally:
        if client is None:
            own_client.close()


def publish_news(
    results: Path, workers: int | None, reporter: Reporter, *, accept_drift: bool = False, world: World
) -> None:
    """Publish what is in the segments and not in the database; where no list differs, without reading or building."""
    if not remove_demo(results, reporter):
        if is_up_to_date(results, fingerprint()):
            reporter.say("Everything that was fetched is published already.")
            keep_version(results)
            return
        with disk_errors_as_sentences(results):
            target = refresh(results, now=world.now, fingerprint=fingerprint())
        if target:
            published = publish(target, results, accept_drift=accept_drift, report=reporter.say)
            keep_version(results)
            reporter.say(f"No list has changed. Published {published} with the new times", database=published)
            return
    read_postings(results, workers, reporter)
    build_and_publish(results, reporter, accept_drift=accept_drift, world=world)


def read_postings(results: Path, workers: int | None, reporter: Reporter) -> None:
    """Read what has no reading yet."""
    with reporter.stage("Reading") as advance:
        readings = read_new(
            results,
            workers=workers,
            announce=partial(_announce, reporter),
            report=lambda step: advance(step.read, step.total),
        )
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


def build_and_publish(
    results: Path, reporter: Reporter, *, accept_drift: bool = False, world: World | None = None
) -> None:
    """A new database in place of the published one, unless a check forbids it."""
    remove_demo(results, reporter)
    accept_drift = accept_drift or is_sample_published(results)
    with reporter.stage("Building the database"):
        target = build_database(results, now=(world or World()).now)
        published = publish(target, results, accept_drift=accept_drift, report=reporter.say)
        keep_version(results)
    reporter.say(f"Published {published}", database=published)
    leave_report(results, reporter)


def remove_demo(results: Path, reporter: Reporter) -> bool:
    """Remove the demo's postings once there are real ones; whether there were any."""
    if not remove_sample(results):
        return False
    reporter.say(f"The demo's invented postings were removed from {results}.")
    return True


def _announce(reporter: Reporter, unread: Unread) -> None:
    if unread.is_anew:
        reporter.say(
            f"The vocabulary or the reader has changed: all {unread.new:,} texts are read anew, once. It may be "
            "stopped; the same command goes on.",
            new=unread.new,
        )


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


@dataclass
class Progress:
    """What a fetch has come to at this moment."""

    client: Client
    postings: int = 0  # that the lists hold

    def facts(self) -> str:
        hosts, size = self.client.traffic()
        return f"{hosts:,} hosts, {self.postings:,} postings, {size / 1e6:,.1f} MB"


def _teller(reporter: Reporter, advance: Advance, progress: Progress | None = None) -> Callable[[SegmentRecord], None]:
    """Tells how each source went, as it goes; beside a bar, only where it did not go well."""
    done = 0

    def tell(record: SegmentRecord) -> None:
        nonlocal done
        done += 1
        if progress:
            progress.postings += record.listed
        advance(done)
        is_good = record.status in (COMPLETE, UNCHANGED, GLANCED)
        if not (is_good and reporter.is_live):
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

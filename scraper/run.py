"""One scheduled fetch: every source is read, judged and committed on its own; none can fail the others."""

import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from scraper import sandbox
from scraper.board import Answer, read_board
from scraper.errors import Blocked, Parked, Quarantined, RobotsRefused, ScraperError
from scraper.expectations import doubt
from scraper.http import Client
from scraper.issues import PARKED_UNTIL
from scraper.listing import unread_places
from scraper.pacing import Clock, Sleep
from scraper.past import digest_of, history_of, last_postings, last_whole, nothing_of, past_of, stay_parked
from scraper.platforms import load
from scraper.posting import (
    BLOCKED,
    COMPLETE,
    FAILED,
    GLANCED,
    PARKED,
    QUARANTINED,
    ROBOTS,
    SKIPPED,
    SUSPECT,
    UNCHANGED,
    Posting,
    SegmentRecord,
)
from scraper.quarantine import keep_aside
from scraper.segments import read_record, run_ids, segment_path, sweep, write_segment
from scraper.settings import Settings
from scraper.side_by_side import Stopped, side_by_side
from scraper.sources import Source

Report = Callable[[SegmentRecord], None]


def fetch(
    sources: Sequence[Source],
    results: Path,
    settings: Settings,
    *,
    run_id: str,
    now: Clock,
    sleep: Sleep,
    client: Client | None = None,
    is_sample: bool = False,
    report: Report | None = None,
) -> list[SegmentRecord]:
    """Read every enabled source once and commit a segment for each; gives their records in the sources' order.

    A source that this run has committed already is not read again, so a killed run is continued by calling with its
    id. Different hosts are read side by side. Call it with the run lock held.
    """
    sweep(results)
    own_client = client or Client(settings, now=now, sleep=sleep)
    own_client.robots.load(results)
    reader = _Reader(results, settings, run_id, now, own_client, is_sample)
    try:
        wanted = [source for source in sources if source.enabled]
        records = side_by_side(wanted, reader.read, settings.hosts_at_once, report)
    finally:
        reader.stop()
        sandbox.close()
        own_client.robots.save(results, now())
        if client is None:
            own_client.close()
    return [records[source.source_id] for source in sources if source.source_id in records]


def unfinished_run(
    results: Path,
    sources: Iterable[Source],
    *,
    now: datetime,
    within_hours: float = 6.0,
    is_concluded: Callable[[str], bool] | None = None,
) -> str | None:
    """The newest run of these sources, when it began not long ago and has more to do.

    Without `is_concluded` that means: it has committed some of the enabled sources but not all. With it, a run that
    was stopped after its last source is unfinished too, and one that came to its end is not, whatever sources are new.
    """
    wanted = [source.source_id for source in sources if source.enabled]
    for run_id in reversed(run_ids(results)):
        began = datetime.strptime(run_id[:16] + "+0000", "%Y%m%dT%H%M%SZ%z")
        if (now - began).total_seconds() > within_hours * 3600:
            return None
        done = [segment_path(results, run_id, source_id).exists() for source_id in wanted]
        if any(done):
            is_over = is_concluded(run_id) if is_concluded else all(done)
            return None if is_over else run_id
    return None


class _Reader:
    """Reads and commits one source at a time; shared by the threads."""

    def __init__(
        self, results: Path, settings: Settings, run_id: str, now: Clock, client: Client, is_sample: bool
    ) -> None:
        self._results = results
        self._settings = settings
        self._run_id = run_id
        self._now = now
        self._client = client
        self._is_sample = is_sample
        self._gate = threading.Condition()
        self._is_stopped = False
        self._writing = 0

    def stop(self) -> None:
        """Return once no source is being written and none will be; call it before the run lock is let go."""
        with self._gate:
            self._is_stopped = True
            self._gate.wait_for(lambda: self._writing == 0)

    def read(self, source: Source) -> SegmentRecord:
        path = segment_path(self._results, self._run_id, source.source_id)
        if path.exists():
            return read_record(path)
        started = self._now()
        record = SegmentRecord(
            run_id=self._run_id,
            source_id=source.source_id,
            platform=source.platform,
            status=FAILED,
            started_at=started.isoformat(),
            ended_at="",
            employer=source.employer,
            url=load(source.platform).PUBLIC_URL.format(board=source.board),
            is_sample=self._is_sample,
        )
        client = self._client.counted().slowed(source.min_delay)
        postings = self._fill(record, source, client, started)
        ended = self._now()
        record.requests = client.tally.requests
        record.bytes = client.tally.bytes
        record.http_statuses = client.tally.statuses
        record.ended_at = ended.isoformat()
        record.seconds = round((ended - started).total_seconds(), 3)
        return self._commit(path, postings, record)

    def _commit(self, path: Path, postings: list[Posting], record: SegmentRecord) -> SegmentRecord:
        with self._gate:
            if self._is_stopped:
                raise Stopped
            self._writing += 1
        try:
            return write_segment(path, postings, record)
        finally:
            with self._gate:
                self._writing -= 1
                self._gate.notify_all()

    def _fill(self, record: SegmentRecord, source: Source, client: Client, started: datetime) -> list[Posting]:
        """Set the record's status by what the board answers; gives the postings to keep."""
        if source.off_because:
            record.status, record.error = SKIPPED, source.off_because
            return []
        history = history_of(self._results, source.source_id, self._run_id)
        postings = partial(last_postings, self._results, source.source_id, self._run_id)
        try:
            stay_parked(history, started)
            answer = read_board(source, client, past_of(history, postings, started, self._settings))
        except ScraperError as error:
            record.status, record.error = status_of(error), str(error)
            if isinstance(error, Parked):
                record.issues.append(
                    {"kind": PARKED_UNTIL, "subject": error.subject, "message": error.until.isoformat()}
                )
            if isinstance(error, Quarantined):
                kept = keep_aside(self._results, self._run_id, source.source_id, error.body)
                record.issues.append({"kind": QUARANTINED, "subject": kept.name, "message": error.message})
            return []
        rows = self._judge(record, source, answer, history, started)
        if record.first_pages and record.status == COMPLETE and _has_lost(rows, postings):
            record.first_pages = {}  # no glance the next time: only a whole list confirms what is gone
        return rows

    def _judge(
        self,
        record: SegmentRecord,
        source: Source,
        answer: Answer,
        history: list[SegmentRecord],
        started: datetime,
    ) -> list[Posting]:
        whole = last_whole(history)
        if answer.is_glance:
            record.status, record.listed = GLANCED, whole.listed if whole else 0
            record.first_pages = answer.first_pages
            return []
        if answer.listing is None:
            record.first_pages = answer.first_pages or (whole.first_pages if whole else {})
            record.status, record.validators = UNCHANGED, answer.validators
            record.listed, record.digest = (whole.listed, whole.digest) if whole else (0, "")
            record.nothing = nothing_of(history)
            return []
        listing = answer.listing
        record.status, record.listed = listing.status, listing.listed
        record.issues = listing.issues + unread_places(source.source_id, listing.postings)
        record.error, record.nothing = listing.reason, listing.nothing
        if listing.status == COMPLETE:
            record.validators = answer.validators  # of a whole list only: "not modified" must mean all of it
            record.first_pages = answer.first_pages
            record.digest = digest_of(listing.postings)
            reason = doubt(listing.listed, source, history, now=started, settings=self._settings)
            if reason:
                record.status, record.error, record.validators, record.first_pages = SUSPECT, reason, {}, {}
            elif whole and record.digest == whole.digest and not listing.details_read:
                record.status = UNCHANGED
                return []
        return listing.postings


def _has_lost(now: list[Posting], before: Callable[[], dict[str, Posting]]) -> bool:
    return not before().keys() <= {posting.native_id for posting in now}


def status_of(error: ScraperError) -> str:
    if isinstance(error, Parked):
        return PARKED
    if isinstance(error, Blocked):
        return BLOCKED
    if isinstance(error, Quarantined):
        return QUARANTINED
    return ROBOTS if isinstance(error, RobotsRefused) else FAILED

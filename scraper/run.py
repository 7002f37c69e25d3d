"""One scheduled fetch: every source is read, judged and committed on its own; none can fail the others."""

import queue
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from scraper.board import Answer, Past, read_board
from scraper.errors import Blocked, Parked, RobotsRefused, ScraperError
from scraper.expectations import doubt
from scraper.http import Client
from scraper.pacing import Clock, Sleep
from scraper.platforms import load
from scraper.posting import (
    BLOCKED,
    COMPLETE,
    FAILED,
    PARKED,
    ROBOTS,
    SUSPECT,
    UNCHANGED,
    Posting,
    SegmentRecord,
)
from scraper.segments import read_record, recent_records, run_ids, segment_path, sweep, write_segment
from scraper.settings import Settings
from scraper.sources import Source

Report = Callable[[SegmentRecord], None]

_MAX_HISTORY = 100  # a board that never gave a whole list must not cost more with every run

PARKED_UNTIL = "parked-until"  # kind of the issue that tells the next run when the host may be asked again


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
    reader = _Reader(results, settings, run_id, now, own_client, is_sample)
    try:
        records = _in_parallel(reader, [source for source in sources if source.enabled], settings.hosts_at_once, report)
    finally:
        if client is None:
            own_client.close()
    return [records[source.source_id] for source in sources if source.source_id in records]


def unfinished_run(results: Path, sources: Iterable[Source], *, now: datetime, within_hours: float = 6.0) -> str | None:
    """The newest run, when it began not long ago and has committed some of the enabled sources but not all."""
    wanted = [source.source_id for source in sources if source.enabled]
    for run_id in reversed(run_ids(results)):
        began = datetime.strptime(run_id[:16] + "+0000", "%Y%m%dT%H%M%SZ%z")
        if (now - began).total_seconds() > within_hours * 3600:
            return None
        done = [segment_path(results, run_id, source_id).exists() for source_id in wanted]
        if any(done):
            return None if all(done) else run_id
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
        client = self._client.counted()
        postings = self._fill(record, source, client, started)
        ended = self._now()
        record.requests = client.tally.requests
        record.bytes = client.tally.bytes
        record.http_statuses = client.tally.statuses
        record.ended_at = ended.isoformat()
        record.seconds = round((ended - started).total_seconds(), 3)
        return write_segment(path, postings, record)

    def _fill(self, record: SegmentRecord, source: Source, client: Client, started: datetime) -> list[Posting]:
        """Set the record's status by what the board answers; gives the postings to keep."""
        history = _history(self._results, source.source_id, self._run_id)
        try:
            _stay_parked(history, started)
            answer = read_board(source, client, _past(history))
        except ScraperError as error:
            record.status, record.error = _status_of(error), str(error)
            if isinstance(error, Parked):
                record.issues.append(
                    {"kind": PARKED_UNTIL, "subject": error.subject, "message": error.until.isoformat()}
                )
            return []
        return self._judge(record, source, answer, history, started)

    def _judge(
        self,
        record: SegmentRecord,
        source: Source,
        answer: Answer,
        history: list[SegmentRecord],
        started: datetime,
    ) -> list[Posting]:
        if answer.listing is None:
            record.status = UNCHANGED
            record.listed = next((past.listed for past in history if past.status in (COMPLETE, UNCHANGED)), 0)
            record.validators = answer.validators
            return []
        listing = answer.listing
        record.status, record.listed, record.issues = listing.status, listing.listed, listing.issues
        record.error = listing.reason
        if listing.status == COMPLETE:
            record.validators = answer.validators  # of a whole list only: "not modified" must mean all of it
            reason = doubt(listing.listed, source, history, now=started, settings=self._settings)
            if reason:
                record.status, record.error, record.validators = SUSPECT, reason, {}
        return listing.postings


def _history(results: Path, source_id: str, run_id: str) -> list[SegmentRecord]:
    """The records before this run, newest first, back to the last whole list."""
    history = []
    for record in recent_records(results, source_id, before=run_id):
        history.append(record)
        if record.status in (COMPLETE, UNCHANGED) or len(history) == _MAX_HISTORY:
            break
    return history


def _stay_parked(history: list[SegmentRecord], now: datetime) -> None:
    for issue in history[0].issues if history else ():
        if issue["kind"] == PARKED_UNTIL and now < (until := datetime.fromisoformat(issue["message"])):
            raise Parked(
                f"the host asked to be left alone until {until:%Y-%m-%d %H:%M} UTC", issue["subject"], until=until
            )


def _past(history: list[SegmentRecord]) -> Past:
    """The validators of the last list that was whole; anything newer and worse is not "the same as before"."""
    for record in history:
        if record.status in (COMPLETE, UNCHANGED):
            return Past(record.validators)
        if record.status not in (FAILED, PARKED, BLOCKED, ROBOTS):
            break
    return Past()


def _status_of(error: ScraperError) -> str:
    if isinstance(error, Parked):
        return PARKED
    if isinstance(error, Blocked):
        return BLOCKED
    return ROBOTS if isinstance(error, RobotsRefused) else FAILED


def _in_parallel(
    reader: _Reader, sources: list[Source], workers: int, report: Report | None
) -> dict[str, SegmentRecord]:
    """Read the sources, those of one host one after the other; reports from the calling thread.

    The threads are daemons: an interrupt ends the program at once, as a kill would, and costs only what is in flight.
    """
    groups: queue.SimpleQueue[list[Source]] = queue.SimpleQueue()
    for group in _by_host(sources).values():
        groups.put(group)
    done: queue.SimpleQueue[SegmentRecord | BaseException] = queue.SimpleQueue()

    def work() -> None:
        while True:
            try:
                group = groups.get_nowait()
            except queue.Empty:
                return
            try:
                for source in group:
                    done.put(reader.read(source))
            except BaseException as error:  # noqa: BLE001 - a bug must end the run, not a silent thread
                done.put(error)
                return

    for _ in range(min(workers, groups.qsize())):
        threading.Thread(target=work, daemon=True).start()
    records: dict[str, SegmentRecord] = {}
    while len(records) < len(sources):
        result = done.get()
        if isinstance(result, BaseException):
            raise result
        records[result.source_id] = result
        if report:
            report(result)
    return records


def _by_host(sources: list[Source]) -> dict[str, list[Source]]:
    groups: dict[str, list[Source]] = {}
    for source in sources:
        host = urlsplit(load(source.platform).list_url(source)).netloc
        groups.setdefault(host, []).append(source)
    return groups

"""What the runs before tell about a source: its records, its last whole list, whether to leave its host alone."""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path

from scraper.board import Past
from scraper.errors import Parked
from scraper.issues import PARKED_UNTIL
from scraper.posting import (
    BLOCKED,
    COMPLETE,
    FAILED,
    GLANCED,
    PARKED,
    QUARANTINED,
    ROBOTS,
    SEGMENT_SCHEMA,
    SKIPPED,
    UNCHANGED,
    Posting,
    SegmentRecord,
)
from scraper.segments import read_postings, recent_records, segment_path
from scraper.settings import Settings

_MAX_HISTORY = 100  # a board that never gave a whole list must not cost more with every run
_MAX_LISTS = 3  # of postings read back: a board that is always capped has no complete one

_NO_LIST = (GLANCED, FAILED, PARKED, BLOCKED, ROBOTS, QUARANTINED, SKIPPED)
_COLUMNS = sorted(set(SEGMENT_SCHEMA.names) - {"record"})


def history_of(results: Path, source_id: str, run_id: str) -> list[SegmentRecord]:
    """The records before this run, newest first, back to the last whole list."""
    history = []
    for record in recent_records(results, source_id, before=run_id):
        history.append(record)
        if record.status in (COMPLETE, UNCHANGED) or len(history) == _MAX_HISTORY:
            break
    return history


def stay_parked(history: list[SegmentRecord], now: datetime) -> None:
    """Parked, when the last run was told to come back later than now."""
    for issue in history[0].issues if history else ():
        if issue["kind"] == PARKED_UNTIL and now < (until := datetime.fromisoformat(issue["message"])):
            raise Parked(
                f"the host asked to be left alone until {until:%Y-%m-%d %H:%M} UTC", issue["subject"], until=until
            )


def last_whole(history: list[SegmentRecord]) -> SegmentRecord | None:
    """The last record of a whole list, unless a newer list was read that is worse: only to it can one be equal."""
    for record in history:
        if record.status in (COMPLETE, UNCHANGED):
            return record
        if record.status not in _NO_LIST:
            break
    return None


def past_of(
    history: list[SegmentRecord], postings: Callable[[], dict[str, Posting]], now: datetime, settings: Settings
) -> Past:
    """What to ask the board with; `postings` as `last_postings` gives them."""
    whole = last_whole(history)
    if whole is None:
        return Past({}, cache(postings), nothing_of(history), now.date())
    age = now - datetime.fromisoformat(whole.started_at)
    is_recent = timedelta(0) <= age < timedelta(days=settings.relist_days)  # a clock may have been set back
    newest = next((record for record in history if record.status == GLANCED), whole)
    first_pages = newest.first_pages if is_recent else {}
    return Past(whole.validators, cache(postings), nothing_of(history), now.date(), first_pages)


def nothing_of(history: list[SegmentRecord]) -> dict[str, str]:
    """The entries that were no vacancy when they were last looked at."""
    return next((record.nothing for record in history if record.nothing), {})


def last_postings(results: Path, source_id: str, run_id: str) -> dict[str, Posting]:
    """The postings as last read before this run, by native id: back to the last complete list, at most three lists."""
    found: dict[str, Posting] = {}
    lists = 0
    for record in islice(recent_records(results, source_id, before=run_id), _MAX_HISTORY):
        path = segment_path(results, record.run_id, source_id)
        if record.kept and path.exists():  # merged away otherwise; the last list never is
            for posting in read_postings(path):
                found.setdefault(posting.native_id, posting)
            lists += 1
        if record.status == COMPLETE or lists == _MAX_LISTS:
            break
    return found


def digest_of(postings: Iterable[Posting]) -> str:
    """The same for lists of the same postings, whatever their order and the platform's own records."""
    rows = sorted(
        json.dumps([getattr(posting, name) for name in _COLUMNS], default=str, ensure_ascii=True)
        for posting in postings
    )
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:32]

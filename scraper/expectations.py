"""Whether a list that was read can be believed. An empty answer with status 200 is the commonest lie of a job board."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from scraper.posting import COMPLETE, SUSPECT, UNCHANGED, SegmentRecord
from scraper.settings import Settings
from scraper.sources import Source


def doubt(
    listed: int, source: Source, history: Iterable[SegmentRecord], *, now: datetime, settings: Settings
) -> str | None:
    """One sentence on why this many entries cannot be believed; None when they can.

    `history` is newest first. A board that shrank is believed when it has shown the same in several runs over a day:
    employers do stop hiring.
    """
    if listed < source.min_postings:
        return f"{listed} postings are listed, at least {source.min_postings} were expected (min_postings)"
    doubtful: list[SegmentRecord] = []
    for record in history:
        if record.status in (COMPLETE, UNCHANGED):
            floor = record.listed * settings.shrink_floor
            if listed >= floor or _is_settled(doubtful, now, settings):
                return None
            return f"{listed} postings are listed, the last complete list had {record.listed}"
        if record.status == SUSPECT:  # a failed run neither confirms nor denies
            doubtful.append(record)
    return None


def _is_settled(doubtful: list[SegmentRecord], now: datetime, settings: Settings) -> bool:
    """Whether the suspect lists before this one make it `shrink_believed_after` in a row over at least a day."""
    if len(doubtful) < settings.shrink_believed_after - 1:
        return False
    return now - datetime.fromisoformat(doubtful[-1].started_at) >= timedelta(days=1)

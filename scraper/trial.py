"""Asks a board a little: does it answer, with how many postings, and what do some of them hold."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from scraper.board import Past, read_board
from scraper.errors import ScraperError
from scraper.expectations import doubt
from scraper.http import Allowance, Client
from scraper.listing import Listing
from scraper.posting import COMPLETE, PARTIAL, SKIPPED, SUSPECT, TRUNCATED, Posting
from scraper.run import status_of
from scraper.sources import Source

# Fields of a posting that every posting has, or that say nothing about the board.
_NO_NEWS = ("source_id", "platform", "native_id", "title", "description", "format", "record")


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of asking a source; `error` is why the list was not read, `listing` then None."""

    source: Source
    status: str
    reason: str = ""
    listing: Listing | None = None
    error: ScraperError | None = None

    @property
    def source_id(self) -> str:
        return self.source.source_id

    @property
    def is_answered(self) -> bool:
        """Whether the board gave its list, or a part of it that can be read."""
        has_postings = bool(self.listing and self.listing.postings)
        return self.status in (COMPLETE, TRUNCATED) or (self.status == PARTIAL and has_postings)


def try_source(source: Source, client: Client, now: datetime, *, lists: int, details: int) -> Trial:
    """At most so many answers for the list, and for single postings where the list has no texts. Nothing is stored."""
    if source.off_because:
        return Trial(source, SKIPPED, source.off_because)
    allowed = client.trying(Allowance(lists, details)).slowed(source.min_delay)
    try:
        listing = read_board(source, allowed, Past(today=now.date())).listing or Listing()
    except ScraperError as error:
        return Trial(source, status_of(error), str(error), None, error)
    status, reason = listing.status, listing.reason or ""
    if status == COMPLETE:
        doubtful = doubt(listing.listed, source, [], now=now, settings=client.settings)
        status, reason = (SUSPECT, doubtful) if doubtful else (status, reason)
    if details and listing.listed and not listing.postings:
        status, reason = PARTIAL, reason or f"none of {listing.listed:,} entries could be read as a posting"
    return Trial(source, status, reason, listing)


def filled(postings: list[Posting]) -> Mapping[str, int]:
    """How many postings have each field that some have and some have not."""
    names = [field.name for field in fields(Posting) if field.name not in _NO_NEWS]
    return {name: sum(getattr(posting, name) is not None for posting in postings) for name in names}

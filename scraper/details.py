"""Reads boards whose list has no texts: each posting's own page is asked for when it is new, changed or long unread.

What was read stays in the posting's record as {"listed": the list's entry, "detail": the platform's own record,
"read_on": the day}, so that the next run can tell whether the entry has changed.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from scraper.board import Past
from scraper.errors import BudgetSpent, Cut, Enough, FetchError, Parked, ParseError, ScraperError
from scraper.fields import Fields
from scraper.html import is_cut, is_html
from scraper.http import Client, Page
from scraper.issues import PARKED_UNTIL, Issues
from scraper.listing import Listing, as_page
from scraper.paging import Pages, Sheet
from scraper.posting import COMPLETE, PARTIAL, Posting
from scraper.sandbox import call_within
from scraper.sources import Source
from scraper.values.privacy import without_personal_data

_ENDS_ALL = (Parked, BudgetSpent)
_MAX_FAILURES = 5  # in a row: the host, and not one posting, is the trouble


@dataclass(frozen=True)
class Listed:
    """An entry of a list. `native_id` is unique in it; `entry` is what is compared with the last reading.

    Leave out of `entry` what changes by itself, such as "Posted 3 Days Ago". `payload`, when given, is sent as JSON.
    """

    native_id: str
    url: str  # of the detail
    entry: Any
    payload: Any = None


ParseDetail = Callable[[bytes, Listed, Source], Listing]


def read_details(
    listed: Sequence[Listed],
    source: Source,
    client: Client,
    past: Past,
    parse_detail: ParseDetail,
    *,
    accept: str = "application/json",
    status: str = COMPLETE,
    reason: str | None = None,
    gone: Callable[[FetchError], bool] | None = None,
    enough_without: int | None = None,
    of_list: Listing | None = None,
) -> Listing:
    """A listing of the entries' postings. `status` and `reason` say whether the list itself was whole.

    `of_list` is what reading the list's entries gave, see `read_list`.

    `parse_detail` is pure and gives a listing of one posting, or of none for what is no vacancy. An answer 404 or 410,
    and an error for which `gone` is true, mean no vacancy too. Any other failure is an issue, makes the listing partial
    and keeps what was known. When nothing at all could be read, the first failure is raised. After `enough_without`
    details that were no vacancy, and none that was, the others are not asked for.
    """
    reading = _Reading(source, client.for_details(), past, parse_detail, accept, gone, enough_without)
    known = past.postings() if listed else {}
    for one in listed:
        before = known.get(one.native_id)
        if before is not None and not _is_due(before, one, past.today, client.settings.reread_days):
            reading.keep(before, one)
        elif before is None and _is_known_to_be_nothing(one, past, client.settings.reread_days):
            reading.nothing[one.native_id] = past.nothing[one.native_id]
        elif reading.is_over:
            reading.pass_by(before)
        else:
            reading.ask(one, before)
    listing = reading.listing(len(listed), status, reason)
    if of_list is not None:
        listing.listed = max(listing.listed, of_list.listed)
        listing.issues = of_list.issues + listing.issues
        listing.leftovers = of_list.leftovers | listing.leftovers
        if of_list.status != COMPLETE:
            listing.status, listing.reason = of_list.status, of_list.reason
    return listing


def read_list(
    entries: Sequence[Any], source: Source, listed_of: Callable[[Fields, Source], Listed]
) -> tuple[list[Listed], Listing]:
    """The entries of a list by `listed_of`, each id once; and a listing without postings that tells what was odd."""
    found: dict[str, Listed] = {}
    issues = Issues()
    leftovers: Counter[str] = Counter()
    example = ""
    for number, entry in enumerate(entries, 1):
        subject = f"{source.source_id}/entry {number}"
        try:
            fields = Fields(entry, subject)
            one = listed_of(fields, source)
        except ParseError as error:
            issues.add("unreadable", subject, error.message)
            example = example or str(error)
            continue
        leftovers.update(set(fields.leftovers()))
        for oddity in fields.oddities:
            issues.add("odd", subject, oddity)
        found.setdefault(one.native_id, one)
    for key, count in sorted(leftovers.items()):
        message = f"{count} of {len(entries)} entries of the list have {key!r}, which is new here"
        issues.add("unknown-key", source.source_id, message)
    listing = Listing([], len(entries), dict(leftovers), issues.as_list())
    if unreadable := issues.count("unreadable"):
        listing.status = PARTIAL
        listing.reason = f"{unreadable} of {len(entries)} entries of the list could not be read, such as {example}"
    return list(found.values()), listing


def read_listed(
    pages: Pages,
    listed_of: Callable[[Fields, Source], Listed],
    parse_detail: ParseDetail,
    source: Source,
    client: Client,
    past: Past,
    *,
    accept: str = "application/json",
    gone: Callable[[FetchError], bool] | None = None,
) -> Listing:
    """The postings of a list that has no texts, whose entries were read; see `read_list` and `read_details`."""
    listed, of_list = read_list(pages.entries, source, listed_of)
    return read_details(
        listed,
        source,
        client,
        past,
        parse_detail,
        accept=accept,
        status=pages.status,
        reason=pages.reason,
        gone=gone,
        of_list=of_list,
    )


def read_sheet(sheet: Sheet, source: Source, listed_of: Callable[[Fields, Source], Listed]) -> Listing:
    """Of a saved page of a list, which has no texts, the number of its entries; truncated where the list has more."""
    return as_page(read_list(sheet.entries, source, listed_of)[1], sheet, source_id=source.source_id)


def is_any_due(past: Past, reread_days: float) -> bool:
    """Whether a posting must be read again though its list has not changed."""
    return any(_is_posting_old(posting, past.today, reread_days) for posting in past.postings().values())


def fingerprint(entry: Any) -> str:
    """16 hex digits over an entry of a list."""
    return hashlib.sha256(json.dumps(entry, sort_keys=True, default=str).encode()).hexdigest()[:16]


@dataclass
class _Reading:
    """The state of one reading of all details."""

    source: Source
    client: Client
    past: Past
    parse_detail: ParseDetail
    accept: str
    gone: Callable[[FetchError], bool] | None
    enough_without: int | None
    postings: dict[str, Posting] = field(default_factory=dict)
    nothing: dict[str, str] = field(default_factory=dict)
    leftovers: Counter[str] = field(default_factory=Counter)
    issues: Issues = field(default_factory=Issues)
    failures: int = 0
    in_a_row: int = 0
    read: int = 0
    unasked: int = 0
    first: ScraperError | None = None
    ended_by: ScraperError | None = None

    @property
    def is_over(self) -> bool:
        return self.ended_by is not None

    def keep(self, posting: Posting, one: Listed) -> None:
        """The posting as it was; unless its last day is over."""
        if _is_expired(posting, self.past.today):
            self._note_nothing(one)
        else:
            self.postings[one.native_id] = posting

    def ask(self, one: Listed, before: Posting | None) -> None:
        try:
            page = self._page(one)
            listing = Listing() if page is None else self._parsed(page, one)
        except ScraperError as error:
            if self.gone and isinstance(error, FetchError) and self.gone(error):
                listing = Listing()
            else:
                self._fail(error, one, before)
                return
        self.in_a_row = 0
        self.read += 1
        self.leftovers.update(set(listing.leftovers))
        for issue in listing.issues:
            if issue["kind"] != "unknown-key":  # counted over all details instead
                self.issues.add(issue["kind"], self._subject(one), issue["message"])
        posting = next(iter(listing.postings), None)
        if posting is None:
            if before is None:  # what was a posting is asked for once more before it is believed to be gone
                self._note_nothing(one)
        elif _is_expired(posting, self.past.today):
            self._note_nothing(one)
        else:
            record = {
                "listed": without_personal_data(one.entry),
                "detail": posting.record,
                "read_on": self.past.today.isoformat(),
            }
            self.postings[one.native_id] = replace(posting, native_id=one.native_id, record=record)

    def pass_by(self, before: Posting | None) -> None:
        """An entry that is not asked for any more; what was known of it stays."""
        self.unasked += 1
        if before is not None:
            self.postings[before.native_id] = before

    def listing(self, count: int, status: str, reason: str | None) -> Listing:
        if self.first is not None and not self.read and not self.postings:
            raise self.first
        listing = Listing(list(self.postings.values()), count, dict(self.leftovers), status=status, reason=reason)
        if self.failures or (self.unasked and not isinstance(self.ended_by, Enough)):
            missing = self.failures + self.unasked
            listing.status = PARTIAL
            listing.reason = f"{missing:,} of {count:,} postings could not be read, such as {self.first}"
        for key, number in sorted(self.leftovers.items()):
            message = f"{number} of {self.read} entries have {key!r}, which is new here"
            self.issues.add("unknown-key", self.source.source_id, message)
        listing.issues = self.issues.as_list()
        if isinstance(self.ended_by, Parked):
            until = self.ended_by.until.isoformat()
            listing.issues.append({"kind": PARKED_UNTIL, "subject": self.ended_by.subject, "message": until})
        listing.nothing, listing.details_read = self.nothing, self.read
        return listing

    def _note_nothing(self, one: Listed) -> None:
        if self.enough_without and len(self.nothing) >= self.enough_without and not self.postings:
            message = f"none of the first {self.enough_without} pages holds a posting; the others are left alone"
            self.first = self.ended_by = ParseError(message, one.url)
        self.nothing[one.native_id] = f"{fingerprint(one.entry)} {self.past.today.isoformat()}"

    def _page(self, one: Listed) -> Page | None:
        """The answer; None when the posting is gone."""
        if one.payload is not None:
            page = self.client.post(one.url, one.payload, accept=self.accept)
        else:
            page = self.client.get(one.url, accept=self.accept)
        if page.is_gone:
            return None
        if not page.is_length_known and is_html(page.body) and is_cut(page.text):
            raise Cut("the page ends before its end tag", page.url)
        return page

    def _parsed(self, page: Page, one: Listed) -> Listing:
        if not page.body.strip():
            raise ParseError("the answer is empty, which no posting's is", page.url)
        seconds = self.client.settings.parse_seconds
        listing = call_within(seconds, self.parse_detail, page.body, one, self.source)
        if listing.status != COMPLETE:
            raise ParseError(listing.reason or "the posting could not be read", page.url)
        return listing

    def _fail(self, error: ScraperError, one: Listed, before: Posting | None) -> None:
        if isinstance(error, Enough):
            self.ended_by = error
            self.pass_by(before)
            return
        self.failures += 1
        self.in_a_row += not isinstance(error, ParseError)
        self.first = self.first or error
        if isinstance(error, _ENDS_ALL) or self.in_a_row >= _MAX_FAILURES:
            self.ended_by = error
        kind = "unreadable" if isinstance(error, ParseError) else "unread"
        self.issues.add(kind, self._subject(one), error.message)
        if before is not None:
            self.postings[one.native_id] = before

    def _subject(self, one: Listed) -> str:
        return f"{self.source.source_id}/{one.native_id}"


def _is_due(posting: Posting, one: Listed, today: date, reread_days: float) -> bool:
    """Whether a posting must be asked for again."""
    record = posting.record if isinstance(posting.record, Mapping) else {}
    entry = json.loads(json.dumps(without_personal_data(one.entry), default=str))
    return bool(record.get("listed") != entry or _is_posting_old(posting, today, reread_days))


def _is_known_to_be_nothing(one: Listed, past: Past, reread_days: float) -> bool:
    """Whether this very entry was no vacancy, not long ago."""
    entry, _, day = past.nothing.get(one.native_id, "").partition(" ")
    return entry == fingerprint(one.entry) and not _is_old(one.native_id, day, past.today, reread_days)


def _is_posting_old(posting: Posting, today: date, reread_days: float) -> bool:
    read_on = posting.record.get("read_on") if isinstance(posting.record, Mapping) else None
    return _is_old(posting.native_id, read_on, today, reread_days)


def _is_old(native_id: str, read_on: object, today: date, reread_days: float) -> bool:
    """Whether it was read too long ago. Its own share of the time keeps a board's postings from coming due together."""
    try:
        age = today - date.fromisoformat(str(read_on))
    except ValueError:
        return True
    share = 0.5 + int(fingerprint(native_id)[:4], 16) / 0x20000  # a half to one
    return age >= timedelta(days=reread_days * share)


def _is_expired(posting: Posting, today: date) -> bool:
    return posting.closes_on is not None and posting.closes_on < today

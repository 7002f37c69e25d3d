"""What a platform module makes of a board's answer, and the loop that every such module shares."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scraper.errors import ParseError
from scraper.fields import Fields
from scraper.issues import Issues
from scraper.paging import Sheet
from scraper.posting import COMPLETE, PARTIAL, TRUNCATED, Posting
from scraper.sources import Source
from scraper.values.privacy import without_personal_data

ReadOne = Callable[[Fields, Source], Posting | None]


@dataclass
class Listing:
    """A board as read: `listed` counts the platform's entries, whether kept or not.

    `status` is complete, truncated (the platform capped its list) or partial (an entry could not be read).
    """

    postings: list[Posting] = field(default_factory=list)
    listed: int = 0
    leftovers: dict[str, int] = field(default_factory=dict)  # key nobody knows -> entries that have it
    issues: list[dict[str, str]] = field(default_factory=list)
    status: str = COMPLETE
    reason: str | None = None  # one sentence, when the status is not complete
    nothing: dict[str, str] = field(default_factory=dict)  # entry that is no vacancy -> its fingerprint and the day
    details_read: int = 0  # postings whose own page was asked for: their rows are news even where they say the same


def read_entries(
    entries: Sequence[Any], source: Source, read_one: ReadOne, *, fields_of: type[Fields] = Fields
) -> Listing:
    """Each entry by `read_one`, which gives None for what is no vacancy. An unreadable entry is an issue.

    The entry itself, without personal data, becomes the posting's `record`.
    """
    postings: dict[str, Posting] = {}
    leftovers: Counter[str] = Counter()
    issues = Issues()
    example = ""
    for number, entry in enumerate(entries, 1):
        subject = f"{source.source_id}/{_id_of(entry, number)}"
        try:
            fields = fields_of(entry, subject)
            posting = read_one(fields, source)
        except ParseError as error:
            issues.add("unreadable", subject, error.message)
            example = example or str(error)
            continue
        if posting is None:
            continue
        leftovers.update(set(fields.leftovers()))
        for oddity in fields.oddities:
            issues.add("odd", subject, oddity)
        if posting.native_id in postings:
            issues.add("repeated", subject, "the list holds this id twice; the first is kept")
            continue
        if not posting.description.strip():
            issues.add("empty", subject, "the description is empty")
        postings[posting.native_id] = replace(posting, record=without_personal_data(entry))
    for key, count in sorted(leftovers.items()):
        issues.add(
            "unknown-key", source.source_id, f"{count} of {len(entries)} entries have {key!r}, which is new here"
        )
    listing = Listing(list(postings.values()), len(entries), dict(leftovers), issues.as_list())
    if unreadable := issues.count("unreadable"):
        listing.status = PARTIAL
        listing.reason = f"{unreadable} of {len(entries)} entries could not be read, such as {example}"
    return listing


def as_page(listing: Listing, sheet: Sheet, what: str = "entries", source_id: str = "") -> Listing:
    """The listing of a saved page: truncated where the list claims more, and odd where it does not say how many.

    ParseError for an empty list that does not say so: what is left of an answer says nothing.
    """
    read, total = len(sheet.entries), sheet.total
    if total is None and not read:
        raise ParseError(f"the list is empty, and the answer does not say how many {what} there are", source_id)
    if total is None:
        message = f"the answer does not say how many {what} there are; whether this is all is not known"
        listing.issues.append({"kind": "odd", "subject": source_id, "message": message})
    elif total > read and listing.status == COMPLETE:
        listing.status, listing.reason = TRUNCATED, f"a page of {read:,} of {total:,} {what}"
    return listing


def textless(records: Sequence[Any], keys: Sequence[str], advice: str) -> Listing | None:
    """What a list is that was asked for without its texts: partial, with the advice; None where any record has one."""
    if not records or any(isinstance(record, dict) and any(map(record.get, keys)) for record in records):
        return None
    reason = f"none of {len(records):,} postings has a description; {advice}"
    return Listing(listed=len(records), status=PARTIAL, reason=reason)


def unread_places(source_id: str, postings: Sequence[Posting]) -> list[dict[str, str]]:
    """An issue that counts the locations of which nothing was understood, with some of them; none when all were."""
    located = [posting for posting in postings if posting.location]
    unread = [of for of in located if not (of.city or of.state or of.country) and of.is_remote is None]
    if not unread:
        return []
    texts = ", ".join(repr(text[:60]) for text in list(dict.fromkeys(of.location or "" for of in unread))[:3])
    message = f"{len(unread):,} of {len(located):,} locations name no place that is known, such as {texts}"
    return [{"kind": "unread-place", "subject": source_id, "message": message}]


def _id_of(entry: Any, number: int) -> str:
    """What to call an entry that may not be readable."""
    name = entry.get("id") if isinstance(entry, dict) else None
    return str(name) if isinstance(name, int | str) and name else f"entry {number}"

"""Posting: one public job advert as its employer published it, and the segment it is kept in.

This is the contract with `analysis`, which imports this module and nothing else of `scraper`.
"""

import builtins
import hashlib
import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

import pyarrow as pa

from scraper.secrets import redact

FORMATS = ("html", "html-escaped", "markdown", "plain")
PAY_UNITS = ("hour", "day", "week", "month", "year")

# How the fetch of one source ended; the words are exclusive.
COMPLETE = "complete"  # the whole list was read: absence means gone
UNCHANGED = "unchanged"  # the list is the last complete one, word for word, so no row is kept again
GLANCED = "glanced"  # the list begins as the last whole one, and the rest was not asked for: nothing is concluded
SUSPECT = "suspect"  # read, but far fewer postings than usual: nothing is closed
TRUNCATED = "truncated"  # the platform capped its list: nothing is closed
PARTIAL = "partial"  # some pages or postings failed: nothing is closed
PARKED = "parked"  # the host asked us to come back later
BLOCKED = "blocked"  # a log-in or bot page stood where the list should be
ROBOTS = "robots"  # robots.txt refuses this path
FAILED = "failed"  # no usable answer
QUARANTINED = "quarantined"  # the answer hung or broke its parser, and is kept aside
SKIPPED = "skipped"  # switched off, or not due
STATUSES = (
    COMPLETE, UNCHANGED, GLANCED, SUSPECT, TRUNCATED, PARTIAL, PARKED, BLOCKED, ROBOTS, FAILED, QUARANTINED, SKIPPED
)  # fmt: skip

# With these, the file of the source holds the list that was read, whole or not.
LISTS = (COMPLETE, SUSPECT, TRUNCATED, PARTIAL)

# A lone surrogate cannot be written as UTF-8 and a NUL ends strings elsewhere; U+FFFD has the same length,
# so offsets into the text never move.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text with each NUL and lone surrogate replaced by U+FFFD; every offset stays."""
    return _UNSTORABLE.sub("�", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One job advert. Unknown is None; nothing is guessed from the text."""

    source_id: str
    platform: str
    native_id: str  # the platform's own id, unique within the source
    title: str
    description: str
    format: str  # how the description is written, one of FORMATS
    url: str | None = None
    employer: str | None = None
    location: str | None = None  # as published
    city: str | None = None
    state: str | None = None  # two letters in the US
    country: str | None = None  # ISO 3166-1 alpha-2
    is_remote: bool | None = None
    employment_type: str | None = None
    pay_min: float | None = None
    pay_max: float | None = None
    pay_currency: str | None = None  # ISO 4217
    pay_unit: str | None = None  # one of PAY_UNITS
    posted_on: date | None = None
    closes_on: date | None = None
    record: Any = None  # the platform's own record, so that a mended parser can re-read the past

    def __post_init__(self) -> None:
        if self.format not in FORMATS:
            raise ValueError(f"format {self.format!r} is none of {', '.join(FORMATS)}")
        for name in _TEXT_FIELDS:
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, storable(value))

    @property
    def posting_id(self) -> str:
        """Stable over runs: the source and the platform's own id."""
        return f"{self.source_id}/{self.native_id}"

    @property
    def content_hash(self) -> str:
        """32 hex digits over all that is read: title, employer, format and description."""
        parts = (self.title, self.employer or "", self.format, self.description)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


_TEXT_FIELDS = tuple(
    name.name for name in fields(Posting) if name.type in (str, str | None) or name.type in ("str", "str | None")
)

SEGMENT_SCHEMA = pa.schema(
    [
        ("posting_id", pa.string()),
        ("content_hash", pa.string()),
        ("source_id", pa.string()),
        ("platform", pa.string()),
        ("native_id", pa.string()),
        ("url", pa.string()),
        ("employer", pa.string()),
        ("title", pa.string()),
        ("location", pa.string()),
        ("city", pa.string()),
        ("state", pa.string()),
        ("country", pa.string()),
        ("is_remote", pa.bool_()),
        ("employment_type", pa.string()),
        ("pay_min", pa.float64()),
        ("pay_max", pa.float64()),
        ("pay_currency", pa.string()),
        ("pay_unit", pa.string()),
        ("posted_on", pa.date32()),
        ("closes_on", pa.date32()),
        ("format", pa.string()),
        ("description", pa.string()),
        ("record", pa.binary()),  # zlib-compressed JSON, see `pack_record`
    ]
)

RECORD_KEY = b"jobreq_segment"  # Parquet metadata key of the SegmentRecord

# Old segments merged into one file a source, in this folder beside the runs: the records of them all as a JSON list in
# the metadata, and with each row the spans of records, both ends included, whose lists have it (see scraper.merge).
MERGED = "merged"
RECORDS_KEY = b"jobreq_segments"
SPANS = pa.list_(pa.struct([("first", pa.int32()), ("last", pa.int32())]))
MERGED_SCHEMA = SEGMENT_SCHEMA.append(pa.field("listed", SPANS))


@dataclass(kw_only=True)
class SegmentRecord:
    """How the fetch of one source went; kept in the Parquet metadata, so that the file is the commit."""

    run_id: str
    source_id: str
    platform: str
    status: str  # one of STATUSES
    started_at: str  # ISO 8601, UTC
    ended_at: str
    employer: str | None = None
    url: str | None = None  # the board, for people
    listed: int = 0  # postings in the platform's list
    kept: int = 0  # postings in this segment
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    http_statuses: dict[str, int] = field(default_factory=dict)
    validators: dict[str, dict[str, str]] = field(default_factory=dict)  # URL -> {"etag": …, "last_modified": …}
    first_pages: dict[str, str] = field(default_factory=dict)  # of its lists in pages, see scraper.glance
    digest: str = ""  # of the whole list, the platform's own records left out: equal lists have equal digests
    nothing: dict[str, str] = field(default_factory=dict)  # listed, no vacancy -> what it was then, see Listing.nothing
    error: str | None = None  # one sentence, when the status is not good
    issues: list[dict[str, str]] = field(default_factory=list)  # {"kind": …, "subject": …, "message": …}
    is_sample: bool = False  # invented postings of the demo

    def to_json(self) -> builtins.bytes:  # `bytes` is a field here
        return redact(json.dumps(asdict(self), sort_keys=True)).encode()

    @classmethod
    def from_json(cls, text: builtins.bytes) -> "SegmentRecord":
        known = {name.name for name in fields(cls)}
        return cls(**{key: value for key, value in json.loads(text).items() if key in known})


def pack_record(record: Any) -> bytes | None:
    """The platform's own record as compressed JSON; None stays None."""
    return None if record is None else zlib.compress(json.dumps(record, ensure_ascii=True, default=str).encode())


def unpack_record(packed: bytes | None) -> Any:
    """The reverse of `pack_record`."""
    return None if packed is None else json.loads(zlib.decompress(packed))


def to_table(postings: Iterable[Posting]) -> pa.Table:
    """Postings as an Arrow table of SEGMENT_SCHEMA."""
    rows = [
        {
            name: pack_record(posting.record) if name == "record" else getattr(posting, name)
            for name in SEGMENT_SCHEMA.names
        }
        for posting in postings
    ]
    return pa.Table.from_pylist(rows, schema=SEGMENT_SCHEMA)

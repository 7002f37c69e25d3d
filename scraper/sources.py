"""The list of boards to read: data/sources.csv, checked row by row."""

import csv
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from scraper.errors import ScraperError, SourceError
from scraper.forbidden import why_forbidden
from scraper.platforms import load, names, off_because

COLUMNS = (
    "source_id", "platform", "board", "employer", "api_root", "min_postings", "search", "enabled", "verified_on",
    "note",
)  # fmt: skip

OPTIONAL = ("min_delay",)  # columns that a list may do without

UNNAMED = "unnamed-board"  # of a saved answer whose board nobody named: no board is called so

LOOPBACK = "{loopback}"  # in api_root: the address of a board on this machine, filled in by whoever started it

_SOURCE_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
_YES = ("yes", "true", "1")
_NO = ("no", "false", "0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One board of one employer."""

    source_id: str
    platform: str
    board: str  # the name of the board in the platform's addresses
    employer: str
    api_root: str = ""  # empty: the platform's public one
    min_postings: int = 0  # fewer are suspect
    search: str = ""  # words for platforms that search on their side
    min_delay: float = 0.0  # seconds between two requests to its host, where that wants more than the settings say
    enabled: bool = True
    verified_on: date | None = None  # when somebody last saw this board answer
    note: str = ""
    off_because: str = ""  # why it is left alone though it is named or switched on: see the platform


def load_sources(path: Path, *, loopback: str | None = None) -> list[Source]:
    """The sources of a CSV file; SourceError names the file and line of the first bad row, and counts the others.

    `loopback` replaces the placeholder `{loopback}`: a source there has the root `<loopback>/<platform>`.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"the list of sources cannot be read ({error})", str(path)) from error
    rows = csv.DictReader(text.splitlines(keepends=True), strict=True)
    sources: dict[str, Source] = {}
    errors: list[SourceError] = []
    try:
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise SourceError(f"the columns {', '.join(missing)} are missing", f"{path}:1")
        for row in rows:
            where = f"{path}:{rows.line_num}"
            try:
                source = _source(row, where, loopback)
                if source.source_id in sources:
                    raise SourceError(f"source_id {source.source_id!r} is used twice; ids are unique", where)
                sources[source.source_id] = source
            except SourceError as error:
                errors.append(error)
    except csv.Error as error:
        raise SourceError(f"this is not a CSV row ({error})", f"{path}:{rows.reader.line_num}") from error
    if errors:
        first, *others = errors
        if others:
            first.message += f" (and {len(others)} more bad rows)"
        raise first
    return list(sources.values())


def _source(row: dict[str, str | None], where: str, loopback: str | None) -> Source:
    if None in row or None in row.values():
        raise SourceError("the row has not as many fields as the first line; quote a field that holds a comma", where)
    cells = {name: (row.get(name) or "").strip() for name in COLUMNS + OPTIONAL}
    if not _SOURCE_ID.fullmatch(cells["source_id"]):
        raise SourceError(f"source_id {cells['source_id']!r} must be lower-case letters, digits and hyphens", where)
    if cells["platform"] not in names():
        raise SourceError(f"platform {cells['platform']!r} is none of {', '.join(names())}", where)
    for name in ("board", "employer"):
        if not cells[name]:
            raise SourceError(f"{name} is empty", where)
    source = Source(
        source_id=cells["source_id"],
        platform=cells["platform"],
        board=cells["board"],
        employer=cells["employer"],
        api_root=_api_root(cells["api_root"], cells["platform"], where, loopback),
        min_postings=_count(cells["min_postings"], where),
        search=cells["search"],
        min_delay=_seconds(cells["min_delay"], where),
        enabled=_yes_or_no(cells["enabled"], where),
        verified_on=_date(cells["verified_on"], where),
        note=cells["note"],
        off_because="" if cells["enabled"].lower() in _YES else off_because(cells["platform"]),
    )
    _expect_allowed(source, where)
    return source


def _api_root(text: str, platform: str, where: str, loopback: str | None) -> str:
    if LOOPBACK in text:
        if loopback is None:
            raise SourceError(f"{LOOPBACK} stands for the board of the demo; `jobreq demo` reads this file", where)
        return text.replace(LOOPBACK, f"{loopback}/{platform}")
    if not text:
        return ""
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise SourceError(f"api_root {text!r} is not an address ({error})", where) from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SourceError(f"api_root {text!r} must begin with https:// and a host", where)
    return text.rstrip("/")


def _expect_allowed(source: Source, where: str) -> None:
    """SourceError for a board of which an address leads to a host that is never read."""
    platform = load(source.platform)
    addresses = [source.api_root, platform.PUBLIC_URL.format(board=source.board)]
    with suppress(ScraperError, ValueError):  # a board that is no address; reading it says so
        addresses.append(platform.list_url(source))
    for address in addresses:
        with suppress(ValueError):
            if reason := why_forbidden(urlsplit(address).hostname or ""):
                raise SourceError(reason, where)


def _count(text: str, where: str) -> int:
    if text and not (text.isascii() and text.isdigit()):
        raise SourceError(f"min_postings {text!r} must be a whole number", where)
    return int(text or 0)


def _seconds(text: str, where: str) -> float:
    if text and not re.fullmatch(r"\d{1,3}(?:\.\d+)?", text):
        raise SourceError(f"min_delay {text!r} must be seconds, as 5 or 2.5", where)
    return float(text or 0)


def _yes_or_no(text: str, where: str) -> bool:
    if text and text.lower() not in _YES + _NO:
        raise SourceError(f"enabled {text!r} must be yes or no", where)
    return text.lower() not in _NO


def _date(text: str, where: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise SourceError(f"verified_on {text!r} must be a date like 2026-11-24, or empty", where) from error

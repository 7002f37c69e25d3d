"""Rippling job boards: one request lists a board, a row for each place of a job; one more each gives the text.

Undocumented. In `employmentType` the label is the code and the id the words. `createdOn` is the only date. Details have
no validators, so they are asked for when their row is new or changed. Read as others have described and recorded it:
never tried against a live board.
"""

import re
from functools import partial
from typing import Any

from scraper.board import Answer, Past
from scraper.details import Listed, fingerprint, read_list
from scraper.errors import ParseError
from scraper.fields import Fields, as_html, list_in, load_json, records_of
from scraper.html import has_tags, section
from scraper.http import Client
from scraper.listing import Listing, read_entries
from scraper.paging import count_of
from scraper.platforms._one_list import read_one_list
from scraper.posting import COMPLETE, TRUNCATED, Posting
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.pay import Pay, read_pay, widest
from scraper.values.places import read_place

API_ROOT = "https://api.rippling.com"
PUBLIC_URL = "https://ats.rippling.com/{board}/jobs"

_BOARD = re.compile(
    r"https?://(?:ats(?:\.\w+)?\.rippling\.com/(?:[a-z]{2}-[A-Z]{2}/)?(?:api/v2/board/)?"
    r"|api\.rippling\.com/platform/api/ats/v1/board/)([\w.~-]+)(?:[/?#]|$)"
)
_NO_BOARDS = ("api", "internal", "static", "_next")
_UNUSED = (
    "activeJobApplication", "applicationConfirmationTemplate", "board", "department", "eeocQuestionnaireEnabled",
    "eeocQuestionnaireEnabledForJobPost", "hasAIEvaluationsEnabled", "jsonLd", "language",
)  # fmt: skip


def list_url(source: Source) -> str:
    return f"{source.api_root or API_ROOT}/platform/api/ats/v1/board/{source.board}/jobs"


def recognise(url: str) -> str | None:
    match = _BOARD.match(url)
    return match[1] if match and match[1] not in _NO_BOARDS else None


def fetch(source: Source, client: Client, past: Past) -> Answer:
    return read_one_list(list_url(source), parse_list, parse_detail, source, client, past)


def parse(body: bytes | str, source: Source) -> Listing:
    """The posting of a detail; of a list, which has no texts, the number of its jobs."""
    answer = load_json(body, list_url(source))
    if details := records_of(answer, "", "uuid", "description"):
        return read_entries(details, source, partial(_posting, native_id=None))
    if not isinstance(answer, dict) or not isinstance(answer.get("items"), list):
        return _read_list(answer, source)[1]
    pages = count_of(answer.get("totalPages"))  # of the same list for the page itself, in pages
    listing = _read_list([_as_row(item, list_url(source)) for item in answer["items"]], source)[1]
    if pages is not None and pages > 1 and listing.status == COMPLETE:
        listing.status = TRUNCATED
        listing.reason = f"one of {pages:,} pages, of {count_of(answer.get('totalItems')) or 'more'} rows"
    return listing


def _as_row(item: Any, subject: str) -> Any:
    """An entry of the list in pages as a row of the whole one."""
    if not isinstance(item, dict):
        return item
    places = [{"label": place.get("name")} for place in list_in(item, "locations", subject) if isinstance(place, dict)]
    row = {key: value for key, value in item.items() if key not in ("id", "locations")}
    return row | {"uuid": item.get("id"), "workLocation": places[0] if places else None}


def parse_list(body: bytes, source: Source) -> tuple[list[Listed], Listing]:
    return _read_list(load_json(body, list_url(source)), source)


def parse_detail(body: bytes, one: Listed, source: Source) -> Listing:
    return _read_detail(load_json(body, one.url), source, native_id=one.native_id)


def _read_list(answer: Any, source: Source) -> tuple[list[Listed], Listing]:
    if (one := records_of(answer, "", "uuid", "name")) and isinstance(answer, dict):
        answer = one
    if not isinstance(answer, list):
        raise ParseError("the answer is no list of jobs; the platform may have changed", list_url(source))
    return read_list(_joined(answer), source, _listed)


def _joined(rows: list[Any]) -> list[Any]:
    """The rows of one job as one row with all its places; a row that cannot be read stays as it is."""
    jobs: dict[str, Any] = {}
    for row in rows:
        name = row.get("uuid") if isinstance(row, dict) else None
        if not isinstance(name, str):
            jobs[fingerprint(row)] = row
            continue
        job = jobs.setdefault(name, {key: value for key, value in row.items() if key != "workLocation"})
        place = row.get("workLocation")
        job["workLocations"] = [*job.get("workLocations", []), *([] if place is None else [place])]
    return list(jobs.values())


def _listed(row: Fields, source: Source) -> Listed:
    native_id = row.need_id("uuid")
    title, places = row.need_text("name"), []
    for place in row.parts("workLocations"):
        places.append(place.text("label"))
        place.ignore("id")
    row.ignore("department", "language", "url")
    return Listed(native_id, f"{list_url(source)}/{native_id}", {"title": title, "places": places})


def _read_detail(answer: Any, source: Source, *, native_id: str | None = None) -> Listing:
    return read_entries([answer], source, partial(_posting, native_id=native_id))


def _posting(job: Fields, source: Source, *, native_id: str | None) -> Posting | None:
    own_id = job.need_id("uuid")
    if job.flag("unlistedFromSearch"):
        return None  # taken off the board; the link goes on working
    named = [place.get("label") if isinstance(place, dict) else place for place in job.items("workLocations")]
    places = dict.fromkeys(place.strip() for place in named if isinstance(place, str))
    where = "; ".join(place for place in places if place) or None
    description, kind, pay = _description(job), _kind(job.part("employmentType")), _pay(job)
    job.ignore(*_UNUSED)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=native_id or own_id,
        title=job.need_text("name"),
        description=description,
        format="html",
        url=job.text("url") or f"{PUBLIC_URL.format(board=source.board)}/{own_id}",
        employer=job.text("companyName") or source.employer,
        location=where,
        employment_type=kind,
        posted_on=read_date(job.text("createdOn")),
        **read_place(where).as_posting,
        **pay.as_posting,
    )


def _description(job: Fields) -> str:
    """The role, then whatever other sections there are under their names, the employer's own praise last."""
    parts = job.take("description")
    if isinstance(parts, str):
        parts = {"role": parts}
    if not isinstance(parts, dict):
        raise ParseError("description is missing or is neither text nor an object", job.subject)
    texts = {str(name): text for name, text in parts.items() if isinstance(text, str) and text.strip()}
    role, company = texts.pop("role", ""), texts.pop("company", "")
    pieces = [_as_markup(role)]
    pieces += [section(name.replace("_", " ").capitalize(), _as_markup(text)) for name, text in texts.items()]
    if not any(pieces):
        raise ParseError("description has no text about the job", job.subject)
    return "\n".join(piece for piece in (*pieces, section("About the company", _as_markup(company))) if piece)


def _as_markup(text: str) -> str:
    return text if has_tags(text) else as_html(text)


def _kind(kind: Fields | None) -> str | None:
    if kind is None:
        return None
    code, words = kind.text("label"), kind.text("id")
    return employment_type(code or words)


def _pay(job: Fields) -> Pay:
    """The range over all places, where they have one currency and one unit."""
    ranges = []
    for pay in job.parts("payRangeDetails"):
        low, high = pay.number("rangeStart"), pay.number("rangeEnd")
        ranges.append(read_pay(low, high, pay.text("currency"), pay.text("frequency")))
        pay.ignore("isRemote", "location")
    return widest(ranges)

"""Greenhouse job boards: one public request gives a whole board.

https://developers.greenhouse.io/job-board.html. `content` comes with its HTML escaped and is kept unescaped once.
`updated_at` changes when nothing else does, so `first_published` dates a posting.
"""

import html
import json
import re
from typing import Any

from scraper.errors import ParseError
from scraper.fields import Fields, list_in, load_json, records_of
from scraper.listing import Listing, read_entries, textless
from scraper.posting import TRUNCATED, Posting
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.pay import Pay, pay_unit, read_pay, widest
from scraper.values.places import read_place

API_ROOT = "https://boards-api.greenhouse.io"
PUBLIC_URL = "https://job-boards.greenhouse.io/{board}"

_BOARD = re.compile(
    r"https?://(?:boards|job-boards|boards-api)(?:\.eu)?\.greenhouse\.io/(?:v1/boards/|embed/job_board\?for=)?([\w-]+)"
)


def list_url(source: Source) -> str:
    root = source.api_root or API_ROOT
    return f"{root}/v1/boards/{source.board}/jobs?content=true&pay_transparency=true"


def recognise(url: str) -> str | None:
    match = _BOARD.match(url)
    return match.group(1) if match else None


def parse(body: bytes | str, source: Source) -> Listing:
    """The postings of a board, or of the record of one job; ParseError when the answer is neither."""
    board = load_json(body, list_url(source))
    jobs = records_of(board, "jobs", "id", "title", "absolute_url")
    jobs = _grouped(board, list_url(source)) if jobs is None else jobs
    if jobs is None:
        raise ParseError("the answer has no list 'jobs'; the platform may have changed", list_url(source))
    if without := textless(jobs, ("content",), "the list must be asked for with content=true"):
        return without
    listing = read_entries(jobs, source, _posting)
    meta = board.get("meta") if isinstance(board, dict) else None
    total = meta.get("total") if isinstance(meta, dict) else None
    if isinstance(total, int) and total > listing.listed:
        listing.status = TRUNCATED
        listing.reason = f"the board says it has {total} postings and lists {listing.listed}"
    return listing


def _grouped(board: Any, subject: str) -> list[Any] | None:
    """The jobs of a board that is listed by department or office, each once."""
    groups = next((board[key] for key in ("departments", "offices") if key in board), None) if _is(board) else None
    if not isinstance(groups, list):
        return None
    groups = [group for group in groups if _is(group)]
    inner = [part for group in groups for part in list_in(group, "departments", subject) or [group] if _is(part)]
    jobs = [job for part in inner for job in list_in(part, "jobs", subject)]
    return list({json.dumps(job.get("id") if _is(job) else job): job for job in jobs}.values())


def _is(value: Any) -> bool:
    return isinstance(value, dict)


def _posting(job: Fields, source: Source) -> Posting | None:
    native_id = job.need_id("id")
    if job.has("internal_job_id") and job.take("internal_job_id") is None:
        return None  # a talent pool: no vacancy stands behind it
    location = job.part("location")
    where = location.text("name") if location else None
    job.ignore(
        "updated_at", "requisition_id", "data_compliance", "departments", "offices", "education", "questions",
        "location_questions", "compliance", "demographic_questions", "language", "ai_disclaimer",
        "include_ai_disclaimer", "ai_opt_out_request_url",
    )  # fmt: skip
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=native_id,
        title=job.need_text("title"),
        description=_content(job),
        format="html",
        url=job.text("absolute_url"),
        employer=job.text("company_name") or source.employer,
        location=where,
        employment_type=_employment_type(job),
        posted_on=read_date(job.text("first_published")),
        closes_on=read_date(job.text("application_deadline")),
        **read_place(where).as_posting,
        **_pay(job).as_posting,
    )


def _content(job: Fields) -> str:
    content = job.need_raw_text("content")
    if "<" in content:
        job.oddities.append("content is not escaped")
        return content
    return html.unescape(content)


def _employment_type(job: Fields) -> str | None:
    """Employers name this custom field themselves; these are the two usual names."""
    found = None
    for custom in job.parts("metadata"):
        name, value = custom.text("name"), custom.take("value")
        custom.ignore("id", "value_type")
        if name and name.lower() in ("employment type", "job type") and isinstance(value, str):
            found = employment_type(value)
    return found


def _pay(job: Fields) -> Pay:
    """The ranges have no unit field; their title or text often says "annual" or "hourly"."""
    ranges = []
    for pay in job.parts("pay_input_ranges"):
        low, high = pay.number("min_cents"), pay.number("max_cents")
        title, blurb = pay.text("title"), pay.text("blurb")
        currency = pay.text("currency_type")
        ranges.append(read_pay(low and low / 100, high and high / 100, currency, pay_unit(title) or pay_unit(blurb)))
    return widest(ranges)

"""Workable job boards: one public request gives a whole board, with a row for each place that a job is offered in.

The widget's interface is not documented. Its rows are joined by their `shortcode`. `created_at` is when the draft was
begun, weeks before; `published_on` dates a posting. More than two requests side by side are answered with 429. Tried
against the shape that others describe, never against a live board or a recorded answer.
"""

import re
from functools import partial
from typing import Any

from scraper.errors import ParseError
from scraper.fields import Fields, load_json
from scraper.listing import Listing, read_entries
from scraper.platforms._addresses import Address, read_addresses
from scraper.platforms._subdomains import board_in_host
from scraper.posting import PARTIAL, Posting
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.places import Place

API_ROOT = "https://apply.workable.com"
PUBLIC_URL = "https://apply.workable.com/{board}"

_BOARD = re.compile(
    r"https?://(?:apply|www)\.workable\.com/(?:api/(?:v\d/)?(?:widget/)?accounts/)?([\w-]+)(?:[/?#]|$)", re.IGNORECASE
)
_NO_BOARDS = ("api", "j", "jobs", "view", "search", "backend", "static", "assets", "careers", "blog", "pricing")
_UNUSED = (
    "application_url", "code", "created_at", "department", "education", "experience", "function", "industry",
    "language", "shortlink", "type",
)  # fmt: skip


def list_url(source: Source) -> str:
    return f"{source.api_root or API_ROOT}/api/v1/widget/accounts/{source.board}?details=true"


def recognise(url: str) -> str | None:
    """The account; an address such as `/j/ABCDEF1234` does not name it."""
    if match := _BOARD.match(url):
        is_board = match[1].lower() not in _NO_BOARDS and ("//www." not in url.lower() or "/accounts/" in url)
        return match[1] if is_board else None
    return board_in_host(url, r"workable\.com")


def parse(body: bytes | str, source: Source) -> Listing:
    """The postings of a board; ParseError when the answer is not a list of jobs."""
    board = load_json(body, list_url(source))
    lists = [board.get(key) for key in ("jobs", "results")] if isinstance(board, dict) else []
    rows = next((value for value in lists if isinstance(value, list)), None)
    if rows is None:
        raise ParseError("the answer has no list 'jobs'; the platform may have changed", list_url(source))
    jobs = _joined(rows)
    if jobs and not any(isinstance(job, dict) and "description" in job for job in jobs):
        reason = f"none of {len(jobs)} postings has a description; the list must be asked for with details=true"
        return Listing(listed=len(jobs), status=PARTIAL, reason=reason)
    name = board.get("name")
    employer = name.strip() if isinstance(name, str) and name.strip() else source.employer
    return read_entries(jobs, source, partial(_posting, employer=employer))


def _joined(rows: list[Any]) -> list[Any]:
    """The rows of one job as one row with all its places; a row that cannot be read stays as it is."""
    jobs: dict[str, Any] = {}
    for number, row in enumerate(rows):
        code = row.get("shortcode") if isinstance(row, dict) else None
        if not isinstance(code, str) or not isinstance(row.get("locations"), list | None):
            jobs[f"row {number}"] = row
            continue
        flat = {"city": row.get("city"), "region": row.get("state"), "country": row.get("country")}
        places = row.get("locations") or [flat]
        known = jobs.setdefault(code, row | {"locations": []})["locations"]
        known += [place for place in places if place not in known]
    return list(jobs.values())


def _posting(job: Fields, source: Source, *, employer: str) -> Posting:
    where, place = _place(job)
    job.ignore(*_UNUSED)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=job.need_text("shortcode"),
        title=job.need_text("title"),
        description=job.need_raw_text("description"),
        format="html",
        url=job.text("url"),
        employer=employer,
        location=where,
        employment_type=employment_type(job.text("employment_type") or job.text("type")),
        posted_on=read_date(job.text("published_on")),
        **place.as_posting,
    )


def _place(job: Fields) -> tuple[str | None, Place]:
    """Every place but those that the employer hides, unless all are hidden."""
    is_remote = job.flag("telecommuting")
    if is_remote is None:
        is_remote = job.flag("remote")
    shown: list[Address] = []
    hidden: list[Address] = []
    for place in job.parts("locations"):
        city, region, country, code = (place.text(name) for name in ("city", "region", "country", "countryCode"))
        words = ", ".join(dict.fromkeys(part for part in (city, region, country or code) if part))
        (hidden if place.flag("hidden") else shown).append(Address(city, region, code or country, words))
        place.ignore("coords", "latitude", "longitude")
    job.ignore("city", "state", "country", "remote", "location")
    return read_addresses(shown or hidden, is_remote=is_remote)

"""Workable job boards: one public request gives a whole board, with a row for each place that a job is offered in.

The widget's interface is not documented. Its rows are joined by their `shortcode`. `created_at` is when the draft was
begun, weeks before; `published_on` dates a posting. More than two requests side by side are answered with 429. Tried
against the shape that others describe, never against a live board or a recorded answer.
"""

import re
from functools import partial
from typing import Any

from scraper.errors import ParseError
from scraper.fields import Fields, load_json, records_of
from scraper.html import section
from scraper.listing import Listing, read_entries, textless
from scraper.platforms._addresses import Address, read_addresses
from scraper.platforms._subdomains import board_in_host
from scraper.posting import Posting
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.pay import Pay, read_pay
from scraper.values.places import Place

API_ROOT = "https://apply.workable.com"
PUBLIC_URL = "https://apply.workable.com/{board}"

_BOARD = re.compile(
    r"https?://(?:apply|www)\.workable\.com/(?:api/(?:v\d/)?(?:widget/)?accounts/)?([\w-]+)(?:[/?#]|$)", re.IGNORECASE
)
_NO_BOARDS = ("api", "j", "jobs", "view", "search", "backend", "static", "assets", "careers", "blog", "pricing")
_UNUSED = (
    "accountUid", "application_url", "approvalStatus", "code", "created_at", "department", "department_hierarchy",
    "education", "experience", "full_title", "function", "id", "industry", "isInternal", "key", "language", "sample",
    "shortlink", "state", "updated_at",
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
    """The postings of a board, or of the record of one job; ParseError when the answer is neither."""
    board = load_json(body, list_url(source))
    key = next((key for key in ("jobs", "results", "job") if isinstance(board, dict) and key in board), "jobs")
    rows = records_of(board, key, "shortcode", "title")
    if rows is None:
        raise ParseError("the answer has no list 'jobs'; the platform may have changed", list_url(source))
    jobs = _joined(rows)
    texts = ("description", "full_description", "requirements", "benefits")
    if without := textless(jobs, texts, "the list must be asked for with details=true"):
        return without
    name = board.get("name") if isinstance(board, dict) else None
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
        own = row.get("location")
        places = row.get("locations") or [own if isinstance(own, dict) else flat]
        known = jobs.setdefault(code, row | {"locations": []})["locations"]
        known += [place for place in places if place not in known]
    return list(jobs.values())


def _posting(job: Fields, source: Source, *, employer: str) -> Posting:
    where, place = _place(job)
    published, description = job.text("published_on") or job.text("published"), _description(job)
    code, own = job.text("employment_type"), job.text("type")
    kind = {"full": "full-time", "part": "part-time"}.get(own or "", own)
    name, url = job.need_text("shortcode"), job.text("url")
    pay = _pay(job.part("salary"))
    job.ignore(*_UNUSED)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=name,
        title=job.need_text("title"),
        description=description,
        format="html",
        url=url or f"{API_ROOT}/j/{name}",
        employer=employer,
        location=where,
        employment_type=employment_type(code or kind),
        posted_on=read_date(published),
        **place.as_posting,
        **pay.as_posting,
    )


def _description(job: Fields) -> str:
    """The text; a record of one job has requirements and benefits apart from it."""
    whole = job.raw_text("full_description")
    if not whole and not any(map(job.has, ("description", "requirements"))):
        raise ParseError("description is missing", job.subject)
    text = job.need_raw_text("description") if job.has("description") else ""
    apart = [section(name.capitalize(), job.raw_text(name) or "") for name in ("requirements", "benefits")]
    return whole or "\n".join(part for part in (text, *apart) if part)


def _pay(salary: Fields | None) -> Pay:
    if salary is None:
        return Pay()
    low, high = salary.number("salary_from"), salary.number("salary_to")
    return read_pay(low, high, salary.text("salary_currency"), None) or Pay()


def _place(job: Fields) -> tuple[str | None, Place]:
    """Every place but those that the employer hides, unless all are hidden."""
    workplace = {"remote": True, "on_site": False, "hybrid": None}
    is_remote = job.flag("telecommuting")
    if is_remote is None:
        is_remote = job.flag("remote")
    if (said := job.text("workplace")) in workplace:
        is_remote = workplace[said]
    shown: list[Address] = []
    hidden: list[Address] = []
    for place in job.parts("locations"):
        city, region, country = (place.text(name) for name in ("city", "region", "country"))
        code, other = place.text("countryCode"), place.text("country_code")
        code = code or other
        words = ", ".join(dict.fromkeys(part for part in (city, region, country or code) if part))
        (hidden if place.flag("hidden") else shown).append(Address(city, region, code or country, words))
        place.ignore("coords", "latitude", "location_str", "longitude", "region_code", "zip_code")
        if place.flag("telecommuting"):
            is_remote = True if is_remote is None else is_remote
        place.ignore("workplace_type")
    job.ignore("city", "state", "country", "remote", "location")
    return read_addresses(shown or hidden, is_remote=is_remote)

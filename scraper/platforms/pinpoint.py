"""Pinpoint careers sites: one public request gives a whole site.

`postings.json` is what the site itself reads; it is not documented. Responsibilities, skills and benefits stand apart,
each with a heading that the employer may choose, and keep it. Pay that the employer hides is not taken. Tried against
the shape that others describe, never against a live site or a recorded answer.
"""

from typing import Any

from scraper.errors import ParseError
from scraper.fields import Fields, load_json, records_of
from scraper.html import section
from scraper.listing import Listing, read_entries
from scraper.platforms._subdomains import board_in_host
from scraper.posting import Posting
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.pay import Pay, read_pay, widest
from scraper.values.places import Place, place_from_parts, read_place

API_ROOT = ""  # each employer has a host of its own
PUBLIC_URL = "https://{board}.pinpointhq.com"

# Section, and the heading of the public page where the employer chose none.
_SECTIONS = (
    ("key_responsibilities", "Key responsibilities"),
    ("skills_knowledge_expertise", "Skills, knowledge and expertise"),
    ("benefits", "Benefits"),
)
_UNUSED = (
    "apply_url", "content", "created_at", "department", "division", "experience_level", "external", "internal", "job",
    "language", "office", "path", "reference", "remote_country_restriction", "reporting_to", "requisition_id",
    "schedule", "structure_custom_group_one", "tags", "updated_at", "workplace_type_text",
)  # fmt: skip


def list_url(source: Source) -> str:
    return f"{source.api_root or PUBLIC_URL.format(board=source.board)}/postings.json"


def recognise(url: str) -> str | None:
    return board_in_host(url, r"pinpointhq\.com")


def parse(body: bytes | str, source: Source) -> Listing:
    """The postings of a site; ParseError when the answer is not a list of postings."""
    site = load_json(body, list_url(source))
    postings = records_of(site, "data", "id", "title")  # one posting asked for by its path stands there alone
    if postings is None:
        raise ParseError("the answer has no list 'data'; the platform may have changed", list_url(source))
    return read_entries([_published(entry) for entry in postings], source, _posting)


def _published(entry: Any) -> Any:
    """The entry without whom the job reports to, who may be named, and without pay that the page does not show."""
    if not isinstance(entry, dict):
        return entry
    is_pay_shown = entry.get("compensation_visible") is not False
    return {
        key: value
        for key, value in entry.items()
        if key != "reporting_to" and (is_pay_shown or not key.startswith("compensation"))
    }


def _posting(job: Fields, source: Source) -> Posting:
    native_id = job.need_id("id")
    kind = job.text("employment_type_text") or (job.text("employment_type") or "").replace("_", " ")
    where, place = _place(job.part("location"), job.text("workplace_type"))
    pay = _pay(job)
    posted = job.text("first_published_at") or job.text("published_at")
    job.ignore("employment_type", "published_at", *_UNUSED)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=native_id,
        title=job.need_text("title"),
        description=_description(job),
        format="html",
        url=job.text("url"),
        employer=source.employer,
        location=where,
        employment_type=employment_type(kind),
        posted_on=read_date(posted),
        closes_on=read_date(job.text("deadline_at")),
        **place.as_posting,
        **pay.as_posting,
    )


def _description(job: Fields) -> str:
    """The description and the sections in the order of the public page."""
    pieces = [job.raw_text("description") or ""]
    for name, usual in _SECTIONS:
        heading = job.text(f"{name}_header") or usual
        pieces.append(section(heading, job.raw_text(name) or ""))
    if not any(piece.strip() for piece in pieces):
        raise ParseError("description and its sections are all missing or empty", job.subject)
    return "\n".join(piece for piece in pieces if piece.strip())


def _place(location: Fields | None, workplace: str | None) -> tuple[str | None, Place]:
    """`name` is what the page shows; city and province fill in what it leaves open, in the US only."""
    is_remote = {"remote": True, "onsite": False, "on_site": False}.get((workplace or "").lower())
    if location is None:
        return None, Place(is_remote=is_remote)
    name, city, province = location.text("name"), location.text("city"), location.text("province")
    country = location.text("country")
    location.ignore("id", "postal_code", "address", "country_code", "latitude", "longitude")
    where = name or ", ".join(part for part in (city, province) if part) or None
    named = read_place(where, is_remote=is_remote)
    given = place_from_parts(city, province, country or named.country)
    if named.is_remote and not named.city:  # a remote job is not in the city of its office
        return where, named
    return where, Place(
        named.city or given.city, named.state or given.state, named.country or given.country, named.is_remote
    )


def _pay(job: Fields) -> Pay:
    low, high = job.take("compensation_minimum"), job.take("compensation_maximum")
    currency, unit = job.text("compensation_currency"), job.text("compensation_frequency")
    job.ignore("compensation_visible", "compensation")  # the latter is the same in words
    return widest([read_pay(low, high, currency, unit)])

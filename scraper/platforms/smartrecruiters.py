"""SmartRecruiters career sites by the Posting API: a list without texts, and details whose qualifications stand apart.

https://developers.smartrecruiters.com/docs/posting-api. Off by default: robots.txt of the interface's host admits one
bot and refuses all others. A company that it does not know is answered with 200 and an empty list, and no other request
tells the two apart; so an empty list is believed only of a company that was read before. `search` holds words for the
platform's own search, several separated by `|`. Read as others have described it: never tried against a live board.
"""

import re
from functools import partial
from typing import Any
from urllib.parse import quote_plus

from scraper.board import Answer, Past, whole_body
from scraper.details import Listed, fingerprint, read_listed, read_sheet
from scraper.errors import ParseError
from scraper.fields import Fields, load_json, records_of
from scraper.glance import Glance, as_listed, read_changed
from scraper.html import section
from scraper.http import Client
from scraper.jobposting import readable
from scraper.listing import Listing, read_entries
from scraper.paging import Pages, Sheet, count_of, counted, read_pages
from scraper.platforms._addresses import Address, read_addresses
from scraper.posting import Posting
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.places import Place

API_ROOT = "https://api.smartrecruiters.com"
PUBLIC_URL = "https://careers.smartrecruiters.com/{board}"
OFF_BECAUSE = "robots.txt of api.smartrecruiters.com admits LinkedInBot and refuses all others"
PAGE = 100  # more is answered with 100

_BOARD = re.compile(
    r"https?://(?:(?:careers|jobs)\.smartrecruiters\.com/|api\.smartrecruiters\.com/v1/companies/)([\w-]+)(?:[/?#]|$)",
    re.IGNORECASE,
)
_NO_BOARDS = ("external-referrals", "my-applications", "oneclick-ui", "sr-jobs")
_SECTIONS = (
    ("companyDescription", "Company description"),
    ("jobDescription", "Job description"),
    ("qualifications", "Qualifications"),
    ("additionalInformation", "Additional information"),
)
_UNUSED = (
    "applyUrl", "creator", "customField", "defaultJobAd", "department", "experienceLevel", "function", "industry",
    "jobAdId", "jobId", "language", "ref", "refNumber", "referralUrl", "uuid",
)  # fmt: skip


def list_url(source: Source) -> str:
    return _list_url(source, "", 0)


def recognise(url: str) -> str | None:
    match = _BOARD.match(url)
    return match[1] if match and match[1].lower() not in _NO_BOARDS else None


def fetch(source: Source, client: Client, past: Past) -> Answer:
    glance = Glance(client, past, as_listed(_listed, source))
    pages = read_changed(source.search, partial(_read_search, source, glance.client, glance=glance), _key, glance)
    if pages is None:
        return glance.as_before()
    url = list_url(source)
    is_known = pages.entries or past.validators or past.postings()
    if not is_known and not (source.search and _read_search(source, client.aside(), "").entries):
        message = "the list is empty, as it is for a company that the platform does not know; check the name"
        raise ParseError(message, url)
    listing = read_listed(pages, _listed, parse_detail, source, client, past)
    return glance.noted(Answer(listing, {url: {"company": "known"}}))  # for the day on which it has no posting


def parse(body: bytes | str, source: Source) -> Listing:
    """The posting of a detail; of a list, which has no texts, the number of its entries."""
    answer = load_json(body, source.source_id)
    details = records_of(answer, "content", "jobAd")
    if details and any(isinstance(one, dict) and "jobAd" in one for one in details):
        return read_entries(details, source, _posting)
    return read_sheet(_sheet(answer, source.source_id), source, _listed)


def parse_detail(body: bytes, one: Listed, source: Source) -> Listing:
    return read_entries([load_json(body, one.url)], source, _posting)


def _list_url(source: Source, words: str, offset: int) -> str:
    asked = f"&q={quote_plus(words)}" if words else ""
    return f"{_postings(source)}?limit={PAGE}&offset={offset}{asked}"


def _postings(source: Source) -> str:
    return f"{source.api_root or API_ROOT}/v1/companies/{source.board}/postings"


def _read_search(source: Source, client: Client, words: str, glance: Glance | None = None) -> Pages:
    def ask(_: int, offset: int) -> Sheet:
        url = _list_url(source, words, offset)
        sheet = _sheet(load_json(whole_body(client.get(url, accept="application/json")), url), url)
        return counted(sheet, "totalFound", url)

    return read_pages(ask, _key, size=PAGE, glance=glance, name=words)


def _sheet(answer: Any, subject: str) -> Sheet:
    entries = records_of(answer, "content", "id", "name")
    if entries is None:
        raise ParseError("the answer has no list 'content'; the platform may have changed", subject)
    return Sheet(entries, count_of(answer.get("totalFound")) if isinstance(answer, dict) else None)


def _key(entry: Any) -> str:
    number = entry.get("id") if isinstance(entry, dict) else None
    return number if isinstance(number, str) and number else fingerprint(entry)


def _listed(entry: Fields, source: Source) -> Listed:
    number = entry.need_id("id")
    kept = {
        "title": entry.need_text("name"),
        "released": entry.text("releasedDate"),
        "location": entry.take("location"),
        "type": entry.take("typeOfEmployment"),
        "visibility": entry.text("visibility"),
        "reference": entry.text("refNumber"),
    }
    entry.ignore("company", *_UNUSED)
    return Listed(number, f"{_postings(source)}/{number}", kept)


def _posting(job: Fields, source: Source) -> Posting | None:
    if job.flag("active") is False or (job.text("visibility") or "PUBLIC") != "PUBLIC":
        return None
    number, title = job.need_id("id"), job.need_text("name")
    company, kind = job.part("company"), job.part("typeOfEmployment")
    name = company.text("name") if company else None
    identifier = company.text("identifier") if company else None
    if kind:
        kind.ignore("id")
    description = _description(job)
    where, place = _place(job.part("location"))
    job.ignore(*_UNUSED)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=number,
        title=title,
        description=description,
        format="html",
        url=job.text("postingUrl") or f"https://jobs.smartrecruiters.com/{identifier or source.board}/{number}",
        employer=name or source.employer,
        location=where,
        employment_type=employment_type(kind.text("label") if kind else None),
        posted_on=read_date(job.text("releasedDate")),
        **place.as_posting,
    )


def _description(job: Fields) -> str:
    """The sections of the advert, each under its own heading."""
    advert = job.part("jobAd")
    sections = advert.part("sections") if advert else None
    parts = []
    for key, usual in _SECTIONS if sections else ():
        part = sections.part(key) if sections else None
        if part:
            parts.append(section(part.text("title") or usual, readable(part.raw_text("text") or "")))
    if sections:
        sections.ignore("videos")
    if not any(parts):
        raise ParseError("jobAd.sections is missing or empty", job.subject)
    return "\n".join(part for part in parts if part)


def _place(location: Fields | None) -> tuple[str | None, Place]:
    if location is None:
        return None, Place()
    is_remote, is_hybrid = location.flag("remote"), location.flag("hybrid")
    city, region, country = (location.text(name) for name in ("city", "region", "country"))
    address = Address(city, region, (country or "").upper() or None, location.text("fullLocation"))
    location.ignore("address", "latitude", "longitude", "manual", "postalCode", "regionCode")
    return read_addresses([address], is_remote=None if is_hybrid else is_remote)

"""BambooHR career pages: one request lists a board, one more each gives the text of a job.

Both are what the page itself reads, and undocumented. An unknown board leads to the firm's own site, or is answered
with nothing. Pay is what the employer wrote, in words; minimum experience a level of the platform's own menu
("Mid-level", "Manager/Supervisor"). Read as others have described and recorded it: never tried against a live board.
"""

import re
from functools import partial
from typing import Any

from scraper.board import Answer, Past
from scraper.details import Listed, read_list
from scraper.errors import ParseError
from scraper.fields import Fields, as_html, load_json
from scraper.html import has_tags, section
from scraper.http import Client
from scraper.listing import Listing, read_entries
from scraper.platforms._addresses import Address, read_addresses
from scraper.platforms._one_list import read_one_list
from scraper.platforms._subdomains import board_in_host
from scraper.posting import COMPLETE, TRUNCATED, Posting
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.pay_words import pay_in_words
from scraper.values.places import Place

API_ROOT = ""  # each employer has a host of its own
PUBLIC_URL = "https://{board}.bamboohr.com/careers"

_ID = re.compile(r"/careers/(\d+)|[?&]id=(\d+)")
_IS_REMOTE = {"0": False, "1": True}  # 2 is a bit of both
_UNUSED = (
    "branding", "departmentId", "departmentLabel", "employmentType", "isInternal", "jobCategoryId", "jobCategoryLabel",
    "openings", "seekPromoted", "sharingImage",
)  # fmt: skip


def list_url(source: Source) -> str:
    return f"{_root(source)}/list"


def recognise(url: str) -> str | None:
    return board_in_host(url, r"bamboohr\.com")


def fetch(source: Source, client: Client, past: Past) -> Answer:
    return read_one_list(list_url(source), parse_list, parse_detail, source, client, past)


def parse(body: bytes | str, source: Source) -> Listing:
    """The posting of a detail; of a list, which has no texts, the number of its entries."""
    answer = load_json(body, list_url(source))
    if isinstance(answer, dict) and isinstance(answer.get("result"), dict):
        return _read_detail(answer, source)
    return _read_list(answer, source)[1]


def parse_list(body: bytes, source: Source) -> tuple[list[Listed], Listing]:
    return _read_list(load_json(body, list_url(source)), source)


def parse_detail(body: bytes, one: Listed, source: Source) -> Listing:
    return _read_detail(load_json(body, one.url), source, native_id=one.native_id)


def _root(source: Source) -> str:
    return f"{source.api_root}/careers" if source.api_root else PUBLIC_URL.format(board=source.board)


def _read_list(answer: Any, source: Source) -> tuple[list[Listed], Listing]:
    if not isinstance(answer, dict) or not isinstance(answer.get("result"), list):
        raise ParseError("the answer has no list 'result'; the platform may have changed", list_url(source))
    listed, listing = read_list(answer["result"], source, _listed)
    meta = answer.get("meta")
    total = meta.get("totalCount") if isinstance(meta, dict) else None
    if isinstance(total, int) and total > listing.listed and listing.status == COMPLETE:
        listing.status = TRUNCATED
        listing.reason = f"the board says it has {total:,} postings and lists {listing.listed:,}"
    return listed, listing


def _listed(entry: Fields, source: Source) -> Listed:
    native_id = entry.need_id("id")
    kept = {"title": entry.need_text("jobOpeningName"), "kind": entry.text("employmentStatusLabel")}
    where, place = _place(entry)
    entry.ignore(*_UNUSED, "jobOpeningStatus")
    return Listed(native_id, f"{_root(source)}/{native_id}/detail", kept | {"place": where, "remote": place.is_remote})


def _read_detail(answer: Any, source: Source, *, native_id: str | None = None) -> Listing:
    result = answer.get("result") if isinstance(answer, dict) else None
    opening = result.get("jobOpening") if isinstance(result, dict) else None
    if not isinstance(opening, dict):
        raise ParseError("jobOpening is missing; the platform may have changed", source.source_id)
    return read_entries([opening], source, partial(_posting, native_id=native_id))


def _posting(job: Fields, source: Source, *, native_id: str | None) -> Posting | None:
    if (job.text("jobOpeningStatus") or "Open").lower() != "open":
        return None  # on hold, filled or withdrawn; the link goes on working
    url, own_id = job.text("jobOpeningShareUrl"), job.take("id")
    name = native_id or _native_id(url, own_id, job)
    where, place = _place(job)
    compensation = job.text("compensation")
    description = _description(job, compensation)
    job.ignore(*_UNUSED)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=name,
        title=job.need_text("jobOpeningName"),
        description=description,
        format="html",
        url=url or f"{_root(source)}/{name}",
        employer=source.employer,
        location=where,
        employment_type=employment_type(job.text("employmentStatusLabel")),
        posted_on=read_date(job.text("datePosted")),
        **place.as_posting,
        **pay_in_words(compensation, country=place.country).as_posting,
    )


def _native_id(url: str | None, own_id: object, job: Fields) -> str:
    match = _ID.search(url or "")
    name = str(own_id or "") or (match and (match[1] or match[2]))
    if not name:
        raise ParseError("neither id nor jobOpeningShareUrl names the job", job.subject)
    return name


def _description(job: Fields, compensation: str | None) -> str:
    """The text, and what the page shows beside it under headings of their own."""
    text = job.need_raw_text("description")
    beside = (("Compensation", compensation), ("Minimum experience", job.text("minimumExperience")))
    pieces = [text if has_tags(text) else as_html(text)]
    pieces += [section(heading, as_html(words or "")) for heading, words in beside]
    return "\n".join(piece for piece in pieces if piece)


def _place(job: Fields) -> tuple[str | None, Place]:
    """The job's location; that of the applicant system where it has none, and its country where it names none."""
    own, other = (_address(job.part(name)) for name in ("location", "atsLocation"))
    address = own if own.city or own.region else other
    kind, flag = job.take("locationType"), job.flag("isRemote")
    is_remote = _IS_REMOTE.get(str(kind)) if kind is not None else flag
    country = address.country or own.country or other.country
    return read_addresses([Address(address.city, address.region, country)], is_remote=is_remote)


def _address(part: Fields | None) -> Address:
    if part is None:
        return Address()
    part.ignore("addressLine1", "addressLine2", "countryId", "id", "postalCode", "stateId", "zipcode")
    city, state, province, nation, country = (
        part.text(name) for name in ("city", "state", "province", "addressCountry", "country")
    )
    return Address(city, state or province, nation or country)

"""Paylocity job boards: the board's page holds its whole list as JSON, and each posting's page the text, in sections.

Undocumented. `board` is the address of the list without https://, as far as the number that names it. Closed postings
and unknown boards are answered with 200 and a page that says so; a page's own schema.org date is the day on which it
was asked for, and is not used. Read as others have described it: never tried against a live board.
"""

import re
from dataclasses import replace
from functools import partial
from typing import Any

from scraper.board import Answer, Past, whole_body
from scraper.details import Listed, read_details, read_list
from scraper.errors import Blocked, ParseError
from scraper.fields import Fields
from scraper.html import (
    Node,
    attribute,
    find,
    find_all,
    inner_html,
    is_html,
    next_element,
    parse_html,
    plain_text,
    section,
    text_of,
)
from scraper.http import Client
from scraper.jobposting import description_of, pay_of, posting_from
from scraper.listing import Listing, read_entries
from scraper.platforms._addresses import Address, read_addresses
from scraper.platforms._paylocity_feed import parse_feed
from scraper.platforms._scripts import value_after
from scraper.posting import Posting
from scraper.sources import Source
from scraper.structured import find_postings
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.pay import Pay
from scraper.values.places import Place, read_place

API_ROOT = ""  # the board names its host: some stand on numbered ones
PUBLIC_URL = "https://{board}"
EXAMPLE_BOARD = "recruiting.paylocity.com/recruiting/jobs/All/00000000-0000-4000-8000-000000000001"

_BOARD = re.compile(
    r"https?://(\d*recruiting\.paylocity\.com)/recruiting/jobs/(All|List)/([0-9a-f-]{36}|\d+)(?:[/?#]|$)", re.IGNORECASE
)
_DATA = re.compile(r"\bwindow\.pageData\s*=\s*(?=\{)")
_APPLY = re.compile(r"/Jobs/Apply/(\d+)", re.IGNORECASE)
_DETAILS = re.compile(r"/Jobs/Details/(\d+)", re.IGNORECASE)
_GONE = re.compile(r"does not exist or is not currently active|<title>\s*Job Not Found", re.IGNORECASE)
_REMOTE = {"Fully Remote": True, "Hybrid Remote": None, "Temporarily WFH": None}


def list_url(source: Source) -> str:
    host, _, path = source.board.partition("/")
    return f"{source.api_root or f'https://{host}'}/{path}"


def recognise(url: str) -> str | None:
    """The board; the address of a posting does not name it."""
    match = _BOARD.match(url)
    return f"{match[1].lower()}/recruiting/jobs/{match[2].title()}/{match[3].lower()}" if match else None


def fetch(source: Source, client: Client, past: Past) -> Answer:
    url = list_url(source)
    entries = _entries(whole_body(client.get(url, accept="text/html")), url)
    listed, of_list = read_list(entries, source, _listed)
    root = source.api_root or "https://" + source.board.partition("/")[0]
    listed = [replace(one, url=root + one.url) for one in listed]
    return Answer(read_details(listed, source, client, past, parse_detail, accept="text/html", of_list=of_list))


def parse(body: bytes | str, source: Source) -> Listing:
    """The posting of a page; of a board's page, which has no texts, the number of its entries."""
    page = body.encode("utf-8", "replace") if isinstance(body, str) else body
    if not is_html(page):
        return parse_feed(page, source)
    if b"job-preview-" in page or (b"JobPosting" in page and not _DATA.search(page.decode("utf-8", "replace"))):
        return _read_page(page, source, None)
    return read_list(_entries(page, source.source_id), source, _listed)[1]


def parse_detail(body: bytes, one: Listed, source: Source) -> Listing:
    return _read_page(body, source, one)


def _entries(page: bytes, subject: str) -> list[Any]:
    """The entries of a board's page that are for everybody."""
    data = value_after(page, _DATA, subject)
    if data is None:
        if _GONE.search(page.decode("utf-8", "replace")):
            raise ParseError("there is no such board or posting; find its new name, or switch the source off", subject)
        raise Blocked("another page stands where the list should be; open the address and look", subject)
    if not isinstance(data.get("Jobs"), list):
        raise ParseError("the page's data has no list 'Jobs'; the platform may have changed", subject)
    return [job for job in data["Jobs"] if not (isinstance(job, dict) and job.get("IsInternal") is True)]


def _listed(entry: Fields, _: Source) -> Listed:
    number = entry.need_id("JobId")
    title = entry.need_text("JobTitle")
    place = entry.part("JobLocation")
    names = ("City", "State", "Country")
    kept = {
        "title": title,
        "label": entry.text("LocationName"),
        "place": [place.text(name) for name in names] if place else [None] * 3,
        "is_remote": entry.flag("IsRemote"),
        "kind_of_remote": str(entry.take("IndeedRemoteType")),
        "published": entry.text("PublishedDate"),
        "begins": entry.text("Description"),
    }
    if place:
        place.ignore(
            "Address", "Address2", "County", "LocationId", "Metro", "ModuleId", "Name", "SmartyAddressId", "Zip"
        )
    entry.ignore("HiringDepartment", "IsInternal", "ShouldDisplayLocation")
    return Listed(number, f"/Recruiting/Jobs/Details/{number}", kept)


def _read_page(page: bytes, source: Source, one: Listed | None) -> Listing:
    """The posting of its page; none where it was taken down, which is answered with another page."""
    subject = one.url if one else source.source_id
    root = parse_html(page, subject)
    found: dict[str, Any] = next(iter(find_postings(page, subject)), {})
    details = find(root, ".job-preview-details")
    if details is None and not found:
        text = page.decode("utf-8", "replace")
        if _GONE.search(text) or (_DATA.search(text) and '"Jobs"' in text):  # some lead back to the board
            return Listing()
        raise Blocked("another page stands where the posting should be; open the address and look", subject)
    apply = _APPLY.search(page.decode("utf-8", "replace")) or _DETAILS.search(_address(root) or "")
    if details is None and find(root, ".preview-location") is None:
        # Its date is the day on which the page was asked for.
        job = {key: value for key, value in found.items() if key != "datePosted"}
        name = one.native_id if one else apply and apply[1]
        return read_entries([job], source, partial(posting_from, url=one.url if one else None, native_id=name))
    record = {
        "JobId": one.native_id if one else apply and apply[1],
        "title": text_of(find(root, ".job-preview-title")),
        "where": text_of(find(root, ".preview-location")),
        "sections": _sections(details) if details else [],
        "JobPosting": found,
    }
    return read_entries([record], source, partial(_posting, one=one))


def _address(root: Node) -> str | None:
    own = attribute(find(root, "link[rel=canonical]"), "href")
    return own or attribute(find(root, "meta[property='og:url']"), "content")


def _sections(details: Node) -> list[dict[str, Any]]:
    """Each heading of a posting, and what stands behind it."""
    headings = find_all(details, ".job-listing-header")
    return [{"heading": text_of(heading), "content": inner_html(next_element(heading))} for heading in headings]


def _posting(page: Fields, source: Source, *, one: Listed | None) -> Posting:
    entry: dict[str, Any] = one.entry if one else {}
    parts = [(part.text("heading") or "", part.raw_text("content") or "") for part in page.parts("sections")]
    kind = next((plain_text(content) for heading, content in parts if heading == "Job Type"), None)
    texts = [section(_shown(heading), content) for heading, content in parts if heading != "Job Type"]
    description, written = "\n".join(filter(None, texts)), "html"
    marked = page.take("JobPosting") or {}
    kind = kind or Fields(marked, page.subject).text("employmentType")
    if not description:
        description, written = description_of(Fields(marked, page.subject))
    title, shown = page.text("title"), page.text("where")
    where, place = _place(entry) if entry else _shown_place(shown)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=page.need_id("JobId"),
        title=entry.get("title") or title or Fields(marked, page.subject).need_text("title"),
        description=description,
        format=written,
        url=one.url if one else None,
        employer=source.employer,
        location=where,
        employment_type=employment_type(kind),
        posted_on=read_date(entry.get("published")),
        **place.as_posting,
        **(pay_of(Fields(marked, page.subject)) if marked else Pay()).as_posting,
    )


def _shown(heading: str) -> str | None:
    return None if heading == "Description" else heading


def _place(entry: dict[str, Any]) -> tuple[str | None, Place]:
    """The address; the label of the place is the employer's own, and often says that the job is remote."""
    is_hybrid = entry["kind_of_remote"] in ("0", "1")  # from home for a time, in part; 2 is the usual value
    is_remote = True if entry["is_remote"] and not is_hybrid else None
    city, region, country = entry["place"]
    return read_addresses([Address(city, region, country, entry["label"])], is_remote=is_remote)


def _shown_place(shown: str | None) -> tuple[str | None, Place]:
    """The place in a page's own words: `Hybrid Remote • Boise, ID • Billing`."""
    parts = [part.strip() for part in (shown or "").split("•") if part.strip()]
    is_remote = _REMOTE.get(parts[0]) if parts else None
    where = next((part for part in parts if part not in _REMOTE), None)
    return where, read_place(where, is_remote=is_remote)

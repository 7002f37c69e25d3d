"""The National Labor Exchange (usnlx.com and its states' sites): postings of many employers, with O*NET codes.

https://usnlx.com; its robots.txt refuses feeds and names the sitemaps. `board` is the host of the site; `search`, which
must be there, a pattern (regular expression) in the addresses of the jobs, which hold the titles. The texts are the
JSON records that the pages load themselves; O*NET codes stay in the kept record. The site's own search is not used: it
wants a header in the name of the site. Most postings repeat employers' own boards. Off by default: ask first at
https://nlxresearchhub.org/request-nlx-data. Read as others have described it: never tried against a live board.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from scraper.board import Answer, Past
from scraper.details import Listed, is_any_due, read_details, read_list
from scraper.errors import ParseError, SourceError
from scraper.fields import Fields, load_json, records_of
from scraper.http import Client
from scraper.jobpages import pattern_of
from scraper.jobposting import readable
from scraper.listing import Listing, read_entries
from scraper.platforms._addresses import Address, read_addresses
from scraper.posting import COMPLETE, TRUNCATED, Posting
from scraper.sitemap import parse_sitemap, read_sitemaps
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.values.employment import employment_type

API_ROOT = "https://microsites.dejobs.org"
PUBLIC_URL = "https://{board}"
EXAMPLE_BOARD = "kyjobs.usnlx.com"
OFF_BECAUSE = "whether its terms allow it is not known; ask the NLx Research Hub (nlxresearchhub.org) first"

_BOARD = re.compile(r"https?://(?:www\.)?((?:[a-z0-9-]+\.)?usnlx\.com)(?:[/?#]|$)", re.IGNORECASE)
_JOB = re.compile(r"/([0-9A-Fa-f]{32})/job/?$")
_ONET = re.compile(r"\d{8}")  # 29207200 is 29-2072.00
_COPY = re.compile(r"_(?:ac|exact|slab|slug)$")  # of another field, for the search
_HOW_TO_APPLY = ("apply_info", "other")  # hold addresses of people
_UNUSED = (
    "GeoLocation", "_version_", "all_locations", "assets", "audiences", "buid", "company_canonical_microsite",
    "company_digital_strategies_customer", "company_enhanced", "company_member", "date_added", "date_updated",
    "default_facet_tags", "description", "django_ct", "django_id", "facet_hash", "featured_facet_tags",
    "federal_contractor", "full_address", "full_loc", "google_place_id", "id", "internal_tags", "is_posted",
    "job_category", "job_function", "job_shift", "job_source_name", "location_info", "location_name", "mapped_moc",
    "network", "on_sites", "reqid", "salted_date", "score", "standard_facet_tags", "state_short", "street_name",
    "street_number", "text", "uid", "zipcode",
)  # fmt: skip


def list_url(source: Source) -> str:
    return f"{source.api_root or f'https://{source.board}'}/sitemaps/index.xml"


def recognise(url: str) -> str | None:
    match = _BOARD.match(url)
    return match[1].lower() if match else None


def fetch(source: Source, client: Client, past: Past) -> Answer:
    has_pattern = pattern_of(source)
    if has_pattern is None:
        raise SourceError("search is empty; give a pattern, for nobody may copy the whole exchange", source.source_id)
    url = list_url(source)
    named = [address for address in client.sitemaps(url) if urlsplit(address).netloc == urlsplit(url).netloc]
    seen = 0

    def is_wanted(address: str) -> bool:
        nonlocal seen
        is_job = _JOB.search(address) is not None
        seen += is_job
        return is_job and has_pattern(address)

    known = {} if is_any_due(past, client.settings.reread_days) else past.validators
    site = read_sitemaps(named or [url], client, known, is_wanted=is_wanted)
    if site is None:
        return Answer(None, past.validators)
    if site.named and not seen:
        raise ParseError(f"none of {site.named:,} addresses is a job's; the platform may have changed", url)
    # Without the dates of the sitemap: all of a file have the day on which it was built.
    listed = {one.native_id: one for one in (_listed(page.url, source) for page in site.pages)}
    listing = read_details(
        list(listed.values()), source, client, past, parse_detail, status=site.status, reason=site.reason
    )
    return Answer(listing, site.validators)


def parse(body: bytes | str, source: Source) -> Listing:
    """The posting of a record; of a sitemap, or of a page of the search, the number of jobs that it names."""
    raw = body.encode("utf-8", "replace") if isinstance(body, str) else body
    if raw.lstrip().startswith((b"<", b"\x1f\x8b")):
        found = parse_sitemap(raw, list_url(source))
        return Listing(listed=sum(_JOB.search(page.url) is not None for page in found.pages) + len(found.sitemaps))
    answer = load_json(raw, source.source_id)
    if not isinstance(answer, dict) or "jobs" not in answer:
        records = records_of(answer, "", "guid")
        if records is None:
            raise ParseError("this is no record of a job, and has no list 'jobs'", source.source_id)
        return read_entries([_without_people(record) for record in records], source, _posting)
    page = Fields(answer, source.source_id)
    listing = read_list(page.items("jobs"), source, _found)[1]
    pagination = page.part("pagination")
    if pagination and pagination.flag("has_more_pages") and listing.status == COMPLETE:
        listing.status, listing.reason = TRUNCATED, f"a page of {listing.listed:,} entries, and more follow"
    return listing


def parse_detail(body: bytes, one: Listed, source: Source) -> Listing:
    def posting(job: Fields, source: Source) -> Posting | None:
        return _posting(job, source, one.entry["page"])

    return read_entries([_without_people(load_json(body, one.url))], source, posting)


def _without_people(record: Any) -> Any:
    """The record without how to apply, for that reaches people."""
    if not isinstance(record, dict):
        return record
    return {key: value for key, value in record.items() if key not in _HOW_TO_APPLY}


def _ignore_rest(fields: Fields) -> None:
    """What is known to be of no use, and the copies of other fields."""
    fields.ignore(*_UNUSED, *_HOW_TO_APPLY, *(key for key in fields.leftovers() if _COPY.search(key)))


def _listed(address: str, source: Source) -> Listed:
    match = _JOB.search(address)
    number = match[1].upper() if match else ""  # in lower case there is no such record
    return Listed(number, f"{source.api_root or API_ROOT}/ALL_JOBS/{number}.json", {"page": address})


def _found(entry: Fields, source: Source) -> Listed:
    number = entry.need_text("guid").upper()
    kept = {
        "title": entry.need_text("title_exact"),
        "company": entry.text("company_exact"),
        "on": entry.text("date_new"),
    }
    _ignore_rest(entry)
    return Listed(number, f"{source.api_root or API_ROOT}/ALL_JOBS/{number}.json", kept)


def _posting(job: Fields, source: Source, page: str | None = None) -> Posting | None:
    if job.take("deleted_at"):
        return None
    number = job.need_text("guid").upper()
    title, usual = job.text("title_exact"), job.text("title")
    company, usual_company = job.text("company_exact"), job.text("company")
    link = job.text("link")
    state, short = job.text("state"), job.text("state_short")
    country, short_country = job.text("country"), job.text("country_short")
    address = Address(job.text("city"), short or state, country or short_country, job.text("location"))
    where, place = read_addresses([address])
    for code in job.items("onet"):
        if not isinstance(code, str) or not _ONET.fullmatch(code):
            job.oddities.append(f"onet holds {str(code)[:20]!r}, which is no code of eight digits")
    _ignore_rest(job)
    if not (title or usual):
        raise ParseError("title_exact and title are missing or empty", job.subject)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=number,
        title=title or usual or "",
        description=readable(job.need_text("html_description")),
        format="html",
        url=page or link,
        employer=company or usual_company or source.employer,
        location=where,
        employment_type=employment_type(job.text("job_type")),
        posted_on=read_date(job.text("date_new")),
        **place.as_posting,
    )

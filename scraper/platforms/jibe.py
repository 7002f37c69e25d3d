"""Jibe career sites, by iCIMS: the list that the site's own page asks for has every text, 100 jobs a page.

Undocumented. A client's sites share one list, and each job has a row in it for each language; English is taken where
there is one. Some lists repeat their last page after about 5,000 rows, and are truncated: `search` holds words for the
platform's own search, several searches separated by `|`. There is no date of an end, no word on remote work, and pay in
few lists only; fields that employers name themselves (`tags1` to `tags10`) are not read. Sites ask for pauses of five
seconds in robots.txt. Read as others have described and recorded it: never tried against a live site.
"""

from functools import partial
from typing import Any
from urllib.parse import quote

from scraper.board import Answer, Past, own_body
from scraper.details import fingerprint
from scraper.errors import ParseError
from scraper.fields import Fields, as_html, load_json, records_of
from scraper.glance import Glance, read_changed
from scraper.html import has_tags, plain_text, section
from scraper.http import Client
from scraper.jobposting import readable
from scraper.listing import Listing, as_page, read_entries
from scraper.paging import Pages, Sheet, count_of, counted, read_pages
from scraper.platforms._addresses import Address, read_addresses
from scraper.platforms._subdomains import board_in_host
from scraper.posting import COMPLETE, Posting
from scraper.sandbox import call_within
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.pay import Pay, read_pay, widest
from scraper.values.places import Place

API_ROOT = ""  # each client has a host of its own
PUBLIC_URL = "https://{board}.jibeapply.com/jobs"

PAGE = 100  # 101 is answered with 422

# Where the description has lost its markup, these still stand apart.
_SECTIONS = (("responsibilities", "Responsibilities"), ("qualifications", "Qualifications"))
_UNUSED = (
    "additional_locations", "applyable", "apply_url", "ats_code", "benefits", "brand", "categories", "category",
    "client_code", "create_date", "department", "experience_levels", "external", "hiring_flow_name",
    "hiring_organization_logo", "industry", "isApplyFlowJob", "isFrontLineAIJob", "jps_is_public", "language",
    "languages", "latitude", "li_easy_applyable", "location_name", "location_type", "longitude", "meta_data",
    "multipleLocations", "postal_code", "promotion_value", "req_id", "searchable", "short_location", "source",
    "street_address", "tags", *(f"tags{number}" for number in range(1, 11)), "update_date",
)  # fmt: skip


def list_url(source: Source) -> str:
    return _page_url(source, source.search.split("|")[0], 0)


def recognise(url: str) -> str | None:
    """The client; an employer's own address does not name it."""
    board = board_in_host(url, r"jibeapply\.com")
    return board if board and "." not in board else None


def fetch(source: Source, client: Client, past: Past) -> Answer:
    """The rows of all searches, each once."""
    glance = Glance(client, past)
    pages = read_changed(source.search, partial(_read_search, source, glance), _row_key, glance)
    if pages is None:
        return glance.as_before()
    listing = call_within(client.settings.parse_seconds, read_rows, pages.entries, source)
    if pages.status != COMPLETE:
        listing.status, listing.reason = pages.status, pages.reason
    return glance.noted(Answer(listing))


def parse(body: bytes | str, source: Source) -> Listing:
    """The postings of one page of the list."""
    sheet = parse_sheet(body, list_url(source))
    return as_page(read_rows(sheet.entries, source), sheet, "rows", source.source_id)


def parse_sheet(body: bytes | str, subject: str) -> Sheet:
    answer = load_json(body, subject)
    rows = records_of(answer, "jobs", "data")
    rows = records_of(answer, "jobs", "slug", "title") if rows is None else rows
    if rows is None:
        raise ParseError("the answer has no list 'jobs'; this is no site of a client, or it has changed", subject)
    total = count_of(answer.get("totalCount")) if isinstance(answer, dict) else None
    return Sheet([row.get("data", row) if isinstance(row, dict) else row for row in rows], total)


def read_rows(rows: Any, source: Source) -> Listing:
    """One posting for each job, in English where it is written in English too."""
    chosen: dict[str, Any] = {}
    for row in rows:
        name = _name(row) or fingerprint(row)
        if name not in chosen or (_is_english(row) and not _is_english(chosen[name])):
            chosen[name] = row
    # The portal's whole configuration stands in every row.
    jobs = [
        {key: value for key, value in job.items() if key != "meta_data"} if isinstance(job, dict) else job
        for job in chosen.values()
    ]
    return read_entries(jobs, source, _posting)


def _page_url(source: Source, words: str, number: int) -> str:
    keywords = f"&keywords={quote(words.strip())}" if words.strip() else ""
    return f"{_root(source)}/api/jobs?page={number + 1}&limit={PAGE}&internal=false{keywords}"


def _root(source: Source) -> str:
    return source.api_root or f"https://{source.board}.jibeapply.com"


def _read_search(source: Source, glance: Glance, words: str) -> Pages:
    def ask(number: int, _: int) -> Sheet:
        url = _page_url(source, words, number)
        body = own_body(glance.client.get(url, accept="application/json"), url)
        sheet = call_within(glance.client.settings.parse_seconds, parse_sheet, body, url)
        return counted(sheet, "totalCount", url)

    return read_pages(ask, _row_key, size=PAGE, glance=glance, name=words)


def _row_key(row: Any) -> str:
    return f"{row['slug']} {row.get('language')}" if isinstance(row, dict) and row.get("slug") else fingerprint(row)


def _name(row: Any) -> str:
    """What an address calls a job; its number, where that is left out."""
    return str(row.get("slug") or row.get("req_id") or "") if isinstance(row, dict) else ""


def _is_english(row: Any) -> bool:
    return isinstance(row, dict) and str(row.get("language")).startswith("en")


def _posting(job: Fields, source: Source) -> Posting | None:
    native_id = job.need_id("slug" if job.has("slug") else "req_id")
    if job.flag("internal"):
        return None  # shown to the employer's own staff
    where, place = _place(job)
    pay = _pay(job)
    description = _description(job)
    kind = employment_type((job.text("employment_type") or "").replace("_", " "))
    job.ignore(*_UNUSED)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=native_id,
        title=job.need_text("title"),
        description=description,
        format="html" if has_tags(description) else "plain",
        url=f"{_root(source)}/jobs/{quote(native_id)}",
        employer=job.text("hiring_organization") or source.employer,
        location=where,
        employment_type=kind,
        posted_on=read_date(job.text("posted_date")),
        **place.as_posting,
        **pay.as_posting,
    )


def _description(job: Fields) -> str:
    """The text. One that is a single run of words is parted again by the sections that stand beside it."""
    text = readable(job.need_raw_text("description"))
    apart = [(heading, readable(job.raw_text(key) or "")) for key, heading in _SECTIONS]
    words = plain_text(text)
    if has_tags(text) or "\n" in text.strip():
        apart = [(heading, part) for heading, part in apart if plain_text(part) not in words]
    elif any(part.strip() for _, part in apart):
        for _, part in apart:
            words = words.replace(plain_text(part), " ", 1) if part.strip() else words
        text = " ".join(words.split())
    if not any(part.strip() for _, part in apart):
        return text
    pieces = [_as_markup(text), *(section(heading, _as_markup(part)) for heading, part in apart)]
    return "\n".join(piece for piece in pieces if piece)


def _as_markup(text: str) -> str:
    return text if has_tags(text) else as_html(text)


def _place(job: Fields) -> tuple[str | None, Place]:
    """Every place; the site's own words for it where there is one."""
    shown = job.text("full_location")
    own = (job.text("city"), job.text("state"), job.text("country_code") or job.text("country"))
    job.ignore("country")
    addresses = [Address(*own)]
    for place in job.parts("additional_locations"):
        city, state = place.text("city"), place.text("state")
        addresses.append(Address(city, state, place.text("country_code") or place.text("country")))
        place.ignore("country", "latitude", "location_name", "longitude", "postal_code", "street_address")
    addresses = list(dict.fromkeys(addresses))
    if len(addresses) == 1 and shown and ";" not in shown:
        addresses = [Address(*own, shown)]
    return read_addresses(addresses)


def _pay(job: Fields) -> Pay:
    """A zero stands for no amount; a largest amount alone is that, an amount alone is both."""
    amount, low, high = (job.take(f"salary_{name}") for name in ("value", "min_value", "max_value"))
    pay = read_pay(low or (None if high else amount), high or (None if low else amount),
                   job.text("salary_currency"), job.text("salary_frequency"))  # fmt: skip
    return widest([pay])

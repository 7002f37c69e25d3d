"""The Muse (themuse.com): the postings of one employer there, whole texts in pages of 20.

https://www.themuse.com/developers/api/v2. `board` is the employer as it stands behind `company=` in a request of the
interface; an address of a posting has a short name of it, which the interface may not take. `search` is categories of
its own, several separated by `|`. A name that it does not know is answered with an empty list, which is therefore
believed only of an employer that was read before. More than 2,000 entries are not to be had. Off by default: its terms
want applications registered and forbid to clone its content. Read as others have described it: never tried
against a live board.
"""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from scraper.board import Answer, Past, whole_body
from scraper.details import fingerprint
from scraper.errors import ParseError
from scraper.fields import Fields, load_json, records_of
from scraper.glance import Glance, read_changed
from scraper.http import Client
from scraper.jobposting import readable
from scraper.listing import Listing, as_page, read_entries
from scraper.paging import Sheet, count_of, counted, read_pages
from scraper.posting import COMPLETE, Posting
from scraper.sandbox import call_within
from scraper.sources import UNNAMED, Source
from scraper.values.dates import read_date
from scraper.values.places import Place, read_place

API_ROOT = "https://www.themuse.com"
PUBLIC_URL = "https://www.themuse.com/api/public/jobs?company={board}"
EXAMPLE_BOARD = "Golden+Employer"
OFF_BECAUSE = "its terms want every use beyond testing registered, and forbid to clone its content"
PAGE = 20
CAP = 2_000  # from page 100 on the answer is 400

_BOARD = re.compile(
    r"https?://(?:www\.)?themuse\.com/"
    r"(?:api/public/jobs/?\?(?:[^#]*&)?company=([^&#/]+)|(?:jobs|profiles)/([\w-]+)(?:[/?#]|$))",
    re.IGNORECASE,
)
_NO_PLACE = "Flexible / Remote"  # a word of its filter for places
_UNUSED = ("categories", "model_type", "short_name", "tags", "type")


def list_url(source: Source) -> str:
    return _list_url(source, 0)


def recognise(url: str) -> str | None:
    match = _BOARD.match(url)
    return (match[1] or match[2]) if match else None


def fetch(source: Source, client: Client, past: Past) -> Answer:
    glance = Glance(client, past)

    def ask(page: int, _: int) -> Sheet:
        url = _list_url(source, page)
        sheet = _sheet(load_json(whole_body(glance.client.get(url, accept="application/json")), url), url)
        return counted(sheet, "page, page_count or total", url)

    pages = read_changed("", lambda _: read_pages(ask, _key, size=PAGE, cap=CAP, glance=glance), _key, glance)
    if pages is None:
        return glance.as_before()
    url = list_url(source)
    if not pages.entries and not past.validators and not past.postings():
        message = "the list is empty, as it is for an employer that the platform does not know; check the name"
        raise ParseError(message, url)
    listing = call_within(client.settings.parse_seconds, _read, pages.entries, source)
    if listing.status == COMPLETE:
        listing.status, listing.reason = pages.status, pages.reason
    return glance.noted(Answer(listing, {url: {"company": "known"}}))  # for the day on which it has no posting


def parse(body: bytes | str, source: Source) -> Listing:
    """The postings of a page of the list, or of a record of one job."""
    answer = load_json(body, source.source_id)
    if isinstance(answer, dict) and "contents" in answer:
        return read_entries([answer], source, _posting)
    sheet = _sheet(answer, source.source_id)
    is_named = source.board != UNNAMED
    listing = _read(sheet.entries, source) if is_named else read_entries(sheet.entries, source, _posting)
    return listing if sheet.is_last else as_page(listing, sheet, source_id=source.source_id)


def _list_url(source: Source, page: int) -> str:
    categories = "".join(f"&category={quote_plus(word.strip())}" for word in source.search.split("|") if word.strip())
    company = quote_plus(unquote_plus(source.board))
    return f"{source.api_root or API_ROOT}/api/public/jobs?page={page}&company={company}{categories}"


def _sheet(answer: Any, subject: str) -> Sheet:
    results = records_of(answer, "results", "id", "contents")
    if results is None:
        raise ParseError("the answer has no list 'results'; the platform may have changed", subject)
    about = answer if isinstance(answer, dict) else {}
    if about.get("timed_out"):
        raise ParseError("the platform ran out of time, so that its list is not whole", subject)
    page, count, total = (count_of(about.get(name)) for name in ("page", "page_count", "total"))
    if page is None or count is None or total is None:
        return Sheet(results)
    return Sheet(results, total, is_last=page + 1 >= count)


def _read(entries: Sequence[Any], source: Source) -> Listing:
    """The postings of the employer; ParseError when all are of others, as where the filter is not obeyed."""
    own = [entry for entry in entries if _is_own(entry, source)]
    if entries and not own:
        raise ParseError("all entries are of other employers; check the name", source.source_id)
    return read_entries(own, source, _posting)


def _is_own(entry: Any, source: Source) -> bool:
    """Whether an entry is of the employer that was asked for; also one of which that cannot be told."""
    company = entry.get("company") if isinstance(entry, dict) else None
    names = [company.get(key) for key in ("name", "short_name")] if isinstance(company, dict) else []
    said = [name.strip().lower() for name in names if isinstance(name, str)]
    return not said or unquote_plus(source.board).strip().lower() in said


def _key(entry: Any) -> str:
    number = entry.get("id") if isinstance(entry, dict) else None
    return str(number) if isinstance(number, int) else fingerprint(entry)


def _posting(job: Fields, source: Source) -> Posting:
    number, title = job.need_id("id"), job.need_text("name")
    company, links = job.part("company"), job.part("refs")
    name = company.text("name") if company else None
    if company:
        company.ignore("id", "short_name")
    levels = job.parts("levels")
    for level in levels:
        level.ignore("short_name")
    kinds = {level.text("name") for level in levels}
    names = [place.text("name") for place in job.parts("locations")]
    shown = list(dict.fromkeys(text for text in names if text))
    place = _place(shown)
    job.ignore(*_UNUSED)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=number,
        title=title,
        description=readable(job.need_text("contents")),
        format="html",
        url=links.text("landing_page") if links else None,
        employer=name or source.employer,
        location="; ".join(shown) or None,
        employment_type="internship" if kinds == {"Internship"} else None,
        posted_on=read_date(job.text("publication_date")),
        **place.as_posting,
    )


def _place(names: list[str]) -> Place:
    places = [name for name in names if name != _NO_PLACE]
    if names and not places:
        return Place(is_remote=True)
    return read_place("; ".join(places))

"""iCIMS portals: the sitemap or the search names the jobs, each page holds a JobPosting as JSON-LD or in plain markup.

Undocumented. Both are read in the form for the portal's frame (`in_iframe=1`); without it a page has no job in it. A
board is read by its sitemap where robots.txt names one, and by its search where `search` holds words, several searches
separated by `|`. Many portals refuse everything in robots.txt: these are left alone, whatever other site of the
employer shows the same jobs. Two dates are made up by the platform and are not taken: `validThrough` is a year from
today or from the posting, and a `datePosted` with fractions of a second is the moment of the request less two years.
Read as others have described and recorded it: never tried against a live board.
"""

import re
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any
from urllib.parse import urljoin, urlsplit

from scraper.board import Answer, Past
from scraper.details import Listed, read_list
from scraper.errors import ParseError
from scraper.fields import Fields
from scraper.html import Node, attribute, find, find_all, inner_html, is_html, parse_html, section, text_of
from scraper.http import Client
from scraper.jobpages import parse_site, read_job_pages
from scraper.jobposting import posting_from
from scraper.listing import Listing, read_entries
from scraper.platforms._icims_list import JOB, card_key, is_list_of_jobs, page_url, parse_cards, read_cards
from scraper.platforms._paged_list import read_paged_list
from scraper.platforms._subdomains import board_in_host
from scraper.posting import COMPLETE, TRUNCATED
from scraper.sources import Source
from scraper.structured import find_postings

API_ROOT = ""  # each portal has a host of its own
PUBLIC_URL = "https://{board}.icims.com/jobs"
EXAMPLE_BOARD = "careers-example"

_FRACTION = re.compile(r":\d\d\.0*[1-9]")  # of a second
_UNSET = "UNAVAILABLE"  # what the platform writes into a part of an address that nobody filled in


def list_url(source: Source) -> str:
    return page_url(_root(source), source.search.split("|")[0].strip(), 0)


def recognise(url: str) -> str | None:
    """The portal; no portal's name is without a hyphen, and most of the firm's own hosts are."""
    board = board_in_host(re.sub(r"^(https?://)www\.", r"\1", url), r"icims\.com")
    return board if board and "-" in board and "." not in board else None


def fetch(source: Source, client: Client, past: Past) -> Answer:
    root = _root(source)
    sitemaps = [] if source.search else client.sitemaps(f"{root}/")
    own = [url for url in sitemaps if urlsplit(url).netloc == urlsplit(root).netloc]
    if own:
        answer = read_job_pages(
            source, client, past, own, is_job=_is_job, id_of=_id_of, parse_detail=parse_detail, asked_of=_in_frame
        )
        if answer.listing is None or answer.listing.listed or answer.listing.nothing:
            return answer
        searched = _read_searches(source, client, past, root)  # only the search says that there is none
        is_none = searched.listing is not None and not searched.listing.listed
        return replace(searched, validators=answer.validators if is_none else {})
    return _read_searches(source, client, past, root)


def parse(body: bytes | str, source: Source) -> Listing:
    """The posting of a page; of a list or a sitemap, which have no texts, the number of jobs that it names."""
    raw = body.encode("utf-8", "replace") if isinstance(body, str) else body
    if not is_html(raw) or b"<urlset" in raw[:1_000]:
        return parse_site(raw, source)
    if not is_list_of_jobs(raw):
        return _read_page(raw, source, None, None)
    cards = parse_cards(raw, source.source_id)
    listing = read_list(cards.entries, source, partial(_listed, root=_root(source)))[1]
    if not cards.entries and not cards.is_empty:
        raise ParseError("the list shows no job and does not say that there is none", source.source_id)
    if (cards.of or 1) > 1 and listing.status == COMPLETE:
        listing.status, listing.reason = TRUNCATED, f"page {cards.number} of {cards.of}"
    return listing


def parse_detail(body: bytes, one: Listed, source: Source) -> Listing:
    return _read_page(body, source, one.url.partition("?")[0], one.native_id)


def _root(source: Source) -> str:
    return source.api_root or f"https://{source.board}.icims.com"


def _read_searches(source: Source, client: Client, past: Past, root: str) -> Answer:
    listed_of, read = partial(_listed, root=root), partial(read_cards, root)
    return read_paged_list(read, card_key, listed_of, parse_detail, source, client, past, accept="text/html")


def _listed(card: Fields, _: Source, *, root: str) -> Listed:
    native_id, url = card.need_id("id"), urljoin(root, card.need_text("path"))
    return Listed(native_id, _in_frame(url), {"title": card.need_text("title"), "shown": card.items("shown")})


def _is_job(url: str) -> bool:
    return bool(JOB.search(re.split(r"[?#]", url)[0]))


def _id_of(url: str) -> str:
    match = JOB.search(url)
    return match[1] if match else urlsplit(url).path


def _in_frame(url: str) -> str:
    return url.partition("?")[0] + "?in_iframe=1"


def _read_page(body: bytes, source: Source, url: str | None, native_id: str | None) -> Listing:
    """The posting of a page; none where the list stands in its place, as it does when a job is over."""
    root = parse_html(body, url or source.source_id)
    if find(root, ".iCIMS_ListingsPage") is not None:
        return Listing()
    canonical = attribute(find(root, "link[rel=canonical]"), "href")
    if not native_id and canonical and _is_job(canonical):
        url, native_id = canonical, _id_of(canonical)
    try:
        found = find_postings(body, url or source.source_id)
    except ParseError:  # what is broken in the JSON-LD stands in the markup too
        found = []
    found = found or _in_markup(root)
    if not found:
        raise ParseError("the page holds no job; it may be the one around the portal's frame", url or source.source_id)
    return read_entries([_believed(found[0])], source, partial(posting_from, url=url, native_id=native_id))


def _believed(job: dict[str, Any]) -> dict[str, Any]:
    """The posting without what the platform made up."""
    job = {key: value for key, value in job.items() if key != "validThrough"}
    if _FRACTION.search(str(job.get("datePosted"))):
        del job["datePosted"]
    places = job.get("jobLocation")
    if isinstance(places, list):
        job["jobLocation"] = [_without_unset(place) for place in places]
    elif isinstance(places, dict):
        job["jobLocation"] = _without_unset(places)
    return job


def _without_unset(place: Any) -> Any:
    address = place.get("address") if isinstance(place, dict) else None
    if not isinstance(address, dict):
        return place
    return place | {"address": {key: value for key, value in address.items() if value != _UNSET}}


def _in_markup(root: Node) -> list[dict[str, Any]]:
    """The posting of a page without JSON-LD (one in thirty), in the same terms; nothing where there is none."""
    title = text_of(find(root, "h1.iCIMS_Header"))
    parts = [section(text_of(heading), _text_below(heading)) for heading in find_all(root, "h2.iCIMS_InfoField_Job")]
    if not title or not any(parts):
        return []
    tags = _tags(root)
    job = {
        "@type": "JobPosting",
        "title": title,
        "description": "\n".join(part for part in parts if part),
        "jobLocation": tags.get("location") or tags.get("job locations") or tags.get("location name"),
        "employmentType": tags.get("type") or tags.get("position type"),
        "datePosted": tags.get("posted date"),
    }
    return [{key: value for key, value in job.items() if value}]


def _text_below(heading: Node) -> str:
    below = heading.next
    while below is not None and below.tag == "-text":
        below = below.next
    if below is None or "iCIMS_InfoMsg_Job" not in (below.attributes.get("class") or ""):
        return ""
    text = find(below, ".iCIMS_Expandable_Text")
    return inner_html(text if text is not None else below)


def _tags(root: Node) -> dict[str, str]:
    """What stands beside the labels of a page's head; a label's last part counts ("Location : Location")."""
    pairs = [(find(tag, "dt"), find(tag, "dd span")) for tag in find_all(root, ".iCIMS_JobHeaderTag")]
    for head in find_all(root, ".header"):
        spans = find_all(head, "span")
        pairs += pairwise(spans)
    found: dict[str, str] = {}
    for label, value in pairs:
        name = (text_of(label) or "").rpartition(":")[2].strip().lower()
        if said := attribute(value, "title") or text_of(value):
            found.setdefault(name, said)
    return found

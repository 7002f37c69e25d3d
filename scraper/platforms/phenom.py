"""Phenom career sites: the sitemap names the pages, each with its JSON-LD; the search page says how many there are.

`board` is the host; `search` a pattern (regular expression) in the addresses of its jobs, which hold their titles. Some
sitemaps name fewer jobs than the search finds (13,757 of 18,391 on one site), so the two are compared where there is no
pattern. Read as others have described them: never tried against a live board.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from scraper.board import Answer, Past
from scraper.errors import ParseError, ScraperError
from scraper.html import is_html
from scraper.http import Client
from scraper.http.decode import decode_text
from scraper.jobpages import parse_site, pattern_of, read_job_pages
from scraper.listing import Listing
from scraper.platforms._phenom_widget import read_state
from scraper.platforms._scripts import value_after
from scraper.posting import COMPLETE, TRUNCATED
from scraper.sources import Source
from scraper.structured import read_json

API_ROOT = ""  # each site is its own
PUBLIC_URL = "https://{board}"
EXAMPLE_BOARD = "careers.example.org"
OWN_DOMAIN = False

_JOB = re.compile(r"https?://([\w.-]+(?::\d+)?)((?:/[a-z]{2,6}/[a-z]{2})?)/job/([\w.%-]+)(?:/[^/?#]*)?/?(?:[?#].*)?")
MARK = re.compile(r"\bphApp\b|\.phenompeople\.com/")
_STATE = re.compile(r"phApp\.ddo\s*=\s*")


def list_url(source: Source) -> str:
    return f"{source.api_root or f'https://{source.board}'}/sitemap.xml"


def recognise(url: str) -> str | None:
    """The host, when a job's address has region and language before it as no other platform's has."""
    match = _JOB.fullmatch(url)
    return match[1] if match and match[2] else None


def fetch(source: Source, client: Client, past: Past) -> Answer:
    url, has_pattern = list_url(source), pattern_of(source)

    def is_wanted(address: str) -> bool:
        return _is_job(address) and (has_pattern is None or has_pattern(address))

    named = [address for address in client.sitemaps(url) if urlsplit(address).netloc == urlsplit(url).netloc]
    answer = read_job_pages(source, client, past, named or [url], is_job=is_wanted, id_of=_id_of)
    listing = answer.listing
    if listing is not None and listing.status == COMPLETE and listing.postings and has_pattern is None:
        _compare(listing, client, url.removesuffix("/sitemap.xml"))
    return answer


def parse(body: bytes | str, source: Source) -> Listing:
    """The posting of a page; of a search page, which has no texts, the number of jobs that it shows."""
    raw = body.encode("utf-8", "replace") if isinstance(body, str) else body
    if not is_html(raw) and (found := read_state(read_json(decode_text(raw)[0]), source)):
        return found
    listing = parse_site(raw, source)
    if listing.listed or not is_html(raw):
        return listing
    return read_state(_state_of(raw), source) or listing


def _is_job(url: str) -> bool:
    """A job's page in English, where the site has one for each language."""
    match = _JOB.fullmatch(url)
    return match is not None and (not match[2] or match[2].endswith("/en"))


def _id_of(url: str) -> str:
    match = _JOB.fullmatch(url)
    return match[3] if match else urlsplit(url).path


def _compare(listing: Listing, client: Client, root: str) -> None:
    """Truncate a listing that has clearly fewer postings than the site's own search finds."""
    match = _JOB.fullmatch(listing.postings[0].url or "")
    page = f"{root}{match[2] if match else ''}/search-results"
    try:
        search = _search_of(client.get(page, accept="text/html").body)
    except ScraperError as error:
        listing.issues.append(
            {"kind": "unread", "subject": page, "message": f"the total is not known: {error.message}"}
        )
        return
    if search is not None and search[1] > listing.listed * 1.05 + 5:  # jobs come and go between two requests
        listing.status = TRUNCATED
        listing.reason = f"the sitemap names {listing.listed:,} of the {search[1]:,} jobs that the search finds"


def _state_of(page: bytes) -> Any:
    """What the page's script knows; None where it is not to be read."""
    try:
        return value_after(page, _STATE, "")
    except ParseError:
        return None


def _search_of(page: bytes) -> tuple[int, int] | None:
    """How many jobs a search page shows, and how many it says there are; None where it has no such state."""
    try:
        search = _state_of(page)["eagerLoadRefineSearch"]
        return len(search["data"]["jobs"]), int(search["totalHits"])
    except (ParseError, ValueError, KeyError, TypeError):
        return None

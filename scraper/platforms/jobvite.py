"""Jobvite career sites: a search of 50 jobs a page, and a page for each, a JobPosting as JSON-LD or in plain markup.

Undocumented. The board's front page leaves jobs out, so the search is read. Employers dress its rows up in many ways;
what they share is the job's address, and the row around it tells whether it changed. The count beside the list counts a
job twice that stands on two pages. A board that is gone leads to the firm's own site, a job that is over to the board.
`search` holds words for the platform's own search, several searches separated by `|`. Read as others have described
and recorded it: never tried against a live board.
"""

import re
from collections import Counter
from functools import partial
from typing import Any
from urllib.parse import quote

from scraper.board import Answer, Past, own_body
from scraper.details import Listed, read_list
from scraper.errors import ParseError
from scraper.fields import Fields
from scraper.glance import Glance
from scraper.html import Node, attribute, find, find_all, inner_html, parse_html, plain_text, text_of
from scraper.http import Client
from scraper.http.decode import decode_text
from scraper.jobposting import posting_from
from scraper.listing import Listing, read_entries
from scraper.paging import Pages, Sheet, read_pages
from scraper.platforms._paged_list import read_paged_list
from scraper.posting import COMPLETE, TRUNCATED
from scraper.sandbox import call_within
from scraper.sources import UNNAMED, Source
from scraper.structured import find_postings

API_ROOT = "https://jobs.jobvite.com"
PUBLIC_URL = "https://jobs.jobvite.com/{board}"

PAGE = 50
_MOST = 4 * PAGE

_BOARD = re.compile(r"https?://jobs\.jobvite\.com/(?:careers/)?([\w.~-]+)(?:[/?#]|$)")
_NO_BOARDS = ("__assets__", "api", "careers", "support")
_JOB = re.compile(r"jobvite\.com/(?:careers/)?([\w.~-]+)/job/([A-Za-z0-9]+)", re.IGNORECASE)
_OWN_ID = re.compile(rb"getJobId\(\)\s*\{\s*return '(\w+)'")
_NUMBER = re.compile(r"\d[\d.,]*")


def list_url(source: Source) -> str:
    return _page_url(source, source.search.split("|")[0], 0)


def recognise(url: str) -> str | None:
    match = _BOARD.match(url)
    return match[1].lower() if match and match[1].lower() not in _NO_BOARDS else None


def fetch(source: Source, client: Client, past: Past) -> Answer:
    read = partial(_read_search, source)
    return read_paged_list(read, _key, _listed, parse_detail, source, client, past, accept="text/html")


def parse(body: bytes | str, source: Source) -> Listing:
    """The posting of a page; of a list, which has no texts, the number of its jobs."""
    root = parse_html(body, source.source_id)
    if "jv-page-search" not in _page_kind(root) and not _is_cut_out(root):
        own = _OWN_ID.search(body.encode("utf-8", "replace") if isinstance(body, str) else body)
        canonical = attribute(find(root, "link[rel=canonical], meta[property='og:url']"), "href")
        shown = _JOB.search(canonical or "")
        native_id = own[1].decode() if own else shown[2] if shown else None
        url = canonical if shown else _job_url(source, native_id) if native_id else None
        return _read_page(body, source, url, native_id)
    sheet = parse_sheet(body, source)
    listing = read_list(sheet.entries, source, _listed)[1]
    if not sheet.is_last and listing.status == COMPLETE:
        listing.status, listing.reason = TRUNCATED, f"a page of {listing.listed:,} of {sheet.total or 'more'} jobs"
    return listing


def _is_cut_out(root: Node) -> bool:
    """Whether somebody saved the list without the page around it."""
    return not _page_kind(root) and find(root, ".jv-job-list") is not None


def parse_sheet(body: bytes | str, source: Source) -> Sheet:
    """The jobs of a page of the search; ParseError when it shows none and does not say that there is none."""
    root = parse_html(body, source.source_id)
    text = body if isinstance(body, str) else decode_text(body)[0]
    board = re.escape(source.board)
    if source.board == UNNAMED:
        boards = Counter(re.findall(r"/([\w.~-]+)/job/\w+", text))
        board = re.escape(max(boards, key=boards.__getitem__, default=board))
    path = re.compile(rf"/{board}/job/([A-Za-z0-9]+)", re.IGNORECASE)
    names = dict.fromkeys(path.findall(text))
    if len(names) > _MOST:
        raise ParseError(f"the page shows more than {_MOST} jobs, which no board's does", source.source_id)
    rows: dict[str, str] = {}
    for node in find_all(root, 'a[href*="/job/"], [onclick*="/job/"]'):
        match = path.search(f"{attribute(node, 'href')} {attribute(node, 'onclick')}")
        if match and match[1] not in rows:
            rows[match[1]] = _row_text(node)
    entries = [{"id": name, "row": rows.get(name)} for name in names]
    if not entries and "no results found" not in plain_text(text).lower():
        raise ParseError("the list shows no job and does not say that there is none", source.source_id)
    numbers = _NUMBER.findall(text_of(find(root, ".jv-pagination-text")) or "")
    total = int(re.sub(r"\D", "", numbers[-1])[:9]) if numbers else None
    return Sheet(entries, total, is_last=find(root, ".jv-pagination-next") is None)


def parse_detail(body: bytes, one: Listed, source: Source) -> Listing:
    return _read_page(body, source, one.url, one.native_id)


def _page_url(source: Source, words: str, number: int) -> str:
    query = f"q={quote(words.strip())}&" if words.strip() else ""
    return f"{source.api_root or API_ROOT}/{source.board}/search?{query}p={number}"


def _read_search(source: Source, glance: Glance, words: str) -> Pages:
    """The jobs of one search. Its pages end where there is no next one and the count is reached."""
    read = total = 0

    def ask(number: int, _: int) -> Sheet:
        nonlocal read, total
        url = _page_url(source, words, number)
        body = own_body(glance.client.get(url, accept="text/html"), url)
        sheet = call_within(glance.client.settings.parse_seconds, parse_sheet, body, source)
        read, total = (number + bool(sheet.entries)) * PAGE, max(total, sheet.total or 0)
        return Sheet(sheet.entries, is_last=sheet.is_last and read >= total)

    pages = read_pages(ask, _key, size=1, glance=glance, name=words)
    if pages.status == COMPLETE and read < total:
        pages.status, pages.reason = TRUNCATED, f"the list ends after {len(pages.entries):,} of {total:,} jobs"
    return pages


def _key(entry: Any) -> str:
    return str(entry["id"])


def _row_text(node: Node) -> str:
    """What the row around a link says; the link's own words where there is no row."""
    row: Node | None = node
    for _ in range(6):
        if row is None or row.tag in ("tr", "li") or "tr" in (row.attributes.get("class") or "").split():
            break
        row = row.parent
    else:
        row = None
    return (text_of(row if row is not None else node) or "")[:500]


def _listed(entry: Fields, source: Source) -> Listed:
    native_id = entry.need_id("id")
    return Listed(native_id, _job_url(source, native_id), {"row": entry.text("row")})


def _job_url(source: Source, native_id: str) -> str:
    return f"{source.api_root or API_ROOT}/{source.board}/job/{native_id}"


def _page_kind(root: Node) -> list[str]:
    return (attribute(find(root, "body"), "class") or "").split()


def _read_page(body: bytes | str, source: Source, url: str | None, native_id: str | None) -> Listing:
    """The posting of a page; none where the board stands in its place, as it does when a job is over."""
    subject = url or source.source_id
    root = parse_html(body, subject)
    try:
        found = find_postings(body, subject)
    except ParseError:  # what is broken in the JSON-LD stands in the markup too
        found = []
    found = found or _in_markup(root)
    if not found:
        if {"jv-page-jobs", "jv-page-search"} & set(_page_kind(root)):
            return Listing()
        raise ParseError("the page holds no job; the platform may have changed", subject)
    return read_entries(found[:1], source, partial(posting_from, url=url, native_id=native_id))


def _in_markup(root: Node) -> list[dict[str, Any]]:
    """The posting of a page without JSON-LD (one in fifteen), in the same terms; nothing where there is none."""
    header, text = find(root, "h2.jv-header"), find(root, ".jv-job-detail-description")
    if header is None or text is None:
        return []
    meta = find(root, ".jv-job-detail-meta")
    parts = [plain_text(part) for part in re.split(r"<span[^>]*jv-inline-separator[^>]*>", inner_html(meta))]
    places = [part.strip(" ,") for part in parts[1:] if part and not part.lower().startswith("req")]
    job = {"@type": "JobPosting", "title": _own_words(header), "description": inner_html(text)}
    return [job | ({"jobLocation": places[0]} if places else {})]


def _own_words(header: Node) -> str | None:
    """The title; some employers put the place into the same heading, as a heading of its own."""
    own = header.text(deep=False, separator=" ").split()
    return " ".join(own) or text_of(header)

"""SAP SuccessFactors career sites: one feed with all texts where the site has it, else sitemap and microdata pages.

The feed is RSS with Google's job fields, at `/sitemal.xml` (the name is theirs). Newer sites also have a JSON list
without texts, whose wrong locale is answered with an empty list; it is not used. `board` is the host. Feed and pages
are read as others have described them: never tried against a live board.
"""

import re
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from scraper.board import Answer, Past, read_whole
from scraper.details import Listed
from scraper.errors import BadStatus, ParseError
from scraper.fields import Fields, load_json, records_of
from scraper.html import Node, attribute, find, find_all, has_tags, inner_html, is_html, parse_html, text_of
from scraper.http import Client
from scraper.jobpages import parse_site, read_job_pages
from scraper.jobposting import posting_from, readable
from scraper.listing import Listing, as_page, read_entries
from scraper.paging import Sheet, count_of
from scraper.posting import Posting
from scraper.sources import Source
from scraper.structured import find_postings
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.places import read_place
from scraper.xml import as_record, local_name, read_elements

API_ROOT = ""  # each site is its own
PUBLIC_URL = "https://{board}"
EXAMPLE_BOARD = "jobs.example.org"
OWN_DOMAIN = False

_JOB = re.compile(r"https?://([\w.-]+(?::\d+)?)/(?:[\w-]+/)?job/[^/?#]+/(\d{6,})(?:-[a-z]{2}_[A-Z]{2})?/?(?:[?#].*)?")
MARK = re.compile(r"\brmkcdn\.successfactors\.|\bjobs2web\b|\bj2w\.\w|\bjobDisplayShell\b")
_IN_TITLE = re.compile(r"\s*\(([^()]+,[^()]+)\)$")  # Coder (Boise, ID, US, 83702)
_ZIP = re.compile(r",\s*\d{4,}(?:-\d+)?$")


class _NoFeed(ParseError):
    """The site answers with a page where others have their feed."""


def list_url(source: Source) -> str:
    return f"{source.api_root or f'https://{source.board}'}/sitemal.xml"


def recognise(url: str) -> str | None:
    match = _JOB.fullmatch(url)
    return match[1] if match else None


def fetch(source: Source, client: Client, past: Past) -> Answer:
    feed = list_url(source)
    if not past.validators or feed in past.validators:  # else it was not there the last time
        try:
            return read_whole(feed, parse_feed, source, client, past, accept="application/rss+xml, */*")
        except _NoFeed:
            pass
        except BadStatus as error:
            if error.status not in (404, 410):
                raise
    sitemap = feed.replace("/sitemal.xml", "/sitemap.xml")
    return read_job_pages(source, client, past, [sitemap], is_job=_is_job, id_of=_id_of, parse_detail=parse_detail)


def parse(body: bytes | str, source: Source) -> Listing:
    """The postings of a feed, or of a page of one job."""
    raw = body.encode("utf-8", "replace") if isinstance(body, str) else body
    if b"<rss" in raw[:1_000]:
        return parse_feed(raw, source)
    if is_html(raw) and b"<urlset" not in raw[:1_000]:
        return _from_page(raw, source, None, None)
    if b"jobSearchResult" in raw[:100_000]:
        return _parse_search(raw, source)
    return parse_site(raw, source)


def _parse_search(body: bytes, source: Source) -> Listing:
    """The number of jobs in a saved answer of the list that newer sites have, and that is never asked for here."""
    answer = load_json(body, source.source_id)
    entries = records_of(answer, "jobSearchResult", "response")
    if entries is None:
        raise ParseError("the answer has no list 'jobSearchResult'; the platform may have changed", source.source_id)
    sheet = Sheet(entries, count_of(answer.get("totalJobs")) if isinstance(answer, dict) else None)
    return as_page(Listing(listed=len(entries)), sheet, "jobs", source.source_id)


def parse_feed(body: bytes, source: Source) -> Listing:
    if b"<rss" not in body[:1_000] and is_html(body):
        raise _NoFeed("a web page stands where the feed should be", source.source_id)
    elements = read_elements(body, ("item",), source.source_id)
    items = [as_record(element) for element in elements if local_name(element) == "item"]
    return read_entries(items, source, _from_feed)


def parse_detail(body: bytes, one: Listed, source: Source) -> Listing:
    return _from_page(body, source, one.url, one.native_id)


def _is_job(url: str) -> bool:
    return bool(_JOB.fullmatch(url))


def _id_of(url: str) -> str:
    match = _JOB.fullmatch(url)
    return match[2] if match else urlsplit(url).path


def _from_feed(item: Fields, source: Source) -> Posting:
    link, native_id = item.need_text("link"), item.text("id")
    title, location = item.need_text("title"), item.text("location")
    description = readable(item.need_raw_text("description"))
    if description.rstrip().endswith(("...", "…")):
        item.oddities.append("the description ends in dots; the feed may hold its beginning only")
    named = _IN_TITLE.search(title)
    city = named[1].partition(",")[0].strip().lower() if named else ""
    if named and (location is None or city in location.lower()):
        title, where = title[: named.start()], named[1]
    else:
        where = location or ""
    where = _ZIP.sub("", where)
    item.ignore("guid", "job_function", "category", "author", "image_link", "condition", "publish_date")
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=native_id or _id_of(link),
        title=title,
        description=description,
        format="html" if has_tags(description) else "plain",
        url=link,
        employer=item.text("employer") or source.employer,
        location=where or None,
        employment_type=employment_type(item.text("job_type")),
        posted_on=read_date(item.text("pubDate")),
        closes_on=read_date(item.text("expiration_date")),
        **read_place(where).as_posting,
    )


def _from_page(body: bytes, source: Source, url: str | None, native_id: str | None) -> Listing:
    """The posting of a page; what the markup has beside its scope, or only as a class, is filled in."""
    root = parse_html(body, url or source.source_id)
    found = find_postings(body, url or source.source_id)[:1] or _unmarked(root)
    if not found:
        return Listing()
    beside: dict[str, Any] = {
        "datePosted": attribute(find(root, "meta[itemprop=datePosted]"), "content"),
        "validThrough": attribute(find(root, "meta[itemprop=validThrough]"), "content"),
        "hiringOrganization": attribute(find(root, "meta[itemprop=hiringOrganization]"), "content"),
    }
    if where := text_of(find(root, ".jobGeoLocation")):
        beside["jobLocation"] = _ZIP.sub("", where)
    beside["description"] = _text_of(root)
    beside["title"] = text_of(find(root, ".jobDisplayShell h1, #job-title")) or _shown_title(root)
    job = {key: value for key, value in beside.items() if value} | found[0]
    canonical = attribute(find(root, "link[rel=canonical]"), "href")
    if not native_id and canonical and _is_job(canonical):
        url, native_id = canonical, _id_of(canonical)
    return read_entries([job], source, partial(posting_from, url=url, native_id=native_id))


def _unmarked(root: Node) -> list[dict[str, Any]]:
    """A posting of a page whose designer left the schema.org scope out, but not the platform's own classes."""
    return [{"@type": "JobPosting"}] if find(root, ".jobDisplayShell") is not None and _text_of(root) else []


def _text_of(root: Node) -> str:
    """The text by the platform's own classes, for pages whose markup does not say which it is."""
    whole = find_all(root, ".jobDisplayShell [itemprop=description], .jobdescription")
    parts = whole[:1] or find_all(root, ".jobDisplayShell .joblayouttoken .rtltextaligneligible")
    return "\n".join(text for part in parts if (text := inner_html(part)))


def _shown_title(root: Node) -> str | None:
    return attribute(find(root, "meta[property='og:title']"), "content")

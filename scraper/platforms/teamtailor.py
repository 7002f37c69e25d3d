"""Teamtailor career sites: one public feed gives a whole site.

`jobs.rss` lists every open job, according to those who read it; `jobs.json` (JSON Feed) says more of each job but may
come in pages, so it is read where it is given, and not asked for. Both are undocumented. Tried against the shapes that
others describe, never against a live site or a recorded answer.
"""

import re
from typing import Any
from xml.etree.ElementTree import Element

from scraper.errors import ParseError
from scraper.fields import Fields, load_json, records_of
from scraper.html import is_html
from scraper.jobposting import posting_from, readable
from scraper.listing import Listing, read_entries
from scraper.platforms._addresses import Address, read_addresses
from scraper.platforms._subdomains import board_in_host
from scraper.posting import TRUNCATED, Posting
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.xml import child, child_text, local_name, read_elements

API_ROOT = ""  # each employer has a host of its own
PUBLIC_URL = "https://{board}.teamtailor.com"

_NUMBER = re.compile(r"/jobs/(\d+)")
_REMOTE = {"fully": True, "none": False}  # hybrid and temporary are in between
_PEOPLE = ("author", "authors")
_UNUSED = (
    "attachments", "banner_image", "content_text", "date_modified", "external_url", "image", "language", "summary",
    "tags",
)  # fmt: skip


def list_url(source: Source) -> str:
    return f"{source.api_root or PUBLIC_URL.format(board=source.board)}/jobs.rss"


def recognise(url: str) -> str | None:
    return board_in_host(url, r"teamtailor\.com")


def parse(body: bytes | str, source: Source) -> Listing:
    """The postings of a feed, RSS or JSON; ParseError when the answer is neither."""
    raw = body.encode() if isinstance(body, str) else body
    return _parse_rss(raw, source) if is_html(raw) else _parse_json(raw, source)


def _parse_rss(body: bytes, source: Source) -> Listing:
    items: list[Any] = []
    root = ""
    for element in read_elements(body, ("item",), list_url(source)):
        root = local_name(element)
        if root == "item":
            items.append(_record(element))
    if root != "rss":
        raise ParseError(f"the feed is of {root!r}, not of 'rss'; the platform may have changed", list_url(source))
    return read_entries(items, source, _from_rss)


def _record(item: Element) -> dict[str, Any]:
    """An item as the object that it would be in JSON."""
    record: dict[str, Any] = {}
    for part in item:
        name = local_name(part)
        if name != "locations":
            record[name] = child_text(item, name)
    places = child(item, "locations")
    if places is not None:
        record["locations"] = [{local_name(part): (part.text or "").strip() or None for part in one} for one in places]
    return record


def _from_rss(item: Fields, source: Source) -> Posting:
    link = item.text("link")
    addresses = []
    for place in item.parts("locations"):
        city, country = place.text("city"), place.text("country")
        addresses.append(Address(city, None, country, None if city else place.text("name")))
        place.ignore("name", "address", "zip", "postal_code", "state", "region")
    where, place_of = read_addresses(addresses, is_remote=_REMOTE.get((item.text("remoteStatus") or "").lower()))
    guid = item.text("guid")
    item.ignore("department", "role", *_PEOPLE)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=_native_id(link, guid, item),
        title=item.need_text("title"),
        description=readable(item.need_text("description")),
        format="html",
        url=link,
        employer=source.employer,
        location=where,
        posted_on=read_date(item.text("pubDate")),
        **place_of.as_posting,
    )


def _parse_json(body: bytes, source: Source) -> Listing:
    feed = load_json(body, list_url(source))
    items = records_of(feed, "items", "title", "url", "date_published")
    if items is None:
        raise ParseError("the answer has no list 'items'; the platform may have changed", list_url(source))
    listing = read_entries([_without_people(item) for item in items], source, _from_json)
    if isinstance(feed, dict) and feed.get("next_url"):
        listing.status, listing.reason = TRUNCATED, "the feed goes on at another address"
    return listing


def _without_people(item: Any) -> Any:
    return {key: value for key, value in item.items() if key not in _PEOPLE} if isinstance(item, dict) else item


def _from_json(item: Fields, source: Source) -> Posting:
    """The job as schema.org has it; as the item around it says it where that is missing."""
    link, guid = item.text("url"), item.text("id")
    around = {"title": item.take("title"), "description": item.take("content_html")}
    around["datePosted"] = item.take("date_published")
    item.ignore(*_UNUSED)
    marked = item.take("_jobposting")
    job = {**around, **{key: value for key, value in marked.items() if value}} if isinstance(marked, dict) else around
    inner = Fields(job, item.subject, oddities=item.oddities)
    posting = posting_from(inner, source, url=link, native_id=_native_id(link, guid, item))
    item.adopt(inner)
    return posting


def _native_id(link: str | None, guid: str | None, item: Fields) -> str:
    """The number in the address, which both feeds have; else the feed's own id."""
    match = _NUMBER.search(link or "")
    name = match[1] if match else guid
    if not name:
        raise ParseError("neither the link nor the id names the job", item.subject)
    return name

"""NEOGOV job boards of public employers (GovernmentJobs): one feed gives a whole agency, with all texts.

The feed is RSS with fields of its own, in which qualifications stand apart and keep a heading; it is not documented.
`board` is the agency's name in the addresses; for SchoolJobs, which is the same, `api_root` is
https://www.schooljobs.com. The host's robots.txt was read by others as refusing all but some crawlers; then no source
is read. Tried against the shape that others describe, never against a live feed or a recorded answer.
"""

import re
from functools import partial
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element

from scraper.board import Answer, Past, read_whole
from scraper.errors import ParseError
from scraper.fields import Fields
from scraper.html import section
from scraper.http import Client
from scraper.jobposting import markup_of
from scraper.listing import Listing, read_entries
from scraper.posting import Posting
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.pay import Pay, read_pay
from scraper.values.places import Place, read_place
from scraper.xml import child, child_text, local_name, read_elements

API_ROOT = "https://www.governmentjobs.com"
PUBLIC_URL = "https://www.governmentjobs.com/careers/{board}"

_BOARD = re.compile(
    r"https?://(?:www\.|agency\.)?governmentjobs\.com(?::\d+)?/"
    r"(?:careers/|SearchEngine/JobsFeed\?(?:\S*&)?agency=|jobfeed\.cfm\?agency=)([\w-]+)",
    re.IGNORECASE,
)
_JOB = re.compile(r"/jobs/(?:newprint/)?(\d+)", re.IGNORECASE)
_STATE = re.compile(r",\s*([A-Z]{2})$")  # of the feed's title: State of Iowa, IA
_NO_PLACE = re.compile(r"\b(?:various|multiple|locations?|county-?wide|city-?wide|state-?wide)\b", re.IGNORECASE)
_TEXTS = (
    ("description", None),
    ("examplesofduties", "Examples of duties"),
    ("qualifications", "Qualifications"),
    ("supplementalinformation", "Supplemental information"),
)
_UNUSED = ("benefits", "categories", "category", "classspec", "department", "division", "jobNumberSingle")


def list_url(source: Source) -> str:
    return f"{source.api_root or API_ROOT}/SearchEngine/JobsFeed?agency={quote(source.board, safe='')}"


def recognise(url: str) -> str | None:
    match = _BOARD.match(url)
    return match[1] if match else None


def fetch(source: Source, client: Client, past: Past) -> Answer:
    return read_whole(list_url(source), parse, source, client, past, accept="application/rss+xml, application/xml, */*")


def parse(body: bytes | str, source: Source) -> Listing:
    """The postings of a feed; ParseError when the answer is not one of an agency."""
    raw = body.encode("utf-8", "replace") if isinstance(body, str) else body
    items: list[Any] = []
    root: Element | None = None
    for element in read_elements(raw, ("item",), list_url(source)):
        root = element
        if local_name(element) == "item":
            items.append({local_name(part): "".join(part.itertext()).strip() or None for part in element})
    if root is None or local_name(root) != "rss":
        found = None if root is None else local_name(root)
        raise ParseError(f"the feed is of {found!r}, not of 'rss'; the platform may have changed", list_url(source))
    channel = child(root, "channel")
    agency = child_text(channel, "title") if channel is not None else None
    if agency is None:
        raise ParseError("the feed names no agency; is board its name in the addresses?", list_url(source))
    state = _STATE.search(agency)
    posting = partial(_posting, employer=_STATE.sub("", agency), state=state[1] if state else None)
    return read_entries(items, source, posting)


def _posting(item: Fields, source: Source, *, employer: str, state: str | None) -> Posting:
    title, link, guid = item.need_text("title"), item.text("link"), item.text("guid")
    own = None if item.has("jobId") else _JOB.search(link or guid or "")
    native_id = own[1] if own else item.need_id("jobId")
    where = item.text("location")
    place = _place(where, item.text("state") or state)
    opened = [item.text(key) for key in ("advertiseFromDate", "advertiseFromDateUTC", "pubDate")]
    closes = [item.text(key) for key in ("advertiseToDateTime", "advertiseToDateTimeUTC")]
    description, kind, pay = _description(item), item.text("jobType"), _pay(item)
    item.ignore(*_UNUSED)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=native_id,
        title=title,
        description=description,
        format="html",
        url=link or guid,
        employer=employer or source.employer,
        location=where,
        employment_type=employment_type(kind),
        posted_on=next((day for text in opened if (day := read_date(text))), None),
        closes_on=next((day for text in closes if (day := read_date(text))), None),  # else it is open until filled
        **place.as_posting,
        **pay.as_posting,
    )


def _description(item: Fields) -> str:
    if not any(item.has(key) for key, _ in _TEXTS):
        raise ParseError("description and qualifications are both missing", item.subject)
    parts = [section(heading, markup_of(item.raw_text(key) or "")) for key, heading in _TEXTS]
    return "\n".join(part for part in parts if part)


def _pay(item: Fields) -> Pay:
    low, high = item.take("minimumSalary"), item.take("maximumSalary")
    return read_pay(low, high, item.text("salaryCurrency"), item.text("salaryInterval")) or Pay()


def _place(where: str | None, state: str | None) -> Place:
    """What the location says, in the agency's state where it names none."""
    place = read_place(where, country="US")
    if place.state or not state:
        return place
    named = read_place(state if not where or _NO_PLACE.search(where) else f"{where}, {state}", country="US")
    return named if named.state else place

"""Personio career pages: one XML feed gives a whole page.

https://developer.personio.de/v1.0/reference/get_xml. Each part of an advert comes with its own heading, and keeps it.
`board` is the host, because employers are on .com or on .de; a name alone is on .com. Tried against a recorded answer
only, never against a live feed.
"""

import html
import re
from typing import Any
from xml.etree.ElementTree import Element

from scraper.errors import ParseError
from scraper.fields import Fields
from scraper.html import section
from scraper.listing import Listing, read_entries
from scraper.posting import Posting
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.pay import Pay, read_pay
from scraper.values.places import read_place
from scraper.xml import as_record, child_text, local_name, read_elements

API_ROOT = ""  # each employer has a host of its own
PUBLIC_URL = "https://{board}"
EXAMPLE_BOARD = "example.jobs.personio.com"

_HOST = re.compile(r"https?://([a-z0-9][a-z0-9-]*\.jobs\.personio\.(?:com|de))(?::\d+)?(?:[/?#]|$)", re.IGNORECASE)
_UNUSED = (
    "department", "keywords", "occupation", "occupationCategory", "recruitingCategory", "seniority",
    "yearsOfExperience",
)  # fmt: skip
_SCHEDULES = {"full-or-part-time": "full-time or part-time"}


def list_url(source: Source) -> str:
    return f"{source.api_root or _root(source)}/xml?language=en"


def recognise(url: str) -> str | None:
    match = _HOST.match(url)
    return match[1].lower() if match else None


def parse(body: bytes | str, source: Source) -> Listing:
    """The postings of a feed; ParseError when the answer is not one."""
    raw = body.encode() if isinstance(body, str) else body
    positions: list[Any] = []
    root = ""
    for element in read_elements(raw, ("position",), list_url(source)):
        root = local_name(element)
        if root == "position":
            positions.append(_record(element))
    if root != "workzag-jobs":
        raise ParseError(
            f"the feed is of {root!r}, not of 'workzag-jobs'; the platform may have changed", list_url(source)
        )
    return read_entries(positions, source, _posting)


def _root(source: Source) -> str:
    host = source.board if "." in source.board else f"{source.board}.jobs.personio.com"
    return PUBLIC_URL.format(board=host)


def _record(position: Element) -> dict[str, Any]:
    """A position as the object that it would be in JSON."""
    record: dict[str, Any] = {}
    for part in position:
        name = local_name(part)
        if name == "additionalOffices":
            record[name] = [office.text.strip() for office in part if office.text and office.text.strip()]
        elif name == "salaryInformation":
            record[name] = as_record(part)
        elif name == "jobDescriptions":
            record[name] = [{"name": child_text(one, "name"), "value": child_text(one, "value")} for one in part]
        else:
            record[name] = (part.text or "").strip() or None
    return record


def _posting(position: Fields, source: Source) -> Posting:
    native_id = position.need_id("id")
    offices = [position.text("office"), *position.items("additionalOffices")]
    where = "; ".join(dict.fromkeys(office for office in offices if office)) or None
    own_url, pay = position.text("jobUrl"), _pay(position.part("salaryInformation"))
    kind = employment_type(_kind(position.text("employmentType"), position.text("schedule")))
    position.ignore(*_UNUSED)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=native_id,
        title=position.need_text("name"),
        description=_description(position),
        format="html",
        url=own_url or f"{_root(source)}/job/{native_id}",
        employer=position.text("subcompany") or source.employer,
        location=where,
        employment_type=kind,
        posted_on=read_date(position.text("createdAt")),
        **read_place(where).as_posting,
        **pay.as_posting,
    )


def _pay(salary: Fields | None) -> Pay:
    if salary is None:
        return Pay()
    low, high, unit = salary.take("min"), salary.take("max"), salary.text("type")
    return read_pay(low, high, salary.text("currencyCode"), unit) or Pay()


def _description(position: Fields) -> str:
    """The parts under their headings. A feed may hold none: then the employer wrote nothing in this language."""
    if not position.has("jobDescriptions"):
        raise ParseError("jobDescriptions is missing", position.subject)
    parts = []
    for part in position.parts("jobDescriptions"):
        heading, content = part.text("name"), part.text("value")
        parts.append(section(html.unescape(heading) if heading else None, content or ""))
    return "\n".join(part for part in parts if part)


def _kind(contract: str | None, schedule: str | None) -> str | None:
    """The kind of contract where it says more than that it is a permanent one, else the hours."""
    if contract in (None, "permanent"):
        return _SCHEDULES.get(schedule or "", schedule)
    return contract

"""USAJOBS, the announcements of the US government, those that are closed too, by its Historic JOA interface.

https://developer.usajobs.gov/api-reference/get-api-historicjoa, and for the texts
https://developer.usajobs.gov/api-reference/get-api-AnnouncementText. It wants no key; without one robots.txt decides,
which was read by others as refusing every path, with the key and contact of the Search API it is not asked: see
`_usajobs`. `board` is the filters of that documentation
(`StartPositionOpenDate=2025-01-01&EndPositionOpenDate=2025-12-31`), `search` holds occupational series (0675),
separated by `|`; both lists are asked for with the same filters, and their rows joined by control number. The texts
are asked for when the list has changed. Tried against recorded rows only, never against the live interface.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from scraper.board import Answer, Past, read_paged, whole_body
from scraper.details import fingerprint
from scraper.errors import ParseError
from scraper.fields import AnyCase, Fields, load_json, records_of
from scraper.glance import Glance, whole_of
from scraper.http import Client
from scraper.listing import Listing, as_page, read_entries
from scraper.paging import Pages, Sheet, count_of, counted, read_pages, searches_of
from scraper.platforms._usajobs import (
    HOST,
    KEY,
    OFFICIAL_API,
    address_of,
    described,
    headers_of,
    pay_of,
    read_places,
)
from scraper.posting import COMPLETE, Posting
from scraper.secrets import read_secret, redact
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.pay import Pay

API_ROOT = HOST
PUBLIC_URL = "https://data.usajobs.gov/api/historicjoa?{board}"
EXAMPLE_BOARD = "StartPositionOpenDate=2025-01-01&EndPositionOpenDate=2025-12-31"

PAGE = 1_000  # 500 of texts

_FILTERS = (
    "HiringAgencyCodes", "HiringDepartmentCodes", "PositionSeries", "AnnouncementNumbers", "USAJOBSControlNumbers",
    "StartPositionOpenDate", "EndPositionOpenDate", "StartPositionCloseDate", "EndPositionCloseDate",
)  # fmt: skip
_NAMES = {name.lower(): name for name in _FILTERS}
_API = re.compile(r"https?://data\.usajobs\.gov(?::\d+)?/api/historicjoa(?:/announcementtext)?/?\?(.+)", re.IGNORECASE)
_TEXTS = (
    ("Summary", "summary"),
    ("Duties", "duties"),
    ("Duties", "majorDutiesList"),
    ("Requirements", "requirementsConditionsOfEmployment"),
    ("Requirements", "requirements"),
    ("Qualifications", "requirementsQualifications"),
    ("Education", "requirementsEducation"),
    ("Additional information", "otherInformation"),
    ("Selection process", "evaluations"),
    ("Application materials", "requiredStandardDocuments"),
    ("Application materials", "requiredDocuments"),
)
_UNUSED = (
    "agencyLevel", "agencyLevelSort", "announcementClosingTypeCode", "announcementClosingTypeDescription",
    "announcementNumber", "appointmentType", "appointmentTypeOverride", "benefits", "benefitsURL",
    "disableApplyOnline", "drugTestRequired", "exclusiveClarificationText", "hiringAgencyCode",
    "hiringDepartmentCode", "hiringPathExplanation", "hiringPaths", "hiringSubelementName", "howToApply",
    "howToApplyNextSteps", "jobCategories", "maximumGrade", "minimumGrade", "payScale", "positionExpireDate",
    "positionOpeningStatus", "positionScheduleOverride", "positionSeries", "promotionPotential",
    "relocationExpensesReimbursed", "securityClearance", "securityClearanceRequired", "serviceType",
    "supervisoryStatus", "teleworkEligible", "totalOpenings", "travelRequirement", "vendor", "videoURL", "whoMayApply",
)  # fmt: skip


def list_url(source: Source) -> str:
    return _urls(source, "")[0]


def recognise(url: str) -> str | None:
    """The filters that an address of the interface has."""
    match = _API.match(url)
    filters = parse_qsl(match[1].rstrip("/")) if match else []
    known = [(_NAMES[name.lower()], value) for name, value in filters if name.lower() in _NAMES]
    return urlencode(known, safe=";,") or None


def fetch(source: Source, client: Client, past: Past) -> Answer:
    headers = headers_of(source, client) if read_secret(KEY) else {}
    glance = Glance(client, past)
    read = partial(_read, glance.client, headers)
    urls = _urls(source, "")
    whole = None if "positionseries" in source.board.lower() else whole_of(urls, _url(source, "", ""))
    if glance.tells_the_same(partial(read, glance=glance), urls, whole):
        return glance.as_before()
    rows = _read_all(partial(read, glance=glance), urls)

    def with_texts(pages: Pages) -> None:
        texts = _read_all(read, _urls(source, "/announcementtext"))
        by_number = {_key(text): text for text in texts.entries if isinstance(text, dict)}
        pages.entries = [
            {**by_number.get(_key(row), {}), **row} if isinstance(row, dict) else row for row in pages.entries
        ]
        if pages.status == COMPLETE:
            pages.status, pages.reason = texts.status, texts.reason

    return glance.noted(read_paged(rows, list_url(source), parse_rows, source, client, past, complete=with_texts))


def parse(body: bytes | str, source: Source) -> Listing:
    """The announcements of a saved answer whose rows have their texts; of any other, the number of its rows."""
    if _is_nothing(body.encode("utf-8", "replace") if isinstance(body, str) else body):
        return Listing()
    sheet, _ = _sheet_of(load_json(body, source.source_id), source.source_id)
    return as_page(read_rows(list(sheet.entries), source), sheet, "announcements", source.source_id)


def parse_rows(body: bytes, source: Source) -> Listing:
    return read_rows(load_json(body, source.source_id), source)


def read_rows(rows: list[Any], source: Source) -> Listing:
    listing = read_entries(rows, source, _posting, fields_of=AnyCase)
    missing = sum(isinstance(row, dict) and not _has_text(AnyCase(row, "")) for row in rows)
    if missing:
        message = f"{missing:,} of {len(rows):,} announcements have no text and are left out"
        listing.issues.append({"kind": "empty", "subject": source.source_id, "message": message})
    return listing


def _urls(source: Source, path: str) -> list[str]:
    """The first page of each series, or of all; ParseError when the board is not filters."""
    return [_url(source, path, series) for series in searches_of(source.search)]


def _url(source: Source, path: str, series: str) -> str:
    given = parse_qsl(source.board, keep_blank_values=True)
    unknown = [name for name, _ in given if name.lower() not in _NAMES]
    if unknown or not given:
        raise ParseError(f"the board must be filters such as {EXAMPLE_BOARD}", source.board)
    filters = {_NAMES[name.lower()]: value for name, value in given}
    filters |= {"PositionSeries": series} if series else {}
    return f"{source.api_root or API_ROOT}/api/historicjoa{path}?{urlencode(filters, safe=';,')}"


def _read_all(read: Callable[[str], Pages], urls: list[str]) -> Pages:
    """The rows of all addresses and of the pages behind them, each once."""
    found: dict[str, Any] = {}
    whole = Pages()
    for url in urls:
        pages = read(url)
        found |= {_key(row): row for row in pages.entries}
        if pages.status != COMPLETE:
            whole.status, whole.reason = pages.status, pages.reason
    whole.entries = list(found.values())
    return whole


def _read(client: Client, headers: dict[str, str], first: str, glance: Glance | None = None) -> Pages:
    url = first

    def ask(_: int, __: int) -> Sheet:
        nonlocal url
        page = client.get(url, accept="application/json", headers=headers, official_api=OFFICIAL_API)
        if page.status == 204 or _is_nothing(page.body):
            return Sheet([], is_last=True)
        whole_body(page)
        sheet, behind = _sheet_of(load_json(redact(page.text), url), url)
        counted(sheet, "paging.metadata.totalCount", url)
        url = first.partition("?")[0] + behind if behind.startswith("?") else first + behind
        return sheet

    return read_pages(ask, _key, size=PAGE, glance=glance, name=first)


def _is_nothing(body: bytes) -> bool:
    """Where there is no announcement, the interface says so in words, and not as JSON."""
    return body[:100].strip().lower() == b"204 no content"


def _sheet_of(answer: Any, subject: str) -> tuple[Sheet, str]:
    """The rows of a page, and what to ask for next: another query, or more of this one; empty after the last page.

    Only the query of an address is taken, so that no answer leads to another host.
    """
    rows = records_of(answer, "data", "usajobsControlNumber")
    if rows is None:
        raise ParseError("the answer has no list 'data'; the interface may have changed", subject)
    paging = answer.get("paging") if isinstance(answer, dict) else None
    about = paging.get("metadata") if isinstance(paging, dict) else None
    if not isinstance(paging, dict) or not isinstance(about, dict):
        return Sheet(rows, is_last=True), ""
    token, following, total = about.get("continuationToken"), paging.get("next"), count_of(about.get("totalCount"))
    query = following.partition("?")[2] if isinstance(following, str) else ""
    more = f"&continuationtoken={quote(token, safe='%')}" if isinstance(token, str) and token else ""
    behind = f"?{query}" if query else more
    return Sheet(rows, total, is_last=not behind), behind


def _key(row: Any) -> str:
    fields = {str(key).lower(): value for key, value in row.items()} if isinstance(row, dict) else {}
    number = fields.get("usajobscontrolnumber")
    return str(number) if number else fingerprint(row)


def _has_text(row: Fields) -> bool:
    return any(isinstance(value := row.take(key), str) and value.strip() for _, key in _TEXTS)


def _posting(row: Fields, source: Source) -> Posting | None:
    native_id, title = row.need_id("usajobsControlNumber"), row.need_text("positionTitle")
    texts = [(heading, row.raw_text(key)) for heading, key in _TEXTS]
    if not any(text and text.strip() for _, text in texts):
        return None
    addresses = []
    for place in row.parts("positionLocations"):
        city, region = place.text("positionLocationCity"), place.text("positionLocationState")
        addresses.append(address_of(city, region, place.text("positionLocationCountry")))
    where, place_of = read_places(addresses, None, is_remote=None)
    agency, department = row.text("hiringAgencyName"), row.text("hiringDepartmentName")
    pay = pay_of(row.take("minimumSalary"), row.take("maximumSalary"), row.text("salaryType")) or Pay()
    row.ignore(*_UNUSED)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=native_id,
        title=title,
        description=described(texts),
        format="html",
        url=f"https://www.usajobs.gov/job/{native_id}",
        employer=agency or department or source.employer,
        location=where,
        employment_type=employment_type(row.text("workSchedule")),
        posted_on=read_date(row.text("positionOpenDate")),
        closes_on=read_date(row.text("positionCloseDate")),
        **place_of.as_posting,
        **pay.as_posting,
    )

"""USAJOBS, the open announcements of the US government, by its Search API.

https://developer.usajobs.gov/api-reference/get-api-search. It wants a key, which is free and comes by e-mail, in the
environment as JOBREQ_USAJOBS_KEY, and that e-mail address as contact: it is sent as User-Agent, as
https://developer.usajobs.gov/guides/authentication demands. `board` is an organisation's code (VATA; several with `;`)
or `all`, `search` holds occupational series (0675) and words, separated by `|`. A query gives 10,000 announcements, so
a longer list is asked for by the series that it holds. robots.txt is not asked, see `_usajobs`. Tried against recorded
answers only, never against the live interface.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from scraper.board import Answer, Past, read_paged, whole_body
from scraper.details import fingerprint
from scraper.errors import Blocked, ParseError
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
from scraper.posting import COMPLETE, TRUNCATED, Posting
from scraper.secrets import redact
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.pay import Pay, widest
from scraper.values.places import Place

API_ROOT = HOST
PUBLIC_URL = "https://www.usajobs.gov/search/results/?a={board}"
EXAMPLE_BOARD = "VATA"

PAGE = 500
CAP = 10_000

_SITE = re.compile(
    r"https?://(?:www\.usajobs\.gov(?::\d+)?/(?:job/|GetJob/ViewDetails/|search/results)"
    r"|data\.usajobs\.gov(?::\d+)?/api/search\b)",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"[?&](?:a|organization)=([A-Z0-9]{2,4}(?:(?:;|%3B)[A-Z0-9]{2,4})*)(?:[&/#]|$)", re.IGNORECASE
)
_SERIES = re.compile(r"\d{4}")
_OWN_PAGE = re.compile(r"/(?:job|ViewDetails)/(\d+)", re.IGNORECASE)
_UNUSED = (
    "ApplyURI", "JobCategory", "JobGrade", "PositionFormattedDescription", "PositionID", "PositionOfferingType",
    "SubAgency",
)  # fmt: skip
_UNUSED_DETAILS = (
    "AdjudicationType", "AgencyContactEmail", "AgencyContactPhone", "AgencyContactWebsite", "AgencyMarketingStatement",
    "AnnouncementClosingType", "ApplyOnlineUrl", "BargainingUnitStatus", "Benefits", "BenefitsDisplayDefaultText",
    "BenefitsUrl", "CommuteDistance", "CyberWorkGrouping", "CyberWorkRole", "DetailStatusUrl", "DrugTestRequired",
    "FinancialDisclosure", "HighGrade", "HiringPath", "HowToApply", "LowGrade", "MCOTags", "OrganizationCodes",
    "PositionSensitivitiy", "PreviewQuestionnaireIdentifier", "PromotionPotential", "Relocation", "SecurityClearance",
    "ServiceType", "SubAgencyName", "TeleworkEligible", "TotalOpenings", "TravelCode", "VideoURL", "WhatToExpectNext",
    "WhoMayApply", "WithinArea",
)  # fmt: skip

Ask = Callable[[Mapping[str, str]], Pages]


def list_url(source: Source) -> str:
    return _url(source, next(iter(_queries(source))), 0)


def recognise(url: str) -> str | None:
    """The organisation that an address names; `all` for that of one announcement."""
    if not _SITE.match(url):
        return None
    named = _ORGANISATION.search(url)
    return named[1].upper().replace("%3B", ";") if named and named[1].lower() != "all" else "all"


def fetch(source: Source, client: Client, past: Past) -> Answer:
    headers = headers_of(source, client)
    queries, board = _queries(source), _board(source)
    by_name = {urlencode(query): query for query in [board, *queries]}
    names = [urlencode(query) for query in queries]
    whole = whole_of(names, urlencode(board)) if board else None  # what all agencies announce changes by the minute
    glance = Glance(client, past)

    def read(query: Mapping[str, str]) -> Pages:
        def ask(number: int, _: int) -> Sheet:
            url = _url(source, query, number)
            page = glance.client.get(url, accept="application/json", headers=headers, official_api=OFFICIAL_API)
            whole_body(page)
            return counted(sheet_of(load_json(redact(page.text), url), url), "SearchResultCountAll", url)

        name = urlencode(query)
        is_part = name not in by_name  # of a list, and no list of its own
        return read_pages(ask, _key, size=PAGE, cap=CAP, glance=None if is_part else glance, name=name)

    try:
        if glance.tells_the_same(lambda name: read(by_name[name]), names, whole):
            return glance.as_before()
        pages = _read_all(read, queries)
    except Blocked as error:
        message = f"{error.message}. Is {KEY} right, and the contact the address that the key was sent to?"
        raise Blocked(message, error.subject) from error
    return glance.noted(read_paged(pages, list_url(source), parse_items, source, client, past))


def parse(body: bytes | str, source: Source) -> Listing:
    """The announcements of a saved answer; ParseError when it is not one of a search."""
    sheet = sheet_of(load_json(body, source.source_id), source.source_id)
    return as_page(read_items(list(sheet.entries), source), sheet, "announcements", source.source_id)


def parse_items(body: bytes, source: Source) -> Listing:
    return read_items(load_json(body, source.source_id), source)


def read_items(items: list[Any], source: Source) -> Listing:
    return read_entries(items, source, _posting, fields_of=AnyCase)


def sheet_of(answer: Any, subject: str) -> Sheet:
    result = answer.get("SearchResult", answer) if isinstance(answer, dict) else answer
    items = records_of(result, "SearchResultItems", "MatchedObjectDescriptor")
    if items is None:
        raise ParseError("the answer has no list 'SearchResultItems'; the interface may have changed", subject)
    total = count_of(result.get("SearchResultCountAll")) if isinstance(result, dict) else None
    return Sheet([_settled(item) for item in items], total)


def _queries(source: Source) -> list[dict[str, str]]:
    """The filters of each search: a series by its number, all else as words."""
    return [
        _board(source)
        | ({"JobCategoryCode": words} if _SERIES.fullmatch(words) else {"Keyword": words} if words else {})
        for words in searches_of(source.search)
    ]


def _board(source: Source) -> dict[str, str]:
    """The filter of the agency; none for all agencies."""
    return {} if source.board.lower() == "all" else {"Organization": source.board}


def _url(source: Source, query: Mapping[str, str], page: int) -> str:
    filters = {**query, "ResultsPerPage": str(PAGE), "Page": str(page + 1), "Fields": "Full"}
    return f"{source.api_root or API_ROOT}/api/Search?{urlencode(filters)}"


def _read_all(read: Ask, queries: Sequence[Mapping[str, str]]) -> Pages:
    """The announcements of all queries, each once; a query that is too long by series."""
    found: dict[str, Any] = {}
    whole = Pages()
    for query in queries:
        pages = read(query)
        entries = {_key(entry): entry for entry in pages.entries}
        if pages.status == TRUNCATED and (pages.total or 0) > CAP and "JobCategoryCode" not in query:
            pages = _by_series(read, query, pages)
            entries |= {_key(entry): entry for entry in pages.entries}
        found |= entries
        if pages.status != COMPLETE:
            whole.status, whole.reason = pages.status, pages.reason
    whole.entries = list(found.values())
    return whole


def _by_series(read: Ask, query: Mapping[str, str], first: Pages) -> Pages:
    """A query once more for each series of its first 10,000 announcements; truncated when that is still not all."""
    found = {_key(entry): entry for entry in first.entries}
    whole = Pages(total=first.total)
    for series in sorted({code for entry in first.entries for code in _series_of(entry)}):
        part = read({**query, "JobCategoryCode": series})
        found |= {_key(entry): entry for entry in part.entries}
        if part.status != COMPLETE:
            whole.status, whole.reason = part.status, f"series {series}: {part.reason}"
    whole.entries = list(found.values())
    if whole.status == COMPLETE and len(found) < (first.total or 0):
        whole.status = TRUNCATED
        whole.reason = f"asked for by series, the list has {len(found):,} of {first.total:,} announcements"
    return whole


def _series_of(item: Any) -> list[str]:
    about = item.get("MatchedObjectDescriptor") if isinstance(item, dict) else None
    categories = about.get("JobCategory") if isinstance(about, dict) else None
    codes = [one.get("Code") for one in categories if isinstance(one, dict)] if isinstance(categories, list) else []
    return [code for code in codes if isinstance(code, str) and _SERIES.fullmatch(code)]


def _settled(item: Any) -> Any:
    """An item without its rank, which changes by itself."""
    return {key: value for key, value in item.items() if key != "RelevanceRank"} if isinstance(item, dict) else item


def _key(item: Any) -> str:
    name = item.get("MatchedObjectId") if isinstance(item, dict) else None
    return str(name) if name else fingerprint(item)


def _posting(item: Fields, source: Source) -> Posting:
    native_id = item.need_id("MatchedObjectId") if item.has("MatchedObjectId") else None
    item.ignore("RelevanceRank")
    job = item.part("MatchedObjectDescriptor")
    if job is None:
        raise ParseError("MatchedObjectDescriptor is missing", item.subject)
    area = job.part("UserArea")
    details = area.part("Details") if area else None
    if area:
        area.ignore("IsRadialSearch", "NumberOfPages")
    is_remote = details.flag("RemoteIndicator") if details else None
    description = _description(job, details)
    where, place = _place(job, is_remote)
    opened, closes = job.text("PublicationStartDate"), job.text("ApplicationCloseDate")
    starts, ends = job.text("PositionStartDate"), job.text("PositionEndDate")
    organisation, department = job.text("OrganizationName"), job.text("DepartmentName")
    kinds = _names(job.parts("PositionSchedule"))
    url = job.text("PositionURI")
    own = _OWN_PAGE.search(url or "")
    native_id = native_id or (own[1] if own else item.need_id("MatchedObjectId"))
    job.ignore(*_UNUSED)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=native_id,
        title=job.need_text("PositionTitle"),
        description=description,
        format="html",
        url=url.replace(".gov:443/", ".gov/") if url else None,
        employer=organisation or department or source.employer,
        location=where,
        employment_type=employment_type(", ".join(kinds)),
        posted_on=read_date(opened) or read_date(starts),
        closes_on=read_date(closes) or read_date(ends),
        **place.as_posting,
        **_pay(job).as_posting,
    )


def _description(job: Fields, details: Fields | None) -> str:
    """What the announcement says, in the order of its page; how to apply and what the agency is stay out."""
    if details is None and not job.has("QualificationSummary"):
        raise ParseError("QualificationSummary and UserArea.Details are both missing", job.subject)
    qualified = job.raw_text("QualificationSummary")
    if details is None:
        return described([("Qualifications", qualified)])
    parts = [
        ("Summary", details.raw_text("JobSummary")),
        ("Duties", details.take("MajorDuties")),
        ("Requirements", details.items("KeyRequirements")),
        ("Requirements", details.raw_text("Requirements")),
        ("Qualifications", qualified),
        ("Education", details.raw_text("Education")),
        ("Additional information", details.raw_text("OtherInformation")),
        ("Selection process", details.raw_text("Evaluations")),
        ("Application materials", details.raw_text("RequiredDocuments")),
    ]
    details.ignore(*_UNUSED_DETAILS)
    return described(parts)


def _names(parts: Sequence[Fields]) -> list[str]:
    for part in parts:
        part.ignore("Code")
    return [name for part in parts if (name := part.text("Name"))]


def _place(job: Fields, is_remote: bool | None) -> tuple[str | None, Place]:
    addresses = []
    for place in job.parts("PositionLocation"):
        city, region = place.text("CityName"), place.text("CountrySubDivisionCode")
        addresses.append(address_of(city or place.text("LocationName"), region, place.text("CountryCode")))
        place.ignore("LocationName", "LocationCode", "AddressLine", "Longitude", "Latitude")
    return read_places(addresses, job.text("PositionLocationDisplay"), is_remote=is_remote)


def _pay(job: Fields) -> Pay:
    ranges = []
    for one in job.parts("PositionRemuneration"):
        interval, code = one.text("Description"), one.text("RateIntervalCode")
        ranges.append(pay_of(one.take("MinimumRange"), one.take("MaximumRange"), interval or code))
    return widest(ranges)

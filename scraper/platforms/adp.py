"""ADP Workforce Now career centers: the list and the details that the site's own front end asks for.

Undocumented. The list gives 20 entries a page whatever is asked for, and counts from one. It holds only what is
published in one language (`lang`); in any other, and for a career center that there is not, it is empty, so what the
center says of itself is asked then. `board` is what stands behind `cid=` in an address: the client, and `&ccId=…`,
`&lang=…` where they are not the usual ones. Some adverts are an attached file, which is not read. Read as others have
described it: never tried against a live board.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from scraper.board import Answer, Past, whole_body
from scraper.details import Listed, fingerprint, read_listed, read_sheet
from scraper.errors import ParseError
from scraper.fields import Fields, load_json, records_of
from scraper.glance import Glance, as_listed, read_changed
from scraper.html import has_tags, plain_text
from scraper.http import Client
from scraper.jobposting import readable
from scraper.listing import Listing, read_entries
from scraper.paging import Sheet, count_of, counted, read_pages
from scraper.platforms._addresses import Address, read_addresses
from scraper.posting import Posting
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.pay import Pay, read_pay
from scraper.values.pay_words import pay_in_words
from scraper.values.places import country_code

API_ROOT = "https://workforcenow.adp.com"
PUBLIC_URL = "https://workforcenow.adp.com/mascsr/default/mdf/recruitment/recruitment.html?cid={board}"
EXAMPLE_BOARD = "00000000-0000-4000-8000-000000000001"
PAGE = 20

_API = "/mascsr/default/careercenter/public/events/staffing/v1"
_USUAL = {"ccId": "19000101_000001", "lang": "en_US"}
_CLIENT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_UNITS = {"HR": "hour", "AN": "year"}
_SHORT = 300  # characters: less is no advert when a file is attached
_EMPTY = ("additionalProperties", "organizationalUnits", "postingInstructions", "screeningRequirements")


def list_url(source: Source) -> str:
    return _list_url(source, 1)


def recognise(url: str) -> str | None:
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query.rstrip("/")))
    client = _CLIENT.fullmatch(asked.get("cid", ""))
    if parts.scheme not in ("http", "https") or parts.hostname != "workforcenow.adp.com" or client is None:
        return None
    others = [f"&{name}={asked[name]}" for name, usual in _USUAL.items() if asked.get(name, usual) != usual]
    return client[0] + "".join(others)


def fetch(source: Source, client: Client, past: Past) -> Answer:
    glance = Glance(client, past, as_listed(_listed, source))

    def ask(_: int, offset: int) -> Sheet:
        url = _list_url(source, offset + 1)
        sheet = _sheet(load_json(whole_body(glance.client.get(url, accept="application/json")), url), url)
        return counted(sheet, "meta.totalNumber", url) if sheet.entries else sheet

    pages = read_changed("", lambda _: read_pages(ask, _key, size=PAGE, glance=glance), _key, glance)
    if pages is None:
        return glance.as_before()
    if not pages.entries:
        _expect_center(source, client.aside())
    pages.entries = [entry for entry in pages.entries if not _is_internal(entry)]
    listing = read_listed(pages, _listed, parse_detail, source, client, past)
    return glance.noted(Answer(listing))


def parse(body: bytes | str, source: Source) -> Listing:
    """The posting of a detail; of a list, which has no texts, the number of its entries."""
    answer = load_json(body, source.source_id)
    if isinstance(answer, list) and (details := records_of(answer, "", "requisitionTitle", "requisitionDescription")):
        return read_entries(details, source, _posting)
    is_detail = isinstance(answer, dict) and {"requisitionDescription", "customFieldGroup"} & answer.keys()
    if is_detail and "jobRequisitions" not in answer:
        return _read_detail(answer, source)
    return read_sheet(_sheet(answer, source.source_id), source, _listed)


def parse_detail(body: bytes, one: Listed, source: Source) -> Listing:
    return _read_detail(load_json(body, one.url), source)


def _list_url(source: Source, first: int) -> str:
    return f"{_requisitions(source)}?{_query(source)}&$top={PAGE}&$skip={first}"


def _requisitions(source: Source) -> str:
    return f"{source.api_root or API_ROOT}{_API}/job-requisitions"


def _query(source: Source) -> str:
    client, _, others = source.board.partition("&")
    asked = _USUAL | dict(parse_qsl(others))
    return f"cid={client}&ccId={asked['ccId']}&lang={asked['lang']}&locale={asked['lang']}"


def _sheet(answer: Any, subject: str) -> Sheet:
    entries = records_of(answer, "jobRequisitions", "requisitionTitle", "itemID")
    if entries is None:
        raise ParseError("the answer has no list 'jobRequisitions'; the platform may have changed", subject)
    meta = answer.get("meta") if isinstance(answer, dict) else None
    if not entries and not isinstance(meta, dict):
        return Sheet(entries, 0)  # an empty list is all that there is of it
    return Sheet(entries, count_of(meta.get("totalNumber")) if isinstance(meta, dict) else None)


def _expect_center(source: Source, client: Client) -> None:
    """ParseError when an empty list is that of no career center, or of one that publishes in another language."""
    url = f"{source.api_root or API_ROOT}{_API}/content-links/career-center?{_query(source)}"
    answer = load_json(whole_body(client.get(url, accept="application/json")), url)
    known = answer.get("meta") if isinstance(answer, dict) else None
    languages = [str(value) for value in _custom(known, "stringFields", "Locale", "stringValue")]
    is_published = next(_custom(known, "indicatorFields", "PublishedIndicator", "indicatorValue"), bool(languages))
    if not is_published:
        raise ParseError("there is no such career center; find its new address, or switch the source off", url)
    lang = str(dict(parse_qsl(_query(source)))["lang"])
    if languages and lang not in languages:
        raise ParseError(f"the career center publishes in {', '.join(languages)}, and not in {lang}", url)


def _custom(record: Any, kind: str, name: str, value: str) -> Iterator[Any]:
    """The values of a field that is kept by its name: {"stringValue": …, "nameCode": {"codeValue": name}}."""
    group = record.get("customFieldGroup") if isinstance(record, dict) else None
    found = group.get(kind) if isinstance(group, dict) else None
    for one in found if isinstance(found, list) else ():
        code = one.get("nameCode") if isinstance(one, dict) else None
        if isinstance(code, dict) and code.get("codeValue") == name and one.get(value) is not None:
            yield one[value]


def _number(group: Any, item: object, subject: str) -> str:
    """What a job is asked for by; its other name, where that is left out."""
    number = next(_custom(group, "stringFields", "ExternalJobID", "stringValue"), item)
    if not isinstance(number, str | int) or not str(number).strip():
        raise ParseError("customFieldGroup has no ExternalJobID", subject)
    return str(number).strip()


def _key(entry: Any) -> str:
    return next((str(number) for number in _custom(entry, "stringFields", "ExternalJobID", "stringValue")), "") or (
        fingerprint(entry)
    )


def _is_internal(entry: Any) -> bool:
    return next(_custom(entry, "indicatorFields", "InternalPostingFlag", "indicatorValue"), False) is True


def _listed(entry: Fields, source: Source) -> Listed:
    """All but what changes by itself: the server's clock and the number of applicants."""
    group = {"customFieldGroup": entry.take("customFieldGroup")}
    number = _number(group, entry.take("itemID"), entry.subject)
    kept = {
        "title": entry.need_text("requisitionTitle"),
        "posted": entry.text("postDate"),
        "level": entry.take("workLevelCode"),
        "places": entry.take("requisitionLocations"),
        "pay": [entry.take("payGradeRange"), list(_custom(group, "codeFields", "SalaryType", "codeValue"))],
        "requisition": entry.text("clientRequisitionID"),
    }
    entry.ignore("links", "sponsoredVisaTypeCodes", *_EMPTY)
    return Listed(number, f"{_requisitions(source)}/{number}?{_query(source)}", kept)


def _read_detail(answer: Any, source: Source) -> Listing:
    """The posting; none for the skeleton that is all that is left of a closed one."""
    if isinstance(answer, dict) and not answer.get("requisitionTitle") and not answer.get("requisitionDescription"):
        return Listing()
    return read_entries([answer], source, _posting)


def _posting(job: Fields, source: Source) -> Posting:
    group = {"customFieldGroup": job.take("customFieldGroup")}
    number = _number(group, job.take("itemID"), job.subject)
    title = job.need_text("requisitionTitle")
    description = readable(job.need_raw_text("requisitionDescription"))
    if job.items("links") and len(plain_text(description)) < _SHORT:
        job.oddities.append("the advert is an attached file, which is not read")
    for name in _EMPTY:  # wherever anybody looked
        if job.take(name):
            job.oddities.append(f"{name} is not empty any more")
    level = job.part("workLevelCode")
    where, place = read_addresses(_address(place) for place in job.parts("requisitionLocations"))
    pay = _pay(job, next(_custom(group, "codeFields", "SalaryType", "codeValue"), None))
    if pay == Pay():
        said = next(_custom(group, "stringFields", "SalaryRange", "stringValue"), None)
        pay = pay_in_words(said if isinstance(said, str) else None, country=place.country, is_pay=True)
    job.ignore("clientRequisitionID", "sponsoredVisaTypeCodes")
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=number,
        title=title,
        description=description,
        format="html" if has_tags(description) else "plain",
        url=f"{PUBLIC_URL.format(board=source.board)}&jobId={number}",
        employer=source.employer,
        location=where,
        employment_type=employment_type(level.text("shortName") if level else None),
        posted_on=read_date(job.text("postDate")),
        **place.as_posting,
        **pay.as_posting,
    )


def _address(place: Fields) -> Address:
    """`Main Campus, Boise, ID, US` is the employer's name of the place before the rest; only it says the country."""
    name, address = place.part("nameCode"), place.part("address")
    shown = ", ".join(" ".join(part.split()) for part in ((name and name.text("shortName")) or "").split(","))
    parts = shown.split(", ")
    country = parts[-1] if len(parts) > 2 or parts[-1] == "US" else None
    region = parts[-2] if country and len(parts) > 2 else None
    city = parts[-3] if region else None
    place.ignore("aliasNames")
    if address:
        level = address.part("countrySubdivisionLevel1")
        city, region = address.text("cityName") or city, (level and level.text("codeValue")) or region
        country = address.text("countryCode") or country
        address.ignore("postalCode")
    return Address(city, region, country if country_code(country) else None, shown or None)


def _pay(job: Fields, unit: Any) -> Pay:
    """A range that is only a ceiling has 0 as its floor."""
    grade = job.part("payGradeRange")
    low, high = (grade.part(name) if grade else None for name in ("minimumRate", "maximumRate"))
    currencies = [rate.text("currencyCode") for rate in (low, high) if rate]
    bottom, top = (rate.take("amountValue") if rate else None for rate in (low, high))
    currency = next(filter(None, currencies), None)
    return read_pay(bottom, top, currency, _UNITS.get(unit) if isinstance(unit, str) else None) or Pay()

"""UKG Pro (UltiPro) job boards, as far as robots.txt lets a program read them: the postings that a board features.

Undocumented. robots.txt of recruiting.ultipro.com allows `*/JobBoard/`, the board's page and those of its postings, and
refuses `*/JobBoardView`, where the whole list is; that is never asked for, so the list is always truncated. `board` is
the address of the board without https://. What a posting asks for stands apart, as criteria that are required or not,
and keeps headings of its own. Read as others have described it: never tried against a live board.
"""

import html
import re
from functools import partial
from typing import Any

from scraper.board import Answer, Past, whole_body
from scraper.details import Listed, read_list, read_listed, read_sheet
from scraper.errors import Blocked, ParseError
from scraper.fields import Fields, load_json, records_of
from scraper.html import is_html, section
from scraper.http import Client
from scraper.jobposting import readable
from scraper.listing import Listing, read_entries
from scraper.paging import Pages, Sheet, count_of
from scraper.platforms._addresses import Address, read_addresses
from scraper.platforms._scripts import value_after
from scraper.posting import COMPLETE, TRUNCATED, Posting
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.values.pay import Pay, read_pay

API_ROOT = ""  # the board names its host
PUBLIC_URL = "https://{board}"
EXAMPLE_BOARD = "recruiting.ultipro.com/EXA1000EXAM/JobBoard/00000000-0000-4000-8000-000000000001"

_BOARD = re.compile(
    r"https?://(recruiting\d*\.ultipro\.(?:com|ca)|[\w-]+\.rec\.pro\.ukg\.net)/(\w+)/JobBoard/([0-9a-f-]{36})(?:[/?#]|$)",
    re.IGNORECASE,
)
_FEATURED = re.compile(r"\binitialFeaturedOpportunities\s*:\s*")
_POSTING = re.compile(r"\bCandidateOpportunityDetail\(\s*")
_REASON = "the board's page shows {} featured postings; robots.txt refuses its whole list"

# Two names are known for each: of the page, and of the interface that it was made with.
_CRITERIA = (
    ("education", ("EducationCriteria", "Educations")),
    ("licenses and certifications", ("LicenseAndCertificationCriteria", "LicenseAndCertifications")),
    ("work experience", ("WorkExperienceCriteria", "WorkExperiences")),
    ("skills", ("SkillCriteria", "Skills")),
    ("behaviors", ("BehaviorCriteria", "Behaviors")),
    ("motivations", ("MotivationCriteria", "Motivations")),
)
_NAMES = (
    "Name", "EducationLevelDescription", "DegreeName", "MajorName", "LicenseAndCertificationName", "SkillName",
    "MinimumScaleValueDescription", "BehaviorName", "MotivationName", "WorkExperienceDescription", "Title",
    "Description",
)  # fmt: skip
_NUMBERS = ("Id", "DegreeId", "EducationLevelId", "LicenseAndCertificationId", "MajorId", "SkillId", "SortOrder")
_YEARS = ("Years", "YearsOfExperience", "MinimumYears")
_UNUSED = (
    "AssessmentUri", "BriefDescription", "Distance", "EqualOpportunityEmployerDescription",
    "Featured", "HoursPerWeek", "JobBoardMemberships", "JobCategoryName", "MatchScore", "MatchedLocations",
    "OpportunityType", "PayTransparencyPolicyStatement", "PublishingStatus", "RequisitionNumber", "SupervisorName",
    "TravelDescription", "TravelRequired", "UpdatedDate",
)  # fmt: skip


def list_url(source: Source) -> str:
    host, _, path = source.board.partition("/")
    return f"{source.api_root or f'https://{host}'}/{path}"


def recognise(url: str) -> str | None:
    match = _BOARD.match(url)
    return f"{match[1].lower()}/{match[2]}/JobBoard/{match[3].lower()}" if match else None


def fetch(source: Source, client: Client, past: Past) -> Answer:
    url = list_url(source)
    entries = _entries(whole_body(client.get(url, accept="text/html")), url)
    pages = Pages(entries, status=TRUNCATED, reason=_REASON.format(len(entries)))
    listed_of = partial(_listed, board=url)
    return Answer(read_listed(pages, listed_of, parse_detail, source, client, past, accept="text/html"))


def parse(body: bytes | str, source: Source) -> Listing:
    """The posting of a page; of a board's page or list, which have no texts, the number of postings that they show."""
    page = body.encode("utf-8", "replace") if isinstance(body, str) else body
    if not is_html(page):
        return _parse_json(page, source)
    job = value_after(page, _POSTING, source.source_id)
    if job is not None:
        return read_entries([job], source, partial(_posting, url=None))
    entries = _entries(page, source.source_id)
    listing = read_list(entries, source, _listed)[1]
    if listing.status == COMPLETE:
        listing.status, listing.reason = TRUNCATED, _REASON.format(len(entries))
    return listing


def _parse_json(body: bytes, source: Source) -> Listing:
    """What somebody saved of the interface that is never asked here: its list, or the object that a page holds."""
    answer = load_json(body, source.source_id)
    if job := records_of(answer, "", "Id", "Title", "Description"):
        return read_entries(job, source, partial(_posting, url=None))
    entries = records_of(answer, "opportunities", "Id", "Title")
    if entries is None:
        raise ParseError("the answer has no list 'opportunities'; the platform may have changed", source.source_id)
    total = count_of(answer.get("totalCount")) if isinstance(answer, dict) else None
    return read_sheet(Sheet(entries, total), source, _listed)


def parse_detail(body: bytes, one: Listed, source: Source) -> Listing:
    """The posting of its page; none where the page has no posting, which is how one that was closed long ago ends."""
    job = value_after(body, _POSTING, one.url)
    if job is not None:
        return read_entries([job], source, partial(_posting, url=one.url))
    if b"/JobBoard/" not in body:
        raise Blocked("another page stands where the posting should be; open the address and look", one.url)
    return Listing()


def _entries(page: bytes, subject: str) -> list[Any]:
    entries = value_after(page, _FEATURED, subject)
    if entries is None:
        raise Blocked("another page stands where the board should be; open the address and look", subject)
    if not isinstance(entries, list):
        raise ParseError("initialFeaturedOpportunities is not a list; the platform may have changed", subject)
    return entries


def _listed(entry: Fields, _: Source, *, board: str = "") -> Listed:
    number = entry.need_text("Id")
    kept = {
        "title": entry.need_text("Title"),
        "posted": entry.text("PostedDate"),
        "begins": entry.text("BriefDescription"),
        "requisition": entry.text("RequisitionNumber"),
        "places": [_address(place).shown for place in entry.parts("Locations")],
        "kind": [entry.flag("FullTime"), entry.take("JobLocationType")],
    }
    entry.ignore(*_UNUSED)
    return Listed(number, f"{board}/OpportunityDetail?opportunityId={number}", kept)


def _posting(job: Fields, source: Source, *, url: str | None) -> Posting | None:
    if job.flag("OpportunityIsClosed"):
        return None
    number, title = job.need_text("Id"), job.need_text("Title")
    advert = readable(job.need_raw_text("Description"))
    where, place = read_addresses(
        [_address(place) for place in job.parts("Locations")],
        is_remote=True if job.take("JobLocationType") == 2 else None,  # the others mean something else on each board
    )
    is_full = job.flag("FullTime")
    pay = _pay(job)
    sections = [part for name, keys in _CRITERIA for part in _criteria(job, name, keys)]
    job.ignore(*_UNUSED)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=number,
        title=title,
        description="\n".join([advert, *sections]),
        format="html",
        url=url or f"{PUBLIC_URL.format(board=source.board)}/OpportunityDetail?opportunityId={number}",
        employer=source.employer,
        location=where,
        employment_type={True: "full-time", False: "part-time", None: None}[is_full],
        posted_on=read_date(job.text("PostedDate")),
        **place.as_posting,
        **pay.as_posting,
    )


def _criteria(job: Fields, name: str, keys: tuple[str, ...]) -> list[str]:
    """The criteria of one kind, those that are required and those that are preferred each under a heading."""
    headings = {True: f"Required {name}", None: name.capitalize(), False: f"Preferred {name}"}
    items: dict[str, list[str]] = {heading: [] for heading in headings.values()}
    for criterion in [criterion for key in keys for criterion in job.parts(key)]:
        is_required = criterion.flag("Required")
        years = next((criterion.number(key) for key in _YEARS if criterion.has(key)), None)
        words = [*(criterion.text(key) for key in _NAMES), f"{years:g} years" if years else None]
        said = ", ".join(dict.fromkeys(word for word in words if word))
        criterion.ignore(*_NUMBERS)
        if not said:
            job.oddities.append(f"a criterion of {name} says nothing that is known here")
            continue
        items[headings[is_required]].append(said)
    return [
        section(heading, "".join(f"<li>{html.escape(said, quote=False)}</li>" for said in found))
        for heading, found in items.items()
        if found
    ]


def _address(place: Fields) -> Address:
    description, name = place.text("LocalizedDescription"), place.text("LocalizedName")
    address = place.part("Address")
    state, country = (address.part(name) if address else None for name in ("State", "Country"))
    city = address.text("City") if address else None
    region = (state.text("Code") or state.text("Name")) if state else None
    nation = (country.text("Code") or country.text("Name")) if country else None
    place.ignore("Coordinates", "DisplayAddress", "DisplayName", "Id", "SourceOfTruth")
    for part in (address, state, country):
        if part:
            part.ignore("Line1", "Line2", "PostalCode", "Name")
    return Address(city, region, nation, description or name)


def _pay(job: Fields) -> Pay:
    """The range that candidates are shown; a page holds ranges that they are not."""
    is_shown, is_salary = job.flag("PayRangeVisible"), job.flag("Salaried")
    grade = job.part("PayRange")
    unit = {True: "year", False: "hour", None: None}[is_salary]
    currencies = [job.text(name) for name in ("PayRangeCurrencyCode", "CompensationCurrencyCode")]
    currency = next(filter(None, currencies), None)
    rate = job.take("CompensationAmount")
    ranges = [
        read_pay(grade.take("PayRangeMinimum"), grade.take("PayRangeMaximum"), currency, unit) if grade else None,
        *(
            read_pay(job.take(f"Compensation{kind}Minimum"), job.take(f"Compensation{kind}Maximum"), currency, named)
            for kind, named in (("Annual", "year"), ("Hourly", "hour"))
        ),
        read_pay(rate, rate, currency, unit),  # of a job with one rate, and no range
    ]
    return next(filter(None, ranges), None) or Pay() if is_shown else Pay()

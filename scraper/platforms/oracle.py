"""Oracle Recruiting Cloud career sites: the list and the details that the site's own front end asks for.

https://docs.oracle.com/en/cloud/saas/human-resources/farws/api-recruiting-ce-job-requisitions.html, which keeps them
for Oracle's own use. `board` is the site's address without https://, or host and site (`host/CX_1`); on an employer's
own domain the interface does not answer. `search` holds words for the platform's own search, several separated by `|`;
empty means the whole site. A site that does not exist is answered with the postings of all sites of the host, so it is
looked up first. Tried against recorded answers only, never against a live site.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from scraper.board import Answer, Past
from scraper.details import Listed, read_listed, read_sheet
from scraper.errors import ParseError
from scraper.fields import Fields, as_html, load_json, records_of
from scraper.glance import Glance, as_listed
from scraper.html import section
from scraper.http import Client
from scraper.jobposting import markup_of
from scraper.listing import Listing, read_entries
from scraper.platforms._labelled import Labelled, pay_of, sections
from scraper.platforms._oracle_search import API, PUBLIC, is_list, look_up, read_searches, sheet_of, site_of
from scraper.posting import Posting
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.places import Place, country_code, read_place

API_ROOT = ""  # each tenant has its own host, which the board names
PUBLIC_URL = "https://{board}"
EXAMPLE_BOARD = f"example.fa.us2.oraclecloud.com{PUBLIC}CX_1"

_HOST = r"https?://((?:[\w-]+\.)+oraclecloud\.com)(?::\d+)?"
_SITE = re.compile(rf"{_HOST}/hcmUI/CandidateExperience/[\w-]+/sites/([\w-]+)(?:[/?#]|$)", re.IGNORECASE)
_FINDER = re.compile(rf"{_HOST}{API}/\w+\?\S*siteNumber(?:=|%3D)(?:\"|%22)?([\w-]+)", re.IGNORECASE)

_SITE_KEYS = {"SiteNumber", "SiteName"}
_TEXTS = ("ExternalDescriptionStr", "ExternalResponsibilitiesStr", "ExternalQualificationsStr")
_REMOTE = {"ORA_REMOTE": True, "REMOTE": True, "ORA_ON_SITE": False, "ON-SITE": False}  # hybrid is in between
_COMPARED = (
    "Title", "PostedDate", "PostingEndDate", "PrimaryLocation", "PrimaryLocationCountry", "ShortDescriptionStr",
    "WorkplaceTypeCode", "JobFamily", "JobFunction", "JobType", "JobSchedule", "JobShift", "WorkerType", "ContractType",
    "StudyLevel", "WorkHours", "WorkDays", "LegalEmployer", "Department", "Organization", *_TEXTS,
)  # fmt: skip
_UNUSED = (
    "ApplyWhenNotPostedFlag", "BeFirstToApplyFlag", "BusinessUnit", "BusinessUnitId", "Category", "ContentLocale",
    "CorporateDescriptionStr", "Department", "DepartmentId", "Distance", "DomesticTravelRequired",
    "ExternalContactEmail", "ExternalContactName", "GeographyId", "GeographyNodeId", "HiringManager", "HotJobFlag",
    "InternalQualificationsStr", "InternalResponsibilitiesStr", "InternationalTravelRequired", "JobFamily",
    "JobFamilyId", "JobFunction", "JobFunctionCode", "JobGrade", "JobLevel", "JobShift", "Language", "LegalEmployerId",
    "LegislationCode", "ManagerLevel", "MediaThumbURL", "NumberOfOpenings", "ObjectVerNumberProfile",
    "OrganizationDescriptionStr", "Organization", "OrganizationId", "OtherRequisitionTitle", "PostedDate",
    "PostingEndDate", "Relevancy", "RequisitionId", "RequisitionType", "ThumbnailURL", "TrendingFlag", "WorkDays",
    "WorkDurationMonths", "WorkDurationYears", "WorkHours", "WorkMonths", "WorkYears", "WorkerType", "media",
    "otherWorkLocations", "primaryLocationCoordinates",
)  # fmt: skip


def list_url(source: Source) -> str:
    site = site_of(source)
    return site.search_url(source.search.partition("|")[0].strip(), {}, 0, site.name)


def recognise(url: str) -> str | None:
    match = _SITE.match(url) or _FINDER.match(url)
    return f"{match[1].lower()}{PUBLIC}{match[2]}" if match else None


def fetch(source: Source, client: Client, past: Past) -> Answer:
    site = site_of(source)
    number, validators, issues = look_up(site, client.aside(), past)
    listed_of = partial(_listed, url_of=lambda name: site.detail_url(name, number))
    glance = Glance(client, past, as_listed(listed_of, source))
    pages = read_searches(glance, site, number, source.search)
    if pages is None:
        return glance.as_before()
    listing = read_listed(pages, listed_of, parse_detail, source, client, past)
    listing.issues = issues + listing.issues
    return glance.noted(Answer(listing, validators))


def parse(body: bytes | str, source: Source) -> Listing:
    """The posting of a detail; of a list, which has no texts, the number of its entries."""
    answer = load_json(body, source.source_id)
    if bare := records_of(answer, "items", "requisitionList") or records_of(answer, "items", "Id", "Title"):
        answer = {"items": bare}
    if not is_list(answer):
        return _read_detail(answer, source, {})
    return read_sheet(sheet_of(answer, source.source_id), source, partial(_listed, url_of=str))


def parse_detail(body: bytes, one: Listed, source: Source) -> Listing:
    return _read_detail(load_json(body, one.url), source, one.entry)


def _listed(entry: Fields, _: Source, *, url_of: Callable[[str], str]) -> Listed:
    native_id = entry.need_id("Id")
    values = {key: entry.take(key) for key in _COMPARED}
    kept: dict[str, Any] = {key: value for key, value in values.items() if value and isinstance(value, str | int)}
    if "Title" not in kept:
        raise ParseError("Title is missing or empty", entry.subject)
    if others := _names(entry):
        kept["secondaryLocations"] = others
    entry.ignore("WorkplaceType", "workLocation", "requisitionFlexFields", *_UNUSED)
    return Listed(native_id, url_of(native_id), kept)


def _names(job: Fields) -> list[str]:
    """The other places of a job."""
    names = []
    for place in job.parts("secondaryLocations"):
        names.append(place.text("Name"))
        place.ignore("CountryCode", "GeographyId", "GeographyNodeId", "RequisitionLocationId", "Latitude", "Longitude")
    return [name for name in names if name]


def _read_detail(answer: Any, source: Source, listed: Mapping[str, Any]) -> Listing:
    """The posting of a detail; none when it is gone, which is answered with an empty list."""
    if isinstance(answer, dict) and "Id" in answer:
        answer = {"items": [answer]}
    items = answer.get("items") if isinstance(answer, dict) else None
    if not isinstance(items, list):
        raise ParseError("the answer has no list 'items'; the platform may have changed", source.source_id)
    if sites := [str(item["SiteNumber"]) for item in items if isinstance(item, dict) and item.keys() >= _SITE_KEYS]:
        message = f"these are the sites of a host ({', '.join(sites[:10])}), not the postings of one"
        raise ParseError(message, source.source_id)
    return read_entries(items[:1], source, partial(_posting, listed=listed))


def _posting(job: Fields, source: Source, *, listed: Mapping[str, Any]) -> Posting:
    native_id, title = job.need_id("Id"), job.need_text("Title")
    posted = job.text("ExternalPostedStartDate") or listed.get("PostedDate")
    closes = job.text("ExternalPostedEndDate") or listed.get("PostingEndDate")
    kind = next((words for key in ("JobSchedule", "JobType", "ContractType") if (words := job.text(key))), None)
    where, place = _place(job)
    named = _named(job)
    employer = job.text("LegalEmployer") or source.employer
    description = _description(job, named)
    job.ignore("JobType", "ContractType", *_UNUSED)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=native_id,
        title=title,
        description=description,
        format="html",
        url=_public_url(source, native_id),
        employer=employer,
        location=where,
        employment_type=employment_type(kind),
        posted_on=read_date(posted),
        closes_on=read_date(closes),
        **place.as_posting,
        **pay_of(named, country=place.country).as_posting,
    )


def _public_url(source: Source, native_id: str) -> str | None:
    """Where people read the posting; unknown for a saved answer of a board that was not named."""
    try:
        return f"{site_of(source).public}/job/{quote(native_id, safe='')}"
    except ParseError:
        return None


def _description(job: Fields, named: list[Labelled]) -> str:
    """The three texts, each under its heading, and the other fields that say what is asked.

    What is said of the employer is the same on all its postings, and the internal texts are not for the public.
    """
    if not any(job.has(key) for key in _TEXTS):
        raise ParseError("ExternalDescriptionStr is missing", job.subject)
    text, duties, asked = (markup_of(job.raw_text(key) or "") for key in _TEXTS)
    teaser = markup_of(job.raw_text("ShortDescriptionStr") or "")
    level = job.text("StudyLevel")
    skills = [name for skill in job.parts("skills") if (name := _skill(skill))]
    parts = [
        text or ("" if duties or asked else teaser),
        section("Responsibilities", duties),
        section("Qualifications", asked),
        section("Education", as_html(level)) if level else "",
        *sections(named),
        section("Skills", "".join(f"<li>{as_html(skill)}</li>" for skill in skills)),
    ]
    return "\n".join(part for part in parts if part.strip())


def _skill(skill: Fields) -> str | None:
    name, other = skill.text("Skill"), skill.text("SkillName")
    skill.ignore("SectionName", "SkillId", "ContentItemId", "RequiredFlag", "ImportanceCode", "Importance")
    return name or other


def _named(job: Fields) -> list[Labelled]:
    """The fields that the employer has added, by the label that applicants see."""
    named = []
    for field in job.parts("requisitionFlexFields"):
        label, value = field.text("Prompt"), field.take("Value")
        field.ignore("FlexFieldId", "SegmentCode", "Sequence", "SequenceNumber", "AttributeName", "ControlType")
        if label and isinstance(value, str | int | float) and str(value).strip():
            named.append((label, str(value).strip()))
    return named


def _place(job: Fields) -> tuple[str | None, Place]:
    """The code says where people work in every language; the words beside it only in the site's own."""
    first, others = job.text("PrimaryLocation"), _names(job)
    buildings = [(part.text("TownOrCity"), part.text("Region2"), part) for part in job.parts("workLocation")]
    for _, _, part in buildings:
        part.ignore(
            "LocationId", "LocationName", "AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4", "Building",
            "PostalCode", "Country", "Region1", "Region3", "Latitude", "Longitude",
        )  # fmt: skip
    if first is None and buildings:
        first = ", ".join(filter(None, buildings[0][:2])) or None
    where = "; ".join(dict.fromkeys(name for name in (first, *others) if name)) or None
    code, words = job.text("WorkplaceTypeCode"), job.text("WorkplaceType")
    nation = country_code(job.text("PrimaryLocationCountry"))
    return where, read_place(where, is_remote=_REMOTE.get((code or words or "").upper()), country=nation)

"""HealthcareSource (symplr) career sites of hospitals: one search gives a whole site, with all texts.

The search takes Elasticsearch queries and is not documented. `board` is the name of the site in its addresses; `search`
holds words that a text must have all of, several searches separated by `|`; empty means the whole site. A site may span
many facilities. Tried against the shape that others describe, never against a live site or a recorded answer.
"""

import re
from typing import Any

from scraper.board import Answer, Past, read_paged, whole_body
from scraper.details import fingerprint
from scraper.errors import ParseError
from scraper.fields import Fields, load_json, records_of
from scraper.glance import Glance, read_changed
from scraper.html import section, words
from scraper.http import Client
from scraper.jobposting import markup_of
from scraper.listing import Listing, as_page, read_entries
from scraper.paging import Sheet, count_of, counted, read_pages
from scraper.platforms._addresses import Address, read_addresses
from scraper.platforms._labelled import Labelled, pay_of, sections
from scraper.posting import Posting
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.places import Place

API_ROOT = "https://pm.healthcaresource.com"
PUBLIC_URL = "https://pm.healthcaresource.com/CS/{board}"

PAGE = 1_000
CAP = 10_000  # Elasticsearch's own

_BOARD = re.compile(
    r"https?://pm\.healthcaresource\.com(?::\d+)?/(?:cs|JobseekerSearchAPI)/([\w-]+)(?:[/?#]|$)", re.IGNORECASE
)
_SEARCHED = ("title", "description", "userArea.jobSummary", "all_fields")
_NO_WORDS = re.compile(r"[^\w\s.'-]|(?<!\w)-|\b(?:AND|OR|NOT)\b")  # what a query gives a meaning of its own
_CHANGING = ("_score", "sort")
_SECTIONS = (
    ("responsibilities", "Responsibilities"),
    ("qualifications", "Qualifications"),
    ("educationRequirements", "Education requirements"),
    ("experienceRequirements", "Experience requirements"),
    ("skills", "Skills"),
)
_UNUSED = (
    "@context", "@type", "benefits", "all_fields", "incentives", "industry", "jobBenefits", "occupationalCategory",
    "specialCommitments", "workHours", "identifier", "url", "dateModified",
)  # fmt: skip
_UNUSED_AREA = (
    "isFeaturedJob", "requisitionNumber", "bELevel1", "bELevel1DisplayName", "bELevel2", "bELevel2DisplayName",
    "bELevel3", "bELevel3DisplayName", "clientID", "customRequisitionFieldValues", "department", "shift", "status",
)  # fmt: skip


def list_url(source: Source) -> str:
    return f"{source.api_root or API_ROOT}/JobseekerSearchAPI/{source.board}/api/Search?size={PAGE}"


def recognise(url: str) -> str | None:
    match = _BOARD.match(url)
    return match[1] if match else None


def fetch(source: Source, client: Client, past: Past) -> Answer:
    url, query = list_url(source), _query(source.search)
    glance = Glance(client, past)

    def ask(_: int, offset: int) -> Sheet:
        payload = {"query": query, "sort": [{"datePosted": "desc"}, {"title.raw": "asc"}]}
        answer = load_json(whole_body(glance.client.post(url, payload | {"from": offset, "size": PAGE})), url)
        return counted(sheet_of(answer, url), "hits.total", url)

    pages = read_changed("", lambda _: read_pages(ask, _key, size=PAGE, cap=CAP, glance=glance), _key, glance)
    if pages is None:
        return glance.as_before()
    return glance.noted(read_paged(pages, url, parse_hits, source, client, past))


def parse(body: bytes | str, source: Source) -> Listing:
    """The postings of a saved answer; ParseError when it is not one of a search."""
    sheet = sheet_of(load_json(body, list_url(source)), list_url(source))
    return as_page(read_hits(list(sheet.entries), source), sheet, "postings", source.source_id)


def parse_hits(body: bytes, source: Source) -> Listing:
    return read_hits(load_json(body, source.source_id), source)


def read_hits(hits: list[Any], source: Source) -> Listing:
    return read_entries(hits, source, _posting)


def sheet_of(answer: Any, subject: str) -> Sheet:
    """A page of hits; how many there are is a number, or since Elasticsearch 7 an object."""
    found = answer.get("hits") if isinstance(answer, dict) else answer
    hits = records_of(found, "hits", "_id", "_source")
    if hits is None:
        raise ParseError("the answer has no list 'hits'; the platform may have changed", subject)
    total = found.get("total") if isinstance(found, dict) else None
    is_more = isinstance(total, dict) and total.get("relation", "eq") != "eq"  # "at least so many"
    count = count_of(total.get("value") if isinstance(total, dict) else total)
    entries = [{k: v for k, v in hit.items() if k not in _CHANGING} if isinstance(hit, dict) else hit for hit in hits]
    return Sheet(entries, None if count is None else count + is_more)


def _query(search: str) -> dict[str, Any]:
    searches = [" ".join(_NO_WORDS.sub(" ", one).split()) for one in search.split("|")]
    if not all(searches):
        return {"bool": {"must": {"match_all": {}}}}
    asked = " OR ".join(f"({one})" for one in searches)
    return {"bool": {"must": {"query_string": {"query": asked, "default_operator": "AND", "fields": _SEARCHED}}}}


def _key(hit: Any) -> str:
    name = hit.get("_id") if isinstance(hit, dict) else None
    return name if isinstance(name, str) and name else fingerprint(hit)


def _posting(hit: Fields, source: Source) -> Posting:
    native_id = hit.need_id("_id")
    hit.ignore("_index", "_type", *_CHANGING)
    job = hit.part("_source")
    if job is None:
        raise ParseError("_source is missing", hit.subject)
    area = job.part("userArea") or Fields({}, job.subject)
    number = area.need_id("jobPostingID") if area.has("jobPostingID") else native_id.rpartition("_")[2]
    named = _named(area)
    where, place = _place(job)
    title, description, kind = job.need_text("title"), _description(job, area, named), job.take("employmentType")
    employer = job.part("hiringOrganization")
    name = employer.text("name") if employer else None
    if employer:
        employer.ignore("subOrganization", "@type", "url", "address")
    job.ignore(*_UNUSED)
    area.ignore(*_UNUSED_AREA)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=native_id,
        title=title,
        description=description,
        format="html",
        url=f"{PUBLIC_URL.format(board=source.board)}/#/job/{number}",
        employer=name or source.employer,
        location=where,
        employment_type=employment_type(
            ", ".join(kind) if _is_texts(kind) else kind if isinstance(kind, str) else None
        ),
        posted_on=read_date(job.text("datePosted")),
        closes_on=read_date(job.text("validThrough")),
        **place.as_posting,
        **pay_of(named, country=place.country).as_posting,
    )


def _description(job: Fields, area: Fields, named: list[Labelled]) -> str:
    """The fullest of the texts, the others where they say more, and what stands apart under its heading."""
    raw = [job.raw_text("description"), area.raw_text("jobSummaryDisplay"), area.raw_text("jobSummary")]
    if not any(raw):
        raise ParseError("description is missing or empty", job.subject)
    parts: list[str] = []
    said = ""
    for text in sorted((markup_of(text or "") for text in raw), key=lambda text: -len(words(text))):
        if words(text) not in said:
            parts.append(text)
            said += f" {words(text)}"
    for key, heading in _SECTIONS:
        text = markup_of(job.raw_text(key) or "")
        parts += [section(heading, text)] if words(text) not in said else []
    return "\n".join(part for part in (*parts, *sections(named)) if part)


def _named(area: Fields) -> list[Labelled]:
    """The fields that the employer has added to the posting; those of the requisition are its own."""
    groups = area.take("customJobPostingFieldValues")
    lists = [group for group in groups.values() if isinstance(group, list)] if isinstance(groups, dict) else []
    fields = [field for group in lists for field in group if isinstance(field, dict)]
    pairs = [("Salary range", area.text("salaryRange")), *((field.get("name"), field.get("value")) for field in fields)]
    return [
        (label.strip(), value.strip())
        for label, value in pairs
        if isinstance(label, str) and isinstance(value, str) and value.strip()
    ]


def _is_texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _place(job: Fields) -> tuple[str | None, Place]:
    location = job.part("jobLocation")
    address = location.part("address") if location else None
    if location is None or address is None:
        return None, Place()
    location.ignore("@type", "name", "geo")
    address.ignore("@type", "streetAddress", "postalCode")
    city, region = address.text("addressLocality"), address.text("addressRegion")
    country, shown = address.text("addressCountry"), address.text("addressLocalityRegion")
    return read_addresses([Address(city, region, country, shown)])

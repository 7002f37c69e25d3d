"""The feed of a Paylocity board for employers' own sites: JSON with all texts, where the employer has switched it on.

https://recruiting.paylocity.com/Recruiting/v2/api/feed/documentation. Never asked for here, for it takes a key that
only some boards' numbers are; read where somebody saved it.
"""

import re

from scraper.errors import ParseError
from scraper.fields import Fields, load_json, records_of
from scraper.html import section
from scraper.jobposting import markup_of
from scraper.listing import Listing, read_entries
from scraper.platforms._addresses import Address, read_addresses
from scraper.posting import Posting
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.pay_words import pay_in_words
from scraper.values.places import Place

_UNUSED = (
    "applyUrl", "applicationCount", "customFields", "departmentId", "hiringDepartment", "isInternal", "jobCategory",
    "locationName", "numberOfOpenings", "requisitionNumber", "showVideo", "updatedDate",
)  # fmt: skip
_LISTED = re.compile(r"/Jobs/(?:Details|Apply)/(\d+)", re.IGNORECASE)


def parse_feed(body: bytes, source: Source) -> Listing:
    """The postings of a saved feed; ParseError for any other JSON."""
    answer = load_json(body, source.source_id)
    jobs = records_of(answer, "jobs", "jobId", "title")
    if jobs is None:
        raise ParseError("the answer has no list 'jobs'; the platform may have changed", source.source_id)
    return read_entries(jobs, source, _posting)


def _posting(job: Fields, source: Source) -> Posting:
    listed, apply = job.text("displayUrl"), job.text("applyUrl")
    own = _LISTED.search(listed or apply or "")
    native_id = job.need_id("jobId") if job.has("jobId") or own is None else own[1]
    is_remote = job.flag("isRemote")
    where, place = _address(job)
    said = job.text("salaryDescription")
    kinds = [job.text(key) for key in ("employmentType", "jobType")]
    texts = [markup_of(job.need_raw_text("description")), section("Requirements", job.raw_text("requirements") or "")]
    pay = pay_in_words(said, country=place.country, is_pay=True)
    job.ignore(*_UNUSED)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=native_id,
        title=job.need_text("title"),
        description="\n".join(text for text in texts if text),
        format="html",
        url=listed or f"https://recruiting.paylocity.com/Recruiting/Jobs/Details/{native_id}",
        employer=job.text("companyName") or source.employer,
        location=where,
        employment_type=employment_type(next(filter(None, kinds), None)),
        posted_on=read_date(job.text("publishedDate")),
        **(place.as_posting | ({"is_remote": True} if is_remote else {})),
        **pay.as_posting,
    )


def _address(job: Fields) -> tuple[str | None, Place]:
    place = job.part("jobLocation")
    if place is None:
        return read_addresses([])
    names = ("city", "state", "country", "locationDisplayName")
    city, region, country, shown = (place.text(name) for name in names)
    place.ignore("address", "address2", "county", "lat", "latitude", "lng", "longitude", "metro", "name", "zip")
    return read_addresses([Address(city, region, country, shown)])

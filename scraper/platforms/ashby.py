"""Ashby job boards: one public request gives a whole board.

https://developers.ashbyhq.com/docs/public-job-posting-api. Entries with `isListed` false are reachable by link only:
the employer does not publish them, and neither do we.
"""

import re

from scraper.errors import ParseError
from scraper.fields import Fields, load_json, records_of
from scraper.listing import Listing, read_entries
from scraper.posting import Posting
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.pay import Pay, read_pay, widest
from scraper.values.places import Place, place_from_parts, read_place

API_ROOT = "https://api.ashbyhq.com"
PUBLIC_URL = "https://jobs.ashbyhq.com/{board}"

_BOARD = re.compile(r"https?://(?:jobs\.ashbyhq\.com|api\.ashbyhq\.com/posting-api/job-board)/([\w.%-]+)")


def list_url(source: Source) -> str:
    return f"{source.api_root or API_ROOT}/posting-api/job-board/{source.board}?includeCompensation=true"


def recognise(url: str) -> str | None:
    match = _BOARD.match(url)
    return match.group(1) if match else None


def parse(body: bytes | str, source: Source) -> Listing:
    """The postings of a board, or of the record of one job; ParseError when the answer is neither."""
    jobs = records_of(load_json(body, list_url(source)), "jobs", "title", "jobUrl")
    if jobs is None:
        raise ParseError("the answer has no list 'jobs'; the platform may have changed", list_url(source))
    return read_entries(jobs, source, _posting)


def _posting(job: Fields, source: Source) -> Posting | None:
    if job.flag("isListed") is False:
        return None
    url = job.text("jobUrl")
    native_id = job.need_id("id") if job.has("id") else _in_address(url, job)
    description, written = _description(job)
    locations = _locations(job)
    place = _place(job, locations)
    job.ignore("department", "team", "applyUrl", "shouldDisplayCompensationOnJobPostings", "updatedAt")
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=native_id,
        title=job.need_text("title"),
        description=description,
        format=written,
        url=url,
        employer=source.employer,
        location="; ".join(locations) or None,
        employment_type=employment_type(_spaced(job.text("employmentType"))),
        posted_on=read_date(job.text("publishedAt")),
        closes_on=read_date(job.text("applicationDeadline")),
        **place.as_posting,
        **_pay(job).as_posting,
    )


def _in_address(url: str | None, job: Fields) -> str:
    """The id at the end of the posting's address, which the documented answer has alone."""
    if name := (url or "").rstrip("/").rpartition("/")[2]:
        return name
    raise ParseError("neither id nor jobUrl names the job", job.subject)


def _description(job: Fields) -> tuple[str, str]:
    rich, plain = job.raw_text("descriptionHtml"), job.raw_text("descriptionPlain")
    if rich:
        return rich, "html"
    if plain:
        return plain, "plain"
    raise ParseError("descriptionHtml and descriptionPlain are missing or empty", job.subject)


def _locations(job: Fields) -> list[str]:
    """Every place the job is offered in, the main one first."""
    places = job.parts("secondaryLocations")
    named = [job.text("location"), *(place.text("location") for place in places)]
    for place in places:
        place.ignore("address")
    return list(dict.fromkeys(name for name in named if name))


def _place(job: Fields, locations: list[str]) -> Place:
    """The address fills in what one location's text leaves open; but a remote job is not in the city of its office."""
    is_remote = job.flag("isRemote")
    workplace = job.text("workplaceType")
    if is_remote is None and workplace:
        is_remote = {"remote": True, "onsite": False}.get(workplace.lower())
    address = job.part("address")
    postal = address.part("postalAddress") if address else None
    if postal is None:
        return read_place("; ".join(locations), is_remote=is_remote)
    office = place_from_parts(
        postal.text("addressLocality"), postal.text("addressRegion"), postal.text("addressCountry")
    )
    postal.ignore("postalCode", "streetAddress")
    named = read_place("; ".join(locations), is_remote=is_remote, country=office.country)
    if len(locations) > 1 or named.is_remote:
        return named
    return Place(named.city or office.city, named.state or office.state, named.country, named.is_remote)


def _pay(job: Fields) -> Pay:
    """The salary; equity, bonus and commission are left out."""
    compensation = job.part("compensation")
    if compensation is None:
        return Pay()
    compensation.ignore("compensationTierSummary", "scrapeableCompensationSalarySummary", "summaryComponents")
    ranges = []
    for tier in compensation.parts("compensationTiers"):
        tier.ignore("id", "tierSummary", "title", "additionalInformation")
        for component in tier.parts("components"):
            component.ignore("id", "summary", "label")
            pay = read_pay(
                component.number("minValue"),
                component.number("maxValue"),
                component.text("currencyCode"),
                component.text("interval"),
            )
            if component.text("compensationType") == "Salary":
                ranges.append(pay)
    return widest(ranges)


def _spaced(name: str | None) -> str | None:
    """FullTime -> Full Time."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name) if name else None

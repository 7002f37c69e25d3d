"""What the widgets of a Phenom page load: a search without texts, or one job, as JSON or as the state of a page.

Undocumented, and not asked for here, since pages have the same as JSON-LD; read where somebody saved it. A job has a
hundred fields more, most of them of the firm's own ranking, which are not gone through.
"""

from typing import Any

from scraper.fields import Fields
from scraper.jobposting import posting_from
from scraper.listing import Listing, as_page, read_entries
from scraper.paging import Sheet, count_of
from scraper.posting import Posting
from scraper.sources import Source

_SEARCHES = ("refineSearch", "eagerLoadRefineSearch", "categorySearch")
# The names that schema.org has, and those of the widget, the first that is filled counting.
_SAME = {
    "title": ("title",), "description": ("description", "jobDescription"), "datePosted": ("postedDate", "dateCreated"),
    "employmentType": ("type", "employmentType"), "jobLocation": ("cityStateCountry", "location"),
    "hiringOrganization": ("companyName",), "identifier": ("reqId", "jobId", "jobSeqNo"),
}  # fmt: skip


def read_state(state: Any, source: Source) -> Listing | None:
    """The posting of a job, or the number of jobs that a search shows; None for what is neither."""
    if not isinstance(state, dict):
        return None
    job = _inner(state.get("jobDetail"), "data", "job")
    if isinstance(job, dict):
        return read_entries([job], source, _posting)
    for name in _SEARCHES:
        search = state.get(name)
        jobs = _inner(search, "data", "jobs") or _inner(search, "jobs")
        if isinstance(search, dict) and isinstance(jobs, list):
            total = count_of(search.get("totalHits"))
            sheet = Sheet(jobs, count_of(_inner(search, "data", "totalHits")) if total is None else total)
            return as_page(Listing(listed=len(jobs)), sheet, "jobs", source.source_id)
    return None


def _posting(job: Fields, source: Source) -> Posting:
    values = {name: [job.take(key) for key in keys] for name, keys in _SAME.items()}
    job.ignore(*job.leftovers())
    found = {name: next((one for one in given if one), None) for name, given in values.items()}
    return posting_from(Fields({key: value for key, value in found.items() if value}, job.subject), source)


def _inner(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value

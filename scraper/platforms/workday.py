"""Workday career sites: the list and the details that the site's own front end asks for (CXS), or its sitemap.

Undocumented. The list gives 20 entries a page and on many tenants 2,000 at most, so a longer one is asked for in parts,
by the facets that it names itself. Where robots.txt refuses CXS, the pages of the sitemap are read; their description
is plain text without headings. `board` is host and site (`tenant.wd1.myworkdayjobs.com/Site`), `search` holds words for
the platform's own search, several separated by `|`; empty means the whole board. Tried against recorded answers only,
never against a live board.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from scraper.board import Answer, Past
from scraper.details import Listed, read_listed, read_sheet
from scraper.errors import FetchError, ParseError, RobotsRefused
from scraper.fields import Fields, load_json, records_of
from scraper.glance import Glance, as_listed
from scraper.html import is_html
from scraper.http import Client
from scraper.jobpages import read_job_pages
from scraper.jobposting import parse_page, readable
from scraper.listing import Listing, read_entries
from scraper.platforms._workday_search import read_searches, sheet_of
from scraper.posting import Posting
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.places import Place, country_code, read_place

API_ROOT = ""  # each tenant has its own host, which the board names
PUBLIC_URL = "https://{board}"
EXAMPLE_BOARD = "example.wd1.myworkdayjobs.com/Careers"

_HOST = r"https?://([\w-]+(?:\.[\w-]+)*\.{domain}\.com)/(?:[a-z]{{2}}(?:-[A-Z]{{2}})?/)?"
_JOBS = re.compile(_HOST.format(domain="myworkdayjobs") + r"(?:wday/cxs/[\w-]+/)?([\w.~%-]+)")
_SITE = re.compile(_HOST.format(domain="myworkdaysite") + r"(?:recruiting|wday/cxs)/([\w-]+)/([\w.~%-]+)")
_SUFFIX = re.compile(r"-\d{1,2}$")
_UNUSED = (
    "id", "postedOn", "jobPostingId", "jobPostingSiteId", "jobRequisitionLocation", "questionnaireId",
    "secondaryQuestionnaireId", "includeResumeParsing", "timeLeftToApply", "logoImage",
)  # fmt: skip


@dataclass(frozen=True)
class _Site:
    """Where the parts of a board are."""

    root: str
    tenant: str
    name: str
    path: str  # of the public pages

    @property
    def api(self) -> str:
        return f"{self.root}/wday/cxs/{self.tenant}/{self.name}"


def site_of(source: Source) -> _Site:
    """The site of a board; ParseError when the board is not host and site."""
    host, _, path = source.board.partition("/")
    parts = path.split("/")
    root = source.api_root or f"https://{host}"
    if len(parts) == 3 and parts[0] == "recruiting":
        return _Site(root, parts[1], parts[2], path)
    if len(parts) == 1 and parts[0]:  # a hyphen in the name of the host is an underscore in the tenant's
        return _Site(root, host.partition(".")[0].replace("-", "_"), path, path)
    raise ParseError(f"the board must look like {EXAMPLE_BOARD}", source.board)


def list_url(source: Source) -> str:
    return f"{site_of(source).api}/jobs"


def recognise(url: str) -> str | None:
    if match := _SITE.match(url):
        return f"{match[1]}/recruiting/{match[2]}/{match[3]}"
    match = _JOBS.match(url)
    return f"{match[1]}/{match[2]}" if match else None


def fetch(source: Source, client: Client, past: Past) -> Answer:
    site = site_of(source)
    glance = Glance(client, past, as_listed(_listed, source))
    try:
        pages = read_searches(glance, list_url(source), source.search)
    except RobotsRefused:
        sitemap = f"{site.root}/{site.path}/siteMap.xml"
        return read_job_pages(source, client, past, [sitemap], is_job=_is_job, id_of=requisition)
    if pages is None:
        return glance.as_before()
    listing = read_listed(pages, partial(_listed, api=site.api), parse_detail, source, client, past, gone=_is_gone)
    return glance.noted(Answer(listing))


def parse(body: bytes | str, source: Source) -> Listing:
    """The posting of a detail or page; of a list, which has no texts, the number of its entries."""
    if is_html(body) and (listing := parse_page(body, source)).listed:
        return listing
    answer = load_json(body, source.source_id)
    details = records_of(answer, "", "jobPostingInfo")
    if details is None and (bare := records_of(answer, "", "title", "jobDescription")):
        details = [{"jobPostingInfo": one} for one in bare]
    if details is not None:
        return read_entries(details, source, _posting)
    return read_sheet(sheet_of(answer, source.source_id), source, _listed)


def parse_detail(body: bytes, one: Listed, source: Source) -> Listing:
    return _read_detail(load_json(body, one.url), source)


def requisition(path: str, named: Iterable[object] = ()) -> str:
    """The id of a job in the path of its page: `/job/Boise/Coder_R-0012-1` is R-0012, mirrored on a second site.

    `named` are texts beside it, one of which may be the id.
    """
    last = re.split("[?#]", path)[0].rstrip("/").rpartition("/")[2]
    for name in sorted((str(name) for name in named), key=len, reverse=True):
        if name and re.search(rf"_{re.escape(name)}(?:-\d{{1,2}})?$", last):
            return name
    name = last.rpartition("_")[2]
    short = _SUFFIX.sub("", name)
    return short if len(re.findall(r"\d", short)) >= 5 else name


def _listed(entry: Fields, _: Source, *, api: str = "") -> Listed:
    path = entry.need_text("externalPath")
    bullets = [bullet for bullet in entry.items("bulletFields") if not str(bullet).startswith("Posted ")]
    shown = {name: entry.text(name) for name in ("title", "locationsText", "timeType", "remoteType")}
    if not shown["title"]:
        raise ParseError("title is missing or empty", entry.subject)
    entry.ignore("postedOn", "subtitle", "startDate", "timeLeftToApply")  # these change by themselves
    kept = {"path": path, "bullets": bullets} | {name: value for name, value in shown.items() if value}
    return Listed(requisition(path, bullets), f"{api}{path}", kept)


def _is_job(url: str) -> bool:
    return "/job/" in urlsplit(url).path


def _is_gone(error: FetchError) -> bool:
    """The platform's way to say that a posting was taken down: 403 with the code S22."""
    return b'"S22"' in error.answer


def _read_detail(answer: Any, source: Source) -> Listing:
    return read_entries([answer], source, _posting)


def _posting(answer: Fields, source: Source) -> Posting | None:
    job, employer = answer.part("jobPostingInfo"), answer.part("hiringOrganization")
    answer.ignore("userAuthenticated", "similarJobs")
    if job is None:
        raise ParseError("jobPostingInfo is missing", answer.subject)
    posted, can_apply = job.flag("posted"), job.flag("canApply")
    if posted is False or can_apply is False:
        return None
    name = employer.text("name") if employer else None
    if employer:
        employer.ignore("url")
    first = job.text("location")
    places = [first, *(place for place in job.items("additionalLocations") if isinstance(place, str))]
    where = "; ".join(dict.fromkeys(place for place in places if place)) or None
    url, path, bullets = job.text("externalUrl"), job.text("externalPath"), job.items("bulletFields")
    address = url or path
    native_id = requisition(address, bullets) if address and not job.has("jobReqId") else job.need_id("jobReqId")
    place = _place(job, where)
    job.ignore(*_UNUSED)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=native_id,
        title=job.need_text("title"),
        description=readable(job.need_raw_text("jobDescription")),
        format="html",
        url=url,
        employer=name or source.employer,
        location=where,
        employment_type=employment_type(job.text("timeType")),
        posted_on=read_date(job.text("startDate")),
        closes_on=read_date(job.text("endDate")),
        **place.as_posting,
    )


def _place(job: Fields, where: str | None) -> Place:
    """`remoteType` is the employer's own wording; only what it says plainly counts."""
    country = job.part("country")
    nation = country_code(country.text("descriptor")) if country else None
    if country:
        country.ignore("id", "alpha2Code")
    words = (job.text("remoteType") or "").lower()
    is_remote = {"remote": True, "fully remote": True, "100% remote": True, "on-site": False, "onsite": False}.get(
        words
    )
    return read_place(where, is_remote=is_remote, country=nation)

"""Where an Oracle site's postings are asked for: its number on the host, the pages of a search, and its parts.

Measured by others on 670 hosts: a page may come an entry short though more follow, a total may be too high by one for
each page, and nothing is given past entry 10,000, where the envelope is blank.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from scraper.board import Past, Validators, whole_body
from scraper.details import fingerprint
from scraper.errors import BadStatus, ParseError
from scraper.fields import load_json
from scraper.glance import Glance
from scraper.http import Client
from scraper.paging import Pages, Sheet, count_of, counted
from scraper.platforms._facets import Applied, Counts, Found, Search, read_in_parts
from scraper.sources import Source

API = "/hcmRestApi/resources/latest"
PUBLIC = "/hcmUI/CandidateExperience/en/sites/"
PAGE = 200  # more is cut down to this
CAP = 10_000

_BOARD = re.compile(r"([\w.-]+(?::\d+)?)/(?:hcmUI/CandidateExperience/[\w-]+/sites/)?([\w-]+)/?")
_NUMBER = re.compile(r"CX(?:_\d+)?")
_REMEMBERED = timedelta(days=30)  # a site that was taken down is then noticed
_FACETS = {"categoriesFacet": "selectedCategoriesFacet", "organizationsFacet": "selectedOrganizationsFacet"}


@dataclass(frozen=True)
class Site:
    """Where a site is; `name` is its number (CX_1) or the name that it has in addresses."""

    root: str
    public: str
    name: str

    @property
    def sites_url(self) -> str:
        return f"{self.root}{API}/recruitingCESites?onlyData=true&limit={PAGE}"

    def search_url(self, words: str, applied: Applied, offset: int, number: str) -> str:
        """`limit` and `offset` count inside the finder only; without `expand` the list stays empty."""
        keyword = f",keyword=%22{quote(words, safe='')}%22" if words else ""
        facets = "".join(f",{facet}={quote(value, safe='')}" for facet, value in sorted(applied.items()))
        return (
            f"{self.root}{API}/recruitingCEJobRequisitions?onlyData=true&expand=requisitionList.secondaryLocations"
            f"&finder=findReqs;siteNumber={number},facetsList=CATEGORIES%3BORGANIZATIONS,limit={PAGE},offset={offset},"
            f"sortBy=POSTING_DATES_DESC{facets}{keyword}"
        )

    def detail_url(self, native_id: str, number: str) -> str:
        finder = f"ById;Id=%22{quote(native_id, safe='')}%22,siteNumber={number}"
        return f"{self.root}{API}/recruitingCEJobRequisitionDetails?expand=all&onlyData=true&finder={finder}"


def site_of(source: Source) -> Site:
    """The site of a board; ParseError when the board is not a site's address."""
    match = _BOARD.fullmatch(source.board)
    if match is None:
        raise ParseError(f"the board must look like example.fa.us2.oraclecloud.com{PUBLIC}CX_1", source.board)
    return Site(source.api_root or f"https://{match[1]}", f"https://{match[1]}{PUBLIC}{match[2]}", match[2])


def look_up(site: Site, client: Client, past: Past) -> tuple[str, Validators, list[dict[str, str]]]:
    """The number of a site, what to remember of it, and what was odd; ParseError when the host has no such site."""
    known = past.validators.get(site.sites_url, {})
    if "site_number" in known and past.today - date.fromisoformat(known["read_on"]) < _REMEMBERED:
        return known["site_number"], {site.sites_url: known}, []
    try:
        answer = load_json(whole_body(client.get(site.sites_url, accept="application/json")), site.sites_url)
        rows = answer.get("items") if isinstance(answer, dict) else None
        if not isinstance(rows, list):
            raise ParseError("the answer has no list 'items'", site.sites_url)
    except (BadStatus, ParseError) as error:
        if not _NUMBER.fullmatch(site.name):
            message = f"the number of site {site.name!r} cannot be looked up ({error.message}); give it (CX_…) in board"
            raise ParseError(message, site.sites_url) from error
        message = f"whether the host has site {site.name} is not known: {error.message}"
        return site.name, {}, [{"kind": "unread", "subject": site.sites_url, "message": message}]
    active = [row for row in rows if isinstance(row, dict) and row.get("StatusCode") in (None, "ORA_ACTIVE")]
    for row in active:
        names = [str(row.get(key)).lower() for key in ("SiteNumber", "SiteURLName")]
        number = row.get("SiteNumber")
        if site.name.lower() in names and isinstance(number, str) and re.fullmatch(r"\w+", number):
            return number, {site.sites_url: {"site_number": number, "read_on": past.today.isoformat()}}, []
    found = ", ".join(str(row.get("SiteNumber")) for row in active[:10]) or "none"
    raise ParseError(f"there is no site {site.name!r}; the host has {found}", site.sites_url)


def read_searches(glance: Glance, site: Site, number: str, searches: str) -> Pages | None:
    """The entries of all searches, each once; None when a glance says that they are as before."""

    def ask(words: str, applied: Applied, page: int, _: int) -> Found:
        # After a short page the next one begins where the pages say, not where the entries end.
        url = site.search_url(words, applied, page * PAGE, number)
        answer = load_json(whole_body(glance.client.get(url, accept="application/json")), url)
        sheet = counted(sheet_of(answer, url), "TotalJobsCount", url)
        return Found(sheet, _counts(answer["items"][0]))

    return read_in_parts(Search(ask, _key, PAGE, CAP, excess=1), searches.replace('"', " "), glance)


def sheet_of(answer: Any, subject: str) -> Sheet:
    if not is_list(answer):
        raise ParseError("the answer has no list 'requisitionList'; the platform may have changed", subject)
    found = answer["items"][0]
    return Sheet(found["requisitionList"], count_of(found.get("TotalJobsCount")))


def is_list(answer: Any) -> bool:
    items = answer.get("items") if isinstance(answer, dict) else None
    first = items[0] if isinstance(items, list) and items else None
    return isinstance(first, dict) and isinstance(first.get("requisitionList"), list)


def _counts(found: Mapping[str, Any]) -> Counts:
    """How many postings each category and each organisation has, by the name that the finder has for the facet."""
    counts: Counts = {}
    for name, facet in _FACETS.items():
        values = found.get(name)
        for value in values if isinstance(values, list) else ():
            if isinstance(value, dict) and isinstance(value.get("TotalCount"), int) and value.get("Id") is not None:
                counts.setdefault(facet, {})[str(value["Id"])] = value["TotalCount"]
    return counts


def _key(entry: Any) -> str:
    native_id = entry.get("Id") if isinstance(entry, dict) else None
    return str(native_id) if native_id else fingerprint(entry)

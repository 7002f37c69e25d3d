"""The search of Workday career sites: 20 entries a page, and parts by facet where there are more than 2,000."""

from typing import Any

from scraper.board import whole_body
from scraper.details import fingerprint
from scraper.errors import ParseError
from scraper.fields import load_json
from scraper.glance import Glance
from scraper.paging import Pages, Sheet, count_of, counted
from scraper.platforms._facets import Applied, Counts, Found, Search, read_in_parts

PAGE = 20  # 21 is answered with 400
CAP = 2_000


def read_searches(glance: Glance, url: str, searches: str) -> Pages | None:
    """The entries of all searches, each once; None when a glance says that they are as before."""

    def ask(words: str, applied: Applied, _: int, offset: int) -> Found:
        facets = {facet: [value] for facet, value in applied.items()}
        payload = {"appliedFacets": facets, "limit": PAGE, "offset": offset, "searchText": words}
        answer = load_json(whole_body(glance.client.post(url, payload)), url)
        return Found(counted(sheet_of(answer, url), "total", url), _counts(answer.get("facets")))

    return read_in_parts(Search(ask, _key, PAGE, CAP, is_total_capped=True), searches, glance)


def _counts(groups: Any) -> Counts:
    """How many entries each value of each facet has; locationMainGroup holds several facets."""
    facets: Counts = {}
    todo = list(groups) if isinstance(groups, list) else []
    while todo:
        group = todo.pop()
        values = group.get("values") if isinstance(group, dict) else None
        for value in values if isinstance(values, list) else ():
            if not isinstance(value, dict):
                continue
            if "values" in value:
                todo.append(value)
            elif isinstance(value.get("id"), str) and isinstance(value.get("count"), int):
                facets.setdefault(str(group.get("facetParameter")), {})[value["id"]] = value["count"]
    return facets


def sheet_of(answer: Any, subject: str) -> Sheet:
    if not isinstance(answer, dict) or not isinstance(answer.get("jobPostings"), list):
        code = answer.get("errorCode") if isinstance(answer, dict) else None
        raise ParseError(f"the answer has no list 'jobPostings' (error code {code})", subject)
    return Sheet(answer["jobPostings"], count_of(answer.get("total")))


def _key(entry: Any) -> str:
    path = entry.get("externalPath") if isinstance(entry, dict) else None
    return path if isinstance(path, str) and path else fingerprint(entry)

"""The search of Workday career sites: 20 entries a page, and parts by facet where there are more than 2,000."""

from collections.abc import Sequence
from typing import Any

from scraper.board import whole_body
from scraper.details import fingerprint
from scraper.errors import ParseError
from scraper.fields import load_json
from scraper.http import Client
from scraper.paging import Pages, Sheet, read_pages
from scraper.posting import COMPLETE, TRUNCATED

PAGE = 20  # 21 is answered with 400
CAP = 2_000
_MAX_SPLITS = 3  # facets that are applied one within the other


def read_searches(client: Client, url: str, searches: Sequence[str]) -> Pages:
    """The entries of all searches, each once."""
    found: dict[str, Any] = {}
    whole = Pages()
    for words in searches:
        pages = _read_search(client, url, words.strip(), {}, 0)
        found |= {_key(entry): entry for entry in pages.entries}
        if pages.status != COMPLETE:
            whole.status, whole.reason = pages.status, f"{words.strip() or 'the board'}: {pages.reason}"
    whole.entries = list(found.values())
    return whole


def _read_search(client: Client, url: str, words: str, facets: dict[str, list[str]], depth: int) -> Pages:
    """The entries of one search; in parts by a facet when there are more than the platform gives."""
    facet, values = "", dict[str, int]()

    def ask(_: int, offset: int) -> Sheet:
        nonlocal facet, values
        payload = {"appliedFacets": facets, "limit": PAGE, "offset": offset, "searchText": words}
        answer = load_json(whole_body(client.post(url, payload)), url)
        sheet = sheet_of(answer, url)
        if offset == 0 and (sheet.total or 0) >= CAP and depth < _MAX_SPLITS:
            facet, values = _best_facet(answer.get("facets"), facets)
        return Sheet(sheet.entries, sheet.total, is_last=bool(values))

    pages = read_pages(ask, _key, size=PAGE, cap=CAP)
    if not values:
        return _capped(pages)
    total = pages.total or 0
    found = {_key(entry): entry for entry in pages.entries}
    parts = Pages(total=total)
    for value in values:
        part = _read_search(client, url, words, facets | {facet: [value]}, depth + 1)
        found |= {_key(entry): entry for entry in part.entries}
        if part.status != COMPLETE:
            parts.status, parts.reason = part.status, part.reason
    parts.entries = list(found.values())
    if parts.status == COMPLETE and len(found) < max(total, sum(values.values())):
        parts.status = TRUNCATED
        parts.reason = f"split by {facet}, the list has {len(found):,} of at least {total:,} entries"
    return parts


def _capped(pages: Pages) -> Pages:
    """A total of exactly the cap is what many tenants say of any longer list."""
    if pages.status == COMPLETE and pages.total == CAP:
        pages.status, pages.reason = TRUNCATED, f"the platform gives at most {CAP:,} entries"
    return pages


def _best_facet(groups: Any, applied: dict[str, list[str]]) -> tuple[str, dict[str, int]]:
    """The facet that covers most entries, of several the one with the smallest parts; and the count of each value."""
    facets: dict[str, dict[str, int]] = {}
    todo = list(groups) if isinstance(groups, list) else []
    while todo:
        group = todo.pop()
        values = group.get("values") if isinstance(group, dict) else None
        for value in values if isinstance(values, list) else ():
            if not isinstance(value, dict):
                continue
            if "values" in value:  # locationMainGroup holds several facets
                todo.append(value)
            elif isinstance(value.get("id"), str) and isinstance(value.get("count"), int):
                facets.setdefault(str(group.get("facetParameter")), {})[value["id"]] = value["count"]
    return max(
        ((name, counts) for name, counts in facets.items() if name not in applied),
        key=lambda facet: (
            min(sum(facet[1].values()), CAP),
            not facet[0].startswith("location"),  # a job in two places counts twice
            -max(facet[1].values()),
        ),
        default=("", {}),
    )


def sheet_of(answer: Any, subject: str) -> Sheet:
    if not isinstance(answer, dict) or not isinstance(answer.get("jobPostings"), list):
        code = answer.get("errorCode") if isinstance(answer, dict) else None
        raise ParseError(f"the answer has no list 'jobPostings' (error code {code})", subject)
    if not isinstance(answer.get("total"), int):
        raise ParseError("total is missing or is not a number", subject)
    return Sheet(answer["jobPostings"], answer["total"])


def _key(entry: Any) -> str:
    path = entry.get("externalPath") if isinstance(entry, dict) else None
    return path if isinstance(path, str) and path else fingerprint(entry)

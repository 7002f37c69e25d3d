"""Searches that a platform caps: asked for in parts, by the facets that its answers name, each entry once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scraper.glance import Glance, read_changed
from scraper.paging import Pages, Sheet, read_pages
from scraper.posting import COMPLETE, TRUNCATED

_MAX_SPLITS = 3  # facets that are applied one within the other

Applied = Mapping[str, str]  # facet -> the value that is asked for
Counts = dict[str, dict[str, int]]  # facet -> value -> how many entries have it


@dataclass(frozen=True)
class Found:
    """One page of a search, and the facets by which it could be split."""

    sheet: Sheet
    facets: Counts = field(default_factory=dict)


@dataclass(frozen=True)
class Search:
    """How a platform is searched. `ask` takes the words, the facets that apply, the page's number and its offset.

    `cap` is how many entries one search gives; `is_total_capped`, that its total stops there too, so that a total of
    the cap may be any number. `excess` is as for `read_pages`.
    """

    ask: Callable[[str, Applied, int, int], Found]
    key: Callable[[Any], str]
    size: int
    cap: int
    is_total_capped: bool = False
    excess: int = 0


def read_in_parts(search: Search, searches: str, glance: Glance) -> Pages | None:
    """The entries of all searches, which `|` separates, each once; None when a glance says that they are as before."""
    return read_changed(searches, lambda words: _read_part(search, words, {}, glance), search.key, glance)


def _read_part(search: Search, words: str, applied: Applied, glance: Glance | None = None) -> Pages:
    """The entries of one search; in parts by a facet when there are more than the platform gives."""
    facet, values = "", dict[str, int]()

    def ask(number: int, offset: int) -> Sheet:
        nonlocal facet, values
        found = search.ask(words, applied, number, offset)
        total = found.sheet.total or 0
        if number == 0 and total >= search.cap + (not search.is_total_capped) and len(applied) < _MAX_SPLITS:
            facet, values = _best_facet(found.facets, applied, total)
        return replace(found.sheet, is_last=found.sheet.is_last or bool(values), parts=values or None)

    pages = read_pages(
        ask, search.key, size=search.size, cap=search.cap, excess=search.excess, glance=glance, name=words
    )
    if glance and glance.is_looking:
        return pages
    if not values:
        return _capped(pages, search)
    total = pages.total or 0
    found = {search.key(entry): entry for entry in pages.entries}
    parts = Pages(total=total)
    for value in values:
        part = _read_part(search, words, {**applied, facet: value})
        found |= {search.key(entry): entry for entry in part.entries}
        if part.status != COMPLETE:
            parts.status, parts.reason = part.status, part.reason
    parts.entries = list(found.values())
    wanted = max(total, sum(values.values())) if search.is_total_capped else total
    if parts.status == COMPLETE and len(found) < wanted - search.excess * (wanted // search.size):
        parts.status = TRUNCATED
        parts.reason = f"split by {facet}, the list has {len(found):,} of at least {total:,} entries"
    return parts


def _capped(pages: Pages, search: Search) -> Pages:
    """A total of exactly the cap is what some platforms say of any longer list."""
    if search.is_total_capped and pages.status == COMPLETE and pages.total == search.cap:
        pages.status, pages.reason = TRUNCATED, f"the platform gives at most {search.cap:,} entries"
    return pages


def _best_facet(facets: Counts, applied: Applied, total: int) -> tuple[str, dict[str, int]]:
    """The facet that covers most entries, of several the one with the smallest parts; and the count of each value."""
    return max(
        ((name, counts) for name, counts in facets.items() if counts and name not in applied),
        key=lambda facet: (
            min(sum(facet[1].values()), total),
            not facet[0].startswith("location"),  # a job in two places counts twice
            -max(facet[1].values()),
        ),
        default=("", {}),
    )

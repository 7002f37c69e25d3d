"""Reads a list that comes in pages, and says whether it was the whole list.

Boards lie about totals: some say 0 on later pages, some repeat the first page past their cap, some give fewer entries
a page than they were asked for. So an entry counts once, by its key, and the pages end where nothing new comes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from scraper.errors import Enough, ParseError
from scraper.posting import COMPLETE, PARTIAL, TRUNCATED

MAX_PAGES = 1_000


@dataclass(frozen=True)
class Sheet:
    """One page of a list: its entries, the total that it claims, and whether the platform calls it the last."""

    entries: Sequence[Any]
    total: int | None = None
    is_last: bool = False
    parts: Mapping[str, int] | None = None  # of a list that is asked for in parts: how many entries each has


@dataclass
class Pages:
    """The entries of all pages, each once; `status` is complete, truncated (capped) or partial (it changed)."""

    entries: list[Any] = field(default_factory=list)
    total: int | None = None  # what the last page that knew it claimed
    status: str = COMPLETE
    reason: str | None = None  # one sentence, when the status is not complete


class Onlooker(Protocol):
    """Who notes the first page of each list, and while looking wants nothing behind it; see scraper.glance."""

    is_looking: bool

    def saw(self, name: str, sheet: Sheet, *, is_all: bool) -> None: ...


def count_of(value: Any) -> int | None:
    """How many an answer claims, also where it writes the number as text; None for anything else."""
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def counted(sheet: Sheet, name: str, url: str) -> Sheet:
    """The page of a list that is being fetched; ParseError without a total, for then nobody knows where it ends."""
    if sheet.total is None:
        raise ParseError(f"{name} is missing or is not a number", url)
    return sheet


Ask = Callable[[int, int], Sheet]  # the number of the page, from 0, and how many entries the pages before it had


def read_pages(
    ask: Ask,
    key: Callable[[Any], str],
    *,
    size: int,
    cap: int | None = None,
    max_pages: int = MAX_PAGES,
    excess: int = 0,
    glance: Onlooker | None = None,
    name: str = "",
) -> Pages:
    """Ask for page after page until the list ends. `size` is how many entries a full page has.

    `cap` is how many entries the platform gives at most for one question; `excess`, by how many for each full page its
    total may be too high. An error of `ask` is not caught, for half a list is no list; but for the end of a trial.
    `glance` notes the first page, under the `name` of the list; nothing more is asked for while it looks.
    """
    pages = Pages()
    found: dict[str, Any] = {}
    offset = 0
    for number in range(max_pages):
        try:
            sheet = ask(number, offset)
        except Enough:
            _cut(pages, f"a trial, of which {number:,} pages were asked for")
            break
        pages.total = sheet.total or pages.total
        fresh = {key(entry): entry for entry in sheet.entries}
        is_repeated = bool(sheet.entries) and all(entry_key in found for entry_key in fresh)
        for entry_key, entry in fresh.items():
            found.setdefault(entry_key, entry)
        offset += len(sheet.entries)
        is_end = _is_end(sheet, pages.total, offset, size)
        if glance and number == 0:
            glance.saw(name, sheet, is_all=is_end)
            if glance.is_looking:
                return pages
        if is_repeated:
            _cut(pages, f"page {number + 1} repeats earlier ones after {len(found):,} entries")
            break
        if is_end:
            break
        if cap is not None and offset >= cap:
            _cut(pages, f"the platform gives at most {cap:,} entries")
            break
    else:
        _cut(pages, f"the list did not end within {max_pages:,} pages")
    pages.entries = list(found.values())
    _compare(pages, offset, excess * ((pages.total or 0) // size))
    return pages


def searches_of(search: str) -> list[str]:
    """The words of each search of a source, which `|` separates."""
    return [words.strip() for words in search.split("|")]


def read_searches(searches: str, read: Callable[[str], Pages], key: Callable[[Any], str]) -> Pages:
    """The entries of several searches, separated by `|`, each once; the status is of the last one that is not whole."""
    found: dict[str, Any] = {}
    whole = Pages()
    for words in searches_of(searches):
        pages = read(words)
        found |= {key(entry): entry for entry in pages.entries}
        if pages.status != COMPLETE:
            whole.status, whole.reason = pages.status, f"{words or 'the board'}: {pages.reason}"
    whole.entries = list(found.values())
    return whole


def _is_end(sheet: Sheet, total: int | None, offset: int, size: int) -> bool:
    if sheet.is_last or not sheet.entries:
        return True
    if total:  # a total of 0 beside entries says nothing
        return offset >= total
    return len(sheet.entries) < size


def _cut(pages: Pages, reason: str) -> None:
    pages.status, pages.reason = TRUNCATED, reason


def _compare(pages: Pages, offset: int, excess: int) -> None:
    """A list that ends before its own total is capped; one that gave an entry twice for another was moving."""
    total, count = pages.total or 0, len(pages.entries)
    if pages.status == COMPLETE and 0 < total - count <= excess:
        return
    if count >= total:
        if pages.status == TRUNCATED and total and "repeats" in (pages.reason or ""):
            pages.status, pages.reason = COMPLETE, None  # everything was there before it went round
        return
    if pages.status != COMPLETE:
        pages.reason = f"{pages.reason}; its total is {total:,}"
    elif offset >= total:
        pages.status = PARTIAL
        pages.reason = f"the list changed while it was read: {count:,} of {total:,} entries"
    else:
        pages.status = TRUNCATED
        pages.reason = f"the list ends after {count:,} of {total:,} entries"

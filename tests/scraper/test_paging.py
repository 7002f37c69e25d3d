"""A list in pages is whole, capped, or was moving: whatever the platform claims, no entry counts twice."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.paging import Sheet, read_pages

Ask = Callable[[int, int], Sheet]


def board(count: int, *, size: int = 20, total: int | None = None) -> Ask:
    """A board of so many entries, which are numbers."""
    return lambda number, offset: Sheet(range(offset, min(offset + size, count)), total)


@given(st.integers(0, 90), st.integers(1, 20), st.booleans(), st.integers(0, 3))
def test_a_board_that_tells_the_truth_is_read_whole(count: int, size: int, has_total: bool, less: int) -> None:
    """Also when a page has fewer entries than were asked for, if there is a total."""
    given_size = max(1, size - less) if has_total else size
    pages = read_pages(board(count, size=given_size, total=count if has_total else None), str, size=size)
    assert (pages.entries, pages.status) == (list(range(count)), "complete")


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=1, max_size=9), st.none() | st.integers(0, 30))
def test_whatever_the_pages_hold_no_entry_counts_twice(sheets: list[list[int]], total: int | None) -> None:
    pages = read_pages(lambda number, _: Sheet(sheets[min(number, len(sheets) - 1)], total), str, size=3, max_pages=50)
    assert len(set(pages.entries)) == len(pages.entries)
    if pages.status == "complete":
        assert len(pages.entries) >= (total or 0)
        assert pages.reason is None
    else:
        assert pages.reason


def test_the_total_that_later_pages_lose_still_holds() -> None:
    def ask(number: int, offset: int) -> Sheet:
        return Sheet(range(offset, min(offset + 20, 50)), 50 if number == 0 else 0)

    pages = read_pages(ask, str, size=20)
    assert (len(pages.entries), pages.status) == (50, "complete")


@pytest.mark.parametrize(
    ("ask", "status", "count", "reason"),
    [
        (board(30, total=45), "truncated", 30, "ends after 30 of 45"),
        (board(500, total=500), "truncated", 100, "gives at most 100"),
        (lambda number, offset: Sheet(range(20), 400), "truncated", 20, "page 2 repeats"),
        (lambda number, offset: Sheet(range(offset % 40, offset % 40 + 20), 40), "complete", 40, None),
        (
            lambda number, offset: Sheet([n // 2 for n in range(offset, offset + 20)], 40),
            "partial",
            20,
            "changed while",
        ),
    ],
    ids=["short", "cap", "same page again", "round in circles after the end", "entries shifted"],
)
def test_a_list_that_is_not_whole_says_why(ask: Ask, status: str, count: int, reason: str | None) -> None:
    pages = read_pages(ask, str, size=20, cap=100)
    assert (pages.status, len(pages.entries)) == (status, count)
    assert (reason is None and pages.reason is None) or (reason or "") in (pages.reason or "")


def test_a_list_without_end_ends() -> None:
    asked = []

    def ask(number: int, offset: int) -> Sheet:
        asked.append(number)
        return Sheet([offset + part for part in range(5)])

    pages = read_pages(ask, str, size=5, max_pages=7)
    assert (pages.status, len(asked), len(pages.entries)) == ("truncated", 7, 35)


def test_the_platform_may_say_which_page_is_the_last() -> None:
    pages = read_pages(lambda number, offset: Sheet([number], is_last=number == 2), str, size=1)
    assert (pages.entries, pages.status) == ([0, 1, 2], "complete")

"""A Jobvite board on this machine: pages, rows in every dress, postings that are over, and boards that moved away."""

import json
import time
from contextlib import suppress
from typing import Any

import pytest

from scraper.errors import ParseError
from scraper.platforms import recognise
from scraper.platforms.jobvite import PAGE, parse
from scraper.sources import Source
from tests.scraper.boards import LocalBoard


def page(kind: str, inner: str) -> str:
    return f'<html><body class="jv-desktop jv-page-{kind} ">{inner}</body></html>'


def job_page(name: str, text: str = "CPC required", **more: Any) -> str:
    job = {"@type": "JobPosting", "title": f"Biller {name}", "description": f"<p>{text}</p>", **more}
    return page("job", f'<script type="application/ld+json">{json.dumps(job)}</script>')


def list_page(names: list[str], *, total: int | None = None, has_next: bool = False, place: str = "Boise") -> str:
    rows = "".join(
        f'<tr><td><a href="/example/job/{name}">Biller {name}</a></td><td>{place}</td></tr>' for name in names
    )
    count = f'<div class="jv-pagination-text">1-{len(names)} of {total:,}</div>' if total else ""
    more = '<a class="jv-pagination-next" href="?p=1">Next</a>' if has_next else ""
    return page("search", f"<table>{rows}</table>{count}{more}" if names else "<p>No results found.</p>")


class Board:
    def __init__(self, local: LocalBoard) -> None:
        self.local = local
        self.source = local.platform("jobvite")

    def publish(self, *names: str, **more: Any) -> None:
        for name in names:
            self.local.serve(f"/example/job/{name}", job_page(name, **more))

    def show(self, *pages: list[str], words: str = "", total: int | None = None, place: str = "Boise") -> None:
        total = total or sum(map(len, pages))
        for number, names in enumerate(pages):
            body = list_page(names, total=total, has_next=number + 1 < len(pages), place=place)
            self.local.serve(f"/example/search?{words}p={number}", body)


@pytest.fixture
def board(local: LocalBoard) -> Board:
    return Board(local)


def names(start: int, end: int) -> list[str]:
    return [f"o{number}fw" for number in range(start, end)]


def test_a_board_is_read_page_by_page_and_costs_no_page_of_a_job_the_next_time(board: Board) -> None:
    board.publish(*names(0, 60))
    board.show(names(0, 50), names(50, 60))
    record, asked = board.local.read(board.source)
    assert (record.status, record.listed, record.kept, len(asked)) == ("complete", 60, 60, 62)
    record, asked = board.local.read(board.source, hours=7 * 24)
    assert (record.status, asked) == ("unchanged", ["/example/search?p=0", "/example/search?p=1"])


def test_only_a_changed_row_is_asked_for_again(board: Board) -> None:
    board.publish("o1fw", "o2fw")
    board.show(["o1fw"])
    board.local.read(board.source)
    board.show(["o1fw", "o2fw"])
    assert board.local.read(board.source)[1] == ["/example/search?p=0", "/example/job/o2fw"]
    board.show(["o1fw"], place="Nampa")
    assert board.local.read(board.source)[1] == ["/example/search?p=0", "/example/job/o1fw"]


def test_a_job_on_two_pages_counts_once_and_the_board_is_whole(board: Board) -> None:
    board.publish(*names(0, 52))
    board.show(names(0, 50), [*names(49, 52)], total=53)
    record, _ = board.local.read(board.source)
    assert (record.status, record.listed) == ("complete", 52)


@pytest.mark.parametrize("behind", [[], names(0, 50)], ids=["ends", "repeats"])
def test_a_list_shorter_than_it_says_closes_nothing(board: Board, behind: list[str]) -> None:
    board.publish(*names(0, 50))
    board.show(names(0, 50), behind, total=166)
    record, _ = board.local.read(board.source)
    assert (record.status, record.validators) == ("truncated", {})


def test_words_are_asked_of_the_board(board: Board) -> None:
    board.publish("o1fw", "o2fw", "o3fw")
    board.show(["o1fw", "o2fw"], words="q=medical%20billing&")
    board.show(["o2fw", "o3fw"], words="q=coder&")
    board.show(["o1fw", "o2fw", "o3fw", "o4fw"])
    record, asked = board.local.read(board.local.platform("jobvite", search="medical billing|coder"))
    assert (record.status, record.kept, len(asked)) == ("complete", 3, 6)


def test_a_posting_that_is_over_leads_to_the_board_and_is_no_vacancy(board: Board) -> None:
    board.publish("o1fw")
    board.show(["o1fw", "o2fw", "o3fw"])
    over = board.local.server.url("/careers/example/jobs?error=404")
    board.local.serve("/example/job/o2fw", b"", status=303, location=over)
    board.local.serve("/careers/example/jobs?error=404", page("jobs", "<p>Not found</p>"))
    board.local.serve("/example/job/o3fw", page("job", "<h2>Biller</h2>"))
    record, _ = board.local.read(board.source)
    assert (record.status, record.kept, len(record.nothing)) == ("partial", 1, 1)


def test_an_empty_board_says_so(board: Board) -> None:
    board.show([])
    record, _ = board.local.read(board.source)
    assert (record.status, record.listed) == ("complete", 0)
    board.local.serve("/example/search?p=0", page("search", "<p>Welcome</p>"))
    assert board.local.read(board.source)[0].status == "failed"


@pytest.mark.parametrize(("path", "status"), [("/support?invalid=1", "failed"), ("/Login/Login.aspx", "blocked")])
def test_a_board_that_is_gone_leads_elsewhere(board: Board, path: str, status: str) -> None:
    elsewhere = f"http://localhost:{board.local.server.port}{path}"
    board.local.serve("/example/search?p=0", b"", status=302, location=elsewhere)
    board.local.serve(path, "<html>No results found</html>")
    record, _ = board.local.read(board.source)
    assert (record.status, record.kept) == (status, 0)


def test_a_bot_page_is_a_wall(board: Board) -> None:
    board.local.serve("/example/search?p=0", "<html><head><title>Just a moment...</title></head></html>", status=403)
    assert board.local.read(board.source)[0].status == "blocked"


def test_it_works_in_processes_of_its_own(local_apart: LocalBoard) -> None:
    board = Board(local_apart)
    board.publish("o1fw")
    board.show(["o1fw"])
    assert local_apart.read(board.source)[0].status == "complete"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://jobs.jobvite.com/example-co/job/oAAAfwA1?nl=1&__jvsd=x", ("jobvite", "example-co")),
        ("https://jobs.jobvite.com/careers/Example/jobs", ("jobvite", "example")),
        ("https://jobs.jobvite.com/example/search?p=2", ("jobvite", "example")),
        ("https://jobs.jobvite.com/support", None),
        ("https://www.jobvite.com/product", None),
    ],
)
def test_the_address_of_a_job_tells_the_board(url: str, expected: tuple[str, str] | None) -> None:
    assert recognise(url) == expected


@pytest.mark.parametrize("count", [4 * PAGE, 50_000])
def test_a_page_of_endless_rows_is_over_in_bounded_time(count: int) -> None:
    source = Source(source_id="jobvite-a", platform="jobvite", board="example", employer="E")
    links = "".join(f'<a href="/example/job/o{number}">B</a>' for number in range(count))
    started = time.monotonic()
    with suppress(ParseError):
        assert parse(page("search", f"<table><tr><td>{links}{'x' * 3_000_000}"), source).listed == count
    assert time.monotonic() - started < 10

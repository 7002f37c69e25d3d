"""Boards with one list and a detail for each job, on this machine: each platform goes through the same life."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest

from scraper.platforms import recognise
from tests.faultserver import Request, answer
from tests.scraper.boards import LocalBoard

Body = tuple[str, str]  # and its content type

RIPPLING = "/platform/api/ats/v1/board/example/jobs"


@dataclass(frozen=True)
class Kind:
    """How a platform answers. `jobs` are names, which are ids too."""

    platform: str
    list_path: str
    detail_path: str
    list_of: Callable[[list[str]], Body]
    detail_of: Callable[[str, str], Body]  # of a name and its text


def as_json(value: Any) -> Body:
    return json.dumps(value), "application/json"


def bamboo_list(names: list[str]) -> Body:
    return as_json({"meta": {"totalCount": len(names)}, "result": [bamboo_entry(name) for name in names]})


def bamboo_entry(name: str) -> dict[str, Any]:
    return {"id": name, "jobOpeningName": f"Biller {name}", "location": {"city": "Boise", "state": "Idaho"}}


def bamboo_detail(name: str, text: str) -> Body:
    opening = {"jobOpeningName": f"Biller {name}", "jobOpeningStatus": "Open", "description": f"<p>{text}</p>"}
    return as_json({"meta": {}, "result": {"jobOpening": opening}})


def jazz_list(names: list[str]) -> Body:
    rows = "".join(
        f'<tr id="row_job_2026_{name}"><td><a href="/apply/jobs/details/key0{name}?&">Biller {name}</a></td>'
        "<td>Boise, ID</td></tr>"
        for name in names
    )
    return f'<html><table id="jobs_table"><tr><th>Position</th></tr>{rows}</table>{next(CLOCK)}</html>', "text/html"


def jazz_detail(name: str, text: str) -> Body:
    return f'<html><div id="job-description">{text}</div></html>' if text else "<html>", "text/html"


def rippling_list(names: list[str]) -> Body:
    places = ("Boise, ID", "Nampa, ID")
    return as_json(
        [
            {"uuid": name, "name": f"Biller {name}", "workLocation": {"label": place}}
            for name in names
            for place in places
        ]
    )


def rippling_detail(name: str, text: str) -> Body:
    return as_json({"uuid": name, "name": f"Biller {name}", "description": {"role": f"<p>{text}</p>"}})


CLOCK = count()  # what changes on a page by itself

KINDS = [
    Kind("rippling", RIPPLING, RIPPLING + "/{}", rippling_list, rippling_detail),
    Kind("jazzhr", "/apply/jobs", "/apply/key0{}", jazz_list, jazz_detail),
    Kind("bamboohr", "/careers/list", "/careers/{}/detail", bamboo_list, bamboo_detail),
]


class Board:
    def __init__(self, local: LocalBoard, kind: Kind) -> None:
        self.local, self.kind = local, kind
        self.source = local.platform(kind.platform)
        self.list_path = kind.list_path
        self.names: list[str] = []

    def publish(self, *names: str, text: str = "CPC required") -> None:
        for name in names:
            body, content_type = self.kind.detail_of(name, text)
            self.local.serve(self.detail_path(name), body, content_type)
            if name not in self.names:
                self.names.append(name)
        self.show(self.names)

    def show(self, names: list[str]) -> None:
        self.names = list(names)
        body, content_type = self.kind.list_of(self.names)
        self.local.serve(self.list_path, body, content_type)

    def ids(self) -> list[str]:
        return [name.removeprefix("key0") for name in self.local.ids()]

    def detail_path(self, name: str) -> str:
        return self.kind.detail_path.format(name)


@pytest.fixture(params=KINDS, ids=lambda kind: kind.platform)
def board(local: LocalBoard, request: pytest.FixtureRequest) -> Board:
    return Board(local, request.param)


def test_an_unchanged_board_costs_one_request(board: Board) -> None:
    board.publish("11", "12")
    record, asked = board.local.read(board.source)
    assert (record.status, record.listed, record.kept) == ("complete", 2, 2)
    assert asked == [board.list_path, board.detail_path("11"), board.detail_path("12")]
    assert board.ids() == ["11", "12"]
    board.show(board.names)
    record, asked = board.local.read(board.source)
    assert (record.status, record.listed, asked) == ("unchanged", 2, [board.list_path])


def test_only_what_is_new_is_asked_for_and_what_left_the_list_is_gone(board: Board) -> None:
    board.publish("11", "12")
    board.local.read(board.source)
    board.publish("13")
    board.show(["11", "13"])
    record, asked = board.local.read(board.source)
    assert (record.status, asked) == ("complete", [board.list_path, board.detail_path("13")])
    assert board.ids() == ["11", "13"]


def test_a_list_that_has_not_changed_since_is_not_sent_again(board: Board) -> None:
    board.publish("11")
    body, content_type = board.kind.list_of(["11"])

    def page(request: Request) -> bytes:
        is_known = request.headers.get("if-none-match") == '"one"'
        status = 304 if is_known else 200
        return answer(b"" if is_known else body.encode(), status=status, content_type=content_type, etag='"one"')

    board.local.server.pages[board.list_path] = page
    board.local.read(board.source)
    record, asked = board.local.read(board.source)
    assert (record.status, record.http_statuses["304"], asked) == ("unchanged", 1, [board.list_path])


def test_every_posting_is_read_again_within_the_time_that_the_settings_give(board: Board) -> None:
    board.publish("11")
    board.local.read(board.source)
    board.publish("11", text="CCS required")
    record, asked = board.local.read(board.source, hours=24 * 30)
    assert (record.status, len(asked)) == ("complete", 2)
    assert "CCS" in board.local.rows()[0]["description"]


def test_a_posting_that_is_over_is_no_vacancy_and_one_that_fails_makes_the_board_partial(board: Board) -> None:
    board.publish("11", "12", "13")
    board.local.serve(board.detail_path("12"), b"gone", "text/plain", status=410)
    assert (board.local.read(board.source)[0].status, board.ids()) == ("complete", ["11", "13"])
    board.publish("14")
    board.local.serve(board.detail_path("14"), b"{", board.kind.detail_of("14", "")[1])
    record, _ = board.local.read(board.source)
    assert (record.status, record.kept) == ("partial", 2)


def test_a_board_without_jobs_is_empty(board: Board) -> None:
    board.show([])
    record, asked = board.local.read(board.source)
    assert (record.status, record.listed, asked) == ("complete", 0, [board.list_path])


def test_a_board_that_is_gone_is_not_an_empty_one(board: Board) -> None:
    assert board.local.read(board.source)[0].status == "failed"
    board.local.serve(board.list_path, b"")
    assert board.local.read(board.source)[0].status == "failed"
    elsewhere = f"http://localhost:{board.local.server.port}/"
    board.local.serve(board.list_path, b"", status=302, location=elsewhere + "welcome")
    board.local.serve("/welcome", "<html><h1>Software for employers</h1></html>")
    record, _ = board.local.read(board.source)
    assert (record.status, record.kept) == ("failed", 0)
    assert "leads to localhost" in (record.error or "")
    board.local.serve(board.list_path, b"", status=302, location=elsewhere + "Login/Login.aspx")
    board.local.serve("/Login/Login.aspx", "<html>Log in</html>")
    assert board.local.read(board.source)[0].status == "blocked"


def test_a_bot_page_and_a_broken_list(board: Board) -> None:
    content_type = board.kind.list_of([])[1]
    board.local.serve(board.list_path, "<html><head><title>Just a moment...</title></head></html>")
    assert board.local.read(board.source)[0].status == "blocked"
    for body in (b'{"meta": {"totalCount": 1}, "result": [', b"[", b"3", b"<html>", b"{}"):
        board.local.serve(board.list_path, body, content_type)
        assert board.local.read(board.source)[0].status in ("failed", "blocked"), body


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.platform)
def test_it_works_in_processes_of_its_own(local_apart: LocalBoard, kind: Kind) -> None:
    board = Board(local_apart, kind)
    board.publish("11")
    record, _ = local_apart.read(board.source)
    assert (record.status, record.kept) == ("complete", 1)


def test_a_bamboo_board_that_says_it_has_more_is_truncated(local: LocalBoard) -> None:
    board = Board(local, next(kind for kind in KINDS if kind.platform == "bamboohr"))
    board.publish("11")
    local.serve(board.list_path, *as_json({"meta": {"totalCount": 9}, "result": [bamboo_entry("11")]}))
    record, _ = local.read(board.source)
    assert (record.status, record.kept, record.validators) == ("truncated", 1, {})


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.bamboohr.com/careers/86", ("bamboohr", "example")),
        ("https://example.bamboohr.com/jobs/view.php?id=86", ("bamboohr", "example")),
        ("https://www.bamboohr.com/pricing", None),
        ("https://example.applytojob.com/apply/oVX1rAxJJi/Medical-Biller?source=x", ("jazzhr", "example")),
        ("https://example.applytojob.com/apply/jobs/details/oVX1rAxJJi", ("jazzhr", "example")),
        ("https://app.applytojob.com/notfound.html", None),
        ("https://ats.rippling.com/example-co/jobs/2f0674e6-0000-4ecd-b459-e947241c2001", ("rippling", "example-co")),
        ("https://ats.rippling.com/en-GB/example/jobs?page=1", ("rippling", "example")),
        ("https://ats.us1.rippling.com/example/jobs", ("rippling", "example")),
        ("https://ats.rippling.com/api/v2/board/example/jobs?page=0", ("rippling", "example")),
        ("https://www.rippling.com/careers", None),
    ],
)  # fmt: skip
def test_the_address_of_a_job_tells_the_board(url: str, expected: tuple[str, str] | None) -> None:
    assert recognise(url) == expected

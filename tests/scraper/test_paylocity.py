"""A Paylocity board on this machine: the list in its page, postings in sections, and pages that say there is none."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scraper.platforms import recognise
from scraper.sources import Source
from tests.faultserver import answer
from tests.scraper.boards import CHALLENGE, GOLDEN, Board, board_world

LIST = "/recruiting/jobs/All/00000000-0000-4000-8000-000000000001"
NOT_FOUND = (GOLDEN / "paylocity" / "dead.html").read_bytes()


class Paylocity(Board):
    """The jobs that the board's page lists, each with a page of its own."""

    def setup(self) -> None:
        self.jobs: dict[int, dict[str, Any]] = {}
        self.serve_by(LIST, lambda request: self.page())

    @property
    def source(self) -> Source:
        return Source(
            source_id="paylocity-a",
            platform="paylocity",
            board=f"recruiting.paylocity.com{LIST}",
            employer="Example Billing Group",
            api_root=self.server.url(""),
        )

    def page(self) -> bytes:
        data = json.dumps({"Jobs": list(self.jobs.values()), "ModuleTitle": "Example Billing Group"})
        token = len(self.server.requests)  # the page is never the same twice
        page = f"<html><input value='{token}'><script>window.pageData = {data};</script></body></html>"
        return answer(page.encode(), content_type="text/html")

    def add(self, number: int, text: str = "<li>CPC required</li>", **more: object) -> None:
        self.jobs[number] = {
            "JobId": number,
            "JobTitle": f"Biller {number}",
            "LocationName": "Boise Office",
            "PublishedDate": "2026-11-02T11:27:44-07:00",
            "Description": text[:100],
            "IsInternal": False,
            "JobLocation": {"City": "Boise", "State": "ID", "Country": "USA"},
            "IsRemote": False,
            "IndeedRemoteType": 2,
        } | more
        page = (
            f"<html><body><div class='job-preview-title'>Biller {number}</div><div class='job-preview-details'>"
            f"<div class='job-listing-header'>Requirements</div><div><ul>{text}</ul></div></div></body></html>"
        )
        self.serve(self.path(number), page.encode(), "text/html")

    def path(self, number: int) -> str:
        return f"/Recruiting/Jobs/Details/{number}"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Paylocity]:
    with board_world(Paylocity, tmp_path, monkeypatch) as world:
        yield world


def test_a_board_is_read_once_and_then_costs_one_request(world: Paylocity) -> None:
    for number in (1, 2, 3):
        world.add(number)
    record = world.read(world.source)
    assert (record.status, record.listed, record.kept) == ("complete", 3, 3)
    assert world.asked == (LIST, *(world.path(number) for number in (1, 2, 3)))
    row = world.rows()["1"]
    assert row["description"] == "<h3>Requirements</h3>\n<ul><li>CPC required</li></ul>"
    assert (row["title"], row["city"], row["state"], str(row["posted_on"])) == ("Biller 1", "Boise", "ID", "2026-11-02")
    assert row["url"] == world.server.url(world.path(1))
    record = world.read(world.source)
    assert (record.status, record.listed, world.asked) == ("unchanged", 3, (LIST,))


def test_only_what_changed_is_asked_for(world: Paylocity) -> None:
    world.add(1)
    world.add(2)
    world.read(world.source)
    world.add(2, "<li>CCS required</li>")
    world.add(3)
    del world.jobs[1]
    assert world.read(world.source).status == "complete"
    assert world.asked == (LIST, world.path(2), world.path(3))
    assert {name: "CCS" in row["description"] for name, row in world.rows().items()} == {"2": True, "3": False}


@pytest.mark.parametrize("is_redirect", [False, True])
def test_a_posting_that_was_taken_down_is_no_vacancy(world: Paylocity, is_redirect: bool) -> None:
    """It is answered with a page that says so, or leads back to the board."""
    world.add(1)
    world.add(2)
    if is_redirect:
        world.redirect(world.path(2), LIST)
    else:
        world.serve(world.path(2), NOT_FOUND, "text/html")
    record = world.read(world.source)
    assert (record.status, record.kept) == ("complete", 1)


def test_what_is_for_employees_only_is_not_listed(world: Paylocity) -> None:
    world.add(1)
    world.add(2, IsInternal=True)
    assert world.read(world.source).listed == 1


@pytest.mark.parametrize(
    ("more", "is_remote"),
    [
        ({"IsRemote": True}, True),
        ({"IsRemote": True, "IndeedRemoteType": 1}, None),
        ({"LocationName": "Remote Worker - US"}, True),
        ({}, None),
    ],
)
def test_remote_is_what_the_list_says(world: Paylocity, more: dict[str, Any], is_remote: bool | None) -> None:
    world.add(1, **more)
    world.read(world.source)
    assert world.rows()["1"]["is_remote"] is is_remote


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        (NOT_FOUND, "failed", "no such board"),
        (b"<html>Maintenance</html>", "blocked", "another page"),
        (CHALLENGE, "blocked", "guards the address"),
        (b"<script>window.pageData = {</script>", "failed", "not JSON"),
        (b"<script>window.pageData = {}</script>", "failed", "no list"),
        (b"", "failed", "empty"),
    ],
)
def test_a_page_without_a_list_is_not_an_empty_board(world: Paylocity, body: bytes, status: str, word: str) -> None:
    world.serve(LIST, body, "text/html")
    record = world.read(world.source)
    assert record.status == status
    assert word in (record.error or "")


def test_an_empty_board_is_empty(world: Paylocity) -> None:
    record = world.read(world.source)
    assert (record.status, record.listed) == ("complete", 0)


def test_a_bot_page_in_place_of_a_posting_loses_nothing(world: Paylocity) -> None:
    world.add(1)
    world.add(2)
    world.read(world.source)
    world.add(2, "<li>CCS required</li>")
    world.serve(world.path(2), CHALLENGE, "text/html")
    record = world.read(world.source)
    assert (record.status, record.kept) == ("partial", 2)


@pytest.mark.parametrize(
    "url",
    [
        "https://recruiting.paylocity.com/Recruiting/Jobs/All/00000000-0000-4000-8000-00000000000A/Example-Group",
        "https://recruiting.paylocity.com/recruiting/jobs/all/00000000-0000-4000-8000-00000000000a?location=All",
    ],
)
def test_every_address_of_a_board_is_recognised(url: str) -> None:
    board = "recruiting.paylocity.com/recruiting/jobs/All/00000000-0000-4000-8000-00000000000a"
    assert recognise(url) == ("paylocity", board)


def test_old_and_numbered_boards_are_recognised_and_postings_not() -> None:
    old = "2000recruiting.paylocity.com/recruiting/jobs/List/1438"
    assert recognise(f"https://{old}/EXAMPLE") == ("paylocity", old)
    assert recognise("https://recruiting.paylocity.com/Recruiting/Jobs/Details/1000001") is None

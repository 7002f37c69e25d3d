"""A SmartRecruiters board on this machine: pages of 100, its own search, and a company that it does not know."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scraper.platforms import recognise
from scraper.sources import Source
from tests.faultserver import Request, answer
from tests.scraper.boards import CHALLENGE, GOLDEN, Board, Routes, asked_of, board_world

POSTINGS = "/v1/companies/Clinic/postings"
DETAIL = json.loads((GOLDEN / "smartrecruiters" / "normal.json").read_bytes())
ENTRY = json.loads((GOLDEN / "smartrecruiters" / "list.json").read_bytes())["content"][0]
ROBOTS = b"User-agent: LinkedInBot\nAllow: /v1/companies/\n\nUser-agent: *\nDisallow: /\n"


class Company(Board):
    """Answers any query as the platform does; a company that it does not know has no postings."""

    def setup(self) -> None:
        self.jobs: dict[str, dict[str, Any]] = {}
        self.server.pages = Routes({"/v1/companies/": self.reply})

    @property
    def source(self) -> Source:
        root = self.server.url("")
        return Source(source_id="sr-a", platform="smartrecruiters", board="Clinic", employer="E", api_root=root)

    def add(self, number: int, text: str = "<p>CPC required</p>", *, title: str = "Biller", **values: Any) -> None:
        job = json.loads(json.dumps(DETAIL)) | {"id": str(number), "name": f"{title} {number}"} | values
        job["jobAd"]["sections"]["qualifications"]["text"] = text
        self.jobs[str(number)] = job

    def reply(self, request: Request) -> bytes:
        path, asked = asked_of(request)
        number = path.rpartition("/")[2]
        if number != "postings":
            known = number in self.jobs
            return answer(json.dumps(self.jobs[number]).encode() if known else b"{}", status=200 if known else 404)
        jobs = self.jobs if path == POSTINGS else {}
        found = [job for job in jobs.values() if asked.get("q", "").lower() in job["name"].lower()]
        first, size = int(asked["offset"]), min(100, int(asked["limit"]))
        page = [{key: job.get(key, ENTRY[key]) for key in ENTRY} for job in found[first : first + size]]
        whole = {"offset": first, "limit": size, "totalFound": len(found), "content": page}
        return answer(json.dumps(whole).encode())

    def counts(self) -> tuple[int, int]:
        """How many lists and details the last run asked for."""
        lists = sum("offset=" in path for path in self.asked)
        return lists, len(self.asked) - lists


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    with board_world(Company, tmp_path, monkeypatch) as world:
        yield world


def test_a_board_is_read_a_hundred_a_page_and_then_costs_no_detail(world: Company) -> None:
    for number in range(120):
        world.add(1_000 + number)
    record = world.read(world.source)
    assert (record.status, record.listed, record.kept, world.counts()) == ("complete", 120, 120, (2, 120))
    row = world.rows()["1000"]
    assert "<h3>Qualifications</h3>\n<p>CPC required</p>" in row["description"]
    assert "Ada Nobody" not in json.dumps(row["record"])
    assert world.read(world.source, hours=7 * 24).status == "unchanged"
    assert world.counts() == (2, 0)


def test_only_what_changed_is_asked_for_and_what_is_closed_goes(world: Company) -> None:
    world.add(1)
    world.add(2)
    world.add(3, active=False)
    assert world.read(world.source).kept == 2
    world.add(2, "<p>CCS required</p>", title="Coder")
    world.add(4)
    del world.jobs["1"]
    record = world.read(world.source)
    assert (record.status, record.kept, world.counts()) == ("complete", 2, (1, 2))
    assert "CCS" in world.rows()["2"]["description"]


def test_words_for_its_search_are_asked_one_after_the_other(world: Company) -> None:
    world.add(1, title="Biller")
    world.add(2, title="Coder")
    world.add(3, title="Nurse")
    world.add(4, title="Coder and Biller")
    record = world.read(replace(world.source, search="biller|coder"))
    assert (record.status, record.kept, world.counts()) == ("complete", 3, (3, 3))


def test_a_list_that_ends_before_its_total_is_truncated(world: Company) -> None:
    world.add(1)
    page = {"offset": 0, "limit": 100, "totalFound": 3, "content": [ENTRY | {"id": "1"}]}
    world.serve(f"{POSTINGS}?limit=100&offset=0", json.dumps(page).encode())
    world.serve(f"{POSTINGS}?limit=100&offset=1", json.dumps(page | {"content": []}).encode())
    record = world.read(world.source)
    assert (record.status, record.kept) == ("truncated", 1)
    assert "1 of 3" in (record.error or "")


def test_a_company_that_the_platform_does_not_know_is_no_empty_board(world: Company) -> None:
    record = world.read(replace(world.source, board="Nobody"))
    assert (record.status, world.counts()) == ("failed", (1, 0))
    assert "check the name" in (record.error or "")


def test_a_search_without_a_find_is_believed_where_the_company_has_postings(world: Company) -> None:
    world.add(1, title="Nurse")
    record = world.read(replace(world.source, search="biller"))
    assert (record.status, record.listed, world.counts()) == ("complete", 0, (2, 0))
    world.read(replace(world.source, search="biller"))
    assert world.counts() == (1, 0), "once known, always known"


def test_an_empty_board_is_believed_of_a_company_that_was_read_before(world: Company) -> None:
    world.add(1)
    world.read(world.source)
    world.jobs.clear()
    for _ in range(2):
        record = world.read(world.source)
        assert record.listed == 0
        assert record.status != "failed"


def test_its_robots_txt_decides_though_the_row_says_yes(world: Company) -> None:
    world.add(1)
    world.serve("/robots.txt", ROBOTS, "text/plain")
    record = world.read(world.source)
    assert (record.status, world.asked) == ("robots", ())


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (CHALLENGE, "blocked"),
        (b"<html>Sign in</html>", "blocked"),
        (b"[]", "failed"),
        (b"{}", "failed"),
        (b'{"content": []}', "failed"),
        (b'{"content": {}, "totalFound": 0}', "failed"),
        (b'{"content": [1], "totalFound": 1}', "partial"),
        (b'{"content": [[1], {}], "totalFound": 2}', "partial"),
    ],
)
def test_an_answer_that_is_no_list_is_not_an_empty_board(world: Company, body: bytes, status: str) -> None:
    world.serve(f"{POSTINGS}?limit=100&offset=0", body)
    assert world.read(world.source).status == status


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://jobs.smartrecruiters.com/ExampleClinic/744000000000001-medical-biller?trid=1", "ExampleClinic"),
        ("https://careers.smartrecruiters.com/ExampleClinic/nurses", "ExampleClinic"),
        ("https://api.smartrecruiters.com/v1/companies/ExampleClinic/postings/1", "ExampleClinic"),
        ("https://jobs.smartrecruiters.com/oneclick-ui/company/ExampleClinic/publication/1", None),
        ("https://www.smartrecruiters.com/recruiting-software/", None),
    ],
)
def test_every_address_of_a_company_is_recognised(url: str, board: str | None) -> None:
    assert recognise(url) == (("smartrecruiters", board) if board else None)

"""The Muse on this machine: pages of 20 with whole texts, a cap, and filters that say nothing when they fail."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from scraper.platforms import recognise
from scraper.sources import Source
from tests.faultserver import Request, answer
from tests.scraper.boards import CHALLENGE, GOLDEN, Board, Routes, board_world

JOB = json.loads((GOLDEN / "themuse" / "one.json").read_bytes())
FIRST = "/api/public/jobs?page=0&company=Golden+Employer"


class Muse(Board):
    """Answers any query as the platform does."""

    def setup(self) -> None:
        self.jobs: dict[int, dict[str, Any]] = {}
        self.server.pages = Routes({"/api/public/jobs?": self.reply})

    @property
    def source(self) -> Source:
        root = self.server.url("")
        return Source(source_id="muse-a", platform="themuse", board="Golden+Employer", employer="E", api_root=root)

    def add(self, number: int, text: str = "<p>CPC required</p>", **values: Any) -> None:
        self.jobs[number] = JOB | {"id": number, "name": f"Biller {number}", "contents": text} | values

    def reply(self, request: Request) -> bytes:
        asked = parse_qs(urlsplit(request.path).query)
        page = int(asked["page"][0])
        if page >= 100:
            return answer(b'{"code": 400, "error": "Value `page` is too high"}', status=400)
        found = [
            job
            for job in self.jobs.values()
            if job["company"]["name"] == asked["company"][0]
            and ("category" not in asked or job["categories"][0]["name"] in asked["category"])
        ]
        whole = {
            "page": page,
            "page_count": -(-len(found) // 20),
            "items_per_page": 20,
            "took": page,
            "timed_out": False,
        }
        results = found[page * 20 : page * 20 + 20]
        return answer(json.dumps(whole | {"total": len(found), "results": results, "aggregations": {}}).encode())


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Muse]:
    with board_world(Muse, tmp_path, monkeypatch) as world:
        yield world


def test_an_employer_is_read_twenty_a_page(world: Muse) -> None:
    for number in range(45):
        world.add(1_000 + number)
    record = world.read(world.source)
    assert (record.status, record.listed, record.kept, len(world.asked)) == ("complete", 45, 45, 3)
    assert world.asked[0] == FIRST
    assert world.rows()["1000"]["state"] == "ID"
    assert world.read(world.source, hours=7 * 24).status == "unchanged"
    world.add(1_000, "<p>CCS required</p>")
    assert world.read(world.source).status == "complete"
    assert "CCS" in world.rows()["1000"]["description"]


def test_its_categories_narrow_the_list(world: Muse) -> None:
    world.add(1)
    world.add(2, categories=[{"name": "Accounting and Finance"}])
    world.add(3, categories=[{"name": "Sales"}])
    record = world.read(replace(world.source, search="Healthcare | Accounting and Finance"))
    assert (record.status, record.kept) == ("complete", 2)
    assert world.asked[0] == f"{FIRST}&category=Healthcare&category=Accounting+and+Finance"


def test_more_than_its_cap_is_truncated(world: Muse) -> None:
    for number in range(2_030):
        world.add(number)
    record = world.read(world.source)
    assert (record.status, record.kept, len(world.asked)) == ("truncated", 2_000, 100)
    assert "2,030" in (record.error or "")


def test_an_employer_that_it_does_not_know_is_no_empty_board(world: Muse) -> None:
    record = world.read(replace(world.source, board="Golden+Employers"))
    assert record.status == "failed"
    assert "check the name" in (record.error or "")


def test_an_empty_list_is_believed_of_an_employer_that_was_read_before(world: Muse) -> None:
    world.add(1)
    world.read(world.source)
    world.jobs.clear()
    for _ in range(2):
        record = world.read(world.source)
        assert record.listed == 0
        assert record.status != "failed"


def test_postings_of_others_are_left_out_and_never_all_there_is(world: Muse) -> None:
    world.add(1)
    world.add(2, company={"id": 5, "short_name": "other", "name": "Other Firm"})
    page = {"page": 0, "page_count": 1, "total": 2, "results": list(world.jobs.values())}
    world.serve(FIRST, json.dumps(page).encode())
    record = world.read(world.source)
    assert (record.status, record.kept) == ("complete", 1)
    page["results"] = page["results"][1:]  # type: ignore[index]
    world.serve(FIRST, json.dumps(page).encode())
    assert world.read(world.source).status == "failed"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (CHALLENGE, "blocked"),
        (b"<html>Sign in</html>", "blocked"),
        (b"[]", "failed"),
        (b"{}", "failed"),
        (b'{"results": []}', "failed"),
        (b'{"results": [], "page": 0, "page_count": 0, "total": 0, "timed_out": true}', "failed"),
        (b'{"results": [1], "page": 0, "page_count": 1, "total": 1}', "partial"),
    ],
)
def test_an_answer_that_is_no_list_is_not_an_empty_board(world: Muse, body: bytes, status: str) -> None:
    world.serve(FIRST, body)
    assert world.read(world.source).status == status


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://www.themuse.com/api/public/jobs?category=Healthcare&company=Example+Clinic&page=1", "Example+Clinic"),
        ("https://www.themuse.com/jobs/exampleclinic/medical-biller-0a1b2c?utm=1", "exampleclinic"),
        ("https://www.themuse.com/profiles/exampleclinic", "exampleclinic"),
        ("https://www.themuse.com/advice/how-to-write", None),
    ],
)
def test_every_address_of_an_employer_is_recognised(url: str, board: str | None) -> None:
    assert recognise(url) == (("themuse", board) if board else None)

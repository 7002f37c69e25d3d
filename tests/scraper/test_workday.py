"""A Workday board on this machine: pages, searches, the cap of 2,000, withdrawn postings, and the sitemap instead."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from scraper.platforms import _workday_search, recognise
from scraper.platforms.workday import requisition
from scraper.posting import SegmentRecord
from scraper.segments import list_segments
from scraper.sources import Source
from tests.faultserver import Request, answer, fault_server
from tests.scraper.boards import parse_here
from tests.scraper.test_run import World

API = "/wday/cxs/example/Careers"


class Board(World):
    """Speaks CXS as it has been recorded: 20 a page, a total that stops at the cap, page 1 again behind it."""

    def setup(self) -> None:
        self.jobs: list[dict[str, Any]] = []
        self.cap = 2_000
        self.server.pages[f"{API}/jobs"] = self.search

    @property
    def board(self) -> Source:
        return Source(
            source_id="workday-a",
            platform="workday",
            board="example.wd1.myworkdayjobs.com/Careers",
            employer="Example",
            api_root=self.server.url(""),
        )

    def add(self, number: int, *, family: str = "Billing", suffix: str = "", title: str = "Medical Biller") -> None:
        name = f"R-{number:05}"
        path = f"/job/Boise/{title.replace(' ', '-')}_{name}{suffix}"
        self.jobs.append(
            {"title": title, "externalPath": path, "locationsText": "Boise", "bulletFields": [name], "_family": family}
        )
        info = {"title": title, "jobDescription": f"<p>CPC {number}</p>", "jobReqId": name, "location": "Boise, ID"}
        detail = json.dumps({"jobPostingInfo": info, "userAuthenticated": False}).encode()
        self.server.pages[f"{API}{path}"] = lambda request: answer(detail)

    def search(self, request: Request) -> bytes:
        asked = json.loads(request.body)
        if asked["limit"] > 20:
            return answer(b"{}", status=400)
        words = asked["searchText"].lower()
        families = asked["appliedFacets"].get("jobFamilyGroup", [])
        jobs = [
            job
            for job in self.jobs
            if words in job["title"].lower() and job["_family"] in (families or [job["_family"]])
        ]
        start = asked["offset"] if asked["offset"] < self.cap else 0
        counts = {
            family: sum(job["_family"] == family for job in jobs) for family in sorted({job["_family"] for job in jobs})
        }
        values = [{"descriptor": family, "id": family, "count": count} for family, count in counts.items()]
        towns = [{"facetParameter": "locations", "values": [{"descriptor": "Boise", "id": "b", "count": len(jobs)}]}]
        facets = [
            {"facetParameter": "jobFamilyGroup", "values": values},
            {"facetParameter": "locationMainGroup", "values": towns},
        ]
        shown = [{key: value for key, value in job.items() if key != "_family"} for job in jobs[start : start + 20]]
        total = min(len(jobs), self.cap) if not asked["offset"] else 0
        return answer(json.dumps({"total": total, "jobPostings": shown, "facets": facets}).encode())

    def read(self, source: Source | None = None, *, hours: float = 24) -> tuple[SegmentRecord, int, int]:
        """The record of one run, and how many lists and details were asked for."""
        before = len(self.server.requests)
        (record,) = self.fetch(source or self.board, hours=hours)
        asked = [request for request in self.server.requests[before:] if request.path != "/robots.txt"]
        lists = sum(request.method == "POST" for request in asked)
        return record, lists, len(asked) - lists

    def rows(self) -> list[dict[str, Any]]:
        return list(pq.read_table(list_segments(self.results)[-1]).to_pylist())


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Board]:
    parse_here(monkeypatch)
    with fault_server() as server:
        world = Board(tmp_path, server)
        world.setup()
        yield world


def test_a_board_is_read_page_by_page_and_costs_no_detail_the_next_time(world: Board) -> None:
    for number in range(45):
        world.add(number)
    record, lists, asked = world.read()
    assert (record.status, record.listed, record.kept, lists, asked) == ("complete", 45, 45, 3, 45)
    assert world.rows()[0]["native_id"] == "R-00000"
    assert world.rows()[0]["city"] == "Boise"
    record, lists, asked = world.read(hours=7 * 24)
    assert (record.status, record.listed, lists, asked) == ("unchanged", 45, 3, 0)


def test_several_searches_give_each_posting_once(world: Board) -> None:
    world.add(1, title="Medical Biller")
    world.add(2, title="Coder")
    world.add(3, title="Biller and Coder")
    world.add(4, title="Nurse")
    record, lists, asked = world.read(replace(world.board, search="biller|coder"))
    assert (record.status, record.listed, lists, asked) == ("complete", 3, 3, 3), "two searches, and a glance at all"


def test_a_posting_mirrored_within_a_board_counts_once(world: Board) -> None:
    world.add(1)
    world.add(1, suffix="-1")
    record, _, asked = world.read()
    assert (record.status, record.kept, asked) == ("complete", 1, 1)


def test_a_list_longer_than_the_cap_is_asked_for_in_parts(world: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    world.cap = 40
    monkeypatch.setattr(_workday_search, "CAP", 40)
    for number in range(90):
        world.add(number, family=("Billing", "Coding", "Nursing")[number % 3])
    record, lists, asked = world.read()
    assert (record.status, record.listed, lists, asked) == ("complete", 90, 7, 90)


def test_a_part_longer_than_the_cap_is_truncated_and_closes_nothing(
    world: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.cap = 40
    monkeypatch.setattr(_workday_search, "CAP", 40)
    for number in range(90):
        world.add(number, family="Nursing" if number % 9 else "Billing")
    record, lists, _ = world.read()
    assert record.status == "truncated"
    assert record.listed == 50
    assert lists < 20


def test_a_withdrawn_posting_is_no_vacancy(world: Board) -> None:
    for number in range(3):
        world.add(number)
    paths = [f"{API}{job['externalPath']}" for job in world.jobs]
    gone = json.dumps({"errorCode": "S22", "message": "permission denied"}).encode()
    world.server.pages[paths[0]] = lambda request: answer(gone, status=403)
    closed = json.dumps(
        {"jobPostingInfo": {"title": "B", "jobDescription": "", "posted": False, "jobReqId": "x"}}
    ).encode()
    world.server.pages[paths[1]] = lambda request: answer(closed)
    record, _, _ = world.read()
    assert (record.status, record.kept) == ("complete", 1)


def test_a_web_page_in_place_of_a_detail_is_an_outage(world: Board) -> None:
    world.add(1)
    world.add(2)
    world.server.pages[f"{API}{world.jobs[0]['externalPath']}"] = lambda request: answer(
        b"<html>Down for maintenance</html>", content_type="text/html"
    )
    record, _, _ = world.read()
    assert (record.status, record.kept) == ("partial", 1)


def test_an_entry_without_a_path_makes_the_list_partial(world: Board) -> None:
    world.add(1)
    world.jobs.append({"title": "Hidden", "bulletFields": ["R-9"], "_family": "Billing"})
    record, _, _ = world.read()
    assert (record.status, record.listed, record.kept) == ("partial", 2, 1)
    assert "externalPath is missing" in (record.error or "")


def test_an_unknown_tenant_is_an_error_and_a_strange_answer_no_crash(world: Board) -> None:
    unknown = replace(world.board, board="other.wd1.myworkdayjobs.com/Careers")
    assert world.read(unknown)[0].status == "failed"
    for body in (
        b'{"total": 2000, "jobPostings": [1, {}], "facets": [1, {"values": [2, {"values": 3}]}]}',
        b"[]",
        b"3",
    ):
        world.server.pages[f"{API}/jobs"] = lambda request, body=body: answer(body)
        assert world.read()[0].status in ("failed", "truncated", "partial")


@pytest.mark.parametrize("name", ["example", "example.wd1.myworkdayjobs.com", "[/Careers", "a/b/c/d"])
def test_a_board_that_is_no_address_fails_alone(world: Board, name: str) -> None:
    world.add(1)
    bad = replace(world.board, source_id="workday-bad", board=name, api_root="")
    assert [record.status for record in world.fetch(bad, world.board)] == ["failed", "complete"]


def test_the_pages_of_the_sitemap_are_read_where_robots_refuse_the_list(world: Board) -> None:
    world.server.pages["/robots.txt"] = b"User-agent: *\nDisallow: /wday/\nAllow: /Careers/\n"
    path = "/Careers/job/Boise/Medical-Biller_R-00001"
    urls = "".join(f"<url><loc>{world.server.url(page)}</loc></url>" for page in (path, "/Careers"))
    site = f"<urlset>{urls}</urlset>"
    world.server.pages["/Careers/siteMap.xml"] = lambda request: answer(site.encode(), content_type="application/xml")
    page = (Path(__file__).parents[1] / "golden/platforms/workday/page.html").read_bytes()
    world.server.pages[path] = lambda request: answer(page, content_type="text/html")
    record, lists, _ = world.read()
    assert (record.status, record.kept, lists) == ("complete", 1, 0)
    (row,) = world.rows()
    assert (row["native_id"], row["format"], row["city"]) == ("R-00001", "plain", "Boise")
    assert row["url"] == world.server.url(path)


@pytest.mark.parametrize(
    ("path", "named", "expected"),
    [
        ("/job/Boise/Coder_R-0012", ["R-0012"], "R-0012"),
        ("/job/Boise/Coder_R-0012-1", ["R-0012"], "R-0012"),
        ("/job/Boise/Coder_R_0012", ["Boise", "R_0012"], "R_0012"),
        ("/job/Boise/Coder_JR0001234-2", [], "JR0001234"),
        ("/job/Boise/Coder_R-12", [], "R-12"),
        ("https://x.wd1.myworkdayjobs.com/S/job/Boise/Coder_R-0012345?source=a", [], "R-0012345"),
    ],
)
def test_the_id_of_a_job_in_its_path(path: str, named: list[str], expected: str) -> None:
    assert requisition(path, named) == expected


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://example.wd5.myworkdayjobs.com/Jobs/job/Boise/Coder_R-1", "example.wd5.myworkdayjobs.com/Jobs"),
        ("https://example.wd5.myworkdayjobs.com/en-US/Jobs/details/Coder_R-1", "example.wd5.myworkdayjobs.com/Jobs"),
        ("https://example.myworkdayjobs.com/wday/cxs/example/Jobs/jobs", "example.myworkdayjobs.com/Jobs"),
        (
            "https://wd1.myworkdaysite.com/en-US/recruiting/example/Jobs",
            "wd1.myworkdaysite.com/recruiting/example/Jobs",
        ),
        ("https://wd1.myworkdaysite.com/wday/cxs/example/Jobs/jobs", "wd1.myworkdaysite.com/recruiting/example/Jobs"),
    ],
)
def test_every_address_of_a_board_is_recognised(url: str, board: str) -> None:
    assert recognise(url) == ("workday", board)

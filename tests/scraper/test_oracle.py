"""An Oracle site on this machine: pages inside the finder, the cap of 10,000, sites that are none, postings gone."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pyarrow.parquet as pq
import pytest

from scraper.platforms import _oracle_search, load, recognise
from scraper.posting import SegmentRecord
from scraper.segments import list_segments
from scraper.sources import Source
from tests.faultserver import Request, answer, fault_server
from tests.scraper.boards import Routes, parse_here
from tests.scraper.test_platforms import FIXTURES, source_of
from tests.scraper.test_run import World

BOARD = "example.fa.us2.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX_1"


class Board(World):
    """Speaks the interface as others have measured it, with two sites on the host."""

    def setup(self) -> None:
        self.jobs: list[dict[str, Any]] = []
        self.cap = 10_000
        self.excess = 0  # how many entries the total names too many
        self.texts: dict[str, dict[str, Any]] = {}
        self.sites = [
            {"SiteNumber": "CX_1", "SiteURLName": "ExampleCareers", "SiteName": "Example", "StatusCode": "ORA_ACTIVE"},
            {"SiteNumber": "CX_2", "SiteURLName": "CX_2", "SiteName": "Other", "StatusCode": "ORA_ACTIVE"},
            {"SiteNumber": "CX_3", "SiteURLName": "Old", "SiteName": "Old", "StatusCode": "ORA_INACTIVE"},
        ]
        api = "/hcmRestApi/resources/latest"
        self.server.pages = Routes()
        self.server.pages[f"{api}/recruitingCEJobRequisitionDetails"] = self.detail
        self.server.pages[f"{api}/recruitingCEJobRequisitions"] = self.search
        self.server.pages[f"{api}/recruitingCESites"] = lambda request: answer(
            json.dumps({"items": self.sites, "count": len(self.sites), "hasMore": False}).encode()
        )

    @property
    def board(self) -> Source:
        root = self.server.url("")
        return Source(source_id="oracle-a", platform="oracle", board=BOARD, employer="Example", api_root=root)

    def add(self, number: int, *, category: int = 1, unit: int = 1, site: str = "CX_1", title: str = "Biller") -> None:
        name = str(30_000 + number)
        self.jobs.append({"Id": name, "Title": title, "PostedDate": "2026-11-01", "_": (category, unit, site)})
        self.texts[name] = {"ExternalDescriptionStr": f"<p>CPC {number}</p>", "ExternalQualificationsStr": "<p>CCS</p>"}

    def search(self, request: Request) -> bytes:
        query = parse_qs(urlsplit(request.path).query, separator="&")
        finder = query["finder"][0]
        assert "limit" not in query, "outside the finder it would count for nothing"
        asked = dict(part.partition("=")[::2] for part in finder.removeprefix("findReqs;").split(","))
        jobs = [job for job in self.jobs if asked["siteNumber"] in (job["_"][2], "CX_9")]
        for place, facet in enumerate(("selectedCategoriesFacet", "selectedOrganizationsFacet")):
            if facet in asked:
                jobs = [job for job in jobs if str(job["_"][place]) == asked[facet]]
        words = asked.get("keyword", "").strip('"').lower()
        jobs = [job for job in jobs if words in job["Title"].lower()]
        limit, offset = int(asked["limit"]), int(asked["offset"])
        is_beyond = offset + limit > self.cap
        shown = [] if is_beyond or "expand" not in query else jobs[offset : offset + limit]
        found: dict[str, Any] = {
            "TotalJobsCount": 0 if is_beyond else len(jobs) + self.excess,
            "requisitionList": [{key: value for key, value in job.items() if key != "_"} for job in shown],
        }
        for place, name in enumerate(("categoriesFacet", "organizationsFacet")):
            values = sorted({job["_"][place] for job in jobs})
            counts = [sum(job["_"][place] == value for job in jobs) for value in values]
            found[name] = [
                {"Id": value, "Name": f"N{value}", "TotalCount": count}
                for value, count in zip(values, counts, strict=True)
            ]
        return answer(json.dumps({"items": [found], "count": 1, "hasMore": False}).encode())

    def detail(self, request: Request) -> bytes:
        name = unquote(request.path).partition('Id="')[2].partition('"')[0]
        job = next((job for job in self.jobs if job["Id"] == name), None)
        items = [{"Id": name, "Title": job["Title"]} | self.texts[name]] if job and name in self.texts else []
        return answer(json.dumps({"items": items, "count": len(items)}).encode())

    def read(self, source: Source | None = None, *, hours: float = 24) -> tuple[SegmentRecord, dict[str, int]]:
        """The record of one run, and how often each resource was asked for."""
        before = len(self.server.requests)
        (record,) = self.fetch(source or self.board, hours=hours)
        asked = [urlsplit(request.path).path.rpartition("recruitingCE")[2] for request in self.server.requests[before:]]
        return record, {name: asked.count(name) for name in asked if name and "robots" not in name}

    def rows(self) -> list[dict[str, Any]]:
        return list(pq.read_table(list_segments(self.results)[-1]).to_pylist())


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Board]:
    parse_here(monkeypatch)
    monkeypatch.setattr(_oracle_search, "PAGE", 20)
    with fault_server() as server:
        world = Board(tmp_path, server)
        world.setup()
        yield world


def test_a_site_is_read_page_by_page_and_costs_no_detail_the_next_time(world: Board) -> None:
    for number in range(45):
        world.add(number)
    world.add(99, site="CX_2")
    record, asked = world.read()
    assert (record.status, record.listed, record.kept) == ("complete", 45, 45)
    assert asked == {"Sites": 1, "JobRequisitions": 3, "JobRequisitionDetails": 45}
    assert world.rows()[0]["description"] == "<p>CPC 0</p>\n<h3>Qualifications</h3>\n<p>CCS</p>"
    assert str(world.rows()[0]["posted_on"]) == "2026-11-01", "the details of some tenants carry no date"
    record, asked = world.read(hours=7 * 24)
    assert (record.status, record.listed, asked) == ("unchanged", 45, {"JobRequisitions": 3})
    del world.jobs[20:-1]
    record, asked = world.read()
    assert (record.status, record.listed, asked) == ("suspect", 20, {"JobRequisitions": 1}), "too few to be believed"


def test_only_what_is_new_or_changed_is_asked_for(world: Board) -> None:
    for number in range(3):
        world.add(number)
    world.read()
    world.jobs[1]["Title"] = "Senior Biller"
    world.add(7)
    record, asked = world.read()
    assert (record.status, record.kept, asked["JobRequisitionDetails"]) == ("complete", 4, 2)


def test_several_searches_give_each_posting_once(world: Board) -> None:
    for number, title in enumerate(["Medical Biller", "Coder", "Biller, Coder", "Nurse"]):
        world.add(number, title=title)
    record, asked = world.read(replace(world.board, search="biller|coder | biller, coder"))
    assert (record.status, record.listed, asked["JobRequisitions"]) == ("complete", 3, 4)


def test_a_site_is_known_by_its_name_too(world: Board) -> None:
    world.add(1)
    world.add(2, site="CX_2")
    named = replace(world.board, board=BOARD.replace("CX_1", "ExampleCareers"))
    record, _ = world.read(named)
    assert (record.status, [row["native_id"] for row in world.rows()]) == ("complete", ["30001"])
    assert world.rows()[0]["url"].endswith("/sites/ExampleCareers/job/30001")


@pytest.mark.parametrize("name", ["CX_9", "CX_3", "Nobody"])
def test_a_site_that_is_none_or_closed_is_not_given_the_whole_host(world: Board, name: str) -> None:
    """The platform itself answers with the postings of all sites."""
    world.add(1)
    record, asked = world.read(replace(world.board, board=BOARD.replace("CX_1", name)))
    assert (record.status, record.kept, asked) == ("failed", 0, {"Sites": 1})
    assert "the host has CX_1, CX_2" in (record.error or "")


def test_a_host_that_does_not_name_its_sites_is_read_by_number(world: Board) -> None:
    world.add(1)
    world.server.pages["/hcmRestApi/resources/latest/recruitingCESites"] = lambda request: answer(b"{}", status=400)
    record, _ = world.read()
    assert (record.status, record.kept) == ("complete", 1)
    assert "is not known" in record.issues[0]["message"]
    record, _ = world.read(replace(world.board, board="example.fa.us2.oraclecloud.com/Careers"))
    assert record.status == "failed"
    assert "give it (CX_…)" in (record.error or "")


def test_a_site_that_was_taken_down_is_noticed_within_a_month(world: Board) -> None:
    world.add(1)
    world.read()
    world.sites.clear()
    assert world.read()[0].status == "unchanged"
    world.moment = world.moment.replace(year=2027)
    assert world.read()[0].status == "failed"


def test_a_list_longer_than_the_cap_is_asked_for_in_parts(world: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    world.cap = 40
    monkeypatch.setattr(_oracle_search, "CAP", 40)
    for number in range(100):
        world.add(number, category=1 if number % 5 < 3 else 2, unit=number % 2)
    record, asked = world.read()
    assert (record.status, record.listed, record.kept) == ("complete", 100, 100)
    # The whole; two organisations of 50, each with categories of 30 (two pages) and 20.
    assert asked["JobRequisitions"] == 1 + 2 * (1 + 2 + 1)


def test_a_part_longer_than_the_cap_is_truncated_and_closes_nothing(
    world: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.cap = 40
    monkeypatch.setattr(_oracle_search, "CAP", 40)
    for number in range(100):
        world.add(number, category=1 if number % 10 else 2)
    record, _ = world.read()
    assert (record.status, record.listed) == ("truncated", 50)


@pytest.mark.parametrize(("excess", "status"), [(2, "complete"), (3, "truncated")])
def test_a_total_may_be_one_too_high_for_each_page(world: Board, excess: int, status: str) -> None:
    world.excess = excess
    for number in range(45):
        world.add(number)
    record, _ = world.read()
    assert (record.status, record.listed) == (status, 45)


def test_an_empty_list_beside_a_total_is_not_believed(world: Board) -> None:
    world.excess = 12
    assert world.read()[0].status == "truncated"


def test_a_posting_that_is_gone_is_no_vacancy(world: Board) -> None:
    world.add(1)
    world.add(2)
    del world.texts["30001"]
    record, _ = world.read()
    assert (record.status, [row["native_id"] for row in world.rows()]) == ("complete", ["30002"])
    assert world.read()[1] == {"JobRequisitions": 1}


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (answer(b"<html><form id='login'></form></html>", content_type="text/html"), "blocked"),
        (answer(b"no", status=403), "blocked"),
        (answer(b"{}", status=404), "failed"),
        (answer(b'{"items": []}'), "failed"),
        (answer(b'{"items": [{"TotalJobsCount": "many", "requisitionList": []}]}'), "failed"),
        (answer(b'{"items": [{"TotalJobsCount": 3, "requisitionList": [1, {}, {"Id": "5"}]}]}'), "partial"),
        (
            answer(b'{"items": [{"TotalJobsCount": 20000, "requisitionList": [], "categoriesFacet": [4, {}]}]}'),
            "truncated",
        ),
        (answer(b"[]"), "failed"),
    ],
    ids=["login", "refused", "gone", "no list", "no total", "no entries", "no facets", "another answer"],
)
def test_a_strange_list_closes_nothing(world: Board, raw: bytes, status: str) -> None:
    world.server.pages["/hcmRestApi/resources/latest/recruitingCEJobRequisitions"] = lambda request: raw
    assert world.read()[0].status == status


def test_a_web_page_in_place_of_a_detail_is_an_outage(world: Board) -> None:
    world.add(1)
    world.add(2)
    whole = world.detail

    def detail(request: Request) -> bytes:
        return answer(b"<html>down</html>", content_type="text/html") if "30001" in request.path else whole(request)

    world.server.pages["/hcmRestApi/resources/latest/recruitingCEJobRequisitionDetails"] = detail
    record, _ = world.read()
    assert (record.status, record.kept) == ("partial", 1)


@pytest.mark.parametrize("name", ["example", "[/CX_1", "host/with space", ""])
def test_a_board_that_is_no_address_fails_alone(world: Board, name: str) -> None:
    world.add(1)
    bad = replace(world.board, source_id="oracle-bad", board=name, api_root="")
    assert [record.status for record in world.fetch(bad, world.board)] == ["failed", "complete"]


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/jobs",
        "/job/30121",
        "/job/30121/?utm_medium=jobshare",
        "/requisitions?keyword=biller&location=Boise",
        "/requisitions/preview/30121",
        "?lastSelectedFacet=CATEGORIES",
    ],
)
def test_every_address_of_a_site_is_recognised(path: str) -> None:
    assert recognise(f"https://{BOARD}{path}") == ("oracle", BOARD)
    assert recognise(f"https://{BOARD.replace('/en/', '/es-MX/')}{path}") == ("oracle", BOARD)


def test_the_address_of_the_interface_is_recognised_however_it_is_escaped() -> None:
    address = load("oracle").list_url(source_of("oracle"))
    for url in (address, address.replace(";", "%3B").replace("=CX_1", "%3DCX_1")):
        assert recognise(url) == ("oracle", BOARD)
    assert recognise("https://example.fa.us2.oraclecloud.com/hcmUI/CandidateExperience/en/job/1") is None


def test_contacts_and_recruiters_are_not_kept() -> None:
    body = (Path(__file__).parents[1] / "golden/platforms/oracle/normal.json").read_bytes()
    (posting,) = load("oracle").parse(body, source_of("oracle")).postings
    kept = json.dumps(posting.record) + posting.description
    assert body.count(b"Nobody") == 3
    assert "Nobody" not in kept
    assert "example.org" not in kept


def test_a_saved_answer_is_read_whatever_the_board_is_called() -> None:
    body = (Path(__file__).parents[1] / "golden/platforms/oracle/normal.json").read_bytes()
    (posting,) = load("oracle").parse(body, replace(source_of("oracle"), board="board")).postings
    assert (posting.native_id, posting.url) == ("30121", None)


def test_recorded_answers_are_read() -> None:
    folder = FIXTURES / "oracle"
    if not folder.exists():
        pytest.skip(f"no recorded answers beside the checkout ({folder})")
    listing = load("oracle").parse((folder / "careerkit_oracle_orc.json").read_bytes(), source_of("oracle"))
    assert (listing.status, listing.listed) == ("complete", 2)
    assert [issue["kind"] for issue in listing.issues] == ["odd"]  # whoever trimmed it took the total away
    listing = load("oracle").parse((folder / "careerkit_oracle_orc_detail.json").read_bytes(), source_of("oracle"))
    (posting,) = listing.postings
    assert (listing.issues, posting.state, str(posting.posted_on)) == ([], "GA", "2026-08-19")
    assert posting.description.count("<h3>") == 2

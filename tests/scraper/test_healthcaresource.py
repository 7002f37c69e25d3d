"""A hospital site on this machine: one search, pages where it is long, the same answer again, answers that are none."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from scraper import board, sandbox
from scraper.platforms import healthcaresource, load, recognise
from scraper.posting import SegmentRecord
from scraper.segments import list_segments
from scraper.sources import Source
from tests.faultserver import Request, answer, fault_server
from tests.scraper.boards import parse_here
from tests.scraper.test_platforms import source_of
from tests.scraper.test_run import World


class Hospital(World):
    """Speaks the search as others have described it; every answer says anew how long it took."""

    def setup(self) -> None:
        self.jobs: dict[str, str] = {}
        self.asked: list[dict[str, Any]] = []
        self.cap = 10_000

    @property
    def site(self) -> Source:
        root = self.server.url("")
        source = Source(
            source_id="healthcaresource-a", platform="healthcaresource", board="a", employer="E", api_root=root
        )
        self.server.pages[healthcaresource.list_url(source).removeprefix(root)] = self.search
        return source

    def search(self, request: Request) -> bytes:
        asked = json.loads(request.body)
        self.asked.append(asked)
        if asked["from"] + asked["size"] > self.cap:
            return answer(b'{"error": {"type": "query_phase_execution_exception"}}', status=500)
        names = list(self.jobs)[asked["from"] : asked["from"] + asked["size"]]
        hits = [
            {
                "_id": f"7_{name}",
                "_score": len(self.asked),
                "_source": {"title": f"Biller {name}", "description": self.jobs[name], "userArea": {}},
            }
            for name in names
        ]
        found = {"total": {"value": len(self.jobs), "relation": "eq"}, "hits": hits}
        return answer(json.dumps({"took": len(self.asked), "hits": found}).encode())

    def read(self, **changes: str) -> tuple[SegmentRecord, int]:
        """The record of one run, and how often the search was asked."""
        before = len(self.asked)
        (record,) = self.fetch(replace(self.site, **changes))  # type: ignore[arg-type]
        return record, len(self.asked) - before

    def kept(self) -> dict[str, str]:
        rows = pq.read_table(list_segments(self.results)[-1]).to_pylist()
        return {row["native_id"]: row["description"] for row in rows}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hospital]:
    parse_here(monkeypatch)
    with fault_server() as server:
        world = Hospital(tmp_path, server)
        world.setup()
        yield world


def test_a_site_is_one_request_and_the_same_again_is_unchanged(
    world: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "call_within", sandbox.call_within)  # in a process of its own, as in a real run
    for number in range(117):
        world.jobs[str(number)] = "CPC required"
    record, asked = world.read()
    assert (record.status, record.listed, record.kept, asked) == ("complete", 117, 117, 1)
    record, asked = world.read()
    assert (record.status, record.listed, asked) == ("unchanged", 117, 1)


def test_a_changed_posting_is_read_again(world: Hospital) -> None:
    world.jobs |= {"1": "CPC required", "2": "CCS required"}
    world.read()
    world.jobs["1"] = "CPC preferred"
    record, _ = world.read()
    assert record.status == "complete"
    assert world.kept() == {"7_1": "CPC preferred", "7_2": "CCS required"}


def test_a_long_list_comes_in_pages(world: Hospital, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(healthcaresource, "PAGE", 10)
    for number in range(25):
        world.jobs[str(number)] = "CPC"
    record, asked = world.read()
    assert (record.status, record.listed, asked) == ("complete", 25, 3)
    assert [asked["from"] for asked in world.asked] == [0, 10, 20]


def test_what_lies_behind_the_cap_makes_the_list_truncated(world: Hospital, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(healthcaresource, "PAGE", 10)
    monkeypatch.setattr(healthcaresource, "CAP", 20)
    world.cap = 20
    for number in range(25):
        world.jobs[str(number)] = "CPC"
    record, asked = world.read()
    assert (record.status, record.kept, asked) == ("truncated", 20, 2)


def test_words_are_asked_of_the_platform_as_words(world: Hospital) -> None:
    world.read(search='medical biller | coder (CPC) OR "x*" | follow-up')
    (asked,) = world.asked
    query = asked["query"]["bool"]["must"]["query_string"]
    assert query["query"] == "(medical biller) OR (coder CPC x) OR (follow-up)"
    assert query["default_operator"] == "AND"
    world.read(search="")
    assert world.asked[1]["query"] == {"bool": {"must": {"match_all": {}}}}


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (answer(b"no", status=404), "failed"),
        (answer(b"{}"), "failed"),
        (answer(b'{"hits": {"hits": []}}'), "failed"),
        (answer(b""), "failed"),
        (answer(b"<html>Sign in</html>", content_type="text/html"), "blocked"),
        (answer(b'{"hits": {"total": 4, "hits": []}}'), "truncated"),
        (answer(b'{"hits": {"total": 2, "hits": [3, {"_id": "7_1"}]}}'), "partial"),
    ],
    ids=["gone", "another answer", "no total", "blank", "page", "no hits", "bad hits"],
)
def test_a_strange_answer_closes_nothing(world: Hospital, raw: bytes, status: str) -> None:
    source = world.site
    world.jobs["1"] = "CPC"
    world.read()
    path = healthcaresource.list_url(source).removeprefix(world.server.url(""))
    world.server.pages[path] = lambda request: raw
    assert world.fetch(source)[0].status == status


@pytest.mark.parametrize(
    "url",
    [
        "https://pm.healthcaresource.com/CS/valley/#/job/12040",
        "https://pm.healthcaresource.com/cs/valley#/",
        "https://pm.healthcaresource.com/JobseekerSearchAPI/valley/api/Search?size=25",
    ],
)
def test_every_address_of_a_site_is_recognised(url: str) -> None:
    assert recognise(url) == ("healthcaresource", "valley")


def test_recruiters_are_not_kept() -> None:
    body = (Path(__file__).parents[1] / "golden/platforms/healthcaresource/normal.json").read_bytes()
    assert b"Ada Nobody" in body
    for posting in load("healthcaresource").parse(body, source_of("healthcaresource")).postings:
        assert "Nobody" not in json.dumps(posting.record) + posting.description


def test_an_answer_nested_without_end_costs_this_board_only(world: Hospital) -> None:
    source = world.site
    path = healthcaresource.list_url(source).removeprefix(world.server.url(""))
    for depth in (300, 940, 100_000):
        deep = b"[" * depth + b"]" * depth
        body = b'{"hits": {"total": 1, "hits": [{"_id": "7", "_source": {"title": "B", "description": "C", "x": %b}}]}}'
        world.server.pages[path] = lambda request, body=body % deep: answer(body)
        assert world.fetch(source)[0].status in ("complete", "unchanged", "failed", "quarantined")

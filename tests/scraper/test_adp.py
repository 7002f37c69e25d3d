"""An ADP career center on this machine: 20 a page counted from one, a language that filters, empty lists that lie."""

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

API = "/mascsr/default/careercenter/public/events/staffing/v1"
CLIENT = "00000000-0000-4000-8000-000000000001"
ROW = json.loads((GOLDEN / "adp" / "normal.json").read_bytes())
SKELETON = (GOLDEN / "adp" / "expired.json").read_bytes()


class CareerCenter(Board):
    """Answers any query as the platform does; the server knows paths only, so each query is served as it comes."""

    def setup(self) -> None:
        self.jobs: dict[str, dict[str, Any]] = {}
        self.languages = ["en_US"]
        self.is_published = True
        self.clock = 0
        self.server.pages = Routes({API: self.reply})

    @property
    def source(self) -> Source:
        root = self.server.url("")
        return Source(source_id="adp-a", platform="adp", board=CLIENT, employer="Example Clinic", api_root=root)

    def add(
        self, number: int, text: str = "<p>CPC required</p>", *, is_internal: bool = False, title: str = "B"
    ) -> None:
        row = json.loads(json.dumps(ROW)) | {"requisitionDescription": text, "requisitionTitle": f"{title} {number}"}
        strings, flags = (row["customFieldGroup"][name] for name in ("stringFields", "indicatorFields"))
        strings[0]["stringValue"] = str(number)
        flags[1]["indicatorValue"] = is_internal
        self.jobs[str(number)] = row

    def reply(self, request: Request) -> bytes:
        path, asked = asked_of(request)
        if asked["cid"] != CLIENT:
            return answer(b"<html><h1>404 Not Found</h1></html>", status=404, content_type="text/html")
        name = path.rpartition("/")[2]
        if name == "career-center":
            strings = [{"stringValue": lang, "nameCode": {"codeValue": "Locale"}} for lang in self.languages]
            flag = {"indicatorValue": self.is_published, "nameCode": {"codeValue": "PublishedIndicator"}}
            group = {"stringFields": strings, "indicatorFields": [flag]}
            return answer(json.dumps({"contentLinks": [], "meta": {"customFieldGroup": group}}).encode())
        jobs = self.jobs if asked["lang"] == self.languages[0] and asked["ccId"] == "19000101_000001" else {}
        if name != "job-requisitions":
            return answer(json.dumps(jobs[name]).encode() if name in jobs else SKELETON)
        first = max(1, int(asked["$skip"])) - 1
        page = list(jobs.values())[first : first + min(20, int(asked["$top"]))]
        self.clock += 1
        listed = [{key: value for key, value in job.items() if key != "requisitionDescription"} for job in page]
        for row in listed:
            dates = [{"dateValue": str(self.clock), "nameCode": {"codeValue": "CurrentServerDateTime"}}]
            row["customFieldGroup"] = row["customFieldGroup"] | {"dateFields": dates}
        meta = {"meta": {"startSequence": first + 1, "totalNumber": len(jobs)}} if page else {}
        return answer(json.dumps({"jobRequisitions": listed} | meta).encode())

    def counts(self) -> tuple[int, int]:
        """How many lists and details the last run asked for."""
        lists = sum("$skip=" in path for path in self.asked)
        return lists, len(self.asked) - lists


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CareerCenter]:
    with board_world(CareerCenter, tmp_path, monkeypatch) as world:
        yield world


def test_a_center_is_read_twenty_a_page_and_then_costs_no_detail(world: CareerCenter) -> None:
    for number in range(45):
        world.add(1_000 + number)
    record = world.read(world.source)
    assert (record.status, record.listed, record.kept, world.counts()) == ("complete", 45, 45, (3, 45))
    assert [path.rpartition("=")[2] for path in world.asked[:3]] == ["1", "21", "41"]
    row = world.rows()["1000"]
    assert (row["title"], row["city"], row["pay_unit"], row["description"]) == (
        "B 1000",
        "Boise",
        "hour",
        "<p>CPC required</p>",
    )
    assert world.read(world.source, hours=7 * 24).status == "unchanged"
    assert world.counts() == (3, 0), "the server's clock in each entry is no change"


def test_only_what_changed_is_asked_for(world: CareerCenter) -> None:
    world.add(1)
    world.add(2)
    world.read(world.source)
    world.add(2, "<p>CCS required</p>", title="Coder")
    world.add(3)
    assert world.read(world.source).status == "complete"
    assert world.counts() == (1, 2)
    assert "CCS" in world.rows()["2"]["description"]


def test_a_closed_posting_leaves_a_skeleton_and_is_no_vacancy(world: CareerCenter) -> None:
    world.add(1)
    world.add(2)
    path = f"{API}/job-requisitions/2?cid={CLIENT}&ccId=19000101_000001&lang=en_US&locale=en_US"
    world.serve(path, SKELETON)
    record = world.read(world.source)
    assert (record.status, record.kept) == ("complete", 1)


def test_what_is_for_employees_only_is_not_asked_for(world: CareerCenter) -> None:
    world.add(1)
    world.add(2, is_internal=True)
    record = world.read(world.source)
    assert (record.listed, world.counts()) == (1, (1, 1))


def test_a_list_that_ends_before_its_total_is_truncated(world: CareerCenter) -> None:
    for number in range(21):
        world.add(number)
    source = world.source
    second = f"{API}/job-requisitions?cid={CLIENT}&ccId=19000101_000001&lang=en_US&locale=en_US&$top=20&$skip=21"
    world.serve(second, b'{"jobRequisitions": []}')
    record = world.read(source)
    assert (record.status, record.listed, record.kept) == ("truncated", 20, 20)
    assert "20 of 21" in (record.error or "")


def test_an_empty_center_is_empty(world: CareerCenter) -> None:
    record = world.read(world.source)
    assert (record.status, record.listed, len(world.asked)) == ("complete", 0, 2)


def test_an_empty_list_of_no_center_is_found_out(world: CareerCenter) -> None:
    world.is_published = False
    record = world.read(replace(world.source, board=f"{CLIENT}&ccId=9_1"))
    assert record.status == "failed"
    assert "no such career center" in (record.error or "")


def test_a_center_in_another_language_says_in_which(world: CareerCenter) -> None:
    world.languages = ["en_CA", "fr_CA"]
    world.add(1)
    record = world.read(world.source)
    assert record.status == "failed"
    assert "publishes in en_CA, fr_CA, and not in en_US" in (record.error or "")
    source = replace(world.source, board=f"{CLIENT}&lang=en_CA")
    record = world.read(source)
    assert (record.status, record.kept) == ("complete", 1)
    assert world.rows()["1"]["url"].endswith(f"?cid={CLIENT}&lang=en_CA&jobId=1")


def test_an_unknown_client_is_an_error(world: CareerCenter) -> None:
    record = world.read(replace(world.source, board="00000000-0000-4000-8000-00000000000f"))
    assert record.status == "failed"
    assert "no such board" in (record.error or "")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (CHALLENGE, "blocked"),
        (b"<html>Sign in</html>", "blocked"),
        (b"[]", "failed"),
        (b"{}", "failed"),
        (b'{"jobRequisitions": [1]}', "failed"),
        (b'{"jobRequisitions": [1, {}], "meta": {"totalNumber": 2}}', "partial"),
    ],
)
def test_an_answer_that_is_no_list_is_not_an_empty_center(world: CareerCenter, body: bytes, status: str) -> None:
    path = f"{API}/job-requisitions?cid={CLIENT}&ccId=19000101_000001&lang=en_US&locale=en_US&$top=20&$skip=1"
    world.serve(path, body)
    assert world.read(world.source).status == status


def test_a_center_for_employees_is_left_alone(world: CareerCenter) -> None:
    def refuse(request: Request) -> bytes:
        return answer(b"Job listing is not allowed for external candidates.", status=403, content_type="text/plain")

    path = f"{API}/job-requisitions?cid={CLIENT}&ccId=19000101_000001&lang=en_US&locale=en_US&$top=20&$skip=1"
    world.serve_by(path, refuse)
    assert world.read(world.source).status == "blocked"


PAGE = "https://workforcenow.adp.com/mascsr/default/mdf/recruitment/recruitment.html"


@pytest.mark.parametrize(
    ("query", "board"),
    [
        (f"cid={CLIENT}&ccId=19000101_000001&type=MP&lang=en_US&jobId=516551", CLIENT),
        (f"jobId=1&cid={CLIENT}&ccId=19000101_000003&lang=en_CA", f"{CLIENT}&ccId=19000101_000003&lang=en_CA"),
        ("cid=example", None),
        ("client=example", None),
    ],
)
def test_every_address_of_a_center_is_recognised(query: str, board: str | None) -> None:
    assert recognise(f"{PAGE}?{query}") == (("adp", board) if board else None)

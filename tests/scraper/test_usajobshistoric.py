"""The past of USAJOBS on this machine: two lists joined, tokens from page to page, nothing asked twice without need."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyarrow.parquet as pq
import pytest

from scraper.fields import AnyCase
from scraper.platforms import load, recognise
from scraper.platforms.usajobshistoric import KEY, read_rows
from scraper.posting import SegmentRecord
from scraper.segments import list_segments
from scraper.sources import Source
from tests.faultserver import Request, answer, fault_server
from tests.scraper import test_run
from tests.scraper.boards import Routes, parse_here
from tests.scraper.test_platforms import FIXTURES, source_of
from tests.scraper.test_run import World

YEAR = "StartPositionOpenDate=2025-01-01&EndPositionOpenDate=2025-12-31"


class Past(World):
    """Speaks both interfaces as documented, a few rows a page."""

    def setup(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.texts: dict[int, str] = {}
        self.size = 10
        self.link = "/api/historicjoa{path}?continuationtoken={token}&{query}"
        self.server.pages = Routes(
            {"/api/historicjoa/announcementtext": self.announcements, "/api/historicjoa?": self.announcements}
        )

    @property
    def board(self) -> Source:
        root = self.server.url("")
        return Source(
            source_id="usajobshistoric-a", platform="usajobshistoric", board=YEAR, employer="E", api_root=root
        )

    def add(self, number: int, *, series: str = "0675", text: str | None = "RHIT required") -> None:
        row = {
            "usajobsControlNumber": number,
            "positionTitle": f"Coder {number}",
            "positionOpenDate": "2025-03-03",
            "positionOpeningStatus": "Accepting applications",
            "JobCategories": [{"series": series}],
        }
        self.rows.append(row)
        if text:
            self.texts[number] = text

    def announcements(self, request: Request) -> bytes:
        parts = urlsplit(request.path)
        asked = {name.lower(): value[0] for name, value in parse_qs(parts.query).items()}
        assert asked["startpositionopendate"] == "2025-01-01"
        series = asked.get("positionseries")
        rows = [row for row in self.rows if series in (None, row["JobCategories"][0]["series"])]
        if parts.path.endswith("/announcementtext"):
            rows = [
                {"usajobsControlNumber": row["usajobsControlNumber"], "requirementsQualifications": text}
                for row in rows
                if (text := self.texts.get(row["usajobsControlNumber"]))
            ]
        if not rows:
            return answer(b"204 No Content", content_type="text/plain")
        start = int(asked.get("continuationtoken", "t=0").partition("=")[2])
        is_last = start + self.size >= len(rows)
        token = "" if is_last else f"t%3D{start + self.size}"
        query = "&".join(f"{name}={value}" for name, value in asked.items() if name != "continuationtoken")
        path = parts.path.removeprefix("/api/historicjoa")
        link = None if is_last or not self.link else self.link.format(path=path, token=token, query=query)
        paging = {
            "metadata": {"totalCount": len(rows), "pageSize": self.size, "continuationToken": token},
            "next": link,
        }
        return answer(json.dumps({"paging": paging, "data": rows[start : start + self.size]}).encode())

    def read(self, **changes: str) -> tuple[SegmentRecord, list[int]]:
        """The record of one run, and how often list and texts were asked for."""
        before = len(self.server.requests)
        (record,) = self.fetch(replace(self.board, **changes))  # type: ignore[arg-type]
        paths = [urlsplit(request.path).path for request in self.server.requests[before:]]
        return record, [paths.count("/api/historicjoa"), paths.count("/api/historicjoa/announcementtext")]

    def kept(self) -> dict[str, str]:
        rows = pq.read_table(list_segments(self.results)[-1]).to_pylist()
        return {row["native_id"]: row["description"] for row in rows}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Past]:
    parse_here(monkeypatch)
    with fault_server() as server:
        world = Past(tmp_path, server)
        world.setup()
        yield world


def test_lists_and_texts_are_joined_and_the_same_list_costs_one_request(world: Past) -> None:
    for number in range(3):
        world.add(number + 1)
    record, asked = world.read()
    assert (record.status, record.listed, record.kept, asked) == ("complete", 3, 3, [1, 1])
    assert world.kept()["1"] == "<h3>Qualifications</h3>\nRHIT required"
    record, asked = world.read()
    assert (record.status, record.listed, asked) == ("unchanged", 3, [1, 0])
    world.rows[0]["positionOpeningStatus"] = "Candidate selected"
    world.texts[2] = "RHIT or CCS required"
    record, asked = world.read()
    assert (record.status, asked, world.kept()["2"][-20:]) == ("complete", [1, 1], "RHIT or CCS required")


@pytest.mark.parametrize("link", ["/api/historicjoa{path}?continuationtoken={token}&{query}", ""])
def test_tokens_lead_from_page_to_page(world: Past, link: str) -> None:
    world.link = link
    for number in range(25):
        world.add(number + 1)
    record, asked = world.read()
    assert (record.status, record.kept, asked) == ("complete", 25, [3, 3])


def test_a_link_to_another_host_is_not_followed(world: Past) -> None:
    with fault_server() as other:
        world.link = other.url("/steal?continuationtoken={token}&{query}")
        for number in range(15):
            world.add(number + 1)
        assert world.read()[0].status == "complete"
        assert other.requests == []


def test_without_a_key_robots_are_obeyed_and_with_one_not_asked(world: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    world.server.pages["/robots.txt"] = b"User-agent: *\nDisallow: /\n"
    world.add(1)
    record, asked = world.read()
    assert (record.status, asked) == ("robots", [0, 0])
    monkeypatch.setenv(KEY, "k3y-of-tests")
    record, asked = world.read()
    assert (record.status, asked) == ("failed", [0, 0])
    assert "as contact" in (record.error or "")
    monkeypatch.setattr(test_run, "SETTINGS", replace(test_run.SETTINGS, contact="a@example.org"))
    record, asked = world.read()
    assert (record.status, asked) == ("complete", [1, 1])
    sent = world.server.requests[-1].headers
    assert (sent["authorization-key"], sent["user-agent"]) == ("k3y-of-tests", "a@example.org")


def test_series_are_asked_for_one_by_one(world: Past) -> None:
    world.add(1)
    world.add(2, series="0503")
    world.add(3, series="2210")
    record, asked = world.read(search="0675 | 0503 | 0998")
    assert (record.status, record.kept, asked) == ("complete", 2, [4, 3])


def test_an_announcement_without_a_text_is_left_out_and_counted(world: Past) -> None:
    world.add(1)
    world.add(2, text=None)
    record, _ = world.read()
    assert (record.status, record.listed, record.kept) == ("complete", 2, 1)
    assert record.issues[0]["message"] == "1 of 2 announcements have no text and are left out"
    assert world.read()[1] == [1, 0]


def test_texts_that_end_early_make_the_list_truncated(world: Past) -> None:
    for number in range(15):
        world.add(number + 1)

    def texts(request: Request) -> bytes:
        row = {"usajobsControlNumber": 1, "summary": "Codes."}
        return answer(json.dumps({"paging": {"metadata": {"totalCount": 15}}, "data": [row]}).encode())

    world.server.pages["/api/historicjoa/announcementtext"] = texts
    record, _ = world.read()
    assert (record.status, record.kept) == ("truncated", 1)


def test_nothing_found_is_an_empty_list(world: Past) -> None:
    record, _ = world.read()
    assert (record.status, record.listed) == ("complete", 0)


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (answer(b"<html>Service unavailable</html>", content_type="text/html"), "blocked"),
        (answer(b"{}", status=404), "failed"),
        (answer(b""), "failed"),
        (answer(b'{"data": 3}'), "failed"),
        (answer(b'{"paging": 1, "data": [{"usajobsControlNumber": 5}]}'), "failed"),
        (answer(b'{"paging": {"metadata": {"totalCount": 9}}, "data": []}'), "truncated"),
        (
            answer(b'{"paging": {"metadata": {"totalCount": 9, "continuationToken": "a"}}, "data": [1, {}]}'),
            "partial",
        ),
        (answer(b"", status=204, content_type="text/plain"), "complete"),
    ],
    ids=["page", "gone", "blank", "no list", "no paging", "no rows", "round in circles", "nothing"],
)
def test_a_strange_answer_closes_nothing(world: Past, raw: bytes, status: str) -> None:
    world.server.pages["/api/historicjoa?"] = lambda request: raw
    record, _ = world.read()
    assert (record.status, record.kept) == (status, 0)


@pytest.mark.parametrize("name", ["", "2025", "Agency=VATA", "a=1&PositionSeries=0675"])
def test_a_board_that_is_no_filters_fails_alone(world: Past, name: str) -> None:
    world.add(1)
    bad = replace(world.board, source_id="usajobshistoric-b", board=name)
    records = world.fetch(bad, world.board)
    assert [record.status for record in records] == ["failed", "complete"]
    assert "must be filters" in (records[0].error or "")


def test_addresses_of_both_lists_are_recognised() -> None:
    asked = f"?continuationtoken=WM%3D%3D&{YEAR.lower()}&PositionSeries=0675"
    for path in ("historicjoa", "HistoricJoa/AnnouncementText"):
        found = recognise(f"https://data.usajobs.gov/api/{path}{asked}")
        assert found == ("usajobshistoric", f"{YEAR}&PositionSeries=0675")
    assert recognise("https://data.usajobs.gov/api/historicjoa?page=2") is None


def test_keys_are_read_whatever_their_case() -> None:
    fields = AnyCase({"HiringPaths": [{"hiringPATH": "public"}], "Name": 3, "rest": 1}, "s")
    assert fields.has("hiringpaths")
    (path,) = fields.parts("hiringPaths")
    assert path.text("hiringPath") == "public"
    assert fields.text("name") is None
    assert fields.leftovers() == ["rest"]
    assert fields.oddities == ["name is a number, not text"]


def test_recorded_rows_are_read() -> None:
    """They were recorded without their texts, and with places and series joined by those who kept them."""
    path = FIXTURES / "usajobs" / "items.json"
    if not path.exists():
        pytest.skip(f"no recorded answers beside the checkout ({path})")
    rows = json.loads(path.read_bytes())
    for row in rows:
        row |= {"usajobsControlNumber": row.pop("controlNumber"), "hiringPaths": [], "summary": "Text."}
        row["jobCategories"] = [{"series": row.pop("jobSeries")}]
        places = [place.split(", ") for place in row.pop("locations").split(" | ")]
        row["positionLocations"] = [
            {
                "positionLocationCity": place[0],
                "positionLocationState": place[1] if len(place) > 2 else None,
                "positionLocationCountry": place[-1],
            }
            for place in places
        ]
    listing = read_rows(rows, source_of("usajobshistoric"))
    assert (listing.status, len(listing.postings), listing.leftovers, listing.issues) == ("complete", 12, {}, [])
    assert all(p.posted_on and p.closes_on and p.pay_min and p.pay_unit == "year" for p in listing.postings)
    assert all(p.country == "US" and p.employment_type == "full-time" for p in listing.postings)
    assert sum(p.city is not None for p in listing.postings) >= 3
    assert sum(p.is_remote is True for p in listing.postings) >= 1
    body = b'{"paging": {"metadata": {"totalCount": 12}}, "data": %b}' % path.read_bytes()
    assert load("usajobshistoric").parse(body, source_of("usajobshistoric")).postings == [], (
        "as they are, without texts"
    )

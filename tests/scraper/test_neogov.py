"""An agency's feed on this machine: whole, the same again, changed, cut, or no feed at all."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from scraper import board, sandbox
from scraper.platforms import load, recognise
from scraper.segments import list_segments
from scraper.sources import Source
from tests.faultserver import answer, fault_server
from tests.scraper.boards import parse_here
from tests.scraper.test_platforms import source_of
from tests.scraper.test_run import World

FEED = (Path(__file__).parents[1] / "golden/platforms/neogov/normal.xml").read_bytes()
PATH = "/SearchEngine/JobsFeed?agency=golden"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    parse_here(monkeypatch)
    with fault_server() as server:
        world = World(tmp_path, server)
        serve(world, FEED)
        yield world


def agency(world: World) -> Source:
    root = world.server.url("")
    return Source(source_id="neogov-golden", platform="neogov", board="golden", employer="E", api_root=root)


def serve(world: World, body: bytes, **more: Any) -> None:
    world.server.pages[PATH] = lambda request: answer(body, **({"content_type": "text/xml"} | more))


def test_a_feed_is_one_request_and_the_same_again_is_unchanged(world: World) -> None:
    (record,) = world.fetch(agency(world))
    assert (record.status, record.listed, record.kept, record.requests) == ("complete", 3, 3, 2)
    assert world.server.requests[-1].headers["accept"].startswith("application/rss+xml")
    (record,) = world.fetch(agency(world), hours=1)
    assert (record.status, record.listed, record.requests) == ("unchanged", 3, 1)


def test_a_changed_posting_is_read_again(world: World) -> None:
    world.fetch(agency(world))
    serve(world, FEED.replace(b"CMRS or CRCR", b"CRCR"))
    (record,) = world.fetch(agency(world))
    assert record.status == "complete"
    rows = pq.read_table(list_segments(world.results)[-1]).to_pylist()
    assert "Desirable:</b> CRCR" in rows[0]["description"]


@pytest.mark.parametrize(
    ("body", "more", "status"),
    [
        (b"Not Found", {"status": 404, "content_type": "text/plain"}, "failed"),
        (b"<!DOCTYPE html><html><body>Agency not found</body></html>", {"content_type": "text/html"}, "blocked"),
        (b"<html><title>Just a moment...</title></html>", {"status": 403, "content_type": "text/html"}, "blocked"),
        (FEED[:2_000], {}, "failed"),
        (b"", {}, "failed"),
        (FEED.replace(b"Example County, ID", b""), {}, "failed"),
        (
            FEED.replace(b"<joblisting:jobId>510002</joblisting:jobId>", b"").replace(b"/jobs/510002", b""),
            {},
            "partial",
        ),
        (FEED[: FEED.index(b"<item>")] + b"</channel></rss>", {}, "suspect"),
    ],
    ids=["gone", "home page", "bot page", "cut", "blank", "no agency", "no id", "empty"],
)
def test_what_is_no_feed_closes_nothing(world: World, body: bytes, more: dict[str, Any], status: str) -> None:
    world.fetch(agency(world))
    serve(world, body, **more)
    assert world.fetch(agency(world))[0].status == status


def test_robots_that_refuse_the_feed_are_obeyed(world: World) -> None:
    world.server.pages["/robots.txt"] = b"User-agent: Googlebot\nAllow: /\n\nUser-agent: *\nDisallow: /\n"
    (record,) = world.fetch(agency(world))
    assert (record.status, world.server.asked(PATH)) == ("robots", 0)


def test_a_feed_nested_without_end_costs_this_board_only(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "call_within", sandbox.call_within)  # in a process of its own, as in a real run
    deep = b"<rss><channel><title>A</title><item>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</item></channel></rss>"
    serve(world, deep)
    other = replace(agency(world), source_id="neogov-b", board="b")
    world.server.pages[PATH.replace("golden", "b")] = lambda request: answer(FEED, content_type="text/xml")
    records = world.fetch(agency(world), other)
    assert records[0].status in ("partial", "failed", "quarantined")
    assert records[1].status == "complete"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.governmentjobs.com/careers/golden",
        "https://www.governmentjobs.com/careers/golden/jobs/510001/patient-account-specialist?page=1",
        "https://www.governmentjobs.com/careers/golden?department[0]=Hospital",
        "https://www.governmentjobs.com/SearchEngine/JobsFeed?agency=golden",
        "http://agency.governmentjobs.com/jobfeed.cfm?agency=golden",
    ],
)
def test_every_address_of_an_agency_is_recognised(url: str) -> None:
    assert recognise(url) == ("neogov", "golden")
    assert recognise("https://www.governmentjobs.com/jobs/510001-0/clerk") is None


def test_a_mark_before_the_feed_and_a_decoded_feed_are_the_same() -> None:
    assert FEED.startswith(b"\xef\xbb\xbf")
    source = source_of("neogov")
    texts = [posting.description for posting in load("neogov").parse(FEED, source).postings]
    assert texts == [posting.description for posting in load("neogov").parse(FEED.decode(), source).postings]
    assert texts == [posting.description for posting in load("neogov").parse(FEED[3:], source).postings]

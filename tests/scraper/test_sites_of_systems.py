"""SuccessFactors and Phenom sites on this machine: their own lists where these are better, the sitemap where not."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from scraper.platforms import recognise
from scraper.segments import list_segments
from scraper.sources import Source
from tests.faultserver import answer, fault_server
from tests.scraper.boards import parse_here
from tests.scraper.test_run import World

GOLDEN = Path(__file__).parents[1] / "golden" / "platforms"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    parse_here(monkeypatch)
    with fault_server() as server:
        yield World(tmp_path, server)


def site(world: World, platform: str) -> Source:
    root = world.server.url("")
    return Source(source_id=f"{platform}-a", platform=platform, board="127.0.0.1", employer="E", api_root=root)


def read(world: World, source: Source) -> tuple[Any, list[str]]:
    before = len(world.server.requests)
    (record,) = world.fetch(source)
    return record, [request.path for request in world.server.requests[before:] if request.path != "/robots.txt"]


def serve(world: World, path: str, body: bytes, content_type: str = "text/html") -> None:
    world.server.pages[path] = lambda request: answer(body, content_type=content_type)


def urlset(world: World, *paths: str) -> bytes:
    return f"<urlset>{''.join(f'<url><loc>{world.server.url(path)}</loc></url>' for path in paths)}</urlset>".encode()


def ids(world: World) -> list[str]:
    return [row["native_id"] for row in pq.read_table(list_segments(world.results)[-1]).to_pylist()]


def test_a_successfactors_feed_is_the_whole_board_in_one_request(world: World) -> None:
    source = site(world, "successfactors")
    serve(world, "/sitemal.xml", (GOLDEN / "successfactors" / "normal.xml").read_bytes(), "text/xml")
    record, asked = read(world, source)
    assert (record.status, record.kept, asked) == ("complete", 2, ["/sitemal.xml"])
    record, asked = read(world, source)
    assert (record.status, asked) == ("unchanged", ["/sitemal.xml"])


@pytest.mark.parametrize("status", [404, 200])
def test_a_successfactors_site_without_a_feed_is_read_by_its_sitemap(world: World, status: int) -> None:
    """Some answer 404 where the feed should be, some a page of their own with 200."""
    source = site(world, "successfactors")
    page = "/job/Boise-Medical-Coder-ID-83702/1098765401/"
    world.server.pages["/sitemal.xml"] = lambda request: answer(b"<html>Oops", status=status, content_type="text/html")
    serve(world, "/sitemap.xml", urlset(world, page, "/go/All-Jobs/123456/"), "application/xml")
    serve(world, page, (GOLDEN / "successfactors" / "detail.html").read_bytes())
    record, asked = read(world, source)
    assert (record.status, asked) == ("complete", ["/sitemal.xml", "/sitemap.xml", page])
    assert ids(world) == ["1098765401"], "the same id as in the feed"
    record, asked = read(world, source)
    assert (record.status, asked) == ("unchanged", ["/sitemap.xml"])


def test_a_sitemap_without_any_job_is_not_taken_for_an_empty_board(world: World) -> None:
    serve(world, "/sitemap.xml", urlset(world, "/go/All-Jobs/123456/", "/content/About/"), "application/xml")
    record, _ = read(world, site(world, "successfactors"))
    assert (record.status, record.kept) == ("partial", 0)


def test_a_successfactors_feed_that_is_refused_is_not_gone_round(world: World) -> None:
    source = site(world, "successfactors")
    world.server.pages["/sitemal.xml"] = lambda request: answer(b"", status=403)
    record, asked = read(world, source)
    assert (record.status, asked) == ("blocked", ["/sitemal.xml"])


def phenom(world: World, *names: str, total: int) -> Source:
    page = (GOLDEN / "phenom" / "normal.html").read_bytes()
    world.server.pages["/robots.txt"] = f"Sitemap: {world.server.url('/us/en/sitemap1.xml')}\n".encode()
    serve(world, "/us/en/sitemap1.xml", urlset(world, *names, "/us/en/c/nursing-jobs"), "application/xml")
    for name in names:
        serve(world, name, page)
    state = {"eagerLoadRefineSearch": {"totalHits": total, "data": {"jobs": []}}}
    serve(world, "/us/en/search-results", f"<html><script>phApp.ddo = {json.dumps(state)};</script></html>".encode())
    return site(world, "phenom")


def test_a_phenom_site_is_read_by_its_sitemap_in_english(world: World) -> None:
    source = phenom(world, "/us/en/job/R-1/Biller", "/us/es/job/R-1/Facturador", "/us/en/job/R-2/Coder", total=2)
    record, asked = read(world, source)
    assert (record.status, record.kept) == ("complete", 2)
    assert asked == ["/us/en/sitemap1.xml", "/us/en/job/R-1/Biller", "/us/en/job/R-2/Coder", "/us/en/search-results"]
    assert ids(world) == ["R-1", "R-2"]
    record, asked = read(world, source)
    assert (record.status, asked) == ("unchanged", ["/us/en/sitemap1.xml"])


def test_of_a_phenom_site_only_the_jobs_whose_addresses_fit_are_asked_for(world: World) -> None:
    source = phenom(world, "/us/en/job/R-1/Medical-Biller", "/us/en/job/R-2/Nurse", total=50)
    record, asked = read(world, replace(source, search="(?i)bill|cod(er|ing)"))
    assert (record.status, record.kept) == ("complete", 1)
    assert asked == ["/us/en/sitemap1.xml", "/us/en/job/R-1/Medical-Biller"]


def test_a_phenom_sitemap_that_names_fewer_than_the_search_finds_is_truncated(world: World) -> None:
    record, _ = read(world, phenom(world, "/us/en/job/R-1/Biller", total=50))
    assert record.status == "truncated"
    assert "1 of the 50 jobs" in record.error


@pytest.mark.parametrize("body", [b"", b"phApp.ddo = {", b'phApp.ddo = {"eagerLoadRefineSearch": []}', b"<html>"])
def test_a_phenom_search_that_cannot_be_read_changes_nothing(world: World, body: bytes) -> None:
    source = phenom(world, "/us/en/job/R-1/Biller", total=1)
    serve(world, "/us/en/search-results", body)
    assert read(world, source)[0].status == "complete"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://jobs.example.org/job/Boise-Coder-ID-83702/1098765401/", ("successfactors", "jobs.example.org")),
        ("https://jobs.example.org/Site/job/Boise-Coder/1098765401-en_US", ("successfactors", "jobs.example.org")),
        ("https://careers.example.org/us/en/job/R-1001/Biller?x=1", ("phenom", "careers.example.org")),
        ("https://careers.example.org/global/en/job/EXA1001", ("phenom", "careers.example.org")),
        ("https://careers.example.org/job/R-1001/Biller", None),
        ("https://careers.example.org/us/en/search-results", None),
    ],
)  # fmt: skip
def test_the_address_of_a_job_tells_the_system(url: str, expected: tuple[str, str] | None) -> None:
    assert recognise(url) == expected

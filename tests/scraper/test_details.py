"""Boards whose postings stand on pages of their own: what is asked again, what is kept, and when nothing is closed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pyarrow.parquet as pq
import pytest

from scraper import details, sandbox
from scraper.board import Past
from scraper.details import Listed, read_details, read_list
from scraper.http import Client, Page
from scraper.jobpages import parse_job_page
from scraper.posting import SegmentRecord, unpack_record
from scraper.segments import list_segments
from scraper.settings import Settings
from scraper.sources import Source
from tests.faultserver import answer, fault_server
from tests.scraper.boards import parse_here
from tests.scraper.test_run import World


class SiteWorld(World):
    """A site with a sitemap and job pages, which the test edits."""

    def setup(self) -> None:
        self.jobs: dict[str, str] = {}  # name -> lastmod
        self.server.pages["/sitemap.xml"] = lambda request: answer(self.sitemap(), content_type="application/xml")

    @property
    def site(self) -> Source:
        root = self.server.url("")
        return Source(source_id="site-a", platform="site", board="127.0.0.1", employer="E", api_root=root)

    def sitemap(self) -> bytes:
        rows = (
            f"<url><loc>{self.server.url(f'/jobs/{name}')}</loc><lastmod>{day}</lastmod></url>"
            for name, day in self.jobs.items()
        )
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(rows)}</urlset>'.encode()

    def publish_job(self, name: str, text: str = "CPC required", *, day: str = "2026-11-01", **more: object) -> None:
        self.jobs[name] = day
        job = {"@type": "JobPosting", "title": f"Biller {name}", "description": text, **more}
        self.serve_page(name, f'<script type="application/ld+json">{json.dumps(job)}</script>')

    def serve_page(self, name: str, markup: str) -> None:
        body = f"<html><body>{markup}</body></html>".encode()
        self.server.pages[f"/jobs/{name}"] = lambda request: answer(body, content_type="text/html")

    def fail(self, name: str, status: int) -> None:
        self.server.pages[f"/jobs/{name}"] = lambda request: answer(b"no", status=status, content_type="text/plain")

    def read(self, *, hours: float = 24) -> tuple[SegmentRecord, list[str]]:
        """The record of one run, and the paths that were asked for."""
        before = len(self.server.requests)
        (record,) = self.fetch(self.site, hours=hours)
        return record, [request.path for request in self.server.requests[before:] if request.path != "/robots.txt"]

    def kept(self) -> dict[str, str]:
        """The descriptions in the newest segment."""
        rows = pq.read_table(list_segments(self.results)[-1]).to_pylist()
        return {row["native_id"].removeprefix("jobs/"): row["description"] for row in rows}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SiteWorld]:
    parse_here(monkeypatch)
    with fault_server() as server:
        world = SiteWorld(tmp_path, server)
        world.setup()
        yield world


def test_an_unchanged_site_costs_one_request(world: SiteWorld) -> None:
    for number in range(3):
        world.publish_job(str(number))
    first, asked = world.read()
    assert (first.status, first.listed, first.kept, len(asked)) == ("complete", 3, 3, 4)
    again, asked = world.read(hours=1)
    assert (again.status, again.listed, asked) == ("unchanged", 3, ["/sitemap.xml"])
    assert again.requests == 1  # robots.txt is remembered too
    later, asked = world.read(hours=1)
    assert (later.status, asked) == ("unchanged", ["/sitemap.xml"])


def test_only_what_is_new_or_changed_is_asked_for(world: SiteWorld) -> None:
    world.publish_job("old")
    world.publish_job("edited")
    world.publish_job("withdrawn")
    world.read()
    del world.jobs["withdrawn"]
    world.publish_job("edited", "CCS required", day="2026-11-20")
    world.publish_job("new", "CPB required")
    record, asked = world.read()
    assert record.status == "complete"
    assert asked == ["/sitemap.xml", "/jobs/edited", "/jobs/new"]
    assert world.kept() == {"old": "CPC required", "edited": "CCS required", "new": "CPB required"}


def test_a_change_that_says_nothing_new_is_asked_for_once(world: SiteWorld) -> None:
    """A sitemap that dates every page anew must not cost all pages in every run from then on."""
    world.publish_job("a")
    world.read()
    world.jobs["a"] = "2026-11-20"
    assert world.read()[1] == ["/sitemap.xml", "/jobs/a"]
    world.jobs["b"] = "2026-11-21"
    world.serve_page("b", "<p>No job</p>")
    assert world.read()[1] == ["/sitemap.xml", "/jobs/b"]


def test_pages_without_a_posting_are_remembered(world: SiteWorld) -> None:
    world.publish_job("a")
    world.jobs |= {"culture-fit": "2026-11-01", "gone": "2026-11-01"}
    world.serve_page("culture-fit", "<h1>About us</h1>")
    record, asked = world.read()
    assert (record.status, record.listed, record.kept, len(asked)) == ("complete", 1, 1, 4)
    world.publish_job("b")
    record, asked = world.read()
    assert (record.status, record.kept, asked) == ("complete", 2, ["/sitemap.xml", "/jobs/b"])


def test_every_page_is_read_again_within_the_time_that_the_settings_give(world: SiteWorld) -> None:
    for number in range(12):
        world.publish_job(str(number))
    world.read()
    assert world.read(hours=24 * 14)[1] == ["/sitemap.xml"]
    asked: set[str] = set()
    for _ in range(4):
        record, paths = world.read(hours=24 * 4)
        assert len(paths) < 12, "not all on one day"
        asked |= set(paths)
    assert len(asked) == 13
    assert record.listed == 12


def test_an_expired_posting_is_no_vacancy(world: SiteWorld) -> None:
    world.publish_job("open", validThrough="2026-12-31")
    world.publish_job("over", validThrough="2026-11-24")
    assert world.read()[0].kept == 1
    world.publish_job("new")
    world.read(hours=24 * 38)
    assert sorted(world.kept()) == ["new"], "the last day of the other has passed"


def test_a_posting_that_is_gone_is_asked_for_once_more(world: SiteWorld) -> None:
    world.publish_job("a")
    world.publish_job("b")
    world.read()
    world.jobs["b"] = "2026-11-20"
    world.fail("b", 404)
    assert world.read()[0].kept == 1
    world.jobs["c"] = "2026-11-20"
    assert world.read()[1] == ["/sitemap.xml", "/jobs/b", "/jobs/c"]
    world.jobs["d"] = "2026-11-20"
    assert world.read()[1] == ["/sitemap.xml", "/jobs/d"]


def test_a_page_that_fails_makes_the_list_partial_and_loses_nothing(world: SiteWorld) -> None:
    world.publish_job("a")
    world.publish_job("b")
    world.read()
    world.jobs["b"] = "2026-11-20"
    world.fail("b", 400)
    record, _ = world.read()
    assert (record.status, record.kept, record.validators) == ("partial", 2, {})
    assert "1 of 2 postings could not be read" in (record.error or "")
    world.publish_job("b", "CCS required", day="2026-11-20")
    record, asked = world.read()
    assert (record.status, asked) == ("complete", ["/sitemap.xml", "/jobs/b"])


@dataclass
class Host:
    """Answers with pages that do not name their length."""

    bodies: dict[str, bytes]
    settings = Settings()

    def for_details(self) -> "Host":
        return self

    def get(self, url: str, accept: str) -> Page:
        return Page(url, 200, {"content-type": "text/html"}, self.bodies[url], is_length_known=False)


def test_a_page_that_was_cut_is_not_taken_for_one_without_a_posting(world: SiteWorld) -> None:
    bodies = {
        "https://example.org/a": b"<html><body>Bill",
        "https://example.org/b": b'<html itemscope itemtype="https://schema.org/JobPosting"><h1 itemprop="title">B</h1>'
        b'<p itemprop="description">Bill</p></html>',
    }
    listed = [Listed(url, url, {}) for url in bodies]
    listing = read_details(listed, world.site, cast(Client, Host(bodies)), Past(), parse_job_page)
    assert (listing.status, listing.nothing) == ("partial", {})
    assert [posting.title for posting in listing.postings] == ["B"]


def test_a_host_that_has_had_enough_is_left_alone_and_the_rest_comes_next_time(world: SiteWorld) -> None:
    for number in range(6):
        world.publish_job(str(number))
    world.server.pages["/jobs/2"] = lambda request: answer(b"", status=429, retry_after="7200")
    record, asked = world.read()
    assert (record.status, record.kept, len(asked)) == ("partial", 2, 4)
    assert world.read(hours=1)[1] == []
    world.publish_job("2")
    record, asked = world.read(hours=2)
    assert (record.status, record.kept) == ("complete", 6)
    assert asked == ["/sitemap.xml", "/jobs/2", "/jobs/3", "/jobs/4", "/jobs/5"]


def test_a_host_that_fails_five_times_in_a_row_is_not_asked_for_the_rest(world: SiteWorld) -> None:
    for number in range(9):
        world.publish_job(str(number))
        world.fail(str(number), 400)
    record, asked = world.read()
    assert (record.status, len(asked)) == ("failed", 6)


def test_details_behind_a_wall_are_blocked_not_empty(world: SiteWorld) -> None:
    world.publish_job("a")
    world.fail("a", 403)
    assert world.read()[0].status == "blocked"


def test_robots_that_refuse_the_pages_are_a_status(world: SiteWorld) -> None:
    world.publish_job("a")
    world.server.pages["/robots.txt"] = b"User-agent: *\nDisallow: /jobs/\n"
    record, asked = world.read()
    assert (record.status, asked) == ("robots", ["/sitemap.xml"])


def test_a_site_that_marks_no_posting_is_partial_and_soon_left_alone(world: SiteWorld) -> None:
    for number in range(60):
        world.jobs[str(number)] = "2026-11-01"
        world.serve_page(str(number), "<h1>Biller</h1>")
    record, asked = world.read()
    assert (record.status, record.kept) == ("partial", 0)
    assert 20 < len(asked) < 30
    assert "none of the first 25 pages" in (record.error or "")
    assert len(world.read()[1]) <= 2


def test_the_record_keeps_the_list_entry_and_the_page_without_recruiters(world: SiteWorld) -> None:
    world.publish_job("a", hiringOrganization={"name": "E", "contactPoint": {"name": "Ada Nobody"}})
    world.read()
    (row,) = pq.read_table(list_segments(world.results)[-1]).to_pylist()
    record = unpack_record(row["record"])
    assert record["listed"] == {"lastmod": "2026-11-01"}
    assert record["detail"]["hiringOrganization"] == {"name": "E"}
    assert record["read_on"] == "2026-11-25"


def test_a_page_that_breaks_its_parser_costs_that_posting_only(
    world: SiteWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(details, "call_within", sandbox.call_within)  # in a process of its own, as in a real run
    world.publish_job("a")
    world.publish_job("deep")
    world.serve_page("deep", "<div>" * 6_000)
    record, _ = world.read()
    assert (record.status, record.kept) == ("partial", 1)


def test_an_entry_of_a_list_that_is_none_costs_that_entry_only(world: SiteWorld) -> None:
    found, of_list = read_list(
        [{"id": "a"}, "b", None], world.site, lambda entry, _: Listed(entry.need_id("id"), "", 1)
    )
    assert [one.native_id for one in found] == ["a"]
    assert (of_list.status, of_list.listed, len(of_list.issues)) == ("partial", 3, 2)


def test_a_board_that_is_no_address_fails_alone(world: SiteWorld) -> None:
    world.publish_job("a")
    bad = [replace(world.site, source_id=f"site-{number}", board=name, api_root="") for number, name in enumerate("[/")]
    assert [record.status for record in world.fetch(*bad, world.site)] == ["failed", "failed", "complete"]


def test_a_pattern_says_which_pages_are_jobs(world: SiteWorld) -> None:
    world.publish_job("a-1")
    world.publish_job("b-2")
    world.fetch(replace(world.site, search=r"/jobs/a-\d"))
    assert list(world.kept()) == ["a-1"]
    (record,) = world.fetch(replace(world.site, search="("))
    assert record.status == "failed"
    assert "not a pattern" in (record.error or "")

"""A site of the labor exchange on this machine: sitemaps that are built now and then, and one record per posting."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scraper.platforms import load, recognise
from scraper.sources import Source
from tests.scraper.boards import CHALLENGE, GOLDEN, Board, board_world
from tests.scraper.test_platforms import FIXTURES, source_of

RECORD = json.loads((GOLDEN / "nlx" / "normal.json").read_bytes())


class Exchange(Board):
    """Two sitemaps of jobs below an index, and one of other pages."""

    def setup(self) -> None:
        self.slugs: dict[str, str] = {}
        self.built = 1
        robots = f"User-agent: *\nDisallow: /*feed/\n\nSitemap: {self.server.url('/sitemaps/index.xml')}\n"
        self.serve("/robots.txt", robots.encode(), "text/plain")
        self.build()

    @property
    def source(self) -> Source:
        root = self.server.url("")
        return Source(
            source_id="nlx-a",
            platform="nlx",
            board="ky.usnlx.com",
            employer="E",
            api_root=root,
            search="bill|cod(er|ing)",
        )

    def add(self, number: int, title: str, **values: Any) -> None:
        name = f"{number:032X}"
        self.slugs[name] = title.lower().replace(" ", "-")
        job = RECORD | {"guid": name, "title": title, "title_exact": title} | values
        self.serve(f"/ALL_JOBS/{name}.json", json.dumps(job).encode())
        self.build()

    def build(self) -> None:
        """The sitemaps as the site builds them: each page with the day of the building."""
        self.built += 1
        names = [f"{self.server.url('')}/boise-id/{slug}/{name.lower()}/job/" for name, slug in self.slugs.items()]
        self.map(
            "index", [self.server.url(f"/sitemaps/{name}.xml") for name in ("jobs_1", "jobs_2", "pages")], "sitemap"
        )
        self.map("jobs_1", names[::2])
        self.map("jobs_2", names[1::2])
        self.map("pages", [self.server.url("/about-billing")])

    def map(self, name: str, addresses: list[str], kind: str = "url") -> None:
        root = "urlset" if kind == "url" else "sitemapindex"
        lines = "".join(
            f"<{kind}><loc>{url}</loc><lastmod>2026-10-{self.built:02}</lastmod></{kind}>" for url in addresses
        )
        body = f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{lines}</{root}>'
        self.serve(f"/sitemaps/{name}.xml", body.encode(), "application/xml")

    def counts(self) -> tuple[int, int]:
        """How many sitemaps and records the last run asked for."""
        maps = sum(path.endswith(".xml") for path in self.asked)
        return maps, len(self.asked) - maps


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Exchange]:
    with board_world(Exchange, tmp_path, monkeypatch) as world:
        yield world


def test_the_jobs_whose_addresses_fit_are_read_and_no_others(world: Exchange) -> None:
    world.add(0xA1, "Medical Biller")
    world.add(0xA2, "Nurse")
    world.add(0xA3, "Coding Auditor")
    record = world.read(world.source)
    assert (record.status, record.listed, record.kept, world.counts()) == ("complete", 2, 2, (3, 2))
    row = world.rows()[f"{0xA1:032X}"]
    assert row["url"] == world.server.url(f"/boise-id/medical-biller/{0xA1:032x}/job/")
    assert row["employer"] == "Example Clinic"
    assert row["record"]["detail"]["onet"] == ["43302100", "29207200"]


def test_sitemaps_that_did_not_change_cost_one_request(world: Exchange) -> None:
    world.add(0xA1, "Medical Biller")
    world.read(world.source)
    assert world.read(world.source).status == "unchanged"
    assert world.counts() == (1, 0)


def test_a_new_building_of_the_sitemaps_is_no_change_of_a_posting(world: Exchange) -> None:
    world.add(0xA1, "Medical Biller")
    world.add(0xA2, "Coder")
    world.read(world.source)
    world.add(0xA2, "Senior Coder")
    world.add(0xA3, "Billing Clerk")
    record = world.read(world.source)
    assert (record.status, record.kept, world.counts()) == ("complete", 3, (3, 2))
    assert world.rows()[f"{0xA2:032X}"]["title"] == "Senior Coder"


def test_what_is_deleted_or_gone_is_no_vacancy(world: Exchange) -> None:
    world.add(0xA1, "Medical Biller")
    world.add(0xA2, "Coder", deleted_at="2026-10-20T00:00:00Z")
    world.add(0xA3, "Billing Clerk")
    del world.server.pages[f"/ALL_JOBS/{0xA3:032X}.json"]
    record = world.read(world.source)
    assert (record.status, record.kept) == ("complete", 1)


def test_without_a_pattern_nothing_is_asked(world: Exchange) -> None:
    world.add(0xA1, "Medical Biller")
    record = world.read(replace(world.source, search=""))
    assert (record.status, world.asked) == ("failed", ())
    assert "search is empty" in (record.error or "")


def test_a_pattern_that_nothing_fits_is_an_empty_list(world: Exchange) -> None:
    world.add(0xA1, "Nurse")
    record = world.read(world.source)
    assert (record.status, record.listed) == ("complete", 0)


def test_sitemaps_without_an_address_of_a_job_are_a_change_of_the_platform(world: Exchange) -> None:
    world.map("jobs_1", [world.server.url("/jobs/1/medical-biller")])
    record = world.read(world.source)
    assert record.status == "failed"
    assert "may have changed" in (record.error or "")


@pytest.mark.parametrize("body", [CHALLENGE, b"<html>Sign in</html>"])
def test_a_page_in_place_of_a_sitemap_or_record_is_a_wall(world: Exchange, body: bytes) -> None:
    world.add(0xA1, "Medical Biller")
    world.serve(f"/ALL_JOBS/{0xA1:032X}.json", body)
    assert world.read(world.source).status == "blocked"
    world.serve("/sitemaps/jobs_1.xml", body)
    assert world.read(world.source).status == "blocked"


def test_a_site_that_is_not_there_is_an_error(world: Exchange) -> None:
    del world.server.pages["/sitemaps/index.xml"]
    assert world.read(world.source).status == "failed"


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"guid": "A"}', b"null"])
def test_a_record_that_is_none_is_not_a_closed_posting(world: Exchange, body: bytes) -> None:
    world.add(0xA1, "Medical Biller")
    world.add(0xA2, "Coder")
    world.serve(f"/ALL_JOBS/{0xA2:032X}.json", body)
    record = world.read(world.source)
    assert (record.status, record.kept) == ("partial", 1)


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://usnlx.com/boise-id/medical-biller/000000000000000000000000000000A1/job/", "usnlx.com"),
        ("https://www.usnlx.com/jobs?q=biller", "usnlx.com"),
        ("https://KYjobs.usnlx.com", "kyjobs.usnlx.com"),
        ("https://usnlx.com.example.org/", None),
        ("https://de.jobsyn.org/000000000000000000000000000000A110", None),
    ],
)
def test_every_address_of_a_site_is_recognised(url: str, board: str | None) -> None:
    assert recognise(url) == (("nlx", board) if board else None)


@pytest.mark.parametrize(("name", "postings"), [("search_national_p1.json", 0), ("detail_national_1.json", 1)])
def test_recorded_answers_are_read_whole(name: str, postings: int) -> None:
    path = FIXTURES / "nlx" / name
    if not path.exists():
        pytest.skip(f"no recorded answers beside the checkout ({path})")
    listing = load("nlx").parse(path.read_bytes(), source_of("nlx"))
    assert (listing.listed, len(listing.postings), listing.leftovers, listing.issues) == (1, postings, {}, [])
    for posting in listing.postings:
        assert posting.posted_on
        assert (posting.city, posting.state, posting.country) == ("Lincoln", "NE", "US")

"""An iCIMS portal on this machine: sitemap or search, what both say of an empty board, and what is never taken."""

import json
import time
from contextlib import suppress
from typing import Any

import pytest

from scraper.errors import ParseError
from scraper.platforms import recognise
from scraper.platforms.icims import parse
from scraper.sources import Source
from tests.scraper.boards import LocalBoard

FRAME = "?in_iframe=1"
SEARCH = "/jobs/search?ss=1&in_iframe=1{words}&pr={page}"
NOTHING = "Sorry, no jobs were found that match your search criteria."


def job_page(title: str, text: str = "CPC required", **more: Any) -> str:
    job = {"@type": "JobPosting", "title": title, "description": f"<h2>Qualifications</h2>{text}", **more}
    return f'<html><body><script type="application/ld+json">{json.dumps(job)}</script></body></html>'


def list_page(*numbers: int, page: int = 1, of: int | None = None, more: str = "") -> str:
    cards = "".join(
        f'<li class="iCIMS_JobCardItem"><div class="row"><span title="11/{number % 28 + 1}/2026">2 days ago</span>'
        f'<a class="iCIMS_Anchor" href="/jobs/{number}/biller/job?in_iframe=1"><h3>Biller {number}</h3></a></div></li>'
        for number in numbers
    )
    count = f"<h2>Search Results: Page {page} of {of} </h2>" if of else ""
    return f'<html><div class="iCIMS_ListingsPage">{count}{more}<ul class="iCIMS_JobsTable">{cards}</ul></div></html>'


class Portal:
    """The pages of a portal; `by_sitemap` is what robots.txt says."""

    def __init__(self, local: LocalBoard) -> None:
        self.local = local
        self.source = local.platform("icims", board="careers-example")

    def publish(self, *numbers: int, **more: Any) -> None:
        for number in numbers:
            self.local.serve(f"/jobs/{number}/biller/job{FRAME}", job_page(f"Biller {number}", **more))

    def name_in_sitemap(self, *numbers: int, day: str = "2026-11-01") -> None:
        server = self.local.server
        server.pages["/robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {server.url('/sitemap.xml')}\n".encode()
        urls = [f"<url><loc>{server.url('/jobs/intro')}</loc></url>"]
        urls += [
            f"<url><loc>{server.url(f'/jobs/{number}/biller/job')}</loc><lastmod>{day}</lastmod></url>"
            for number in numbers
        ]
        self.local.serve("/sitemap.xml", f"<urlset>{''.join(urls)}</urlset>", "application/xml")

    def show(self, *pages: tuple[int, ...], words: str = "", of: int | None = None) -> None:
        for number, shown in enumerate(pages):
            body = list_page(*shown, page=number + 1, of=of or len(pages))
            self.local.serve(SEARCH.format(words=words, page=number), body)


@pytest.fixture
def portal(local: LocalBoard) -> Portal:
    return Portal(local)


def test_a_board_is_read_by_its_sitemap_and_costs_one_request_when_unchanged(portal: Portal) -> None:
    portal.publish(11, 12)
    portal.name_in_sitemap(11, 12)
    record, asked = portal.local.read(portal.source)
    assert (record.status, record.listed, record.kept) == ("complete", 2, 2)
    assert asked == ["/sitemap.xml", f"/jobs/11/biller/job{FRAME}", f"/jobs/12/biller/job{FRAME}"]
    assert portal.local.ids() == ["11", "12"]
    assert portal.local.rows()[0]["url"] == portal.local.server.url("/jobs/11/biller/job")
    record, asked = portal.local.read(portal.source)
    assert (record.status, asked) == ("unchanged", ["/sitemap.xml"])


def test_only_a_changed_posting_is_asked_for_again(portal: Portal) -> None:
    portal.publish(11, 12)
    portal.name_in_sitemap(11, 12)
    portal.local.read(portal.source)
    portal.name_in_sitemap(11, 12, 13)
    portal.publish(13)
    record, asked = portal.local.read(portal.source)
    assert (record.status, record.kept, asked) == ("complete", 3, ["/sitemap.xml", f"/jobs/13/biller/job{FRAME}"])


def test_a_sitemap_without_jobs_is_an_empty_board_only_when_the_search_says_so(portal: Portal) -> None:
    portal.name_in_sitemap()
    portal.local.serve(SEARCH.format(words="", page=0), list_page(more=NOTHING))
    record, asked = portal.local.read(portal.source)
    assert (record.status, record.listed, len(asked)) == ("complete", 0, 2)
    assert portal.local.read(portal.source)[1] == ["/sitemap.xml"]
    portal.name_in_sitemap(day="2026-11-02")
    portal.local.serve("/sitemap.xml", "<urlset></urlset>", "application/xml")
    portal.local.serve(SEARCH.format(words="", page=0), list_page())
    assert portal.local.read(portal.source)[0].status == "failed"


def test_without_a_sitemap_the_search_is_read_page_by_page_and_no_page_of_a_job_twice(portal: Portal) -> None:
    portal.publish(11, 12, 13)
    portal.show((11, 12), (13,))
    record, asked = portal.local.read(portal.source)
    assert (record.status, record.listed, record.kept, len(asked)) == ("complete", 3, 3, 5)
    record, asked = portal.local.read(portal.source, hours=7 * 24)
    assert (record.status, len(asked)) == ("unchanged", 2)


def test_words_are_asked_of_the_portal_and_each_posting_counts_once(portal: Portal) -> None:
    portal.name_in_sitemap(11, 12, 13)
    portal.publish(11, 12)
    portal.show((11, 12), words="&searchKeyword=medical%20billing")
    portal.show((12,), words="&searchKeyword=coder")
    portal.show((11, 12, 13))
    source = portal.local.platform("icims", board="careers-example", search="medical billing|coder")
    record, asked = portal.local.read(source)
    assert (record.status, record.listed, record.kept, len(asked)) == ("complete", 2, 2, 5), (
        "a glance at all, two lists, two pages"
    )


def test_a_list_that_counts_no_pages_ends_where_a_page_is_empty(portal: Portal) -> None:
    portal.publish(11, 12)
    for page, numbers in enumerate(((11,), (12,), ())):
        portal.local.serve(SEARCH.format(words="", page=page), list_page(*numbers))
    record, asked = portal.local.read(portal.source)
    assert (record.status, record.listed, len(asked)) == ("complete", 2, 5)


@pytest.mark.parametrize("behind", [(), (11, 12)], ids=["ends", "repeats"])
def test_a_list_shorter_than_it_says_is_truncated_and_closes_nothing(portal: Portal, behind: tuple[int, ...]) -> None:
    portal.publish(11, 12)
    portal.show((11, 12), behind, of=3)
    record, _ = portal.local.read(portal.source)
    assert (record.status, record.kept, record.validators) == ("truncated", 2, {})


def test_made_up_dates_do_not_reach_the_posting(portal: Portal) -> None:
    portal.publish(11, datePosted="2024-11-25T02:30:01.482Z", validThrough="2025-11-25T02:30:01.482Z")
    portal.name_in_sitemap(11)
    record, _ = portal.local.read(portal.source)
    (row,) = portal.local.rows()
    assert (record.kept, row["posted_on"], row["closes_on"]) == (1, None, None)


def test_the_page_around_the_frame_is_no_withdrawn_posting(portal: Portal) -> None:
    portal.publish(11)
    portal.name_in_sitemap(11, 12)
    portal.local.serve(f"/jobs/12/biller/job{FRAME}", '<html><iframe src="x"></iframe></html>')
    record, _ = portal.local.read(portal.source)
    assert (record.status, record.kept) == ("partial", 1)


def test_a_posting_that_is_over_is_no_vacancy(portal: Portal) -> None:
    portal.publish(11)
    portal.name_in_sitemap(11, 12, 13)
    portal.local.serve(f"/jobs/12/biller/job{FRAME}", list_page(14))
    portal.local.serve(f"/jobs/13/biller/job{FRAME}", b"gone", status=410)
    record, _ = portal.local.read(portal.source)
    assert (record.status, record.kept) == ("complete", 1)


def test_a_portal_that_is_gone_and_one_behind_a_wall(portal: Portal) -> None:
    assert portal.local.read(portal.source)[0].status == "failed"
    guard = "<html><head><title>Just a moment...</title></head></html>"
    portal.local.serve(SEARCH.format(words="", page=0), guard)
    assert portal.local.read(portal.source)[0].status == "blocked"
    port = portal.local.server.port
    elsewhere = f"http://localhost:{port}/jobs/login"
    portal.local.serve(SEARCH.format(words="", page=0), b"", status=302, location=elsewhere)
    portal.local.serve("/jobs/login", "<html>Log in</html>")
    assert portal.local.read(portal.source)[0].status == "blocked"


def test_a_portal_that_refuses_everything_is_left_alone(portal: Portal) -> None:
    portal.publish(11)
    portal.show((11,))
    portal.local.server.pages["/robots.txt"] = b"User-agent: *\nDisallow: /\n"
    record, asked = portal.local.read(portal.source)
    assert (record.status, asked) == ("robots", [])


def test_it_works_in_processes_of_its_own(local_apart: LocalBoard) -> None:
    portal = Portal(local_apart)
    portal.publish(11)
    portal.show((11,))
    record, _ = local_apart.read(portal.source)
    assert (record.status, record.kept) == ("complete", 1)


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://careers-example.icims.com/jobs/4711/medical-biller/job?in_iframe=1", "careers-example"),
        ("https://uscareers-example.icims.com/jobs/4711/job?utm_source=x", "uscareers-example"),
        ("https://www.careers-example.icims.com/jobs/intro", "careers-example"),
        ("https://careers-example.icims.com", "careers-example"),
        ("https://1051-20120703-www-example-com.i.icims.com/jobs/1/x/job", None),
        ("https://login.icims.com/u/login", None),
        ("https://www.icims.com/products", None),
    ],
)
def test_the_address_of_a_portal_tells_its_name(url: str, board: str | None) -> None:
    assert recognise(url) == (("icims", board) if board else None)


@pytest.mark.parametrize("depth", [400, 4_000])
def test_a_page_of_nested_cards_is_over_in_bounded_time(depth: int) -> None:
    source = Source(source_id="icims-a", platform="icims", board="careers-example", employer="E")
    links = "".join(f'<a href="/jobs/{number}/x/job">B</a>' for number in range(50_000))
    markup = '<div class="iCIMS_ListingsPage"><div class="iCIMS_JobsTable">' + '<div class="row">' * depth + links
    started = time.monotonic()
    with suppress(ParseError):
        assert parse(f"<html>{markup}", source).listed == 1
    assert time.monotonic() - started < 10

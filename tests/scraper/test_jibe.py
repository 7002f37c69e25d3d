"""A Jibe site on this machine: pages, languages, searches, the window that some lists have, and pauses."""

import json
from itertools import pairwise
from typing import Any

import pytest

from scraper.platforms import recognise
from scraper.platforms.jibe import PAGE, read_rows
from scraper.sources import Source
from tests.faultserver import Request, answer
from tests.scraper.boards import LocalBoard

SOURCE = Source(source_id="jibe-a", platform="jibe", board="example", employer="E")


def row(number: int, language: str = "en-us", **more: Any) -> dict[str, Any]:
    text = {"title": f"Biller {number}", "description": f"<p>CPC {number}</p>"}
    return {"slug": str(number), "language": language, **text, **more}


class Site:
    """Gives 100 rows a page; `window` rows at most, and then its last page for ever."""

    def __init__(self, local: LocalBoard) -> None:
        self.local = local
        self.source = local.platform("jibe")
        self.show([])

    def show(self, rows: list[dict[str, Any]], *, words: str = "", window: int | None = None) -> None:
        last = -(-(window or len(rows)) // PAGE)
        for page in range(1, -(-len(rows) // PAGE) + 2):
            start = (min(page, last) if window else page) * PAGE - PAGE
            body = {"jobs": [{"data": one} for one in rows[start : start + PAGE]], "totalCount": len(rows)}
            path = f"/api/jobs?page={page}&limit={PAGE}&internal=false{words}"
            self.local.serve(path, json.dumps(body), "application/json")


@pytest.fixture
def site(local: LocalBoard) -> Site:
    return Site(local)


def test_a_site_is_read_page_by_page_without_any_page_of_a_job(site: Site) -> None:
    site.show([row(number) for number in range(250)])
    record, asked = site.local.read(site.source)
    assert (record.status, record.listed, record.kept, len(asked)) == ("complete", 250, 250, 3)
    record, asked = site.local.read(site.source, hours=7 * 24)
    assert (record.status, record.listed, len(asked)) == ("unchanged", 250, 3)
    site.show([row(number, description="CCS") if number == 7 else row(number) for number in range(250)])
    assert site.local.read(site.source)[0].status == "complete"


def test_a_job_in_two_languages_is_one_posting_in_english(site: Site) -> None:
    site.show([row(1, "fr-ca", title="Facturation"), row(1), row(2, "es-us", title="Codificador")])
    record, _ = site.local.read(site.source)
    assert (record.status, record.listed) == ("complete", 2)
    assert [one["title"] for one in site.local.rows()] == ["Biller 1", "Codificador"]


def test_several_searches_give_each_posting_once(site: Site) -> None:
    site.show([row(1), row(2)], words="&keywords=medical%20billing")
    site.show([row(2), row(3)], words="&keywords=coder")
    site.show([row(1), row(2), row(3), row(4)])
    record, asked = site.local.read(site.local.platform("jibe", search="medical billing|coder"))
    assert (record.status, record.kept, len(asked)) == ("complete", 3, 3), "two searches, and a glance at all"


def test_a_list_that_repeats_its_last_page_is_truncated(site: Site) -> None:
    site.show([row(number) for number in range(450)], window=200)
    record, asked = site.local.read(site.source)
    assert (record.status, record.kept, len(asked)) == ("truncated", 200, 3)
    assert "total is 450" in (record.error or "")


def test_a_site_without_jobs_and_one_that_is_none(site: Site) -> None:
    assert (site.local.read(site.source)[0].status, site.local.rows()) == ("complete", [])
    path = f"/api/jobs?page=1&limit={PAGE}&internal=false"
    site.local.serve(path, '{"error": "An unexpected error occurred"}', "application/json", status=404)
    assert site.local.read(site.source)[0].status == "failed"
    site.local.serve(path, "<html><title>Sign in</title></html>")
    assert site.local.read(site.source)[0].status == "blocked"
    site.local.serve(path, '{"jobs": [', "application/json")
    assert site.local.read(site.source)[0].status == "failed"


def test_the_pauses_that_robots_ask_for_are_kept(site: Site) -> None:
    moments = []

    def page(request: Request) -> bytes:
        moments.append(site.local.moment)
        body = {"jobs": [{"data": row(len(moments))}], "totalCount": 3}
        return answer(json.dumps(body).encode())

    for number in range(1, 4):
        site.local.server.pages[f"/api/jobs?page={number}&limit={PAGE}&internal=false"] = page
    site.local.server.pages["/robots.txt"] = b"User-agent: *\nAllow: /\ncrawl-delay: 5\n"
    assert site.local.read(site.source)[0].status == "complete"
    pauses = [(after - before).total_seconds() for before, after in pairwise(moments)]
    assert all(pause >= 4.9 for pause in pauses), pauses


def test_the_platforms_own_configuration_is_not_kept() -> None:
    (posting,) = read_rows([row(1, meta_data={"recruiter": "Ada Nobody"})], SOURCE).postings
    assert "Nobody" not in json.dumps(posting.record)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You bill. CPC required. Apply.", "You bill. Apply.\n<h3>Qualifications</h3>\nCPC required."),
        ("<p>You bill. CPC required.</p>", "<p>You bill. CPC required.</p>"),
        ("You bill.\nCPC required.", "You bill.\nCPC required."),
        ("<p>You bill.</p>", "<p>You bill.</p>\n<h3>Qualifications</h3>\nCPC required."),
        ("You bill.\nApply.", "You bill.<br>\nApply.\n<h3>Qualifications</h3>\nCPC required."),
    ],
)
def test_qualifications_that_stand_apart_have_a_heading(text: str, expected: str) -> None:
    (posting,) = read_rows([row(1, description=text, qualifications="CPC required.")], SOURCE).postings
    assert posting.description == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"salary_min_value": 20, "salary_max_value": 25, "salary_frequency": "HOURLY"}, (20, 25, "hour")),
        ({"salary_value": 0, "salary_min_value": 0, "salary_max_value": 0}, (None, None, None)),
        ({"salary_value": 50_000, "salary_frequency": "YEARLY"}, (50_000, 50_000, "year")),
        ({"salary_value": 0, "salary_max_value": 30, "salary_frequency": "HOURLY"}, (None, 30, "hour")),
    ],
)
def test_pay_where_a_list_has_it(values: dict[str, Any], expected: tuple[Any, ...]) -> None:
    (posting,) = read_rows([row(1, **values)], SOURCE).postings
    assert (posting.pay_min, posting.pay_max, posting.pay_unit) == expected


def test_it_works_in_processes_of_its_own(local_apart: LocalBoard) -> None:
    site = Site(local_apart)
    site.show([row(1)])
    assert local_apart.read(site.source)[0].status == "complete"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.jibeapply.com/jobs/5262?lang=en-us", ("jibe", "example")),
        ("https://example.jibeapply.com/api/jobs?page=2", ("jibe", "example")),
        ("https://x.staging.jibeapply.com/jobs", None),
        ("https://www.jibeapply.com/", None),
    ],
)
def test_the_address_of_a_site_tells_its_client(url: str, expected: tuple[str, str] | None) -> None:
    assert recognise(url) == expected

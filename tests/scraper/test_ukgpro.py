"""A UKG Pro board on this machine, under the rules of the real one: what they refuse is never asked for."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scraper.platforms import recognise
from scraper.sources import Source
from tests.faultserver import answer
from tests.scraper.boards import CHALLENGE, Board, board_world

BOARD = "/EXA1000EXAM/JobBoard/00000000-0000-4000-8000-000000000001"
ROBOTS = b"""User-agent: *
Disallow: /
Allow: */JobBoard/
Disallow: */JobBoardView
Disallow: */JobBoard/*/Styles
"""


class UkgPro(Board):
    """A board that features some of its postings."""

    def setup(self) -> None:
        self.jobs: dict[str, dict[str, Any]] = {}
        self.server.pages["/robots.txt"] = ROBOTS
        self.serve_by(BOARD, lambda request: answer(self.page(), content_type="text/html"))

    @property
    def source(self) -> Source:
        return Source(
            source_id="ukgpro-a",
            platform="ukgpro",
            board=f"recruiting.ultipro.com{BOARD}",
            employer="Example Hospital",
            api_root=self.server.url(""),
        )

    def page(self) -> bytes:
        rows = json.dumps([{key: job[key] for key in ("Id", "Title", "PostedDate")} for job in self.jobs.values()])
        token = len(self.server.requests)
        return f"<html><i>{token}</i><script>X({{initialFeaturedOpportunities: {rows}, a: 1}})</script></html>".encode()

    def path(self, name: str) -> str:
        return f"{BOARD}/OpportunityDetail?opportunityId={name}"

    def add(self, name: str, text: str = "CPC required", *, day: str = "2026-11-02", **more: object) -> None:
        job = {"Id": name, "Title": f"Biller {name}", "Description": f"<p>{text}</p>", "PostedDate": f"{day}T10:00:00Z"}
        self.jobs[name] = job | more
        page = f"<a href='{BOARD}'>x</a><script>new CandidateOpportunityDetail({json.dumps(self.jobs[name])});</script>"
        self.serve(self.path(name), f"<html><body>{page}</body></html>".encode(), "text/html")


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[UkgPro]:
    with board_world(UkgPro, tmp_path, monkeypatch) as world:
        yield world


def test_featured_postings_are_read_within_the_rules_and_the_list_is_truncated(world: UkgPro) -> None:
    world.add("a")
    world.add("b")
    record = world.read(world.source)
    assert (record.status, record.listed, record.kept) == ("truncated", 2, 2)
    assert "robots.txt refuses" in (record.error or "")
    assert world.asked == (BOARD, world.path("a"), world.path("b"))
    assert not any("JobBoardView" in request.path for request in world.server.requests)
    record = world.read(world.source)
    assert (record.status, record.kept, world.asked) == ("truncated", 2, (BOARD,))


def test_only_what_changed_is_asked_for(world: UkgPro) -> None:
    world.add("a")
    world.add("b")
    world.read(world.source)
    world.add("b", "CCS required", day="2026-11-20")
    world.read(world.source)
    assert world.asked == (BOARD, world.path("b"))
    assert "CCS" in world.rows()["b"]["description"]


def test_criteria_reach_the_reader_under_headings_and_the_supervisor_reaches_nobody(world: UkgPro) -> None:
    criteria = [{"LicenseAndCertificationName": name, "Required": name == "CPC"} for name in ("CMRS", "CPC")]
    world.add("a", "Bills.", LicenseAndCertificationCriteria=criteria, SupervisorName="Ada Nobody")
    world.read(world.source)
    row = world.rows()["a"]
    assert row["description"].split("\n") == [
        "<p>Bills.</p>",
        "<h3>Required licenses and certifications</h3>",
        "<ul><li>CPC</li></ul>",
        "<h3>Preferred licenses and certifications</h3>",
        "<ul><li>CMRS</li></ul>",
    ]
    assert "Ada Nobody" not in json.dumps(row, default=str)


@pytest.mark.parametrize("is_empty", [False, True])
def test_a_closed_posting_is_no_vacancy(world: UkgPro, is_empty: bool) -> None:
    """Its page says so, or has no posting any more."""
    world.add("a")
    world.add("b", OpportunityIsClosed=True)
    if is_empty:
        world.serve(world.path("b"), f"<html><a href='{BOARD}/'>Jobs</a></body></html>".encode(), "text/html")
    record = world.read(world.source)
    assert (record.kept, list(world.rows())) == (1, ["a"])


def test_a_log_in_page_in_place_of_a_posting_loses_nothing(world: UkgPro) -> None:
    world.add("a")
    world.read(world.source)
    world.add("a", "CCS required", day="2026-11-20")
    world.serve(world.path("a"), b"<html><form>Sign in</form></body></html>", "text/html")
    record = world.read(world.source)
    assert (record.status, record.kept) == ("partial", 1)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<html>The job board is not available</html>", "blocked"),
        (CHALLENGE, "blocked"),
        (b"<script>initialFeaturedOpportunities: [{</script>", "failed"),
        (b"<script>initialFeaturedOpportunities: {}</script>", "failed"),
        (b"<script>initialFeaturedOpportunities: [1]</script>", "partial"),
    ],
)
def test_a_page_without_a_board_is_not_an_empty_one(world: UkgPro, body: bytes, status: str) -> None:
    world.serve(BOARD, body, "text/html")
    assert world.read(world.source).status == status


def test_rules_that_refuse_the_board_are_obeyed(world: UkgPro) -> None:
    world.server.pages["/robots.txt"] = b"User-agent: *\nDisallow: /\n"
    assert world.read(world.source).status == "robots"
    assert world.asked == ()


@pytest.mark.parametrize(
    ("url", "board"),
    [
        (f"https://recruiting2.ultipro.com{BOARD}/?q=biller", f"recruiting2.ultipro.com{BOARD}"),
        (f"https://recruiting.ultipro.ca{BOARD}", f"recruiting.ultipro.ca{BOARD}"),
        (
            f"https://example.rec.pro.ukg.net{BOARD}/OpportunityDetail?opportunityId=1",
            f"example.rec.pro.ukg.net{BOARD}",
        ),
        ("https://recruiting.ultipro.com/EXA1000EXAM", None),
        ("https://secure5.saashr.com/ta/6000001.careers", None),
    ],
)
def test_every_address_of_a_board_is_recognised(url: str, board: str | None) -> None:
    assert recognise(url) == (("ukgpro", board) if board else None)

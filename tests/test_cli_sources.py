"""`jobreq sources add` and `check` against boards on this machine: what is found, shown, written, and left alone."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from typer.testing import Result

from analysis import cli_sources
from analysis.commands.world import World
from scraper.finding import find_board
from scraper.http import Client, Page
from scraper.platforms import greenhouse, smartrecruiters
from scraper.settings import Settings
from scraper.sources import COLUMNS, Source, load_sources
from scraper.trial import try_source
from tests.faultserver import FaultServer, answer, fault_server
from tests.scraper.boards import GOLDEN, parse_here
from tests.scraper.test_run import job
from tests.scraper.test_workday import Board as WorkdayBoard

Call = Callable[..., Result]
NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
BOARD = "/v1/boards/{}/jobs?content=true&pay_transparency=true"
BAD = 'greenhouse-old,greenhouse,old,"Old, Inc.",,0,,yes,2026-01-05,kept as it is\n'


class Boards:
    """A server with boards, a list of sources, and the commands between them."""

    def __init__(self, server: FaultServer, path: Path, call: Call) -> None:
        self.server, self.path, self._call = server, path, call

    def publish(self, board: str, *numbers: int) -> None:
        jobs = [job(number) | {"company_name": "Acme Health"} for number in numbers]
        body = json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}).encode()
        self.server.pages[BOARD.format(board)] = lambda request: answer(body)

    def show(self, path: str, page: str) -> str:
        self.server.pages[path] = lambda request: answer(page.encode(), content_type="text/html")
        return self.server.url(path)

    def sources(self, *arguments: str) -> Result:
        return self._call("sources", *arguments, "--sources", self.path)

    def client(self) -> Client:
        settings = Settings(min_delay=0.0)
        return Client(settings, now=lambda: NOW, sleep=lambda _: None, allow=self.server.allow)

    def rows(self) -> dict[str, Source]:
        return {source.source_id: source for source in load_sources(self.path)}

    def asked(self) -> list[str]:
        return [request.path for request in self.server.requests if request.path != "/robots.txt"]


@pytest.fixture
def boards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobreq: Call) -> Iterator[Boards]:
    parse_here(monkeypatch)
    with fault_server() as server:
        settings = Settings(min_delay=0.0, backoff_base=0.0, deadline=2.0)

        def client(settings: Settings) -> Client:
            return Client(settings, now=lambda: NOW, sleep=lambda _: None, allow=server.allow)

        world = World(lambda: NOW, lambda _: None, client, settings)
        monkeypatch.setattr(cli_sources, "world", lambda contact: replace(world, settings=settings))
        monkeypatch.setattr(greenhouse, "API_ROOT", server.url(""))
        yield Boards(server, tmp_path / "sources.csv", jobreq)


@pytest.mark.parametrize(
    "address",
    ["https://boards.greenhouse.io/acme", "job-boards.greenhouse.io/acme/jobs/4", "https://boards.greenhouse.io/acme/"],
)
def test_a_board_is_found_tried_shown_and_written(boards: Boards, address: str) -> None:
    boards.publish("acme", *range(12))
    found = boards.sources("add", address)
    assert found.exit_code == 0, found.stderr
    shown = {line[:10].strip(): line[11:] for line in found.stdout.splitlines() if line[:10].strip()}
    assert shown["board"] == "acme (its address names the board)"
    assert shown["answer"] == "complete; 12 postings are listed"
    assert shown["employers"] == "Acme Health (12)"
    assert found.stdout.count("– Boise, ID") == 5
    assert "city 12" in shown["fields"]
    assert "pay_min" in shown["never"]
    assert shown["odd"] == "nothing"
    (row,) = boards.rows().values()
    assert row == Source(
        source_id="greenhouse-acme", platform="greenhouse", board="acme", employer="Acme Health", min_postings=4,
        verified_on=NOW.date(),
    )  # fmt: skip
    assert boards.asked() == [BOARD.format("acme")]


def test_adding_it_again_changes_nothing_and_asks_nothing(boards: Boards) -> None:
    boards.publish("acme", 1)
    assert boards.sources("add", "https://boards.greenhouse.io/acme").exit_code == 0
    before, asked = boards.path.read_bytes(), len(boards.asked())
    again = boards.sources("add", "https://job-boards.greenhouse.io/ACME")
    assert (again.exit_code, again.stdout[:34]) == (0, "greenhouse-acme is this board alre")
    assert (boards.path.read_bytes(), len(boards.asked())) == (before, asked)


def test_other_rows_stay_as_they_are_written(boards: Boards) -> None:
    before = f"{','.join(COLUMNS)}\r\n{BAD}greenhouse-acme,greenhouse,other,O,,0,,no,,"
    boards.path.write_bytes(before.encode())
    boards.publish("acme", 1)
    add = ("add", "https://boards.greenhouse.io/acme", "--employer", "The Acme", "--min-postings")
    refused = boards.sources(*add, "7")
    assert (refused.exit_code, boards.path.read_bytes()) == (1, before.encode())
    assert "at least 7 were expected" in refused.stderr
    assert boards.sources(*add, "1").exit_code == 0
    assert boards.path.read_bytes().startswith(before.encode())
    row = boards.rows()["greenhouse-acme-2"]
    assert (row.board, row.employer, row.min_postings, row.verified_on) == ("acme", "The Acme", 1, NOW.date())


def test_a_dry_run_writes_nothing(boards: Boards) -> None:
    boards.publish("acme", 1)
    found = boards.sources("add", "https://boards.greenhouse.io/acme", "--dry-run")
    assert (found.exit_code, found.stdout.splitlines()[-1]) == (0, "nothing was written")
    assert not boards.path.exists()


@pytest.mark.parametrize(
    "page",
    [
        '<iframe src="https://boards.greenhouse.io/embed/job_board?for=acme"></iframe>',
        '<a href="https://boards.greenhouse.io/acme/jobs/3?gh_jid=3&amp;x=1">Biller</a> <a href="https://www.linkedin.com/x">',
        r'<script>var jobs = {"url": "https:\/\/boards.greenhouse.io\/acme"}</script><a href="https://www.usajobs.gov/job/1">',
    ],
)
def test_the_board_that_a_careers_page_shows_is_taken(boards: Boards, page: str) -> None:
    boards.publish("acme", 1)
    found = boards.sources("add", boards.show("/careers", page))
    assert found.exit_code == 0, found.stderr
    assert "its page links this board" in found.stdout
    assert list(boards.rows()) == ["greenhouse-acme"]


def test_of_several_boards_one_must_be_named(boards: Boards) -> None:
    page = '<a href="https://boards.greenhouse.io/acme"></a><a href="https://jobs.lever.co/acme"></a>'
    found = boards.sources("add", boards.show("/careers", page))
    assert found.exit_code == 1
    assert "acme on greenhouse, acme on lever" in found.stderr
    assert not boards.path.exists()


def test_a_site_of_its_own_is_read_by_its_sitemap(boards: Boards) -> None:
    job = json.dumps({"@type": "JobPosting", "title": "Biller", "description": "CPC"})
    markup = f'<script type="application/ld+json">{job}</script>'
    pages = [boards.show(f"/jobs/biller-{number}", markup) for number in range(20)]
    sitemap = f"<urlset>{''.join(f'<url><loc>{url}</loc></url>' for url in pages)}</urlset>"
    boards.server.pages["/sitemap.xml"] = lambda request: answer(sitemap.encode(), content_type="text/xml")
    found = boards.sources("add", boards.show("/careers", "<html>We hire</html>"), "--employer", "Acme")
    assert found.exit_code == 0, found.stderr
    assert "20 postings are listed" in found.stdout
    assert "of 5 that were read" in found.stdout
    (row,) = boards.rows().values()
    root = boards.server.url("")
    assert (row.platform, row.board, row.api_root, row.min_postings) == ("site", root[7:], root, 6)
    assert len(boards.asked()) == 1 + 1 + 5  # the careers page, the sitemap, five postings


def test_a_site_without_marked_postings_is_not_written(boards: Boards) -> None:
    pages = [boards.show(f"/jobs/biller-{number}", "<html><body>CPC</body></html>") for number in range(8)]
    sitemap = f"<urlset>{''.join(f'<url><loc>{url}</loc></url>' for url in pages)}</urlset>"
    boards.server.pages["/sitemap.xml"] = lambda request: answer(sitemap.encode(), content_type="text/xml")
    found = boards.sources("add", boards.show("/careers", "<html>We hire</html>"))
    assert (found.exit_code, boards.path.exists()) == (1, False)
    assert "no row was written" in found.stderr


@pytest.mark.parametrize(
    ("mark", "platform"),
    [("<script>var phApp = phApp || {}</script>", "phenom"), ("<script>j2w.init()</script>", "successfactors")],
)
def test_a_page_tells_who_made_it(boards: Boards, mark: str, platform: str) -> None:
    if platform == "phenom":
        detail = (GOLDEN / "phenom" / "normal.html").read_text(encoding="utf-8")
        page = boards.show("/us/en/job/R-1/Medical-Biller", detail)
        sitemap = f"<urlset><url><loc>{page}</loc></url></urlset>"
        boards.server.pages["/sitemap.xml"] = lambda request: answer(sitemap.encode(), content_type="text/xml")
    else:
        feed = (GOLDEN / "successfactors" / "normal.xml").read_bytes()
        boards.server.pages["/sitemal.xml"] = lambda request: answer(feed, content_type="text/xml")
    found = boards.sources("add", boards.show("/careers", f"<html>{mark}</html>"))
    assert f"its page is made by {platform}" in found.stdout, found.stderr
    assert [row.platform for row in boards.rows().values()] == [platform]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.linkedin.com/company/acme/jobs", "LinkedIn"), ("indeed.com/cmp/acme", "Indeed"),
        ("https://www.google.com/search?q=jobs", "Google Jobs"), ("https://www.adzuna.ca/search", "Adzuna"),
        ("https://www.glassdoor.com/Jobs/x", "Glassdoor"), ("https://acme.ziprecruiter.com/j", "ZipRecruiter"),
        ("https://www.workopolis.com/x", "Workopolis"), ("https://www.resume.com/x", "Resume.com"),
        ("https://www.simplyhired.com/x", "SimplyHired"), ("https://jobs.monster.com/x", "Monster"),
    ],
)  # fmt: skip
def test_what_is_never_read_is_refused_by_name(boards: Boards, address: str, name: str) -> None:
    found = boards.sources("add", address)
    assert (found.exit_code, boards.server.requests) == (2, [])
    assert f"{name} is never read: " in found.stderr


def test_what_leads_to_such_a_board_is_refused_too(boards: Boards) -> None:
    boards.server.pages["/careers"] = lambda request: answer(
        b"", status=302, location="https://www.indeed.com/cmp/acme"
    )
    found = boards.sources("add", boards.server.url("/careers"))
    assert found.exit_code == 2
    assert "Indeed is never read: " in found.stderr


class Redirecting:
    """A client whose every request ends at one address."""

    def get(self, url: str, accept: str) -> Page:
        return Page("https://example.wd1.myworkdayjobs.com/en-US/Careers", 200, {}, b"<html></html>")


def test_an_address_that_leads_to_a_board_is_that_board() -> None:
    found = find_board("careers.example.org/jobs", cast(Client, Redirecting()))
    assert (found.platform, found.board) == ("workday", "example.wd1.myworkdayjobs.com/Careers")


@pytest.mark.parametrize(
    ("raw", "is_written", "words"),
    [
        (answer(b"", status=404), False, "there is no such board"),
        (answer(b"<html>Log in</html>", content_type="text/html"), False, "no row was written"),
        (answer(b"no", status=403), False, "does not want to be read"),
        (answer(b"no", status=500), True, "the host answered 500"),
        (answer(b'{"jobs": [], "meta": {"total": 0}}'), True, "an empty list, which proves little"),
    ],
)
def test_a_board_that_does_not_answer(boards: Boards, raw: bytes, is_written: bool, words: str) -> None:
    boards.server.pages[BOARD.format("acme")] = lambda request: raw
    found = boards.sources("add", "https://boards.greenhouse.io/acme")
    assert (found.exit_code, boards.path.exists()) == (1, is_written)
    assert words in found.stderr
    if is_written:
        row = boards.rows()["greenhouse-acme"]
        assert (row.verified_on, row.note[:22], row.employer) == (None, "Not yet verified live:", "acme")


def test_robots_are_obeyed(boards: Boards) -> None:
    boards.publish("acme", 1)
    boards.server.pages["/robots.txt"] = b"User-agent: *\nDisallow: /\n"
    found = boards.sources("add", "https://boards.greenhouse.io/acme")
    assert (found.exit_code, boards.asked(), boards.path.exists()) == (1, [], False)
    assert "robots.txt does not allow this path" in found.stderr


def test_a_platform_that_is_off_is_written_off_and_not_asked(boards: Boards) -> None:
    found = boards.sources("add", "https://careers.smartrecruiters.com/AcmeHealth")
    assert (found.exit_code, boards.asked()) == (0, [])
    (row,) = boards.rows().values()
    assert (row.enabled, row.verified_on) == (False, None)
    assert smartrecruiters.OFF_BECAUSE in row.note


def test_check_asks_for_each_list_once_and_says_who_needs_a_look(boards: Boards) -> None:
    lines = [
        ",".join(COLUMNS),
        *(f"greenhouse-{name},greenhouse,{name},E,,2,,yes,2026-01-05," for name in ("good", "few", "gone")),
        "greenhouse-quiet,greenhouse,quiet,E,,2,,no,,",
        "smartrecruiters-x,smartrecruiters,x,E,,2,,,,",
    ]
    boards.path.write_text("\n".join(lines) + "\n")
    boards.publish("good", 1, 2, 3)
    boards.publish("few", 1)
    found = boards.sources("check", "--format", "json")
    assert found.exit_code == 1
    table = {row["source"]: (row["status"], row["postings"]) for row in json.loads(found.stdout)}
    assert table == {
        "greenhouse-good": ("complete", 3), "greenhouse-few": ("suspect", 1), "greenhouse-gone": ("failed", None),
        "smartrecruiters-x": ("skipped", None),
    }  # fmt: skip
    assert sorted(boards.asked()) == sorted(BOARD.format(name) for name in ("good", "few", "gone"))
    assert boards.path.read_text() == "\n".join(lines) + "\n"
    boards.sources("check", "--write")
    assert (
        boards.path.read_text()
        == "\n".join(lines).replace("good,E,,2,,yes,2026-01-05", "good,E,,2,,yes,2026-11-24") + "\n"
    )
    assert boards.sources("check", "--only", "greenhouse-good").exit_code == 0
    assert boards.sources("check", "--only", "nobody").exit_code == 2


def test_list_shows_what_is_published_and_why_a_board_is_off(demo_results: Path, boards: Boards) -> None:
    sample = Path(__file__).parent.parent / "data" / "sample" / "sources.csv"
    first = sample.read_text().splitlines()[1].partition(",")[0]
    boards.path.write_text(
        f"{','.join(COLUMNS)}\n{first},greenhouse,a,E,,0,,yes,,\nsmartrecruiters-x,smartrecruiters,x,E,,0,,,,\n"
    )
    found = boards.sources("list", "--format", "json", "--results", str(demo_results))
    known, off = json.loads(found.stdout)
    assert (known["status"], known["enabled"], off["enabled"], off["status"]) == ("complete", True, "off", None)
    assert known["open"] > 0
    assert known["last whole list"]
    assert "robots.txt of api.smartrecruiters.com" in off["why off"]


def workday_board(folder: Path, server: FaultServer) -> WorkdayBoard:
    board = WorkdayBoard(folder, server)
    board.setup()
    return board


def test_a_large_board_is_tried_with_few_requests_and_checked_with_one(boards: Boards, tmp_path: Path) -> None:
    large = workday_board(tmp_path, boards.server)
    for number in range(300):
        large.add(number, title="Nurse")
    large.add(900, title="Medical Coder")
    trial = try_source(large.board, boards.client(), NOW, lists=10, details=5)
    assert (trial.status, len(trial.listing.postings) if trial.listing else 0) == ("truncated", 5)
    assert "its total is 301" in trial.reason
    assert len(boards.asked()) == 15
    row = f"workday-a,workday,{large.board.board},E,{large.board.api_root},1,medical biller|medical coder,yes,,"
    boards.path.write_text(f"{','.join(COLUMNS)}\n{row}\n")
    found = boards.sources("check", "--format", "json")
    assert found.exit_code == 0, found.stdout
    assert json.loads(found.stdout)[0]["postings"] == 1
    assert len(boards.asked()) == 15 + 1 + 2  # the first search finds nothing, so the second is asked too

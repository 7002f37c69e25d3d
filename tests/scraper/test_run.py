"""A scheduled fetch from a board on this machine: what each source's record says, and which lists are believed."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow.parquet as pq
import pytest

from scraper import run as run_module
from scraper import sample
from scraper.errors import Parked
from scraper.http import Client
from scraper.posting import SegmentRecord
from scraper.run import fetch, unfinished_run
from scraper.segments import list_segments, new_run_id, read_postings, segment_path
from scraper.settings import Settings
from scraper.sources import Source, load_sources
from tests.faultserver import FaultServer, answer, fault_server

SETTINGS = Settings(min_delay=0.0, backoff_base=0.0, deadline=2.0)
DATA = Path(__file__).parents[2] / "data"


class World:
    """A results folder, a clock, and a server whose boards the test writes."""

    def __init__(self, results: Path, server: FaultServer) -> None:
        self.results = results
        self.server = server
        self.moment = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
        self.reports: list[str] = []

    def source(self, board: str, **values: object) -> Source:
        root = self.server.url("/greenhouse")
        base = Source(source_id=f"greenhouse-{board}", platform="greenhouse", board=board, employer="E", api_root=root)
        return replace(base, **values)  # type: ignore[arg-type]

    def publish(self, board: str, count: int) -> None:
        self.say(board, answer(json.dumps({"jobs": [job(number) for number in range(count)]}).encode()))

    def say(self, board: str, raw: bytes) -> None:
        path = f"/greenhouse/v1/boards/{board}/jobs?content=true&pay_transparency=true"
        self.server.pages[path] = lambda request: raw

    def fetch(self, *sources: Source, hours: float = 24, run_id: str | None = None) -> list[SegmentRecord]:
        """One run, `hours` after the one before."""
        self.moment += timedelta(hours=hours)
        client = Client(SETTINGS, now=self.now, sleep=self.sleep, allow=self.server.allow)
        try:
            return fetch(
                sources,
                self.results,
                SETTINGS,
                run_id=run_id or new_run_id(self.results, self.now),
                now=self.now,
                sleep=self.sleep,
                client=client,
                report=lambda record: self.reports.append(record.source_id),
            )
        finally:
            client.close()

    def status(self, *sources: Source, hours: float = 24) -> str:
        return self.fetch(*sources, hours=hours)[0].status

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


def job(number: int) -> dict[str, object]:
    return {
        "id": number,
        "internal_job_id": number,
        "title": f"Biller {number}",
        "content": "&lt;p&gt;CPC required&lt;/p&gt;",
        "location": {"name": "Boise, ID"},
        "absolute_url": f"https://example.org/{number}",
        "first_published": "2026-10-02T11:30:00-04:00",
    }


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with fault_server() as server:
        yield World(tmp_path, server)


def test_each_source_is_committed_with_its_own_record(world: World) -> None:
    world.publish("a", 3)
    world.say("locked", answer(b"no", status=403))
    world.say("page", answer(b"<html>We moved</html>", content_type="text/html"))
    world.say("cut", answer(b'{"jobs": [{"id"'))
    world.say("blank", answer(b""))
    sources = [world.source(board) for board in ("a", "gone", "locked", "page", "cut", "blank")]
    records = world.fetch(*sources, world.source("off", enabled=False))
    assert [record.status for record in records] == ["complete", "failed", "blocked", "blocked", "failed", "failed"]
    assert [record.error is None for record in records] == [True] + [False] * 5
    assert "find its new name" in (records[1].error or "")
    assert sorted(world.reports) == sorted(source.source_id for source in sources)
    good = records[0]
    assert (good.listed, good.kept, good.http_statuses) == (3, 3, {"404": 1, "200": 1})
    assert good.url == "https://job-boards.greenhouse.io/a"
    assert good.bytes > 500
    rows = pq.read_table(segment_path(world.results, good.run_id, good.source_id)).to_pylist()
    assert [row["posting_id"] for row in rows] == [f"greenhouse-a/{number}" for number in range(3)]
    assert len(list_segments(world.results)) == 6


def test_a_run_is_continued_where_it_was_killed(world: World) -> None:
    world.publish("a", 1)
    world.publish("b", 1)
    a, b = world.source("a"), world.source("b")
    (first,) = world.fetch(a)
    assert unfinished_run(world.results, [a, b], now=world.now()) == first.run_id
    assert unfinished_run(world.results, [a], now=world.now()) is None
    assert unfinished_run(world.results, [a, b], now=world.now() + timedelta(hours=7)) is None
    asked = len(world.server.requests)
    again, other = world.fetch(a, b, run_id=first.run_id, hours=0)
    assert again == first
    assert other.status == "complete"
    assert len(world.server.requests) == asked + 1  # board b; robots.txt is remembered


def test_a_board_that_wants_longer_pauses_gets_them(world: World) -> None:
    world.publish("a", 1)
    started = world.moment + timedelta(hours=24)
    world.fetch(world.source("a", min_delay=7.0))
    assert world.moment - started == timedelta(seconds=7)  # between robots.txt and the list


def fetch_sample(
    base: str, results: Path, report: Callable[[SegmentRecord], None] | None = None
) -> list[SegmentRecord]:
    """One run over the boards of the sample, always with the same id and clock."""
    moment = datetime(2026, 11, 24, tzinfo=UTC)
    allow = frozenset({("127.0.0.1", urlsplit(base).port or 0)})
    client = Client(SETTINGS, now=lambda: moment, sleep=lambda seconds: None, allow=allow)
    try:
        return fetch(
            load_sources(DATA / "sample" / "sources.csv", loopback=base),
            results,
            SETTINGS,
            run_id="20261124T000000Z",
            now=lambda: moment,
            sleep=lambda seconds: None,
            client=client,
            is_sample=True,
            report=report,
        )
    finally:
        client.close()


KILLED = """
import itertools, os, signal, sys
from pathlib import Path
from tests.scraper.test_run import fetch_sample

base, results, last = sys.argv[1:]
count = itertools.count(1)
fetch_sample(base, Path(results), lambda record: next(count) == int(last) and os.kill(os.getpid(), signal.SIGKILL))
"""


@pytest.mark.slow
def test_a_killed_run_leaves_whole_segments_and_is_continued(tmp_path: Path) -> None:
    """However often it is killed, the end is that of a run that was left in peace."""
    with sample.serve(DATA / "sample") as base:
        for last in (1, 3):
            command = [sys.executable, "-c", KILLED, base, tmp_path / "killed", str(last)]
            assert subprocess.run(command, check=False, cwd=DATA.parent).returncode == -signal.SIGKILL
            assert list_segments(tmp_path / "killed")
        fetch_sample(base, tmp_path / "killed")
        fetch_sample(base, tmp_path / "peace")
    assert not list(tmp_path.glob("*/runs/*/.*"))
    killed, peace = (
        [pq.read_table(path).to_pylist() for path in list_segments(tmp_path / name)] for name in ("killed", "peace")
    )
    assert killed == peace
    assert sum(map(len, peace)) > 10


def test_not_modified_keeps_the_list_and_its_validators(world: World, tmp_path: Path) -> None:
    boards = tmp_path / "boards" / "greenhouse"
    boards.mkdir(parents=True)
    (boards / "a.json").write_text(json.dumps({"jobs": [job(1), job(2)]}))
    with sample.serve(tmp_path / "boards") as base:
        world.server.port = urlsplit(base).port or 0
        source = world.source("a")
        first, second, third = (world.fetch(source)[0] for _ in range(3))
        assert [first.status, second.status, third.status] == ["complete", "unchanged", "unchanged"]
        assert (third.listed, third.kept, third.validators) == (2, 0, first.validators)
        (boards / "a.json").write_text(json.dumps({"jobs": [job(1), job(2), job(3)]}))
        assert world.fetch(source)[0].listed == 3


def test_an_empty_answer_of_a_full_board_is_not_believed_at_once(world: World) -> None:
    source = world.source("a")
    world.publish("a", 10)
    assert world.status(source) == "complete"
    world.publish("a", 5)
    assert world.status(source) == "complete"  # half is not yet less than half
    world.publish("a", 0)
    assert world.status(source) == "suspect"
    assert world.status(source, hours=1) == "suspect"
    assert world.status(source, hours=1) == "suspect"  # three times, but within one day
    assert world.status(source, hours=24) == "complete"
    world.publish("a", 4)
    assert world.status(source) == "complete"


def test_a_board_that_comes_back_is_believed(world: World) -> None:
    source = world.source("a")
    world.publish("a", 10)
    world.fetch(source)
    world.publish("a", 1)
    record = world.fetch(source)[0]
    assert (record.status, record.kept, record.validators) == ("suspect", 1, {})
    assert "had 10" in (record.error or "")
    world.publish("a", 9)
    assert world.status(source) == "complete"


def test_fewer_than_the_least_expected_is_suspect_for_ever(world: World) -> None:
    world.publish("a", 2)
    assert {world.status(world.source("a", min_postings=3)) for _ in range(4)} == {"suspect"}


def test_an_unreadable_entry_makes_the_list_partial(world: World) -> None:
    broken = {**job(2), "content": None}
    world.say("a", answer(json.dumps({"jobs": [job(1), broken]}).encode(), etag='"one"'))
    record = world.fetch(world.source("a"))[0]
    assert (record.status, record.listed, record.kept, record.validators) == ("partial", 2, 1, {})
    assert record.error == "1 of 2 entries could not be read, such as greenhouse-a/2: content is missing or empty"
    assert record.issues == [
        {"kind": "unreadable", "subject": "greenhouse-a/2", "message": "content is missing or empty"}
    ]


def test_places_that_are_not_understood_stay_as_published_and_are_counted(world: World) -> None:
    names = ("Boise, ID", "The Annex", "Remote", "Building 7", "The Annex")
    jobs = [job(number) | {"location": {"name": name}} for number, name in enumerate(names, 1)]
    world.say("a", answer(json.dumps({"jobs": jobs}).encode()))
    record = world.fetch(world.source("a"))[0]
    message = "3 of 5 locations name no place that is known, such as 'The Annex', 'Building 7'"
    assert record.issues == [{"kind": "unread-place", "subject": "greenhouse-a", "message": message}]
    rows = read_postings(segment_path(world.results, record.run_id, "greenhouse-a"))
    assert [row.location for row in rows] == list(names)


def test_a_parked_host_is_not_asked_again_before_its_time(world: World) -> None:
    source = world.source("a")
    world.say("a", answer(b"", status=429, retry_after="7200"))
    assert world.status(source) == "parked"
    world.publish("a", 1)
    asked = len(world.server.requests)
    record = world.fetch(source, hours=1)[0]
    assert (record.status, record.requests, len(world.server.requests)) == ("parked", 0, asked)
    assert world.status(source, hours=2) == "complete"


def test_a_parked_host_is_parked_for_all_its_sources(world: World) -> None:
    world.say("a", answer(b"", status=429, retry_after="7200"))
    world.publish("b", 1)
    records = world.fetch(world.source("a"), world.source("b"))
    assert [record.status for record in records] == ["parked", "parked"]
    assert records[1].requests == 0


def test_robots_txt_is_obeyed(world: World) -> None:
    world.server.pages["/robots.txt"] = b"User-agent: *\nDisallow: /greenhouse/\n"
    world.publish("a", 1)
    assert world.status(world.source("a")) == "robots"


def test_hosts_are_read_side_by_side(world: World) -> None:
    """Each of two hosts answers only when both are being asked."""
    both = threading.Barrier(2, timeout=5)
    body = json.dumps({"jobs": [job(1)]}).encode()
    path = "/greenhouse/v1/boards/a/jobs?content=true&pay_transparency=true"

    def meet(request: object) -> bytes:
        both.wait()
        return answer(body)

    with fault_server() as other:
        world.server.pages[path] = other.pages[path] = meet
        sources = [world.source("a"), world.source("a", source_id="other", api_root=other.url("/greenhouse"))]
        client = Client(SETTINGS, now=world.now, sleep=world.sleep, allow=world.server.allow | other.allow)
        run_id = new_run_id(world.results, world.now)
        records = fetch(
            sources, world.results, SETTINGS, run_id=run_id, now=world.now, sleep=world.sleep, client=client
        )
        client.close()
    assert [record.status for record in records] == ["complete", "complete"]


def test_a_bug_is_not_taken_for_a_failing_source(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def buggy(*args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(run_module, "read_board", buggy)
    with pytest.raises(ZeroDivisionError):
        world.fetch(world.source("a"))


def test_parked_says_until_when() -> None:
    error = Parked("later", "https://example.org", until=datetime(2026, 11, 24, tzinfo=UTC))
    assert str(error) == "https://example.org: later"


def test_the_sample_boards_are_read_whole(tmp_path: Path) -> None:
    with sample.serve(DATA / "sample") as base:
        records = fetch_sample(base, tmp_path)
    assert records
    for record in records:
        assert (record.status, record.is_sample, record.error) == ("complete", True, None)
        assert record.kept > 0
        assert [issue for issue in record.issues if issue["kind"] != "repeated"] == []

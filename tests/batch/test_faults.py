"""Every fault that a board has been seen to have, through a whole batch: it is named and closes nothing."""

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analysis.commands.batch import NothingRead
from analysis.publish import published_path
from scraper.lock import run_lock
from scraper.platforms import greenhouse
from tests.batch import harm, place
from tests.batch.place import SETTINGS, Place, job, path_of, run, write_sources
from tests.faultserver import FaultServer, answer, fault_server

# The path of a fault, or how robots.txt fails, and the status of a source that meets it. An answer that is whole in the
# end has no posting left where there were two: that is not believed at once.
FAULTS = {
    "/good": "suspect",
    "/status/400": "failed",
    "/status/401": "blocked",
    "/status/403": "blocked",
    "/status/404": "failed",
    "/status/410": "failed",
    "/status/500": "failed",
    "/retry-after/429/3600": "parked",
    "/retry-after/503/date": "parked",
    "/retry-after/429/soon": "parked",
    "/retry-after/429/-5": "parked",
    "/flaky/2": "suspect",
    "/flaky/99": "failed",
    "/short-length": "failed",
    "/chunked-cut": "failed",
    "/close-midway": "failed",
    "/gzip-cut/50": "failed",
    "/gzip-cut/99": "failed",
    "/gzip-bad-crc": "suspect",
    "/gzip-lie": "suspect",
    "/gzip-members": "suspect",
    "/coding/br": "failed",
    "/bomb/60": "failed",
    "/endless": "failed",
    "/drip-body": "failed",
    "/drip-headers": "failed",
    "/hang": "failed",
    "/hang-after-headers": "failed",
    "/reset": "failed",
    "/reset-first": "suspect",
    "/redirect-endless": "failed",
    "/redirect-loop": "failed",
    "/redirect-chain/3": "suspect",
    "/redirect-chain/9": "failed",
    "/redirect-to?u=http://169.254.169.254/latest": "failed",
    "/redirect-to?u=file:///etc/passwd": "failed",
    "/many-headers": "failed",
    "/long-header": "failed",
    "/charset/none": "failed",
    "/challenge/200": "blocked",
    "/challenge/403": "blocked",
    "/garbage": "failed",
    "robots /status/500": "robots",
    "robots /status/404": "suspect",
    "robots /hang": "robots",
    "robots /bomb/2": "suspect",
    "robots /charset/none": "suspect",
}


@pytest.fixture(autouse=True)
def _without_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place.batch, "leave_report", lambda *_: None)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Place]:
    with fault_server() as server:
        yield Place(tmp_path / "results", server)


def ask(results: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(published_path(results), read_only=True) as connection:
        return connection.execute(query).fetchall()


def board_of(fault: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in fault).strip("-").lower()


# Some kinds; the slow suite has all. `tests/scraper` tells what each does to one request.
SOME = ("/good", "/status/403", "/chunked-cut", "/challenge/200")


@pytest.mark.parametrize("faults", [SOME, pytest.param(tuple(FAULTS), marks=pytest.mark.slow)], ids=["some", "all"])
def test_every_fault_is_named_and_closes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults: tuple[str, ...]
) -> None:
    monkeypatch.setattr(place, "SETTINGS", replace(SETTINGS, hosts_at_once=16, deadline=2.0))
    results = tmp_path / "results"
    with ExitStack() as stack:
        servers = {board_of(fault): stack.enter_context(fault_server()) for fault in (*faults, "good board")}
        sources = write_sources(tmp_path, {board: server.url("/greenhouse") for board, server in servers.items()})
        ports = [server.port for server in servers.values()]
        for board, server in servers.items():
            Place(results, server).publish(board, [job(1), job(2)])
        assert run(results, sources, place.BEGINNING, ports).unhealthy == []
        for fault in faults:
            fail(servers[board_of(fault)], fault)
        for days in (2, 3):  # two lists without a posting would close it
            outcome = run(results, sources, place.BEGINNING.replace(day=2 + days), ports)
            assert len(outcome.unhealthy) == len(faults)
            statuses = dict(ask(results, "SELECT source_id, last_status FROM source"))
            if days == 2:
                met = {fault: statuses[f"greenhouse-{board_of(fault)}"] for fault in faults}
                assert met == {fault: FAULTS[fault] for fault in faults}
            assert statuses["greenhouse-good-board"] == "unchanged"
    assert ask(results, "SELECT count(*) FROM posting WHERE closed_at IS NOT NULL") == [(0,)]
    assert ask(results, "SELECT DISTINCT source_id FROM posting WHERE last_seen_at::DATE = '2026-11-05'") == [
        ("greenhouse-good-board",)
    ]
    unexplained = "SELECT source_id FROM source_run WHERE status NOT IN ('complete', 'unchanged') AND error IS NULL"
    assert ask(results, unexplained) == []


def fail(server: FaultServer, fault: str) -> None:
    """From now on the server has this fault, and nothing else but good answers for robots.txt."""
    board = board_of(fault)
    if fault.startswith("robots "):
        server.instead["/robots.txt"] = fault.removeprefix("robots ")
        server.pages[path_of(board)] = b'{"jobs": []}'
    else:
        del server.pages[path_of(board)]
        server.instead[path_of(board)] = fault


@pytest.mark.slow
def test_a_page_that_breaks_its_parser_is_quarantined_and_the_run_goes_on(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "SETTINGS", replace(SETTINGS, parse_seconds=1.0))
    monkeypatch.setattr(greenhouse, "parse", harm.parse)
    words = ("hang", "spin", "crash", "swell", "bug")
    for board in (*words, "good"):
        here.publish(board, [job(1), job(2)])
    assert here.run().unhealthy == []
    here.days = 1
    for word in words:
        here.publish(word, [job(1) | {"title": f"{word.upper()} now"}])
    here.publish("good", [job(1), job(2), job(3)])
    outcome = here.run()
    assert outcome.sources == {"complete": 1, "quarantined": 5}
    assert outcome.open_postings == 13
    issues = dict(ask(here.results, "SELECT source_id, message FROM issue WHERE issue_kind = 'quarantined'"))
    assert set(issues) == {f"greenhouse-{word}" for word in words}
    assert "ZeroDivisionError" in issues["greenhouse-bug"]
    assert "MemoryError" in issues["greenhouse-swell"]
    for word in words:
        (kept,) = (here.results / "quarantine").glob(f"*-greenhouse-{word}.bin")
        assert word.upper().encode() in kept.read_bytes()
    here.days = 2
    for word in words:
        here.publish(word, [job(1), job(2)])
    assert here.run().unhealthy == []


def test_a_run_that_reads_nobody_ends_and_the_next_one_asks_again(here: Place) -> None:
    here.say("a", answer(b"no", status=500))
    with pytest.raises(NothingRead):
        here.run()
    here.publish("a", [job(1)])
    here.days = 0.01  # minutes later: the first one is concluded
    assert here.run().open_postings == 1


@pytest.mark.slow
def test_a_clock_that_was_set_back_moves_no_time_back(here: Place) -> None:
    here.publish("a", [job(1), job(2)])
    here.days = 10
    here.run()
    times = ask(here.results, "SELECT posting_id, first_seen_at, last_seen_at FROM posting ORDER BY 1")
    here.days = 3
    here.publish("a", [job(1), job(2, version=1)])
    here.run()
    assert ask(here.results, "SELECT posting_id, first_seen_at, last_seen_at FROM posting ORDER BY 1") == times
    assert ask(here.results, "SELECT count(*) FROM posting_change") == [(1,)]  # the later run, not the later clock
    here.days = 11
    here.run()
    assert ask(here.results, "SELECT max(last_seen_at) > min(first_seen_at) FROM posting") == [(True,)]


def test_an_unchanged_world_costs_nothing_but_asking(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    here.has_validators = False
    for board in ("a", "b"):
        here.publish(board, [job(1), job(2)])
    here.run()

    def never(*arguments: object, **named: object) -> None:
        raise AssertionError("nothing has changed")

    rows = "SELECT * EXCLUDE (last_seen_at) FROM posting ORDER BY posting_id"
    before = ask(here.results, rows)
    monkeypatch.setattr(greenhouse, "parse", never)
    monkeypatch.setattr(place.batch, "read_new", never)
    monkeypatch.setattr(place.batch, "build_database", never)
    here.days = 7
    assert here.run().sources == {"unchanged": 2}
    assert ask(here.results, rows) == before
    assert ask(here.results, "SELECT DISTINCT last_seen_at::VARCHAR FROM posting") == [("2026-11-09 02:30:00",)]
    assert sum(path.stat().st_size for path in (here.results / "runs" / "20261109T023000Z").iterdir()) < 30_000


def test_a_changed_vocabulary_is_announced_and_read_once(
    here: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here.publish("a", [job(1), job(2)])
    here.run()
    assert "read anew" not in capsys.readouterr().err
    changed: Callable[..., Any] = place.project_reader_with("another vocabulary")
    monkeypatch.setattr("analysis.engine.project_reader", changed)
    monkeypatch.setattr("analysis.build.project_reader", changed)
    monkeypatch.setattr(place.batch, "fingerprint", lambda: "another program")
    here.days = 1
    here.run()
    assert "all 2 texts are read anew, once" in capsys.readouterr().err
    assert len(list((here.results / "readings").iterdir())) == 2


def test_the_second_of_two_runs_ends_in_a_second(tmp_path: Path) -> None:
    with run_lock(tmp_path):
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        command = [sys.executable, "-m", "analysis", "run", "--results", str(tmp_path)]
        assert subprocess.run(command, capture_output=True, check=False).returncode == 75
        after, seconds = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - started
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1
    assert seconds < 5, "the machine may be busy, but nobody waits for the other run"

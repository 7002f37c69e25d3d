"""200 boards of all platforms on this machine, every tenth of them faulty in a way of its own: what a run costs.

`python -m tests.batch.many_boards` prints the figures: a first run, a run of the unchanged boards hours later, and a
bare `requests` loop over the very pages that the first run asked the good boards for.
"""

import json
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import requests

from scraper.http import Client
from scraper.platforms import load, names
from scraper.platforms.usajobs import KEY
from scraper.posting import SegmentRecord
from scraper.run import fetch
from scraper.segments import new_run_id, segment_path
from scraper.settings import Settings
from scraper.sources import Source
from tests.faultserver import FaultServer, Request, answer, fault_server
from tests.scraper import (
    test_adp,
    test_details,
    test_healthcaresource,
    test_icims,
    test_jibe,
    test_jobvite,
    test_nlx,
    test_one_list,
    test_oracle,
    test_paylocity,
    test_run,
    test_sites_of_systems,
    test_smartrecruiters,
    test_themuse,
    test_ukgpro,
    test_usajobs,
    test_usajobshistoric,
    test_workday,
)
from tests.scraper.boards import GOLDEN, LocalBoard

JOBS = 15  # of a board that is not a golden answer
# A loaded machine may take seconds for a good answer; what hangs is waited for as long.
SETTINGS = Settings(min_delay=0.0, backoff_base=0.0, deadline=6.0, contact=test_usajobs.CONTACT)
WHOLE = ("complete", "unchanged", "truncated")  # UKG Pro shows some of its postings only

NESTED = b"[" * 50_000 + b"]" * 50_000

# What goes wrong, and the status that says so; a path is a fault of the server's, bytes are an answer to everything.
FAULTS: dict[str, tuple[str | bytes, str]] = {
    "hangs": ("/hang", "failed"),
    "drips its body": ("/drip-body", "failed"),
    "drips its headers": ("/drip-headers", "failed"),
    "resets": ("/reset", "failed"),
    "cuts its gzip": ("/gzip-cut/50", "failed"),
    "sends a bomb": ("/bomb/60", "failed"),
    "never ends": ("/endless", "failed"),
    "is broken": ("/status/500", "failed"),
    "is gone": ("/status/404", "failed"),
    "refuses": ("/status/403", "blocked"),
    "has had enough": ("/retry-after/429/7200", "parked"),
    "asks for patience twice": ("/retry-after/503/1", "parked"),
    "shows a bot check": ("/challenge/200", "blocked"),
    "goes round in circles": ("/redirect-loop", "failed"),
    "leads into a private network": ("/redirect-to?u=http://10.0.0.1/", "failed"),
    "leads to a forbidden board": ("/redirect-to?u=https://www.indeed.com/jobs", "failed"),
    "speaks no HTTP": ("/garbage", "failed"),
    "has a robots.txt that cannot be read": ("", "robots"),
    "nests without end": (answer(NESTED), "failed"),
    "ends midway": ("/short-length", "failed"),
}


@dataclass
class LocalSource:
    """A board, its server, and what is wrong with it."""

    source: Source
    server: FaultServer
    fault: str = ""


@dataclass
class Figures:
    """One run."""

    seconds: float
    requests: int  # robots.txt left out
    statuses: dict[str, int]
    kept: int


class Always(dict[str, str]):
    """The same fault behind every path but that of robots.txt."""

    def __init__(self, fault: str) -> None:
        super().__init__()
        self.fault = fault

    def get(self, path: str, default: Any = None) -> Any:
        return default if path == "/robots.txt" else self.fault


class Everything(dict[str, Any]):
    """The same answer to every path but that of robots.txt."""

    def __init__(self, raw: bytes) -> None:
        super().__init__()
        self.raw = raw

    def get(self, path: str, default: Any = None) -> Any:
        return default if path == "/robots.txt" else lambda request: self.raw


def golden(platform: str, name: str, content_type: str) -> Callable[[FaultServer], Source]:
    """A board whose one answer is a golden file."""

    def fill(server: FaultServer) -> Source:
        board = getattr(load(platform), "EXAMPLE_BOARD", "golden")
        root = server.url("")
        source = Source(source_id="x", platform=platform, board=board, employer="E", api_root=root)
        body = (GOLDEN / platform / name).read_bytes()
        path = load(platform).list_url(source).removeprefix(root)
        server.pages[path] = lambda request: answer(body, content_type=content_type)
        return source

    return fill


def speaking(kind: Any, source: str, arguments: Callable[[int], tuple[Any, ...]]) -> Callable[[FaultServer], Source]:
    """A board of a platform's own tests, with jobs added to it."""

    def fill(server: FaultServer) -> Source:
        board = kind(Path(), server)
        board.setup()
        found: Source = getattr(board, source)
        for number in range(1, JOBS + 1):
            board.add(*arguments(number))
        return found

    return fill


def numbers(number: int) -> tuple[int]:
    return (number,)


def greenhouse(server: FaultServer) -> Source:
    world = test_run.World(Path(), server)
    world.publish("a", JOBS)
    return world.source("a")


def icims(server: FaultServer) -> Source:
    portal = test_icims.Portal(LocalBoard(Path(), server))
    portal.publish(*range(1, JOBS + 1))
    portal.name_in_sitemap(*range(1, JOBS + 1))
    return portal.source


def jibe(server: FaultServer) -> Source:
    site = test_jibe.Site(LocalBoard(Path(), server))
    site.show([test_jibe.row(number) for number in range(JOBS)])
    return site.source


def jobvite(server: FaultServer) -> Source:
    board = test_jobvite.Board(LocalBoard(Path(), server))
    names = test_jobvite.names(0, JOBS)
    board.publish(*names)
    board.show(names)
    return board.source


def one_list(kind: test_one_list.Kind) -> Callable[[FaultServer], Source]:
    def fill(server: FaultServer) -> Source:
        board = test_one_list.Board(LocalBoard(Path(), server), kind)
        board.publish(*(f"j{number}" for number in range(JOBS)))
        return board.source

    return fill


def healthcaresource(server: FaultServer) -> Source:
    hospital = test_healthcaresource.Hospital(Path(), server)
    hospital.setup()
    hospital.jobs |= {str(number): f"<p>CPC {number}</p>" for number in range(JOBS)}
    return hospital.site


def site(server: FaultServer) -> Source:
    world = test_details.SiteWorld(Path(), server)
    world.setup()
    for number in range(JOBS):
        world.publish_job(f"biller-{number}")
    return world.site


def phenom(server: FaultServer) -> Source:
    jobs = [f"/us/en/job/R-{number}/Biller" for number in range(JOBS)]
    return test_sites_of_systems.phenom(test_run.World(Path(), server), *jobs, total=JOBS)


FILL: dict[str, Callable[[FaultServer], Source]] = {
    "adp": speaking(test_adp.CareerCenter, "source", numbers),
    "ashby": golden("ashby", "normal.json", "application/json"),
    "greenhouse": greenhouse,
    "healthcaresource": healthcaresource,
    "icims": icims,
    "jibe": jibe,
    "jobvite": jobvite,
    "lever": golden("lever", "normal.json", "application/json"),
    "neogov": golden("neogov", "normal.xml", "text/xml"),
    "nlx": speaking(test_nlx.Exchange, "source", lambda number: (number, f"Billing Clerk {number}")),
    "oracle": speaking(test_oracle.Board, "board", numbers),
    "paylocity": speaking(test_paylocity.Paylocity, "source", numbers),
    "personio": golden("personio", "normal.xml", "text/xml"),
    "phenom": phenom,
    "pinpoint": golden("pinpoint", "normal.json", "application/json"),
    "recruitee": golden("recruitee", "normal.json", "application/json"),
    "site": site,
    "smartrecruiters": speaking(test_smartrecruiters.Company, "source", numbers),
    "successfactors": golden("successfactors", "normal.xml", "text/xml"),
    "teamtailor": golden("teamtailor", "normal.xml", "text/xml"),
    "themuse": speaking(test_themuse.Muse, "source", numbers),
    "ukgpro": speaking(test_ukgpro.UkgPro, "source", lambda number: (f"n{number}",)),
    "usajobs": speaking(test_usajobs.Jobs, "board", numbers),
    "usajobshistoric": speaking(test_usajobshistoric.Past, "board", numbers),
    "workable": golden("workable", "normal.json", "application/json"),
    "workday": speaking(test_workday.Board, "board", numbers),
    **{kind.platform: one_list(kind) for kind in test_one_list.KINDS},
}


@contextmanager
def many_boards(count: int) -> Iterator[list[LocalSource]]:
    """Boards of all platforms in turn, each on a host of its own; every tenth is faulty."""
    with ExitStack() as stack:
        boards = []
        faults = list(FAULTS)
        for number in range(count):
            server = stack.enter_context(fault_server())
            platform = names()[number % len(names())]
            source = replace(FILL[platform](server), source_id=f"{platform}-{number}", enabled=True, off_because="")
            fault = faults[number // 10 % len(faults)] if number % 10 == 9 else ""
            if fault:
                spoil(server, FAULTS[fault][0])
            boards.append(LocalSource(source, server, fault))
        yield boards


def spoil(server: FaultServer, how: str | bytes) -> None:
    if isinstance(how, bytes):
        server.pages = Everything(how)
        return
    server.pages = {} if how else {"/robots.txt": lambda request: answer(b"", status=500)}
    server.instead = Always(how)


@dataclass
class Operator:
    """Runs the boards, with a clock that stands still but for the waits."""

    boards: list[LocalSource]
    results: Path
    moment: datetime = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)

    def run(self, *, hours: float = 0) -> tuple[Figures, dict[str, SegmentRecord]]:
        self.moment += timedelta(hours=hours)
        before = self.asked()
        allow = frozenset(address for board in self.boards for address in board.server.allow)
        client = Client(SETTINGS, now=lambda: self.moment, sleep=self.sleep, allow=allow)
        started = time.perf_counter()
        records = fetch(
            [board.source for board in self.boards],
            self.results,
            SETTINGS,
            run_id=new_run_id(self.results, lambda: self.moment),
            now=lambda: self.moment,
            sleep=self.sleep,
            client=client,
        )
        seconds = time.perf_counter() - started
        client.close()
        statuses = dict(Counter(record.status for record in records).most_common())
        kept = sum(record.kept for record in records)
        return Figures(seconds, self.asked() - before, statuses, kept), {one.source_id: one for one in records}

    def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)

    def asked(self) -> int:
        return sum(len(asked_of(board)) for board in self.boards)

    def ids(self, record: SegmentRecord) -> set[str]:
        rows = pq.read_table(segment_path(self.results, record.run_id, record.source_id), columns=["native_id"])
        return set(rows.column("native_id").to_pylist())


def asked_of(board: LocalSource) -> list[Request]:
    return [request for request in board.server.requests if request.path != "/robots.txt"]


def bare_loop(boards: list[LocalSource], asked: dict[str, list[Request]]) -> tuple[float, int]:
    """Seconds of asking again for all that the good boards were asked for, one after the other; and how many."""
    count = 0
    started = time.perf_counter()
    for board in boards:
        with requests.Session() as session:
            for request in asked[board.source.source_id]:
                kept = {name: value for name, value in request.headers.items() if name not in ("host", "connection")}
                url = board.server.url(request.path)
                session.request(request.method, url, headers=kept, data=request.body or None, timeout=10)
                count += 1
    return time.perf_counter() - started, count


@dataclass
class Story:
    """A first run, the bare loop, and a run of the unchanged boards."""

    boards: list[LocalSource]
    first: Figures
    records: dict[str, SegmentRecord]
    ids: dict[str, set[str]]  # of the postings that the first run kept
    bare: tuple[float, int]
    again: Figures
    rerun: dict[str, SegmentRecord]
    rerun_asked: dict[str, int]  # robots.txt left out

    @property
    def good(self) -> list[LocalSource]:
        return [board for board in self.boards if not board.fault]


def tell(count: int, folder: Path) -> Story:
    """Needs the key of the tests in the environment."""
    with many_boards(count) as boards:
        operator = Operator(boards, folder)
        first, records = operator.run()
        ids = {name: operator.ids(record) for name, record in records.items()}
        asked = {board.source.source_id: asked_of(board) for board in boards}
        bare = bare_loop([board for board in boards if not board.fault], asked)
        before = {board.source.source_id: len(asked_of(board)) for board in boards}
        again, rerun = operator.run(hours=20)
        after = {name: len(asked_of(board)) - before[name] for board in boards if (name := board.source.source_id)}
        return Story(boards, first, records, ids, bare, again, rerun, after)


def main(count: int) -> None:
    os.environ[KEY] = test_usajobs.SECRET
    with tempfile.TemporaryDirectory() as folder:
        story = tell(count, Path(folder))
    good = [board.source.source_id for board in story.good]
    shown = {
        "boards": count,
        "faulty": count - len(good),
        "first run": asdict(story.first),
        "bare loop over the good boards' pages": dict(zip(("seconds", "requests"), story.bare, strict=True)),
        "second run": asdict(story.again),
        "requests to good boards in the second run": sum(story.rerun_asked[name] for name in good),
        "platforms asked more than once in it": sorted(
            {story.records[name].platform for name in good if story.rerun_asked[name] > 1}
        ),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_024,
        "faults": {board.fault: story.records[board.source.source_id].status for board in story.boards if board.fault},
    }
    sys.stdout.write(json.dumps(shown, indent=1) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)

"""A list in pages whose first page is as it was costs one request, concludes nothing, and is read whole in time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from scraper.platforms import (
    _oracle_search,
    _workday_search,
    healthcaresource,
    jibe,
    load,
    names,
    smartrecruiters,
    usajobs,
)
from scraper.platforms.usajobs import KEY
from scraper.sources import Source
from tests.batch import many_boards
from tests.batch.many_boards import LocalSource, Operator, asked_of
from tests.faultserver import FaultServer, answer, fault_server
from tests.scraper import test_icims, test_jibe, test_jobvite
from tests.scraper.boards import LocalBoard, parse_here
from tests.scraper.test_usajobs import SECRET
from tests.scraper.test_workday import API, Board

JOBS = 45  # three pages of 20


def icims(server: FaultServer) -> Source:
    """By its search: the sitemap of a portal is one answer."""
    portal = test_icims.Portal(LocalBoard(Path(), server))
    portal.publish(*range(JOBS))
    portal.show(*(tuple(range(start, min(start + 20, JOBS))) for start in range(0, JOBS, 20)))
    return portal.source


def jobvite(server: FaultServer) -> Source:
    board = test_jobvite.Board(LocalBoard(Path(), server))
    board.publish(*test_jobvite.names(0, JOBS + 50))
    board.show(test_jobvite.names(0, 50), test_jobvite.names(50, JOBS + 50))
    return board.source


PAGED: dict[str, Callable[[FaultServer], Source]] = {
    name: many_boards.FILL[name]
    for name in ("adp", "healthcaresource", "jibe", "oracle", "smartrecruiters", "themuse", "usajobs", "workday")
} | {"icims": icims, "jobvite": jobvite, "usajobshistoric": many_boards.FILL["usajobshistoric"]}


@pytest.fixture
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, SECRET)
    monkeypatch.setattr(many_boards, "JOBS", JOBS)
    for module in (_oracle_search, healthcaresource, jibe, smartrecruiters, test_jibe, usajobs):
        monkeypatch.setattr(module, "PAGE", 20)
    parse_here(monkeypatch)


@contextmanager
def operated(fill: Callable[[FaultServer], Source], results: Path) -> Iterator[tuple[LocalSource, Operator]]:
    with fault_server() as server:
        board = LocalSource(replace(fill(server), enabled=True, off_because=""), server)
        yield board, Operator([board], results)


def test_every_platform_with_pages_is_here() -> None:
    """A module that reads pages takes glances, so that no new one forgets to."""
    sources = {name: Path(str(load(name).__file__)).read_text() for name in names()}
    assert {name for name, text in sources.items() if "Glance(" in text or "read_paged_list(" in text} == set(PAGED)
    assert {name for name, text in sources.items() if "read_pages(" in text} <= set(PAGED)


@pytest.mark.usefixtures("_small_pages")
@pytest.mark.parametrize("name", PAGED)
def test_a_list_in_pages_costs_one_request_until_it_is_read_whole_again(name: str, tmp_path: Path) -> None:
    with operated(PAGED[name], tmp_path) as (board, operator):
        (first,) = operator.run()[1].values()
        assert first.status == "complete"
        assert first.kept == first.listed >= JOBS
        pages = 0
        for hours, status in ((20, "glanced"), (24, "glanced"), (6 * 24, "unchanged"), (24, "glanced")):
            before = len(asked_of(board))
            (record,) = operator.run(hours=hours)[1].values()
            asked = len(asked_of(board)) - before
            assert (record.status, record.listed, record.kept) == (status, first.listed, 0)
            pages = max(pages, asked)
            assert asked == 1 or status == "unchanged"
        assert pages > 1


def searched(name: str, server: FaultServer) -> Source:
    """The board of a platform that searches on its side, with two searches that find half of it each."""
    if name == "icims":
        portal = test_icims.Portal(LocalBoard(Path(), server))
        portal.publish(*range(JOBS))
        for words, numbers in {"": range(JOBS), "coder": range(30), "biller": range(25, JOBS)}.items():
            starts = range(numbers.start, numbers.stop, 20)
            pages = [tuple(range(start, min(start + 20, numbers.stop))) for start in starts]
            portal.show(*pages, words=f"&searchKeyword={words}" if words else "")
        return replace(portal.source, search="coder|biller")
    if name == "jobvite":
        board = test_jobvite.Board(LocalBoard(Path(), server))
        jobs = test_jobvite.names(0, 150)
        board.publish(*jobs)
        for words, found in {"": jobs, "q=coder&": jobs[:80], "q=biller&": jobs[70:]}.items():
            board.show(*(found[start : start + 50] for start in range(0, len(found), 50)), words=words)
        return replace(board.source, search="coder|biller")
    if name == "jibe":
        site = test_jibe.Site(LocalBoard(Path(), server))
        rows = [test_jibe.row(number) for number in range(JOBS)]
        for words, found in {"": rows, "&keywords=coder": rows[:30], "&keywords=biller": rows[25:]}.items():
            site.show(found, words=words)
        return replace(site.source, search="coder|biller")
    if name == "usajobs":
        return replace(PAGED[name](server), board="VATA", search="0675|0503")
    return replace(PAGED[name](server), search="0675|0503" if name == "usajobshistoric" else "biller|coder")


@pytest.mark.usefixtures("_small_pages")
@pytest.mark.parametrize(
    "name", ["icims", "jibe", "jobvite", "oracle", "smartrecruiters", "usajobs", "usajobshistoric", "workday"]
)
def test_several_searches_cost_one_request_while_the_board_is_as_it_was(name: str, tmp_path: Path) -> None:
    with operated(partial(searched, name), tmp_path) as (board, operator):
        (first,) = operator.run()[1].values()
        assert (first.status, first.listed > 0) == ("complete", True)
        for hours in (20, 24):
            before = len(asked_of(board))
            (record,) = operator.run(hours=hours)[1].values()
            assert (record.status, record.listed, len(asked_of(board)) - before) == ("glanced", first.listed, 1)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Board]:
    """A Workday board of 45 jobs that was read whole."""
    parse_here(monkeypatch)
    with fault_server() as server:
        world = Board(tmp_path, server)
        world.setup()
        for number in range(45):
            world.add(number, title="Biller" if number < 40 else "Coder")
        assert world.read()[0].status == "complete"
        yield world


def test_what_comes_or_goes_is_read_whole_at_once(world: Board) -> None:
    world.add(99)
    world.jobs.insert(0, world.jobs.pop())  # the newest stands first
    record, lists, _ = world.read()
    assert (record.status, record.listed, lists) == ("complete", 46, 3), "its first page is not asked for twice"
    del world.jobs[44]  # behind the first page, which only the total tells
    record, lists, _ = world.read()
    assert (record.status, record.listed, lists) == ("complete", 45, 3)
    world.jobs[0]["locationsText"] = "Nampa"
    assert world.read()[0].status == "complete"


def test_what_is_gone_is_confirmed_by_a_whole_list_and_not_kept_waiting_by_glances(world: Board) -> None:
    del world.jobs[44]
    told = []
    for _ in range(3):
        record, lists, _ = world.read(hours=24)
        told.append((record.status, lists))
    assert told == [("complete", 3), ("unchanged", 3), ("glanced", 1)]


def test_a_loss_and_a_gain_that_no_first_page_shows_are_seen_when_it_is_read_whole(world: Board) -> None:
    world.add(99)
    del world.jobs[30]
    record, lists, asked = world.read()
    assert (record.status, record.kept, lists, asked) == ("glanced", 0, 1, 0)
    record, lists, asked = world.read(hours=6 * 24)
    assert (record.status, record.kept, lists, asked) == ("complete", 45, 3, 1)


def test_what_changes_by_itself_is_no_change(world: Board) -> None:
    for words in ("Posted Today", "Posted Yesterday", "Posted 2 Days Ago"):
        for job in world.jobs:
            job["postedOn"] = words
        record, lists, _ = world.read(hours=20)
        assert (record.status, lists) == ("glanced", 1)


def test_searches_are_asked_only_when_the_whole_board_moved(world: Board) -> None:
    source = replace(world.board, search="biller|coder")
    record, lists, _ = world.read(source)
    assert (record.status, lists) == ("unchanged", 4), "other words are another list, here of the same jobs"
    assert world.read(source, hours=20)[1] == 1
    world.add(98, title="Nurse")
    record, lists, _ = world.read(source, hours=20)
    assert (record.status, record.listed, lists) == ("glanced", 45, 3), "what came is found by no search"
    record, lists, _ = world.read(source, hours=20)
    assert (record.status, record.listed, lists) == ("glanced", 45, 1), "and is known from then on"
    world.add(99, title="Coder")
    record, lists, _ = world.read(source, hours=20)
    assert (record.status, record.listed, lists) == ("complete", 46, 4), "two pages of billers and one of coders"
    record, lists, _ = world.read(replace(world.board, search="biller"), hours=20)
    assert (record.status, lists) == ("complete", 2), "one search less, and none that changed"


def test_small_lists_of_several_searches_are_read_whole_when_the_board_moved(world: Board) -> None:
    source = replace(world.board, source_id="coders", search="coder|auditor")
    assert world.read(source)[0].status == "complete"
    world.add(98, title="Nurse")
    record, lists, _ = world.read(source, hours=20)
    assert (record.status, record.listed, lists) == ("unchanged", 5, 3)


def test_a_list_that_was_not_read_whole_is_not_glanced_at(world: Board) -> None:
    world.jobs.insert(0, {"title": "Hidden", "bulletFields": ["R-9"], "_family": "Billing"})
    assert world.read()[0].status == "partial"
    record, lists, _ = world.read()
    assert (record.status, lists) == ("partial", 3)
    del world.jobs[0]
    record, lists, _ = world.read()
    assert (record.status, lists) == ("complete", 3)


def test_a_list_that_shrank_is_suspect_and_is_not_glanced_at(world: Board) -> None:
    gone = world.jobs[21:]
    del world.jobs[21:]
    for _ in range(2):
        record, lists, _ = world.read(hours=8)
        assert (record.status, lists) == ("suspect", 2)
    world.jobs += gone
    record, lists, _ = world.read(hours=8)
    assert (record.status, lists) == ("complete", 3)


def test_failures_between_neither_spoil_a_glance_nor_prolong_it(world: Board) -> None:
    search = world.server.pages[f"{API}/jobs"]
    world.server.pages[f"{API}/jobs"] = lambda request: answer(b"no", status=500)
    assert world.read()[0].status == "failed"
    world.server.pages[f"{API}/jobs"] = search
    assert world.read()[0].status == "glanced"
    assert world.read(hours=4 * 24)[0].status == "unchanged"


def test_a_clock_that_was_set_back_makes_the_list_be_read_whole(world: Board) -> None:
    record, lists, _ = world.read(hours=-48)
    assert (record.status, lists) == ("unchanged", 3)


def test_of_a_list_in_parts_the_parts_tell_what_a_capped_total_hides(
    world: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.cap = 60
    monkeypatch.setattr(_workday_search, "CAP", 60)
    for number in range(100, 130):
        world.add(number, family="Coding")
    assert world.read()[0].status == "complete"
    record, lists, _ = world.read(hours=20)
    assert (record.status, record.listed, lists) == ("glanced", 75, 1)
    del world.jobs[-1]
    record, lists, _ = world.read(hours=20)
    assert (record.status, record.listed, lists > 3) == ("complete", 74, True)


def test_a_first_page_that_is_the_whole_list_is_read_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parse_here(monkeypatch)
    with fault_server() as server:
        world = Board(tmp_path, server)
        world.setup()
        for number in range(7):
            world.add(number)
        assert world.read()[0].status == "complete"
        assert [world.read(hours=20)[0].status for _ in range(2)] == ["unchanged", "unchanged"]

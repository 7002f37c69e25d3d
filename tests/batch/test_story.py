"""Any story of boards and runs, against a model: what may close, what may never move, and that no short cut shows.

The model knows what the boards showed to each run and the rules of closing; it knows no SQL, no file and no HTTP.
"""

import json
import os
import shutil
import tempfile
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from analysis.build import build
from analysis.commands.batch import NothingRead
from analysis.publish import published_path
from scraper import run as fetching
from scraper.merge import merge_old
from scraper.segments import recent_records
from tests.batch import place
from tests.batch.place import Place, job, listing
from tests.batch.test_kill import differences
from tests.faultserver import answer, fault_server

BOARDS = ("a", "b")
NUMBERS = st.integers(0, 7)
WHOLE = ("complete", "unchanged")
STORIES = int(os.environ.get("JOBREQ_STORIES", "50"))  # of the slow test; CI takes 5


@dataclass
class Board:
    """What a board shows now: its postings and their versions, or how it fails."""

    shown: dict[int, int] = field(default_factory=dict)
    failure: str = ""


@dataclass
class Known:
    """What the runs have learned of one posting."""

    version: int
    first_seen: datetime
    last_seen: datetime
    gone: datetime | None = None  # the first complete list without it
    closed: datetime | None = None


class Killed(Exception):
    """Stands for a kill: nothing of the process is left, everything on the disk is."""


class Story(RuleBasedStateMachine):
    """Boards change, runs come and go."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.folder = Path(tempfile.mkdtemp(prefix="jobreq-story-"))
        self.stack.callback(shutil.rmtree, self.folder)
        self.place = Place(self.folder / "results", self.stack.enter_context(fault_server()))
        self.patch = self.stack.enter_context(pytest.MonkeyPatch.context())
        self.patch.setattr(place.batch, "leave_report", lambda *_: None)
        self.boards = {name: Board() for name in BOARDS}
        self.known: dict[str, dict[int, Known]] = {name: {} for name in BOARDS}
        self.lists: dict[str, dict[int, int]] = {}  # the last complete list of each board
        self.published: dict[str, tuple[datetime, datetime]] = {}
        self.is_read_anew = True  # the published readings are those of the vocabulary that holds

    def teardown(self) -> None:
        try:
            if self._is_published() and self.is_read_anew:
                self.a_database_made_from_all_segments_is_the_same()
        finally:
            self.stack.close()

    @initialize(shown=st.dictionaries(NUMBERS, st.integers(0, 1), min_size=3))
    def first_run(self, shown: dict[int, int]) -> None:
        for board in self.boards.values():
            board.shown = dict(shown)
        self.run(days=0)

    @rule(name=st.sampled_from(BOARDS), number=NUMBERS, version=st.integers(0, 2))
    def gain_or_change(self, name: str, number: int, version: int) -> None:
        self.boards[name].shown[number] = version

    @rule(name=st.sampled_from(BOARDS), number=NUMBERS)
    def lose(self, name: str, number: int) -> None:
        self.boards[name].shown.pop(number, None)

    @rule(name=st.sampled_from(BOARDS))
    def empty_out(self, name: str) -> None:
        self.boards[name].shown.clear()

    @rule(name=st.sampled_from(BOARDS), how=st.sampled_from(["", "", "status 500", "cut", "capped", "status 429"]))
    def fail(self, name: str, how: str) -> None:
        self.boards[name].failure = how

    @rule(has_validators=st.booleans())
    def answer_with_validators(self, has_validators: bool) -> None:
        self.place.has_validators = has_validators

    @rule(word=st.sampled_from(["first", "second"]))
    def edit_the_vocabulary(self, word: str) -> None:
        self.is_read_anew = False
        reader = place.project_reader_with(word)
        self.patch.setattr("analysis.engine.project_reader", reader)
        self.patch.setattr("analysis.build.project_reader", reader)
        self.patch.setattr(place.batch, "fingerprint", lambda: word)
        self.patch.setattr("analysis.build.fingerprint", lambda: word)

    @rule(keep=st.integers(1, 3))
    def tidy(self, keep: int) -> None:
        merge_old(self.place.results, keep_runs=keep)

    @rule(days=st.sampled_from([0.1, 0.3, 1, 1, 7]))
    def run(self, days: float) -> None:
        self.place.days += days
        self._answer()
        with suppress(NothingRead):
            self.place.run(accept_drift=True)
        self._learn()

    @rule(days=st.sampled_from([0.3, 1]), where=st.sampled_from(["first source", "reading", "building", "publishing"]))
    def run_that_is_killed(self, days: float, where: str) -> None:
        self.place.days += days
        self._answer()
        with self.patch.context() as patch, suppress(Killed, NothingRead):
            self._kill(patch, where)
            self.place.run(accept_drift=True)
        with suppress(NothingRead):
            self.place.run(accept_drift=True)
        self._learn()

    def _kill(self, patch: pytest.MonkeyPatch, where: str) -> None:
        def die(*arguments: object, **named: object) -> Any:
            raise Killed

        def commit_and_die(*arguments: Any, **named: Any) -> Any:
            write(*arguments, **named)
            raise Killed

        write = fetching.write_segment
        if where == "first source":
            patch.setattr(fetching, "write_segment", commit_and_die)
        else:
            names = {"reading": "read_new", "building": "build_database", "publishing": "publish"}
            patch.setattr(place.batch, names[where], die)

    def _answer(self) -> None:
        """Put what the boards show where the run will ask for it."""
        for name, board in self.boards.items():
            jobs = [job(number, version) for number, version in sorted(board.shown.items())]
            if board.failure.startswith("status"):
                self.place.say(name, answer(b"no", status=int(board.failure.split()[1])))
            elif board.failure == "cut":
                self.place.say(name, answer(listing(jobs)[:-2]))
            elif board.failure == "capped":
                self.place.say(name, answer(json.dumps({"jobs": jobs, "meta": {"total": 99}}).encode()))
            else:
                self.place.publish(name, jobs)

    def _learn(self) -> None:
        """What the last run must have made of the boards, by the statuses that it gave their lists."""
        self.is_read_anew = self._is_published()
        now = self.place.now.replace(tzinfo=None)
        for name, board in self.boards.items():
            status = self._status(name)
            known = self.known[name]
            if status in ("complete", "suspect", "truncated"):
                for number, version in board.shown.items():
                    entry = known.setdefault(number, Known(version, now, now))
                    entry.version, entry.last_seen, entry.gone, entry.closed = version, now, None, None
            if status == "unchanged":
                assert board.shown == self.lists[name], "a list that differs is not unchanged"
            for number, entry in known.items():
                if status == "complete" and number not in board.shown and entry.gone is None:
                    entry.gone = now
                elif status == "unchanged" and entry.gone is None:
                    entry.last_seen = now
                elif status in WHOLE and entry.gone is not None and now - entry.gone >= timedelta(hours=6):
                    entry.closed = entry.gone
            if status in WHOLE:
                self.lists[name] = dict(board.shown)

    def _status(self, name: str) -> str:
        return next(recent_records(self.place.results, f"greenhouse-{name}")).status

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(published_path(self.place.results), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def _is_published(self) -> bool:
        """The last run may have read nobody; then the database is of an earlier one."""
        return published_path(self.place.results).exists() and any(
            self._status(name) in (*WHOLE, "suspect", "truncated") for name in BOARDS
        )

    @precondition(lambda self: self._is_published())
    @invariant()
    def what_is_published_is_what_the_model_says(self) -> None:
        rows = self._rows("SELECT posting_id, first_seen_at, last_seen_at, closed_at FROM posting")
        expected = {
            (f"greenhouse-{name}/{number}", entry.first_seen, entry.last_seen, entry.closed)
            for name, known in self.known.items()
            for number, entry in known.items()
        }
        assert set(rows) == expected
        for posting_id, first_seen, last_seen, _ in rows:
            before = self.published.get(posting_id, (first_seen, last_seen))
            assert first_seen == before[0]
            assert last_seen >= before[1]
            self.published[posting_id] = (first_seen, last_seen)

    def a_database_made_from_all_segments_is_the_same(self) -> None:
        """Refreshed, resumed and tidied or not: the same rows."""
        other = self.folder / "built"
        shutil.rmtree(other, ignore_errors=True)
        (other / "results").mkdir(parents=True)
        for name in ("runs", "readings"):
            shutil.copytree(self.place.results / name, other / "results" / name)
        built = build(other / "results", now=lambda: self.place.now)
        built.rename(published_path(other / "results"))
        found = differences(self.place.results, other / "results")
        assert not {name: rows for name, rows in found.items() if not name.startswith("publication ")}


class ThoroughStory(Story):
    """The same, built anew after each step."""

    @precondition(lambda self: self._is_published() and self.is_read_anew)
    @invariant()
    def no_short_cut_shows(self) -> None:
        self.a_database_made_from_all_segments_is_the_same()


def check(story: type[Story], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        story,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_some_stories_end_as_the_model_says() -> None:
    check(Story, examples=1, steps=7)


@pytest.mark.slow
def test_many_stories_end_as_the_model_says() -> None:
    """As many as JOBREQ_STORIES says."""
    check(ThoroughStory, examples=STORIES, steps=20)

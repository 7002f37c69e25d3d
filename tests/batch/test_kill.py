"""However often and wherever a batch is killed, started again it ends as one that was left in peace.

Process death, not power loss: what the disk holds back is out of reach of a test.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analysis import schema
from analysis.commands.outcome import read_outcome
from analysis.publish import published_path
from tests.batch.place import Place, job, listing
from tests.conftest import ROOT
from tests.faultserver import FaultServer, answer, fault_server

KILLS = 2  # of one run at most
SEEDS = int(os.environ.get("JOBREQ_KILL_SEEDS", "100"))  # of the slow test; CI takes 10

# What a fetch cost may differ when it is done again: robots.txt is asked for by whoever comes first.
COSTS = {"source_run": ("requests", "bytes", "http_statuses"), "run": ("requests", "bytes")}


@dataclass
class Scene:
    """A prepared results folder, the day of the run to kill, what it should come to, and how many steps it makes."""

    place: Place
    before: Path
    expected: Path
    steps: int = 0


class Killer:
    """The process that runs and kills batches; see killer.py."""

    def __init__(self) -> None:
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "tests.batch.killer"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
        )

    def run(
        self, place: Place, results: Path, step: int | str | None = None, seconds: float | None = None
    ) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        question = {
            "results": str(results),
            "sources": str(place.sources()),
            "now": place.now.isoformat(),
            "port": place.server.port,
            "step": step,
            "seconds": seconds,
        }
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return dict(json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.stdout.close()  # type: ignore[union-attr]
        self._process.wait(30)


def first_day(place: Place) -> None:
    """Boards that answer in each of the ways there are."""
    for number in range(3):
        place.publish(f"b{number}", [job(10 * number + n) for n in range(5)])
    place.say("broken", answer(b"no", status=500))
    body = json.dumps({"jobs": [job(90), job(91)], "meta": {"total": 7}}).encode()
    place.say("capped", answer(body))


def next_day(place: Place) -> None:
    """One list gains, loses and changes postings, one is empty, the rest is as before."""
    place.days = 7
    place.publish("b0", [job(0), job(1, version=1), job(3), job(8), job(9)])
    place.say("b2", answer(listing([])))


def unchanged_day(place: Place) -> None:
    place.days = 7


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    killer = Killer()
    yield killer
    killer.close()


CHANGES: dict[str, Callable[[Place], None]] = {
    "first": lambda place: None,
    "changed": next_day,
    "unchanged": unchanged_day,
}


class Scenes(dict[str, Scene]):
    """A first run, one with changes, and one without, each with what it comes to when nobody disturbs it."""

    def __init__(self, folder: Path, server: FaultServer, killer: Killer) -> None:
        super().__init__()
        self.folder, self.server, self.killer = folder, server, killer

    def __missing__(self, name: str) -> Scene:
        """Made when first asked for."""
        place = Place(self.folder / name / "results", self.server)
        place.results.mkdir(parents=True)
        if name != "first":
            shutil.copytree(self["first"].expected, place.results, dirs_exist_ok=True)
        first_day(place)
        CHANGES[name](place)
        before = self.folder / name / "before"
        shutil.copytree(place.results, before)
        done = self.killer.run(place, place.results)
        assert done["code"] == 0, place.results.with_suffix(".log").read_text()
        self[name] = Scene(place, before, place.results, 2 * done["steps"])
        return self[name]


@pytest.fixture(scope="module")
def scenes(killer: Killer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scenes]:
    with fault_server() as server:
        yield Scenes(tmp_path_factory.mktemp("scenes"), server, killer)


def prepare(scene: Scene, results: Path) -> None:
    """The boards of the scene, and a results folder as it was before the run; it appears whole."""
    first_day(scene.place)
    CHANGES[scene.before.parent.name](scene.place)
    hidden = results.with_name(f".{results.name}")
    shutil.copytree(scene.before, hidden)
    hidden.rename(results)


def differences(first: Path, second: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each table that only one of two databases has."""
    found = {}
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{published_path(first)}' AS first (READ_ONLY)")
        connection.execute(f"ATTACH '{published_path(second)}' AS second (READ_ONLY)")
        for table in schema.TABLES:
            columns = [  # sums of fractions differ in the sixteenth digit with the order in which threads add them up
                f'round("{column.name}", 9)' if column.type == "DOUBLE" else f'"{column.name}"'
                for column in table.columns
                if column.name not in COSTS.get(table.name, ())
            ]
            for one, other in (("first", "second"), ("second", "first")):
                rows = connection.execute(
                    f"SELECT {', '.join(columns)} FROM {one}.{table.name} EXCEPT ALL "
                    f"SELECT {', '.join(columns)} FROM {other}.{table.name}"
                ).fetchall()
                if rows:
                    found[f"{table.name} only in {one}"] = rows
    return found


@dataclass
class Story:
    """How often a run was killed, and where."""

    seed: int
    scene: str
    points: list[str]


def kill_until_done(seed: int, scenes: Scenes, killer: Killer, root: Path) -> Story:
    """Kill a run at places that follow from the seed, start it again until it is done, and compare."""
    chance = random.Random(seed)
    name = tuple(CHANGES)[seed % len(CHANGES)]
    scene = scenes[name]
    results = root / f"{seed:04}"
    prepare(scene, results)
    story = Story(seed, name, [])
    for attempt in range(KILLS):
        if attempt == 0 and seed % 4 != 3:  # evenly over all steps, so that few seeds reach every stage
            step, seconds = int(scene.steps * ((seed * 0.618034) % 1)), None
        elif chance.random() < 0.5:
            step, seconds = chance.randrange(scene.steps), None
        else:
            step, seconds = None, chance.uniform(0.0, 1.5)
        done = killer.run(scene.place, results, step, seconds)
        if done["code"] == 0:
            break
        assert done["code"] == -9, results.with_suffix(".log").read_text()
        story.points.append(str(done["last"]))
        if read_outcome(results) == read_outcome(scene.expected):  # that was its very last step
            break
    else:
        done = killer.run(scene.place, results)
        assert done["code"] == 0, results.with_suffix(".log").read_text()
    assert differences(scene.expected, results) == {}, story
    leftovers = list(results.rglob(".*"))
    assert leftovers == [], story
    return story


def keep_killing(seeds: Sequence[int], scenes: Scenes, killer: Killer, root: Path) -> list[Story]:
    """The stories of many seeds, while somebody reads what is published and never fails."""
    command = [sys.executable, "-m", "tests.batch.reader", str(root)]
    table = Path(os.environ.get("JOBREQ_KILL_TABLE", os.devnull))
    table.write_text("seed\tscene\tkills\tkilled at\n")
    stories = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as reader:
        try:
            for seed in seeds:
                story = kill_until_done(seed, scenes, killer, root)
                stories.append(story)
                with table.open("a") as file:
                    file.write(f"{seed}\t{story.scene}\t{len(story.points)}\t{', '.join(story.points)}\n")
        finally:
            output, _ = reader.communicate("", timeout=60)
            with table.open("a") as file:
                file.write(f"reader: {output}")
    read = json.loads(output)
    assert read["failures"] == []
    assert read["opens"] > len(stories)
    return stories


@pytest.mark.slow
def test_a_killed_batch_ends_as_one_left_in_peace(scenes: Scenes, killer: Killer, tmp_path: Path) -> None:
    """A run with changes; one of them is killed by the clock first."""
    stories = keep_killing((4, 7), scenes, killer, tmp_path)
    assert {story.scene for story in stories} == {"changed"}
    assert sum(len(story.points) for story in stories) >= 2


@pytest.mark.slow
def test_many_killed_batches_end_as_one_left_in_peace(scenes: Scenes, killer: Killer, tmp_path: Path) -> None:
    """As many as JOBREQ_KILL_SEEDS says."""
    stories = keep_killing(range(SEEDS), scenes, killer, tmp_path)
    assert sum(len(story.points) for story in stories) >= SEEDS


@pytest.mark.slow
def test_what_was_fetched_is_not_fetched_again(scenes: Scenes, killer: Killer, tmp_path: Path) -> None:
    """A run that was killed after its last source goes on without a single request."""
    scene = scenes["first"]
    prepare(scene, tmp_path / "results")
    asked = len(scene.place.server.requests)
    killed = killer.run(scene.place, tmp_path / "results", step="replace .jobreq.duckdb")
    assert killed["code"] == -9
    assert len(scene.place.server.requests) > asked
    asked = len(scene.place.server.requests)
    assert killer.run(scene.place, tmp_path / "results")["code"] == 0
    assert len(scene.place.server.requests) == asked

"""What long work tells on the way: a bar with its facts on a terminal, lines elsewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.commands.batch import fetch_sources
from analysis.logs import Reporter
from scraper.http import Client
from tests.faultserver import fault_server
from tests.scraper.boards import parse_here
from tests.scraper.test_run import SETTINGS, World

CONTROLS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    parse_here(monkeypatch)
    with fault_server() as server:
        world = World(tmp_path, server)
        world.publish("a", 3)
        world.publish("b", 20)
        yield world


def fetched(world: World) -> None:
    client = Client(SETTINGS, now=world.now, sleep=world.sleep, allow=world.server.allow)
    sources = [world.source(name) for name in ("a", "b", "gone")]
    fetch_sources(sources, world.results, SETTINGS, reporter=Reporter(), client=client)
    client.close()


def test_a_bar_shows_hosts_postings_and_bytes_and_lines_only_trouble(
    world: World, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    fetched(world)
    shown = CONTROLS.sub("", capfd.readouterr().err)
    assert "Fetching" in shown
    assert re.search(r"3 of 3 1 hosts, 23 postings, 0\.0 MB", shown)
    assert "greenhouse-gone: failed" in shown
    assert "greenhouse-a: " not in shown


def test_elsewhere_each_source_is_one_line(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    fetched(world)
    lines = capfd.readouterr().err.splitlines()
    assert [line.split(" ", 1)[1].partition(",")[0] for line in lines[1:]] == [
        "greenhouse-a: complete",
        "greenhouse-b: complete",
        "warning: greenhouse-gone: failed",
    ]


def test_the_lines_of_a_long_stage_have_the_facts_too(capfd: pytest.CaptureFixture[str]) -> None:
    moments = iter([0.0, 5.0, 31.0, 31.0])
    with Reporter(clock=lambda: next(moments)).stage("Fetching", 3, lambda: "1 hosts, 5 postings") as advance:
        advance(1)
        advance(2)
    assert capfd.readouterr().err.splitlines()[-1].endswith(" Fetching: 2 of 3; 1 hosts, 5 postings")

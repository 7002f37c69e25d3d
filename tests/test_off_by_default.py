"""Platforms that are left alone unless a row of the list says otherwise: nothing is asked, and the reason is said."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from scraper.platforms import load, names, off_because
from scraper.sources import COLUMNS, Source, load_sources
from tests.faultserver import fault_server
from tests.scraper.test_run import World

DATA = Path(__file__).parents[1] / "data"
OFF = [name for name in names() if off_because(name)]


def written(folder: Path, *, platform: str = "smartrecruiters", enabled: str = "") -> Path:
    path = folder / "sources.csv"
    board = getattr(load(platform), "EXAMPLE_BOARD", "Example")
    path.write_text(f"{','.join(COLUMNS)}\nsource-a,{platform},{board},A Firm,,,,{enabled},,\n", encoding="utf-8")
    return path


def test_which_platforms_are_off() -> None:
    assert OFF == ["nlx", "smartrecruiters", "themuse"]


@pytest.mark.parametrize("platform", OFF)
@pytest.mark.parametrize(
    ("enabled", "is_enabled", "is_asked"),
    [("yes", True, True), ("TRUE", True, True), ("no", False, False), ("", True, False)],
)
def test_only_a_row_that_says_yes_is_asked(
    tmp_path: Path, platform: str, enabled: str, is_enabled: bool, is_asked: bool
) -> None:
    (source,) = load_sources(written(tmp_path, platform=platform, enabled=enabled))
    assert (source.enabled, not source.off_because) == (is_enabled, is_asked)


def test_other_platforms_are_on(tmp_path: Path) -> None:
    for enabled in ("yes", "no", ""):
        (source,) = load_sources(written(tmp_path, platform="greenhouse", enabled=enabled))
        assert source.off_because == ""


@pytest.mark.parametrize("platform", OFF)
def test_the_reason_stands_in_the_module_and_in_the_manual(platform: str) -> None:
    reason: str = load(platform).OFF_BECAUSE  # type: ignore[attr-defined]
    assert 20 < len(reason) < 200
    assert not reason.endswith(".")
    assert "Off by default" in (load(platform).__doc__ or "")
    assert f"| `{platform}` | {reason} |" in (DATA / "README.md").read_text(encoding="utf-8")


def test_a_source_that_is_left_alone_asks_nothing_and_forgets_nothing(tmp_path: Path) -> None:
    with fault_server() as server:
        world = World(tmp_path, server)
        world.publish("a", 3)
        source = world.source("a")
        assert world.status(source) == "complete"
        before = len(server.requests)
        (record,) = world.fetch(world.source("a", off_because="off by default: an example"))
        assert (record.status, record.error, record.kept) == ("skipped", "off by default: an example", 0)
        assert len(server.requests) == before
        assert world.status(source) == "unchanged"


@pytest.mark.parametrize("platform", OFF)
@pytest.mark.parametrize("enabled", ["", "no"])
def test_fetch_says_why_a_named_source_was_left_alone(
    tmp_path: Path, jobreq: Callable[..., Result], platform: str, enabled: str
) -> None:
    listed = written(tmp_path, platform=platform, enabled=enabled)
    told = jobreq("fetch", "--only", "source-a", "--sources", listed, "--results", tmp_path / "results")
    assert told.exit_code == 1
    assert "skipped" in told.stderr
    assert load(platform).OFF_BECAUSE in " ".join(told.stderr.split())  # type: ignore[attr-defined]


def test_the_list_of_the_project_says_why_a_source_is_off() -> None:
    with (DATA / "sources.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["platform"] in OFF]
    sources: dict[str, Source] = {source.source_id: source for source in load_sources(DATA / "sources.csv")}
    for row in rows:
        assert sources[row["source_id"]].off_because, f"{row['source_id']} is switched on, see its platform"
        assert load(row["platform"]).OFF_BECAUSE in row["note"]  # type: ignore[attr-defined]

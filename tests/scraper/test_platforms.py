"""Every platform reads its golden files as expected; each was invented in the platform's wire format.

A file without its `.expected.json` writes it and fails once, so that somebody reads what was written.
"""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from scraper import platforms
from scraper.errors import ScraperError
from scraper.http.hosts import host_key
from scraper.platforms import load, names, recognise
from scraper.posting import Posting
from scraper.sources import Source
from tests.conftest import SHARED

GOLDEN = Path(__file__).parent.parent / "golden" / "platforms"
ANSWERS = sorted(path for path in GOLDEN.glob("*/*.*") if not path.name.endswith(".expected.json"))
FIXTURES = SHARED / "fixtures"


def source_of(platform: str) -> Source:
    board = getattr(load(platform), "EXAMPLE_BOARD", "golden")
    return Source(source_id=f"{platform}-golden", platform=platform, board=board, employer="Golden Employer")


def as_read(platform: str, body: bytes) -> dict[str, Any]:
    """What the platform makes of an answer, as JSON can hold it."""
    try:
        listing = load(platform).parse(body, source_of(platform))
    except ScraperError as error:
        return {"error": type(error).__name__, "message": error.message}
    return {
        "status": listing.status,
        "reason": listing.reason,
        "listed": listing.listed,
        "leftovers": listing.leftovers,
        "issues": listing.issues,
        "postings": [shown(posting) for posting in listing.postings],
    }


def shown(posting: Posting) -> dict[str, Any]:
    """The fields that say something, without the platform's own record."""
    values = {field.name: getattr(posting, field.name) for field in fields(posting) if field.name != "record"}
    return {name: value for name, value in json.loads(json.dumps(values, default=str)).items() if value is not None}


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_golden_answer(path: Path) -> None:
    read = as_read(path.parent.name, path.read_bytes())
    expected = path.with_suffix(".expected.json")
    if not expected.exists():
        expected.write_text(json.dumps(read, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        pytest.fail(f"{expected} was written; read it, correct it, and commit it")
    assert read == json.loads(expected.read_text(encoding="utf-8"))


@pytest.mark.parametrize("platform", names())
def test_every_platform_has_the_cases_that_boards_answer_with(platform: str) -> None:
    cases = {path.stem for path in ANSWERS if path.parent.name == platform}
    assert {"normal", "empty", "dead", "malformed", "drift"} <= cases


@pytest.mark.parametrize("platform", [name for name in names() if getattr(load(name), "OWN_DOMAIN", True)])
def test_a_board_address_is_recognised(platform: str) -> None:
    source = source_of(platform)
    public = load(platform).PUBLIC_URL.format(board=source.board)
    assert recognise(public) == (platform, source.board)
    assert recognise(f"{public}/") == (platform, source.board)
    assert recognise(load(platform).list_url(source)) == (platform, source.board)
    assert host_key(public).startswith("https://")


def test_only_a_documented_interface_with_keys_passes_robots_by() -> None:
    official = {name for name in names() if getattr(load(name), "OFFICIAL_API", "")}
    assert official == {"usajobs", "usajobshistoric"}
    passing_by = {path.stem for path in Path(platforms.__path__[0]).glob("*.py") if "official_api=" in path.read_text()}
    assert passing_by == official


def test_an_address_of_no_platform_is_not_recognised() -> None:
    assert recognise("https://www.example.org/careers") is None


def test_recruiters_are_not_kept() -> None:
    path = GOLDEN / "greenhouse" / "normal.json"
    listing = load("greenhouse").parse(path.read_bytes(), source_of("greenhouse"))
    assert b"Ada Nobody" in path.read_bytes()
    assert all("Ada Nobody" not in json.dumps(posting.record) for posting in listing.postings)


@pytest.mark.parametrize(
    ("answer", "listed"),
    [
        ("ashby/Commure-Athelas.json", 103),
        ("ashby/anglehealth.json", 13),
        ("ashby/camber.json", 20),
        ("ashby/healthaxis.json", 12),
        ("ashby/rula.json", 25),
        ("ashby/tavahealth.json", 6),
        ("greenhouse/careerkit_greenhouse.json", 2),
        ("lever/aaronearlerichardson_lever_board.json", 2),
        ("shapes/ashby/boardwatch_normal.json", 6),
        ("shapes/greenhouse/boardwatch_normal.json", 5),
        ("shapes/lever/boardwatch_normal.json", 6),
        ("shapes/ashby/boardwatch_empty.json", 0),
        ("shapes/greenhouse/boardwatch_empty.json", 0),
        ("shapes/lever/boardwatch_empty.json", 0),
    ],
)
def test_recorded_answers_are_read_whole(answer: str, listed: int) -> None:
    path = FIXTURES / answer
    if not path.exists():
        pytest.skip(f"no recorded answers beside the checkout ({path})")
    platform = answer.removeprefix("shapes/").partition("/")[0]
    listing = load(platform).parse(path.read_bytes(), source_of(platform))
    assert (listing.listed, len(listing.postings), listing.leftovers) == (listed, listed, {})
    assert listing.issues == []
    assert all(posting.posted_on and posting.url and posting.description for posting in listing.postings)

"""Every check fails when the promise is broken, and none when it is kept."""

from collections.abc import Callable
from pathlib import Path
from shutil import copyfile

import duckdb
import pytest

from analysis.checks import DRIFT, check
from analysis.database import SQL
from tests.analysis.made import built, mention, posting, reading, readings, segment

# One way to break each promise; the text of the posting is "CPC required. Bachelor."
BREAKS = {
    "history_periods": "UPDATE posting_period SET closed_at = opened_at",
    "history_versions": "UPDATE posting_version SET content_hash = 'another'",
    "demand_parts": "UPDATE occupation_demand SET not_stated = not_stated + 1",
    "demand_shares": "UPDATE occupation_demand SET share_high = 1.5",
    "mention_of_unknown": "UPDATE mention SET term_id = 'xyz'",
    "mention_offsets": "UPDATE mention SET start = start + 1",
    "mention_words": "UPDATE mention SET strength = 'maybe'",
    "posting_of_unknown_source": "UPDATE posting SET source_id = 'nowhere'",
    "posting_times": "UPDATE posting SET closed_at = first_seen_at - INTERVAL 1 DAY",
    "posting_unique": "INSERT INTO posting FROM posting",
    "primary_unique": "UPDATE posting SET is_primary = false",
    "reading_errors": "INSERT INTO issue SELECT NULL, 'board', 'reading', 'board/1', 'no' FROM range(21)",
    "requirement_of_unknown_posting": "UPDATE requirement SET posting_id = 'board/0'",
    "requirement_unique": "INSERT INTO requirement FROM requirement",
    "requirement_words": "UPDATE requirement SET education_required = 'kindergarten'",
    "source_run_unique": "INSERT INTO source_run FROM source_run",
    "source_run_words": "UPDATE source_run SET status = 'fine'",
    "term_unique": "INSERT INTO term FROM term",
    "term_words": "UPDATE term SET type = 'badge' WHERE term_id = 'ccs'",
    "mentions_fell": "DELETE FROM mention",
    "postings_fell": "DELETE FROM posting",
}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    results = tmp_path_factory.mktemp("results")
    one = posting("1", "CPC required. Bachelor.")
    segment(results, 0, [one])
    readings(results, [reading(one, [mention(one.description, "CPC", "cpc")], education_required="bachelor")])
    return built(results)


@pytest.fixture
def break_it(good: Path, tmp_path: Path) -> Callable[[str], list[str]]:
    """Names of the checks that fail on a copy of the good database after a statement."""

    def failing(statement: str) -> list[str]:
        broken = tmp_path / "broken.duckdb"
        copyfile(good, broken)
        with duckdb.connect(broken) as connection:
            connection.execute(statement)
        return [failure.name for failure in check(broken, good)]

    return failing


def test_a_good_database_passes(good: Path, tmp_path: Path) -> None:
    assert check(good, tmp_path / "none.duckdb") == []
    assert check(good, good) == []


def test_every_check_can_fail() -> None:
    assert {path.stem for path in (*(SQL / "checks").glob("*.sql"), *DRIFT.glob("*.sql"))} == set(BREAKS)


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_promise_is_named(break_it: Callable[[str], list[str]], name: str) -> None:
    assert name in break_it(BREAKS[name])


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE occupation_demand SET stating = 0", "demand_parts"),
        ("UPDATE occupation_demand SET required_any_of = required + 1", "demand_parts"),
        ("UPDATE occupation_demand SET share = 1.1, share_high = NULL", "demand_shares"),
        ("UPDATE occupation_demand SET share_corrected = 1.1", "demand_shares"),
        ("UPDATE occupation_demand SET share_low = 0.5, employers = 2", "demand_shares"),
        ("UPDATE mention SET start = NULL", "mention_offsets"),
        ("UPDATE mention SET section = 'title'", "mention_offsets"),
        ('UPDATE mention SET "end" = 10000', "mention_offsets"),
        ("UPDATE mention SET excluded_because = 'mood'", "mention_words"),
        ("UPDATE mention SET kind = NULL", "mention_words"),
        ("UPDATE mention SET kind = 'skill'", "mention_of_unknown"),
        ("UPDATE posting SET occupation_id = 'astronaut'", "posting_of_unknown_source"),
        ("UPDATE posting SET first_seen_at = NULL", "posting_times"),
        ("UPDATE requirement SET certification = 'yes'", "requirement_words"),
        ("UPDATE requirement SET experience_years_required = -1", "requirement_words"),
    ],
)
def test_other_ways_to_break_it(break_it: Callable[[str], list[str]], statement: str, name: str) -> None:
    assert name in break_it(statement)


def test_a_failure_says_what_was_promised_and_shows_a_row(good: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.duckdb"
    copyfile(good, broken)
    with duckdb.connect(broken) as connection:
        connection.execute("UPDATE mention SET strength = 'maybe'")
    (failure,) = check(broken, tmp_path / "none.duckdb")
    assert failure.promise == "Kinds, strengths and reasons of exclusion are the known words"
    assert failure.rows == 1
    assert "posting_id board/1" in failure.example
    assert "strength maybe" in failure.example


def test_drift_can_be_meant(good: Path, tmp_path: Path) -> None:
    smaller = tmp_path / "smaller.duckdb"
    copyfile(good, smaller)
    with duckdb.connect(smaller) as connection:
        connection.execute("DELETE FROM posting; DELETE FROM requirement; DELETE FROM mention")
    assert [failure.name for failure in check(smaller, good)] == ["postings_fell"]
    assert check(smaller, good, accept_drift=True) == []


def test_a_published_file_that_cannot_be_read_is_no_yardstick(good: Path, tmp_path: Path) -> None:
    rubbish = tmp_path / "jobreq.duckdb"
    rubbish.write_text("not a database")
    assert check(good, rubbish) == []

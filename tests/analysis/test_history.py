"""The history of postings: what changed, what closed and opened again; and old runs merged without losing any of it."""

import os
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import schema
from analysis.database import keep_table, run_script, view_parquet
from analysis.segments import read_segments, row_files
from scraper.merge import merge_old
from scraper.posting import MERGED_SCHEMA, SEGMENT_SCHEMA, Posting
from scraper.segments import list_segments, read_merged, recent_records, run_ids
from tests.analysis.made import ask, built, mention, moment, posting, reading, readings, segment

BEFORE = "CPC preferred. No degree."
AFTER = "CPC required. Bachelor."


def times(results: Path, query: str) -> list[tuple[Any, ...]]:
    """Rows of a fresh database, times as hours of the story."""
    start = moment(0).replace(tzinfo=None)
    rows = ask(built(results), query)
    return [
        tuple((cell - start).total_seconds() / 3600 if hasattr(cell, "year") else cell for cell in row) for row in rows
    ]


def test_a_changed_text_keeps_what_was_asked_before(tmp_path: Path) -> None:
    old, new = posting("1", BEFORE), posting("1", AFTER)
    for hours, now in ((0, old), (24, old), (48, new)):
        segment(tmp_path, hours, [now, posting("2")])
    readings(
        tmp_path,
        [
            reading(old, [mention(BEFORE, "CPC", "cpc", "preferred")]),
            reading(new, [mention(AFTER, "CPC", "cpc")], education_required="bachelor"),
            reading(posting("2")),
        ],
    )
    assert times(tmp_path, "SELECT posting_id, happened_at, required_terms_before, preferred_terms_before, "
                 "required_terms, education_required, is_other_demand FROM posting_change") == [
        ("board/1", 48, None, "cpc", "cpc", "bachelor", True)
    ]  # fmt: skip
    assert times(tmp_path, "SELECT version, is_latest, from_at, until_at, description FROM posting_version "
                 "WHERE posting_id = 'board/1' ORDER BY 1") == [
        (1, False, 0, 24, BEFORE), (2, True, 48, 48, None)
    ]  # fmt: skip


def test_a_text_that_comes_back_is_a_third_version(tmp_path: Path) -> None:
    for hours, text in ((0, BEFORE), (24, AFTER), (48, BEFORE)):
        segment(tmp_path, hours, [posting("1", text)])
    assert times(tmp_path, "SELECT version, from_at, until_at FROM posting_version ORDER BY 1") == [
        (1, 0, 0), (2, 24, 24), (3, 48, 48)
    ]  # fmt: skip


def test_closing_and_opening_again_are_events(tmp_path: Path) -> None:
    for hours, ids in ((0, "ab"), (24, "a"), (48, "a"), (72, "ab"), (96, "a"), (97, "a")):
        segment(tmp_path, hours, [posting(letter) for letter in ids])
    events = "SELECT event, happened_at FROM posting_event WHERE posting_id = 'board/b' ORDER BY happened_at"
    assert times(tmp_path, events) == [("opened", 0), ("closed", 24), ("reopened", 72)]
    periods = (
        "SELECT period, opened_at, until_at, closed_at FROM posting_period WHERE posting_id = 'board/b' ORDER BY 1"
    )
    assert times(tmp_path, periods) == [(1, 0, 0, 24), (2, 72, 72, None)]  # two lists within six hours close nothing


def test_a_mistaken_import_is_no_version(tmp_path: Path) -> None:
    facts = {"platform": "import", "source_id": "import-jobs"}
    segment(tmp_path, 0, [posting("a", "Wrong column.", **facts)], url="jobs.csv", **facts)
    segment(tmp_path, 1, [posting("a", "Right column.", **facts)], url="jobs.csv", **facts)
    assert times(tmp_path, "SELECT version, from_at FROM posting_version") == [(1, 1)]
    assert times(tmp_path, "SELECT period, opened_at FROM posting_period") == [(1, 0)]


Step = tuple[int, str, dict[str, int]]  # hours since the last run, status, the version of each listed posting

STEPS = st.lists(
    st.tuples(
        st.sampled_from([1, 5, 6, 24, 24]),
        st.sampled_from(["complete", "complete", "complete", "unchanged", "partial", "suspect", "failed"]),
        st.dictionaries(st.sampled_from("abc"), st.integers(1, 2)),
    ),
    min_size=3,
    max_size=10,
)


def tell(results: Path, steps: list[Step]) -> None:
    """Write the runs of a story about two boards, the second one always a list behind."""
    hours = 0
    for number, (gap, status, listed) in enumerate(steps):
        hours += gap
        for source_id, shown in (("board", listed), ("other", steps[number - 1][2] if number else {})):
            rows: list[Posting] = []
            if status not in ("unchanged", "failed"):
                rows = [
                    posting(letter, f"Text {version}.", source_id=source_id, location=str(number // 3))
                    for letter, version in shown.items()
                ]
            segment(results, hours, rows, status=status, source_id=source_id, listed=len(rows))


def folded(results: Path) -> list[list[tuple[Any, ...]]]:
    """What the fold makes of the runs, but for the files in which it found it."""
    segments, _ = read_segments(results)
    with duckdb.connect() as connection:
        keep_table(connection, "segment", segments)
        view_parquet(connection, "segment_row", row_files(segments, is_merged=False), lambda: SEGMENT_SCHEMA)
        view_parquet(connection, "merged_row", row_files(segments, is_merged=True), lambda: MERGED_SCHEMA)
        view_parquet(connection, "any_row", segments["path"].unique().to_pylist(), lambda: SEGMENT_SCHEMA)
        for script in ("fold", "versions"):
            run_script(connection, script)
        query = (
            "SELECT seen.* EXCLUDE (path, file_row_number), any_row.location, any_row.description "
            "FROM {} AS seen JOIN any_row ON path = filename AND seen.file_row_number = any_row.file_row_number "
            "ORDER BY ALL"
        )
        rows = [connection.execute(query.format(name)).fetchall() for name in ("posting_seen", "version_seen")]
        rows.append(connection.execute("FROM period_seen ORDER BY ALL").fetchall())
        rows.append(connection.execute("SELECT * EXCLUDE (path, position) FROM segment ORDER BY ALL").fetchall())
        return rows


def differences(first: Path, second: Path) -> dict[str, int]:
    """The relations that differ, and by how many rows."""
    found = {}
    with duckdb.connect(first, read_only=True) as connection:
        connection.execute(f"ATTACH '{second}' AS other (READ_ONLY)")
        (own,) = connection.execute("SELECT current_database()").fetchall()[0]
        for relation in schema.TABLES:
            for one, two in ((own, "other"), ("other", own)):
                query = f'SELECT * FROM "{one}".{relation.name} EXCEPT ALL SELECT * FROM "{two}".{relation.name}'
                if rows := len(connection.execute(query).fetchall()):
                    found[relation.name] = rows
    return found


@pytest.mark.parametrize("examples", [4, pytest.param(100, marks=pytest.mark.slow)])
def test_merging_changes_no_row(tmp_path_factory: pytest.TempPathFactory, examples: int) -> None:
    @settings(max_examples=examples)
    @given(STEPS, st.integers(1, 4), st.integers(1, 4))
    def merged(steps: list[Step], first: int, second: int) -> None:
        results = tmp_path_factory.mktemp("results")
        tell(results, steps[:-1])
        merge_old(results, keep_runs=first)  # what is merged once is merged again
        tell(results, steps)
        plain = tmp_path_factory.mktemp("plain")
        tell(plain, steps)
        merge_old(results, keep_runs=second)
        assert folded(results) == folded(plain)

    merged()


def test_merging_makes_many_files_few_and_small(tmp_path: Path) -> None:
    random.seed(5)
    texts = ["".join(random.choices("abcdefgh ", k=3000)) for _ in range(40)]
    for day in range(30):
        segment(tmp_path, 24 * day, [posting(str(number), texts[number]) for number in range(day // 3, 30 + day // 3)])
    records = [record.run_id for record in recent_records(tmp_path, "board")]
    merged = merge_old(tmp_path, keep_runs=5)
    assert merged.segments == 25
    assert merged.bytes_after < 0.12 * merged.bytes_before
    assert len(run_ids(tmp_path)) == len(list_segments(tmp_path)) == 5
    assert [record.run_id for record in recent_records(tmp_path, "board")] == records
    assert merge_old(tmp_path, keep_runs=5).segments == 0


def test_the_last_list_of_a_board_stays_a_file_of_its_own(tmp_path: Path) -> None:
    segment(tmp_path, 0, [posting("1")])
    segment(tmp_path, 24, [posting("1"), posting("2")])
    for day in range(2, 12):
        segment(tmp_path, 24 * day, status="unchanged")
    merge_old(tmp_path, keep_runs=2)
    assert [path.parent.name for path in list_segments(tmp_path)] == [
        moment(hours).strftime("%Y%m%dT%H%M%SZ") for hours in (24, 240, 264)
    ]


def test_imports_and_the_sample_stay_as_they_are(tmp_path: Path) -> None:
    for day in range(4):
        segment(tmp_path, 24 * day, [posting(str(day))], platform="import", source_id="nlx", url=f"{day}.csv")
        segment(tmp_path, 24 * day, [posting(str(day))], source_id="sample", is_sample=True)
    assert merge_old(tmp_path, keep_runs=1).segments == 0


STEPS_OF_MERGING = ("replace", "unlink", "rmdir", "fsync")


@pytest.mark.parametrize("name", STEPS_OF_MERGING)
@pytest.mark.slow
def test_merging_that_is_cut_short_loses_nothing_and_is_completed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for story in ("plain", "cut"):
        tell(tmp_path / story, [(24, "complete", {"a": 1, "b": day % 2}) for day in range(6)])
    expected = built(tmp_path / "plain").rename(tmp_path / "plain.duckdb")
    work: Callable[..., Any] = getattr(os, name)
    for last in (0, 1, 3):
        left = iter(range(last))

        def cut(*arguments: Any, left: Any = left, **named: Any) -> Any:
            if next(left, None) is None:
                raise KeyboardInterrupt
            return work(*arguments, **named)

        with monkeypatch.context() as patched, suppress(KeyboardInterrupt):
            patched.setattr(os, name, cut)
            merge_old(tmp_path / "cut", keep_runs=2)
        assert differences(expected, built(tmp_path / "cut")) == {}
    merge_old(tmp_path / "cut", keep_runs=2)
    assert len(run_ids(tmp_path / "cut")) == 2
    assert len(read_merged(tmp_path / "cut" / "runs" / "merged" / "board.parquet")) == 4
    assert not list((tmp_path / "cut" / "runs").rglob(".*"))

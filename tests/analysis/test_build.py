"""What the runs say about each posting: the fold, by hand and against a model."""

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import schema
from analysis.build import build, project_inputs
from analysis.database import keep_table, run_script, view_parquet
from analysis.segments import read_segments, row_files
from scraper.posting import LISTS, MERGED_SCHEMA, SEGMENT_SCHEMA, STATUSES
from tests.analysis.made import (
    ask,
    built,
    mention,
    moment,
    posting,
    published,
    reading,
    readings,
    run_id,
    segment,
)

Run = tuple[float, str, str]  # hours, status, the native ids in the list as letters


def hours_of(value: datetime | None) -> float | None:
    return None if value is None else (value - moment(0).replace(tzinfo=None)).total_seconds() / 3600


def fold(results: Path, runs: list[Run], **record: Any) -> dict[str, tuple[float | None, ...]]:
    """First seen, last seen and closed, in hours, of each posting after these runs of one board."""
    for hours, status, ids in runs:
        segment(results, hours, [posting(letter) for letter in ids], status=status, **record)
    return {posting_id.removeprefix("board/"): times for posting_id, times in folded(results).items()}


def folded(results: Path) -> dict[str, tuple[float | None, ...]]:
    """First seen, last seen and closed, in hours, of each posting of all sources."""
    segments, _ = read_segments(results)
    with duckdb.connect() as connection:
        keep_table(connection, "segment", segments)
        view_parquet(connection, "segment_row", row_files(segments, is_merged=False), lambda: SEGMENT_SCHEMA)
        view_parquet(connection, "merged_row", row_files(segments, is_merged=True), lambda: MERGED_SCHEMA)
        run_script(connection, "fold")
        rows = connection.execute(
            "SELECT posting_id, first_seen_at, last_seen_at, closed_at FROM posting_seen"
        ).fetchall()
    return {posting_id: tuple(map(hours_of, times)) for posting_id, *times in rows}


STORIES: dict[str, tuple[list[Run], dict[str, tuple[float | None, ...]]]] = {
    "a posting in every list stays open": (
        [(0, "complete", "a"), (24, "complete", "a")],
        {"a": (0, 24, None)},
    ),
    "absence from one list closes nothing": (
        [(0, "complete", "ab"), (24, "complete", "a")],
        {"a": (0, 24, None), "b": (0, 0, None)},
    ),
    "absence from two lists closes, with the first of them": (
        [(0, "complete", "ab"), (24, "complete", "a"), (48, "complete", "a")],
        {"a": (0, 48, None), "b": (0, 0, 24)},
    ),
    "two lists within six hours are one glitch": (
        [(0, "complete", "ab"), (24, "complete", "a"), (29, "complete", "a")],
        {"a": (0, 29, None), "b": (0, 0, None)},
    ),
    "a third list, six hours after the first, confirms": (
        [(0, "complete", "ab"), (24, "complete", "a"), (29, "complete", "a"), (30, "complete", "a")],
        {"a": (0, 30, None), "b": (0, 0, 24)},
    ),
    "runs that are not complete close nothing": (
        [
            (0, "complete", "ab"),
            (24, "suspect", "a"),
            (48, "truncated", "a"),
            (72, "partial", "a"),
            (96, "failed", ""),
            (120, "parked", ""),
        ],
        {"a": (0, 72, None), "b": (0, 0, None)},
    ),
    "an unchanged list is seen again": (
        [(0, "complete", "ab"), (24, "unchanged", ""), (48, "unchanged", "")],
        {"a": (0, 48, None), "b": (0, 48, None)},
    ),
    "an unchanged list does not bring back what the last one had lost": (
        [(0, "complete", "ab"), (24, "complete", "a"), (26, "unchanged", "")],
        {"a": (0, 26, None), "b": (0, 0, None)},
    ),
    "an unchanged list confirms an absence": (
        [(0, "complete", "ab"), (24, "complete", "a"), (48, "unchanged", "")],
        {"a": (0, 48, None), "b": (0, 0, 24)},
    ),
    "what a partial list found stays through an unchanged one": (
        [(0, "complete", "a"), (24, "partial", "b"), (48, "unchanged", ""), (72, "unchanged", "")],
        {"a": (0, 72, None), "b": (24, 72, None)},
    ),
    "a posting that comes back is open, and as old as before": (
        [(0, "complete", "ab"), (24, "complete", "a"), (48, "complete", "a"), (72, "complete", "ab")],
        {"a": (0, 72, None), "b": (0, 72, None)},
    ),
    "a list that was never complete still has postings": (
        [(0, "truncated", "ab"), (24, "truncated", "a")],
        {"a": (0, 24, None), "b": (0, 0, None)},
    ),
}


@pytest.mark.parametrize("story", STORIES)
def test_fold(tmp_path: Path, story: str) -> None:
    runs, expected = STORIES[story]
    assert fold(tmp_path, runs) == expected


# What each status says of a posting: whether a run with this status and without the posting makes it gone, whether one
# confirms that it is gone, and whether one without any list shows that it is still there.
SAYS = dict.fromkeys(STATUSES, (False, False, False)) | {
    "complete": (True, True, False),
    "unchanged": (False, True, True),
}


def test_only_a_whole_list_says_that_a_posting_is_gone_or_there(tmp_path: Path) -> None:
    for status in STATUSES:
        stories = {
            "gone": [("complete", "ab"), (status, "a"), (status, "a")],
            "confirmed": [("complete", "ab"), ("complete", "a"), (status, "")],
            "there": [("complete", "ab"), (status, ""), (status, "")],
        }
        for name, runs in stories.items():
            facts = {"source_id": f"{status}-{name}"}
            for hours, (now, ids) in zip((0, 24, 48), runs, strict=True):
                listed = ids if now in LISTS else ""
                segment(tmp_path, hours, [posting(letter, **facts) for letter in listed], status=now, **facts)
    seen = {name: (last, closed) for name, (_, last, closed) in folded(tmp_path).items()}
    for status in STATUSES:
        is_gone, is_confirmed, is_there = SAYS[status]
        assert seen[f"{status}-gone/b"] == ((48, None) if is_there else (0, 24 if is_gone else None)), status
        assert seen[f"{status}-confirmed/b"] == (0, 24 if is_confirmed else None), status
        if status != "complete":  # of which a list without a posting is one that has lost all
            assert seen[f"{status}-there/b"] == (48 if is_there else 0, None), status


def model(runs: list[Run]) -> dict[str, tuple[float | None, ...]]:
    """The rules once more, posting by posting and run by run."""
    folded: dict[str, tuple[float | None, ...]] = {}
    for letter in {letter for _, _, ids in runs for letter in ids}:
        first = last = None
        gone: float | None = None  # the first complete list without it
        closed = False
        for hours, status, ids in runs:
            if letter in ids:
                first = hours if first is None else first
                last, gone, closed = hours, None, False
            elif first is not None and gone is None and status == "unchanged":
                last = hours
            elif first is not None and gone is None and status == "complete":
                gone = hours
            elif gone is not None and status in ("complete", "unchanged") and hours - gone >= 6:
                closed = True
        folded[letter] = (first, last, gone if closed else None)
    return folded


STEPS = st.lists(
    st.tuples(
        st.sampled_from([1, 5, 6, 24]),
        st.sampled_from(["complete", "complete", "unchanged", "partial", "truncated", "failed"]),
        st.sets(st.sampled_from("abc")),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize("examples", [10, pytest.param(250, marks=pytest.mark.slow)])
def test_fold_is_the_model(tmp_path_factory: pytest.TempPathFactory, examples: int) -> None:
    @settings(max_examples=examples)
    @given(STEPS)
    def told(steps: list[tuple[int, str, set[str]]]) -> None:
        hours = 0.0
        runs: list[Run] = []
        for gap, status, letters in steps:
            hours += gap
            runs.append((hours, status, "" if status in ("unchanged", "failed") else "".join(sorted(letters))))
        assert fold(tmp_path_factory.mktemp("results"), runs) == model(runs)

    told()


def test_latest_text_wins(tmp_path: Path) -> None:
    segment(tmp_path, 0, [posting("a", "Old text."), posting("b", "Kept.")])
    segment(tmp_path, 24, [posting("a", "Newer text."), posting("a", "Newest text.")])
    assert ask(built(tmp_path), "SELECT native_id, description FROM posting ORDER BY 1") == [
        ("a", "Newest text."),
        ("b", "Kept."),
    ]


def test_tenth_run_of_a_second_comes_after_the_second(tmp_path: Path) -> None:
    for again in ("", "-2", "-10"):
        segment(tmp_path, 0, [posting("a", f"Text {again}.")]).parent.rename(
            tmp_path / "runs" / (run_id(0) + "!" + again)
        )
    for folder in list((tmp_path / "runs").iterdir()):
        folder.rename(folder.with_name(folder.name.replace("!", "")))
    assert ask(built(tmp_path), "SELECT description FROM posting") == [("Text -10.",)]


def test_one_import_closes_nothing_of_another(tmp_path: Path) -> None:
    facts = {"platform": "import", "source_id": "nlx"}
    segment(tmp_path, 0, [posting("a", **facts), posting("b", **facts)], url="january.csv", **facts)
    segment(tmp_path, 24, [posting("c", **facts)], url="february.csv", **facts)
    segment(tmp_path, 48, [posting("d", **facts)], url="march.csv", **facts)
    assert ask(built(tmp_path), "SELECT native_id, closed_at FROM posting ORDER BY 1") == [
        ("a", None),
        ("b", None),
        ("c", None),
        ("d", None),
    ]


def test_importing_a_file_again_replaces_it(tmp_path: Path) -> None:
    facts = {"platform": "import", "source_id": "import-jobs"}
    segment(tmp_path, 0, [posting("a", "Wrong column.", **facts), posting("b", **facts)], url="jobs.csv", **facts)
    segment(tmp_path, 1, [posting("a", "Right column.", **facts)], url="jobs.csv", **facts)
    segment(tmp_path, 2, url="jobs.csv", status="failed", **facts)
    rows = ask(built(tmp_path), "SELECT native_id, description, first_seen_at FROM posting")
    assert [(native_id, text, hours_of(first)) for native_id, text, first in rows] == [("a", "Right column.", 0)]


def test_one_job_on_two_boards_counts_once(tmp_path: Path) -> None:
    segment(tmp_path, 0, [posting("1", title="Medical  Biller"), posting("2", "Other text.", title="Medical Biller")])
    segment(tmp_path, 0, [posting("9", title="medical biller", source_id="other", employer="ACME ")], source_id="other")
    rows = ask(built(tmp_path), "SELECT posting_id, job_id, is_primary FROM posting ORDER BY 1")
    assert [(posting_id, is_primary) for posting_id, _, is_primary in rows] == [
        ("board/1", True),
        ("board/2", True),
        ("other/9", False),
    ]
    assert rows[0][1] == rows[2][1] != rows[1][1]


def test_the_open_posting_of_a_job_stands_for_it(tmp_path: Path) -> None:
    segment(tmp_path, 0, [posting("1")])
    for hours in (24, 48):
        segment(tmp_path, hours, [posting("2")])
    rows = ask(built(tmp_path), "SELECT native_id, closed_at IS NOT NULL, is_primary FROM posting ORDER BY 1")
    assert rows == [("1", True, False), ("2", False, True)]


def test_mentions_follow_every_posting_of_a_text(tmp_path: Path) -> None:
    text = "CPC required; tuition for a CCS."
    one, two = posting("1", text), posting("2", text)
    found = [mention(text, "CPC", "cpc"), mention(text, "CCS", "ccs", "mentioned", excluded_because="benefit")]
    segment(tmp_path, 0, [one, two])
    readings(tmp_path, [reading(one, found, education_required="bachelor")])
    path = built(tmp_path)
    assert ask(path, 'SELECT posting_id, surface, start, "end", excluded_because FROM mention ORDER BY 1, 3') == [
        ("board/1", "CPC", 0, 3, None),
        ("board/1", "CCS", 28, 31, "benefit"),
        ("board/2", "CPC", 0, 3, None),
        ("board/2", "CCS", 28, 31, "benefit"),
    ]
    assert ask(path, "SELECT posting_id, certification, education_required FROM requirement ORDER BY 1") == [
        ("board/1", "not_stated", "bachelor"),
        ("board/2", "not_stated", "bachelor"),
    ]


def test_only_whole_english_texts_that_were_read_are_counted(tmp_path: Path) -> None:
    cases = {
        "read": {},
        "truncated": {"is_truncated": True},
        "spanish": {"language": "es"},
        "broken": {"error": "ValueError: no"},
    }
    postings = [posting(name, f"Text of {name}.") for name in (*cases, "unread")]
    segment(tmp_path, 0, postings)
    readings(tmp_path, [reading(of, **cases[of.native_id]) for of in postings if of.native_id in cases])
    path = built(tmp_path)
    assert ask(path, "SELECT native_id FROM posting WHERE is_counted") == [("read",)]
    assert ask(path, "SELECT issue_kind, subject, message FROM issue") == [
        ("reading", "board/broken", "ValueError: no")
    ]
    assert {row[0] for row in ask(path, "SELECT posting_id FROM requirement")} == {
        "board/read",
        "board/spanish",
        "board/truncated",
    }


def test_invented_postings_count_only_among_themselves(tmp_path: Path) -> None:
    sample = posting("1", "Sample.", source_id="sample")
    real = posting("2", "Real.")
    segment(tmp_path, 0, [sample], source_id="sample", is_sample=True)
    readings(tmp_path, [reading(sample), reading(real)])
    counted = "SELECT posting_id FROM posting WHERE is_counted"
    assert ask(built(tmp_path), counted) == [("sample/1",)]
    segment(tmp_path, 1, [real])
    assert ask(built(tmp_path), counted) == [("board/2",)]


def test_of_two_readings_of_a_text_the_good_one_is_taken(tmp_path: Path) -> None:
    text = "CPC required."
    one = posting("1", text)
    segment(tmp_path, 0, [one])
    readings(tmp_path, [reading(one, error="ended")], "a")
    readings(tmp_path, [reading(one, [mention(text, "CPC", "cpc")])], "b")
    readings(tmp_path, [reading(one, [mention(text, "CPC", "cpc")])], "c")
    assert ask(built(tmp_path), "SELECT term_id FROM mention") == [("cpc",)]


def test_sources_and_runs_tell_their_health(tmp_path: Path) -> None:
    issue = {"kind": "odd", "subject": "1", "message": "no date"}
    segment(
        tmp_path, 0, [posting("1")], requests=3, bytes=70, issues=[issue], http_statuses={"200": 3}, url="https://x"
    )
    segment(tmp_path, 24, status="failed", error="no answer", requests=1)
    path = built(tmp_path)
    assert ask(path, "SELECT last_status, last_run_at, last_complete_at, postings, open_postings, url FROM source") == [
        ("failed", moment(24).replace(tzinfo=None), moment(0).replace(tzinfo=None), 1, 1, "https://x")
    ]
    assert ask(path, "SELECT run_id, sources, good_sources, kept, requests, bytes FROM run ORDER BY 1") == [
        (run_id(0), 1, 1, 1, 3, 70),
        (run_id(24), 1, 0, 0, 1, 0),
    ]
    assert ask(path, "SELECT status, http_statuses, error FROM source_run ORDER BY run_id") == [
        ("complete", '{"200": 3}', None),
        ("failed", "{}", "no answer"),
    ]
    assert ask(path, "SELECT run_id, source_id, issue_kind, message FROM issue") == [
        (run_id(0), "board", "odd", "no date")
    ]


def test_a_broken_segment_is_left_out_and_said(tmp_path: Path) -> None:
    segment(tmp_path, 0, [posting("1")])
    path = segment(tmp_path, 24, [posting("2")])
    path.write_bytes(path.read_bytes()[:-10])
    built_path = built(tmp_path)
    assert ask(built_path, "SELECT native_id FROM posting") == [("1",)]
    assert ask(built_path, "SELECT issue_kind, subject FROM issue") == [("segment", str(path))]


def test_nothing_fetched_gives_an_empty_database(tmp_path: Path) -> None:
    path = published(tmp_path)
    assert ask(path, "SELECT count(*) FROM posting") == [(0,)]
    assert ask(path, "SELECT count(*) FROM certification_demand") == [(0,)]


def test_names_with_quotes_are_names(tmp_path: Path) -> None:
    results = tmp_path / "o'brien's"
    segment(results, 0, [posting("1", source_id="o'b")], source_id="o'b")
    assert ask(published(results), "SELECT native_id FROM posting") == [("1",)]


def test_a_second_build_has_the_same_rows(tmp_path: Path) -> None:
    text = "CPC or CCS required. Bachelor's degree. Excel."
    postings = [posting(str(number), f"{text} {number % 7}", employer=f"E{number % 3}") for number in range(40)]
    found = [mention(text, "CPC", "cpc", group_id=1), mention(text, "CCS", "ccs", group_id=1)]
    for hours in (0, 24, 48):
        segment(tmp_path, hours, postings[int(hours / 24) :])
    readings(tmp_path, [reading(of, found, education_required="bachelor") for of in postings[:20]])
    first = built(tmp_path).rename(tmp_path / "first.duckdb")
    second = built(tmp_path)
    with duckdb.connect(first, read_only=True) as connection:
        connection.execute(f"ATTACH '{second}' AS second (READ_ONLY)")
        for relation in (*schema.TABLES, *schema.VIEWS):
            for one, other in (("first", "second"), ("second", "first")):
                query = f"SELECT * FROM {one}.{relation.name} EXCEPT ALL SELECT * FROM {other}.{relation.name}"
                assert connection.execute(query).fetchall() == [], relation.name


def test_a_clock_that_goes_back_makes_time_stand_still(tmp_path: Path) -> None:
    segment(tmp_path, 0, [posting("1"), posting("2")])
    late = {"started_at": moment(90).isoformat()}  # the clock was wrong while this source was fetched
    segment(tmp_path, 24, [posting("1"), posting("2")], **late)
    for hours in (48, 72):
        segment(tmp_path, hours, [posting("1")])
    published(tmp_path)
    rows = ask(published(tmp_path), "SELECT native_id, last_seen_at, closed_at FROM posting ORDER BY 1")
    assert [(native_id, hours_of(last), hours_of(closed)) for native_id, last, closed in rows] == [
        ("1", 90, None),
        ("2", 90, None),
    ]


def test_a_text_decides_where_title_and_employer_do_not(tmp_path: Path) -> None:
    """Of two AR specialists, the one who works denied claims is a biller of patients."""
    texts = {"1": "Work denied claims with payers and read EOBs.", "2": "Send invoices to dealers."}
    postings = [posting(n, text, title="AR Specialist", employer="Pennant") for n, text in texts.items()]
    segment(tmp_path, 0, [*postings, posting("3", title="Florist"), posting("4", title="Medical Biller")])
    path = build(tmp_path, now=lambda: moment(1000), inputs=project_inputs(tmp_path))
    found = ask(path, "SELECT native_id, occupation_id FROM posting ORDER BY 1")
    biller = "medical_reimbursement_specialist"
    assert found == [("1", biller), ("2", None), ("3", None), ("4", biller)]

"""The quality of the reader in the published file, and the shares corrected by it: every figure by hand."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.build import build
from analysis.database import run_script
from analysis.errors import QualityError
from analysis.evaluate import rogan_gladen
from analysis.vocabulary import DATA
from tests.analysis.made import ask, built, inputs, mention, moment, posting, published, reading, readings, segment

HEADER = (
    "reader_version,vocabulary_hash,kind,term_id,postings,true_positive,false_positive,false_negative,true_negative,"
    "sensitivity,specificity,precision,recall\n"
)
# The readings made by hand are of version 0 and vocabulary 0.
QUALITY = HEADER + (
    "0,0,certification,,100,40,15,10,35,0.8,0.7,0.7273,0.8\n"
    "0,other,certification,cpc,100,45,10,5,40,0.9,0.8,0.8182,0.9\n"
    "1,0,certification,ccs,100,50,0,0,50,1.0,1.0,1.0,1.0\n"
    "0,0,licence,,100,20,40,30,10,0.4,0.2,0.3333,0.4\n"
    "0,0,degree,,100,48,5,2,45,0.96,0.9,0.9057,0.96\n"
    "0,0,degree,bachelor,100,50,0,0,50,1.0,1.0,1.0,1.0\n"
    "0,0,training,,100,0,0,0,100,,1.0,,\n"
)


def jobs(results: Path, *, versions: tuple[str, ...] = ("0",)) -> None:
    """Ten jobs: five ask for the CPC, two of them for the CCS too, one for the RN, three for a bachelor."""
    rows = []
    for number in range(10):
        asked = [("CPC", "cpc")] * (number < 5) + [("CCS", "ccs")] * (number < 2)
        asked += [("RN", "rn")] * (number == 9) + [("Excel", "excel")] * (number == 8)
        text = f"{' '.join(surface for surface, _ in asked)} ({number})"
        of = posting(str(number), text, employer=f"E{number}", title="Coder" if number < 2 else "Biller")
        found = [mention(text, *one) for one in asked]
        level = "bachelor" if number < 3 else None
        version = versions[number % len(versions)]
        rows.append((of, reading(of, found, education_required=level, reader_version=version)))
    segment(results, 0, [of for of, _ in rows])
    readings(results, [row for _, row in rows])


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    results = tmp_path_factory.mktemp("results")
    jobs(results)
    (results / "quality.csv").write_text(QUALITY, encoding="utf-8")
    with duckdb.connect(published(results), read_only=True) as connection:
        yield connection


CORRECTED = {
    # (view, term_id): share, share_corrected
    ("certification_demand", "cpc"): (0.5, (0.5 + 0.8 - 1) / (0.9 + 0.8 - 1)),  # 0.3 / 0.7
    ("certification_demand", "any"): (0.5, (0.5 + 0.7 - 1) / (0.8 + 0.7 - 1)),  # 0.2 / 0.5
    ("certification_demand", "ccs"): (0.2, None),  # its own row is of another reader
    ("licence_demand", "any"): (0.1, None),  # 0.4 + 0.2 is no better than a coin
    ("licence_demand", "rn"): (0.1, None),
    ("education_demand", "any"): (0.3, (0.3 + 0.9 - 1) / (0.96 + 0.9 - 1)),  # 0.2 / 0.86
    ("education_demand", "bachelor"): (0.3, None),  # labelled by another rule than counted
    ("training_demand", "any"): (0.0, None),  # no labelled posting asks for any
    ("skill_demand", "excel"): (0.1, None),  # skills have no quality
}


@pytest.mark.parametrize(("view", "term_id"), CORRECTED)
def test_shares_are_corrected_by_the_quality(database: duckdb.DuckDBPyConnection, view: str, term_id: str) -> None:
    columns = f"SELECT share, share_corrected FROM {view}"
    found = database.execute(f"{columns} WHERE occupation_id = 'all' AND term_id = '{term_id}'").fetchall()
    share, corrected = CORRECTED[view, term_id]
    assert found == [(share, pytest.approx(corrected) if corrected is not None else None)]


def test_every_way_to_ask_gives_the_same_correction(database: duckdb.DuckDBPyConnection) -> None:
    columns = "term_id, type, share_corrected"
    by_occupation = f"SELECT {columns} FROM demand_by('occupation') WHERE group_value = 'all'"
    assert database.execute(f"{by_occupation} EXCEPT SELECT {columns} FROM demand('all')").fetchall() == []
    ((all_of_them,),) = database.execute("SELECT count(share_corrected) FROM demand('all')").fetchall()
    assert all_of_them == 3  # cpc, any certification, any education
    query = "SELECT share, share_corrected FROM demand('coder') WHERE term_id = 'cpc'"
    assert database.execute(query).fetchall() == [(1.0, 1.0)]  # 0.8 / 0.7 is cut off


def test_the_table_holds_every_row_of_the_file(database: duckdb.DuckDBPyConnection) -> None:
    rows = database.execute(
        "FROM reader_quality WHERE kind IN ('training', 'degree') ORDER BY kind, term_id"
    ).fetchall()
    assert rows == [
        ("0", "0", "degree", "bachelor", 100, 50, 0, 0, 50, 1.0, 1.0, 1.0, 1.0),
        ("0", "0", "degree", None, 100, 48, 5, 2, 45, 0.96, 0.9, 0.9057, 0.96),
        ("0", "0", "training", None, 100, 0, 0, 0, 100, None, 1.0, None, None),
    ]
    assert database.execute("SELECT count(*) FROM reader_quality").fetchall() == [(7,)]


def test_the_comments_say_what_it_was_measured_on_and_how(database: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT comment FROM duckdb_tables() WHERE table_name = 'reader_quality'"
    ((comment,),) = database.execute(query).fetchall()
    assert "invented" in comment
    assert "indication" in comment
    query = "SELECT table_name, comment FROM duckdb_columns() WHERE column_name = 'share_corrected'"
    comments = dict(database.execute(query).fetchall())
    views = {f"{kind}_demand" for kind in ("certification", "licence", "education", "training", "skill", "occupation")}
    assert set(comments) == views
    for comment in comments.values():
        assert "(share + specificity - 1) / (sensitivity + specificity - 1)" in comment
        assert "never in its place" in comment


def test_no_file_no_quality(tmp_path: Path) -> None:
    jobs(tmp_path)
    path = published(tmp_path)
    assert ask(path, "SELECT count(*) FROM reader_quality") == [(0,)]
    query = "SELECT count(share) > 0, count(share_corrected) FROM occupation_demand"
    assert ask(path, query) == [(True, 0)]


def test_readings_of_two_versions_have_no_one_quality(tmp_path: Path) -> None:
    jobs(tmp_path, versions=("0", "1"))
    (tmp_path / "quality.csv").write_text(QUALITY, encoding="utf-8")
    path = published(tmp_path)
    assert ask(path, "SELECT count(share_corrected) FROM occupation_demand") == [(0,)]
    assert ask(path, "SELECT count(*) FROM reader_quality") == [(7,)]


def test_the_same_rows_at_each_build(tmp_path: Path) -> None:
    jobs(tmp_path)
    # Twice the same term, measured with two vocabularies: one of them is taken, and always the same.
    twice = "0,another,certification,cpc,100,30,0,20,50,0.6,1.0,1.0,0.6\n"
    query = "SELECT occupation_id, term_id, share_corrected FROM occupation_demand ORDER BY ALL"
    answers = []
    for text in (QUALITY + twice, QUALITY + twice, HEADER + twice + QUALITY.removeprefix(HEADER)):
        (tmp_path / "quality.csv").write_text(text, encoding="utf-8")
        path = built(tmp_path)
        answers.append((ask(path, query), ask(path, "FROM reader_quality ORDER BY ALL")))
        path.unlink()
    assert answers[0] == answers[1] == answers[2]
    assert [row[2] for row in answers[0][0] if row[:2] == ("all", "cpc")] == [pytest.approx(0.5 / 0.6)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "reader_version,kind\n0,degree\n",
        HEADER + "0,0,degree,,many,1,1,1,1,,,,\n",
        HEADER + "<<<<<<< HEAD\n" + QUALITY.removeprefix(HEADER),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "quality.csv").write_text(text, encoding="utf-8")
    with pytest.raises(QualityError, match="--update") as failure:
        build(tmp_path, now=lambda: moment(0), inputs=inputs(tmp_path))
    assert failure.value.subject == str(tmp_path / "quality.csv")
    assert not list(tmp_path.glob(".*.tmp"))


def test_the_projects_own_file_loads(tmp_path: Path) -> None:
    own = DATA / "labelled" / "quality.csv"
    shutil.copy(own, tmp_path / "quality.csv")
    path = published(tmp_path)
    expected = len(own.read_text(encoding="utf-8").splitlines()) - 1
    assert ask(path, "SELECT count(*) FROM reader_quality") == [(expected,)]
    parts = "true_positive + false_positive + false_negative + true_negative"
    wrong = f"{parts} <> postings OR kind NOT IN (SELECT type FROM term)"
    assert ask(path, f"FROM reader_quality WHERE {wrong}") == []


@pytest.fixture(scope="module")
def macros() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        run_script(connection, "statistics")
        yield connection


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("0.5, 0.9, 0.8", 3 / 7),
        ("0.3, 1, 1", 0.3),
        ("0, 1, 1", 0),
        ("1, 1, 1", 1),
        ("0.1, 0.9, 0.8", 0),
        ("0.95, 0.9, 0.8", 1),
        ("0.5, 0.5, 0.5", None),
        ("0.5, 0.2, 0.3", None),
        ("0.5, 0, 1", None),
        ("NULL, 0.9, 0.8", None),
        ("0.5, NULL, 0.8", None),
        ("0.5, 0.9, NULL", None),
    ],
)
def test_rogan_gladen(macros: duckdb.DuckDBPyConnection, arguments: str, expected: float | None) -> None:
    ((found,),) = macros.execute(f"SELECT rogan_gladen({arguments})").fetchall()
    assert found == (None if expected is None else pytest.approx(expected))


@given(*[st.floats(0, 1)] * 3)
def test_the_macro_is_the_function(
    macros: duckdb.DuckDBPyConnection, share: float, sensitivity: float, specificity: float
) -> None:
    values = [share, sensitivity, specificity]
    ((found,),) = macros.execute("SELECT rogan_gladen(?, ?, ?)", values).fetchall()
    assert found == rogan_gladen(*values)

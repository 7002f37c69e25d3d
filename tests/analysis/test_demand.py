"""Demand, counted by hand: every figure of a small database."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from tests.analysis.made import mention, posting, published, reading, readings, segment


def case(number: str, text: str, *found: tuple[Any, ...], **fields: Any) -> tuple[Any, Any]:
    """A posting of the text with its number, and its reading; `found` are (surface, term_id, strength, flags)."""
    place = {name: fields.pop(name) for name in list(fields) if name in ("employer", "title", "state")}
    of = posting(number, f"{text} ({number})", **place)
    mentions = []
    for surface, term_id, strength, *flags in found:
        mentions.append(mention(of.description, surface, term_id, strength, **(flags[0] if flags else {})))
    return of, reading(of, mentions, **fields)


CASES = [
    case("1", "CPC required", ("CPC", "cpc", "required"), title="Coder", employer="A", state="NY"),
    case(
        "2",
        "CPC or CCS required",
        ("CPC", "cpc", "required", {"group_id": 1}),
        ("CCS", "ccs", "required", {"group_id": 1}),
        title="Coder",
        employer="A",
        state="NY",
    ),
    case("3", "CPC preferred", ("CPC", "cpc", "preferred"), title="Coder", employer="B", state="TX"),
    case("4", "CPC not needed", ("CPC", "cpc", "not_required"), title="Coder", employer="B", state="TX"),
    case("5", "We pay for your CPC", ("CPC", "cpc", "mentioned", {"excluded_because": "benefit"}), employer="C"),
    case(
        "6",
        "CPC within a year of hire, or experience",
        ("CPC", "cpc", "required", {"after_hire": True, "or_experience": True}),
        title="Coder",
        employer="C",
    ),
    case(
        "7",
        "CPC preferred, CPC required",
        ("CPC", "cpc", "preferred"),
        ("CPC required", "cpc", "required"),
        employer=None,
    ),
    case("8", "Our CPC team", ("CPC", "cpc", "mentioned"), employer=None),
    case("9", "Bachelor or Master", education_required="bachelor", education_substitutable=True, employer="A"),
    case("10", "No degree needed. Will train.", education_required="none", employer_training=True, employer="A"),
    case("11", "Master preferred", ("Master", "master", "preferred"), education_preferred="master", employer="D"),
    case("12", "Excel", ("Excel", "excel", "mentioned"), employer="D"),
    case("13", "Bachelor by 2028", ("Bachelor", "bachelor", "required", {"after_hire": True}), employer="E"),
    case("14", "CPC required", ("CPC", "cpc", "required"), employer="F", is_truncated=True),
]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    results = tmp_path_factory.mktemp("results")
    segment(results, 0, [of for of, _ in CASES])
    readings(results, [row for _, row in CASES])
    with duckdb.connect(published(results), read_only=True) as connection:
        yield connection


def row(database: duckdb.DuckDBPyConnection, query: str) -> dict[str, Any]:
    result = database.execute(query)
    names = [column[0] for column in result.description or ()]
    (values,) = result.fetchall()
    return dict(zip(names, values, strict=True))


def test_a_posting_that_contradicts_itself_is_marked(database: duckdb.DuckDBPyConnection) -> None:
    """The seventh asks for it twice; an alternative and a deadline of others contradict nothing."""
    asked = "SELECT posting_id, term_id, strength FROM posting_term WHERE is_contradicted"
    assert database.execute(asked).fetchall() == [("board/7", "cpc", "required")]


PARTS = ("required", "preferred", "mentioned", "not_required", "not_stated")


def test_certification(database: duckdb.DuckDBPyConnection) -> None:
    found = row(database, "FROM certification_demand WHERE occupation_id = 'all' AND term_id = 'cpc'")
    assert (found["jobs"], found["stating"]) == (13, 7)
    assert [found[part] for part in PARTS] == [4, 1, 1, 1, 6]
    assert (found["required_any_of"], found["required_after_hire"], found["required_or_experience"]) == (1, 1, 1)
    assert (found["share"], found["required_share"], found["share_of_stating"]) == (5 / 13, 4 / 13, 5 / 7)
    # A: 2 of 4, B: 1 of 2, C: 1 of 2, D and E: none, and the two nameless ones by themselves: 1 of 1, 0 of 1.
    assert found["employers"] == 7
    assert found["employer_weighted_share"] == pytest.approx((0.5 + 0.5 + 0.5 + 0 + 0 + 1 + 0) / 7)
    assert 0 < found["share_low"] < found["share"] < found["share_high"] < 1


def test_an_occupation_is_counted_by_itself(database: duckdb.DuckDBPyConnection) -> None:
    found = row(database, "FROM certification_demand WHERE occupation_id = 'coder' AND term_id = 'cpc'")
    assert (found["jobs"], found["employers"]) == (5, 3)
    assert [found[part] for part in PARTS] == [3, 1, 0, 1, 0]
    again = row(database, "FROM demand('coder') WHERE term_id = 'cpc'")
    assert again == {name: value for name, value in found.items() if name != "occupation_id"}


def test_a_credential_nobody_names_is_a_row_of_zeros(database: duckdb.DuckDBPyConnection) -> None:
    found = row(database, "FROM certification_demand WHERE occupation_id = 'all' AND term_id = 'cmrs'")
    assert [found[part] for part in PARTS] == [0, 0, 0, 0, 13]
    assert (found["share"], found["share_low"], found["share_high"]) == pytest.approx((0, 0, 3 / 7))


def test_any_certification_counts_each_job_once(database: duckdb.DuckDBPyConnection) -> None:
    found = row(database, "FROM certification_demand WHERE occupation_id = 'all' AND term_id = 'any'")
    assert [found[part] for part in PARTS] == [4, 1, 1, 1, 6]
    assert found["label"] == "Any certification"


def test_education_counts_the_lowest_level_that_suffices(database: duckdb.DuckDBPyConnection) -> None:
    levels = {
        level: [
            row(database, f"FROM education_demand WHERE occupation_id = 'all' AND term_id = '{level}'")[part]
            for part in PARTS
        ]
        for level in ("any", "high_school", "bachelor", "master")
    }
    assert levels == {
        "any": [2, 1, 0, 1, 9],
        "high_school": [0, 0, 0, 1, 12],
        "bachelor": [2, 0, 0, 1, 10],
        "master": [0, 1, 0, 1, 11],
    }
    bachelor = row(database, "FROM education_demand WHERE occupation_id = 'all' AND term_id = 'bachelor'")
    assert (bachelor["required_or_experience"], bachelor["required_after_hire"]) == (1, 1)


def test_training_by_the_employer_is_no_demand(database: duckdb.DuckDBPyConnection) -> None:
    found = row(database, "FROM training_demand WHERE occupation_id = 'all' AND term_id = 'any'")
    assert (found["employer_training_jobs"], found["stating"]) == (1, 0)
    assert database.execute("SELECT count(*) FROM demand('all') WHERE type = 'employer'").fetchall() == [(0,)]


def test_a_skill_that_is_named_is_asked_for(database: duckdb.DuckDBPyConnection) -> None:
    found = row(database, "FROM skill_demand WHERE occupation_id = 'all' AND term_id = 'excel'")
    assert (found["mentioned"], found["share"]) == (1, 1 / 13)


def test_by_state(database: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT group_value, jobs, share, share_low FROM demand_by('state') WHERE term_id = 'cpc' ORDER BY 1"
    assert database.execute(query).fetchall() == [("NY", 2, 1.0, None), ("TX", 2, 0.5, None)]


@pytest.mark.parametrize("grouping", ["occupation", "month", "state", "employer", "source"])
def test_groups_add_up(database: duckdb.DuckDBPyConnection, grouping: str) -> None:
    of_coders = f"FROM demand_by('{grouping}', occupation := 'coder') WHERE term_id = 'cpc' AND group_value <> 'all'"
    ((jobs, required),) = database.execute(f"SELECT sum(jobs), sum(required) {of_coders}").fetchall()
    assert (jobs, required) == ((4, 2) if grouping == "state" else (5, 3))


def test_your_own_grouping(database: duckdb.DuckDBPyConnection) -> None:
    database.execute(
        "CREATE OR REPLACE TEMP VIEW length_group AS "
        "SELECT CASE WHEN length(description) < 20 THEN 'short' ELSE 'long' END AS group_value, posting_id FROM posting"
    )
    query = "SELECT sum(jobs), sum(required) FROM demand_among('length_group') WHERE term_id = 'cpc'"
    assert database.execute(query).fetchall() == [(13, 4)]


def test_evidence_leads_to_the_sentences(database: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT sentence FROM evidence('cpc', 'required') WHERE is_counted ORDER BY 1"
    sentences = [sentence for (sentence,) in database.execute(query).fetchall()]
    assert sentences == [
        "CPC or CCS required (2)",
        "CPC preferred, CPC required (7)",
        "CPC required (1)",
        "CPC within a year of hire, or experience (6)",
    ]
    ((every,),) = database.execute("SELECT count(*) FROM evidence('cpc', NULL)").fetchall()
    assert every == 9  # eight postings name it, one of them twice, one only as a benefit, and one is truncated

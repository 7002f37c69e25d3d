"""The interval of a share whose jobs come in clusters, against what it should do."""

from collections.abc import Iterator, Sequence

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from analysis.database import run_script


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        run_script(connection, "statistics")
        yield connection


def interval(connection: duckdb.DuckDBPyConnection, clusters: Sequence[tuple[float, float]]) -> dict[str, float]:
    """share_interval over employers given as (hits, jobs)."""
    rows = ", ".join(f"({hits}, {jobs})" for hits, jobs in clusters)
    query = f"SELECT share_interval(hits, jobs) FROM (VALUES {rows}) AS employer(hits, jobs)"
    ((result,),) = connection.execute(query).fetchall()
    return dict(result)


def test_single_jobs_give_nearly_wilsons_interval(connection: duckdb.DuckDBPyConnection) -> None:
    found = interval(connection, [(1, 1)] * 30 + [(0, 1)] * 70)
    # Wilson, 30 of 100: 0.2189 to 0.3958 (Newcombe 1998); a little wider for the estimated variance.
    assert found["design_effect"] == pytest.approx(1.0101, abs=1e-3)
    assert found["share_low"] == pytest.approx(0.2189, abs=3e-3)
    assert found["share_high"] == pytest.approx(0.3958, abs=3e-3)
    assert found["share_low"] < 0.2189
    assert found["share_high"] > 0.3958


def test_an_employer_that_repeats_itself_says_no_more(connection: duckdb.DuckDBPyConnection) -> None:
    single = interval(connection, [(1, 1)] * 30 + [(0, 1)] * 70)
    repeated = interval(connection, [(10, 10)] * 30 + [(0, 10)] * 70)
    assert repeated["design_effect"] == pytest.approx(10 * single["design_effect"])
    assert repeated["share_low"] == pytest.approx(single["share_low"])
    assert repeated["share_high"] == pytest.approx(single["share_high"])


def test_employers_more_alike_than_chance_narrow_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    found = interval(connection, [(5, 10)] * 40)
    assert found["design_effect"] == 1
    assert found["effective_n"] <= 400


@pytest.mark.parametrize(("hits", "expected"), [(0, (0, 0, 3 / 20)), (4, (1, 1 - 3 / 20, 1))])
def test_none_and_all_follow_the_rule_of_three_over_employers(
    connection: duckdb.DuckDBPyConnection, hits: int, expected: tuple[float, ...]
) -> None:
    found = interval(connection, [(hits, 4)] * 20)
    assert (found["share"], found["share_low"], found["share_high"]) == pytest.approx(expected)
    assert found["effective_n"] == 20


def test_two_employers_know_next_to_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    found = interval(connection, [(0, 2), (1, 2)])
    assert found["share_low"] < 0.01
    assert found["share_high"] > 0.95
    assert interval(connection, [(0, 2), (0, 2)])["share_high"] == 1


@pytest.mark.parametrize("clusters", [[(1, 4)], [(0, 4)], [(4, 4)]])
def test_one_employer_has_no_interval(connection: duckdb.DuckDBPyConnection, clusters: list[tuple[int, int]]) -> None:
    found = interval(connection, clusters)
    assert found["share"] == clusters[0][0] / 4
    assert [found["share_low"], found["share_high"], found["effective_n"]] == [None] * 3


def test_no_jobs_have_no_share(connection: duckdb.DuckDBPyConnection) -> None:
    ((found,),) = connection.execute("SELECT cluster_interval(0, 0, 0, 0, 0, 0)").fetchall()
    assert {found["share"], found["share_low"], found["share_high"], found["effective_n"]} == {None}


def test_a_giant_does_not_break_the_formula(connection: duckdb.DuckDBPyConnection) -> None:
    found = interval(connection, [(500_000, 1_000_000), (0, 1), (1, 1)])
    assert (found["share_low"], found["share_high"]) == pytest.approx((0, 1), abs=1e-3)


def employers(random: np.random.Generator, count: int, share: float, spread: float, correlation: float) -> np.ndarray:
    """(hits, jobs) of employers with log-normal sizes and beta-distributed shares."""
    jobs = np.ceil(random.lognormal(1.0, spread, count)).astype(int)
    scale = (1 - correlation) / correlation
    shares = random.beta(share * scale, (1 - share) * scale, count)
    return np.column_stack([random.binomial(jobs, shares), jobs])


@pytest.mark.parametrize("seed", range(6))
def test_the_interval_is_close_to_a_cluster_bootstrap(connection: duckdb.DuckDBPyConnection, seed: int) -> None:
    random = np.random.default_rng(seed)
    clusters = employers(random, 300, share=0.3, spread=0.7, correlation=0.25)
    found = interval(connection, [tuple(pair) for pair in clusters.tolist()])
    draws = clusters[random.integers(0, len(clusters), (4000, len(clusters)))].sum(axis=1)
    low, high = np.percentile(draws[:, 0] / draws[:, 1], [2.5, 97.5])
    tolerance = 0.15 * (high - low)
    assert found["share_low"] == pytest.approx(low, abs=tolerance)
    assert found["share_high"] == pytest.approx(high, abs=tolerance)


@pytest.mark.parametrize(
    ("count", "share", "spread", "correlation"),
    [(5, 0.3, 0.5, 0.05), (10, 0.5, 1.3, 0.3), (30, 0.1, 0.5, 0.3), (30, 0.02, 1.0, 0.1), (100, 0.3, 1.0, 0.3)],
)
def test_the_interval_covers_the_truth(
    connection: duckdb.DuckDBPyConnection, count: int, share: float, spread: float, correlation: float
) -> None:
    random = np.random.default_rng(7)
    draws = 1000
    rows = np.vstack([employers(random, count, share, spread, correlation) for _ in range(draws)])
    trials = {"trial": np.repeat(np.arange(draws), count), "hits": rows[:, 0], "jobs": rows[:, 1]}
    connection.register("trials", pa.table(trials))
    ((covered,),) = connection.execute(
        "SELECT avg((found.share_low <= $share AND found.share_high >= $share)::INTEGER) FROM "
        "(SELECT share_interval(hits, jobs) AS found FROM trials GROUP BY trial)",
        {"share": share},
    ).fetchall()
    # 95 % is promised; 1,000 draws tell 93 from 95, and skewed sizes cost two points.
    assert covered >= 0.91

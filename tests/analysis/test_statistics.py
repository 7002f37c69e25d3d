"""The interval of a share whose jobs come in clusters, against what it should do."""

from collections.abc import Iterator, Sequence

import duckdb
import numpy as np
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
    assert found["design_effect"] == 1
    assert found["share_low"] == pytest.approx(0.2189, abs=2e-3)
    assert found["share_high"] == pytest.approx(0.3958, abs=2e-3)
    assert found["share_low"] < 0.2189
    assert found["share_high"] > 0.3958


def test_an_employer_that_repeats_itself_says_no_more(connection: duckdb.DuckDBPyConnection) -> None:
    single = interval(connection, [(1, 1)] * 30 + [(0, 1)] * 70)
    repeated = interval(connection, [(10, 10)] * 30 + [(0, 10)] * 70)
    assert repeated["design_effect"] == pytest.approx(10, rel=0.02)
    assert repeated["share_low"] == pytest.approx(single["share_low"], abs=2e-3)
    assert repeated["share_high"] == pytest.approx(single["share_high"], abs=2e-3)


def test_employers_more_alike_than_chance_narrow_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    found = interval(connection, [(5, 10)] * 40)
    assert 1 <= found["design_effect"] < 1.2
    assert found["effective_n"] <= 400


def test_jobs_never_say_more_than_independent_ones(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    random = np.random.default_rng(3)
    for _ in range(50):
        clusters = employers(random, 12, share=0.2, spread=1.0, correlation=0.3)
        found = interval(connection, [tuple(pair) for pair in clusters.tolist()])
        if found["design_effect"] is not None:
            jobs = clusters[:, 1].sum()
            assert found["design_effect"] >= 1
            assert found["effective_n"] <= jobs


def test_one_hit_of_a_small_employer_says_little_of_the_large_ones(connection: duckdb.DuckDBPyConnection) -> None:
    """The linearised variance alone takes the silence of the large for knowledge: its interval ended at 5 %."""
    found = interval(connection, [(1, 1), *[(0, 1)] * 20, *[(0, 30)] * 4])
    assert found["share_high"] > 0.15


@pytest.mark.parametrize(("hits", "expected"), [(0, (0, 0, 3 / 20)), (4, (1, 1 - 3 / 20, 1))])
def test_none_and_all_follow_the_rule_of_three_over_employers(
    connection: duckdb.DuckDBPyConnection, hits: int, expected: tuple[float, ...]
) -> None:
    found = interval(connection, [(hits, 4)] * 20)
    assert (found["share"], found["share_low"], found["share_high"]) == pytest.approx(expected)
    assert found["effective_n"] == 20


def test_two_employers_know_next_to_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    found = interval(connection, [(0, 2), (1, 2)])
    assert found["share_low"] < 0.02
    assert found["share_high"] > 0.85
    assert interval(connection, [(0, 2), (0, 2)])["share_high"] == 1


@pytest.mark.parametrize("clusters", [[(1, 4)], [(0, 4)], [(4, 4)]])
def test_one_employer_has_no_interval(connection: duckdb.DuckDBPyConnection, clusters: list[tuple[int, int]]) -> None:
    found = interval(connection, clusters)
    assert found["share"] == clusters[0][0] / 4
    assert [found["share_low"], found["share_high"], found["effective_n"]] == [None] * 3


@pytest.mark.parametrize("condition", ["true", "false"])
def test_no_jobs_have_no_share(connection: duckdb.DuckDBPyConnection, condition: str) -> None:
    query = "SELECT share_interval(hits, jobs) FROM (SELECT 0 AS hits, 0 AS jobs WHERE {})"
    ((found,),) = connection.execute(query.format(condition)).fetchall()
    assert {found["share"], found["share_low"], found["share_high"], found["effective_n"]} == {None}


def test_a_giant_does_not_break_the_formula(connection: duckdb.DuckDBPyConnection) -> None:
    found = interval(connection, [(500_000, 1_000_000), (0, 1), (1, 1)])
    assert (found["share_low"], found["share_high"]) == pytest.approx((0.05, 0.95), abs=5e-3)


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


@pytest.mark.parametrize("df", [2, 3, 5, 10, 30, 200])
def test_students_t_is_close(connection: duckdb.DuckDBPyConnection, df: int) -> None:
    table = {2: 4.3027, 3: 3.1824, 5: 2.5706, 10: 2.2281, 30: 2.0423, 200: 1.9719}
    ((found,),) = connection.execute("SELECT student_quantile(?)", [df]).fetchall()
    assert found == pytest.approx(table[df], rel=0.05 if df < 4 else 0.003)


def difference(connection: duckdb.DuckDBPyConnection, rows: Sequence[tuple[float, ...]]) -> dict[str, float]:
    values = ", ".join(str(row) for row in rows)
    query = f"SELECT difference_interval(ha, ja, hb, jb) FROM (VALUES {values}) AS employer(ha, ja, hb, jb)"
    ((result,),) = connection.execute(query).fetchall()
    return dict(result)


def test_two_groups_of_single_jobs_give_newcombes_interval(connection: duckdb.DuckDBPyConnection) -> None:
    # 56 of 70 and 48 of 80: 0.2, 95 % from 0.0524 to 0.3339 (Newcombe 1998, method 10); a little wider here.
    of_a = [(1, 1, 0, 0)] * 56 + [(0, 1, 0, 0)] * 14
    of_b = [(0, 0, 1, 1)] * 48 + [(0, 0, 0, 1)] * 32
    found = difference(connection, [*of_a, *of_b])
    assert found["difference"] == pytest.approx(0.2)
    assert found["difference_low"] == pytest.approx(0.0524, abs=2e-3)
    assert found["difference_high"] == pytest.approx(0.3339, abs=2e-3)


def test_what_employers_do_in_both_groups_alike_cancels_out(connection: duckdb.DuckDBPyConnection) -> None:
    """Ten of twenty employers ask for it in most jobs of both groups; it decides nothing about the difference."""
    alike = difference(connection, [(9, 10, 8, 10)] * 10 + [(1, 10, 0, 10)] * 10)
    apart = difference(connection, [(9, 10, 0, 0), (0, 0, 8, 10)] * 10 + [(1, 10, 0, 0), (0, 0, 0, 10)] * 10)
    width = alike["difference_high"] - alike["difference_low"]
    assert width < 0.4 * (apart["difference_high"] - apart["difference_low"])


def test_a_group_of_one_employer_has_no_difference_interval(connection: duckdb.DuckDBPyConnection) -> None:
    found = difference(connection, [(1, 4, 0, 0), (0, 0, 1, 2), (0, 0, 0, 2)])
    assert (found["difference"], found["difference_low"]) == (0, None)

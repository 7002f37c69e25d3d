"""How often 95 % intervals hold the truth, in worlds of many and few, equal and unequal employers.

`pytest -m slow -s tests/analysis/test_coverage.py` prints the table that stands in analysis/sql/statistics.sql.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from analysis.database import SQL, run_script

EMPLOYERS = (5, 10, 20, 50, 150, 500)
SHARES = (0.01, 0.03, 0.1, 0.3, 0.5)
SPREADS = (0.0, 0.7, 1.3)  # of the logarithm of the sizes; at 1.3 the largest of 150 has a fifth of the jobs
ALIKE = (0.05, 0.3, 0.7)  # correlation of two jobs of one employer


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        run_script(connection, "statistics")
        yield connection


def sizes(random: np.random.Generator, shape: tuple[int, int], spread: float) -> Any:
    return np.ceil(random.lognormal(1.0, spread, shape)).astype(int)


def leans(random: np.random.Generator, shape: tuple[int, int], share: float, alike: float) -> Any:
    """How likely a job of each employer is to ask."""
    scale = (1 - alike) / alike
    return random.beta(share * scale, (1 - share) * scale, shape)


def coverage(
    connection: duckdb.DuckDBPyConnection, draws: int, employers: int, share: float, spread: float, alike: float
) -> float:
    random = np.random.default_rng([7, employers, round(1000 * share), round(10 * spread), round(100 * alike)])
    jobs = sizes(random, (draws, employers), spread)
    rows = {
        "trial": np.repeat(np.arange(draws), employers),
        "hits": random.binomial(jobs, leans(random, jobs.shape, share, alike)).ravel(),
        "jobs": jobs.ravel(),
    }
    connection.register("trials", pa.table(rows))
    ((covered,),) = connection.execute(
        "SELECT avg((found.share_low <= $share AND found.share_high >= $share)::INTEGER) FROM "
        "(SELECT share_interval(hits, jobs) AS found FROM trials GROUP BY trial)",
        {"share": share},
    ).fetchall()
    return float(covered)


@pytest.mark.parametrize(
    ("employers", "share", "spread", "alike"),
    [
        (5, 0.3, 0.7, 0.05),
        (10, 0.5, 1.3, 0.3),
        (20, 0.1, 1.3, 0.7),  # 88 % with the linearised variance alone
        (50, 0.03, 1.3, 0.7),  # 83 %
        (150, 0.01, 1.3, 0.7),  # 82 %
        (150, 0.3, 0.0, 0.3),
    ],
)
def test_the_interval_covers_the_truth(
    connection: duckdb.DuckDBPyConnection, employers: int, share: float, spread: float, alike: float
) -> None:
    # 1,000 draws tell 95 from 93 %.
    assert coverage(connection, 1000, employers, share, spread, alike) >= 0.93


@pytest.mark.slow
def test_the_interval_covers_the_truth_in_all_worlds_and_the_table_says_how_often(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    found = {world: 100 * coverage(connection, 2000, *world) for world in product(EMPLOYERS, SHARES, SPREADS, ALIKE)}
    lines = [f"{'employers':>9} {'share':>7} {'lowest':>7} {'median':>7} {'highest':>8}"]
    for employers in EMPLOYERS:
        for label, shares in (("1-3 %", SHARES[:2]), ("10-50 %", SHARES[2:])):
            cell = [value for world, value in found.items() if world[0] == employers and world[1] in shares]
            lines.append(f"{employers:9} {label:>7} {min(cell):7.0f} {np.median(cell):7.0f} {max(cell):8.0f}")
    print("\n" + "\n".join(lines))
    assert min(found.values()) >= 92
    assert 94 <= np.median(list(found.values())) <= 97
    documented = (SQL / "statistics.sql").read_text(encoding="utf-8")
    assert all(f"--   {line}" in documented for line in lines), "write the table into statistics.sql"


@pytest.mark.slow
def test_the_interval_of_a_difference_covers_the_truth(connection: duckdb.DuckDBPyConnection) -> None:
    draws, found = 1000, []
    for employers, (a, b), spread, alike, is_shared in product(
        (10, 30, 100), ((0.02, 0.05), (0.1, 0.1), (0.1, 0.3), (0.5, 0.5)), (0.3, 1.2), (0.1, 0.5), (False, True)
    ):
        random = np.random.default_rng([employers, round(100 * a), round(100 * b), round(10 * alike), is_shared])
        jobs_a, jobs_b = (sizes(random, (draws, employers), spread) for _ in range(2))
        of_a = leans(random, jobs_a.shape, a, alike)
        of_b = of_a if is_shared and a == b else leans(random, jobs_b.shape, b, alike)
        hits_a, hits_b = random.binomial(jobs_a, of_a), random.binomial(jobs_b, of_b)
        none = np.zeros_like(jobs_a)
        pairs = ((hits_a, none), (jobs_a, none), (none, hits_b), (none, jobs_b))
        columns = (hits_a, jobs_a, hits_b, jobs_b) if is_shared else tuple(np.hstack(pair) for pair in pairs)
        rows = dict(zip(("ha", "ja", "hb", "jb"), (column.ravel() for column in columns), strict=True))
        rows["trial"] = np.repeat(np.arange(draws), columns[0].shape[1])
        connection.register("trials", pa.table(rows))
        ((covered,),) = connection.execute(
            "SELECT avg((found.difference_low <= $truth AND found.difference_high >= $truth)::INTEGER) FROM "
            "(SELECT difference_interval(ha, ja, hb, jb) AS found FROM trials GROUP BY trial)",
            {"truth": a - b},
        ).fetchall()
        found.append(covered)
    print(f"\ncoverage of differences: {min(found):.3f} to {max(found):.3f}, median {np.median(found):.3f}")
    assert min(found) >= 0.91
    assert 0.94 <= np.median(found) <= 0.98

"""The script that measures a build and its queries still runs; `python -m tests.scale.large` gives the figures."""

from pathlib import Path

import duckdb
import pytest

from tests.scale.large import QUERIES, measured, write_world


@pytest.mark.slow
def test_a_small_market_is_built_asked_and_reported(tmp_path: Path) -> None:
    write_world(tmp_path / "market", 5_000, 10)
    seconds: dict[str, float] = {}
    path = measured(tmp_path / "market", seconds)
    assert set(QUERIES) < set(seconds)
    with duckdb.connect(path, read_only=True) as connection:
        counted, mentions, merged = connection.execute(
            "SELECT count(*) FILTER (is_counted), (SELECT count(*) FROM mention), "
            "(SELECT count(*) FROM duplicate_report) FROM posting"
        ).fetchall()[0]
    assert mentions == 50_000
    assert counted + merged == 5_000
    assert merged >= 5_000 // 7  # each seventh advert is the one before it, for another place

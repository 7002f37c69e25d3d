"""How long a build and its queries take at any size: an invented market, the real build, the queries that people ask.

    python -m tests.scale.large FOLDER --postings 1000000 --mentions 10

prints a table of seconds; FOLDER keeps the database. Needs about 4 GB of disk for a million postings.
"""

import argparse
import json
import resource
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from analysis.build import Inputs, build, project_inputs
from analysis.checks import check
from analysis.database import insert_table, quoted
from analysis.publish import publish, published_path
from analysis.report import facts, page
from analysis.vocabulary import load_vocabulary
from scraper.posting import RECORD_KEY, SegmentRecord
from tests.analysis.made import moment, run_id

QUERIES = {
    "certification_demand of one occupation": (
        "FROM certification_demand WHERE occupation_id = 'registered_nurse' ORDER BY share DESC LIMIT 10"
    ),
    "demand('all')": "FROM demand('all') WHERE type = 'skill'",
    "demand_by('state')": "FROM demand_by('state') WHERE term_id = 'cpc'",
    "demand_by('state', occupation)": (
        "FROM demand_by('state', occupation := 'registered_nurse') WHERE term_id = 'cpc'"
    ),
    "demand_by('month')": "FROM demand_by('month') WHERE type = 'degree'",
    "demand_by('employer')": "FROM demand_by('employer', occupation := 'medical_coder') WHERE term_id = 'cpc'",
    "demand_by('pay_band')": "FROM demand_by('pay_band') WHERE type = 'certification'",
    "compare": "FROM compare('cpc', 'medical_coder', 'registered_nurse')",
    "demand_trend": "FROM demand_trend('cpc')",
    "asked_together": "FROM asked_together(occupation := 'registered_nurse') LIMIT 20",
    "asked_together of all": "FROM asked_together() LIMIT 20",
    "evidence": "FROM evidence('cpc', 'required') LIMIT 20",
    "excluded mentions": "SELECT excluded_because, count(*) FROM mention GROUP BY ALL",
    "duplicates by rule": "SELECT merged_because, count(*) FROM duplicate_report GROUP BY ALL",
}


def write_world(results: Path, postings: int, mentions: int) -> None:
    """The segments and readings of so many postings."""
    shutil.rmtree(results, ignore_errors=True)
    with duckdb.connect(str(results.with_suffix(".making"))) as connection:
        connection.execute("SET memory_limit = '4GB'; SET preserve_insertion_order = false")
        names = ("term_id", "kind", "type", "label", "abbreviation")
        connection.execute(f"CREATE TEMP TABLE term ({', '.join(f'{name} VARCHAR' for name in names)})")
        rows = [{name: getattr(term, name) or None for name in names} for term in load_vocabulary().terms]
        insert_table(connection, "term", pa.Table.from_pylist(rows))
        connection.execute("SET VARIABLE postings = ?", [postings])
        connection.execute("SET VARIABLE mentions = ?", [mentions])
        connection.execute((Path(__file__).parent / "large.sql").read_text(encoding="utf-8"))
        run, shards = results / "runs" / run_id(0), results / "readings" / "made"
        run.mkdir(parents=True)
        shards.mkdir(parents=True)
        for source, kept in connection.execute("SELECT source, count(*) FROM job GROUP BY ALL").fetchall():
            source_id = f"made-{source}"
            times = {"started_at": moment(0).isoformat(), "ended_at": moment(0.1).isoformat()}
            given = {"source_id": source_id, "platform": "greenhouse", "status": "complete", "kept": kept}
            record = SegmentRecord(run_id=run_id(0), **(times | given))
            key, value = RECORD_KEY.decode(), quoted(record.to_json().decode())
            connection.execute(
                f"COPY (SELECT * EXCLUDE (source) FROM segment_row WHERE source = {source}) "
                f"TO '{run / source_id}.parquet' "
                f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{key}: {value}}})"
            )
        for shard in range(20):
            connection.execute(
                f"COPY (SELECT * EXCLUDE (shard) FROM reading_row WHERE shard = {shard}) "
                f"TO '{shards / str(shard)}.parquet' (FORMAT parquet, COMPRESSION zstd)"
            )
    results.with_suffix(".making").unlink()


def measured(results: Path, seconds: dict[str, float]) -> Path:
    """Build, check and publish, then ask; the seconds of each go into the dictionary."""

    @contextmanager
    def clock(name: str) -> Iterator[None]:
        start = time.monotonic()
        yield
        seconds[name] = round(time.monotonic() - start, 2)

    project = project_inputs(results)
    inputs = Inputs(
        readings=results / "readings" / "made",
        terms=project.terms,
        occupations=project.occupations,
        classify=project.classify,
        quality=project.quality,
    )
    with clock("build"):
        made = build(results, now=lambda: moment(1000), inputs=inputs)
    with clock("check"):
        failures = check(made, published_path(results))
    assert failures == [], failures
    path = publish(made, results)
    seconds["build, check: highest MB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    with duckdb.connect(path, read_only=True) as connection:
        for name, query in QUERIES.items():
            with clock(name):
                connection.execute(query).fetchall()
        for occupation in ("registered_nurse", "all"):
            with clock(f"report of {occupation}"):
                page.html(facts.ask(connection, facts.Scope(occupation_id=occupation)))
    return path


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--postings", type=int, default=1_000_000)
    parser.add_argument("--mentions", type=int, default=10)
    parser.add_argument("--keep-world", action="store_true", help="Use the segments and readings that are there.")
    given = parser.parse_args()
    if not given.keep_world:
        write_world(given.folder, given.postings, given.mentions)
    found: dict[str, float] = {}
    try:
        database = measured(given.folder, found)
        found["database: MB"] = round(database.stat().st_size / 2**20)
    finally:
        print(json.dumps(found, indent=1))

"""Fold the segments of all runs and the readings of their texts into a new DuckDB file.

Nothing is updated in place: the file is written beside the published one and handed to `publish`. Rows move by SQL
over Parquet only, so time and memory do not depend on Python.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from analysis import publish, schema
from analysis.vocabulary import DATA, Term, load_vocabulary
from scraper.posting import RECORD_KEY, SEGMENT_SCHEMA, SegmentRecord

# 2.0's own format shuts DuckDB 1.x out; this one every 1.x opens (the macros need 1.3, tests use 1.4).
STORAGE_VERSION = "v1.0.0"

# DuckDB spills to disk beyond this.
MEMORY_LIMIT = "2GB"

# Languages that the reader reads; silence in any other says nothing.
LANGUAGES = ["en"]

TITLES_AT_ONCE = 20_000

_SEGMENT_COLUMNS = pa.schema(
    [
        ("sequence", pa.int64()),
        ("path", pa.string()),
        ("run_id", pa.string()),
        ("source_id", pa.string()),
        ("platform", pa.string()),
        ("status", pa.string()),
        ("seen_at", pa.timestamp("us")),
        ("ended_at", pa.timestamp("us")),
        ("employer", pa.string()),
        ("url", pa.string()),
        ("listed", pa.int64()),
        ("kept", pa.int64()),
        ("requests", pa.int64()),
        ("bytes", pa.int64()),
        ("seconds", pa.float64()),
        ("http_statuses", pa.string()),
        ("error", pa.string()),
        ("is_sample", pa.bool_()),
    ]
)
_ISSUE_COLUMNS = pa.schema(
    [(name, pa.string()) for name in ("run_id", "source_id", "issue_kind", "subject", "message")]
)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is joined to the segments: the folder of readings, the vocabulary and the occupations."""

    readings: Path
    terms: Iterable[Term]
    occupations: Mapping[str, str]  # occupation_id -> label
    classify: Callable[[str, str | None], str | None]  # title, employer -> occupation_id


def build(results: Path, *, now: Callable[[], datetime], inputs: Inputs | None = None) -> Path:
    """A complete but unchecked database in `results`, under a temporary name, for `publish`.

    Raises ResultsError, one sentence, when the disk is full or the folder cannot be written.
    """
    inputs = inputs or project_inputs(results)
    segments, issues = read_segments(results)
    target = publish.new_file(results, expected_bytes=_expected_bytes(segments))
    with publish.disk_errors_as_sentences(results):
        connection = duckdb.connect(target, config={"storage_compatibility_version": STORAGE_VERSION})
        try:
            connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
            connection.execute("SET temp_directory = ?", [str(publish.spill_folder(target))])
            connection.execute(
                "SET preserve_insertion_order = false"
            )  # else bulk inserts wait for each other in memory
            _stage(connection, segments, issues, inputs)
            _load(connection, inputs, now())
        finally:
            connection.close()
    return target


def project_inputs(results: Path) -> Inputs:
    """The project's own vocabulary, occupations and readings."""
    # Imported here: a build from given inputs needs no spaCy.
    from analysis.engine import readings_folder
    from analysis.occupations import classify, load_occupations

    occupations = load_occupations(DATA / "occupations")
    return Inputs(
        readings=readings_folder(results),
        terms=load_vocabulary().terms,
        occupations={occupation.occupation_id: occupation.label for occupation in occupations},
        classify=lambda title, employer: classify(title, employer, occupations),
    )


def read_segments(results: Path) -> tuple[pa.Table, pa.Table]:
    """The records of all segment files in run order, and their issues; an unreadable file is an issue, no more."""
    rows: list[dict[str, Any]] = []
    issues: list[dict[str, Any]] = []
    paths = [path for path in (results / "runs").glob("*/*.parquet") if not path.name.startswith(".")]
    for path in sorted(paths, key=lambda path: (*_run_order(path.parent.name), path.name)):
        try:
            metadata = pq.read_metadata(path)
            record = SegmentRecord.from_json(metadata.metadata[RECORD_KEY])
            rows.append(_segment_row(len(rows), path, record, metadata.num_rows))
        except (OSError, pa.ArrowInvalid, KeyError, TypeError, ValueError) as error:
            message = f"The segment cannot be read ({error}); it is left out. Move it away or restore it."
            issues.append({"source_id": path.stem, "run_id": path.parent.name, "issue_kind": "segment"})
            issues[-1] |= {"subject": str(path), "message": message}
            continue
        for issue in record.issues:
            issues.append({"run_id": record.run_id, "source_id": record.source_id, "issue_kind": issue.get("kind")})
            issues[-1] |= {"subject": issue.get("subject"), "message": issue.get("message")}
    return pa.Table.from_pylist(rows, _SEGMENT_COLUMNS), pa.Table.from_pylist(issues, _ISSUE_COLUMNS)


def _run_order(run_id: str) -> tuple[str, int]:
    stamp, _, again = run_id.partition("-")
    return stamp, int(again) if again.isdigit() else 0


def _segment_row(sequence: int, path: Path, record: SegmentRecord, num_rows: int) -> dict[str, Any]:
    row = {name: getattr(record, name) for name in _SEGMENT_COLUMNS.names if hasattr(record, name)}
    return row | {
        "sequence": sequence,
        "path": str(path),
        "seen_at": _utc(record.started_at),
        "ended_at": _utc(record.ended_at),
        "kept": num_rows,
        "http_statuses": json.dumps(record.http_statuses, sort_keys=True),
    }


def _utc(text: str) -> datetime:
    return _naive(datetime.fromisoformat(text))


def _naive(moment: datetime) -> datetime:
    """In UTC, without saying so: the published columns are plain timestamps in UTC."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _expected_bytes(segments: pa.Table) -> int:
    """Room for the new file: what it takes is about the size of the segments and readings it is made from."""
    return sum(Path(path).stat().st_size for path in segments["path"].to_pylist())


def _stage(connection: duckdb.DuckDBPyConnection, segments: pa.Table, issues: pa.Table, inputs: Inputs) -> None:
    """Temporary tables and views over the Parquet files: the fold, the duplicates, the readings."""
    _keep(connection, "segment", segments)
    _keep(connection, "segment_issue", issues)
    listing = connection.execute("SELECT path FROM segment WHERE kept > 0 ORDER BY sequence").fetchall()
    _parquet_view(connection, "segment_row", [path for (path,) in listing], SEGMENT_SCHEMA)
    _run_sql(connection, "fold")
    # Most files hold no posting's latest text; they are not opened again.
    latest = connection.execute("SELECT DISTINCT path FROM posting_seen ORDER BY path").fetchall()
    _parquet_view(connection, "latest_segment_row", [path for (path,) in latest], SEGMENT_SCHEMA)
    _run_sql(connection, "latest")
    _run_sql(connection, "duplicates")
    shards = sorted(str(path) for path in inputs.readings.glob("*.parquet") if not path.name.startswith("."))
    _parquet_view(connection, "reading_row", shards, schema.READING_SCHEMA)
    _run_sql(connection, "reading")
    _keep(connection, "title_occupation", _classified(connection, inputs))


def _load(connection: duckdb.DuckDBPyConnection, inputs: Inputs, now: datetime) -> None:
    for statement in schema.table_statements():
        connection.execute(statement)
    terms = [{name: getattr(term, name) or None for name in _names("term")} for term in inputs.terms]
    occupations = [{"occupation_id": key, "label": label} for key, label in inputs.occupations.items()]
    for name, rows in (("term", terms), ("occupation", occupations)):
        table = pa.Table.from_pylist(rows, pa.schema([(column, pa.string()) for column in _names(name)]))
        _insert(connection, name, table)
    connection.execute("INSERT INTO publication SELECT ?, count(*), version() FROM segment", [_naive(now)])
    connection.execute("SET VARIABLE languages = ?", [LANGUAGES])
    for script in ("load", "posting_term", "statistics", "demand", "evidence"):
        _run_sql(connection, script)
    for statement in schema.view_comments():
        connection.execute(statement)


def _classified(connection: duckdb.DuckDBPyConnection, inputs: Inputs) -> pa.Table:
    """The distinct titles that belong to an occupation: title, employer, occupation_id."""
    columns = pa.schema([(name, pa.string()) for name in ("title", "employer", "occupation_id")])

    def classified() -> Iterator[pa.RecordBatch]:
        pairs = connection.sql("SELECT DISTINCT title, employer FROM latest_row").to_arrow_reader(TITLES_AT_ONCE)
        for batch in pairs:
            rows = [
                row | {"occupation_id": inputs.classify(row["title"], row["employer"])} for row in batch.to_pylist()
            ]
            found = [row for row in rows if row["occupation_id"] is not None]
            yield pa.RecordBatch.from_pylist(found, columns)

    return pa.Table.from_batches(classified(), columns)


def _parquet_view(connection: duckdb.DuckDBPyConnection, name: str, paths: list[str], columns: pa.Schema) -> None:
    """A temporary view over Parquet files with `filename` and `file_row_number`; empty when there are none."""
    if paths:
        files = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
        connection.execute(
            f"CREATE TEMP VIEW {name} AS SELECT * FROM read_parquet([{files}], "
            "filename = true, file_row_number = true, union_by_name = true)"
        )
    else:
        positions = [pa.field("filename", pa.string()), pa.field("file_row_number", pa.int64())]
        _keep(connection, name, pa.schema([*columns, *positions]).empty_table())


def _keep(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    connection.register("arriving", table)
    connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM arriving")
    connection.unregister("arriving")


def _insert(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    connection.register("arriving", table)
    connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM arriving")
    connection.unregister("arriving")


def _run_sql(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    connection.execute((schema.SQL / f"{name}.sql").read_text(encoding="utf-8"))


def _names(table: str) -> list[str]:
    return [column.name for relation in schema.TABLES if relation.name == table for column in relation.columns]

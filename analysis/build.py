"""Fold the segments of all runs and the readings of their texts into a new DuckDB file.

Nothing is updated in place: the file is written beside the published one and handed to `publish`. Rows move by SQL
over Parquet only, so that neither time nor memory depends on Python.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from analysis import schema
from analysis.claims import judge_all
from analysis.database import (
    LARGE,
    LARGE_MEMORY_LIMIT,
    MEMORY_LIMIT,
    insert_table,
    keep_table,
    read_script,
    run_script,
    spill_folder,
    view_parquet,
)
from analysis.duplicates import keep_near_texts
from analysis.engine import project_reader, readings_folder, shard_paths
from analysis.errors import QualityError
from analysis.fingerprint import fingerprint
from analysis.publish import discard, disk_errors_as_sentences, new_file, published_path
from analysis.segments import naive_utc, read_segments, row_files
from analysis.vocabulary import DATA, Term, load_vocabulary
from scraper.posting import MERGED_SCHEMA, SEGMENT_SCHEMA

# 2.0's own format shuts DuckDB 1.x out; this one opens from 1.2 on (all macros need 1.4.2, tried with 1.4.0 to
# 1.5.4). v1.0.0 would gain nobody and keeps texts uncompressed: 197 MB instead of 72 MB for 31,537 postings.
STORAGE_VERSION = "v1.2.0"

# What a new file holds before any row: views bind their tables, and macros each other, in this order.
SCHEMA_SCRIPTS = ("employers", "statistics", "history_views", "groupings", "demand", "compare", "evidence")

# Languages that the reader reads; silence in any other says nothing.
LANGUAGES = ["en"]

# Bytes of the database for each byte of the segments it is made from; 1.5 was measured with 10 mentions a posting.
GROWTH = 2
# Below so many bytes more threads cost what they bring: a fifth of the processor time of a build of ten postings.
SMALL = 2_000_000

ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is joined to the segments: the readings, the vocabulary, the occupations, the quality of the reader."""

    readings: Path
    terms: Iterable[Term]
    occupations: Mapping[str, str]  # occupation_id -> label
    classify: Callable[[str, str | None, str | None], str | None]  # title, employer, description -> occupation_id
    quality: Path  # the rows of reader_quality as CSV; may be absent
    claims: Path = DATA / "claims"
    fingerprint: str = ""  # of all of these and of the code; empty: never refreshed, always built
    may_need_text: Callable[[str], bool] = lambda _title: False  # whether a title alone leaves the occupation open


def build(results: Path, *, now: Callable[[], datetime], inputs: Inputs | None = None) -> Path:
    """A complete but unchecked database in `results`, under a temporary name, for `publish`.

    Raises, as one sentence, ResultsError when the disk is full or the folder cannot be written, and QualityError.
    """
    inputs = inputs or project_inputs(results)
    segments, issues = read_segments(results)
    expected_bytes = _expected_bytes(results, segments)
    target = new_file(results, expected_bytes=expected_bytes)
    try:
        with (
            disk_errors_as_sentences(results, expected_bytes),
            new_database(target) as connection,
        ):
            connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
            if expected_bytes < SMALL:
                connection.execute("SET threads = 1")
            connection.execute("SET temp_directory = ?", [str(spill_folder(target))])
            connection.execute("SET preserve_insertion_order = false")  # else bulk inserts queue up in memory
            _stage(connection, segments, issues, inputs)
            ((postings,),) = connection.execute("SELECT count(*) FROM posting_seen").fetchall()
            if postings > LARGE:
                connection.execute(f"SET memory_limit = '{LARGE_MEMORY_LIMIT}'")
            _load(connection, inputs, now())
            connection.execute("CHECKPOINT")  # closing would try it too, and keep quiet when the disk is full
    except BaseException:
        discard(target)
        raise
    return target


def new_database(target: Path) -> duckdb.DuckDBPyConnection:
    """A connection to a new file with the published tables, views and macros, all without rows."""
    connection = open_database(target)
    scripts = map(read_script, SCHEMA_SCRIPTS)
    connection.execute("; ".join(["BEGIN", *schema.table_statements(), *scripts, *schema.view_comments(), "COMMIT"]))
    return connection


def open_database(target: Path) -> duckdb.DuckDBPyConnection:
    """A connection to a file that is made or goes on being made."""
    return duckdb.connect(target, config={"storage_compatibility_version": STORAGE_VERSION})


def _expected_bytes(results: Path, segments: pa.Table) -> int:
    """About what the new file takes: as much as the published one, or what the last list of each source makes."""
    listing = segments.filter(pc.field("kept") > 0)
    latest = dict(zip(listing["source_id"].to_pylist(), listing["path"].to_pylist(), strict=True))
    published = published_path(results)
    before = published.stat().st_size if published.exists() else 0
    return max(before, GROWTH * sum(Path(path).stat().st_size for path in latest.values()))


def project_inputs(results: Path) -> Inputs:
    """The project's own readings, vocabulary and occupations."""
    from analysis.occupations import classify, is_ambiguous, load_occupations

    occupations = load_occupations(DATA / "occupations")
    return Inputs(
        readings=readings_folder(results),
        terms=load_vocabulary().terms,
        occupations={occupation.occupation_id: occupation.label for occupation in occupations},
        classify=lambda title, employer, text: classify(title, employer, occupations, text),
        quality=DATA / "labelled" / "quality.csv",
        fingerprint=fingerprint(),
        may_need_text=lambda title: is_ambiguous(title, occupations),
    )


def _stage(connection: duckdb.DuckDBPyConnection, segments: pa.Table, issues: pa.Table, inputs: Inputs) -> None:
    """Temporary tables and views over the Parquet files: the fold, the duplicates, the readings, the occupations."""
    keep_table(connection, "segment", segments)
    keep_table(connection, "segment_issue", issues)
    view_parquet(connection, "segment_row", row_files(segments, is_merged=False), lambda: SEGMENT_SCHEMA)
    view_parquet(connection, "merged_row", row_files(segments, is_merged=True), lambda: MERGED_SCHEMA)
    run_script(connection, "fold")
    # Most files hold no posting's latest text; they are not opened again.
    latest = connection.execute("SELECT DISTINCT path FROM posting_seen ORDER BY path").fetchall()
    view_parquet(connection, "latest_segment_row", [path for (path,) in latest], lambda: SEGMENT_SCHEMA)
    run_script(connection, "latest")
    run_script(connection, "versions")
    earlier = connection.execute("SELECT DISTINCT path FROM version_seen WHERE NOT is_latest ORDER BY path").fetchall()
    view_parquet(connection, "earlier_segment_row", [path for (path,) in earlier], lambda: SEGMENT_SCHEMA)
    run_script(connection, "duplicates")
    keep_near_texts(connection)
    run_script(connection, "jobs")
    view_parquet(connection, "reading_row", shard_paths(inputs.readings), lambda: project_reader().schema)
    run_script(connection, "reading")
    _keep_occupations(connection, inputs)


def _load(connection: duckdb.DuckDBPyConnection, inputs: Inputs, now: datetime) -> None:
    """The rows of the published tables."""
    terms = [{name: getattr(term, name) or None for name in schema.column_names("term")} for term in inputs.terms]
    occupations = [{"occupation_id": key, "label": label} for key, label in inputs.occupations.items()]
    for name, rows in (("term", terms), ("occupation", occupations)):
        columns = pa.schema([(column, pa.string()) for column in schema.column_names(name)])
        insert_table(connection, name, pa.Table.from_pylist(rows, columns))
    insert_table(connection, "reader_quality", _quality(inputs.quality))
    connection.execute(
        "INSERT INTO publication SELECT ?, count(*), ?, 0, version() FROM segment", [naive_utc(now), inputs.fingerprint]
    )
    connection.execute("SET VARIABLE languages = ?", [LANGUAGES])
    for where in ("name", "text"):
        connection.execute(f"SET VARIABLE staffing_{where} = ?", [_staffing_firms(where)])
    for script in ("load", "history", "posting_term", "occupation_demand"):
        run_script(connection, script)
    _judge_claims(connection, inputs.claims)


def _judge_claims(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """The tables `claim` and `claim_evidence`. One that cannot be judged is an issue: the batch keeps its database."""
    judged = judge_all(connection, folder)
    for name, rows in (("claim", judged.claims), ("claim_evidence", judged.evidence)):
        insert_table(connection, name, pa.Table.from_pylist(rows, schema.arrow_schema(name)))
    for error in judged.errors:
        issue = [None, None, "claim", error.subject, error.message]
        connection.execute("INSERT INTO issue VALUES (?, ?, ?, ?, ?)", issue)


def _staffing_firms(where: str) -> str:
    """One regular expression for the rows of data/staffing_firms.csv about a name or a text."""
    with (DATA / "staffing_firms.csv").open(encoding="utf-8", newline="") as lines:
        return "|".join(row["pattern"] for row in csv.DictReader(lines) if row["where"] == where)


def _quality(path: Path) -> pa.Table:
    """The rows of reader_quality, an empty cell as NULL; none when the file is absent."""
    columns = schema.arrow_schema("reader_quality")
    if not path.exists():
        return columns.empty_table()
    types = {"column_types": columns, "include_columns": columns.names, "strings_can_be_null": True}
    try:
        return pyarrow.csv.read_csv(path, convert_options=pyarrow.csv.ConvertOptions(null_values=[""], **types))
    except (pa.ArrowInvalid, pa.ArrowKeyError) as error:
        message = f"the quality of the reader cannot be read ({error}); `jobreq evaluate --update` writes it again"
        raise QualityError(message, str(path)) from error


def _keep_occupations(connection: duckdb.DuckDBPyConnection, inputs: Inputs) -> None:
    """The temporary tables `title_occupation`, and `text_occupation` for the postings whose titles leave it open."""
    columns = {name: pa.field(name, pa.string()) for name in ("posting_id", "title", "employer", "occupation_id")}
    titles = pa.schema([columns["title"], columns["employer"], columns["occupation_id"], ("is_open", pa.bool_())])
    query = "SELECT DISTINCT title, employer FROM latest_row"
    keep_table(connection, "title_occupation", _classified(connection, query, titles, inputs))
    query = read_script("open_titles")
    texts = pa.schema([columns["posting_id"], columns["occupation_id"]])
    keep_table(connection, "text_occupation", _classified(connection, query, texts, inputs))


def _classified(connection: duckdb.DuckDBPyConnection, query: str, columns: pa.Schema, inputs: Inputs) -> pa.Table:
    """The rows of a query that belong to an occupation, with its id, or whose title leaves it open."""

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in connection.sql(query).to_arrow_reader(ROWS_AT_ONCE):
            rows = batch.to_pylist()
            for row in rows:
                row["occupation_id"] = inputs.classify(row["title"], row["employer"], row.get("description"))
                row["is_open"] = row["occupation_id"] is None and inputs.may_need_text(row["title"])
            known = [row for row in rows if row["occupation_id"] or row["is_open"]]
            yield pa.RecordBatch.from_pylist(known, columns)

    return pa.Table.from_batches(batches(), columns)

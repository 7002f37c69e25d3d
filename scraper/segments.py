"""Segments: what one source published in one run, as a Parquet file that appears whole or not at all.

Old ones are merged into one file a source, which has the records of them all; see `scraper.merge`.
"""

import json
import os
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from scraper.errors import SegmentError
from scraper.posting import (
    MERGED,
    RECORD_KEY,
    RECORDS_KEY,
    SEGMENT_SCHEMA,
    Posting,
    SegmentRecord,
    to_table,
    unpack_record,
)

_ROWS = 1_000
_CHARS = 8_000_000  # a row group of long adverts must fit in memory beside others
_POSTING_FIELDS = tuple(field.name for field in fields(Posting))
_RUN_ID = re.compile(r"(\d{8}T\d{6}Z)(?:-(\d+))?")


def segment_path(results: Path, run_id: str, source_id: str) -> Path:
    return results / "runs" / run_id / f"{source_id}.parquet"


def write_segment(path: Path, postings: Iterable[Posting], record: SegmentRecord) -> SegmentRecord:
    """Write the postings and the record as one file; gives the record with `kept` filled in.

    The record is written last, so `postings` may be a generator that completes it on the way.
    """
    make_folder(path.parent)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    record.kept = 0
    try:
        with pq.ParquetWriter(temporary, SEGMENT_SCHEMA, compression="zstd") as writer:
            for table in _tables(postings):
                writer.write_table(table)
                record.kept += table.num_rows
            writer.add_key_value_metadata({RECORD_KEY: record.to_json()})
        sync(temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync(path.parent)
    return record


def read_record(path: Path) -> SegmentRecord:
    """The record of a segment; SegmentError for a file that is none."""
    try:
        metadata = pq.read_metadata(path).metadata or {}
        return SegmentRecord.from_json(metadata[RECORD_KEY])
    except (OSError, pa.ArrowInvalid, KeyError, ValueError, TypeError) as error:
        raise SegmentError("this is not a segment of a run; move it out of the results folder", str(path)) from error


def merged_path(results: Path, source_id: str) -> Path:
    return results / "runs" / MERGED / f"{source_id}.parquet"


def read_merged(path: Path) -> list[SegmentRecord]:
    """The records of a merged file in the order of the runs, none when it is absent; SegmentError for any other."""
    if not path.exists():
        return []
    try:
        metadata = pq.read_metadata(path).metadata or {}
        return [SegmentRecord.from_json(json.dumps(row).encode()) for row in json.loads(metadata[RECORDS_KEY])]
    except (OSError, pa.ArrowInvalid, KeyError, ValueError, TypeError) as error:
        raise SegmentError("this is not a file of merged segments; restore it from a backup", str(path)) from error


def list_segments(results: Path) -> list[Path]:
    """Every segment, in the order of the runs."""
    return [path for run_id in run_ids(results) for path in sorted((results / "runs" / run_id).glob("[!.]*.parquet"))]


def run_ids(results: Path) -> list[str]:
    """The runs that have a folder, oldest first."""
    folder = results / "runs"
    if not folder.is_dir():
        return []
    return sorted((path.name for path in folder.iterdir() if _RUN_ID.fullmatch(path.name)), key=run_order)


def run_order(run_id: str) -> tuple[str, int]:
    """Sorts the ids of runs by the time at which they began."""
    stamp, _, again = run_id.partition("-")
    return stamp, int(again) if again.isdigit() else 1


def new_run_id(results: Path, now: Callable[[], datetime]) -> str:
    """The time as an id that comes after those of all runs, also when the clock was set back."""
    stamp = now().strftime("%Y%m%dT%H%M%SZ")
    last, number = max(map(run_order, run_ids(results)), default=("", 0))
    return stamp if stamp > last else f"{last}-{number + 1}"


def recent_records(results: Path, source_id: str, *, before: str | None = None) -> Iterator[SegmentRecord]:
    """The records of one source, newest first; of runs before the run `before`, when given."""
    runs = run_ids(results)
    merged: dict[str, SegmentRecord] | None = None
    if not (results / "runs" / MERGED).is_dir():
        merged = {}
    for run_id in sorted(runs, key=run_order, reverse=True):
        if before and run_order(run_id) >= run_order(before):
            continue
        path = segment_path(results, run_id, source_id)
        if path.exists():
            yield read_record(path)
            continue
        if merged is None:
            merged = {record.run_id: record for record in read_merged(merged_path(results, source_id))}
        if run_id in merged:
            yield merged[run_id]
    if merged is None:
        merged = {record.run_id: record for record in read_merged(merged_path(results, source_id))}
    gone = [record for run_id, record in merged.items() if run_id not in runs]
    yield from sorted(gone, key=lambda record: run_order(record.run_id), reverse=True)


def read_postings(path: Path) -> list[Posting]:
    """The postings of a segment; SegmentError for a file that is none."""
    try:
        rows = pq.read_table(path, schema=SEGMENT_SCHEMA).to_pylist()
        return [
            Posting(**{name: row[name] for name in _POSTING_FIELDS} | {"record": unpack_record(row["record"])})
            for row in rows
        ]
    except (OSError, pa.ArrowInvalid, ValueError, TypeError, zlib.error) as error:
        raise SegmentError("this is not a segment of a run; move it out of the results folder", str(path)) from error


def sweep(results: Path) -> int:
    """Remove what killed runs left half-written; call it with the run lock held. Gives the number of files.

    A run that was killed before its first source was committed leaves nothing: it never took place.
    """
    leftovers = list((results / "runs").glob("*/.*.tmp")) if (results / "runs").is_dir() else []
    for path in leftovers:
        path.unlink(missing_ok=True)
    for folder in (results / "runs" / run_id for run_id in run_ids(results)):
        if not any(folder.iterdir()):
            folder.rmdir()
    return len(leftovers)


def _tables(postings: Iterable[Posting]) -> Iterator[pa.Table]:
    batch: list[Posting] = []
    chars = 0
    for posting in postings:
        batch.append(posting)
        chars += len(posting.description)
        if len(batch) >= _ROWS or chars >= _CHARS:
            yield to_table(batch)
            batch, chars = [], 0
    if batch:
        yield to_table(batch)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, so that a power cut does not take the name of a new one away again."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync(folder.parent)


def sync(path: Path) -> None:
    """Make a file, or a folder's list of names, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

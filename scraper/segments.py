"""Segments: what one source published in one run, as a Parquet file that appears whole or not at all."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from scraper.errors import SegmentError
from scraper.posting import RECORD_KEY, SEGMENT_SCHEMA, Posting, SegmentRecord, to_table

_ROWS = 1_000
_CHARS = 8_000_000  # a row group of long adverts must fit in memory beside others
_RUN_ID = re.compile(r"(\d{8}T\d{6}Z)(?:-(\d+))?")


def segment_path(results: Path, run_id: str, source_id: str) -> Path:
    return results / "runs" / run_id / f"{source_id}.parquet"


def write_segment(path: Path, postings: Iterable[Posting], record: SegmentRecord) -> SegmentRecord:
    """Write the postings and the record as one file; gives the record with `kept` filled in.

    The record is written last, so `postings` may be a generator that completes it on the way.
    """
    _make_folder(path.parent)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    record.kept = 0
    try:
        with pq.ParquetWriter(temporary, SEGMENT_SCHEMA, compression="zstd") as writer:
            for table in _tables(postings):
                writer.write_table(table)
                record.kept += table.num_rows
            writer.add_key_value_metadata({RECORD_KEY: record.to_json()})
        _sync(temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync(path.parent)
    return record


def read_record(path: Path) -> SegmentRecord:
    """The record of a segment; SegmentError for a file that is none."""
    try:
        metadata = pq.read_metadata(path).metadata or {}
        return SegmentRecord.from_json(metadata[RECORD_KEY])
    except (OSError, pa.ArrowInvalid, KeyError, ValueError, TypeError) as error:
        raise SegmentError("this is not a segment of a run; move it out of the results folder", str(path)) from error


def list_segments(results: Path) -> list[Path]:
    """Every segment, in the order of the runs."""
    return [path for run_id in run_ids(results) for path in sorted((results / "runs" / run_id).glob("[!.]*.parquet"))]


def run_ids(results: Path) -> list[str]:
    """The runs that have a folder, oldest first."""
    folder = results / "runs"
    if not folder.is_dir():
        return []
    found = [(match, path.name) for path in folder.iterdir() if (match := _RUN_ID.fullmatch(path.name))]
    return [name for match, name in sorted(found, key=lambda pair: (pair[0].group(1), int(pair[0].group(2) or 1)))]


def new_run_id(results: Path, now: Callable[[], datetime]) -> str:
    """The time as an id, with a number after it when a run already has that second."""
    stamp = now().strftime("%Y%m%dT%H%M%SZ")
    taken = set(run_ids(results))
    number = 1
    run_id = stamp
    while run_id in taken:
        number += 1
        run_id = f"{stamp}-{number}"
    return run_id


def recent_records(results: Path, source_id: str, *, before: str | None = None) -> Iterator[SegmentRecord]:
    """The records of one source, newest first; of runs before the run `before`, when given."""
    runs = run_ids(results)
    if before in runs:
        runs = runs[: runs.index(before)]
    for run_id in reversed(runs):
        path = segment_path(results, run_id, source_id)
        if path.exists():
            yield read_record(path)


def sweep(results: Path) -> int:
    """Remove what killed runs left half-written; call it with the run lock held. Gives the number of files."""
    leftovers = list((results / "runs").glob("*/.*.tmp")) if (results / "runs").is_dir() else []
    for path in leftovers:
        path.unlink(missing_ok=True)
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


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it, so that a power cut does not take the name of a new one away again."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync(folder.parent)


def _sync(path: Path) -> None:
    """Make a file, or a folder's list of names, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

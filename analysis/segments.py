"""The segments of all runs, merged ones too, as a table of their records."""

import json
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scraper.posting import MERGED, RECORD_KEY, RECORDS_KEY, SegmentRecord

UNREADABLE = (OSError, pa.ArrowInvalid, KeyError, TypeError, ValueError)

SEGMENT_COLUMNS = pa.schema(
    [
        ("sequence", pa.int64()),  # in run order
        ("path", pa.string()),
        ("position", pa.int64()),  # among the records of a merged file; NULL in a file of its own
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
ISSUE_COLUMNS = pa.schema([(name, pa.string()) for name in ("run_id", "source_id", "issue_kind", "subject", "message")])


def read_segments(results: Path, only_runs: Collection[str] | None = None) -> tuple[pa.Table, pa.Table]:
    """The records of all segments in run order, and their issues; a file that is no segment is an issue, no more.

    `only_runs` are those wanted, when not all.
    """
    found: list[tuple[tuple[str, int], Path, int | None, SegmentRecord, int]] = []
    issues: list[dict[str, Any]] = []
    merged: set[tuple[str, str]] = set()
    for path in _files(results, MERGED):
        try:
            metadata = pq.read_metadata(path).metadata or {}
            records = [SegmentRecord.from_json(json.dumps(row).encode()) for row in json.loads(metadata[RECORDS_KEY])]
        except UNREADABLE as error:
            issues.append(_unreadable(path, error))
            continue
        merged |= {(record.source_id, record.run_id) for record in records}
        found += [
            (_run_order(record.run_id), path, position, record, record.kept) for position, record in enumerate(records)
        ]
    for path in _files(results, "[0-9]*"):
        if (path.stem, path.parent.name) in merged:  # a kill came between merging and removing
            continue
        try:
            metadata = pq.read_metadata(path)
            record = SegmentRecord.from_json((metadata.metadata or {})[RECORD_KEY])
            found.append((_run_order(path.parent.name), path, None, record, metadata.num_rows))
        except UNREADABLE as error:
            issues.append(_unreadable(path, error))
    if only_runs is not None:
        found = [entry for entry in found if entry[3].run_id in only_runs]
    found.sort(key=lambda entry: (entry[0], entry[3].source_id))
    segments = [
        _row(sequence, path, position, record, kept) for sequence, (_, path, position, record, kept) in enumerate(found)
    ]
    issues += [
        {"run_id": record.run_id, "source_id": record.source_id, "issue_kind": issue.get("kind")}
        | {name: issue.get(name) for name in ("subject", "message")}
        for *_, record, _ in found
        for issue in record.issues
    ]
    return pa.Table.from_pylist(segments, SEGMENT_COLUMNS), pa.Table.from_pylist(issues, ISSUE_COLUMNS)


def count_segments(results: Path) -> Counter[str]:
    """How many segments each run has, merged ones too; quick, because the files of runs are not opened."""
    found = {(path.parent.name, path.stem) for path in _files(results, "[0-9]*")}
    for path in _files(results, MERGED):
        with suppress(*UNREADABLE):
            metadata = pq.read_metadata(path).metadata or {}
            found |= {(row["run_id"], row["source_id"]) for row in json.loads(metadata[RECORDS_KEY])}
    return Counter(run_id for run_id, _ in found)


def row_files(segments: pa.Table, *, is_merged: bool) -> list[str]:
    """The files that hold rows, in run order: those of merged segments, or the others."""
    rows = segments.filter(pc.field("kept") > 0)
    wanted = rows.filter(pc.field("position").is_valid() if is_merged else pc.field("position").is_null())
    return list(dict.fromkeys(wanted["path"].to_pylist()))


def naive_utc(moment: datetime) -> datetime:
    """In UTC, without saying so: the published columns are plain timestamps in UTC."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _files(results: Path, folder: str) -> list[Path]:
    return [path for path in sorted((results / "runs").glob(f"{folder}/*.parquet")) if not path.name.startswith(".")]


def _run_order(run_id: str) -> tuple[str, int]:
    stamp, _, again = run_id.partition("-")
    return stamp, int(again) if again.isdigit() else 0


def _row(sequence: int, path: Path, position: int | None, record: SegmentRecord, kept: int) -> dict[str, Any]:
    row = {name: getattr(record, name) for name in SEGMENT_COLUMNS.names if hasattr(record, name)}
    return row | {
        "sequence": sequence,
        "path": str(path),
        "position": position,
        "seen_at": naive_utc(datetime.fromisoformat(record.started_at)),
        "ended_at": naive_utc(datetime.fromisoformat(record.ended_at)),
        "kept": kept,
        "http_statuses": json.dumps(record.http_statuses, sort_keys=True),
    }


def _unreadable(path: Path, error: Exception) -> dict[str, Any]:
    return {
        "run_id": path.parent.name,
        "source_id": path.stem,
        "issue_kind": "segment",
        "subject": str(path),
        "message": f"the segment cannot be read and is left out; restore it or move it away ({error})",
    }

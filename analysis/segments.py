"""The segments of all runs, as a table of their records."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from scraper.posting import RECORD_KEY, SegmentRecord

SEGMENT_COLUMNS = pa.schema(
    [
        ("sequence", pa.int64()),  # in run order
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
ISSUE_COLUMNS = pa.schema([(name, pa.string()) for name in ("run_id", "source_id", "issue_kind", "subject", "message")])


def read_segments(results: Path) -> tuple[pa.Table, pa.Table]:
    """The records of all segments in run order, and their issues; a file that is no segment is an issue, no more."""
    segments: list[dict[str, Any]] = []
    issues: list[dict[str, Any]] = []
    paths = (path for path in (results / "runs").glob("*/*.parquet") if not path.name.startswith("."))
    for path in sorted(paths, key=lambda path: (*_run_order(path.parent.name), path.name)):
        try:
            metadata = pq.read_metadata(path)
            record = SegmentRecord.from_json((metadata.metadata or {})[RECORD_KEY])
            segments.append(_row(len(segments), path, record, metadata.num_rows))
        except (OSError, pa.ArrowInvalid, KeyError, TypeError, ValueError) as error:
            issues.append(_unreadable(path, error))
            continue
        issues += [
            {"run_id": record.run_id, "source_id": record.source_id, "issue_kind": issue.get("kind")}
            | {name: issue.get(name) for name in ("subject", "message")}
            for issue in record.issues
        ]
    return pa.Table.from_pylist(segments, SEGMENT_COLUMNS), pa.Table.from_pylist(issues, ISSUE_COLUMNS)


def naive_utc(moment: datetime) -> datetime:
    """In UTC, without saying so: the published columns are plain timestamps in UTC."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _run_order(run_id: str) -> tuple[str, int]:
    stamp, _, again = run_id.partition("-")
    return stamp, int(again) if again.isdigit() else 0


def _row(sequence: int, path: Path, record: SegmentRecord, num_rows: int) -> dict[str, Any]:
    row = {name: getattr(record, name) for name in SEGMENT_COLUMNS.names if hasattr(record, name)}
    return row | {
        "sequence": sequence,
        "path": str(path),
        "seen_at": naive_utc(datetime.fromisoformat(record.started_at)),
        "ended_at": naive_utc(datetime.fromisoformat(record.ended_at)),
        "kept": num_rows,
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

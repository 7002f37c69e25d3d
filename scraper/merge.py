"""Merges the segments of old runs into one file a source, so that years of runs stay small; nothing of them is lost.

Each state of a posting is one row, with the spans of runs that listed it so (`listed`); the records of all merged
segments stand in the metadata. The merged file replaces its predecessor by rename, and from then on stands for the
segments in it: those that a kill left behind are passed over by readers and removed by the next call.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from scraper.errors import SegmentError
from scraper.posting import LISTS, MERGED, MERGED_SCHEMA, RECORDS_KEY, SEGMENT_SCHEMA, SegmentRecord
from scraper.segments import (
    make_folder,
    merged_path,
    read_merged,
    read_record,
    run_ids,
    run_order,
    segment_path,
    sync,
)

_ROWS = 500
_COLUMNS = [name for name in SEGMENT_SCHEMA.names if name != "record"]


@dataclass(slots=True)
class Merged:
    """What was merged: segments, and bytes of files before and after."""

    segments: int = 0
    bytes_before: int = 0
    bytes_after: int = 0


@dataclass(slots=True)
class _State:
    """A posting as it stood, and where; `place` is the file and row that hold it last."""

    posting_id: str
    spans: list[list[int]] = field(default_factory=list)
    place: tuple[int, int] = (0, 0)


def merge_old(results: Path, *, keep_runs: int) -> Merged:
    """Merge all but the newest `keep_runs` runs; call it with the run lock held.

    The last list of each source stays as it is, and so do imported files and the demo's sample.
    """
    merged = Merged()
    _remove_merged_segments(results)
    runs = run_ids(results)
    recent = set(runs[-keep_runs:] if keep_runs else ())
    paths = sorted((path.stem, run_order(run_id), path) for run_id in runs for path in _segments(results, run_id))
    for source_id, found in groupby(paths, key=lambda entry: entry[0]):
        files = _mergeable([path for _, _, path in found], recent)
        if files:
            _merge(results, source_id, files, merged)
    _remove_merged_segments(results)
    return merged


def _segments(results: Path, run_id: str) -> list[Path]:
    return sorted((results / "runs" / run_id).glob("[!.]*.parquet"))


def _mergeable(paths: list[Path], recent: set[str]) -> list[tuple[Path, SegmentRecord]]:
    """The old segments of one source but for its last list."""
    if all(path.parent.name in recent for path in paths):
        return []
    found = []
    for path in paths:
        with suppress(SegmentError):  # status and the table `issue` name it
            found.append((path, read_record(path)))
    if any(record.platform == "import" or record.is_sample for _, record in found):
        return []
    last = max((number for number, (_, record) in enumerate(found) if record.status in LISTS), default=None)
    return [entry for number, entry in enumerate(found) if number != last and entry[0].parent.name not in recent]


def _merge(results: Path, source_id: str, files: list[tuple[Path, SegmentRecord]], merged: Merged) -> None:
    target = merged_path(results, source_id)
    before = read_merged(target)
    records = sorted([*before, *(record for _, record in files)], key=lambda record: run_order(record.run_id))
    position = {record.run_id: number for number, record in enumerate(records)}
    paths = [target, *(path for path, record in files if record.status in LISTS)]
    states = _states(paths, before, position, {path: record.run_id for path, record in files}, records)
    size_before = sum(path.stat().st_size for path in (target, *(path for path, _ in files)) if path.exists())
    _write(target, paths, states, records)
    merged.segments += len(files)
    merged.bytes_before += size_before
    merged.bytes_after += target.stat().st_size


def _states(
    paths: Sequence[Path],
    before: Sequence[SegmentRecord],
    position: dict[str, int],
    run_of: dict[Path, str],
    records: Sequence[SegmentRecord],
) -> list[_State]:
    """Every state of every posting, by posting and then by time."""
    states: dict[bytes, _State] = {}
    if paths[0].exists():
        rows = pq.read_table(paths[0], columns=[*_COLUMNS, "listed"]).to_pylist()
        for number, row in enumerate(rows):
            spans = [[position[before[span[end]].run_id] for end in ("first", "last")] for span in row.pop("listed")]
            states[_key(row)] = _State(row["posting_id"], spans, (0, number))
    lists = [number for number, record in enumerate(records) if record.status in LISTS]
    previous = dict(zip(lists[1:], lists, strict=False))
    for file, path in enumerate(paths[1:], 1):
        at = position[run_of[path]]
        rows = pq.read_table(path, columns=_COLUMNS).to_pylist()
        latest = {row["posting_id"]: number for number, row in enumerate(rows)}  # of two rows the later one counts
        for number in latest.values():
            state = states.setdefault(_key(rows[number]), _State(rows[number]["posting_id"]))
            state.place = (file, number)
            if state.spans and state.spans[-1][1] == previous.get(at):
                state.spans[-1][1] = at
            else:
                state.spans.append([at, at])
    return sorted(states.values(), key=lambda state: (state.posting_id, state.spans))


def _key(row: dict[str, Any]) -> bytes:
    return hashlib.sha256(json.dumps([row[name] for name in _COLUMNS], default=str).encode()).digest()


def _write(target: Path, paths: Sequence[Path], states: Sequence[_State], records: Sequence[SegmentRecord]) -> None:
    make_folder(target.parent)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with pq.ParquetWriter(temporary, MERGED_SCHEMA, compression="zstd") as writer:
            for table in _tables(paths, states):
                writer.write_table(table)
            writer.add_key_value_metadata({RECORDS_KEY: json.dumps([asdict(record) for record in records]).encode()})
        if pq.read_metadata(temporary).num_rows != len(states) or len(read_merged(temporary)) != len(records):
            raise SegmentError("the merged file is not what was written; nothing was removed", str(target))
        sync(temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    sync(target.parent)


def _tables(paths: Sequence[Path], states: Sequence[_State]) -> Iterator[pa.Table]:
    """The rows of the states in their order, from the files that hold them."""
    for start in range(0, len(states), _ROWS):
        some = states[start : start + _ROWS]
        rows: dict[tuple[int, int], dict[str, Any]] = {}
        for file in sorted({state.place[0] for state in some}):
            wanted = sorted({state.place[1] for state in some if state.place[0] == file})
            table = pq.read_table(paths[file], columns=SEGMENT_SCHEMA.names).take(wanted)
            rows |= {(file, number): row for number, row in zip(wanted, table.to_pylist(), strict=True)}
        listed = [[{"first": first, "last": last} for first, last in state.spans] for state in some]
        yield pa.Table.from_pylist(
            [rows[state.place] | {"listed": spans} for state, spans in zip(some, listed, strict=True)], MERGED_SCHEMA
        )


def _remove_merged_segments(results: Path) -> None:
    """Remove the segments that a merged file stands for, and the folders of runs that have none left."""
    folder = results / "runs" / MERGED
    if not folder.is_dir():
        return
    for leftover in folder.glob(".*.tmp"):
        leftover.unlink(missing_ok=True)
    emptied: set[Path] = set()
    for target in folder.glob("[!.]*.parquet"):
        for record in read_merged(target):
            path = segment_path(results, record.run_id, record.source_id)
            if path.exists():
                path.unlink()
            emptied.add(path.parent)
    for run in emptied:
        with suppress(OSError):  # not empty, or gone already
            run.rmdir()
    sync(results / "runs")

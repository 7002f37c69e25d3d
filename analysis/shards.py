"""Makes one file of many small ones that hold readings; each week adds a few."""

import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.durable import sync

_ROWS_AT_ONCE = 2_000


def merge_shards(folder: Path) -> int:
    """Merge the finished shards of a folder, one reading a text; gives how many there were.

    A kill leaves the old shards, or the new one and some of the old: readers take one reading of a text, the next call
    makes it right.
    """
    paths = sorted(path for path in folder.glob("*.parquet") if not path.name.startswith("."))
    if len(paths) < 2:
        return len(paths)
    columns = pq.read_schema(paths[0])
    name = "merged-1" if paths[-1].stem != "merged-1" else "merged-2"
    temporary = folder / f".{name}.{os.getpid()}.tmp"
    try:
        with pq.ParquetWriter(temporary, columns, compression="zstd") as writer:
            for table in _one_each(paths, columns):
                writer.write_table(table)
        sync(temporary)
        temporary.replace(folder / f"{name}.parquet")
    finally:
        temporary.unlink(missing_ok=True)
    sync(folder)
    for path in paths:
        path.unlink()
    sync(folder)
    return len(paths)


def _one_each(paths: list[Path], columns: pa.Schema) -> Iterator[pa.Table]:
    """The first reading of each text that has no error, else one with an error."""
    written: set[str] = set()
    for is_failed in (False, True):
        for path in paths:
            for batch in pq.ParquetFile(path).iter_batches(_ROWS_AT_ONCE):
                table = pa.Table.from_batches([batch]).cast(columns)
                table = table.filter(pc.is_valid(table["error"]) if is_failed else pc.is_null(table["error"]))
                hashes = table["content_hash"].to_pylist()
                wanted = []
                for text in hashes:
                    wanted.append(text not in written)
                    written.add(text)
                if any(wanted):
                    yield table.filter(pa.array(wanted))

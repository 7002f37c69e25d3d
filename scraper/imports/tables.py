"""A file of postings as a table, whatever kind of file it is."""

import codecs
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from scraper.errors import ImportFileError
from scraper.imports.csv_rows import csv_table
from scraper.imports.json_rows import json_table
from scraper.imports.rows import BUFFER, Row, Table, open_bytes
from scraper.settings import Settings

_ZIP_MARK = b"PK\x03\x04"
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def open_table(path: Path, settings: Settings) -> Table:
    """The file as a table, told by what it holds and not by its name; ImportFileError when it is of no known kind."""
    try:
        with path.open("rb") as raw:
            is_parquet = raw.read(4) == b"PAR1"
        if is_parquet:
            return _parquet_table(path, settings)
        with open_bytes(path) as stream:
            start = stream.peek(BUFFER)[:BUFFER].removeprefix(codecs.BOM_UTF8).lstrip()
    except (OSError, EOFError) as error:
        raise ImportFileError(f"the file cannot be read ({error})", str(path)) from error
    except pa.ArrowException as error:
        raise ImportFileError(f"this is not a sound Parquet file ({error})", str(path)) from error
    if not start:
        raise ImportFileError("the file is empty", str(path))
    if start.startswith(_ZIP_MARK):
        raise ImportFileError("this is a workbook or archive; save it as CSV and import that", str(path))
    if b"\0" in start[:64] and not start.startswith(_WIDE_MARKS):
        raise ImportFileError("this is no text file; CSV, JSON Lines, JSON and Parquet can be imported", str(path))
    return json_table(path, settings) if start[:1] in (b"{", b"[") else csv_table(path, settings)


def _parquet_table(path: Path, settings: Settings) -> Table:
    with pq.ParquetFile(path) as file:
        columns = list(file.schema_arrow.names)

    def rows() -> Iterator[Row]:
        number = 0
        with pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):  # one call for all of them would hold all of them: 428 MB, not 216
                for batch in file.iter_batches(settings.batch_rows, row_groups=[group]):
                    for values in batch.to_pylist():
                        number += 1
                        yield Row(number, values)

    return Table(columns, rows)

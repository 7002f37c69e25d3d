"""A file of postings as rows, whatever kind it is; a bad row is told of, the rest goes on."""

import codecs
import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq

from scraper.errors import ImportFileError
from scraper.settings import Settings

_LOOK = 65_536
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `values` is None when it cannot be read, and `problem` says why (or what was mended)."""

    number: int  # line of a text file, row of another, from 1
    values: dict[str, Any] | None
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """A file that was looked at: its columns are known, its rows not read yet."""

    columns: list[str]
    rows: Callable[[], Iterator[Row]]


def open_table(path: Path, settings: Settings) -> Table:
    """The file as a table, told by what it holds and not by its name; ImportFileError when it is of no known kind."""
    from scraper.csv_rows import csv_table  # they build on Row and Table
    from scraper.json_rows import json_table

    try:
        with path.open("rb") as raw:
            is_parquet = raw.read(4) == b"PAR1"
        if is_parquet:
            return _parquet_table(path, settings)
        with open_bytes(path) as stream:
            start = stream.peek(_LOOK)[:_LOOK].removeprefix(codecs.BOM_UTF8).lstrip()
    except (OSError, EOFError) as error:
        raise ImportFileError(f"the file cannot be read ({error})", str(path)) from error
    except pa.ArrowException as error:
        raise ImportFileError(f"this is not a sound Parquet file ({error})", str(path)) from error
    if not start:
        raise ImportFileError("the file is empty", str(path))
    if b"\0" in start[:1000] and not start.startswith(_WIDE_MARKS):
        raise ImportFileError("this is no text file; CSV, JSON Lines, JSON and Parquet can be imported", str(path))
    return json_table(path, settings) if start[:1] in (b"{", b"[") else csv_table(path, settings)


def open_bytes(path: Path) -> BufferedReader:
    """The file's bytes, unpacked when it is gzip."""
    with path.open("rb") as raw:
        is_gzip = raw.read(2) == b"\x1f\x8b"
    if is_gzip:
        return BufferedReader(cast(Any, gzip.GzipFile(path)), _LOOK)
    return BufferedReader(cast(Any, path.open("rb", 0)), _LOOK)


def mended(data: bytes) -> tuple[str, str]:
    """The text of some bytes and what was wrong with them: bytes that are not UTF-8 are read as windows-1252."""
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return data.decode("utf-8", "windows-1252"), "some bytes are not UTF-8; read as windows-1252"


def _one_byte_as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("windows-1252", "replace"), error.end


codecs.register_error("windows-1252", _one_byte_as_windows_1252)


def _parquet_table(path: Path, settings: Settings) -> Table:
    with pq.ParquetFile(path) as file:
        columns = list(file.schema_arrow.names)

    def rows() -> Iterator[Row]:
        number = 0
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=settings.batch_rows):
                for values in batch.to_pylist():
                    number += 1
                    yield Row(number, values)

    return Table(columns, rows)

"""What a row and a table of a file are, and bytes as text where the file is not quite what it claims."""

import codecs
import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, cast

BUFFER = 65_536


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


def open_bytes(path: Path) -> BufferedReader:
    """The file's bytes, unpacked when it is gzip."""
    with path.open("rb") as raw:
        is_gzip = raw.read(2) == b"\x1f\x8b"
    if is_gzip:
        return BufferedReader(cast(Any, gzip.GzipFile(path)), BUFFER)
    return BufferedReader(cast(Any, path.open("rb", 0)), BUFFER)


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

"""Rows of JSON Lines, of one JSON array, or of an object that holds a list of rows."""

import codecs
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from scraper.errors import ImportFileError
from scraper.imports.rows import BUFFER, Row, Table, mended, open_bytes
from scraper.settings import Settings

_LISTS = ("jobs", "postings", "data", "results", "items", "records", "rows")
_COLUMN_ROWS = 100  # rows of JSON may leave keys out; this many are asked for theirs
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")


def json_table(path: Path, settings: Settings) -> Table:
    """The columns by the keys of the first rows; ImportFileError when no row can be read."""
    read = _reader(path, settings)

    def rows() -> Iterator[Row]:
        return read(path, settings)

    columns: dict[str, None] = {}
    readable = 0
    for row in rows():
        columns.update(dict.fromkeys(row.values or ()))
        readable += row.values is not None
        if readable == _COLUMN_ROWS:
            break
    if not readable:
        raise ImportFileError("the file holds no row that can be read", str(path))
    return Table(list(columns), rows)


def _reader(path: Path, settings: Settings) -> Callable[[Path, Settings], Iterator[Row]]:
    """How to read the file: as an array, one object, or lines."""
    with open_bytes(path) as stream:
        if stream.peek(BUFFER).removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"["):
            return _array
        first = stream.readline(settings.max_json_bytes)
        if not isinstance(_parsed(first)[0], dict):  # an object over several lines, or a first line that is broken
            return _document if not _is_object(stream.readline(settings.max_json_bytes)) else _lines
        return _lines if stream.peek(1) else _document


def _lines(path: Path, settings: Settings) -> Iterator[Row]:
    limit = settings.max_field_chars * 8
    with open_bytes(path) as stream:
        for number, line in enumerate(iter(lambda: stream.readline(limit), b""), 1):
            if line.strip():
                yield _row_of(number, *_parsed(line))


def _document(path: Path, settings: Settings) -> Iterator[Row]:
    with open_bytes(path) as stream:
        data = stream.read(settings.max_json_bytes + 1)
    if len(data) > settings.max_json_bytes:
        raise ImportFileError("the file is one JSON object too large to read whole; write it as JSON Lines", str(path))
    values, problem = _parsed(data)
    rows = next((values[name] for name in _LISTS if isinstance(values.get(name), list)), None) if values else None
    for number, item in enumerate([values] if rows is None else rows, 1):
        yield _row_of(number, item, problem)


def _array(path: Path, settings: Settings) -> Iterator[Row]:
    """The elements of one array, without reading it whole."""
    decoder = json.JSONDecoder()
    text = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape")
    limit = settings.max_field_chars * 8
    buffer, number, is_end = "", 0, False
    with open_bytes(path) as stream:
        while True:
            buffer = buffer.lstrip(" \t\r\n," if number else " \t\r\n,[")
            if buffer.startswith("]"):
                return
            try:
                values, end = decoder.raw_decode(buffer)
            except (ValueError, RecursionError) as error:
                if is_end or len(buffer) > limit:
                    yield Row(number + 1, None, f"the array is broken from here on ({error})")
                    return
                chunk = stream.read(max(BUFFER, len(buffer)))
                is_end = not chunk
                buffer += text.decode(chunk, is_end)
                continue
            number += 1
            element, buffer = buffer[:end], buffer[end:]
            if _ESCAPED_BYTE.search(element):
                yield _row_of(number, *_parsed(element.encode("utf-8", "surrogateescape")))
            else:
                yield _row_of(number, values, "")


def _is_object(line: bytes) -> bool:
    return isinstance(_parsed(line)[0], dict)


def _parsed(data: bytes) -> tuple[Any, str]:
    """The JSON value of some bytes and what was wrong with them; None when nothing can be read."""
    text, problem = mended(data)
    try:
        return json.loads(text), problem
    except (ValueError, RecursionError) as error:
        return None, f"not JSON ({error})"


def _row_of(number: int, values: Any, problem: str) -> Row:
    if isinstance(values, dict):
        return Row(number, values, problem)
    return Row(number, None, problem or f"not an object but {type(values).__name__}")

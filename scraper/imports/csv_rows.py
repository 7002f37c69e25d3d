"""Rows of a CSV file with commas, semicolons, tabs or bars, in UTF-8, UTF-16 or windows-1252."""

import codecs
import csv
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from scraper.errors import ImportFileError
from scraper.imports.rows import Row, Table, mended, open_bytes
from scraper.settings import Settings


def csv_table(path: Path, settings: Settings) -> Table:
    """The columns by the first row; ImportFileError when it is no header."""
    csv.field_size_limit(settings.max_field_chars)  # or an unclosed quote would swallow the rest of the file
    with open_bytes(path) as stream:
        delimiter = max(",;\t|", key=next(_Lines(stream), "").count)
    with open_bytes(path) as stream:
        try:
            columns = _header(csv.reader(_Lines(stream), delimiter=delimiter))
        except csv.Error as error:
            raise ImportFileError(f"the first row is not a CSV header ({error})", str(path)) from error
    return Table(columns, lambda: _rows(path, delimiter))


def _rows(path: Path, delimiter: str) -> Iterator[Row]:
    with open_bytes(path) as stream:
        lines = _Lines(stream)
        reader = csv.reader(lines, delimiter=delimiter)
        header = _header(reader)
        while True:
            first = reader.line_num + 1
            lines.problem = ""
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(first, None, f"not a CSV row ({error}); is a quote left open?")
                continue
            if not cells:
                continue
            if len(cells) != len(header):
                yield Row(first, None, f"{len(cells)} fields where the header has {len(header)}")
            else:
                yield Row(first, dict(zip(header, cells, strict=True)), lines.problem)


def _header(reader: Iterator[list[str]]) -> list[str]:
    """The first row that has cells; a name that is empty or taken gets a number."""
    names: list[str] = []
    for number, cell in enumerate(next((cells for cells in reader if cells), []), 1):
        name = cell.strip() or f"column {number}"
        names.append(name if name not in names else f"{name} {number}")
    return names


class _Lines:
    """The lines of a stream as text; `problem` says what was mended since it was last emptied."""

    def __init__(self, stream: BufferedReader) -> None:
        self.problem = ""
        is_wide = stream.peek(2)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        self._lines = iter(codecs.getreader("utf-16")(stream, "replace")) if is_wide else map(self._decode, stream)

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        return next(self._lines)

    def _decode(self, line: bytes) -> str:
        text, problem = mended(line)
        self.problem = self.problem or problem
        return text

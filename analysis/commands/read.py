"""`jobreq read FILE`: postings as JSON Lines to what each asks, as JSON Lines; a stream, and nothing is stored."""

import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa

from analysis.errors import AnalysisError
from analysis.logs import Reporter
from analysis.reading import labels_of, read_batch
from scraper.posting import FORMATS, storable

# Enough that Arrow costs nothing, few enough that the first answers of a stream come at once.
ROWS_AT_ONCE = 64

STDIN = "-"

Row = dict[str, Any]

_COLUMNS = ("content_hash", "title", "employer", "format", "description")


class InputError(AnalysisError):
    """A file or a line of it cannot be read as postings; `subject` is file and line."""


def read_files(names: Sequence[str], form: str, output: Path | None, *, reporter: Reporter) -> None:
    """Write one line per posting; a bad line is named and left out. InputError when no line was good."""
    write = {"labels": _labels, "mentions": _mentions}[form]
    read = 0
    with _written_whole(output) as lines:
        for batch in _batches(_postings(names, reporter)):
            for posting, reading in zip(batch, _readings(batch), strict=True):
                lines.write(json.dumps({"id": posting["id"], **write(reading)}, ensure_ascii=False) + "\n")
                read += 1
            lines.flush()
        if not read:
            message = "there is no posting; each line must be a JSON object with a description"
            raise InputError(message, ", ".join(names))


def open_text(name: str) -> TextIO:
    """A file, or standard input for `-`, as UTF-8; bytes that are none are replaced."""
    if name == STDIN:
        return io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", errors="replace")
    return Path(name).open(encoding="utf-8-sig", errors="replace")


def _postings(names: Sequence[str], reporter: Reporter) -> Iterator[Row]:
    for name in names:
        with open_text(name) as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    yield _posting(line, f"{name}:{number}")
                except InputError as error:
                    reporter.say(f"{error}; the line is left out", level="warning")


def _posting(line: str, where: str) -> Row:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InputError("this is not JSON; each line must be one JSON object", where) from error
    if not isinstance(row, dict):
        raise InputError("this is not a JSON object", where)
    if not isinstance(row.get("description"), str):
        raise InputError("`description` is missing or not a text", where)
    form = row.get("format") or "plain"
    if form not in FORMATS:
        raise InputError(f"format {form!r} is none of {', '.join(FORMATS)}", where)
    texts = {name: storable(str(row.get(name) or "")) for name in ("title", "employer", "description")}
    return {"id": row.get("id", where), "content_hash": where, "format": form, **texts}


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == ROWS_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _readings(batch: list[Row]) -> list[Row]:
    columns = {name: pa.array([row[name] for row in batch], pa.string()) for name in _COLUMNS}
    readings: list[Row] = read_batch(pa.RecordBatch.from_pydict(columns)).to_pylist()
    return readings


def _labels(reading: Row) -> Row:
    return labels_of(reading) | _error(reading)


def _mentions(reading: Row) -> Row:
    return {name: value for name, value in reading.items() if name not in ("content_hash", "error")} | _error(reading)


def _error(reading: Row) -> Row:
    return {"error": reading["error"]} if reading["error"] else {}


@contextmanager
def _written_whole(path: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that appears only when everything is in it."""
    if path is None:
        yield sys.stdout
        return
    if path.exists() and not path.is_file():  # a device or a named pipe takes it as it comes; a folder is an error
        with path.open("w", encoding="utf-8") as lines:
            yield lines
        return
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8") as lines:
            yield lines
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)

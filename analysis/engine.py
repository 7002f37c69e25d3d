"""Read every text once: new ones go in batches through a process pool into shard files.

A shard appears whole under a name that follows from its texts, so a killed read is continued by calling again.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.database import MEMORY_LIMIT, run_script, view_parquet
from analysis.durable import sync
from analysis.segments import read_segments, row_files
from analysis.workers import Done, Workers
from scraper.posting import SEGMENT_SCHEMA

TEXT_COLUMNS = ("content_hash", "title", "employer", "format", "description")

# Large enough that sending costs nothing beside reading, small enough that a kill costs seconds.
BATCH_ROWS = 500
BATCH_CHARACTERS = 5_000_000

# Reading a batch takes about 5 s on one core; a text on which a pattern hangs must not hold up the rest for long.
BATCH_SECONDS = 180.0
ROW_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Reader:
    """A reading function, importable by name, and what its answers depend on besides the text."""

    version: str
    vocabulary_hash: str
    schema: pa.Schema
    read: Callable[[pa.RecordBatch], pa.RecordBatch]


@dataclass(frozen=True, slots=True)
class Unread:
    """What is to be read; `is_anew` when all of it was read before, by another reader or with another vocabulary."""

    new: int
    known: int
    is_anew: bool


@dataclass(frozen=True, slots=True)
class Progress:
    read: int
    total: int


@dataclass(frozen=True, slots=True)
class Readings:
    """What a call of `read_new` did: texts read now, read before, given up with an error; and where they are."""

    new: int
    cached: int
    folder: Path
    seconds: float
    failed: int = 0


def project_reader() -> Reader:
    """The reader of the project, with its vocabulary."""
    # Imported here: it brings spaCy along.
    from analysis.reading import READER_VERSION, READING_SCHEMA, read_batch
    from analysis.vocabulary import load_vocabulary

    return Reader(READER_VERSION, load_vocabulary().content_hash, READING_SCHEMA, read_batch)


def readings_folder(results: Path, reader: Reader | None = None) -> Path:
    """Where the readings of one reader and one vocabulary stand; another version reads everything anew."""
    reader = reader or project_reader()
    return results / "readings" / f"{reader.version}-{reader.vocabulary_hash[:12]}"


def read_new(
    results: Path,
    *,
    workers: int | None = None,
    announce: Callable[[Unread], None] | None = None,
    report: Callable[[Progress], None] | None = None,
    reader: Reader | None = None,
    batch_seconds: float = BATCH_SECONDS,
    row_seconds: float = ROW_SECONDS,
) -> Readings:
    """Read each text of the segments that has no reading yet.

    `workers` processes, as many as there are processors by default; when 1 is asked for, this process reads, where
    nothing can be stopped after its time. `announce` is called before the first text. A text that fails alone, too,
    gets a reading with `error` and is not tried again.
    """
    started = time.monotonic()
    reader = reader or project_reader()
    folder = readings_folder(results, reader)
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        connection.execute("SET temp_directory = ?", [str(folder.with_name(f".{os.getpid()}.spill"))])
        new, cached = _find_unread(connection, results, folder, reader)
        failed = 0
        if new and announce:
            announce(Unread(new, cached, is_anew=cached == 0 and _was_read_otherwise(folder)))
        if new:
            folder.mkdir(parents=True, exist_ok=True)
            for leftover in folder.glob(".*.tmp"):  # of a killed read; only one runs at a time
                leftover.unlink(missing_ok=True)
            count = workers or os.cpu_count() or 1
            batches = _batches(connection, min(BATCH_ROWS, max(20, new // (4 * count))))
            read = 0
            for batch in _answers(batches, reader, 0 if workers == 1 else count, batch_seconds, row_seconds):
                _write_shard(folder, batch)
                read += batch.num_rows
                failed += batch.num_rows - batch["error"].null_count
                if report:
                    report(Progress(read, new))
    return Readings(new, cached, folder, time.monotonic() - started, failed)


def _find_unread(connection: duckdb.DuckDBPyConnection, results: Path, folder: Path, reader: Reader) -> tuple[int, int]:
    """Makes the table `unread`; gives how many texts are in it, and how many are read."""
    segments, _ = read_segments(results)
    paths = [*row_files(segments, is_merged=False), *row_files(segments, is_merged=True)]
    view_parquet(connection, "segment_row", paths, lambda: SEGMENT_SCHEMA)
    view_parquet(connection, "reading_row", shard_paths(folder), lambda: reader.schema)
    run_script(connection, "unread")
    ((new, known),) = connection.execute(
        "SELECT (SELECT count(*) FROM unread), (SELECT count(*) FROM known)"
    ).fetchall()
    return new, known - new


def _was_read_otherwise(folder: Path) -> bool:
    return any(shard_paths(other) for other in folder.parent.glob("[!.]*") if other != folder)


def shard_paths(folder: Path) -> list[str]:
    """The finished shards of a folder of readings."""
    return sorted(str(path) for path in folder.glob("*.parquet") if not path.name.startswith("."))


def _batches(connection: duckdb.DuckDBPyConnection, rows: int) -> Iterator[pa.RecordBatch]:
    """The unread texts, in batches of at most `rows` and about BATCH_CHARACTERS."""
    columns = ", ".join(f"segment_row.{name}" for name in TEXT_COLUMNS)
    texts = connection.sql(
        f"SELECT {columns} FROM segment_row JOIN unread ON unread.content_hash = segment_row.content_hash "
        "AND unread.place.filename = segment_row.filename "
        "AND unread.place.file_row_number = segment_row.file_row_number"
    )
    for chunk in texts.to_arrow_reader(BATCH_ROWS):
        lengths = pc.fill_null(pc.utf8_length(chunk["description"]), 0).to_pylist()
        start = characters = 0
        for row, length in enumerate(lengths):
            if row > start and (row - start >= rows or characters + length > BATCH_CHARACTERS):
                yield chunk.slice(start, row - start)
                start, characters = row, 0
            characters += length
        if start < chunk.num_rows:
            yield chunk.slice(start)


def _answers(
    batches: Iterator[pa.RecordBatch], reader: Reader, workers: int, batch_seconds: float, row_seconds: float
) -> Iterator[pa.RecordBatch]:
    """The reading of each batch; 0 workers: in this process.

    One that fails is read again text by text, to find the text that is to blame.
    """
    read = partial(_read_checked, reader)
    with ExitStack() as stack:
        run: Callable[[Iterable[pa.RecordBatch], float], Iterator[Done[pa.RecordBatch, pa.RecordBatch]]]
        if workers == 0:
            _warm_up(reader)
            run = partial(_run_here, read)
        else:
            run = stack.enter_context(Workers(read, partial(_warm_up, reader), workers)).run
        failed: list[pa.RecordBatch] = []
        for done in run(batches, batch_seconds):
            if done.result is not None:
                yield done.result
            else:
                failed.append(done.task)
        for batch in failed:
            rows = (batch.slice(row, 1) for row in range(batch.num_rows))
            single = [done.result or _given_up(done, reader) for done in run(rows, row_seconds)]
            yield pa.Table.from_batches(single).combine_chunks().to_batches()[0]


def _run_here(
    read: Callable[[pa.RecordBatch], pa.RecordBatch], batches: Iterable[pa.RecordBatch], _seconds: float
) -> Iterator[Done[pa.RecordBatch, pa.RecordBatch]]:
    for batch in batches:
        try:
            done = Done(batch, read(batch))
        except Exception as error:  # noqa: BLE001  as in a worker: the text is kept with the error
            done = Done(batch, None, f"{type(error).__name__}: {error}")
        yield done


def _read_checked(reader: Reader, batch: pa.RecordBatch) -> pa.RecordBatch:
    """The reader's answer, if it is one row of the right schema for each text."""
    answer = reader.read(batch)
    if answer.schema != reader.schema or answer["content_hash"].to_pylist() != batch["content_hash"].to_pylist():
        raise ValueError("the reader's answer is not one row of its schema for each text")
    return answer


def _warm_up(reader: Reader) -> None:
    """Load the vocabulary and build the matchers, so that a broken one is told from a broken text."""
    reader.read(pa.RecordBatch.from_pylist([], pa.schema([(name, pa.string()) for name in TEXT_COLUMNS])))


def _given_up(done: Done[pa.RecordBatch, pa.RecordBatch], reader: Reader) -> pa.RecordBatch:
    row = dict.fromkeys(reader.schema.names) | {
        "content_hash": done.task["content_hash"][0].as_py(),
        "reader_version": reader.version,
        "vocabulary_hash": reader.vocabulary_hash,
        "mentions": [],
        "error": done.error,
    }
    return pa.RecordBatch.from_pylist([row], reader.schema)


def _write_shard(folder: Path, batch: pa.RecordBatch) -> None:
    digest = hashlib.sha256("".join(batch["content_hash"].to_pylist()).encode()).hexdigest()[:32]
    temporary = folder / f".{digest}.{os.getpid()}.tmp"
    try:
        pq.write_table(pa.Table.from_batches([batch]), temporary, compression="zstd")
        sync(temporary)
        temporary.replace(folder / f"{digest}.parquet")
    finally:
        temporary.unlink(missing_ok=True)
    sync(folder)

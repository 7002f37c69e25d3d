"""`jobreq sql`: a query against the published database, as a table, CSV or JSON."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from analysis.commands.database import QueryError, one_sentence, open_published
from analysis.present import write_csv, write_json, write_table

_ROWS_AT_ONCE = 2_000
_WRITERS = {"table": write_table, "csv": write_csv, "json": write_json}


def sql(query: str, form: str, results: Path) -> None:
    """Write the rows of a query to standard output; QueryError when DuckDB cannot run it."""
    if query == "-":
        query = sys.stdin.read()
    with open_published(results) as connection, stopped_at_once():
        try:
            answer = connection.sql(query)
            if answer is not None:
                _WRITERS[form](answer.columns, _rows(answer), sys.stdout)
        except duckdb.Error as error:
            raise QueryError(one_sentence(error)) from error


def _rows(answer: duckdb.DuckDBPyRelation) -> Iterator[tuple[Any, ...]]:
    # By way of Arrow: it streams, and DuckDB's own conversion of times with a zone needs one more package.
    for batch in answer.to_arrow_reader(_ROWS_AT_ONCE):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


@contextmanager
def stopped_at_once() -> Iterator[None]:
    """Let Ctrl-C end the process by itself: DuckDB may not look for it for minutes, and nothing is being written."""
    handlers = {number: signal.signal(number, signal.SIG_DFL) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)

"""`jobreq sql`: a query against the published database, as a table, CSV or JSON."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from analysis.commands.database import QueryError, open_published
from analysis.present import write_csv, write_json, write_table

_ROWS_AT_ONCE = 2_000
_WRITERS = {"table": write_table, "csv": write_csv, "json": write_json}


def sql(query: str, form: str, results: Path) -> None:
    """Write the rows of a query to standard output; QueryError when DuckDB cannot run it."""
    if query == "-":
        query = sys.stdin.read()
    if not query.strip():
        raise QueryError('the query is empty; try `jobreq sql "SHOW TABLES"`')
    with open_published(results) as connection, stopped_at_once():
        try:
            answer = connection.sql(query)
            if answer is not None:
                _WRITERS[form](answer.columns, _rows(answer), sys.stdout)
        except duckdb.Error as error:
            raise QueryError(_with_advice(error)) from error


def _rows(answer: duckdb.DuckDBPyRelation) -> Iterator[tuple[Any, ...]]:
    # By way of Arrow: it streams, and DuckDB's own conversion of times with a zone needs one more package.
    for batch in answer.to_arrow_reader(_ROWS_AT_ONCE):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _with_advice(error: duckdb.Error) -> str:
    """DuckDB's message without the drawing of the query below it, and what may help."""
    message = str(error).partition("\n\nLINE")[0]
    if isinstance(error, duckdb.CatalogException | duckdb.BinderException):
        return f"{message} (`SHOW TABLES` and `DESCRIBE posting` tell the names)"
    if isinstance(error, duckdb.PermissionException) or "read-only" in message:
        return f"{message} (a query here reads the published database and nothing else)"
    return message


@contextmanager
def stopped_at_once() -> Iterator[None]:
    """Let Ctrl-C end the process by itself: DuckDB may not look for it for minutes, and nothing is being written."""
    handlers = {number: signal.signal(number, signal.SIG_DFL) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)

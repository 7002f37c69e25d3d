"""The published database, opened so that nothing can be written."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from analysis.errors import AnalysisError, ResultsError
from analysis.fingerprint import fingerprint
from analysis.publish import published_path


class QueryError(AnalysisError):
    """DuckDB cannot run this query."""


@contextmanager
def open_published(results: Path, *, may_write_in: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to RESULTS/jobreq.duckdb; ResultsError says what to do when there is none.

    `may_write_in` is the one folder in which its queries may write and read other files.
    """
    path = published_path(results)
    if not path.exists():
        raise ResultsError(
            "nothing is published here; run `jobreq demo` or `jobreq run`, or name another folder with --results",
            str(results),
        )
    try:
        connection = duckdb.connect(path, read_only=True, config={"autoinstall_known_extensions": "false"})
    except duckdb.Error as error:
        raise ResultsError(_why_closed(path, str(error)), str(path)) from error
    try:
        if may_write_in:
            connection.execute("SET allowed_directories = ?", [[str(may_write_in)]])
        # Queries of users see this one file: no other files, no network, no extensions from anywhere.
        connection.execute("SET enable_external_access = false")
        try:
            yield connection
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            if _is_of_this_program(connection):
                raise
            lacks = str(error).partition("\n")[0]
            message = (
                f"the database was built by another version of this program ({lacks}); `jobreq build` makes it again"
            )
            raise ResultsError(message, str(path)) from error
    finally:
        connection.close()


def _is_of_this_program(connection: duckdb.DuckDBPyConnection) -> bool:
    try:
        found = connection.execute("SELECT program_hash FROM publication").fetchone()
    except duckdb.Error:
        return False
    return found == (fingerprint(),)


def _why_closed(path: Path, message: str) -> str:
    if "lock" in message:
        return "another program has the database open for writing; close it there, or open it read-only"
    if not path.is_file():
        return "this is a folder, not a database; move it away and run `jobreq build`"
    if "not a valid DuckDB database" in message:
        return "this is no DuckDB database; move it away and run `jobreq build`, which makes it from the segments"
    if "Permission denied" in message:
        return "no permission to read the database; check the owner and the mode"
    return f"the database cannot be opened ({message}); `jobreq build` makes it again from the segments"

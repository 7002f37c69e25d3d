"""Checks of a new database before it is published: each is a SELECT in `sql/checks` that must return no rows."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from analysis.database import MEMORY_LIMIT, SQL, quoted, spill_folder
from analysis.errors import AnalysisError

# These compare with the published file and can be waived when the change is meant.
DRIFT = SQL / "checks" / "drift"


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that returned rows."""

    name: str
    promise: str  # the first line of its file: what should hold
    rows: int
    example: str  # the first row, column by column


class CheckError(AnalysisError):
    """The new database breaks a promise, so the old one stays published."""

    def __init__(self, failures: list[Failure], subject: str) -> None:
        lines = [
            f"{failure.name} ({failure.promise}; {failure.rows:,} rows, first {failure.example})"
            for failure in failures
        ]
        super().__init__("not published, because of the check " + "; ".join(lines), subject)
        self.failures = failures


def check(path: Path, published: Path, *, accept_drift: bool = False) -> list[Failure]:
    """The failures of the database at `path`, in the order of the names of the checks; empty means good.

    `published` may be missing; then nothing is compared with it.
    """
    with duckdb.connect(path, read_only=True) as connection:
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'; SET preserve_insertion_order = false")
        connection.execute("SET temp_directory = ?", [str(spill_folder(path))])
        files = sorted((SQL / "checks").glob("*.sql"))
        if not accept_drift and _attach(connection, published):
            files += sorted(DRIFT.glob("*.sql"))
        return [failure for file in files if (failure := _run(connection, file))]


def _run(connection: duckdb.DuckDBPyConnection, file: Path) -> Failure | None:
    sql = file.read_text(encoding="utf-8")
    result = connection.execute(sql)
    first = result.fetchone()
    if first is None:
        return None
    names = [column[0] for column in result.description or ()]
    rows = 1 + len(result.fetchall())
    example = ", ".join(f"{name} {value}" for name, value in zip(names, first, strict=True))
    promise = sql.partition("\n")[0].removeprefix("-- ").rstrip(".")
    return Failure(file.stem, promise, rows, example)


def _attach(connection: duckdb.DuckDBPyConnection, published: Path) -> bool:
    """Whether the published file could be attached; one that cannot be read is no yardstick."""
    if not published.exists():
        return False
    try:
        connection.execute(f"ATTACH {quoted(str(published))} AS published (READ_ONLY)")
        connection.execute("SELECT count(*) FROM published.posting")
    except duckdb.Error:
        return False
    return True

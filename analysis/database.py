"""What every DuckDB connection of ours needs: scripts of `sql/`, Parquet files as views, Arrow tables as tables."""

from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

SQL = Path(__file__).parent / "sql"

# DuckDB spills to disk beyond this. 300,000 postings with 3 million mentions took 2 GB without it and were no faster.
MEMORY_LIMIT = "1GB"

# To count what a million postings state, 12 million statements, 1 GB was not enough to spill with, and 1.5 GB was.
LARGE = 500_000  # postings
LARGE_MEMORY_LIMIT = "2GB"


def spill_folder(database: Path) -> Path:
    """Where DuckDB may spill while it works on a database that is not published yet."""
    return database.with_suffix(".spill")


def run_script(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Run `sql/<name>.sql`."""
    connection.execute(read_script(name))


def read_script(name: str) -> str:
    """What stands in `sql/<name>.sql`."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def view_parquet(
    connection: duckdb.DuckDBPyConnection, name: str, paths: Sequence[str], columns: Callable[[], pa.Schema]
) -> None:
    """A temporary view over Parquet files, with `filename` and `file_row_number`; empty when there are none."""
    if paths:
        connection.execute(
            f"CREATE TEMP VIEW {name} AS SELECT * FROM read_parquet([{', '.join(map(quoted, paths))}], "
            "filename = true, file_row_number = true, union_by_name = true)"
        )
    else:
        place = [pa.field("filename", pa.string()), pa.field("file_row_number", pa.int64())]
        keep_table(connection, name, pa.schema([*columns(), *place]).empty_table())


def keep_table(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """A temporary table with the rows of an Arrow table."""
    _from_arrow(connection, f"CREATE TEMP TABLE {name} AS", table)


def insert_table(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Append the rows of an Arrow table, by the names of its columns."""
    _from_arrow(connection, f"INSERT INTO {name} BY NAME", table)


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _from_arrow(connection: duckdb.DuckDBPyConnection, statement: str, table: pa.Table) -> None:
    connection.register("arriving", table)
    connection.execute(f"{statement} SELECT * FROM arriving")
    connection.unregister("arriving")

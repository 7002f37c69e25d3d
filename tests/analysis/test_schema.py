"""The declared schema is the one in the file, and nothing in the file is without a description."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from analysis import build, schema
from tests.analysis.made import posting, published, reading, readings, segment
from tests.conftest import NEW_DATABASE

RELATIONS = {relation.name: relation for relation in (*schema.TABLES, *schema.VIEWS)}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    results = tmp_path_factory.mktemp("results")
    segment(results, 0, [posting("1")])
    readings(results, [reading(posting("1"))])
    with duckdb.connect(published(results), read_only=True) as connection:
        yield connection


def test_the_file_holds_what_is_declared_and_nothing_else(database: duckdb.DuckDBPyConnection) -> None:
    held = database.execute("SELECT table_name FROM information_schema.tables").fetchall()
    assert {name for (name,) in held} == set(RELATIONS)
    macros = database.execute("SELECT DISTINCT function_name FROM duckdb_functions() WHERE NOT internal").fetchall()
    assert {name for (name,) in macros} == {macro.name for macro in schema.MACROS}


@pytest.mark.parametrize("name", RELATIONS)
def test_columns_and_types_are_as_declared(database: duckdb.DuckDBPyConnection, name: str) -> None:
    found = database.execute(f"DESCRIBE {name}").fetchall()
    assert [(column, kind) for column, kind, *_ in found] == [(c.name, c.type) for c in RELATIONS[name].columns]


def test_everything_has_a_comment(database: duckdb.DuckDBPyConnection) -> None:
    for catalogue, name in (("tables", "table_name"), ("views", "view_name"), ("functions", "function_name")):
        query = f"SELECT {name} FROM duckdb_{catalogue}() WHERE NOT internal AND comment IS NULL"
        assert database.execute(query).fetchall() == []
    columns = "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL"
    assert database.execute(columns).fetchall() == []


CATALOGUE = (
    "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE NOT internal ORDER BY ALL",
    "SELECT table_name, comment FROM duckdb_tables() ORDER BY ALL",
    "SELECT view_name, sql, comment FROM duckdb_views() WHERE NOT internal ORDER BY ALL",
    "SELECT function_name, parameters, macro_definition, comment FROM duckdb_functions() WHERE NOT internal ORDER BY 1",
)


def test_the_copy_that_tests_start_from_is_a_new_file(tmp_path: Path) -> None:
    held = []
    for name, new in (("new", NEW_DATABASE), ("copy", build.new_database)):
        new(tmp_path / name).close()
        with duckdb.connect(tmp_path / name, read_only=True) as connection:
            held.append([connection.execute(query).fetchall() for query in CATALOGUE])
    assert all(held[0])
    assert held[0] == held[1]


@pytest.mark.parametrize("name", [name for name, relation in RELATIONS.items() if relation.key])
def test_keys_are_columns_and_unique(database: duckdb.DuckDBPyConnection, name: str) -> None:
    key = ", ".join(RELATIONS[name].key)
    assert database.execute(f"SELECT {key} FROM {name} GROUP BY ALL HAVING count(*) > 1").fetchall() == []


def test_what_was_read_by_rules_says_so() -> None:
    for column in schema.COLUMNS.values():
        if column.name in ("strength", "education_required", "certification", "required", "share", "language"):
            assert schema.MACHINE_EXTRACTED in column.comment


def test_the_dictionary_names_every_column() -> None:
    text = schema.data_dictionary()
    for name, relation in RELATIONS.items():
        section = text.partition(f"### {name}\n")[2].partition("\n### ")[0]
        assert relation.description in section
        for column in relation.columns:
            assert f"| {column.name} | {column.type} |" in section
    for macro in schema.MACROS:
        assert f"`{macro.name}({macro.arguments})`" in text


def test_older_duckdb_can_open_the_file(database: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT tags['storage_version'] FROM duckdb_databases() WHERE NOT internal"
    ((version,),) = database.execute(query).fetchall()
    assert version.startswith("v1.2.0")

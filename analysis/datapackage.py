"""The description of an export as a Data Package: every table, column and key, from the schema alone.

https://datapackage.org/standard/data-package/ (version 2), and `profile` beside it for readers of version 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from analysis.schema import Relation

NAME = "jobreq"
FILE = "datapackage.json"

SAMPLE_NOTICE = (
    "The employers and postings are invented: the figures show the form of an answer, and say nothing about the labour "
    "market."
)
NOTICE = (
    "Titles, texts and sentences are the employers' own: publish figures and short quotations, not the texts. The "
    "employers are those whose boards were read, and no sample of the labour market."
)
FORMULAS = (
    "In the CSV files a text that a spreadsheet would run as a formula (it begins with = + - @, a tab or a line end) "
    "has an apostrophe before it, and so has one that begins with apostrophes before those; the Parquet files have "
    "every text as it is."
)

_PROFILES = "https://datapackage.org/profiles/2.0"
_TYPES = {
    "VARCHAR": "string",
    "BIGINT": "integer",
    "INTEGER": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}
_FORMS: dict[str, dict[str, Any]] = {
    "csv": {"mediatype": "text/csv", "encoding": "utf-8", "dialect": {"lineTerminator": "\n"}},
    "parquet": {"mediatype": "application/vnd.apache.parquet"},
}

# Whose key a column holds. In posting_term and in demand `any` and `all` stand beside the keys: they refer to nothing.
_PARENTS = {
    "posting_id": "posting",
    "primary_posting_id": "posting",
    "term_id": "term",
    "occupation_id": "occupation",
    "source_id": "source",
    "run_id": "run",
}
# A key of which a column may be NULL (any term of a kind) is unique, but no primary key.
_UNIQUE_WITH_NULL = ("reader_quality",)

# The project's own words; the licence of figures and of employers' texts is not the project's to give.
_OURS = ("term", "occupation")
_LICENCE = {"name": "MIT", "title": "MIT License", "path": "https://opensource.org/license/mit"}


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of the export: its path from the descriptor's folder, and what proves that it is whole."""

    path: str
    bytes: int
    sha256: str
    rows: int


def package(
    tables: Sequence[Relation], files: Mapping[str, DataFile], *, form: str, is_sample: bool, built_at: datetime
) -> dict[str, Any]:
    """The descriptor of the tables' files in one form, csv or parquet; `built_at` is UTC."""
    about = "Job postings, what each asks of an applicant, the sentences behind it, and how often employers ask."
    notice = SAMPLE_NOTICE if is_sample else NOTICE
    names = {table.name for table in tables}
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": NAME,
        "title": "Job postings and what they ask for" + (" (invented sample)" if is_sample else ""),
        "description": " ".join([notice, about, *([FORMULAS] if form == "csv" else [])]),
        "created": f"{built_at.isoformat(timespec='seconds')}Z",
        "notice": notice,
        "is_sample": is_sample,
        **({"licenses": [_LICENCE]} if is_sample else {}),
        "resources": [_resource(table, files[table.name], names, form) for table in tables],
    }


def references(table: Relation, names: set[str]) -> list[tuple[str, str, str]]:
    """Column, table and column that it refers to, of the tables that are there."""
    if table.name == "posting_term" or table.name.endswith("_demand"):
        columns = [name for name in ("posting_id",) if any(column.name == name for column in table.columns)]
    else:
        columns = [column.name for column in table.columns if column.name in _PARENTS]
    return [
        (column, parent, column.removeprefix("primary_"))
        for column in columns
        if (parent := _PARENTS[column]) in names and parent != table.name
    ]


def _resource(table: Relation, file: DataFile, names: set[str], form: str) -> dict[str, Any]:
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": table.name,
        "type": "table",
        "profile": "tabular-data-resource",
        "path": file.path,
        "format": form,
        **_FORMS[form],
        "description": table.comment,
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "rows": file.rows,
        **({"licenses": [_LICENCE]} if table.name in _OURS else {}),
        "schema": _schema(table, names),
    }


def _schema(table: Relation, names: set[str]) -> dict[str, Any]:
    is_primary = bool(table.key) and table.name not in _UNIQUE_WITH_NULL
    fields = [
        {
            "name": column.name,
            "type": _TYPES[column.type],
            "description": column.comment,
            **({"constraints": {"required": True}} if is_primary and column.name in table.key else {}),
        }
        for column in table.columns
    ]
    keys: dict[str, Any] = {}
    if table.key:
        keys = {"primaryKey": list(table.key)} if is_primary else {"uniqueKeys": [list(table.key)]}
    if found := references(table, names):
        keys["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": parent, "fields": [target]}}
            for column, parent, target in found
        ]
    return {"$schema": f"{_PROFILES}/tableschema.json", "fields": fields, "missingValues": [""], **keys}

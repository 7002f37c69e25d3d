"""The published tables as CSV and Parquet in a folder of its own, described by datapackage.json.

The folder appears whole: it is written beside its place under a temporary name, synced and renamed. An earlier export
is replaced only when it holds nothing else.
"""

import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from analysis import schema
from analysis.database import quoted
from analysis.datapackage import FILE, NAME, NOTICE, SAMPLE_NOTICE, DataFile, package
from analysis.durable import sync
from analysis.errors import AnalysisError
from analysis.publish import is_another_alive
from analysis.schema import Relation

FORMS = ("csv", "parquet")

# What a spreadsheet may take for a formula (https://owasp.org/www-community/attacks/CSV_Injection), with the full-width
# signs that some take too. Texts that begin with apostrophes before it get one more, so that taking one off restores
# every text.
FORMULA = r"^'*([\t\r\n]|\s*[=+\-@＝＋－＠])"

_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
_BYTES_AT_ONCE = 1 << 20


class ExportError(AnalysisError):
    """The tables cannot be written there; `subject` is the folder."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    folder: Path
    tables: int
    rows: int
    is_sample: bool


def default_tables() -> list[Relation]:
    """All tables, and the views that count demand; the other views are made from them in a line."""
    return [*schema.TABLES, *(view for view in schema.VIEWS if view.name.endswith("_demand"))]


def without_texts(tables: Iterable[Relation]) -> list[Relation]:
    """The tables less the texts of postings; the sentences that are quoted stay."""
    return [
        Relation(
            table.name,
            table.description,
            tuple(column for column in table.columns if column.name != "description"),
            table.key,
            table.warning,
        )
        for table in tables
    ]


def workplace(target: Path) -> Path:
    """The temporary folder beside `target` that `export` writes in.

    Sweeps what killed exports left there. Raises ExportError when `target` is something that an export must not
    replace.
    """
    _sweep(target)
    _expect_replaceable(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    return _beside(target, "tmp")


def export(connection: duckdb.DuckDBPyConnection, target: Path, tables: Sequence[Relation]) -> Exported:
    """Write the tables as CSV and Parquet into `target`; the connection must be allowed to write in its `workplace`."""
    folder = workplace(target)
    try:
        folder.mkdir()
        is_sample, built_at = _publication(connection)
        rows = 0
        for form in FORMS:
            (folder / form).mkdir()
            files = {table.name: _write(connection, folder / form, table, form, is_sample) for table in tables}
            rows = sum(file.rows for file in files.values())
            described = package(tables, files, form=form, is_sample=is_sample, built_at=built_at)
            _describe(folder if form == "csv" else folder / form, described)
        _sync_all(folder)
        _swap(folder, target)
    except duckdb.Error as error:
        if os.strerror(errno.ENOSPC) in str(error):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target)) from error
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Exported(target, len(tables), rows, is_sample)


def select(table: Relation, form: str) -> str:
    """The rows of a table; as CSV with formulas defused, numbers and dates untouched."""
    columns = [
        f"CASE WHEN regexp_matches({name}, {quoted(FORMULA)}) THEN '''' || {name} ELSE {name} END AS {name}"
        if form == "csv" and column.type == "VARCHAR"
        else name
        for column in table.columns
        for name in (f'"{column.name}"',)
    ]
    return f"SELECT {', '.join(columns)} FROM {table.name}"


def _write(
    connection: duckdb.DuckDBPyConnection, folder: Path, table: Relation, form: str, is_sample: bool
) -> DataFile:
    path = folder / f"{table.name}.{form}"
    if form == "csv":
        options = f"FORMAT csv, HEADER, TIMESTAMPFORMAT {quoted(_TIME)}"
    else:
        notice = SAMPLE_NOTICE if is_sample else NOTICE
        about = f"{{description: {quoted(table.comment)}, notice: {quoted(notice)}}}"
        options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {about}"
    copy = f"COPY ({select(table, form)}) TO {quoted(str(path))} ({options})"
    ((rows,),) = connection.execute(copy).fetchall()
    # Paths in a descriptor start from its folder: that of CSV lies above them, that of Parquet beside them.
    place = f"csv/{path.name}" if form == "csv" else path.name
    return DataFile(place, path.stat().st_size, _sha256(path), rows)


def _publication(connection: duckdb.DuckDBPyConnection) -> tuple[bool, datetime]:
    query = "SELECT (SELECT coalesce(bool_or(is_sample), false) FROM source), built_at FROM publication"
    ((is_sample, built_at),) = connection.execute(query).fetchall()
    return is_sample, built_at


def _describe(folder: Path, described: dict[str, object]) -> None:
    text = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
    (folder / FILE).write_text(text, encoding="utf-8")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BYTES_AT_ONCE):
            digest.update(block)
    return digest.hexdigest()


def _sync_all(folder: Path) -> None:
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)


def _swap(folder: Path, target: Path) -> None:
    """Put the new folder in the place of the old one; between two renames, a kill leaves the old one beside it."""
    old = _beside(target, "old")
    try:
        if target.exists():
            target.rename(old)
        folder.rename(target)
    except OSError as error:
        if old.exists() and not target.exists():
            old.rename(target)
        if error.errno in (errno.EBUSY, errno.EXDEV):
            message = "this is a mount point, which cannot be replaced as a whole; name a folder in it"
            raise ExportError(message, str(target)) from error
        raise
    sync(target.parent)
    shutil.rmtree(old, ignore_errors=True)


def _expect_replaceable(target: Path) -> None:
    if target == Path.cwd():
        raise ExportError("the folder is replaced as a whole, and you are in it; name one in it", str(target))
    if not target.exists():
        return
    if not target.is_dir():
        raise ExportError("this is a file; name a folder", str(target))
    held = {path.relative_to(target).as_posix() for path in target.rglob("*") if not path.is_dir()}
    if foreign := sorted(held - _listed(target)):
        others = f" and {len(foreign) - 1:,} more" if len(foreign) > 1 else ""
        message = f"the folder holds what no export wrote ({foreign[0]}{others}); name a new folder, or empty this one"
        raise ExportError(message, str(target))


def _listed(target: Path) -> set[str]:
    """The files that an earlier export says it wrote here."""
    try:
        described = json.loads((target / FILE).read_text(encoding="utf-8"))
        if described["name"] != NAME:
            return set()
        names = {Path(resource["path"]).stem for resource in described["resources"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {FILE, f"parquet/{FILE}", *(f"{form}/{name}.{form}" for form in FORMS for name in names)}


def _sweep(target: Path) -> None:
    """Clear what exports left that were killed; one that was killed between its renames gives the old folder back."""
    leftover = re.compile(rf"\.{re.escape(target.name)}\.(\d+)\.(tmp|old)")
    for path in sorted(target.parent.iterdir()) if target.parent.is_dir() else ():
        match = leftover.fullmatch(path.name)
        if match is None or is_another_alive(int(match.group(1))):
            continue
        if match.group(2) == "old" and not target.exists():
            path.rename(target)
        else:
            shutil.rmtree(path)


def _beside(target: Path, ending: str) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}.{ending}")

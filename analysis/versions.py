"""The last published databases, each in a folder of its own with a manifest of what it was made from.

A version is the published file itself under a second name (a hard link), so it costs no room until the next one.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import duckdb

from analysis import schema
from analysis.durable import sync
from analysis.publish import NAME, published_path

FOLDER = "versions"
MANIFEST = "manifest.json"
KEEP = 3


def keep_version(results: Path, *, keep: int = KEEP) -> Path | None:
    """Give the published database its folder, and remove all but the newest `keep`; None when nothing is published.

    Call it with the run lock held; it may be called again for the same database.
    """
    published = published_path(results)
    if not published.exists():
        return None
    folder = results / FOLDER
    folder.mkdir(exist_ok=True)
    for leftover in folder.glob(".*.tmp"):
        shutil.rmtree(leftover)
    versions = list_versions(results)
    if versions and (versions[-1] / NAME).exists() and (versions[-1] / NAME).samefile(published):
        made = versions[-1]
    else:
        made = _make(results, published, folder, versions)
        versions.append(made)
    for old in versions[:-keep]:
        hidden = old.with_name(f".{old.name}.tmp")
        old.rename(hidden)  # whole or gone, also when a kill comes now
        shutil.rmtree(hidden)
    return made


def list_versions(results: Path) -> list[Path]:
    """The folders of the versions, oldest first."""
    found = [path for path in (results / FOLDER).glob("[0-9]*") if path.is_dir()]
    return sorted(found, key=lambda path: (path.name.partition("-")[0], int(path.name.partition("-")[2] or 1)))


def _make(results: Path, published: Path, folder: Path, versions: list[Path]) -> Path:
    before = json.loads((versions[-1] / MANIFEST).read_text(encoding="utf-8")) if versions else {}
    manifest = _manifest(results, published, before)
    name = str(manifest["built_at"])
    number = 1
    while (folder / name).exists():
        number += 1
        name = f"{manifest['built_at']}-{number}"
    target = folder / name
    hidden = folder / f".{target.name}.tmp"
    hidden.mkdir()
    try:
        os.link(published, hidden / NAME)
    except OSError:  # a file system without hard links
        shutil.copyfile(published, hidden / NAME)
        sync(hidden / NAME)
    (hidden / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    sync(hidden / MANIFEST)
    sync(hidden)
    hidden.rename(target)
    sync(folder)
    return target


def _manifest(results: Path, published: Path, before: dict[str, Any]) -> dict[str, Any]:
    with duckdb.connect(published, read_only=True) as connection:
        ((built_at, program_hash, duckdb_version),) = connection.execute(
            "SELECT strftime(built_at, '%Y%m%dT%H%M%SZ'), program_hash, duckdb_version FROM publication"
        ).fetchall()
        readers = connection.execute("SELECT DISTINCT reader_version, vocabulary_hash FROM requirement ORDER BY ALL")
        read_by = [{"reader_version": one, "vocabulary_hash": other} for one, other in readers.fetchall()]
        counts = {
            table.name: connection.execute(f"SELECT count(*) FROM {table.name}").fetchall()[0][0]
            for table in schema.TABLES
        }
    return {
        "built_at": built_at,
        "jobreq_version": _own_version(),
        "program_hash": program_hash,
        "read_by": read_by,
        "duckdb_version": duckdb_version,
        "rows": counts,
        "segments": list(_segments(results, before)),
    }


def _segments(results: Path, before: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each segment file with its hash; one that has not changed since the manifest before is not read again."""
    known = {(row["path"], row["bytes"], row["modified_ns"]): row["sha256"] for row in before.get("segments", ())}
    for path in sorted((results / "runs").glob("*/[!.]*.parquet")):
        facts = path.stat()
        row = {"path": str(path.relative_to(results)), "bytes": facts.st_size, "modified_ns": facts.st_mtime_ns}
        row["sha256"] = known.get((row["path"], row["bytes"], row["modified_ns"])) or _sha256(path)
        yield row


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _own_version() -> str:
    with suppress(PackageNotFoundError):
        return version("jobreq")
    return "0"

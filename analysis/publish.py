"""Swap a new database in for the published one, so that readers see the old file or the new one, never less.

The order is what matters: temporary file in the same folder, checks, close, no write-ahead log left, one query per
table on a fresh read-only connection, fsync, rename, fsync of the folder. A kill at any point leaves the old file.
"""

import errno
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from analysis import schema
from analysis.checks import CheckError, check
from analysis.database import spill_folder
from analysis.durable import sync
from analysis.errors import ResultsError

NAME = "jobreq.duckdb"

# What a small database takes while it is built, beyond what it is made from.
SPARE_BYTES = 64 * 2**20

_LEFTOVER = re.compile(r"\.jobreq\.duckdb\.(\d+)\.(?:tmp|tmp\.wal|spill)")
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_ACCESS = (errno.EACCES, errno.EPERM, errno.EROFS)


def _ignore(_: str) -> None:
    pass


def published_path(results: Path) -> Path:
    return results / NAME


def new_file(results: Path, *, expected_bytes: int, free_bytes: Callable[[Path], int] | None = None) -> Path:
    """A name for a new database of about `expected_bytes`; sweeps what killed builds, and this process, left behind.

    Raises ResultsError when the disk has less room than that, and when the folder cannot be written.
    """
    with disk_errors_as_sentences(results):
        results.mkdir(parents=True, exist_ok=True)
        sweep(results)
        room_for(results, expected_bytes, free_bytes=free_bytes)
    return results / f".{NAME}.{os.getpid()}.tmp"


def room_for(results: Path, expected_bytes: int, *, free_bytes: Callable[[Path], int] | None = None) -> None:
    """ResultsError when the disk has less room than `expected_bytes` and a little more."""
    free = (free_bytes or _free_bytes)(results)
    if free < SPARE_BYTES + expected_bytes:
        raise ResultsError(_no_room(SPARE_BYTES + expected_bytes, free), str(results))


def sweep(results: Path) -> None:
    """Remove the temporary files of builds that ended; those of another living process stay."""
    for path in results.iterdir():
        match = _LEFTOVER.fullmatch(path.name)
        if match and not is_another_alive(int(match.group(1))):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def publish(
    target: Path,
    results: Path,
    *,
    accept_drift: bool = False,
    report: Callable[[str], None] = _ignore,
    reached: Callable[[str], None] = _ignore,
) -> Path:
    """Check the new database and rename it over the published one; returns the published path.

    `report` gets a sentence when something unusual was found. `reached` is called with the name of each point passed
    (checked, synced, renamed), for tests that kill the process there. Raises CheckError, with the failing checks, and
    ResultsError; in either case the published file stays as it was and the new one is removed.
    """
    published = published_path(results)
    try:
        with disk_errors_as_sentences(results):
            failures = check(target, published, accept_drift=accept_drift)
            if failures:
                raise CheckError(failures, str(target))
            reached("checked")
            _read_each_table(target)
            sync(target)
            reached("synced")
            log = _log(published)
            if log.exists():
                # Somebody opened the published file for writing and died. DuckDB would refuse the new file with it.
                aside = _free_name(log)
                log.rename(aside)
                report(f"{log.name} stood beside the published file; it is now {aside.name}. Open the file read-only.")
            target.replace(published)
            sync(results)
            reached("renamed")
    finally:
        discard(target)
    return published


def discard(target: Path) -> None:
    """Remove a new database that will not be published, and what DuckDB left beside it."""
    target.unlink(missing_ok=True)
    _log(target).unlink(missing_ok=True)
    shutil.rmtree(spill_folder(target), ignore_errors=True)


@contextmanager
def disk_errors_as_sentences(results: Path, expected_bytes: int = 0) -> Iterator[None]:
    """Turns a full disk and a missing permission into a ResultsError that says what to do."""
    try:
        yield
    except (OSError, duckdb.Error) as error:
        number = error.errno if isinstance(error, OSError) else None
        text = str(error)
        if number in _NO_SPACE or any(os.strerror(code) in text for code in _NO_SPACE) or "max_temp_directory" in text:
            message = _no_room(SPARE_BYTES + expected_bytes, _free_bytes(results))
            raise ResultsError(f"the disk is full: {message}", str(results)) from error
        if number in _NO_ACCESS or any(os.strerror(code) in text for code in _NO_ACCESS):
            message = "the folder cannot be written; change its permissions, or choose another with --results"
            raise ResultsError(message, str(results)) from error
        raise


def _read_each_table(target: Path) -> None:
    if _log(target).exists():
        raise ResultsError("the new database was not closed cleanly; build again", str(target))
    with duckdb.connect(target, read_only=True) as connection:
        for relation in (*schema.TABLES, *schema.VIEWS):
            connection.execute(f"SELECT * FROM {relation.name} LIMIT 1").fetchall()


def _log(database: Path) -> Path:
    return database.with_name(database.name + ".wal")


def _free_name(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.aside-{number}")).exists():
        number += 1
    return aside


def is_another_alive(process_id: int) -> bool:
    """Whether another process than this one runs under the number."""
    if process_id == os.getpid():
        return False
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _no_room(needed: int, free: int) -> str:
    return (
        f"this needs about {_megabytes(needed)} of free disk and has {_megabytes(free)}; free "
        f"{_megabytes(max(needed - free, 2**20))} and run the same command again, or choose another folder with "
        "--results"
    )


def _megabytes(count: int) -> str:
    return f"{count / 2**20:,.0f} MB"

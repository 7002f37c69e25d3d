"""One run at a time in a results folder. The kernel lets go of the lock when the process dies, however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scraper.errors import RunLocked


def expect_free(results: Path) -> None:
    """RunLocked when another run holds the results folder at this moment."""
    if (results / "run.lock").exists():
        with run_lock(results):
            pass


@contextmanager
def run_lock(results: Path) -> Iterator[None]:
    """Hold the results folder for the block; RunLocked when another run holds it."""
    results.mkdir(parents=True, exist_ok=True)
    path = results / "run.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
            who = f" (process {holder})" if holder else ""
            raise RunLocked(f"another run is at work here{who}; wait for it to end", str(path)) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)  # for people; the lock itself is the kernel's
        yield
    finally:
        os.close(descriptor)

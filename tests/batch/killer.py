"""Runs batches and kills them, for test_kill.py: one line of JSON on standard input is one run, one line out its end.

Everything slow is imported once; each run is a fork of this process. A run is killed with SIGKILL after some seconds,
or before or after one of the steps that it makes on the disk: each fsync, rename, link and removal is one.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from analysis.engine import TEXT_COLUMNS, project_reader
from analysis.fingerprint import fingerprint
from tests.batch.place import forget_report, run

STEPS = ("fsync", "replace", "rename", "link", "unlink", "rmdir")


def main() -> None:
    forget_report()
    text = dict.fromkeys(TEXT_COLUMNS, "CPC required.") | {"format": "plain"}  # no text would leave half of it unloaded
    project_reader().read(pa.RecordBatch.from_pylist([text], pa.schema([(name, pa.string()) for name in TEXT_COLUMNS])))
    fingerprint()  # once for all: somebody may be editing the program
    for line in sys.stdin:
        print(json.dumps(one_run(**json.loads(line))), flush=True)


def one_run(
    results: str, sources: str, now: str, port: int, step: int | str | None, seconds: float | None
) -> dict[str, Any]:
    """How a run ended: its signal or exit code, and the last step that it began."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reads)
        die_at(step, writes)
        log = Path(results).with_suffix(".log").open("a")
        os.dup2(log.fileno(), 2)
        run(Path(results), Path(sources), datetime.fromisoformat(now), [port])
        os._exit(0)
    os.close(writes)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reads) as pipe:
        steps = pipe.read().splitlines()
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return {"code": code, "steps": len(steps), "last": steps[-1] if steps else "before the first step"}


def die_at(step: int | str | None, told: int) -> None:
    """Count the steps on the disk, tell each of them, and die before (even) or after (odd) one, or at a name."""
    turn = threading.RLock()
    count = 0

    def wrapped(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            nonlocal count
            with turn:
                own, count = count, count + 2
                what = f"{name} {name_of(arguments[0])}"
                os.write(told, f"{what}\n".encode())
                if step == own or (isinstance(step, str) and what.startswith(step)):
                    os.kill(os.getpid(), signal.SIGKILL)
                answer = work(*arguments, **named)
                if step == own + 1:
                    os.kill(os.getpid(), signal.SIGKILL)
                return answer

        return counted

    for name in STEPS:
        setattr(os, name, wrapped(name, getattr(os, name)))


def name_of(place: Any) -> str:
    """The name of a file, given by path or, where the system tells, by descriptor."""
    if isinstance(place, int):
        link = Path("/proc/self/fd") / str(place)
        return link.readlink().name if link.exists() else "?"
    return Path(os.fsdecode(place)).name


if __name__ == "__main__":
    main()

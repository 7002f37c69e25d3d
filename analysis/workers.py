"""Worker processes that may hang or die without taking the work with them.

`concurrent.futures` fails every task when one worker dies and cannot stop one that hangs. Here each worker has its own
pipe, so the parent knows which task went down with it, kills it when its time is up, and goes on with a new one.
"""

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from analysis.errors import AnalysisError

Task = TypeVar("Task")
Result = TypeVar("Result")

# Starting a worker imports spaCy and builds the matchers: 2 s here, far more on a loaded machine.
START_SECONDS = 120.0

# Workers that end before they are ready: after so many, the next would end as well.
MOST_FAILED_STARTS = 3


class WorkerError(AnalysisError):
    """The workers cannot start."""


@dataclass(frozen=True, slots=True)
class Done(Generic[Task, Result]):
    """A task with its result, or with the reason why there is none."""

    task: Task
    result: Result | None
    error: str = ""


@dataclass(slots=True, eq=False)
class _Worker:
    process: BaseProcess
    pipe: Connection
    deadline: float
    is_ready: bool = False
    task: Any = None  # None while idle

    @property
    def is_idle(self) -> bool:
        return self.is_ready and self.task is None


class Workers(Generic[Task, Result]):
    """A pool of processes for one function; as a context manager it leaves no process behind.

    `work` must be importable by name. `prepare` runs once in each worker before its first task; a failure there is a
    WorkerError. Workers are spawned, because DuckDB's threads in the parent do not survive a fork.
    """

    def __init__(self, work: Callable[[Task], Result], prepare: Callable[[], None], count: int) -> None:
        self._work = work
        self._prepare = prepare
        self._count = count
        self._workers: list[_Worker] = []
        self._failed_starts = 0

    def __enter__(self) -> "Workers[Task, Result]":
        return self

    def __exit__(self, *_: object) -> None:
        while self._workers:
            self._stop(self._workers[0])

    def run(self, tasks: Iterable[Task], seconds: float) -> Iterator[Done[Task, Result]]:
        """Every task once, in the order in which they end; one that takes longer than `seconds` has an error."""
        tasks = iter(tasks)
        upcoming = next(tasks, None)
        while upcoming is not None or any(worker.task is not None for worker in self._workers):
            while upcoming is not None and (worker := self._idle_worker()) is not None:
                worker.task, worker.deadline = upcoming, time.monotonic() + seconds
                upcoming = next(tasks, None)
                try:
                    worker.pipe.send(worker.task)
                except OSError:
                    self._stop(worker)
                    yield Done(worker.task, None, _ended(worker))
            done = self._next_done()
            if done is not None:
                yield done

    def _idle_worker(self) -> _Worker | None:
        """A worker without a task, if there is one; otherwise starts one when there are too few."""
        for worker in self._workers:
            if worker.is_idle:
                return worker
        if len(self._workers) < self._count:
            self._start()
        return None

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._work, self._prepare), daemon=True)
        # Ctrl-C reaches the whole group of processes; one that is still starting leaves it to us. The tracker that the
        # first start brings up would let the signal through again.
        resource_tracker.ensure_running()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        self._workers.append(_Worker(process, ours, time.monotonic() + START_SECONDS))

    def _next_done(self) -> Done[Task, Result] | None:
        """The next task that ended; None when something else happened first."""
        busy = [worker for worker in self._workers if not worker.is_idle]
        if not busy:
            return None
        first = min(busy, key=lambda worker: worker.deadline)
        ready = wait([worker.pipe for worker in busy], max(0.0, first.deadline - time.monotonic()))
        if not ready:
            return self._lost(first, "the process took too long")
        worker = next(worker for worker in busy if worker.pipe is ready[0])
        try:
            answer, value = worker.pipe.recv()
        except (EOFError, OSError):
            return self._lost(worker)
        if answer == "unfit":
            raise WorkerError(f"the reading processes cannot start: {value}")
        if answer == "ready":
            worker.is_ready, worker.deadline = True, float("inf")
            return None
        task, worker.task = worker.task, None
        return Done(task, value) if answer == "done" else Done(task, None, value)

    def _lost(self, worker: _Worker, how: str = "") -> Done[Task, Result] | None:
        self._stop(worker)
        how = how or _ended(worker)
        if worker.is_ready:
            return Done(worker.task, None, how)
        self._failed_starts += 1
        if self._failed_starts >= MOST_FAILED_STARTS:
            raise WorkerError(f"the reading processes do not start: {how}; try with fewer workers")
        return None

    def _stop(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join(0.2)  # one that ended by itself keeps its exit code
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()


def _serve(pipe: Connection, work: Callable[[Any], Any], prepare: Callable[[], None]) -> None:
    """The life of a worker: ready, then one answer a task, until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    with suppress(EOFError, ConnectionError):
        answer = _tried(prepare)
        if answer[0] == "failed":
            pipe.send(("unfit", answer[1]))
            return
        pipe.send(("ready", None))
        while True:
            pipe.send(_tried(partial(work, pipe.recv())))


def _tried(call: Callable[[], Any]) -> tuple[str, Any]:
    try:
        return "done", call()
    except Exception as error:  # noqa: BLE001  whatever it is, the parent must hear of it, and the worker go on
        return "failed", f"{type(error).__name__}: {error}"


def _ended(worker: _Worker) -> str:
    return f"the process ended with code {worker.process.exitcode}"

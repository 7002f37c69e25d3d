"""Calls a function on something hostile in a process that can be killed: no page hangs or takes down the run.

The processes are started when first needed and kept for the next call. Each has a limit on its memory and its own
alarm, so that one that hangs ends even when this process is gone.
"""

import os
import pickle
import queue
import resource
import select
import signal
import struct
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any, ParamSpec, TypeVar

from scraper.errors import Quarantined, ScraperError

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

# A board of 50 MB of JSON, the most that is fetched, takes 1.2 GB; the libraries alone reserve 1.5 GB of addresses.
MEMORY_BYTES = 4 * 2**30

# Beyond the alarm of the process itself: starting it on a loaded machine, and sending the answer.
GRACE_SECONDS = 30.0

_LENGTH = struct.Struct(">Q")
_START = "import sys; sys.path[:] = {path!r}; from scraper.sandbox import serve; serve()"


class _Gone(Exception):
    """The process ended or fell silent."""


class _Process:
    """One process, and the two pipes to it."""

    def __init__(self) -> None:
        self._popen = subprocess.Popen(
            [sys.executable, "-c", _START.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the parent, which decides
        )

    def ask(self, question: bytes, seconds: float) -> Any:
        """What the process says; _Gone when it says nothing in time."""
        assert self._popen.stdin
        assert self._popen.stdout
        try:
            self._popen.stdin.write(_LENGTH.pack(len(question)) + question)
            self._popen.stdin.flush()
            return pickle.loads(_receive(self._popen.stdout, time.monotonic() + seconds))
        except (OSError, EOFError) as error:
            raise _Gone from error

    def end(self) -> int:
        """Kill it if need be; gives its exit code, negative for a signal."""
        for pipe in (self._popen.stdin, self._popen.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        try:
            return self._popen.wait(0.5)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            return self._popen.wait()


class _Pool:
    """Idle processes; at most one for each processor is at work."""

    def __init__(self) -> None:
        self._idle: queue.LifoQueue[_Process] = queue.LifoQueue()
        self._turns = threading.BoundedSemaphore(os.cpu_count() or 1)

    def ask(self, question: bytes, seconds: float) -> Any:
        with self._turns:
            try:
                process = self._idle.get_nowait()
            except queue.Empty:
                process = _Process()
            try:
                answer = process.ask(question, seconds)
            except _Gone:
                raise _Gone(process.end()) from None
            except BaseException:
                process.end()
                raise
            self._idle.put(process)
            return answer

    def close(self) -> None:
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait().end()


_pool = _Pool()


def call(function: Callable[Arguments, Result], /, *arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
    """As `call_within` with 30 seconds."""
    return call_within(30.0, function, *arguments, **named)


def call_within(
    seconds: float,
    function: Callable[Arguments, Result],
    /,
    *arguments: Arguments.args,
    **named: Arguments.kwargs,
) -> Result:
    """`function(*arguments)` in another process; the function must be importable by name.

    A ScraperError comes back as it is. Quarantined when the function takes longer than `seconds`, ends its process, or
    raises anything else; its `body` is the first argument that is bytes.
    """
    body = next((argument for argument in arguments if isinstance(argument, bytes)), b"")
    try:
        how, value = _pool.ask(pickle.dumps((seconds, function, arguments, named)), seconds + GRACE_SECONDS)
    except _Gone as gone:
        raise Quarantined(_why(gone.args[0], seconds), body=body) from None
    if how == "done":
        return value  # type: ignore[no-any-return]
    if how == "expected":
        raise value
    raise Quarantined(f"the answer breaks its parser; please report this ({value})", body=body)


def close() -> None:
    """End the idle processes; the next call starts new ones."""
    _pool.close()


def serve() -> None:
    """The life of a process: one answer a question, until the parent hangs up."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints gets among the answers
    with suppress(EOFError, BrokenPipeError):
        while True:
            seconds, function, arguments, named = pickle.loads(_receive(sys.stdin.buffer))
            signal.setitimer(signal.ITIMER_REAL, seconds)  # its default action ends the process, in C code too
            answer = pickle.dumps(_tried(function, arguments, named))
            signal.setitimer(signal.ITIMER_REAL, 0)
            answers.write(_LENGTH.pack(len(answer)) + answer)
            answers.flush()


def _tried(function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> tuple[str, Any]:
    try:
        return "done", function(*arguments, **named)
    except ScraperError as error:
        return "expected", error
    except Exception as error:  # noqa: BLE001  whatever the page did to the parser, the run goes on without it
        frames = traceback.extract_tb(error.__traceback__)[-1:]
        where = "".join(f" at {frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames)
        return "broken", f"{type(error).__name__}: {str(error)[:200]}{where}"


def _why(code: int, seconds: float) -> str:
    if code in (-signal.SIGALRM, -signal.SIGKILL):
        return f"parsing took longer than {seconds:g} s or too much memory; the answer is kept aside"
    return f"parsing ended the process with code {code}; the answer is kept aside"


def _receive(pipe: IO[bytes], deadline: float | None = None) -> bytes:
    """One message; EOFError when the other side is gone, or silent until the deadline (of the monotonic clock)."""
    (length,) = _LENGTH.unpack(_read(pipe, _LENGTH.size, deadline))
    return _read(pipe, length, deadline)


def _read(pipe: IO[bytes], length: int, deadline: float | None) -> bytes:
    data = bytearray()
    while len(data) < length:
        if deadline is not None and not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
            raise EOFError
        piece = os.read(pipe.fileno(), min(length - len(data), 1 << 20))
        if not piece:
            raise EOFError
        data += piece
    return bytes(data)

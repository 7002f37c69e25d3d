"""A deadline that holds against a server that sends one byte now and then.

A socket timeout starts anew with every byte; measured: `timeout=1` let a dripping server hold us for as long as it
liked. So a timer shuts the wire itself down. The wire is a duplicate of the descriptor, because TLS takes the
original socket object over, and a shutdown through the duplicate also ends a handshake that drips. Looking a name up
cannot be cut short; there the resolver's own limits hold.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from scraper.errors import DeadlinePassed


class Wire:
    """The open connection to one host, and the time when the answer under way must be whole."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._twin: socket.socket | None = None
        self._ends_at: float | None = None
        self.is_over = False
        self.dialled = 0  # attempts to connect so far

    def watch(self, sock: socket.socket) -> None:
        """This is the connection now."""
        self.release()
        with self._lock:
            self._twin = sock.dup()
        self.check()

    def release(self) -> None:
        """The connection is closed; a duplicate left open would keep it alive on the other side."""
        with self._lock:
            if self._twin is not None:
                self._twin.close()
                self._twin = None

    def check(self) -> None:
        """Raise DeadlinePassed when the time is up."""
        if self.is_over or (self._ends_at is not None and time.monotonic() >= self._ends_at):
            raise DeadlinePassed("the time for this answer is up")

    @contextmanager
    def deadline(self, seconds: float) -> Iterator[None]:
        """Shut the connection down `seconds` from now, unless the block is left before."""
        ends_at = time.monotonic() + seconds
        with self._lock:
            self.is_over = False
            self._ends_at = ends_at
        timer = threading.Timer(seconds, self._cut, (ends_at,))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            with self._lock:
                self._ends_at = None

    def _cut(self, ends_at: float) -> None:
        with self._lock:
            if self._ends_at != ends_at:  # that answer ended just in time; another may be under way
                return
            self.is_over = True
            if self._twin is not None:
                with suppress(OSError):  # the other side was faster
                    self._twin.shutdown(socket.SHUT_RDWR)

"""Reads sources of different hosts at once, and those of one host one after the other."""

import queue
import threading
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from scraper.errors import ScraperError
from scraper.platforms import load
from scraper.sources import Source


class Stopped(Exception):
    """The work was stopped while this source was being read; it is dropped whole."""


class OfSource(Protocol):
    """What reading a source gives."""

    @property
    def source_id(self) -> str: ...


Result = TypeVar("Result", bound=OfSource)


def side_by_side(
    sources: Iterable[Source],
    read: Callable[[Source], Result],
    workers: int,
    report: Callable[[Result], None] | None = None,
) -> dict[str, Result]:
    """What `read` gives for each source, by its id; `report` is called from the calling thread as each comes.

    The threads are daemons: an interrupt ends the program at once, as a kill would, and costs only what is in flight.
    """
    groups: queue.SimpleQueue[list[Source]] = queue.SimpleQueue()
    count = 0
    for group in sorted(_by_host(sources).values(), key=len, reverse=True):  # the longest would else be the last alone
        groups.put(group)
        count += len(group)
    done: queue.SimpleQueue[Result | BaseException] = queue.SimpleQueue()

    def work() -> None:
        while True:
            try:
                group = groups.get_nowait()
            except queue.Empty:
                return
            try:
                for source in group:
                    done.put(read(source))
            except Stopped:
                return
            except BaseException as error:  # noqa: BLE001 - a bug must end the run, not a silent thread
                done.put(error)
                return

    for _ in range(min(workers, groups.qsize())):
        threading.Thread(target=work, daemon=True).start()
    results: dict[str, Result] = {}
    while len(results) < count:
        result = done.get()
        if isinstance(result, BaseException):
            raise result
        results[result.source_id] = result
        if report:
            report(result)
    return results


def _by_host(sources: Iterable[Source]) -> dict[str, list[Source]]:
    groups: dict[str, list[Source]] = {}
    for source in sources:
        try:
            host = urlsplit(load(source.platform).list_url(source)).netloc
        except (ScraperError, ValueError):  # a board that is no address; reading it says so
            host = source.source_id
        groups.setdefault(host, []).append(source)
    return groups

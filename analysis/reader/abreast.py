"""Runs that take the same steps, led side by side: all of them through the first step, then all through the second."""

from collections.abc import Generator, Iterable
from typing import TypeVar

Result = TypeVar("Result")
Steps = Generator[None, None, Result]  # each `yield` ends a step, `return` the run


def abreast(runs: Iterable[Steps[Result]]) -> list[Result | Exception]:
    """What each run comes to, in order: its result, or the exception that ended it and no other run."""
    ended: dict[int, Result | Exception] = {}
    running = dict(enumerate(runs))
    while running:
        for number, run in list(running.items()):
            try:
                next(run)
            except StopIteration as end:
                ended[number] = end.value
            except Exception as error:  # noqa: BLE001 - what breaks one run is told of it, the others go on
                ended[number] = error
            if number in ended:
                del running[number]
    return [ended[number] for number in sorted(ended)]


def alone(run: Steps[Result]) -> Result:
    """What a single run returns; what it raises, it raises."""
    while True:
        try:
            next(run)
        except StopIteration as end:
            result: Result = end.value
            return result

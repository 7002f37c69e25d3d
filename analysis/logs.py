"""What long work tells on the way: a bar on a terminal, log lines elsewhere; always on stderr."""

import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn
from rich.text import Text


class Advance(Protocol):
    """How far a stage is: steps done in all and, once known, how many there are."""

    def __call__(self, done: int, total: int | None = None) -> None: ...


Facts = Callable[[], str]  # what else there is to say of a stage at this moment; asked from other threads too

# Between two log lines of one stage: a cron mail stays readable, and a stuck run is seen within a minute.
SECONDS_BETWEEN_LINES = 30.0


class Reporter:
    """Says what happens, for people on a terminal, for log files as lines, for machines as JSON lines.

    Also takes over Python's `logging`, so that a library's warning has the same form.
    """

    def __init__(
        self,
        *,
        is_json: bool = False,
        clock: Callable[[], float] = time.monotonic,
        hide: Callable[[str], str] = str,
    ) -> None:
        self._console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
        self.is_json = is_json
        self._clock = clock
        self._hide = hide  # takes secrets out of a line
        self.is_live = self._console.is_terminal and not is_json
        handler = _Handler(self)
        logging.basicConfig(handlers=[handler], level=logging.WARNING)

    def say(self, event: str, /, level: str = "info", **facts: Any) -> None:
        """One line: the event as a sentence, and the facts that a machine may want apart."""
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if self.is_json:
            line = json.dumps({"at": at, "level": level, "event": event, **facts}, ensure_ascii=False, default=str)
        elif self.is_live:
            line = event
        else:
            line = f"{at} {event}" if level == "info" else f"{at} {level}: {event}"
        self._console.print(self._hide(line))

    @contextmanager
    def stage(self, what: str, total: int | None = None, facts: Facts = str) -> Iterator[Advance]:
        """A stage of known or unknown length; the yielded function tells how many steps are done in all."""
        if self.is_live:
            count = TextColumn("{task.fields[count]}")
            columns = (TextColumn("{task.description}"), BarColumn(), count, _FactsColumn(facts))
            with Progress(*columns, console=self._console, transient=True) as progress:
                task = progress.add_task(what, total=total, count=_count(0, total))

                def move(done: int, total: int | None = total) -> None:
                    progress.update(task, completed=done, total=total, count=_count(done, total))

                yield move
            return
        self.say(what, total=total) if total else self.say(what)
        last = self._clock()

        def advance(done: int, total: int | None = total) -> None:
            nonlocal last
            if self._clock() - last >= SECONDS_BETWEEN_LINES:
                last = self._clock()
                parts = (f"{what}: {_count(done, total)}", facts())
                self.say("; ".join(part for part in parts if part), done=done, total=total)

        yield advance


class _FactsColumn(ProgressColumn):
    """What the facts of a stage are whenever the bar is drawn, also while no step ends."""

    max_refresh = 0.2  # seconds

    def __init__(self, facts: Facts) -> None:
        super().__init__()
        self._facts = facts

    def render(self, task: Task) -> Text:  # noqa: ARG002 - the same for every task
        return Text(self._facts())


def _count(done: int, total: int | None) -> str:
    return f"{done:,} of {total:,}" if total else f"{done:,}" if done else ""


class _Handler(logging.Handler):
    """Passes the log records of libraries on to the reporter."""

    def __init__(self, reporter: Reporter) -> None:
        super().__init__()
        self._reporter = reporter

    def emit(self, record: logging.LogRecord) -> None:
        self._reporter.say(record.getMessage(), level=record.levelname.lower(), logger=record.name)

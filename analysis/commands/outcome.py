"""How the last run ended, as RESULTS/last_run.json: for `jobreq status`, for monitors, and for the run after it."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path

from analysis.commands.database import open_published
from analysis.durable import write_whole
from analysis.errors import AnalysisError
from analysis.publish import published_path
from scraper.errors import ScraperError
from scraper.posting import COMPLETE, GLANCED, SKIPPED, TRUNCATED, UNCHANGED, SegmentRecord
from scraper.segments import run_order

NAME = "last_run.json"

PUBLISHED = "published"
REFUSED = "refused"  # for a reason that a person must look at
STOPPED = "stopped"  # by a signal; the same command goes on
CONCLUDED = (PUBLISHED, REFUSED)

# A capped list is all that such a platform ever gives.
HEALTHY = (COMPLETE, UNCHANGED, GLANCED, TRUNCATED, SKIPPED)

_MOST_NAMED = 5


@dataclass(slots=True)
class Outcome:
    """One run; what is not known yet is empty. Times are UTC, ISO 8601."""

    command: str
    started_at: str
    ended_at: str = ""
    run_id: str = ""
    outcome: str = STOPPED
    reason: str = ""
    sources: dict[str, int] = field(default_factory=dict)  # status -> how many
    unhealthy: list[str] = field(default_factory=list)
    open_postings: int | None = None
    opened: int | None = None
    closed: int | None = None
    changed: int | None = None
    seconds: float = 0.0

    def saw(self, records: Sequence[SegmentRecord]) -> None:
        """Note how the fetch of each source went."""
        self.sources = dict(sorted(Counter(record.status for record in records).items()))
        self.unhealthy = sorted(record.source_id for record in records if record.status not in HEALTHY)
        self.run_id = records[0].run_id if records else self.run_id

    def count(self, results: Path) -> None:
        """Note what the published database has of this run; call it before and after."""
        if not published_path(results).exists():
            return
        query = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
        with open_published(results) as connection:
            ((now_open, self.opened, self.changed),) = connection.execute(query, {"run_id": self.run_id}).fetchall()
        # A closing is dated to the list that showed it, and certain only when another confirms it: so, the difference.
        if self.open_postings is not None:
            self.closed = max(0, self.open_postings + self.opened - now_open)
        self.open_postings = now_open

    @property
    def line(self) -> str:
        """The run in one line, for the mail that cron sends."""
        parts = [f"jobreq {self.command} {self.run_id or self.started_at}: {self.outcome}"]
        if self.reason:
            parts.append(self.reason)
        if self.sources:
            named = ", ".join(self.unhealthy[:_MOST_NAMED]) + (", …" if len(self.unhealthy) > _MOST_NAMED else "")
            trouble = f" ({len(self.unhealthy)} with trouble: {named})" if self.unhealthy else ""
            parts.append(f"{sum(self.sources.values()):,} sources{trouble}")
        if self.open_postings is not None:
            parts.append(
                f"{self.open_postings:,} open postings, {self.opened or 0:,} opened, {self.closed or 0:,} closed, "
                f"{self.changed or 0:,} changed"
            )
        parts.append(f"{self.seconds:.0f} s")
        return "; ".join(parts)


def read_outcome(results: Path) -> Outcome | None:
    """How the last run ended; None when there was none, or its file is damaged."""
    try:
        found = json.loads((results / NAME).read_text(encoding="utf-8"))
        known = {name.name for name in fields(Outcome)}
        return Outcome(**{key: value for key, value in found.items() if key in known})
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def is_concluded(results: Path, run_id: str) -> bool:
    """Whether this run came to its end, so that the next one asks the boards again."""
    last = read_outcome(results)
    if last is None or not last.run_id:
        return False
    return last.outcome in CONCLUDED and run_order(run_id) <= run_order(last.run_id)


@contextmanager
def recorded(
    command: str, results: Path, now: Callable[[], datetime], *, copy_to: Path | None = None
) -> Iterator[Outcome]:
    """Whatever becomes of the block, it is on disk when it is left; `copy_to` gets the same file."""
    started = now()
    outcome = Outcome(command, started.isoformat())
    try:
        yield outcome
        outcome.outcome = PUBLISHED
    except (AnalysisError, ScraperError, OSError) as error:
        outcome.outcome, outcome.reason = REFUSED, " ".join(str(error).split())
        raise
    finally:
        ended = now()
        outcome.ended_at, outcome.seconds = ended.isoformat(), round((ended - started).total_seconds(), 3)
        text = json.dumps(asdict(outcome), indent=1, ensure_ascii=False) + "\n"
        for path in (results / NAME, copy_to):
            if path:
                with suppress(OSError):  # a full disk must not hide why the run failed
                    write_whole(path, text.encode())

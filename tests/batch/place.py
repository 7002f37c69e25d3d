"""A whole batch on this machine: boards that a test writes, a clock that it sets, and the operator's own commands."""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from analysis.commands import batch
from analysis.commands.outcome import Outcome
from analysis.commands.world import World
from analysis.logs import Reporter
from scraper.http import Client
from scraper.settings import Settings
from tests.faultserver import FaultServer, Request, answer

SETTINGS = Settings(min_delay=0.0, backoff_base=0.0, deadline=1.0, connect_timeout=1.0, read_timeout=1.0)
COLUMNS = "source_id,platform,board,employer,api_root,min_postings,search,enabled,verified_on,note"
BEGINNING = datetime(2026, 11, 2, 2, 30, tzinfo=UTC)

WORK = "You send claims to the payers, read what comes back, and answer patients who call about their balance."
ASKED = ("CPC required.", "CCS or CPC preferred.", "High school diploma required.", "No certification is needed.")


def job(number: int, version: int = 0) -> dict[str, Any]:
    """An invented posting as Greenhouse has it; another version is another text."""
    asked = ASKED[(number + version) % len(ASKED)]
    return {
        "id": number,
        "internal_job_id": number,
        "title": f"Medical Biller {number}",
        "content": f"&lt;p&gt;{WORK}&lt;/p&gt;&lt;p&gt;{asked} Place {number}, text {version}.&lt;/p&gt;",
        "location": {"name": "Boise, ID"},
        "absolute_url": f"https://example.org/{number}",
        "first_published": "2026-10-02T11:30:00-04:00",
    }


def listing(jobs: Iterable[dict[str, Any]]) -> bytes:
    return json.dumps({"jobs": list(jobs)}).encode()


def path_of(board: str) -> str:
    return f"/greenhouse/v1/boards/{board}/jobs?content=true&pay_transparency=true"


@dataclass
class Place:
    """A results folder and the boards that are read into it."""

    results: Path
    server: FaultServer
    boards: list[str] = field(default_factory=list)
    days: float = 0
    has_validators: bool = True

    @property
    def now(self) -> datetime:
        return BEGINNING + timedelta(days=self.days)

    def say(self, board: str, raw: bytes | Callable[[Request], bytes]) -> None:
        """From now on this is the answer of the board, a whole HTTP answer."""
        if board not in self.boards:
            self.boards.append(board)
        self.server.pages[path_of(board)] = raw if callable(raw) else lambda request: raw

    def publish(self, board: str, jobs: Iterable[dict[str, Any]]) -> None:
        body = listing(jobs)
        tag = f'"{hash(body)}"'

        def reply(request: Request) -> bytes:
            if self.has_validators and request.headers.get("if-none-match") == tag:
                return answer(b"", status=304, etag=tag)
            return answer(body, etag=tag if self.has_validators else None)

        self.say(board, reply)

    def sources(self, **values: str) -> Path:
        """The list of sources as a file."""
        return write_sources(self.results.parent, self.boards, self.server.url("/greenhouse"))

    def run(self, **options: Any) -> Outcome:
        """`jobreq run` at this place and time."""
        return run(self.results, self.sources(), self.now, self.server.port, **options)


def write_sources(folder: Path, boards: Iterable[str], root: str) -> Path:
    path = folder / "sources.csv"
    rows = [f"greenhouse-{board},greenhouse,{board},{board.title()} Clinic,{root},0,,yes,," for board in boards]
    path.write_text("\n".join([COLUMNS, *rows, ""]))
    return path


def run(results: Path, sources: Path, now: datetime, port: int, **options: Any) -> Outcome:
    """`jobreq run` with a clock that stands still, and this machine's server as the only network."""

    def client(settings: Settings) -> Client:
        allow = frozenset({("127.0.0.1", port)})
        return Client(settings, now=lambda: now, sleep=lambda seconds: None, allow=allow)

    world = World(now=lambda: now, sleep=lambda seconds: None, client=client, settings=SETTINGS)
    given: dict[str, Any] = {"workers": 1, "reporter": Reporter(is_json=True), "world": world}
    return batch.run(results, sources, [], **(given | options))


def forget_report() -> None:
    """Leave out the report, which is made from the database and takes longer than all the rest."""
    with suppress(AttributeError):
        batch.leave_report = lambda *_: None

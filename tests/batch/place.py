"""A whole batch on this machine: boards that a test writes, a clock that it sets, and the operator's own commands."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from analysis import build
from analysis.commands import batch
from analysis.commands.outcome import Outcome
from analysis.commands.world import World
from analysis.engine import Reader, project_reader
from analysis.logs import Reporter
from scraper.http import Client
from scraper.settings import Settings
from tests.conftest import few_claims
from tests.faultserver import FaultServer, Request, answer

SETTINGS = Settings(min_delay=0.0, backoff_base=0.0)
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
    papers: Path | None = None  # where the list of sources is written; beside the results by default

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

    def sources(self) -> Path:
        """The list of sources as a file."""
        return write_sources(
            self.papers or self.results.parent, {board: self.server.url("/greenhouse") for board in self.boards}
        )

    def run(self, **options: Any) -> Outcome:
        """`jobreq run` at this place and time."""
        return run(self.results, self.sources(), self.now, [self.server.port], **options)


def write_sources(folder: Path, boards: Mapping[str, str]) -> Path:
    """A list of sources: names of boards, and the roots under which they are."""
    path = folder / "sources.csv"
    rows = [
        f"greenhouse-{name},greenhouse,{name},{name.title()} Clinic,{root},0,,yes,," for name, root in boards.items()
    ]
    path.write_text("\n".join([COLUMNS, *rows, ""]))
    return path


def run(results: Path, sources: Path, now: datetime, ports: Iterable[int], **options: Any) -> Outcome:
    """`jobreq run` with a clock that stands still, and this machine's server as the only network."""

    def client(settings: Settings) -> Client:
        allow = frozenset(("127.0.0.1", port) for port in ports)
        return Client(settings, now=lambda: now, sleep=lambda seconds: None, allow=allow)

    world = World(now=lambda: now, sleep=lambda seconds: None, client=client, settings=SETTINGS)
    given: dict[str, Any] = {"workers": 1, "reporter": Reporter(is_json=True), "world": world}
    return batch.run(results, sources, [], **(given | options))


def forget_report() -> None:
    """Leave out the report, which is made from the database and takes longer than all the rest, and most claims."""
    with suppress(AttributeError):
        batch.leave_report = lambda *_: None
    build.project_inputs = few_claims(build.project_inputs)


def project_reader_with(vocabulary: str) -> Callable[[], Reader]:
    """The reader as it would be with another vocabulary."""
    reader = replace(project_reader(), vocabulary_hash=hashlib.sha256(vocabulary.encode()).hexdigest())
    return lambda: reader

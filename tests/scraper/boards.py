"""What the tests of boards share: a server whose answers the test writes, and one run after the other against it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import pyarrow.parquet as pq
import pytest

from scraper import sandbox
from scraper.platforms import load, names
from scraper.posting import SegmentRecord, unpack_record
from scraper.segments import list_segments
from scraper.sources import Source
from tests.faultserver import Request, answer, fault_server
from tests.scraper.test_run import World

GOLDEN = Path(__file__).parents[1] / "golden" / "platforms"
CHALLENGE = b"<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"


class Routes(dict[str, Any]):
    """Pages by their path, else by the beginning of it."""

    def get(self, path: str, default: Any = None) -> Any:
        found = (page for start, page in self.items() if path.startswith(start))
        return self[path] if path in self else next(found, default)


class Served(World):
    """A board whose pages the test writes."""

    def serve(self, path: str, body: bytes | str, content_type: str = "application/json", **more: Any) -> None:
        raw = body.encode() if isinstance(body, str) else body
        self.server.pages[path] = lambda request: answer(raw, content_type=content_type, **more)

    def ask(self, source: Source, *, hours: float = 24) -> tuple[SegmentRecord, list[str]]:
        """The record of one run, and the paths that were asked for besides robots.txt."""
        before = len(self.server.requests)
        (record,) = self.fetch(source, hours=hours)
        return record, [request.path for request in self.server.requests[before:] if request.path != "/robots.txt"]

    def newest(self) -> list[dict[str, Any]]:
        """The rows of the newest segment."""
        return list(pq.read_table(list_segments(self.results)[-1]).to_pylist())


class Board(Served):
    """The base of those that answer as one platform does; `asked` are the paths of the last run."""

    asked: tuple[str, ...] = ()

    def setup(self) -> None:
        """What the board has before the test begins."""

    def serve_by(self, path: str, reply: Callable[[Request], bytes]) -> None:
        self.server.pages[path] = reply

    def redirect(self, path: str, target: str) -> None:
        self.server.pages[path] = lambda request: answer(b"", status=302, location=self.server.url(target))

    def read(self, source: Source, *, hours: float = 24) -> SegmentRecord:
        record, asked = self.ask(source, hours=hours)
        self.asked = tuple(asked)
        return record

    def rows(self) -> dict[str, dict[str, Any]]:
        """The newest segment by native id, each row with its record unpacked."""
        return {row["native_id"]: row | {"record": unpack_record(row["record"])} for row in self.newest()}


class LocalBoard(Served):
    """`serve` pages, `read` the source; the rest is what came of it."""

    def platform(self, name: str, **values: Any) -> Source:
        base = {"board": "example", "employer": "E", "api_root": self.server.url("")}
        return Source(source_id=f"{name}-a", platform=name, **base | values)

    def serve(self, path: str, body: bytes | str, content_type: str = "text/html", **more: Any) -> None:
        super().serve(path, body, content_type, **more)

    def read(self, source: Source, *, hours: float = 24) -> tuple[SegmentRecord, list[str]]:
        return self.ask(source, hours=hours)

    def rows(self) -> list[dict[str, Any]]:
        return self.newest()

    def ids(self) -> list[str]:
        return [row["native_id"] for row in self.rows()]


def parse_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse in this process, where starting another one is not the point."""

    def call_here(seconds: float, function: Callable[..., Any], *arguments: Any) -> Any:
        return function(*arguments)

    for name in names():
        load(name)
    for module in list(sys.modules.values()):
        if module is not sandbox and getattr(module, "call_within", None) is sandbox.call_within:
            monkeypatch.setattr(module, "call_within", call_here)


def asked_of(request: Request) -> tuple[str, dict[str, str]]:
    """The path of a request and the first value of each thing asked for."""
    parts = urlsplit(request.path)
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


AnyBoard = TypeVar("AnyBoard", bound=Board)


@contextmanager
def board_world(kind: type[AnyBoard], results: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AnyBoard]:
    """A board whose answers are parsed in this process."""
    parse_here(monkeypatch)
    with fault_server() as server:
        world = kind(results, server)
        world.setup()
        yield world

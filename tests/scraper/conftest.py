"""A board on this machine that a test fills with pages, for platforms that take several requests."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from scraper import sandbox
from scraper.platforms import load, names
from scraper.posting import SegmentRecord
from scraper.segments import list_segments
from scraper.sources import Source
from tests.faultserver import answer, fault_server
from tests.scraper.test_run import World


class LocalBoard(World):
    """`serve` pages, `read` the source; the rest is what came of it."""

    def platform(self, name: str, **values: Any) -> Source:
        base = {"board": "example", "employer": "E", "api_root": self.server.url("")}
        return Source(source_id=f"{name}-a", platform=name, **base | values)

    def serve(self, path: str, body: bytes | str, content_type: str = "text/html", **more: Any) -> None:
        raw = body.encode() if isinstance(body, str) else body
        self.server.pages[path] = lambda request: answer(raw, content_type=content_type, **more)

    def read(self, source: Source, *, hours: float = 24) -> tuple[SegmentRecord, list[str]]:
        """The record of one run, and the paths that were asked for besides robots.txt."""
        before = len(self.server.requests)
        (record,) = self.fetch(source, hours=hours)
        return record, [request.path for request in self.server.requests[before:] if request.path != "/robots.txt"]

    def rows(self) -> list[dict[str, Any]]:
        return list(pq.read_table(list_segments(self.results)[-1]).to_pylist())

    def ids(self) -> list[str]:
        return [row["native_id"] for row in self.rows()]


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalBoard]:
    """Parses in this process: starting another one is not the point."""

    def call_here(seconds: float, function: Callable[..., Any], *arguments: Any) -> Any:
        return function(*arguments)

    for name in names():
        load(name)
    for module in list(sys.modules.values()):
        if module is not sandbox and getattr(module, "call_within", None) is sandbox.call_within:
            monkeypatch.setattr(module, "call_within", call_here)
    with fault_server() as server:
        yield LocalBoard(tmp_path, server)


@pytest.fixture
def local_apart(tmp_path: Path) -> Iterator[LocalBoard]:
    """Parses in a process of its own, as a real run does."""
    with fault_server() as server:
        yield LocalBoard(tmp_path, server)

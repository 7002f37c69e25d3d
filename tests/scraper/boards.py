"""What the tests of boards share: a server whose answers the test writes, and one run after the other against it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pyarrow.parquet as pq
import pytest

from scraper import board, details, sitemap
from scraper.posting import SegmentRecord, unpack_record
from scraper.segments import list_segments
from scraper.sources import Source
from tests.faultserver import Request, answer, fault_server
from tests.scraper.test_run import World

GOLDEN = Path(__file__).parents[1] / "golden" / "platforms"
CHALLENGE = b"<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"


class Board(World):
    """Answers by path; `asked` are the paths of the last run, robots.txt left out."""

    asked: tuple[str, ...] = ()

    def setup(self) -> None:
        """What the board has before the test begins."""

    def serve(self, path: str, body: bytes, content_type: str = "application/json", status: int = 200) -> None:
        self.server.pages[path] = lambda request: answer(body, content_type=content_type, status=status)

    def serve_by(self, path: str, reply: Callable[[Request], bytes]) -> None:
        self.server.pages[path] = reply

    def redirect(self, path: str, target: str) -> None:
        self.server.pages[path] = lambda request: answer(b"", status=302, location=self.server.url(target))

    def read(self, source: Source, *, hours: float = 24) -> SegmentRecord:
        before = len(self.server.requests)
        (record,) = self.fetch(source, hours=hours)
        self.asked = tuple(
            request.path for request in self.server.requests[before:] if not request.path.endswith("/robots.txt")
        )
        return record

    def rows(self) -> dict[str, dict[str, Any]]:
        """The newest segment by native id, each row with its record unpacked."""
        rows = pq.read_table(list_segments(self.results)[-1]).to_pylist()
        return {row["native_id"]: row | {"record": unpack_record(row["record"])} for row in rows}


AnyBoard = TypeVar("AnyBoard", bound=Board)


@contextmanager
def board_world(kind: type[AnyBoard], results: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AnyBoard]:
    """A board whose answers are parsed in this process, where starting another one is not the point."""

    def call_here(seconds: float, function: Callable[..., Any], *arguments: Any) -> Any:
        return function(*arguments)

    for module in (board, details, sitemap):
        monkeypatch.setattr(module, "call_within", call_here)
    with fault_server() as server:
        world = kind(results, server)
        world.setup()
        yield world

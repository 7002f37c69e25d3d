"""A board on this machine that a test fills with pages, for platforms that take several requests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faultserver import fault_server
from tests.scraper.boards import LocalBoard, parse_here


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalBoard]:
    """Parses in this process: starting another one is not the point."""
    parse_here(monkeypatch)
    with fault_server() as server:
        yield LocalBoard(tmp_path, server)


@pytest.fixture
def local_apart(tmp_path: Path) -> Iterator[LocalBoard]:
    """Parses in a process of its own, as a real run does."""
    with fault_server() as server:
        yield LocalBoard(tmp_path, server)

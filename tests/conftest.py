"""What every test starts from: no results of the user, no network beyond this machine, fixed Hypothesis rules."""

import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# A loaded machine must not fail a property; how long a test takes is the business of the whole run.
settings.register_profile("jobreq", deadline=None)
settings.load_profile("jobreq")

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def _away_from_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A test that forgets --results must not find, or touch, the results of whoever runs it."""
    monkeypatch.setenv("JOBREQ_RESULTS", str(tmp_path / "results"))
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that asks the world outside fails at once, instead of being slow, flaky or rude."""
    connect = socket.socket.connect

    def connect_here_only(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            pytest.fail(f"the test tried to reach {address[0]}:{address[1]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here_only)

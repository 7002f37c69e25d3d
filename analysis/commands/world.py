"""What a batch has from outside: the time, the patience to wait, and the network."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from scraper.http import Client
from scraper.settings import Settings


def utc_now() -> datetime:
    return datetime.now(UTC)


def public_client(settings: Settings) -> Client:
    """Asks public addresses only."""
    return Client(settings, now=utc_now, sleep=time.sleep)


@dataclass(frozen=True, slots=True)
class World:
    """The real one by default; tests bring a clock that stands still and boards on this machine."""

    now: Callable[[], datetime] = utc_now
    sleep: Callable[[float], None] = time.sleep
    client: Callable[[Settings], Client] = public_client
    settings: Settings = field(default_factory=Settings)

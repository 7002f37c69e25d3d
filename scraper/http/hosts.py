"""What is remembered of each host within one run: its connection, pace, rules, budget and patience."""

import threading
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from scraper.errors import Refused
from scraper.forbidden import why_forbidden
from scraper.http.addresses import Allowed
from scraper.http.transport import Transport
from scraper.pacing import Clock, Pacer, Sleep
from scraper.settings import Settings


@dataclass
class Host:
    """One scheme, name and port; whoever holds `turn` may use its one connection."""

    name: str
    transport: Transport
    pacer: Pacer
    turn: threading.Lock = field(default_factory=threading.Lock)
    rules_turn: threading.Lock = field(default_factory=threading.Lock)  # robots.txt is asked for once
    parked_until: datetime | None = None
    throttled: int = 0  # answers 429 and 503 so far
    requests: int = 0
    bytes: int = 0


class Hosts:
    """The hosts met so far; safe to share between threads."""

    def __init__(self, settings: Settings, *, now: Clock, sleep: Sleep, allow: Allowed) -> None:
        self._settings = settings
        self._now = now
        self._sleep = sleep
        self._allow = allow
        self._lock = threading.Lock()
        self._hosts: dict[str, Host] = {}

    def of(self, url: str) -> Host:
        """The host of an address; Refused when we never ask it."""
        key = host_key(url)
        with self._lock:
            if key not in self._hosts:
                self._hosts[key] = self._new(key)
            return self._hosts[key]

    def traffic(self) -> tuple[int, int]:
        """How many hosts were asked, and the bytes that came from them."""
        with self._lock:
            asked = [host for host in self._hosts.values() if host.requests]
        return len(asked), sum(host.bytes for host in asked)

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for host in self._hosts.values():
                host.transport.close()

    def _new(self, key: str) -> Host:
        pacer = Pacer(self._settings.min_delay, self._settings.max_delay, now=self._now, sleep=self._sleep)
        return Host(key, Transport(self._settings, self._allow), pacer)


def host_key(url: str) -> str:
    """Scheme, name and port of an address; Refused when we never ask it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused(f"this is not an address ({error})", url) from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused("only http and https addresses are read", url)
    if parts.username is not None or parts.password is not None:
        raise Refused("addresses with a user name are not read", url)
    if reason := why_forbidden(parts.hostname):
        raise Refused(reason, url)
    return f"{parts.scheme}://{parts.hostname}:{port or {'http': 80, 'https': 443}[parts.scheme]}"

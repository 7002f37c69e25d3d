"""robots.txt by RFC 9309: no file means yes, a broken server means no. What was read is kept for a day, across runs."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit, urlunsplit

from protego import Protego

_FILE = "robots.json"


def robots_url(url: str) -> str:
    """Where the rules for this address are."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one host; `refusal` says why everything is refused, when it is."""

    parsed: Protego | None
    read_at: datetime
    refusal: str = ""
    status: int = 0  # of the answer, and its text
    text: str = ""

    def allows(self, url: str, product: str) -> bool:
        if self.refusal:
            return False
        return self.parsed is None or bool(self.parsed.can_fetch(url, product))

    def crawl_delay(self, product: str) -> float:
        """Seconds between two requests that the host asks for; 0 when it does not."""
        delay = self.parsed.crawl_delay(product) if self.parsed else None
        return max(0.0, float(delay)) if delay is not None else 0.0

    def sitemaps(self, url: str) -> list[str]:
        """The addresses of the host's sitemaps, each once."""
        found: Iterator[str] = self.parsed.sitemaps if self.parsed else iter(())
        addresses = []
        for address in found:
            with suppress(ValueError):  # not an address
                addresses.append(urljoin(url, address.strip()))
        return list(dict.fromkeys(addresses))

    def is_fresh(self, now: datetime, ttl: float) -> bool:
        """Whether they were read less than `ttl` seconds ago; a clock that was set back makes them old."""
        return 0 <= (now - self.read_at).total_seconds() < ttl


def rules_from(status: int, text: str, read_at: datetime) -> Rules:
    """RFC 9309, 2.3.1: 2xx is parsed, 4xx means no rules, 5xx means nothing may be read.

    429 counts with 5xx: a host that has had enough has not given permission. A web page parses to no rules.
    """
    if 200 <= status < 300:
        return Rules(Protego.parse(text), read_at, status=status, text=text)
    if status == 429 or status >= 500:
        return Rules(None, read_at, refusal=f"robots.txt answered {status}", status=status)
    return Rules(None, read_at, status=status)


def whole_lines(text: str) -> str:
    """A text that was cut, without its last line: half a rule may refuse all."""
    return text[: max(text.rfind("\n"), text.rfind("\r")) + 1]


class RobotsMemory:
    """The rules of hosts, each for as long as they are fresh; safe to share between threads."""

    def __init__(self, ttl: float) -> None:
        self._ttl = ttl
        self._rules: dict[str, Rules] = {}

    def get(self, host: str, now: datetime) -> Rules | None:
        """The rules of a host; None when they are unknown or old."""
        rules = self._rules.get(host)
        return rules if rules is not None and rules.is_fresh(now, self._ttl) else None

    def put(self, host: str, rules: Rules) -> None:
        self._rules[host] = rules

    def load(self, folder: Path) -> None:
        """Add what an earlier run left in a folder; a file that cannot be read is as none: the hosts are asked."""
        with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
            for host, row in json.loads((folder / _FILE).read_text(encoding="utf-8")).items():
                read_at = datetime.fromisoformat(row["read_at"])
                if read_at.tzinfo is not None:
                    self._rules.setdefault(host, rules_from(int(row["status"]), str(row["text"]), read_at))

    def save(self, folder: Path, now: datetime) -> None:
        """Leave the fresh rules in a folder, as a file that appears whole.

        A host that did not answer is not among them: the next run asks it again, as it asks all when the file cannot
        be written.
        """
        rows = {
            host: {"status": rules.status, "read_at": rules.read_at.isoformat(), "text": rules.text}
            for host, rules in sorted(self._rules.items())
            if not rules.refusal and rules.is_fresh(now, self._ttl)
        }
        temporary = folder / f".{_FILE}.{os.getpid()}.tmp"
        with suppress(OSError):
            try:
                with temporary.open("w", encoding="utf-8") as file:
                    json.dump(rows, file, indent=1)
                    file.flush()
                    os.fsync(file.fileno())
                temporary.replace(folder / _FILE)
            finally:
                temporary.unlink(missing_ok=True)

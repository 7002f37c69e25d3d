"""How long to wait between two requests to one host, and how long to wait after a failure."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import mktime_tz, parsedate_tz

Clock = Callable[[], datetime]
Sleep = Callable[[float], None]


class Pacer:
    """Spaces the requests to one host: never closer than the floor, further apart when the host is slow.

    The rule is Scrapy's AutoThrottle with one request at a time: the delay follows the latency, and an answer
    that is not a success may lengthen the delay but never shorten it.
    """

    def __init__(self, floor: float, ceiling: float, *, now: Clock, sleep: Sleep) -> None:
        self._floor = floor
        self._ceiling = ceiling
        self._now = now
        self._sleep = sleep
        self._last: float | None = None
        self.delay = floor

    def raise_floor(self, seconds: float) -> None:
        """Obey a Crawl-delay; never lowers the floor."""
        self._floor = max(self._floor, seconds)
        self._ceiling = max(self._ceiling, self._floor)
        self.delay = max(self.delay, self._floor)

    def wait(self) -> None:
        """Sleep until the next request may start."""
        if self._last is None:
            return
        elapsed = self._now().timestamp() - self._last
        remaining = min(self.delay - elapsed, self.delay)  # a clock that jumped back must not add to the wait
        if remaining > 0:
            self._sleep(remaining)

    def observe(self, latency: float, *, is_success: bool) -> None:
        """Note an answer that took `latency` seconds and has just ended."""
        self._last = self._now().timestamp()
        delay = max(latency, (self.delay + latency) / 2)
        delay = min(max(delay, self._floor), self._ceiling)
        if is_success or delay > self.delay:
            self.delay = delay


def backoff(attempt: int, *, base: float, cap: float, chance: float) -> float:
    """Seconds before try `attempt + 1` (from 0): a share `chance` of 0..1 of a doubling span, "full jitter"."""
    return float(min(cap, base * 2.0**attempt)) * chance


def retry_after_seconds(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for (a number or an HTTP date), never negative; None if unreadable."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])  # three decades are enough; more digits would overflow a date
    try:
        parts = parsedate_tz(text)
        if parts is None:
            return None
        moment = datetime.fromtimestamp(mktime_tz(parts), UTC)
    except (ValueError, OverflowError, OSError, TypeError, IndexError):
        return None
    return max(0.0, (moment - now).total_seconds())

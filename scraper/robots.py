"""robots.txt by RFC 9309: no file means yes, a broken server means no."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

from protego import Protego


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

    def allows(self, url: str, product: str) -> bool:
        if self.refusal:
            return False
        return self.parsed is None or bool(self.parsed.can_fetch(url, product))

    def crawl_delay(self, product: str) -> float:
        """Seconds between two requests that the host asks for; 0 when it does not."""
        delay = self.parsed.crawl_delay(product) if self.parsed else None
        return max(0.0, float(delay)) if delay is not None else 0.0


def rules_from(status: int, text: str, read_at: datetime) -> Rules:
    """RFC 9309, 2.3.1: 2xx is parsed, 4xx means no rules, 5xx means nothing may be read.

    429 counts with 5xx: a host that has had enough has not given permission.
    """
    if 200 <= status < 300:
        return Rules(Protego.parse(text), read_at)
    if status == 429 or status >= 500:
        return Rules(None, read_at, refusal=f"robots.txt answered {status}")
    return Rules(None, read_at)

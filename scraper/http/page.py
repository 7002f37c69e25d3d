"""One answer of a host."""

from dataclasses import dataclass
from functools import cached_property

from scraper.http.decode import decode_text


@dataclass(frozen=True)
class Page:
    """What came back. `headers` have lower-case names; `is_length_known` is False where a cut would go unnoticed."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    is_length_known: bool = True

    @property
    def text(self) -> str:
        return self._decoded[0]

    @property
    def charset(self) -> str:
        return self._decoded[1]

    @property
    def is_gone(self) -> bool:
        """The host knows no such board or posting."""
        return self.status in (404, 410)

    @property
    def is_unchanged(self) -> bool:
        return self.status == 304

    @property
    def validators(self) -> dict[str, str]:
        """What to send next time to be told "not modified"."""
        pairs = {"etag": self.headers.get("etag"), "last_modified": self.headers.get("last-modified")}
        return {name: value for name, value in pairs.items() if value}

    @cached_property
    def _decoded(self) -> tuple[str, str]:
        return decode_text(self.body, self.headers.get("content-type", ""))

"""Collects what went wrong without letting a million bad rows fill the record."""

from collections import Counter

PARKED_UNTIL = "parked-until"  # kind of the issue that tells the next run when the host may be asked again


class Issues:
    """Keeps the first few of each kind word for word, and counts the rest."""

    def __init__(self, keep: int = 20) -> None:
        self._keep = keep
        self._kept: list[dict[str, str]] = []
        self._counts: Counter[str] = Counter()

    def add(self, kind: str, subject: str, message: str) -> None:
        self._counts[kind] += 1
        if self._counts[kind] <= self._keep:
            self._kept.append({"kind": kind, "subject": subject, "message": message})

    def count(self, kind: str) -> int:
        return self._counts[kind]

    def as_list(self) -> list[dict[str, str]]:
        """The kept ones, and one line for each kind that had more."""
        more = [
            {"kind": kind, "subject": "", "message": f"and {count - self._keep:,} more of this kind"}
            for kind, count in sorted(self._counts.items())
            if count > self._keep
        ]
        return self._kept + more

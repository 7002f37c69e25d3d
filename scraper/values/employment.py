"""Full-time, part-time and the rest, in one spelling."""

import re

_TYPES = (
    ("full-time", re.compile(r"full[ _-]?time|\bft\b")),
    ("part-time", re.compile(r"part[ _-]?time|\bpt\b")),
    ("internship", re.compile(r"\bintern(?:ship)?\b")),
    ("per-diem", re.compile(r"per[ _-]?diem|\bprn\b")),
    ("temporary", re.compile(r"\btemp(?:orary)?\b|seasonal")),
    ("contract", re.compile(r"\bcontract(?:ed|or)?\b|fixed[ _-]?term")),
    ("volunteer", re.compile(r"\bvolunteer\b")),
)


def employment_type(words: str | None) -> str | None:
    """The one type that the words name; the words themselves when they name none or several."""
    if words is None or not words.strip():
        return None
    lowered = words.lower().replace("_", " ")
    found = [name for name, pattern in _TYPES if pattern.search(lowered)]
    return found[0] if len(found) == 1 else words.strip()

"""Hosts that are never asked: their terms forbid automated reading, or they answer it with decoys."""

import re

_FORBIDDEN = re.compile(
    r"(?:^|\.)(?:(?:adzuna|glassdoor|indeed|linkedin|monster|simplyhired|workopolis|ziprecruiter)"
    r"\.(?:com|[a-z]{2}|com?\.[a-z]{2})|resume\.com|google\.com)$"
)


def is_forbidden(name: str) -> bool:
    """Whether this host, or the site it belongs to, is one of them."""
    return bool(_FORBIDDEN.search(name.lower().rstrip(".")))

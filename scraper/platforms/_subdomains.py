"""The name of a board that is the first part of a host, as in `https://employer.example.com`."""

import re

# What platforms keep for themselves.
_OWN = frozenset({
    "www", "api", "app", "apply", "assets", "blog", "careers", "cdn", "developer", "developers", "docs", "help", "info",
    "jobs", "login", "mail", "my", "secure", "static", "status", "support",
})  # fmt: skip
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"


def board_in_host(url: str, domain: str) -> str | None:
    """The name before a platform's domain, in lower case; None for another site or the platform's own pages.

    `domain` is a regular expression. Two parts count as one name, for platforms with a part for the region.
    """
    match = re.match(rf"https?://((?:{_LABEL})(?:\.{_LABEL})?)\.{domain}(?::\d+)?(?:[/?#]|$)", url, re.IGNORECASE)
    name = match[1].lower() if match else ""
    return name if name and name.partition(".")[0] not in _OWN else None

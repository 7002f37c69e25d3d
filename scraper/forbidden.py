"""Job boards that are never read, and why: one list for rows, for `jobreq sources add`, and for every redirect."""

import re
from dataclasses import dataclass

_COUNTRIES = r"(?:com|[a-z]{2}|com?\.[a-z]{2})"


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A board by its name and by the sites that it has; `because` is a clause."""

    name: str
    sites: str  # a regular expression for the end of a host's name
    because: str


_ONE_OF_INDEED = "it has the terms of Indeed, and keeps programs out with bot checks and decoys"
FORBIDDEN = (
    Forbidden("LinkedIn", r"linkedin\.com|lnkd\.in", "its User Agreement forbids scraping and copying by programs"),
    Forbidden("Indeed", rf"indeed\.{_COUNTRIES}", "it keeps programs out with bot checks and decoys"),
    Forbidden("SimplyHired", rf"simplyhired\.{_COUNTRIES}", _ONE_OF_INDEED),
    Forbidden("Workopolis", rf"workopolis\.{_COUNTRIES}", _ONE_OF_INDEED),
    Forbidden("Resume.com", r"resume\.com", _ONE_OF_INDEED),
    Forbidden("Glassdoor", rf"glassdoor\.{_COUNTRIES}", "it keeps programs out with bot checks"),
    Forbidden("ZipRecruiter", rf"ziprecruiter\.{_COUNTRIES}", "it keeps programs out with bot checks"),
    Forbidden("Monster", rf"monster\.{_COUNTRIES}", "it keeps programs out with bot checks"),
    Forbidden("Google Jobs", rf"google\.{_COUNTRIES}", "it has no interface for programs, and its terms forbid others"),
    Forbidden("Adzuna", rf"adzuna\.{_COUNTRIES}", "its terms exclude research over many adverts without consent"),
)
_SITES = [(board, re.compile(rf"(?:^|\.)(?:{board.sites})$")) for board in FORBIDDEN]


def why_forbidden(host: str) -> str | None:
    """One sentence on why this host, or the site it belongs to, is never read; None when it may be."""
    name = host.lower().rstrip(".")
    board = next((board for board, sites in _SITES if sites.search(name)), None)
    return f"{board.name} is never read: {board.because}; take the employer's own board" if board else None

"""`jobreq parse`: the postings in a saved answer of a board, for golden files and bug reports."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from analysis.commands import UsageError
from analysis.errors import AnalysisError
from analysis.logs import Reporter
from scraper.errors import ScraperError
from scraper.platforms import load, names
from scraper.sources import Source


class NoPostings(AnalysisError):
    """The files hold no posting of that platform."""


def parse(platform: str, files: Sequence[str], board: str, employer: str, *, reporter: Reporter) -> None:
    """One JSON line per posting on standard output, what was odd on stderr; UsageError for an unknown platform."""
    if platform not in names():
        raise UsageError(f"there is no platform {platform!r}; choose one of {', '.join(names())}")
    source = Source(source_id=f"{platform}-{board}", platform=platform, board=board, employer=employer)
    count = 0
    for name in files:
        body = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        try:
            listing = load(platform).parse(body, source)
        except ScraperError as error:
            reporter.say(f"{name}: {error.message}; the file is left out", level="warning")
            continue
        for posting in listing.postings:
            line = {"posting_id": posting.posting_id} | asdict(posting)
            sys.stdout.write(json.dumps(line, ensure_ascii=False, default=_json_value) + "\n")
        for issue in listing.issues:
            reporter.say(f"{name}: {issue['subject']}: {issue['message']}", level="warning", kind=issue["kind"])
        count += len(listing.postings)
        reporter.say(f"{name}: {listing.status}, {len(listing.postings):,} of {listing.listed:,} entries are postings")
    if not count:
        raise NoPostings(f"no posting of {platform} was found; is it the platform's own answer?", ", ".join(files))


def _json_value(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)

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
from scraper.listing import Listing
from scraper.platforms import load, names
from scraper.posting import PARTIAL
from scraper.sources import Source


class NoAnswer(AnalysisError):
    """No file is an answer of that platform."""


def parse(platform: str, files: Sequence[str], board: str, employer: str, *, reporter: Reporter) -> None:
    """One JSON line per posting on standard output, what was odd on stderr; UsageError for an unknown platform."""
    if platform not in names():
        raise UsageError(f"there is no platform {platform!r}; choose one of {', '.join(names())}")
    source = Source(source_id=f"{platform}-{board}", platform=platform, board=board, employer=employer)
    answers = 0
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
        answers += 1
        reporter.say(f"{name}: {_summary(listing)}")
    if not answers:
        raise NoAnswer(f"this cannot be read as an answer of {platform}; is it the platform's own?", ", ".join(files))


def _summary(listing: Listing) -> str:
    said = f"{listing.status}, {len(listing.postings):,} of {listing.listed:,} entries are postings"
    if listing.reason:
        said += f"; {listing.reason}"
    if listing.listed and not listing.postings and listing.status != PARTIAL:
        said += "; their texts stand on pages of their own, which can be parsed as well"
    return said


def _json_value(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)

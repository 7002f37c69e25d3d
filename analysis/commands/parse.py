"""`jobreq parse`: the postings in a saved answer of a board, for golden files and bug reports.

A saved answer may have things around it, see `scraper.saved`; what is said of it then stands on stderr.
"""

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
from scraper.html import is_html
from scraper.listing import Listing
from scraper.platforms import names
from scraper.posting import PARTIAL
from scraper.saved import platforms_of, read_saved
from scraper.sources import UNNAMED, Source

GUESS = "auto"
_UNMARKED = "; nothing in the page says in a known way that it is one"


class NoAnswer(AnalysisError):
    """No file is an answer of that platform."""


def parse(platform: str, files: Sequence[str], board: str, employer: str, *, reporter: Reporter) -> None:
    """One JSON line per posting on standard output, what was odd on stderr; UsageError for an unknown platform.

    The platform `auto` is told by the answer, for each file anew.
    """
    is_known = platform == GUESS or platform in names()
    if not is_known and Path(platform).exists():
        raise UsageError(f"say whose answer it is: jobreq parse PLATFORM {platform}, or auto for PLATFORM to find out")
    if not is_known:
        raise UsageError(f"there is no platform {platform!r}; choose one of {', '.join(names())}, or auto")
    if not files:
        raise UsageError(f"name a saved answer: jobreq parse {platform} FILE")
    answers = 0
    likely: list[str] = []
    for name in files:
        body = _read(name)
        source = _source(platform, board, employer)
        if platform == GUESS:
            likely = platforms_of(body, source)
            if not likely:
                reporter.say(f"{name}: no platform knows all of this; name one; the file is left out", level="warning")
                continue
            reporter.say(f"{name}: read as an answer of {likely[0]}")
            source = _source(likely[0], board, employer)
        try:
            saved = read_saved(body, source)
        except ScraperError as error:
            likely = likely or platforms_of(body, source)
            reporter.say(f"{name}: {error.message}; the file is left out", level="warning")
            continue
        listing = saved.listing
        if saved.around:
            reporter.say(f"{name}: this is {saved.around}; the answer itself was read", level="warning")
        for posting in listing.postings:
            line = {"posting_id": posting.posting_id} | asdict(posting)
            sys.stdout.write(json.dumps(line, ensure_ascii=False, default=_json_value) + "\n")
        for issue in listing.issues:
            reporter.say(f"{name}: {issue['subject']}: {issue['message']}", level="warning", kind=issue["kind"])
        answers += 1
        reporter.say(f"{name}: {_summary(listing)}{_UNMARKED if not listing.listed and is_html(body) else ''}")
    if not answers:
        kind = "any platform" if platform == GUESS else platform
        hint = f"try jobreq parse {likely[0]} FILE" if likely else "is it the platform's own?"
        raise NoAnswer(f"this cannot be read as an answer of {kind}; {hint}", ", ".join(files))


def _source(platform: str, board: str, employer: str) -> Source:
    source_id = f"{platform}-{'board' if board == UNNAMED else board}"
    return Source(source_id=source_id, platform=platform, board=board, employer=employer)


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise NoAnswer(f"the file cannot be read ({error.strerror})", name) from error


def _summary(listing: Listing) -> str:
    said = f"{listing.status}, {len(listing.postings):,} of {listing.listed:,} entries are postings"
    if listing.reason:
        said += f"; {listing.reason}"
    if listing.listed and not listing.postings and listing.status != PARTIAL:
        said += "; their texts stand on pages of their own, which can be parsed as well"
    return said


def _json_value(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)

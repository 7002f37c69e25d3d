"""`jobreq sources add`: finds the board behind an address, tries it once, shows what came, and writes its row."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from analysis.commands import UsageError
from analysis.commands.sources import sources_path
from analysis.commands.world import World
from analysis.durable import write_whole
from analysis.errors import AnalysisError
from scraper import sandbox
from scraper.errors import BadStatus, DeadlinePassed, FetchError, Parked, Refused, Unreachable
from scraper.finding import Board, find_board, whole_address
from scraper.forbidden import why_forbidden
from scraper.platforms import off_because
from scraper.posting import TRUNCATED, Posting
from scraper.source_list import new_id, with_row
from scraper.sources import Source, load_sources
from scraper.trial import Trial, filled, try_source

LISTS, DETAILS = 10, 5  # answers that a trial asks a board for
_MOST_SHOWN = 5

Confirm = Callable[[str], bool]


class NotAdded(AnalysisError):
    """The board was found, and no row was written; or one that somebody must look at."""


def add_source(
    address: str,
    chosen: Path | None,
    *,
    employer: str,
    search: str,
    min_postings: int | None,
    is_dry_run: bool,
    world: World,
    confirm: Confirm | None = None,
) -> None:
    """UsageError for an address that is never read; NotAdded when the board did not answer as one should.

    `confirm` is asked before the file is written.
    """
    path = sources_path(chosen)
    known = load_sources(path) if path.exists() else []
    _expect_allowed(address)
    client = world.client(world.settings)
    try:
        board = find_board(address, client)
        if before := _known(board, known):
            sys.stdout.write(f"{before.source_id} is this board already; {path} stays as it is\n")
            return
        source = _source_of(board, employer, search, min_postings, known)
        trial = try_source(source, client, world.now(), lists=LISTS, details=DETAILS)
    except Refused as error:
        raise UsageError(error.message, error.subject) from error
    finally:
        sandbox.close()
        client.close()
    row = _row_of(trial, employer, min_postings, known, world.now().date())
    is_kept = trial.is_answered or bool(row.off_because) or _may_pass(trial.error)
    sys.stdout.write("\n".join(_shown(board, trial, row if is_kept else None)) + "\n")
    if not is_kept:
        raise NotAdded(f"{trial.reason}; no row was written", address)
    if is_dry_run or (confirm and not confirm(f"Write the row {row.source_id} to {path}?")):
        sys.stdout.write("nothing was written\n")
    else:
        before_text = path.read_bytes().decode() if path.exists() else ""
        write_whole(path, with_row(before_text, row).encode())
        sys.stdout.write(f"written to {path}\n")
    if row.verified_on is None and not row.off_because:
        raise NotAdded(f"{_why_unverified(trial)}; `jobreq sources check --only {row.source_id}` tries again", address)


def _expect_allowed(address: str) -> None:
    url = whole_address(address)
    try:
        host = urlsplit(url).hostname or ""
    except ValueError as error:
        raise UsageError(f"this is not an address ({error})", address) from error
    if reason := why_forbidden(host):
        raise UsageError(reason, url)


def _known(board: Board, sources: Sequence[Source]) -> Source | None:
    wanted = (board.platform, board.board.casefold(), board.api_root)
    return next((one for one in sources if (one.platform, one.board.casefold(), one.api_root) == wanted), None)


def _source_of(board: Board, employer: str, search: str, least: int | None, known: Sequence[Source]) -> Source:
    return Source(
        source_id=new_id(board.platform, board.board, employer, {source.source_id for source in known}),
        platform=board.platform,
        board=board.board,
        employer=employer,
        api_root=board.api_root,
        min_postings=least or 0,
        search=search,
        off_because=off_because(board.platform),
    )


def _row_of(trial: Trial, employer: str, least: int | None, known: Sequence[Source], today: date) -> Source:
    """The row for what a trial found."""
    source, listing = trial.source, trial.listing
    named = _employers(listing.postings if listing else []).most_common(1)
    employer = employer or (named[0][0] if named else source.board.partition(".")[0])
    source_id = new_id(source.platform, source.board, employer, {one.source_id for one in known})
    is_seen = trial.is_answered and bool(listing and listing.listed)
    if least is None:  # a number well below what is usual
        least = listing.listed // 3 if is_seen and listing else 0
    note = ""
    if source.off_because:
        reason = source.off_because.partition(";")[0]
        note = f"Not yet verified live. {reason[:1].upper()}{reason[1:]}"
    elif not is_seen:
        note = f"Not yet verified live: {_why_unverified(trial)} ({today})"
    return replace(
        source,
        source_id=source_id,
        employer=employer,
        min_postings=least,
        enabled=not source.off_because,
        verified_on=today if is_seen else None,
        note=note,
    )


def _may_pass(error: Exception | None) -> bool:
    """Whether a board that did not answer may answer another day, so that its row is worth keeping."""
    if isinstance(error, BadStatus):
        return error.status >= 500
    return isinstance(error, Parked | Unreachable | DeadlinePassed)


def _why_unverified(trial: Trial) -> str:
    if trial.is_answered:
        return "it answered with an empty list, which proves little"
    return trial.error.message if isinstance(trial.error, FetchError) else trial.reason


def _employers(postings: Sequence[Posting]) -> Counter[str]:
    return Counter(posting.employer for posting in postings if posting.employer)


def _shown(board: Board, trial: Trial, row: Source | None) -> Iterator[str]:
    listing = trial.listing
    postings = listing.postings if listing else []
    yield _line("platform", board.platform)
    yield _line("board", f"{board.board} ({board.how})")
    count = f"{listing.listed:,} postings are listed" if listing else "no list"
    yield _line("answer", "; ".join(part for part in (trial.status, count, trial.reason) if part))
    if postings:
        named = [f"{name} ({count:,})" for name, count in _employers(postings).most_common(_MOST_SHOWN)]
        yield _line("employers", ", ".join(named) or "the postings name none")
        titles = [f"{one.title} – {one.location or 'no place'}" for one in postings[:_MOST_SHOWN]]
        yield from _lines("postings", titles)
        counts = filled(postings)
        some = [f"{name} {count:,}" for name, count in counts.items() if count]
        yield _line("fields", f"of {len(postings):,} that were read: {', '.join(some)}")
        yield _line("never", ", ".join(name for name, count in counts.items() if not count) or "–")
    if listing:
        odd = [f"{issue['subject']}: {issue['message']}" for issue in listing.issues]
        yield from _lines("odd", odd[:_MOST_SHOWN] or ["nothing"])
    if row is None:
        return
    if trial.status == TRUNCATED and not row.search:
        yield _line("hint", "it has more than was asked for here; `--search` with words makes a run read only those")
    least = f"at least {row.min_postings:,} expected"
    yield _line("row", f"{row.source_id}: {row.employer}, {least}, verified on {row.verified_on or 'no day yet'}")


def _lines(label: str, values: Sequence[str]) -> Iterator[str]:
    for number, value in enumerate(values):
        yield _line("" if number else label, value)


def _line(label: str, value: str) -> str:
    return f"{label:<10} {' '.join(value.split())}"

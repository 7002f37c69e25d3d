"""`jobreq sources check`: asks every board for its list once, and says which of them a person should look at."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from analysis.commands.batch import Progress, chosen_sources
from analysis.commands.sources import sources_path
from analysis.commands.world import World
from analysis.durable import write_whole
from analysis.logs import Reporter
from analysis.present import write_json, write_list
from scraper import sandbox
from scraper.http import Client
from scraper.posting import PARKED, SKIPPED
from scraper.side_by_side import side_by_side
from scraper.source_list import with_dates
from scraper.sources import Source
from scraper.trial import Trial, try_source

# Nobody has to do anything: the host asks for patience, or the platform is off with a reason.
_WELL = (PARKED, SKIPPED)


def check_sources(
    chosen: Path | None, only: Sequence[str], form: str, *, is_written: bool, reporter: Reporter, world: World
) -> bool:
    """Print how each source answers, without any posting's own page; False when a person should look.

    With `is_written`, `verified_on` of those that answered with postings becomes today.
    """
    path = sources_path(chosen)
    sources = chosen_sources(path, only)
    client = world.client(world.settings)
    today = world.now().date()

    trials: list[Trial] = []
    try:
        with reporter.stage("Asking", len(sources), Progress(client).facts) as advance:

            def tell(trial: Trial) -> None:
                trials.append(trial)
                advance(len(trials))

            found = side_by_side(sources, partial(_ask, client, world), world.settings.hosts_at_once, tell)
    finally:
        sandbox.close()
        client.close()
    ordered = [found[source.source_id] for source in sources]
    write = write_json if form == "json" else write_list
    write(
        ("source", "status", "postings", "verified", "reason"),
        [
            (
                trial.source_id,
                trial.status,
                trial.listing.listed if trial.listing else None,
                trial.source.verified_on,
                trial.reason or None,
            )
            for trial in ordered
        ],
        sys.stdout,
    )
    if is_written:
        seen = {trial.source_id: today for trial in ordered if is_seen(trial)}
        write_whole(path, with_dates(path.read_bytes().decode(), seen).encode())
        reporter.say(f"{len(seen):,} of {len(ordered):,} rows of {path} have today as verified_on", verified=len(seen))
    return all(is_seen(trial) or trial.status in _WELL for trial in ordered)


def _ask(client: Client, world: World, source: Source) -> Trial:
    """One list request; of several searches the others too, where the first finds nothing."""
    trial = try_source(source, client, world.now(), lists=1, details=0)
    searches = len(source.search.split("|"))
    if not trial.is_answered or is_seen(trial) or searches == 1:
        return trial
    return try_source(source, client, world.now(), lists=searches, details=0)


def is_seen(trial: Trial) -> bool:
    return trial.is_answered and trial.listing is not None and trial.listing.listed > 0

"""`jobreq sources list`: the boards that are read, and how fresh each is in the published database."""

import sys
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from analysis.commands.database import open_published
from analysis.present import write_csv, write_json, write_list
from analysis.publish import published_path
from analysis.vocabulary import DATA
from scraper.sources import Source, load_sources

_WRITERS = {"csv": write_csv, "json": write_json}


class Freshness(NamedTuple):
    """What the published database says of a source."""

    last_status: str | None = None
    open_postings: int | None = None
    last_complete_at: datetime | None = None


def sources_path(chosen: Path | None) -> Path:
    return chosen or DATA / "sources.csv"


def list_sources(chosen: Path | None, results: Path, form: str) -> None:
    """Every row of the list; SourceError names a bad row."""
    known = _freshness(results)
    sources = load_sources(sources_path(chosen))
    if form == "table":
        columns = ("source", "employer", "status", "open", "seen whole", "")
        write_list(
            columns, [_shown(source, known.get(source.source_id, Freshness())) for source in sources], sys.stdout
        )
        return
    rows = [
        (
            source.source_id,
            source.employer,
            "off" if source.off_because else source.enabled,
            source.verified_on,
            *known.get(source.source_id, Freshness()),
            source.off_because or None,
        )
        for source in sources
    ]
    names = ("source", "employer", "enabled", "verified", "status", "open", "last whole list", "why off")
    _WRITERS[form](names, rows, sys.stdout)


def _shown(source: Source, known: Freshness) -> tuple[str | int | None, ...]:
    """A row as people read it; the remark says why a source is off."""
    never_run = "verified" if source.verified_on else "unverified"
    state = "off" if source.off_because else (known.last_status or never_run) if source.enabled else "not enabled"
    seen = f"{known.last_complete_at:%Y-%m-%d}" if known.last_complete_at else None
    return source.source_id, source.employer, state, known.open_postings, seen, source.off_because or None


def _freshness(results: Path) -> dict[str, Freshness]:
    if not published_path(results).exists():
        return {}
    with open_published(results) as connection:
        rows = connection.execute("SELECT source_id, last_status, open_postings, last_complete_at FROM source")
        return {source_id: Freshness(*facts) for source_id, *facts in rows.fetchall()}

"""`jobreq sources list`: the boards that are read, and how fresh each is in the published database."""

import sys
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from analysis.commands.database import open_published
from analysis.present import write_csv, write_json, write_table
from analysis.publish import published_path
from analysis.vocabulary import DATA
from scraper.sources import load_sources

_WRITERS = {"table": write_table, "csv": write_csv, "json": write_json}


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
    rows = [
        (
            source.source_id,
            source.employer,
            "off" if source.off_because else source.enabled,
            source.verified_on,
            *known.get(source.source_id, Freshness()),
            source.off_because or None,
        )
        for source in load_sources(sources_path(chosen))
    ]
    columns = ("source", "employer", "enabled", "verified", "status", "open", "last whole list", "why off")
    _WRITERS[form](columns, rows, sys.stdout)


def _freshness(results: Path) -> dict[str, Freshness]:
    if not published_path(results).exists():
        return {}
    with open_published(results) as connection:
        rows = connection.execute("SELECT source_id, last_status, open_postings, last_complete_at FROM source")
        return {source_id: Freshness(*facts) for source_id, *facts in rows.fetchall()}

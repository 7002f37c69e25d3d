"""`jobreq sources`: the boards that are read."""

import sys
from pathlib import Path

from analysis.present import write_table
from analysis.vocabulary import DATA
from scraper.sources import load_sources


def list_sources(path: Path | None) -> None:
    """Every row of the list as a table; SourceError names a bad row."""
    rows = [
        (source.source_id, source.platform, source.employer, source.enabled, source.verified_on)
        for source in load_sources(path or DATA / "sources.csv")
    ]
    write_table(("source_id", "platform", "employer", "enabled", "verified_on"), rows, sys.stdout)

"""`jobreq version`: everything that a figure depends on."""

import sys
from importlib.metadata import version as package_version

from analysis.reading import READER_VERSION
from analysis.vocabulary import load_vocabulary


def version() -> None:
    """Program, reading rules and vocabulary; figures of different ones should not be compared."""
    vocabulary = load_vocabulary()
    sys.stdout.write(
        f"jobreq {package_version('jobreq')}, reader {READER_VERSION}, "
        f"vocabulary {vocabulary.content_hash[:12]} ({len(vocabulary.terms):,} terms)\n"
    )

"""The answers that broke their parser, kept aside so that each can become a golden file and a mended parser."""

from pathlib import Path

FOLDER = "quarantine"
MOST_FILES = 20
MOST_BYTES = 20_000_000  # of one answer


def keep_aside(results: Path, run_id: str, source_id: str, body: bytes) -> Path:
    """Keep the beginning of an answer as a file; the oldest go when there are too many. Gives its path."""
    folder = results / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{run_id}-{source_id}.bin"
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_bytes(body[:MOST_BYTES])
    temporary.replace(path)
    for old in sorted(folder.glob("*.bin"))[:-MOST_FILES]:
        old.unlink(missing_ok=True)
    return path

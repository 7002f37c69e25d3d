"""The results folder as the place of work of one batch: held, of a known layout, with room on its disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.durable import write_whole
from analysis.errors import ResultsError
from analysis.publish import NAME, disk_errors_as_sentences, published_path, room_for, sweep
from scraper.lock import run_lock
from scraper.segments import sweep as sweep_segments

LAYOUT = 2  # of the results folder; raise it when an older program would misread a newer folder
_LAYOUT_FILE = "layout"

# A run writes the new database beside the published one, and its segments.
_ROOM = 2


@contextmanager
def at_work(results: Path) -> Iterator[None]:
    """Hold the results folder and mark it as ours; a full disk and a missing permission are sentences in here."""
    with disk_errors_as_sentences(results), run_lock(results):
        claim(results)
        _sweep(results)
        yield


def _sweep(results: Path) -> None:
    """Remove what killed runs left half-written; whoever holds the lock is the only one who writes."""
    sweep(results)
    sweep_segments(results)
    for depth in ("", "*/", "*/*/"):
        for path in results.glob(f"{depth}.*.tmp"):
            if path.is_file() and not path.name.startswith(f".{NAME}."):
                path.unlink(missing_ok=True)


def expect_layout(results: Path) -> None:
    """ResultsError when a newer program made this folder: what it holds could be misread."""
    try:
        text = (results / _LAYOUT_FILE).read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        return
    if not text.isdigit() or int(text) > LAYOUT:
        raise ResultsError(
            f"a newer jobreq made this folder (layout {text[:20]!r}, this one knows {LAYOUT}); update jobreq, or "
            "choose another folder with --results",
            str(results),
        )


def claim(results: Path) -> None:
    """Mark the folder as ours, of this layout; ResultsError as `expect_layout`. The run lock is held."""
    expect_layout(results)
    path = results / _LAYOUT_FILE
    if not path.exists() or path.read_text(encoding="ascii").strip() != str(LAYOUT):
        write_whole(path, f"{LAYOUT}\n".encode())


def expect_room(results: Path) -> None:
    """ResultsError, before anything is done, when the disk has too little room for a run."""
    published = published_path(results)
    room_for(results, _ROOM * published.stat().st_size if published.exists() else 0)

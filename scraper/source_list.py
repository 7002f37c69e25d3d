"""Changes the text of a list of sources row by row; what is not changed stays as it was, to the letter."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from scraper.sources import COLUMNS, Source

_LONG = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_MOST_CHARS = 60  # of the part behind the platform's name


def new_id(platform: str, board: str, employer: str, taken: Collection[str]) -> str:
    """`<platform>-<board>` in lower case, shortened where the board is an address; another number where it is taken."""
    host, *path = re.split(r"[/?]", board.removeprefix("www."))
    name = f"{host.partition('.')[0]} {path[-1]}" if path else host
    if _LONG.search(board):
        name = employer or _LONG.sub(lambda match: match[0][:8], name)
    words = dict.fromkeys(re.findall(r"[a-z0-9]+", name.lower()))
    wanted = f"{platform}-{'-'.join(words)[:_MOST_CHARS].strip('-') or 'board'}"
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (wanted, *numbered) if name not in taken)


def with_row(text: str, source: Source) -> str:
    """The list with one more row at its end, in the order of its columns; a new list where there was none."""
    start = text if text.strip() else _line(COLUMNS)
    header = next(csv.reader(start.removeprefix("\ufeff").splitlines()))
    cells = _cells(source)
    return start + ("" if start.endswith("\n") else "\n") + _line(cells.get(name, "") for name in header)


def with_dates(text: str, verified_on: Mapping[str, date]) -> str:
    """The list with the days on which these sources answered; a row in which nothing changes stays as it is written."""
    lines = text.splitlines(keepends=True)
    rows = csv.reader(lines)
    names = [name.removeprefix("\ufeff") for name in next(rows)]
    edited, done = lines[: rows.line_num], rows.line_num
    for cells in rows:
        row = dict(zip(names, cells, strict=False))
        day = verified_on.get(row.get("source_id", ""))
        new = row | {"verified_on": day.isoformat()} if day else row
        edited += lines[done : rows.line_num] if new == row else [_line(new.values())]
        done = rows.line_num
    return "".join(edited)


def _cells(source: Source) -> dict[str, str]:
    return {
        "source_id": source.source_id,
        "platform": source.platform,
        "board": source.board,
        "employer": source.employer,
        "api_root": source.api_root,
        "min_postings": str(source.min_postings),
        "search": source.search,
        "min_delay": f"{source.min_delay:g}" if source.min_delay else "",
        "enabled": "yes" if source.enabled else "no",
        "verified_on": source.verified_on.isoformat() if source.verified_on else "",
        "note": source.note,
    }


def _line(cells: Iterable[str]) -> str:
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerow(cells)
    return target.getvalue()

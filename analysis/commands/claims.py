"""jobreq claims: statements of articles, each beside its figure, its verdict and its caveat."""

import sys
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from analysis.commands import UsageError
from analysis.commands.database import open_published
from analysis.present import console_for, share_with_interval, write_json

# Every colour has its word beside it.
_STYLES = {"supported": "bold green", "contradicted": "bold red", "undecided": "yellow"}
_WIDTH = 80

QUERY = Path(__file__).with_name("claims.sql")


def claims(results: Path, occupation: str | None, form: str) -> None:
    """The claims of the published database; UsageError when there are none about the occupation."""
    with open_published(results) as connection:
        found = connection.execute(QUERY.read_text(encoding="utf-8"), {"occupation": occupation})
        columns = [name for name, *_ in found.description or ()]
        rows = found.fetchall()
        problems = connection.execute("SELECT subject, message FROM issue WHERE issue_kind = 'claim'").fetchall()
        known = connection.execute("SELECT DISTINCT occupation_id FROM claim ORDER BY 1").fetchall()
    for subject, message in problems:
        sys.stderr.write(f"warning: not judged: {subject}: {message}\n")
    if not rows:
        names = ", ".join(name for (name,) in known) or "none yet"
        raise UsageError(f"there are no claims about this occupation; there are some about: {names}", occupation or "")
    if form == "json":
        write_json(columns, rows, sys.stdout)
    else:
        _print([dict(zip(columns, row, strict=True)) for row in rows])


def _print(rows: list[dict[str, Any]]) -> None:
    console = console_for(sys.stdout, width=_WIDTH)
    for occupation, of_one in groupby(rows, key=lambda row: row["occupation_id"]):
        claims = list(of_one)
        console.print(Text(f"{claims[0]['occupation'] or occupation} — {claims[0]['source']}", style="bold underline"))
        counts = Counter(row["verdict"] for row in claims)
        console.print(Text(", ".join(f"{counts[verdict]} {verdict}" for verdict in _STYLES), style="dim"))
        console.print()
        for row in claims:
            _print_claim(row, console)


def _print_claim(row: dict[str, Any], console: Console) -> None:
    heading = Text(f"{row['verdict'].upper()}  ", style=_STYLES.get(row["verdict"], ""))
    console.print(heading.append(row["statement"], style="bold"))
    example = row["evidence"][0] if row["evidence"] else None
    opening = "One that does" if row["at_least"] is None else "For example"
    lines = [
        f"Supported when {row['supported_when']}.",
        f"{_figure(row)}: {row['because']}.",
        *([f"{row['detail'][0].upper()}{row['detail'][1:]}."] if row["detail"] else []),
        row["caveat"],
        *([f"{opening}: “{example['sentence']}” ({example['employer'] or 'employer not named'})"] if example else []),
    ]
    for number, line in enumerate(lines):
        console.print(Padding(Text(line, style="" if number == 1 else "dim"), (0, 0, 0, 4)))
    console.print()


def _figure(row: dict[str, Any]) -> str:
    """`Below 12 %, none of 26 jobs of 9 employers`, as firmly as the jobs allow."""
    jobs = f"{row['among']}," if row["among"] else "job" if row["jobs"] == 1 else "jobs"
    whole = f"of {row['jobs']:,} {jobs} of {row['employers']:,} employer{'' if row['employers'] == 1 else 's'}"
    if row["share"] == 0 and row["share_high"] is not None:
        return f"Below {100 * row['share_high']:.0f} %, none {whole}"
    return f"{share_with_interval(row['share'], row['share_low'], row['share_high']) or 'Nothing'} {whole}"

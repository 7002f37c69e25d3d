"""The answer as one table: what the commonest occupation of the database asks of applicants."""

from pathlib import Path
from typing import TextIO

from rich import box
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from analysis.commands.database import open_published
from analysis.present import console_for, share_with_interval

QUERY = Path(__file__).with_name("answer.sql")

# Of each kind; the table should not scroll away.
MOST_TERMS = 8


def print_answer(results: Path, output: TextIO) -> None:
    """Term, jobs, required, preferred, not required and share; fits 80 columns."""
    with open_published(results) as connection:
        occupation, label = connection.execute(
            "SELECT occupation_id, occupation.label FROM posting JOIN occupation USING (occupation_id) "
            "WHERE is_counted GROUP BY ALL ORDER BY count(*) DESC, occupation_id LIMIT 1"
        ).fetchone() or ("all", "All jobs")
        connection.execute("SET VARIABLE occupation = ?", [occupation])
        connection.execute("SET VARIABLE terms = ?", [MOST_TERMS])
        rows = connection.execute(QUERY.read_text(encoding="utf-8")).fetchall()
    jobs, employers = (rows[0][2], rows[0][9]) if rows else (0, 0)
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("Term", overflow="fold")
    for name in ("Jobs", "Required", "Preferred", "Not\nrequired", "Share (95 %)"):
        table.add_column(name, justify="right", no_wrap=True)
    for kind, term, total, required, preferred, waived, share, low, high, _ in rows:
        cell = Padding(term, (0, 0, 0, 2)) if term else Text(kind, style="bold")
        counts = (f"{count:,}" for count in (total, required, preferred, waived))
        table.add_row(cell, *counts, share_with_interval(share, low, high))
    console = console_for(output, width=80)
    console.print(f"{label}: {jobs:,} jobs of {employers:,} employers\n", style="bold", markup=False)
    console.print(table)
    console.print(
        "\nShare: jobs that require or prefer it, of all jobs. A job that is silent waives\n"
        f"nothing. At most {MOST_TERMS} terms of a kind are shown."
    )

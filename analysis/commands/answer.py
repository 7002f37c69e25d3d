"""The answer as one table: what the commonest occupation of the database asks of applicants."""

from pathlib import Path
from typing import TextIO

from rich import box
from rich.table import Table

from analysis.commands.database import open_published
from analysis.present import console_for, share_with_interval

QUERY = Path(__file__).with_name("answer.sql")


def print_answer(results: Path, output: TextIO) -> None:
    """Term, jobs, required, preferred, not required and share; fits 80 columns."""
    with open_published(results) as connection:
        occupation, label = connection.execute(
            "SELECT occupation_id, any_value(label) FROM posting JOIN occupation USING (occupation_id) "
            "WHERE is_counted GROUP BY ALL ORDER BY count(*) DESC, occupation_id LIMIT 1"
        ).fetchone() or ("all", "All jobs")
        connection.execute("SET VARIABLE occupation = ?", [occupation])
        rows = connection.execute(QUERY.read_text(encoding="utf-8")).fetchall()
    jobs, employers = (rows[0][2], rows[0][9]) if rows else (0, 0)
    table = Table(
        title=f"{label}: {jobs:,} jobs of {employers:,} employers",
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
    )
    table.add_column("Term", ratio=1)
    for name in ("Jobs", "Required", "Preferred", "Not\nrequired", "Share\n(95 %)"):
        table.add_column(name, justify="right", no_wrap=True)
    for kind, term, total, required, preferred, waived, share, low, high, _ in rows:
        name = f"  {term}" if term else f"[bold]Any {kind.lower()}[/]"
        counts = (f"{count:,}" for count in (total, required, preferred, waived))
        table.add_row(name, *counts, share_with_interval(share, low, high))
    console = console_for(output)
    console.print(table)
    console.print("Share: jobs that require or prefer it, of all jobs; silence is not a waiver.", style="dim")

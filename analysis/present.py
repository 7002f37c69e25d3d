"""Rows for people and for machines: a table that fits the terminal, CSV, or JSON."""

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from math import isfinite
from typing import Any, TextIO

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

# More rows than this are for a file; a table of them would take minutes to lay out.
MOST_TABLE_ROWS = 1_000

# Wide enough for any table, so that nothing is cut when the output goes into a file or a pipe.
UNLIMITED_WIDTH = 10_000

_GAP = 3  # between two columns

# Of a list for people, where the output is no terminal: such a list is read in a mail or a pager.
LIST_WIDTH = 80

_LIST_GAP = 2
_LEAST = 12  # a column is not folded to fewer characters

Row = Sequence[Any]


def write_table(columns: Sequence[str], rows: Iterable[Row], output: TextIO) -> None:
    """A table as wide as the terminal, or as its content elsewhere; numbers to the right.

    With more columns than the terminal has room for, each row becomes a block of lines.
    """
    rows = iter(rows)
    shown = list(islice(rows, MOST_TABLE_ROWS))
    console = console_for(output)
    if sum(len(name) + _GAP for name in columns) - _GAP > console.width:
        for number, row in enumerate(shown, 1):
            console.print(_block(columns, row, f"row {number:,}"))
    else:
        console.print(_table(columns, shown))
    if next(rows, None) is not None:
        console.print(f"The first {MOST_TABLE_ROWS:,} rows; --format csv gives them all.")


def write_list(columns: Sequence[str], rows: Sequence[Row], output: TextIO) -> None:
    """A table as wide as the terminal, or as a mail. The first column names its row, the last is a remark below it."""
    console = console_for(output, LIST_WIDTH)
    cells = [[cell_text(value) for value in row] for row in rows]
    names = list(columns[:-1])
    widths = [max(map(cell_len, column)) for column in zip(names, *(row[:-1] for row in cells), strict=True)]
    while sum(widths) + _LIST_GAP * (len(widths) - 1) > console.width and max(widths) > _LEAST:
        widths[widths.index(max(widths))] -= 1
    is_number = [any(isinstance(row[n], int | float) and row[n] is not True for row in rows) for n in range(len(names))]

    def line(values: Sequence[str], style: str = "") -> Table:
        grid = Table.grid(padding=(0, _LIST_GAP, 0, 0))
        for width, to_the_right in zip(widths, is_number, strict=True):
            grid.add_column(width=width, overflow="fold", justify="right" if to_the_right else "left")
        grid.add_row(*(Text(value, style) for value in values))
        return grid

    console.print(line(names, "bold"))
    console.print("─" * min(console.width, sum(widths) + _LIST_GAP * (len(widths) - 1)))
    for name, *values, remark in cells:
        if cell_len(name) > widths[0]:  # a name is there to be copied: it has a line of its own, unfolded
            console.print(Text(name))
            name = ""
        console.print(line([name, *values]))
        if remark:
            console.print(Padding(Text(remark), (0, 0, 0, 4)))


def _table(columns: Sequence[str], rows: Sequence[Row]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for number, name in enumerate(columns):
        is_number = any(isinstance(row[number], int | float | Decimal) and row[number] is not True for row in rows)
        table.add_column(Text(name), justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell_text(value)) for value in row))
    return table


def _block(columns: Sequence[str], row: Row, heading: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(heading, no_wrap=True)
    table.add_column("", overflow="fold")
    for name, value in zip(columns, row, strict=True):
        table.add_row(Text(name), Text(cell_text(value)))
    return table


def write_csv(columns: Sequence[str], rows: Iterable[Row], output: TextIO) -> None:
    """RFC 4180 but for the line ends; NULL is empty, times and nested values as in JSON."""
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if value is None else _machine_text(value) for value in row])


def write_json(columns: Sequence[str], rows: Iterable[Row], output: TextIO) -> None:
    """One JSON array with an object a row and a line; written as the rows come."""
    separator = "["
    for row in rows:
        record = {name: _finite(value) for name, value in zip(columns, row, strict=True)}
        output.write(f"{separator}{json.dumps(record, ensure_ascii=False, default=_json_value)}")
        separator = ",\n"
    output.write("[]\n" if separator == "[" else "]\n")


def console_for(output: TextIO, width: int = UNLIMITED_WIDTH) -> Console:
    """A Rich console as wide as the terminal, or of this width when the output is none."""
    console = Console(file=output, highlight=False)
    return console if console.is_terminal else Console(file=output, highlight=False, width=width)


def cell_text(value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float | Decimal):
        value = float(value)
        return f"{value:,.3f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else str(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, default=_json_value)
    return str(value)


def percent(share: float | None) -> str:
    """0.423 as `42 %`; nothing when unknown."""
    return "" if share is None else f"{100 * share:.0f} %"


def share_with_interval(share: float | None, low: float | None, high: float | None) -> str:
    """`42 % (31-54)`; the interval is left out when it is unknown."""
    if share is None or low is None or high is None:
        return percent(share)
    if share == 0:
        return f"below {percent(high)}"
    return f"{percent(share)} ({100 * low:.0f}-{100 * high:.0f})"


def _machine_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, default=_json_value)
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _json_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _finite(value: Any) -> Any:
    """JSON has no NaN and no infinity."""
    return None if isinstance(value, float) and not isfinite(value) else value

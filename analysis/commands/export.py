"""`jobreq export`: the published tables as CSV and Parquet, described by datapackage.json."""

import sys
from collections.abc import Sequence
from pathlib import Path

from analysis import schema
from analysis.commands import UsageError
from analysis.commands.database import open_published
from analysis.datapackage import NOTICE, SAMPLE_NOTICE
from analysis.export import default_tables, export, without_texts, workplace
from analysis.schema import Relation


def export_tables(results: Path, folder: Path, names: Sequence[str], *, with_texts: bool) -> None:
    """Write the named tables and views, or the usual ones, into a folder; UsageError names an unknown one."""
    tables = chosen_tables(names)
    # A link stays a link: what it points to is replaced.
    target = folder.expanduser().resolve()
    with open_published(results, may_write_in=workplace(target)) as connection:
        done = export(connection, target, tables if with_texts else without_texts(tables))
    sys.stdout.write(
        f"{done.tables:,} tables with {done.rows:,} rows, as CSV and as Parquet: {folder}\n"
        f"{SAMPLE_NOTICE if done.is_sample else NOTICE}\n"
    )


def chosen_tables(names: Sequence[str]) -> list[Relation]:
    """Tables and views by name, a comma between names also; the usual ones when none is given."""
    wanted = list(dict.fromkeys(name.strip() for given in names for name in given.split(",") if name.strip()))
    if not names:
        return default_tables()
    known = {relation.name: relation for relation in (*schema.TABLES, *schema.VIEWS)}
    if not wanted or (unknown := [name for name in wanted if name not in known]):
        subject = ", ".join(unknown) if wanted else "--table"
        raise UsageError(f"there is no such table; there are: {', '.join(sorted(known))}", subject)
    return [known[name] for name in wanted]

"""The command line: what each command is called, takes and promises.

The bodies stand in `analysis.commands` and are imported when their command runs, so that `jobreq --help` is instant.
Exit codes and the sentences of expected failures are made in `analysis.commands.failures`.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from analysis import cli_upkeep
from analysis.cli_sources import sources_app
from analysis.commands.failures import Commands, run_to_the_end
from analysis.commands.starting import free_folder, reporter, results_folder, world
from analysis.options import (
    AcceptDrift,
    ClaimForm,
    Contact,
    HealthFile,
    Log,
    LogForm,
    Only,
    PageForm,
    ReadForm,
    ReportForm,
    Results,
    SourceList,
    TableForm,
    Workers,
)


def main() -> NoReturn:
    """The console script."""
    run_to_the_end(app)


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: half the time, and it can be grepped
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(sources_app, name="sources", help="The boards that are read.")
app.add_typer(cli_upkeep.app)


def print_version(is_wanted: bool) -> None:
    if is_wanted:
        version()
        raise typer.Exit


@app.callback()
def options(
    _: Annotated[
        bool, typer.Option("--version", help="As `jobreq version`.", callback=print_version, is_eager=True)
    ] = False,
) -> None:
    """How often do employers ask for a certification, a degree, training or a skill, and how firmly?

    Reads public job postings and publishes a DuckDB database in which every figure leads back to its sentences.
    Begin with `jobreq demo`.
    """


@app.command()
def demo(results: Results = None, workers: Workers = None, log: Log = LogForm.text) -> None:
    """Do the whole job on a sample, offline.

    Fetch, read, build and publish, over real HTTP from a board on this machine, and print the answer as a table. The
    sample's postings are invented.
    """
    from analysis.commands.demo import demo

    demo(results_folder(results), workers=workers, reporter=reporter(log))


@app.command()
def run(
    results: Results = None,
    sources: SourceList = None,
    only: Only = None,
    contact: Contact = "",
    accept_drift: AcceptDrift = False,
    workers: Workers = None,
    health_file: HealthFile = None,
    log: Log = LogForm.text,
) -> None:
    """Run one scheduled batch: fetch, read what is new, build, publish.

    Made for cron: while another run works it ends with 75, and after a stop the same command goes on.
    """
    folder = free_folder(results, log)
    from analysis.commands.batch import run

    outcome = run(
        folder,
        sources,
        only or [],
        accept_drift=accept_drift,
        workers=workers,
        health_file=health_file,
        reporter=reporter(log),
        world=world(contact),
    )
    typer.echo(outcome.line)


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV, JSON Lines, JSON or Parquet.")],
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="FIELD=COLUMN", help="Which column holds a field, as title=job_title; may be repeated."
        ),
    ] = None,
    source_id: Annotated[
        str | None, typer.Option("--source-id", help="Name of the source. Default: import- and the file's name.")
    ] = None,
    written_as: Annotated[
        str | None, typer.Option("--format", help="How descriptions are written: html, html-escaped, markdown, plain.")
    ] = None,
    accept_drift: AcceptDrift = False,
    results: Results = None,
    workers: Workers = None,
    log: Log = LogForm.text,
) -> None:
    """Take postings from files, then go on as `run`.

    A bad row is named and left out; the others go on.
    """
    from analysis.commands.batch import import_files

    import_files(
        files,
        results_folder(results),
        field_mapping(mapping or []),
        source_id,
        written_as,
        accept_drift=accept_drift,
        workers=workers,
        reporter=reporter(log),
    )


@app.command()
def fetch(
    results: Results = None,
    sources: SourceList = None,
    only: Only = None,
    contact: Contact = "",
    log: Log = LogForm.text,
) -> None:
    """Fetch every source, and no more."""
    from analysis.commands.batch import fetch

    fetch(results_folder(results), sources, only or [], reporter=reporter(log), world=world(contact))


@app.command()
def read(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE...]", help="Postings as JSON Lines, - for standard input.", show_default=False),
    ] = None,
    form: Annotated[ReadForm, typer.Option("--format", help="What to write of each posting.")] = ReadForm.labels,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write here instead of standard output.")
    ] = None,
    results: Results = None,
    workers: Workers = None,
    log: Log = LogForm.text,
) -> None:
    """Find what postings ask for.

    Without FILE: the fetched postings that were not read yet. With FILE: postings as JSON Lines (id, title, employer,
    format, description) to JSON Lines, one by one; no results folder is touched.
    """
    if files:
        from analysis.commands.read import read_files

        read_files(files, form.value, output, reporter=reporter(log))
    else:
        from analysis.commands.batch import read

        read(results_folder(results), workers=workers, reporter=reporter(log))


@app.command()
def build(results: Results = None, accept_drift: AcceptDrift = False, log: Log = LogForm.text) -> None:
    """Build the database, check it, publish it."""
    from analysis.commands.batch import build

    build(results_folder(results), accept_drift=accept_drift, reporter=reporter(log))


@app.command()
def parse(
    platform: Annotated[str, typer.Argument(help="The platform's name, as in data/sources.csv; auto to tell it.")],
    files: Annotated[list[str] | None, typer.Argument(metavar="FILE...", help="Saved answers, - for stdin.")] = None,
    board: Annotated[str, typer.Option(help="Name of the board in the platform's addresses.")] = "",
    employer: Annotated[str, typer.Option(help="Name of the employer.")] = "",
    _results: Results = None,
    log: Log = LogForm.text,
) -> None:
    """Print the postings in a saved answer of a board.

    As JSON Lines, for golden files and bug reports: nothing is fetched or stored.
    """
    from analysis.commands.parse import parse
    from scraper.sources import UNNAMED

    parse(platform, files or [], board or UNNAMED, employer, reporter=reporter(log))


@app.command()
def explain(
    posting_id: Annotated[str, typer.Argument(help="A posting of the database, or - for a text on standard input.")],
    is_rule: Annotated[bool, typer.Option("--rule", help="The argument is a rule id: show its rows in data/.")] = False,
    results: Results = None,
) -> None:
    """Show one posting, what was found, and why.

    Its lines, the terms in them, their strength and the rule that decided.
    """
    from analysis.commands.explain import explain, rule

    if is_rule:
        rule(posting_id)
    else:
        explain(posting_id, results_folder(results))


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="A query, or - to read it from standard input.")],
    form: Annotated[TableForm, typer.Option("--format", help="How the rows are written.")] = TableForm.table,
    results: Results = None,
) -> None:
    """Ask the published database, read-only.

    Try: jobreq sql "SHOW TABLES", or: jobreq sql "FROM certification_demand" --format csv
    """
    from analysis.commands.sql import sql

    sql(query, form.value, results_folder(results))


@app.command()
def claims(
    occupation: Annotated[
        str | None, typer.Option("--occupation", metavar="ID", help="Those about one occupation.", show_default=False)
    ] = None,
    form: Annotated[ClaimForm, typer.Option("--format", help="How they are written.")] = ClaimForm.text,
    results: Results = None,
) -> None:
    """Set the statements of articles beside the figures.

    Each is supported, contradicted or undecided by the jobs of the published database; the interval decides.
    """
    from analysis.commands.claims import claims

    claims(results_folder(results), occupation, form.value)


@app.command()
def report(
    occupation: Annotated[
        str | None,
        typer.Option(
            "--occupation", metavar="ID", help="Or `all`. Default: the one with the most jobs.", show_default=False
        ),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=["%Y-%m-%d"], help="Jobs published from this day on.", show_default=False),
    ] = None,
    state: Annotated[
        str | None, typer.Option("--state", metavar="XX", help="Jobs in this state.", show_default=False)
    ] = None,
    form: Annotated[PageForm, typer.Option("--format", help="A page, or text for mails and machines.")] = PageForm.html,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", metavar="FILE", help="Default: report.html of the results; text goes to standard output."
        ),
    ] = None,
    results: Results = None,
    log: Log = LogForm.text,
) -> None:
    """Write the report: what employers ask for, with its evidence.

    One page without scripts, for reading and printing. Every batch leaves one behind.
    """
    from analysis.commands.report import report

    day = since.date() if since else None
    report(results_folder(results), occupation, day, state, form.value, output, reporter=reporter(log))


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="New, empty, or an earlier export, which is replaced.")],
    tables: Annotated[
        list[str] | None, typer.Option("--table", help="This table or view alone; may be repeated.", show_default=False)
    ] = None,
    is_without_texts: Annotated[
        bool, typer.Option("--no-text", help="Leave out the texts of the postings: figures that can be passed on.")
    ] = False,
    results: Results = None,
    _log: Log = LogForm.text,
) -> None:
    """Write the tables as Parquet and CSV.

    With a datapackage.json that describes every column (Frictionless).
    """
    from analysis.commands.export import export_tables

    export_tables(results_folder(results), folder, tables or [], with_texts=not is_without_texts)


@app.command()
def evaluate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE...]", help="Postings and labels as JSON Lines.", show_default=False),
    ] = None,
    errors: Annotated[int, typer.Option(min=0, help="Show so many disagreements, with their sentences.")] = 0,
    form: Annotated[ReportForm, typer.Option("--format", help="How the figures are written.")] = ReportForm.table,
    is_update: Annotated[bool, typer.Option("--update", help="Pin the floors to what is measured now.")] = False,
    may_lower: Annotated[bool, typer.Option("--allow-regression", help="With --update: lower floors too.")] = False,
    _results: Results = None,
) -> None:
    """Score the reader against labelled postings.

    Without FILE: those of data/labelled, beside the floors that they must keep; ends with 1 when one is not kept.
    """
    from analysis.commands.evaluate import evaluate

    evaluate(files or [], form.value, errors, is_update=is_update, may_lower=may_lower)


@app.command()
def version(_results: Results = None) -> None:
    """Print every version that a figure depends on.

    Of the program, the reading rules and the vocabulary.
    """
    from analysis.commands.version import version

    version()


def field_mapping(pairs: list[str]) -> dict[str, str]:
    """`["title=job_title"]` as a dictionary; BadParameter when one is not FIELD=COLUMN."""
    mapping = {}
    for pair in pairs:
        name, separator, column = pair.partition("=")
        if not (name and separator and column):
            raise typer.BadParameter(f"{pair!r} is not FIELD=COLUMN, as in title=job_title", param_hint="--map")
        mapping[name.strip()] = column.strip()
    return mapping

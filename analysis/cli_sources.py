"""`jobreq sources …`: the commands about the list of boards."""

import sys
from typing import Annotated

import typer

from analysis.commands.failures import NOT_DONE
from analysis.commands.starting import reporter, results_folder, world
from analysis.options import Contact, Log, LogForm, Only, ReportForm, Results, SourceList, TableForm

sources_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@sources_app.command("list")
def list_sources(
    sources: SourceList = None,
    form: Annotated[TableForm, typer.Option("--format", help="How the rows are written.")] = TableForm.table,
    results: Results = None,
) -> None:
    """List the sources, and how fresh each is where one is published.

    `off` is a platform that is left alone unless a row says yes; the last column says why.
    """
    from analysis.commands.sources import list_sources

    list_sources(sources, results_folder(results), form.value)


@sources_app.command("add")
def add_source(
    url: Annotated[str, typer.Argument(metavar="URL", help="A board, one of its postings, or a careers page.")],
    employer: Annotated[
        str, typer.Option("--employer", metavar="NAME", help="Who hires. Default: whom the postings name.")
    ] = "",
    search: Annotated[
        str, typer.Option("--search", metavar="WORDS", help="As the column `search`: words, or a pattern of addresses.")
    ] = "",
    min_postings: Annotated[
        int | None,
        typer.Option(
            "--min-postings", min=0, help="Fewer are suspect. Default: a third of today's.", show_default=False
        ),
    ] = None,
    is_dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what was found, and write nothing.")] = False,
    sources: SourceList = None,
    contact: Contact = "",
    _results: Results = None,
) -> None:
    """Add the board behind an address to the list of sources.

    Recognises its platform, tries it once, shows what it has, and writes the row; robots.txt and pace as in a run.
    Ends with 1 when the board did not answer as a board should.
    """
    from analysis.commands.sources_add import add_source

    add_source(
        url,
        sources,
        employer=employer,
        search=search,
        min_postings=min_postings,
        is_dry_run=is_dry_run,
        world=world(contact),
        confirm=typer.confirm if sys.stdin.isatty() and sys.stdout.isatty() else None,
    )


@sources_app.command("check")
def check_sources(
    only: Only = None,
    is_written: Annotated[
        bool, typer.Option("--write", help="Put today into verified_on of those that answered.")
    ] = False,
    form: Annotated[ReportForm, typer.Option("--format", help="How the rows are written.")] = ReportForm.table,
    sources: SourceList = None,
    contact: Contact = "",
    _results: Results = None,
    log: Log = LogForm.text,
) -> None:
    """Ask every source for its list once, and say how it answers.

    No posting's own page is asked for, and nothing is stored. Ends with 1 when a person should look at one.
    """
    from analysis.commands.sources_check import check_sources

    is_well = check_sources(
        sources, only or [], form.value, is_written=is_written, reporter=reporter(log), world=world(contact)
    )
    raise typer.Exit(0 if is_well else NOT_DONE)

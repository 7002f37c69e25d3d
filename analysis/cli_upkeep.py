"""The commands of whoever keeps the batch running: what they are called, take and promise."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from analysis.commands.failures import NOT_DONE
from analysis.commands.starting import reporter, results_folder
from analysis.options import Contact, HealthFile, Log, LogForm, ReportForm, Results, SourceList, Workers

app = typer.Typer()


@app.command()
def status(
    results: Results = None,
    form: Annotated[ReportForm, typer.Option("--format", help="How the sources are written.")] = ReportForm.table,
) -> None:
    """Show how fresh and healthy each source is.

    Ends with 1 when a person should look: a source fails or is stale, or the last run published nothing.
    """
    from analysis.commands.status import status

    is_well = status(results_folder(results), now=datetime.now(UTC).replace(tzinfo=None), form=form.value)
    raise typer.Exit(0 if is_well else NOT_DONE)


@app.command()
def tidy(
    results: Results = None,
    keep_runs: Annotated[int, typer.Option(min=1, help="Newest runs that stay as they are.")] = 8,
    keep_versions: Annotated[int, typer.Option(min=1, help="Published databases that are kept.")] = 3,
    log: Log = LogForm.text,
) -> None:
    """Make the results folder small.

    Old runs are merged without losing what they saw; the readings of other vocabularies are removed. A run does it by
    itself when much has gathered.
    """
    from analysis.commands.tidy import tidy

    tidy(results_folder(results), keep_runs=keep_runs, keep_versions=keep_versions, reporter=reporter(log))


@app.command()
def config(
    context: typer.Context,
    results: Results = None,
    sources: SourceList = None,
    contact: Contact = "",
    workers: Workers = None,
    health_file: HealthFile = None,
    form: Annotated[ReportForm, typer.Option("--format", help="How the settings are written.")] = ReportForm.table,
) -> None:
    """Show every setting, its value and where that comes from.

    Options come before the environment (JOBREQ_RESULTS and so on), that before jobreq.toml in this folder.
    """
    from analysis.commands.config import config

    given = {"results": results, "sources": sources, "contact": contact, "workers": workers, "health_file": health_file}
    typed = {name for name in given if str(context.get_parameter_source(name)).endswith("COMMANDLINE")}
    config({name: given[name] for name in typed}, form.value)

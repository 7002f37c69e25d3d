"""`jobreq sources …`: the commands about the list of boards."""

import typer

from analysis.options import Results, SourceList

sources_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@sources_app.command("list")
def list_sources(sources: SourceList = None, _results: Results = None) -> None:
    """List the sources and whether they are switched on."""
    from analysis.commands.sources import list_sources

    list_sources(sources)

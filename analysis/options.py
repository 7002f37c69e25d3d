"""The options that several commands take, each described once."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class LogForm(StrEnum):
    text = "text"
    json = "json"


class TableForm(StrEnum):
    table = "table"
    csv = "csv"
    json = "json"


class ReportForm(StrEnum):
    table = "table"
    json = "json"


class ClaimForm(StrEnum):
    text = "text"
    json = "json"


class PageForm(StrEnum):
    html = "html"
    markdown = "markdown"
    json = "json"


class ReadForm(StrEnum):
    labels = "labels"
    mentions = "mentions"


Results = Annotated[
    Path | None,
    typer.Option(
        "--results",
        metavar="DIR",
        envvar="JOBREQ_RESULTS",
        help="Folder of segments, readings and the published jobreq.duckdb. Default: data/results of the checkout, "
        "or jobreq-results here.",
        show_default=False,
    ),
]
AcceptDrift = Annotated[
    bool,
    typer.Option(
        "--accept-drift", help="Publish though much differs from the last database: you looked, and it is meant."
    ),
]
Log = Annotated[LogForm, typer.Option("--log", envvar="JOBREQ_LOG", help="Form of the log lines on stderr.")]
SourceList = Annotated[
    Path | None,
    typer.Option(
        "--sources",
        metavar="FILE",
        envvar="JOBREQ_SOURCES",
        help="List of sources. Default: data/sources.csv.",
        show_default=False,
    ),
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="SOURCE_ID", help="Read this source alone; may be repeated.", show_default=False),
]
Contact = Annotated[
    str,
    typer.Option(
        "--contact",
        metavar="EMAIL",
        envvar="JOBREQ_CONTACT",
        help="Whom a board may write to; goes into the User-Agent.",
        show_default=False,
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers", min=1, envvar="JOBREQ_WORKERS", help="Processes that read. Default: all cores.", show_default=False
    ),
]
HealthFile = Annotated[
    Path | None,
    typer.Option(
        "--health-file",
        metavar="FILE",
        envvar="JOBREQ_HEALTH_FILE",
        help="Write there, as JSON, how the run ended.",
        show_default=False,
    ),
]

"""jobreq report: the published figures as a page, as Markdown or JSON; and the page that each batch leaves behind."""

import sys
from datetime import date
from pathlib import Path

from analysis.commands.database import open_published
from analysis.durable import write_whole
from analysis.logs import Reporter

NAME = "report.html"


def report(
    results: Path,
    occupation: str | None,
    since: date | None,
    state: str | None,
    form: str,
    output: Path | None,
    *,
    reporter: Reporter,
) -> None:
    """Write the report of a scope; NothingToReport when no job is left in it."""
    from analysis.report import facts, page

    with open_published(results) as connection:
        chosen = occupation or facts.commonest_occupation(connection)
        found = facts.ask(connection, facts.Scope(occupation_id=chosen, since=since, state=state))
    text = {"html": page.html, "markdown": page.markdown, "json": page.as_json}[form](found)
    if output is None and form != "html":
        sys.stdout.write(text)
        return
    target = output or results / NAME
    write_whole(target, text.encode("utf-8", errors="replace"))
    reporter.say(f"Report: {target}", report=target)


def leave_report(results: Path, reporter: Reporter) -> None:
    """The page of the commonest occupation beside the database; without a counted job, a sentence and no page."""
    from analysis.report.facts import NothingToReport

    try:
        report(results, None, None, None, "html", None, reporter=reporter)
    except NothingToReport as error:
        (results / NAME).unlink(missing_ok=True)
        reporter.say(f"No report: {error.message}", level="warning")

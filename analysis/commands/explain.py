"""`jobreq explain`: one posting, what was found in it, and which rule decided."""

import json
import sys
from pathlib import Path

from analysis.commands.database import open_published
from analysis.errors import AnalysisError
from analysis.explain import explain as explanation
from analysis.explain import explain_rule
from analysis.present import console_for
from scraper.posting import FORMATS, Posting

LONGEST_TITLE = 120  # characters; a longer first line is a sentence


class UnknownPosting(AnalysisError):
    """The database has no posting of that id."""


def explain(posting_id: str, results: Path) -> None:
    """Print the explanation of a published posting, or of a text on standard input for `-`."""
    posting = posting_of(sys.stdin.read()) if posting_id == "-" else published_posting(posting_id, results)
    console_for(sys.stdout).print(explanation(posting))


def rule(rule_id: str) -> None:
    """Print the rows of the vocabulary that a rule id leads to."""
    console_for(sys.stdout).print(explain_rule(rule_id))


def published_posting(posting_id: str, results: Path) -> Posting:
    """A posting of the database; UnknownPosting when it is not there."""
    with open_published(results) as connection:
        row = connection.execute(
            "SELECT source_id, platform, native_id, title, description, format, employer, url "
            "FROM posting WHERE posting_id = ?",
            [posting_id],
        ).fetchone()
    if row is None:
        hint = f"; a text is read with `jobreq explain - < {posting_id}`" if Path(posting_id).is_file() else ""
        message = f"there is no such posting; ids stand in the column posting.posting_id{hint}"
        raise UnknownPosting(message, posting_id)
    names = ("source_id", "platform", "native_id", "title", "description", "format", "employer", "url")
    return Posting(**dict(zip(names, row, strict=True)))


def posting_of(text: str) -> Posting:
    """A posting from a JSON object with a description, or from the text itself: a title of one line, then the rest."""
    row = _json_object(text) or _titled(text)
    if not str(row.get("description") or "").strip():
        raise UnknownPosting("there is no text to explain on standard input", "-")
    form = row.get("format") or ("html" if "</" in text else "plain")
    if form not in FORMATS:
        raise UnknownPosting(f"format {form!r} is none of {', '.join(FORMATS)}", "-")
    return Posting(
        source_id="stdin",
        platform="import",
        native_id=str(row.get("id", "1")),
        title=str(row.get("title") or ""),
        employer=str(row["employer"]) if row.get("employer") else None,
        description=str(row["description"]),
        format=form,
    )


def _titled(text: str) -> dict[str, object]:
    first, _, rest = text.strip().partition("\n")
    is_title = bool(rest.strip()) and len(first) <= LONGEST_TITLE and not first.endswith(".")
    return {"title": first, "description": rest.lstrip("\n")} if is_title else {"description": text}


def _json_object(text: str) -> dict[str, object] | None:
    try:
        row = json.loads(text)
    except ValueError:
        return None
    return row if isinstance(row, dict) else None

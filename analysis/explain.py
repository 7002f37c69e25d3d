"""What was read in one posting, line by line, and which rule decided; for people at a terminal."""

import csv
from collections.abc import Iterator
from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from analysis.errors import VocabularyError
from analysis.reader.mention import Mention
from analysis.reader.requirement import requirement_of
from analysis.reading import Parsed, parse
from analysis.vocabulary import DATA, FILES, load_vocabulary
from scraper.posting import Posting

# Every colour has its word beside it: the page is read without colour too.
_STYLES = {"required": "bold green", "preferred": "yellow", "not_required": "magenta", "mentioned": "dim"}


def explain(posting: Posting) -> RenderableType:
    """The lines of a posting with what was found in each, and the requirement they add up to."""
    parsed = parse(posting.title, posting.description, posting.format, load_vocabulary())
    return Group(*_title(posting, parsed), *_lines(parsed), _requirement(parsed))


def _title(posting: Posting, parsed: Parsed) -> Iterator[RenderableType]:
    yield Text(posting.title or "(no title)", style="bold")
    facts = [f"format {posting.format}", f"language {parsed.language or 'unknown'}"]
    if parsed.is_truncated:
        facts.append("cut off: its silence says nothing")
    yield Text(", ".join(facts), style="dim")
    for mention in parsed.mentions:
        if mention.statement < 0:
            yield _finding(mention, posting.title)
    yield Text()


def _lines(parsed: Parsed) -> Iterator[RenderableType]:
    text = parsed.rendered.text
    found: dict[int, list[Mention]] = {}
    for mention in parsed.mentions:
        found.setdefault(mention.statement, []).append(mention)
    section = None
    for number, statement in enumerate(parsed.statements):
        if statement.section != section or statement.is_heading:
            section = statement.section
            lends = f", lends {statement.default}" if statement.default else ""
            yield Text(f"[{section or 'unheaded'}{lends}]", style="cyan")
        mentions = sorted(found.get(number, []), key=lambda mention: mention.start)
        line = Text(
            text[statement.start : statement.end].replace("\n", " "), style="bold" if statement.is_heading else ""
        )
        for mention in mentions:
            if mention.kind != "skill":
                style = "dim strike" if mention.excluded_because else _STYLES.get(mention.strength, "")
                line.stylize(style, mention.start - statement.start, mention.end - statement.start)
        yield Padding(line, (0, 0, 0, 2), expand=False)
        for mention in mentions:
            yield Padding(_finding(mention, text), (0, 0, 0, 6), expand=False)


def _finding(mention: Mention, text: str) -> Text:
    """One line: what, how firmly, under which conditions, by which rule."""
    name = f"{mention.years:g} years" if mention.years is not None else mention.term_id
    if mention.excluded_because:
        verdict, style = f"not asked: {mention.excluded_because}", "dim"
    elif mention.kind == "skill":
        verdict, style = "skill", "blue"
    else:
        verdict, style = mention.strength or "mentioned", _STYLES.get(mention.strength, "")
    conditions = [
        words
        for words, holds in (
            ("after hire", mention.after_hire),
            (f"within {mention.months_to_obtain} months", mention.months_to_obtain is not None),
            ("or experience", mention.or_experience),
            (f"any of group {mention.group_id}", mention.group_id is not None),
            ("one way of several", mention.is_alternative),
        )
        if holds
    ]
    surface = " ".join(text[mention.start : mention.end].split())
    finding = Text("→ ")
    finding.append(f"{name} [{', '.join([verdict, *conditions])}]", style=style)
    finding.append(f' "{surface}" {mention.rule_id}', style="dim")
    return finding


def _requirement(parsed: Parsed) -> RenderableType:
    table = Table(
        title="what the posting asks for", title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 0)
    )
    for name, value in requirement_of(parsed.mentions).items():
        table.add_row(name, _shown(value))
    return Group(Text(), table)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value or "not stated").replace("_", " ")


def explain_rule(rule_id: str, folder: Path = DATA) -> RenderableType:
    """The rows of `data/` that a rule id of the table `mention` leads to, with file and line."""
    wanted = set(rule_id.split("+"))
    rows = [
        Text(f"{name}:{line}  ", style="cyan")
        + Text(", ".join(f"{key} {value}" for key, value in row.items() if value))
        for name in FILES
        for line, row in _rows(folder / name)
        if wanted & _ids(name, row)
    ]
    if not rows:
        raise VocabularyError("no rule has this id; ids stand in the column mention.rule_id", rule_id)
    return Group(*rows)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        for row in reader:
            yield reader.line_num, row


def _ids(name: str, row: dict[str, str]) -> set[str]:
    """The rule ids of a row: its own, or that of its term."""
    prefix = {"credentials.csv": "credential", "degrees.csv": "degree", "skills.csv": "skill"}.get(name)
    term = f"{prefix}-{row['term_id']}" if prefix else ""
    return {row.get("rule_id", ""), term} - {""}

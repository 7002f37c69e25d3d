"""Everything that the report says, asked of the published database once; nothing of how it looks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from analysis.database import read_script
from analysis.errors import AnalysisError
from analysis.reader.levels import LEVELS

Row = dict[str, Any]

MOST_TERMS = 14  # of a type; what is rarer stands in the database
MOST_SKILLS = 20
MOST_QUOTES = 5  # sentences behind a figure, each of another employer

# Type of term, heading, how many are shown.
_TYPES = {"certification": MOST_TERMS, "licence": 8, "degree": 9, "training": 8, "skill": MOST_SKILLS}


class NothingToReport(AnalysisError):
    """No counted posting is left; `subject` is the filter or the folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What the report is about; None filters nothing."""

    occupation_id: str = "all"
    since: date | None = None
    state: str | None = None

    @property
    def is_filtered(self) -> bool:
        return self.since is not None or self.state is not None

    def __str__(self) -> str:
        parts = [
            self.occupation_id,
            *([f"since {self.since}"] if self.since else []),
            *([self.state] if self.state else []),
        ]
        return ", ".join(parts)


@dataclass(slots=True, kw_only=True)
class Facts:
    """The figures of one scope; a row is a dictionary by the names of its columns."""

    scope: Scope
    label: str
    summary: Row
    terms: dict[str, list[Row]]  # by type; the first row of each is any term of it
    quotes: dict[str, list[Row]]  # term_id -> sentences
    claims: list[Row] = field(default_factory=list)
    claim_quotes: dict[str, list[Row]] = field(default_factory=dict)  # claim_id -> sentences
    months: list[Row] = field(default_factory=list)
    states: list[Row] = field(default_factory=list)
    employers: list[Row] = field(default_factory=list)
    together: list[Row] = field(default_factory=list)
    sources: list[Row] = field(default_factory=list)
    duplicates: list[Row] = field(default_factory=list)
    excluded: list[Row] = field(default_factory=list)
    left_out: list[Row] = field(default_factory=list)
    quality: list[Row] = field(default_factory=list)
    versions: list[Row] = field(default_factory=list)

    def any_of(self, type: str) -> Row | None:
        """The row for any term of a type; None where the vocabulary has none of it."""
        return next((row for row in self.terms.get(type, ()) if row["term_id"] == "any"), None)

    def each_of(self, type: str) -> list[Row]:
        """The rows of the single terms of a type, the most asked for first."""
        return [row for row in self.terms.get(type, ()) if row["term_id"] != "any"]


def commonest_occupation(connection: duckdb.DuckDBPyConnection) -> str:
    """The occupation with the most counted postings; `all` when none has any."""
    query = (
        "SELECT occupation_id FROM posting WHERE is_counted AND occupation_id IS NOT NULL "
        "GROUP BY ALL ORDER BY count(*) DESC, occupation_id LIMIT 1"
    )
    row = connection.execute(query).fetchone()
    return str(row[0]) if row else "all"


def ask(connection: duckdb.DuckDBPyConnection, scope: Scope) -> Facts:
    """The facts of a scope; NothingToReport says what to do when no posting is left."""
    label = _label(connection, scope)
    for name, value in (("occupation", scope.occupation_id), ("since", scope.since), ("state", scope.state)):
        connection.execute(f"SET VARIABLE {name} = ?", [value])
    connection.execute("SET VARIABLE levels = ?", [list(LEVELS)])
    connection.execute(_query("scope"))
    (summary,) = _rows(connection, "summary")
    if not summary["jobs"]:
        raise NothingToReport(_why_nothing(connection), str(scope))
    terms = {type: _terms(connection, type, most) for type, most in _TYPES.items()}
    facts = Facts(scope=scope, label=label, summary=summary, terms=terms, quotes=_quotes(connection, terms))
    for name in ("months", "states", "employers", "sources", "duplicates", "excluded", "left_out", "quality"):
        setattr(facts, name, _rows(connection, name))
    facts.versions = _select(
        connection,
        "SELECT reader_version, vocabulary_hash, count(*) AS postings FROM requirement JOIN report_member "
        "USING (posting_id) GROUP BY ALL ORDER BY postings DESC",
    )
    if not scope.is_filtered:  # claims and pairs are worked out for whole occupations
        facts.together = _rows(connection, "together")
        facts.claims = _select(
            connection, "SELECT * FROM claim WHERE occupation_id = getvariable('occupation') ORDER BY rowid"
        )
        for row in _rows(connection, "claim_evidence"):
            facts.claim_quotes.setdefault(row["claim_id"], []).append(row)
    return facts


def _label(connection: duckdb.DuckDBPyConnection, scope: Scope) -> str:
    known = dict(connection.execute("SELECT occupation_id, label FROM occupation ORDER BY 1").fetchall())
    if scope.occupation_id != "all" and scope.occupation_id not in known:
        raise NothingToReport(f"there is no such occupation; known are all, {', '.join(known)}", scope.occupation_id)
    return str(known.get(scope.occupation_id, "All occupations"))


def _why_nothing(connection: duckdb.DuckDBPyConnection) -> str:
    (counted,) = connection.execute("SELECT count(*) FROM posting WHERE is_counted").fetchone() or (0,)
    if not counted:
        return "the database counts no posting yet; `jobreq status` says why"
    return f"none of the {counted:,} counted jobs is left; widen the occupation, the date or the state"


def _terms(connection: duckdb.DuckDBPyConnection, type: str, most: int) -> list[Row]:
    connection.execute("SET VARIABLE type = ?", [type])
    connection.execute("SET VARIABLE most = ?", [most])
    return _rows(connection, "terms")


def _quotes(connection: duckdb.DuckDBPyConnection, terms: dict[str, list[Row]]) -> dict[str, list[Row]]:
    shown = [row["term_id"] for rows in terms.values() for row in rows if row["term_id"] != "any"]
    connection.execute("SET VARIABLE terms = ?", [shown])
    quotes: dict[str, list[Row]] = {term_id: [] for term_id in shown}
    for row in _rows(connection, "evidence"):
        known = quotes[row["term_id"]]
        if len(known) < MOST_QUOTES and row["sentence"] not in (other["sentence"] for other in known):
            known.append(row)
    return quotes


def _rows(connection: duckdb.DuckDBPyConnection, name: str) -> list[Row]:
    return _select(connection, _query(name))


def _query(name: str) -> str:
    return read_script(f"report/{name}")


def _select(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    result = connection.execute(query)
    names: Sequence[str] = [column for column, *_ in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

"""Statements of articles beside the figures: supported, contradicted or undecided.

A claim gives a query of one row a job (posting_id, is_true) and a threshold. The share and its interval are worked
out here, clustered by employer as everywhere, so that no claim can bring its own; the interval alone decides.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from analysis.database import SQL
from analysis.errors import AnalysisError
from analysis.vocabulary import DATA

FOLDER = DATA / "claims"

SUPPORTED = "supported"
CONTRADICTED = "contradicted"
UNDECIDED = "undecided"

_NEEDED = ("claim_id", "statement", "supported_when", "query", "caveat")
_KNOWN = {*_NEEDED, "at_least", "at_most", "detail"}


class ClaimError(AnalysisError):
    """A claim that cannot be read or judged; `subject` is the file and the claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement and what would show it; `at_least` and `at_most` are shares of jobs, 0 to 1."""

    claim_id: str
    occupation_id: str
    source: str  # what the statement is from, in general words
    statement: str
    supported_when: str
    query: str
    caveat: str
    at_least: float | None = None
    at_most: float | None = None
    detail: str | None = None  # a query for one text that says more
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the jobs say to a claim."""

    verdict: str
    because: str
    jobs: int
    true_jobs: int
    employers: int
    share: float | None
    share_low: float | None
    share_high: float | None
    detail: str | None = None


def load_claims(folder: Path = FOLDER) -> tuple[list[Claim], list[ClaimError]]:
    """The claims of a folder in the order of its files, and what is wrong with the others."""
    claims: list[Claim] = []
    errors: list[ClaimError] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            errors.append(ClaimError(f"the file of claims cannot be read ({error}); mend it", path.name))
            continue
        for number, row in enumerate(content.get("claim", ()), 1):
            try:
                claims.append(_claim(row, content, f"{path.name}, claim {row.get('claim_id', number)}"))
            except ClaimError as error:
                errors.append(error)
    return claims, errors


def credential_of(occupation_id: str, folder: Path = FOLDER) -> str | None:
    """The credential that the article names for an occupation; None when no file of claims names one."""
    for path in sorted(folder.glob("*.toml")):
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError):
            continue  # `load_claims` reports it
        if content.get("occupation_id") == occupation_id and isinstance(content.get("credential_id"), str):
            return str(content["credential_id"])
    return None


def _claim(row: dict[str, Any], content: dict[str, Any], subject: str) -> Claim:
    occupation_id = content.get("occupation_id")
    if not isinstance(occupation_id, str):
        raise ClaimError("occupation_id is missing at the head of the file", subject)
    missing = [name for name in _NEEDED if not isinstance(row.get(name), str) or not row[name].strip()]
    if missing:
        raise ClaimError(f"{', '.join(missing)} must be a text", subject)
    if unknown := sorted(set(row) - _KNOWN):
        raise ClaimError(f"{', '.join(unknown)} is not known here; known are {', '.join(sorted(_KNOWN))}", subject)
    bounds = {name: row[name] for name in ("at_least", "at_most") if name in row}
    if not bounds or not all(type(bound) in (int, float) and 0 <= bound <= 1 for bound in bounds.values()):
        raise ClaimError("at_least or at_most must say from which share on it holds, 0 to 1", subject)
    return Claim(
        claim_id=row["claim_id"],
        statement=row["statement"],
        supported_when=row["supported_when"],
        query=row["query"],
        caveat=row["caveat"],
        detail=row.get("detail"),
        at_least=bounds.get("at_least"),
        at_most=bounds.get("at_most"),
        occupation_id=occupation_id,
        source=str(content.get("source", "")),
        subject=subject,
    )


def judge(connection: duckdb.DuckDBPyConnection, claim: Claim) -> Verdict:
    """What the counted jobs say; ClaimError names the claim when its query does not run or gives something else."""
    query = _select(connection, claim, claim.query)
    figure = (SQL / "claim_figure.sql").read_text(encoding="utf-8").replace("/* query */", query)
    jobs, true_jobs, employers, share, low, high = _rows(connection, claim, figure)[0]
    detail = None
    if claim.detail:
        rows = _rows(connection, claim, _select(connection, claim, claim.detail))
        detail = str(rows[0][0]) if len(rows) == 1 and rows[0][0] is not None else None
    verdict, because = decide(claim, jobs, share, low, high)
    return Verdict(
        verdict=verdict,
        because=because,
        jobs=jobs,
        true_jobs=true_jobs,
        employers=employers,
        share=share,
        share_low=low,
        share_high=high,
        detail=detail,
    )


def decide(claim: Claim, jobs: int, share: float | None, low: float | None, high: float | None) -> tuple[str, str]:
    """The verdict and the reason, from the interval and the bounds of the claim alone."""
    if not jobs or share is None:
        return UNDECIDED, "there is no such job"
    if low is None or high is None:
        return UNDECIDED, "all jobs are of one employer, which shows no spread"
    floor = 0.0 if claim.at_least is None else claim.at_least
    ceiling = 1.0 if claim.at_most is None else claim.at_most
    if floor <= low and high <= ceiling:
        return SUPPORTED, f"the whole interval lies {_bounds(claim)}"
    if high < floor or low > ceiling:
        return CONTRADICTED, f"no part of the interval lies {_bounds(claim)}"
    return UNDECIDED, f"only a part of the interval lies {_bounds(claim)}"


def _bounds(claim: Claim) -> str:
    words = [
        f"{word} {100 * bound:g} %"
        for word, bound in (("at or above", claim.at_least), ("at or below", claim.at_most))
        if bound is not None
    ]
    return " and ".join(words)


def judged_rows(
    connection: duckdb.DuckDBPyConnection, claims: Iterable[Claim]
) -> Iterator[dict[str, Any] | ClaimError]:
    """A row of the table `claim` for each claim, or why it has none."""
    for claim in claims:
        try:
            verdict = judge(connection, claim)
        except ClaimError as error:
            yield error
            continue
        facts = {name: getattr(claim, name) for name in ("claim_id", "occupation_id", "source", "statement", "caveat")}
        results = {name: getattr(verdict, name) for name in Verdict.__slots__}
        yield facts | results | {"supported_when": claim.supported_when}


def _select(connection: duckdb.DuckDBPyConnection, claim: Claim, query: str) -> str:
    """The query, when it is one SELECT: claims look and change nothing."""
    try:
        statements = connection.extract_statements(query)
    except duckdb.Error as error:
        raise ClaimError(f"the query is no SQL ({_first_line(error)})", claim.subject) from error
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise ClaimError("the query must be one SELECT", claim.subject)
    return query.strip().rstrip(";")


def _rows(connection: duckdb.DuckDBPyConnection, claim: Claim, query: str) -> list[tuple[Any, ...]]:
    values = {"occupation": claim.occupation_id} if "$occupation" in query else None
    try:
        return connection.execute(query, values).fetchall()
    except duckdb.Error as error:
        message = f"the query cannot be run ({_first_line(error)}); it must give posting_id and is_true, a row a job"
        raise ClaimError(message, claim.subject) from error


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]

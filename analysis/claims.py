"""Statements of articles beside the figures: supported, contradicted or undecided.

A claim gives a query of one row a job (posting_id, is_true) and a threshold. The share and its interval are worked
out here, clustered by employer as everywhere, so that no claim can bring its own; the interval alone decides.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from analysis.database import read_script, run_script
from analysis.errors import AnalysisError
from analysis.vocabulary import DATA

FOLDER = DATA / "claims"

SUPPORTED = "supported"
CONTRADICTED = "contradicted"
UNDECIDED = "undecided"

_NEEDED = ("claim_id", "statement", "supported_when", "query", "caveat")
_PUBLISHED = (
    *("claim_id", "occupation_id", "source", "statement", "supported_when"),
    *("at_least", "at_most", "among", "caveat"),
)
_TEXTS = ("among", "detail", "evidence_words")  # may be absent
_KNOWN = {*_NEEDED, *_TEXTS, "at_least", "at_most", "evidence_terms"}


_NO_JOB = (0, 0, 0, None, None, None)


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
    among: str | None = None  # what the jobs are that the share is of, when not all of the occupation
    detail: str | None = None  # a query for one text that says more
    evidence_terms: tuple[str, ...] = ()  # whose sentences show it; `any certification` for all of a type
    evidence_words: str = ""  # a regular expression for words that show it where no term does
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


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a job of which a claim is true."""

    posting_id: str
    sentence: str
    surface: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict and some sentences of jobs of which the claim is true, each of another employer."""

    verdict: Verdict
    evidence: list[Evidence]


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
        rows = content.get("claim")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            errors.append(ClaimError("there is no claim in this file; each begins with [[claim]]", path.name))
            continue
        known: set[str] = set()
        for number, row in enumerate(rows, 1):
            try:
                claim = _claim(row, content, f"{path.name}, claim {row.get('claim_id', number)}")
                if claim.claim_id in known:
                    raise ClaimError("two claims of this file have this claim_id; rename one", claim.subject)
            except ClaimError as error:
                errors.append(error)
                continue
            known.add(claim.claim_id)
            claims.append(claim)
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
    terms = row.get("evidence_terms", [])
    if not isinstance(terms, list) or not all(isinstance(term, str) for term in terms):
        raise ClaimError("evidence_terms must be a list of term_ids", subject)
    for name in _TEXTS:
        if not isinstance(row.get(name, ""), str):
            raise ClaimError(f"{name} must be a text", subject)
    return Claim(
        claim_id=row["claim_id"],
        statement=row["statement"],
        supported_when=row["supported_when"],
        query=row["query"],
        caveat=row["caveat"],
        among=row.get("among"),
        detail=row.get("detail"),
        evidence_terms=tuple(terms),
        evidence_words=row.get("evidence_words", ""),
        at_least=bounds.get("at_least"),
        at_most=bounds.get("at_most"),
        occupation_id=occupation_id,
        source=str(content.get("source", "")),
        subject=subject,
    )


def judge(connection: duckdb.DuckDBPyConnection, claims: Sequence[Claim]) -> list[Finding | ClaimError]:
    """What the counted jobs say to each claim, or what is wrong with its query, its detail or its terms.

    One query works out the figures of all, one finds their sentences: to plan both for each of 25 took 1.6 s.
    """
    if not claims:
        return []
    run_script(connection, "claim_tables")
    known = {name for (name,) in connection.execute("SELECT unnest([term_id, 'any ' || type]) FROM term").fetchall()}
    details: list[str | ClaimError | None] = []
    for number, claim in enumerate(claims):
        try:
            details.append(_answer(connection, number, claim, known))
        except ClaimError as error:
            details.append(error)
    figures = {number: figure for number, *figure in _all(connection, "claim_figures")}
    sentences: dict[int, list[Evidence]] = {}
    for number, *sentence in _all(connection, "claim_evidence"):
        sentences.setdefault(number, []).append(Evidence(*sentence))
    connection.execute("DROP TABLE claim_answer; DROP TABLE claim_terms; DROP TABLE claim_passage")
    return [
        detail
        if isinstance(detail, ClaimError)
        else Finding(_verdict(claim, figures.get(number, _NO_JOB), detail), sentences.get(number, []))
        for number, (claim, detail) in enumerate(zip(claims, details, strict=True))
    ]


def _answer(connection: duckdb.DuckDBPyConnection, number: int, claim: Claim, known_terms: set[str]) -> str | None:
    """Keep what the claim's query says of each job, and where to look for its sentences; gives its detail."""
    if unknown := sorted(set(claim.evidence_terms) - known_terms):
        raise ClaimError(f"evidence_terms names {', '.join(unknown)}, which the vocabulary lacks", claim.subject)
    query = _select(connection, claim, claim.query)
    connection.execute("SET VARIABLE claim = ?", [number])
    _rows(connection, claim, read_script("claim_answer").replace("/* query */", query))
    detail = None
    if claim.detail:
        rows = _rows(connection, claim, _select(connection, claim, claim.detail), "one text, as `detail`")
        detail = str(rows[0][0]) if len(rows) == 1 and rows[0][0] is not None else None
    connection.execute("INSERT INTO claim_terms VALUES (?, ?)", [number, list(claim.evidence_terms)])
    if claim.evidence_words:
        connection.execute("SET VARIABLE words = ?", [claim.evidence_words])
        _rows(connection, claim, read_script("claim_passages"), "evidence_words that are a regular expression")
    return detail


def _verdict(claim: Claim, figure: Sequence[Any], detail: str | None) -> Verdict:
    jobs, true_jobs, employers, share, low, high = figure
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


@dataclass(frozen=True, slots=True)
class Judged:
    """Rows of the tables `claim` and `claim_evidence`, and what could not be judged."""

    claims: list[dict[str, Any]]
    evidence: list[dict[str, Any]]
    errors: list[ClaimError]


def judge_all(connection: duckdb.DuckDBPyConnection, folder: Path = FOLDER) -> Judged:
    """What the counted jobs say to the claims of a folder. One that cannot be judged costs nobody the others."""
    claims, errors = load_claims(folder)
    judged = Judged([], [], errors)
    known = {occupation for (occupation,) in connection.execute("SELECT occupation_id FROM occupation").fetchall()}
    for claim in claims:
        if claim.occupation_id not in known:
            message = f"there is no occupation {claim.occupation_id}; known are {', '.join(sorted(known))}"
            errors.append(ClaimError(message, claim.subject))
    claims = [claim for claim in claims if claim.occupation_id in known]
    for claim, found in zip(claims, judge(connection, claims), strict=True):
        if isinstance(found, ClaimError):
            errors.append(found)
            continue
        given = {name: getattr(claim, name) for name in _PUBLISHED}
        judged.claims.append(given | {name: getattr(found.verdict, name) for name in Verdict.__slots__})
        key = {"occupation_id": claim.occupation_id, "claim_id": claim.claim_id}
        judged.evidence.extend(
            key | {name: getattr(row, name) for name in Evidence.__slots__} for row in found.evidence
        )
    return judged


def _select(connection: duckdb.DuckDBPyConnection, claim: Claim, query: str) -> str:
    """The query, when it is one SELECT: claims look and change nothing."""
    try:
        statements = connection.extract_statements(query)
    except duckdb.Error as error:
        raise ClaimError(f"the query is no SQL ({_first_line(error)})", claim.subject) from error
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise ClaimError("the query must be one SELECT", claim.subject)
    return query.strip().rstrip(";")


def _rows(
    connection: duckdb.DuckDBPyConnection, claim: Claim, query: str, wanted: str = "posting_id and is_true, a row a job"
) -> list[tuple[Any, ...]]:
    values = {"occupation": claim.occupation_id} if "$occupation" in query else None
    try:
        return connection.execute(query, values).fetchall()
    except duckdb.Error as error:
        message = f"the query cannot be run ({_first_line(error)}); it must give {wanted}"
        raise ClaimError(message, claim.subject) from error


def _all(connection: duckdb.DuckDBPyConnection, script: str) -> list[tuple[Any, ...]]:
    return connection.execute(read_script(script)).fetchall()


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]

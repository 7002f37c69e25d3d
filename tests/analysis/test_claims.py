"""Claims: the interval decides, whatever the query says of itself; a broken claim costs nobody the database."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.claims import FOLDER, Claim, ClaimError, Finding, decide, judge, load_claims
from analysis.vocabulary import load_vocabulary
from tests.analysis.made import ask, mention, posting, published, reading, readings, segment

HEAD = 'occupation_id = "biller"\nsource = "A guide"\n'
CLAIM = """
[[claim]]
claim_id = "cpc"
statement = "Employers want a CPC."
supported_when = "half of the jobs ask for it"
at_least = 0.5
query = "SELECT posting_id, certification = 'required' AS is_true FROM posting JOIN requirement USING (posting_id)"
caveat = "None."
"""


def claim(query: str = "SELECT posting_id, true AS is_true FROM posting", **fields: object) -> Claim:
    given = {"claim_id": "c", "occupation_id": "biller", "source": "", "statement": "", "supported_when": ""}
    bounds = {} if fields else {"at_least": 0.5}
    return Claim(**(given | {"query": query, "caveat": "", "subject": "a.toml, claim c"} | bounds | fields))  # type: ignore[arg-type]


def judged(connection: duckdb.DuckDBPyConnection, one: Claim) -> Finding:
    """What is found of one claim among others, one of which is broken; what is wrong with it is raised."""
    others = [claim("SELECT posting_id, false AS is_true FROM posting"), claim("SELECT nonsense")]
    _, broken, found = judge(connection, [*others, one])
    assert isinstance(broken, ClaimError)
    if isinstance(found, ClaimError):
        raise found
    return found


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    results = tmp_path_factory.mktemp("results")
    billers = [posting(f"{n}", f"CPC required {n}", employer=f"E{n % 10}") for n in range(30)]
    segment(results, 0, billers)
    rows = [reading(of, [mention(of.description, "CPC", "cpc")]) for of in billers]
    readings(results, rows)
    with duckdb.connect(published(results), read_only=True) as connection:
        yield connection


SHARES = st.floats(0, 1)


@given(SHARES, SHARES, SHARES, SHARES)
def test_the_interval_decides(bound: float, a: float, b: float, share: float) -> None:
    low, high = sorted((a, b))
    verdict, _ = decide(claim(at_least=bound), 10, share, low, high)
    assert (verdict == "supported") == (low >= bound)
    assert (verdict == "contradicted") == (high < bound)
    opposite, _ = decide(claim(at_most=bound), 10, share, low, high)
    assert (opposite == "supported") == (high <= bound)
    assert (opposite == "contradicted") == (low > bound)


def test_without_jobs_or_with_one_employer_nothing_is_decided() -> None:
    assert decide(claim(), 0, None, None, None)[0] == "undecided"
    assert decide(claim(), 5, 1.0, None, None)[0] == "undecided"


def test_a_share_is_clustered_by_employer(database: duckdb.DuckDBPyConnection) -> None:
    found = judged(database, claim("SELECT posting_id, native_id::INTEGER % 2 = 0 AS is_true FROM posting")).verdict
    assert (found.jobs, found.true_jobs, found.employers, found.share) == (30, 15, 10, 0.5)
    assert found.share_low is not None
    assert found.share_low < 0.25  # Wilson over 30 jobs alone would say 0.33


def test_a_job_named_twice_counts_once(database: duckdb.DuckDBPyConnection) -> None:
    twice = "SELECT posting_id, true AS is_true FROM posting UNION ALL SELECT posting_id, false FROM posting"
    assert judged(database, claim(twice)).verdict.jobs == 30


def test_no_such_job_is_no_division_by_zero(database: duckdb.DuckDBPyConnection) -> None:
    found = judged(database, claim("SELECT posting_id, true AS is_true FROM posting WHERE false")).verdict
    assert (found.verdict, found.jobs, found.share) == ("undecided", 0, None)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT nonsense FROM nowhere", "nowhere"),
        ("SELECT posting_id FROM posting", "is_true"),
        ("SELEC 1", "SELEC"),
        ("SELECT 1; SELECT 2", "one SELECT"),
        ("DROP TABLE posting", "one SELECT"),
        ("", "one SELECT"),
    ],
)
def test_a_broken_query_is_named_with_its_claim(database: duckdb.DuckDBPyConnection, query: str, words: str) -> None:
    with pytest.raises(ClaimError, match=words) as caught:
        judged(database, claim(query))
    assert caught.value.subject == "a.toml, claim c"


def test_a_broken_claim_is_an_issue_and_the_others_are_judged(tmp_path: Path) -> None:
    folder = tmp_path / "claims"
    folder.mkdir()
    (folder / "a.toml").write_text(
        HEAD + CLAIM + CLAIM.replace('"cpc"', '"bad"').replace("posting JOIN", "nowhere JOIN")
    )
    (folder / "b.toml").write_text("[[claim]\n")
    segment(tmp_path, 0, [posting("1")])
    readings(tmp_path, [reading(posting("1"))])
    path = published(tmp_path)
    assert ask(path, "SELECT claim_id, verdict, jobs FROM claim") == [("cpc", "undecided", 1)]
    subjects = ask(path, "SELECT subject FROM issue WHERE issue_kind = 'claim' ORDER BY 1")
    assert subjects == [("a.toml, claim bad",), ("b.toml",)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (CLAIM, "occupation_id"),
        (HEAD + CLAIM.replace("at_least", "at_leest"), "at_leest"),
        (HEAD + CLAIM.replace("at_least = 0.5", ""), "at_least or at_most"),
        (HEAD + CLAIM.replace("0.5", "50"), "0 to 1"),
        (HEAD + CLAIM.replace('caveat = "None."', ""), "caveat"),
        (HEAD + CLAIM + 'evidence_terms = "cpc"', "list of term_ids"),
        (HEAD + CLAIM + "detail = 7", "detail must be a text"),
        (HEAD + CLAIM.replace("[[claim]]", "[claim]"), "begins with [[claim]]"),
        (HEAD, "no claim in this file"),
    ],
)
def test_a_claim_that_is_not_whole_is_refused(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "a.toml").write_text(text)
    claims, errors = load_claims(tmp_path)
    assert claims == []
    assert words in errors[0].message


def test_a_second_claim_of_one_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(HEAD + CLAIM + CLAIM)
    claims, errors = load_claims(tmp_path)
    assert len(claims) == 1
    assert "rename one" in errors[0].message


def test_a_claim_about_no_occupation_is_an_issue(tmp_path: Path) -> None:
    folder = tmp_path / "claims"
    folder.mkdir()
    (folder / "a.toml").write_text(HEAD.replace("biller", "astronaut") + CLAIM)
    segment(tmp_path, 0, [posting("1")])
    ((message,),) = ask(published(tmp_path), "SELECT message FROM issue WHERE issue_kind = 'claim'")
    assert message == "there is no occupation astronaut; known are biller, coder"


@pytest.mark.parametrize(
    "shown_by",
    [{"evidence_terms": ("cpc",)}, {"evidence_terms": ("any certification",)}, {"evidence_words": r"\bCP\w"}],
)
def test_evidence_is_of_jobs_of_which_it_is_true(
    database: duckdb.DuckDBPyConnection, shown_by: dict[str, object]
) -> None:
    """Each of another employer, with what was found in it."""
    even = "SELECT posting_id, native_id::INTEGER % 2 = 0 AS is_true FROM posting"
    found = judged(database, claim(even, at_least=0.5, **shown_by)).evidence
    assert len(found) == 5
    assert {row.surface for row in found} == {"CPC"}
    numbers = [int(row.sentence.removeprefix("CPC required ")) for row in found]
    assert len({number % 10 for number in numbers}) == 5
    assert all(number % 2 == 0 for number in numbers)


def test_evidence_of_a_term_that_is_none_is_refused(database: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ClaimError, match="names cpx, which the vocabulary lacks"):
        judged(database, claim(at_least=0.5, evidence_terms=("cpx",)))


def test_evidence_words_that_are_no_pattern_are_refused(database: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ClaimError, match="regular expression"):
        judged(database, claim(at_least=0.5, evidence_words="(CPC"))


def test_a_detail_that_cannot_be_had_says_what_it_should_be(database: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ClaimError, match="one text"):
        judged(database, claim(at_least=0.5, detail="SELECT nonsense"))


@pytest.mark.parametrize("format", ["html", "html-escaped", "plain"])
def test_a_passage_has_words_and_no_mark_up(database: duckdb.DuckDBPyConnection, format: str) -> None:
    text = "<ul><li>We fight <b>fraud</b> and&nbsp;abuse.</li></ul>"
    text = text.replace("<", "&lt;").replace(">", "&gt;") if format == "html-escaped" else text
    ((found,),) = database.execute("SELECT passage(?, 'FRAUD')", [text]).fetchall()
    assert found == "We fight fraud and abuse"


def test_the_projects_own_claims_can_be_judged(database: duckdb.DuckDBPyConnection) -> None:
    claims, errors = load_claims(FOLDER)
    assert errors == []
    assert len({(claim.occupation_id, claim.claim_id) for claim in claims}) == len(claims)
    vocabulary = load_vocabulary().terms
    known = {term.term_id for term in vocabulary} | {f"any {term.type}" for term in vocabulary}
    assert {term for claim in claims for term in claim.evidence_terms} <= known
    # The invented database has few of these terms.
    for found in judge(database, [replace(claim, evidence_terms=()) for claim in claims]):
        assert isinstance(found, Finding)
        assert found.verdict.verdict in ("supported", "contradicted", "undecided")

"""With no posting, one, or one employer, every view and macro gives rows or none: no error, no infinity, no NaN."""

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import Result

from analysis.report import facts, page
from analysis.report.facts import NothingToReport, Scope
from analysis.schema import TABLES, VIEWS
from scraper.posting import Posting
from tests.analysis.made import mention, posting, published, reading, readings, segment

Call = Callable[..., Result]

CALLS = (
    *(f"FROM {relation.name}" for relation in (*TABLES, *VIEWS)),
    "FROM demand('biller')",
    "FROM demand('astronaut')",
    *(
        f"FROM demand_by('{dimension}')"
        for dimension in (
            "occupation",
            "month",
            "open_month",
            "state",
            "employer",
            "source",
            "employment_type",
            "pay_band",
        )
    ),
    "FROM demand_by('state', occupation := 'astronaut')",
    "FROM demand_trend('cpc')",
    "FROM demand_trend('any degree', occupation := 'astronaut')",
    "FROM compare('cpc', 'biller', 'coder')",
    "FROM compare('any certification', 'astronaut', 'all')",
    "FROM compare('cpc', 'biller', 'biller')",
    "FROM asked_together()",
    "FROM evidence('cpc', NULL)",
    "FROM stated('any skill')",
    "SELECT share_interval(0, 0)",
    "SELECT share_interval(hits, jobs) FROM (VALUES (0, 0), (0, 0)) AS made(hits, jobs)",
    "SELECT difference_interval(0, 0, 0, 0)",
)

WORLDS = {"no posting": (0, 0), "one employer": (12, 1)}
MORE_WORLDS = {"one posting": (1, 1), "two employers": (12, 2)}

CLAIM = """
occupation_id = "biller"
source = "A guide"

[[claim]]
claim_id = "typical"
statement = "A certification is typical."
supported_when = "half of the jobs or more ask for one"
at_least = 0.5
query = "SELECT posting_id, certification = 'required' AS is_true FROM posting JOIN requirement USING (posting_id)"
caveat = "None."
"""


def postings_of(number: int, employers: int) -> list[Posting]:
    return [posting(f"{n}", f"CPC required {n}", employer=f"Clinic {n % employers}", state="NY") for n in range(number)]


@pytest.fixture(
    scope="module",
    params=[
        *(pytest.param(world, id=name) for name, world in WORLDS.items()),
        *(pytest.param(world, id=name, marks=pytest.mark.slow) for name, world in MORE_WORLDS.items()),
    ],
)
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    results = tmp_path_factory.mktemp("small")
    (results / "claims").mkdir()
    (results / "claims" / "biller.toml").write_text(CLAIM, encoding="utf-8")
    made = postings_of(*request.param)
    segment(results, 0, made)
    readings(results, [reading(of, [mention(of.description, "CPC", "cpc")]) for of in made])
    published(results)
    return results


def numbers(value: Any) -> Iterator[float]:
    """Each number of a row, however deep."""
    if isinstance(value, float):
        yield value
    elif isinstance(value, dict):
        yield from numbers(list(value.values()))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from numbers(item)


def test_every_figure_is_a_number_or_unknown(small: Path) -> None:
    with duckdb.connect(small / "jobreq.duckdb", read_only=True) as connection:
        for call in CALLS:
            rows = connection.execute(call).fetchall()
            assert all(math.isfinite(number) for number in numbers(rows)), call


def test_the_report_is_a_page_or_a_sentence(small: Path) -> None:
    with duckdb.connect(small / "jobreq.duckdb", read_only=True) as connection:
        (jobs,) = connection.execute("SELECT count(*) FROM posting WHERE is_counted").fetchone() or (0,)
        if not jobs:
            with pytest.raises(NothingToReport, match="no posting yet"):
                facts.ask(connection, Scope(occupation_id="biller"))
            return
        found = facts.ask(connection, Scope(occupation_id="biller"))
    for write in (page.html, page.markdown, page.as_json):
        text = write(found)
        assert "NaN" not in text
        assert "Infinity" not in text
    assert "<figure>" not in page.html(found)  # all of these are too few to draw


def test_the_commands_say_a_sentence_and_never_a_traceback(small: Path, jobreq: Call) -> None:
    for words in (
        ("claims",),
        ("report", "--format", "markdown"),
        ("report", "--occupation", "astronaut"),
        ("status",),
    ):
        shown = jobreq(*words, "--results", small)
        assert "Traceback" not in shown.stdout + shown.stderr
        assert shown.exception is None or isinstance(shown.exception, SystemExit)
        assert shown.stdout or shown.stderr
    assert "undecided" in jobreq("claims", "--results", small).stdout.lower()


def test_a_database_of_an_older_program_is_a_sentence(tmp_path: Path, jobreq: Call) -> None:
    segment(tmp_path, 0, [posting("1")])
    with duckdb.connect(published(tmp_path)) as connection:
        connection.execute("DROP TABLE claim_evidence")
    for words in (("claims",), ("report", "--occupation", "biller")):
        shown = jobreq(*words, "--results", tmp_path)
        assert shown.exit_code == 1
    assert "another version of this program" in jobreq("claims", "--results", tmp_path).stderr

"""The report: every figure with its interval and its sentences, hostile postings as harmless text, no empty chart."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from selectolax.lexbor import LexborHTMLParser
from typer.testing import Result

from analysis.report import facts, page
from analysis.report.facts import NothingToReport, Scope
from tests.analysis.made import mention, posting, published, reading, readings, segment

Call = Callable[..., Result]

LABEL = "Certified Professional Coder"  # the vocabulary of these tests has no abbreviations

HOSTILE = (
    '<script>alert("x")</script> & "quotes" \u202eright to left\u202c שלום CPC required <img src=x onerror=alert(1)>'
)


def database(results: Path, postings: list[Any], found: list[Any] | None = None) -> duckdb.DuckDBPyConnection:
    segment(results, 0, postings)
    readings(results, found if found is not None else [reading(of) for of in postings])
    return duckdb.connect(published(results), read_only=True)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """40 jobs of 10 employers; half of them ask for a CPC, one of them in hostile words."""
    postings, rows = [], []
    for number in range(40):
        text = HOSTILE if number == 0 else f"CPC {'required' if number % 4 else 'preferred'}, says advert {number}."
        of = posting(
            f"{number}",
            text,
            employer="<b>Evil</b> & Sons" if number == 0 else f"Clinic {number % 10}",
            title="Biller",
            state="NY" if number % 3 else "TX",
            url="javascript:alert(1)" if number == 0 else f"https://jobs.example.org/{number}",
            posted_on=date(2026, 8 + number % 4, 3),
        )
        postings.append(of)
        strength = "required" if number % 4 or not number else "preferred"
        rows.append(reading(of, [mention(text, "CPC", "cpc", strength)] if number % 2 == 0 else []))
    with database(tmp_path_factory.mktemp("results"), postings, rows) as connection:
        yield connection


@pytest.fixture(scope="module")
def tree(world: duckdb.DuckDBPyConnection) -> LexborHTMLParser:
    return LexborHTMLParser(page.html(facts.ask(world, Scope(occupation_id="biller"))))


def test_the_answer_comes_first_with_its_interval(tree: LexborHTMLParser) -> None:
    answer = tree.css_first(".answer").text()
    assert re.search(r"Of 40 jobs of 11 employers, 50\s% .*\(95\s% interval \d+ to \d+\s%\)", answer)


def test_the_page_needs_nothing_from_elsewhere(tree: LexborHTMLParser) -> None:
    assert tree.css("script, link, iframe, img, object, embed, base") == []
    assert "default-src 'none'" in tree.css_first("meta[http-equiv]").attributes["content"]
    assert "url(" not in (tree.css_first("style").text() or "")


def test_what_postings_say_stays_text(tree: LexborHTMLParser) -> None:
    quotes = " ".join(quote.text() for quote in tree.css("blockquote"))
    assert '<script>alert("x")</script>' in quotes
    assert "<b>Evil</b> & Sons" in quotes
    assert tree.css("blockquote script, blockquote img, blockquote b") == []
    assert all(link.attributes["href"].startswith(("https://", "http://", "#")) for link in tree.css("a"))
    assert all(quote.attributes.get("dir") == "auto" for quote in tree.css("blockquote"))


def test_behind_a_figure_stand_sentences_of_several_employers(tree: LexborHTMLParser) -> None:
    cpc = next(item for item in tree.css("#certification ~ .terms details") if item.css_first("b").text() == LABEL)
    quotes = cpc.css("blockquote")
    assert len(quotes) == facts.MOST_QUOTES
    assert all(quote.css_first("mark").text() == "CPC" for quote in quotes)
    assert {quote.css_first("strong").text() for quote in quotes} <= {"required", "preferred"}
    assert len({quote.css_first("cite bdi").text() for quote in quotes}) == len(quotes)


def test_pictures_have_words_and_a_list_beside_them(tree: LexborHTMLParser) -> None:
    pictures = tree.css("figure svg")
    assert pictures
    assert all(picture.attributes["role"] == "img" and picture.attributes["aria-label"] for picture in pictures)
    assert not re.search(r"#0[1-6]0[1-6]0[1-6]", tree.html or "")  # stand-ins for colours that were not replaced


def test_only_a_sample_says_that_it_is_invented(tree: LexborHTMLParser, demo_results: Path) -> None:
    assert tree.css(".notice") == []
    first = LexborHTMLParser((demo_results / "report.html").read_text(encoding="utf-8")).css_first("body > *")
    assert "invented" in first.text()


@pytest.mark.parametrize(
    ("scope", "jobs"),
    [
        (Scope(occupation_id="biller", state="ny"), 26),
        (Scope(occupation_id="biller", since=date(2026, 10, 1)), 20),
        (Scope(occupation_id="all"), 40),
    ],
)
def test_a_scope_narrows_every_figure(world: duckdb.DuckDBPyConnection, scope: Scope, jobs: int) -> None:
    found = facts.ask(world, scope)
    assert found.summary["jobs"] == jobs
    assert {row["jobs"] for row in found.terms["certification"]} == {jobs}
    assert sum(row["jobs"] for row in found.employers) == jobs


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (Scope(occupation_id="astronaut"), "no such occupation"),
        (Scope(occupation_id="coder"), "widen"),
        (Scope(state="ZZ"), "widen"),
        (Scope(since=date(2199, 1, 1)), "widen"),
    ],
)
def test_a_filter_that_leaves_nothing_is_a_sentence(world: duckdb.DuckDBPyConnection, scope: Scope, words: str) -> None:
    with pytest.raises(NothingToReport, match=words):
        facts.ask(world, scope)


@pytest.mark.parametrize("number", [1, 4])
def test_few_jobs_or_one_employer_make_a_page_without_false_figures(tmp_path: Path, number: int) -> None:
    few = [posting(f"{n}", f"CPC required {n}") for n in range(number)]
    rows = [reading(of, [mention(of.description, "CPC", "cpc")]) for of in few]
    with database(tmp_path, few, rows) as connection:
        found = facts.ask(connection, Scope(occupation_id="biller"))
        text = page.html(found)
    assert "too few to say" in text
    assert "nan" not in text.lower().split()
    assert LexborHTMLParser(text).css("figure") == []
    assert "too few to say" in page.markdown(found)


def test_no_counted_posting_is_a_sentence(tmp_path: Path) -> None:
    with database(tmp_path, [posting("1")], []) as connection, pytest.raises(NothingToReport, match="no posting yet"):
        facts.ask(connection, Scope())


def test_markdown_cannot_be_broken_by_a_posting(world: duckdb.DuckDBPyConnection) -> None:
    text = page.markdown(facts.ask(world, Scope(occupation_id="biller")))
    assert "<script>" not in text
    assert f"| {LABEL} | 50 % (" in text


def test_json_has_every_figure(world: duckdb.DuckDBPyConnection) -> None:
    content = json.loads(page.as_json(facts.ask(world, Scope(occupation_id="biller"))))
    assert content["summary"]["jobs"] == 40
    cpc = next(row for row in content["terms"]["certification"] if row["term_id"] == "cpc")
    assert {"share", "share_low", "share_high", "employers", "is_suppressed"} <= set(cpc)
    assert content["evidence"]["cpc"][0]["sentence"]


def test_the_command_writes_the_page_and_says_where(demo_results: Path, jobreq: Call, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    shown = jobreq("report", "--results", demo_results, "--output", target)
    assert shown.exit_code == 0
    assert "page.html" in shown.stderr
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "# " in jobreq("report", "--results", demo_results, "--format", "markdown").stdout
    nothing = jobreq("report", "--results", demo_results, "--state", "ZZ")
    assert (nothing.exit_code, "widen" in nothing.stderr) == (1, True)


def test_levels_of_schooling_are_a_ladder(tmp_path: Path) -> None:
    """4 jobs of 10 require a bachelor's degree, 2 high school, 4 nothing: high school is enough for 6."""
    asked = ["bachelor"] * 4 + ["high_school"] * 2 + [None] * 4
    postings = [posting(f"{n}", f"Advert {n}", employer=f"Clinic {n}") for n in range(10)]
    rows = [reading(of, education_required=level) for of, level in zip(postings, asked, strict=True)]
    with database(tmp_path, postings, rows) as connection:
        found = facts.ask(connection, Scope(occupation_id="biller"))
        text = LexborHTMLParser(page.html(found))
    degrees = found.each_of("degree")
    assert [(row["term_id"], row["met_share"]) for row in degrees] == [("high_school", 0.6), ("bachelor", 1.0)]
    assert [item.css_first("b").text() for item in text.css("#degree ~ .terms > li")] == [
        row["name"] for row in degrees
    ]
    assert "Enough for 60\xa0% (" in text.css_first("#degree ~ .terms").text()


def test_the_line_of_a_trend_stops_where_other_boards_are_read(tmp_path: Path) -> None:
    old = [posting(f"{n}", f"CPC {n}", employer=f"Clinic {n}", posted_on=date(2026, 9, 1)) for n in range(12)]
    new = [
        posting(f"{n}", f"CPC {n}", employer=f"Clinic {n}", posted_on=date(2026, 10, 1), source_id="greenhouse-late")
        for n in range(12, 24)
    ]
    segment(tmp_path, 0, old)
    segment(tmp_path, 0, new, source_id="greenhouse-late")
    readings(tmp_path, [reading(of, [mention(of.description, "CPC", "cpc")]) for of in (*old, *new)])
    with duckdb.connect(published(tmp_path), read_only=True) as connection:
        found = facts.ask(connection, Scope(occupation_id="biller"))
    breaks = {row["month"]: row["break_because"] for row in found.months}
    assert breaks["2026-09"] == ""
    assert breaks["2026-10"] == "other sources"


def test_claims_show_where_they_hold_and_the_sentences_behind_them(demo_results: Path) -> None:
    text = LexborHTMLParser((demo_results / "report.html").read_text(encoding="utf-8"))
    claims = text.css(".claims > li")
    assert len(claims) > 15
    assert all(len(claim.css("svg.strip .field, svg.strip .interval, svg.strip .share")) == 3 for claim in claims)
    behind = [len(claim.css("blockquote")) for claim in claims]
    assert max(behind) <= 5
    assert sum(number > 0 for number in behind) > 10
    assert "are supported" in text.css_first("section:has(#claims)").text()


def test_months_and_states_say_what_the_macros_say(world: duckdb.DuckDBPyConnection) -> None:
    found = facts.ask(world, Scope(occupation_id="biller"))
    query = (
        "SELECT group_value, share, share_low, share_high, is_suppressed FROM demand_by(?, occupation := 'biller') "
        "WHERE type = 'certification' AND term_id = 'any'"
    )
    rows = [row for row in found.months if row["type"] == "certification"]
    names = ("month", "share", "share_low", "share_high", "is_suppressed")
    assert {tuple(row[name] for name in names) for row in rows} == set(world.execute(query, ["open_month"]).fetchall())
    names = ("state", "certification_share", "certification_low", "certification_high", "is_suppressed")
    states = {tuple(row[name] for name in names) for row in found.states}
    assert states == set(world.execute(query, ["state"]).fetchall())


def test_states_too_small_to_quote_are_a_sentence(tree: LexborHTMLParser, tmp_path: Path) -> None:
    states = tree.css_first("section:has(#states)")
    assert [row.text() for row in states.css("tbody th")] == ["NY", "TX"]
    assert len(states.css("tbody svg.strip")) == 4
    few = [posting("1", "Advert", state="OH"), posting("2", "Other", state="IN")]
    with database(tmp_path, few, [reading(of) for of in few]) as connection:
        section = LexborHTMLParser(page.html(facts.ask(connection, Scope(occupation_id="biller"))))
    assert section.css("#states ~ .scroll") == []
    assert "IN 1, OH 1 jobs" in section.css_first("section:has(#states)").text()

"""Comparisons: two groups, months, pairs of terms; and what one employer can do to a share."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.analysis.made import ask, mention, moment, posting, published, reading, readings, segment


def advert(number: int, employer: str, *asks: str, **fields: Any) -> tuple[Any, Any]:
    """A posting that requires the named credentials, and its reading; with `group` as alternatives."""
    group = fields.pop("group", None)
    of = posting(
        f"{employer}-{number}", f"We bill. {' and '.join(asks)}. ({employer} {number})", employer=employer, **fields
    )
    found = [mention(of.description, ask, ask.lower(), group_id=group) for ask in asks]
    return of, reading(of, found, reader_version="1")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    results = tmp_path_factory.mktemp("results")
    coders = [advert(n, f"C{e}", "CPC", title="Coder") for e in range(20) for n in range(3)]
    billers = [advert(n, f"B{e}", *(["CPC"] if e < 2 else []), title="Biller") for e in range(20) for n in range(3)]
    pairs = [advert(n, f"P{n}", "CPC", "CCS", title="Clerk", group=1 if n < 4 else None) for n in range(10)]
    giant = [advert(n, "Giant", "CMRS", title="Clerk", posted_on=date(2026, 9, 3)) for n in range(40)]
    everything = [*coders, *billers, *pairs, *giant]
    segment(results, 0, [of for of, _ in everything])
    readings(results, [row for _, row in everything])
    with duckdb.connect(published(results), read_only=True) as connection:
        yield connection


def row(database: duckdb.DuckDBPyConnection, query: str) -> dict[str, Any]:
    result = database.execute(query)
    names = [column[0] for column in result.description or ()]
    (values,) = result.fetchall()
    return dict(zip(names, values, strict=True))


def test_coders_are_asked_for_it_more_often(database: duckdb.DuckDBPyConnection) -> None:
    found = row(database, "FROM compare('cpc', 'coder', 'biller')")
    assert (found["group_a"], found["group_b"]) == ("coder", "biller")
    assert (found["share_a"], found["share_b"], found["difference"]) == (1, 0.1, pytest.approx(0.9))
    assert 0.6 < found["difference_low"] < 0.9 < found["difference_high"] <= 1
    assert found["verdict"] == "more often"


def test_the_other_way_round_is_the_mirror_image(database: duckdb.DuckDBPyConnection) -> None:
    there, back = (row(database, f"FROM compare('cpc', {pair})") for pair in ("'coder', 'biller'", "'biller', 'coder'"))
    assert back["difference_low"] == pytest.approx(-there["difference_high"])
    assert back["verdict"] == "less often"


def test_what_nobody_asks_for_shows_no_difference(database: duckdb.DuckDBPyConnection) -> None:
    found = row(database, "FROM compare('rn', 'coder', 'biller')")
    assert found["verdict"] == "no difference shown"
    assert found["difference_low"] < 0 < found["difference_high"]


@pytest.mark.parametrize("group", ["nobody", "all"])
def test_a_group_without_jobs_gives_no_verdict(database: duckdb.DuckDBPyConnection, group: str) -> None:
    found = row(database, f"FROM compare('cpc', 'nobody', '{group}')")
    assert found["verdict"].startswith("unknown")
    assert found["difference_low"] is None


def test_any_certification_is_compared_once_a_job(database: duckdb.DuckDBPyConnection) -> None:
    found = row(database, "FROM compare('any certification', 'all', 'biller')")
    assert (found["jobs_a"], found["share_a"], found["share_b"]) == (170, 116 / 170, 0.1)


@pytest.mark.parametrize("query", ["compare('CPX', 'coder', 'biller')", "demand_trend('CPX')"])
def test_a_term_that_is_none_is_an_error_not_a_zero(database: duckdb.DuckDBPyConnection, query: str) -> None:
    with pytest.raises(duckdb.Error, match="there is no term CPX; `FROM term` lists them"):
        database.execute(f"FROM {query}").fetchall()


def test_one_employer_can_carry_a_share(database: duckdb.DuckDBPyConnection) -> None:
    found = row(database, "FROM demand('all') WHERE term_id = 'cmrs'")
    assert found["share"] == 40 / 170
    assert (found["share_without_one_low"], found["share_without_one_high"]) == (0, 40 / 167)


def test_a_share_without_one_employer_of_several(database: duckdb.DuckDBPyConnection) -> None:
    found = row(database, "FROM demand('biller') WHERE term_id = 'cpc'")
    assert (found["share_without_one_low"], found["share_without_one_high"]) == (3 / 57, 6 / 57)


def test_the_four_shares_make_one(database: duckdb.DuckDBPyConnection) -> None:
    ((most, least),) = database.execute(
        "SELECT max(whole), min(whole) FROM (SELECT required_share + preferred_or_mentioned_share + not_required_share "
        "+ not_stated_share AS whole FROM occupation_demand)"
    ).fetchall()
    assert (most, least) == (pytest.approx(1), pytest.approx(1))


def test_alone_or_one_of_several(database: duckdb.DuckDBPyConnection) -> None:
    found = row(database, "FROM demand('all') WHERE term_id = 'ccs'")
    assert (found["required"], found["required_alone"], found["required_any_of"]) == (10, 6, 4)


def test_few_jobs_are_not_to_be_quoted(database: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT is_suppressed, count(*) FROM demand_by('employer') WHERE term_id = 'cpc' GROUP BY ALL"
    assert database.execute(query).fetchall() == [(True, 51)]
    assert not row(database, "FROM demand('coder') WHERE term_id = 'cpc'")["is_suppressed"]


def test_what_goes_together(database: duckdb.DuckDBPyConnection) -> None:
    found = row(database, "FROM asked_together()")
    assert (found["term_a"], found["term_b"], found["jobs_both"]) == ("ccs", "cpc", 10)
    assert (found["jobs_as_alternatives"], found["jobs_both_required"]) == (4, 6)
    assert (found["share_of_a"], found["share_of_b"]) == (1, 10 / 76)
    assert found["lift"] == pytest.approx(10 * 170 / (10 * 76))


def test_a_job_counts_in_each_month_in_which_it_was_open(database: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT month, jobs, share, is_suppressed FROM demand_trend('cmrs')"
    assert database.execute(query).fetchall() == [
        ("2026-09", 40, 1, True),
        ("2026-10", 40, 1, True),
        ("2026-11", 170, 40 / 170, False),
    ]


def test_a_month_with_another_source_is_a_break(tmp_path_factory: pytest.TempPathFactory) -> None:
    results = tmp_path_factory.mktemp("trend")
    first = advert(1, "A", "CPC", posted_on=date(2026, 10, 2))
    second = advert(2, "B", source_id="other", posted_on=date(2026, 11, 2))
    segment(results, 0, [first[0]])
    segment(results, 1, [second[0]], source_id="other")
    readings(results, [first[1], second[1]])
    with duckdb.connect(published(results), read_only=True) as connection:
        rows = connection.execute(
            "SELECT month, sources, panel_sources, panel_change, panel_change_low, break_because "
            "FROM demand_trend('cpc')"
        ).fetchall()
    assert rows == [("2026-10", 1, 0, None, None, ""), ("2026-11", 2, 1, 0, None, "other sources")]


def test_a_panel_knows_its_change_better_than_its_shares(tmp_path: Path) -> None:
    """Twelve employers keep their adverts; one of them adds one in November."""
    cases = [
        advert(n, f"E{e}", *(["CPC"] if e < 6 else []), posted_on=date(2026, 10, 2))
        for e in range(12)
        for n in range(3)
    ]
    cases.append(advert(9, "E0", "CPC", posted_on=date(2026, 11, 1)))
    segment(tmp_path, 0, [of for of, _ in cases])
    readings(tmp_path, [row for _, row in cases])
    with duckdb.connect(published(tmp_path), read_only=True) as connection:
        found = row(connection, "FROM demand_trend('cpc') WHERE month = '2026-11'")
    assert found["panel_sources"] == 1
    assert found["panel_change"] == pytest.approx(19 / 37 - 0.5)
    assert found["panel_change_low"] < found["panel_change"] < found["panel_change_high"]
    width = found["panel_change_high"] - found["panel_change_low"]
    assert width < 0.2 * (found["share_high"] - found["share_low"])


OPEN_IN: list[tuple[str, date | None, list[str]]] = [
    ("import", None, ["2025-01"]),
    ("import", date(2025, 3, 4), ["2025-01", "2025-02", "2025-03"]),
    ("usajobshistoric", date(2025, 2, 1), ["2025-01", "2025-02"]),
    ("usajobshistoric", date(2024, 2, 1), ["2025-01"]),  # a mistake: closed before it was published
    ("greenhouse", date(2025, 2, 1), [f"2025-{month:02}" for month in range(1, 12)]),  # it is listed until November
]


@pytest.fixture(scope="module")
def open_months(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The months in which each posting was open; all were published on one day and seen in November 2025."""
    results = tmp_path_factory.mktemp("open")
    for platform in dict.fromkeys(platform for platform, *_ in OPEN_IN):
        of_platform = [
            posting(
                str(number),
                f"Number {number}.",
                platform=platform,
                source_id=platform,
                posted_on=date(2025, 1, 9),
                closes_on=closes_on,
            )
            for number, (one, closes_on, _) in enumerate(OPEN_IN)
            if one == platform
        ]
        segment(results, -365 * 24, of_platform, platform=platform, source_id=platform)
        readings(results, [reading(of) for of in of_platform], platform)
    query = (
        "SELECT native_id, list(group_value ORDER BY group_value) "
        "FROM posting_by_open_month JOIN posting USING (posting_id) GROUP BY ALL"
    )
    return dict(ask(published(results), query))


@pytest.mark.parametrize("number", range(len(OPEN_IN)), ids=lambda number: f"{OPEN_IN[number][0]} {OPEN_IN[number][1]}")
def test_what_cannot_close_by_absence_is_open_to_its_last_day(open_months: dict[str, list[str]], number: int) -> None:
    assert open_months[str(number)] == OPEN_IN[number][2]


PAY: dict[str, tuple[dict[str, Any], str | None]] = {
    "an hour": ({"pay_min": 20, "pay_unit": "hour", "pay_currency": "USD"}, "3: 40,000 to 49,999"),
    "a year": (
        {"pay_min": 30000, "pay_max": 34000, "pay_unit": "year", "pay_currency": "USD"},
        "2: 30,000 to 39,999",
    ),
    "the most": ({"pay_max": 120000, "pay_unit": "year", "pay_currency": "USD"}, "7: 100,000 and more"),
    "euros": ({"pay_min": 20, "pay_unit": "hour", "pay_currency": "EUR"}, None),
    "no unit": ({"pay_min": 20, "pay_currency": "USD"}, None),
}


def test_pay_falls_into_bands(tmp_path: Path) -> None:
    paid = [posting(name, f"We pay by {name}.", **pay) for name, (pay, _) in PAY.items()]
    segment(tmp_path, 0, paid)
    readings(tmp_path, [reading(of) for of in paid])
    bands = dict(ask(published(tmp_path), "SELECT posting_id, group_value FROM posting_by_pay_band"))
    assert {name: bands.get(f"board/{name}") for name in PAY} == {name: band for name, (_, band) in PAY.items()}


def test_moments_are_of_november() -> None:
    assert moment(0).month == 11  # the months above count from it

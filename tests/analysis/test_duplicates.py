"""Which postings are one job: the same advert on several boards, in several cities, posted anew."""

from datetime import date
from pathlib import Path

import pytest

from tests.analysis.made import ask, built, posting, published, reading, readings, segment

ADVERT = "We are looking for somebody who knows claims, payers and patience. " * 12 + "The place is {}. Posted on {}."


def jobs(results: Path) -> list[tuple[str, str, float]]:
    return ask(
        built(results), "SELECT posting_id, primary_posting_id, round(similarity, 3) FROM duplicate_report ORDER BY 1"
    )


def test_one_advert_for_many_cities_is_one_job(tmp_path: Path) -> None:
    cities = ("Akron", "Boise", "Chico", "Dover")
    segment(tmp_path, 0, [posting(city, ADVERT.format(city, "Monday"), location=city) for city in cities])
    assert [(merged, kept) for merged, kept, _ in jobs(tmp_path)] == [
        (f"board/{city}", "board/Akron") for city in cities[1:]
    ]


def test_mark_up_and_dashes_make_no_other_text(tmp_path: Path) -> None:
    segment(tmp_path, 0, [posting("1", "Bills - claims."), posting("2", "<p>Bills &ndash; claims</p>", format="html")])
    assert jobs(tmp_path) == [("board/2", "board/1", 1.0)]


def test_a_short_text_that_differs_is_another_job(tmp_path: Path) -> None:
    segment(tmp_path, 0, [posting("1", "CPC required."), posting("2", "CCS required.")])
    assert jobs(tmp_path) == []


@pytest.mark.parametrize("other", [{"employer": "Other"}, {"employer": None}, {"title": "Senior Biller"}])
def test_another_employer_or_title_is_another_job(tmp_path: Path, other: dict[str, str | None]) -> None:
    segment(tmp_path, 0, [posting("1", ADVERT.format("A", "1")), posting("2", ADVERT.format("B", "2"), **other)])
    assert jobs(tmp_path) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Biller - Akron, OH", "Biller - Boise, ID"),
        ("Biller (Remote)", "Biller"),
        ("Biller R-20931", "Biller R-20944"),
        ("Akron Biller", "Boise Biller"),
    ],
)
def test_place_and_number_in_a_title_make_no_other_job(tmp_path: Path, one: str, other: str) -> None:
    places = [("Akron, OH", "OH"), ("Boise, ID", "ID")]
    adverts = [
        posting(f"{n}", ADVERT.format(place, "Monday"), title=title, location=place, state=state)
        for n, (title, (place, state)) in enumerate(zip((one, other), places, strict=True))
    ]
    segment(tmp_path, 0, adverts)
    assert [(merged, kept) for merged, kept, _ in jobs(tmp_path)] == [("board/1", "board/0")]


@pytest.mark.parametrize(("one", "other"), [("Biller I", "Biller II"), ("Senior Biller", "Biller"), ("Akron", "Boise")])
def test_a_level_or_a_title_of_nothing_but_a_place_keeps_jobs_apart(tmp_path: Path, one: str, other: str) -> None:
    places = ("Akron", "Boise")
    segment(
        tmp_path,
        0,
        [posting(t, ADVERT.format(p, "1"), title=t, location=p) for t, p in zip((one, other), places, strict=True)],
    )
    assert jobs(tmp_path) == []


def test_a_job_counts_in_each_state_and_source_in_which_it_stands(tmp_path: Path) -> None:
    places = [("OH", "one"), ("ID", "one"), ("ID", "two"), (None, "two")]
    adverts = [posting(f"{n}", ADVERT.format("x", "1"), state=at, source_id=of) for n, (at, of) in enumerate(places)]
    for source in ("one", "two"):
        segment(tmp_path, 0, [of for of in adverts if of.source_id == source], source_id=source)
    readings(tmp_path, [reading(adverts[0])])
    path = published(tmp_path)
    query = "SELECT group_value, jobs FROM demand_by('{}') WHERE term_id = 'cpc' ORDER BY 1"
    assert ask(path, query.format("state")) == [("ID", 1), ("OH", 1)]
    assert ask(path, query.format("source")) == [("one", 1), ("two", 1)]


def test_nearly_the_same_text_a_year_later_is_a_new_job(tmp_path: Path) -> None:
    years = [posting(f"{year}", ADVERT.format("A", year), posted_on=date(year, 5, 1)) for year in (2024, 2025)]
    segment(tmp_path, 0, years)
    assert jobs(tmp_path) == []


def test_small_changes_do_not_add_up(tmp_path: Path) -> None:
    """Each text is nearly the one before it, the last is far from the first."""
    words = [f"word{number} " for number in range(200)]
    texts = ["".join(words[changed:]) + "ITEM " * changed for changed in (0, 8, 16, 24)]
    segment(tmp_path, 0, [posting(f"{number}", text) for number, text in enumerate(texts)])
    assert [(merged, kept) for merged, kept, _ in jobs(tmp_path)] == [
        ("board/1", "board/0"),
        ("board/3", "board/2"),
    ]


SAME_NAMES = {
    "ACME Health, Inc.": "Acme Health",
    "The Acme Co": "ACME",
    "Clínica Sol LLC": "clinica sol",
    "St. Mary's": "St Marys",
}


def test_an_employer_is_known_by_its_name_in_any_form(tmp_path: Path) -> None:
    names = [*SAME_NAMES, *SAME_NAMES.values()]
    segment(tmp_path, 0, [posting(name, employer=name) for name in names])
    keys = dict(ask(built(tmp_path), "SELECT native_id, employer_key FROM posting"))
    assert {name: keys[name] for name in SAME_NAMES} == {name: keys[other] for name, other in SAME_NAMES.items()}
    assert len(set(keys.values())) == len(SAME_NAMES)


def test_nothing_is_lost_of_a_name_that_is_a_legal_form(tmp_path: Path) -> None:
    segment(tmp_path, 0, [posting("1", employer="---"), posting("2", employer="Company Co")])
    assert ask(built(tmp_path), "SELECT native_id, employer_key FROM posting ORDER BY 1") == [
        ("1", None),
        ("2", "company"),
    ]


@pytest.mark.parametrize(
    ("employer", "text", "expected"),
    [
        ("Brightpath Staffing", "We bill.", True),
        ("Acme", "On behalf of our client we are looking for a biller.", True),
        ("Acme", "Our client, a hospital in Ohio, is seeking a biller.", True),
        ("Acme", "You answer our clients' questions.", False),
        ("Temple Hospital", "We bill.", False),
        ("Medical Solutions, LLC", "We bill.", True),
        ("Sandstone Medical Solutions", "We bill.", False),
        ("Travelers Insurance", "We bill.", False),
        ("Acme", "We find the right people for one of our clients, who is hiring.", True),
        ("Acme", "We create growth for our clients and look for new opportunities.", False),
    ],
)
def test_a_staffing_firm_is_known_by_its_name_or_words(
    tmp_path: Path, employer: str, text: str, expected: bool
) -> None:
    segment(tmp_path, 0, [posting("1", text, employer=employer)])
    assert ask(built(tmp_path), "SELECT is_staffing_firm FROM posting") == [(expected,)]


def test_a_merged_posting_is_not_counted(tmp_path: Path) -> None:
    adverts = [posting(city, ADVERT.format(city, "Monday")) for city in ("Akron", "Boise")]
    segment(tmp_path, 0, adverts)
    readings(tmp_path, [reading(advert) for advert in adverts])
    assert ask(published(tmp_path), "SELECT jobs FROM demand('all') WHERE term_id = 'cpc'") == [(1,)]

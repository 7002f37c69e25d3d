"""Which postings are one job: the same advert on several boards, in several cities, posted anew."""

from datetime import date
from pathlib import Path
from typing import Any

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


def advert(place: str, day: str, **fields: Any) -> dict[str, Any]:
    return {"description": ADVERT.format(place, day)} | fields


IN_AKRON, IN_BOISE = {"location": "Akron, OH", "state": "OH"}, {"location": "Boise, ID", "state": "ID"}

# Two adverts of one employer: each pair has an employer of its own, so that one database holds them all.
PAIRS: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    "mark-up and dashes": (
        {"description": "Bills - claims."},
        {"description": "<p>Bills &ndash; claims</p>", "format": "html"},
        True,
    ),
    "a short text that differs": ({"description": "CPC required."}, {"description": "CCS required."}, False),
    "another employer": (advert("A", "1"), advert("B", "2", employer="Other"), False),
    "no employer": (advert("A", "1"), advert("B", "2", employer=None), False),
    "another title": (advert("A", "1"), advert("B", "2", title="Senior Biller"), False),
    **{
        f"{one}, {other}": (
            advert("Akron, OH", "Monday", title=one, **IN_AKRON),
            advert("Boise, ID", "Monday", title=other, **IN_BOISE),
            True,
        )
        for one, other in (
            ("Biller - Akron, OH", "Biller - Boise, ID"),
            ("Biller (Remote)", "Biller"),
            ("Biller R-20931", "Biller R-20944"),
            ("Akron Biller", "Boise Biller"),
        )
    },
    # A level, or a title of nothing but a place.
    **{
        f"{one}, {other}": (
            advert("Akron", "1", title=one, location="Akron"),
            advert("Boise", "1", title=other, location="Boise"),
            False,
        )
        for one, other in (("Biller I", "Biller II"), ("Senior Biller", "Biller"), ("Akron", "Boise"))
    },
    "a year later": (
        advert("A", "2024", posted_on=date(2024, 5, 1)),
        advert("A", "2025", posted_on=date(2025, 5, 1)),
        False,
    ),
}


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, float]]:
    """The posting that each merged one was merged into, and how alike they are."""
    results = tmp_path_factory.mktemp("pairs")
    adverts = [
        posting(f"{name}/{number}", **({"employer": f"Clinic {name}"} | fields))
        for name, (*pair, _) in PAIRS.items()
        for number, fields in enumerate(pair)
    ]
    segment(results, 0, adverts)
    return {posting_id: (primary, similarity) for posting_id, primary, similarity in jobs(results)}


@pytest.mark.parametrize("name", PAIRS)
def test_two_adverts_of_one_employer_are_one_job_or_two(merged: dict[str, tuple[str, float]], name: str) -> None:
    *_, is_one_job = PAIRS[name]
    first, second = f"board/{name}/0", f"board/{name}/1"
    assert first not in merged
    assert (second in merged) == is_one_job
    if is_one_job:
        primary, similarity = merged[second]
        assert primary == first
        assert 0.95 <= similarity <= 1


def test_the_same_words_are_wholly_alike(merged: dict[str, tuple[str, float]]) -> None:
    assert merged["board/mark-up and dashes/1"][1] == 1


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


STAFFING = [
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
]


@pytest.fixture(scope="module")
def staffing_firms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bool]:
    results = tmp_path_factory.mktemp("staffing")
    segment(results, 0, [posting(str(n), text, employer=name) for n, (name, text, _) in enumerate(STAFFING)])
    return dict(ask(built(results), "SELECT native_id, is_staffing_firm FROM posting"))


@pytest.mark.parametrize("number", range(len(STAFFING)), ids=lambda number: STAFFING[number][1])
def test_a_staffing_firm_is_known_by_its_name_or_words(staffing_firms: dict[str, bool], number: int) -> None:
    assert staffing_firms[str(number)] == STAFFING[number][2]


def test_a_merged_posting_is_not_counted(tmp_path: Path) -> None:
    adverts = [posting(city, ADVERT.format(city, "Monday")) for city in ("Akron", "Boise")]
    segment(tmp_path, 0, adverts)
    readings(tmp_path, [reading(advert) for advert in adverts])
    assert ask(published(tmp_path), "SELECT jobs FROM demand('all') WHERE term_id = 'cpc'") == [(1,)]

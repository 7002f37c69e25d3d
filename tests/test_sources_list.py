"""data/sources.csv: enough real boards, each on a platform that knows again, and none that pretends to be verified."""

import re

import pytest

from analysis.occupations import load_occupations
from analysis.vocabulary import DATA
from scraper.platforms import load, off_because, recognise
from scraper.sources import Source, load_sources

SOURCES = load_sources(DATA / "sources.csv")
ON_OTHERS_DOMAINS = [source for source in SOURCES if getattr(load(source.platform), "OWN_DOMAIN", True)]
SEARCHED = ("workday", "oracle", "icims")  # by words


def test_there_are_as_many_as_promised() -> None:
    assert len(SOURCES) >= 150
    assert sum(source.enabled for source in SOURCES) >= 100
    boards = {(source.platform, source.board.casefold()) for source in SOURCES}
    assert len(boards) == len(SOURCES)


@pytest.mark.parametrize("source", ON_OTHERS_DOMAINS, ids=lambda source: source.source_id)
def test_a_board_is_recognised_by_its_address(source: Source) -> None:
    address = load(source.platform).PUBLIC_URL.format(board=source.board)
    assert recognise(address) == (source.platform, source.board)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.source_id)
def test_a_row_that_nobody_saw_answer_says_so(source: Source) -> None:
    assert source.source_id.startswith(f"{source.platform}-")
    if source.verified_on is None:
        assert re.search(r"never asked|not yet verified", source.note, re.IGNORECASE), source.note
    assert not re.search(r"\S@\S+\.\S", f"{source.note} {source.employer}")
    assert source.min_postings <= 5
    if re.search("inferred|assumed", source.note) and "CX_1 assumed; never asked" not in source.note:
        assert not source.enabled or "not yet verified live" in source.note, "a run must not knock at guessed doors"


def test_what_is_off_by_default_is_off_and_says_why() -> None:
    off = [source for source in SOURCES if off_because(source.platform)]
    assert {source.platform for source in off} == {"smartrecruiters", "nlx", "themuse"}
    for source in off:
        assert not source.enabled
        assert load(source.platform).OFF_BECAUSE in source.note  # type: ignore[attr-defined]


def test_large_systems_are_searched_with_the_words_of_the_occupations() -> None:
    occupations = {one.occupation_id: one for one in load_occupations(DATA / "occupations")}
    billing = ("medical_reimbursement_specialist", "medical_coder", "revenue_cycle_manager")
    words = {word for name in billing for word in occupations[name].search_words}
    for source in SOURCES:
        if source.platform in SEARCHED and source.search:
            assert set(source.search.split("|")) <= words, source.source_id

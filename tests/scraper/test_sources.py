"""The list of sources: every row that cannot be used is named, with its line and what to do."""

from pathlib import Path

import pytest

from scraper.errors import SourceError
from scraper.forbidden import FORBIDDEN, why_forbidden
from scraper.platforms import load
from scraper.sources import COLUMNS, load_sources

DATA = Path(__file__).parents[2] / "data"
GOOD = "greenhouse-a,greenhouse,a,A Firm,,5,,yes,2026-11-24,"


def listed(folder: Path, *rows: str) -> Path:
    path = folder / "sources.csv"
    path.write_text("\n".join([",".join(COLUMNS), *rows]) + "\n", encoding="utf-8")
    return path


def test_a_row_becomes_a_source(tmp_path: Path) -> None:
    (source,) = load_sources(listed(tmp_path, GOOD))
    assert (source.source_id, source.employer, source.min_postings, source.enabled) == (
        "greenhouse-a",
        "A Firm",
        5,
        True,
    )
    assert str(source.verified_on) == "2026-11-24"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (GOOD.replace("greenhouse-a", "Green House"), "lower-case letters"),
        (GOOD.replace(",greenhouse,", ",myspace,"), "none of .*ashby, .*greenhouse, .*lever"),
        (GOOD.replace("A Firm", ""), "employer is empty"),
        (GOOD.replace(",a,", ",,"), "board is empty"),
        (GOOD.replace(",5,", ",some,"), "whole number"),
        (GOOD.replace("yes", "perhaps"), "yes or no"),
        (GOOD.replace("2026-11-24", "yesterday"), "2026-11-24"),
        (GOOD.replace(",,5", ",ftp://x,5"), "https://"),
        (GOOD.replace(",,5", ",https://api.indeed.com,5"), "Indeed is never read"),
        ("site-a,site,www.linkedin.com/jobs,A Firm,,,,yes,,", "LinkedIn is never read"),
        ("site-a,site,jobs.google.com,A Firm,,,,,,", "Google Jobs is never read"),
        (GOOD.replace(",,5", ",{loopback},5"), "jobreq demo"),
        (GOOD + ",one too many", "has not as many fields"),
        ("greenhouse-a", "has not as many fields"),
        (GOOD + '"', "CSV"),
    ],
)
def test_a_bad_row_is_named_with_its_line(tmp_path: Path, row: str, message: str) -> None:
    path = listed(tmp_path, GOOD.replace("greenhouse-a", "fine"), row)
    with pytest.raises(SourceError, match=message) as caught:
        load_sources(path)
    assert caught.value.subject == f"{path}:3"


def test_a_board_may_want_longer_pauses(tmp_path: Path) -> None:
    path = tmp_path / "sources.csv"
    for text, seconds in (("", 0.0), ("5", 5.0), ("2.5", 2.5)):
        path.write_text(f"{','.join(COLUMNS)},min_delay\n{GOOD},{text}\n")
        assert load_sources(path)[0].min_delay == seconds
    path.write_text(f"{','.join(COLUMNS)},min_delay\n{GOOD},-1\n")
    with pytest.raises(SourceError, match="must be seconds"):
        load_sources(path)


def test_a_repeated_id_and_further_bad_rows_are_counted(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"used twice.*and 1 more"):
        load_sources(listed(tmp_path, GOOD, GOOD, GOOD.replace("yes", "?")))


def test_a_list_without_its_columns_or_not_there(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("name,url\n")
    with pytest.raises(SourceError, match="source_id, platform"):
        load_sources(tmp_path / "other.csv")
    with pytest.raises(SourceError, match="cannot be read"):
        load_sources(tmp_path / "none.csv")


def test_the_loopback_of_the_demo_is_filled_in(tmp_path: Path) -> None:
    (source,) = load_sources(listed(tmp_path, GOOD.replace(",,5", ",{loopback},5")), loopback="http://127.0.0.1:81")
    assert source.api_root == "http://127.0.0.1:81/greenhouse"
    assert load("greenhouse").list_url(source).startswith("http://127.0.0.1:81/greenhouse/v1/boards/a/jobs?")


@pytest.mark.parametrize("path", [DATA / "sources.csv", DATA / "sample" / "sources.csv"], ids=["sources", "sample"])
def test_the_lists_of_the_project_load(path: Path) -> None:
    sources = load_sources(path, loopback="http://127.0.0.1:81")
    assert sources
    addresses = [load(source.platform).list_url(source) for source in sources]
    assert len(set(addresses)) == len(sources)


@pytest.mark.parametrize(
    ("name", "is_no"),
    [
        ("www.linkedin.com", True), ("de.indeed.com", True), ("indeed.co.uk", True), ("www.adzuna.com.au", True),
        ("google.com", True), ("www.glassdoor.co.in", True), ("lnkd.in", True), ("resume.com.", True),
        ("monster.wd1.myworkdayjobs.com", False), ("boards-api.greenhouse.io", False),
        ("indeedlabs.example.com", False), ("notlinkedin.com", False), ("myresume.com", False),
    ],
)  # fmt: skip
def test_forbidden_hosts(name: str, is_no: bool) -> None:
    assert (why_forbidden(name) is not None) is is_no


def test_the_forbidden_boards_are_those_that_the_readme_names() -> None:
    readme = " ".join((DATA.parent / "README.md").read_text(encoding="utf-8").split())
    assert all(board.name in readme for board in FORBIDDEN)

"""Rows of the list of sources: ids that say which board, and changes that touch nothing else."""

from datetime import date

import pytest

from scraper.source_list import new_id, with_dates, with_row
from scraper.sources import Source

GUID = "00000000-0000-4000-8000-00000000000a"


@pytest.mark.parametrize(
    ("platform", "board", "employer", "wanted"),
    [
        ("greenhouse", "acme", "Acme Health", "greenhouse-acme"),
        ("workday", "acme.wd5.myworkdayjobs.com/External_Careers", "", "workday-acme-external-careers"),
        ("workday", "acme.wd5.myworkdayjobs.com/acme", "", "workday-acme"),
        ("oracle", "abcd.fa.us2.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX_1", "", "oracle-abcd-cx-1"),
        ("paylocity", f"recruiting.paylocity.com/recruiting/jobs/All/{GUID}", "Acme Health", "paylocity-acme-health"),
        ("adp", GUID, "", "adp-00000000"),
        ("site", "www.careers.acme.example", "", "site-careers-acme-example"),
        ("site", "…", "", "site-board"),
        ("lever", "x" * 200, "", "lever-" + "x" * 60),
    ],
)
def test_an_id_is_the_platform_and_the_board(platform: str, board: str, employer: str, wanted: str) -> None:
    assert new_id(platform, board, employer, ()) == wanted
    assert new_id(platform, board, employer, (wanted, f"{wanted}-2")) == f"{wanted}-3"


def test_a_row_is_written_in_the_order_of_the_file() -> None:
    source = Source(source_id="lever-a", platform="lever", board="a", employer="A, Inc.", min_delay=5.0)
    assert with_row("note,employer,mine,min_delay,source_id", source) == (
        'note,employer,mine,min_delay,source_id\n,"A, Inc.",,5,lever-a\n'
    )


def test_dates_change_their_rows_alone() -> None:
    text = '\ufeffsource_id,verified_on,note\r\na,,"two\nlines"\r\n"b",2026-01-01,"said ""x"""\nc,,\n'
    assert with_dates(text, {}) == text
    assert with_dates(text, {"b": date(2026, 1, 1)}) == text
    wanted = text.replace('"b",2026-01-01', "b,2026-11-24")
    assert with_dates(text, {"b": date(2026, 11, 24), "d": date(2026, 11, 24)}) == wanted

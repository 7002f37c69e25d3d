"""Pay in words: read where the words are certain, nothing where they are not, never an error, never slow."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.values.pay import Pay, pay_unit
from scraper.values.pay_words import pay_in_words


@pytest.mark.parametrize(
    ("words", "pay"),
    [
        ("$18.50 - $24.00 per hour", Pay(18.5, 24, "USD", "hour")),
        ("60k-70k a year", Pay(60_000, 70_000, None, "year")),
        ("$60-70K/yr", Pay(60_000, 70_000, "USD", "year")),
        ("$50k to $55,000 annually", Pay(50_000, 55_000, "USD", "year")),
        ("$18/hr - $24/hr DOE", Pay(18, 24, "USD", "hour")),
        ("$18–24/hour", Pay(18, 24, "USD", "hour")),
        ("USD $20.00/Hr.", Pay(20, 20, "USD", "hour")),
        ("$25 an hour", Pay(25, 25, "USD", "hour")),
        ("Hourly rate: $22.75", Pay(22.75, 22.75, "USD", "hour")),
        ("$160,000 - $190,000 + based on experience", Pay(160_000, 190_000, "USD", None)),
        ("$110,000 - 140,000+ based on experience", Pay(110_000, 140_000, "USD", None)),
        ("Between $41,600.00 and $62,400.00 Annual", Pay(41_600, 62_400, "USD", "year")),
        ("80,000 - 110,000 CAD", Pay(80_000, 110_000, "CAD", None)),
        ("CAD 80,000 – CAD 110,000 per annum", Pay(80_000, 110_000, "CAD", "year")),
        ("£28,090", Pay(28_090, 28_090, "GBP", None)),
        ("£24,500 - £26,500 p.a.", Pay(24_500, 26_500, "GBP", "year")),
        ("€45.000 – €55.000 per year", Pay(45_000, 55_000, "EUR", "year")),
        ("€18,50 per hour", Pay(18.5, 18.5, "EUR", "hour")),
        ("€45,000 per year", Pay(45_000, 45_000, "EUR", "year")),
        ("50000 - 65000 annually", Pay(50_000, 65_000, None, "year")),
        ("$800 weekly", Pay(800, 800, "USD", "week")),
        ("$400/day", Pay(400, 400, "USD", "day")),
        ("$3,500 per month", Pay(3_500, 3_500, "USD", "month")),
        ("LPN: $25-$30; RN: $35-$45 per hour", Pay(25, 45, "USD", "hour")),
        ("$20.15 (Step 1) to $28.40 (Step 7) hourly", Pay(20.15, 28.4, "USD", "hour")),
        ("Hourly ($18-$22)", Pay(18, 22, "USD", "hour")),
        ("$25.00/hr ($52,000 annually)", Pay(25, 25, "USD", "hour")),
        ("$20/hr, paid biweekly", Pay(20, 20, "USD", "hour")),
        ("$18/hour plus a $1,000 sign-on bonus", Pay(18, 18, "USD", "hour")),
        ("$18/hour + commission, OTE $90,000", Pay(18, 18, "USD", "hour")),
        ("$24/hr, 401k and 3 weeks of vacation", Pay(24, 24, "USD", "hour")),
        ("20-25 hours per week, $19 per hour", Pay(19, 19, "USD", "hour")),
        ("2026-2027: $60,000 per year", Pay(60_000, 60_000, "USD", "year")),
    ],
)
def test_pay_is_read_where_the_words_are_certain(words: str, pay: Pay) -> None:
    assert pay_in_words(words, country="US") == pay


@pytest.mark.parametrize(
    ("words", "pay"),
    [
        ("Up to $30 per hour", Pay(None, 30, "USD", "hour")),
        ("Starting at $17.50/hr", Pay(17.5, None, "USD", "hour")),
        ("From $60,000 a year", Pay(60_000, None, "USD", "year")),
        ("From $60,000 to $70,000 a year", Pay(60_000, 70_000, "USD", "year")),
        ("$25+ per hour", Pay(25, None, "USD", "hour")),
    ],
)
def test_one_end_of_a_range(words: str, pay: Pay) -> None:
    assert pay_in_words(words, country="US") == pay


@pytest.mark.parametrize(
    ("words", "pay"),
    [
        ("21.80 to 28.69", Pay(21.8, 28.69)),
        ("21.80", Pay(21.8, 21.8)),
        ("58,000 - 80,000", Pay(58_000, 80_000)),
        ("USD $58,000.00/Yr.-$80,000.00/Yr.", Pay(58_000, 80_000, "USD", "year")),
        ("$1,500 - $1,900 biweekly", Pay(1_500, 1_900, "USD")),
        ("$0.00 - $0.00", Pay()),
        ("Grade 12", Pay()),
        ("12, step 4", Pay()),
        ("depends on experience", Pay()),
    ],
)
def test_a_bare_number_is_pay_where_its_label_says_so(words: str, pay: Pay) -> None:
    assert pay_in_words(words, country="US", is_pay=True) == pay


@pytest.mark.parametrize(
    "words",
    [
        None, "", "Negotiable", "Day Rate", "DOE", "Competitive salary", "30-35 (DOE)", "19.00 - 21.00", "65000",
        "$45 per visit", "$0.60 per mile", "$1,000 sign-on bonus", "401k", "401(k) plan", "5% commission",
        "20-25 hours per week", "8 hour shifts", "Grade 12", "2 weeks of vacation", "$20 - $45,000", "$1,2,3 an hour",
        "$20/hour or $45,000/year", "$2,500 per pay period", "$0", "$20 " * 200,
    ],
)  # fmt: skip
def test_nothing_is_read_where_they_are_not(words: str | None) -> None:
    assert pay_in_words(words, country="US") == Pay()


@pytest.mark.parametrize(
    ("words", "country", "currency"),
    [
        ("$20 an hour", "CA", "CAD"),
        ("$20 an hour", None, None),
        ("US$20 an hour", "CA", "USD"),
        ("C$20 an hour", None, "CAD"),
        ("$20 USD an hour", "CA", "USD"),
        ("$20 USD or $27 CAD an hour", None, None),
    ],
)
def test_a_dollar_is_that_of_the_country(words: str, country: str | None, currency: str | None) -> None:
    assert pay_in_words(words, country=country).currency == currency


def test_pay_every_two_weeks_is_not_by_the_week() -> None:
    assert [pay_unit(words) for words in ("biweekly", "Bi-weekly", "semi-monthly", "weekly")] == [None] * 3 + ["week"]


PIECES = [
    "$",
    "£",
    "k",
    "20",
    "24.5",
    "60,000",
    "1.000",
    " - ",
    " to ",
    "/",
    "hr",
    " per ",
    "year",
    "(",
    ")",
    "+",
    "USD",
    ";",
    "%",
]


@given(st.text(max_size=80) | st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_words_never_raise_and_what_they_give_is_a_range(words: str) -> None:
    pay = pay_in_words(words, country="US")
    assert pay.unit in (None, "hour", "day", "week", "month", "year")
    assert pay.low is None or pay.high is None or 0 < pay.low <= pay.high


@pytest.mark.parametrize("piece", ["1,", "$", "(", "1 - ", " per a", "9" * 99, "1.", "k", "\n"])
def test_words_without_end_take_no_time(piece: str) -> None:
    started = time.monotonic()
    pay_in_words((piece * 500)[:500], country="US")
    assert time.monotonic() - started < 0.5

"""Dates, places, pay and kinds of employment: right where the text is certain, None where it is not, never an error."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.values.dates import epoch_date, read_date
from scraper.values.employment import employment_type
from scraper.values.pay import Pay, pay_unit, read_pay, widest
from scraper.values.place_names import STATE_CODES
from scraper.values.places import Place, country_code, place_from_parts, read_place
from scraper.values.privacy import without_personal_data


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-07-16", date(2026, 7, 16)),
        ("2026-07-16T23:55:32-04:00", date(2026, 7, 16)),
        ("2026-07", date(2026, 7, 1)),
        ("20260716", date(2026, 7, 16)),
        ("Jul 4, 2026", date(2026, 7, 4)),
        ("July 4th 2026", date(2026, 7, 4)),
        ("Thu, 16 Jul 2026 10:00:00 GMT", date(2026, 7, 16)),
        ("16-Jul-2026", date(2026, 7, 16)),
        ("09-28-18", date(2018, 9, 28)),
        ("28/09/2018", date(2018, 9, 28)),
        ("5/5/2026", date(2026, 5, 5)),
        (1768467600000, date(2026, 1, 15)),
        (1768467600, date(2026, 1, 15)),
        (datetime(2026, 7, 16, 1, 2, tzinfo=UTC), date(2026, 7, 16)),
        ("03-04-16", None),
        ("12/11/2015", None),
        ("2026", None),
        ("2026-02-30", None),
        ("30+ days ago", None),
        ("Mayor 4, 2026", None),
        ("1026-07-16", None),
        (True, None),
        (None, None),
        ("", None),
    ],
)
def test_a_date_is_read_where_it_can_mean_one_day(written: object, day: date | None) -> None:
    assert read_date(written) == day


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Boise, ID", Place("Boise", "ID", "US")),
        ("Salem, OR", Place("Salem", "OR", "US")),
        ("Atlanta, Georgia, United States", Place("Atlanta", "GA", "US")),
        ("New York, New York, United States", Place("New York", "NY", "US")),
        ("Washington, D.C.", Place("Washington", "DC", "US")),
        ("Boston, MA 02114", Place("Boston", "MA", "US")),
        ("US, CA, SAN DIEGO", Place("SAN DIEGO", "CA", "US")),
        ("USA-TX-Houston", Place("Houston", "TX", "US")),
        ("USA - Provo UT", Place("Provo", "UT", "US")),
        ("Lebanon, NH", Place("Lebanon", "NH", "US")),
        ("Chicago", Place("Chicago", "IL", "US")),
        ("Texas", Place(None, "TX", "US")),
        ("TX", Place(None, "TX", "US")),
        ("Remote - US", Place(None, None, "US", True)),
        ("Remote (Ohio)", Place(None, "OH", "US", True)),
        ("Remote (OH, IN, MI, PA residents)", Place(None, None, "US", True)),
        ("Reno, NV; Elko, NV", Place(None, "NV", "US")),
        ("Reno, NV or Boise, ID", Place(None, None, "US")),
        ("Springfield, IL; Springfield, MA", Place(None, None, "US")),
        ("Tampa, FL (Hybrid)", Place("Tampa", "FL", "US")),
        ("Hybrid or Remote", Place()),
        ("Portugal - Lisbon", Place("Lisbon", None, "PT")),
        ("London, UK", Place("London", None, "GB")),
        ("Berlin, DE", Place("Berlin", None, "DE")),
        ("Dover, DE", Place("Dover", "DE", "US")),
        ("India, IN", Place(None, None, "IN")),
        ("Canada,United States", Place()),
        ("Ontario, Canada", Place(None, None, "CA")),
        ("Georgia", Place()),
        ("CA", Place()),
        ("Springfield", Place()),
        ("Headquarters", Place()),
        ("", Place()),
        (None, Place()),
    ],
)
def test_a_place_is_read_where_the_text_is_certain(text: str | None, place: Place) -> None:
    assert read_place(text) == place


def test_the_platforms_word_helps_and_the_text_wins() -> None:
    assert read_place("Remote - Georgia", is_remote=False, country="US") == Place(None, "GA", "US", False)
    assert read_place("Paris, France", country="US").country == "FR"
    assert read_place("Building 4", country="US").country == "US"


def test_a_structured_address() -> None:
    assert place_from_parts("Provo", "Utah", "USA") == Place("Provo", "UT", "US")
    assert place_from_parts("Dhaka", "Bangladesh", "Bangladesh") == Place("Dhaka", None, "BD")
    assert place_from_parts("Remote", "", "United States") == Place(None, None, "US")
    assert place_from_parts("Macon", "GA", None) == Place("Macon", "GA", "US")
    assert country_code("deu") == "DE"
    assert country_code("Narnia") is None


@given(
    st.text(max_size=120)
    | st.lists(st.sampled_from(["Remote", "US", "CA", "Ohio", ";", ",", " - ", "or", "Lebanon", "("])).map(" ".join)
)
def test_a_place_never_raises_and_is_well_formed(text: str) -> None:
    place = read_place(text)
    assert place.state is None or (place.state in STATE_CODES and place.country == "US")
    assert place.country is None or (len(place.country) == 2 and place.country.isupper())
    assert place.city is None or place.country is not None


@given(st.none() | st.text() | st.integers() | st.floats() | st.booleans() | st.binary())
def test_values_never_raise(value: object) -> None:
    day = read_date(value)
    assert day is None or 1990 <= day.year <= 2100
    pay = read_pay(value, value, value, value)
    assert pay is None or (pay.low is not None and pay.low > 0)
    assert pay_unit(value) in (None, "hour", "day", "week", "month", "year")


@given(st.floats())
def test_an_epoch_never_raises(seconds: float) -> None:
    if seconds == seconds:
        epoch_date(seconds)


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("1 YEAR", "year"), ("per-year-salary", "year"), ("per-hour-wage", "hour"), ("1 HOUR", "hour"),
        ("Annual", "year"), ("HOURLY", "hour"), ("per_month", "month"), ("weekly", "week"),
        ("Daily rate", "day"), ("NONE", None), ("hourly or annual", None), (None, None), ("Biweekly", None),
        ("Semi-Monthly", None), ("bi-weekly", None), ("Per Diem", None), ("Per Year", "year"),
    ],
)  # fmt: skip
def test_the_unit_of_pay(words: str | None, unit: str | None) -> None:
    assert pay_unit(words) == unit


def test_ranges_of_one_kind_are_spanned_and_of_two_kinds_are_not() -> None:
    low, high = read_pay("48,000", 57_000, "usd", "1 YEAR"), read_pay(61_000, 52_000, "USD", "year")
    assert widest([low, None, high]) == Pay(48_000, 61_000, "USD", "year")
    assert widest([low, read_pay(20, 25, "USD", "hour")]) == Pay()
    assert widest([]) == Pay()
    assert read_pay(0, None, "USD", "year") is None


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Full-time", "full-time"), ("FULL_TIME", "full-time"), ("Full Time", "full-time"), ("Intern", "internship"),
        ("PRN", "per-diem"), ("Regular", "Regular"), ("Contracted", "contract"),
        ("Full-time or part-time", "Full-time or part-time"), ("International", "International"),
        (" ", None), (None, None),
    ],
)  # fmt: skip
def test_the_kind_of_employment(words: str | None, kind: str | None) -> None:
    assert employment_type(words) == kind


def test_recruiters_are_left_out_and_the_advert_stays() -> None:
    record = {
        "title": "Biller",
        "recruiterName": "A. N.",
        "hiring_manager": {"name": "B. O."},
        "hiringLead": "E. R.",
        "metadata": [{"name": "Recruiter", "value": "C. P."}, {"name": "Shift", "value": "Day"}],
        "flexFields": [{"Prompt": "Recruiter E-mail", "Value": "e@example.org"}],
        "content": "Write to jobs@example.org",
        "team": {"contactEmail": "d@example.org", "name": "Billing"},
    }
    assert without_personal_data(record) == {
        "title": "Biller",
        "metadata": [{"name": "Shift", "value": "Day"}],
        "flexFields": [],
        "content": "Write to jobs@example.org",
        "team": {"name": "Billing"},
    }


def test_a_record_nested_without_end_is_cut_and_ends() -> None:
    record: list[object] = []
    for _ in range(900):
        record = [record]
    assert json.dumps(without_personal_data({"a": record, "b": 1})).count("[") == 100

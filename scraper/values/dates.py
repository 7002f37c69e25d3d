"""Dates as they are written, where they can mean one day only."""

import re
from datetime import UTC, date, datetime, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2})(?:[t ].*)?)?")  # the text is lower case by now
_NUMBERS = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})(?: .*)?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_MONTH_FIRST = re.compile(r"(?:[a-z]+,? )?([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?:\D.*)?")
_DAY_FIRST = re.compile(r"(?:[a-z]+,? )?(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?,?[ -](\d{4})(?:\D.*)?")
_C_TIME = re.compile(r"[a-z]{3} ([a-z]{3}) (\d{1,2}) [\d:]+ (?:[a-z]{1,5} )?(\d{4})")  # Mon Oct 05 00:00:00 UTC 2026
_EPOCH = re.compile(r"\d{10}|\d{13}")
_YEARS = range(1990, 2101)


def read_date(value: object) -> date | None:
    """The day that a date, time stamp or text names; None when it names none or could name two.

    A month without a day is its first day: adverts are counted by month. A time keeps the day of its own zone.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value).strip().lower()
    if isinstance(value, float):
        text = text.removesuffix(".0")
    if _EPOCH.fullmatch(text):
        day = epoch_date(int(text) / (1000 if len(text) == 13 else 1))
        return day if day is not None and day.year in _YEARS else None
    days = {day for day in _readings(text) if day is not None and day.year in _YEARS}
    return days.pop() if len(days) == 1 else None


def epoch_date(seconds: float) -> date | None:
    """The UTC day of a count of seconds since 1970; None when it is out of range."""
    try:
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).date()
    except (OverflowError, ValueError):
        return None


def _readings(text: str) -> list[date | None]:
    """Every day that the text could mean."""
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
        return [_day(year, month, day or "1")]
    if match := _COMPACT.fullmatch(text):
        return [_day(*match.groups())]
    if match := _C_TIME.fullmatch(" ".join(text.split())) or _MONTH_FIRST.fullmatch(text):
        month, day, year = match.groups()
        return [_day(year, _month(month), day)]
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
        return [_day(year, _month(month), day)]
    if match := _NUMBERS.fullmatch(text):
        first, second, third = match.groups()
        if len(first) > 2:
            return [_day(first, second, third)]
        return [_day(third, first, second), _day(third, second, first), *_year_first(first, second, third)]
    return []


def _year_first(first: str, second: str, third: str) -> list[date | None]:
    """05-11-23 could be 2005 as well, unless a four-digit year settles it."""
    return [_day(first, second, third)] if len(third) <= 2 else []


def _month(word: str) -> int:
    """1 to 12, or 0 for a word that is no month."""
    is_month = (
        word[:3] in _MONTHS
        and ("january february march april may june july august september october november december sept").find(word)
        >= 0
    )
    return _MONTHS.index(word[:3]) + 1 if is_month else 0


def _day(year: str, month: str | int, day: str) -> date | None:
    if len(year) not in (2, 4):
        return None
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None

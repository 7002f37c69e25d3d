"""Pay as a range, a currency and a unit of time, from the words that platforms use for them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_UNITS = (
    ("hour", re.compile(r"hour|hr\b")),
    ("day", re.compile(r"\bda(?:y|ily)")),
    ("week", re.compile(r"(?<!bi)(?<!bi[- ])week")),
    ("month", re.compile(r"(?<!semi)(?<!semi[- ])(?<!bi)(?<!bi[- ])month")),
    ("year", re.compile(r"year|annual|\bannum\b|\byr\b|salaried")),
)
_EUROPEAN = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,2}|\d+,\d{1,2}")  # 1.234,50 and 28,00
_NO_UNIT = re.compile(r"\b(?:bi|semi)[ -]?(?:week|month|annual)|fortnight|every two|per diem")  # of ours


@dataclass(frozen=True, slots=True)
class Pay:
    """A range in whole currency, as `Posting` has it; unknown is None."""

    low: float | None = None
    high: float | None = None
    currency: str | None = None
    unit: str | None = None

    @property
    def as_posting(self) -> dict[str, Any]:
        return {"pay_min": self.low, "pay_max": self.high, "pay_currency": self.currency, "pay_unit": self.unit}


def read_pay(low: object, high: object, currency: object, unit: object) -> Pay | None:
    """A range from a platform's own values; None when it holds no amount."""
    bottom, top = _amount(low), _amount(high)
    if bottom is None and top is None:
        return None
    if bottom is not None and top is not None and bottom > top:
        bottom, top = top, bottom
    code = currency.strip().upper() if isinstance(currency, str) else ""
    return Pay(bottom, top, code if re.fullmatch("[A-Z]{3}", code) else None, pay_unit(unit))


def widest(ranges: Iterable[Pay | None]) -> Pay:
    """The range that spans all of them; empty when they differ in currency or unit, or there are none."""
    known = [pay for pay in ranges if pay is not None]
    if len({(pay.currency, pay.unit) for pay in known}) != 1:
        return Pay()
    lows = [pay.low for pay in known if pay.low is not None]
    highs = [pay.high for pay in known if pay.high is not None]
    return Pay(min(lows, default=None), max(highs, default=None), known[0].currency, known[0].unit)


def pay_unit(words: object) -> str | None:
    """hour, day, week, month or year: the one that the words name ("1 YEAR", "per-hour-wage"), else None."""
    if not isinstance(words, str):
        return None
    lowered = words.lower().replace("_", " ")
    if _NO_UNIT.search(lowered):
        return None
    found = {unit for unit, pattern in _UNITS if pattern.search(lowered)}
    return found.pop() if len(found) == 1 else None


def _amount(value: object) -> float | None:
    if isinstance(value, str):
        value = value.strip()
        if _EUROPEAN.fullmatch(value):
            value = value.replace(".", "").replace(",", ".")
        try:
            value = float(value.replace(",", "").replace("$", ""))
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < 1e12 else None

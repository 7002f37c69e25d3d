"""Pay as employers write it in words: "$18.50 - $24.00 per hour", "60k-70k a year", "up to £28,090 p.a."

For a field that is about pay, never for a whole advert. What is no pay by time (a bonus, a rate for a visit), what has
no sign of money, and two statements that differ, give nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scraper.values.pay import Pay, pay_unit, read_pay, widest

_MAX_CHARS = 500  # longer ones are a part of the advert

_CODE = "USD|CAD|GBP|EUR|AUD|NZD|INR|CHF|SGD|HKD|MXN|PHP|ZAR|SEK|NOK|DKK|PLN|AED"
_CODES = re.compile(rf"\b(?:{_CODE})\b")
_SIGNS = {"£": "GBP", "€": "EUR", "₹": "INR", "us$": "USD", "ca$": "CAD", "c$": "CAD", "au$": "AUD", "a$": "AUD"}
_DOLLARS = {"US": "USD", "PR": "USD", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "MX": "MXN"}

_AMOUNT = re.compile(
    r"(?P<sign>(?:us|ca|c|au|a)?\$|[£€₹])?\s?(?P<number>\d[\d.,]*)(?P<k>\s?k\b(?!\s?plan))?", re.IGNORECASE
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_EUROPEAN = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d+,\d{1,2}")

_TIMES = {
    "hour": "hours?|hrs?|h", "day": "days?|diem", "week": "weeks?|wks?", "month": "months?|mos?|mth",
    "year": "years?|yrs?|annum|ann|a",
}  # fmt: skip
_PER = re.compile(
    rf"\s*\+?\s*(?:(?:{_CODE})\b)?\s*(?:(?:/|per\b|an?\b|each\b|p/)\s*(?P<what>[a-z]+)|(?P<ly>[a-z]+ly|annual|p\.?a\b))",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\s*\+?[\s-]*(?:%|percent|hours?|hrs|days?|weeks?|months?|years?|yrs|\(k\))", re.IGNORECASE)
_BETWEEN = re.compile(
    rf"\s*(?:(?:{_CODE})\s*)?(?:(?:/|per\s|an?\s)\s*[a-z]+\.?\s*)?"
    rf"(?:[-–—]|(?:up )?to|and|thru|through)\s*(?:(?:{_CODE})\s*)?",
    re.IGNORECASE,
)
_LEAST = re.compile(
    r"(?:from|start(?:s|ing)?(?: at)?|min(?:imum)?(?: of)?|at least|over|more than):?\s*$", re.IGNORECASE
)
_MOST = re.compile(r"(?:up to|max(?:imum)?(?: of)?|as much as|less than|under):?\s*$", re.IGNORECASE)

_BARE = re.compile(r"\s*[\d.,]+\s*(?:(?:-|–|to)\s*[\d.,]+\s*)?")

_CLAUSES = re.compile(r"[;\n]|,\s|\.\s|\s\+\s|\bplus\b|\band (?=an? )", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")
_NO_PAY = re.compile(
    r"bonus|sign[- ]?on|stipend|relocat|reimburs|allowance|tuition|referral|retention|commission|differential|overtime"
    r"|\bote\b|on[- ]target|\btips?\b|\b401",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number where it stands; `is_money` when something beside it says so."""

    value: float
    start: int
    end: int
    sign: str
    is_in_thousands: bool
    is_money: bool
    unit: str | None


class _Unclear(Exception):
    """The words say something about pay that cannot be read for certain."""


def pay_in_words(words: str | None, *, country: str | None = None, is_pay: bool = False) -> Pay:
    """The range that the words name; empty when they name none for certain. `country` says whose dollar it is.

    With `is_pay`, because a label says so, a number or two without anything else are pay.
    What stands in brackets explains or repeats, and counts only where nothing else names an amount.
    """
    if not words or len(words) > _MAX_CHARS:
        return Pay()
    try:
        texts = (_BRACKETS.sub(" ", words), words)
        ranges = next((found for text in texts if (found := list(_ranges(text, country, is_pay)))), [])
    except _Unclear:
        return Pay()
    return widest(ranges)


def _ranges(words: str, country: str | None, is_pay: bool) -> Iterator[Pay | None]:
    is_bare_pay = is_pay and bool(_BARE.fullmatch(words))
    codes = set(_CODES.findall(words))
    is_european = "€" in words or codes == {"EUR"}
    for clause in _CLAUSES.split(words):
        if _NO_PAY.search(clause):
            continue
        amounts = list(_amounts(clause, is_european))
        while amounts:
            first = amounts.pop(0)
            is_range = bool(amounts) and bool(_BETWEEN.fullmatch(clause[first.end : amounts[0].start]))
            last = amounts.pop(0) if is_range else first
            if not (first.is_money or last.is_money or is_bare_pay):
                continue
            low, high = _bounds(clause, first, last)
            unit = last.unit or first.unit or pay_unit(clause) or pay_unit(words)
            if unit == "other":
                continue
            yield read_pay(low, high, _currency(first.sign or last.sign, codes, country), unit)


def _amounts(clause: str, is_european: bool) -> Iterator[_Amount]:
    for match in _AMOUNT.finditer(clause):
        behind = clause[match.end() :]
        if not match["sign"] and not match["k"] and _COUNTED.match(behind):
            continue  # 20 hours, 3 weeks, 5 %
        text = match["number"].rstrip(".,")
        value = _number(text, is_european)
        unit = _unit_behind(behind)
        is_money = bool(match["sign"] or match["k"] or unit or "," in text or _CODES.search(clause))
        if value is None and is_money:
            raise _Unclear
        if value is not None:
            is_in_thousands = bool(match["k"])
            yield _Amount(value, match.start(), match.end(), match["sign"] or "", is_in_thousands, is_money, unit)


def _number(text: str, is_european: bool) -> float | None:
    if is_european and _EUROPEAN.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    if _GROUPED.fullmatch(text) or _PLAIN.fullmatch(text):
        return float(text.replace(",", ""))
    return float(text.replace(".", "").replace(",", ".")) if _EUROPEAN.fullmatch(text) else None


def _unit_behind(text: str) -> str | None:
    """The time that follows an amount; "other" for what is no time, such as a visit."""
    match = _PER.match(text)
    if match is None:
        return None
    if match["ly"]:
        return "year" if match["ly"].lower().startswith("p") else pay_unit(match["ly"])
    for unit, pattern in _TIMES.items():
        if re.fullmatch(pattern, match["what"], re.IGNORECASE):
            return unit
    return "other"


def _bounds(clause: str, first: _Amount, last: _Amount) -> tuple[float | None, float | None]:
    """Smallest and largest amount; a range of more than ten times is a slip of the pen."""
    if first is last:
        value = first.value * (1_000 if first.is_in_thousands else 1)
        before = clause[: first.start]
        if _MOST.search(before):
            return None, value
        return value, None if _LEAST.search(before) or clause[first.end :].startswith("+") else value
    low, high = first.value, last.value
    if last.is_in_thousands:
        high *= 1_000
    if first.is_in_thousands or (last.is_in_thousands and low < 1_000):
        low *= 1_000
    if first.is_in_thousands and not last.is_in_thousands and high < 1_000:
        high *= 1_000
    if not low or high / low > 10 or low / high > 10:
        raise _Unclear
    return low, high


def _currency(sign: str, codes: set[str], country: str | None) -> str | None:
    """The one code in the words, else what the sign stands for."""
    if codes:
        return next(iter(codes)) if len(codes) == 1 else None
    if sign == "$":
        return _DOLLARS.get(country or "")
    return _SIGNS.get(sign.lower())

"""Fields that an employer has named itself: pay from those about pay, a section from each that asks for something."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from scraper.fields import as_html
from scraper.html import has_tags, section
from scraper.values.pay import Pay, pay_unit, widest
from scraper.values.pay_words import pay_in_words

Labelled = tuple[str, str]  # the employer's label, and what stands beside it

_ASKED = re.compile(
    r"educat|degree|diploma|experience|qualif|requirement|prerequisite|licen[cs]|certif|credential|skill|training",
    re.IGNORECASE,
)
_PAY = re.compile(
    r"(?:(min|max)(?:imum)? )?(?:hiring |base |starting )?(?:hourly |annual |yearly )?"
    r"(?:pay|salary|compensation|wage|rate)(?: (?:range|rate|scale|amount))*(?: (min|max)(?:imum)?)?"
)


def sections(fields: Iterable[Labelled]) -> list[str]:
    """A headed section for each field about education, experience or the like."""
    asked = [(label, _said(label, value)) for label, value in fields if _ASKED.search(label)]
    return [part for label, value in asked if (part := section(label, value))]


def pay_of(fields: Sequence[Labelled], *, country: str | None) -> Pay:
    """What the fields about pay agree on. A dollar in the US is its own; elsewhere it may be any country's."""
    return widest([_range(label, value, country) for label, value in fields])


def _said(label: str, value: str) -> str:
    """The value as HTML; a number with the unit that only the label names ("Required years of experience": 2)."""
    if re.fullmatch(r"\d{1,2}(?:\.\d)?\+?", value) and "year" in label.lower():
        return f"{value} years"
    return value if has_tags(value) else as_html(value)


def _range(label: str, value: str, country: str | None) -> Pay | None:
    words = " ".join(re.findall(r"[a-z]+", label.lower()))
    match, pay = _PAY.fullmatch(words), pay_in_words(value, country=country, is_pay=True)
    if match is None or pay == Pay():
        return None
    pay = replace(pay, unit=pay.unit or pay_unit(words))
    end = match[1] or match[2]
    return replace(pay, high=None) if end == "min" else replace(pay, low=None) if end == "max" else pay

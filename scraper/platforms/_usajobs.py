"""What both interfaces of USAJOBS have in common: texts in parts, pay by codes, announcements for many places."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from scraper.html import section
from scraper.jobposting import markup_of
from scraper.platforms._addresses import Address, read_addresses
from scraper.values.pay import Pay, read_pay
from scraper.values.places import Place

HOST = "https://data.usajobs.gov"

_UNITS = {"PA": "year", "PH": "hour", "PD": "day", "PM": "month"}  # other codes: a fortnight, a fee, nothing
_NO_PLACE = re.compile(r"negotiable|anywhere|multiple|various|locations?\b|\bunknown\b", re.IGNORECASE)
_MOST_PLACES = 20  # an announcement may be for hundreds


def described(parts: Iterable[tuple[str, Any]]) -> str:
    """Texts, or lists of texts, each under its heading; those of one heading together."""
    grouped: dict[str, list[str]] = {}
    for heading, value in parts:
        if isinstance(value, list):
            items = [markup_of(item) for item in value if isinstance(item, str) and item.strip()]
            value = "".join(f"<li>{item}</li>" for item in items)
            text = f"<ul>{value}</ul>" if value else ""
        else:
            text = markup_of(value) if isinstance(value, str) else ""
        if text and text not in grouped.setdefault(heading, []):
            grouped[heading].append(text)
    return "\n".join(section(heading, "\n".join(texts)) for heading, texts in grouped.items() if texts)


def pay_of(low: object, high: object, interval: str | None) -> Pay | None:
    """Federal pay, which is in dollars."""
    return read_pay(low, high, "USD", _UNITS.get(interval or "", interval))


def address_of(city: str | None, region: str | None, country: str | None) -> Address:
    """A place as the interfaces name it: the city with its state ("Boise, Idaho"), or what is no place."""
    town = (city or "").strip().removesuffix(f", {region}").strip()
    state = None if region in (None, "", "N/A") else region
    if _NO_PLACE.search(town):
        return Address(None, state, country, (city or "").strip())
    return Address(town or None, state, country)


def read_places(addresses: Sequence[Address], shown: str | None, *, is_remote: bool | None) -> tuple[str | None, Place]:
    where, place = read_addresses(addresses, is_remote=is_remote)
    return (shown or where if len(addresses) > _MOST_PLACES else where or shown), place

"""What both interfaces of USAJOBS have in common: who asks, texts in parts, pay by codes, places by the hundred.

The operator documents both for programs, gives each program a key for the asking, and wants it to say whose it is:
https://developer.usajobs.gov/guides/authentication, and the terms of use beside it. robots.txt of the same host was
read by others as refusing every path. It is for crawlers that nobody invited; a request with the key is invited, and
does not ask it. A request without the key does, and is left undone where it refuses. Pace, `Retry-After` and budgets
are the same for both.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from scraper.errors import SourceError
from scraper.html import section
from scraper.http import Client
from scraper.jobposting import markup_of
from scraper.platforms._addresses import Address, read_addresses
from scraper.secrets import read_secret
from scraper.sources import Source
from scraper.values.pay import Pay, read_pay
from scraper.values.places import Place

HOST = "https://data.usajobs.gov"
OFFICIAL_API = "https://developer.usajobs.gov/"
KEY = "JOBREQ_USAJOBS_KEY"

_HOSTS = ("data.usajobs.gov", "127.0.0.1", "localhost")  # a row of a list must not lead the key elsewhere
_CONTACT = re.compile(r"[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+")
_UNITS = {"PA": "year", "PH": "hour", "PD": "day", "PM": "month"}  # other codes: a fortnight, a fee, nothing
_NO_PLACE = re.compile(r"negotiable|anywhere|multiple|various|locations?\b|\bunknown\b", re.IGNORECASE)
_MOST_PLACES = 20  # an announcement may be for hundreds


def headers_of(source: Source, client: Client) -> dict[str, str]:
    """Whom the interface wants to know; SourceError says what is missing."""
    key, contact = read_secret(KEY), client.settings.contact.strip()
    if urlsplit(source.api_root or HOST).hostname not in _HOSTS:
        raise SourceError(f"the key is for {HOST} alone; leave api_root empty", source.source_id)
    if key is None:
        message = (
            f"USAJOBS needs a key in the environment as {KEY}; https://developer.usajobs.gov/apirequest/ gives one"
        )
        raise SourceError(message, source.source_id)
    if not _CONTACT.fullmatch(contact):
        raise SourceError("USAJOBS needs the e-mail address that its key was sent to, as contact", source.source_id)
    return {"User-Agent": contact, "Authorization-Key": key}


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

"""City, state and country of a location text, where the text says them; the rest stays in `Posting.location`."""

import re
from dataclasses import dataclass
from typing import Any

from scraper.values.place_names import (
    AMBIGUOUS_ALONE,
    CITIES_ABROAD,
    COUNTRIES,
    COUNTRY_CODES,
    COUNTRY_CODES_3,
    PROVINCES,
    STATE_CODES,
    STATE_CODES_ONLY,
    STATES,
    STATES_AND_CITIES,
    WELL_KNOWN_CITIES,
)

_REMOTE = re.compile(
    r"\b(?:fully |100% )?(?:remote(?:ly)?|telecommute|telework|work from home|wfh|virtual)\b", re.IGNORECASE
)
_NOT_REMOTE = re.compile(r"\b(?:hybrid|on-?site|in-?office|in-person|not? remote|non-remote)\b", re.IGNORECASE)
_NOISE = re.compile(
    r"\b(?:hybrid|on-?site|only|anywhere(?: in)?|based(?: in)?|within|residents|location|office|hq|headquarters)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\s*(?:;|\||\n|\bor\b|\band\b(?! Herzegovina| Tobago))\s*")  # OR is Oregon
_PARTS = re.compile(r"\s*(?:,|\s[-–—/]\s|\(|\)|:)\s*")
_DASHED = re.compile(r"(US|USA|United States)-([^-]+)(?:-(.+))?")
_CITY_AND_CODE = re.compile(r"(?:(?P<first>[A-Z]{2}) +)?(?P<city>.+?)(?: +(?P<last>[A-Z]{2}))?")
_ZIP = re.compile(r"\b\d{5}(?:-\d{4})?\b")
_CITY = re.compile(r"[^\W\d_][^\d_@#,]{1,59}")
_MAX_CHARS = 300  # longer texts are lists of countries or not locations at all


@dataclass(frozen=True, slots=True)
class Place:
    """Unknown is None; `state` is a USPS code and set in the US only; `country` is ISO 3166-1 alpha-2."""

    city: str | None = None
    state: str | None = None
    country: str | None = None
    is_remote: bool | None = None

    @property
    def as_posting(self) -> dict[str, Any]:
        return {"city": self.city, "state": self.state, "country": self.country, "is_remote": self.is_remote}


def read_place(text: str | None, *, is_remote: bool | None = None, country: str | None = None) -> Place:
    """What a free text says for certain. Several places give what they have in common.

    `is_remote` is the platform's own word on it and wins over the text's. `country` is its own word too, but the
    text wins: a platform knows the office, the text the job.
    """
    if not text or len(text) > _MAX_CHARS:
        return Place(country=country, is_remote=is_remote)
    if is_remote is None and _REMOTE.search(text):
        is_remote = None if _NOT_REMOTE.search(text) else True
    places = [place for place in (_read_one(piece, country) for piece in _SEVERAL.split(text)) if place is not None]
    state = _agreed([place.state for place in places])
    is_one_state = len({place.state for place in places}) == 1  # Springfield, IL is not Springfield, MA
    return Place(
        city=_agreed([place.city for place in places]) if is_one_state else None,
        state=state,
        country=_agreed([place.country or country for place in places]) if places else country,
        is_remote=is_remote,
    )


def place_from_parts(city: str | None, region: str | None, country: str | None) -> Place:
    """A place from a structured address, each part as a name or a code."""
    nation = country_code(country)
    state = _state(region) if nation in ("US", None) else None
    if nation is None and country and country.strip():
        return Place(city=_city(city))
    town = None if city and _REMOTE.search(city) else _city(city)
    return Place(city=town, state=state, country=nation or ("US" if state else None))


def country_code(text: str | None) -> str | None:
    """ISO 3166-1 alpha-2 for a country's name or code; None for anything else."""
    name = _plain(text)
    if name.upper() in COUNTRY_CODES:
        return name.upper()
    return COUNTRIES.get(name) or COUNTRY_CODES_3.get(name.upper())


def _read_one(text: str, hint: str | None) -> Place | None:
    """One place, in the country `hint` where it names none; None for a text that is only about remote work."""
    if dashed := _DASHED.fullmatch(text.strip()):
        text = ", ".join(part for part in reversed(dashed.groups()) if part)
    text = _ZIP.sub("", _NOISE.sub(" ", _REMOTE.sub(" ", text)))
    parts = [part for part in (piece.strip(" .,-–—/") for piece in _PARTS.split(text)) if part]
    if not parts:
        return None
    if len(parts) == 2 and _is_city_named_like_a_country(*parts):
        return Place(city=parts[0], state=_state(parts[1]), country="US")
    countries = {country for part in parts if (country := _country_name(part))}
    if len(countries) > 1:
        return Place()
    rest = [part for part in parts if not _country_name(part)]
    if _country_name(parts[0]) and (len(rest) != 2 or not _state(rest[1])):
        rest.reverse()  # "US, CA, San Diego", "Portugal - Lisbon"
    country = countries.pop() if countries else None
    if country and country != "US":
        return Place(city=_city(rest[0]) if len(rest) in (1, 2) else None, country=country)
    if not rest:
        return Place(country=country)
    return _in_the_us(rest, country or ("US" if hint == "US" and _state(rest[-1]) else None))


def _in_the_us(parts: list[str], country: str | None) -> Place:
    """City and state from the parts besides the country, which is the US or not given."""
    if len(parts) == 1:
        return _lone(parts[0], country)
    first, last = parts[0], parts[-1]
    states = {state for part in parts if (state := _state(part))}
    if not states:
        return Place(country=country)
    if len(parts) > 2:  # a street before the city, or a list of cities
        return Place(state=_state(last) if len(states) == 1 else None, country="US")
    if country is None and CITIES_ABROAD.get(first.lower()) == last.upper():
        return Place(city=_city(first), country=last.upper())
    if _state(last) is None:
        return Place(state=_state(first), country="US")
    if len(states) > 1 and _plain(first) not in STATES_AND_CITIES:
        return Place(country="US")  # "Ohio, Indiana"
    return Place(city=_city(first), state=_state(last), country="US")


def _lone(name: str, country: str | None) -> Place:
    """One name, in the US or without a country: a state, a city that everybody knows, or nothing certain."""
    plain = _plain(name)
    if plain in WELL_KNOWN_CITIES:
        return Place(city=name, state=WELL_KNOWN_CITIES[plain], country="US")
    if country is None:
        is_state = _state(name) and plain not in AMBIGUOUS_ALONE and (len(plain) > 2 or name in STATE_CODES_ONLY)
        return Place(state=_state(name), country="US") if is_state else Place()
    if state := _state(name):
        return Place(state=state, country=country)
    match = _CITY_AND_CODE.fullmatch(name)
    code = match and (_state(match["first"]) or _state(match["last"]))
    if match and code:
        return Place(city=_city(match["city"]), state=code, country=country)
    return Place(city=_city(name), country=country)


def _is_city_named_like_a_country(first: str, last: str) -> bool:
    """Lebanon, NH; but not "India, IN"."""
    country = _country_name(first)
    return bool(country and country != "US" and _state(last) and country != last.upper())


def _agreed(values: list[str | None]) -> str | None:
    return values[0] if values and len(set(values)) == 1 else None


def _state(text: str | None) -> str | None:
    name = _plain(text)
    return name.upper() if name.upper() in STATE_CODES else STATES.get(name)


def _country_name(text: str) -> str | None:
    """A country by its name; of the two-letter codes only those that no US state has."""
    name = _plain(text)
    if name in COUNTRIES:
        return COUNTRIES[name]
    code = name.upper()
    if code in COUNTRY_CODES and code not in STATE_CODES and text.strip(" .").isupper():
        return code
    return COUNTRY_CODES_3.get(code)


def _city(text: str | None) -> str | None:
    """The name of a city; None for one of a larger place, or for what cannot be one."""
    name = " ".join((text or "").split())
    plain = _plain(name)
    if plain in STATES_AND_CITIES:
        return name
    is_larger = plain in STATES or plain in COUNTRIES or plain in PROVINCES or {"usa", "us"} & set(plain.split())
    return name if _CITY.fullmatch(name) and len(name) > 2 and not is_larger else None


def _plain(text: str | None) -> str:
    return " ".join((text or "").replace(".", "").lower().split()).removeprefix("the ")

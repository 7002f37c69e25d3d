"""One job offered in several places, each given as city, region and country."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from scraper.values.places import Place, place_from_parts, read_place


@dataclass(frozen=True)
class Address:
    """The parts as the platform spells them, `country` as a name or code; `text` is what it shows instead, if any."""

    city: str | None = None
    region: str | None = None
    country: str | None = None
    text: str | None = None

    @property
    def shown(self) -> str:
        parts = (self.city, self.region, self.country)
        return self.text or ", ".join(dict.fromkeys(part for part in parts if part))


def read_addresses(addresses: Iterable[Address], *, is_remote: bool | None = None) -> tuple[str | None, Place]:
    """All of them as one text, and what they have in common. `is_remote` is the platform's own word on it."""
    shown = [address for address in addresses if address.shown]
    text = "; ".join(dict.fromkeys(address.shown for address in shown)) or None
    read = read_place(text, is_remote=is_remote)
    places = {place_from_parts(address.city, address.region, address.country) for address in shown}
    if len(places) == 1:
        place = places.pop()
        if place != Place():
            return text, replace(place, is_remote=read.is_remote)
    states, countries = {place.state for place in places}, {place.country for place in places}
    if read.state is None and len(states) == 1:  # a text of many places is too long to be read
        read = replace(read, state=states.pop())
    if read.country is None and len(countries) == 1:
        return text, replace(read, country=countries.pop())
    return text, read

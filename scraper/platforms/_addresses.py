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
    state, country = (_agreed({getattr(place, name) for place in places}) for name in ("state", "country"))
    if state:
        return text, replace(read, state=state, country=country)
    return text, replace(read, country=read.country or country)


def _agreed(values: set[str | None]) -> str | None:
    return values.pop() if len(values) == 1 else None

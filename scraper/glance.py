"""Whether a board whose list comes in pages is as it was, told by the first page of each of its lists.

A first page that differs shows that the board has changed, and the board is then read whole. One that is the same,
with the same total, makes it likely that nothing has changed, and proves it of no posting: a loss and a gain behind the
first page leave both as they were. So a run that only glanced has a status of its own, `glanced`, and concludes
nothing: no posting is seen, gone or confirmed to be gone by it. After `relist_days` the list is read whole whatever its
first page says; and the next time, when it had lost a posting, so that its closing waits for no glance.

Of several searches none speaks for another, but the list without search words speaks for them all. So its first page is
looked at before theirs: a board on which nothing has moved costs one request, and one that moved elsewhere costs one
request a search besides.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from scraper.board import Answer, Past
from scraper.details import Listed, fingerprint
from scraper.errors import ParseError
from scraper.fields import Fields
from scraper.http import Client
from scraper.paging import Pages, Sheet, read_searches, searches_of
from scraper.sources import Source


class Glance:
    """The first pages of one board: `client` asks for each of them once, however often it is told to.

    `compared` gives of an entry what does not change by itself; the whole of it when it is not given.
    """

    def __init__(self, client: Client, past: Past, compared: Callable[[Any], Any] | None = None) -> None:
        self._memory = client.remembering()
        self.client = self._memory.client
        self._before = past.first_pages
        self._compared = compared or (lambda entry: entry)
        self._now: dict[str, str] = {}
        self._longer: set[str] = set()  # the lists that go on behind their first page
        self.is_looking = False

    def tells_the_same(self, read: Callable[[str], object], names: Sequence[str], whole: str | None = None) -> bool:
        """Whether every list begins as it did; `read` takes a name to `read_pages` with this glance, which ends early.

        `whole` names the list that holds all others, and is looked at first: where it is as before, they are. It is
        noted for the next time even where nothing is known. Else False, without another request, where nothing is
        known or it is too long ago, or other lists were asked for; and where the first pages are all that the lists
        have: then they tell more than a glance.
        """
        is_known = self._before.keys() == {*names, *([] if whole is None else [whole])}
        if not is_known and (whole is None or self.client.is_trying):
            return False
        self._memory.is_open = self.is_looking = True
        try:
            if whole is not None and self._is_as_before(read, whole) and is_known:
                return True
            return (
                is_known
                and all(self._is_as_before(read, name) for name in names)
                and not self._longer.isdisjoint(names)
            )
        finally:
            self._memory.is_open = self.is_looking = False

    def saw(self, name: str, sheet: Sheet, *, is_all: bool) -> None:
        """Note the first page of a list."""
        is_all = is_all and not sheet.parts
        entries = [self._compared(entry) for entry in sheet.entries]
        self._now[name] = fingerprint([sheet.total, is_all, entries, sheet.parts])
        if not is_all:
            self._longer.add(name)

    def as_before(self) -> Answer:
        """The answer of a board whose lists begin as they did; the one that holds them all may have moved."""
        return Answer(None, first_pages={**self._before, **self._now}, is_glance=True)

    def noted(self, answer: Answer) -> Answer:
        """The answer of a board that was read, with what its first pages were."""
        return replace(answer, first_pages=self._now)

    def _is_as_before(self, read: Callable[[str], object], name: str) -> bool:
        read(name)
        return name in self._now and self._now[name] == self._before.get(name)


def read_changed(
    searches: str, read: Callable[[str], Pages], key: Callable[[Any], str], glance: Glance
) -> Pages | None:
    """As `read_searches`; None when a glance says that all lists are as they were. `read` takes the glance along."""
    words = searches_of(searches)
    if glance.tells_the_same(read, words, whole_of(words)):
        return None
    return read_searches(searches, read, key)


def whole_of(names: Sequence[str], whole: str = "") -> str | None:
    """The name of the list that holds several others; None where there is but one, or it is one of them."""
    return whole if len(names) > 1 and whole not in names else None


def as_listed(listed_of: Callable[[Fields, Source], Listed], source: Source) -> Callable[[Any], Any]:
    """What of an entry is compared: as for its details, see `Listed`."""

    def compared(entry: Any) -> Any:
        try:
            one = listed_of(Fields(entry, source.source_id), source)
        except ParseError:
            return entry
        return [one.native_id, one.entry]

    return compared

"""Whether a board whose list comes in pages is as it was, told by the first page of each of its lists.

A first page that differs shows that the board has changed, and the board is then read whole. One that is the same,
with the same total, makes it likely that nothing has changed, and proves it of no posting: a loss and a gain behind the
first page leave both as they were. So a run that only glanced has a status of its own, `glanced`, and concludes
nothing: no posting is seen, gone or confirmed to be gone by it. After `relist_days` the list is read whole whatever its
first page says; and the next time, when it had lost a posting, so that its closing waits for no glance.

Of a board of several searches each has its own first page, for none speaks for another: it costs a request a search.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from scraper.board import Answer, Past
from scraper.details import Listed, fingerprint
from scraper.errors import ParseError
from scraper.fields import Fields
from scraper.http import Client
from scraper.paging import Pages, Sheet, read_searches, searches_of
from scraper.sources import Source

AS_BEFORE = Answer(None, is_glance=True)


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
        self._goes_on = False
        self.is_looking = False

    def tells_the_same(self, lists: Iterable[Callable[[], object]]) -> bool:
        """Whether every list begins as it did; each is a call of `read_pages` with this glance, which ends early here.

        False, without a request, where nothing is known or it is too long ago, and where the first pages are all there
        is: then they are the whole list, and tell more than that.
        """
        if not self._before:
            return False
        self._memory.is_open = self.is_looking = True
        try:
            for read in lists:
                read()
                if any(self._before.get(name) != mark for name, mark in self._now.items()):
                    return False
            return self._goes_on and self._now.keys() == self._before.keys()
        finally:
            self._memory.is_open = self.is_looking = False

    def saw(self, name: str, sheet: Sheet, *, is_all: bool) -> None:
        """Note the first page of a list."""
        is_all = is_all and not sheet.parts
        entries = [self._compared(entry) for entry in sheet.entries]
        self._now[name] = fingerprint([sheet.total, is_all, entries, sheet.parts])
        self._goes_on = self._goes_on or not is_all

    def noted(self, answer: Answer) -> Answer:
        """The answer of a board that was read, with what its first pages were."""
        return replace(answer, first_pages=self._now)


def read_changed(
    searches: str, read: Callable[[str], Pages], key: Callable[[Any], str], glance: Glance
) -> Pages | None:
    """As `read_searches`; None when a glance says that all lists are as they were. `read` takes the glance along."""
    if glance.tells_the_same(partial(read, words) for words in searches_of(searches)):
        return None
    return read_searches(searches, read, key)


def as_listed(listed_of: Callable[[Fields, Source], Listed], source: Source) -> Callable[[Any], Any]:
    """What of an entry is compared: as for its details, see `Listed`."""

    def compared(entry: Any) -> Any:
        try:
            one = listed_of(Fields(entry, source.source_id), source)
        except ParseError:
            return entry
        return [one.native_id, one.entry]

    return compared

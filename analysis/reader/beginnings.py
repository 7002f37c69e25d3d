"""Where a pattern may match, told by the characters that it can begin with.

`re` leaps from one of these characters to the next, but only in a pattern that begins with nothing else: a border of a
word or a look behind in front of them makes it try every place. With them in front the rules of 1,000 advertisements
take 93 ms, without 154. They are read off the pattern itself, as the sieve reads off what it needs.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from re import _constants, _parser  # type: ignore[attr-defined]  # no public way leads to the parts of a pattern
from typing import Any

from analysis.reader.sieve import REPEATS, WITHOUT_WIDTH

Search = Callable[[str, int, int], Iterator[re.Match[str]]]

_MOST_OF_RANGE = 40  # characters; a wider range leaps nowhere


class _AnythingError(Exception):
    """A pattern may begin with too much to tell."""


def search_of(pattern: re.Pattern[str]) -> Search:
    """What finds a pattern's matches between two positions of a text, the same as `finditer` and in less time.

    Only a dotless i, a long s or the sign for kelvin begins no match, though `re` folds them into i, s and k.
    """
    flags = pattern.flags & ~re.UNICODE
    try:
        ways = [(way, _parser.parse(way, flags)) for way in _alternatives(pattern.pattern)]
        first = [] if flags & re.MULTILINE else [(way, parts) for way, parts in ways if _is_at_start(parts)]
        begins = _begins([way for way in ways if way not in first], flags)
        at_start = re.compile("|".join(way for way, _ in first), flags) if first else None
    except (_AnythingError, re.error):  # a reference to a group may not stand in a look behind, nor in another way
        return pattern.finditer
    if not all(parts.getwidth()[0] for _, parts in first):
        return pattern.finditer

    def find(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        if at_start and at_start.match(text, start, end) and (match := pattern.match(text, start, end)):
            yield match
            start = match.end()
        while (
            begins and (begin := begins.search(text, start, end)) and (match := pattern.match(text, begin.start(), end))
        ):
            yield match
            start = match.end()

    return find


_MARK = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[|()]", re.DOTALL)  # a sign for itself, a set or one that parts


def _alternatives(source: str) -> list[str]:
    """The alternatives that a pattern is made of."""
    ways: list[str] = []
    depth = at = 0
    for mark in _MARK.finditer(source):
        depth += {"(": 1, ")": -1}.get(mark.group(), 0)
        if mark.group() == "|" and not depth:
            ways.append(source[at : mark.start()])
            at = mark.end()
    return [*ways, source[at:]]


def _is_at_start(parts: _parser.SubPattern) -> bool:
    """Whether an alternative matches at the start of a text only."""
    return bool(parts) and parts[0] in _STARTS


_STARTS = ((_constants.AT, _constants.AT_BEGINNING), (_constants.AT, _constants.AT_BEGINNING_STRING))


def _begins(ways: list[tuple[str, _parser.SubPattern]], flags: int) -> re.Pattern[str] | None:
    """What matches the first character of each match of the ways; None where there is no way.

    Ways that begin at the border of a word are told apart from the others, so that one without does not cost the rest
    its leap: of eight alternatives for a licence the last took 60 % of the time.
    """
    if not ways:
        return None
    of_borders = [(way, parts) for way, parts in ways if _begins_at_border(parts)]
    others = [(way, parts) for way, parts in ways if not _begins_at_border(parts)]
    if not (of_borders and others):
        one = _one_of(ways, flags)
        border = rf"(?<=\b{one})" if of_borders else ""
        return re.compile(f"{one}{border}{_looks_ahead(ways, one)}", flags)
    first, second = _one_of(of_borders, flags), _one_of(others, flags)
    at_border = rf"(?<=\b{first}){_looks_ahead(of_borders, first)}"
    return re.compile(f"{_one_of(ways, flags)}(?:{at_border}|(?<={second}){_looks_ahead(others, second)})", flags)


def _looks_ahead(ways: list[tuple[str, _parser.SubPattern]], one: str) -> str:
    return f"(?<=(?={'|'.join(way for way, _ in ways)}){one})"


def _one_of(ways: list[tuple[str, _parser.SubPattern]], flags: int) -> str:
    """The set of the characters that the ways can begin with."""
    characters: set[str] = set()
    for _, parts in ways:
        of_way, may_be_empty = _beginnings(parts)
        if may_be_empty:
            raise _AnythingError
        characters |= of_way
    if flags & re.IGNORECASE:
        characters |= {character.swapcase() for character in characters if character.isalpha()}
    return f"(?-i:[{''.join(sorted(characters))}])"


def _beginnings(parts: Iterable[tuple[object, Any]]) -> tuple[set[str], bool]:
    """What a sequence of parts can begin with, written as in a set of `re`, and whether it may have no width."""
    characters: set[str] = set()
    for operator, argument in parts:
        if operator in WITHOUT_WIDTH:
            continue
        of_part, may_be_empty = _beginnings_of(operator, argument)
        characters |= of_part
        if not may_be_empty:
            return characters, False
    return characters, True


def _beginnings_of(operator: object, argument: Any) -> tuple[set[str], bool]:
    if operator is _constants.LITERAL:
        return {re.escape(chr(argument))}, False
    if operator is _constants.IN:
        return {character for kind, member in argument for character in _members(kind, member)}, False
    if operator is _constants.SUBPATTERN:
        return _beginnings(argument[-1])
    if operator is _constants.BRANCH:
        branches = [_beginnings(branch) for branch in argument[1]]
        return set().union(*(characters for characters, _ in branches)), any(empty for _, empty in branches)
    if operator in REPEATS:
        characters, may_be_empty = _beginnings(argument[2])
        return characters, may_be_empty or argument[0] == 0
    raise _AnythingError


def _members(kind: object, member: Any) -> list[str]:
    if kind is _constants.LITERAL:
        return [re.escape(chr(member))]
    if kind is _constants.RANGE and member[1] - member[0] <= _MOST_OF_RANGE:
        return [re.escape(chr(code)) for code in range(member[0], member[1] + 1)]
    if kind is _constants.CATEGORY and member is _constants.CATEGORY_DIGIT:
        return [r"\d"]
    raise _AnythingError


def _begins_at_border(parts: Iterable[tuple[object, Any]]) -> bool:
    """Whether a pattern matches at the border of a word only."""
    for operator, argument in parts:
        if operator is _constants.AT and argument is _constants.AT_BOUNDARY:
            return True
        if operator is _constants.SUBPATTERN:
            return _begins_at_border(argument[-1])
        if operator is _constants.BRANCH:
            return all(map(_begins_at_border, argument[1]))
        if operator not in WITHOUT_WIDTH:
            return False
    return False

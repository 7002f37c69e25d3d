"""Which of many rules may match a text, told by its letters before any regular expression is tried.

A pattern that needs "certif" or "licens" cannot match where neither stands. What a pattern needs is read off the
pattern itself, so that nobody has to write it down or keep it in step.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from re import _constants, _parser  # type: ignore[attr-defined]  # no public way leads to the parts of a pattern
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation

from analysis.vocabulary import PatternRule

_LEAST = 3  # letters; a shorter string stands in every text
_MOST_WAYS = 8  # in which letters that stand together are written: "licen[sc]e"
REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
WITHOUT_WIDTH = (_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT)


class Sieve:
    """Lets through the rules that may match a text."""

    def __init__(self, rules: Iterable[PatternRule]) -> None:
        self._rules = tuple(rules)
        ways = [
            (number, groups.union(map(frozenset, rule.triggers)))
            for number, rule in enumerate(self._rules)
            for groups in needed(rule.pattern)
        ]
        bits = bits_of(frozenset().union(*(groups for _, groups in ways)))
        self._needs = Needs((number, sum(map(bits.__getitem__, groups))) for number, groups in ways)
        strings = sorted(frozenset().union(*bits))
        self._automaton = AhoCorasick(strings, implementation=Implementation.DFA)
        self._groups = [sum(bit for group, bit in bits.items() if string in group) for string in strings]
        # Of 12,000 headings, sentences and neighbourhoods of 800 ads 7,300 are answered from memory.
        self._remembered = lru_cache(maxsize=20_000)(self._with_groups)

    def may_match(self, lowered: str) -> tuple[PatternRule, ...]:
        """The rules that may match a text, or a part of it, in their order; it is given in lower case."""
        groups = 0
        for place, _, _ in self._automaton.find_matches_as_indexes(lowered, overlapping=True):
            groups |= self._groups[place]
        return self._remembered(groups)

    def _with_groups(self, groups: int) -> tuple[PatternRule, ...]:
        return tuple(map(self._rules.__getitem__, self._needs.met(groups)))


class Needs:
    """Which rules have all that they need, told by a bit for each thing."""

    def __init__(self, needs: Iterable[tuple[int, int]]) -> None:
        """`needs` are the numbers of the rules and their bits; a rule may stand there with several ways to match."""
        self._without: list[int] = []
        self._by_bit: dict[int, list[tuple[int, int]]] = {}  # by the lowest bit, so that few of the rules are looked at
        self._lowest = 0  # all the lowest bits
        for number, need in needs:
            if need:
                self._by_bit.setdefault(need & -need, []).append((number, need))
                self._lowest |= need & -need
            else:
                self._without.append(number)

    def met(self, bits: int) -> tuple[int, ...]:
        """The numbers of the rules whose every bit is set, in order."""
        found = self._without[:]
        left = bits & self._lowest
        while left:
            bit = left & -left
            left ^= bit
            found += [number for number, need in self._by_bit[bit] if need & bits == need]
        return tuple(sorted(set(found))) if len(found) > 1 else tuple(found)


def bits_of(groups: Iterable[frozenset[str]], first: int = 1) -> dict[frozenset[str], int]:
    """A bit for each group, from the first on; those that tell most come first, as by its first a rule is looked up."""
    return {group: first << place for place, group in enumerate(sorted(groups, key=worth, reverse=True))}


def needed(pattern: re.Pattern[str]) -> list[set[frozenset[str]]]:
    """For each alternative of a pattern groups of strings in lower case; of each one stands in what it matches."""
    ways = _ways(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))
    return [{group for group in groups if worth(group) >= _LEAST} for groups in ways]


def _ways(parts: Iterable[tuple[object, Any]]) -> list[list[frozenset[str]]]:
    """The groups of each alternative, where a pattern is nothing but alternatives."""
    wide = [part for part in parts if part[0] not in WITHOUT_WIDTH]
    if len(wide) == 1:
        [(operator, argument)] = wide
        if operator is _constants.SUBPATTERN:
            return _ways(argument[-1])
        if operator is _constants.BRANCH:
            return [way for branch in argument[1] for way in _ways(branch)]
    return [_groups(parts)]


def _groups(parts: Iterable[tuple[object, Any]]) -> list[frozenset[str]]:
    """The groups of a sequence of parts: of two that follow each other those of both, of alternatives one for all."""
    groups: list[frozenset[str]] = []
    run = {""}  # the ways to write the letters that stand together
    for operator, argument in (*parts, (None, None)):
        if operator in WITHOUT_WIDTH:  # what a look around sees may lie outside of the text
            continue
        signs = _signs(operator, argument)
        if signs and len(run) * len(signs) <= _MOST_WAYS:
            run = {way + sign for way in run for sign in signs}
            continue
        groups.append(frozenset(run))
        run = signs or {""}
        if operator is _constants.SUBPATTERN:
            groups += _groups(argument[-1])
        elif operator is _constants.ATOMIC_GROUP:
            groups += _groups(argument)
        elif operator in REPEATS and argument[0] > 0:
            groups += _groups(argument[2])
        elif operator is _constants.BRANCH:
            best = [max(_groups(branch), key=worth) for branch in argument[1]]
            groups.append(frozenset().union(*best))
    return groups


def _signs(operator: object, argument: Any) -> set[str]:
    """The signs that may stand for a part that is one sign, if they are few: "[sc]"."""
    members = [(operator, argument)] if operator is _constants.LITERAL else argument
    if operator in (_constants.LITERAL, _constants.IN) and all(kind is _constants.LITERAL for kind, _ in members):
        return {chr(code).lower() for _, code in members}
    return set()


def worth(group: frozenset[str]) -> int:
    """How much a group tells: as much as the string that tells least; signs are rarer than letters."""
    return min(sum(1 if sign.isalnum() or sign == " " else _LEAST for sign in string) for string in group)

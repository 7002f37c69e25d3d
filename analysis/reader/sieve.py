"""Which of many rules may match a text, told by its letters before any regular expression is tried.

A pattern that needs "certif" or "licens" cannot match where neither stands. What a pattern needs is read off the
pattern itself, so that nobody has to write it down or keep it in step.
"""

import re
from collections.abc import Iterable
from re import _constants, _parser  # type: ignore[attr-defined]  # no public way leads to the parts of a pattern
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation

from analysis.vocabulary import PatternRule

_Way = tuple[int, int]  # the number of a rule and a bit for each group that it needs
_LEAST = 3  # letters; a shorter string stands in every text
_MOST_WAYS = 8  # in which letters that stand together are written: "licen[sc]e"
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
_WITHOUT_WIDTH = (_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT)


class Sieve:
    """Lets through the rules that may match a text."""

    def __init__(self, rules: Iterable[PatternRule]) -> None:
        self._rules = tuple(rules)
        ways = [
            (number, groups.union(map(frozenset, rule.triggers)))
            for number, rule in enumerate(self._rules)
            for groups in needed(rule.pattern)
        ]
        bits = {group: 1 << place for place, group in enumerate(frozenset().union(*(groups for _, groups in ways)))}
        strings = sorted(frozenset().union(*bits))
        self._automaton = AhoCorasick(strings, implementation=Implementation.ContiguousNFA)
        self._groups = [sum(bit for group, bit in bits.items() if string in group) for string in strings]
        # Which rules, and what else they need, a string makes worth a look: those of which it tells most.
        self._opened: list[list[_Way]] = [[] for _ in strings]
        self._open: list[_Way] = []  # the rules that may match anything
        places = {string: place for place, string in enumerate(strings)}
        for number, groups in ways:
            way = number, sum(map(bits.__getitem__, groups))
            if not groups:
                self._open.append(way)
            for string in max(groups, key=_worth, default=()):
                self._opened[places[string]].append(way)

    def may_match(self, lowered: str) -> list[PatternRule]:
        """The rules that may match a text, or a part of it, in their order; it is given in lower case."""
        groups = 0
        ways = self._open[:]
        for place in {place for place, _, _ in self._automaton.find_matches_as_indexes(lowered, overlapping=True)}:
            groups |= self._groups[place]
            ways += self._opened[place]
        return [self._rules[number] for number in sorted({number for number, need in ways if need & groups == need})]


def needed(pattern: re.Pattern[str]) -> list[set[frozenset[str]]]:
    """For each alternative of a pattern groups of strings in lower case; of each one stands in what it matches."""
    ways = _ways(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))
    return [{group for group in groups if _worth(group) >= _LEAST} for groups in ways]


def _ways(parts: Iterable[tuple[object, Any]]) -> list[list[frozenset[str]]]:
    """The groups of each alternative, where a pattern is nothing but alternatives."""
    wide = [part for part in parts if part[0] not in _WITHOUT_WIDTH]
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
        if operator in _WITHOUT_WIDTH:  # what a look around sees may lie outside of the text
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
        elif operator in _REPEATS and argument[0] > 0:
            groups += _groups(argument[2])
        elif operator is _constants.BRANCH:
            best = [max(_groups(branch), key=_worth) for branch in argument[1]]
            groups.append(frozenset().union(*best))
    return groups


def _signs(operator: object, argument: Any) -> set[str]:
    """The signs that may stand for a part that is one sign, if they are few: "[sc]"."""
    members = [(operator, argument)] if operator is _constants.LITERAL else argument
    if operator in (_constants.LITERAL, _constants.IN) and all(kind is _constants.LITERAL for kind, _ in members):
        return {chr(code).lower() for _, code in members}
    return set()


def _worth(group: frozenset[str]) -> int:
    """How much a group tells: as much as the string that tells least; signs are rarer than letters."""
    return min(sum(1 if sign.isalnum() or sign == " " else _LEAST for sign in string) for string in group)

"""What may stand in a stretch of text, told by its letters alone, so that the dear steps are spent on little of it.

Two Aho-Corasick automata find every written form of a phrase and every trigger of a rule, each in one pass: one reads
the text in lower case, one looks for the abbreviations that count in their own case alone ("PE" is no "experience"). Of
45 statements of an advertisement seven hold a form and nine a rule's triggers; the others are not tokenized, matched or
split.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from operator import itemgetter
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from analysis.reader.sieve import Needs, bits_of
from analysis.vocabulary import PatternRule

_TIMES = ("year", "yr", "yoe", "month", "mos.", "mo.")
# What makes one requirement of two statements.
_JOINS = ("equivalen", "combination", "lieu", "substitut", "instead", "mix of ")
# They stand in nearly every statement, so that their group keeps no rule away; two of five strings found were these.
_EVERYWHERE = frozenset({"=in", "=to"})
_LONGEST_PIECE = 200  # no word of the vocabulary is that long
_LONG_PIECE = re.compile(rf"\S{{{_LONGEST_PIECE + 1},}}")
_SIGN = re.compile(r"[\W_]")


class Clues(NamedTuple):
    """What may stand in a stretch of text."""

    has_phrase: bool
    has_time: bool
    rules: tuple[int, ...]  # the numbers of the rules that may match


# What it means that a string stands in a text, as bits: it is a form of a phrase, a word of the topic, a time, what
# joins, and from the last on one for each group of triggers.
_FORM_BIT, _TOPIC_BIT, _TIME_BIT, _JOIN_BIT, _FIRST_BIT = 1, 2, 4, 8, 16
_Found = tuple[int, int, int]  # the start and end of a string and what it means


class Scout:
    """Knows which strings tell something."""

    def __init__(
        self, rules: Iterable[PatternRule], forms: Iterable[str], cased_forms: Iterable[str], topic: Iterable[str] = ()
    ) -> None:
        """`topic` are the words that a text of the vocabulary's own field holds."""
        parts: dict[str, int] = {}  # the groups of triggers that a string belongs to wherever it stands
        words: dict[str, int] = {}  # those that it belongs to as a whole word
        cased: dict[str, int] = {}  # those that it belongs to as a whole word in its own case
        rules = list(rules)
        groups = {frozenset(group) for rule in rules for group in rule.triggers if _EVERYWHERE.isdisjoint(group)}
        bits = bits_of(groups, _FIRST_BIT)
        for group, bit in bits.items():
            for trigger in group:
                string = trigger.removeprefix("=")
                of_kind = parts if string == trigger else words if string.islower() else cased
                of_kind[string] = of_kind.get(string, 0) | bit
        needs = [sum({bits.get(frozenset(group), 0) for group in rule.triggers}) for rule in rules]
        # Lines hold the same groups time and again: of 15,000 ads' questions nine of ten are answered from memory.
        self._clues_of = lru_cache(maxsize=50_000)(partial(_clues_of, Needs(enumerate(needs)).met))
        lowered, about = {form.lower() for form in forms}, {word.lower() for word in topic}
        strings = sorted({*lowered, *about, *parts, *words, *_TIMES, *_JOINS})
        self._signs = [_meanings(string, parts, words, lowered, about) for string in strings]
        # An NFA in one piece stays in the processor's caches: 0.5 ms an advertisement, the DFA of 20 MB takes 0.8.
        self._automaton = AhoCorasick(strings, implementation=Implementation.ContiguousNFA)
        # The table of the abbreviations is small enough to be whole: 0.07 ms an advertisement, as an NFA 0.15.
        in_case = dict.fromkeys(cased_forms, _FORM_BIT)
        cased_strings = sorted({*in_case, *cased})
        self._cased_signs = [in_case.get(string, 0) | cased.get(string, 0) for string in cased_strings]
        self._cased_automaton = AhoCorasick(cased_strings, implementation=Implementation.DFA)

    def survey(self, text: str) -> "Survey":
        """Where in the text something may stand."""
        lowered = lower(text)
        flat = text.replace("\n", " ")  # a line break within a statement is a wrapped line
        meanings_in_case = self._cased_signs
        found = [
            (start, end, meanings_in_case[number])
            for number, start, end in self._cased_automaton.find_matches_as_indexes(flat, overlapping=True)
            if _is_word(flat, start, end)
        ]
        flat = lowered.replace("\n", " ")
        meanings = self._signs
        for number, start, end in self._automaton.find_matches_as_indexes(flat, overlapping=True):
            inside, whole = meanings[number]
            if inside == whole or _is_word(flat, start, end):
                found.append((start, end, whole))
            elif inside:
                found.append((start, end, inside))
        found.sort(key=itemgetter(0))
        return Survey(lowered, found, self._clues_of)


def _clues_of(met: Callable[[int], tuple[int, ...]], signs: int) -> Clues | None:
    """What signs tell together; None for nothing.

    A rule may match when every one of its groups stands somewhere.
    """
    rules = met(signs) if signs >= _FIRST_BIT else ()
    has_phrase, has_time = bool(signs & _FORM_BIT), bool(signs & _TIME_BIT)
    return Clues(has_phrase, has_time, rules) if has_phrase or has_time or rules or signs & _JOIN_BIT else None


def _meanings(
    string: str, parts: dict[str, int], words: dict[str, int], forms: set[str], topic: set[str]
) -> tuple[int, int]:
    """What a string means inside a word and as a whole one; 0 for nothing."""
    inside = parts.get(string, 0) | _TIME_BIT * (string in _TIMES) | _JOIN_BIT * (string in _JOINS)
    whole = words.get(string, 0) | _FORM_BIT * (string in forms) | _TOPIC_BIT * (string in topic)
    return inside, inside | whole


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether no word goes on across either end."""
    return not (start and text[start - 1].isalnum() and text[start].isalnum()) and not (
        end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    )


class Survey:
    """The telling strings of one text, in order, and the text in lower case with every character in its place."""

    __slots__ = ("_clues_of", "_found", "_starts", "lowered")

    def __init__(self, lowered: str, found: list[_Found], clues_of: Callable[[int], Clues | None]) -> None:
        """`clues_of` tells what signs mean together."""
        self.lowered, self._found, self._clues_of = lowered, found, clues_of
        self._starts = [start for start, _, _ in found]

    @property
    def topic_words(self) -> int:
        """How often a word of the topic stands in the text."""
        return sum(1 for _, _, sign in self._found if sign & _TOPIC_BIT)

    def forms(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Where between two positions a form of a phrase stands, in order; they may overlap."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        for at, stop, sign in self._found[first:last]:
            if sign & _FORM_BIT and stop <= end:
                yield at, stop

    def clues(self, start: int, end: int) -> Clues | None:
        """What may stand between two positions; None when nothing there tells."""
        first = bisect_left(self._starts, start)
        last = bisect_left(self._starts, end, first)
        if first == last:
            return None
        signs = 0
        for _, stop, sign in self._found[first:last]:
            signs |= sign if stop <= end else sign & ~_FORM_BIT
        return self._clues_of(signs & ~_TOPIC_BIT)


def lower(text: str) -> str:
    """The text with the letters from A to Z made small and every character in its place.

    `str.lower` takes twice as long where one sign is not ASCII, and makes two characters of some.
    """
    if text.isascii():
        return text.lower()
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def readable(text: str) -> str:
    """The text without runs of signs, over which the tokenizer is quadratic (100,000 "(" took minutes).

    The words in such a run stay, and every character keeps its place.
    """
    if len(text) <= _LONGEST_PIECE or max(map(len, text.split()), default=0) <= _LONGEST_PIECE:
        return text
    return _LONG_PIECE.sub(lambda piece: _SIGN.sub(" ", piece.group()), text)

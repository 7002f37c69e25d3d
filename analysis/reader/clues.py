"""What may stand in a stretch of text, told by its letters alone, so that the dear steps are spent on little of it.

One pass of an Aho-Corasick automaton finds every written form of a phrase and every trigger of a rule. Of 45 statements
of an advertisement seven hold a form and nine a rule's triggers; the others are not tokenized, matched or split.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ahocorasick_rs import AhoCorasick, Implementation

from analysis.vocabulary import PatternRule

_TIMES = ("year", "yr", "month", "mos", "mo.")
# What makes one requirement of two statements.
_JOINS = ("equivalen", "combination", "lieu", "substitut", "instead")
_LONGEST_PIECE = 200  # no word of the vocabulary is that long
_LONG_PIECE = re.compile(rf"\S{{{_LONGEST_PIECE + 1},}}")
_SIGN = re.compile(r"[\W_]")


@dataclass(frozen=True, slots=True)
class Clues:
    """What may stand in a stretch of text."""

    has_phrase: bool
    has_time: bool
    rules: tuple[int, ...]  # the numbers of the rules that may match


@dataclass(slots=True)
class _Sign:
    """What it means that a string stands in a text."""

    is_form: bool = False  # of a phrase, in any case
    cased_forms: set[str] = field(default_factory=set)  # of a phrase, in these cases only
    parts: set[int] = field(default_factory=set)  # groups of triggers, wherever it stands
    words: set[int] = field(default_factory=set)  # groups of triggers, when it is a whole word
    has_time: bool = False
    joins: bool = False
    is_topic: bool = False

    @property
    def is_bounded(self) -> bool:
        """Whether it tells something as a whole word alone."""
        return not (self.parts or self.has_time or self.joins)


class Scout:
    """Knows which strings tell something."""

    def __init__(
        self, rules: Iterable[PatternRule], forms: Iterable[str], cased_forms: Iterable[str], topic: Iterable[str] = ()
    ) -> None:
        """`topic` are the words that a text of the vocabulary's own field holds."""
        signs: dict[str, _Sign] = {}

        def sign(string: str) -> _Sign:
            return signs.setdefault(string.lower(), _Sign())

        for form in forms:
            sign(form).is_form = True
        for form in cased_forms:
            sign(form).cased_forms.add(form)
        for string in topic:
            sign(string).is_topic = True
        for string in _TIMES:
            sign(string).has_time = True
        for string in _JOINS:
            sign(string).joins = True
        self._first: dict[int, tuple[int, frozenset[int]]] = {}  # a rule's first group: its number, its other groups
        count = 0
        for number, rule in enumerate(rules):
            groups = range(count, count + len(rule.triggers))
            count = groups.stop
            self._first[groups[0]] = number, frozenset(groups[1:])
            for group, triggers in zip(groups, rule.triggers, strict=True):
                for trigger in triggers:
                    if trigger[0] == "=":
                        sign(trigger[1:]).words.add(group)
                    else:
                        sign(trigger).parts.add(group)
        self._signs = [signs[string] for string in sorted(signs)]
        self._bounded = [sign.is_bounded for sign in self._signs]
        self._automaton = AhoCorasick(sorted(signs), implementation=Implementation.DFA)

    def survey(self, text: str) -> "Survey":
        """Where in the text something may stand."""
        lowered = lower(text).replace("\n", " ")  # a line break within a statement is a wrapped line
        starts: list[int] = []
        found: list[_Found] = []
        last = len(text)
        topic_words = 0
        for number, start, end in self._automaton.find_matches_as_indexes(lowered, overlapping=True):
            is_whole = (not start or not (lowered[start - 1].isalnum() and lowered[start].isalnum())) and (
                end == last or not (lowered[end].isalnum() and lowered[end - 1].isalnum())
            )
            if not is_whole and self._bounded[number]:
                continue
            sign = self._signs[number]
            topic_words += sign.is_topic and is_whole
            is_form = is_whole and (sign.is_form or (bool(sign.cased_forms) and text[start:end] in sign.cased_forms))
            if is_form or sign.parts or (is_whole and sign.words) or sign.has_time or sign.joins:
                starts.append(start)
                found.append((end, is_form, is_whole, sign))
        order = sorted(range(len(starts)), key=starts.__getitem__)
        return Survey([starts[at] for at in order], [found[at] for at in order], self._first, topic_words)


_Found = tuple[int, bool, bool, _Sign]  # the end of a string, whether it is a form, a whole word, and what it means


class Survey:
    """The telling strings of one text, in order."""

    __slots__ = ("_first", "_found", "_starts", "topic_words")

    def __init__(
        self,
        starts: list[int],
        found: list[_Found],
        first: dict[int, tuple[int, frozenset[int]]],
        topic_words: int,
    ) -> None:
        self._starts, self._found, self._first, self.topic_words = starts, found, first, topic_words

    def forms(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Where between two positions a form of a phrase stands, in order; they may overlap."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        for at, (stop, is_form, _, _) in zip(self._starts[first:last], self._found[first:last], strict=True):
            if is_form and stop <= end:
                yield at, stop

    def clues(self, start: int, end: int) -> Clues | None:
        """What may stand between two positions; None when nothing there tells."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        if first == last:
            return None
        groups: set[int] = set()
        has_phrase = has_time = joins = False
        for stop, is_form, is_whole, sign in self._found[first:last]:
            if is_form and stop <= end:
                has_phrase = True
            if sign.parts:
                groups |= sign.parts
            if is_whole and sign.words:
                groups |= sign.words
            has_time = has_time or sign.has_time
            joins = joins or sign.joins
        rules: tuple[int, ...] = ()
        if groups:
            ready = [self._first[group] for group in self._first.keys() & groups]
            rules = tuple(sorted(number for number, others in ready if others <= groups))
        return Clues(has_phrase, has_time, rules) if has_phrase or has_time or rules or joins else None


def lower(text: str) -> str:
    """The text in lower case with every character in its place, also those that would become two."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c if len(c.lower()) != 1 else c.lower() for c in text)


def readable(text: str) -> str:
    """The text without runs of signs, over which the tokenizer is quadratic (100,000 "(" took minutes).

    The words in such a run stay, and every character keeps its place.
    """
    if len(text) <= _LONGEST_PIECE or max(map(len, text.split()), default=0) <= _LONGEST_PIECE:
        return text
    return _LONG_PIECE.sub(lambda piece: _SIGN.sub(" ", piece.group()), text)

"""What may stand in a stretch of text, told by its words alone, so that the dear steps are spent on little of it.

Each different piece between white space is looked at once: 31,537 postings have 25 million pieces, and 1 million
different ones. Of 46 statements of an advertisement a third can hold a term.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter

from analysis.reader.text import may_join
from analysis.vocabulary import PatternRule

_WORD = re.compile(r"[^\W_]+[+#]*")
_SIGN = re.compile(r"[\W_]")
_LONGEST_PIECE = 200  # no word of the vocabulary is that long
_LONG_PIECE = re.compile(rf"\S{{{_LONGEST_PIECE + 1},}}")
_MOST_PIECES = 1_000_000
_TIME = re.compile(r"year|yrs?\b|month|\bmos?\b")
# What makes one requirement of two statements.
_JOINS = ("equivalen", "combination", "lieu", "substitut", "instead")
_START = itemgetter(0)
_NOTHING: frozenset[str] = frozenset()
_NO_GROUPS: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Clues:
    """What may stand in a stretch of text."""

    has_phrase: bool
    has_time: bool
    rules: tuple[int, ...]  # the numbers of the rules that may match


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one piece between white space adds."""

    anchors: frozenset[str]
    groups: frozenset[int]  # of triggers
    has_time: bool
    joins: bool


class Scout:
    """Knows which words tell something; remembers every piece that it has seen."""

    def __init__(self, rules: Iterable[PatternRule], anchors: Mapping[str, set[frozenset[str]]]) -> None:
        """`anchors` are words without which a phrase cannot stand, each with sets of others that stand beside it."""
        self._triggers = _Triggers(rules)
        self._anchors = anchors
        self._beside = frozenset(word for sets in anchors.values() for others in sets for word in others)
        self._clear()

    def _clear(self) -> None:
        self._seen: set[str] = set()
        self._telling: dict[str, _Piece] = {}
        self._others: dict[str, frozenset[str]] = {}  # the words of a piece that stand beside an anchor in some form
        self.of_phrases: set[str] = set()  # the pieces that may be part of a phrase
        self.joined: set[str] = set()  # the pieces that may be two, between which a line break was lost

    def pieces(self, text: str) -> set[str]:
        """The different pieces between white space, each looked at."""
        pieces = set(text.split())
        if not pieces <= self._seen:
            self._learn(pieces)
        return pieces

    def survey(self, text: str) -> "Survey":
        """Where in the text something may stand."""
        pieces = self.pieces(text)
        if max(map(len, pieces), default=0) > _LONGEST_PIECE:
            text = readable(text)
            pieces = self.pieces(text)
        telling = self._telling.keys() & pieces
        facts = [self._telling[piece] for piece in telling]
        beside = set().union(*map(self._others.__getitem__, self._others.keys() & pieces))
        anchors = {
            anchor: sets
            for anchor in set().union(*(fact.anchors for fact in facts))
            if (sets := [others for others in self._anchors[anchor] if others <= beside])
        }
        groups = self._triggers.at_work(set().union(*(fact.groups for fact in facts)))
        places: list[tuple[int, _Piece]] = []
        for piece, fact in zip(telling, facts, strict=True):
            if not (fact.has_time or fact.joins or fact.anchors & anchors.keys() or fact.groups & groups):
                continue
            at = text.find(piece)
            while at >= 0:
                end = at + len(piece)
                if (not at or text[at - 1].isspace()) and (end == len(text) or text[end].isspace()):
                    places.append((at, fact))
                at = text.find(piece, end)
        places.sort(key=_START)
        return Survey(text, places, anchors, groups, self._triggers)

    def _learn(self, pieces: set[str]) -> None:
        new = pieces - self._seen
        if len(self._seen) + len(new) > _MOST_PIECES:
            self._clear()
            new = pieces
        for piece in new:
            lowered = piece.lower()
            words = words_of(lowered)
            anchors = frozenset(self._anchors.keys() & {*words, *(words_of(piece) if lowered != piece else ())})
            groups = self._triggers.groups_of(lowered, words)
            has_time, joins = bool(_TIME.search(lowered)), any(join in lowered for join in _JOINS)
            if anchors or groups or has_time or joins:
                self._telling[piece] = _Piece(anchors, groups, has_time, joins)
            if others := self._beside.intersection(words):
                self._others[piece] = others
            if anchors or others or not words:
                self.of_phrases.add(piece)
            if may_join(piece):
                self.joined.add(piece)
        self._seen |= new


class Survey:
    """The telling pieces of one text, in order."""

    __slots__ = ("_anchors", "_found", "_groups", "_starts", "_text", "_triggers")

    def __init__(
        self,
        text: str,
        places: list[tuple[int, _Piece]],
        anchors: dict[str, list[frozenset[str]]],
        groups: set[int],
        triggers: "_Triggers",
    ) -> None:
        """Of the anchors and groups of triggers, those that the text as a whole leaves a chance."""
        self._text = text
        self._starts = [start for start, _ in places]
        self._found = [piece for _, piece in places]
        self._anchors, self._groups, self._triggers = anchors, groups, triggers

    def clues(self, start: int, end: int) -> Clues | None:
        """What may stand between two positions; None when the words there say nothing."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        if start and not self._text[start - 1].isspace():  # it begins within a piece, as behind a bullet
            first = max(0, first - 1)
        if first == last:
            return None
        found = self._found[first:last]
        anchors = set().union(*(piece.anchors for piece in found)) & self._anchors.keys()
        groups = set().union(*(piece.groups for piece in found)) & self._groups
        has_phrase = bool(anchors) and self._may_hold_phrase(anchors, start, end)
        has_time = any(piece.has_time for piece in found)
        rules = self._triggers.rules_of(groups) if groups else ()
        if has_phrase or has_time or rules or any(piece.joins for piece in found):
            return Clues(has_phrase, has_time, rules)
        return None

    def _may_hold_phrase(self, anchors: set[str], start: int, end: int) -> bool:
        sets = [self._anchors[anchor] for anchor in anchors]
        if any(_NOTHING in one for one in sets):
            return True
        words = self._text[start:end].lower()
        return any(all(word in words for word in others) for one in sets for others in one)


class _Triggers:
    """Which rules a text may set off: those with a trigger of each of their groups in it."""

    def __init__(self, rules: Iterable[PatternRule]) -> None:
        self._parts: dict[str, list[tuple[str, set[int]]]] = {}  # by their first two letters
        self._words: dict[str, set[int]] = {}
        parts: dict[str, set[int]] = {}
        self._first: dict[int, tuple[int, frozenset[int]]] = {}  # a rule's first group: its number, its other groups
        count = 0
        for number, rule in enumerate(rules):
            groups = range(count, count + len(rule.triggers))
            count = groups.stop
            self._first[groups[0]] = number, frozenset(groups[1:])
            for group, triggers in zip(groups, rule.triggers, strict=True):
                for trigger in triggers:
                    table = self._words if trigger[0] == "=" else parts
                    table.setdefault(trigger.removeprefix("="), set()).add(group)
        for part, of in parts.items():
            self._parts.setdefault(part[:2], []).append((part, of))

    def groups_of(self, piece: str, words: list[str]) -> frozenset[int]:
        """The groups with a trigger in the piece, all in lower case; "=word" must be a whole word."""
        found: set[int] = set()
        for at in range(len(piece) - 1):
            for part, groups in self._parts.get(piece[at : at + 2], ()):
                if piece.startswith(part, at):
                    found |= groups
        for word in words:
            found |= self._words.get(word, _NO_GROUPS)
        return frozenset(found)

    def rules_of(self, groups: set[int]) -> tuple[int, ...]:
        """The rules of which every group is there."""
        return tuple(sorted(self._first[first][0] for first in self._ready(groups)))

    def at_work(self, groups: set[int]) -> set[int]:
        """Of the groups, those of the rules of which every group is there."""
        return {group for first in self._ready(groups) for group in (first, *self._first[first][1])}

    def _ready(self, groups: set[int]) -> list[int]:
        return [first for first in self._first.keys() & groups if self._first[first][1] <= groups]


def words_of(piece: str) -> list[str]:
    """The words of what stands between white space; also "RHIT" of "R.H.I.T.", and "A+" whole."""
    words = _WORD.findall(piece)
    return words if "." not in piece else [*words, *_WORD.findall(piece.replace(".", ""))]


def readable(text: str) -> str:
    """The text without runs of signs, over which the tokenizer is quadratic (100,000 "(" took minutes).

    The words in such a run stay, and every character keeps its place.
    """
    if len(text) <= _LONGEST_PIECE or max(map(len, text.split()), default=0) <= _LONGEST_PIECE:
        return text
    return _LONG_PIECE.sub(lambda piece: _SIGN.sub(" ", piece.group()), text)

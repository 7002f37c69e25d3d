"""The phrases that say how firmly something is asked for, in the order in which they stand."""

from dataclasses import dataclass
from functools import cache

from analysis.reader.sieve import Sieve
from analysis.vocabulary import Vocabulary


@dataclass(slots=True)
class Cue:
    """A phrase that says how firmly something is asked for."""

    start: int
    end: int
    strength: str
    direction: str  # after: its items stand before it; before; inside; both; weak
    rule_id: str


def find_cues(text: str, lowered: str, start: int, end: int, vocabulary: Vocabulary) -> list[Cue]:
    """The cues between two positions in order; what an earlier row matched is not read again."""
    taken: list[tuple[int, int]] = []
    cues: list[Cue] = []
    for rule in _sieve(vocabulary).may_match(lowered[start:end]):
        for match in rule.pattern.finditer(rule.reads(text, lowered), start, end):
            span = match.span()
            if span[0] == span[1] or any(span[0] < stop and first < span[1] for first, stop in taken):
                continue
            taken.append(span)
            if rule.detail != "pseudo":
                cues.append(Cue(*span, rule.kind, rule.detail, rule.rule_id))
    cues.sort(key=lambda cue: cue.start)
    return cues


@cache
def _sieve(vocabulary: Vocabulary) -> Sieve:
    return Sieve(vocabulary.cues)

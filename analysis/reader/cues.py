"""The phrases that say how firmly something is asked for, in the order in which they stand."""

import re
from dataclasses import dataclass
from functools import cache

from analysis.reader.beginnings import Search, search_of
from analysis.reader.sieve import Sieve
from analysis.vocabulary import Vocabulary

# An aside of nothing but these and a cue has no content of its own.
ADVERB = re.compile(
    r"(?:\s*\b(?:strongly|highly|very|but|is|are|also|this|one|it|not|and|or|that|these|both|either|all|if possible"
    r"|considered|seen|viewed|regarded|treated|as|an?|big|great|huge|real|strong|definite|major|would|will|be|much|strictly"
    r"|absolutely|always|usually|generally)\b)+",
    re.IGNORECASE,
)


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
    statement, in_lower = text[start:end], lowered[start:end]
    sieve, searches = _rules(vocabulary)
    for rule in sieve.may_match(in_lower):
        for match in searches[rule.rule_id](rule.reads(statement, in_lower), 0, len(statement)):
            begin, stop = match.span()
            if begin == stop or any(begin < last and first < stop for first, last in taken):
                continue
            taken.append((begin, stop))
            if rule.detail != "pseudo":
                cues.append(Cue(start + begin, start + stop, rule.kind, rule.detail, rule.rule_id))
    cues.sort(key=lambda cue: cue.start)
    return cues


@cache
def _rules(vocabulary: Vocabulary) -> tuple[Sieve, dict[str, Search]]:
    return Sieve(vocabulary.cues), {rule.rule_id: search_of(rule.pattern) for rule in vocabulary.cues}

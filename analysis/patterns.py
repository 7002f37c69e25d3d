"""Terms that no list of phrases can hold: "coding certification", "graduate of a school of nursing", "currently enrolled".

Each is a regular expression of the vocabulary, tried only in statements where one of its trigger words stands: the
patterns over whole texts took two thirds of all reading time.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice

from analysis.mention import Mention
from analysis.sections import Statement
from analysis.vocabulary import PatternRule, Vocabulary

_MEDICAL = re.compile(
    r"\b(?:icd|cpt|hcpcs|payers?|payors?|medicare|medicaid|copays?|eobs?|patients?|physicians?|medical records?|"
    r"revenue cycle|denials?|ub-?04|cms-1500|aapc|ahima|health information)\b"
)
_MEDICAL_RULE = "-medical"  # rules with this ending are read only in a posting about billing or health records
_MEDICAL_WORDS = 3


def pattern_mentions(text: str, statements: list[Statement], vocabulary: Vocabulary) -> Iterator[tuple[Mention, bool]]:
    """(mention, False) for each match of the vocabulary's patterns; False because none needs its neighbours."""
    lowered = lower(text)
    starts = [statement.start for statement in statements]
    rules = [*vocabulary.unnamed, *vocabulary.degree_patterns, *vocabulary.training, *vocabulary.skill_patterns]
    is_medical: bool | None = None
    for rule in rules:
        numbers = _statements_with(rule.triggers, lowered, starts)
        if numbers and rule.rule_id.endswith(_MEDICAL_RULE):
            if is_medical is None:
                is_medical = len(list(islice(_MEDICAL.finditer(lowered), _MEDICAL_WORDS))) >= _MEDICAL_WORDS
            if not is_medical:
                continue
        yield from _matches(text, rule, (statements[number] for number in sorted(numbers)), vocabulary)


def lower(text: str) -> str:
    """The text in lower case with every character in its place, also those that would become two."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c if len(c.lower()) != 1 else c.lower() for c in text)


def _statements_with(triggers: Iterable[str], lowered: str, starts: list[int]) -> set[int]:
    """The numbers of the statements in which a trigger word stands."""
    numbers: set[int] = set()
    for trigger in triggers:
        at = lowered.find(trigger)
        while at >= 0:
            number = bisect_right(starts, at) - 1
            numbers.add(max(number, 0))
            # On to the next statement: one hit in each is enough.
            at = lowered.find(trigger, starts[number + 1]) if number + 1 < len(starts) else -1
    return numbers if starts else set()


def _matches(
    text: str, rule: PatternRule, statements: Iterable[Statement], vocabulary: Vocabulary
) -> Iterator[tuple[Mention, bool]]:
    term = vocabulary.by_id[rule.kind]
    for statement in statements:
        for match in rule.pattern.finditer(text, statement.start, statement.end):
            if match.end() > match.start():
                yield Mention(term.term_id, term.kind, match.start(), match.end(), rule.rule_id, -1, term.type), False

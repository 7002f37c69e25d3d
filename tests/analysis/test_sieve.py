"""The sieve keeps back no rule that matches."""

import re

import pytest

from analysis.reader.sieve import Sieve, needed
from analysis.vocabulary import PatternRule, load_vocabulary


def _group(*strings: str) -> frozenset[str]:
    return frozenset(strings)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"\bcertif\w+", [{_group("certif")}]),
        (r"(?:CPC|licen[sc]es?) required", [{_group("cpc", "license", "licence"), _group(" required")}]),
        (r"\b(?:nice to have|a plus)\b|bonus", [{_group("nice to have")}, {_group("a plus")}, {_group("bonus")}]),
        (r"we (?:pay|cover)", [{_group("we "), _group("pay", "cover")}]),
        (r"(?:fully )?paid(?= training)(?<!not paid)", [{_group("paid")}]),
        (r"\?\s*$", [{_group("?")}]),
        (r"\w+ (?:of|\d)", [set()]),
    ],
)
def test_what_a_pattern_needs_is_read_off_it(pattern: str, expected: list[set[frozenset[str]]]) -> None:
    assert needed(re.compile(pattern, re.IGNORECASE)) == expected


def test_rules_are_let_through_in_their_order() -> None:
    rules = [PatternRule(name, "", re.compile(name)) for name in ("license", "exam", r"\d+", "exam fee")]
    sieve = Sieve(rules)
    assert sieve.may_match("two exam fees") == (rules[1], rules[2], rules[3])
    assert sieve.may_match("") == (rules[2],)


def test_a_rule_of_the_vocabulary_that_matches_is_let_through(lines_of_hard_cases: set[str]) -> None:
    vocabulary = load_vocabulary()
    for rules in (vocabulary.headings, vocabulary.cues, vocabulary.exclusions):
        sieve = Sieve(rules)
        for text in lines_of_hard_cases:
            lowered = text.lower()
            let_through = {rule.rule_id for rule in sieve.may_match(lowered)}
            matching = {rule.rule_id for rule in rules if rule.pattern.search(rule.reads(text, lowered))}
            assert matching <= let_through, text

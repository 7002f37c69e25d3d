"""The sieve keeps back no rule that matches."""

import re

import pytest

from analysis.reader.certificates import PROFESSION_RULES
from analysis.reader.clues import Scout
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


def test_a_trigger_in_capitals_counts_as_a_word_in_its_own_case() -> None:
    engineer = PatternRule("engineer", "", re.compile("BE"), triggers=(("=BE",),))
    survey = Scout([engineer], (), ()).survey

    def rules(text: str) -> tuple[int, ...]:
        clues = survey(text).clues(0, len(text))
        return clues.rules if clues else ()

    assert rules("BE or B.Tech") == (0,)
    assert rules("to be or not to be") == rules("BEST") == ()


def test_a_rule_needs_a_string_of_each_of_its_groups() -> None:
    paid = PatternRule("paid", "", re.compile("paid"), triggers=(("train", "=course"), ("paid",)))
    survey = Scout([paid], (), ()).survey
    texts = {
        "paid training": True,
        "a course, paid": True,
        "paid intercourses": False,
        "training": False,
        "paid": False,
    }
    for text, may_match in texts.items():
        assert bool(survey(text).clues(0, len(text))) == may_match, text


def test_the_triggers_of_the_vocabulary_keep_back_no_rule_that_matches(lines_of_hard_cases: set[str]) -> None:
    vocabulary = load_vocabulary()
    rules = [*vocabulary.unnamed, *vocabulary.degree_patterns, *vocabulary.training, *vocabulary.skill_patterns]
    survey = Scout(rules, (), ()).survey
    for text in lines_of_hard_cases:
        clues = survey(text).clues(0, len(text))
        let_through = {rules[number].rule_id for number in clues.rules} if clues else set()
        matching = {rule.rule_id for rule in rules if rule.pattern.search(rule.reads(text, text.lower()))}
        # Of a profession the words before it decide too, and its triggers name these.
        assert {rule_id for rule_id in matching if not rule_id.startswith(PROFESSION_RULES)} <= let_through, text

"""Leaping to where a pattern can begin finds what trying every place finds."""

import re
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.reader.beginnings import search_of
from analysis.vocabulary import load_vocabulary

PATTERNS = [
    r"\bcat|\bdog",
    r"(?<!no )\b(?:cat|dog)s?\b",
    r"(?:very )?(?:cat|dog)",
    r"c(?:at)*|d",
    r"[c-e]at",
    r"\d+ cats",
    r"-cat|\]dog|\^",
    r"(?:cat)?",  # may have no width
    r"\w+at",  # may begin with anything
    r".at|^dog",
    r"(?P<pet>cat|dog) and (?P=pet)",
    r"^\W*cat|dog",  # the one way at the start only
    r"^(?:cat)?|dog",  # which may have no width
    r"^(?:cat|\Wdog)",
    r"\bcat|(?<=no )dog|-cat",  # some at the border of a word
    r"at|\b(?:cat|dog)|[|)]",
]


COMPILED = [re.compile(pattern, flags) for pattern in PATTERNS for flags in (re.NOFLAG, re.IGNORECASE, re.MULTILINE)]
FOUND_BY = {pattern: search_of(pattern) for pattern in COMPILED}
WORDS = ["cat", "Dog", "dog", " ", "\n", "no ", "very ", "3", "٣", "-", "]", "^", "at", " and "]


def _spans(matches: Iterator[re.Match[str]]) -> list[tuple[int, int]]:
    return [match.span() for match in matches]


@settings(max_examples=500)
@given(st.sampled_from(COMPILED), st.lists(st.sampled_from(WORDS)).map("".join))
def test_the_same_matches_are_found(pattern: re.Pattern[str], text: str) -> None:
    assert _spans(FOUND_BY[pattern](text, 0, len(text))) == _spans(pattern.finditer(text))


def test_the_rules_of_the_vocabulary_match_the_same(lines_of_hard_cases: set[str]) -> None:
    vocabulary = load_vocabulary()
    for rule in (*vocabulary.unnamed, *vocabulary.degree_patterns, *vocabulary.training, *vocabulary.skill_patterns):
        find = search_of(rule.pattern)
        for text in lines_of_hard_cases:
            read = rule.reads(text, text.lower())
            assert _spans(find(read, 0, len(read))) == _spans(rule.pattern.finditer(read)), (rule.rule_id, text)


def test_a_start_of_each_line_is_no_start_of_the_text_alone() -> None:
    pattern = re.compile(r"^\W*cat|dog", re.MULTILINE)
    assert _spans(search_of(pattern)("a dog\ncat", 0, 9)) == [(2, 5), (6, 9)]

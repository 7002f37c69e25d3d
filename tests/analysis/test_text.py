"""A description as the lines that a person sees: bullets, wrapped lines, lost line breaks."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.reader.markup import render
from analysis.reader.sections import statements_of
from analysis.reader.text import lines_of, mend, sentences_of
from tests.golden import cases, check

GOLDEN = Path(__file__).parents[1] / "golden" / "reading"


def lines(description: str, format: str = "plain") -> list[str]:
    rendered = mend(render(description, format))
    return [" ".join(rendered.text[line.start : line.end].split()) for line in lines_of(rendered)]


def sentences(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in sentences_of(text, 0, len(text))]


@pytest.mark.parametrize(
    "sign", ["•", "▪", "●", "◦", "‣", "■", "➢", "✓", "\uf0b7", "·", "-", "–", "*", "+", "o", "1.", "2)", "(a)", "B."]
)
def test_every_kind_of_bullet_is_taken_off(sign: str) -> None:
    rendered = mend(render(f"Requirements\n{sign} CPC required\n  {sign}   Typing", "plain"))
    found = lines_of(rendered)
    assert [rendered.text[line.start : line.end] for line in found] == ["Requirements", "CPC required", "Typing"]
    assert [line.is_item for line in found] == [False, True, True]


@pytest.mark.parametrize(
    "text",
    [
        "-Certified coder",
        "3-5 years of experience",
        "2.5 years of billing",
        "+1 555 0100",
        "one - two",
        "A coder reads charts",
        "e.g. CPC",
    ],
)
def test_what_looks_like_a_bullet_keeps_its_content(text: str) -> None:
    assert lines(text) == [text.removeprefix("-") if text.startswith("-C") else text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Needs: • CPC • CCS • typing", ["Needs:", "CPC", "CCS", "typing"]),
        ("You code. - You bill. - You type.", ["You code.", "You bill.", "You type."]),
        ("We ask: 1. A diploma. 2. A licence.", ["We ask:", "A diploma.", "A licence."]),
    ],
)
def test_bullets_inside_a_line_open_lines(text: str, expected: list[str]) -> None:
    assert lines(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CPC is a plus.Strong typing skills", ["CPC is a plus.", "Strong typing skills"]),
        ("A degree (preferred)Experience in billing", ["A degree (preferred)", "Experience in billing"]),
        ("QualificationsHigh school diploma", ["Qualifications", "High school diploma"]),
        ("knows denials and appealsMinimum of 2 years", ["knows denials and appeals", "Minimum of 2 years"]),
        ("works in claims3 years of experience", ["works in claims", "3 years of experience"]),
    ],
)
def test_lost_line_breaks_are_found(text: str, expected: list[str]) -> None:
    assert lines(text) == expected


@pytest.mark.parametrize(
    "text", ["We use JavaScript and eClinicalWorks daily", "A PhD or an MSc", "iPad, LinkedIn and NextGen"]
)
def test_names_with_capitals_inside_are_no_lost_breaks(text: str) -> None:
    assert lines(text) == [text]


def test_a_wrapped_sentence_is_one_line() -> None:
    wrapped = (
        "The coder reads the notes of the physicians and\nassigns codes to every visit of the day,\nwhich takes care."
    )
    assert lines(wrapped) == [" ".join(wrapped.split())]


def test_a_new_item_is_no_wrapped_sentence() -> None:
    assert len(lines("The coder reads the notes of the physicians and\n- assigns codes\nTypes fast")) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CPC required. CCS preferred.", ["CPC required.", "CCS preferred."]),
        ("Holds a credential, e.g. CPC or CCS. Types.", ["Holds a credential, e.g. CPC or CCS.", "Types."]),
        ("A B.S. Degree is needed", ["A B.S. Degree is needed"]),
        ("High school diploma. Required.", ["High school diploma. Required."]),
        ("CPC; Two years of billing; typing", ["CPC", "Two years of billing; typing"]),
    ],
)
def test_sentences_end_where_people_end_them(text: str, expected: list[str]) -> None:
    assert [sentence.rstrip(";").strip() for sentence in sentences(text)] == expected


@settings(max_examples=150, derandomize=True)
@given(
    st.lists(
        st.sampled_from(["CPC", "•", "-", "plus.Strong", "\n", "1.", "years", "(a)", ";", ". A", "required", "  "]),
        max_size=60,
    ),
    st.sampled_from(["plain", "markdown", "html"]),
)
def test_lines_are_in_order_apart_and_lose_no_letter(words: list[str], format: str) -> None:
    rendered = mend(render(" ".join(words), format))
    found = lines_of(rendered)
    assert all(line.start < line.end for line in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
    kept = "".join(rendered.text[line.start : line.end] for line in found)
    for word in ("CPC", "years", "required", "Strong"):
        assert kept.count(word) == " ".join(words).count(word)
    for line in found:
        spans = sentences_of(rendered.text, line.start, line.end)
        assert all(line.start <= start < end <= line.end for start, end in spans)


@pytest.mark.parametrize("case", cases(GOLDEN, "*.json"))
def test_a_posting_has_the_statements_that_a_person_sees(case: Path) -> None:
    """Each statement with its section and its place in the stored description; how firm it is, is no part of it."""
    posting = json.loads(case.read_text(encoding="utf-8"))
    rendered = mend(render(posting["description"], posting["format"]))
    found = []
    for statement in statements_of(rendered.text, lines_of(rendered)):
        mark = "# " if statement.is_heading else "- " if statement.is_item else ""
        start, end = rendered.source_span(statement.start, statement.end)
        text = " ".join(rendered.text[statement.start : statement.end].split())
        found.append([statement.section or "unheaded", f"{mark}{text}", start, end])
    check(case, found)

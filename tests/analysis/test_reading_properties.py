"""What holds of read_batch for every text: a row for a row, in order, and it quotes what is there."""

from typing import Any, get_args

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.reading import READING_SCHEMA, read_batch
from analysis.vocabulary import Kind, load_vocabulary
from scraper.posting import FORMATS, Posting

COLUMNS = ("content_hash", "title", "employer", "format", "description")
INPUT = pa.schema([(name, pa.string()) for name in COLUMNS])
STRENGTHS = {"required", "preferred", "not_required", "mentioned"}
REASONS = {
    "benefit",
    "equal_opportunity",
    "employer",
    "colleague",
    "duty",
    "accreditation",
    "clash",
    "form",
    "boilerplate",
}
SECTIONS = {"title", "unheaded", "other", "summary", "physical", "waived"} | {
    rule.kind for rule in load_vocabulary().headings
}

# Pieces of postings, so that chance makes texts with mentions, headings, cues, markup and damage.
PIECES = [
    *("CPC", "CCS or RHIT", "CMRS", "Bachelor's degree", "high school diploma or GED", "2-3 years of experience"),
    *("required", "preferred", "a plus", "not required", "must", "within 6 months of hire", "or equivalent experience"),
    *("Requirements:", "Preferred qualifications", "Benefits:", "one of the following:", "we pay for your CPC exam"),
    *("medical coding", "certification", "licence", "training", "N/A", "our coders are", "Education: ", "(", ")", "/"),
    *(
        "\n",
        "\n\n",
        "• ",
        "- ",
        ". ",
        "; ",
        ", ",
        "<li>",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "&amp;",
        "&lt;p&gt;",
        "**",
        "# ",
    ),
    *("\0", "\u202e", "שלום", "ﬃ", "İ", "👩‍⚕️", "\ud800", "\u2028", "\xa0", "é"),
]
texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.text(max_size=200),
)


@st.composite
def rows(draw: st.DrawFn) -> dict[str, str | None]:
    """A row as the segments give it: texts are cleaned where a Posting is made."""
    posting = Posting(
        source_id="made",
        platform="import",
        native_id="1",
        title=draw(texts),
        employer=draw(st.none() | st.text(max_size=10)),
        description=draw(texts),
        format=draw(st.sampled_from(sorted(FORMATS))),
    )
    return {
        "content_hash": draw(st.text("abcdef", min_size=1, max_size=6)),
        **{name: getattr(posting, name) for name in COLUMNS[1:]},
    }


def batch(items: list[dict[str, str | None]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(items, schema=INPUT)


def read(text: str, format: str = "plain", title: str = "") -> dict[str, Any]:
    (reading,) = read_batch(
        batch([{"content_hash": "x", "title": title, "employer": "", "format": format, "description": text}])
    ).to_pylist()
    return dict(reading)


@settings(max_examples=60, derandomize=True)
@given(st.lists(rows(), max_size=5))
def test_every_row_has_its_reading_in_order(items: list[dict[str, str | None]]) -> None:
    readings = read_batch(batch(items))
    assert readings.schema == READING_SCHEMA
    assert readings["content_hash"].to_pylist() == [item["content_hash"] for item in items]
    assert readings["error"].to_pylist() == [None] * len(items)


@settings(max_examples=40, derandomize=True)
@given(st.lists(rows(), max_size=3), st.lists(rows(), max_size=3))
def test_a_batch_may_be_split_anywhere(first: list[Any], second: list[Any]) -> None:
    together = read_batch(batch([*first, *second])).to_pylist()
    assert together == read_batch(batch(first)).to_pylist() + read_batch(batch(second)).to_pylist()


@settings(max_examples=150, derandomize=True)
@given(rows())
def test_a_reading_says_only_known_words_and_quotes_what_is_there(row: dict[str, str | None]) -> None:
    (reading,) = read_batch(batch([row])).to_pylist()
    known = load_vocabulary().by_id
    description = row["description"] or ""
    for mention in reading["mentions"]:
        assert mention["term_id"] in known
        assert mention["kind"] == known[mention["term_id"]].kind
        assert mention["kind"] in get_args(Kind)
        assert mention["strength"] in STRENGTHS
        assert mention["section"] in SECTIONS
        assert mention["rule_id"]
        assert mention["excluded_because"] in {None, *REASONS}
        assert mention["excluded_because"] is None or mention["strength"] == "mentioned"
        assert mention["months_to_obtain"] is None or (mention["after_hire"] and mention["months_to_obtain"] >= 1)
        if mention["section"] == "title":
            assert mention["start"] is None
            assert mention["surface"] in (row["title"] or "")
        else:
            assert 0 <= mention["start"] < mention["end"] <= len(description)
            assert description[mention["start"] : mention["end"]] == mention["surface"]


@settings(max_examples=60, derandomize=True)
@given(texts.map(lambda text: text.replace("\0", "").replace("\ud800", "")), st.sampled_from(sorted(FORMATS)))
def test_reading_twice_gives_the_same(text: str, format: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    assert read(text, format) == read(text, format)


CORE = "Requirements:\n- CPC or CCS required\n- Bachelor's degree preferred\n- CPR within 6 months of hire\n"
UNRELATED = [
    "The office is near the station.",
    "Lunch is at noon on most days.",
    "Parking stands behind the old mill.",
    "The garden has four tall trees.",
]


@settings(max_examples=40, derandomize=True)
@given(st.lists(st.sampled_from(UNRELATED), max_size=4), st.lists(st.sampled_from(UNRELATED), max_size=4))
def test_unrelated_lines_around_it_move_a_mention_and_change_nothing(before: list[str], after: list[str]) -> None:
    lead = "".join(f"{line}\n" for line in before)
    alone, surrounded = read(CORE), read(f"{lead}{CORE}About the place:\n" + "\n".join(after))
    assert len(alone["mentions"]) >= 4
    shift = len(lead)
    moved = [
        mention | {"start": mention["start"] + shift, "end": mention["end"] + shift} for mention in alone["mentions"]
    ]
    assert surrounded["mentions"] == moved
    assert surrounded["requirement"] == alone["requirement"]


def test_an_empty_batch_keeps_the_schema() -> None:
    readings = read_batch(batch([]))
    assert readings.num_rows == 0
    assert readings.schema == READING_SCHEMA


def test_rows_without_any_text_are_read() -> None:
    row = dict.fromkeys(COLUMNS)
    (reading,) = read_batch(batch([row])).to_pylist()
    assert reading["mentions"] == []
    assert reading["error"] is None
    assert reading["requirement"]["certification"] == "not_stated"

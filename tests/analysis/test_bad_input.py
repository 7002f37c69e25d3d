"""Texts that nobody writes but machines produce: each is read, and in a time that grows with its length."""

import time

import pyarrow as pa
import pytest

from analysis.reading import read_batch

SENTENCE = "We need a CPC with 2 years of experience. Bachelor's degree preferred, or equivalent experience. "
LINE = "• High school diploma or GED required\n"
UNCLOSED = "<ul><li><b>CPC required "

TEXTS: dict[str, tuple[str, str]] = {
    "2 MB of sentences": ("plain", SENTENCE * 20_000),
    "2 MB of paragraphs": ("html", f"<p>{SENTENCE}</p>" * 20_000),
    "a line of 500,000 characters": ("plain", "medical coder required and " * 18_500),
    "40,000 nested tags": ("html", "<div>" * 40_000 + "CPC required" + "</div>" * 40_000),
    "40,000 nested bold tags": ("html", "<b>" * 40_000 + "CPC required" + "</b>" * 40_000),
    "1,000 tags that nobody closes": ("html", UNCLOSED * 1_000),
    "tags that nobody closes": ("html", UNCLOSED * 10_000),
    "comments that nobody closes": ("html", "<!-- " * 50_000),
    "scripts that nobody closes": ("html", "<script>" * 30_000),
    "tags without an end": ("html", "<div " * 50_000),
    "an entity of entities": ("html", "&" + "amp;" * 50_000),
    "links without an end": ("markdown", "[x](" * 30_000),
    "a million spaces": ("plain", "CPC" + " " * 1_000_000 + "required"),
    "a million line breaks": ("plain", "CPC" + "\n" * 1_000_000 + "required"),
    "a million letters": ("plain", "a" * 1_000_000),
    "a million digits": ("plain", "1" * 1_000_000),
    "digits and commas": ("plain", "1,2,3," * 100_000),
    "200,000 bullets": ("plain", "• a\n" * 200_000),
    "200,000 bullets in a line": ("plain", "• a " * 200_000),
    "5,000 credentials in a line": ("plain", "CPC, CCS, RHIT, " * 1_667),
    "5,000 credentials with or": ("plain", "CPC or CCS or RHIT or " * 1_667),
    "5,000 degrees in a line": ("plain", "Bachelor's degree or Master's degree, " * 2_500),
    "400 degrees as items": ("plain", "• Bachelor's degree, 2 years\n" * 400),
    "5,000 degrees as items": ("plain", "• Bachelor's degree, 2 years\n" * 5_000),
    "5,000 unnamed certifications": ("plain", "certification required, " * 5_000),
    "5,000 ambiguous abbreviations": ("plain", "CPC clicks\n" * 5_000),
    "60,000 ambiguous abbreviations in a line": ("plain", "CPC or CCS " * 30_000),
    "1,000 brackets left open": ("plain", "(CPC " * 1_000),
    "10,000 brackets left open": ("plain", "(CPC " * 10_000),
    "labels without content": ("plain", "Required: " * 20_000),
    "alternatives without end": ("plain", "degree or " * 10_000),
    "right to left": ("plain", "שלום עולם " * 20_000),
    "letters that grow in lower case": ("plain", "İ CPC " * 5_000),
    **{f"100,000 {sign}": (format, sign * 100_000) for sign in '(*&<[_-.#"' for format in ("markdown",)},
    **{f"100,000 {sign} in HTML": ("html", sign * 100_000) for sign in "(&<"},
}
# A quadratic step takes minutes on these; the slowest took 4.4 s of processor time on a busy two-core machine.
SECONDS = 15

# Seconds each; the default suite has a shorter one of the same kind, or the same in another format.
SLOW = {
    "2 MB of paragraphs",
    "tags that nobody closes",
    "200,000 bullets in a line",
    "5,000 degrees as items",
    "10,000 brackets left open",
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in SLOW else name for name in TEXTS]
)
def test_a_bad_text_is_read_in_bounded_time(name: str) -> None:
    format, text = TEXTS[name]
    row = {"content_hash": "x", "title": "Medical Coder", "employer": "", "format": format, "description": text}
    start = time.process_time()
    (reading,) = read_batch(pa.RecordBatch.from_pylist([row])).to_pylist()
    seconds = time.process_time() - start
    assert reading["error"] is None
    assert seconds < SECONDS, f"{seconds:.1f} s for {len(text):,} characters"


def test_time_grows_with_the_length_of_a_usual_text() -> None:
    def seconds(times: int) -> float:
        row = {
            "content_hash": "x",
            "title": "",
            "employer": "",
            "format": "plain",
            "description": (SENTENCE + LINE) * times,
        }
        start = time.process_time()
        read_batch(pa.RecordBatch.from_pylist([row]))
        return time.process_time() - start

    seconds(10)
    assert min(seconds(400), seconds(400)) < 8 * max(min(seconds(100), seconds(100)), 0.01)


@pytest.mark.parametrize("sign", [",", "(", ")", "/", "|"])
def test_names_glued_together_by_signs_are_found(sign: str) -> None:
    """The tokenizer never sees a run of signs or a very long word; the names in it are read all the same."""
    text = f"Required: {sign.join(['CPC', 'CCS', 'RHIT', 'CMRS'] * 20)}"
    row = {"content_hash": "x", "title": "", "employer": "", "format": "plain", "description": text}
    (reading,) = read_batch(pa.RecordBatch.from_pylist([row])).to_pylist()
    assert {mention["term_id"] for mention in reading["mentions"]} >= {"cpc", "rhit", "cmrs"}

"""Four ways to write a description, one text; and each character of the text knows where it was written."""

import html
import re
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.reader.markup import MAXIMUM_LENGTH, Rendered, render
from analysis.reading import read_batch

WORDS = ["CPC", "required", "Medical", "Coder®", "R&D", "naïve", "“quoted”", "2+", "<5", "Zoë", "病院", "👩‍⚕️", "x"]
TAGS = ["<b>", "</b>", "<p>", "</p>", "<br/>", "<li>", "</ul>", "<span style='font-weight: bold'>", "</span>", "<td>"]
NOISE = ["<!-- CPC -->", "<script>var CPC = 1;</script>", "<style>.CPC{}</style>", "<img alt='x'>", "&nbsp;", "&#8203;"]


def lines(description: str, format: str) -> list[str]:
    """The blocks as people see them."""
    rendered = render(description, format)
    return [rendered.text[block.start : block.end].strip() for block in rendered.blocks]


def surfaces(description: str, format: str) -> list[str]:
    """What the reading quotes of the stored description."""
    row = {"content_hash": "x", "title": "", "employer": "", "format": format, "description": description}
    (reading,) = read_batch(pa.RecordBatch.from_pylist([row])).to_pylist()
    assert reading["error"] is None
    for mention in reading["mentions"]:
        assert description[mention["start"] : mention["end"]] == mention["surface"]
    return [mention["surface"] for mention in reading["mentions"]]


LIST = ["Requirements", "CPC or CCS", "High school diploma"]


@pytest.mark.parametrize(
    ("format", "description"),
    [
        ("html", "<h3>Requirements</h3><ul><li>CPC or CCS</li><li>High school diploma</li></ul>"),
        ("html", "<P>Requirements<BR>CPC or CCS<br />High school diploma"),
        ("html", "<div><div>Requirements</div><ul><li>CPC or CCS<ul><li>High school diploma</ul></ul>"),
        ("html", "<table><tr><th>Requirements<tr><td>CPC or CCS</td></tr><tr><td>High school diploma</table>"),
        ("markdown", "### Requirements\n\nCPC or CCS\n\nHigh school **diploma**\n"),
        ("plain", "Requirements\r\n\r\nCPC or CCS\r\nHigh school diploma"),
    ],
)
def test_each_format_gives_the_same_lines(format: str, description: str) -> None:
    assert [line.strip() for line in lines(description, format)] == LIST


@pytest.mark.parametrize("times", [0, 1, 2])
def test_tags_hidden_behind_entities_are_tags(times: int) -> None:
    description = "<h3>Requirements</h3><ul><li>CPC or CCS</li><li>High school diploma</li></ul>"
    for _ in range(times):
        description = html.escape(description)
    assert lines(description, "html-escaped") == LIST


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("CPC&reg; &amp; CCS", "CPC® & CCS"),
        ("R&amp;amp;D", "R&D"),
        ("CPC&#174;&nbsp;or\u00a0CCS", "CPC® or CCS"),
        ("&ldquo;CPC&rdquo; &mdash; &#x201C;CCS&#x201D;", "“CPC” — “CCS”"),
        ("AT&T, Q&A; &unknown; &", "AT&T, Q&A; &unknown; &"),
        ("fewer <!-- than CPC --> CCS", "fewer CCS"),
        ("one<script>if (a < b) CPC()</script><style>p{}</style> two", "one two"),
        ("an open <!-- comment hides CPC", "an open"),
        ("if x < 5 and y > 3", "if x < 5 and y > 3"),
    ],
)
def test_signs_are_read_as_a_browser_shows_them(written: str, read: str) -> None:
    assert lines(f"<p>{written}</p>", "html") == [read]


def test_cells_of_a_row_are_lines_of_their_own() -> None:
    assert lines("<table><tr><td>CPC</td><td>required</td></tr><tr><td>CCS</td></tr></table>", "html") == [
        "CPC",
        "required",
        "CCS",
    ]


def test_headings_items_and_bold_are_told() -> None:
    rendered = render("<h2>Who</h2><p><strong>All bold</strong></p><p><b>Lead:</b> text</p><li>item</li>", "html")
    assert [(block.heading_rank, block.is_bold, block.is_item) for block in rendered.blocks] == [
        (2, False, False),
        (0, True, False),
        (0, False, False),
        (0, False, True),
    ]
    lead = rendered.blocks[2]
    assert rendered.text[lead.start : lead.bold_end] == "Lead:"


def test_markdown_signs_are_taken_out_and_names_left_alone() -> None:
    rendered = render("## **Skills**\n\nuse snake_case and [AAPC](https://aapc.com/a_b) \\- 2 * 3\n", "markdown")
    assert [rendered.text[block.start : block.end].strip() for block in rendered.blocks] == [
        "Skills",
        "use snake_case and AAPC - 2 * 3",
    ]
    assert rendered.blocks[0].heading_rank == 2


def test_a_text_beyond_the_limit_is_read_up_to_it() -> None:
    assert len(render("a " * MAXIMUM_LENGTH, "plain").text) <= MAXIMUM_LENGTH


@pytest.mark.parametrize(
    ("format", "description", "surface"),
    [
        ("html", "<p>The C<b>P</b>C is required.</p>", "C<b>P</b>C"),
        ("html", "<p>Bachelor&rsquo;s&nbsp;&nbsp;degree</p>", "Bachelor&rsquo;s&nbsp;&nbsp;degree"),
        ("html-escaped", "&lt;p&gt;Bachelor&amp;#39;s degree&lt;/p&gt;", "Bachelor&amp;#39;s degree"),
        ("html-escaped", "&amp;lt;p&amp;gt;&amp;lt;b&amp;gt;CPC&amp;lt;/b&amp;gt; required&amp;lt;/p&amp;gt;", "CPC"),
        ("markdown", "A **CPC** is required.", "CPC"),
        ("plain", "A  Bachelor's \t degree", "Bachelor's \t degree"),
        ("plain", "👩‍⚕️ 病院 CPC required", "CPC"),
    ],
)
def test_a_mention_quotes_the_description_as_stored(format: str, description: str, surface: str) -> None:
    assert surface in surfaces(description, format)


@pytest.mark.parametrize("last", ["&#67;", "&#x43;"])
def test_a_mention_that_ends_in_an_entity_ends_behind_it(last: str) -> None:
    assert f"CP{last}" in surfaces(f"<p>CP{last} required</p>", "html")


def peeled(source: str) -> str:
    """A piece of a stored description without its markup, by other means than the scanner's."""
    source = re.sub(r"(?s)<!--.*?-->|<(script|style)>.*?</\1>", "", source)
    source = re.sub(r"</?[a-zA-Z][^<>]*>", " ", source)
    return re.sub(r"[\s\u200b*_]+", "", html.unescape(html.unescape(source)))


def placed(rendered: Rendered, description: str) -> list[tuple[str, str]]:
    """(a word of the text, what stands at its place in the description) for every word."""
    return [
        (match.group(), description[slice(*rendered.source_span(*match.span()))])
        for match in re.finditer(r"\w+", rendered.text)
    ]


markup = st.lists(st.sampled_from([*WORDS, *TAGS, *NOISE, " ", "\n", "**"]), max_size=40).map(" ".join)


@settings(max_examples=150, derandomize=True)
@given(markup, st.sampled_from(["html", "html-escaped", "markdown", "plain"]), st.integers(0, 2))
def test_every_word_of_the_text_stands_where_it_says(description: str, format: str, times: int) -> None:
    for _ in range(times):
        description = html.escape(description)
    for word, source in placed(render(description, format), description):
        assert word in peeled(source), (word, source)


@settings(max_examples=150, derandomize=True)
@given(st.text(max_size=300), st.sampled_from(["html", "html-escaped", "markdown", "plain"]))
def test_no_text_breaks_the_scan(description: str, format: str) -> None:
    rendered = render(description, format)
    before: Any = 0
    for block in rendered.blocks:
        assert before <= block.start <= block.end <= len(rendered.text)
        before = block.start
        start, end = rendered.source_span(block.start, block.end)
        assert 0 <= start <= end <= len(description)

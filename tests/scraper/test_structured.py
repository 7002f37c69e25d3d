"""schema.org postings as real pages have them: every way of writing found so far, and hostile pages in bounded time."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import ScraperError
from scraper.html import parse_html, plain_text, section, unescaped
from scraper.jobposting import parse_page
from scraper.posting import Posting
from scraper.sources import Source
from scraper.structured import find_postings, read_json

SOURCE = Source(source_id="site-a", platform="site", board="www.example.org", employer="Example")
JOB: dict[str, Any] = {"@type": "JobPosting", "title": "Coder", "description": "<p>Code charts.</p>"}


def page(*blocks: str) -> str:
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    return f"<!DOCTYPE html><html><head>{scripts}</head><body></body></html>"


def read(**more: Any) -> Posting:
    (posting,) = parse_page(page(json.dumps(JOB | more)), SOURCE).postings
    return posting


@pytest.mark.parametrize(
    "text",
    [
        '<!-- {"a": 1} -->',
        '//<![CDATA[\n{"a": 1}\n//]]>',
        '/*<![CDATA[*/ {"a": 1} /*]]>*/',
        '{"a": 1,}',
        "{&quot;a&quot;: 1}",
        '\n\t {"a": 1}\n',
    ],
)
def test_json_is_read_through_what_stands_around_it(text: str) -> None:
    assert read_json(text) == {"a": 1}


def test_json_is_mended_where_it_is_broken_in_a_known_way() -> None:
    assert read_json('{"pay": "\\$20 \\- \\$30"}') == {"pay": "$20 - $30"}
    assert read_json('{"text": "one\ntwo\tthree\x01"}') == {"text": "one\ntwo\tthree\x01"}
    assert read_json('{"a": "x"\n"b": [1]\n"c": true\n "d": 1}') == {"a": "x", "b": [1], "c": True, "d": 1}
    assert read_json('{"a": "C:\\\\$x"\n"b": 1}') == {"a": "C:\\$x", "b": 1}
    assert read_json('{"a": "cut') is None
    assert read_json("[" * 100_000) is None


@pytest.mark.parametrize(
    "value",
    [
        {"@graph": [{"@type": "WebSite"}, JOB]},
        [JOB],
        {"@type": "WebPage", "mainEntity": JOB},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": JOB}]},
        JOB | {"@type": ["JobPosting", "Thing"]},
        {"title": "Coder", "description": "<p>Code charts.</p>", "hiringOrganization": "Example"},
        {"@type": "http://schema.org/JobPosting", "Title": "Coder", "schema:description": "<p>Code charts.</p>"},
    ],
)
def test_a_posting_is_found_wherever_it_stands(value: Any) -> None:
    (posting,) = parse_page(page("{}", json.dumps(value)), SOURCE).postings
    assert (posting.title, posting.description) == ("Coder", "<p>Code charts.</p>")


def test_what_is_no_posting_is_not_found() -> None:
    event = json.dumps({"@type": "Event", "title": "Open day", "description": "Come"})
    assert find_postings(page(event, '{"@type": "Organization"}', "broken {"), "x") == []
    twice = json.dumps(JOB)
    assert len(find_postings(page(twice, twice, json.dumps(JOB | {"title": "Biller"})), "x")) == 2


@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_a_description_is_readable_however_often_it_was_escaped(times: int) -> None:
    text = "<p>Bill &amp; code</p><ul><li>CPC</li></ul>"
    for _ in range(times):
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert read(description=text).description == "<p>Bill &amp; code</p><ul><li>CPC</li></ul>"


def test_a_plain_description_stays_plain() -> None:
    posting = read(description="Bill &amp; code.\\n\\n1 < 2 years")
    assert (posting.description, posting.format) == ("Bill & code.\n\n1 < 2 years", "plain")


def test_sections_that_the_description_lacks_follow_under_their_headings() -> None:
    posting = read(
        description="<p>You code.</p><p>CPC required</p>",
        qualifications="<ul><li>CPC required</li></ul>",
        responsibilities=["Code charts", "Query physicians"],
        educationRequirements={"credentialCategory": "associate degree"},
        experienceRequirements={"monthsOfExperience": 18},
        skills=[{"@type": "DefinedTerm", "name": "Epic"}],
    )
    assert "Qualifications" not in posting.description, "the description says it already"
    headings = [line for line in posting.description.splitlines() if line.startswith("<h3>")]
    assert headings == [
        f"<h3>{name}</h3>"
        for name in ("Responsibilities", "Education requirements", "Experience requirements", "Skills")
    ]
    assert "<li>Query physicians</li>" in posting.description
    assert "associate degree" in posting.description
    assert "18 months of experience" in posting.description
    assert read(description="You code.", skills="R & D").description == "You code.\n<h3>Skills</h3>\nR &amp; D"


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ({"address": {"addressLocality": "Reno", "addressRegion": "NV", "addressCountry": "US"}}, ("Reno", "NV", "US")),
        ([{"address": {"addressLocality": "Reno", "addressRegion": "US-NV"}}], ("Reno", "NV", "US")),
        ({"address": "Reno, NV"}, ("Reno", "NV", "US")),
        ("Reno, Nevada", ("Reno", "NV", "US")),
        ({"address": {"addressLocality": "Metz", "addressCountry": {"name": "France"}}}, ("Metz", None, "FR")),
        ({"address": [{"addressLocality": "Reno", "addressRegion": "Nevada"}]}, ("Reno", "NV", "US")),
        ({"addressLocality": "Reno", "addressRegion": "NV"}, ("Reno", "NV", "US")),
        ({"name": "Example Clinic"}, (None, None, None)),
        ({"address": {"addressLocality": 7}}, (None, None, None)),
        ([{"address": "Reno, NV"}, {"address": "Elko, NV"}], (None, "NV", "US")),
    ],
)
def test_a_location_has_many_shapes(location: Any, expected: tuple[str | None, ...]) -> None:
    posting = read(jobLocation=location)
    assert (posting.city, posting.state, posting.country) == expected


@pytest.mark.parametrize(
    ("salary", "expected"),
    [
        (
            {"currency": "USD", "value": {"minValue": 20, "maxValue": "28.50", "unitText": "HOUR"}},
            (20, 28.5, "USD", "hour"),
        ),
        ({"currency": "USD", "value": {"value": 41000, "unitText": "YEAR"}}, (41000, 41000, "USD", "year")),
        ({"currency": "USD", "value": 41000, "unitText": "YEAR"}, (41000, 41000, "USD", "year")),
        ({"currency": "USD", "minValue": 0, "maxValue": 0}, (None, None, None, None)),
        (41000, (41000, 41000, None, None)),
        ("competitive", (None, None, None, None)),
        ({"value": {"minValue": [], "unitText": 5}}, (None, None, None, None)),
    ],
)  # fmt: skip
def test_pay_has_many_shapes(salary: Any, expected: tuple[Any, ...]) -> None:
    posting = read(baseSalary=salary)
    assert (posting.pay_min, posting.pay_max, posting.pay_currency, posting.pay_unit) == expected


def test_the_id_of_the_list_wins_over_the_page() -> None:
    listing = parse_page(page(json.dumps(JOB | {"identifier": "R-1", "url": "/x"})), SOURCE, url="/y", native_id="7")
    assert (listing.postings[0].native_id, listing.postings[0].url) == ("7", "/y")
    assert read(identifier={"value": 12}).native_id == "12"
    assert read(url="https://example.org/1").native_id == "https://example.org/1"


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "value", "address", "@type"]), inner)
    ),
    max_leaves=9,
)  # fmt: skip
PROPERTIES = (
    "title description hiringOrganization jobLocation baseSalary employmentType identifier datePosted validThrough url"
    " jobLocationType qualifications skills experienceRequirements educationRequirements salaryCurrency"
).split()


@given(st.dictionaries(st.sampled_from(PROPERTIES), JSON))
@pytest.mark.slow
def test_no_shape_of_a_property_breaks_the_reading(job: dict[str, Any]) -> None:
    try:
        parse_page(json.dumps({"@type": "JobPosting"} | job), SOURCE)
    except ScraperError:
        return


@given(st.text(max_size=400))
def test_no_page_breaks_the_reading(text: str) -> None:
    try:
        parse_page(f'<html itemscope itemtype="x/JobPosting">{text}<script type="application/ld+json">{text}', SOURCE)
    except ScraperError:
        return


@pytest.mark.parametrize(
    "markup",
    ["<div>" * 100_000, "<b>" * 200_000, "<ul><li>" * 4_000, "<" * 1_000_000, '<span itemprop="x" itemscope>' * 4_000,
     '<script type="application/ld+json">{"@type": "JobPosting", "skills":' + "[" * 900 + "]" * 900 + "}",
     '<script type="application/ld+json">' + "{" * 500_000, '"\n' * 400_000, "<!--" * 100_000],
    ids=["div", "b", "li", "less-than", "itemscope", "nested", "braces", "quotes", "comments"],
)  # fmt: skip
def test_a_hostile_page_is_over_in_bounded_time(markup: str) -> None:
    started = time.process_time()
    try:
        find_postings(f'<html><main itemscope itemtype="x/JobPosting">{markup}', "x")
        plain_text(markup)
        unescaped(markup)
    except ScraperError:
        pass
    assert time.process_time() - started < 3


def test_a_page_larger_than_any_is_refused() -> None:
    with pytest.raises(ScraperError, match="larger than"):
        parse_html(b"<p>" + b"x" * 8_000_001, "x")


def test_loose_items_are_given_a_list_around_them() -> None:
    assert section("Needs", "<li>CPC</li>") == "<h3>Needs</h3>\n<ul><li>CPC</li></ul>"
    assert section("Needs & more", "<ul><li>CPC</li></ul>") == "<h3>Needs &amp; more</h3>\n<ul><li>CPC</li></ul>"
    assert section("Needs", " ") == ""

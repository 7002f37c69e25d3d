"""What `jobreq explain` tells about a posting and about a rule."""

import io

import pytest
from rich.console import Console

from analysis.errors import VocabularyError
from analysis.explain import explain, explain_rule
from analysis.vocabulary import DATA, load_vocabulary
from scraper.posting import Posting

ADVERT = """Medical biller wanted.
Requirements
- High school diploma or GED
- CPB or CMRS preferred
- Two years of clinic billing
Benefits
- We pay your RHIT exam fee
"""


def told(renderable: object, width: int = 80) -> str:
    page = io.StringIO()
    Console(file=page, width=width, color_system=None).print(renderable)
    return page.getvalue()


def advert(description: str = ADVERT, format: str = "plain") -> Posting:
    return Posting(
        source_id="t", platform="import", native_id="1", title="Medical Biller", description=description, format=format
    )


def test_each_line_shows_what_was_found_and_why() -> None:
    page = told(explain(advert()))
    assert "[requirements, lends required]" in page
    assert "cmrs [preferred, any of group 1]" in page
    assert "credential-cmrs+preferred" in page
    assert "2 years [required]" in page


def test_what_is_not_asked_has_its_reason() -> None:
    page = told(explain(advert()))
    assert "rhit [not asked: benefit]" in page


def test_the_requirement_closes_the_page() -> None:
    closing = told(explain(advert())).partition("what the posting asks for")[2]
    assert "education_required          high school" in closing
    assert "experience_years_required   2" in closing


@pytest.mark.parametrize("format", ["html", "html-escaped", "markdown", "plain"])
def test_every_format_and_an_empty_text_are_explained(format: str) -> None:
    assert "what the posting asks for" in told(explain(advert("", format)))


def test_a_page_fits_its_terminal() -> None:
    assert max(map(len, told(explain(advert()), width=60).splitlines())) <= 60


def test_a_rule_id_leads_to_its_rows() -> None:
    page = told(explain_rule("credential-cmrs+preferred"), width=200)
    assert "credentials.csv:" in page
    assert "strength_cues.csv:" in page


def test_every_rule_of_the_vocabulary_can_be_looked_up() -> None:
    vocabulary = load_vocabulary()
    rules = [*vocabulary.cues, *vocabulary.headings, *vocabulary.exclusions, *vocabulary.training, *vocabulary.clashes]
    for rule in rules[::5]:
        assert rule.rule_id in told(explain_rule(rule.rule_id), width=400), rule.rule_id


def test_an_unknown_rule_is_said_to_be_unknown() -> None:
    with pytest.raises(VocabularyError, match="no rule has this id"):
        explain_rule("no-such-rule", DATA)

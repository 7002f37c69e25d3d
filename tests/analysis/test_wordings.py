"""One wish in every wording: how firmly something is asked for does not hang on brackets, dashes or small words.

Each wording stands behind (or before) each kind of thing in each form of a line; all must be read alike.
"""

from itertools import product

import pytest

from analysis.reading import read_posting
from analysis.vocabulary import load_vocabulary

THINGS = {
    "CPC": "credential",
    "CPC or CCS": "credential",
    "BLS or ACLS": "credential",
    "Bachelor's degree": "degree",
    "Bachelor's degree in nursing": "degree",
    "2 years of experience": "experience",
}
BEHIND = (
    "{thing} ({wording})", "{thing} [{wording}]", "{thing} - {wording}", "{thing} – {wording}", "{thing}, {wording}",
    "{thing}; {wording}", "{thing}: {wording}", "{thing} {wording}.", "{thing} is {wording}",
    "{thing} would be {wording}.", "{thing} *{wording}*",
)  # fmt: skip
BEFORE = ("{wording}: {thing}", "({wording}) {thing}", "[{wording}] {thing}", "*{wording}*: {thing}")

WISHES = (
    "preferred", "strongly preferred", "highly desired", "desirable", "a plus", "a big plus", "a real asset",
    "an advantage", "helpful", "nice to have", "beneficial", "encouraged", "highly recommended", "optional",
    "considered a plus", "seen as an asset", "preferred but not required", "not required, but a plus",
    "a plus but not a must",
)  # fmt: skip
DEMANDS = ("required", "strictly required", "mandatory", "a must", "must have", "needed", "necessary", "a requirement")
WAIVERS = ("not required", "not strictly required", "not necessary", "not needed", "not a must", "no longer required")
LABELS = ("Preferred", "Strongly preferred", "Desired", "Nice to have", "Bonus", "Optional", "Highly desirable")


def strength_of(thing: str, line: str, heading: str) -> str:
    reading = read_posting("", f"{heading}\n- Work in a team\n- {line}\n- Lift lamps", "plain", load_vocabulary())
    if THINGS[thing] == "experience":
        asked = [name for name in ("required", "preferred") if reading["requirement"][f"experience_years_{name}"]]
        return ", ".join(asked) or "not_required"
    named = [mention for mention in reading["mentions"] if mention["kind"] == THINGS[thing]]
    return ", ".join(sorted({mention["strength"] for mention in named}))


def misread(wording: str, forms: tuple[str, ...], expected: str, heading: str) -> list[str]:
    lines = [(thing, form.format(thing=thing, wording=wording)) for thing, form in product(THINGS, forms)]
    return [
        f"{line!r}: {strength}" for thing, line in lines if (strength := strength_of(thing, line, heading)) != expected
    ]


@pytest.mark.parametrize("wording", WISHES)
def test_a_wish_among_requirements_is_a_wish(wording: str) -> None:
    assert misread(wording, BEHIND, "preferred", "Requirements") == []


@pytest.mark.parametrize("wording", DEMANDS)
def test_a_demand_among_wishes_is_a_demand(wording: str) -> None:
    assert misread(wording, BEHIND, "required", "Preferred qualifications") == []


@pytest.mark.parametrize("wording", WAIVERS)
def test_a_waiver_among_requirements_is_a_waiver(wording: str) -> None:
    assert misread(wording, BEHIND, "not_required", "Requirements") == []


@pytest.mark.parametrize("wording", LABELS)
def test_a_label_before_the_thing_speaks_for_it(wording: str) -> None:
    assert misread(wording, BEFORE, "preferred", "Requirements") == []

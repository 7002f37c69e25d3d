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


HEADINGS = {
    "required": (
        "Requirements", "Qualifications", "Minimum qualifications", "What you'll need", "Must haves", "You have",
        "Your profile", "What we're looking for", "Who you are", "Skills and experience", "Education and experience",
        "Licenses & certifications", "What you bring", "Essential criteria", "You must have", "Prerequisites",
        "The ideal candidate has", "To be successful you will have", "Candidate profile", "Mandatory",
    ),
    "preferred": (
        "Preferred", "Preferred qualifications", "Desired skills", "Nice to have", "Nice-to-haves", "Bonus points",
        "Pluses", "It's a plus if you have", "Preferred (not required)", "Even better if you have", "Good to have",
        "You might also have", "Optional", "What would make you stand out", "Extra credit", "Considered an asset",
        "Highly desired", "We'd love it if you had", "Beneficial",
    ),
}  # fmt: skip
PAGES = (
    ("plain", "{heading}\n- {thing}\n- Lift lamps"),
    ("plain", "{heading}:\n- {thing}\n- Lift lamps"),
    ("plain", "{HEADING}\n\n{thing}\nLift lamps"),
    ("html", "<p><strong>{heading}</strong></p><ul><li>{thing}</li><li>Lift lamps</li></ul>"),
    ("html", "<h3>{heading}:</h3><ul><li>{thing}</li></ul>"),
    ("markdown", "## {heading}\n\n* {thing}\n* Lift lamps"),
    ("markdown", "**{heading}:**\n\n* {thing}"),
)
ABOVE = {
    "plain": "About us\nWe make lamps.\n\nResponsibilities\n- Code charts\n\n",
    "markdown": "## Responsibilities\n\n* Code charts\n\n",
    "html": "<h3>Responsibilities</h3><ul><li>Code charts</li></ul>",
}


@pytest.mark.parametrize(
    ("strength", "heading"), [(strength, heading) for strength, headings in HEADINGS.items() for heading in headings]
)
def test_a_heading_lends_its_strength_in_every_form_of_a_page(strength: str, heading: str) -> None:
    misread = []
    for thing, (format, page) in product(("CPC certification", "Bachelor's degree in nursing"), PAGES):
        text = ABOVE[format] + page.format(heading=heading, HEADING=heading.upper(), thing=thing)
        reading = read_posting("Coder", text, format, load_vocabulary())
        found = {mention["strength"] for mention in reading["mentions"] if mention["kind"] in ("credential", "degree")}
        if found != {strength}:
            misread.append(f"{text!r}: {found}")
    assert misread == []


R, P, N = "required", "preferred", "not_required"
MIXED: dict[str, dict[str, str]] = {
    "CPC required, CCS preferred": {"cpc": R, "ccs": P},
    "CPC required; CCS preferred": {"cpc": R, "ccs": P},
    "CPC (required), CCS (preferred)": {"cpc": R, "ccs": P},
    "CPC is required, and CCS is a plus": {"cpc": R, "ccs": P},
    "CPC required with CCS preferred": {"cpc": R, "ccs": P},
    "Must have a CPC, CCS preferred": {"cpc": R, "ccs": P},
    "A CPC is a must and a CCS is nice to have": {"cpc": R, "ccs": P},
    "CPC - required / CCS - preferred": {"cpc": R, "ccs": P},
    "Required: CPC; Preferred: CCS": {"cpc": R, "ccs": P},
    "CPC preferred, CCS required": {"cpc": P, "ccs": R},
    "CPC, CCS, or RHIT required; RHIA preferred": {"cpc": R, "ccs": R, "rhit": R, "rhia": P},
    "CPC certification (CCS preferred but not required)": {"cpc": R, "ccs": P},
    "CPC, CCS (preferred)": {"cpc": P, "ccs": P},
    "Certification (CPC, CCS) preferred": {"cpc": P, "ccs": P},
    "CPC is not required but CCS is": {"cpc": N, "ccs": R},
    "CPC not required; CCS required": {"cpc": N, "ccs": R},
    "CPC required within 1 year of hire; CCS preferred": {"cpc": R, "ccs": P},
    "CPC preferred at hire, required within 12 months": {"cpc": R},
    "CPC or ability to obtain within 6 months": {"cpc": R},
    "Preference given to candidates with CPC or CCS": {"cpc": P, "ccs": P},
    "We prefer a CPC but will train the right person": {"cpc": P},
    "High school diploma required, Associate's degree preferred": {"high_school": R, "associate": P},
    "Minimum: Associate's; Preferred: Bachelor's": {"associate": R, "bachelor": P},
    "Bachelor's degree, Master's degree preferred": {"bachelor": R, "master": P},
    "Bachelor's degree with MBA preferred": {"bachelor": R, "master": P},
    "Bachelor's required (Master's preferred)": {"bachelor": R, "master": P},
    "Bachelor's degree in law, oil or lamps, MBA preferred": {"bachelor": R, "master": P},
    "Associate's degree or Bachelor's degree preferred": {"associate": P, "bachelor": P},
    "BSN preferred, ADN required": {"bachelor": P, "associate": R},
    "Diploma or ADN required, BSN preferred": {"associate": R, "bachelor": P},
    "Bachelor's degree a plus, high school diploma required": {"bachelor": P, "high_school": R},
    "Degree preferred but not required": {"unspecified": P},
    "No degree required": {"unspecified": N},
}


@pytest.mark.parametrize("line", MIXED)
@pytest.mark.parametrize("heading", ["Requirements", "Education and certifications:", "## What you bring"])
def test_two_strengths_in_one_line_are_told_apart(line: str, heading: str) -> None:
    format = "markdown" if heading.startswith("#") else "plain"
    reading = read_posting("", f"{heading}\n- {line}\n- Lift lamps", format, load_vocabulary())
    asked = [
        (mention["term_id"], mention["strength"])
        for mention in reading["mentions"]
        if mention["excluded_because"] is None
        and mention["kind"] in ("credential", "degree")
        and not mention["term_id"].startswith("unnamed_")
    ]
    assert dict(asked) == MIXED[line]


PLACE_OF_EXPERIENCE = (
    "or equivalent experience", "or equivalent combination of education and experience", "(or equivalent experience)",
    "or 4 years of relevant experience", "and/or equivalent experience", "or experience in lieu of degree",
    "; experience may be substituted", "or the equivalent in work experience",
    "or any combination of training and experience",
)  # fmt: skip
NO_PLACE_OF_EXPERIENCE = (
    "required", "or equivalent", "and 3 years of experience", "and equivalent experience in lamps", "or higher",
    "or foreign equivalent and 2 years of experience", "required. 3 years of experience required.",
)  # fmt: skip


@pytest.mark.parametrize("degree", ["Bachelor's degree", "BS/BA", "Associate's degree", "Master's degree in nursing"])
def test_experience_in_the_place_of_a_degree_in_every_wording(degree: str) -> None:
    def is_substitutable(ending: str) -> object:
        text = f"Requirements\n- {degree} {ending}\n- Lift lamps"
        return read_posting("", text, "plain", load_vocabulary())["requirement"]["education_substitutable"]

    assert [ending for ending in PLACE_OF_EXPERIENCE if not is_substitutable(ending)] == []
    assert [ending for ending in NO_PLACE_OF_EXPERIENCE if is_substitutable(ending)] == []

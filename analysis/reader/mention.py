"""Mention: one place in a posting where a term of the vocabulary stands."""

from dataclasses import dataclass

# How the long name of a licence ends when it names the person who holds it.
PERSONS = (
    " nurse", "practitioner", " assistant", " associate", "anesthetist", "midwife", " aide", "technician",
    "technologist", "therapist", "counselor", "social worker", " coder", " biller", "pharmacist", "physician",
    "paramedic", "psychologist", "dietitian", "accountant", " engineer", "attorney", "analyst",
)  # fmt: skip


# A text that names more is no advertisement; the steps compare mentions with each other (50,000 "(CPC)" took 17 s).
MOST_MENTIONS = 2_000
ASKED = ("required", "preferred")  # the strengths that ask something of the applicant


@dataclass(slots=True)
class Mention:
    """A term found in a text; later steps fill in how firmly it is asked for."""

    term_id: str
    kind: str
    start: int
    end: int
    rule_id: str
    statement: int
    type: str = ""
    strength: str = ""
    after_hire: bool = False
    months_to_obtain: int | None = None
    or_experience: bool = False
    group_id: int | None = None
    excluded_because: str | None = None
    years: float | None = None  # of a mention of kind 'experience'
    is_alternative: bool = False  # years that are one way of several, or a degree that only makes up for years

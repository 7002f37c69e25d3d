"""A title finds its occupation; a title that could be many things finds it only where something says so."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import VocabularyError
from analysis.occupations import classify, load_occupations
from analysis.vocabulary import DATA

OCCUPATIONS = load_occupations(DATA / "occupations")

BILLER = "medical_reimbursement_specialist"
CODER = "medical_coder"
RECORDS = "medical_records_specialist"
HIM = "health_information_manager"
ACCESS = "patient_access"
CYCLE = "revenue_cycle_manager"


def occupation(title: str, employer: str | None = None, description: str | None = None) -> str | None:
    return classify(title, employer, OCCUPATIONS, description)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Medical Reimbursement Specialist", BILLER),
        ("MEDICAL BILLERS (2 openings, nights)", BILLER),
        ("A/R Follow-Up Rep II", BILLER),
        ("Sr. Patient Accounts Representative - hybrid", BILLER),
        ("Workers’ Comp Biller", BILLER),
        ("Denials and Appeals Coordinator", BILLER),
        ("Certified Medical Biller & Coder", BILLER),
        ("Especialista en Facturación Médica", BILLER),
        ("Inpatient Coder III, remote", CODER),
        ("Medical Coder/Biller, Cardiology", CODER),
        ("HCC Risk Adjustment Coding Auditor", CODER),
        ("Medical Records Technician (Coder)", CODER),
        ("Medical Records Clerk", RECORDS),
        ("Clinical Documentation Integrity Specialist", RECORDS),
        ("Director of Health Information Management", HIM),
        ("Supervisor, Medical Coding", HIM),
        ("Medical Billing Supervisor", CYCLE),
        ("VP, Revenue Cycle", CYCLE),
        ("Patient Access Rep - Emergency Dept", ACCESS),
        ("Prior Authorizations Specialist", ACCESS),
        ("R.N., Emergency Department", "registered_nurse"),
        ("Class A CDL Driver, home weekends", "truck_driver"),
        ("Journeyman Electricians", "electrician"),
        ("Senior Back-End Engineer (Go)", "software_developer"),
        ("Sales & Use Tax Accountant", "accountant"),
        ("Certified Medical Assistant, Pediatrics", "medical_assistant"),
    ],
)
def test_a_plain_title_is_enough(title: str, expected: str) -> None:
    assert occupation(title) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Software Engineer, Medical Billing",
        "Product Manager, Revenue Cycle",
        "Epic Resolute Hospital Billing Analyst",
        "Field Reimbursement Manager, Oncology",
        "Medical Billing Instructor",
        "Account Executive, Patient Billing Software",
        "Litigation Billing Specialist, Medical Malpractice",
        "Utility Billing Clerk",
        "Python Coder, Health Data",
        "Qualitative Coding Analyst, Patient Interviews",
        "Warranty Claims Specialist",
        "Tuition Reimbursement Coordinator",
        "Museum Registrar",
        "Nurse Practitioner",
        "Licensed Practical Nurse",
        "School Bus Driver",
        "Pile Driver Operator",
        "",
        "¿?",
    ],
)
def test_a_look_alike_is_no_job_of_billing_coding_or_care(title: str) -> None:
    assert occupation(title, "Harrow Valley Health") not in {
        BILLER, CODER, RECORDS, HIM, CYCLE, ACCESS, "registered_nurse", "truck_driver",
    }  # fmt: skip


def test_a_billing_specialist_is_whoever_the_employer_bills() -> None:
    assert occupation("Billing Specialist", "Larkmoor Orthopaedics") == BILLER
    assert occupation("Billing Specialist", "Larkmoor Towing") is None
    assert occupation("Billing Specialist", "Pell, Ash & Moreno LLP") is None
    assert occupation("Billing Specialist") is None


def test_an_excluded_employer_outweighs_words_of_the_text() -> None:
    text = "You post Medicare payments to the trust accounts of clients and read each explanation of benefits."
    assert occupation("Billing Clerk", "Larkmoor", text) == BILLER
    assert occupation("Billing Clerk", "Larkmoor Law Offices", text) is None


def test_the_text_decides_when_title_and_employer_do_not() -> None:
    assert occupation("AR Specialist", "Pennant", "Work denied claims with payers and read EOBs.") == BILLER
    assert occupation("AR Specialist", "Pennant", "Send invoices to dealers; we offer medical and dental.") is None


def test_one_word_in_two_numbers_is_one_sign() -> None:
    assert occupation("AR Specialist", "Pennant", "Our software helps each payer, and payers love it.") is None


def test_a_coder_of_software_is_not_a_coder_of_charts() -> None:
    assert occupation("Coder", "Cedarline Hospital") == CODER
    assert occupation("Coder", "Cedarline Games") is None


class Unread(str):
    """A description that nobody may look into."""

    def lower(self) -> str:
        raise AssertionError("the description was read")


def test_the_description_is_left_alone_unless_the_title_is_ambiguous() -> None:
    unread = Unread("x" * 10_000)
    assert occupation("Medical Biller", "Pennant", unread) == BILLER
    assert occupation("Florist", "Pennant", unread) is None
    assert occupation("Billing Clerk", "Pennant Clinic", unread) == BILLER
    with pytest.raises(AssertionError, match="was read"):
        occupation("Billing Clerk", "Pennant", unread)


@given(st.text(max_size=80), st.none() | st.text(max_size=40), st.none() | st.text(max_size=200))
def test_any_text_has_one_answer(title: str, employer: str | None, description: str | None) -> None:
    answer = occupation(title, employer, description)
    assert answer is None or answer in {each.occupation_id for each in OCCUPATIONS}
    assert occupation(title, employer, description) == answer


def test_case_and_punctuation_make_no_difference() -> None:
    for each in OCCUPATIONS:
        for phrase in each.search_words:
            assert occupation(phrase.upper()) == occupation(f"* {phrase.lower().replace(' ', ' - ')}!"), phrase


def test_what_an_occupation_searches_for_is_mostly_its_own() -> None:
    for each in OCCUPATIONS:
        found = [occupation(words, "Larkmoor Medical Center") for words in each.search_words]
        assert each.occupation_id in found, each.occupation_id


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA / "occupations", tmp_path / "occupations"))


@pytest.mark.parametrize(
    ("mend", "complaint"),
    [
        (lambda text: text.replace('label = "Electricians"\n', ""), "`label` is missing"),
        (lambda text: text.replace('id = "electrician"', 'id = "spark"'), "not the name of the file"),
        (lambda text: text.replace("47-2111", "472111"), "a code like 43-3021"),
        (lambda text: text.replace("exclude = [", 'include_not = ["x"]\nexclude = ['), "`include_not` is not known"),
        (lambda text: text.replace('"electrician",', '"electrician|wireman",', 1), "is no phrase"),
        (lambda text: text.replace('"electrician",', '"... electrician",', 1), "is no phrase"),
        (lambda text: text.replace("ambiguous = []", 'ambiguous = ["sparks"]'), "need a `sign`"),
        (lambda text: text.replace("[titles]", "[titles"), "cannot be read"),
    ],
)
def test_a_wrong_file_is_named_with_what_to_do(folder: Path, mend: Callable[[str], str], complaint: str) -> None:
    path = folder / "electrician.toml"
    before = path.read_text(encoding="utf-8")
    after = mend(before)
    assert after != before
    path.write_text(after, encoding="utf-8")
    with pytest.raises(VocabularyError) as caught:
        load_occupations(folder)
    assert caught.value.subject == str(path)
    assert complaint in caught.value.message


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="no occupation here"):
        load_occupations(tmp_path)


def test_a_new_occupation_is_one_file(folder: Path) -> None:
    (folder / "florist.toml").write_text(
        'occupation_id = "florist"\nlabel = "Florists"\ndescription = "They bind flowers."\n'
        'search_words = ["florist"]\n'
        '[[soc]]\ncode = "27-1023"\ntitle = "Floral Designers"\n'
        '[titles]\ninclude = ["florist", "floral ... (designer|assistant)"]\n',
        encoding="utf-8",
    )
    assert classify("Floral & Event Designers", None, load_occupations(folder)) == "florist"

"""The reviewed files of data/ are what data/README.md says they are."""

import csv
import re
import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from analysis.errors import VocabularyError
from analysis.occupations import load_occupations
from analysis.vocabulary import DATA, load_vocabulary
from tests.conftest import SHARED

GUIDELINES = SHARED / "gold" / "GUIDELINES.md"

COLUMNS = (
    "term_id", "type", "label", "abbreviation", "issuer", "family", "aliases", "reference_url", "renewal", "verified",
    "needs_context",
)  # fmt: skip
FAMILIES = frozenset(
    """
    billing professional_coding facility_coding health_information risk_adjustment audit_cdi_compliance revenue_cycle
    patient_access practice_management administrative_assistant
    nursing medicine emergency therapy laboratory imaging pharmacy allied_health medical_assisting health_administration
    social_work education research personal_care
    finance insurance real_estate legal human_resources project_management quality supply_chain marketing
    information_technology engineering trades driving food safety general
    """.split()
)

with (DATA / "credentials.csv").open(encoding="utf-8", newline="") as lines:
    HEADER = tuple(next(csv.reader(lines)))
    CREDENTIALS = list(csv.DictReader(lines, HEADER))


def written_forms(row: dict[str, str]) -> list[str]:
    return [form for form in (row["label"], row["abbreviation"], *row["aliases"].split("|")) if form]


def is_short(form: str) -> bool:
    """An abbreviation rather than words: no space in it, and hardly a small letter."""
    return " " not in form and sum(map(str.isupper, form)) > sum(map(str.islower, form))


def test_credentials_have_the_columns_of_the_readme() -> None:
    assert HEADER == COLUMNS
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert [name for name in COLUMNS if f"`{name}`" not in readme] == []


def test_credentials_are_complete_and_tidy() -> None:
    for row in CREDENTIALS:
        try:
            check_credential(row)
        except AssertionError as error:
            raise AssertionError(f"credentials.csv, {row['term_id']}: {error}") from error


def check_credential(row: dict[str, str]) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", row["term_id"])
    assert row["type"] in {"certification", "licence"}
    assert row["family"] in FAMILIES
    assert row["verified"] in {"V", "S", "G"}
    assert row["needs_context"] in {"", "yes"}
    assert row["label"]
    assert re.fullmatch(r"(https://[\w.-]+(/[\w./?=&%-]*)?)?", row["reference_url"])
    for cell in row.values():
        assert cell == " ".join(cell.split())
    forms = written_forms(row)
    assert len(set(forms)) == len(forms)
    for form in forms:
        assert form == form.strip()
        assert len(form) >= 2
        assert "’" not in form, "the matcher finds curly apostrophes by itself"


def test_a_term_has_one_id_in_all_files() -> None:
    ids = [row["term_id"] for row in CREDENTIALS]
    assert sorted(ids) == sorted(set(ids))
    kinds = defaultdict(set)
    for term in load_vocabulary().terms:
        kinds[term.term_id].add(term.kind)
    assert {term_id: found for term_id, found in kinds.items() if len(found) > 1} == {}


def test_two_credentials_share_a_form_only_as_an_abbreviation_that_needs_context() -> None:
    owners = defaultdict(list)
    for row in CREDENTIALS:
        for form in {form if is_short(form) else form.lower() for form in written_forms(row)}:
            owners[form].append(row)
    for form, rows in owners.items():
        if len(rows) > 1:
            who = [row["term_id"] for row in rows]
            assert is_short(form), f"{form} is a written form of {who}; give it to one"
            assert all(row["needs_context"] for row in rows), f"{form} belongs to {who}; each needs context"


def test_context_is_asked_only_of_what_has_an_abbreviation() -> None:
    for row in CREDENTIALS:
        if row["needs_context"]:
            assert any(is_short(form) or form == row["abbreviation"] for form in written_forms(row)), row["term_id"]


def test_letters_that_mean_two_credentials_are_kept_apart() -> None:
    by_id = {row["term_id"]: row for row in CREDENTIALS}
    assert by_id["cic"]["label"] == "Certified Inpatient Coder"
    assert by_id["cic_insurance"]["label"] == "Certified Insurance Counselor"
    assert by_id["rma"]["issuer"] == "AMT"
    assert by_id["rma_auditor"]["label"] == "Registered Medical Auditor"
    assert "CPC-H" in by_id["coc"]["aliases"].split("|")
    assert "LVN" in by_id["lpn"]["aliases"].split("|")
    assert by_id["phlebotomy"]["abbreviation"] == "CPT"


def test_a_rule_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    clashes = folder / "clashes.csv"
    lines = clashes.read_text(encoding="utf-8").splitlines()
    clashes.write_text("\n".join([*lines, lines[1]]), encoding="utf-8")
    with pytest.raises(VocabularyError, match=f"{lines[1].split(',')[0]!r} stands in an earlier row") as caught:
        load_vocabulary(folder)
    assert f"clashes.csv:{len(lines) + 1}" in str(caught.value)


def test_every_id_of_the_labelling_guidelines_is_there() -> None:
    if not GUIDELINES.exists():
        pytest.skip(f"the labelling guidelines are not at {GUIDELINES}; set JOBREQ_SHARED")
    lists = re.findall(r"^(?:billing/coding|care|general): (.+)$", GUIDELINES.read_text(encoding="utf-8"), re.MULTILINE)
    wanted = set()
    for line in lists:
        wanted |= set(re.findall(r": (\w+)(?=[,)])", line))  # pharm_tech(PTCB/CPhT: cpht)
        wanted |= set(re.findall(r"\b\w+\b(?!\()", re.sub(r"\w+\([^)]*\)", "", line)))
    assert {"cmrs", "cpht", "rma", "ase"} <= wanted
    assert wanted - {row["term_id"] for row in CREDENTIALS} == set()


def test_occupations_are_complete() -> None:
    occupations = load_occupations(DATA / "occupations")
    ids = {occupation.occupation_id for occupation in occupations}
    assert {"medical_reimbursement_specialist", "medical_coder", "health_information_manager", "patient_access"} <= ids
    assert len({occupation.label for occupation in occupations}) == len(ids)
    for occupation in occupations:
        assert len(occupation.description.split()) >= 8, occupation.occupation_id
        assert occupation.search_words, occupation.occupation_id
        assert occupation.exclude, occupation.occupation_id

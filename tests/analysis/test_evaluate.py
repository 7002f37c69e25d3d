"""Scoring tells right from wrong as its definitions say, and its floors cannot sink unnoticed."""

import importlib.util
import json
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import Result

from analysis import labelled
from analysis.evaluate import Measure, below, compare, floors_of, interval, measures, quality, rogan_gladen, strengths
from analysis.labelled import LabelledError, LabelledSet, check_floors, load_floors, load_set, own_set, update
from analysis.vocabulary import load_vocabulary
from tests.conftest import SHARED

GOLD = SHARED / "gold"
Call = Callable[..., Result]

SETTLED = frozenset({"cpc", "ccs", "rhit", "rn"})


def cert(term_id: str, strength: str = "required", type: str = "certification") -> dict[str, str]:
    return {"id": term_id, "type": type, "strength": strength}


def scored(label: Mapping[str, Any], reading: Mapping[str, Any]) -> dict[tuple[str, str], Measure]:
    return measures(compare({"a": label}, {"a": reading}, SETTLED))


def shares(label: Mapping[str, Any], reading: Mapping[str, Any], aspect: str) -> dict[str, float]:
    return {name: measure.share for (of, name), measure in scored(label, reading).items() if of == aspect}


def test_precision_recall_and_strength_of_what_is_asked() -> None:
    label = {"credentials": [cert("cpc"), cert("ccs", "preferred"), cert("rhit", "mentioned")]}
    reading = {"credentials": [cert("cpc", "preferred"), cert("rhit", "required")]}
    found = shares(label, reading, "credentials")
    assert found == {"precision": 1 / 2, "recall": 1 / 2, "f1": 1 / 2, "strength": 0.0}


def test_a_waiver_read_where_it_is_asked_is_a_miss_and_a_wrong_strength() -> None:
    found = shares({"credentials": [cert("cpc")]}, {"credentials": [cert("cpc", "not_required")]}, "credentials")
    assert found == {"recall": 0.0, "f1": 0.0, "strength": 0.0}


def test_what_is_asked_twice_counts_once_with_its_strongest_strength() -> None:
    entries = [cert("cpc", "mentioned"), cert("cpc", "preferred"), cert("cpc", "not_required")]
    assert strengths({"credentials": entries}, "credentials", SETTLED) == {"cpc": "preferred"}


def test_certifications_and_licences_are_apart_and_names_that_are_not_settled_too() -> None:
    entries = [
        cert("cpc"),
        cert("rn", type="licence"),
        cert("xyz"),
        cert("unnamed_coding"),
        cert("unnamed", "mentioned"),
    ]
    found = {
        aspect: set(strengths({"credentials": entries}, aspect, SETTLED))
        for aspect in ("credentials", "certifications", "licences", "other_credentials")
    }
    assert found == {
        "credentials": {"cpc", "rn", "unnamed"},
        "certifications": {"cpc", "unnamed"},
        "licences": {"rn"},
        "other_credentials": {"xyz"},
    }


def test_only_what_a_person_labelled_is_scored() -> None:
    reading = {"credentials": [cert("cpc")], "skills": ["epic"], "education_required": "bachelor"}
    assert {aspect for aspect, _ in scored({"skills": ["epic"]}, reading)} == {"skills"}


def test_a_posting_without_a_reading_is_read_to_be_empty() -> None:
    found = measures(compare({"a": {"skills": ["epic", "ehr"]}}, {}, SETTLED))
    assert found["skills", "recall"].share == 0
    assert found["skills", "recall"].cases == 2
    assert ("skills", "precision") not in found


@pytest.mark.parametrize(
    ("labelled", "read", "accuracy", "where_stated"),
    [
        (3, 3.0, 1, 1),
        (3, None, 0, 0),
        (None, 0.5, 0, 0),
        (0, None, 1, None),  # "0-2 years" asks for no experience
        (None, None, 1, None),
        (2, 3, 0, 0),
    ],
)
def test_years_are_right_or_wrong(
    labelled: float | None, read: float | None, accuracy: int, where_stated: int | None
) -> None:
    field = "experience_years_required"
    found = shares({field: labelled}, {field: read}, field)
    assert (found["accuracy"], found.get("where_stated")) == (accuracy, where_stated)


@pytest.mark.parametrize(
    ("entries", "verdict"),
    [
        ([cert("cpc", "preferred"), cert("ccs", "required")], "required"),
        ([cert("cpc", "not_required"), cert("ccs", "mentioned")], "not_required"),
        ([cert("cpc", "mentioned")], "not_stated"),
        ([cert("rn", type="licence")], "not_stated"),
        ([], "not_stated"),
    ],
)
def test_the_verdict_is_the_strongest_word_on_any_certification(entries: list[dict[str, str]], verdict: str) -> None:
    (found,) = (
        comparison.labelled
        for comparison in compare({"a": {"credentials": entries}}, {}, SETTLED)
        if comparison.aspect == "certification_expectation"
    )
    assert found == verdict


def test_a_mention_more_or_less_is_no_error_but_a_waiver_for_a_wish_is() -> None:
    def errors(label: str | None, read: str | None) -> int:
        sides = [{"credentials": [cert("cpc", strength)] if strength else []} for strength in (label, read)]
        comparisons = compare({"a": sides[0]}, {"a": sides[1]}, SETTLED)
        return sum(one.is_error for one in comparisons if one.aspect == "credentials")

    assert [errors("mentioned", None), errors(None, "mentioned"), errors("not_required", None)] == [0, 0, 0]
    assert [errors("preferred", "not_required"), errors("required", "preferred"), errors(None, "preferred")] == [
        1,
        1,
        1,
    ]


def test_wilsons_interval_for_single_cases() -> None:
    # Newcombe 1998, table I: 81 of 263 is 0.2553 to 0.3662. Single cases have a design effect of 1 but for n/(n-1).
    low, high = interval([(1, 1)] * 81 + [(0, 1)] * 182)
    assert (low, high) == (pytest.approx(0.2553, abs=4e-4), pytest.approx(0.3662, abs=4e-4))


def test_cases_that_stand_and_fall_with_their_posting_say_no_more() -> None:
    single = interval([(1, 1)] * 30 + [(0, 1)] * 10)
    assert interval([(5, 5)] * 30 + [(0, 5)] * 10) == pytest.approx(single)
    assert interval([(5, 5)] * 40) == pytest.approx(interval([(1, 1)] * 40))


def test_the_interval_is_that_of_a_bootstrap_over_postings() -> None:
    draw = random.Random(7)
    counts = []
    for _ in range(120):
        cases, chance = draw.randint(1, 9), draw.betavariate(6, 2)
        counts.append((sum(draw.random() < chance for _ in range(cases)), cases))
    samples = sorted(
        sum(hits for hits, _ in sample) / sum(cases for _, cases in sample)
        for sample in (draw.choices(counts, k=len(counts)) for _ in range(2000))
    )
    assert interval(counts) == (pytest.approx(samples[50], abs=0.01), pytest.approx(samples[1950], abs=0.01))


@given(st.lists(st.integers(1, 9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1))
def test_an_interval_holds_its_share(counts: list[tuple[int, int]]) -> None:
    low, high = interval(counts)
    share = sum(hits for hits, _ in counts) / sum(cases for _, cases in counts)
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1
    assert high - low > 0


def test_quality_counts_postings() -> None:
    labels = {
        "1": {"credentials": [cert("cpc"), cert("ccs")]},
        "2": {"credentials": [cert("cpc", "preferred")]},
        "3": {"credentials": [cert("cpc", "mentioned")]},
        "4": {"credentials": []},
        "5": {"degrees": []},  # says nothing of credentials
    }
    readings = {
        "1": {"credentials": [cert("ccs")]},
        "2": {"credentials": []},
        "3": {"credentials": [cert("cpc")]},
        "4": {"credentials": [cert("unnamed", "not_required")]},
        "5": {"credentials": [cert("cpc")]},
    }
    rows = {(row.kind, row.term_id): row for row in quality(labels, readings, fewest=2)}
    counts = lambda row: (row.true_positive, row.false_positive, row.false_negative, row.true_negative)  # noqa: E731
    assert counts(rows["certification", ""]) == (1, 1, 1, 1)
    assert counts(rows["certification", "cpc"]) == (0, 1, 2, 1)
    assert ("certification", "ccs") not in rows  # once only
    assert rows["certification", "cpc"].shares == {"sensitivity": 0, "specificity": 0.5, "precision": 0, "recall": 0}
    assert counts(rows["degree", ""]) == (0, 0, 0, 1)
    assert rows["degree", ""].shares["sensitivity"] is None


@given(
    prevalence=st.floats(0, 1),
    sensitivity=st.floats(0.5, 1, exclude_min=True).filter(lambda value: value > 0.51),
    specificity=st.floats(0.51, 1),
)
def test_the_corrected_share_is_the_true_one(prevalence: float, sensitivity: float, specificity: float) -> None:
    read = prevalence * sensitivity + (1 - prevalence) * (1 - specificity)
    assert rogan_gladen(read, sensitivity, specificity) == pytest.approx(prevalence, abs=1e-9)


def test_a_corrected_share_stays_a_share_and_a_coin_corrects_nothing() -> None:
    assert rogan_gladen(0.02, 0.9, 0.95) == 0
    assert rogan_gladen(0.95, 0.9, 0.99) == 1
    assert rogan_gladen(0.3, 0.4, 0.6) is None


def test_floors_are_rounded_down_and_only_a_fall_beyond_noise_counts() -> None:
    found = scored({"skills": ["a", "b", "c"]}, {"skills": ["a", "b"]})
    floors = floors_of(found)
    assert floors == {"skills": {"f1": 0.8}}
    assert below(floors, found, 0) == []
    assert below({"skills": {"f1": 0.801}}, found, 0.002) == []
    assert below({"skills": {"f1": 0.803}}, found, 0.002) == [("skills", "f1", 0.803, pytest.approx(0.8))]
    assert below({"training": {"strength": 0.5}}, found, 0) == [("training", "strength", 0.5, 0.0)]


POSTING = {"id": "a", "title": "Coder", "format": "plain", "description": "The CPC is required.\nRHIT preferred."}
RIGHT = {"credentials": [cert("cpc"), cert("rhit", "preferred")]}
WRONG = {"credentials": [cert("cpc"), cert("rhit", "required"), cert("ccs")]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A labelled folder of one posting, which the reader reads rightly."""
    (tmp_path / "settled_credentials.txt").write_text("# settled\ncpc\nccs\nrhit\n")
    (tmp_path / "x.postings.jsonl").write_text(json.dumps(POSTING) + "\n")
    return relabel(tmp_path, RIGHT)


def relabel(folder: Path, labels: Mapping[str, Any]) -> Path:
    (folder / "x.labels.jsonl").write_text(json.dumps({"id": "a"} | dict(labels)) + "\n")
    return folder


def test_floors_are_pinned_once_and_then_hold(folder: Path) -> None:
    with pytest.raises(LabelledError, match="not those that the floors were measured on"):
        check_floors(own_set(folder), folder)
    update(own_set(folder), may_lower=False, folder=folder)
    check_floors(own_set(folder), folder)
    assert load_floors(folder)["floors"]["credentials"] == {"f1": 1.0, "strength": 1.0}
    assert (folder / "quality.csv").read_text().startswith("reader_version,vocabulary_hash,kind,term_id,postings,true_")


def test_a_changed_set_is_noticed_though_every_figure_holds(folder: Path) -> None:
    update(own_set(folder), may_lower=False, folder=folder)
    (folder / "x.postings.jsonl").write_text(json.dumps(POSTING | {"employer": "Elsewhere"}) + "\n")
    with pytest.raises(LabelledError, match="not those that the floors were measured on"):
        check_floors(own_set(folder), folder)


def test_a_floor_sinks_only_when_that_is_meant(folder: Path) -> None:
    update(own_set(folder), may_lower=False, folder=folder)
    before = (folder / "floors.json").read_bytes()
    relabel(folder, WRONG)
    with pytest.raises(LabelledError, match=r"f1 of credentials fell from 1\.000 to 0\.800") as caught:
        update(own_set(folder), may_lower=False, folder=folder)
    assert "--allow-regression" in str(caught.value)
    assert (folder / "floors.json").read_bytes() == before
    update(own_set(folder), may_lower=True, folder=folder)
    assert load_floors(folder)["floors"]["credentials"] == {"f1": 0.8, "strength": 0.5}
    relabel(folder, RIGHT)
    update(own_set(folder), may_lower=False, folder=folder)
    assert load_floors(folder)["floors"]["credentials"] == {"f1": 1.0, "strength": 1.0}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object with an `id`"),
        ('{"id": 7}', "not a JSON object with an `id`"),
        ('{"id": "z", "format": "word"}', "format 'word' is none of"),
        ('{"id": "z", "skills": []}', "it has labels but no text"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(line: str, why: str, folder: Path) -> None:
    (folder / "x.labels.jsonl").write_text(f"{line}\n")
    with pytest.raises(LabelledError, match=why):
        own_set(folder)


def test_a_file_without_labels_cannot_be_scored(folder: Path) -> None:
    with pytest.raises(LabelledError, match="there is no label"):
        load_set("x", [folder / "x.postings.jsonl"], folder)


@pytest.fixture(scope="module")
def gold() -> tuple[LabelledSet, Any]:
    """The labelled postings of others and the module that scores them there, where they lie beside the checkout."""
    if not (GOLD / "score.py").is_file():
        pytest.skip(f"there are no labelled postings of others in {GOLD}")
    spec = importlib.util.spec_from_file_location("score", GOLD / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return load_set("gold", [GOLD / "dev.jsonl", GOLD / "dev_postings.jsonl"]), module


def test_our_figures_are_those_of_an_independent_scorer(gold: tuple[LabelledSet, Any]) -> None:
    labelled, scorer = gold
    theirs, _ = scorer.score(labelled.labels, labelled.read_labels)
    compared = 0
    for aspect, figures in theirs.items():
        for name, figure in figures.items():
            if name == "gold":
                assert labelled.measures[aspect, "recall"].cases == figure
            elif name == "stated":
                assert labelled.measures[aspect, "where_stated"].cases == figure
            else:
                assert labelled.measures[aspect, name].share == pytest.approx(figure, abs=5e-4), (aspect, name)
                compared += 1
    assert compared >= 30


def test_the_settled_names_are_those_of_the_independent_scorer(gold: tuple[LabelledSet, Any]) -> None:
    assert gold[0].settled == gold[1].CORE - {"unnamed"}


def test_every_settled_name_is_in_the_vocabulary() -> None:
    assert labelled.settled_credentials() <= load_vocabulary().by_id.keys()


def test_the_command_scores_files_and_shows_where_they_differ(folder: Path, jobreq: Call) -> None:
    relabel(folder, WRONG | {"experience_years_required": 2})
    files = sorted(folder.glob("*.jsonl"))
    answer = jobreq("evaluate", *files, "--errors", "2")
    assert answer.exit_code == 0
    assert "x.labels.jsonl, x.postings.jsonl: 1 labelled postings" in answer.stdout
    assert "a credentials ccs: labelled required, read None" in answer.stdout
    assert "a credentials rhit: labelled required, read preferred\n    RHIT preferred." in answer.stdout
    assert "years required" in answer.stdout
    assert "a experience" not in answer.stdout  # two were asked for


def test_the_command_answers_machines(folder: Path, jobreq: Call) -> None:
    relabel(folder, WRONG)
    answer = json.loads(jobreq("evaluate", *folder.glob("*.jsonl"), "--format", "json", "--errors", "1").stdout)
    (found,) = answer["sets"]
    (f1,) = (one for one in found["figures"] if (one["aspect"], one["measure"]) == ("credentials", "f1"))
    assert (f1["share"], f1["cases"], f1["floor"]) == (pytest.approx(0.8), 5, None)
    assert f1["low"] < 0.8 < f1["high"]
    (error,) = found["errors"]
    where = {"posting_id": "a", "aspect": "credentials", "term_id": "ccs"}
    assert error == where | {"labelled": "required", "read": None, "sentence": ""}


def test_floors_are_not_for_files_of_others(folder: Path, jobreq: Call) -> None:
    answer = jobreq("evaluate", *folder.glob("*.jsonl"), "--update")
    assert answer.exit_code == 2
    assert answer.stderr.startswith("jobreq: floors belong to the project's own labelled postings")

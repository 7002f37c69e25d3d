"""Worlds with a known truth, from the text of each posting to the published interval: does it hold the truth?"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.build import Inputs, build
from analysis.publish import publish
from analysis.reading import READER_VERSION, read_posting
from analysis.vocabulary import load_vocabulary
from tests.analysis.made import ask, moment, posting, readings, segment

OPENING = "We are a group of clinics in the middle of the state, and this is a job for a person who likes order.\n"
TEXTS = {
    True: [
        "Requirements:\nCPC certification required.\nTwo years of billing.",
        "You will code charts for six clinics. CPC preferred.",
        "Qualifications\n- High school diploma\n- CPC, or the ability to obtain it within a year of hire",
        "We need somebody with a CPC or a CCS. Good pay.",
    ],
    False: [
        "Requirements:\nTwo years of billing.\nWe pay for your CPC exam.",
        "You will work with our CPC coders every day and answer the phone.",
        "A friendly office looks for a biller. No certification needed.",
        "Qualifications\n- High school diploma\n- Good spelling",
    ],
}


def employer(random: np.random.Generator, share: float, correlation: float) -> list[bool]:
    """Whether each job of one employer asks: sizes are log-normal, employers lean one way or the other."""
    lean = random.beta(share * (1 - correlation) / correlation, (1 - share) * (1 - correlation) / correlation)
    return (random.random(int(np.ceil(random.lognormal(0.7, 0.8)))) < lean).tolist()


def worlds(results: Path, count: int, employers: int, share: float) -> Path:
    """A published database in which each occupation is a world of its own, drawn from the same truth."""
    random = np.random.default_rng(20261124)
    vocabulary = load_vocabulary()
    known: dict[str, dict[str, Any]] = {
        text: read_posting("Coder", OPENING + text, "plain", vocabulary) for texts in TEXTS.values() for text in texts
    }
    postings, rows = [], []
    for world in range(count):
        for number in range(employers):
            for job, is_asked in enumerate(employer(random, share, correlation=0.2)):
                text = TEXTS[is_asked][random.integers(len(TEXTS[is_asked]))]
                one = posting(
                    f"{world}-{number}-{job}",
                    OPENING + text,
                    title=f"Coder {job} of {world}",
                    employer=f"E{number} of {world}",
                )
                postings.append(one)
                given = {"content_hash": one.content_hash, "reader_version": READER_VERSION}
                rows.append(known[text] | given | {"vocabulary_hash": vocabulary.content_hash})
    segment(results, 0, postings)
    made = Inputs(
        readings=readings(results, rows),
        terms=vocabulary.terms,
        occupations={f"world_{world}": f"World {world}" for world in range(count)},
        classify=lambda title, *_: f"world_{title.rpartition(' ')[2]}",
        quality=results / "none.csv",
    )
    return publish(build(results, now=lambda: moment(1000), inputs=made), results)


def coverage(results: Path, **world: Any) -> float:
    query = (
        f"SELECT avg((share_low <= {world['share']} AND share_high >= {world['share']})::INTEGER) "
        "FROM certification_demand WHERE term_id = 'cpc' AND occupation_id <> 'all'"
    )
    ((covered,),) = ask(worlds(results, **world), query)
    return float(covered)


def test_what_the_texts_say_is_what_is_counted(tmp_path: Path) -> None:
    """The reader reads these texts without an error: what is left is chance."""
    vocabulary = load_vocabulary()
    for is_asked, texts in TEXTS.items():
        for text in texts:
            found = read_posting("Coder", OPENING + text, "plain", vocabulary)["mentions"]
            asked = {m["term_id"] for m in found if m["strength"] in ("required", "preferred")}
            assert ("cpc" in asked) is is_asked, text


@pytest.mark.slow
def test_the_published_interval_holds_the_truth_of_most_worlds(tmp_path: Path) -> None:
    # 100 worlds tell 95 % from 87 %.
    assert coverage(tmp_path, count=100, employers=25, share=0.4) >= 0.89


@pytest.mark.slow
@pytest.mark.parametrize(("employers", "share"), [(8, 0.5), (25, 0.1), (60, 0.05), (60, 0.4)])
def test_the_published_interval_holds_the_truth_of_many_worlds(tmp_path: Path, employers: int, share: float) -> None:
    assert coverage(tmp_path, count=600, employers=employers, share=share) >= 0.92

"""How well the reader reads: its labels beside people's, counted posting by posting. Pure.

Both sides have the form of `analysis.reading.labels_of`; a field that a person's row leaves out is not scored.
Asked means required or preferred. data/labelled/README.md gives the definitions in words.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Labels = Mapping[str, Any]

RANK = {"required": 3, "preferred": 2, "not_required": 1, "mentioned": 0}
NAMED = "named"  # what stands for the strength of a skill: these are labelled without one
_ASKED = frozenset({"required", "preferred", NAMED})

TERMS = ("credentials", "certifications", "licences", "other_credentials", "degrees", "training", "skills")
VALUES = (
    "education_required",
    "education_preferred",
    "education_substitutable",
    "employer_training",
    "experience_years_required",
    "experience_years_preferred",
)
VERDICTS = {
    "certification_expectation": "certifications",
    "licence_expectation": "licences",
    "training_expectation": "training",
}
MEASURES = ("precision", "recall", "f1", "strength", "accuracy", "where_stated")
PINNED = ("f1", "strength", "accuracy")  # the measures that carry a floor

_FIELDS = dict.fromkeys(("certifications", "licences", "other_credentials"), "credentials")
_Z = 1.959964  # 95 %


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that a person or the reader found in a posting, as each of them has it; None is not found."""

    posting_id: str
    aspect: str
    term_id: str
    labelled: Any
    read: Any

    @property
    def is_same(self) -> bool:
        """Whether both say the same; no years and 0 years are the same, as are false and not stated."""
        return bool(self.labelled == self.read or (not self.labelled and not self.read))

    @property
    def is_error(self) -> bool:
        """Whether a mend of the reader would change a published figure: a mere mention more or less does not."""
        if self.aspect not in TERMS:
            return not self.is_same
        is_asked = self.labelled in _ASKED
        return is_asked != (self.read in _ASKED) or (is_asked and self.labelled != self.read)


@dataclass(frozen=True, slots=True)
class Measure:
    """A share over postings: (hits, cases) of each posting that has a case."""

    aspect: str
    name: str
    counts: tuple[tuple[int, int], ...]

    @property
    def cases(self) -> int:
        return sum(cases for _, cases in self.counts)

    @property
    def share(self) -> float:
        return sum(hits for hits, _ in self.counts) / self.cases

    @property
    def interval(self) -> tuple[float, float]:
        return interval(self.counts)


def compare(
    labels: Mapping[str, Labels], readings: Mapping[str, Labels], settled: frozenset[str]
) -> Iterator[Comparison]:
    """Every labelled aspect of every labelled posting; a posting without a reading counts as read to be empty.

    `settled` are the credential ids on which labellers agree beforehand; the rest is `other_credentials`.
    """
    for posting_id, label in labels.items():
        reading = readings.get(posting_id, {})
        for aspect in TERMS:
            if _FIELDS.get(aspect, aspect) in label:
                labelled, read = strengths(label, aspect, settled), strengths(reading, aspect, settled)
                for term_id in sorted(labelled.keys() | read.keys()):
                    yield Comparison(posting_id, aspect, term_id, labelled.get(term_id), read.get(term_id))
        for aspect in VALUES:
            if aspect in label:
                yield Comparison(posting_id, aspect, "", label[aspect], reading.get(aspect))
        for aspect, terms in VERDICTS.items():
            if _FIELDS.get(terms, terms) in label:
                labelled, read = strengths(label, terms, settled), strengths(reading, terms, settled)
                yield Comparison(posting_id, aspect, "", _verdict(labelled), _verdict(read))


def strengths(labels: Labels, aspect: str, settled: frozenset[str]) -> dict[str, str]:
    """The strongest strength of each term of one aspect; all credentials without a name are one term."""
    if aspect == "skills":
        return dict.fromkeys(labels.get("skills") or (), NAMED)
    found: dict[str, str] = {}
    for entry in labels.get(_FIELDS.get(aspect, aspect)) or ():
        if aspect == "degrees":
            term_id = entry["level"]
        elif aspect == "training":
            term_id = "training"
        else:
            term_id = "unnamed" if entry["id"].startswith("unnamed") else entry["id"]
            if not _belongs(term_id, entry.get("type") == "licence", aspect, settled):
                continue
        if term_id not in found or RANK[entry["strength"]] > RANK[found[term_id]]:
            found[term_id] = entry["strength"]
    return found


def _belongs(term_id: str, is_licence: bool, aspect: str, settled: frozenset[str]) -> bool:
    """Whether a credential is scored under one of the four aspects that are about credentials."""
    is_settled = term_id in settled or term_id == "unnamed"
    if aspect == "other_credentials":
        return not is_settled
    return is_settled and (aspect == "credentials" or is_licence == (aspect == "licences"))


def _verdict(found: Mapping[str, str]) -> str:
    """The one word that is published for a posting."""
    stated = [strength for strength in found.values() if strength != "mentioned"]
    return max(stated, key=RANK.__getitem__, default="not_stated")


def measures(comparisons: Iterable[Comparison]) -> dict[tuple[str, str], Measure]:
    """The measures of each aspect that has cases, in the order of TERMS, VALUES, VERDICTS and MEASURES."""
    tallies: dict[tuple[str, str], dict[str, tuple[int, int]]] = {}
    for comparison in comparisons:
        for name, hits, cases in _counted(comparison):
            if cases:
                tally = tallies.setdefault((comparison.aspect, name), {})
                held = tally.get(comparison.posting_id, (0, 0))
                tally[comparison.posting_id] = (held[0] + hits, held[1] + cases)
    keys = ((aspect, name) for aspect in (*TERMS, *VALUES, *VERDICTS) for name in MEASURES)
    return {key: Measure(*key, tuple(tallies[key].values())) for key in keys if key in tallies}


def _counted(comparison: Comparison) -> Iterator[tuple[str, int, int]]:
    """(measure, hits, cases) that one comparison adds."""
    if comparison.aspect in VERDICTS:
        yield "accuracy", comparison.is_same, 1
        return
    if comparison.aspect in VALUES:
        labelled, read = bool(comparison.labelled), bool(comparison.read)
        hit = labelled and read and comparison.is_same
        yield "accuracy", comparison.is_same, 1
        yield "where_stated", comparison.is_same, labelled or read
    else:
        labelled, read = comparison.labelled in _ASKED, comparison.read in _ASKED
        hit = labelled and read
        if labelled and comparison.labelled != NAMED and comparison.read in ("required", "preferred", "not_required"):
            yield "strength", comparison.is_same, 1
    yield "precision", hit, read
    yield "recall", hit, labelled
    yield "f1", 2 * hit, labelled + read


def interval(counts: Iterable[tuple[int, int]]) -> tuple[float, float]:
    """The 95 % interval of a share whose cases come in postings: Wilson on the effective number of cases.

    Cases of one posting stand or fall together, so that the variance is that of a ratio over postings (Taylor), and
    the cases are divided by the design effect. Where all or none hit, it is unknown: a posting counts as one case.
    """
    counts = list(counts)
    cases = sum(of for _, of in counts)
    share = sum(hits for hits, _ in counts) / cases
    size = float(len(counts))
    if len(counts) > 1 and 0 < share < 1:
        spread = sum((hits - share * of) ** 2 for hits, of in counts) * len(counts) / (len(counts) - 1)
        size = cases / max(1.0, spread / (cases * share * (1 - share)))
    middle = (share + _Z**2 / (2 * size)) / (1 + _Z**2 / size)
    reach = _Z * math.sqrt(share * (1 - share) / size + _Z**2 / (4 * size**2)) / (1 + _Z**2 / size)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def floors_of(found: Mapping[tuple[str, str], Measure]) -> dict[str, dict[str, float]]:
    """The floor of each pinned measure by aspect: what was measured, rounded down to 3 decimals."""
    floors: dict[str, dict[str, float]] = {}
    for (aspect, name), measure in found.items():
        if name in PINNED:
            floors.setdefault(aspect, {})[name] = math.floor(measure.share * 1000 + 1e-9) / 1000
    return floors


def below(
    floors: Mapping[str, Mapping[str, float]], found: Mapping[tuple[str, str], Measure], noise: float
) -> list[tuple[str, str, float, float]]:
    """(aspect, measure, floor, share) of each floor that is not reached; a measure without cases is 0."""
    fallen = []
    for aspect, pinned in floors.items():
        for name, floor in pinned.items():
            measure = found.get((aspect, name))
            share = measure.share if measure else 0.0
            if share < floor - noise:
                fallen.append((aspect, name, floor, share))
    return fallen


@dataclass(frozen=True, slots=True)
class Quality:
    """In how many labelled postings the reader says rightly that something is asked for, or that it is not."""

    kind: str  # certification, licence, degree, training
    term_id: str  # '' for anything of this kind
    true_positive: int
    false_positive: int
    false_negative: int
    true_negative: int

    @property
    def postings(self) -> int:
        return self.true_positive + self.false_positive + self.false_negative + self.true_negative

    @property
    def shares(self) -> dict[str, float | None]:
        """By name; None is a share of nothing. Sensitivity and recall are the same: what is read of what is asked."""
        sensitivity = _share(self.true_positive, self.true_positive + self.false_negative)
        return {
            "sensitivity": sensitivity,
            "specificity": _share(self.true_negative, self.true_negative + self.false_positive),
            "precision": _share(self.true_positive, self.true_positive + self.false_positive),
            "recall": sensitivity,
        }


def quality(labels: Mapping[str, Labels], readings: Mapping[str, Labels], *, fewest: int = 5) -> list[Quality]:
    """Rows for each kind, and for each credential and degree level that people found asked for in `fewest` postings."""
    everything = frozenset(
        entry["id"] for side in (labels, readings) for row in side.values() for entry in row.get("credentials") or ()
    )
    rows = []
    for kind, aspect in (
        ("certification", "certifications"),
        ("licence", "licences"),
        ("degree", "degrees"),
        ("training", "training"),
    ):
        asked = []
        for posting_id, label in labels.items():
            if _FIELDS.get(aspect, aspect) in label:
                sides = (label, readings.get(posting_id, {}))
                asked.append(tuple(_asked(strengths(side, aspect, everything)) for side in sides))
        found = Counter(term_id for labelled, _ in asked for term_id in labelled - {"training", "unnamed"})
        for term_id in ("", *sorted(term_id for term_id, count in found.items() if count >= fewest)):
            outcomes = [(_holds(labelled, term_id), _holds(read, term_id)) for labelled, read in asked]
            counts = (outcomes.count(pair) for pair in ((True, True), (False, True), (True, False), (False, False)))
            rows.append(Quality(kind, term_id, *counts))
    return rows


def _asked(found: Mapping[str, str]) -> frozenset[str]:
    return frozenset(term_id for term_id, strength in found.items() if strength in _ASKED)


def _holds(asked: frozenset[str], term_id: str) -> bool:
    return term_id in asked if term_id else bool(asked)


def _share(hits: int, cases: int) -> float | None:
    return hits / cases if cases else None


def rogan_gladen(share: float, sensitivity: float, specificity: float) -> float | None:
    """The share of postings that truly ask, from the share that was read to ask; in [0, 1].

    (share + specificity - 1) / (sensitivity + specificity - 1), cut off at 0 and 1 (Rogan and Gladen 1978, American
    Journal of Epidemiology 107:71-76). None where reading is no better than a coin: sensitivity + specificity <= 1.
    """
    power = sensitivity + specificity - 1
    if power <= 0:
        return None
    return min(1.0, max(0.0, (share + specificity - 1) / power))

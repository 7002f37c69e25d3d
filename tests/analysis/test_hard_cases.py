"""The 66 phenomena that make postings hard to read, each with at least one case of our own."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from analysis.evaluate import RANK, VALUES
from analysis.reading import labels_of, read_batch

FILE = Path(__file__).parents[1] / "hard_cases.toml"
CASES = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]
PHENOMENA = range(1, 67)

_FLAGS = ("type", "after_hire", "or_experience", "months_to_obtain")
_KEYS = {
    *("name", "phenomenon", "title", "format", "text", "known_failure"),
    *("credentials", "degrees", "training", "skills", *VALUES),
    *("any_of", "excluded", "requirement", "is_truncated", "language"),
}


def parameters() -> Iterator[Any]:
    for case in CASES:
        reason = case.get("known_failure")
        marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
        yield pytest.param(case, id=f"{case['phenomenon']:02d} {case['name']}", marks=marks)


def read(title: str, text: str, format: str = "plain", employer: str = "") -> dict[str, Any]:
    row = {"content_hash": "x", "title": title, "employer": employer, "format": format, "description": text}
    (reading,) = read_batch(pa.RecordBatch.from_pylist([row])).to_pylist()
    return dict(reading)


def found_in(reading: dict[str, Any]) -> dict[str, Any]:
    """What a case may decide, as it was read."""
    labels = labels_of(reading)
    counted = [one for one in reading["mentions"] if one["excluded_because"] is None]
    months = {one["term_id"]: one["months_to_obtain"] for one in counted if one["months_to_obtain"]}
    for entry in labels["credentials"]:
        entry["months_to_obtain"] = months.get(entry["id"])
    groups: dict[int, set[str]] = {}
    for one in counted:
        if one["group_id"] is not None:
            groups.setdefault(one["group_id"], set()).add(one["term_id"])
    return labels | {
        "any_of": list(groups.values()),
        "excluded": {one["term_id"]: one["excluded_because"] for one in reading["mentions"]},
        "requirement": reading["requirement"],
        "is_truncated": reading["is_truncated"],
        "language": reading["language"],
    }


def asked(entries: list[dict[str, Any]], key: str, like: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The strongest entry of each term, without those only mentioned, with the flags that the case decides."""
    found: dict[str, dict[str, Any]] = {}
    for entry in entries:
        term_id = "unnamed" if entry.get(key, key).startswith("unnamed") else entry.get(key, key)
        held = found.get(term_id)
        if entry["strength"] != "mentioned" and (not held or RANK[entry["strength"]] > RANK[held["strength"]]):
            flags = [name for name in _FLAGS if name in like.get(term_id, {})]
            found[term_id] = {name: entry.get(name) for name in ("strength", *flags)}
    return found


def decided(case: dict[str, Any], found: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the case expects, and what was found of that, in a form that compares."""
    expected, actual = {}, {}
    for name, value in case.items():
        if name in ("credentials", "degrees", "training"):
            key = {"credentials": "id", "degrees": "level", "training": "training"}[name]
            like = {entry.get(key, key): entry for entry in value}
            expected[name], actual[name] = asked(value, key, like), asked(found[name], key, like)
        elif name == "skills":
            expected[name], actual[name] = set(value), set(found[name])
        elif name in VALUES:
            expected[name], actual[name] = value or None, found[name] or None
        elif name == "any_of":
            groups = [set(group) for group in value]
            expected[name], actual[name] = groups, [group for group in groups if group in found[name]] or found[name]
        elif name in ("excluded", "requirement"):
            expected[name], actual[name] = value, {key: found[name].get(key) for key in value}
        elif name in ("is_truncated", "language"):
            expected[name], actual[name] = value, found[name]
    return expected, actual


@pytest.mark.parametrize("case", list(parameters()))
def test_a_hard_case_is_read_as_people_read_it(case: dict[str, Any]) -> None:
    expected, actual = decided(case, found_in(read(case["title"], case["text"], case.get("format", "plain"))))
    assert actual == expected


def test_every_phenomenon_has_a_case() -> None:
    assert {case["phenomenon"] for case in CASES} == set(PHENOMENA)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_a_case_has_its_own_name_and_decides_something(case: dict[str, Any]) -> None:
    assert case.keys() <= _KEYS
    assert [one["name"] for one in CASES].count(case["name"]) == 1
    expected, _ = decided(case, found_in(read("", "")))
    assert expected


def test_the_same_text_is_read_alike_wherever_and_by_whomever_it_is_posted() -> None:
    text = "Requirements\n- CPC or CCS\n- Bachelor's degree or four years of coding"
    readings = [
        read(f"Coder - {place}", text, employer=employer)
        for place in ("Boston, MA", "Jackson, MS", "Erie, PA", "Remote")
        for employer in ("CCS Health", "MA Partners")
    ]
    assert all(reading == readings[0] for reading in readings)

"""Leaves out of a kept record what concerns the people who recruit."""

import re
from typing import Any

_PERSONAL_KEY = re.compile(
    r"recruiter|hiring_?manager|hiring_?team|contact|creator|supervisor|posted_?by|(?<!job)owner|sourcer|coordinator_?name"
    r"|e_?mail|phone|mobile|fax",
    re.IGNORECASE,
)
_PERSONAL_LABEL = re.compile(r"recruiter|hiring manager|contact|supervisor|e-?mail|phone|owner|sourcer", re.IGNORECASE)
_PERSONAL_TYPES = ("user", "person", "email", "phone")


def without_personal_data(value: Any) -> Any:
    """The record without keys, and without custom fields, that name or reach a person. Adverts' texts stay."""
    if isinstance(value, dict):
        return {key: without_personal_data(inner) for key, inner in value.items() if not _PERSONAL_KEY.search(str(key))}
    if isinstance(value, list):
        return [without_personal_data(inner) for inner in value if not _is_personal_field(inner)]
    return value


def _is_personal_field(value: Any) -> bool:
    """A custom field: {"name": "Recruiter", "value": …, "value_type": "user"}, or with fieldLabel and valueLabel."""
    if not isinstance(value, dict) or not {"value", "valueLabel"} & set(value):
        return False
    label = str(value.get("name", value.get("fieldLabel", "")))
    return value.get("value_type") in _PERSONAL_TYPES or bool(_PERSONAL_LABEL.search(label))

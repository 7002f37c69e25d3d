"""Leaves out of a kept record what concerns the people who recruit."""

import re
from typing import Any

_PERSONAL_KEY = re.compile(
    r"recruiter|hiring_?(?:lead|manager|team)|contact|creator|supervisor|posted_?by|(?<!job)owner|sourcer|coordinator_?name"
    r"|e_?mail|phone|mobile|fax",
    re.IGNORECASE,
)
_PERSONAL_LABEL = re.compile(r"recruiter|hiring manager|contact|supervisor|e-?mail|phone|owner|sourcer", re.IGNORECASE)
_MAX_DEPTH = 100
_PERSONAL_TYPES = ("user", "person", "email", "phone")


def without_personal_data(value: Any, *, depth: int = 0) -> Any:
    """The record without keys, and without custom fields, that name or reach a person. Adverts' texts stay.

    What lies deeper than any platform nests its records is left out too.
    """
    if isinstance(value, dict | list) and depth > _MAX_DEPTH:
        return None
    if isinstance(value, dict):
        return {
            key: without_personal_data(inner, depth=depth + 1)
            for key, inner in value.items()
            if not _PERSONAL_KEY.search(str(key))
        }
    if isinstance(value, list):
        return [without_personal_data(inner, depth=depth + 1) for inner in value if not _is_personal_field(inner)]
    return value


def _is_personal_field(value: Any) -> bool:
    """A custom field: {"name": "Recruiter", "value": …}; others say prompt, or fieldLabel and valueLabel."""
    if not isinstance(value, dict):
        return False
    field = {str(key).lower(): inner for key, inner in value.items()}
    if not {"value", "valuelabel"} & field.keys():
        return False
    label = " ".join(str(field.get(name, "")) for name in ("name", "prompt", "fieldlabel"))
    return field.get("value_type") in _PERSONAL_TYPES or bool(_PERSONAL_LABEL.search(label))

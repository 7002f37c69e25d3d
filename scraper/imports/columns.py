"""Which column of a file is which field of a posting."""

import difflib
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scraper.errors import ImportFileError

# Lower case, letters and digits only. The first that a file has is taken.
KNOWN_NAMES = {
    "native_id": ("id", "jobid", "nativeid", "postingid", "jobpostingid", "requisitionid", "reqid", "uuid", "guid"),
    "title": ("title", "jobtitle", "position", "positiontitle", "role", "jobname"),
    "employer": ("employer", "company", "companyname", "organization", "organisation", "employername",
                 "hiringorganization"),
    "location": ("location", "joblocation", "place", "locations", "formattedlocation"),
    "city": ("city", "town", "addresslocality"),
    "state": ("state", "region", "province", "addressregion"),
    "country": ("country", "countrycode", "addresscountry"),
    "is_remote": ("isremote", "remote", "remoteallowed", "workfromhome"),
    "posted_on": ("postedon", "dateposted", "posted", "date", "postedat", "posteddate", "postingdate", "publishedat",
                  "publicationdate", "listedtime", "createdat"),
    "closes_on": ("closeson", "validthrough", "closingdate", "expires", "expireson", "deadline", "applicationdeadline"),
    "url": ("url", "link", "joburl", "joblink", "postingurl", "jobpostingurl", "applyurl"),
    "description": ("description", "text", "body", "content", "jobdescription", "descriptionhtml", "fulldescription",
                    "fulltext", "jobtext"),
    "format": ("format", "descriptionformat"),
    "employment_type": ("employmenttype", "jobtype", "worktype", "formattedworktype", "type", "schedule"),
    "pay_min": ("paymin", "salarymin", "minsalary", "minpay", "salaryfrom"),
    "pay_max": ("paymax", "salarymax", "maxsalary", "maxpay", "salaryto"),
    "pay_currency": ("paycurrency", "currency", "salarycurrency"),
    "pay_unit": ("payunit", "payperiod", "salaryunit", "salaryperiod", "salaryinterval"),
}  # fmt: skip
_NEEDED = ("title", "description")


@dataclass(frozen=True)
class Columns:
    """Field of a posting -> column of the file."""

    of: dict[str, str]

    def cells(self, values: dict[str, Any]) -> dict[str, Any]:
        return {field: values.get(column) for field, column in self.of.items()}

    def rest(self, values: dict[str, Any]) -> dict[str, Any]:
        """The row without title and description, which the posting holds already."""
        return {name: value for name, value in values.items() if name not in (self.of["title"], self.of["description"])}


def match_columns(names: Sequence[str], mapping: dict[str, str], subject: str) -> Columns:
    """The columns by `mapping` first, then by their names; one ImportFileError says how to name what is missing."""
    for field, column in mapping.items():
        if field not in KNOWN_NAMES:
            raise ImportFileError(f"--map knows no field {field!r}; the fields are {', '.join(KNOWN_NAMES)}", subject)
        if column not in names:
            raise ImportFileError(f"--map {field}={column}: the file has no such column, but {_listed(names)}", subject)
    by_bare_name: dict[str, str] = {}
    for name in names:
        by_bare_name.setdefault(re.sub(r"[^a-z0-9]", "", name.lower()), name)
    found = dict(mapping)
    for field, known in KNOWN_NAMES.items():
        by_name = next((by_bare_name[bare] for bare in known if bare in by_bare_name), None)
        if field not in found and by_name is not None and by_name not in found.values():
            found[field] = by_name
    missing = [field for field in _NEEDED if field not in found]
    if missing:
        raise ImportFileError(
            f"no column for {' and '.join(missing)}; the file has {_listed(names)}. "
            f"Say which it is: {' '.join(_hint(field, names) for field in missing)}",
            subject,
        )
    return Columns(found)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:30])
    return shown + (f" and {len(names) - 30} more" if len(names) > 30 else "") if names else "no columns"


def _hint(field: str, names: Sequence[str]) -> str:
    return "--map " + shlex.quote(f"{field}={_guess(field, names)}")


def _guess(field: str, names: Sequence[str]) -> str:
    """A column that looks like it, for the hint only."""
    lowered = {name.lower(): name for name in names}
    part = next((name for name in names if field in name.lower()), None)
    near = difflib.get_close_matches(field, lowered, n=1, cutoff=0.5)
    return part or (lowered[near[0]] if near else "COLUMN")

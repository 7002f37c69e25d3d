"""A schema.org JobPosting as a Posting: https://schema.org/JobPosting, as employers and their systems fill it in.

What a system gives apart from the description (qualifications, responsibilities and the like) is put behind it under
a heading of its own, unless the description says the same.
"""

import hashlib
import html
import json
import re
from dataclasses import replace
from functools import partial
from typing import Any

from scraper.errors import ParseError
from scraper.fields import Fields, as_html
from scraper.html import has_tags, section, unescaped, words
from scraper.listing import Listing, read_entries
from scraper.posting import Posting
from scraper.sources import Source
from scraper.structured import find_postings
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.pay import Pay, pay_unit, read_pay, widest
from scraper.values.pay_words import pay_in_words
from scraper.values.places import Place, place_from_parts, read_place

# In the order in which adverts have them.
_SECTIONS = (
    ("responsibilities", "Responsibilities"),
    ("qualifications", "Qualifications"),
    ("educationRequirements", "Education requirements"),
    ("experienceRequirements", "Experience requirements"),
    ("skills", "Skills"),
)
_ENDS = (("minValue", "minPrice"), ("maxValue", "maxPrice"))
_ADDRESS = ("streetAddress", "addressLocality", "addressRegion", "postalCode", "addressCountry")
_UNUSED = (
    "@context", "@type", "@id", "additionalType", "alternateName", "applicantLocationRequirements",
    "applicationContact", "applicationInstructions", "benefits", "datePublished", "dateModified", "directApply",
    "disambiguatingDescription", "eligibilityToWorkRequirement", "employerOverview", "employmentUnit",
    "estimatedSalary", "experienceInPlaceOfEducation", "image", "incentiveCompensation", "incentives", "industry",
    "jobBenefits", "jobDuration", "jobImmediateStart", "jobStartDate", "mainEntityOfPage", "name",
    "occupationalCategory", "physicalRequirement", "potentialAction", "relevantOccupation", "sameAs",
    "securityClearanceRequirement", "sensoryRequirement", "sourceOrganization", "specialCommitments",
    "subjectOf", "totalJobOpenings", "workHours",
)  # fmt: skip

_TWICE = re.compile(r"&amp;(#x?[0-9a-fA-F]+|nbsp|amp|quot|apos|[lr][sd]quo|[nm]dash|bull);")  # &amp;#xa;
_WRITTEN_BREAK = re.compile(r"(?:\\r)?\\n(?![a-z])|\\r(?![a-z])")  # escaped once too often


def parse_page(body: bytes | str, source: Source, *, url: str | None = None, native_id: str | None = None) -> Listing:
    """Every JobPosting of a page; an empty listing when it has none.

    `url` and `native_id` are what the list called it: then only the first of several counts.
    """
    found = find_postings(body, url or source.source_id)
    if native_id is not None:
        found = found[:1]
    return read_entries(found, source, partial(posting_from, url=url, native_id=native_id))


def posting_from(job: Fields, source: Source, *, url: str | None = None, native_id: str | None = None) -> Posting:
    """One JobPosting object; ParseError without a title or a description."""
    title = job.need_text("title" if job.has("title") or not job.has("name") else "name")
    description, written = description_of(job)
    own_url, identifier = _first_text(job.take("url")), _identifier(job.take("identifier"))
    places, place = _places(job)
    job.ignore(*_UNUSED)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=native_id or identifier or own_url or url or _fingerprint(title, description),
        title=html.unescape(title),
        description=description,
        format=written,
        url=url or own_url,
        employer=_name(job.take("hiringOrganization")) or source.employer,
        location="; ".join(places) or None,
        employment_type=employment_type(", ".join(_texts(job.take("employmentType"))).replace("_", " ") or None),
        posted_on=read_date(_first_text(job.take("datePosted"))),
        closes_on=read_date(_first_text(job.take("validThrough"))),
        **place.as_posting,
        **pay_of(job).as_posting,
    )


def description_of(job: Fields) -> tuple[str, str]:
    """The description with the other sections behind it, and the format in which it is written."""
    text = readable(_joined(job.take("description")))
    sections = [(heading, _as_markup(job.take(key))) for key, heading in _SECTIONS]
    said = words(text)
    missing = [(heading, content) for heading, content in sections if content and words(content) not in said]
    if not text.strip() and not missing:
        raise ParseError("description is missing or empty", job.subject)
    if not missing:
        return text, "html" if has_tags(text) else "plain"
    start = text if has_tags(text) else as_html(text)
    return "\n".join([start, *(section(heading, content) for heading, content in missing)]), "html"


def readable(text: str) -> str:
    """A text with its tags, entities and line breaks, however often they were escaped."""
    text = _TWICE.sub(r"&\1;", unescaped(_WRITTEN_BREAK.sub("\n", text)))
    return text if has_tags(text) else html.unescape(text)


def markup_of(text: str) -> str:
    """A text as HTML, however often it was escaped, and with its lines where it is plain."""
    text = readable(text)
    return text if has_tags(text) else as_html(text.strip())


def _as_markup(value: Any) -> str:
    """A section's value as HTML: a text as it is, several as a list, an object by what it names."""
    if isinstance(value, list):
        items = [item for item in map(_as_markup, value) if item]
        return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>" if len(items) > 1 else "".join(items)
    if isinstance(value, dict):
        return as_html(_named(value))
    return markup_of(_joined(value))


def _named(value: dict[str, Any]) -> str:
    """What a credential, experience or defined term says, in words."""
    months = value.get("monthsOfExperience")
    if isinstance(months, int | float | str) and re.fullmatch(r"\d+(?:\.0)?", str(months)):
        count = int(float(months))
        years, rest = divmod(count, 12)
        said = f"{count} months of experience" if rest else f"{years} year{'s' * (years != 1)} of experience"
        return said if count else ""
    for key in ("credentialCategory", "name", "description", "value"):
        if words := ", ".join(_texts(value.get(key))):
            return words
    return ""


def _places(job: Fields) -> tuple[list[str], Place]:
    """Every location as text, and what they have in common."""
    is_remote = True if "telecommute" in " ".join(_texts(job.take("jobLocationType"))).lower() else None
    loose = {key: value for key in _ADDRESS if (value := job.take(key))}  # microdata without the place around it
    found = [_place(value) for value in _as_list(job.take("jobLocation") or loose or None)]
    texts = list(dict.fromkeys(text for text, _ in found if text))
    places = [place for text, place in found if text]
    if len(set(places)) == 1:
        read = read_place(texts[0], is_remote=is_remote)
        return texts, replace(places[0], is_remote=read.is_remote)
    countries = {place.country for place in places}
    return texts, read_place(
        "; ".join(texts), is_remote=is_remote, country=countries.pop() if len(countries) == 1 else None
    )


def _place(value: Any) -> tuple[str, Place]:
    """The text of one location, and the place that its address names."""
    if not isinstance(value, dict):
        text = _joined(value)
        return text, read_place(text)
    address = next(iter(_as_list(value.get("address"))), None)
    if not isinstance(address, dict):
        if "addressLocality" in value or "addressRegion" in value:  # an address without a place around it
            address = value
        else:
            text = _joined(address) or _joined(value.get("name"))
            return text, read_place(text)
    city, region, country = (_name(address.get(key)) for key in ("addressLocality", "addressRegion", "addressCountry"))
    text = ", ".join(dict.fromkeys(part for part in (city, region, country) if part))
    if not text:
        text = _name(address.get("streetAddress")) or _joined(value.get("name"))
        return text, read_place(text)
    if city and "," in city and not region:  # "Fresno, CA" where only the city belongs
        return text, read_place(text)
    region = re.sub(r"^US-", "", region) if region else None
    return text, place_from_parts(city, region, country)


def pay_of(job: Fields) -> Pay:
    """The range that `baseSalary` gives."""
    currency = _first_text(job.take("salaryCurrency"))
    ranges = [_range(value, currency) for value in _as_list(job.take("baseSalary"))]
    return widest(ranges)


def _range(value: Any, currency: str | None) -> Pay | None:
    """A number, a MonetaryAmount, or one whose value is a QuantitativeValue."""
    if not isinstance(value, dict):
        return read_pay(value, value, currency, None) or _in_words(value, currency, None)
    inner = next(iter(_as_list(value.get("value"))), None)
    amount = inner if isinstance(inner, dict) else {"value": inner}
    unit = amount.get("unitText") or value.get("unitText") or amount.get("unitCode")
    lows, highs = ([part.get(key) for part in (amount, value) for key in keys] for keys in _ENDS)
    low, high = _first(*lows, amount.get("value")), _first(*highs, amount.get("value"))
    code = _first(*(part.get(key) for part in (value, amount) for key in ("currency", "priceCurrency")), currency)
    return read_pay(low, high, code, unit) or _in_words(amount.get("value"), code, unit)


def _in_words(value: Any, currency: Any, unit: Any) -> Pay | None:
    """Pay that somebody wrote as a sentence where a number belongs."""
    pay = pay_in_words(value, is_pay=True) if isinstance(value, str) else Pay()
    if pay == Pay():
        return None
    code = currency if isinstance(currency, str) else None
    return replace(pay, currency=pay.currency or code, unit=pay.unit or pay_unit(unit))


def _identifier(value: Any) -> str | None:
    value = next(iter(_as_list(value)), None)
    if isinstance(value, dict):
        value = value.get("value") or value.get("@id")
    return (str(value).strip() or None) if isinstance(value, str | int) else None


def _name(value: Any) -> str | None:
    """The name of an organisation, country or the like, given as text or object."""
    value = next(iter(_as_list(value)), None)
    if isinstance(value, dict):
        value = value.get("name") or value.get("legalName")
    return (html.unescape(value).strip(" ,\t\r\n") or None) if isinstance(value, str) else None


def _texts(value: Any) -> list[str]:
    return [item.strip() for item in _as_list(value) if isinstance(item, str) and item.strip()]


def _first_text(value: Any) -> str | None:
    return next(
        (str(item).strip() for item in _as_list(value) if isinstance(item, str | int) and str(item).strip()), None
    )


def _joined(value: Any) -> str:
    return "\n".join(_texts(value))


def _first(*values: Any) -> Any:
    return next((value for value in values if value not in (None, "", 0, "0")), None)


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _fingerprint(title: str, description: str) -> str:
    return hashlib.sha256(json.dumps([title, description]).encode()).hexdigest()[:16]

"""Recruitee careers sites: one public request gives a whole site.

https://docs.recruitee.com/reference/offers. What a job asks for stands apart, in `requirements`, and keeps a heading
of its own. Where an English translation exists, it is what is read. Tried against a recorded answer only, never against
a live site.
"""

from scraper.errors import ParseError
from scraper.fields import Fields, load_json, records_of
from scraper.html import section
from scraper.listing import Listing, read_entries
from scraper.platforms._addresses import Address, read_addresses
from scraper.platforms._subdomains import board_in_host
from scraper.posting import Posting
from scraper.sources import Source
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.pay import Pay, read_pay, widest
from scraper.values.places import Place

API_ROOT = ""  # each employer has a host of its own
PUBLIC_URL = "https://{board}.recruitee.com"

_UNUSED = (
    "category_code", "cover_image", "created_at", "department", "dynamic_fields", "education_code", "experience_code",
    "guid", "highlight", "location_question_visible", "locations_question", "locations_question_required",
    "locations_question_type", "mailbox_email", "max_hours", "max_hours_per_week", "min_hours", "min_hours_per_week",
    "open_questions", "options_cover_letter", "options_cv", "options_phone", "options_photo", "options_salutation",
    "options_title", "position", "postal_code", "sharing_description", "sharing_image", "sharing_title", "slug",
    "tags", "updated_at", "careers_apply_url", "street", "eeo_settings", "application_form", "lang_code", "video",
)  # fmt: skip


def list_url(source: Source) -> str:
    return f"{source.api_root or PUBLIC_URL.format(board=source.board)}/api/offers/"


def recognise(url: str) -> str | None:
    return board_in_host(url, r"recruitee\.com")


def parse(body: bytes | str, source: Source) -> Listing:
    """The postings of a site; ParseError when the answer is not a list of offers."""
    site = load_json(body, list_url(source))
    key = "offer" if isinstance(site, dict) and "offer" in site else "offers"  # one offer asked for by its name
    offers = records_of(site, key, "id", "title", "careers_url")
    if offers is None:
        raise ParseError("the answer has no list 'offers'; the platform may have changed", list_url(source))
    return read_entries(offers, source, _posting)


def _posting(offer: Fields, source: Source) -> Posting | None:
    native_id = offer.need_id("id")
    if (offer.text("status") or "published") != "published":
        return None  # a draft, or one that was closed
    title, description = _texts(offer)
    where, place = _place(offer)
    offer.ignore(*_UNUSED)
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=native_id,
        title=title,
        description=description,
        format="html",
        url=offer.text("careers_url"),
        employer=offer.text("company_name") or source.employer,
        location=where,
        employment_type=employment_type((offer.text("employment_type_code") or "").replace("_", " ")),
        posted_on=read_date(offer.text("published_at")),
        closes_on=read_date(offer.text("close_at")),
        **place.as_posting,
        **_pay(offer.part("salary")).as_posting,
    )


def _texts(offer: Fields) -> tuple[str, str]:
    """Title and description, in English where the offer is published in English too."""
    title = offer.need_text("title")
    pieces = (offer.raw_text("description"), offer.raw_text("requirements"))
    translations = offer.take("translations")
    english = translations.get("en") if isinstance(translations, dict) else None
    if isinstance(english, dict) and isinstance(english.get("description"), str) and english["description"].strip():
        written = Fields(english, offer.subject)
        title = written.text("title") or title
        pieces = (written.raw_text("description"), written.raw_text("requirements"))
    description, requirements = pieces
    if not description and not requirements:
        raise ParseError("description and requirements are both missing or empty", offer.subject)
    return title, "\n".join(filter(None, (description, section("Requirements", requirements or ""))))


def _place(offer: Fields) -> tuple[str | None, Place]:
    """Every location; the fields of the offer itself repeat the first one and fill in where there is no list."""
    is_on_site, is_hybrid, is_remote = (offer.flag(name) for name in ("on_site", "hybrid", "remote"))
    country = offer.text("country_code") or offer.text("country")
    own = Address(offer.text("city"), offer.text("state_code") or offer.text("state_name"), country)
    shown = offer.text("location")
    offer.ignore("country", "state_name")
    addresses = []
    for place in offer.parts("locations"):
        region = place.text("state_code") or place.text("state")
        nation = place.text("country_code") or place.text("country")
        addresses.append(Address(place.text("city") or place.text("name"), region, nation))
        place.ignore(
            "id",
            "name",
            "state",
            "country",
            "country_code",
            "postal_code",
            "street",
            "note",
            "translations",
            "full_address",
        )
    if len(addresses) < 2:
        addresses = [Address(own.city, own.region, own.country, shown)]
    return read_addresses(addresses, is_remote=True if is_remote else (False if is_on_site and not is_hybrid else None))


def _pay(salary: Fields | None) -> Pay:
    if salary is None:
        return Pay()
    low, high = salary.take("min"), salary.take("max")
    return widest([read_pay(low, high, salary.text("currency"), salary.text("period"))])

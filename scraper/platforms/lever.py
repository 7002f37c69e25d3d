"""Lever job sites: one public request gives a whole site.

https://github.com/lever/postings-api. The requirements stand in `lists`, apart from the description: each list is
put back under its own heading, so that no item loses it.
"""

import html
import re

from scraper.errors import ParseError
from scraper.fields import Fields, as_html, load_json, records_of
from scraper.listing import Listing, read_entries
from scraper.posting import Posting
from scraper.sources import Source
from scraper.values.dates import epoch_date
from scraper.values.employment import employment_type
from scraper.values.pay import Pay, read_pay, widest
from scraper.values.places import Place, country_code, read_place

API_ROOT = "https://api.lever.co"
PUBLIC_URL = "https://jobs.lever.co/{board}"

_BOARD = re.compile(r"https?://(?:jobs|api)(?:\.eu)?\.lever\.co/(?:v0/postings/)?([\w.-]+)")


def list_url(source: Source) -> str:
    return f"{source.api_root or API_ROOT}/v0/postings/{source.board}?mode=json"


def recognise(url: str) -> str | None:
    match = _BOARD.match(url)
    return match.group(1) if match else None


def parse(body: bytes | str, source: Source) -> Listing:
    """The postings of a site, or of the record of one job; ParseError when the answer is neither."""
    site = load_json(body, list_url(source))
    postings = site if site == [] else records_of(site, "postings", "id", "text")
    if postings is None:
        raise ParseError("the answer is not a list of postings; the platform may have changed", list_url(source))
    return read_entries(postings, source, _posting)


def _posting(job: Fields, source: Source) -> Posting:
    categories = job.part("categories")
    where, commitment = None, None
    if categories:
        places = [place for place in categories.items("allLocations") if isinstance(place, str)]
        first = categories.text("location")
        where = "; ".join(dict.fromkeys(([first] if first else []) + places)) or None
        commitment = categories.text("commitment")
        categories.ignore("team", "department", "level")
    created = job.number("createdAt")
    description = _description(job)
    pay = job.part("salaryRange")
    workplace = job.text("workplaceType")
    country = job.text("country")
    job.ignore("applyUrl", "updatedAt", "urls", "reqCode", "tags")
    return Posting(
        source_id=source.source_id,
        platform=source.platform,
        native_id=job.need_id("id"),
        title=job.need_text("text"),
        description=description,
        format="html",
        url=job.text("hostedUrl"),
        employer=source.employer,
        location=where,
        employment_type=employment_type(commitment),
        posted_on=epoch_date(created / 1000) if created else None,
        **_place(where, workplace, country).as_posting,
        **_pay(pay).as_posting,
    )


def _description(job: Fields) -> str:
    """Opening, body, lists under their headings, pay, closing: the order of the public page."""
    whole, opening, body = (_either(job, name) for name in ("description", "opening", "descriptionBody"))
    pieces = [opening, body] if body else [whole]
    pieces += [_list(item.text("text"), item.raw_text("content") or "") for item in job.parts("lists")]
    pieces += [_either(job, "salaryDescription"), _either(job, "additional")]
    if not any(pieces):
        raise ParseError("description, lists and additional are all missing or empty", job.subject)
    return "\n".join(piece for piece in pieces if piece)


def _either(job: Fields, name: str) -> str:
    """The HTML field, or its plain twin as HTML where only that is filled."""
    rich, plain = job.raw_text(name), job.raw_text(f"{name}Plain")
    return rich or (as_html(plain) if plain else "")


def _list(heading: str | None, content: str) -> str:
    """The API sends the items without the list around them."""
    items = f"<ul>{content}</ul>" if "<li" in content and not re.search("<[uo]l", content) else content
    return f"<h3>{html.escape(heading, quote=False)}</h3>{items}" if heading else items


def _place(where: str | None, workplace: str | None, country: str | None) -> Place:
    is_remote = {"remote": True, "on-site": False, "onsite": False}.get((workplace or "").lower())
    return read_place(where, is_remote=is_remote, country=country_code(country))


def _pay(pay: Fields | None) -> Pay:
    if pay is None:
        return Pay()
    return widest([read_pay(pay.number("min"), pay.number("max"), pay.text("currency"), pay.text("interval"))])

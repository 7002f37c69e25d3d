"""Tell a page that asks for a person, a log-in or a cookie from the data that should stand there."""

# Each is written by the product that guards the site, never by an employer.
_MARKS = (
    "cf_chl_opt",
    "cf-browser-verification",
    "<title>just a moment...</title>",
    "<title>attention required! | cloudflare</title>",
    "_incapsula_resource",
    "captcha-delivery.com",
    "px-captcha",
    "awswafcookiedomainlist",
    "<title>access denied</title>",
)


def guard_of(headers: dict[str, str], start: str) -> str | None:
    """What gives the page away as a guard's, given its headers (lower case) and its beginning; None if nothing does."""
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return "cf-mitigated: challenge"
    if "html" not in headers.get("content-type", "html"):
        return None
    lowered = start.lower()
    return next((mark for mark in _MARKS if mark in lowered), None)

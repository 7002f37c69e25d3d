"""Every limit of fetching and importing, its default and its reason, in one place."""

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

MEGABYTE = 1_000_000


def _version() -> str:
    try:
        return version("jobreq")
    except PackageNotFoundError:  # a checkout that was never installed
        return "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Defaults that suit public job boards; seconds and bytes unless the name says otherwise."""

    # Who we say we are. Hosts that mind can write to us instead of blocking everybody.
    product: str = "jobreq"  # also the name that robots.txt rules are looked up under
    version: str = _version()
    project_url: str = "https://example.org/jobreq"
    contact: str = ""  # an e-mail address of the operator

    # Time. A whole board of 100 adverts is 1.5 MB; half a minute without an end is a fault, not a slow day.
    connect_timeout: float = 10.0
    read_timeout: float = 20.0  # between two bytes
    deadline: float = 60.0  # of one answer, however steadily it drips

    # Of parsing one answer; the largest board seen takes 0.2 s, and 80,000 nested <div> take 8 s.
    parse_seconds: float = 30.0

    # Size. The largest board seen was 1.5 MB of JSON; a gzip bomb turns 194 kB into 200 MB.
    max_wire_bytes: int = 20 * MEGABYTE
    max_decoded_bytes: int = 50 * MEGABYTE
    max_robots_bytes: int = 512_000  # RFC 9309, 2.5: at least 500 KiB must be parsed

    # Manners.
    min_delay: float = 1.0  # between two requests to one host
    max_delay: float = 60.0  # a slow host is asked less often, up to this
    max_crawl_delay: float = 120.0  # a host that asks for longer pauses is not read at all
    robots_ttl: float = 86_400.0  # RFC 9309, 2.4: not longer than a day
    max_redirects: int = 5
    hosts_at_once: int = 8
    max_requests_per_host: int = 5_000  # in one run
    max_bytes_per_host: int = 500 * MEGABYTE

    # A list in pages that begins as it did is believed to be as it was, and read whole after this many days all the
    # same. Less than a week, so that a weekly run always reads it whole; a daily one saves five of six.
    relist_days: float = 6.0
    reread_days: float = 30.0  # a posting's own page is read again at the latest after this many days

    # Retries: full jitter over base * 2^n, see the AWS architecture blog, "Exponential Backoff And Jitter".
    tries: int = 3
    backoff_base: float = 1.0
    backoff_cap: float = 30.0
    max_retry_after: float = 60.0  # longer, and the host is parked instead of a thread asleep
    throttle_answers: int = 2  # this many 429 or 503 and the host is left alone
    park_seconds: float = 3_600.0  # when the host does not say how long

    # Belief. An empty list with status 200 is the commonest lie of a job board.
    shrink_floor: float = 0.5  # listing fewer than this share of the last complete list is suspect
    shrink_believed_after: int = 3  # runs in a row, the first of them a day ago

    # Import.
    batch_rows: int = 512
    max_field_chars: int = 1_000_000  # an unclosed quote must not swallow the file
    max_json_bytes: int = 256 * MEGABYTE  # of a .json file that is one object; JSON Lines has no limit

    @property
    def user_agent(self) -> str:
        """Name, version and where to complain; never a browser's."""
        contact = f"; {self.contact}" if self.contact else ""
        return f"{self.product}/{self.version} (+{self.project_url}{contact})"

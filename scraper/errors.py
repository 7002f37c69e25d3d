"""What can go wrong in fetching that is not a bug."""

from datetime import datetime


class ScraperError(Exception):
    """An expected failure; `subject` is the URL, source or file it is about.

    The message is one sentence that says what to do. The original exception is chained as `__cause__`.
    """

    def __init__(self, message: str, subject: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.subject = subject

    def __str__(self) -> str:
        return f"{self.subject}: {self.message}" if self.subject else self.message


class FetchError(ScraperError):
    """A request that gave no usable answer; `url` is the address asked, `answer` the beginning of what came back."""

    answer: bytes = b""

    @property
    def url(self) -> str:
        return self.subject


class Refused(FetchError):
    """We do not ask this: the address is not public, the host is forbidden, or the scheme is not HTTP."""


class RobotsRefused(FetchError):
    """The host's robots.txt does not let us read this path, or could not be read."""


class Unreachable(FetchError):
    """No connection, or one that broke before an answer began."""


class DeadlinePassed(FetchError):
    """The answer was not there, or not whole, when its time was up."""


class Cut(FetchError):
    """The answer ended before its end."""


class BadEncoding(FetchError):
    """The body is not in the coding that its header claims, or in one we did not ask for."""


class TooLarge(FetchError):
    """The answer passed a size limit; nothing of it is kept."""


class BadRedirect(FetchError):
    """A redirect that leads nowhere, round in circles, or from HTTPS to HTTP."""


class BadStatus(FetchError):
    """An HTTP status that says neither yes nor gone; `status` is the number."""

    def __init__(self, message: str, subject: str = "", *, status: int) -> None:
        super().__init__(message, subject)
        self.status = status


class Blocked(FetchError):
    """A log-in or bot page stands where the data should be; nothing is tried harder."""


class BudgetSpent(FetchError):
    """The host has had as many requests or bytes in this run as the settings allow."""


class Enough(BudgetSpent):
    """A trial has asked for as much as it wanted to; what was read stands."""


class Parked(FetchError):
    """The host asked us to come back later; `until` says when (UTC)."""

    def __init__(self, message: str, subject: str = "", *, until: datetime) -> None:
        super().__init__(message, subject)
        self.until = until


class ParseError(ScraperError):
    """An answer that is not in the platform's form."""


class Quarantined(ScraperError):
    """An answer that hung, killed or broke its parser; `body` is what came."""

    def __init__(self, message: str, subject: str = "", *, body: bytes = b"") -> None:
        super().__init__(message, subject)
        self.body = body


class SourceError(ScraperError):
    """A row of the list of sources that cannot be used; `subject` is file and line."""


class NoBoard(ScraperError):
    """An address behind which no board was found."""


class ImportFileError(ScraperError):
    """A file that cannot be imported as it is; `subject` is its path."""


class SegmentError(ScraperError):
    """A file in the results folder that is not a segment; `subject` is its path."""


class RunLocked(ScraperError):
    """Another run works in this results folder; `subject` is the lock file."""

"""What can go wrong in fetching that is not a bug."""


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

"""What can go wrong in analysis that the user can mend."""


class AnalysisError(Exception):
    """An expected failure; `subject` is the file, table or posting it is about.

    The message is one sentence that says what to do. The original exception is chained as `__cause__`.
    """

    def __init__(self, message: str, subject: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.subject = subject

    def __str__(self) -> str:
        return f"{self.subject}: {self.message}" if self.subject else self.message


class VocabularyError(AnalysisError):
    """A file of `data/` is not as its column rules say; `subject` is file and line."""


class QualityError(AnalysisError):
    """The measured quality of the reader cannot be read; `subject` is the path of the file."""


class ResultsError(AnalysisError):
    """The results folder or a file in it cannot be used; `subject` is its path."""

"""The bodies of the commands, one module an idea; `analysis.cli` imports each when its command runs."""

from analysis.errors import AnalysisError


class UsageError(AnalysisError):
    """What was typed names something that does not exist; ends with exit code 2."""

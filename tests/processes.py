"""Programs that a test starts."""

import os
import sys

from tests.conftest import ROOT

# Who starts the tests in the background (`nohup … &`) has them ignore Ctrl-C, and so would all that they start.
_LISTENING = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"


def listening(*arguments: object) -> list[str]:
    """The command that starts Python with these arguments and hears SIGINT, whoever started the tests."""
    return [sys.executable, "-c", _LISTENING, sys.executable, *map(str, arguments)]


def environment(**more: str) -> dict[str, str]:
    """Ours, in which the project's modules and those of the tests are found."""
    return os.environ | {"PYTHONPATH": str(ROOT)} | more

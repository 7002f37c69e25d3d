"""Which results folder a command works in, and how to call the program again."""

import shlex
import shutil
import sys
from pathlib import Path

from analysis.vocabulary import DATA


def results_folder(chosen: Path | None) -> Path:
    """The folder that `--results` or JOBREQ_RESULTS names, else data/results of the checkout, else one here."""
    if chosen:
        return chosen
    is_checkout = (DATA.parent / "pyproject.toml").is_file()
    return DATA / "results" if is_checkout else Path("jobreq-results")


def call_again(command: str, results: Path) -> str:
    """A command line that works when it is pasted: the program as it was called, and the folder when it is another."""
    program = Path(sys.argv[0])
    found = shutil.which("jobreq")
    if found and Path(found).resolve() == program.resolve():
        name = "jobreq"
    elif program.name == "jobreq":
        name = shlex.quote(_short(program))
    else:
        name = "python -m analysis"
    folder = "" if results == results_folder(None).absolute() else f" --results {shlex.quote(str(results))}"
    return f"{name} {command}{folder}"


def _short(path: Path) -> str:
    """Relative to the current folder where it lies below it."""
    here = Path.cwd()
    path = path.absolute()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)

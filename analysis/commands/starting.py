"""What a command starts from: its folder, its log, its world. Light, so that a refusal comes at once."""

from pathlib import Path
from typing import TYPE_CHECKING

from analysis.commands import folders
from analysis.commands.failures import Commands
from scraper.lock import expect_free
from scraper.secrets import redact

if TYPE_CHECKING:
    from analysis.commands.world import World
    from analysis.logs import Reporter


def results_folder(chosen: Path | None) -> Path:
    return folders.results_folder(chosen).absolute()


def free_folder(chosen: Path | None, form: str) -> Path:
    """The results folder; RunLocked at once, before the slow imports, when another run is at work in it."""
    Commands.is_json = form == "json"
    folder = results_folder(chosen)
    expect_free(folder)
    return folder


def world(contact: str) -> "World":
    """The real one, with the contact that goes into the User-Agent."""
    from analysis.commands.config import limits
    from analysis.commands.world import World
    from scraper.settings import Settings

    return World(settings=Settings(contact=contact, **limits()))


def reporter(form: str) -> "Reporter":
    """Tells what happens, as text or JSON; errors go the same way."""
    from analysis.logs import Reporter

    Commands.is_json = form == "json"
    return Reporter(is_json=Commands.is_json, hide=redact)

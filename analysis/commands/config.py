"""The configuration: options before the environment before jobreq.toml; `jobreq config` shows what holds, and why."""

import os
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from analysis.commands import UsageError
from analysis.commands.folders import results_folder
from analysis.vocabulary import DATA
from scraper.secrets import PREFIX, is_secret
from scraper.settings import Settings

FILE = "jobreq.toml"
FILE_VARIABLE = "JOBREQ_CONFIG"  # names another file

# What the commands take as options of these names, with an environment variable each.
OPTIONS = {
    "results": "folder of segments, readings and the published database",
    "sources": "list of sources",
    "contact": "whom a board may write to",
    "workers": "processes that read",
    "log": "form of the log lines: text or json",
    "health_file": "gets how each run ended, as JSON",
}

# Numbers of scraper.settings, where each has its reason; who we say we are is not among them.
LIMITS = {field.name: field.type for field in fields(Settings) if field.type in ("int", "float", int, float)}


_DEFAULTS: dict[str, Callable[[], Any]] = {
    "results": lambda: str(results_folder(None).absolute()),
    "sources": lambda: str(DATA / "sources.csv"),
    "contact": lambda: None,
    "workers": os.cpu_count,
    "log": lambda: "text",
    "health_file": lambda: None,
}


@dataclass(frozen=True, slots=True)
class Value:
    """A setting, what it is, and where that comes from."""

    name: str
    value: Any
    origin: str


def config_file(environment: Mapping[str, str] = os.environ) -> Path:
    return Path(environment.get(FILE_VARIABLE) or FILE)


def read_file(path: Path, *, is_named: bool = False) -> dict[str, Any]:
    """The settings of a file; none when it is absent and nobody named it. UsageError says what is wrong with one."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if is_named:
            raise UsageError(f"there is no such file; {FILE_VARIABLE} names it", str(path)) from error
        return {}
    except (OSError, ValueError) as error:
        raise UsageError(f"the configuration cannot be read ({error})", str(path)) from error
    limits = found.pop("limits", {})
    if not isinstance(limits, dict):
        raise UsageError("limits must be a table: [limits]", str(path))
    options = {name.replace("-", "_"): value for name, value in found.items()}
    for name in (*options, *limits):
        if is_secret(name):
            raise UsageError(f"{name!r} is a secret: it comes from the environment only", str(path))
    for name, value in options.items():
        if name not in OPTIONS:
            raise UsageError(f"there is no setting {name!r}; `jobreq config` shows them all", str(path))
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise UsageError(f"{name} must be a text or a number", str(path))
    return options | {"limits": {name: _number(name, value, str(path)) for name, value in limits.items()}}


def values(given: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> list[Value]:
    """Every setting; `given` are the options of the command line, None where there was none."""
    path = config_file(environment)
    file = read_file(path, is_named=FILE_VARIABLE in environment)
    limits = file.get("limits", {})
    found = []
    for name in OPTIONS:
        variable = PREFIX + name.upper()
        if given.get(name) is not None:
            found.append(Value(name, given[name], "command line"))
        elif environment.get(variable):
            found.append(Value(name, environment[variable], variable))
        elif name in file:
            found.append(Value(name, file[name], str(path)))
        else:
            found.append(Value(name, _DEFAULTS[name](), "default"))
    for name in LIMITS:
        variable = PREFIX + name.upper()
        if environment.get(variable):
            found.append(Value(f"limits.{name}", _number(name, environment[variable], variable), variable))
        elif name in limits:
            found.append(Value(f"limits.{name}", limits[name], str(path)))
        else:
            found.append(Value(f"limits.{name}", getattr(Settings(), name), "default"))
    secrets = sorted(name for name in environment if name.startswith(PREFIX) and is_secret(name))
    return found + [Value(name, "set, not shown", "environment") for name in secrets]


def limits() -> dict[str, Any]:
    """The numbers of `Settings` that hold here."""
    return {value.name.removeprefix("limits."): value.value for value in values({}) if value.name.startswith("limits.")}


def option_defaults() -> dict[str, Any]:
    """What jobreq.toml says about options; the command line and the environment come before it."""
    file = read_file(config_file(), is_named=FILE_VARIABLE in os.environ)
    return {name: value for name, value in file.items() if name != "limits"}


def config(given: Mapping[str, Any], form: str) -> None:
    """Print every setting, its value and where it comes from."""
    from analysis.present import write_json, write_table

    rows = [(value.name, value.value, value.origin) for value in values(given)]
    write = write_json if form == "json" else write_table
    write(("setting", "value", "from"), rows, sys.stdout)


def _number(name: str, value: Any, where: str) -> float:
    """A limit as its type; UsageError when it is none or would mean nothing."""
    if name not in LIMITS:
        raise UsageError(f"there is no limit {name!r}; `jobreq config` shows them all", where)
    try:
        number = int(value) if LIMITS[name] in ("int", int) else float(value)
    except (TypeError, ValueError) as error:
        raise UsageError(f"{name} must be a number", where) from error
    if isinstance(value, bool) or not 0 <= number < float("inf"):
        raise UsageError(f"{name} must be a number from 0 on", where)
    return number

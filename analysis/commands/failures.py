"""The one place where an expected failure becomes a sentence on stderr and an exit code.

0 done; 1 done, but nothing published; 2 usage; 75 another run holds the lock; 130 and 143 stopped by a signal.
Whatever is not expected keeps its traceback: it is a bug.
"""

import errno
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, NoReturn

import typer
from typer.core import TyperGroup

from analysis.commands import UsageError
from analysis.commands.config import option_defaults
from analysis.errors import AnalysisError
from scraper.errors import RunLocked, ScraperError
from scraper.secrets import redact

NOT_DONE = 1
USAGE = 2
LOCKED = 75  # EX_TEMPFAIL of sysexits.h: cron may simply try again
INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + signal.SIGTERM
PIPE_CLOSED = 128 + 13  # what a program ends with that SIGPIPE kills

# DuckDB 2.0 raises a RuntimeError of these words in the place of whatever a signal's handler raised during a query.
QUERY_INTERRUPTED = "Query interrupted"

# What the operating system refuses, and what helps; any other OSError is a bug and keeps its traceback.
REFUSALS = {
    errno.ENOENT: "there is no such file or folder; check the name",
    errno.EACCES: "no permission; check the owner and the mode",
    errno.EPERM: "not permitted; check the owner and the mode",
    errno.EISDIR: "this is a folder; name a file",
    errno.ENOTDIR: "a part of this path is a file, not a folder; check the name",
    errno.EEXIST: "something else has this name; move it away or choose another name",
    errno.ENOSPC: "no space left on the disk; free some and run the same command again",
    errno.EDQUOT: "the disk quota is used up; free some space and run the same command again",
    errno.EROFS: "the file system is read-only; choose another folder with --results",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
    errno.EMFILE: "too many files are open; raise the limit (`ulimit -n`)",
}


class Terminated(KeyboardInterrupt):
    """SIGTERM: stop as at Ctrl-C, with another exit code."""


class Commands(TyperGroup):
    """The group of all commands, which turns expected failures into one sentence."""

    is_json: ClassVar[bool] = False  # the form of the log of the command that runs
    is_terminated: ClassVar[bool] = False  # SIGTERM has come

    def invoke(self, ctx: Any) -> Any:
        Commands.is_json = Commands.is_terminated = False
        try:
            ctx.default_map = _for_all(self.commands, option_defaults())
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            code = stopped(by_sigterm=isinstance(error, Terminated))
        except RuntimeError as error:
            if str(error) != QUERY_INTERRUPTED:
                raise
            code = stopped(by_sigterm=Commands.is_terminated)
        except RunLocked as error:
            code = fail(str(error), LOCKED)
        except UsageError as error:
            code = fail(str(error), USAGE)
        except (ScraperError, AnalysisError) as error:
            code = fail(sentence_of(error), NOT_DONE)
        except BrokenPipeError:
            # The reader has gone, as in `jobreq sql … | head`; Python would complain once more when it flushes.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = PIPE_CLOSED
        except OSError as error:
            if error.errno not in REFUSALS:
                raise
            subject = error.filename or "jobreq"
            code = fail(f"{subject}: {REFUSALS[error.errno]}", NOT_DONE)
        raise typer.Exit(code)


def _for_all(commands: Mapping[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    """The same defaults for each command, and for the commands of a group; each takes those that it knows."""
    return {
        name: _for_all(command.commands, defaults) if hasattr(command, "commands") else defaults
        for name, command in commands.items()
    }


def stopped(*, by_sigterm: bool) -> int:
    """Say that a signal ended the command; returns the exit code."""
    name, code = (" by SIGTERM", TERMINATED) if by_sigterm else ("", INTERRUPTED)
    return fail(f"stopped{name}; what was published stays, and the same command goes on", code)


def sentence_of(error: ScraperError | AnalysisError) -> str:
    """The error's own words, unless it only passes on what the operating system said."""
    cause = error.__cause__
    if isinstance(cause, OSError) and cause.errno in REFUSALS and f"[Errno {cause.errno}]" in error.message:
        return f"{error.subject}: {REFUSALS[cause.errno]}"
    return str(error)


def fail(sentence: str, code: int) -> int:
    """Say why on stderr, in one line, in the form of the log where the command has one; returns the exit code."""
    line = redact(" ".join(sentence.split()))
    if Commands.is_json:  # without the logs' own module: a refusal comes at once
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        line = json.dumps({"at": at, "level": "error", "event": line, "code": code}, ensure_ascii=False)
    typer.echo(line if Commands.is_json else f"jobreq: {line}", err=True)
    return code


def run_to_the_end(app: Callable[[], Any]) -> NoReturn:
    """The whole program: one command, with SIGTERM as good as Ctrl-C."""
    signal.signal(signal.SIGTERM, terminate)
    try:
        app()
    except SystemExit as end:
        if end.code in (INTERRUPTED, TERMINATED):
            # Threads may be waiting for a host: the interpreter would trip over them, and DuckDB's module complain.
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(int(end.code))
        raise
    sys.exit()


def terminate(*_: object) -> NoReturn:
    """Handler of SIGTERM."""
    Commands.is_terminated = True
    raise Terminated

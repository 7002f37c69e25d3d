"""A function on something hostile: its answer, its expected failure, or quarantine; and no process is left behind."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper import sandbox
from scraper.errors import ParseError, Quarantined
from scraper.sandbox import call, call_within
from tests.conftest import ROOT


def size(body: bytes) -> int:
    return len(body)


def print_much(body: bytes) -> str:
    print("x" * 100_000)
    return "said"


def refuse(body: bytes) -> None:
    raise ParseError("this is no list", "https://example.org")


def sleep(body: bytes) -> None:
    time.sleep(600)


def name_yourself_and_sleep(body: bytes) -> None:
    name = Path(body.decode())
    name.with_suffix(".new").write_text(str(os.getpid()))
    name.with_suffix(".new").rename(name)
    time.sleep(600)


def crash(body: bytes) -> None:
    ctypes.string_at(0)


def swell(body: bytes) -> None:
    bytearray(100 * 2**30)


def leave(body: bytes) -> None:
    os._exit(3)


def nest(body: bytes) -> object:
    return nest(body)


@pytest.fixture(autouse=True)
def _no_process_left() -> Iterator[None]:
    yield
    sandbox.close()


def test_the_answer_comes_back() -> None:
    assert call(size, b"x" * 5_000_000) == 5_000_000
    assert call(print_much, b"") == "said"


def test_an_expected_failure_is_passed_on() -> None:
    with pytest.raises(ParseError, match=r"https://example\.org: this is no list"):
        call(refuse, b"")


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (sleep, "took longer than 0.3 s"),
        (crash, f"ended the process with code {-signal.SIGSEGV}"),
        pytest.param(leave, "ended the process with code 3", marks=pytest.mark.slow),
        pytest.param(swell, "MemoryError", marks=pytest.mark.slow),
        (nest, "RecursionError"),
    ],
)
def test_whatever_else_happens_is_quarantine_and_the_next_call_works(harm: object, sentence: str) -> None:
    assert call(size, b"warm") == 4
    with pytest.raises(Quarantined, match=sentence) as caught:
        call_within(0.3, harm, b"the page")  # type: ignore[arg-type]
    assert caught.value.body == b"the page"
    assert call(size, b"after") == 5


def test_threads_share_a_few_processes() -> None:
    answers: list[int] = []
    threads = [threading.Thread(target=lambda n=n: answers.append(call(size, b"x" * n))) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == list(range(12))


ORPHAN = """
import os, sys, threading, time
from scraper import sandbox
from tests.scraper.test_sandbox import name_yourself_and_sleep

name = sys.argv[1]
question = name.encode()
threading.Thread(target=lambda: sandbox.call_within(1.0, name_yourself_and_sleep, question), daemon=True).start()
while not os.path.exists(name):
    time.sleep(0.01)
os._exit(0)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.slow
def test_one_that_hangs_ends_by_itself_when_its_parent_is_gone(tmp_path: Path) -> None:
    name = tmp_path / "process"
    subprocess.run([sys.executable, "-c", ORPHAN, str(name)], check=True, cwd=ROOT, timeout=60)
    orphan = int(name.read_text())
    deadline = time.monotonic() + 30
    while is_at_work(orphan):
        assert time.monotonic() < deadline, "the process is still there"
        time.sleep(0.05)


def is_at_work(process_id: int) -> bool:
    """Whether the process is there and no zombie, which only its new parent could bury."""
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"

"""Make .venv from requirements.lock, every file checked against its hash, and the project itself in it.

Run by `make`; safe to repeat, and mends what an interrupted run left. It must start under an old Python to be able
to say so. Where Python came without pip (Debian without python3-venv), the pinned pip is fetched and checked first.
"""

import json
import os
import re
import subprocess
import sys
import tempfile

OLDEST = (3, 11)
VENV = ".venv"
PYTHON = os.path.join(VENV, "bin", "python")
LOCK = "requirements.lock"
STAMP = os.path.join(VENV, ".ready")  # there only while .venv is whole


def main():
    check_python()
    make_venv()
    print("Installing the pinned packages into .venv (a minute or two, once) ...", flush=True)
    if os.path.exists(STAMP):
        os.remove(STAMP)
    install(find_pip(), "--require-hashes", "--only-binary", ":all:", "--requirement", LOCK)
    install(["-m", "pip"], "--no-build-isolation", "--no-deps", "--editable", ".")
    open(STAMP, "w").close()


def check_python():
    """Stop with one sentence unless this Python can run the project."""
    if sys.version_info[:2] < OLDEST:
        sys.exit(
            "%s is Python %d.%d, and %d.%d or newer is needed: install one, or name it: make PYTHON=/path/to/python3"
            % (sys.executable, *sys.version_info[:2], *OLDEST)
        )


def make_venv():
    """A .venv of this Python's version; one that a set-up has finished is kept, any other is made anew."""
    version = "%d.%d" % sys.version_info[:2]
    probe = "import sys; print('%d.%d' % sys.version_info[:2])"
    if os.path.exists(STAMP) and output([PYTHON, "-c", probe]) == version:
        return
    print("Making .venv with Python %s ..." % version, flush=True)
    result = subprocess.run([sys.executable, "-m", "venv", "--without-pip", "--clear", VENV], check=False)
    if result.returncode:
        sys.exit("No virtual environment can be made here: on Debian or Ubuntu run `apt-get install python3-venv`.")


def find_pip():
    """The arguments that run pip inside .venv, which may have to be brought first."""
    if output([PYTHON, "-m", "pip", "--version"]):
        return ["-m", "pip"]
    if not subprocess.run([PYTHON, "-m", "ensurepip"], capture_output=True, check=False).returncode:
        return ["-m", "pip"]
    return [fetch_pip()]


def fetch_pip():
    """The pip wheel that the lock pins, from the package index, checked against its hash; returns a path to run."""
    import hashlib
    from urllib.request import Request, urlopen

    with open(LOCK, encoding="utf-8") as lock:
        pinned = re.search(r"^pip==(\S+)((?:\s*\\\s+--hash=sha256:\w+)+)", lock.read(), re.MULTILINE)
    version, hashes = pinned.group(1), set(re.findall(r"sha256:(\w+)", pinned.group(2)))
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"
    try:
        with urlopen(Request(index, headers={"Accept": "application/vnd.pypi.simple.v1+json"}), timeout=60) as page:
            files = json.load(page)["files"]
        wheel = next(file for file in files if file["filename"] == "pip-%s-py3-none-any.whl" % version)
        with urlopen(wheel["url"], timeout=60) as page:
            body = page.read()
    except (OSError, ValueError, StopIteration):
        sys.exit("This Python has no pip and %s did not give one: run `apt-get install python3-venv`." % index)
    if hashlib.sha256(body).hexdigest() not in hashes:
        sys.exit("The pip that %s gave is not the one that %s pins: nothing was installed." % (index, LOCK))
    path = os.path.join(tempfile.mkdtemp(), wheel["filename"])
    with open(path, "wb") as file:
        file.write(body)
    return os.path.join(path, "pip")


def output(command):
    """What the command prints, or nothing when it fails or does not start."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def install(pip, *arguments):
    """Run pip's install in .venv; stop with one sentence when it fails, after pip's own reason."""
    command = [PYTHON, *pip, "install", "-qq", "--disable-pip-version-check", *arguments]  # -qq: errors only
    if subprocess.run(command, check=False).returncode:
        sys.exit("Set-up did not finish, for the reason above: mend it and run make again.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Stopped; run make again to finish the set-up.")

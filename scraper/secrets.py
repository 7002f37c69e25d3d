"""Keys and passwords come from the environment, and nothing that is written or said may hold them."""

import os
import re
from collections.abc import Mapping

PREFIX = "JOBREQ_"
ENDINGS = ("_KEY", "_TOKEN", "_SECRET", "_PASSWORD")

_LEAST_LENGTH = 6  # a shorter one stands in too many innocent words


def is_secret(name: str) -> bool:
    """Whether an environment variable, or a setting, of this name holds a secret."""
    return name.upper().replace("-", "_").endswith(ENDINGS)


def read_secret(name: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """The secret in an environment variable; None when it is not set, or holds what cannot be sent as a header."""
    value = environment.get(name, "").strip()
    return value if re.fullmatch(r"[!-~]+", value) else None


def redact(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """The text with the value of each secret of ours replaced by `***`."""
    for name, value in environment.items():
        secret = value.strip()
        if name.startswith(PREFIX) and is_secret(name) and len(secret) >= _LEAST_LENGTH:
            text = text.replace(secret, "***")
    return text

"""`POST …/tokens`: a secret for a while, made with a key."""

import re
from collections.abc import Mapping

from danqing.core.errors import InvalidParameter
from danqing.wire.body import ENCODER

USUAL_SECONDS = 60


def seconds(query: Mapping[str, str]) -> int:
    """Return for how long a token is wanted, 60 if that is not said. Raises InvalidParameter for what is no number."""
    said = query.get("expire_in_seconds", str(USUAL_SECONDS))
    if not re.fullmatch(r"[0-9]{1,9}", said):
        raise InvalidParameter(f"expire_in_seconds must be a whole number from 1 to 1800, got {said[:40]!r}.")
    return int(said)


def encode(token: str, expires: int) -> bytes:
    """Return the body that tells a token; `expires` in seconds since the epoch."""
    return ENCODER.encode({"token": token, "expires_at": expires})

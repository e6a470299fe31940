"""Secrets as they are made, judged and hashed; none is kept anywhere."""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from danqing.core.errors import InvalidApiKey, InvalidParameter

NO_KEY = "No API-key provided."
TEMPORARY = "st-"

_SENDABLE = re.compile(r"[!-~]{8,200}")
_MAC_BYTES = 16


def new(prefix: str = "sk-") -> str:
    """Return a secret that nobody can guess, in the usual shape: `sk-` and 32 hexadecimal digits."""
    return f"{prefix}{secrets.token_hex(16)}"


def derived(root: bytes, *of: str, prefix: str = "sk-") -> str:
    """Return the same unguessable secret for the same words: what a repeated request is answered with."""
    return f"{prefix}{_mac(root, chr(0).join(('key', *of)))[:16].hex()}"


def hashed(secret: str | None) -> str:
    """Return the hash that a secret is known by. Raises InvalidApiKey for none."""
    # Keys are random and long: unlike passwords they need no slow hash. Odd bytes of a header come as surrogates.
    if not secret:
        raise InvalidApiKey(NO_KEY)
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def sendable(secret: str) -> str:
    """Return a secret that somebody brought, if a header can carry it. Raises InvalidParameter, which has it not."""
    if not _SENDABLE.fullmatch(secret):
        raise InvalidParameter(
            f"An API key has 8 to 200 visible ASCII characters and no spaces, got one of {len(secret)} characters."
        )
    return secret


def temporary(root: bytes, key_id: str, expires: int) -> str:
    """Return a token that stands for a key until `expires`, a whole second since the epoch."""
    said = f"{key_id}.{expires}"
    return TEMPORARY + urlsafe_b64encode(_mac(root, f"token\0{said}")[:_MAC_BYTES] + said.encode()).decode().rstrip("=")


def read_temporary(root: bytes, token: str) -> tuple[str, int] | None:
    """Return the key's id and the end of a token that was made here; None for everything else."""
    try:
        raw = urlsafe_b64decode(token.removeprefix(TEMPORARY) + "==")
        said = raw[_MAC_BYTES:].decode("ascii")
    except ValueError:
        return None
    if not hmac.compare_digest(raw[:_MAC_BYTES], _mac(root, f"token\0{said}")[:_MAC_BYTES]):
        return None
    key_id, _, expires = said.partition(".")
    return key_id, int(expires)


def _mac(root: bytes, words: str) -> bytes:
    return hmac.digest(root, words.encode("utf-8", "surrogatepass"), "sha256")

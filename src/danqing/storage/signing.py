"""URLs that open one key for a while, and seals on texts that come back to us."""

import base64
import hashlib
import hmac
from collections.abc import Mapping

from danqing.core.clock import Clock
from danqing.core.errors import AccessDenied

_MISSING = "Access denied. The URL has no signature; use it whole, with Expires and Signature."
_WRONG = "Access denied. The signature does not belong to this URL; use it unchanged."
_EXPIRED = "Access denied. The URL has expired."


class Signer:
    """Signs with HMAC-SHA256; the same input always makes the same signature, so that URLs can be compared."""

    def __init__(self, secret: bytes, clock: Clock) -> None:
        if len(secret) < 16:
            raise ValueError("a signing secret has at least 16 bytes")
        self._secret = secret
        self._clock = clock

    def sign(self, key: str, expires: float) -> str:
        """Return the query string that opens `key` until `expires`, in seconds since the epoch (fractions are cut)."""
        moment = str(int(expires))
        return f"Expires={moment}&Signature={self._mac('url', moment, key)}"

    def check(self, key: str, query: Mapping[str, str]) -> None:
        """Raise AccessDenied unless `query` is what `sign` returned for `key`, and still in time."""
        moment, signature = query.get("Expires", ""), query.get("Signature", "")
        if not moment or not signature:
            raise AccessDenied(_MISSING)
        # Before the time: only a moment that we signed ourselves is known to be a number.
        if not _same(signature, self._mac("url", moment, key)):
            raise AccessDenied(_WRONG)
        if int(moment) <= self._clock.now():
            raise AccessDenied(_EXPIRED)

    def seal(self, text: str) -> str:
        """Return the signature of a text that is given away and comes back, such as an upload policy."""
        return self._mac("seal", text)

    def is_sealed(self, text: str, signature: str) -> bool:
        """Say whether `signature` is the seal of `text`."""
        return _same(signature, self.seal(text))

    def _mac(self, purpose: str, *parts: str) -> str:
        # The purpose comes first, so that a seal can never pass for a URL.
        message = "\n".join((purpose, *parts)).encode(errors="surrogatepass")
        digest = hmac.digest(self._secret, message, hashlib.sha256)
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(errors="surrogatepass"), expected.encode())

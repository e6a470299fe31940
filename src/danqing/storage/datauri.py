"""Reading `data:{mime};base64,{data}`. Pure."""

import binascii

from danqing.storage.refusals import Flaw

_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_BLANKS = b" \t\r\n\f\v"


def is_data_uri(reference: str) -> bool:
    """Say whether `reference` is meant as a data URI."""
    return reference[:5].lower() == "data:"


def decode(reference: str, most: int) -> bytes:
    """Return the bytes of a base64 data URI, at most `most` of them. Raises InvalidInput.

    The media type may be missing or wrong: what the bytes are is told from the bytes.
    White space, the URL-safe alphabet and missing padding are tolerated, because clients send them.
    """
    head, comma, body = reference.partition(",")
    if not comma or not head.lower().rstrip().endswith("base64"):
        raise Flaw.CORRUPT.error("A data URI has the form data:{mime};base64,{data}.")
    if len(body) > 2 * most + 1024:  # far over the limit, white space or not: not worth reading
        raise Flaw.DATA_URI_TOO_LONG.error(about=str(most))
    try:
        packed = body.encode("ascii").translate(_URL_SAFE, delete=_BLANKS).rstrip(b"=")
        data = binascii.a2b_base64(packed + b"=" * (-len(packed) % 4), strict_mode=True)
    except ValueError as error:
        raise Flaw.CORRUPT.error("Its base64 cannot be decoded.") from error
    if len(data) > most:
        raise Flaw.DATA_URI_TOO_LONG.error(about=str(most))
    return data

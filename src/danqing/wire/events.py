"""Answers as server-sent events, for callers that said `X-DashScope-SSE: enable`.

One event holds the whole answer. There is no space after any colon: `event: error` makes the Python SDK crash.
"""

RESULT = b"id:1\nevent:result\n:HTTP_STATUS/200\ndata:%b\n\n"
ERROR = b"id:1\nevent:error\n:HTTP_STATUS/%d\nstatus:%d\ndata:%b\n\n"
"""The `status:` line is not the real service's: the Python SDK takes every error for a 400 without it."""


def result(body: bytes) -> bytes:
    """Return the event of a finished answer."""
    return RESULT % body


def error(status: int, body: bytes) -> bytes:
    """Return the event of an error; HTTP says 200 then, and `status` is in the event."""
    return ERROR % (status, status, body)

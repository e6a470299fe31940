"""Errors as clients of the OpenAI API know them: `{"error": {"message", "type", "param", "code"}}`."""

import re
from dataclasses import dataclass

from danqing.core import errors
from danqing.core.errors import Error, Refused
from danqing.wire.body import ENCODER

INVALID = "invalid_request_error"
QUOTA = "insufficient_quota"
SERVER = "server_error"
PERMISSION = "permission_error"


@dataclass(frozen=True, slots=True)
class Told:
    """How an error is said."""

    type: str
    code: str
    status: int = 0
    """0: the error's own."""
    words: str = ""
    """Where clients look for these and no others; empty: the error's own."""


TABLE: dict[type[Error], Told] = {
    Error: Told(SERVER, "internal_error"),
    Refused: Told(INVALID, "invalid_request"),
    errors.InvalidApiKey: Told(INVALID, "invalid_api_key", words="Incorrect API key provided."),  # as LiteLLM looks for
    errors.AccessDenied: Told(PERMISSION, "access_denied"),
    errors.ModelDenied: Told(PERMISSION, "model_access_denied"),
    errors.WorkspaceDenied: Told(PERMISSION, "workspace_access_denied"),
    errors.Arrearage: Told(QUOTA, "billing_not_active", 429),
    errors.ModelNotFound: Told(INVALID, "model_not_found", 404),
    errors.InvalidParameter: Told(INVALID, "invalid_value"),
    errors.InvalidInput: Told(INVALID, "invalid_image"),
    errors.Objectionable: Told(INVALID, "content_policy_violation"),
    errors.TooLarge: Told(INVALID, "request_too_large"),
    errors.NotFound: Told(INVALID, "not_found"),
    errors.WorkspaceNotFound: Told(INVALID, "workspace_not_found"),
    errors.MethodNotAllowed: Told(INVALID, "method_not_supported"),
    errors.RateLimited: Told("requests", "rate_limit_exceeded"),
    errors.QuotaExceeded: Told(QUOTA, "insufficient_quota", 429),
    errors.EngineRejected: Told(INVALID, "rejected_by_engine"),
    errors.EngineError: Told(SERVER, "engine_error"),
    errors.EngineTimeout: Told(SERVER, "engine_timeout"),
    errors.EngineBusy: Told(SERVER, "overloaded"),
    errors.Unavailable: Told(SERVER, "overloaded"),
    errors.TimedOut: Told(SERVER, "timeout", 504),
}
"""By the nearest class that is named."""

FINER = {"BadRequest.EmptyModel": "missing_required_parameter", "BadRequest.EmptyInput": "missing_required_parameter"}
"""Our codes that have one of their own here."""

_TIMES = re.compile(r"(?<=\w)\*(?=\w)")


def encode(error: Error, request_id: str) -> tuple[int, bytes]:
    """Return the status and the body that say the error; the id is in a header alone, as in that API."""
    del request_id
    return _told(error).status or error.status, ENCODER.encode(body(error))


def body(error: Error) -> dict[str, dict[str, str | None]]:
    """Return the body as a value."""
    told = _told(error)
    parameter = error.parameter if isinstance(error, Refused) else ""
    message = told.words or error.message
    said = {
        # A message may quote what the caller sent, and that may be no text at all.
        "message": (_TIMES.sub("x", message) if parameter == "size" else message).encode("utf-8", "replace").decode(),
        "type": told.type,
        "param": parameter or None,
        "code": FINER.get(error.code, told.code),
    }
    return {"error": said}


def _told(error: Error) -> Told:
    return next(TABLE[kind] for kind in type(error).__mro__ if kind in TABLE)

"""Every error that Danqing raises on purpose, sorted by whose fault it is.

    Error
    ├── Refused             the caller's; said in the API's words, never tried again
    │   ├── InvalidApiKey           401
    │   ├── AccessDenied            403   wrong mode, foreign or expired signature
    │   │   ├── ModelDenied             403   a model that the key or the workspace may not call
    │   │   └── WorkspaceDenied         403   a workspace that the user is not in, or none where one must be named
    │   ├── Arrearage               400   an account that is suspended, or whose credit is used up
    │   ├── WrongUrl                400   a model at an endpoint that does not serve it
    │   ├── ModelNotFound           400   `Model not exist.`
    │   ├── InvalidParameter        400   a value out of its range
    │   ├── BadRequest              400   a body that is no request: broken JSON, no model
    │   ├── InvalidInput            400   a reference image that cannot be had or used
    │   ├── Objectionable           400   words or a picture that moderation lets nobody have
    │   ├── UnsupportedOperation    400   cancelling what already runs
    │   ├── TooLarge                413
    │   ├── NotFound                404   no such URL, no such file
    │   │   └── WorkspaceNotFound       404   a workspace that the account does not have
    │   ├── Conflict                409   other bytes under a name that is taken
    │   ├── MethodNotAllowed        405
    │   ├── RateLimited             429   too many submissions; says when the next one may come
    │   └── QuotaExceeded           429   a budget is used up
    │       └── FreeTierOnly        403   the free images are used up, and nothing else is wanted
    ├── EngineError         the engine's; the leaf says whether another try may help
    │   ├── EngineRejected          the engine will never draw this
    │   ├── EngineTimeout           one picture took longer than its limit
    │   ├── EngineLost              the process or server behind the engine is gone
    │   └── EngineBusy      503     the servers behind the engine take nothing more, for the moment
    ├── Unavailable         ours, for the moment: starting, stopping, a ledger that does not answer
    │   └── TimedOut                500   a synchronous call that waited as long as it may
    └── LeaseLost           a worker finished a task that is no longer its own; never leaves the worker

The codes and their words are those of the DashScope error catalogue, spelling included.
"""

from typing import ClassVar


class Error(Exception):
    """Base of all errors raised on purpose: `code` and `status` are what a caller sees, `retry` what we do."""

    code: str = "InternalError"
    status: int = 500
    retry: ClassVar[bool] = False
    retry_after: float = 1.0
    """Seconds until another try may help, where `retry` says that one may."""
    message: str = (
        "An internal error has occured, please try again later or contact service support."  # sic: the API's words
    )

    def __init__(self, message: str | None = None, *, code: str | None = None) -> None:
        self.message = message if message is not None else type(self).message
        self.code = code if code is not None else type(self).code
        super().__init__(self.message)


class Refused(Error):
    """The caller's request cannot be served as it is."""

    code = "InvalidParameter"
    status = 400
    message = "Required parameter(s) missing or invalid, please check the request parameters."
    parameter: str = ""
    """Which parameter is to blame, by its name in the API; empty where it is not one."""

    def __init__(self, message: str | None = None, *, code: str | None = None, parameter: str | None = None) -> None:
        super().__init__(message, code=code)
        self.parameter = parameter if parameter is not None else type(self).parameter


class InvalidApiKey(Refused):
    """No key, or one that no account has."""

    code = "InvalidApiKey"
    status = 401
    message = "Invalid API-key provided."


class AccessDenied(Refused):
    """The key is good, the thing asked for is not open to it."""

    code = "AccessDenied"
    status = 403
    message = "Access denied."


class ModelDenied(AccessDenied):
    """The key, or the workspace that it names, may not call the model."""

    code = "Model.AccessDenied"
    message = "Model access denied."


class WorkspaceDenied(AccessDenied):
    """The user is not in the workspace; or none was named by a sub-user, who must name one."""

    code = "Workspace.AccessDenied"
    message = "Workspace access denied."


class Arrearage(Refused):
    """The account is suspended, or its credit is used up: its tasks can be read, and nothing new be asked for."""

    code = "Arrearage"
    message = "Access denied, please make sure your account is in good standing."


class WrongUrl(Refused):
    """A model at an endpoint that does not serve it; the message ends in the path that does."""

    message = "url error, please check url！"


class ModelNotFound(Refused):
    """A model name that the catalog does not have; on every path, as measured on the real service."""

    message = "Model not exist."


class InvalidParameter(Refused):
    """A value out of the range that the model documents."""


class BadRequest(Refused):
    """A body that is no request at all."""

    code = "BadRequest.IllegalInput"
    message = "The input parameter requires json format."


class InvalidInput(Refused):
    """A reference image that cannot be fetched, decoded or used."""

    code = "InvalidURL"
    message = "The request URL is invalid, make sure the url is correct and is an image."
    parameter = "image"


class Objectionable(Refused):
    """A prompt or a picture that moderation refuses; which rule it broke is in the audit log."""

    code = "DataInspectionFailed"
    message = "Input data may contain inappropriate content."


class UnsupportedOperation(Refused):
    """What was asked cannot be done to that thing in its present state."""

    code = "UnsupportedOperation"
    message = "The operation is unsupported on the referee object."


class TooLarge(Refused):
    """A body over the limit."""

    code = "BadRequest.TooLarge"
    status = 413
    message = "Payload Too Large."


class NotFound(Refused):
    """No such URL or file."""

    code = "NotFound"
    status = 404
    message = "Not found!"


class WorkspaceNotFound(NotFound):
    """The account has no workspace of that id."""

    code = "WorkSpaceNotFound"
    message = "WorkSpace can not be found."


class Conflict(Refused):
    """Something else has that name already."""

    code = "Conflict"
    status = 409
    message = "The resource already exists."


class MethodNotAllowed(Refused):
    """A known URL with the wrong method."""

    status = 405
    message = "Request method is not supported."

    def __init__(self, message: str | None = None, *, code: str | None = None, allowed: str = "") -> None:
        super().__init__(message, code=code)
        self.allowed = allowed
        """The methods that the URL has, with commas between them."""


class RateLimited(Refused):
    """More submissions of an account to a model than may come in a second."""

    code = "Throttling.RateQuota"
    status = 429
    retry: ClassVar[bool] = True
    message = "Requests rate limit exceeded, please try again later."

    def __init__(self, message: str | None = None, *, code: str | None = None, retry_after: float = 1.0) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after


class QuotaExceeded(Refused):
    """The account's budget has no room for the images that were asked for."""

    code = "Throttling.AllocationQuota"
    status = 429
    message = "Allocated quota exceeded, please increase your quota limit."


class FreeTierOnly(QuotaExceeded):
    """The account's free images do not suffice, and it wants no others."""

    code = "AllocationQuota.FreeTierOnly"
    status = 403
    message = (
        "The free tier of the model has been exhausted. If you wish to continue access the model on a paid basis, "
        'please disable the "use free tier only" mode in the management console.'
    )


class EngineError(Error):
    """An engine could not draw; what the caller sees is the code, the rest is logged."""

    code = "InternalError.Algo"
    message = "An internal error has occured during execution, please try again later or contact service support."


class EngineRejected(EngineError):
    """The engine will never draw this; its message is fit for the caller."""

    code = "InvalidParameter"
    status = 400


class EngineTimeout(EngineError):
    """A picture took longer than the engine's limit; the process that drew it was ended."""

    code = "InternalError.Timeout"
    message = (
        "An internal timeout error has occured during execution, please try again later or contact service support."
    )


class EngineLost(EngineError):
    """The process or server behind an engine is gone; another may draw the task."""

    code = "InternalError"
    retry: ClassVar[bool] = True
    message = Error.message


class EngineBusy(EngineError):
    """The servers behind an engine take nothing more, for longer than a task may wait; another may draw it."""

    code = "ModelUnavailable"
    status = 503
    retry: ClassVar[bool] = True
    message = "Model is unavailable, please try again later."


class Unavailable(Error):
    """The service cannot answer at the moment; 503 is the status that every SDK polls through."""

    code = "ModelUnavailable"
    status = 503
    retry: ClassVar[bool] = True
    message = "Model is unavailable, please try again later."


class TimedOut(Unavailable):
    """A synchronous call waited as long as it may; its task was given up."""

    code = "RequestTimeOut"
    status = 500
    message = "Request timed out, please try again later."


class LeaseLost(Error):
    """A worker tried to end a task that is no longer its own."""


def told(code: str, message: str) -> Error:
    """Return the error that a failure's code stands for, so that it can be raised again with its HTTP status."""
    for family, kind in _FAMILIES:
        if code == family or code.startswith(f"{family}."):
            return kind(message, code=code)
    return Refused(message, code=code)


_FAMILIES: tuple[tuple[str, type[Error]], ...] = (
    ("InternalError", EngineError),
    ("InvalidApiKey", InvalidApiKey),
    ("AccessDenied", AccessDenied),
    ("RequestTimeOut", TimedOut),
    ("ModelUnavailable", Unavailable),
    ("DataInspectionFailed", Objectionable),
    ("InvalidURL", InvalidInput),
    ("InvalidImage", InvalidInput),
    ("BadRequest.InputDownloadFailed", InvalidInput),
    ("BadRequest.UnsupportedFileFormat", InvalidInput),
    ("InvalidParameter", InvalidParameter),
)

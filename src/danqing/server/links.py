"""The URLs that answers hold: results that open without a key for a while, and the door for uploads."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request

from danqing.core.task import Task
from danqing.storage.signing import Signer

FILES = "/files"
UPLOADS = "/uploads"


@dataclass(frozen=True, kw_only=True)
class Links:
    """Makes URLs that begin as the caller's own request did, unless the operator set what they begin with."""

    signer: Signer
    public_url: str
    valid_for: float
    """Seconds from the end of the task."""

    def of(self, request: Request, task: Task) -> Callable[[str], str]:
        """Return what turns a key of the task's pictures into its URL: the same URL at every reading."""
        base = self._base(request) + FILES
        expires = (task.ended or task.submitted) + self.valid_for
        return lambda key: f"{base}/{key}?{self.signer.sign(key, expires)}"

    def upload(self, request: Request) -> str:
        """Return where the form of an upload goes."""
        return self._base(request) + UPLOADS

    def _base(self, request: Request) -> str:
        return self.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"

"""What callers upload: the policy they get, the form they send, and reading `oss://…` back."""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from danqing.core.clock import Clock, Ids
from danqing.core.errors import AccessDenied, Conflict, InvalidParameter, NotFound, TooLarge
from danqing.storage.refusals import Flaw
from danqing.storage.signing import Signer
from danqing.storage.store import Storage
from danqing.wire.uploads import Policy

PREFIX = "uploads"
"""Where uploads lie in storage."""

_DIRECTORY = "dashscope-instant"
_NAME = re.compile(rf"{_DIRECTORY}/([0-9a-f]{{32}})/(\d{{4}}-\d{{2}}-\d{{2}})/([0-9a-f-]{{36}})/([^/]+)", re.ASCII)
_ACCESS_KEY_ID = "danqing"  # the clients send it back; nothing is looked up under it


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How large uploads may be, and how long things last."""

    bytes: int = 10 * 1024 * 1024
    """As large as a reference image may be: a larger one is better refused here than in a task."""
    policy_seconds: float = 300.0
    file_seconds: float = 48 * 3600.0


class Uploads:
    """Takes files in and gives them back, to the account that brought them and to no other."""

    def __init__(self, storage: Storage, signer: Signer, clock: Clock, ids: Ids, terms: Terms = Terms()) -> None:
        self._storage = storage
        self._signer = signer
        self._clock = clock
        self._ids = ids
        self._terms = terms

    def policy(self, account: str, model: str, host: str) -> Policy:
        """Return the right to upload by a form posted to `host`.

        `model` is noted in it, and files serve every model all the same.
        """
        now = self._clock.now()
        directory = f"{_DIRECTORY}/{_owner(account)}/{_time(now):%Y-%m-%d}/{self._ids.new()}"
        token = _packed(
            {
                "expiration": f"{_time(now + self._terms.policy_seconds):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z",
                "model": model,
                "conditions": [
                    ["content-length-range", 0, self._terms.bytes],
                    ["starts-with", "$key", f"{directory}/"],
                    {"x-oss-object-acl": "private"},
                    {"x-oss-forbid-overwrite": "true"},
                ],
            }
        )
        return Policy(
            policy=token,
            signature=self._signer.seal(token),
            upload_dir=directory,
            upload_host=host,
            oss_access_key_id=_ACCESS_KEY_ID,
            expire_in_seconds=int(self._terms.policy_seconds),
            max_file_size_mb=max(1, self._terms.bytes // 2**20),
        )

    async def accept(self, form: Mapping[str, str], data: bytes) -> None:
        """Keep an uploaded file: `form` has the multipart form's text fields, `data` is its `file`.

        The same file under the same name again is no error: clients send it twice.
        Raises AccessDenied for a policy that is not ours, has expired or does not allow this; TooLarge; Conflict.
        """
        conditions = self._opened(form.get("policy", ""), form.get("Signature", ""))
        for condition in conditions:
            _hold(condition, form, data)
        key = _storage_key(form["key"])
        if key is None:
            raise InvalidParameter("The key of an upload is upload_dir, a slash and a file name without slashes.")
        if await self._storage.add(key, data):
            return
        if await self._storage.get(key) != data:
            raise Conflict(
                "The object you specified already exists and can not be overwritten.", code="FileAlreadyExists"
            )

    async def read(self, account: str, reference: str) -> bytes:
        """Return the file named `oss://…` if the account uploaded it and it has not expired. Raises InvalidInput."""
        name = reference.removeprefix("oss://")
        found = _NAME.fullmatch(name)
        key = _storage_key(name)
        gone = Flaw.OSS.error("The file was never uploaded, has expired, or belongs to another account.")
        if found is None or key is None or found.group(1) != _owner(account):
            raise gone
        try:
            known = await self._storage.head(key)
            if known.modified + self._terms.file_seconds < self._clock.now():
                raise gone
            return await self._storage.get(key)
        except NotFound as error:
            raise gone from error

    def _opened(self, policy: str, signature: str) -> list[object]:
        if not policy or not self._signer.is_sealed(policy, signature):
            raise AccessDenied(
                "The request signature we calculated does not match the signature you provided. "
                "Check your key and signing method.",
                code="SignatureDoesNotMatch",
            )
        said = _unpacked(policy)
        if datetime.fromisoformat(str(said["expiration"])).timestamp() <= self._clock.now():
            raise AccessDenied("Invalid according to Policy: Policy expired.")
        return cast("list[object]", said["conditions"])


def _hold(condition: object, form: Mapping[str, str], data: bytes) -> None:
    match condition:
        case ["content-length-range", int(low), int(high)]:
            if not low <= len(data) <= high:
                raise TooLarge(f"The file has {len(data)} bytes; {low} to {high} are allowed.", code="EntityTooLarge")
            return
        case ["starts-with", str(field), str(beginning)]:
            is_kept = form.get(field.removeprefix("$"), "").startswith(beginning)
        case dict():
            wanted = cast("dict[str, str]", condition)
            is_kept = all(form.get(field, value) == value for field, value in wanted.items())
        case _:
            is_kept = False
    if not is_kept:
        raise AccessDenied(f"Invalid according to Policy: Policy Condition failed: {json.dumps(condition)}")


def _owner(account: str) -> str:
    return hashlib.sha256(account.encode()).hexdigest()[:32]


def _storage_key(name: str) -> str | None:
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    # A file's own name may be of any script, and longer than a file system allows; its digest is neither.
    owner, date, directory, last = found.groups()
    return f"{PREFIX}/{owner}/{date}/{directory}/{hashlib.sha256(last.encode(errors='surrogatepass')).hexdigest()}"


def _time(moment: float) -> datetime:
    return datetime.fromtimestamp(moment, UTC)


def _packed(value: Mapping[str, object]) -> str:
    return base64.b64encode(json.dumps(value, separators=(",", ":")).encode()).decode()


def _unpacked(token: str) -> dict[str, object]:
    try:
        return json.loads(base64.b64decode(token, validate=True))
    except (binascii.Error, ValueError) as error:  # sealed by us, so only a change of secret's format comes here
        raise AccessDenied("Invalid according to Policy: Policy is not readable.") from error

"""`…/uploads`: the policy that lets a caller bring a file, the form that brings it, and `oss://` names.

A key is what follows `oss://`, as it is: no bucket, nothing encoded, spaces and Chinese included.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from danqing.core.errors import Error, InvalidParameter
from danqing.wire import lenient
from danqing.wire.body import ENCODER

SCHEME = "oss://"
FILE = "file"
"""The form's last field: the bytes."""

SECONDS = 300
MOST_MB = 1024
NO_LIMIT_MB = 999_999_999
"""What the real service grants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Leave to bring files; the field names are the wire's own. Java fails if one of the strings is missing."""

    policy: str
    signature: str
    upload_dir: str
    """Where every file under this policy goes; no slash at the end."""
    upload_host: str
    """The URL that the form is posted to, as it is."""
    oss_access_key_id: str
    x_oss_object_acl: str = "private"
    x_oss_forbid_overwrite: str = "true"
    """A string, not a boolean."""
    expire_in_seconds: int = SECONDS
    max_file_size_mb: int = MOST_MB
    capacity_limit_mb: int = NO_LIMIT_MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a form says beside its file; what it does not say is empty."""

    access_key_id: str
    signature: str
    policy: str
    key: str
    acl: str = "private"
    forbid_overwrite: str = "true"
    success_status: str = "200"
    content_type: str = ""
    """From the file's extension, and not to be trusted; old SDKs leave it out for unknown ones."""


FIELDS: dict[str, str] = {
    "access_key_id": "OSSAccessKeyId",
    "signature": "Signature",
    "policy": "policy",
    "key": "key",
    "acl": "x-oss-object-acl",
    "forbid_overwrite": "x-oss-forbid-overwrite",
    "success_status": "success_action_status",
    "content_type": "x-oss-content-type",
}
"""The name of each of a Form's attributes in the form, in the order of the SDKs; FILE follows."""


def model_of(query: Mapping[str, str]) -> str:
    """Return the model that a file is to be brought for; empty if none is named. Raises InvalidParameter."""
    action = query.get("action", "")
    if action != "getPolicy":
        raise InvalidParameter(f"action must be getPolicy, got {action!r}.")
    return query.get("model", "")


def query_of(model: str) -> dict[str, str]:
    """Return the query that asks for a policy."""
    return {"action": "getPolicy", "model": model}


def encode(policy: Policy, request_id: str) -> bytes:
    """Return the answer with a policy; it must have no `output`, or Java would not find `data`."""
    return ENCODER.encode({"data": asdict(policy), "request_id": request_id})


def decode(body: bytes) -> Policy:
    """Read an answer with a policy; a limit that it does not name is the real service's.

    Raises Error if one of its seven strings is missing.
    """
    data = lenient.table((lenient.read(body) or {}).get("data"))
    strings = {name: lenient.text(data.get(name)) for name in _STRINGS}
    if missing := [name for name, value in strings.items() if not value]:
        raise Error(f"The upload policy lacks {', '.join(missing)}.")
    return Policy(
        **strings,
        expire_in_seconds=lenient.whole(data.get("expire_in_seconds")) or SECONDS,
        max_file_size_mb=lenient.whole(data.get("max_file_size_mb")) or MOST_MB,
        capacity_limit_mb=lenient.whole(data.get("capacity_limit_mb")) or NO_LIMIT_MB,
    )


def form(policy: Policy, name: str, content_type: str) -> dict[str, str]:
    """Return the fields that bring a file called `name` under a policy, in order."""
    filled = Form(
        access_key_id=policy.oss_access_key_id,
        signature=policy.signature,
        policy=policy.policy,
        key=f"{policy.upload_dir}/{name}",
        acl=policy.x_oss_object_acl,
        forbid_overwrite=policy.x_oss_forbid_overwrite,
        content_type=content_type,
    )
    said: dict[str, str] = asdict(filled)
    return {field: said[attribute] for attribute, field in FIELDS.items() if said[attribute]}


def read_form(fields: Mapping[str, str]) -> Form:
    """Read a form's fields, whatever else is among them."""
    return Form(**{attribute: fields.get(field, "") for attribute, field in FIELDS.items()})


def name_of(key: str) -> str:
    """Return the `oss://` name of a key."""
    return SCHEME + key


def key_of(name: str) -> str | None:
    """Return the key in an `oss://` name; None for any other string."""
    return name.removeprefix(SCHEME) or None if name.startswith(SCHEME) else None


_STRINGS = tuple(Policy.__dataclass_fields__)[:7]

"""The envelope that every request to create images comes in: `{"model", "input", "parameters"}`."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from danqing.core.errors import BadRequest
from danqing.core.job import Said

ENCODER = msgspec.json.Encoder()


class _Envelope(msgspec.Struct, frozen=True, gc=False):
    model: Said = None
    input: dict[str, Said] | None = None
    parameters: dict[str, Said] | None = None


_DECODER = msgspec.json.Decoder(_Envelope)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body taken apart; keys that the API does not know beside these three are gone."""

    model: str
    said: Mapping[str, Said]
    """`input` as sent."""
    parameters: Mapping[str, Said]
    """`parameters` as sent, empty if there were none, and `negative_prompt` from `input` if it was said there."""


def read(body: bytes) -> Body:
    """Take a body apart. Raises BadRequest for what is no JSON object, has no model name or no `input`."""
    try:
        envelope = _DECODER.decode(body)
    except (ValueError, RecursionError) as error:  # msgspec's own errors, and UnicodeDecodeError, are ValueErrors
        raise BadRequest from error
    if not isinstance(envelope.model, str) or not envelope.model.strip():
        raise BadRequest('Required parameter "model" missing from request.', code="BadRequest.EmptyModel")
    if envelope.input is None:
        raise BadRequest("Required input parameter missing from request.", code="BadRequest.EmptyInput")
    parameters = envelope.parameters or {}
    # The prompt doors document it in `input`, the message doors in `parameters`; Java sends it in both.
    negative = envelope.input.get("negative_prompt")
    if negative is not None:
        parameters["negative_prompt"] = negative
    return Body(model=envelope.model, said=envelope.input, parameters=parameters)


def write(model: str, said: Mapping[str, Said], parameters: Mapping[str, Said]) -> bytes:
    """Put a body together, `parameters` always present, as the SDKs have it."""
    return ENCODER.encode({"model": model, "input": said, "parameters": parameters})

"""The OpenAI images API as callers speak it: `POST …/images/generations` and `…/images/edits`, decoded.

What says something about the picture becomes parameters by their DashScope names, for the catalog to judge; what says
how to answer is judged here; and what nobody will heed is named, so that the answer can tell.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import msgspec

from danqing.core.errors import BadRequest, InvalidInput, InvalidParameter
from danqing.core.job import Said
from danqing.wire.openai_form import Part
from danqing.wire.uploads import SCHEME

PASSED = ("n", "seed", "negative_prompt", "prompt_extend", "watermark", "style", "ref_mode", "ref_strength")
"""Fields that keep their names; all but `n` and `style` are beyond the API, as image servers have them."""
ANSWERED = ("response_format", "output_format", "output_compression", "stream", "partial_images")
HEEDED = frozenset({"model", "prompt", "size", *PASSED, *ANSWERED})
STYLES = ("vivid", "natural")
"""OpenAI's own two, which no model here has."""
NOTHING: tuple[Said, ...] = (None, "", "auto")
"""Values that ask for nothing in particular."""
FORMATS = {"png": "png", "jpeg": "jpeg", "jpg": "jpeg", "webp": "webp"}
ENCODED = "gpt-image-"
"""How the names begin by which clients expect base64 without asking for it."""
MOST_PREVIEWS = 3

_SIZE = re.compile(r"([0-9]{1,5})x([0-9]{1,5})", re.ASCII)
_PICTURE = re.compile(r"image(\[[0-9]*\])?", re.ASCII)
_WHOLE = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?", re.ASCII)
_DECODER = msgspec.json.Decoder(dict[str, Said])


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How the answer is wanted."""

    encoded: bool
    """The pictures themselves in base64, rather than their URLs."""
    format: str = "png"
    """Of encoded pictures; behind a URL they are PNG."""
    quality: int = 100
    """Of a JPEG or WEBP, 0 to 100."""
    stream: bool = False
    previews: int = 0
    """Unfinished pictures to send on the way, where the engine has any; only in a stream."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a caller said; nothing of it is known to be possible."""

    model: str
    prompt: str
    pictures: tuple[Said, ...] = ()
    """What to edit, in order: URLs and data URIs, if they are what they should be."""
    parameters: Mapping[str, Said]
    wishes: Wishes
    ignored: tuple[str, ...]
    """Fields that say something and will not be heeded, by their names."""


def generation(body: bytes) -> Asked:
    """Read a generation. Raises BadRequest, InvalidParameter."""
    return _asked(_read(body), ())


def edit(body: bytes) -> Asked:
    """Read an edit that is JSON: its pictures are references. Raises BadRequest, InvalidParameter, InvalidInput."""
    said = _read(body)
    brought = [value for name in ("images", "image") for value in _each(said.pop(name, None))]
    return _asked(said, _some(tuple(map(_reference, brought))))


def form(parts: Sequence[Part]) -> Asked:
    """Read an edit that is a form: its pictures are files, or references as text. Raises as `edit`."""
    said: dict[str, Said] = {}
    pictures: list[Said] = []
    for part in parts:
        if _PICTURE.fullmatch(part.name):
            pictures.append(_file(part) if part.is_file else _text(part.data))
        else:
            said[part.name] = part.name if part.is_file else _meant(part.name, _text(part.data))
    return _asked(said, _some(tuple(pictures)))


def _read(body: bytes) -> dict[str, Said]:
    try:
        return _DECODER.decode(body)
    except (ValueError, RecursionError) as error:
        raise BadRequest("The body is no JSON object.") from error


def _asked(said: Mapping[str, Said], pictures: tuple[Said, ...]) -> Asked:
    model = _required(said, "model", "BadRequest.EmptyModel")
    wishes, unheeded = _wishes(said, model)
    parameters = {name: said[name] for name in PASSED if said.get(name) is not None}
    if parameters.get("style") in STYLES:
        unheeded = (*unheeded, "style")
        del parameters["style"]
    return Asked(
        model=model,
        prompt=_required(said, "prompt", "BadRequest.EmptyInput"),
        pictures=pictures,
        parameters={"n": 1} | parameters | _size(said.get("size")),
        wishes=wishes,
        ignored=(*unheeded, *_unknown(said)),
    )


def _required(said: Mapping[str, Said], name: str, code: str) -> str:
    value = said.get(name)
    if value is not None and not isinstance(value, str):
        raise InvalidParameter(f"Invalid type for '{name}': a string is expected.", parameter=name)
    if value is None or not value.strip():
        raise BadRequest(f"Missing required parameter: '{name}'.", code=code, parameter=name)
    return value


def _size(said: Said) -> dict[str, Said]:
    """Return the size in DashScope's spelling; one that is spelled otherwise is left for the catalog to refuse."""
    if said in NOTHING:
        return {}
    match = _SIZE.fullmatch(said) if isinstance(said, str) else None
    return {"size": f"{match[1]}*{match[2]}" if match else said}


def _unknown(said: Mapping[str, Said]) -> Iterator[str]:
    for name, value in said.items():
        if name not in HEEDED and value not in NOTHING and (name, value) != ("background", "opaque"):
            yield name


def _wishes(said: Mapping[str, Said], model: str) -> tuple[Wishes, tuple[str, ...]]:
    """Return what is wished for, and the names of the wishes that do not go together with the others."""
    kind = FORMATS[_one_of(said, "output_format", tuple(FORMATS)) or "png"]
    answer = _one_of(said, "response_format", ("url", "b64_json"))
    quality = _whole(said, "output_compression", 100)
    previews = _whole(said, "partial_images", MOST_PREVIEWS) or 0
    stream = _switch(said, "stream")
    implied = kind != "png" or model.startswith(ENCODED)
    encoded = stream or answer == "b64_json" or (answer is None and implied)
    unheeded = (
        ("response_format", stream and answer == "url"),
        ("output_format", not encoded and kind != "png"),
        ("output_compression", quality is not None and (not encoded or kind == "png")),
        ("partial_images", previews > 0 and not stream),
    )
    wishes = Wishes(
        encoded=encoded,
        format=kind if encoded else "png",
        quality=100 if quality is None else quality,
        stream=stream,
        previews=previews if stream else 0,
    )
    return wishes, tuple(name for name, is_lost in unheeded if is_lost)


def _one_of(said: Mapping[str, Said], name: str, known: tuple[str, ...]) -> str | None:
    value = said.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or value not in known:
        raise InvalidParameter(f"Invalid value for '{name}': it must be one of {', '.join(known)}.", parameter=name)
    return value


def _whole(said: Mapping[str, Said], name: str, most: int) -> int | None:
    value = said.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        words = f"Invalid value for '{name}': it must be a whole number from 0 to {most}."
        raise InvalidParameter(words, parameter=name)
    return value


def _switch(said: Mapping[str, Said], name: str) -> bool:
    value = said.get(name)
    if value is not None and not isinstance(value, bool):
        raise InvalidParameter(f"Invalid type for '{name}': true or false is expected.", parameter=name)
    return value is True


def _each(value: Said) -> list[Said]:
    if value is None:
        return []
    return cast("list[Said]", value) if isinstance(value, list) else [value]


def _some(pictures: tuple[Said, ...]) -> tuple[Said, ...]:
    if not pictures:
        raise BadRequest("Missing required parameter: 'image'.", code="BadRequest.EmptyInput", parameter="image")
    return pictures


def _reference(said: Said) -> Said:
    """Return the URL in one of the ways to name a picture: as it is, `image_url`, or the `file_id` of an upload."""
    named = cast("dict[str, Said]", said) if isinstance(said, dict) else {"image_url": said}
    url, file = named.get("image_url"), named.get("file_id")
    if isinstance(url, dict):
        url = cast("dict[str, Said]", url).get("url")
    if url is not None:
        return url
    if isinstance(file, str) and file.startswith(SCHEME):
        return file
    raise InvalidInput(f"A picture is an image_url, or a file_id that is the {SCHEME} name of an upload here.")


def _file(part: Part) -> str:
    # Whatever the client calls it: what a picture is is told from its bytes.
    return f"data:application/octet-stream;base64,{b64encode(part.data).decode()}"


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _meant(name: str, text: str) -> Said:
    """Return what JSON would have said: forms have nothing but text."""
    if name in {"n", "seed", "output_compression", "partial_images"} and _WHOLE.fullmatch(text):
        return int(text)
    if name in {"stream", "prompt_extend", "watermark"} and text.lower() in {"true", "false"}:
        return text.lower() == "true"
    if name == "ref_strength" and _NUMBER.fullmatch(text):
        return float(text)
    return text or None

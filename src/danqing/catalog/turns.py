"""What the messages of a call hold: one prompt, and the pictures it speaks of."""

from danqing.catalog.model import Model
from danqing.catalog.saying import shown
from danqing.core.errors import InvalidInput, InvalidParameter
from danqing.core.job import Call, Kind, Said, Turn

SCHEMES = ("http://", "https://", "data:", "oss://")


def read(model: Model, call: Call) -> tuple[str, tuple[str, ...]]:
    """Return the prompt, cut to what the model reads, and the pictures in order.

    Raises InvalidParameter, and InvalidInput for a picture that is no URL.
    """
    if call.door.speaks_messages:
        turn = _only(call.turns)
        images = _values(turn, "image")
        name, field = "input.messages.content.text", "image"
    else:
        turn = call.turns[0] if call.turns else Turn()
        # The clients' pictures come here under several names, of which the first that is known counts (wanx-v1:
        # `ref_img` before `sketch_image_url`), and some send them to models that take none, which do not mind.
        images = [image for image in _values(turn, "image") if image is not None]
        images = images[: model.images.high] if model.kind is Kind.DRAW else images
        name, field = "input.prompt", "input.ref_img"
    texts = _values(turn, "text")
    if len(texts) > 1 or (call.door.speaks_messages and not texts):
        raise InvalidParameter("Text request limit violated, expected 1.")
    prompt = model.prompt.required(name, texts[0] if texts else None)
    model.images.check(len(images))
    return prompt, tuple(_url(field, image) for image in images)


def _only(turns: tuple[Turn, ...]) -> Turn:
    if not turns:
        raise InvalidParameter("Field required: input.messages")
    turn, *more = turns
    if more:
        raise InvalidParameter("messages length only support 1")
    if turn.role != "user":
        raise InvalidParameter("The input messages do not contain elements with the role of user.")
    if any(kind not in {"text", "image"} for kind, _ in turn.parts):
        raise InvalidParameter("The item of content should be a message of a certain modal.")
    return turn


def _values(turn: Turn, kind: str) -> list[Said]:
    return [value for part, value in turn.parts if part == kind]


def _url(field: str, said: Said) -> str:
    if not isinstance(said, str) or not said.lower().startswith(SCHEMES):
        schemes = ", ".join(SCHEMES[:-1])
        raise InvalidInput(
            f"Invalid URL provided in your request. {field} must begin with {schemes} or {SCHEMES[-1]}, "
            f"got {shown(said)}."
        )
    return said

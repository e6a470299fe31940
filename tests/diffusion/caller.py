"""The official SDK in an environment of its own, for tests that run elsewhere: one call a line, one answer a line.

A line is `{"call": NAME, …arguments}`; what comes back is `{"answer": …}` as users would see it, or `{"raised": …}`.
"""

# pyright: basic, reportMissingImports=false

import json
import sys

from dashscope import ImageSynthesis, MultiModalConversation


def draw(model, text, images=(), **parameters):
    """Draw or edit at once."""
    content = [*({"image": image} for image in images), {"text": text}]
    return MultiModalConversation.call(model=model, messages=[{"role": "user", "content": content}], **parameters)


CALLS = {
    "draw": draw,
    "paint": ImageSynthesis.call,
    "create": ImageSynthesis.async_call,
    "wait": ImageSynthesis.wait,
    "fetch": ImageSynthesis.fetch,
    "cancel": ImageSynthesis.cancel,
}


def told(line):
    """Play one line."""
    arguments = json.loads(line)
    try:
        response = CALLS[arguments.pop("call")](**arguments)
    except Exception as error:  # noqa: BLE001  what a user would see is what is told
        return {"raised": f"{type(error).__name__}: {error}"}
    seen = {name: getattr(response, name) for name in ("status_code", "code", "message", "output", "usage")}
    return {"answer": json.loads(json.dumps(seen, default=vars))}


if __name__ == "__main__":
    for spoken in sys.stdin:
        print(json.dumps(told(spoken)), flush=True)  # noqa: T201  this is how it answers

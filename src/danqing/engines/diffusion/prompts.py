"""Prompts that are encoded once: the same prompt with another seed, and the negative prompt of everybody."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, cast

_PLAIN = (str, int, float, bool, type(None))


class Remembered:
    """Stands in for a pipeline's `encode_prompt`; what pictures have a part in is encoded each time."""

    def __init__(self, encode: Callable[..., Any], most: int) -> None:
        self._encode = encode
        self._most = most
        self._known: OrderedDict[object, Any] = OrderedDict()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return what `encode_prompt` returned for the same words."""
        key = _key(args, kwargs)
        if key is None or not self._most:
            return self._encode(*args, **kwargs)
        if key not in self._known:
            self._known[key] = self._encode(*args, **kwargs)
            if len(self._known) > self._most:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return self._known[key]


def _key(args: tuple[Any, ...], kwargs: dict[str, Any]) -> object | None:
    said = [*enumerate(args), *sorted(kwargs.items())]
    if any(not _plain(value) for _, value in said):
        return None
    return repr(said)


def _plain(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(map(_plain, cast("list[Any]", value)))
    # Devices and types of numbers are told by their names.
    return isinstance(value, _PLAIN) or type(value).__name__ in {"device", "dtype"}

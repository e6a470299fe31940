"""What looking for words costs one prompt."""

import time
import tomllib
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from bench.table import Row
from danqing.admission.moderation_words import Words, load

GALLERY = Path(__file__).parents[1] / "tests" / "gallery" / "prompts.toml"
LENGTH = 800
ROUNDS, CALLS = 300, 5
AIM = "< 0.1 ms"


def rows() -> list[Row]:
    """Measure prompts of 800 characters: as they are asked for in two languages, and such as nobody means well with."""
    began = time.perf_counter()
    words = Words(load())
    loaded = time.perf_counter() - began
    english, chinese = (_prompt(is_english) for is_english in (True, False))
    cases = {
        "800 characters of English": (english, AIM),
        "800 characters of Chinese": (chinese, AIM),
        "800 characters of English, the last word struck": (f"{english[:-5]} porn", ""),
        "800 characters of Chinese, the last word struck": (f"{chinese[:-2]}裸体", ""),
        "800 characters of odd spellings, none struck": (_repeated("c-a t d0g sooo 1l "), ""),
        "800 characters of disguised words, all struck": (_repeated("p-o-r-n c0ca1ne "), ""),
    }
    return [
        Row(f"{len(words.rules)} rules read and linked", f"{loaded * 1e3:.0f} ms"),
        *(Row(name, f"{_best(partial(words.struck, text)) * 1e3:.3f} ms", aim) for name, (text, aim) in cases.items()),
    ]


def _prompt(is_english: bool) -> str:
    prompts = [entry["prompt"] for entry in tomllib.loads(GALLERY.read_text(encoding="utf-8")).values()]
    return _repeated(" ".join(prompt for prompt in prompts if (_latin(prompt) > len(prompt) / 2) == is_english))


def _latin(text: str) -> int:
    return sum(letter.isascii() for letter in text)


def _repeated(text: str) -> str:
    return "".join(islice(cycle(text), LENGTH))


def _best(call: Callable[[], object]) -> float:
    """Return the seconds that a call takes when nothing else is in its way."""
    return min(_seconds(call) for _ in range(ROUNDS)) / CALLS


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    for _ in range(CALLS):
        call()
    return time.perf_counter() - began

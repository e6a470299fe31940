"""Say how many prompts that nobody had drawn before miss something that a person would look for in the picture.

Run: python scripts/unseen.py [file ...]; without one, all of tests/gallery/unseen*.toml.
What `has` means is told in the first of them.
"""

import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import cast

from danqing.core.job import Size
from danqing.engines.composer.compose import dice_key
from danqing.engines.composer.drawn import as_drawn
from danqing.engines.composer.layout.arrange import arrange
from danqing.engines.composer.parse import read
from danqing.engines.composer.spec import Spec, Subject, Verb

GALLERY = Path(__file__).parents[1] / "tests" / "gallery"
SQUARE = Size(width=1024, height=1024)
VERBS = {"holding": Verb.HELD} | {verb.value: verb for verb in Verb}
WHOLE: dict[str, Callable[[Spec, str], bool]] = {
    "scene": lambda spec, key: spec.scene == key,
    "time": lambda spec, key: spec.time == key,
    "weather": lambda spec, key: key in spec.weather,
    "style": lambda spec, key: spec.style == key,
    "layout": lambda spec, key: spec.layout == key,
    "palette": lambda spec, key: key in spec.palette or any(text.color == key for text in spec.texts),
    "no": lambda spec, key: key in spec.exclude,
}


def drawn(prompt: str, seed: int = 1) -> Spec:
    """Return what is seen in the picture of a prompt."""
    spec = read(prompt)
    return as_drawn(spec, arrange(spec, SQUARE, Random(dice_key(spec, seed))))


def missed(spec: Spec, has: list[str]) -> list[str]:
    """Return what of `has` is not in the picture."""
    return [wish for wish in has if not any(holds(spec, one) for one in alternatives(wish))]


def alternatives(wish: str) -> list[str]:
    """Return "scene beach|sea|palm" as "scene beach", "scene sea", "sea", "scene palm", "palm"."""
    parts = wish.split("|")
    if wish.startswith("text ") or len(parts) == 1:
        return [wish]
    before = parts[0].split(" ")[:-1]
    return [parts[0], *(one for part in parts[1:] for one in (part, " ".join([*before, part])))]


def holds(spec: Spec, wish: str) -> bool:
    """Whether one wish is met."""
    words = wish.split(" ")
    if words[0] == "text":
        return any(
            t.text == " ".join(words[2:]) and (words[1] == "*" or t.role.value in words[1].split("|"))
            for t in spec.texts
        )
    if words[0] in WHOLE and len(words) == 2:
        return WHOLE[words[0]](spec, words[1])
    who = named(spec, words[0])
    if len(words) == 1:
        return bool(who)
    return any(_tells(spec, one, words[1:]) for one in who)


def named(spec: Spec, noun: str) -> list[Subject]:
    """Return the subjects that "dog*3" means: all of a noun, if there are so many."""
    key, _, number = noun.partition("*")
    found = [subject for subject in spec.subjects if subject.noun == key]
    return found if not number or sum(subject.count for subject in found) == int(number) else []


def _tells(spec: Spec, one: Subject, words: list[str]) -> bool:
    how, what = words[0], words[-1]
    person = one.person
    if how == "does":
        return what in {one.pose, person.pose if person else ""}
    if how in {"top", "bottom", "wears"}:
        worn = {"top": {person.top}, "bottom": {person.bottom}, "wears": person.dress} if person else {}
        tied = {s.noun for s in spec.subjects if s.verb is Verb.ON and s.other is not None and _same(spec, s, one)}
        return what in worn.get(how, set()) or (how == "wears" and what in tied)
    if how in VERBS:
        verb = VERBS[how]
        pairs = ((s, spec.subjects[s.other]) for s in spec.subjects if s.verb is verb and s.other is not None)
        return any(
            (b is one and a.noun == what) if how == "holding" else (a is one and b.noun == what) for a, b in pairs
        )
    return one.color == what


def _same(spec: Spec, subject: Subject, one: Subject) -> bool:
    return subject.other is not None and spec.subjects[subject.other] is one


def main(paths: list[Path]) -> None:
    """Print what each prompt misses, and how many miss something."""
    for path in paths:
        rows = cast("dict[str, dict[str, object]]", tomllib.loads(path.read_text("utf-8")))
        failing = 0
        wishes = lost = 0
        for name, row in rows.items():
            has = cast("list[str]", row["has"])
            gone = missed(drawn(str(row["prompt"])), has)
            failing += bool(gone)
            wishes, lost = wishes + len(has), lost + len(gone)
            if gone:
                print(f"{name}: {', '.join(gone)}")
        print(f"{path.name}: {failing} of {len(rows)} prompts miss something, {lost} of {wishes} things are missed")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or sorted(GALLERY.glob("unseen*.toml")))

"""A Spec in plain words, in the language of its prompt: exactly what is drawn, every text to the letter."""

import functools
from collections.abc import Iterator, Sequence
from typing import Any, cast

from danqing.engines.composer.parse import lexicon
from danqing.engines.composer.parse.extending import outdoors
from danqing.engines.composer.parse.naming import (
    again,
    article,
    column_of,
    counted,
    first_word,
    phrases,
    scene_words,
    spelled,
    style_name,
)
from danqing.engines.composer.spec import Layout, Lettering, Person, Place, Spec, Subject, Verb

MARK = "\0"
"""Stands around the index of a text until our own words are spelled: a text itself is never converted."""


def describe(spec: Spec) -> str:
    """Return what is drawn, in the prompt's language: scene, hour, style, subjects with counts, and every text."""
    teller = _Teller(spec)
    told = spelled(teller.tell(), spec.language).split(MARK)
    return "".join(spec.texts[int(part)].text if odd % 2 else part for odd, part in enumerate(told))


GARMENTS = frozenset(
    {
        "glasses",
        "sunglasses",
        "scarf",
        "hat",
        "tophat",
        "cap",
        "santahat",
        "toque",
        "wizardhat",
        "beret",
        "crown",
        "ribbon",
        "bowtie",
    }
)
"""Things that animals are seen to wear."""
MASS = frozenset({"hanfu", "armor"})
"""Garments that English counts not."""


@functools.cache
def _adjectives() -> dict[str, str]:
    """Colours that need no particle before a Japanese noun."""
    return cast("dict[str, str]", lexicon.table("phrases")["adjective"]["ja"])


def _going_on(looks: Sequence[str]) -> Iterator[str]:
    """Put all but the last of Japanese looks into the form that goes on: 着物を着て傘を持つ."""
    endings = sorted(lexicon.table("phrases")["going_on"]["ja"].items(), key=lambda pair: -len(pair[0]))
    for number, look in enumerate(looks):
        end = next(((a, b) for a, b in endings if look.endswith(a)), None) if number < len(looks) - 1 else None
        yield look if end is None else look.removesuffix(end[0]) + end[1]


class _Teller:
    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._column = column_of(spec.language)
        self._words: dict[str, Any] = phrases(self._column)
        self._told: set[int] = set()

    def tell(self) -> str:
        parts = [self._whole(), self._shown(added=False), self._shown(added=True), self._palette()]
        parts += [self._text(index, text) for index, text in enumerate(self._spec.texts)]
        return str(self._words["stop"]).join(part for part in parts if part)

    def _whole(self) -> str:
        spec, words = self._spec, self._words
        said = str(words["layout"][spec.layout.value])
        if spec.layout is not Layout.CARD:
            said += words["style"].format(style=style_name(spec.style, self._column)) if spec.style else ""
            said += words["place_of"].format(scene=scene_words(spec.scene, self._column)) if spec.scene else ""
            when = [words["time"][spec.time]] if outdoors(spec.scene) or spec.time != "day" else []
            when += [self._weather(weather) for weather in sorted(spec.weather)]
            said += "".join(f"{self._comma}{word}" for word in when)
        return said[0].upper() + said[1:] + ("." if self._column == "en" else "。")

    def _weather(self, weather: str) -> str:
        """What falls, or what is seen to fall outside the window."""
        words = self._words
        indoors = self._spec.scene and not outdoors(self._spec.scene)
        return words["outside"].format(weather=words["falling"][weather]) if indoors else words["weather"][weather]

    @property
    def _comma(self) -> str:
        return "," if self._column == "zh" else str(self._words["comma"])

    def _shown(self, *, added: bool) -> str:
        names = list(self._subjects(added=added))
        if names:
            return str(self._words["added" if added else "shown"].format(subjects=self._list(names)))
        empty = not added and not self._spec.scene and not self._spec.texts
        return str(self._words["nothing"]) if empty else ""

    def _subjects(self, *, added: bool) -> Iterator[str]:
        spec = self._spec
        others = {subject.other for subject in spec.subjects if subject.verb}
        for index, subject in enumerate(spec.subjects):
            held = subject.verb is Verb.HELD or self._is_worn(subject)
            told_with_another = index in others and subject.verb is None and subject.place is Place.ANYWHERE
            if subject.added == added and not held and not (told_with_another and self._stands_by(index)):
                yield self._related(index)

    def _stands_by(self, index: int) -> bool:
        """Whether a subject is told already with one that stands to it."""
        tied = [s for s in self._spec.subjects if s.other == index and s.verb not in {None, Verb.HELD}]
        return any(not self._is_worn(s) for s in tied)

    def _is_worn(self, subject: Subject) -> bool:
        """Whether a subject is what an animal wears."""
        if subject.verb is not Verb.ON or subject.other is None:
            return False
        worn = lexicon.nouns()[subject.noun].key in GARMENTS
        return worn and lexicon.nouns()[self._spec.subjects[subject.other].noun].kind == "animal"

    def _related(self, index: int) -> str:
        subject = self._spec.subjects[index]
        said = self._called(index)
        if subject.verb is not None and subject.other is not None:
            said = self._words["verb"][subject.verb.value].format(said, self._called(subject.other))
        if subject.place is not Place.ANYWHERE:
            place = self._words["place"][subject.place.value]
            said = f"{place}の{said}" if self._column == "ja" else f"{said}{' ' if self._column == 'en' else ''}{place}"
        return said

    def _called(self, index: int) -> str:
        """Return a subject's name with its looks and what it holds; when it comes again, only its name."""
        subject = self._spec.subjects[index]
        if index in self._told:
            name, measure = again(subject.noun, subject.count, self._column)
            return str(self._words["again"].format(name=name, measure=measure))
        self._told.add(index)
        tied = [s for s in self._spec.subjects if s.other == index]
        worn = [self._name(s, []) for s in tied if self._is_worn(s)]
        held = [self._name(s, []) for s in tied if s.verb is Verb.HELD]
        more = [self._words["person"]["on"].format(dress=self._list(worn))] if worn else []
        return self._name(subject, [*more, *([self._words["verb"]["held"].format(self._list(held))] if held else [])])

    def _name(self, subject: Subject, more: Sequence[str]) -> str:
        before = self._color(subject.color)
        if subject.scale != 1:
            before = self._words["size"]["small" if subject.scale < 1 else "big"] + before
        looks = [*self._looks(subject.person or Person(), subject.pose), *more]
        if self._column == "en":
            return counted(subject.noun, subject.count, before, "en") + (f" {self._list(looks)}" if looks else "")
        said = "、".join(looks) + "的" if self._column == "zh" and looks else "".join(_going_on(looks))
        return counted(subject.noun, subject.count, said + before, self._column)

    def _color(self, color: str) -> str:
        if not color:
            return ""
        if self._column == "ja" and color in _adjectives():
            return _adjectives()[color]
        name = first_word("colors", color, self._column)
        return {"en": f"{name} ", "zh": f"{name}的", "ja": f"{name}の"}[self._column]

    def _looks(self, person: Person, pose: str) -> list[str]:
        """ "with long black hair, wearing a red hanfu, sitting", 长发, 身穿汉服, 坐着."""
        words = self._words["person"]
        traits = [words["long_hair"]] if person.long_hair else []
        if person.hair:
            traits.append(words["hair"].format(color=self._color(person.hair).removesuffix("的")))
        traits += [words["beard"]] if person.beard else []
        said = [words["with"].format(looks=self._list(traits))] if traits else []
        if person.dress or person.top or person.bottom:
            said += self._dress(person)
        said += [self._words["pose"][key] for key in (person.pose, pose) if key]
        return said

    def _dress(self, person: Person) -> list[str]:
        """What is worn on the body, and what on the head or about the neck: Chinese says them differently."""
        parts: dict[str, list[str]] = {"wearing": [], "on": [], "back": []}
        dyed = {"top": person.top, "bottom": person.bottom}
        for key in sorted(person.dress):
            slot = str(lexicon.people()["dress"][key].get("slot", ""))
            name = self._garment(key, self._color(dyed.pop(slot, "")))
            parts["back" if key == "backpack" else "on" if slot in {"hat", "face", "neck"} else "wearing"].append(name)
        parts["wearing"] += [self._color(color).rstrip(" 的の") for color in dyed.values() if color]
        if self._column == "en":
            parts = {"wearing": parts["wearing"] + parts["on"] + parts["back"]}
        return [self._words["person"][how].format(dress=self._list(worn)) for how, worn in parts.items() if worn]

    def _garment(self, key: str, color: str) -> str:
        name = color + first_word("dress", key, self._column)
        bare = key in MASS or (name.endswith("s") and not name.endswith("ss"))
        return name if self._column != "en" or bare else f"{article(name)} {name}"

    def _palette(self) -> str:
        if not self._spec.palette:
            return ""
        names = [first_word("colors", color, self._column) for color in self._spec.palette]
        return str(self._words["palette"].format(colors=self._list(names)))

    def _text(self, index: int, text: Lettering) -> str:
        words = self._words
        how = [words["place"][text.place.value]] if text.place is not Place.ANYWHERE else []
        letters = [words["look"][look.value] for look in sorted(text.looks)]
        color = first_word("colors", text.color, self._column) if text.color else ""
        if letters or color:
            looks = [color, *letters] if color else letters
            how.append(words["letters"].format(looks=(" " if self._column == "en" else "、").join(looks)))
        said = words["how"].format(how=self._comma.join(how)) if how else ""
        return str(words["text"].format(role=words["role"][text.role.value], text=f"{MARK}{index}{MARK}", how=said))

    def _list(self, names: Sequence[str]) -> str:
        if len(names) < 2:
            return "".join(names)
        return str(self._words["comma"]).join(names[:-1]) + str(self._words["and"]) + names[-1]

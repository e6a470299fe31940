"""What was done to a picture, in a line for the notes and in plain words for people."""

from collections.abc import Sequence

from danqing.engines.composer.edit.step import Action, Step
from danqing.engines.composer.edit.words import named, told
from danqing.engines.composer.parse.naming import (
    column_of,
    counted,
    first_word,
    phrases,
    scene_words,
    spelled,
    style_name,
)
from danqing.engines.composer.spec import Language, Spec

_QUOTES = {"en": "“{}”", "zh": "“{}”", "ja": "「{}」"}


def noted(step: Step) -> str:
    """Return one entry of the notes: `recolor=orange>blue`, `add=cat*1`, `brighten`."""
    said = _detail(step)
    return f"{step.action.value}={said}" if said else step.action.value


def _detail(step: Step) -> str:
    spec = step.spec
    if step.action is Action.RECOLOR:
        return f"{step.source or 'subject'}>{step.color}"
    if step.action is Action.ERASE:
        return step.source
    if step.action is Action.ROTATE:
        return f"{step.amount:g}"
    if spec is None:
        return step.style or step.color or ",".join(str(index + 1) for index in step.images)
    if step.action is Action.WRITE:
        return f"{len(spec.texts)}"
    subjects = [f"{subject.noun}*{subject.count}" for subject in spec.subjects if not subject.added]
    hour = [spec.time] if spec.time != "day" and (spec.scene or step.action is Action.WEATHER) else []
    return ",".join([*([spec.scene] if spec.scene else []), *hour, *sorted(spec.weather), *subjects])


def described(steps: Sequence[Step], language: Language, *, understood: bool = True) -> str:
    """Return a sentence that tells what was made of the picture, in the instruction's language."""
    column = column_of(language)
    named_steps = [_named(step, column) for step in steps] if understood else [told("nothing", column)]
    parts = [told("whole", column), *(named_steps or [told("unchanged", column)])]
    sentence = told("comma", column).join(parts) + told("stop", column)
    # Texts are quoted to the letter: only our own words are spelled in the language's characters.
    texts = [text.text for step in steps if step.action is Action.WRITE and step.spec for text in step.spec.texts]
    return _keeping(sentence, texts, language)


def _keeping(sentence: str, texts: Sequence[str], language: Language) -> str:
    at, made = 0, ""
    for text in texts:
        start = sentence.find(text, at)
        if start >= 0:
            made += spelled(sentence[at:start], language) + text
            at = start + len(text)
    return made + spelled(sentence[at:], language)


def _named(step: Step, column: str) -> str:
    said = named(step.action.value, column)
    detail = _worded(step, column)
    if not detail:
        return said
    return f"{said} ({detail})" if column == "en" else f"{said}（{detail}）"


def _worded(step: Step, column: str) -> str:
    if step.style:
        return style_name(step.style, column)
    if step.spec is not None:
        return told("comma", column).join(_shown(step.spec, step.action, column))
    color = step.color or (step.source if step.action is Action.ERASE else "")
    return first_word("colors", color, column) if color else ""


def _shown(spec: Spec, action: Action, column: str) -> list[str]:
    if action is Action.WRITE:
        return [_QUOTES[column].format(text.text) for text in spec.texts]
    if action is Action.WEATHER:
        words = phrases(column)
        return [words["time"][spec.time]] * (spec.time != "day") + [words["weather"][w] for w in sorted(spec.weather)]
    scene = [scene_words(spec.scene, column)] if spec.scene and action is not Action.ADD else []
    return scene + [counted(s.noun, s.count, "", column) for s in spec.subjects if not s.added]

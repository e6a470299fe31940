"""What one clause asks for, action by action: a step, or None where the words alone do not make one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from danqing.engines.composer.edit.clauses import MARKS, Clause
from danqing.engines.composer.edit.step import Action, Step
from danqing.engines.composer.edit.words import rows
from danqing.engines.composer.nouns import noun
from danqing.engines.composer.parse import read
from danqing.engines.composer.spec import Language, Layout, Lettering, Place, Spec, Subject

Asking = Callable[[Clause, re.Match[str]], Step | None]

_HALF = re.compile(r"\bhalf\b|一半|半分|半边")
_LISTED = re.compile(r"\band (?:the|his|her|its|their|my|your|an?)\b(?!.*\b(?:to|into)\b)")
_PLAIN = {"white": re.compile(r"\bwhite\b|白"), "black": re.compile(r"\bblack\b|\bdark\b|黑|黒")}
"""Grounds whose colour is part of the words for a studio."""
_BACKDROPS = frozenset({"sky", "deco", "plant", "building", "water"})
"""Kinds that belong to a background; whoever else is named with it stands in the picture already."""
_WRITING = re.compile(
    r"\b(?:writ|text|caption|titl|word|letter|sa[yi]|read|label|add|put|place|print|sign|headline|slogan|overlay|bubble)"
    r"|写|字|文|标题|标语|加|印|题|气泡|说|書|テキスト|タイトル|追加|入れ|表示|吹き出し"
)
_STANDING = re.compile(
    r"\b(?:to|on|onto|in|into|inside|next to|beside|behind|near|at|over|under|above|around|for|with) "
    r"(?:the|his|her|its|their|this|my|that)\b"
)
_OBJECT = re.compile(r"([^、。,にへでは]*?)を")


def amount(clause: Clause, usual: float = 35.0) -> float:
    """Return how strongly: from a percentage (`usual` of them are 1), or from "slightly" and "very"."""
    percent = rows("share")["percent"].search(clause.marked, clause.language)
    if percent is not None:
        return min(2.5, max(0.15, int(percent[0]) / usual))
    matched = [row.times for row in rows("amount").values() if row.search(clause.marked, clause.language)]
    return matched[0] if matched else 1.0


def _strength(action: Action) -> Asking:
    return lambda clause, _: Step(action=action, amount=amount(clause))


def _plainly(action: Action) -> Asking:
    return lambda clause, _: Step(action=action)


def _rotate(clause: Clause, match: re.Match[str]) -> Step:
    turn = rows("turn")
    angle = turn["degrees"].search(clause.marked, clause.language)
    degrees = float(angle[0]) % 360 if angle else 90.0
    if turn["half"].search(clause.marked, clause.language):
        degrees = 180.0
    elif turn["back"].search(clause.marked, clause.language):
        degrees = -degrees
    return Step(action=Action.ROTATE, amount=degrees)


def _crop(clause: Clause, match: re.Match[str]) -> Step:
    percent = rows("share")["percent"].search(clause.marked, clause.language)
    share = min(0.98, max(0.1, int(percent[0]) / 100)) if percent else 0.72
    if _HALF.search(clause.marked):
        share = 0.5
    return Step(action=Action.CROP, amount=share, place=clause.place)


def _redraw(clause: Clause, match: re.Match[str]) -> Step | None:
    spec = read(clause.plain, clause.negative, "", True)
    return None if spec.layout is Layout.CARD else Step(action=Action.REDRAW, spec=spec)


def _montage(clause: Clause, match: re.Match[str]) -> Step:
    return Step(action=Action.MONTAGE, images=clause.images)


def _swap_background(clause: Clause, match: re.Match[str]) -> Step | None:
    marks = [MARKS.index(character) for character in match[0] if character in MARKS]
    if not marks:
        return None
    ground = marks[-1]
    base = next((index for index in clause.images if index != ground), 0 if ground else 1)
    return Step(action=Action.SWAP_BACKGROUND, images=(ground,), onto=base)


def _imitate(clause: Clause, match: re.Match[str]) -> Step | None:
    marks = [MARKS.index(character) for character in match[0] if character in MARKS]
    if not marks:
        return None
    base = next((index for index in clause.images if index != marks[-1]), 0)
    return None if base == marks[-1] else Step(action=Action.IMITATE, images=(marks[-1],), onto=base)


def _combine(clause: Clause, match: re.Match[str]) -> Step | None:
    named = clause.images
    if named == (0,):
        return None
    scene = _ground_of(clause)
    if scene is not None and len(named) != 1:
        return Step(action=Action.COMBINE, images=named, spec=scene, onto=-1)
    onto = _onto(clause)
    return Step(action=Action.COMBINE, images=tuple(index for index in named if index != onto), onto=onto)


def _onto(clause: Clause) -> int:
    """Return the image into which the others come: the one that stands after "into", else the first."""
    for match in rows("ground")["onto"].everywhere(clause.marked, clause.language):
        mark = clause.marked[match.end() : match.end() + 1]
        if mark in MARKS and mark:
            return MARKS.index(mark)
    return 0 if len(clause.images) != 1 or clause.images[0] != 0 else 1


def _ground_of(clause: Clause) -> Spec | None:
    """Return what of a clause can be a background: its scene and hour, and what belongs behind; None for nothing."""
    spec = clause.spec
    behind = tuple(replace(s, verb=None, other=None) for s in spec.subjects if _kind(s) in _BACKDROPS)
    if not spec.scene and not behind:
        return None
    return replace(spec, subjects=behind, texts=(), style="", layout=Layout.SCENE)


def _kind(subject: Subject) -> str:
    thing = noun(subject.noun)
    return thing.kind if thing else ""


def _replace_background(clause: Clause, match: re.Match[str]) -> Step | None:
    color = next((color for color in reversed(clause.colors) if color not in clause.spec.exclude), "")
    ground = _ground_of(clause)
    if ground is not None and ground.scene == "studio" and not color:
        color = next((name for name, words in _PLAIN.items() if words.search(clause.text)), "")
    if ground is not None and not (ground.scene == "studio" and color):
        return Step(action=Action.REPLACE_BACKGROUND, spec=ground)
    if color:
        return Step(action=Action.REPLACE_BACKGROUND, color=color)
    weather = clause.spec.time != "day" or clause.spec.weather
    spec = replace(clause.spec, subjects=(), texts=(), style="", layout=Layout.SCENE, scene="sky")
    return Step(action=Action.REPLACE_BACKGROUND, spec=spec) if weather else None


def _sky(clause: Clause, match: re.Match[str]) -> Step | None:
    spec = clause.spec
    if spec.time == "day" and not spec.weather and clause.colors:
        return Step(action=Action.SKY, color=clause.colors[-1])
    airy = tuple(replace(s, verb=None, other=None) for s in spec.subjects if _kind(s) == "sky")
    scene = spec.scene if spec.scene in {"night", "space"} else "sky"
    sky = replace(spec, scene=scene, subjects=airy, texts=(), style="", layout=Layout.SCENE)
    return Step(action=Action.SKY, spec=sky)


def _border(clause: Clause, match: re.Match[str]) -> Step:
    return Step(action=Action.BORDER, color=clause.colors[-1] if clause.colors else "white")


def _remove_background(clause: Clause, match: re.Match[str]) -> Step:
    return Step(action=Action.REMOVE_BACKGROUND, color=clause.colors[-1] if clause.colors else "white")


def _recolor(clause: Clause, match: re.Match[str]) -> Step | None:
    colors = list(clause.colors)
    if not colors or colors[-1] in clause.spec.exclude:
        return None
    first, last = colors[0], colors[-1]
    if _LISTED.search(clause.marked):
        return Step(action=Action.RECOLOR, color=first)  # two wishes in one breath: the first is done
    return Step(action=Action.RECOLOR, color=last, source=first if first != last else "")


def _erase(clause: Clause, match: re.Match[str]) -> Step | None:
    """Return a step for a thing whose colour is named: by nothing else could it be told from the rest."""
    # Among all tokens: "去掉" is a negation to the reader of prompts, and takes its object out of what was said.
    color = next((key for token in clause.reading.tokens if (key := token.key("color")) is not None), "")
    return Step(action=Action.ERASE, source=color) if color else None


def _weather(clause: Clause, match: re.Match[str]) -> Step | None:
    spec = clause.spec
    weather = spec.weather | {"snow"} if spec.scene == "snow" else spec.weather
    if spec.time == "day" and not weather:
        return None
    return Step(action=Action.WEATHER, spec=replace(spec, weather=weather, scene="", subjects=(), texts=(), style=""))


def _add(clause: Clause, match: re.Match[str]) -> Step | None:
    spec = read(_what_is_added(clause), clause.negative, "", False)
    subjects = tuple(
        replace(s, verb=None, other=None, place=Place.ANYWHERE)
        for s in spec.subjects
        if noun(s.noun) is not None and s.noun not in spec.exclude
    )
    if not subjects:
        return None
    return Step(action=Action.ADD, spec=replace(spec, subjects=subjects, texts=()), place=clause.place)


def _what_is_added(clause: Clause) -> str:
    """Return the part of a clause that names what is new, and not what is there already."""
    if clause.language is Language.JA:
        objects = _OBJECT.findall(clause.plain)
        return objects[-1] if objects and objects[-1].strip() else clause.plain
    swapped = rows("unfit")["swap"].search(clause.text, clause.language)
    verb = swapped or rows("action")["add"].search(clause.text, clause.language)
    after = clause.plain[verb.end() :] if verb else clause.plain
    standing = _STANDING.search(after.lower())
    return after[: standing.start()] if standing else after


def _restyle(clause: Clause, match: re.Match[str]) -> Step | None:
    aliases = (row.key for row in rows("style").values() if row.search(clause.marked, clause.language))
    style = clause.spec.style or next(aliases, "")
    return Step(action=Action.RESTYLE, style=style, amount=amount(clause)) if style else None


def _write(clause: Clause, match: re.Match[str]) -> Step | None:
    texts = clause.spec.texts
    if not texts or not _WRITING.search(clause.text):
        return None
    if rows("unfit")["old_text"].search(clause.text, clause.language):
        texts = texts[-1:]
    color = clause.colors[-1] if clause.colors else ""
    placed = tuple(_as_said(text, color, clause.place) for text in texts)
    return Step(action=Action.WRITE, spec=replace(clause.spec, texts=placed, subjects=()), place=clause.place)


def _as_said(text: Lettering, color: str, place: Place) -> Lettering:
    where = place if place is not Place.ANYWHERE else text.place
    return replace(text, color=text.color or color, place=where, parent=None, bearer=None)


STEPS: Mapping[Action, Asking] = {
    Action.ROTATE: _rotate,
    Action.FLIP: _plainly(Action.FLIP),
    Action.UPEND: _plainly(Action.UPEND),
    Action.CROP: _crop,
    Action.EXPAND: _strength(Action.EXPAND),
    Action.REDRAW: _redraw,
    Action.MONTAGE: _montage,
    Action.SWAP_BACKGROUND: _swap_background,
    Action.IMITATE: _imitate,
    Action.COMBINE: _combine,
    Action.REMOVE_BACKGROUND: _remove_background,
    Action.REPLACE_BACKGROUND: _replace_background,
    Action.SKY: _sky,
    Action.BORDER: _border,
    Action.RECOLOR: _recolor,
    Action.ERASE: _erase,
    Action.ADD: _add,
    Action.WEATHER: _weather,
    Action.RESTYLE: _restyle,
    Action.WRITE: _write,
    Action.INVERT: _plainly(Action.INVERT),
    **{
        action: _strength(action)
        for action in (
            Action.BLUR_BACKGROUND,
            Action.ENHANCE,
            Action.SHARPEN,
            Action.BLUR,
            Action.BRIGHTEN,
            Action.DARKEN,
            Action.CONTRAST,
            Action.SOFTEN,
            Action.SATURATE,
            Action.FADE,
            Action.WARM,
            Action.COOL,
            Action.GRAYSCALE,
            Action.SEPIA,
            Action.VIGNETTE,
        )
    },
}

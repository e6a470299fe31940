"""What is seen in a picture: the Spec cut down to what its scene graph holds, and that in short."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Node, Scene
from danqing.engines.composer.layout.stage import shows_hour, shows_weather
from danqing.engines.composer.parse.lexicon import scenes
from danqing.engines.composer.parse.naming import noun_name, pose_name, scene_name, weather_name
from danqing.engines.composer.spec import Layout, Spec, Subject

SEEN = 0.2
"""The share of its box that must lie on the canvas for a thing to count as drawn."""
MOODS = frozenset({"festive", "party", "romantic", "cozy", "muddy", "minimal"})
"""Moods that a ground or a template paints; the others are heard, and nothing shows them."""


def as_drawn(spec: Spec, scene: Scene) -> Spec:
    """Return `spec` with nothing in it that `scene` does not hold: who is there, how often, where, in what weather."""
    seen = Counter(index for node in scene.nodes if _is_seen(node, scene) for index in node.shows)
    kept = [index for index in range(len(spec.subjects)) if seen[index]]
    moved = {index: new for new, index in enumerate(kept)}
    subjects = tuple(_shown(spec.subjects[i], i, seen[i], scene, moved) for i in kept)
    written = {node.lines.text for node in scene.texts if node.lines}
    texts = tuple(replace(t, bearer=moved.get(t.bearer or 0)) if t.bearer is not None else t for t in spec.texts)
    return replace(
        spec,
        subjects=subjects,
        texts=tuple(text for text in texts if text.text in written),
        scene=scene.place,
        home=spec.home and scene.place == spec.scene,
        time=spec.time if shows_hour(scene.ground) or _implied(scene.place) == spec.time else "day",
        weather=frozenset(w for w in spec.weather if _falls(w, scene)),
        style=scene.style if scene.style != "portrait" else spec.style,
        moods=spec.moods & MOODS,
    )


def _is_seen(node: Node, scene: Scene) -> bool:
    frame = Box(0, 0, scene.width, scene.height)
    return bool(node.shows) and node.box.overlap(frame) >= SEEN * node.box.w * node.box.h


def _shown(subject: Subject, index: int, count: int, scene: Scene, moved: dict[int, int]) -> Subject:
    there = subject.other in moved
    does = {node.does for node in scene.nodes if index in node.shows[:1]}
    person = subject.person
    if person is not None and person.pose not in does:
        person = replace(person, pose="")
    return replace(
        subject,
        count=min(count, subject.count),
        verb=subject.verb if there else None,
        other=moved[subject.other or 0] if there else None,
        pose=subject.pose if subject.pose in does else "",
        person=person,
    )


def _implied(place: str) -> str:
    """The hour that a place has by nature: it is night in space."""
    return str(scenes().get(place, {}).get("time", ""))


def _falls(weather: str, scene: Scene) -> bool:
    return shows_weather(scene.ground, weather) or any(node.painter == f"{weather}fall" for node in scene.nodes)


def understood(asked: Spec, drawn: Spec) -> tuple[str, ...]:
    """Return what is drawn because the prompt says so: `dog*3`, `scene=meadow`, `texts=4`."""
    nouns = [f"{s.noun.removeprefix('cldr:')}*{s.count}" for s in drawn.subjects if not s.added]
    facts = {
        "layout": "" if drawn.layout in {Layout.SCENE, Layout.CARD} else drawn.layout.value,
        "scene": drawn.scene if drawn.scene == asked.scene and not asked.home else "",
        "time": "" if drawn.time == "day" else drawn.time,
        "weather": "+".join(sorted(drawn.weather)),
        "style": drawn.style if drawn.style == asked.style else "",
        "palette": "+".join(drawn.palette),
        "mood": "+".join(sorted(drawn.moods)),
        "texts": str(len(drawn.texts) or ""),
        "without": "+".join(sorted(drawn.exclude)),
    }
    return (*nouns, *(f"{name}={value}" for name, value in facts.items() if value))


def ignored(asked: Spec, drawn: Spec) -> tuple[str, ...]:
    """Return the words that nothing was made of, and then what was understood and is not in the picture."""
    return tuple(dict.fromkeys((*asked.ignored, *_lost(asked, drawn))))


def _lost(asked: Spec, drawn: Spec) -> Iterator[str]:
    there = Counter(s.noun for s in drawn.subjects)
    posed = {(s.noun, s.pose or (s.person.pose if s.person else "")) for s in drawn.subjects}
    for subject in asked.subjects:
        if subject.added:
            continue
        if not there[subject.noun]:
            yield noun_name(subject.noun, asked.language)
        pose = subject.pose or (subject.person.pose if subject.person else "")
        if pose and there[subject.noun] and (subject.noun, pose) not in posed:
            yield pose_name(pose, asked.language)
    if asked.scene and not asked.home and drawn.scene != asked.scene:
        yield scene_name(asked.scene, asked.language)
    yield from (weather_name(weather, asked.language) for weather in sorted(asked.weather - drawn.weather))

"""What is told as drawn is drawn: every subject that is understood has its place in the scene graph."""

from collections import Counter
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danqing.core.job import Size
from danqing.engines.composer.compose import compose, dice_key
from danqing.engines.composer.drawn import as_drawn, ignored, understood
from danqing.engines.composer.layout.arrange import arrange
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Scene
from danqing.engines.composer.parse import describe, lexicon, read
from danqing.engines.composer.spec import Layout, Spec, Subject, Verb

KINDS = (
    "A slide with|A poster of|A logo with|A greeting card with|A portrait of|A product ad for|A couplet, with|".split(
        "|"
    )
)
WHO = "a dog|two cats|three birds|an old man|a girl|five apples|a tree|a castle|a boat|a guitar|a shop|a rose|a table"
MORE = "nine balloons|a crowd|an astronaut|a robot|a window|a lantern|a vase|twenty sheep|a whale|a sword|a stall"
TIES = ", |, | and | on | under | holding | riding | next to | behind | in front of | with "
WHERE = "| in a room| in the rain| in a classroom| on the beach| on a street| at night| underwater| in space"
WRITTEN = "|, title “Hello”|, sign “Open”|, a blackboard “1+1”|, cards “A”, “B”|, left couplet “春” right couplet “夏”"
NAMES = st.sampled_from([*WHO.split("|"), *MORE.split("|")])
LISTS = st.lists(st.tuples(NAMES, st.sampled_from(TIES.split("|"))), min_size=1, max_size=5)
PROMPTS = st.tuples(
    st.sampled_from(KINDS), LISTS, st.sampled_from(WHERE.split("|")), st.sampled_from(WRITTEN.split("|"))
).map(lambda parts: spoken(*parts))
SIZES = st.sampled_from([(1024, 1024), (1664, 928), (928, 1664), (512, 512)])
often = settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def spoken(kind: str, named: Sequence[tuple[str, str]], where: str, written: str) -> str:
    who = "".join(name + tie for name, tie in named[:-1]) + named[-1][0]
    return f"{kind} {who}{where}{written}".strip()


def arranged(spec: Spec, size: tuple[int, int] = (1024, 1024), seed: int = 1) -> Scene:
    return arrange(spec, Size(width=size[0], height=size[1]), Random(dice_key(spec, seed)))


def placed(scene: Scene) -> Counter[int]:
    return Counter(index for node in scene.nodes for index in node.shows)


@often
@given(PROMPTS, SIZES)
def test_nothing_is_told_that_has_no_place_in_the_picture(prompt: str, size: tuple[int, int]) -> None:
    spec = read(prompt)
    scene = arranged(spec, size)
    there = placed(scene)
    drawn = as_drawn(spec, scene)
    told = Counter({s.noun: 0 for s in spec.subjects})
    for subject in drawn.subjects:
        told[subject.noun] += subject.count
    for noun, count in told.items():
        assert count <= sum(there[i] for i, s in enumerate(spec.subjects) if s.noun == noun), (prompt, noun)
    names = {entry.partition("*")[0] for entry in understood(spec, drawn) if "=" not in entry}
    assert names == {s.noun.removeprefix("cldr:") for s in drawn.subjects if not s.added}


@often
@given(PROMPTS)
def test_what_has_no_place_is_told_as_ignored(prompt: str) -> None:
    spec = read(prompt)
    scene = arranged(spec)
    gone = {s.noun for i, s in enumerate(spec.subjects) if not placed(scene)[i] and not s.added}
    gone -= {s.noun for s in as_drawn(spec, scene).subjects}
    names = {lexicon.nouns()[noun].names["en"] for noun in gone}
    assert names <= set(ignored(spec, as_drawn(spec, scene)))


@often
@given(PROMPTS)
def test_what_is_placed_lies_on_the_canvas(prompt: str) -> None:
    scene = arranged(read(prompt))
    frame = Box(0, 0, scene.width, scene.height)
    for node in scene.nodes:
        if node.shows:
            assert node.box.overlap(frame) > 0.2 * node.box.w * node.box.h, (node.painter, node.box)


@pytest.mark.parametrize("layout", [layout for layout in Layout if layout is not Layout.CARD])
def test_few_things_find_a_place_in_every_layout(layout: Layout) -> None:
    nouns = ("dog", "girl", "apple", "balloon")
    spec = Spec(prompt="x", layout=layout, subjects=tuple(Subject(noun=noun) for noun in nouns))
    shown = {s.noun for s in as_drawn(spec, arranged(spec)).subjects}
    assert shown >= (set(nouns) if layout is not Layout.LOGO else {"dog", "girl", "apple"})


def test_a_relation_is_told_only_of_two_who_are_there() -> None:
    subjects = (Subject(noun="dog", verb=Verb.BESIDE, other=1), Subject(noun="no such noun"))
    spec = Spec(prompt="x", subjects=subjects)
    (dog,) = as_drawn(spec, arranged(spec)).subjects
    assert (dog.verb, dog.other) == (None, None)


def test_a_picture_tells_what_is_seen_in_it() -> None:
    spec = read("A slide, title “Food”, with an apple and a carrot", extend=False)
    made = compose(spec, Size(width=256, height=256), 1)
    assert {"apple*1", "carrot*1"} <= set(understood(spec, made.drawn))
    assert "apple" in describe(made.drawn)


def test_rain_that_no_window_shows_is_told_as_ignored() -> None:
    spec = read("a dog in a library in the rain", extend=False)
    drawn = as_drawn(spec, arranged(spec))
    assert "rain" in ignored(spec, drawn)
    assert "rain" not in describe(drawn)

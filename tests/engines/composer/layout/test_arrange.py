"""Whatever is asked for, at whatever size: lettering lies inside, apart, and can be read."""

import itertools
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danqing.core.job import Size
from danqing.engines.composer.color import contrast
from danqing.engines.composer.layout.arrange import arrange
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Layer, Scene
from danqing.engines.composer.layout.typeset import SMALLEST
from danqing.engines.composer.spec import (
    Layout,
    Lettering,
    Look,
    Person,
    Place,
    Role,
    Spec,
    Subject,
    Verb,
)

SIZES = (
    "512*512 1024*1024 1328*1328 2048*2048 1664*928 928*1664 1472*1140 1140*1472 1472*1104 1104*1472 "
    "768*1152 720*1280 1280*720 2048*872 872*2048 512*1440"
).split()  # fmt: skip
NOUNS = (
    "dog cat horse whale fox girl man elder_m santa crowd robot bike car boat castle pagoda shop stall tree pine "
    "flower sunflower vase table chair apple cake ball gift bird star moon cloud rainbow firework balloon umbrella"
).split()
STRINGS = (
    "Come Play Ball!",
    "We get to play ball with our friends again!",
    "春",
    "天猫 双十一 预售来了",
    "義本生知人機同道善思新",
    "雨の夜、古い猫が橋の上で待っていた。",
    "2025",
    "Supercalifragilisticexpialidocious",
)

lettering = st.builds(
    Lettering,
    text=st.sampled_from(STRINGS),
    role=st.sampled_from(Role),
    place=st.sampled_from(Place),
    color=st.sampled_from(["", "red", "yellow", "white", "black", "pink"]),
    looks=st.frozensets(st.sampled_from(Look), max_size=2),
    parent=st.sampled_from([None, 0, 1]),
    icon=st.sampled_from(["", "moon", "book"]),
)
subject = st.builds(
    Subject,
    noun=st.sampled_from(NOUNS),
    count=st.integers(1, 9),
    color=st.sampled_from(["", "red", "black"]),
    scale=st.sampled_from([0.6, 1.0, 1.5]),
    person=st.sampled_from([None, Person(pose="sitting"), Person(dress=frozenset({"hanfu"}), long_hair=True)]),
    verb=st.sampled_from([None, *Verb]),
    other=st.sampled_from([None, 0, 1, 2]),
)
specs = st.builds(
    Spec,
    prompt=st.sampled_from(["a prompt", "", "一個很長的題目" * 40]),
    layout=st.sampled_from(Layout),
    scene=st.sampled_from(["", "meadow", "street", "underwater", "room", "space", "no such place"]),
    time=st.sampled_from(["day", "night", "sunset"]),
    style=st.sampled_from(["", "ink", "felt", "photo"]),
    palette=st.lists(st.sampled_from(["red", "blue", "white"]), max_size=2).map(tuple),
    texts=st.lists(lettering, max_size=5).map(tuple),
    subjects=st.lists(subject, max_size=4).map(tuple),
    moods=st.frozensets(st.sampled_from(["festive", "cozy", "muddy"]), max_size=1),
)
sizes = st.sampled_from(SIZES)
often = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def size_of(spelling: str) -> Size:
    width, height = spelling.split("*")
    return Size(width=int(width), height=int(height))


def arranged(spec: Spec, size: str, seed: int = 1) -> Scene:
    return arrange(spec, size_of(size), Random(seed))


@often
@given(specs, sizes)
def test_lettering_lies_inside_the_canvas(spec: Spec, size: str) -> None:
    scene = arranged(spec, size)
    frame = Box(0, 0, scene.width, scene.height)
    for node in scene.texts:
        assert frame.holds(node.box), (node.box, node.lines)


@often
@given(specs, sizes)
def test_no_lettering_lies_over_other_lettering(spec: Spec, size: str) -> None:
    for one, other in itertools.combinations(arranged(spec, size).texts, 2):
        assert one.box.overlap(other.box) < 1, (one, other)


@often
@given(specs, sizes)
def test_lettering_stands_out_from_what_is_under_it(spec: Spec, size: str) -> None:
    for node in arranged(spec, size).texts:
        assert node.lines is not None
        assert contrast(node.lines.ink, node.lines.under) >= 4.5, node.lines


@often
@given(specs, sizes)
def test_every_string_is_set_once_and_large_enough(spec: Spec, size: str) -> None:
    if spec.layout in {Layout.CARD, Layout.LOGO}:  # a card sets the prompt, a logo its first letter too
        return
    scene = arranged(spec, size)
    assert sorted(n.lines.text for n in scene.texts if n.lines) == sorted(t.text for t in spec.texts)
    for node in scene.texts:
        assert node.lines is not None
        assert node.lines.size >= SMALLEST * min(scene.width, scene.height) * 0.6, node.lines


@often
@given(specs, sizes)
def test_another_style_keeps_the_layout(spec: Spec, size: str) -> None:
    one, other = (arranged(replace(spec, style=style), size) for style in ("watercolor", "ink"))
    assert [(n.painter, n.box, n.z) for n in one.nodes] == [(n.painter, n.box, n.z) for n in other.nodes]


@often
@given(specs, sizes)
def test_the_same_dice_arrange_the_same_scene(spec: Spec, size: str) -> None:
    assert arranged(spec, size) == arranged(spec, size)


@pytest.mark.parametrize("layout", list(Layout))
def test_what_is_excluded_does_not_appear(layout: Layout) -> None:
    spec = Spec(
        prompt="x",
        layout=layout,
        scene="meadow",
        subjects=(Subject(noun="dog", count=3), Subject(noun="bird", count=4), Subject(noun="girl")),
        exclude=frozenset({"dog", "bird", "tree", "cloud"}),
    )
    scene = arranged(spec, "1024*1024")
    assert not {n.params.kind for n in scene.nodes} & {"dog", "bird"}
    grounds = [n for n in scene.nodes if n.layer is Layer.GROUND]
    assert all(n.params.air is None or not n.params.air.may("tree") for n in grounds)


@pytest.mark.parametrize("banned", ["red", "blue", "green", "brown"])
def test_nobody_wears_a_colour_that_is_not_wanted(banned: str) -> None:
    spec = Spec(prompt="x", layout=Layout.PORTRAIT, subjects=(Subject(noun="girl"),), exclude=frozenset({banned}))
    (bust,) = (n for n in arranged(spec, "1024*1024").nodes if n.params.kind == "girl")
    assert bust.params.person is not None
    assert bust.params.person.top not in {"", banned}


def test_a_rider_sits_above_what_it_rides() -> None:
    spec = Spec(prompt="x", subjects=(Subject(noun="girl", verb=Verb.RIDING, other=1), Subject(noun="horse")))
    girl, horse = (next(n for n in arranged(spec, "1024*1024").nodes if n.params.kind == k) for k in ("girl", "horse"))
    assert girl.box.y < horse.box.y
    assert horse.box.x < girl.box.cx < horse.box.right
    assert girl.params.person is not None
    assert girl.params.person.pose == "sitting"


@pytest.mark.parametrize("light", ["moon", "fullmoon", "rainbow", "cloud"])
def test_under_the_moon_is_on_the_ground_with_the_moon_in_the_sky(light: str) -> None:
    spec = Spec(
        prompt="x", scene="meadow", subjects=(Subject(noun="fox", verb=Verb.UNDER, other=1), Subject(noun=light))
    )
    fox, above = (next(n for n in arranged(spec, "1024*1024").nodes if n.params.kind == k) for k in ("fox", light))
    assert above.box.y < fox.box.y
    assert above.box.cy < 1024 * 0.6


def test_who_holds_a_thing_has_it_in_hand() -> None:
    spec = Spec(prompt="x", subjects=(Subject(noun="girl"), Subject(noun="balloon", verb=Verb.HELD, other=0)))
    scene = arranged(spec, "1024*1024")
    girl = next(n for n in scene.nodes if n.params.kind == "girl")
    assert girl.params.holds == "🎈"
    assert not [n for n in scene.nodes if n.params.kind == "balloon"]


def test_relations_that_go_in_circles_lose_nobody() -> None:
    spec = Spec(
        prompt="x",
        subjects=(Subject(noun="dog", verb=Verb.BESIDE, other=1), Subject(noun="cat", verb=Verb.BESIDE, other=0)),
    )
    assert {"dog", "cat"} <= {n.params.kind for n in arranged(spec, "1024*1024").nodes}


@pytest.mark.parametrize("size", SIZES)
def test_three_puppies_stand_inside_and_apart(size: str) -> None:
    spec = Spec(prompt="x", layout=Layout.POSTER, scene="meadow", subjects=(Subject(noun="dog", count=3),))
    scene = arranged(spec, size)
    dogs = [n.box for n in scene.nodes if n.params.kind == "dog"]
    frame = Box(0, 0, scene.width, scene.height)
    assert len(dogs) == 3
    assert all(frame.holds(d) for d in dogs)
    assert all(a.overlap(b) < 0.35 * min(a.w * a.h, b.w * b.h) for a, b in itertools.combinations(dogs, 2))

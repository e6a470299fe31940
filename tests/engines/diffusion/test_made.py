"""Settings become an engine with a process for each device, or a sentence that says what is wrong with them."""

from pathlib import Path

import pytest

from danqing.core.errors import InvalidParameter
from danqing.engines.diffusion.families import named
from danqing.engines.diffusion.made import devices, made
from danqing.engines.diffusion.profiles import profile_of
from danqing.engines.diffusion.terms import Model
from danqing.settings import BadSettings, Settings

MODELS = {"qwen-image": "/models/q"}


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({}, "diffusion.models names no folder"),
        ({"models": MODELS, "steps": {"other": "8"}}, "diffusion.steps names 'other', and diffusion.models does not"),
        ({"models": MODELS, "steps": {"qwen-image": "0"}}, "must be a whole number from 1 to 1000, got '0'"),
        ({"models": MODELS, "guidance": {"qwen-image": "much"}}, "must be from 0 to 100, got 'much'"),
    ],
)
def test_settings_that_do_not_fit_each_other_are_named(wanted: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidParameter, match=words):
        made(Settings.load(None, diffusion=wanted).diffusion)


def test_a_value_that_no_setting_has_is_refused_with_what_there_is() -> None:
    with pytest.raises(BadSettings, match=r"diffusion\.cache .*'first-block'"):
        Settings.load(None, diffusion={"cache": "teacache"})


def test_there_is_a_process_for_each_device() -> None:
    engine = made(Settings.load(None, diffusion={"models": MODELS, "devices": "cuda:0, cuda:3"}).diffusion)
    assert engine.slots == 2
    assert engine.state == "starting"


@pytest.mark.parametrize(
    ("cards", "visible", "found"),
    [
        (0, None, ("cpu",)),
        (2, None, ("cuda:0", "cuda:1")),
        (2, "1", ("cuda:0",)),
        (2, "", ("cpu",)),
        (2, "-1", ("cpu",)),
        (0, "GPU-5f1c,GPU-77aa", ("cuda:0", "cuda:1")),
    ],
)
def test_every_card_that_may_be_seen_is_used_and_the_processor_where_there_is_none(
    tmp_path: Path, cards: int, visible: str | None, found: tuple[str, ...]
) -> None:
    for number in range(cards):
        (tmp_path / f"0000:0{number}:00.0").mkdir()
    assert devices({} if visible is None else {"CUDA_VISIBLE_DEVICES": visible}, tmp_path) == found


@pytest.mark.parametrize(
    ("family", "model", "words"),
    [
        ("qwen-image", Model(source="/m", profile="best"), "'best' is no profile; known: quality, fast, fastest"),
        ("wan2.1", Model(source="/m", profile="fast", lora="/l"), "'fast' is not for 'm', which is of wan2.1"),
        ("qwen-image", Model(source="/m", profile="fast"), "needs a LoRA: name one in diffusion.loras"),
    ],
)
def test_a_profile_that_does_not_fit_is_refused(family: str, model: Model, words: str) -> None:
    with pytest.raises(InvalidParameter, match=words):
        profile_of("m", model, named(family))

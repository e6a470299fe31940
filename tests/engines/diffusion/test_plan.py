"""What a job asks of a pipeline, family by family."""

from dataclasses import replace

import pytest

from danqing.core.errors import EngineRejected
from danqing.core.job import Door, Job, Kind, Size
from danqing.engines.diffusion import families
from danqing.engines.diffusion.plan import Plan, plan, snapped, strength_of
from danqing.engines.diffusion.profiles import profiles
from danqing.engines.diffusion.terms import Model

JOB = Job(door=Door.TEXT2IMAGE, model="m", kind=Kind.DRAW, prompt="a cat", size=Size(width=1328, height=1328), seed=7)
MODEL = Model(source="/models/m")


def planned(family: str, job: Job = JOB, model: Model = MODEL, batch: int = 1) -> Plan:
    chosen = families.named(family)
    return plan(job, chosen.family, profiles()[model.profile], model, batch)


def test_qwen_image_is_guided_even_without_a_negative_prompt() -> None:
    """Without one the pipeline only logs a warning, and draws unguided."""
    arguments = planned("qwen-image").arguments
    assert (arguments["true_cfg_scale"], arguments["negative_prompt"]) == (4.0, " ")
    assert planned("qwen-image", replace(JOB, negative_prompt=" fog ")).arguments["negative_prompt"] == "fog"


def test_an_edition_may_have_a_negative_prompt_of_its_own() -> None:
    assert str(planned("qwen-image-2512").arguments["negative_prompt"]).startswith("低分辨率")


@pytest.mark.parametrize("family", list(families.families()))
def test_where_there_is_no_guidance_a_negative_prompt_is_told_as_ignored(family: str) -> None:
    made = planned(family, replace(JOB, negative_prompt="fog", images=("a",), kind=kind_of(family)))
    assert ("negative_prompt" in made.ignored) != ("negative_prompt" in made.arguments)


def kind_of(family: str) -> Kind:
    return Kind.EDIT if families.named(family).family.references else Kind.DRAW


@pytest.mark.parametrize(("said", "steps"), [(None, 50), (1, 2), (30, 30)])
def test_one_step_which_would_be_black_becomes_two(said: int | None, steps: int) -> None:
    made = planned("qwen-image", model=Model(source="/m", steps=said))
    assert made.arguments["num_inference_steps"] == made.steps == steps


def test_a_fast_profile_draws_in_eight_steps_without_guidance() -> None:
    made = planned("qwen-image", model=Model(source="/m", profile="fast", lora="/l"))
    assert (made.steps, made.arguments["true_cfg_scale"], "negative_prompt" in made.arguments) == (8, 1.0, False)


@pytest.mark.parametrize(
    ("size", "multiple", "drawn"),
    [((1472, 1140), 16, (1472, 1152)), ((72, 65), 32, (96, 96)), ((64, 64), 16, (64, 64))],
)
def test_a_size_is_drawn_no_smaller_than_asked(size: tuple[int, int], multiple: int, drawn: tuple[int, int]) -> None:
    found = snapped(Size(width=size[0], height=size[1]), multiple)
    assert (found.width, found.height) == drawn


def test_images_have_seeds_in_a_row_split_into_calls() -> None:
    made = planned("qwen-image", replace(JOB, n=5), batch=2)
    assert made.batches == ((7, 8), (9, 10), (11,))


def test_wan_makes_films_of_one_frame_and_its_second_expert_is_guided_too() -> None:
    made = planned("wan2.2")
    assert made.count == "num_videos_per_prompt"
    assert made.arguments["num_frames"] == 1
    assert (made.arguments["guidance_scale"], made.arguments["guidance_scale_2"]) == (4.0, 3.0)
    assert "guidance_scale_2" not in planned("wan2.2-5b").arguments


def test_repainting_changes_less_the_more_the_reference_counts() -> None:
    job = replace(JOB, kind=Kind.REPAINT, images=("a",))
    weak, strong = (planned("qwen-image", replace(job, ref_strength=s)).arguments["strength"] for s in (0.0, 1.0))
    assert (weak, strong) == (1.0, strength_of(1.0)) == (1.0, 0.15)


def test_the_least_repainting_still_takes_two_steps() -> None:
    job = replace(JOB, kind=Kind.REPAINT, images=("a",), ref_strength=1.0)
    made = planned("qwen-image", job, Model(source="/m", profile="fastest", lora="/l"))
    assert int(made.steps * strength_of(1.0)) >= 2


def test_what_cannot_be_done_is_told() -> None:
    made = planned("qwen-image", replace(JOB, style="anime", watermark="AI", kind=Kind.RESTYLE, images=("a", "b")))
    assert made.ignored == ("style", "watermark", "ref_mode", "image 2")


@pytest.mark.parametrize(
    ("family", "kind", "images"),
    [
        ("qwen-image", Kind.EDIT, 1),
        ("qwen-image-edit", Kind.DRAW, 0),
        ("qwen-image-edit-2511", Kind.EDIT, 0),
        ("wan2.1", Kind.REPAINT, 1),
        ("qwen-image", Kind.REPAINT, 0),
    ],
)
def test_what_a_family_cannot_do_is_refused_in_words_for_the_caller(family: str, kind: Kind, images: int) -> None:
    with pytest.raises(EngineRejected, match=r"^m ") as caught:
        planned(family, replace(JOB, kind=kind, images=("a",) * images))
    assert not caught.value.retry


def test_an_edit_reads_as_many_references_as_its_family_can() -> None:
    three = replace(JOB, kind=Kind.EDIT, images=("a", "b", "c"))
    assert planned("qwen-image-edit-2511", three).references == 3
    one = planned("qwen-image-edit", three)
    assert (one.references, one.ignored) == (1, ("image 2", "image 3"))


def test_a_prompt_of_800_characters_is_read_to_its_end() -> None:
    """The pipeline cuts what is over 512 tokens, and Chinese may have one for each character."""
    assert planned("qwen-image").arguments["max_sequence_length"] == 1024

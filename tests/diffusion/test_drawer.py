"""The drawer itself, in the test's process: what is loaded, shared, kept, let go of, and called off."""

# pyright: basic, reportMissingImports=false

import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from torch._inductor import config as inductor

from danqing.core.errors import EngineLost, EngineRejected
from danqing.core.image import Image as Picture
from danqing.core.job import Door, Job, Kind, Size
from danqing.core.progress import CalledOff, Step, unheard
from danqing.engines.diffusion.drawer import Diffusion
from danqing.engines.diffusion.faults import NotAPicture, NotEnoughMemory
from danqing.engines.diffusion.folder import BrokenModel
from danqing.engines.diffusion.levers import tile
from danqing.engines.diffusion.loader import Loaded, smaller
from danqing.engines.diffusion.previews import due, foreseen
from danqing.engines.diffusion.terms import Terms
from danqing.engines.engine import READY
from tests.diffusion.breaking import a_weight_is_not_a_number, broken
from tests.diffusion.studio import Tiny

JOB = Job(door=Door.TEXT2IMAGE, model="m", kind=Kind.DRAW, prompt="a red fox", size=Size(width=64, height=64), seed=5)


def drawer(folder: Path | str, *, model: dict[str, Any] | None = None, **options: Any) -> Diffusion:
    """Return a drawer of the model `m`, of four steps."""
    made = Diffusion(models={"m": {"source": str(folder), "steps": 4, **(model or {})}}, **options)
    made.prepare(lambda _: None)
    return made


def drawn(made: Diffusion, job: Job = JOB, *references: bytes) -> list[bytes]:
    """Return the pixels of each image."""
    return [pixels(image.png) for image in made.draw(job, references).images if isinstance(image, Picture)]


def pixels(png: bytes) -> bytes:
    with Image.open(BytesIO(png)) as picture:
        return picture.tobytes()


@pytest.fixture(scope="module")
def qwen(tiny: Tiny) -> Diffusion:
    return drawer(tiny("qwen-image"))


@pytest.fixture
def reference() -> bytes:
    file = BytesIO()
    Image.linear_gradient("L").convert("RGB").save(file, "PNG")
    return file.getvalue()


def test_a_picture_says_who_drew_it_and_from_which_seed(qwen: Diffusion) -> None:
    drawing = qwen.draw(replace(JOB, n=2), ())
    second = drawing.images[1]
    assert isinstance(second, Picture)
    with Image.open(BytesIO(second.png)) as picture:
        assert picture.info == {"Software": f"Danqing {drawing.engine}", "Seed": "6"}
    assert drawing.engine == f"{qwen.name}/qwen-image"


def test_every_step_is_told_and_a_preview_of_each_image_where_one_is_wanted(qwen: Diffusion) -> None:
    heard: list[Step] = []
    qwen.draw(replace(JOB, n=2, previews=1), (), heard.append)
    assert [(step.done, step.of) for step in heard if step.preview is None] == [(done, 8) for done in range(1, 9)]
    shown = [(step.done, step.number) for step in heard if step.preview]
    assert shown == [(2, 0), (6, 1)]
    for step in heard:
        if step.preview:
            assert Image.open(BytesIO(step.preview)).format == "PNG"


def test_a_preview_is_nearer_to_the_picture_than_the_noise_is() -> None:
    """A flow is a straight line: from any two points of it, its end is known."""
    noise, end = torch.randn(1, 16, 8, 8), torch.zeros(1, 16, 8, 8) + 3
    sigmas = torch.tensor([1.0, 0.8, 0.3, 0.0])
    before, after = (sigma * noise + (1 - sigma) * end for sigma in (sigmas[1], sigmas[2]))
    scheduler = type("Scheduler", (), {"sigmas": sigmas})()
    assert torch.allclose(foreseen(scheduler, 1, before, after), end, atol=1e-5)
    assert foreseen(scheduler, 0, None, after) is after
    assert foreseen(object(), 1, before, after) is after


@pytest.mark.parametrize(("steps", "wanted", "at"), [(8, 1, [4]), (8, 3, [2, 4, 6]), (4, 0, []), (3, 5, [1, 2])])
def test_previews_are_spread_evenly_and_none_is_of_the_end(steps: int, wanted: int, at: list[int]) -> None:
    assert [step for step in range(1, steps + 1) if due(step, steps, wanted)] == at


@pytest.mark.parametrize("cache", ["none", "first-block", "cache-dit"])
def test_a_drawing_that_is_called_off_ends_within_a_step_and_leaves_no_trace(tiny: Tiny, cache: str) -> None:
    made = drawer(tiny("qwen-image"), model={"steps": 12}, cache=cache, cache_threshold=100.0)
    before, heard = drawn(made), list[Step]()

    def call_off(step: Step) -> None:
        heard.append(step)
        if step.done == 10:
            raise CalledOff

    with pytest.raises(CalledOff):
        made.draw(replace(JOB, prompt="a blue whale", seed=99), (), call_off)
    assert len(heard) == 10
    assert drawn(made) == before


def test_prompts_are_encoded_once_for_all_images_and_all_tasks(tiny: Tiny) -> None:
    made = drawer(tiny("qwen-image"))
    loaded = made._loaded("m")
    passes: list[int] = []
    loaded.pipeline.text_encoder.register_forward_pre_hook(lambda *_: passes.append(1))
    four = drawn(made, replace(JOB, n=4))
    assert len(passes) == 2, "the prompt, and the negative one of everybody"
    assert drawn(made, replace(JOB, seed=8)) == four[3:]
    assert len(passes) == 2
    drawn(made, replace(JOB, prompt="a blue whale"))
    assert len(passes) == 3


def test_images_drawn_together_are_those_drawn_alone(tiny: Tiny, qwen: Diffusion) -> None:
    together = drawn(drawer(tiny("qwen-image"), batch=3), replace(JOB, n=4))
    for one, other in zip(together, drawn(qwen, replace(JOB, n=4)), strict=True):
        assert max(abs(a - b) for a, b in zip(one, other, strict=True)) <= 2


def test_repainting_shares_every_weight_with_drawing(qwen: Diffusion, reference: bytes) -> None:
    loaded = qwen._loaded("m")
    for part in ("transformer", "vae", "text_encoder"):
        assert getattr(loaded.repainter, part) is getattr(loaded.pipeline, part)
    assert loaded.repainter.scheduler is not loaded.pipeline.scheduler
    before = drawn(qwen)
    repainted = drawn(qwen, replace(JOB, kind=Kind.REPAINT, images=("a",)), reference)
    assert repainted != before == drawn(qwen)


def test_models_share_memory_and_the_one_that_was_not_asked_for_makes_room(tiny: Tiny) -> None:
    folders = {name: str(tiny(family)) for name, family in (("a", "qwen-image"), ("b", "z-image"), ("c", "wan2.1"))}
    folders["same"] = folders["a"]
    said = {name: {"source": folder, "steps": 2} for name, folder in folders.items()}
    made = Diffusion(models=said, load="demand", memory_gb=0.007)
    told: list[str] = []
    made.prepare(told.append)
    assert told == []
    for name in ("a", "same", "b", "c", "b"):
        made.draw(replace(JOB, model=name), ())
    assert told == ["loading a", READY, "loading b", READY, "loading c", READY]
    assert len(made._memory._held) == 2
    assert made._memory.used <= 7e6


def test_a_lora_changes_pictures_by_its_strength(tiny: Tiny, qwen: Diffusion, tmp_path: Path) -> None:
    transformer = qwen._loaded("m").pipeline.transformer
    width = transformer.transformer_blocks[0].attn.to_q.in_features
    dice = torch.Generator().manual_seed(1)
    sides = {"lora_A": (4, width), "lora_B": (width, 4)}
    weights = {
        f"transformer.transformer_blocks.{block}.attn.{part}.{side}.weight": torch.randn(shape, generator=dice)
        for block in range(2)
        for part in ("to_q", "to_v")
        for side, shape in sides.items()
    }
    path = tmp_path / "ink.safetensors"
    save_file(weights, path)
    with_it, without = (drawn(drawer(tiny("qwen-image"), model={"lora": f"{path}@{strength}"})) for strength in (1, 0))
    both = drawn(drawer(tiny("qwen-image"), model={"lora": f"{path}@0.5 + {path}@0.5"}))
    assert without == drawn(qwen)
    assert with_it != without
    assert max(abs(a - b) for a, b in zip(both[0], with_it[0], strict=True)) <= 2


def test_the_fast_profile_has_the_schedule_that_its_lora_was_made_for(tiny: Tiny, tmp_path: Path) -> None:
    path = tmp_path / "lightning.safetensors"
    names = [f"transformer_blocks.0.attn.to_q.{side}.weight" for side in ("lora_down", "lora_up")]
    shapes = (4, 32), (32, 4)
    save_file({name: torch.zeros(shape) for name, shape in zip(names, shapes, strict=True)}, path)
    made = drawer(tiny("qwen-image"), model={"profile": "fast", "lora": str(path), "steps": None})
    config = made._loaded("m").pipeline.scheduler.config
    assert config.base_shift == config.max_shift == pytest.approx(1.0986, abs=1e-4)
    assert config.shift_terminal is None
    heard: list[Step] = []
    made.draw(JOB, (), heard.append)
    assert len(heard) == 8


@pytest.mark.parametrize("lora", ["/nowhere/ink.safetensors", "pickled.bin", "{model}"])
def test_a_lora_that_cannot_be_used_is_told(tiny: Tiny, tmp_path: Path, lora: str) -> None:
    folder = tiny("qwen-image")
    (tmp_path / "pickled.bin").touch()
    said = lora.replace("pickled", f"{tmp_path}/pickled").replace("{model}", f"{folder}/vae")
    with pytest.raises(EngineLost, match="LoRA"):
        drawer(folder, model={"lora": said}).draw(JOB, ())


@pytest.mark.parametrize(
    ("options", "family"),
    [
        ({"quantize": "int8"}, "qwen-image"),
        ({"attention": "_native_math"}, "qwen-image"),
        ({"dtype": "bfloat16"}, "wan2.1"),
        ({"tiling": "on"}, "z-image"),
        ({"prompts_kept": 0}, "qwen-image"),
    ],
)
def test_it_draws_with_every_lever_that_a_processor_has(tiny: Tiny, options: dict[str, Any], family: str) -> None:
    made = drawer(tiny(family), **options)
    assert drawn(made) == drawn(made)


def test_a_filmmaker_keeps_its_decoder_in_float32(tiny: Tiny) -> None:
    pipeline = drawer(tiny("wan2.1"), dtype="bfloat16")._loaded("m").pipeline
    types = {name: getattr(pipeline, name).dtype for name in ("vae", "transformer", "text_encoder")}
    assert types == {"vae": torch.float32, "transformer": torch.bfloat16, "text_encoder": torch.bfloat16}


@pytest.mark.parametrize(
    ("options", "family", "lever"),
    [
        ({"cache": "cache-dit"}, "qwen-image-2.1", "cache = cache-dit"),
        ({"cache": "first-block"}, "z-image", "cache = first-block"),
        ({"attention": "flash"}, "qwen-image", "attention = flash"),
        ({"quantize": "fp8"}, "qwen-image", "quantize = fp8"),
    ],
)
def test_a_lever_that_does_not_fit_is_told_and_the_model_drawn_without_it(
    tiny: Tiny, caplog: pytest.LogCaptureFixture, options: dict[str, Any], family: str, lever: str
) -> None:
    with caplog.at_level(logging.WARNING, "danqing"):
        made = drawer(tiny(family), accept_licences=("qwen-image-2.1",), **options)
    assert f"diffusion.{lever} does not fit" in caplog.text
    assert drawn(made)


def test_a_tensor_that_the_encoder_lacks_is_found_before_it_is_made_up(tiny: Tiny, tmp_path: Path) -> None:
    """The loader of encoders fills a missing tensor with random numbers, and only warns."""
    folder = tmp_path / "model"
    shutil.copytree(tiny("qwen-image"), folder)
    path = next((folder / "text_encoder").glob("*.safetensors"))
    tensors = load_file(path)
    gone = next(name for name in tensors if name.endswith("layers.1.mlp.up_proj.weight"))
    del tensors[gone]
    save_file(tensors, path, metadata={"format": "pt"})
    with pytest.raises(EngineLost, match=r"text_encoder lack the tensor '.*layers\.1\.mlp\.up_proj\.weight'"):
        drawer(folder).draw(JOB, ())


def test_weights_that_are_no_numbers_make_no_picture(tiny: Tiny, tmp_path: Path) -> None:
    folder = broken(a_weight_is_not_a_number.__name__, tiny("qwen-image"), tmp_path / "model")
    with pytest.raises(NotAPicture):
        drawer(folder).draw(JOB, ())


def test_a_model_that_is_broken_is_looked_at_once_and_leaves_the_others_alone(tiny: Tiny, tmp_path: Path) -> None:
    folder = broken("weights_are_truncated", tiny("qwen-image"), tmp_path / "model")
    made = Diffusion(models={"m": {"source": str(folder)}, "other": {"source": str(tiny("z-image")), "steps": 2}})
    made.prepare(lambda _: None)
    with pytest.raises(EngineLost, match="cannot be loaded"):
        made.draw(JOB, ())
    assert made.draw(replace(JOB, model="other"), ()).images


def test_a_folder_that_is_none_and_a_model_that_was_not_downloaded_are_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(BrokenModel, match="is no folder, and no id of the hub"):
        drawer(tmp_path / "nothing")
    with pytest.raises(BrokenModel, match=r"was not downloaded, and diffusion\.allow_download is off"):
        drawer("Nobody/Nothing")


def test_a_model_of_the_service_that_has_no_folder_is_left_for_the_next_engine(qwen: Diffusion) -> None:
    with pytest.raises(EngineLost, match=r"diffusion\.models names no other"):
        qwen.draw(replace(JOB, model="other"), ())
    with pytest.raises(EngineRejected):
        qwen.draw(replace(JOB, kind=Kind.EDIT, images=("a",)), ())


def test_a_picture_that_does_not_fit_makes_room_first_and_says_so(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {name: {"source": str(tiny(family)), "steps": 2} for name, family in (("m", "qwen-image"), ("z", "z-image"))}
    made = Diffusion(models=said)
    made.prepare(lambda _: None)
    vae = made._loaded("m").pipeline.vae
    tiled: list[bool] = []

    def decode(latents: Any, *args: Any, whole: Callable[..., Any] = vae.decode, **more: Any) -> Any:
        tiled.append(vae.use_tiling)
        if len(tiled) == 1:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return whole(latents, *args, **more)

    monkeypatch.setattr(vae, "decode", decode)
    drawing = made.draw(replace(JOB, n=2), ())
    assert tiled == [False, True, False], "the second image fits whole, for all we know"
    assert drawing.notes == {"memory": "short; drawn with less of it"}
    assert [made._memory.has(made._known[name].key) for name in said] == [True, False]


def test_a_picture_that_does_not_fit_at_all_is_a_fault_and_not_tried_elsewhere(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = drawer(tiny("qwen-image"))
    pipeline = made._loaded("m").pipeline

    def decode(*_: Any, **__: Any) -> Any:
        raise RuntimeError("[enforce fail] DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes")

    with monkeypatch.context() as patched:
        patched.setattr(pipeline.vae, "decode", decode)
        with pytest.raises(NotEnoughMemory) as caught:
            made.draw(JOB, ())
    assert not caught.value.retry
    assert drawn(made)


def test_drawing_with_less_memory_is_over_when_it_is_done(qwen: Diffusion) -> None:
    loaded = qwen._loaded("m")
    with smaller(loaded, Terms(models={})):
        assert loaded.pipeline.vae.use_tiling
    assert not loaded.pipeline.vae.use_tiling
    tile(Loaded(pipeline=loaded.pipeline, size=0).pipeline, on=False)
    qwen.draw(JOB, (), unheard)


def test_a_process_whose_card_failed_for_good_ends(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    made = drawer(tiny("qwen-image"))

    def fail(*_: Any, **__: Any) -> Any:
        raise RuntimeError("CUDA error: an illegal memory access was encountered")

    monkeypatch.setattr(made._loaded("m").pipeline.vae, "decode", fail)
    with pytest.raises(SystemExit):
        made.draw(JOB, ())


@pytest.mark.slow
def test_a_machine_that_cannot_compile_says_so_and_draws_without(
    tiny: Tiny, qwen: Diffusion, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", str(tmp_path))  # nothing compiled earlier is found
    monkeypatch.setattr(inductor.cpp, "cxx", (None, "/bin/false"))
    monkeypatch.setattr("danqing.engines.diffusion.drawer.WARMING", (("a cat", 64),))
    with caplog.at_level(logging.ERROR, "danqing"):
        made = drawer(tiny("qwen-image"), compile=True)
    assert "m could not be warmed, and draws without being compiled" in caplog.text
    assert drawn(made) == drawn(qwen)

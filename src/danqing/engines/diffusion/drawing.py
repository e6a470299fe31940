"""A plan, carried out with a loaded model: pictures, or an error; the pipeline is then as it was before."""

import logging
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from PIL import Image as Pictures
from PIL import ImageOps

from danqing.core.errors import EngineBusy, EngineError
from danqing.core.image import Image
from danqing.core.progress import Report, Step
from danqing.engines.diffusion import previews
from danqing.engines.diffusion.levers import tile
from danqing.engines.diffusion.libraries import numpy, torch
from danqing.engines.diffusion.loader import Loaded, freed
from danqing.engines.diffusion.plan import Plan
from danqing.engines.diffusion.terms import Terms

log = logging.getLogger(__name__)


class NotAPicture(EngineError):
    """What was computed holds no numbers: the weights, or their type, are broken."""


def drawn(loaded: Loaded, plan: Plan, references: Sequence[bytes], terms: Terms, report: Report) -> tuple[Image, ...]:
    """Draw every image. Raises what `report` raises, EngineBusy without enough memory, EngineError."""
    pictures = [_read(data) for data in references[: plan.references]]
    images: list[Image] = []
    for number, seeds in enumerate(plan.batches):
        for picture, seed in zip(_pixels(loaded, plan, pictures, number, terms, report), seeds, strict=True):
            images.append(_finished(picture, plan, seed))
    return tuple(images)


def _pixels(
    loaded: Loaded, plan: Plan, pictures: list[Any], number: int, terms: Terms, report: Report
) -> Sequence[Any]:
    """Draw one batch; what does not fit is tried once more in tiles."""
    try:
        return _called(loaded, plan, pictures, number, terms, report)
    except torch.OutOfMemoryError as error:
        log.warning("not enough memory for a picture of %s; drawing it again in tiles: %s", plan.drawn, _line(error))
    freed(terms)
    with _smaller(loaded, terms):
        try:
            return _called(loaded, plan, pictures, number, terms, report)
        except torch.OutOfMemoryError as error:
            log.error("not enough memory for a picture of %s even in tiles: %s", plan.drawn, _line(error))  # noqa: TRY400
    freed(terms)
    raise EngineBusy


@contextmanager
def _smaller(loaded: Loaded, terms: Terms) -> Generator[None]:
    """Decode in tiles for as long as the context lasts: pictures that fit are decoded whole."""
    tile(loaded.pipeline, on=True)
    try:
        yield
    finally:
        if terms.tiling != "on":
            tile(loaded.pipeline, on=False)


def _called(
    loaded: Loaded, plan: Plan, pictures: list[Any], number: int, terms: Terms, report: Report
) -> Sequence[Any]:
    pipeline = loaded.repainter if plan.repaint else loaded.pipeline
    seeds = plan.batches[number]
    arguments: dict[str, Any] = {
        "prompt": plan.prompt,
        **plan.arguments,
        plan.count: len(seeds),
        # The processor's dice roll the same for every device.
        "generator": [torch.Generator("cpu").manual_seed(seed % 2**63) for seed in seeds],
        "output_type": "np",
        "callback_on_step_end": _Watcher(plan, number, terms, report),
    }
    if plan.repaint:
        arguments["image"] = ImageOps.fit(pictures[0], (plan.drawn.width, plan.drawn.height))
    elif pictures:
        arguments["image"] = pictures if plan.listed else pictures[0]
    try:
        with torch.inference_mode():
            result = pipeline(**arguments)
    except BaseException:
        # A cache of steps that was left in the middle would show up in the next user's picture.
        loaded.pipeline.maybe_free_model_hooks()
        if loaded.repainter is not None:
            loaded.repainter.maybe_free_model_hooks()
        raise
    found = result.frames[:, 0] if hasattr(result, "frames") else result.images
    if not numpy.isfinite(found).all():
        raise NotAPicture
    return list(found)


class _Watcher:
    """Tells of each step, once the device has really done it."""

    def __init__(self, plan: Plan, number: int, terms: Terms, report: Report) -> None:
        self._plan = plan
        self._number = number
        self._terms = terms
        self._report = report

    def __call__(self, pipeline: Any, index: int, time: Any, values: dict[str, Any]) -> dict[str, Any]:
        del time
        if self._terms.device.startswith("cuda"):
            torch.cuda.current_stream().synchronize()
        steps = int(pipeline.num_timesteps)
        done, of = self._number * steps + index + 1, len(self._plan.batches) * steps
        self._report(Step(done, of))
        if previews.due(index + 1, steps, self._plan.previews):
            self._show(pipeline, values["latents"], done, of)
        return {}

    def _show(self, pipeline: Any, latents: Any, done: int, of: int) -> None:
        first = sum(map(len, self._plan.batches[: self._number]))
        drawn = self._plan.drawn
        for place in range(len(self._plan.batches[self._number])):
            shown = previews.preview(pipeline, latents, drawn.height, drawn.width, place)
            if shown is not None:
                self._report(Step(done, of, shown, first + place))


def _read(data: bytes) -> Any:
    with Pictures.open(BytesIO(data)) as picture:
        upright = ImageOps.exif_transpose(picture)
        if upright.has_transparency_data:
            ground = Pictures.new("RGBA", upright.size, "white")
            upright = Pictures.alpha_composite(ground, upright.convert("RGBA"))
        return upright.convert("RGB")


def _finished(pixels: Any, plan: Plan, seed: int) -> Image:
    picture = Pictures.fromarray((pixels * 255).round().astype("uint8"))
    size = (plan.wanted.width, plan.wanted.height)
    if picture.size != size:
        picture = ImageOps.fit(picture, size, Pictures.Resampling.LANCZOS)
    file = BytesIO()
    picture.save(file, "PNG", compress_level=4)
    return Image(png=file.getvalue(), width=size[0], height=size[1], seed=seed)


def _line(error: BaseException) -> str:
    return str(error).splitlines()[0][:200]

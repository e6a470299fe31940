"""A plan, carried out with a loaded model: pictures, or an error; the pipeline is then as it was before."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image as Pictures
from PIL import ImageOps

from danqing.core.image import Image
from danqing.core.progress import Report, Step
from danqing.engines.composer.png import encode
from danqing.engines.diffusion import previews
from danqing.engines.diffusion.faults import NotAPicture, NotEnoughMemory
from danqing.engines.diffusion.libraries import numpy, torch
from danqing.engines.diffusion.loader import Loaded, freed, smaller
from danqing.engines.diffusion.plan import Plan
from danqing.engines.diffusion.terms import Terms

SHORT_OF_MEMORY = ("out of memory", "not enough memory", "ALLOC_FAILED")
"""What errors say that have no class of their own for it."""

log = logging.getLogger(__name__)


def is_short_of_memory(error: RuntimeError) -> bool:
    """Say whether that is what an error says."""
    return isinstance(error, torch.OutOfMemoryError) or any(words in str(error) for words in SHORT_OF_MEMORY)


@dataclass(eq=False, kw_only=True)
class Work:
    """One job with one loaded model."""

    loaded: Loaded
    plan: Plan
    references: Sequence[bytes]
    terms: Terms
    report: Report
    make_room: Callable[[], None]
    """Lets go of all that is in memory and not needed for this job."""
    software: str = "Danqing"
    """Said in the file."""
    was_short: bool = field(default=False, init=False)
    """Whether the memory was not enough at first."""

    def images(self) -> Iterator[Image]:
        """Draw every image. Raises what `report` raises, NotEnoughMemory, NotAPicture."""
        pictures = [_read(data) for data in self.references[: self.plan.references]]
        for number, seeds in enumerate(self.plan.batches):
            for pixels, seed in zip(self._pixels(pictures, number), seeds, strict=True):
                yield self._finished(pixels, seed)

    def _pixels(self, pictures: list[Any], number: int) -> Sequence[Any]:
        """Draw one batch; what does not fit is tried once more, with less."""
        try:
            return self._called(pictures, number)
        except RuntimeError as error:
            if not is_short_of_memory(error):
                raise
            log.warning("not enough memory for a picture of %s; it is drawn again, with less: %s", self._what, error)
        self.was_short = True
        self.make_room()
        freed(self.terms)
        with smaller(self.loaded, self.terms):
            try:
                return self._called(pictures, number)
            except RuntimeError as error:
                if not is_short_of_memory(error):
                    raise
                log.error("not enough memory for a picture of %s even so: %s", self._what, error)  # noqa: TRY400
        freed(self.terms)
        raise NotEnoughMemory

    def _called(self, pictures: list[Any], number: int) -> Sequence[Any]:
        plan, loaded = self.plan, self.loaded
        pipeline = loaded.repainter if plan.repaint else loaded.pipeline
        seeds = plan.batches[number]
        arguments: dict[str, Any] = {
            "prompt": plan.prompt,
            **plan.arguments,
            plan.count: len(seeds),
            # The processor's dice roll the same for every device.
            "generator": [torch.Generator("cpu").manual_seed(seed % 2**63) for seed in seeds],
            "output_type": "np",
            "callback_on_step_end": _Watcher(plan, number, self.terms, self.report),
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
            for each in filter(None, (loaded.pipeline, loaded.repainter)):
                each.maybe_free_model_hooks()
            raise
        found = result.frames[:, 0] if hasattr(result, "frames") else result.images
        if not numpy.isfinite(found).all():
            log.error("a picture of %s is not made of numbers: the weights, or their dtype, are broken", self._what)
            raise NotAPicture
        return list(found)

    @property
    def _what(self) -> str:
        return f"{self.plan.drawn} by {type(self.loaded.pipeline).__name__}"

    def _finished(self, pixels: Any, seed: int) -> Image:
        colours = (pixels.clip(0, 1) * 255).round().astype("uint8")
        size = (self.plan.wanted.width, self.plan.wanted.height)
        if colours.shape[1::-1] != size:
            colours = numpy.asarray(ImageOps.fit(Pictures.fromarray(colours), size, Pictures.Resampling.LANCZOS))
        png = encode(colours, {"Software": self.software, "Seed": str(seed)})
        return Image(png=png, width=size[0], height=size[1], seed=seed)


class _Watcher:
    """Tells of each step, once the device has really done it."""

    def __init__(self, plan: Plan, number: int, terms: Terms, report: Report) -> None:
        self._plan = plan
        self._number = number
        self._terms = terms
        self._report = report
        self._noisy: Any = None
        """The latents of the step before, for one whose preview is wanted."""

    def __call__(self, pipeline: Any, index: int, time: Any, values: dict[str, Any]) -> dict[str, Any]:
        del time
        if self._terms.device.startswith("cuda"):
            torch.cuda.current_stream().synchronize()
        steps = int(pipeline.num_timesteps)
        done, of = self._number * steps + index + 1, len(self._plan.batches) * steps
        self._report(Step(done, of))
        if not self._plan.previews:
            return {}
        latents = values["latents"]
        if previews.due(index + 1, steps, self._plan.previews):
            self._show(pipeline, previews.foreseen(pipeline.scheduler, index, self._noisy, latents), done, of)
        self._noisy = latents
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

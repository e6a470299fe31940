"""The embedded engine: jobs become pictures by procedural drawing; no model, no weights, no network."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace

from danqing.core.errors import EngineRejected
from danqing.core.image import Failure, Image
from danqing.core.job import Job, Kind
from danqing.engines.composer.compose import Composition, compose
from danqing.engines.composer.decode import decode
from danqing.engines.composer.edit import edit
from danqing.engines.composer.mark import marked
from danqing.engines.composer.parse import read
from danqing.engines.composer.parse.describing import describe
from danqing.engines.composer.parse.extending import extend
from danqing.engines.composer.png import encode
from danqing.engines.composer.spec import Spec
from danqing.engines.engine import Drawing

NAME = "composer/1.0"
SOFTWARE = "Danqing composer/1.0 (procedural drawing, no AI model)"
LONGEST_NOTE = 400
"""Characters; notes become headers."""


class Composer:
    """Draws a job in the process that it is called in; a `danqing.engines.engine.Drawer`."""

    name = NAME

    def draw(self, job: Job, references: Sequence[bytes]) -> Drawing:
        """Return `job.n` images; raises EngineRejected for what the composer cannot do."""
        job = replace(job, prompt=whole(job.prompt), negative_prompt=whole(job.negative_prompt))
        if job.kind is not Kind.DRAW:
            return edit(job, [decode(data) for data in references])
        if job.size is None:
            raise EngineRejected("size is missing.")
        spec = read(job.prompt, job.negative_prompt, job.style, job.prompt_extend)
        images: list[Image | Failure] = []
        last = spec
        for number in range(job.n):
            last = extend(spec, job.seed + number) if job.prompt_extend else spec
            images.append(_image(compose(last, job.size, job.seed + number), last, job, job.seed + number))
        first = extend(spec, job.seed) if job.prompt_extend else spec
        return Drawing(
            images=tuple(images),
            actual_prompt=describe(first) if job.prompt_extend else None,
            notes=notes(first),
        )


def whole(text: str) -> str:
    """Return `text` with halves of characters, which JSON can carry and UTF-8 cannot, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def notes(spec: Spec) -> dict[str, str]:
    """Return what was understood of a prompt, and what was not; one line each, and no line for nothing."""
    said = {"understood": ";".join(spec.understood), "ignored": ",".join(spec.ignored)}
    # What cannot be printed, such as the joiners inside emoji, has no place in a header.
    plain = {key: "".join(c if c.isprintable() else " " for c in text) for key, text in said.items()}
    return {key: " ".join(text.split())[:LONGEST_NOTE] for key, text in plain.items() if text.strip()}


def _image(composition: Composition, spec: Spec, job: Job, seed: int) -> Image:
    pixels = marked(composition.pixels) if job.watermark else composition.pixels
    return Image(png=encode(pixels, chunks(spec, seed)), width=pixels.shape[1], height=pixels.shape[0], seed=seed)


def chunks(spec: Spec, seed: int) -> dict[str, str]:
    """Return the texts that a picture carries within itself: who drew it, of what, and from which numbers."""
    return {
        "Software": SOFTWARE,
        "Description": spec.prompt,
        "Seed": str(seed),
        "Spec": json.dumps(asdict(spec), ensure_ascii=False, default=sorted),
    }
